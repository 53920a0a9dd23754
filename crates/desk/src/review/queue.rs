//! What waits for a person, what matters most first.
//!
//! An item weighs how uncertain it is, times one more than the natural logarithm of one more than the killed: by the event's
//! best figure for a pair and a contradiction, by the report's highest for a doubt. A pair is as
//! uncertain as its chance is near even: 1 at an even chance, 0 where all is certain. A doubt and a contradiction are as
//! uncertain as a toss between two, 1/2; what a report tells as background counts a quarter. What weighs the same stands in
//! the order of keys.

use std::collections::{BTreeMap, BTreeSet};

use record::{Doubt, Event, Field, Focus, Judgement, Key, Outcome, Telling, Verdict};
use store::{Error, Order, Pair, Part, Query, Store};

use super::value;

/// Log odds, nine in ten, from which on a pair of one event is sure and no question.
pub(super) const SURE: f64 = -linkage::POSSIBLE;
/// How uncertain a doubt or a contradiction is.
pub(super) const DOUBT: f64 = 0.5;
/// What background counts beside news.
pub(super) const BACKGROUND: f64 = 0.25;

/// Events that are read at a time.
const STRIDE: usize = 10_000;

/// What a person wants to be asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Two event reports that may tell the same event, and those of one event whose tolls contradict each other.
    Pairs,
    /// Values that coding left in doubt.
    Doubts,
    /// Both.
    All,
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Whether two event reports tell the same event.
    Pair {
        /// The one with the lower key.
        a: Key,
        /// The other.
        b: Key,
        /// What the reports of one event tell differently; `None` where likeness alone asks.
        note: Option<String>,
    },
    /// Whether a value is right.
    Doubt {
        /// The event report.
        of: Key,
        /// The doubt.
        doubt: Doubt,
    },
}

/// How much it matters that so many were killed.
pub(super) fn harm(killed: u64) -> f64 {
    1.0 + (killed as f64).ln_1p()
}

/// How likely it is by log odds.
pub fn chance(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

/// Everything that waits, in order.
///
/// # Errors
/// Whatever keeps the store from being read.
pub fn items(store: &Store, kind: Kind) -> Result<Vec<Item>, Error> {
    let mut ranked: Vec<(f64, Item)> = Vec::new();
    if kind != Kind::Pairs {
        ranked.extend(doubts(store)?);
    }
    if kind != Kind::Doubts {
        ranked.extend(pairs(store)?);
        let asked: BTreeSet<(Key, Key)> = ranked.iter().filter_map(|(_, item)| item.pair()).collect();
        let contradicted = contradictions(store)?;
        ranked
            .extend(contradicted.into_iter().filter(|(_, item)| item.pair().is_none_or(|pair| !asked.contains(&pair))));
    }
    ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| x.1.order().cmp(&y.1.order())));
    Ok(ranked.into_iter().map(|(_, item)| item).collect())
}

impl Item {
    /// The two that it asks about, if it asks about two.
    pub fn pair(&self) -> Option<(Key, Key)> {
        match self {
            Item::Pair { a, b, .. } => Some((*a, *b)),
            Item::Doubt { .. } => None,
        }
    }

    /// The part that it asks about, if it asks about one.
    pub fn part(&self, telling: &Telling) -> Option<Part> {
        match self {
            Item::Pair { .. } => None,
            Item::Doubt { doubt, .. } => value::part_of(doubt, &telling.event_report),
        }
    }

    /// Whether it asks for what another asks for.
    pub fn same_question(&self, other: &Item) -> bool {
        match (self, other) {
            (Item::Doubt { of, doubt }, Item::Doubt { of: other, doubt: theirs }) => {
                of == other && doubt.field == theirs.field
            }
            _ => self.pair().is_some() && self.pair() == other.pair(),
        }
    }

    fn order(&self) -> (Key, Option<Key>, Option<Field>, &str) {
        match self {
            Item::Pair { a, b, .. } => (*a, Some(*b), None, ""),
            Item::Doubt { of, doubt } => (*of, None, Some(doubt.field), &doubt.note),
        }
    }
}

/// One item for each part in doubt that no person has stated: the first doubt of several on one part asks for all.
fn doubts(store: &Store) -> Result<Vec<(f64, Item)>, Error> {
    let mut found: Vec<(f64, Part, Item)> = Vec::new();
    store.each_telling(|telling| {
        let event = &telling.event_report;
        let killed = event.casualties.iter().filter(|told| told.outcome == Outcome::Killed);
        let killed = killed.filter_map(|told| told.figure.max.or(told.figure.min)).max().unwrap_or(0);
        let share = if event.focus == Focus::Background { BACKGROUND } else { 1.0 };
        let mut parts = BTreeSet::new();
        for doubt in &event.doubts {
            let Some(part) = value::part_of(doubt, event).filter(|&part| parts.insert(part)) else { continue };
            let item = Item::Doubt { of: telling.key, doubt: doubt.clone() };
            found.push((DOUBT * share * harm(killed), part, item));
        }
    })?;
    let mut open = Vec::with_capacity(found.len());
    for (weight, part, item) in found {
        let Item::Doubt { of, .. } = &item else { continue };
        if !is_stated(store, *of, part)? {
            open.push((weight, item));
        }
    }
    Ok(open)
}

/// Whether a person has stated the part.
fn is_stated(store: &Store, event_report: Key, part: Part) -> Result<bool, Error> {
    let edits = store.edits(event_report)?;
    Ok(edits.iter().any(|edit| edit.withdrawn.is_none() && edit.part == part))
}

/// One item for each two groups of event reports that may tell the same event: the likeliest pair of the two stands for all,
/// as one judgement joins the groups or keeps them apart. A group holds together by sure pairs of one event, and by judgements.
fn pairs(store: &Store) -> Result<Vec<(f64, Item)>, Error> {
    let pairs = store.pairs()?;
    let judgements = store.judgements()?;
    let mut events: BTreeMap<Key, Option<Key>> = BTreeMap::new();
    for key in pairs.iter().flat_map(|pair| [pair.a, pair.b]) {
        if let std::collections::btree_map::Entry::Vacant(place) = events.entry(key) {
            place.insert(store.event_of(key)?);
        }
    }
    let of_one_event = |pair: &Pair| events[&pair.a].is_some() && events[&pair.a] == events[&pair.b];
    let sure = pairs.iter().filter(|pair| pair.odds >= SURE && of_one_event(pair)).map(|pair| (pair.a, pair.b));
    let same = judgements.iter().filter(|judged| judged.verdict == Verdict::Same).map(|judged| (judged.a, judged.b));
    let likeliest = questions(&pairs, sure.chain(same), &judgements);
    let tolls = tolls(store)?;
    let killed = |key: Key| events[&key].and_then(|event| tolls.get(&event).copied()).unwrap_or(0);
    let ranked = likeliest.into_iter().map(|pair| {
        let uncertain = 1.0 - (2.0 * chance(pair.odds) - 1.0).abs();
        (uncertain * harm(killed(pair.a).max(killed(pair.b))), Item::Pair { a: pair.a, b: pair.b, note: None })
    });
    Ok(ranked.collect())
}

/// How many every event killed that killed, by its best figure.
fn tolls(store: &Store) -> Result<BTreeMap<Key, u64>, Error> {
    let mut tolls = BTreeMap::new();
    loop {
        let query = Query { order: Order::Deadliest, limit: Some(STRIDE), offset: tolls.len(), ..Query::default() };
        let rows = store.query(&query)?;
        let killed = rows.iter().filter_map(|row| Some((row.key, row.killed_best.filter(|&killed| killed > 0)?)));
        let before = tolls.len();
        tolls.extend(killed);
        if tolls.len() - before < STRIDE {
            return Ok(tolls);
        }
    }
}

/// The likeliest pair between each two groups on which nobody has judged.
fn questions(pairs: &[Pair], joined: impl Iterator<Item = (Key, Key)>, judgements: &[Judgement]) -> Vec<Pair> {
    let mut groups = Groups::default();
    joined.for_each(|(a, b)| groups.join(a, b));
    let mut between = |a: Key, b: Key| groups.ends(a, b);
    let judged: BTreeSet<(Key, Key)> = judgements.iter().map(|judged| between(judged.a, judged.b)).collect();
    let mut likeliest: BTreeMap<(Key, Key), Pair> = BTreeMap::new();
    for &pair in pairs {
        let ends = between(pair.a, pair.b);
        if ends.0 == ends.1 || judged.contains(&ends) {
            continue;
        }
        let best = likeliest.entry(ends).or_insert(pair);
        if pair.odds > best.odds {
            *best = pair;
        }
    }
    likeliest.into_values().collect()
}

/// Keys that belong together, each group by its lowest key.
#[derive(Default)]
pub(super) struct Groups(BTreeMap<Key, Key>);

impl Groups {
    fn of(&mut self, key: Key) -> Key {
        let next = *self.0.get(&key).unwrap_or(&key);
        if next == key {
            return key;
        }
        let first = self.of(next);
        self.0.insert(key, first);
        first
    }

    /// The groups of two, the lower first.
    pub(super) fn ends(&mut self, a: Key, b: Key) -> (Key, Key) {
        let (x, y) = (self.of(a), self.of(b));
        (x.min(y), x.max(y))
    }

    pub(super) fn join(&mut self, a: Key, b: Key) {
        let (a, b) = (self.of(a), self.of(b));
        self.0.insert(a.max(b), a.min(b));
    }
}

/// Events whose reports contradict each other on the toll: the first and the last of those that differ are asked about.
fn contradictions(store: &Store) -> Result<Vec<(f64, Item)>, Error> {
    let judged: BTreeSet<(Key, Key)> = store.judgements()?.iter().map(|j| (j.a.min(j.b), j.a.max(j.b))).collect();
    let mut told: Vec<(f64, Item)> = Vec::new();
    store.each_event(|event: Event| {
        let killed =
            event.tolls.iter().filter(|toll| toll.outcome == Outcome::Killed).filter_map(|toll| toll.best).max();
        let open = contradiction(&event).filter(|item| item.pair().is_some_and(|pair| !judged.contains(&pair)));
        told.extend(open.map(|item| (DOUBT * harm(killed.unwrap_or(0)), item)));
    })?;
    let mut open = Vec::with_capacity(told.len());
    for (weight, item) in told {
        if is_open(store, &item)? {
            open.push((weight, item));
        }
    }
    Ok(open)
}

/// What to ask of an event whose reports contradict each other on the toll; `None` if they do not.
pub(super) fn contradiction(event: &Event) -> Option<Item> {
    let differ = event.contradictions.iter().find(|told| told.field == Field::Casualties)?;
    let (&a, &b) = (differ.tellings.first()?, differ.tellings.last()?);
    (a != b).then(|| Item::Pair { a: a.min(b), b: a.max(b), note: Some(differ.note.clone()) })
}

/// Whether no person has stated the toll of one of the two that contradict each other.
pub(super) fn is_open(store: &Store, item: &Item) -> Result<bool, Error> {
    let Some((a, b)) = item.pair() else { return Ok(true) };
    Ok(!is_stated(store, a, Part::Casualties)? && !is_stated(store, b, Part::Casualties)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u64) -> Key {
        Key::from_number(n).unwrap()
    }

    fn pair(a: u64, b: u64, odds: f64) -> Pair {
        Pair { a: key(a), b: key(b), odds }
    }

    fn judged(a: u64, b: u64, verdict: Verdict) -> Judgement {
        Judgement { a: key(a), b: key(b), verdict }
    }

    #[test]
    fn two_groups_are_one_question_by_their_likeliest_pair() {
        let pairs = [pair(1, 3, 0.5), pair(1, 4, 1.5), pair(2, 3, -1.0)];
        let joined = [(key(1), key(2)), (key(3), key(4))];
        assert_eq!(questions(&pairs, joined.into_iter(), &[]), [pair(1, 4, 1.5)]);
    }

    #[test]
    fn groups_that_were_judged_are_not_asked_about_again() {
        let pairs = [pair(1, 4, 1.5), pair(1, 5, 0.1)];
        let joined = || [(key(1), key(2)), (key(3), key(4))].into_iter();
        for verdict in [Verdict::Different, Verdict::Unsure] {
            assert_eq!(questions(&pairs, joined(), &[judged(3, 2, verdict)]), [pair(1, 5, 0.1)], "{verdict}");
        }
    }

    #[test]
    fn chance_of_even_odds_is_half() {
        assert_eq!(chance(0.0), 0.5);
        assert!((chance(2.2) - 0.9).abs() < 0.005);
    }
}
