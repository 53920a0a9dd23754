//! The number words and hedges of `data/number.toml`, ready for look-up.

use std::sync::LazyLock;

use record::Figure;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use smol_str::SmolStr;

use crate::piece::Piece;

/// What `data/number.toml` holds.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    cardinals: FxHashMap<String, u64>,
    multipliers: FxHashMap<String, u64>,
    suffixes: FxHashMap<String, u64>,
    collectives: FxHashMap<String, u64>,
    amounts: Vec<Amount>,
    hedges: FxHashMap<Limit, Vec<String>>,
    hedges_after: FxHashMap<Limit, Vec<String>>,
    kinds: FxHashMap<String, Vec<String>>,
}

/// An amount without a numeral ("several"), and what has to stand after it.
#[derive(Clone, Deserialize)]
pub(crate) struct Amount {
    words: String,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    #[serde(default)]
    pub(crate) follow: Follow,
}

/// What has to stand after an amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Follow {
    /// Anything.
    #[default]
    Any,
    /// A plural noun or "of".
    Noun,
    /// Anything: it counts occasions by itself ("twice").
    Times,
}

/// What a hedge does to a number (CODEBOOK, "Figures").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Limit {
    /// "at least": open above.
    Least,
    /// "up to": open below.
    Most,
    /// "about": as it stands.
    Exact,
}

impl Limit {
    /// The figure that the hedge makes of another.
    pub(crate) fn apply(self, figure: Figure) -> Figure {
        match self {
            Limit::Least => Figure { min: figure.min, max: None },
            Limit::Most => Figure { min: None, max: figure.max.or(figure.min) },
            Limit::Exact => figure,
        }
    }
}

/// What one word can be in a number.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NumberWord {
    pub(crate) cardinal: Option<u64>,
    pub(crate) multiplier: Option<u64>,
    pub(crate) collective: Option<u64>,
    classes: u32,
}

impl NumberWord {
    /// Whether the word is of a class.
    pub(crate) fn is(&self, class: u32) -> bool {
        self.classes & class != 0
    }
}

/// Names of the word classes under `[kinds]`, in the order of their bits.
const CLASSES: [&str; 15] = [
    "fillers",
    "units",
    "unit_modifiers",
    "money",
    "money_before",
    "labels",
    "labels_for_words",
    "scores",
    "comparisons",
    "times",
    "times_modifiers",
    "fractions",
    "over_governors",
    "one_before",
    "one_after",
];
/// A word of that class stands here.
pub(crate) const FILLER: u32 = 1;
pub(crate) const UNIT: u32 = 1 << 1;
pub(crate) const UNIT_MODIFIER: u32 = 1 << 2;
pub(crate) const MONEY: u32 = 1 << 3;
pub(crate) const MONEY_BEFORE: u32 = 1 << 4;
pub(crate) const LABEL: u32 = 1 << 5;
pub(crate) const LABEL_FOR_WORDS: u32 = 1 << 6;
pub(crate) const SCORE: u32 = 1 << 7;
pub(crate) const COMPARISON: u32 = 1 << 8;
pub(crate) const TIMES: u32 = 1 << 9;
pub(crate) const TIMES_MODIFIER: u32 = 1 << 10;
pub(crate) const FRACTION: u32 = 1 << 11;
pub(crate) const OVER_GOVERNOR: u32 = 1 << 12;
pub(crate) const ONE_BEFORE: u32 = 1 << 13;
pub(crate) const ONE_AFTER: u32 = 1 << 14;
/// A phrase of one of the three kinds begins with the word.
pub(crate) const AMOUNT: u32 = 1 << 20;
pub(crate) const HEDGE: u32 = 1 << 21;
pub(crate) const HEDGE_AFTER: u32 = 1 << 22;

/// Phrases by their first word, longest first.
pub(crate) type Phrases<T> = FxHashMap<SmolStr, Vec<(Vec<String>, T)>>;

/// Number words, ready for look-up.
struct NumberLexicon {
    words: FxHashMap<SmolStr, NumberWord>,
    suffixes: FxHashMap<String, u64>,
    amounts: Phrases<Amount>,
    hedges: Phrases<Limit>,
    hedges_after: Phrases<Limit>,
}

static LEXICON: LazyLock<NumberLexicon> =
    LazyLock::new(|| NumberLexicon::new(toml::from_str(include_str!("../data/number.toml")).unwrap_or_default()));

/// Cuts a phrase as pieces are cut: at spaces, with hyphens standing alone.
fn phrase_words(phrase: &str) -> Vec<String> {
    phrase.replace('-', " - ").split_whitespace().map(str::to_string).collect()
}

/// Groups phrases by their first word, the longest first.
pub(crate) fn phrases_by_word<T>(list: impl IntoIterator<Item = (String, T)>) -> Phrases<T> {
    let mut phrases: Phrases<T> = FxHashMap::default();
    for (phrase, value) in list {
        let words = phrase_words(&phrase);
        if let Some(first) = words.first() {
            phrases.entry(first.as_str().into()).or_default().push((words, value));
        }
    }
    phrases.values_mut().for_each(|list| list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len())));
    phrases
}

/// The longest phrase that the pieces begin with: how many pieces it takes, and its value.
pub(crate) fn phrase_at<'l, T>(phrases: &'l Phrases<T>, pieces: &[Piece<'_>]) -> Option<(usize, &'l T)> {
    let list = phrases.get(pieces.first()?.lower)?;
    let next = pieces.get(1).map_or("", |piece| piece.lower);
    // The first word is the one by which they were found; most fail at the second.
    let rest = |words: &[String]| words.iter().zip(pieces).skip(2).all(|(w, p)| w == p.lower);
    let fits = |words: &[String]| words.get(1).is_none_or(|w| w == next) && words.len() <= pieces.len() && rest(words);
    list.iter().find(|(words, _)| fits(words)).map(|(words, value)| (words.len(), value))
}

fn hedge_phrases(lists: FxHashMap<Limit, Vec<String>>) -> Phrases<Limit> {
    phrases_by_word(lists.into_iter().flat_map(|(limit, list)| list.into_iter().map(move |words| (words, limit))))
}

impl NumberLexicon {
    fn new(data: Data) -> NumberLexicon {
        let mut words: FxHashMap<SmolStr, NumberWord> = FxHashMap::default();
        for (word, n) in data.cardinals {
            words.entry(word.into()).or_default().cardinal = Some(n);
        }
        for (word, n) in data.multipliers {
            words.entry(word.into()).or_default().multiplier = Some(n);
        }
        for (word, n) in data.collectives {
            words.entry(word.into()).or_default().collective = Some(n);
        }
        for (bit, class) in CLASSES.iter().enumerate() {
            for word in data.kinds.get(*class).into_iter().flatten() {
                words.entry(word.as_str().into()).or_default().classes |= 1 << bit;
            }
        }
        let amounts = phrases_by_word(data.amounts.into_iter().map(|a| (a.words.clone(), a)));
        let hedges = hedge_phrases(data.hedges);
        let hedges_after = hedge_phrases(data.hedges_after);
        for (word, class) in (amounts.keys().map(|w| (w, AMOUNT)))
            .chain(hedges.keys().map(|w| (w, HEDGE)))
            .chain(hedges_after.keys().map(|w| (w, HEDGE_AFTER)))
        {
            words.entry(word.clone()).or_default().classes |= class;
        }
        NumberLexicon { words, suffixes: data.suffixes, amounts, hedges, hedges_after }
    }
}

/// What each piece can be in a number.
pub(crate) fn look_up(pieces: &[Piece<'_>]) -> Vec<NumberWord> {
    pieces.iter().map(|p| LEXICON.words.get(p.lower).copied().unwrap_or_default()).collect()
}

/// The amount without a numeral that the pieces begin with, and how many pieces it takes.
pub(crate) fn amount_at(pieces: &[Piece<'_>]) -> Option<(usize, &'static Amount)> {
    phrase_at(&LEXICON.amounts, pieces)
}

/// The hedge that the pieces begin with, and how many pieces it takes.
pub(crate) fn hedge_at(pieces: &[Piece<'_>]) -> Option<(usize, Limit)> {
    phrase_at(&LEXICON.hedges, pieces).map(|(len, &limit)| (len, limit))
}

/// The hedge behind a number ("or more") that the pieces begin with, and how many pieces it takes.
pub(crate) fn hedge_after_at(pieces: &[Piece<'_>]) -> Option<(usize, Limit)> {
    phrase_at(&LEXICON.hedges_after, pieces).map(|(len, &limit)| (len, limit))
}

/// What letters written onto figures multiply them by ("k", "bn").
pub(crate) fn suffix(letters: &str) -> Option<u64> {
    LEXICON.suffixes.get(letters).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_file_reads() {
        let data: Data = toml::from_str(include_str!("../data/number.toml")).unwrap();
        for class in CLASSES {
            assert!(data.kinds.contains_key(class), "{class} is missing under [kinds]");
        }
        assert_eq!(data.kinds.len(), CLASSES.len());
    }
}
