//! From pairs to events: what belongs together on the whole, and nothing that cannot.

mod agglomeration;
mod around;

use std::collections::BTreeMap;

use rayon::prelude::*;
use record::{Judgement, Key, Verdict};

use crate::Weights;
use crate::candidate::{Pair, pairs_of};
use crate::compare::odds;
use crate::profile::Profile;
use agglomeration::{Agglomeration, Group};

pub use around::{Around, around, pieces};

/// From these average log odds on, two groups of tellings are of one event.
pub const JOINED: f64 = 0.0;
/// From these log odds on, a pair speaks clearly for one event. Without one such pair, two groups are not joined.
pub const CLEAR: f64 = 0.5;

/// The verdict that holds for each pair that was judged: the last.
fn verdicts(judgements: &[Judgement]) -> BTreeMap<(Key, Key), Verdict> {
    judgements.iter().map(|j| ((j.a.min(j.b), j.a.max(j.b)), j.verdict)).collect()
}

/// Tellings that can only be clustered together: those connected by pairs that speak clearly for one event, or judged so. Sorted; a
/// telling without any such pair stands in none.
pub fn components(pairs: &[Pair], judgements: &[Judgement]) -> Vec<Vec<Key>> {
    let clear = pairs.iter().filter(|pair| pair.odds >= CLEAR).map(|pair| (pair.a, pair.b));
    let judged =
        verdicts(judgements).into_iter().filter(|(_, verdict)| *verdict == Verdict::Same).map(|(pair, _)| pair);
    let links: Vec<(Key, Key)> = clear.chain(judged).filter(|(a, b)| a != b).collect();
    let mut keys: Vec<Key> = links.iter().flat_map(|&(a, b)| [a, b]).collect();
    keys.par_sort_unstable();
    keys.dedup();
    let place = |key: Key| keys.binary_search(&key).unwrap_or_default();
    let mut sets = Sets::new(keys.len());
    links.iter().for_each(|&(a, b)| sets.join(place(a), place(b)));
    sets.members().into_iter().map(|set| set.into_iter().map(|i| keys[i]).collect()).collect()
}

/// The events of the tellings of one component, each in the order of its tellings, by the key of the first.
///
/// Average linkage over all pairs: two groups become one while a pair of theirs speaks clearly for it ([`CLEAR`]) and the mean log
/// odds of their pairs is at least [`JOINED`]; a pair that cannot be of one event keeps its groups apart. What a person judged
/// the same is one group from the start, unless a `different` stands between.
pub fn cluster(profiles: &[&Profile], judgements: &[Judgement], weights: &Weights) -> Vec<Vec<Key>> {
    cluster_met(profiles, pairs_of(profiles, weights).into_iter(), judgements, weights)
}

/// The same where the pairs that meet in a block are known.
pub(crate) fn cluster_met(
    profiles: &[&Profile],
    met: impl Iterator<Item = Pair>,
    judgements: &[Judgement],
    weights: &Weights,
) -> Vec<Vec<Key>> {
    let mut profiles: Vec<&Profile> = profiles.to_vec();
    profiles.sort_by_key(|profile| profile.key);
    profiles.dedup_by_key(|profile| profile.key);
    let groups = groups(&profiles, clear_of(&profiles, met), &verdicts(judgements), weights);
    in_order(groups.into_iter().map(|group| group.members.into_iter().map(|i| profiles[i]).collect()).collect())
}

/// A pair that speaks clearly for one event: places of its tellings, and its odds.
type Clear = (usize, usize, f64);

/// The groups that tellings come to, which are sorted by key and given once, with the clear pairs among them.
fn groups(
    profiles: &[&Profile],
    clear: impl Iterator<Item = Clear>,
    verdicts: &BTreeMap<(Key, Key), Verdict>,
    weights: &Weights,
) -> Vec<Group> {
    let different = |i: usize, j: usize| {
        !verdicts.is_empty() && verdicts.get(&(profiles[i].key, profiles[j].key)) == Some(&Verdict::Different)
    };
    let odds = |i: usize, j: usize| match different(i, j) {
        true => f64::NEG_INFINITY,
        false => odds(profiles[i], profiles[j], weights).unwrap_or(f64::NEG_INFINITY),
    };
    let judged = |(i, j, odds): Clear| match different(i.min(j), i.max(j)) {
        true => (i, j, f64::NEG_INFINITY),
        false => (i, j, odds),
    };
    Agglomeration::new(judged_same(profiles, verdicts), &odds, clear.map(judged)).joined()
}

/// Those pairs that speak clearly for one event.
fn clear_of(profiles: &[&Profile], met: impl Iterator<Item = Pair>) -> impl Iterator<Item = Clear> {
    let place = |key: Key| profiles.binary_search_by_key(&key, |profile| profile.key).ok();
    met.filter(|pair| pair.odds >= CLEAR).filter_map(move |pair| Some((place(pair.a)?, place(pair.b)?, pair.odds)))
}

/// Tellings of each event in order, and events by the key of the first.
fn in_order(events: Vec<Vec<&Profile>>) -> Vec<Vec<Key>> {
    let ordered = |mut event: Vec<&Profile>| -> Vec<Key> {
        event.sort_by_key(|profile| profile.order());
        event.into_iter().map(|profile| profile.key).collect()
    };
    let mut events: Vec<Vec<Key>> = events.into_iter().map(ordered).collect();
    events.sort();
    events
}

/// Groups of places of tellings that a person judged the same, everyone else alone. A `same` that would bring two together
/// that were judged different is passed over.
fn judged_same(profiles: &[&Profile], verdicts: &BTreeMap<(Key, Key), Verdict>) -> Vec<Vec<usize>> {
    let place = |key: Key| profiles.binary_search_by_key(&key, |profile| profile.key).ok();
    let of = |verdict: Verdict| -> Vec<(usize, usize)> {
        let pairs = verdicts.iter().filter(|(_, v)| **v == verdict);
        pairs.filter_map(|((a, b), _)| Some((place(*a)?, place(*b)?))).filter(|(a, b)| a != b).collect()
    };
    let different = of(Verdict::Different);
    let mut sets = Sets::new(profiles.len());
    for (a, b) in of(Verdict::Same) {
        let (a, b) = (sets.root(a), sets.root(b));
        let between = different.iter().any(|&(x, y)| {
            let (x, y) = (sets.root(x), sets.root(y));
            (x, y) == (a, b) || (x, y) == (b, a)
        });
        if !between {
            sets.join(a, b);
        }
    }
    sets.members()
}

/// Disjoint sets of the numbers below some number.
struct Sets(Vec<usize>);

impl Sets {
    fn new(n: usize) -> Sets {
        Sets((0..n).collect())
    }

    fn root(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// The sets by their lowest number, each sorted.
    fn members(&mut self) -> Vec<Vec<usize>> {
        let mut sets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        (0..self.0.len()).for_each(|i| sets.entry(self.root(i)).or_default().push(i));
        sets.into_values().collect()
    }
}
