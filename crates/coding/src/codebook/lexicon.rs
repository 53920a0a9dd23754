//! Wordings of several words, found at a token by their base forms.

use language::Token;
use rustc_hash::FxHashMap;

/// Wordings by their first word.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    by_first: FxHashMap<String, Vec<Wording>>,
}

#[derive(Debug)]
struct Wording {
    rest: Vec<String>,
    value: usize,
}

/// A wording found at a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Number of tokens that it covers.
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
        let list = self.by_first.entry(first).or_default();
        list.push(Wording { rest: parts.collect(), value });
        list.sort_by(|a, b| b.rest.len().cmp(&a.rest.len()));
    }

    /// Every wording that starts at token `at`, longest first.
    pub fn at<'a>(&'a self, tokens: &'a [Token], at: usize) -> impl Iterator<Item = Hit> + 'a {
        let token = &tokens[at];
        let by_lower = self.by_first.get(&token.lower);
        let by_lemma = if token.lemma != token.lower { self.by_first.get(&token.lemma) } else { None };
        let mut hits: Vec<Hit> = by_lower
            .into_iter()
            .chain(by_lemma)
            .flatten()
            .filter(|w| w.matches(&tokens[at + 1..]))
            .map(|w| Hit { len: w.rest.len() + 1, value: w.value })
            .collect();
        hits.sort_by(|a, b| b.len.cmp(&a.len));
        hits.into_iter()
    }

    /// The longest wording at token `at`; the first added among equals.
    pub fn longest(&self, tokens: &[Token], at: usize) -> Option<Hit> {
        self.at(tokens, at).next()
    }
}

impl Wording {
    fn matches(&self, tokens: &[Token]) -> bool {
        self.rest.len() <= tokens.len()
            && self.rest.iter().zip(tokens).all(|(word, token)| *word == token.lemma || *word == token.lower)
    }
}
