//! Parts of speech.

use crate::lexicon::{self, Classes};
use crate::{Document, Tag};

/// Fills the tag of every token.
pub(crate) fn tags(doc: &mut Document<'_>) {
    for token in &mut doc.tokens {
        if token.tag == Tag::Possessive {
            continue;
        }
        let classes = lexicon::classes(&token.lower);
        token.tag = if token.lower.chars().all(|c| !c.is_alphanumeric()) {
            Tag::Punctuation
        } else if token.lower == "'s" {
            Tag::Possessive
        } else if token.lower.starts_with(|c: char| c.is_ascii_digit()) || classes.has(Classes::NUMBER) {
            Tag::Number
        } else if classes.has(Classes::NEGATION) {
            Tag::Negation
        } else if classes.has(Classes::AUXILIARY) {
            Tag::Auxiliary
        } else if classes.has(Classes::PREPOSITION) {
            Tag::Preposition
        } else if classes.has(Classes::DETERMINER) {
            Tag::Determiner
        } else if classes.has(Classes::PRONOUN) {
            Tag::Pronoun
        } else if classes.has(Classes::CONJUNCTION) {
            Tag::Conjunction
        } else if classes.has(Classes::SUBORDINATOR) {
            Tag::Subordinator
        } else if token.capital {
            Tag::ProperNoun
        } else {
            Tag::Noun
        };
    }
}
