//! What answered what.

mod made;

use std::collections::{BTreeMap, BTreeSet};

use linkage::{answers, chain};
use made::*;
use proptest::prelude::*;
use record::*;

/// A telling of report 1000 + `report`, that answers the act or total with this id.
fn told(number: u64, report: u64, id: &str, to: Option<&str>) -> Telling {
    let mut told = telling(number, "A", "2014-11-21", |e| {
        e.id = id.to_string();
        e.response_to = to.map(|to| Response { to: to.to_string(), span: Span::new(0, 1) });
    });
    told.report = key(1000 + report);
    told
}

#[test]
fn answer_is_told_by_every_report_that_says_so() {
    let tellings =
        [told(1, 1, "e1", Some("e2")), told(2, 1, "e2", None), told(3, 2, "e1", None), told(4, 2, "e2", Some("e1"))];
    // 1 and 4 tell one event, 2 and 3 the other.
    let event_of = |told: Key| Some(if [key(1), key(4)].contains(&told) { key(1) } else { key(2) });
    let links = answers(&tellings, &[], event_of, |_| None);
    assert_eq!(links, BTreeMap::from([(key(1), vec![Answer { to: key(2), told_by: vec![key(1), key(4)] }])]));
}

#[test]
fn answer_to_a_running_total_leads_to_its_series() {
    let mut total = tally(8, "2014-11-21", Figure::exactly(61), EventDate::unknown(None), |t| t.id = "t1".to_string());
    total.report = key(1001);
    let links = answers(&[told(1, 1, "e1", Some("t1"))], &[total], Some, |_| Some(key(5)));
    assert_eq!(links[&key(1)], [Answer { to: key(5), told_by: vec![key(1)] }]);
}

#[test]
fn answer_within_one_event_or_to_nothing_links_nothing() {
    let tellings = [told(1, 1, "e1", Some("e2")), told(2, 1, "e2", None), told(3, 2, "e1", Some("e7"))];
    assert!(answers(&tellings, &[], |_| Some(key(1)), |_| None).is_empty());
    assert!(answers(&tellings, &[], |_| None, |_| None).is_empty());
}

fn link(to: u64) -> Answer {
    Answer { to: key(to), told_by: vec![key(99)] }
}

#[test]
fn exchange_of_blows_is_followed_both_ways() {
    let links = BTreeMap::from([(key(2), vec![link(1)]), (key(3), vec![link(2)]), (key(4), vec![link(2)])]);
    let chain = chain(&links, key(2));
    let steps = |steps: &[linkage::Step]| steps.iter().map(|s| (s.event, s.answered, s.distance)).collect::<Vec<_>>();
    assert_eq!(steps(&chain.back), [(key(2), key(1), 1)]);
    assert_eq!(steps(&chain.forward), [(key(3), key(2), 1), (key(4), key(2), 1)]);
}

#[test]
fn circle_of_answers_ends() {
    let links = BTreeMap::from([(key(1), vec![link(3)]), (key(2), vec![link(1)]), (key(3), vec![link(2)])]);
    let back: Vec<(Key, usize)> =
        chain(&links, key(1)).back.iter().map(|step| (step.answered, step.distance)).collect();
    assert_eq!(back, [(key(3), 1), (key(2), 2), (key(1), 3)]);
}

proptest! {
    #[test]
    fn chain_ends_and_has_each_link_once(pairs in prop::collection::btree_set((0u64..8, 0u64..8), 0..30), of in 0u64..8) {
        let mut links: BTreeMap<Key, Vec<Answer>> = BTreeMap::new();
        for (from, to) in pairs.iter().filter(|(from, to)| from != to) {
            links.entry(key(*from)).or_default().push(link(*to));
        }
        let chain = chain(&links, key(of));
        for steps in [&chain.back, &chain.forward] {
            let once: BTreeSet<(Key, Key)> = steps.iter().map(|step| (step.event, step.answered)).collect();
            prop_assert_eq!(once.len(), steps.len());
            prop_assert!(steps.is_sorted_by_key(|step| step.distance));
        }
    }
}
