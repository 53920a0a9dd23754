//! The full text of events: words as SQLite's FTS5 has them (`unicode61 remove_diacritics 2`), so that a question finds the same
//! on both. The server's own parser and dictionaries would split and stem them otherwise.

use std::collections::BTreeMap;
use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

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

/// Whether it is an accent: a mark of its own behind the letter that it belongs to.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{331}').contains(&c)
}

/// Whether it is of a word: letters, numbers and what is for private use, by their categories in Unicode; no other marks.
fn is_of_word(c: char) -> bool {
    match c.general_category_group() {
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number => true,
        _ => is_accent(c) || c.general_category() == GeneralCategory::PrivateUse,
    }
}

/// The letter of the Latin alphabet that a letter is with an accent; any other letter as it is, but for a sigma at the end of a word,
/// which is one like any other.
fn plain(letter: char) -> char {
    if letter == 'ς' {
        return 'σ';
    }
    let base = std::iter::once(letter).nfd().next().unwrap_or(letter);
    if base.is_ascii_alphabetic() { base } else { letter }
}

/// The words of a text: letters and digits in a row, in small letters and without accents.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !is_of_word(c));
    let words = words.map(|word| {
        let small = word.chars().flat_map(char::to_lowercase).filter(|c| !is_accent(*c));
        let mut word: String = small.map(plain).collect();
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

    /// The words that SQLite's full text finds in a text, in their order.
    fn words_of_a_file(text: &str) -> Vec<String> {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        let tables = "CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'unicode61 remove_diacritics 2');
                      CREATE VIRTUAL TABLE v USING fts5vocab(t, instance);";
        db.execute_batch(tables).unwrap();
        db.execute("INSERT INTO t VALUES (?1)", [text]).unwrap();
        let mut words = db.prepare("SELECT term FROM v ORDER BY offset").unwrap();
        words.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn words_are_those_that_a_file_finds() {
        for text in [
            "Idlib’s E\u{301}cole, AK-47: São Tomé_e_Príncipe! 3,000 m² x\u{300}y Łódź Đà Nẵng Øre Æ ĳ naïve",
            "قُتل خمسة في حلب، وأصيب ١٢ آخرون",
            "Вооружённый йод Київ Ґудзик е\u{308}лка",
            "Ἀθῆναι Άρης ΣΊΣΥΦΟΣ Ϊός",
            "İstanbul ISPARTA ığdır Ağrı Şırnak",
            "Straße GROẞ Fußball ﬁn",
            "दिल्ली में विस्फोट",
            "北京市で爆発 서울",
            "a\u{200d}b c\u{ad}d e\u{2019}f g·h №5 ½ Ⅷ 𝟙 😀x \u{e000}",
            "ไทย မြန်မာ አዲስ አበባ ܫܠܡܐ",
        ] {
            assert_eq!(words(text).collect::<Vec<_>>(), words_of_a_file(text), "{text}");
        }
    }

    #[test]
    fn a_vector_names_places_and_columns() {
        let vector = vector(["a b a", "", "B", "", "0x"]);
        assert_eq!(vector, "'0x':9C 'a':1D,3D 'b':2D,6A ");
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
