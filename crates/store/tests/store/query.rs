use record::{Grade, Standing, SubEventType, Telling};
use store::{Order, Query};

use crate::sample::{Sample, day, other_strike};

/// Four events: Sarmin on the 2nd (4, then 6 killed, two outlets), Homs on the 4th (1), Hama in the whole of 2023 (40), and an
/// undated one in Mali.
pub fn four() -> Sample {
    let mut sample = Sample::new();
    sample.add(&other_strike("one", "Herald", "2024-02-02", "Sarmin", 4));
    sample.add(&other_strike("two", "Courier", "2024-02-02", "Sarmin", 6));
    let mut homs = other_strike("three", "Echo", "2024-02-04", "Homs", 1);
    homs.event_reports[0].standing = Standing::Alleged;
    sample.add(&homs);
    let mut hama = other_strike("four", "Herald", "2024-02-05", "Hama", 40);
    let date = &mut hama.event_reports[0].date;
    (date.start, date.end) = (Some(day("2023-01-01")), Some(day("2023-12-31")));
    date.precision = record::DatePrecision::Year;
    sample.add(&hama);
    let mut mali = other_strike("five", "Echo", "2024-02-06", "Gao", 2);
    mali.event_reports[0].date = record::EventDate::unknown(None);
    mali.event_reports[0].sub_event_type = SubEventType::ArmedClash;
    mali.event_reports[0].initiators = vec![crate::sample::actor("Katiba Macina", &["JNIM"], Vec::new())];
    let place = mali.event_reports[0].location.as_mut().unwrap();
    (place.country, place.admin1) = (Some("MLI".to_string()), Some("Région de Gao".to_string()));
    sample.add(&mali);
    let tellings = sample.tellings();
    let of = |id: &str| -> &Telling { tellings.iter().find(|telling| telling.report_id == id).unwrap() };
    sample.link(&[&[of("one"), of("two")], &[of("three")], &[of("four")], &[of("five")]]);
    sample
}

fn places(sample: &Sample, query: Query) -> Vec<String> {
    let rows = sample.store.query(&query).unwrap();
    assert_eq!(sample.store.count(&query).unwrap(), rows.len(), "{query:?}");
    rows.into_iter().map(|row| row.place.unwrap()).collect()
}

#[test]
fn keys_are_those_of_the_rows_in_their_order() {
    let sample = four();
    for order in [Order::Latest, Order::Earliest, Order::Deadliest, Order::MostTold] {
        for (text, limit) in [(None, None), (Some("strike".to_string()), None), (None, Some(2))] {
            let query = Query { order, text, limit, ..Query::default() };
            let rows = sample.store.query(&query).unwrap();
            let keys: Vec<record::Key> = rows.iter().map(|row| row.key).collect();
            assert_eq!(sample.store.query_keys(&query).unwrap(), keys, "{query:?}");
        }
    }
    let nobody = Query { outlet: Some("Nobody".to_string()), ..Query::default() };
    assert_eq!(sample.store.query_keys(&nobody).unwrap(), []);
}

#[test]
fn a_row_has_what_the_event_has() {
    let sample = four();
    let rows = sample.store.query(&Query::default()).unwrap();
    let sarmin = rows.iter().find(|row| row.place.as_deref() == Some("Sarmin")).unwrap();
    assert_eq!((sarmin.killed_low, sarmin.killed_best, sarmin.killed_high), (Some(4), Some(6), None));
    assert_eq!((sarmin.tellings, sarmin.reports, sarmin.outlets), (2, 2, 2));
    assert_eq!((sarmin.start, sarmin.end), (Some(day("2024-02-02")), Some(day("2024-02-02"))));
    assert_eq!((sarmin.sub_event_type, sarmin.grade), (SubEventType::AirDroneStrike, Grade::Fair));
    assert_eq!((sarmin.country.as_deref(), sarmin.admin1.as_deref()), (Some("SYR"), Some("Idlib")));
    assert_eq!(sarmin.point.map(|point| point.lat), Some(35.9));
    assert_eq!(sarmin.title.as_deref().map(|title| title.ends_with("Sarmin hit")), Some(true));
}

#[test]
fn events_come_in_the_order_that_is_asked_for() {
    let sample = four();
    let by = |order| places(&sample, Query { order, ..Query::default() });
    assert_eq!(by(Order::Latest), ["Homs", "Sarmin", "Hama", "Gao"]);
    assert_eq!(by(Order::Earliest), ["Gao", "Hama", "Sarmin", "Homs"]);
    assert_eq!(by(Order::Deadliest), ["Hama", "Sarmin", "Gao", "Homs"]);
    assert_eq!(by(Order::MostTold)[0], "Sarmin");
    let page = Query { limit: Some(2), offset: 1, ..Query::default() };
    let rows = sample.store.query(&page).unwrap();
    assert_eq!(rows.iter().map(|row| row.place.as_deref().unwrap()).collect::<Vec<_>>(), ["Sarmin", "Hama"]);
    assert_eq!(sample.store.count(&page).unwrap(), 4);
}

#[test]
fn every_filter_leaves_out_what_does_not_fit() {
    let sample = four();
    let with = |set: &dyn Fn(&mut Query)| {
        let mut query = Query::default();
        set(&mut query);
        places(&sample, query)
    };
    assert_eq!(with(&|q| q.from = Some(day("2024-02-03"))), ["Homs"]);
    assert_eq!(with(&|q| q.from = Some(day("2023-12-31"))), ["Homs", "Sarmin", "Hama"]);
    assert_eq!(with(&|q| q.to = Some(day("2024-02-03"))), ["Sarmin", "Hama"]);
    assert_eq!(with(&|q| (q.from, q.to) = (Some(day("2023-06-01")), Some(day("2023-06-02")))), ["Hama"]);
    assert_eq!(with(&|q| q.country = Some("mli".into())), ["Gao"]);
    assert_eq!(with(&|q| q.place = Some("region de gao".into())), ["Gao"]);
    assert_eq!(with(&|q| q.place = Some("Homs".into())), ["Homs"]);
    assert_eq!(with(&|q| q.actor = Some("jnim".into())), ["Gao"]);
    assert_eq!(with(&|q| q.actor = Some("Syria".into())), ["Homs", "Sarmin", "Hama"]);
    assert_eq!(with(&|q| q.actor = Some("macina".into())), ["Gao"]);
    assert_eq!(with(&|q| q.actor = Some("nobody".into())), Vec::<String>::new());
    assert_eq!(with(&|q| q.sub_event_type = Some(SubEventType::ArmedClash)), ["Gao"]);
    assert_eq!(with(&|q| q.family = Some(record::Family::Explosions)), ["Homs", "Sarmin", "Hama"]);
    assert_eq!(with(&|q| q.standing = Some(Standing::Alleged)), ["Homs"]);
    assert_eq!(with(&|q| q.killed_at_least = Some(6)), ["Sarmin", "Hama"]);
    assert_eq!(with(&|q| q.grade = Some(Grade::Fair)), ["Sarmin"]);
    assert_eq!(with(&|q| q.outlet = Some("courier".into())), ["Sarmin"]);
    assert_eq!(with(&|q| q.outlet = Some("nobody".into())), Vec::<String>::new());
    assert_eq!(with(&|q| q.text = Some("depot homs".into())), ["Homs"]);
    assert_eq!(with(&|q| q.text = Some("\"abu omar\" two".into())), ["Sarmin"]);
    assert_eq!(with(&|q| q.text = Some("\"omar abu\"".into())), Vec::<String>::new());
    assert_eq!(
        with(&|q| (q.text, q.actor, q.outlet) = (Some("depot".into()), Some("Syria".into()), Some("Herald".into()))),
        ["Sarmin", "Hama"]
    );
}

#[test]
fn no_words_are_read_as_orders_to_the_search() {
    let sample = four();
    for text in ["depot OR", "NOT depot", "depot*", "(depot", "title : depot", "\"", "^depot", "", "-depot", "a'b"] {
        sample.store.query(&Query { text: Some(text.into()), place: Some(text.into()), ..Query::default() }).unwrap();
        sample.store.query(&Query { actor: Some(text.into()), ..Query::default() }).unwrap();
    }
    assert_eq!(places(&sample, Query { text: Some("  ".into()), ..Query::default() }).len(), 4);
}

#[test]
fn views_have_plain_names_and_words() {
    let sample = four();
    let one = |sql: &str| sample.place.one(sql);
    let sarmin = sample.store.query(&Query { place: Some("Sarmin".into()), ..Query::default() }).unwrap()[0].key;
    assert_eq!(one("SELECT event FROM events WHERE place = 'Sarmin'"), sarmin.to_string());
    assert_eq!(one(&format!("SELECT count(*) || '' FROM event_reports WHERE event = '{sarmin}'")), "2");
    let evidence = one(&format!("SELECT value FROM statements WHERE event_report = '{sarmin}' AND part = 'evidence'"));
    assert!(evidence.starts_with("bombed the depot of Sarmin at"), "{evidence}");
    let standing = one(&format!("SELECT value FROM statements WHERE event_report = '{sarmin}' AND part = 'standing'"));
    assert_eq!(standing, "occurred");
    assert_eq!(
        one(
            "SELECT subject FROM changes WHERE kind = 'event_added' AND subject = (SELECT event FROM events WHERE place = 'Sarmin')"
        ),
        sarmin.to_string()
    );
    for view in ["reports", "statements", "events", "event_reports", "judgements", "changes"] {
        assert!(
            one(&format!("SELECT count(*) || '' FROM (SELECT * FROM {view}) AS all_of_it")).parse::<usize>().is_ok()
        );
    }
}
