//! What waits for a person, found event by event.

use record::{Judgement, Key, Telling, Verdict};
use serde_json::json;
use store::{Pair, Part};

use crate::sample::{Sample, at, other_strike};

/// Three events, the first of two tellings; with pairs inside and across.
fn sample() -> (Sample, Vec<Telling>) {
    let mut sample = Sample::new();
    for (name, place, killed) in [("a", "Homs", 9), ("b", "Hama", 40), ("c", "Idlib", 3), ("d", "Douma", 9)] {
        sample.add(&other_strike(name, &format!("The {name}"), "2024-02-03", place, killed));
    }
    let mut tellings = sample.tellings();
    tellings.sort_by(|x, y| x.report_id.cmp(&y.report_id));
    sample.link(&[&[&tellings[0], &tellings[3]], &[&tellings[1]], &[&tellings[2]]]);
    let pairs = [(0, 3, 4.0), (0, 1, 0.5), (1, 3, -0.5), (2, 1, 1.0)];
    let pair = |&(a, b, odds): &(usize, usize, f64)| {
        let (a, b): (Key, Key) = (tellings[a].key, tellings[b].key);
        Pair { a: a.min(b), b: a.max(b), odds }
    };
    let save = |links: &store::Links| pairs.iter().try_for_each(|told| links.pair(pair(told)));
    sample.store.save_links(sample.run, save).unwrap();
    (sample, tellings)
}

#[test]
fn events_are_looked_through_from_the_deadliest_on() {
    let (sample, tellings) = sample();
    let events = sample.store.by_stake(9, 0).unwrap();
    assert_eq!(events.iter().map(|event| event.killed).collect::<Vec<_>>(), [Some(40), Some(9), Some(3)]);
    assert_eq!(events.iter().map(|event| event.tellings).collect::<Vec<_>>(), [1, 2, 1]);
    assert_eq!(sample.store.by_stake(1, 1).unwrap(), events[1..2]);
    assert_eq!(sample.store.staked(tellings[1].key).unwrap(), Some(events[0]));
    assert_eq!(sample.store.staked(Key::from_number(1).unwrap()).unwrap(), None);
}

#[test]
fn each_two_events_are_met_once() {
    let (sample, tellings) = sample();
    let events = sample.store.by_stake(9, 0).unwrap();
    let odds = |n: usize, later: bool| {
        let mut odds: Vec<f64> =
            sample.store.open_pairs(&events[n], later).unwrap().iter().map(|open| open.pair.odds).collect();
        odds.sort_by(f64::total_cmp);
        odds
    };
    assert_eq!(odds(0, true), [-0.5, 0.5, 1.0]);
    assert_eq!(odds(1, true), [4.0], "what it has with the first event was met there");
    assert_eq!(odds(1, false), [-0.5, 0.5, 4.0]);
    assert_eq!(odds(2, true), [0.0; 0]);
    let inside = sample.store.open_pairs(&events[1], true).unwrap()[0];
    assert_eq!((inside.other, inside.killed), (events[1].key, Some(9)));
    let across = sample.store.open_pairs(&events[2], false).unwrap()[0];
    assert_eq!((across.other, across.killed), (tellings[1].key, Some(40)));
}

#[test]
fn a_doubt_is_open_until_its_part_is_stated() {
    let (mut sample, tellings) = sample();
    let event = sample.store.by_stake(9, 0).unwrap()[0];
    let open = sample.store.open_doubts(&event).unwrap();
    assert_eq!((open.len(), open[0].of, open[0].background), (1, tellings[1].key, false));
    assert_eq!(open[0].doubt, tellings[1].event_report.doubts[0]);
    assert_eq!(sample.store.count_open(-2.0, 2.0).unwrap(), (4, 2));
    let (now, value) = (at("2024-03-02T10:00:00Z"), json!(tellings[1].event_report.date));
    sample.store.edit(tellings[1].key, Part::Date, &value, None, "Ana", now).unwrap();
    assert_eq!(sample.store.open_doubts(&event).unwrap(), []);
    let judgement = Judgement { a: tellings[0].key, b: tellings[1].key, verdict: Verdict::Different };
    sample.store.judge(judgement, None, "Ana", now).unwrap();
    assert_eq!(sample.store.count_open(-2.0, 2.0).unwrap(), (3, 1));
}
