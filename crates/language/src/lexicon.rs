//! What is known of a word by itself: the classes it can have and the base it comes from. Read once from data files.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The classes that a word form can have, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes(u32);

macro_rules! classes {
    ($($name:ident = $bit:literal, $key:literal, $doc:literal;)+) => {
        impl Classes {
            $(#[doc = $doc] pub(crate) const $name: Classes = Classes(1 << $bit);)+

            /// The class that a data file names; `None` for an unknown name.
            fn named(key: &str) -> Option<Classes> {
                match key { $($key => Some(Classes::$name),)+ _ => None }
            }
        }
    };
}

classes! {
    DETERMINER = 0, "determiner", "the, a, this.";
    PRONOUN = 1, "pronoun", "he, they, who.";
    AUXILIARY = 2, "auxiliary", "be, have, do and modals.";
    MODAL = 3, "modal", "will, may, must.";
    BE = 4, "be", "Forms of be.";
    HAVE = 5, "have", "Forms of have.";
    DO = 6, "do", "Finite forms of do.";
    PREPOSITION = 7, "preposition", "in, on, by.";
    CONJUNCTION = 8, "conjunction", "and, or, but.";
    SUBORDINATOR = 9, "subordinator", "that, when, while.";
    NEGATION = 10, "negation", "not, never.";
    NUMBER = 11, "number", "Number words.";
    ORDINAL = 12, "ordinal", "first, second.";
    HEDGE = 13, "hedge", "Words that hedge a number.";
    CALENDAR = 14, "calendar", "Months and weekdays.";
    ABBREVIATION = 15, "any", "Abbreviations wherever they stand.";
    ABBREVIATION_NAME = 16, "name", "Abbreviations before a name.";
    ABBREVIATION_NUMBER = 17, "number-abbreviation", "Abbreviations before a digit.";
    NOUN = 18, "noun", "Common nouns.";
    ADJECTIVE = 19, "adjective", "Adjectives.";
    ADVERB = 20, "adverb", "Adverbs.";
    VERB_BASE = 21, "verb", "Base and plain present forms of verbs.";
    VERB_S = 22, "verb-s", "Third person of verbs.";
    VERB_PAST = 23, "verb-past", "Past forms of verbs.";
    VERB_PARTICIPLE = 24, "verb-participle", "Past participles.";
    VERB_ING = 25, "verb-ing", "-ing forms of verbs.";
}

impl Classes {
    /// Whether the set holds any class of `other`.
    pub(crate) fn has(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    pub(crate) const fn and(self, other: Classes) -> Classes {
        Classes(self.0 | other.0)
    }

    /// Whether nothing is known.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What the data files say of one word form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// What it can be.
    pub(crate) classes: Classes,
    /// Base of its verb reading, if it is a form of a listed verb.
    pub(crate) verb: Option<Box<str>>,
    /// Singular of its noun reading, if that is irregular.
    pub(crate) singular: Option<Box<str>>,
}

/// The classes of a lower-case word; empty if it is unknown.
pub(crate) fn classes(lower: &str) -> Classes {
    entry(lower).map(|e| e.classes).unwrap_or_default()
}

/// The entry of a lower-case word.
pub(crate) fn entry(lower: &str) -> Option<&'static Entry> {
    LEXICON.get(lower)
}

/// Whether any data file lists the word, in whatever case it is written.
pub(crate) fn known(word: &str) -> bool {
    if word.bytes().any(|b| b.is_ascii_uppercase()) {
        return LEXICON.contains_key(word.to_lowercase().as_str());
    }
    LEXICON.contains_key(word)
}

static LEXICON: LazyLock<FxHashMap<Box<str>, Entry>> = LazyLock::new(|| {
    let mut lexicon = FxHashMap::default();
    for (key, words) in entries(include_str!("../data/closed.txt")) {
        add_all(&mut lexicon, Classes::named(key), words);
    }
    for (key, words) in entries(include_str!("../data/abbreviations.txt")) {
        let class = if key == "number" { Some(Classes::ABBREVIATION_NUMBER) } else { Classes::named(key) };
        add_all(&mut lexicon, class, words);
    }
    lexicon
});

/// The entries "KEY: words" of a data file, without comments and empty lines.
pub(crate) fn entries(data: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    data.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'))
}

fn add_all(lexicon: &mut FxHashMap<Box<str>, Entry>, class: Option<Classes>, words: &str) {
    let Some(class) = class else { return };
    for word in words.split_whitespace() {
        add(lexicon, word, class);
    }
}

fn add<'l>(lexicon: &'l mut FxHashMap<Box<str>, Entry>, word: &str, class: Classes) -> &'l mut Entry {
    let entry = lexicon.entry(word.into()).or_default();
    entry.classes = entry.classes.and(class);
    entry
}
