//! What a trained reader found in a document: scored spans, which coding takes beside the rules' own findings.

use record::{Span, SubEventType};

/// Scored spans of a trained reader; empty where there is none.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The spans, in order of the text.
    pub spans: Vec<ScoredSpan>,
}

/// One span that a trained reader takes for something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoredSpan {
    /// Where it stands.
    pub span: Span,
    /// What the reader takes it for.
    pub label: Label,
    /// How sure it is, 0 to 1.
    pub score: f32,
}

/// What a trained reader may take a span for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Words that tell an act of this type.
    Anchor(SubEventType),
}
