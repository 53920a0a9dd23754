//! What each stage saw, laid under the text.

use language::Document;
use record::Span;

/// One thing that a stage after language analysis saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Where.
    pub span: Span,
    /// What it is.
    pub what: String,
    /// What it was read as.
    pub read_as: String,
}

/// The report with what each stage saw.
pub fn explain(doc: &Document<'_>, seen: &[Seen], width: usize) -> String {
    let _ = (doc, seen, width);
    String::new()
}
