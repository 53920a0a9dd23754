//! The second stage: weights of a logistic regression over what rules and reader say, fitted from reports whose events are known.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The weights of each question that the second stage answers, by the name of the feature. A feature without a weight counts
/// for nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondStage {
    /// Whether two tellings tell one event.
    #[serde(default)]
    join: Weights,
    /// Whether what tellings tell is an event, and told by no other draft.
    #[serde(default)]
    event: Weights,
}

type Weights = BTreeMap<String, f64>;

/// What the second stage is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Whether two tellings tell one event.
    Join,
    /// Whether a draft is an event.
    Event,
}

/// Named numbers that speak for or against an answer.
pub type Features = Vec<(&'static str, f64)>;

impl SecondStage {
    /// The log odds of "yes".
    pub fn log_odds(&self, question: Question, features: &Features) -> f64 {
        let weights = match question {
            Question::Join => &self.join,
            Question::Event => &self.event,
        };
        features.iter().filter_map(|(name, value)| Some(weights.get(*name)? * value)).sum()
    }
}

/// 1 for what holds, 0 for what does not.
pub(crate) fn holds(what: bool) -> f64 {
    if what { 1.0 } else { 0.0 }
}

/// A probability as log odds, kept within four of nothing known.
pub(crate) fn log_odds(chance: f32) -> f64 {
    let p = f64::from(chance).clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln().clamp(-4.0, 4.0)
}
