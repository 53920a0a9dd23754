//! Products, for the instruction set of the machine. Every path gives the same sums to the last bit: integers have no
//! rounding, and numbers are multiplied and added in one order. `plain` has the twins that tests hold the others to.

use crate::matrix::{COLUMNS, STEP};

/// Rows that one pass multiplies.
pub(crate) const ROWS: usize = 8;

/// Activations of some rows that one instruction multiplies with weights.
pub(crate) type Step = [[u8; STEP]; ROWS];

/// Numbers of some rows, as many as a panel has columns.
pub(crate) type Block = [[f32; COLUMNS]; ROWS];

/// A square of numbers.
pub(crate) type Square = [[f32; COLUMNS]; COLUMNS];

/// Which path a machine takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    /// Any machine.
    Plain,
    /// x86-64 with AVX2 and FMA.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// x86-64 with AVX-512 and its products of bytes (VNNI).
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Path {
    /// The fastest path of this machine.
    pub fn best() -> Path {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512vnni") && is_x86_feature_detected!("avx512bw") {
                return Path::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Path::Avx2;
            }
        }
        Path::Plain
    }

    /// Every path of this machine, for tests.
    #[cfg(test)]
    pub fn all() -> Vec<Path> {
        let mut paths = vec![Path::Plain];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                paths.push(Path::Avx2);
            }
            if Path::best() == Path::Avx512 {
                paths.push(Path::Avx512);
            }
        }
        paths
    }

    /// Sums of rows of activations, each of 0..=127, with one panel of weights: `sums[row][column]`.
    #[allow(unsafe_code)]
    pub fn multiply(self, steps: &[Step], panel: &[[i8; COLUMNS * STEP]], sums: &mut [[i32; COLUMNS]; ROWS]) {
        match self {
            Path::Plain => plain::multiply(steps, panel, sums),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `best` and `all` give these paths only where the machine has the features that the functions ask for.
            Path::Avx2 => unsafe { avx2::multiply(steps, panel, sums) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Path::Avx512 => unsafe { avx512::multiply(steps, panel, sums) },
        }
    }

    /// Products of a block with each of some squares: `out[i]` is `left` times `right[i]`.
    #[allow(unsafe_code)]
    pub fn spread(self, left: &Block, right: &[Square], out: &mut [Block]) {
        match self {
            Path::Plain => plain::spread(left, right, out),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as in `multiply`.
            Path::Avx2 => unsafe { avx2::spread(left, right, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as in `multiply`.
            Path::Avx512 => unsafe { avx512::spread(left, right, out) },
        }
    }

    /// The sum of the products of blocks, each with its square.
    #[allow(unsafe_code)]
    pub fn gather(self, left: &[Block], right: &[Square]) -> Block {
        match self {
            Path::Plain => plain::gather(left, right),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as in `multiply`.
            Path::Avx2 => unsafe { avx2::gather(left, right) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as in `multiply`.
            Path::Avx512 => unsafe { avx512::gather(left, right) },
        }
    }

    /// Runs work on numbers with rounding, compiled for this path.
    #[allow(unsafe_code)]
    pub fn run(self, work: impl Work) {
        match self {
            Path::Plain => work.run(),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as in `multiply`.
            Path::Avx2 => unsafe { avx2::run(work) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as in `multiply`.
            Path::Avx512 => unsafe { avx512::run(work) },
        }
    }
}

/// Work on numbers with rounding. It must not depend on the width of a register, so it names its lanes itself; `run` must be
/// `#[inline(always)]`, or it is compiled for any machine.
pub(crate) trait Work {
    /// Does it.
    fn run(self);
}

/// The safe twins.
mod plain {
    use super::{Block, ROWS, Square, Step};
    use crate::matrix::{COLUMNS, STEP};

    pub fn multiply(steps: &[Step], panel: &[[i8; COLUMNS * STEP]], sums: &mut [[i32; COLUMNS]; ROWS]) {
        *sums = [[0; COLUMNS]; ROWS];
        for (step, weights) in steps.iter().zip(panel) {
            for (activations, sums) in step.iter().zip(&mut *sums) {
                for (sum, w) in sums.iter_mut().zip(weights.chunks_exact(STEP)) {
                    *sum += activations.iter().zip(w).map(|(&a, &w)| i32::from(a) * i32::from(w)).sum::<i32>();
                }
            }
        }
    }

    pub fn spread(left: &Block, right: &[Square], out: &mut [Block]) {
        for (right, out) in right.iter().zip(out) {
            *out = [[0.0; COLUMNS]; ROWS];
            add(left, right, out);
        }
    }

    pub fn gather(left: &[Block], right: &[Square]) -> Block {
        let mut out = [[0.0; COLUMNS]; ROWS];
        left.iter().zip(right).for_each(|(left, right)| add(left, right, &mut out));
        out
    }

    fn add(left: &Block, right: &Square, out: &mut Block) {
        for (left, out) in left.iter().zip(out) {
            for (&x, right) in left.iter().zip(right) {
                out.iter_mut().zip(right).for_each(|(out, &y)| *out = x.mul_add(y, *out));
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use std::arch::x86_64::*;

    use bytemuck::cast;

    use super::{Block, ROWS, Square, Step, Work};
    use crate::matrix::{COLUMNS, STEP};

    /// Sums of a block, in registers.
    type Sums = [[__m512; 2]; ROWS];

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx2,fma")]
    pub fn run(work: impl Work) {
        work.run();
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    pub fn multiply(steps: &[Step], panel: &[[i8; COLUMNS * STEP]], sums: &mut [[i32; COLUMNS]; ROWS]) {
        let mut acc = [[_mm512_setzero_si512(); 2]; ROWS];
        for (step, weights) in steps.iter().zip(panel) {
            let a: [i32; ROWS] = cast(*step);
            let w: [__m512i; 2] = cast(*weights);
            for row in 0..ROWS {
                let a = _mm512_set1_epi32(a[row]);
                acc[row][0] = _mm512_dpbusd_epi32(acc[row][0], a, w[0]);
                acc[row][1] = _mm512_dpbusd_epi32(acc[row][1], a, w[1]);
            }
        }
        *sums = cast(acc);
    }

    #[target_feature(enable = "avx512f,avx512bw")]
    pub fn spread(left: &Block, right: &[Square], out: &mut [Block]) {
        for (right, out) in right.iter().zip(out) {
            *out = cast(add(left, right, [[_mm512_setzero_ps(); 2]; ROWS]));
        }
    }

    #[target_feature(enable = "avx512f,avx512bw")]
    pub fn gather(left: &[Block], right: &[Square]) -> Block {
        let mut sums = [[_mm512_setzero_ps(); 2]; ROWS];
        for (left, right) in left.iter().zip(right) {
            sums = add(left, right, sums);
        }
        cast(sums)
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn add(left: &Block, right: &Square, mut sums: Sums) -> Sums {
        for k in 0..COLUMNS {
            let y: [__m512; 2] = cast(right[k]);
            for row in 0..ROWS {
                let x = _mm512_set1_ps(left[row][k]);
                sums[row][0] = _mm512_fmadd_ps(x, y[0], sums[row][0]);
                sums[row][1] = _mm512_fmadd_ps(x, y[1], sums[row][1]);
            }
        }
        sums
    }
}

/// Four rows and half the columns at a time, for there are but sixteen registers.
#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::*;

    use bytemuck::cast;

    use super::{Block, ROWS, Square, Step, Work};
    use crate::matrix::{COLUMNS, STEP};

    /// Rows at a time.
    const FEW: usize = 4;
    /// Sums of a part of a block, in registers.
    type Sums = [[__m256; 2]; FEW];

    #[target_feature(enable = "avx2,fma")]
    pub fn run(work: impl Work) {
        work.run();
    }

    #[target_feature(enable = "avx2,fma")]
    pub fn multiply(steps: &[Step], panel: &[[i8; COLUMNS * STEP]], sums: &mut [[i32; COLUMNS]; ROWS]) {
        for first in (0..ROWS).step_by(FEW) {
            for half in 0..2 {
                let acc: [[i32; COLUMNS / 2]; FEW] = cast(part(steps, panel, first, half));
                for (sums, acc) in sums[first..].iter_mut().zip(acc) {
                    sums[half * COLUMNS / 2..(half + 1) * COLUMNS / 2].copy_from_slice(&acc);
                }
            }
        }
    }

    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn part(steps: &[Step], panel: &[[i8; COLUMNS * STEP]], first: usize, half: usize) -> [[__m256i; 2]; FEW] {
        let ones = _mm256_set1_epi16(1);
        let mut acc = [[_mm256_setzero_si256(); 2]; FEW];
        for (step, weights) in steps.iter().zip(panel) {
            let a: [[i32; FEW]; 2] = cast(*step);
            let w: [[__m256i; 2]; 2] = cast(*weights);
            for row in 0..FEW {
                let a = _mm256_set1_epi32(a[first / FEW][row]);
                for i in 0..2 {
                    // Two products of 7 and 8 bits fit into 16: 2 × 127 × 127 < 32768.
                    let products = _mm256_madd_epi16(_mm256_maddubs_epi16(a, w[half][i]), ones);
                    acc[row][i] = _mm256_add_epi32(acc[row][i], products);
                }
            }
        }
        acc
    }

    #[target_feature(enable = "avx2,fma")]
    pub fn spread(left: &Block, right: &[Square], out: &mut [Block]) {
        for (right, out) in right.iter().zip(out) {
            *out = [[0.0; COLUMNS]; ROWS];
            add(left, right, out);
        }
    }

    #[target_feature(enable = "avx2,fma")]
    pub fn gather(left: &[Block], right: &[Square]) -> Block {
        let mut out = [[0.0; COLUMNS]; ROWS];
        for (left, right) in left.iter().zip(right) {
            add(left, right, &mut out);
        }
        out
    }

    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn add(left: &Block, right: &Square, out: &mut Block) {
        for (left, out) in left.chunks_exact(FEW).zip(out.chunks_exact_mut(FEW)) {
            for half in 0..2 {
                let columns = half * COLUMNS / 2..(half + 1) * COLUMNS / 2;
                let mut sums: Sums = [[_mm256_setzero_ps(); 2]; FEW];
                for (sums, out) in sums.iter_mut().zip(&*out) {
                    let halves: [[__m256; 2]; 2] = cast(*out);
                    *sums = halves[half];
                }
                for k in 0..COLUMNS {
                    let y: [[__m256; 2]; 2] = cast(right[k]);
                    for row in 0..FEW {
                        let x = _mm256_set1_ps(left[row][k]);
                        sums[row][0] = _mm256_fmadd_ps(x, y[half][0], sums[row][0]);
                        sums[row][1] = _mm256_fmadd_ps(x, y[half][1], sums[row][1]);
                    }
                }
                for (out, sums) in out.iter_mut().zip(sums) {
                    let found: [f32; COLUMNS / 2] = cast(sums);
                    out[columns.clone()].copy_from_slice(&found);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are the same everywhere.
    fn block(seed: usize) -> Block {
        std::array::from_fn(|i| std::array::from_fn(|j| ((i * 31 + j * 7919 + seed * 101) % 1009) as f32 / 500.0 - 1.0))
    }

    fn square(seed: usize) -> Square {
        std::array::from_fn(|i| block(seed + i / ROWS)[i % ROWS])
    }

    #[test]
    fn products_of_squares_have_the_same_bits_on_every_path() {
        let (left, right): (Vec<Block>, Vec<Square>) = (0..3).map(|i| (block(i), square(i + 9))).unzip();
        let exact =
            |row: usize, column: usize| -> f32 { (0..COLUMNS).map(|k| left[0][row][k] * right[0][k][column]).sum() };
        for path in Path::all() {
            let mut out = vec![[[9.0; COLUMNS]; ROWS]; 3];
            path.spread(&left[0], &right, &mut out);
            let mut twin = out.clone();
            plain::spread(&left[0], &right, &mut twin);
            assert_eq!(out, twin, "{path:?} spreads otherwise");
            assert!((out[0][5][17] - exact(5, 17)).abs() < 1e-4, "{path:?}: {} for {}", out[0][5][17], exact(5, 17));
            assert_eq!(path.gather(&left, &right), plain::gather(&left, &right), "{path:?} gathers otherwise");
            assert_eq!(path.gather(&left[..1], &right[..1]), out[0], "{path:?}: one square gathered is one spread");
        }
    }
}
