use serde::{Deserialize, Serialize};

use crate::Span;

/// Who acted, or whom an act was aimed at (CODEBOOK rule 11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Common English name: `Military Forces of COUNTRY`, `Civilians (Country)`, `unidentified armed group`, or the group's own.
    pub name: String,
    /// Other spellings: the report's own words for the actor, and its usual short names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Identifier in the codebook's registry; `None` for an actor that only this report names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The actors it belongs to or fights for, nearest first, by registry name; empty if none is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ancestry: Vec<String>,
    /// Where the report names it for this event; empty if it follows from the text without being named (civilians).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
}
