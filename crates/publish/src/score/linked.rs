//! How well event reports are put together to events: B-cubed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Counts, EVENT_FLOOR, list, similarity};

/// B-cubed figures, 0 to 1: averages over event reports, so that large events count by their size.
///
/// Bagga and Baldwin 1998: of an event report, precision is the share of those put with it that tell its event, recall the
/// share of those that tell its event which were put with it; each counts itself.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BCubed {
    /// How many event reports were looked at.
    pub event_reports: usize,
    /// Average precision.
    pub precision: f64,
    /// Average recall.
    pub recall: f64,
    /// Pairs of event reports: telling the same event, put together, and both.
    pub pairs: Counts,
}

impl BCubed {
    /// Harmonic mean of precision and recall; 0 if both are.
    pub fn f1(&self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

/// Scores events against the names that references give to what each event report tells, both by event report.
///
/// Event reports that `given` lacks stand alone; those that `gold` lacks are not looked at.
///
/// ```
/// let gold = [("a", "x"), ("b", "x"), ("c", "y")].into();
/// let given = [("a", 1), ("b", 1), ("c", 1)].into();
/// let score = publish::b_cubed(&gold, &given);
/// assert_eq!((score.recall, (score.precision * 9.0).round()), (1.0, 5.0));
/// ```
pub fn b_cubed<I: Ord, G: Ord, E: Ord>(gold: &BTreeMap<I, G>, given: &BTreeMap<I, E>) -> BCubed {
    let items: Vec<(&I, &G, Option<&E>)> = gold.iter().map(|(item, name)| (item, name, given.get(item))).collect();
    let mut score = BCubed { event_reports: items.len(), ..BCubed::default() };
    for (n, (_, name, event)) in items.iter().enumerate() {
        let together = |other: usize, event: &Option<&E>| other == n || event.is_some() && items[other].2 == *event;
        let same: Vec<usize> = (0..items.len()).filter(|&other| items[other].1 == *name).collect();
        let put: Vec<usize> = (0..items.len()).filter(|&other| together(other, event)).collect();
        let right = same.iter().filter(|other| put.contains(other)).count();
        score.precision += right as f64 / put.len() as f64;
        score.recall += right as f64 / same.len() as f64;
        score.pairs.gold += same.iter().filter(|&&other| other > n).count();
        score.pairs.predicted += put.iter().filter(|&&other| other > n).count();
        score.pairs.right += same.iter().filter(|other| **other > n && put.contains(other)).count();
    }
    let count = items.len().max(1) as f64;
    score.precision /= count;
    score.recall /= count;
    score
}

/// Which event reports of a record are those of a reference, by places in their lists: the pairs that [`super::score`] scores.
pub fn paired_events(gold: &Value, pred: &Value) -> Vec<(usize, usize)> {
    similarity::align(list(gold, "event_reports"), list(pred, "event_reports"), similarity::of_events, EVENT_FLOOR)
}
