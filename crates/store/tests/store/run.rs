//! Runs, and what a store tells of them.

use store::{Error, RunCounts, RunNote, Store};

use crate::sample::{Sample, at, strike};

#[test]
fn a_store_opened_for_reading_is_not_written() {
    let mut sample = Sample::new();
    sample.add(&strike("a", "Herald", Some("2024-02-03")));
    let mut reader = Store::open_read_only(&sample.place.name).unwrap();
    let begun = reader.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z"));
    assert!(matches!(begun, Err(Error::ReadOnly { .. })), "{begun:?}");
    assert_eq!(reader.reports().unwrap().len(), 1);
}

#[test]
fn runs_are_remembered() {
    let mut sample = Sample::new();
    let run = sample.store.begin_run("link", "dateline 0.1.0", "--all", at("2024-03-02T08:00:00.5Z")).unwrap();
    sample.store.end_run(run, at("2024-03-02T09:00:00Z")).unwrap();
    let runs = sample.store.runs().unwrap();
    assert_eq!(runs.len(), 2);
    assert_eq!((&*runs[0].command, runs[0].ended), ("code", None));
    assert_eq!((&*runs[1].options, runs[1].started), ("--all", at("2024-03-02T08:00:00.5Z")));
    assert_eq!(runs[1].ended, Some(at("2024-03-02T09:00:00Z")));
    assert_eq!(sample.store.latest_runs(false, 1, 0).unwrap(), runs[1..]);
    assert_eq!(sample.store.latest_runs(true, 9, 0).unwrap(), runs[..1]);
    assert_eq!(sample.store.run(run.number()).unwrap().as_ref(), Some(&runs[1]));
}

#[test]
fn a_run_tells_what_became_of_its_reports_and_what_failed() {
    let mut sample = Sample::new();
    let note = |failed, what: &str| RunNote { failed, what: what.to_string(), reason: "is empty".to_string() };
    sample.store.note_run(sample.run, &[note(false, "b.txt"), note(true, "c.txt")]).unwrap();
    sample.store.note_run(sample.run, &[note(true, "a.txt")]).unwrap();
    let notes = sample.store.run_notes(sample.run, 2).unwrap();
    assert_eq!(notes, [note(true, "c.txt"), note(true, "a.txt")], "what failed stands first");
    assert_eq!(sample.store.run_notes(sample.run, 9).unwrap().len(), 3);
    let counts = RunCounts { added: 3, failed: 2, skipped: 1, ..RunCounts::default() };
    sample.store.count_run(sample.run, &counts).unwrap();
    assert_eq!(sample.store.runs().unwrap()[0].counts, Some(counts));
}
