//! Words of a report, and lists of words to know them by.

use rustc_hash::FxHashMap;

use crate::wording::{folded, tokens};

/// The words of a text as they are compared: without case, marks and script.
pub(crate) fn words(text: &str) -> Vec<String> {
    tokens(text).collect()
}

/// Phrases of base forms, each with what it means.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    known: FxHashMap<String, T>,
    longest: usize,
    endings: Vec<(String, String)>,
}

impl<T: Clone> Phrases<T> {
    /// Of two meanings of one phrase the first holds.
    pub(crate) fn new(phrases: impl IntoIterator<Item = (String, T)>, endings: &[(String, String)]) -> Phrases<T> {
        let mut known = FxHashMap::default();
        let mut longest = 0;
        for (phrase, meaning) in phrases {
            let phrase = folded(&phrase);
            longest = longest.max(phrase.split(' ').count());
            known.entry(phrase).or_insert(meaning);
        }
        Phrases { known, longest, endings: endings.to_vec() }
    }

    /// The longest phrase that begins at this word, with how many words it has; its last word may be a plural.
    pub(crate) fn at(&self, words: &[String], start: usize) -> Option<(usize, T)> {
        let longest = self.longest.min(words.len().saturating_sub(start));
        (1..=longest).rev().find_map(|length| {
            let phrase = words.get(start..start + length)?.join(" ");
            Some((length, self.meaning(&phrase)?))
        })
    }

    /// The first word at which a phrase begins, how many words it has, and what it means.
    pub(crate) fn first(&self, words: &[String]) -> Option<(usize, usize, T)> {
        (0..words.len()).find_map(|start| self.at(words, start).map(|(length, meaning)| (start, length, meaning)))
    }

    fn meaning(&self, phrase: &str) -> Option<T> {
        let of_base = |(plural, base): &(String, String)| {
            let stem = phrase.strip_suffix(plural.as_str())?;
            self.known.get(&format!("{stem}{base}")).cloned()
        };
        self.known.get(phrase).cloned().or_else(|| self.endings.iter().find_map(of_base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases() -> Phrases<u8> {
        let endings = [("men".to_string(), "man".to_string()), ("s".to_string(), String::new())];
        Phrases::new(
            [("police officer".to_string(), 1), ("officer".to_string(), 2), ("gunman".to_string(), 3)],
            &endings,
        )
    }

    #[test]
    fn phrases_prefer_the_longer_and_know_plurals() {
        assert_eq!(phrases().first(&words("Two police officers")), Some((1, 2, 1)));
        assert_eq!(phrases().first(&words("three gunmen")), Some((1, 1, 3)));
        assert_eq!(phrases().first(&words("women")), None);
    }
}
