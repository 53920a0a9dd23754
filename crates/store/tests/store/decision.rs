use record::{Judgement, Key, Standing, Verdict};
use serde_json::json;
use store::{ChangeKind, Error, Found, Part, Undone};

use crate::sample::{Sample, TEXT, at, other_strike, report, strike};

fn two() -> (Sample, Key, Key) {
    let mut sample = Sample::new();
    sample.add(&other_strike("one", "Herald", "2024-02-02", "Sarmin", 4));
    sample.add(&other_strike("two", "Courier", "2024-02-03", "Sarmin", 6));
    let tellings = sample.tellings();
    let (a, b) = (tellings[0].key, tellings[1].key);
    (sample, a, b)
}

#[test]
fn the_later_judgement_holds_until_it_is_taken_back() {
    let (mut sample, a, b) = two();
    let same = Judgement { a, b, verdict: Verdict::Same };
    let different = Judgement { a: b, b: a, verdict: Verdict::Different };
    sample.store.judge(same, Some("the depot"), "Ana", at("2024-03-02T10:00:00Z")).unwrap();
    let id = sample.store.judge(different, None, "Ben", at("2024-03-03T10:00:00Z")).unwrap();
    let holds = |verdict| vec![Judgement { a, b, verdict }];
    assert_eq!(sample.store.judgements().unwrap(), holds(Verdict::Different));
    assert!(sample.store.withdraw(id, "Ben", at("2024-03-04T10:00:00Z")).unwrap().is_some());
    assert_eq!(sample.store.withdraw(id, "Ben", at("2024-03-04T10:00:00Z")).unwrap(), None);
    assert_eq!(sample.store.judgements().unwrap(), holds(Verdict::Same));
    let then = |time| sample.store.judgements_as_of(at(time)).unwrap();
    assert_eq!(then("2024-03-01T00:00:00Z"), []);
    assert_eq!(then("2024-03-02T10:00:00Z"), holds(Verdict::Same));
    assert_eq!(then("2024-03-03T12:00:00Z"), holds(Verdict::Different));
    assert_eq!(then("2024-03-04T12:00:00Z"), holds(Verdict::Same));
    let all = sample.store.all_judgements().unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!((all[0].reason.as_deref(), &*all[0].by, &all[0].withdrawn), (Some("the depot"), "Ana", &None));
    assert_eq!(all[1].withdrawn, Some(("Ben".to_string(), at("2024-03-04T10:00:00Z"))));
}

#[test]
fn a_history_has_each_decision_once_with_its_reason() {
    let (mut sample, a, b) = two();
    sample
        .store
        .judge(Judgement { a, b, verdict: Verdict::Same }, Some("one"), "Ana", at("2024-03-02T10:00:00Z"))
        .unwrap();
    let edit = sample.store.edit(b, Part::Standing, &json!("denied"), None, "Ben", at("2024-03-02T12:00:00Z")).unwrap();
    sample.store.withdraw(edit, "Ana", at("2024-03-02T13:00:00Z")).unwrap();
    let both = sample.store.history(&[a, b]).unwrap();
    assert_eq!(both.judgements.iter().map(|judged| judged.reason.as_deref()).collect::<Vec<_>>(), [Some("one")]);
    assert_eq!(both.edits[0].withdrawn, Some(("Ana".to_string(), at("2024-03-02T13:00:00Z"))));
    let kinds: Vec<ChangeKind> = both.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ChangeKind::Judged, ChangeKind::Edited, ChangeKind::Unedited]);
    assert_eq!(sample.store.last_change().unwrap(), both.changes.last().cloned());
    let one = sample.store.history(&[a]).unwrap();
    assert_eq!((one.judgements, one.edits), (both.judgements, Vec::new()));
}

#[test]
fn undo_takes_back_the_last_of_ones_own() {
    let (mut sample, a, b) = two();
    sample.store.judge(Judgement { a, b, verdict: Verdict::Same }, None, "Ana", at("2024-03-02T10:00:00Z")).unwrap();
    sample.store.edit(a, Part::Standing, &json!("alleged"), None, "Ana", at("2024-03-02T10:00:00Z")).unwrap();
    sample.store.edit(b, Part::Standing, &json!("denied"), None, "Ben", at("2024-03-02T12:00:00Z")).unwrap();
    let now = at("2024-03-03T10:00:00Z");
    assert!(matches!(sample.store.undo("Ana", now).unwrap(), Some(Undone::Edit(edit)) if edit.event_report == a));
    assert!(matches!(sample.store.undo("Ana", now).unwrap(), Some(Undone::Judgement(_))));
    assert_eq!(sample.store.undo("Ana", now).unwrap(), None);
    assert_eq!(sample.store.judgements().unwrap(), []);
    assert_eq!(sample.store.tellings(&[b]).unwrap()[0].event_report.standing, Standing::Denied);
}

#[test]
fn a_persons_word_goes_before_the_programs() {
    let (mut sample, a, _) = two();
    let before = sample.tellings();
    let edit = |sample: &mut Sample, value, time: &str| {
        sample.store.edit(a, Part::Location, &value, Some("map"), "Ana", at(time)).unwrap()
    };
    let place = json!({"name": "Binnish", "country": "SYR", "geo_precision": "near", "extent": "near"});
    edit(&mut sample, place, "2024-03-02T10:00:00Z");
    edit(&mut sample, json!(null), "2024-03-03T10:00:00Z");
    assert_eq!(sample.store.tellings(&[a]).unwrap()[0].event_report.location, None);
    sample.store.undo("Ana", at("2024-03-04T10:00:00Z")).unwrap();
    let told = sample.store.tellings(&[a]).unwrap().remove(0).event_report;
    assert_eq!(told.location.map(|place| place.name), Some("Binnish".to_string()));
    let mut then = Vec::new();
    sample.store.each_telling_as_of(at("2024-03-03T12:00:00Z"), |telling| then.push(telling)).unwrap();
    assert_eq!(then.iter().find(|telling| telling.key == a).unwrap().event_report.location, None);
    then.clear();
    sample.store.each_telling_as_of(at("2024-03-01T12:00:00Z"), |telling| then.push(telling)).unwrap();
    assert_eq!(then, before);
    assert_eq!(sample.store.edits(a).unwrap().len(), 2);
}

#[test]
fn what_a_part_cannot_be_is_refused() {
    let (mut sample, a, _) = two();
    let now = at("2024-03-02T10:00:00Z");
    let refused = [
        (Part::Standing, json!("perhaps")),
        (Part::Standing, json!(null)),
        (Part::Event, json!("gone")),
        (Part::Initiators, json!({"name": "x"})),
        (Part::Date, json!({"start": "2024-02-30", "precision": "day"})),
    ];
    for (part, value) in refused {
        let edited = sample.store.edit(a, part, &value, None, "Ana", now);
        assert!(matches!(edited, Err(Error::Value { part: named, .. }) if named == part), "{part} {value}: {edited:?}");
    }
    assert_eq!(sample.store.edits(a).unwrap(), []);
    let nothing = Key::of_hash(1);
    let judged = sample.store.judge(Judgement { a, b: nothing, verdict: Verdict::Same }, None, "Ana", now);
    assert!(matches!(judged, Err(Error::Unknown { .. })), "{judged:?}");
    assert_eq!(sample.store.all_judgements().unwrap(), []);
}

#[test]
fn decisions_outlive_a_correction_of_the_report() {
    let mut sample = Sample::new();
    let mut first = strike("a", "Herald", Some("2024-02-03"));
    first.report.url = Some("https://herald.example/1".to_string());
    sample.add(&first);
    sample.add(&other_strike("two", "Courier", "2024-02-03", "Sarmin", 6));
    let tellings = sample.tellings();
    let told = |anchor: &str| tellings.iter().find(|t| t.event_report.anchor.text == anchor).unwrap().key;
    let (old, other) = (told("bombed the market"), told("bombed the depot"));
    let now = at("2024-03-02T10:00:00Z");
    sample.store.judge(Judgement { a: old, b: other, verdict: Verdict::Same }, None, "Ana", now).unwrap();
    sample.store.edit(old, Part::Standing, &json!("alleged"), None, "Ana", now).unwrap();
    let anchor = serde_json::to_value(crate::sample::quote(TEXT, "helicopters")).unwrap();
    sample.store.edit(old, Part::Anchor, &anchor, None, "Ana", now).unwrap();
    let text = TEXT.replace("four people", "seven people, two of them children,");
    let mut second = first.clone();
    second.report = report("a", "Herald", Some("2024-02-03"), &text);
    second.report.url = first.report.url.clone();
    second.event_reports = vec![
        crate::sample::event_report("e1", &text, "bombed the market", Some("2024-02-02")),
        crate::sample::event_report("e2", &text, "struck a bridge", Some("2024-02-02")),
    ];
    sample.add(&second);
    let now_told = sample.tellings();
    let new = now_told.iter().find(|t| t.event_report.anchor.text == "bombed the market").unwrap();
    assert_ne!(new.key, old);
    assert!(
        matches!(sample.store.resolve(&old.to_string()).unwrap(), Found::EventReport { key, .. } if key == new.key)
    );
    let (a, b) = (new.key.min(other), new.key.max(other));
    assert_eq!(sample.store.judgements().unwrap(), [Judgement { a, b, verdict: Verdict::Same }]);
    assert_eq!(new.event_report.standing, Standing::Alleged, "an edit without places in the text goes on");
    assert_eq!(new.event_report.anchor.span.of(&text), "bombed the market", "one with places does not");
}

#[test]
fn names_are_found_by_their_first_letters() {
    let (sample, a, b) = two();
    let letters = a.to_string();
    assert!(matches!(sample.store.resolve(&letters[..6]).unwrap(), Found::EventReport { key, .. } if key == a));
    assert!(
        matches!(sample.store.resolve(&letters.to_uppercase()).unwrap(), Found::EventReport { key, .. } if key == a)
    );
    assert!(matches!(sample.store.resolve(&letters[..3]), Err(Error::Unknown { .. })));
    assert!(matches!(sample.store.resolve("zzzz"), Err(Error::Unknown { .. })));
    assert!(matches!(sample.store.resolve("no key!"), Err(Error::Unknown { .. })));
    let report = sample.store.reports().unwrap()[0];
    assert_eq!(sample.store.resolve(&report.to_string()).unwrap(), Found::Report(report));
    assert_ne!(a, b);
}
