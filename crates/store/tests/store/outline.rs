use record::{Date, Judgement, Key, Verdict};
use store::{NameOf, Order, Query, Store};

use crate::query::four;
use crate::sample::{Sample, at, day};

fn places(sample: &Sample, numbers: &[i64]) -> Vec<String> {
    sample.store.rows(numbers).unwrap().into_iter().filter_map(|row| row.place).collect()
}

fn judge(sample: &mut Sample, a: Key, b: Key, verdict: Verdict) {
    sample.store.judge(Judgement { a, b, verdict }, None, "Rana", at("2024-03-01T09:00:00Z")).unwrap();
}

#[test]
fn outlines_are_in_the_order_of_days_and_say_what_rows_say() {
    let sample = four();
    let mut outlines = Vec::new();
    sample.store.each_outline(|outline| outlines.push(outline)).unwrap();
    let rows = sample.store.query(&Query { order: Order::Earliest, ..Query::default() }).unwrap();
    assert_eq!(outlines.len(), 4);
    for (outline, row) in outlines.iter().zip(&rows) {
        assert_eq!((outline.key, &outline.place, outline.point), (row.key, &row.place, row.point));
        assert_eq!((outline.start, outline.end, outline.grade), (row.start, row.end, row.grade));
        assert_eq!((outline.killed_best, outline.tellings as usize), (row.killed_best, row.tellings));
    }
    let starts: Vec<Option<Date>> = outlines.iter().map(|outline| outline.start).collect();
    assert_eq!(starts, [None, Some(day("2023-01-01")), Some(day("2024-02-02")), Some(day("2024-02-04"))]);
}

#[test]
fn numbers_of_a_query_lead_to_its_rows() {
    let sample = four();
    let numbers = |query: &Query| sample.store.numbers(query).unwrap();
    assert_eq!(places(&sample, &numbers(&Query::default())), ["Gao", "Hama", "Sarmin", "Homs"]);
    let herald = Query { outlet: Some("herald".into()), ..Query::default() };
    assert_eq!(places(&sample, &numbers(&herald)), ["Hama", "Sarmin"]);
    let nobody = Query { outlet: Some("nobody".into()), ..Query::default() };
    assert_eq!(numbers(&nobody), Vec::<i64>::new());
    assert_eq!(places(&sample, &[1]), Vec::<String>::new());
}

#[test]
fn each_report_of_an_event_is_given() {
    let sample = four();
    let mut told: Vec<(i64, u32)> = Vec::new();
    sample.store.each_report_of_events(|event, report| told.push((event, report))).unwrap();
    assert!(told.is_sorted_by_key(|(event, _)| *event));
    let sarmin = sample.store.numbers(&Query { place: Some("sarmin".into()), ..Query::default() }).unwrap();
    assert_eq!(told.iter().filter(|(event, _)| *event == sarmin[0]).count(), 2);
    assert_eq!(told.len(), 5);
}

#[test]
fn what_a_person_stated_or_judged_is_reviewed_until_it_is_withdrawn() {
    let mut sample = four();
    assert_eq!(sample.store.reviewed().unwrap(), Vec::<i64>::new());
    let of = |sample: &Sample, id: &str| -> Key {
        sample.tellings().iter().find(|telling| telling.report_id == id).unwrap().key
    };
    let (a, b) = (of(&sample, "three"), of(&sample, "five"));
    judge(&mut sample, a, b, Verdict::Different);
    let reviewed = sample.store.reviewed().unwrap();
    assert_eq!(places(&sample, &reviewed), ["Gao", "Homs"]);
    sample.store.undo("Rana", at("2024-03-02T08:00:00Z")).unwrap();
    assert_eq!(sample.store.reviewed().unwrap(), Vec::<i64>::new());
}

#[test]
fn names_that_begin_so_come_first_then_those_of_most_events() {
    let sample = four();
    let names = |of, letters: &str, most| sample.store.names_like(of, letters, most).unwrap();
    assert_eq!(names(NameOf::Outlet, "H", 9), [("herald".to_string(), 2), ("echo".to_string(), 2)]);
    assert_eq!(names(NameOf::Outlet, "", 1).len(), 1);
    assert!(names(NameOf::Actor, "jnim", 9).contains(&("jnim".to_string(), 1)));
}

#[test]
fn the_version_is_another_after_somebody_else_has_written() {
    let mut sample = four();
    let reader = Store::open_read_only(sample.store.file()).unwrap();
    let before = reader.version().unwrap();
    assert_eq!(reader.version().unwrap(), before);
    let (one, five) = (sample.tellings()[0].key, sample.tellings()[4].key);
    judge(&mut sample, one, five, Verdict::Unsure);
    assert_ne!(reader.version().unwrap(), before);
}
