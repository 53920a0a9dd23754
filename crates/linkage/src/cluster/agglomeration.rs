//! Average linkage over few of all pairs: groups are looked at together only where a pair speaks clearly for it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::{Clear, JOINED};

/// Tellings that were joined, by their places in a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Group {
    pub members: Vec<usize>,
    /// How it came about: which group was put into which, by the first of their members, and the mean log odds of their pairs.
    pub joins: Vec<(usize, usize, f64)>,
}

/// Groups that grow. Group `i` keeps its place when others join it; one that has joined another is empty.
pub(super) struct Agglomeration<'a> {
    groups: Vec<Group>,
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
    a: u32,
    b: u32,
}

impl Eq for Next {}

impl Ord for Next {
    #[inline]
    fn cmp(&self, other: &Next) -> Ordering {
        self.mean.total_cmp(&other.mean).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Next {
    #[inline]
    fn partial_cmp(&self, other: &Next) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> Agglomeration<'a> {
    /// `clear` are the pairs that speak clearly for one event, with their odds.
    pub fn new(
        groups: Vec<Vec<usize>>,
        odds: &'a dyn Fn(usize, usize) -> f64,
        clear: impl Iterator<Item = Clear>,
    ) -> Agglomeration<'a> {
        let mut group_of = vec![0; groups.iter().map(Vec::len).sum()];
        for (g, group) in groups.iter().enumerate() {
            group.iter().for_each(|&i| group_of[i] = g);
        }
        let near = vec![FxHashMap::default(); groups.len()];
        let groups = groups.into_iter().map(|members| Group { members, joins: Vec::new() }).collect();
        let mut it = Agglomeration { groups, near, odds, next: BinaryHeap::new() };
        for (i, j, odds) in clear {
            let (a, b) = (group_of[i].min(group_of[j]), group_of[i].max(group_of[j]));
            if a != b && !it.near[a].contains_key(&b) {
                let alone = it.groups[a].members.len() == 1 && it.groups[b].members.len() == 1;
                let sum = if alone { odds } else { it.sum(a, b) };
                it.set(a, b, sum);
            }
        }
        it
    }

    /// Joins the two closest groups until none are close enough.
    pub fn joined(mut self) -> Vec<Group> {
        while let Some(next) = self.next.pop() {
            let (a, b) = (next.a as usize, next.b as usize);
            let sum = self.near[a].get(&b);
            if sum.is_some_and(|&sum| self.mean(a, b, sum) == next.mean) {
                self.join(a, b, next.mean);
            }
        }
        self.groups.retain(|group| !group.members.is_empty());
        self.groups
    }

    /// The sum of the log odds of all pairs of two groups, in a fixed order; minus infinity where one pair cannot be.
    fn sum(&self, a: usize, b: usize) -> f64 {
        let mut sum = 0.0;
        for &i in &self.groups[a.min(b)].members {
            for &j in &self.groups[a.max(b)].members {
                sum += (self.odds)(i.min(j), i.max(j));
                if sum == f64::NEG_INFINITY {
                    return sum;
                }
            }
        }
        sum
    }

    fn mean(&self, a: usize, b: usize, sum: f64) -> f64 {
        sum / (self.groups[a].members.len() * self.groups[b].members.len()) as f64
    }

    /// Notes the sum of two groups, and that they may be joined.
    fn set(&mut self, a: usize, b: usize, sum: f64) {
        self.near[a].insert(b, sum);
        self.near[b].insert(a, sum);
        let mean = self.mean(a, b, sum);
        if mean >= JOINED {
            self.next.push(Next { mean, a: a.min(b) as u32, b: a.max(b) as u32 });
        }
    }

    /// Puts group `b` into group `a`, which is the earlier.
    fn join(&mut self, a: usize, b: usize, mean: f64) {
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
        let group = &mut self.groups[a];
        group.joins.extend(moved.joins);
        group.joins.push((group.members[0], moved.members[0], mean));
        group.members.extend(moved.members);
        for (other, sum) in others.into_iter().zip(sums) {
            self.near[other].remove(&b);
            self.set(a, other, sum);
        }
    }
}
