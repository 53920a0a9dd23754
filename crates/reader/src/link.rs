//! Links between spans: an act and what plays a role in it, two acts that are one event, two names of one actor.

use crate::kernel::{Path, Work};
use crate::span::{Dense, Found, SPAN_SIZE};
use crate::weights::{Fault, Weights};

/// Numbers of a link before they become a score.
const LINK_SIZE: usize = 96;
/// Kinds of distance: 1, 2, 4, 8, 16, 32 pieces and more, forward, then backward.
const DISTANCES: usize = 6;

/// One kind of link.
pub(crate) struct Link {
    left: Dense,
    right: Dense,
    product: Dense,
    distance: Vec<f32>,
    kind: Vec<f32>,
    score: Dense,
}

/// Two spans, as indices into their lists, and the kind of the link between them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub left: usize,
    pub right: usize,
    pub kind: usize,
}

/// Spans with their vectors.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub spans: &'a [Found],
    pub vectors: &'a [f32],
}

impl Link {
    pub(crate) fn of(weights: &Weights<'_>, name: &str) -> Result<Link, Fault> {
        let part = |p: &str| format!("{name}.{p}");
        Ok(Link {
            left: Dense::of(weights, &part("left"))?,
            right: Dense::without_bias(weights, &part("right"), LINK_SIZE)?,
            product: Dense::without_bias(weights, &part("product"), LINK_SIZE)?,
            distance: weights.numbers(&part("distance.weight"))?,
            kind: weights.numbers(&part("kind.weight"))?,
            score: Dense::of(weights, &part("score"))?,
        })
    }

    /// Log odds of each pair.
    pub fn scores(&self, path: Path, left: Side<'_>, right: Side<'_>, pairs: &[Pair]) -> Vec<f32> {
        let mut out = Vec::with_capacity(pairs.len());
        path.run(Score { link: self, left, right, pairs, out: &mut out });
        out
    }
}

struct Score<'a> {
    link: &'a Link,
    left: Side<'a>,
    right: Side<'a>,
    pairs: &'a [Pair],
    out: &'a mut Vec<f32>,
}

impl Work for Score<'_> {
    #[inline(always)]
    fn run(self) {
        let of = |dense: &Dense, side: &Side<'_>| -> Vec<f32> {
            side.vectors.chunks_exact(SPAN_SIZE).flat_map(|v| dense.apply(v)).collect()
        };
        let (lefts, rights) = (of(&self.link.left, &self.left), of(&self.link.right, &self.right));
        for p in self.pairs {
            let (a, b) = (row(self.left.vectors, p.left, SPAN_SIZE), row(self.right.vectors, p.right, SPAN_SIZE));
            let product: [f32; SPAN_SIZE] = std::array::from_fn(|i| a[i] * b[i]);
            let far = bucket(middle(&self.right.spans[p.right]) - middle(&self.left.spans[p.left]));
            let mut x: Vec<f32> = self.link.product.apply(&product).collect();
            let more = [row(&lefts, p.left, LINK_SIZE), row(&rights, p.right, LINK_SIZE)];
            let tables = [row(&self.link.distance, far, LINK_SIZE), row(&self.link.kind, p.kind, LINK_SIZE)];
            for (i, x) in x.iter_mut().enumerate() {
                *x = (*x + (more[0][i] + more[1][i]) + (tables[0][i] + tables[1][i])).max(0.0);
            }
            self.out.push(self.link.score.apply(&x).next().unwrap_or_default());
        }
    }
}

#[inline(always)]
fn row(table: &[f32], i: usize, size: usize) -> &[f32] {
    &table[i * size..(i + 1) * size]
}

fn middle(span: &Found) -> isize {
    ((span.first + span.last) / 2) as isize
}

/// The kind of a distance in pieces.
fn bucket(distance: isize) -> usize {
    let size = (distance.unsigned_abs().max(1).ilog2() as usize).min(DISTANCES - 1);
    if distance >= 0 { size } else { size + DISTANCES }
}

/// Mean of a sentence's vectors.
pub(crate) fn mean(x: &[f32], size: usize) -> Vec<f32> {
    let n = (x.len() / size).max(1) as f32;
    let mut out = vec![0.0; size];
    for row in x.chunks_exact(size) {
        out.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }
    out.iter_mut().for_each(|sum| *sum /= n);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_fall_into_kinds_by_powers_of_two() {
        let found: Vec<usize> = [0, 1, 2, 3, 4, 31, 32, 900, -1, -2, -900].into_iter().map(bucket).collect();
        assert_eq!(found, [0, 0, 1, 1, 2, 4, 5, 5, 6, 7, 11]);
    }
}
