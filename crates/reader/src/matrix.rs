//! A matrix of small integers, and its product with rows of numbers.

use crate::kernel::{Path, ROWS, Work};

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
    scale: Vec<f32>,
    /// What the row gives for inputs of one: its weights' sum times its scale.
    sum: Vec<f32>,
    bias: Vec<f32>,
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
        let row_sum = |w: &[i8]| w.iter().map(|&w| i32::from(w)).sum::<i32>() as f32;
        let sum = weights.chunks_exact(inputs).zip(scale).map(|(w, s)| row_sum(w) * s).collect();
        Linear { inputs, outputs, panels, scale: scale.to_vec(), sum, bias: bias.to_vec() }
    }

    /// `rows` times the matrix, plus the bias: one row of `outputs` numbers for each row of `inputs`.
    pub fn apply(&self, path: Path, rows: &[f32], out: &mut Vec<f32>) {
        let n = rows.len() / self.inputs;
        let quantised = Quantised::of(path, rows, self.inputs);
        out.clear();
        out.resize(n * self.outputs, 0.0);
        let steps = self.inputs.div_ceil(STEP);
        let mut sums = [[0; COLUMNS]; ROWS];
        for (p, panel) in self.panels.chunks_exact(steps).enumerate() {
            for first in (0..n).step_by(ROWS) {
                // A last block that is not full multiplies its last row again.
                let rows = std::array::from_fn(|i| quantised.row((first + i).min(n - 1)));
                path.multiply(&rows, panel, &mut sums);
                for (i, sums) in sums.iter().enumerate().take(n - first) {
                    self.finish(p, sums, &quantised.ranges[first + i], &mut out[(first + i) * self.outputs..]);
                }
            }
        }
    }

    /// Sums of integers as the numbers that they stand for.
    #[inline(always)]
    fn finish(&self, panel: usize, sums: &[i32; COLUMNS], range: &Range, out: &mut [f32]) {
        let at = panel * COLUMNS;
        let width = COLUMNS.min(self.outputs - at);
        let (scale, sum, bias) = (&self.scale[at..at + width], &self.sum[at..at + width], &self.bias[at..at + width]);
        for (i, out) in out[at..at + width].iter_mut().enumerate() {
            *out = sums[i] as f32 * (scale[i] * range.step) + (range.lowest * sum[i] + bias[i]);
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
    inputs: usize,
    values: Vec<u8>,
    ranges: Vec<Range>,
}

impl Quantised {
    fn of(path: Path, rows: &[f32], inputs: usize) -> Quantised {
        let ranges = Vec::with_capacity(rows.len() / inputs);
        let mut quantised = Quantised { inputs, values: vec![0; rows.len()], ranges };
        path.run(Quantise { rows, into: &mut quantised });
        quantised
    }

    fn row(&self, i: usize) -> &[u8] {
        &self.values[i * self.inputs..(i + 1) * self.inputs]
    }
}

/// Fills `into` from rows of numbers.
struct Quantise<'a> {
    rows: &'a [f32],
    into: &'a mut Quantised,
}

impl Work for Quantise<'_> {
    #[inline(always)]
    fn run(self) {
        let Quantised { inputs, values, ranges } = self.into;
        for (row, values) in self.rows.chunks_exact(*inputs).zip(values.chunks_exact_mut(*inputs)) {
            ranges.push(quantise(row, values));
        }
    }
}

#[inline(always)]
fn quantise(row: &[f32], values: &mut [u8]) -> Range {
    let (mut low, mut high) = ([f32::INFINITY; 16], [f32::NEG_INFINITY; 16]);
    for chunk in row.chunks_exact(16) {
        for (i, &x) in chunk.iter().enumerate() {
            low[i] = if x < low[i] { x } else { low[i] };
            high[i] = if x > high[i] { x } else { high[i] };
        }
    }
    let lowest = low.into_iter().fold(f32::INFINITY, f32::min);
    let highest = high.into_iter().fold(f32::NEG_INFINITY, f32::max);
    let step = ((highest - lowest) / HIGHEST).max(f32::MIN_POSITIVE);
    let times = 1.0 / step;
    for (v, &x) in values.iter_mut().zip(row) {
        *v = ((x - lowest) * times + 0.5) as u8;
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
                let exact = dot * linear.scale[n] + linear.bias[n];
                assert!((exact - found).abs() < 0.3, "{exact} became {found}");
            }
        }
    }
}
