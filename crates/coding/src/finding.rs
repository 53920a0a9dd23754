//! What coding saw in a document, for a person to look at.

use record::Span;

/// One thing that coding saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub span: Span,
    /// What it is: `act`, `actor`, `place`, `weapon`, `figure`, `standing`, `claim`, `response` …
    pub what: &'static str,
    /// What it was read as, in one short line.
    pub read_as: String,
}
