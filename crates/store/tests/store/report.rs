use record::Key;
use store::{Added, Part, ReportQuery};

use crate::sample::{self, Sample, TEXT, at, report, strike};

#[test]
fn what_was_added_comes_back() {
    let mut sample = Sample::new();
    let mut coded = strike("a", "Herald", Some("2024-02-03"));
    coded.tallies.push(sample::tally(TEXT, "At least four people died"));
    coded.report.extra.insert("desk".to_string(), serde_json::json!({"n": 1}));
    let stored = sample.add(&coded);
    assert_eq!(stored.added, Added::New);
    let back = sample.store.report(stored.key).unwrap().unwrap();
    assert_eq!(back.event_reports, coded.event_reports);
    assert_eq!(back.tallies, coded.tallies);
    assert_eq!(serde_json::to_value(&back.report).unwrap(), serde_json::to_value(&coded.report).unwrap());
    let tellings = sample.tellings();
    assert_eq!(tellings.len(), 2);
    assert!(tellings[0].key < tellings[1].key);
    assert_eq!(tellings[0].report, stored.key);
    assert_eq!(tellings[0].outlets, ["Herald"]);
    assert_eq!(tellings[0].published, Some(sample::day("2024-02-03")));
    let keys: Vec<Key> = tellings.iter().map(|telling| telling.key).collect();
    assert_eq!(sample.store.tellings(&keys).unwrap(), tellings);
    assert_eq!(sample.store.tallies().unwrap()[0].tally, coded.tallies[0]);
}

#[test]
fn the_same_report_twice_adds_nothing() {
    let mut sample = Sample::new();
    let coded = strike("a", "Herald", Some("2024-02-03"));
    let first = sample.add(&coded);
    let changes = sample.store.changes(store::Since::Seq(0), 100).unwrap();
    assert_eq!(sample.add(&coded).added, Added::Known);
    assert_eq!(sample.store.changes(store::Since::Seq(0), 100).unwrap(), changes);
    assert_eq!(sample.store.known(&coded.report, "dateline 0.1.0").unwrap(), Some(first.key));
    assert_eq!(sample.store.known(&coded.report, "dateline 0.2.0").unwrap(), None);
}

#[test]
fn a_reprint_adds_its_outlet_and_no_words() {
    let mut sample = Sample::new();
    let first = sample.add(&strike("a", "Herald", Some("2024-02-03")));
    let mut reprint = strike("b", "Courier", Some("2024-02-04"));
    reprint.report.url = Some("https://courier.example/1".to_string());
    assert_eq!(sample.add(&reprint).added, Added::Copy { of: first.key });
    assert_eq!(sample.add(&reprint).added, Added::Known);
    let tellings = sample.tellings();
    assert_eq!(tellings.len(), 2);
    assert!(tellings.iter().all(|telling| telling.outlets == ["Courier", "Herald"]));
    let copies = sample.store.copies(first.key).unwrap();
    assert_eq!(copies.len(), 1);
    assert_eq!((&*copies[0].input_id, copies[0].published), ("b", Some(sample::day("2024-02-04"))));
}

#[test]
fn reprints_in_any_order_give_the_same() {
    let all = [("a", "Herald", "2024-02-03"), ("b", "Courier", "2024-02-04"), ("c", "Echo", "2024-02-05")];
    let orders = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]];
    let held = orders.map(|order| {
        let mut sample = Sample::new();
        for n in order {
            let (id, outlet, published) = all[n];
            sample.add(&strike(id, outlet, Some(published)));
        }
        sample.tellings()
    });
    assert_eq!(held[0].len(), 2);
    assert_eq!(held[0][0].report_id, "a");
    assert_eq!(held[0][0].outlets, ["Courier", "Echo", "Herald"]);
    assert!(held.iter().all(|tellings| *tellings == held[0]));
}

#[test]
fn the_same_words_a_month_later_are_another_report() {
    let mut sample = Sample::new();
    sample.add(&strike("a", "Herald", Some("2024-02-03")));
    assert_eq!(sample.add(&strike("b", "Herald", Some("2024-03-03"))).added, Added::New);
}

#[test]
fn a_corrected_report_goes_in_place_of_the_earlier() {
    let mut sample = Sample::new();
    let mut first = strike("a", "Herald", Some("2024-02-03"));
    first.report.url = Some("https://herald.example/1".to_string());
    let earlier = sample.add(&first);
    let old: Vec<Key> = sample.tellings().iter().map(|telling| telling.key).collect();
    let text = TEXT.replace("four people", "seven people, two of them children,");
    let mut second = first.clone();
    second.report = report("a", "Herald", Some("2024-02-03"), &text);
    second.report.url = first.report.url.clone();
    second.event_reports = vec![
        sample::event_report("e1", &text, "bombed the market", Some("2024-02-02")),
        sample::event_report("e2", &text, "struck a bridge", Some("2024-02-02")),
    ];
    let later = sample.add(&second);
    assert_eq!(later.added, Added::Corrected { earlier: earlier.key });
    let tellings = sample.tellings();
    assert_eq!(tellings.len(), 2);
    assert!(tellings.iter().all(|telling| telling.report == later.key && !old.contains(&telling.key)));
    for (old, anchor) in old.iter().zip(sample.store.report(earlier.key).unwrap().unwrap().event_reports) {
        let now = sample.store.tellings(&[*old]).unwrap();
        assert_eq!(now.len(), 1, "{old} leads to what goes for it");
        let _ = anchor;
    }
    assert_eq!(sample.store.report(earlier.key).unwrap().unwrap().event_reports, first.event_reports);
    assert_eq!(sample.store.standing_version(earlier.key).unwrap(), Some(later.key));
    let versions = sample.store.earlier_versions(later.key).unwrap();
    assert_eq!(versions.iter().map(|version| version.key).collect::<Vec<_>>(), [earlier.key]);
    assert_eq!(versions[0].title, first.report.title.as_ref().map(|title| title.text.clone()));
    assert_eq!(sample.store.earlier_versions(earlier.key).unwrap(), []);
    assert_eq!(sample.add(&first).added, Added::Known);
    assert_eq!(sample.tellings(), tellings);
}

#[test]
fn coding_anew_keeps_keys_and_says_what_is_gone() {
    let mut sample = Sample::new();
    let coded = strike("a", "Herald", Some("2024-02-03"));
    sample.add(&coded);
    let before = sample.tellings();
    let mut newer = coded.clone();
    newer.event_reports.remove(1);
    newer.event_reports[0].standing = record::Standing::Alleged;
    let run = sample.store.begin_run("code", "dateline 0.2.0", "", at("2024-04-01T08:00:00Z")).unwrap();
    assert_eq!(sample.add_by(&newer, run).added, Added::Recoded);
    let after = sample.tellings();
    assert_eq!(after.len(), 1);
    let same = before.iter().find(|telling| telling.key == after[0].key).unwrap();
    assert_eq!(same.event_report.standing, record::Standing::Occurred);
    assert_eq!(after[0].event_report.standing, record::Standing::Alleged);
    let mut then = Vec::new();
    sample.store.each_telling_as_of(at("2024-03-15T00:00:00Z"), |telling| then.push(telling)).unwrap();
    assert_eq!(then, before);
    assert_eq!(sample.add_by(&newer, run).added, Added::Known);
}

#[test]
fn what_is_stated_comes_with_its_keys_and_without_edits() {
    let mut sample = Sample::new();
    let coded = strike("a", "Herald", Some("2024-02-03"));
    let report = sample.add(&coded).key;
    let tellings = sample.tellings();
    let rejected = serde_json::json!("rejected");
    sample.store.edit(tellings[0].key, Part::Event, &rejected, None, "Ana", at("2024-03-02T10:00:00Z")).unwrap();
    let denied = serde_json::json!("denied");
    sample.store.edit(tellings[1].key, Part::Standing, &denied, None, "Ana", at("2024-03-02T10:00:00Z")).unwrap();
    assert_eq!(sample.store.report(report).unwrap().unwrap().event_reports.len(), 1, "the rejected one tells nothing");
    let stated = sample.store.stated(report).unwrap().unwrap();
    assert_eq!(stated.coded.event_reports, coded.event_reports);
    let mut keys = stated.event_reports.clone();
    keys.sort();
    assert_eq!(keys, tellings.iter().map(|telling| telling.key).collect::<Vec<_>>());
    assert!(sample.store.stated(tellings[0].key).unwrap().is_none(), "an event report is no report");
}

#[test]
fn headlines_come_in_the_order_that_they_are_asked_for_in() {
    let mut sample = Sample::new();
    let mut coded = strike("a", "Herald", Some("2024-02-03"));
    coded.report.url = Some("https://herald.example/a".to_string());
    let first = sample.add(&coded).key;
    let second = sample.add(&sample::other_strike("b", "Echo", "2024-02-04", "Homs", 1)).key;
    let headlines = sample.store.headlines(&[second, Key::of_bytes(b"nobody"), first]).unwrap();
    assert_eq!(headlines.iter().map(|headline| headline.report).collect::<Vec<_>>(), [second, first]);
    assert_eq!(headlines[1].url.as_deref(), Some("https://herald.example/a"));
    assert_eq!(headlines[1].title, coded.report.title.map(|title| title.text));
}

#[test]
fn reports_of_an_outlet_are_found_in_small_and_capital_letters_of_any_alphabet() {
    let mut sample = Sample::new();
    for (id, outlet, day) in
        [("a", "Élan Égaré", "2024-02-03"), ("b", "IRNA", "2024-05-03"), ("c", "Вести", "2024-08-03")]
    {
        sample.add(&strike(id, outlet, Some(day)));
    }
    for (outlet, found) in
        [("élan égaré", 1), ("ÉLAN ÉGARÉ", 1), ("irna", 1), ("Irna ", 1), ("ВЕСТИ", 1), ("вест", 0), ("lan", 0)]
    {
        let query = ReportQuery { outlet: Some(outlet.to_string()), ..ReportQuery::default() };
        assert_eq!(sample.store.list_reports(&query, 9, 0).unwrap().1, found, "{outlet}");
    }
}
