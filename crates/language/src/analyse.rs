//! The main path: every step of the analysis, in order.

use record::Report;

use crate::{Document, clause, date, lemma, name, number, phrase, pronoun, quote, sentence, tag, token};

/// Finds in a report all that grammar tells. Never fails: what is not understood is left out.
///
/// ```
/// let report = record::Report { text: "Gunmen killed two guards.".into(), ..Default::default() };
/// let doc = language::analyse(&report);
/// assert_eq!(doc.tokens.len(), 5);
/// assert_eq!(doc.sentences.len(), 1);
/// ```
pub fn analyse(report: &Report) -> Document<'_> {
    let mut doc = Document {
        report,
        tokens: token::tokens(&report.text),
        sentences: Vec::new(),
        phrases: Vec::new(),
        clauses: Vec::new(),
        quotations: Vec::new(),
        attributions: Vec::new(),
        numbers: Vec::new(),
        times: Vec::new(),
        names: Vec::new(),
        references: Vec::new(),
    };
    sentence::sentences(&mut doc);
    tag::tags(&mut doc);
    lemma::lemmas(&mut doc);
    sentence::headings(&mut doc);
    phrase::phrases(&mut doc);
    clause::clauses(&mut doc);
    quote::quotations(&mut doc);
    number::numbers(&mut doc);
    date::times(&mut doc);
    name::names(&mut doc);
    quote::attributions(&mut doc);
    pronoun::references(&mut doc);
    doc
}
