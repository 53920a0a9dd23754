use record::{Key, SubEventType};
use store::{Query, Sides};

use crate::sample::{Sample, actor, day, other_strike};

/// Two events, on the 2nd by somebody who claims it and on no known day, told by three reports of two days.
fn two() -> Sample {
    let mut sample = Sample::new();
    let mut sarmin = other_strike("one", "Herald", "2024-02-02", "Sarmin", 4);
    let told = &mut sarmin.event_reports[0];
    told.initiators = vec![actor("Katiba Macina", &["JNIM"], Vec::new())];
    told.claimed_by = told.initiators.clone();
    sample.add(&sarmin);
    sample.add(&other_strike("two", "Courier", "2024-02-03", "Sarmin", 6));
    let mut gao = other_strike("three", "Echo", "2024-02-03", "Gao", 2);
    gao.event_reports[0].date = record::EventDate::unknown(None);
    gao.event_reports[0].sub_event_type = SubEventType::ArmedClash;
    sample.add(&gao);
    let tellings = sample.tellings();
    let of = |id: &str| tellings.iter().find(|telling| telling.report_id == id).unwrap();
    sample.link(&[&[of("one"), of("two")], &[of("three")]]);
    sample
}

fn sides(sample: &Sample) -> Vec<Sides> {
    let mut all = Vec::new();
    sample.store.each_side(|event| all.push(event)).unwrap();
    all
}

#[test]
fn every_event_comes_once_with_who_is_in_it_undated_ones_first() {
    let sample = two();
    let all = sides(&sample);
    assert_eq!(all.iter().map(|event| event.place.as_deref()).collect::<Vec<_>>(), [Some("Gao"), Some("Sarmin")]);
    assert_eq!(all[0].days, None);
    assert_eq!(all[1].days, Some((day("2024-02-02"), day("2024-02-02"))));
    for event in &all {
        let whole = sample.store.event(event.key).unwrap().unwrap();
        assert_eq!((&event.roles.initiators, &event.roles.targets), (&whole.initiators, &whole.targets));
        assert_eq!((&event.roles.claimed_by, &event.roles.answers), (&whole.claimed_by, &whole.answers));
        let outcomes: Vec<_> = whole.tolls.iter().map(|toll| (toll.outcome, toll.high)).collect();
        assert_eq!(event.roles.outcomes, outcomes);
    }
}

#[test]
fn rows_of_keys_are_those_of_a_query() {
    let sample = two();
    for query in [Query::default(), Query { actor: Some("jnim".to_string()), ..Query::default() }] {
        let rows = sample.store.query(&query).unwrap();
        let keys: Vec<Key> = rows.iter().map(|row| row.key).collect();
        assert_eq!(sample.store.rows_of(&keys).unwrap(), rows);
    }
}

#[test]
fn publications_come_by_day_and_texts_by_report() {
    let sample = two();
    let mut days = Vec::new();
    sample.store.each_publication(|day, outlets| days.push((day.unwrap().to_string(), outlets.join(",")))).unwrap();
    assert_eq!(
        days.iter().map(|(day, _)| day.as_str()).collect::<Vec<_>>(),
        ["2024-02-02", "2024-02-03", "2024-02-03"]
    );
    let telling = &sample.tellings()[0];
    let (text, _) = sample.store.text_of(telling.report).unwrap().unwrap();
    assert!(text.contains(&telling.event_report.anchor.text));
    assert_eq!(sample.store.text_of("zzzzzzzzzz".parse().unwrap()).unwrap(), None);
}
