//! Base forms.

use crate::Document;

/// Fills the lemma of every token.
pub(crate) fn lemmas(doc: &mut Document<'_>) {
    for token in &mut doc.tokens {
        token.lemma = token.lower.clone();
    }
}
