use record::{Key, Telling};
use store::{ChangeKind, Found, Pair, Since};

use crate::sample::{Sample, at, event, other_strike};

/// Three reports, of which the first two tell one strike.
fn three() -> (Sample, Vec<Telling>) {
    let mut sample = Sample::new();
    sample.add(&other_strike("one", "Herald", "2024-02-02", "Sarmin", 4));
    sample.add(&other_strike("two", "Courier", "2024-02-03", "Sarmin", 6));
    sample.add(&other_strike("three", "Echo", "2024-02-04", "Homs", 1));
    let mut tellings = sample.tellings();
    tellings.sort_by_key(|telling| telling.published);
    (sample, tellings)
}

fn kinds(sample: &Sample, after: i64) -> Vec<(ChangeKind, Key, Option<Key>)> {
    let changes = sample.store.changes(Since::Seq(after), 1000).unwrap();
    changes.into_iter().map(|change| (change.kind, change.subject, change.object)).collect()
}

fn last(sample: &Sample) -> i64 {
    sample.store.changes(Since::Seq(0), 1000).unwrap().last().unwrap().seq
}

#[test]
fn events_come_back_whole() {
    let (mut sample, tellings) = three();
    sample.link(&[&[&tellings[0], &tellings[1]], &[&tellings[2]]]);
    let kept = sample.store.event(tellings[0].key).unwrap().unwrap();
    assert_eq!(kept, event(&[&tellings[0], &tellings[1]]));
    assert_eq!(sample.store.event(tellings[1].key).unwrap(), None);
    let mut all = Vec::new();
    sample.store.each_event(|event| all.push(event.key)).unwrap();
    let mut want = vec![tellings[0].key, tellings[2].key];
    want.sort();
    assert_eq!(all, want);
}

#[test]
fn a_merged_event_is_found_by_its_old_name() {
    let (mut sample, tellings) = three();
    sample.link(&[&[&tellings[0]], &[&tellings[1]], &[&tellings[2]]]);
    let before = last(&sample);
    sample.link(&[&[&tellings[0], &tellings[1]]]);
    let (first, second) = (tellings[0].key, tellings[1].key);
    let found = sample.store.resolve(&second.to_string()).unwrap();
    assert_eq!(found, Found::EventReport { key: second, event: Some(first) });
    assert_eq!(
        kinds(&sample, before),
        [(ChangeKind::EventChanged, first, None), (ChangeKind::EventRemoved, second, Some(first))]
    );
    assert_eq!(sample.store.query(&Default::default()).unwrap().len(), 2);
}

#[test]
fn what_is_gone_is_found_no_more() {
    let (mut sample, tellings) = three();
    sample.link(&[&[&tellings[0]], &[&tellings[1]], &[&tellings[2]]]);
    let edit = serde_json::json!([{"name": "Grey Band"}]);
    let key = tellings[2].key;
    sample.store.edit(key, store::Part::Initiators, &edit, None, "Ana", at("2024-03-02T00:00:00Z")).unwrap();
    let edited = sample.store.tellings(&[key]).unwrap();
    sample.link(&[&[&tellings[0], &tellings[1]], &[&edited[0]]]);
    let count = |set: &dyn Fn(&mut store::Query)| {
        let mut query = store::Query::default();
        set(&mut query);
        sample.store.count(&query).unwrap()
    };
    assert_eq!(count(&|query| query.actor = Some("Syria".into())), 1);
    assert_eq!(count(&|query| query.actor = Some("grey band".into())), 1);
    assert_eq!(count(&|query| query.text = Some("two".into())), 1);
    assert_eq!(count(&|query| query.outlet = Some("Courier".into())), 1);
    assert_eq!(sample.store.verify().unwrap(), Vec::<String>::new());
}

#[test]
fn what_is_the_same_is_left_alone() {
    let (mut sample, tellings) = three();
    sample.link(&[&[&tellings[0], &tellings[1]], &[&tellings[2]]]);
    let before = last(&sample);
    sample.link(&[&[&tellings[0], &tellings[1]], &[&tellings[2]]]);
    assert_eq!(kinds(&sample, before), []);
}

#[test]
fn a_change_says_what_changed() {
    let (mut sample, tellings) = three();
    sample.link(&[&[&tellings[0]]]);
    let before = last(&sample);
    sample.link(&[&[&tellings[0], &tellings[1]]]);
    let changes = sample.store.changes(Since::Seq(before), 10).unwrap();
    let detail: serde_json::Value = serde_json::from_str(changes[0].detail.as_deref().unwrap()).unwrap();
    assert_eq!(detail["killed_best"], serde_json::json!([4, 6]));
    assert_eq!(detail["tellings"], serde_json::json!([1, 2]));
    assert_eq!(detail.get("place"), None);
}

#[test]
fn a_telling_left_without_an_event_is_refused_and_nothing_is_saved() {
    let (mut sample, tellings) = three();
    sample.link(&[&[&tellings[0], &tellings[1]], &[&tellings[2]]]);
    let run = sample.run;
    let saved = sample.store.save_links(run, |links| links.event(&event(&[&tellings[0]])));
    assert!(matches!(saved, Err(store::Error::Damaged { .. })), "{saved:?}");
    assert_eq!(sample.store.event(tellings[0].key).unwrap().unwrap().tellings.len(), 2);
}

#[test]
fn pending_is_what_is_new_gone_or_judged() {
    let (mut sample, tellings) = three();
    let mut keys: Vec<Key> = tellings.iter().map(|telling| telling.key).collect();
    keys.sort();
    assert_eq!(sample.store.pending().unwrap().changed, keys);
    sample.link(&[&[&tellings[0], &tellings[1]], &[&tellings[2]]]);
    assert!(sample.store.pending().unwrap().is_empty());
    sample
        .store
        .edit(
            tellings[2].key,
            store::Part::Event,
            &serde_json::json!("rejected"),
            None,
            "Ana",
            at("2024-03-02T00:00:00Z"),
        )
        .unwrap();
    let pending = sample.store.pending().unwrap();
    assert_eq!((pending.changed.len(), pending.gone.clone()), (0, vec![tellings[2].key]));
    sample.link(&[]);
    assert_eq!(sample.store.event(tellings[2].key).unwrap(), None);
    assert_eq!(sample.tellings().len(), 2);
    sample.store.undo("Ana", at("2024-03-03T00:00:00Z")).unwrap();
    assert_eq!(sample.store.pending().unwrap().changed, [tellings[2].key]);
}

#[test]
fn candidates_are_found_by_block_and_by_pair() {
    let (mut sample, tellings) = three();
    let keys: Vec<Key> = tellings.iter().map(|telling| telling.key).collect();
    let pair = |a: usize, b: usize, odds| Pair { a: keys[a].min(keys[b]), b: keys[a].max(keys[b]), odds };
    let run = sample.run;
    let save = |links: &store::Links| {
        links.blocks(keys[0], &[(1, false), (u64::MAX, false)])?;
        links.blocks(keys[1], &[(1, true)])?;
        links.pair(pair(1, 0, 0.5))?;
        links.pair(pair(1, 2, 0.25))
    };
    sample.store.save_links(run, save).unwrap();
    let sorted = |mut keys: Vec<Key>| {
        keys.sort();
        keys
    };
    assert_eq!(sample.store.in_blocks(&[(1, false)]).unwrap(), sorted(vec![keys[0], keys[1]]));
    assert_eq!(sample.store.in_blocks(&[(1, true)]).unwrap(), [keys[1]]);
    assert_eq!(sample.store.in_blocks(&[(u64::MAX, false), (2, false)]).unwrap(), [keys[0]]);
    assert_eq!(sample.store.pairs_of(&[keys[0]], 0.5).unwrap(), [pair(0, 1, 0.5)]);
    assert_eq!(sample.store.pairs_of(&[keys[0]], 0.6).unwrap(), []);
    assert_eq!(sample.store.pairs_of(&keys, f64::NEG_INFINITY).unwrap().len(), 2);
    assert_eq!(sample.store.pairs().unwrap(), [pair(0, 1, 0.5), pair(1, 2, 0.25)], "the likeliest first");
    sample.store.save_links(run, |links| links.forget(&[keys[1]])).unwrap();
    assert_eq!(sample.store.pairs_of(&keys, f64::NEG_INFINITY).unwrap(), []);
}

#[test]
fn an_event_whose_report_gets_another_outlet_counts_it() {
    let mut sample = Sample::new();
    sample.add(&other_strike("one", "Herald", "2024-02-02", "Sarmin", 4));
    let tellings = sample.tellings();
    sample.link(&[&[&tellings[0]]]);
    let mut reprint = other_strike("one", "Herald", "2024-02-02", "Sarmin", 4);
    reprint.report.outlets = vec!["Courier".to_string()];
    sample.add(&reprint);
    assert_eq!(sample.store.pending().unwrap().changed, [tellings[0].key]);
    let tellings = sample.tellings();
    sample.link(&[&[&tellings[0]]]);
    assert_eq!(sample.store.query(&Default::default()).unwrap()[0].outlets, 2);
}

#[test]
fn everything_linked_anew_goes_in_place_of_all_that_was() {
    let (mut sample, tellings) = three();
    let keys: Vec<Key> = tellings.iter().map(|telling| telling.key).collect();
    let pair = |a: usize, b: usize, odds: f64| Pair { a: keys[a].min(keys[b]), b: keys[a].max(keys[b]), odds };
    let run = sample.run;
    let first = sample.store.save_links(run, |links| {
        links.blocks(keys[0], &[(7, true)])?;
        links.pair(pair(0, 1, 0.5))
    });
    first.unwrap();
    let anew = sample.store.save_links(run, |links| {
        links.replace_all([pair(1, 2, 0.75)].into_iter(), [(keys[1], vec![(9, false)])].into_iter())
    });
    anew.unwrap();
    assert_eq!(sample.store.pairs_of(&keys, f64::NEG_INFINITY).unwrap(), [pair(1, 2, 0.75)]);
    assert_eq!(sample.store.pairs().unwrap(), [pair(1, 2, 0.75)]);
    assert_eq!(sample.store.in_blocks(&[(7, false), (9, false)]).unwrap(), [keys[1]]);
    let unknown = Pair { a: Key::from_number(1).unwrap(), ..pair(0, 1, 0.9) };
    let refused = sample.store.save_links(run, |links| links.replace_all([unknown].into_iter(), std::iter::empty()));
    assert!(refused.is_err());
    assert_eq!(sample.store.pairs_of(&keys, f64::NEG_INFINITY).unwrap(), [pair(1, 2, 0.75)], "all of it or nothing");
}

#[test]
fn whoever_linked_from_what_is_past_is_told_and_keeps_nothing() {
    let mut sample = Sample::new();
    sample.add(&other_strike("one", "Herald", "2024-02-02", "Sarmin", 4));
    let (early, tellings) = (sample.store.pending().unwrap(), sample.tellings());
    let event = event(&[&tellings[0]]);
    let save = |links: &store::Links, pending: &store::Pending| {
        links.go_on_from(pending)?;
        links.event(&event)?;
        links.settle(pending)
    };
    let (run, same) = (sample.run, early.clone());
    sample.store.save_links(run, |links| save(links, &same)).unwrap();
    let changes = sample.store.changes(store::Since::Seq(0), 100).unwrap();
    let late = sample.store.save_links(run, |links| save(links, &early));
    assert!(matches!(late, Err(store::Error::Overtaken { .. })), "{late:?}");
    assert_eq!(sample.store.changes(store::Since::Seq(0), 100).unwrap(), changes);
    let now = sample.store.pending().unwrap();
    sample.store.save_links(run, |links| save(links, &now)).unwrap();
}
