//! From scored spans to role fillers and templates: three regressions and their thresholds, fitted on documents that the
//! reader was not trained on.

use reader::{IncidentRole, IncidentType};
use serde::{Deserialize, Serialize};

use crate::candidate::{FEATURES, Seen, TYPES};
use crate::entity::{Least, fillers};
use crate::example::{Example, Fillers, Prediction, Template};
use crate::regression::Regression;
use crate::template::{LINK_FEATURES, TYPE_FEATURES, link_features, type_features};

/// Weights and thresholds of the second stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SecondStage {
    /// Is a candidate a filler?
    pub(crate) filler: Regression,
    /// Does a document tell of an incident of a type?
    pub(crate) incident: Regression,
    /// Does a filler play its role in the incident of a type?
    pub(crate) link: Regression,
    pub(crate) thresholds: Thresholds,
}

/// From which chance on something is taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Thresholds {
    /// Fillers, where only fillers are asked for.
    pub extracts: Least,
    /// Fillers of templates.
    pub templates: Least,
    /// The likeliest type of a document.
    pub first: f64,
    /// Every other type.
    pub more: f64,
    /// A filler in the incident of a type, where there are several.
    pub link: f64,
}

/// Why a file is no second stage.
#[derive(Debug, thiserror::Error)]
pub enum SecondStageError {
    /// It is no JSON of that form.
    #[error("no second stage: {0}")]
    Form(#[from] serde_json::Error),
    /// It was fitted to other features.
    #[error("fitted by another version: {0} features are wanted, it has {1}")]
    Width(usize, usize),
}

/// What is known of a document on the way to its templates.
pub(crate) struct Weighed<'s> {
    pub seen: &'s Seen,
    /// The chance of each candidate.
    pub chances: Vec<f64>,
    /// The chance of each type.
    pub types: Vec<f64>,
}

impl SecondStage {
    /// The one that ships with the program, fitted to the weights beside it.
    ///
    /// # Errors
    /// If it is damaged, which a test excludes.
    pub fn embedded() -> Result<SecondStage, SecondStageError> {
        SecondStage::read(include_str!("../../../model/muc4.json"))
    }

    /// From JSON, as `json` writes it.
    ///
    /// # Errors
    /// If it is of another form, or fitted to other features.
    pub fn read(json: &str) -> Result<SecondStage, SecondStageError> {
        let stage: SecondStage = serde_json::from_str(json)?;
        let widths = [(FEATURES, &stage.filler), (TYPE_FEATURES, &stage.incident), (LINK_FEATURES, &stage.link)];
        let other = widths.map(|(width, fitted)| (width, fitted.width())).into_iter().find(|(a, b)| a != b);
        other.map_or(Ok(stage), |(wanted, found)| Err(SecondStageError::Width(wanted, found)))
    }

    /// As JSON, on several lines.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Fillers and templates of a document.
    pub fn predict(&self, example: &Example, seen: &Seen) -> Prediction {
        let weighed = Weighed::of(seen, &self.filler, &self.incident);
        Prediction {
            docid: example.docid.clone(),
            templates: weighed.templates(&self.link, &self.thresholds),
            extracts: weighed.extracts(&self.thresholds.extracts),
        }
    }
}

impl<'s> Weighed<'s> {
    pub fn of(seen: &'s Seen, filler: &Regression, incident: &Regression) -> Weighed<'s> {
        let chances: Vec<f64> = seen.candidates.iter().map(|c| filler.chance(&c.features)).collect();
        let types = (0..TYPES).map(|t| incident.chance(&type_features(seen, &chances, t))).collect();
        Weighed { seen, chances, types }
    }

    /// The fillers, whichever incident they belong to.
    pub fn extracts(&self, least: &Least) -> Fillers {
        let all: Vec<usize> = fillers(&self.seen.candidates, &self.chances, least);
        self.listed(all.iter())
    }

    /// A template for each type that is likely enough; with one, all fillers are its own.
    pub fn templates(&self, link: &Regression, thresholds: &Thresholds) -> Vec<Template> {
        let first = (1..TYPES).fold(0, |best, t| if self.types[t] > self.types[best] { t } else { best });
        if self.types[first] < thresholds.first {
            return Vec::new();
        }
        let taken = |t: &usize| *t == first || self.types[*t] >= thresholds.more;
        let types: Vec<usize> = (0..TYPES).filter(taken).collect();
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); TYPES];
        for i in fillers(&self.seen.candidates, &self.chances, &thresholds.templates) {
            for t in self.incidents_of(i, &types, link, thresholds.link) {
                members[t].push(i);
            }
        }
        let template = |t: usize| Template {
            incident_type: IncidentType::ALL[t].name().to_string(),
            fillers: self.listed(members[t].iter()),
        };
        types.into_iter().filter(|&t| t == first || !members[t].is_empty()).map(template).collect()
    }

    /// The types in whose incidents a filler plays its role: the likeliest, and every one that is likely enough.
    fn incidents_of(&self, filler: usize, types: &[usize], link: &Regression, least: f64) -> Vec<usize> {
        if types.len() == 1 {
            return types.to_vec();
        }
        let filler = &self.seen.candidates[filler];
        let chances: Vec<f64> =
            types.iter().map(|&t| link.chance(&link_features(self.seen, filler, &self.types, t))).collect();
        let highest = chances.iter().copied().fold(0.0, f64::max);
        types.iter().zip(chances).filter(|(_, p)| *p >= least || *p == highest).map(|(t, _)| *t).collect()
    }

    fn listed<'i>(&self, taken: impl Iterator<Item = &'i usize>) -> Fillers {
        let mut order: Vec<usize> = taken.copied().collect();
        order.sort_by_key(|&i| (self.seen.candidates[i].at, i));
        let mut out = Fillers::default();
        for i in order {
            let c = &self.seen.candidates[i];
            out.add(c.role, vec![(c.words.clone(), c.at)]);
        }
        out
    }
}

/// The place of a role in a table of thresholds.
pub(crate) fn row(role: IncidentRole) -> usize {
    role as usize
}
