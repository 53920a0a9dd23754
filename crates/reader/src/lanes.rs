//! Arithmetic with rounding that gives the same bits on every machine: lanes are named here, not left to the compiler, and a
//! product that is added to is always one operation (`mul_add`) or always two. Loops count over arrays of known length: that
//! is what becomes one instruction a register on every compiler setting.

#![allow(clippy::needless_range_loop)]

/// Lanes of a sum: what the widest register holds.
pub(crate) const LANES: usize = 16;

/// A sum over lanes: what the numbers i, i + 16, i + 32 … give is added to lane i, then halves to halves.
#[inline(always)]
pub(crate) fn sum(numbers: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = numbers.as_chunks::<LANES>();
    for chunk in chunks {
        for i in 0..LANES {
            lanes[i] += of(chunk[i]);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane += of(x);
    }
    fold(lanes, |a, b| a + b)
}

/// The sum of the products of two rows, over lanes as in [`sum`].
#[inline(always)]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0; LANES];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a.iter().zip(b) {
        for i in 0..LANES {
            lanes[i] += a[i] * b[i];
        }
    }
    for ((lane, a), b) in lanes.iter_mut().zip(a_rest).zip(b_rest) {
        *lane += a * b;
    }
    fold(lanes, |a, b| a + b)
}

/// The number that comes before all others.
#[inline(always)]
pub(crate) fn first_of(numbers: &[f32], before: impl Fn(f32, f32) -> bool) -> f32 {
    let (chunks, rest) = numbers.as_chunks::<LANES>();
    let mut lanes = chunks.first().copied().unwrap_or([numbers[0]; LANES]);
    for chunk in chunks {
        for i in 0..LANES {
            lanes[i] = if before(chunk[i], lanes[i]) { chunk[i] } else { lanes[i] };
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane = if before(x, *lane) { x } else { *lane };
    }
    fold(lanes, |a, b| if before(b, a) { b } else { a })
}

/// All lanes as one, halves by halves.
#[inline(always)]
pub(crate) fn fold(mut lanes: [f32; LANES], with: impl Fn(f32, f32) -> f32) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            lanes[i] = with(lanes[i], lanes[i + width]);
        }
        width /= 2;
    }
    lanes[0]
}

/// e to the power of x, for x at most 0; within two units of the last place. Below -87 it is 0.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = if x < -87.0 { -87.0 } else { x };
    // Rounded to the nearest by an addition that pushes the fraction out.
    const PUSH: f32 = 12_582_912.0;
    let pushed = x.mul_add(std::f32::consts::LOG2_E, PUSH);
    let k = pushed - PUSH;
    let r = k.mul_add(-LN2_LOW, k.mul_add(-LN2_HIGH, x));
    let p = r.mul_add(1.987_569_1e-4, 1.398_199_9e-3);
    let p = r.mul_add(p, 8.333_452e-3);
    let p = r.mul_add(p, 4.166_579_6e-2);
    let p = r.mul_add(p, 1.666_666_5e-1);
    let p = r.mul_add(p, 0.5);
    let p = (r * r).mul_add(p, r + 1.0);
    // What was pushed holds k in its lowest bits, where no conversion has to look for it; the others go out at the top.
    p * f32::from_bits((pushed.to_bits() << 23).wrapping_add(127 << 23))
}

/// The error function, within 2e-7 (Abramowitz and Stegun, 7.1.26).
#[inline(always)]
pub(crate) fn erf(x: f32) -> f32 {
    let a = x.abs();
    let t = 1.0 / 0.327_591_1f32.mul_add(a, 1.0);
    let p = t.mul_add(1.061_405_4, -1.453_152);
    let p = t.mul_add(p, 1.421_413_8);
    let p = t.mul_add(p, -0.284_496_74);
    let p = t.mul_add(p, 0.254_829_6);
    (1.0 - p * t * exp(-a * a)).copysign(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_and_erf_are_near_the_exact_ones() {
        for i in 0..4000 {
            let x = -(i as f32) * 0.02;
            let exact = f64::from(x).exp();
            assert!((f64::from(exp(x)) - exact).abs() <= exact * 3e-7 + 1e-37, "exp({x})");
        }
        // Known values of the error function.
        for (x, exact) in [(0.0, 0.0), (0.5, 0.520_499_9), (1.0, 0.842_700_8), (2.0, 0.995_322_3), (5.0, 1.0)] {
            assert!((erf(x) - exact).abs() < 3e-7, "erf({x}) = {}", erf(x));
            assert!((erf(-x) + exact).abs() < 3e-7, "erf(-{x})");
        }
    }

    #[test]
    fn sum_over_lanes_is_the_sum() {
        let numbers: Vec<f32> = (0..100).map(|x| x as f32).collect();
        assert_eq!(sum(&numbers, |x| x), 4950.0);
        assert_eq!(dot(&numbers, &vec![2.0; 100]), 9900.0);
    }
}
