//! A matrix of small integers, and its product with rows of numbers.

#![allow(clippy::needless_range_loop)]

use crate::kernel::{Path, ROWS, Step, Work};
use crate::lanes::first_of;

/// Columns of a panel: two registers of the widest kind.
pub(crate) const COLUMNS: usize = 32;
/// Activations that one instruction multiplies at once.
pub(crate) const STEP: usize = 4;
/// The highest value of an activation: seven bits, so that products of two never overflow sixteen on any machine.
const HIGHEST: f32 = 127.0;

/// Weights of a linear layer: `outputs` rows of `inputs` integers, each row with its scale, and a bias.
pub(crate) struct Linear {
    inputs: usize,
    outputs: usize,
    /// For each 32 outputs, for each four inputs: 32 × 4 weights.
    panels: Vec<[i8; COLUMNS * STEP]>,
    /// For each 32 outputs.
    finishes: Vec<Finish>,
}

/// What makes numbers of the sums of a panel.
struct Finish {
    scale: [f32; COLUMNS],
    /// What a row of weights gives for inputs of one: its sum times its scale.
    sum: [f32; COLUMNS],
    bias: [f32; COLUMNS],
}

impl Linear {
    /// From rows of weights as a file has them. `inputs` must be a multiple of 16.
    pub fn new(inputs: usize, weights: &[i8], scale: &[f32], bias: &[f32]) -> Linear {
        let outputs = scale.len();
        let steps = inputs.div_ceil(STEP);
        let panels_n = outputs.div_ceil(COLUMNS);
        let mut panels = vec![[0; COLUMNS * STEP]; panels_n * steps];
        for (row, weights) in weights.chunks_exact(inputs).enumerate() {
            let (panel, column) = (row / COLUMNS, row % COLUMNS);
            for (k, &w) in weights.iter().enumerate() {
                panels[panel * steps + k / STEP][column * STEP + k % STEP] = w;
            }
        }
        let sum: Vec<f32> = weights.chunks_exact(inputs).zip(scale).map(|(w, s)| total(w) * s).collect();
        let part = |of: &[f32], p: usize| std::array::from_fn(|i| of.get(p * COLUMNS + i).copied().unwrap_or_default());
        let finish = |p| Finish { scale: part(scale, p), sum: part(&sum, p), bias: part(bias, p) };
        Linear { inputs, outputs, panels, finishes: (0..panels_n).map(finish).collect() }
    }

    /// `rows` times the matrix, plus the bias: one row of `outputs` numbers for each row of `inputs`.
    pub fn apply(&self, path: Path, rows: &[f32], out: &mut Vec<f32>) {
        let quantised = Quantised::of(path, rows, self.inputs);
        out.resize(quantised.ranges.len() * self.outputs, 0.0);
        let steps = self.inputs.div_ceil(STEP);
        let mut sums = [[0; COLUMNS]; ROWS];
        for (p, (panel, finish)) in self.panels.chunks_exact(steps).zip(&self.finishes).enumerate() {
            let blocks = quantised.steps.chunks_exact(steps).zip(quantised.ranges.chunks(ROWS));
            for ((steps, ranges), out) in blocks.zip(out.chunks_mut(ROWS * self.outputs)) {
                path.multiply(steps, panel, &mut sums);
                let at = p * COLUMNS..self.outputs.min((p + 1) * COLUMNS);
                path.run(Finishing { finish, sums: &sums, ranges, outputs: self.outputs, at, out });
            }
        }
    }
}

fn total(weights: &[i8]) -> f32 {
    weights.iter().map(|&w| i32::from(w)).sum::<i32>() as f32
}

/// Makes of the sums of a block the numbers that they stand for, in these columns of some rows.
struct Finishing<'a> {
    finish: &'a Finish,
    sums: &'a [[i32; COLUMNS]; ROWS],
    ranges: &'a [Range],
    outputs: usize,
    at: std::ops::Range<usize>,
    out: &'a mut [f32],
}

impl Work for Finishing<'_> {
    #[inline(always)]
    fn run(self) {
        let Finish { scale, sum, bias } = self.finish;
        for ((sums, range), out) in self.sums.iter().zip(self.ranges).zip(self.out.chunks_exact_mut(self.outputs)) {
            let mut numbers = [0.0; COLUMNS];
            for i in 0..COLUMNS {
                numbers[i] = sums[i] as f32 * (scale[i] * range.step) + (range.lowest * sum[i] + bias[i]);
            }
            let out = &mut out[self.at.clone()];
            match out.first_chunk_mut() {
                Some(out) => *out = numbers,
                None => out.copy_from_slice(&numbers[..out.len()]),
            }
        }
    }
}

/// What the integers of a row stand for: `lowest + step × integer`.
struct Range {
    lowest: f32,
    step: f32,
}

/// Rows of numbers as integers of 0..=127, each row by its own range.
struct Quantised {
    /// For each `ROWS` rows, for each `STEP` inputs. What stands behind the last row is 0.
    steps: Vec<Step>,
    /// For each row.
    ranges: Vec<Range>,
}

impl Quantised {
    fn of(path: Path, rows: &[f32], inputs: usize) -> Quantised {
        let n = rows.len() / inputs;
        let mut steps = vec![[[0; STEP]; ROWS]; n.div_ceil(ROWS) * inputs.div_ceil(STEP)];
        let mut ranges = Vec::with_capacity(n);
        path.run(Quantise { rows, inputs, steps: &mut steps, ranges: &mut ranges });
        Quantised { steps, ranges }
    }
}

/// Fills `steps` and `ranges` from rows of numbers.
struct Quantise<'a> {
    rows: &'a [f32],
    inputs: usize,
    steps: &'a mut [Step],
    ranges: &'a mut Vec<Range>,
}

impl Work for Quantise<'_> {
    #[inline(always)]
    fn run(self) {
        let steps = self.inputs.div_ceil(STEP);
        let mut values = vec![0; self.inputs];
        for (i, row) in self.rows.chunks_exact(self.inputs).enumerate() {
            let block = i / ROWS * steps;
            self.ranges.push(quantise(row, &mut values));
            for (step, values) in self.steps[block..block + steps].iter_mut().zip(values.as_chunks().0) {
                step[i % ROWS] = *values;
            }
        }
    }
}

/// What pushes the fraction out of a number of up to seven bits, so that it is rounded, a half to the even neighbour.
const PUSH: f32 = 8_388_608.0;

#[inline(always)]
fn quantise(row: &[f32], values: &mut [u8]) -> Range {
    let lowest = first_of(row, |a, b| a < b);
    let highest = first_of(row, |a, b| a > b);
    let step = ((highest - lowest) / HIGHEST).max(f32::MIN_POSITIVE);
    let times = 1.0 / step;
    for (v, &x) in values.iter_mut().zip(row) {
        // Never more than seven bits, even of what is no number.
        *v = ((x - lowest) * times + PUSH).to_bits() as u8 & 0x7f;
    }
    Range { lowest, step }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are the same everywhere.
    fn numbers(n: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1u32 << 23) as f32 - 1.0
        };
        (0..n).map(|_| next()).collect()
    }

    fn matrix(inputs: usize, outputs: usize) -> (Linear, Vec<i8>) {
        let weights: Vec<i8> = numbers(inputs * outputs, 7).iter().map(|x| (x * 127.0) as i8).collect();
        let scale: Vec<f32> = numbers(outputs, 9).iter().map(|x| 0.001 + x.abs() * 0.01).collect();
        (Linear::new(inputs, &weights, &scale, &numbers(outputs, 11)), weights)
    }

    #[test]
    fn every_path_gives_the_same_bits() {
        for (inputs, outputs, rows) in [(384, 40, 1), (384, 1152, 13), (1536, 384, 8), (16, 5, 3)] {
            let (linear, _) = matrix(inputs, outputs);
            let x = numbers(rows * inputs, 3);
            let mut first = Vec::new();
            linear.apply(Path::Plain, &x, &mut first);
            for path in Path::all() {
                let mut out = Vec::new();
                linear.apply(path, &x, &mut out);
                let same = out.iter().zip(&first).all(|(a, b)| a.to_bits() == b.to_bits());
                assert!(same && out.len() == first.len(), "{path:?} differs for {inputs} × {outputs}");
            }
        }
    }

    #[test]
    fn product_is_near_the_one_of_unrounded_numbers() {
        let (linear, weights) = matrix(384, 70);
        let x = numbers(384 * 5, 5);
        let mut out = Vec::new();
        linear.apply(Path::best(), &x, &mut out);
        for (row, found) in x.chunks(384).zip(out.chunks(70)) {
            for (n, found) in found.iter().enumerate() {
                let dot: f32 = row.iter().zip(&weights[n * 384..]).map(|(x, &w)| x * f32::from(w)).sum();
                let exact = dot * linear.finishes[n / COLUMNS].scale[n % COLUMNS]
                    + linear.finishes[n / COLUMNS].bias[n % COLUMNS];
                assert!((exact - found).abs() < 0.3, "{exact} became {found}");
            }
        }
    }
}
