//! From pairs to events: what belongs together on the whole, and nothing that cannot.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use rayon::prelude::*;
use record::{Judgement, Key, Verdict};
use rustc_hash::FxHashMap;

use crate::Weights;
use crate::candidate::{Pair, pairs_of};
use crate::compare::odds;
use crate::profile::Profile;

/// From these average log odds on, two groups of tellings are of one event.
pub const JOINED: f64 = 0.0;
/// From these log odds on, a pair speaks clearly for one event. Without one such pair, two groups are not joined.
pub const CLEAR: f64 = 0.5;
/// Of so many tellings all pairs are asked whether they speak clearly, whether they meet in a block or not.
pub(crate) const FEW: usize = 200;

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
    let met = if profiles.len() > FEW { pairs_of(profiles, weights) } else { Vec::new() };
    cluster_met(profiles, &met, judgements, weights)
}

/// The same where the pairs that meet in a block are known; of [`FEW`] tellings or less they are not asked for.
pub(crate) fn cluster_met(
    profiles: &[&Profile],
    met: &[Pair],
    judgements: &[Judgement],
    weights: &Weights,
) -> Vec<Vec<Key>> {
    let mut profiles: Vec<&Profile> = profiles.to_vec();
    profiles.sort_by_key(|profile| profile.key);
    profiles.dedup_by_key(|profile| profile.key);
    let verdicts = verdicts(judgements);
    let together = judged_same(&profiles, &verdicts);
    let odds = |i: usize, j: usize| match verdicts.get(&(profiles[i].key, profiles[j].key)) {
        Some(Verdict::Different) => f64::NEG_INFINITY,
        _ => odds(profiles[i], profiles[j], weights).unwrap_or(f64::NEG_INFINITY),
    };
    let clear = if profiles.len() > FEW { clear_of(&profiles, met) } else { clear_among(profiles.len(), &odds) };
    let groups = Agglomeration::new(together, &odds, &clear).joined();
    in_order(groups.into_iter().map(|group| group.into_iter().map(|i| profiles[i]).collect()).collect())
}

/// Places of the tellings of those pairs that speak clearly for one event.
fn clear_of(profiles: &[&Profile], met: &[Pair]) -> Vec<(usize, usize)> {
    let place = |key: Key| profiles.binary_search_by_key(&key, |profile| profile.key).ok();
    let clear = met.iter().filter(|pair| pair.odds >= CLEAR);
    clear.filter_map(|pair| Some((place(pair.a)?, place(pair.b)?))).collect()
}

/// The same of all pairs of so many tellings.
fn clear_among(n: usize, odds: &impl Fn(usize, usize) -> f64) -> Vec<(usize, usize)> {
    let all = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
    all.filter(|&(i, j)| odds(i, j) >= CLEAR).collect()
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

/// Groups that grow. Group `i` keeps its place when others join it; one that has joined another is empty.
struct Agglomeration<'a> {
    groups: Vec<Vec<usize>>,
    /// For each group, those with which some pair speaks clearly, and the sum of the log odds of all pairs; minus infinity for
    /// those that cannot be joined, so that they are not asked again.
    near: Vec<FxHashMap<usize, f64>>,
    odds: &'a dyn Fn(usize, usize) -> f64,
    /// What may be joined next, the closest on top. What has changed since it was put there is passed over.
    next: BinaryHeap<Next>,
}

/// Two groups with the mean of the log odds of their pairs, the earlier group first.
#[derive(Clone, Copy, PartialEq)]
struct Next {
    mean: f64,
    a: usize,
    b: usize,
}

impl Eq for Next {}

impl Ord for Next {
    fn cmp(&self, other: &Next) -> Ordering {
        self.mean.total_cmp(&other.mean).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Next) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> Agglomeration<'a> {
    fn new(
        groups: Vec<Vec<usize>>,
        odds: &'a dyn Fn(usize, usize) -> f64,
        clear: &[(usize, usize)],
    ) -> Agglomeration<'a> {
        let mut group_of = vec![0; groups.iter().map(Vec::len).sum()];
        for (g, group) in groups.iter().enumerate() {
            group.iter().for_each(|&i| group_of[i] = g);
        }
        let near = vec![FxHashMap::default(); groups.len()];
        let mut it = Agglomeration { groups, near, odds, next: BinaryHeap::new() };
        for &(i, j) in clear {
            let (a, b) = (group_of[i].min(group_of[j]), group_of[i].max(group_of[j]));
            if a != b && !it.near[a].contains_key(&b) {
                let sum = it.sum(a, b);
                it.set(a, b, sum);
            }
        }
        it
    }

    /// Joins the two closest groups until none are close enough.
    fn joined(mut self) -> Vec<Vec<usize>> {
        while let Some(next) = self.next.pop() {
            let sum = self.near[next.a].get(&next.b);
            if sum.is_some_and(|&sum| self.mean(next.a, next.b, sum) == next.mean) {
                self.join(next.a, next.b);
            }
        }
        self.groups.retain(|group| !group.is_empty());
        self.groups
    }

    /// The sum of the log odds of all pairs of two groups, in a fixed order; minus infinity where one pair cannot be.
    fn sum(&self, a: usize, b: usize) -> f64 {
        let mut sum = 0.0;
        for &i in &self.groups[a.min(b)] {
            for &j in &self.groups[a.max(b)] {
                sum += (self.odds)(i.min(j), i.max(j));
                if sum == f64::NEG_INFINITY {
                    return sum;
                }
            }
        }
        sum
    }

    fn mean(&self, a: usize, b: usize, sum: f64) -> f64 {
        sum / (self.groups[a].len() * self.groups[b].len()) as f64
    }

    /// Notes the sum of two groups, and that they may be joined.
    fn set(&mut self, a: usize, b: usize, sum: f64) {
        self.near[a].insert(b, sum);
        self.near[b].insert(a, sum);
        let mean = self.mean(a, b, sum);
        if mean >= JOINED {
            self.next.push(Next { mean, a: a.min(b), b: a.max(b) });
        }
    }

    /// Puts group `b` into group `a`, which is the earlier.
    fn join(&mut self, a: usize, b: usize) {
        let of_a = std::mem::take(&mut self.near[a]);
        let of_b = std::mem::take(&mut self.near[b]);
        let mut others: Vec<usize> = of_a.keys().chain(of_b.keys()).copied().filter(|&g| g != a && g != b).collect();
        others.sort_unstable();
        others.dedup();
        let sum = |known: &FxHashMap<usize, f64>, g: usize, other: usize| {
            known.get(&other).copied().unwrap_or_else(|| self.sum(g, other))
        };
        // What cannot be need not be asked of the other group.
        let cannot = |other: &usize| [&of_a, &of_b].iter().any(|known| known.get(other) == Some(&f64::NEG_INFINITY));
        let both = |other: &usize| match cannot(other) {
            true => f64::NEG_INFINITY,
            false => sum(&of_a, a, *other) + sum(&of_b, b, *other),
        };
        let sums: Vec<f64> = others.iter().map(both).collect();
        let moved = std::mem::take(&mut self.groups[b]);
        self.groups[a].extend(moved);
        for (other, sum) in others.into_iter().zip(sums) {
            self.near[other].remove(&b);
            self.set(a, other, sum);
        }
    }
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
