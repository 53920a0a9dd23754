//! # language: the grammar of a report
//!
//! In:       record::Report
//! Out:      Document: sentences, tokens, phrases, clauses, quotations, numbers, times, names, references
//! Never:    war: no codebook, no actor, no weapon; no failure
//! Start at: analyse

mod analyse;
mod anchored;
mod apposition;
mod attach;
mod attribution;
mod attribution_chain;
mod attribution_scope;
#[cfg(test)]
mod attribution_tests;
mod calendar;
mod clause;
mod clock;
mod closed_class;
mod coordinate;
mod date;
mod date_words;
mod day;
mod document;
mod expression;
mod figure;
mod lemma;
mod lexicon;
mod name;
mod name_kind;
#[cfg(test)]
mod name_tests;
mod name_words;
mod nonfinite;
mod noun_verb;
mod number;
mod number_words;
mod offset;
mod participle;
mod phrase;
mod piece;
mod point;
mod pronoun;
mod quote;
mod sentence;
mod speaker;
mod speech;
mod subject;
mod subordinate;
mod tag;
mod token;
mod verb_group;
mod word;

pub use analyse::analyse;
pub use document::*;
pub use offset::Offset;
