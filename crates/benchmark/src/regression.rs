//! Logistic regression with a ridge: chances from a few features, with weights that a person can read.

use serde::{Deserialize, Serialize};

/// Steps of Newton's method; ten are enough.
const STEPS: usize = 30;
/// Pull of every weight towards nothing, in units of one row.
const RIDGE: f64 = 3.0;

/// Weights of features.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Regression {
    bias: f64,
    weights: Vec<f64>,
}

/// Features and what they should tell.
pub(crate) type Row = (Vec<f64>, bool);

impl Regression {
    /// The chance that features tell of.
    pub fn chance(&self, features: &[f64]) -> f64 {
        chance(self.bias + dot(&self.weights, features))
    }

    /// How many features it wants.
    pub fn width(&self) -> usize {
        self.weights.len()
    }

    /// The weights that fit rows best. Features are brought to one scale for that, so that the ridge pulls all alike.
    pub fn fit(rows: &[&Row], width: usize) -> Regression {
        let n = rows.len().max(1) as f64;
        let mean: Vec<f64> = (0..width).map(|k| rows.iter().map(|r| r.0[k]).sum::<f64>() / n).collect();
        let spread: Vec<f64> = (0..width)
            .map(|k| (rows.iter().map(|r| (r.0[k] - mean[k]).powi(2)).sum::<f64>() / n).sqrt() + 1e-6)
            .collect();
        let scaled = |r: &&Row| -> (Vec<f64>, f64) {
            let x = [1.0].into_iter().chain((0..width).map(|k| (r.0[k] - mean[k]) / spread[k])).collect();
            (x, f64::from(u8::from(r.1)))
        };
        let rows: Vec<(Vec<f64>, f64)> = rows.iter().map(scaled).collect();
        let mut w = vec![0.0; width + 1];
        for _ in 0..STEPS {
            let step = newton(&rows, &w);
            w.iter_mut().zip(step).for_each(|(w, s)| *w -= s);
        }
        let weights: Vec<f64> = (0..width).map(|k| w[k + 1] / spread[k]).collect();
        Regression { bias: w[0] - dot(&weights, &mean), weights }
    }
}

/// Log odds as a chance.
pub(crate) fn chance(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// A chance as log odds, within a million to one.
pub(crate) fn log_odds(chance: f64) -> f64 {
    let p = chance.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// By how much the weights are too high.
fn newton(rows: &[(Vec<f64>, f64)], w: &[f64]) -> Vec<f64> {
    let n = w.len();
    let mut gradient: Vec<f64> = w.iter().map(|w| RIDGE * w).collect();
    gradient[0] = 0.0;
    // The bias is free, but where no row tells of it, it stays.
    let ridge = |i: usize, j: usize| match (i == j, i) {
        (true, 0) => 1e-6,
        (true, _) => RIDGE,
        (false, _) => 0.0,
    };
    let mut curvature: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| ridge(i, j)).collect()).collect();
    for (x, y) in rows {
        let p = chance(dot(w, x));
        for i in 0..n {
            gradient[i] += (p - y) * x[i];
            for j in 0..n {
                curvature[i][j] += p * (1.0 - p) * x[i] * x[j];
            }
        }
    }
    solve(curvature, gradient)
}

/// Solves a system of equations with a positive definite matrix, by Gauss.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        for j in i + 1..n {
            let times = a[j][i] / a[i][i];
            let (above, below) = a.split_at_mut(j);
            below[0].iter_mut().zip(&above[i]).skip(i).for_each(|(x, y)| *x -= times * y);
            b[j] -= times * b[i];
        }
    }
    for i in (0..n).rev() {
        let rest: f64 = (i + 1..n).map(|j| a[i][j] * b[j]).sum();
        b[i] = (b[i] - rest) / a[i][i];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_follow_what_rows_tell() {
        let rows: Vec<Row> = (0..400).map(|i| (vec![f64::from(i % 20), f64::from(i % 7)], i % 20 > 9)).collect();
        let fitted = Regression::fit(&rows.iter().collect::<Vec<_>>(), 2);
        assert!(fitted.chance(&[19.0, 3.0]) > 0.9 && fitted.chance(&[0.0, 3.0]) < 0.1, "{fitted:?}");
        assert!(fitted.weights[0] > 20.0 * fitted.weights[1].abs(), "{fitted:?}");
    }

    #[test]
    fn without_features_the_chance_is_the_share() {
        let rows: Vec<Row> = (0..10).map(|i| (vec![], i < 3)).collect();
        let fitted = Regression::fit(&rows.iter().collect::<Vec<_>>(), 0);
        assert!((fitted.chance(&[]) - 0.3).abs() < 1e-9, "{fitted:?}");
    }

    #[test]
    fn no_rows_and_rows_that_agree_give_finite_weights() {
        assert_eq!(Regression::fit(&[], 2), Regression { bias: 0.0, weights: vec![0.0; 2] });
        let rows: Vec<Row> = (0..20).map(|i| (vec![f64::from(i)], false)).collect();
        let fitted = Regression::fit(&rows.iter().collect::<Vec<_>>(), 1);
        assert!(fitted.bias.is_finite() && fitted.chance(&[3.0]) < 0.01, "{fitted:?}");
    }

    #[test]
    fn equations_are_solved() {
        assert_eq!(solve(vec![vec![4.0, 2.0], vec![2.0, 3.0]], vec![10.0, 9.0]), [1.5, 2.0]);
    }
}
