//! Attention: every piece looks at every piece of its window. The innermost loops count over arrays of known length: that is
//! what becomes one instruction a register on every compiler setting.

#![allow(clippy::needless_range_loop)]

use crate::encoder::{HEADS, HIDDEN};
use crate::kernel::{Path, Work};
use crate::lanes::{LANES, exp, fold};

/// Numbers of a head.
const SIZE: usize = HIDDEN / HEADS;
/// Queries that are worked on together.
const QUERIES: usize = 4;

/// `qkv` has queries, keys and values of each piece; `out` gets what each piece gathers. `keys` is room.
pub(crate) fn attend(path: Path, qkv: &[f32], keys: &mut Vec<f32>, out: &mut [f32]) {
    let n = qkv.len() / (3 * HIDDEN);
    // Room for a whole number of lanes, so that none needs a tail.
    let wide = n.next_multiple_of(LANES);
    keys.clear();
    keys.resize(SIZE * wide + QUERIES * wide, 0.0);
    let (keys, scores) = keys.split_at_mut(SIZE * wide);
    path.run(Attend { qkv, keys, scores, wide, out });
}

struct Attend<'a> {
    qkv: &'a [f32],
    keys: &'a mut [f32],
    scores: &'a mut [f32],
    /// Pieces, rounded up to whole lanes.
    wide: usize,
    out: &'a mut [f32],
}

impl Work for Attend<'_> {
    #[inline(always)]
    fn run(self) {
        let Attend { qkv, keys, scores, wide, out } = self;
        let n = qkv.len() / (3 * HIDDEN);
        for head in 0..HEADS {
            turn(qkv, head, wide, keys);
            for first in (0..n).step_by(QUERIES) {
                let rows = std::array::from_fn(|i| (first + i).min(n - 1));
                score(qkv, head, &rows, keys, wide, scores);
                for scores in scores.chunks_exact_mut(wide) {
                    soften(scores, n);
                }
                gather(qkv, head, &rows, scores, wide, out);
            }
        }
    }
}

/// The first numbers of a slice as an array, whose length the compiler knows; zeros if it is too short, which it never is.
#[inline(always)]
fn fixed<const N: usize>(numbers: &[f32]) -> [f32; N] {
    match numbers.first_chunk() {
        Some(chunk) => *chunk,
        None => [0.0; N],
    }
}

/// Keys of a head, turned so that the numbers of one dimension stand together.
#[inline(always)]
fn turn(qkv: &[f32], head: usize, wide: usize, keys: &mut [f32]) {
    for (j, row) in qkv.chunks_exact(3 * HIDDEN).enumerate() {
        let key = &row[HIDDEN + head * SIZE..HIDDEN + (head + 1) * SIZE];
        for (d, &x) in key.iter().enumerate() {
            keys[d * wide + j] = x;
        }
    }
}

/// Scores of some queries with every key.
#[inline(always)]
fn score(qkv: &[f32], head: usize, rows: &[usize; QUERIES], keys: &[f32], wide: usize, scores: &mut [f32]) {
    let queries: [[f32; SIZE]; QUERIES] = rows.map(|row| fixed(&qkv[row * 3 * HIDDEN + head * SIZE..]));
    let scale = 1.0 / (SIZE as f32).sqrt();
    for at in (0..wide).step_by(LANES) {
        let mut acc = [[0.0f32; LANES]; QUERIES];
        for d in 0..SIZE {
            let key: [f32; LANES] = fixed(&keys[d * wide + at..]);
            for row in 0..QUERIES {
                let q = queries[row][d];
                for lane in 0..LANES {
                    acc[row][lane] = q.mul_add(key[lane], acc[row][lane]);
                }
            }
        }
        for row in 0..QUERIES {
            let scores = &mut scores[row * wide + at..][..LANES];
            for lane in 0..LANES {
                scores[lane] = acc[row][lane] * scale;
            }
        }
    }
}

/// Scores of the first `n` keys as shares that sum to one; the rest are 0.
#[inline(always)]
fn soften(scores: &mut [f32], n: usize) {
    scores[n..].fill(f32::NEG_INFINITY);
    let mut high = [f32::NEG_INFINITY; LANES];
    for chunk in scores.chunks_exact(LANES) {
        for (h, &x) in high.iter_mut().zip(chunk) {
            *h = if x > *h { x } else { *h };
        }
    }
    let highest = fold(high, |a, b| if b > a { b } else { a });
    let mut total = [0.0; LANES];
    for chunk in scores.chunks_exact_mut(LANES) {
        for (t, x) in total.iter_mut().zip(chunk) {
            *x = exp(*x - highest);
            *t += *x;
        }
    }
    // What stands behind the last key is as good as nothing, and must be nothing.
    let behind: f32 = scores[n..].iter().sum();
    let times = 1.0 / (fold(total, |a, b| a + b) - behind);
    scores.iter_mut().for_each(|x| *x *= times);
}

/// Values of all pieces, each by its share.
#[inline(always)]
fn gather(qkv: &[f32], head: usize, rows: &[usize; QUERIES], scores: &[f32], wide: usize, out: &mut [f32]) {
    let mut acc = [[0.0f32; SIZE]; QUERIES];
    for (j, row) in qkv.chunks_exact(3 * HIDDEN).enumerate() {
        let value: [f32; SIZE] = fixed(&row[2 * HIDDEN + head * SIZE..]);
        for i in 0..QUERIES {
            let share = scores[i * wide + j];
            for d in 0..SIZE {
                acc[i][d] = share.mul_add(value[d], acc[i][d]);
            }
        }
    }
    for (acc, &row) in acc.iter().zip(rows) {
        out[row * HIDDEN + head * SIZE..][..SIZE].copy_from_slice(acc);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_piece_gathers_by_its_shares() {
        for n in [1, 3, 16, 37] {
            let qkv: Vec<f32> = (0..n * 3 * HIDDEN).map(|i| ((i * 7919 % 1009) as f32 / 500.0) - 1.0).collect();
            let mut first = Vec::new();
            for path in Path::all() {
                let mut out = vec![0.0; n * HIDDEN];
                attend(path, &qkv, &mut Vec::new(), &mut out);
                for (i, found) in out.iter().enumerate() {
                    let exact = exact(&qkv, i / HIDDEN, i % HIDDEN);
                    assert!((f64::from(*found) - exact).abs() < 1e-5, "{n} pieces, number {i}: {exact} became {found}");
                }
                let bits: Vec<u32> = out.iter().map(|x| x.to_bits()).collect();
                assert!(first.is_empty() || first == bits, "{path:?} differs");
                first = bits;
            }
        }
    }

    /// By the book: softmax of the scaled products, times the values.
    fn exact(qkv: &[f32], query: usize, at: usize) -> f64 {
        let head = at / SIZE;
        let row = |i: usize, part: usize| &qkv[(i * 3 + part) * HIDDEN + head * SIZE..][..SIZE];
        let n = qkv.len() / (3 * HIDDEN);
        let dot = |j| row(query, 0).iter().zip(row(j, 1)).map(|(a, b)| f64::from(a * b)).sum::<f64>();
        let shares: Vec<f64> = (0..n).map(|j| (dot(j) / (SIZE as f64).sqrt()).exp()).collect();
        let gathered: f64 = shares.iter().enumerate().map(|(j, s)| s * f64::from(row(j, 2)[at % SIZE])).sum();
        gathered / shares.iter().sum::<f64>()
    }
}
