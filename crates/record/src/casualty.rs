use serde::{Deserialize, Serialize};

use crate::{Date, Key, Quote, Span};

codes! {
    /// What happened to the people of a figure.
    Outcome {
        /// Dead.
        Killed = "killed",
        /// Hurt and alive.
        Wounded = "wounded",
        /// Killed or wounded, not told apart.
        Casualties = "casualties",
        /// Held by a state.
        Detained = "detained",
        /// Taken by force, hostages among them.
        Abducted = "abducted",
        /// Not accounted for.
        Missing = "missing",
    }
}

/// A number of people or acts as told, by the codebook's table of hedges. At least one end is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Figure {
    /// Lowest number that the words allow; `None` for "up to five".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// Highest number that the words allow; `None` for "at least five".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
}

impl Figure {
    /// Exactly `n`.
    pub fn exactly(n: u64) -> Figure {
        Figure { min: Some(n), max: Some(n) }
    }

    /// `n` or more.
    pub fn at_least(n: u64) -> Figure {
        Figure { min: Some(n), max: None }
    }

    /// `n` or fewer.
    pub fn at_most(n: u64) -> Figure {
        Figure { min: None, max: Some(n) }
    }
}

/// One figure: how many of whom, by whose word (CODEBOOK rule 7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Casualty {
    /// What happened to them.
    pub outcome: Outcome,
    /// The report's words for them ("militants"); `None` if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// How many.
    pub figure: Figure,
    /// Whom the report credits; `None` for the report's own voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Quote>,
    /// The words that carry figure and group.
    pub span: Span,
}

/// A figure with who told it where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The event report that has it.
    pub telling: Key,
    /// The figure, with whom the report credits.
    pub casualty: Casualty,
    /// When the report was published; `None` if not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
}

/// What all reports of an event say of one outcome: every figure, and the range that they span by a stated rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toll {
    /// What happened to them.
    pub outcome: Outcome,
    /// The people that the figures count, in the plainest of the reports' words; `None` for all who were hit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Lowest number that a figure in force allows; `None` if none has a lower end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<u64>,
    /// The number of the figure that the rule takes; `None` if no figure in force has a lower or upper end to take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<u64>,
    /// Highest number that a figure in force allows; `None` if one is open upwards and none reaches it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<u64>,
    /// Which rule took `best`, in one short clause.
    pub rule: String,
    /// Every figure, in order of publication; none is left out, superseded ones too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Told>,
}
