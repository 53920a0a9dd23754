use crate::{Quote, Span};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Figure {
    /// Lowest number that the words allow; `None` for "up to five".
    pub min: Option<u64>,
    /// Highest number that the words allow; `None` for "at least five".
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Casualty {
    /// What happened to them.
    pub outcome: Outcome,
    /// The report's words for them ("militants"); `None` if it has none.
    pub group: Option<String>,
    /// How many.
    pub figure: Figure,
    /// Whom the report credits; `None` for the report's own voice.
    pub source: Option<Quote>,
    /// The words that carry figure and group.
    pub span: Span,
}
