//! Attention: every piece looks at every piece of its window. A head has as many numbers as a panel has columns, so that all
//! products are of blocks with squares.

#![allow(clippy::needless_range_loop)]

use crate::encoder::{HEADS, HIDDEN};
use crate::kernel::{Block, Path, ROWS, Square, Work};
use crate::lanes::{LANES, exp, fold};

/// Numbers of a head.
const SIZE: usize = HIDDEN / HEADS;

/// Room for what a head needs, so that it is made once.
#[derive(Default)]
pub(crate) struct Sight {
    queries: Vec<Block>,
    /// Keys, turned: the numbers of one dimension stand together.
    keys: Vec<Square>,
    values: Vec<Square>,
    shares: Vec<Block>,
}

/// `qkv` has queries, keys and values of each piece; `out` gets what each piece gathers.
pub(crate) fn attend(path: Path, qkv: &[f32], sight: &mut Sight, out: &mut [f32]) {
    let n = qkv.len() / (3 * HIDDEN);
    // What stands behind the last piece is never written, and stays 0.
    sight.queries.clear();
    sight.queries.resize(n.div_ceil(ROWS), [[0.0; SIZE]; ROWS]);
    for squares in [&mut sight.keys, &mut sight.values] {
        squares.clear();
        squares.resize(n.div_ceil(SIZE), [[0.0; SIZE]; SIZE]);
    }
    sight.shares.resize(n.div_ceil(SIZE), [[0.0; SIZE]; ROWS]);
    for head in 0..HEADS {
        path.run(Lay { qkv, head, sight });
        for (first, queries) in (0..n).step_by(ROWS).zip(&sight.queries) {
            path.spread(queries, &sight.keys, &mut sight.shares);
            let mut totals = [0.0; ROWS];
            path.run(Soften { shares: &mut sight.shares, n, totals: &mut totals });
            let gathered = path.gather(&sight.shares, &sight.values);
            for (row, (gathered, total)) in gathered.iter().zip(totals).enumerate().take(n - first) {
                let out = &mut out[(first + row) * HIDDEN + head * SIZE..][..SIZE];
                out.iter_mut().zip(gathered).for_each(|(out, x)| *out = x / total);
            }
        }
    }
}

/// Lays out queries, keys and values of a head as blocks and squares; queries are scaled.
struct Lay<'a> {
    qkv: &'a [f32],
    head: usize,
    sight: &'a mut Sight,
}

impl Work for Lay<'_> {
    #[inline(always)]
    fn run(self) {
        let Sight { queries, keys, values, .. } = self.sight;
        let scale = 1.0 / (SIZE as f32).sqrt();
        for (i, row) in self.qkv.chunks_exact(3 * HIDDEN).enumerate() {
            let part = |part: usize| row[part * HIDDEN + self.head * SIZE..].first_chunk().unwrap_or(&[0.0; SIZE]);
            let (query, key, value): (&[f32; SIZE], &[f32; SIZE], &[f32; SIZE]) = (part(0), part(1), part(2));
            let (square, at) = (i / SIZE, i % SIZE);
            for d in 0..SIZE {
                queries[i / ROWS][i % ROWS][d] = query[d] * scale;
            }
            for d in 0..SIZE {
                keys[square][d][at] = key[d];
            }
            values[square][at] = *value;
        }
    }
}

/// Raises the scores of the first `n` keys, highest to one; the others become 0. Divided by their totals they are shares.
struct Soften<'a> {
    shares: &'a mut [Block],
    n: usize,
    totals: &'a mut [f32; ROWS],
}

impl Work for Soften<'_> {
    #[inline(always)]
    fn run(self) {
        if let Some(last) = self.shares.last_mut() {
            for row in last {
                row[(self.n - 1) % SIZE + 1..].fill(f32::NEG_INFINITY);
            }
        }
        for row in 0..ROWS {
            let highest = highest(self.shares, row);
            let mut total = [0.0; LANES];
            for share in self.shares.iter_mut() {
                for lanes in share[row].as_chunks_mut::<LANES>().0 {
                    for i in 0..LANES {
                        lanes[i] = exp(lanes[i] - highest);
                        total[i] += lanes[i];
                    }
                }
            }
            self.totals[row] = fold(total, |a, b| a + b);
        }
    }
}

#[inline(always)]
fn highest(shares: &[Block], row: usize) -> f32 {
    let mut high = [f32::NEG_INFINITY; LANES];
    for share in shares {
        for lanes in share[row].as_chunks::<LANES>().0 {
            for i in 0..LANES {
                high[i] = if lanes[i] > high[i] { lanes[i] } else { high[i] };
            }
        }
    }
    fold(high, |a, b| if b > a { b } else { a })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_piece_gathers_by_its_shares() {
        for n in [1, 3, 16, 32, 37, 64] {
            let qkv: Vec<f32> = (0..n * 3 * HIDDEN).map(|i| ((i * 7919 % 1009) as f32 / 500.0) - 1.0).collect();
            let mut first = Vec::new();
            for path in Path::all() {
                let mut out = vec![0.0; n * HIDDEN];
                attend(path, &qkv, &mut Sight::default(), &mut out);
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
