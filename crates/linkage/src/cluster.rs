//! From pairs to events: what belongs together on the whole, and nothing that cannot.

use std::collections::BTreeMap;

use record::{Judgement, Key, Verdict};

use crate::Weights;
use crate::candidate::Pair;
use crate::compare::odds;
use crate::profile::Profile;

/// From these average log odds on, two groups of tellings are of one event.
pub const JOINED: f64 = 0.0;

/// The verdict that holds for each pair that was judged: the last.
fn verdicts(judgements: &[Judgement]) -> BTreeMap<(Key, Key), Verdict> {
    judgements.iter().map(|j| ((j.a.min(j.b), j.a.max(j.b)), j.verdict)).collect()
}

/// Tellings that can only be clustered together: those connected by pairs that are likelier of one event than not, or judged so.
/// Sorted; a telling without any such pair stands in none.
pub fn components(pairs: &[Pair], judgements: &[Judgement]) -> Vec<Vec<Key>> {
    let likely = pairs.iter().filter(|pair| pair.odds >= JOINED).map(|pair| (pair.a, pair.b));
    let judged =
        verdicts(judgements).into_iter().filter(|(_, verdict)| *verdict == Verdict::Same).map(|(pair, _)| pair);
    let links: Vec<(Key, Key)> = likely.chain(judged).filter(|(a, b)| a != b).collect();
    let mut keys: Vec<Key> = links.iter().flat_map(|&(a, b)| [a, b]).collect();
    keys.sort_unstable();
    keys.dedup();
    let place = |key: Key| keys.binary_search(&key).unwrap_or_default();
    let mut sets = Sets::new(keys.len());
    links.iter().for_each(|&(a, b)| sets.join(place(a), place(b)));
    sets.members().into_iter().map(|set| set.into_iter().map(|i| keys[i]).collect()).collect()
}

/// The events of the tellings of one component, each in the order of its tellings, by the key of the first.
///
/// Average linkage over all pairs: two groups become one while the mean log odds of their pairs is at least [`JOINED`]; a pair
/// that cannot be of one event keeps its groups apart. What a person judged the same is one group from the start, unless a
/// `different` stands between.
pub fn cluster(profiles: &[&Profile], judgements: &[Judgement], weights: &Weights) -> Vec<Vec<Key>> {
    let mut profiles: Vec<&Profile> = profiles.to_vec();
    profiles.sort_by_key(|profile| profile.key);
    profiles.dedup_by_key(|profile| profile.key);
    let verdicts = verdicts(judgements);
    let judged = |i: usize, j: usize| verdicts.get(&(profiles[i].key, profiles[j].key)).copied();
    let together = judged_same(&profiles, &verdicts);
    let mut table = Table::new(&together, |i, j| match judged(i, j) {
        Some(Verdict::Different) => f64::NEG_INFINITY,
        _ => odds(profiles[i], profiles[j], weights).unwrap_or(f64::NEG_INFINITY),
    });
    while let Some((a, b)) = table.closest() {
        table.join(a, b);
    }
    let events = table.groups.into_iter().filter(|group| !group.is_empty());
    in_order(events.map(|group| group.into_iter().map(|i| profiles[i]).collect()).collect())
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

/// Groups with the sums of the log odds of their pairs. Group `i` keeps its place when others join it.
struct Table {
    groups: Vec<Vec<usize>>,
    /// Sums by two groups, `sums[i * n + j]`; minus infinity where a pair cannot be.
    sums: Vec<f64>,
    /// The closest group after or before each, by mean; `None` if none is close enough.
    best: Vec<Option<usize>>,
}

impl Table {
    fn new(together: &[Vec<usize>], odds: impl Fn(usize, usize) -> f64) -> Table {
        let n = together.len();
        let mut sums = vec![f64::NEG_INFINITY; n * n];
        for i in 0..n {
            for j in i + 1..n {
                let pairs = together[i].iter().flat_map(|&x| together[j].iter().map(move |&y| (x.min(y), x.max(y))));
                let sum = pairs.map(|(x, y)| odds(x, y)).sum();
                sums[i * n + j] = sum;
                sums[j * n + i] = sum;
            }
        }
        let mut table = Table { groups: together.to_vec(), sums, best: vec![None; n] };
        (0..n).for_each(|i| table.best[i] = table.best_of(i));
        table
    }

    fn mean(&self, i: usize, j: usize) -> f64 {
        let n = self.groups.len();
        self.sums[i * n + j] / (self.groups[i].len() * self.groups[j].len()) as f64
    }

    /// The group closest to this one, the first of several.
    fn best_of(&self, i: usize) -> Option<usize> {
        let others = (0..self.groups.len()).filter(|&j| j != i && !self.groups[j].is_empty());
        let close = others.filter(|&j| self.mean(i, j) >= JOINED);
        close.max_by(|&j, &k| self.mean(i, j).total_cmp(&self.mean(i, k)).then(k.cmp(&j)))
    }

    /// The two closest groups, the first of several; `None` if no two are close enough.
    fn closest(&self) -> Option<(usize, usize)> {
        let pairs = self.best.iter().enumerate().filter_map(|(i, best)| best.map(|best| (i, best)));
        pairs.max_by(|x, y| self.mean(x.0, x.1).total_cmp(&self.mean(y.0, y.1)).then(y.cmp(x)))
    }

    /// Puts two groups together in the place of the earlier.
    fn join(&mut self, a: usize, b: usize) {
        let n = self.groups.len();
        let (a, b) = (a.min(b), a.max(b));
        let moved = std::mem::take(&mut self.groups[b]);
        self.groups[a].extend(moved);
        self.best[b] = None;
        for j in 0..n {
            if j != a && !self.groups[j].is_empty() {
                let sum = self.sums[a * n + j] + self.sums[b * n + j];
                self.sums[a * n + j] = sum;
                self.sums[j * n + a] = sum;
            }
        }
        self.best[a] = self.best_of(a);
        for j in (0..n).filter(|&j| j != a && !self.groups[j].is_empty()).collect::<Vec<_>>() {
            // By the mean, a joined group is never closer than the closer of its parts, so others keep their best.
            if self.best[j].is_some_and(|best| best == a || best == b) {
                self.best[j] = self.best_of(j);
            }
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
