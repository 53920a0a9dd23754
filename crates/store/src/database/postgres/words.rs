//! The full text of events: words as SQLite's FTS5 has them (`unicode61 remove_diacritics 2`), so that a question finds the same
//! on both. The server's own parser and dictionaries would split and stem them otherwise.

use std::collections::BTreeMap;
use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

use crate::database::Phrase;

/// Columns of the full text in their order, each with the weight that marks its words: the server knows four, and codes are
/// words that no other column has.
const COLUMNS: [(&str, char); 5] = [("title", 'D'), ("evidence", 'D'), ("actors", 'A'), ("place", 'B'), ("codes", 'C')];

/// The server knows no place beyond this one: words that come later all stand there.
const LAST: usize = 16_383;
/// As many places of a word are kept.
const PLACES: usize = 255;
/// Bytes of a word at most.
const LONGEST: usize = 2_000;

/// The words of a text: letters and digits in a row, in small letters and without accents.
fn words(text: &str) -> impl Iterator<Item = String> {
    let is_accent = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    let words = text.split(move |c: char| !(c.is_alphanumeric() || is_accent(c)));
    let words = words.map(move |word| {
        let mut word: String = word.to_lowercase().nfd().filter(|c| !is_accent(*c)).nfc().collect();
        let mut end = word.len().min(LONGEST);
        while !word.is_char_boundary(end) {
            end -= 1;
        }
        word.truncate(end);
        word
    });
    words.filter(|word| !word.is_empty())
}

/// The words of an event's texts, in the order of [`COLUMNS`], as a `tsvector` is written. Two columns have no phrase in common.
pub(crate) fn vector(texts: [&str; 5]) -> String {
    let mut places: BTreeMap<String, Vec<(usize, char)>> = BTreeMap::new();
    let mut place = 0;
    for (text, (_, weight)) in texts.into_iter().zip(COLUMNS) {
        for word in words(text) {
            place += 1;
            let of_word = places.entry(word).or_default();
            if of_word.len() < PLACES {
                of_word.push((place.min(LAST), weight));
            }
        }
        place += 1;
    }
    let mut vector = String::new();
    for (word, places) in places {
        let _ = write!(vector, "'{word}':");
        for (at, (place, weight)) in places.into_iter().enumerate() {
            let _ = write!(vector, "{}{place}{weight}", if at > 0 { "," } else { "" });
        }
        vector.push(' ');
    }
    vector
}

/// Phrases that all have to be there, as a `tsquery` is written; `None` if one has no word, which nothing has.
pub(crate) fn query(phrases: &[Phrase]) -> Option<String> {
    let one = |phrase: &Phrase| {
        let weight = COLUMNS.into_iter().find(|(column, _)| Some(*column) == phrase.column).map(|(_, weight)| weight);
        let weight = weight.map(|weight| format!(":{weight}")).unwrap_or_default();
        let words: Vec<String> = words(&phrase.words).map(|word| format!("'{word}'{weight}")).collect();
        (!words.is_empty()).then(|| format!("({})", words.join(" <-> ")))
    };
    Some(phrases.iter().map(one).collect::<Option<Vec<_>>>()?.join(" & "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_small_letters_and_digits_without_accents() {
        let found: Vec<String> = words("Idlib’s É́cole, AK-47: São\u{300} ﬀ 0type0x").collect();
        assert_eq!(found, ["idlib", "s", "ecole", "ak", "47", "sao", "ﬀ", "0type0x"]);
    }

    #[test]
    fn a_vector_names_places_and_columns() {
        let vector = vector(["a b a", "", "B", "", "0x"]);
        assert_eq!(vector, "'0x':8C 'a':1D,3D 'b':2D,6A ");
    }

    #[test]
    fn a_phrase_asks_for_its_words_in_a_row() {
        let phrase = |column, words: &str| Phrase { column, words: words.to_string() };
        assert_eq!(
            query(&[phrase(None, "O'Neil"), phrase(Some("place"), "Gao")]).as_deref(),
            Some("('o' <-> 'neil') & ('gao':B)")
        );
        assert_eq!(query(&[phrase(None, "a"), phrase(Some("place"), "?")]), None);
    }
}
