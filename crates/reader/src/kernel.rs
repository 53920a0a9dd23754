//! Products of small integers, for the instruction set of the machine. Every path gives the same sums to the last bit, for
//! integers have no rounding: `plain` is the twin that tests hold the others to.

use crate::matrix::{COLUMNS, STEP};

/// Rows of activations that one pass multiplies.
pub(crate) const ROWS: usize = 8;

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

    /// Sums of `rows` (at most `ROWS`) rows of activations with one panel of weights: `sums[row][column]`.
    ///
    /// `activations[row]` has 0..=127 and a length that is a multiple of `STEP`; `panel` has `COLUMNS` weights for every one.
    #[allow(unsafe_code)]
    pub fn multiply(
        self,
        activations: &[&[u8]; ROWS],
        panel: &[[i8; COLUMNS * STEP]],
        sums: &mut [[i32; COLUMNS]; ROWS],
    ) {
        match self {
            Path::Plain => plain(activations, panel, sums),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `best` and `all` give these paths only where the machine has the features that the functions ask for.
            Path::Avx2 => unsafe { x86::avx2(activations, panel, sums) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Path::Avx512 => unsafe { x86::avx512(activations, panel, sums) },
        }
    }

    /// Runs work on numbers with rounding, compiled for this path.
    #[allow(unsafe_code)]
    pub fn run(self, work: impl Work) {
        match self {
            Path::Plain => work.run(),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as in `multiply`.
            Path::Avx2 => unsafe { x86::with_avx2(work) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as in `multiply`.
            Path::Avx512 => unsafe { x86::with_avx512(work) },
        }
    }
}

/// Work on numbers with rounding. It must not depend on the width of a register, so it names its lanes itself; `run` must be
/// `#[inline(always)]`, or it is compiled for any machine.
pub(crate) trait Work {
    /// Does it.
    fn run(self);
}

/// The safe twin.
fn plain(activations: &[&[u8]; ROWS], panel: &[[i8; COLUMNS * STEP]], sums: &mut [[i32; COLUMNS]; ROWS]) {
    for (row, sums) in activations.iter().zip(sums) {
        *sums = [0; COLUMNS];
        for (step, weights) in row.chunks_exact(STEP).zip(panel) {
            for (sum, w) in sums.iter_mut().zip(weights.chunks_exact(STEP)) {
                *sum += step.iter().zip(w).map(|(&a, &w)| i32::from(a) * i32::from(w)).sum::<i32>();
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use bytemuck::cast;

    use super::{ROWS, Work};
    use crate::matrix::{COLUMNS, STEP};

    /// Four activations as one number, to be spread over a register.
    #[inline(always)]
    fn four(row: &[u8], step: usize) -> i32 {
        let at = step * STEP;
        row.get(at..at + STEP).and_then(|b| b.try_into().ok()).map_or(0, i32::from_le_bytes)
    }

    #[target_feature(enable = "avx2,fma")]
    pub fn with_avx2(work: impl Work) {
        work.run();
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx2,fma")]
    pub fn with_avx512(work: impl Work) {
        work.run();
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    pub fn avx512(activations: &[&[u8]; ROWS], panel: &[[i8; COLUMNS * STEP]], sums: &mut [[i32; COLUMNS]; ROWS]) {
        let mut acc = [[_mm512_setzero_si512(); 2]; ROWS];
        for (step, weights) in panel.iter().enumerate() {
            let w: [__m512i; 2] = cast(*weights);
            for (acc, row) in acc.iter_mut().zip(activations) {
                let a = _mm512_set1_epi32(four(row, step));
                acc[0] = _mm512_dpbusd_epi32(acc[0], a, w[0]);
                acc[1] = _mm512_dpbusd_epi32(acc[1], a, w[1]);
            }
        }
        for (sums, acc) in sums.iter_mut().zip(acc) {
            *sums = cast(acc);
        }
    }

    /// Four rows at a time, for there are but sixteen registers.
    #[target_feature(enable = "avx2,fma")]
    pub fn avx2(activations: &[&[u8]; ROWS], panel: &[[i8; COLUMNS * STEP]], sums: &mut [[i32; COLUMNS]; ROWS]) {
        let ones = _mm256_set1_epi16(1);
        for half in 0..2 {
            for (rows, sums) in activations.chunks_exact(4).zip(sums.chunks_exact_mut(4)) {
                let mut acc = [[_mm256_setzero_si256(); 2]; 4];
                for (step, weights) in panel.iter().enumerate() {
                    let w: [__m256i; 4] = cast(*weights);
                    for (acc, row) in acc.iter_mut().zip(rows) {
                        let a = _mm256_set1_epi32(four(row, step));
                        // Two products of 7 and 8 bits fit into 16: 2 × 127 × 127 < 32768.
                        acc[0] =
                            _mm256_add_epi32(acc[0], _mm256_madd_epi16(_mm256_maddubs_epi16(a, w[2 * half]), ones));
                        acc[1] =
                            _mm256_add_epi32(acc[1], _mm256_madd_epi16(_mm256_maddubs_epi16(a, w[2 * half + 1]), ones));
                    }
                }
                for (sums, acc) in sums.iter_mut().zip(acc) {
                    let found: [i32; COLUMNS / 2] = cast(acc);
                    sums[half * COLUMNS / 2..(half + 1) * COLUMNS / 2].copy_from_slice(&found);
                }
            }
        }
    }
}
