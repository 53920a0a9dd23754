//! Which types of incidents a document tells of, and which filler plays its role in which.

use reader::{IncidentRole, IncidentType};

use crate::candidate::{Candidate, Seen, TYPES, Told, highest};
use crate::regression::{chance, log_odds};

/// Features of a type in a document.
pub(crate) const TYPE_FEATURES: usize = 11 + TYPES;
/// Features of a filler in an incident of a type.
pub(crate) const LINK_FEATURES: usize = 6 + IncidentRole::ALL.len();
/// Chance above which a candidate has a say in what type the incident is of.
const SURE: f64 = 0.3;

/// What tells whether a document has an incident of a type. `chances` are those of its candidates.
pub(crate) fn type_features(seen: &Seen, chances: &[f64], of: usize) -> Vec<f64> {
    let highest_of = |t: usize| highest(seen.sentences.iter().map(|s| s.types[t]));
    let some = 1.0 - chances.iter().map(|p| 1.0 - p).product::<f64>();
    let with = |t: usize| -> f64 { seen.candidates.iter().zip(chances).map(|(c, p)| p * chance(c.types[t])).sum() };
    let sure = seen.candidates.iter().zip(chances).filter(|(_, p)| **p > SURE).map(|(c, _)| c.types[of]);
    let weapons = seen.candidates.iter().zip(chances).filter(|(c, _)| c.role == IncidentRole::Weapon).map(|(_, p)| *p);
    let weapon = weapons.fold(0.0, f64::max);
    let is = |t: IncidentType| if IncidentType::ALL[of] == t { 1.0 } else { 0.0 };
    let mut out = vec![
        highest_of(of),
        highest(seen.sentences.iter().map(|s| s.incident)),
        highest_of(of) - highest(others(of).map(highest_of)),
        log_odds(some),
        chances.iter().sum::<f64>().ln_1p(),
        with(of).ln_1p(),
        highest(sure),
        with(of) - others(of).map(with).fold(0.0, f64::max),
        weapon * is(IncidentType::Bombing),
        weapon * is(IncidentType::Attack),
        (seen.sentences.len().max(1) as f64).ln(),
    ];
    out.extend(IncidentType::ALL.into_iter().map(is));
    out
}

/// What tells whether a filler plays its role in the incident of a type. `types` are the chances of each type in the
/// document.
pub(crate) fn link_features(seen: &Seen, filler: &Candidate, types: &[f64], of: usize) -> Vec<f64> {
    let told = |t: usize| {
        let of = |s: &Told| s.types[t];
        highest(filler.sentences.iter().filter_map(|&s| seen.sentences.get(s)).map(of))
    };
    let mut out = vec![
        filler.types[of],
        told(of),
        told(of) - highest(others(of).map(told)),
        log_odds(types[of]),
        filler.types[of] - highest(others(of).map(|t| filler.types[t])),
        if IncidentType::ALL[of] == IncidentType::Attack { 1.0 } else { 0.0 },
    ];
    out.extend(IncidentRole::ALL.into_iter().map(|r| if r == filler.role { 1.0 } else { 0.0 }));
    out
}

fn others(of: usize) -> impl Iterator<Item = usize> {
    (0..TYPES).filter(move |&t| t != of)
}
