use serde::{Deserialize, Serialize};

use crate::{Field, Quote, SubEventType};

/// What a language model proposes for a report. Nothing of it is believed; what is taken is marked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposals {
    /// The model, by its name.
    pub by: String,
    /// Values for event reports that are there.
    pub values: Vec<Proposal>,
    /// Events that are not there.
    pub events: Vec<ProposedEvent>,
    /// What was not even a proposal, each with why, in words.
    pub refused: Vec<String>,
    /// Why the model could not be asked; `None` if it answered.
    pub failed: Option<String>,
}

/// A value with the words that carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The event report, by its `id` in the report.
    pub event: String,
    /// The part of the record.
    pub field: Field,
    /// The value as the model wrote it.
    pub value: String,
    /// The report's words, verbatim.
    pub quote: Quote,
}

/// An event that neither rules nor reader found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedEvent {
    /// The type of the act.
    pub sub_event_type: SubEventType,
    /// The words that tell it, verbatim.
    pub quote: Quote,
}
