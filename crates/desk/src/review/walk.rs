//! What waits for a person, what matters most first: the one order of the desk and of `dateline review`.
//!
//! A question weighs how uncertain it is, times one more than the natural logarithm of one more than the killed of its event, by
//! the best figure; of two events the deadlier counts. A pair is as uncertain as its chance is near even: 1 at an even chance, 0
//! where all is certain. A doubt and a contradiction are as uncertain as a toss between two, 1/2; what a report tells as
//! background counts a quarter. What weighs the same stands in the order of its events, the deadliest first.
//!
//! Events are looked through from the deadliest on, as no question of an event can weigh more than one more than the logarithm
//! of one more than its killed: once enough is found that weighs more than all that can follow, the rest is not read. Where even
//! chances are rare, the best of the next thousands of events are taken for the best, unless all is asked for. What is not
//! linked yet is not asked about.

use std::collections::{BTreeMap, BTreeSet};

use record::{Key, Verdict};
use store::{Error, OpenPair, Pair, Staked, Store};

use super::queue::{Groups, Item, Kind, chance, contradiction, is_open};
use super::value;

/// Log odds, four in five, from which on a pair of one event is sure and no question.
const SURE: f64 = -linkage::POSSIBLE;
/// How uncertain a doubt or a contradiction is.
const DOUBT: f64 = 0.5;
/// What background counts beside news.
const BACKGROUND: f64 = 0.25;
/// Events that are looked through at a time, and where all is asked for.
const STRIDE: usize = 64;
const WIDE_STRIDE: usize = 8192;
/// Events after which what was found is enough, if anything was.
const FAR: usize = 4096;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Of which kind.
    pub kind: Kind,
    /// Of one event alone.
    pub event: Option<Key>,
    /// What comes behind this place of the order; `None` for the first.
    pub after: Option<Place>,
    /// Only pairs that are likelier than this chance, 0 to 1, to tell one event.
    pub above: Option<f64>,
    /// At most so many; `usize::MAX` for all.
    pub limit: usize,
}

/// A question with its place in the order.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// The question.
    pub item: Item,
    /// Where it stands.
    pub place: Place,
}

/// A place in the order of what waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// How much it matters.
    pub weight: f64,
    /// How many its event killed.
    pub killed: u64,
    /// The event.
    pub event: Key,
    /// Its number in the store: of events that killed as many the highest comes first, as they are looked through.
    pub id: i64,
    /// The first event report that it asks about.
    pub first: Key,
    /// The second, or for a doubt the first again.
    pub second: Key,
    /// Which doubt of an event report; 0 for a pair.
    pub part: usize,
}

impl Place {
    /// Whether it stands behind another.
    fn is_after(&self, other: &Place) -> bool {
        self.order(other).is_gt()
    }

    fn order(&self, other: &Place) -> std::cmp::Ordering {
        let rest = |place: &Place| (place.first, place.second, place.part);
        other
            .weight
            .total_cmp(&self.weight)
            .then_with(|| other.killed.cmp(&self.killed))
            .then_with(|| other.id.cmp(&self.id))
            .then_with(|| rest(self).cmp(&rest(other)))
    }
}

/// Everything that waits, the weightiest first; with `above`, the pairs alone that are likelier than this chance.
///
/// # Errors
/// Whatever keeps the store from being read.
pub fn items(store: &Store, kind: Kind, above: Option<f64>) -> Result<Vec<Item>, Error> {
    let all = Asked { kind, event: None, after: None, above, limit: usize::MAX };
    Ok(next(store, &all)?.into_iter().map(|waiting| waiting.item).collect())
}

/// The next questions, the weightiest first.
///
/// # Errors
/// Whatever keeps the store from being read.
pub fn next(store: &Store, asked: &Asked) -> Result<Vec<Waiting>, Error> {
    let mut walk = Walk::begin(store, asked)?;
    if let Some(event) = asked.event {
        if let Some(event) = store.staked(event)? {
            walk.look(&event, false)?;
        }
        walk.settle();
        return Ok(walk.found);
    }
    let stride = if asked.limit == usize::MAX { WIDE_STRIDE } else { STRIDE };
    let mut seen = 0;
    loop {
        let events = store.by_stake(stride, seen)?;
        for event in &events {
            walk.look(event, true)?;
        }
        seen += events.len();
        walk.settle();
        let (Some(last), true) = (events.last(), events.len() == stride) else { break };
        let most = walk.bound() * harm(last.killed.unwrap_or(0));
        let enough = walk.found.get(asked.limit - 1).is_some_and(|last| last.place.weight >= most);
        if enough || (seen >= FAR && asked.limit < usize::MAX && !walk.found.is_empty()) {
            break;
        }
    }
    Ok(walk.found)
}

/// Who was judged against whom.
fn judged(store: &Store) -> Result<BTreeMap<Key, BTreeMap<Key, Verdict>>, Error> {
    let mut judged: BTreeMap<Key, BTreeMap<Key, Verdict>> = BTreeMap::new();
    for judgement in store.judgements()? {
        judged.entry(judgement.a).or_default().insert(judgement.b, judgement.verdict);
        judged.entry(judgement.b).or_default().insert(judgement.a, judgement.verdict);
    }
    Ok(judged)
}

struct Walk<'a> {
    store: &'a Store,
    asked: &'a Asked,
    judged: BTreeMap<Key, BTreeMap<Key, Verdict>>,
    /// Events that were judged to be one, which linkage may have yet to join.
    joined: Groups,
    /// The groups of events on which it was judged whether they are one.
    settled: BTreeSet<(Key, Key)>,
    /// The likeliest pair between two groups of events: one question of all.
    between: BTreeMap<(Key, Key), Pair>,
    /// Those that were found before a likelier one.
    outdone: BTreeSet<(Key, Key)>,
    found: Vec<Waiting>,
}

impl<'a> Walk<'a> {
    fn begin(store: &'a Store, asked: &'a Asked) -> Result<Walk<'a>, Error> {
        let judged = judged(store)?;
        let mut events = Vec::new();
        for (&a, verdicts) in &judged {
            for (&b, &verdict) in verdicts.range(a..) {
                if let (Some(one), Some(other)) = (store.event_of(a)?, store.event_of(b)?) {
                    events.push((one, other, verdict));
                }
            }
        }
        let mut joined = Groups::default();
        let same = events.iter().filter(|(_, _, verdict)| *verdict == Verdict::Same);
        same.for_each(|(one, other, _)| joined.join(*one, *other));
        let settled = events.iter().map(|(one, other, _)| joined.ends(*one, *other)).collect();
        let (between, outdone, found) = Default::default();
        Ok(Walk { store, asked, judged, joined, settled, between, outdone, found })
    }

    /// The most uncertain that a question can be.
    fn bound(&self) -> f64 {
        match (self.asked.kind, self.asked.above) {
            (Kind::Doubts, _) => DOUBT,
            (_, Some(above)) => uncertain(above.max(0.5)),
            _ => 1.0,
        }
    }

    /// Brings what was found in order and drops what is too much, and pairs between groups of which a likelier was found.
    fn settle(&mut self) {
        self.found.retain(|waiting| waiting.item.pair().is_none_or(|pair| !self.outdone.contains(&pair)));
        self.found.sort_by(|x, y| x.place.order(&y.place));
        self.found.truncate(self.asked.limit);
    }

    fn push(&mut self, item: Item, weight: f64, event: &Staked, part: usize) {
        let (first, second) = match &item {
            Item::Pair { a, b, .. } => (*a, *b),
            Item::Doubt { of, .. } => (*of, *of),
        };
        let &Staked { key, id, killed, .. } = event;
        let place = Place { weight, killed: killed.unwrap_or(0), event: key, id, first, second, part };
        if self.asked.after.is_none_or(|after| place.is_after(&after)) {
            self.found.push(Waiting { item, place });
        }
    }

    /// All questions of an event; with `later`, pairs with events that were looked through before are left out.
    fn look(&mut self, event: &Staked, later: bool) -> Result<(), Error> {
        if self.asked.kind != Kind::Pairs {
            self.doubts(event)?;
        }
        if self.asked.kind != Kind::Doubts {
            let asked = self.pairs(event, later)?;
            if event.tellings > 1 && self.asked.above.is_none() {
                self.contradiction(event, &asked)?;
            }
        }
        Ok(())
    }

    fn doubts(&mut self, event: &Staked) -> Result<(), Error> {
        let mut asked = BTreeSet::new();
        for (n, open) in self.store.open_doubts(event)?.into_iter().enumerate() {
            if value::can_be_asked(open.doubt.field) && asked.insert((open.of, open.doubt.field)) {
                let share = if open.background { BACKGROUND } else { 1.0 };
                let weight = DOUBT * share * harm(event.killed.unwrap_or(0));
                self.push(Item::Doubt { of: open.of, doubt: open.doubt }, weight, event, n);
            }
        }
        Ok(())
    }

    /// One question for each two events, by their likeliest pair, and for each two groups inside the event that nothing sure
    /// holds together. What was asked.
    fn pairs(&mut self, event: &Staked, later: bool) -> Result<BTreeSet<(Key, Key)>, Error> {
        let open = self.store.open_pairs(event, later)?;
        let mut asked = BTreeSet::new();
        let (inside, outside): (Vec<OpenPair>, Vec<OpenPair>) =
            open.into_iter().partition(|open| open.other == event.key);
        let mut likeliest: BTreeMap<(Key, Key), OpenPair> = BTreeMap::new();
        for open in outside {
            let ends = self.joined.ends(event.key, open.other);
            if ends.0 != ends.1 && !self.settled.contains(&ends) {
                keep_likeliest(&mut likeliest, ends, open);
            }
        }
        likeliest.retain(|&ends, open| self.is_likeliest(ends, open.pair));
        self.groups(&inside, &mut likeliest);
        for open in likeliest.into_values() {
            let likely = chance(open.pair.odds);
            if self.asked.above.is_none_or(|above| likely > above) {
                let killed = event.killed.unwrap_or(0).max(open.killed.unwrap_or(0));
                let item = Item::Pair { a: open.pair.a, b: open.pair.b, note: None };
                self.push(item, uncertain(likely) * harm(killed), event, 0);
                asked.insert((open.pair.a, open.pair.b));
            }
        }
        Ok(asked)
    }

    /// Whether no likelier pair was found between two groups of events before; one that was less likely is given up.
    fn is_likeliest(&mut self, ends: (Key, Key), pair: Pair) -> bool {
        if self.between.get(&ends).is_some_and(|known| known.odds >= pair.odds) {
            return false;
        }
        let less = self.between.insert(ends, pair);
        self.outdone.extend(less.map(|less| (less.a, less.b)));
        true
    }

    /// The likeliest pair between each two groups of one event. A group is what sure pairs and judgements hold together.
    fn groups(&self, inside: &[OpenPair], likeliest: &mut BTreeMap<(Key, Key), OpenPair>) {
        let mut groups = Groups::default();
        let verdict = |a: Key, b: Key| self.judged.get(&a).and_then(|judged| judged.get(&b)).copied();
        for OpenPair { pair, .. } in inside {
            if pair.odds >= SURE || verdict(pair.a, pair.b) == Some(Verdict::Same) {
                groups.join(pair.a, pair.b);
            }
        }
        let mut settled = BTreeSet::new();
        for OpenPair { pair, .. } in inside.iter().filter(|open| verdict(open.pair.a, open.pair.b).is_some()) {
            settled.insert(groups.ends(pair.a, pair.b));
        }
        for open in inside {
            let ends = groups.ends(open.pair.a, open.pair.b);
            if ends.0 != ends.1 && !settled.contains(&ends) {
                keep_likeliest(likeliest, ends, *open);
            }
        }
    }

    fn contradiction(&mut self, event: &Staked, asked: &BTreeSet<(Key, Key)>) -> Result<(), Error> {
        let Some(record) = self.store.event(event.key)? else { return Ok(()) };
        let Some(item) = contradiction(&record) else { return Ok(()) };
        let Some((a, b)) = item.pair() else { return Ok(()) };
        let judged = self.judged.get(&a).is_some_and(|judged| judged.contains_key(&b));
        if !judged && !asked.contains(&(a, b)) && is_open(self.store, &item)? {
            self.push(item, DOUBT * harm(event.killed.unwrap_or(0)), event, 0);
        }
        Ok(())
    }
}

fn keep_likeliest(likeliest: &mut BTreeMap<(Key, Key), OpenPair>, ends: (Key, Key), open: OpenPair) {
    let best = likeliest.entry(ends).or_insert(open);
    if open.pair.odds > best.pair.odds {
        *best = open;
    }
}

/// How much it matters that so many were killed.
fn harm(killed: u64) -> f64 {
    1.0 + (killed as f64).ln_1p()
}

/// 1 at an even chance, 0 where all is certain.
fn uncertain(chance: f64) -> f64 {
    1.0 - (2.0 * chance - 1.0).abs()
}
