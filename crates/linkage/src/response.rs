//! What answered what: links between events by reports' own words of answer, and the chains that they make.

use std::collections::{BTreeMap, BTreeSet};

use record::{Answer, Key, ReportedTally, Telling};

/// For each event that answered something: what it answered, with the tellings that say so.
///
/// `event_of` gives the event that an event report belongs to, `series_of` the series of a tally. Words of answer within one
/// event, or to something that belongs to no event or series, link nothing. Events and answers are in order of key, tellings
/// likewise.
pub fn answers(
    tellings: &[Telling],
    tallies: &[ReportedTally],
    event_of: impl Fn(Key) -> Option<Key>,
    series_of: impl Fn(Key) -> Option<Key>,
) -> BTreeMap<Key, Vec<Answer>> {
    let events: BTreeMap<(Key, &str), Key> =
        tellings.iter().map(|told| ((told.report, told.event_report.id.as_str()), told.key)).collect();
    let totals: BTreeMap<(Key, &str), Key> =
        tallies.iter().map(|told| ((told.report, told.tally.id.as_str()), told.key)).collect();
    let responding = |told: &Telling| {
        let response = told.event_report.response_to.as_ref()?;
        let at = (told.report, response.to.as_str());
        let to = (events.get(&at).and_then(|key| event_of(*key)))
            .or_else(|| totals.get(&at).and_then(|key| series_of(*key)));
        Some(Responding { telling: told.key, event: event_of(told.key)?, to: to? })
    };
    answered(tellings.iter().filter_map(responding))
}

/// An event report that says that its event answered something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Responding {
    /// The event report.
    pub telling: Key,
    /// The event that it tells.
    pub event: Key,
    /// The event or series that this answered.
    pub to: Key,
}

/// The same as [`answers`], where what belongs to what was looked up before.
pub fn answered(responding: impl IntoIterator<Item = Responding>) -> BTreeMap<Key, Vec<Answer>> {
    let mut links: BTreeMap<Key, BTreeMap<Key, BTreeSet<Key>>> = BTreeMap::new();
    for Responding { telling, event, to } in responding {
        if event != to {
            links.entry(event).or_default().entry(to).or_default().insert(telling);
        }
    }
    let answers = |to: BTreeMap<Key, BTreeSet<Key>>| {
        to.into_iter().map(|(to, told_by)| Answer { to, told_by: told_by.into_iter().collect() }).collect()
    };
    links.into_iter().map(|(from, to)| (from, answers(to))).collect()
}

/// One step of a chain: an event that answered another, or a series.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Step {
    /// The event that answered.
    pub event: Key,
    /// The event or series that it answered.
    pub answered: Key,
    /// The event reports that say so, in order of key.
    pub told_by: Vec<Key>,
    /// How many steps this one is away from the event that was asked for; the nearest are 1.
    pub distance: usize,
}

/// What led up to an event and what followed from it, by words of answer alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Chain {
    /// What it answered, what that answered, and so on; nearest first, then by key.
    pub back: Vec<Step>,
    /// What answered it, what answered that, and so on; nearest first, then by key.
    pub forward: Vec<Step>,
}

/// The chain through an event (or a series), from the links that [`answers`] gives.
///
/// Every link stands at most once in each direction, so that a circle ("A answered B, B answered A") ends.
pub fn chain(answers: &BTreeMap<Key, Vec<Answer>>, of: Key) -> Chain {
    let links: Vec<(Key, &Answer)> =
        answers.iter().flat_map(|(from, answers)| answers.iter().map(move |answer| (*from, answer))).collect();
    let mut back: BTreeMap<Key, Vec<(Key, &Answer)>> = BTreeMap::new();
    let mut forward: BTreeMap<Key, Vec<(Key, &Answer)>> = BTreeMap::new();
    for &(from, answer) in &links {
        back.entry(from).or_default().push((from, answer));
        forward.entry(answer.to).or_default().push((from, answer));
    }
    Chain { back: walk(&back, of, |_, answer| answer.to), forward: walk(&forward, of, |from, _| from) }
}

/// Breadth first along the links that leave each key, each key visited once.
fn walk(links: &BTreeMap<Key, Vec<(Key, &Answer)>>, of: Key, next: impl Fn(Key, &Answer) -> Key) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut seen = BTreeSet::from([of]);
    let mut front = vec![of];
    for distance in 1.. {
        let mut ahead = BTreeSet::new();
        for &(from, answer) in front.iter().filter_map(|key| links.get(key)).flatten() {
            steps.push(Step { event: from, answered: answer.to, told_by: answer.told_by.clone(), distance });
            ahead.insert(next(from, answer));
        }
        front = ahead.into_iter().filter(|key| seen.insert(*key)).collect();
        if front.is_empty() {
            break;
        }
    }
    steps
}
