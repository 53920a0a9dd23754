//! Logistic regression over named features, for the examples that fit weights.

use std::collections::BTreeMap;

const STEPS: usize = 3000;
const RATE: f64 = 0.5;

/// What was seen of one question, feature by feature, and the answer. A feature that is not named is 0.
pub type Observation = (Vec<(&'static str, f64)>, bool);

/// The weights that fit best while each is held, as strongly as `hold`, to where it is in `towards` (0 if it is not there);
/// and how many observations they get right.
pub fn fit(
    seen: &[Observation],
    towards: &BTreeMap<&'static str, f64>,
    hold: impl Fn(&str) -> f64,
) -> (BTreeMap<&'static str, f64>, usize) {
    let mut weights: BTreeMap<&'static str, f64> = towards.clone();
    for (feature, _) in seen.iter().flat_map(|(features, _)| features) {
        weights.entry(feature).or_default();
    }
    for _ in 0..STEPS {
        let mut slope: BTreeMap<&'static str, f64> =
            weights.iter().map(|(&name, w)| (name, hold(name) * (towards.get(name).unwrap_or(&0.0) - w))).collect();
        for (features, yes) in seen {
            let chance = 1.0 / (1.0 + (-odds(features, &weights)).exp());
            let off = if *yes { 1.0 - chance } else { -chance };
            for &(feature, value) in features {
                *slope.entry(feature).or_default() += off * value;
            }
        }
        for (name, w) in &mut weights {
            *w += RATE * slope[name] / seen.len() as f64;
        }
    }
    let right = seen.iter().filter(|(features, yes)| (odds(features, &weights) >= 0.0) == *yes).count();
    (weights, right)
}

fn odds(features: &[(&'static str, f64)], weights: &BTreeMap<&'static str, f64>) -> f64 {
    features.iter().map(|&(feature, value)| value * weights[feature]).sum()
}
