//! The wordings of saying, read once from `data/speech.txt`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon;

/// How a verb credits its speaker with something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// A clause, with or without "that", or a quotation.
    Clause,
    /// A clause with "that", or a quotation.
    That,
    /// A clause, a quotation or a noun phrase.
    Object,
    /// A count and "at": "put the toll at six".
    Toll,
    /// "as saying": "quoted the mayor as saying".
    As,
}

/// A verb of saying.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wording {
    /// Base form.
    pub(crate) lemma: &'static str,
    /// What it takes.
    pub(crate) takes: Takes,
    /// Whether the hearer comes first: "told reporters that".
    pub(crate) tells: bool,
}

/// The words of `data/speech.txt`.
#[derive(Default)]
pub(crate) struct Speech {
    forms: FxHashMap<&'static str, Wording>,
    counts: FxHashSet<&'static str>,
    hearers: FxHashSet<&'static str>,
    channels: FxHashSet<&'static str>,
    hangs: FxHashSet<&'static str>,
    passives: FxHashSet<&'static str>,
    reports: FxHashSet<&'static str>,
}

impl Speech {
    /// The verb of saying that a lower-case form belongs to.
    pub(crate) fn wording(&self, lower: &str) -> Option<Wording> {
        self.forms.get(lower).copied()
    }

    /// Whether the word names a count, as in "put the toll at".
    pub(crate) fn is_count(&self, lower: &str) -> bool {
        self.counts.contains(lower)
    }

    /// Whether the word names those who are told.
    pub(crate) fn is_hearer(&self, lower: &str) -> bool {
        self.hearers.contains(lower)
    }

    /// Whether the word names what something is said in: "in a statement".
    pub(crate) fn is_channel(&self, lower: &str) -> bool {
        self.channels.contains(lower)
    }

    /// Whether the base form names words that somebody else speaks: "reports", "a statement".
    pub(crate) fn is_report(&self, lemma: &str) -> bool {
        self.reports.contains(lemma)
    }

    /// Whether a phrase can belong to a speaker by this preposition: "officials in the capital".
    pub(crate) fn hangs(&self, lower: &str) -> bool {
        self.hangs.contains(lower)
    }

    /// Whether the verb credits its agent in the passive: "confirmed by the mayor".
    pub(crate) fn is_passive(&self, lemma: &str) -> bool {
        self.passives.contains(lemma)
    }

    fn verb(&mut self, key: &str, words: &'static str) {
        let Some((class, takes)) = key.split_once(' ') else { return };
        let takes = match takes {
            "clause" => Takes::Clause,
            "that" => Takes::That,
            "object" => Takes::Object,
            "toll" => Takes::Toll,
            "as" => Takes::As,
            _ => return,
        };
        let Some(lemma) = words.split_whitespace().next() else { return };
        for form in words.split_whitespace() {
            self.forms.insert(form, Wording { lemma, takes, tells: class == "tell" });
        }
    }
}

/// The wordings.
pub(crate) static SPEECH: LazyLock<Speech> = LazyLock::new(|| {
    let mut speech = Speech::default();
    for (key, words) in lexicon::entries(include_str!("../data/speech.txt")) {
        match key {
            "count" => speech.counts.extend(words.split_whitespace()),
            "hearer" => speech.hearers.extend(words.split_whitespace()),
            "hangs" => speech.hangs.extend(words.split_whitespace()),
            "passive" => speech.passives.extend(words.split_whitespace()),
            "report" => speech.reports.extend(words.split_whitespace()),
            "channel" => speech.channels.extend(words.split_whitespace()),
            _ => speech.verb(key, words),
        }
    }
    speech
});
