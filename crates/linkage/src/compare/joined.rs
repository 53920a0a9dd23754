use record::{Key, Telling};

use super::{Comparison, Reason, compare};
use crate::profile::{Profile, profile};
use crate::{Feature, Weights};

/// Log odds from which a reason is worth telling.
const SPEAKS: f64 = 0.3;

/// Reasons that are told at most.
const TOLD: usize = 4;

/// Why an event report stands in its event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The event report.
    pub telling: Key,
    /// The one of the same event that it is most like.
    pub with: Key,
    /// What the two have in common, and what speaks most against it: "same day, 2024-01-03; same place, Gao; but tolls that
    /// contradict each other, 5 and 20 (97 in 100)".
    pub words: String,
}

/// Why each telling of an event but the first is thought to be of it.
pub fn joined(tellings: &[Telling], weights: &Weights) -> Vec<Joined> {
    let profiles: Vec<Profile> = tellings.iter().map(profile).collect();
    let others =
        |n: usize| profiles.iter().enumerate().filter(move |(other, _)| *other != n).map(|(_, profile)| profile);
    let one = |(n, profile): (usize, &Profile)| {
        let comparisons = others(n).map(|other| (other.key(), compare(profile, other, weights)));
        let (with, nearest) = comparisons.max_by(|a, b| a.1.odds.total_cmp(&b.1.odds))?;
        Some(Joined { telling: profile.key(), with, words: in_words(nearest) })
    };
    profiles.iter().enumerate().skip(1).filter_map(one).collect()
}

fn in_words(comparison: Comparison) -> String {
    if let Some(cannot) = comparison.cannot {
        return format!("by a person's word, though {cannot}");
    }
    // It is never certain.
    let chance = (100.0 / (1.0 + (-comparison.odds).exp())).min(99.0);
    let mut reasons: Vec<Reason> = comparison.reasons.into_iter().filter(|r| r.feature != Feature::Always).collect();
    reasons.sort_by(|a, b| b.odds.total_cmp(&a.odds));
    let against = reasons.last().filter(|reason| reason.odds < -SPEAKS).map(|reason| format!("; but {}", reason.words));
    let most = reasons.iter().filter(|reason| reason.odds > SPEAKS).take(TOLD).map(|reason| reason.words.as_str());
    format!("{}{} ({chance:.0} in 100)", most.collect::<Vec<_>>().join("; "), against.unwrap_or_default())
}
