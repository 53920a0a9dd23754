//! The forms in which names of places are looked up, as words with a space between.
//!
//! Most names are looked up folded and without articles. Settlements of countries that are not transliterated are looked up
//! as they are spelled, after [`PLAIN`], so that a name met by loose spelling is none of theirs.

use crate::codebook::fold::{fold, is_article, is_transliterated, plain_words};

use super::kind::PlaceKind;

/// What a key begins with if its name must be spelled as it is.
pub const PLAIN: u8 = b'=';

/// What a word did to a key.
pub enum Pushed {
    /// It is part of the name.
    Word,
    /// It is an article, which is no part of the key.
    Article,
    /// It is a mark: the name ends before it.
    Nothing,
}

/// Whether a word, as written and folded, is part of a key, of which it may be the first word.
pub fn pushed(word: &str, folded: &str, first: bool) -> Pushed {
    if folded.is_empty() {
        return if is_article(&word.to_ascii_lowercase()) { Pushed::Article } else { Pushed::Nothing };
    }
    if !first && is_article(folded) { Pushed::Article } else { Pushed::Word }
}

/// The key of a whole name; empty if nothing of it can be looked up.
pub fn key_of(name: &str, kind: PlaceKind, country: &str) -> String {
    let narrow = kind.is_settlement() || kind == PlaceKind::District;
    if !narrow || country.is_empty() || is_transliterated(country) {
        return folded_key(name);
    }
    match plain_words(name).as_str() {
        "" => String::new(),
        plain => format!("{}{plain}", char::from(PLAIN)),
    }
}

fn folded_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        let folded = fold(word);
        if let Pushed::Word = pushed(word, &folded, key.is_empty()) {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(&folded);
        }
    }
    key
}
