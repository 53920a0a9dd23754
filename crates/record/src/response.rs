use serde::{Deserialize, Serialize};

use crate::Span;

/// What an event answered, by the report's own words of answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// `id` of an event report or a tally of the same report.
    pub to: String,
    /// The words of answer ("in retaliation for").
    pub span: Span,
}
