//! # language: the grammar of a report
//!
//! In:       record::Report
//! Out:      Document: sentences, tokens, phrases, clauses, quotations, numbers, times, names, references
//! Never:    war: no codebook, no actor, no weapon; no failure
//! Start at: analyse

mod analyse;
mod clause;
mod date;
mod document;
mod lemma;
mod lexicon;
mod name;
mod number;
mod phrase;
mod pronoun;
mod quote;
mod sentence;
mod tag;
mod token;

pub use analyse::analyse;
pub use document::*;
