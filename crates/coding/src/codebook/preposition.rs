//! Prepositions of one word or several, as a list of the codebook has them.

use std::ops::Deref;

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// A list of prepositions ("in", "close to", "south of"), found by their last word.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct PrepositionList {
    words: Vec<String>,
    /// What stands before a last word; empty for prepositions of one word.
    before: FxHashMap<String, Vec<String>>,
}

impl From<Vec<String>> for PrepositionList {
    fn from(words: Vec<String>) -> Self {
        let mut before: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for w in &words {
            let (start, last) = w.rsplit_once(' ').unwrap_or(("", w));
            before.entry(last.to_string()).or_default().push(start.to_string());
        }
        PrepositionList { words, before }
    }
}

impl Deref for PrepositionList {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.words
    }
}

impl PrepositionList {
    /// The words before the last one, for each preposition that ends with this word.
    pub(crate) fn ending_with(&self, last: &str) -> &[String] {
        self.before.get(last).map_or(&[], Vec::as_slice)
    }
}
