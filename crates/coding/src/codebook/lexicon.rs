//! Wordings of several words, found at a token by their base forms.

use language::{Tag, Token};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Stands in a wording for the object: "take _ hostage".
const GAP: &str = "_";
/// The most tokens that may stand for it.
const MAX_GAP: usize = 6;

/// Wordings by their first word.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    by_first: FxHashMap<SmolStr, Vec<Wording>>,
}

#[derive(Debug)]
struct Wording {
    rest: Vec<String>,
    value: usize,
}

/// A wording found at a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Number of tokens that it covers, up to a gap.
    pub len: usize,
    /// What was stored with it.
    pub value: usize,
}

impl Lexicon {
    pub fn add_all(&mut self, words: &[String], value: usize) {
        for w in words {
            self.add(w, value);
        }
    }

    pub fn add(&mut self, words: &str, value: usize) {
        let mut parts = words.split_whitespace().map(str::to_lowercase);
        let Some(first) = parts.next() else { return };
        let list = self.by_first.entry(first.into()).or_default();
        list.push(Wording { rest: parts.collect(), value });
        list.sort_by_key(|w| std::cmp::Reverse(w.rest.len()));
    }

    /// The first words of all wordings.
    pub fn first_words(&self) -> impl Iterator<Item = &SmolStr> {
        self.by_first.keys()
    }

    /// Every wording that starts at token `at`, longest first.
    pub fn at<'a>(&'a self, tokens: &'a [Token], at: usize) -> impl Iterator<Item = Hit> + 'a {
        let token = &tokens[at];
        let by_lower = self.by_first.get(token.lower.as_str());
        let by_lemma = if token.lemma != token.lower { self.by_first.get(token.lemma.as_str()) } else { None };
        let mut hits: Vec<(usize, Hit)> = Vec::new();
        let next = tokens[at + 1..].iter().find(|t| !is_manner(t));
        let next = next.map_or(("", ""), |t| (t.lower.as_str(), t.lemma.as_str()));
        for w in [by_lower, by_lemma].into_iter().flatten().flatten().filter(|w| w.may_go_on(next)) {
            if let Some(more) = w.matches(&tokens[at + 1..]) {
                hits.push((w.rest.len(), Hit { len: more + 1, value: w.value }));
            }
        }
        if hits.len() > 1 {
            hits.sort_by_key(|h| std::cmp::Reverse(h.0));
        }
        hits.into_iter().map(|h| h.1)
    }

    /// The longest wording at token `at`; the first added among equals.
    pub fn longest(&self, tokens: &[Token], at: usize) -> Option<Hit> {
        self.at(tokens, at).next()
    }
}

impl Wording {
    /// Whether the wording's second word may be the next one, given in lower case and in its base form.
    fn may_go_on(&self, next: (&str, &str)) -> bool {
        self.rest.first().is_none_or(|second| *second == next.0 || *second == next.1 || second == GAP)
    }

    /// The number of tokens behind the first word that belong to the wording's beginning; `None` if it does not fit.
    fn matches(&self, tokens: &[Token]) -> Option<usize> {
        let at = |i: usize, word: &String| tokens.get(i).is_some_and(|t| *word == t.lemma || *word == t.lower);
        let Some(gap) = self.rest.iter().position(|w| w == GAP) else {
            let manner = tokens.iter().take_while(|t| is_manner(t)).count();
            // "fired indiscriminately at": how it was done may stand behind the first word, unless the wording ends there.
            let from = if self.rest.is_empty() { 0 } else { manner };
            return self.rest.iter().enumerate().all(|(i, w)| at(from + i, w)).then_some(from + self.rest.len());
        };
        let (before, after) = (&self.rest[..gap], &self.rest[gap + 1..]);
        let begins = before.iter().enumerate().all(|(i, w)| at(i, w));
        let ends = (1..=MAX_GAP).any(|n| after.iter().enumerate().all(|(i, w)| at(gap + n + i, w)));
        (begins && ends).then_some(gap)
    }
}

/// An adverb of manner ("indiscriminately", "repeatedly").
fn is_manner(token: &Token) -> bool {
    token.tag == Tag::Adverb && token.lower.ends_with("ly")
}
