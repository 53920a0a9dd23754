//! # language: the grammar of a report
//!
//! In:       record::Report
//! Out:      Document: sentences, tokens, phrases, clauses, quotations, numbers, times, names, references
//! Never:    war: no codebook, no actor, no weapon; no failure
//! Start at: analyse

mod document;

pub use document::*;
