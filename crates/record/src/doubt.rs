use serde::{Deserialize, Serialize};

use crate::{Key, Span};

codes! {
    /// The part of a record that a doubt is about, by its name in the record.
    Field {
        /// `sub_event_type`.
        SubEventType = "sub_event_type",
        /// `standing`.
        Standing = "standing",
        /// `focus`.
        Focus = "focus",
        /// `published`, of the report.
        Published = "published",
        /// `start_date` and `end_date`.
        Date = "date",
        /// `location`.
        Location = "location",
        /// `initiators`.
        Initiators = "initiators",
        /// `targets`.
        Targets = "targets",
        /// `weapons`.
        Weapons = "weapons",
        /// `casualties`.
        Casualties = "casualties",
        /// `claimed_by` or `denied_by`.
        Claim = "claim",
        /// `response_to`.
        Response = "response_to",
        /// The event report as a whole: is it one, or the same as another?
        Event = "event",
        /// A tally.
        Tally = "tally",
    }
}

codes! {
    /// Why something could not be settled.
    DoubtReason {
        /// Two or more readings fit and nothing in the report decides.
        Ambiguous = "ambiguous",
        /// A name that neither registry nor gazetteer knows.
        UnknownName = "unknown_name",
        /// The text says it, but nothing fixes it to a value (a weekday without a publication date).
        Unresolved = "unresolved",
        /// Two statements of the report contradict each other.
        Conflict = "conflict",
        /// The value follows from a default of the codebook, not from words.
        Assumed = "assumed",
        /// The words may tell no act at all, or not one of an armed actor.
        Weak = "weak",
        /// A language model alone proposed the value, from words of the report.
        Proposed = "proposed",
        /// A language model proposes something else than was coded; what was coded stays.
        Disputed = "disputed",
    }
}

/// What could not be settled, for a person to review: never a guess dressed as a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// The part of the record in doubt.
    pub field: Field,
    /// The kind of doubt.
    pub reason: DoubtReason,
    /// One sentence for the reviewer, with the readings that fit.
    pub note: String,
    /// The words in doubt; `None` if the doubt is about what is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// Something that two or more reports of an event tell differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// The part of the record on which they differ.
    pub field: Field,
    /// One sentence with the values and who has them.
    pub note: String,
    /// The event reports that differ, in order of publication.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tellings: Vec<Key>,
}
