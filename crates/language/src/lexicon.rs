//! What is known of a word by itself: the classes it can have and the base it comes from. Read once from data files.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::lemma;

/// The classes that a word form can have, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes(u64);

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
    NOUN_PLURAL = 26, "noun-plural", "Plurals of common nouns.";
    TITLE = 27, "title", "Titles before a person's name.";
    DEMONYM = 28, "demonym", "Adjectives of peoples.";
    ATTEMPTED = 29, "attempted", "Verbs that make what follows an attempt.";
    FUTURE = 30, "future", "Verbs that announce what follows.";
    WANTED = 31, "wanted", "Verbs that want another to do it.";
    HYPOTHETICAL = 32, "hypothetical", "Verbs that leave open whether what follows happened.";
    SAYING = 33, "saying", "Verbs of saying and thinking.";
    INTRANSITIVE = 34, "intransitive", "Verbs without an object.";
    NO_ADVERB = 35, "not", "Words in -ly that are no adverbs.";
    CONNECTOR = 37, "connector", "Small words inside names.";
    TIME = 38, "time", "Nouns of time.";
    RAISING = 39, "raising", "Verbs that pass their mood on to their infinitive.";
    TELLING = 40, "telling", "Verbs of telling, finite after a noun.";
    NAMING = 41, "naming", "Verbs of naming.";
    THING = 42, "thing", "Nouns that look like acts but are none.";
    TRANSITIVE = 43, "transitive", "Verbs that never lack an object.";
    SHOWING = 44, "showing", "Verbs that take an object with a participle.";
    ACCUSING = 45, "accusing", "Verbs whose object is said to have done what follows.";
    SINGULAR_S = 36, "mass", "Words in -s or -ing that are neither plural nor verb.";
    DIRECTION = 46, "direction", "Points of the compass.";
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

/// Short words lie in the table itself, so that a look-up touches no other memory.
type Lexicon = FxHashMap<SmolStr, Entry>;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    for (key, words) in entries(include_str!("../data/verbs.txt")) {
        add_verbs(&mut lexicon, key, words);
    }
    for (key, words) in entries(include_str!("../data/nouns.txt")) {
        add_nouns(&mut lexicon, key, words);
    }
    for (key, words) in entries(include_str!("../data/abbreviations.txt")) {
        // "name" and "any" are classes; plain "number" is the class of numbers.
        let class = if key == "number" { Some(Classes::ABBREVIATION_NUMBER) } else { Classes::named(key) };
        add_all(&mut lexicon, class, words);
    }
    let plain = [
        include_str!("../data/closed.txt"),
        include_str!("../data/adjectives.txt"),
        include_str!("../data/adverbs.txt"),
        include_str!("../data/control.txt"),
    ];
    for (key, words) in plain.into_iter().flat_map(entries) {
        add_all(&mut lexicon, Classes::named(key), words);
        if key == "demonym" {
            words.split_whitespace().for_each(|w| add_noun(&mut lexicon, w, &lemma::plural(w), Classes::DEMONYM));
        }
    }
    lexicon
});

/// Verbs with all their forms. Irregular verbs are listed last but win: "found" is the past of "find".
fn add_verbs(lexicon: &mut Lexicon, key: &str, words: &str) {
    if key == "irregular" {
        let mut forms = words.split_whitespace();
        let (Some(base), Some(past), Some(participle)) = (forms.next(), forms.next(), forms.next()) else { return };
        let doubled = past.starts_with(base) && past.len() > base.len() + 2 && !base.ends_with('e');
        add_present(lexicon, base, doubled || lemma::doubles(base));
        past.split('/').for_each(|form| add_verb(lexicon, form, base, Classes::VERB_PAST, true));
        participle.split('/').for_each(|form| add_verb(lexicon, form, base, Classes::VERB_PARTICIPLE, true));
        return;
    }
    for base in words.split_whitespace() {
        let doubled = key == "double";
        let past = lemma::with_ed(base, doubled);
        add_present(lexicon, base, doubled);
        add_verb(lexicon, &past, base, Classes::VERB_PAST.and(Classes::VERB_PARTICIPLE), false);
    }
}

fn add_present(lexicon: &mut Lexicon, base: &str, doubled: bool) {
    add_verb(lexicon, base, base, Classes::VERB_BASE, false);
    add_verb(lexicon, &lemma::with_s(base), base, Classes::VERB_S, false);
    add_verb(lexicon, &lemma::with_ing(base, doubled), base, Classes::VERB_ING, false);
}

fn add_verb(lexicon: &mut Lexicon, form: &str, base: &str, class: Classes, wins: bool) {
    let entry = add(lexicon, form, class);
    if entry.verb.is_none() || (wins && !entry.classes.has(Classes::VERB_BASE)) {
        entry.verb = Some(base.into());
    }
}

/// Nouns with their plurals.
fn add_nouns(lexicon: &mut Lexicon, key: &str, words: &str) {
    if key == "plural" {
        if let Some((singular, plural)) = words.trim().split_once(' ') {
            add_noun(lexicon, singular, plural, Classes::NOUN);
        }
        return;
    }
    let class = Classes::named(key).unwrap_or(Classes::NOUN);
    for word in words.split_whitespace() {
        if class == Classes::SINGULAR_S || class == Classes::THING {
            add(lexicon, word, class);
        } else if class == Classes::TITLE {
            add(lexicon, word, Classes::TITLE.and(Classes::NOUN));
        } else {
            add_noun(lexicon, word, &lemma::plural(word), Classes::NOUN);
        }
    }
}

fn add_noun(lexicon: &mut Lexicon, singular: &str, plural: &str, class: Classes) {
    add(lexicon, singular, class);
    let entry = add(lexicon, plural, Classes::NOUN_PLURAL);
    if entry.singular.is_none() || plural != singular {
        entry.singular = Some(singular.into());
    }
}

/// The entries "KEY: words" of a data file, without comments and empty lines.
pub(crate) fn entries(data: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    data.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'))
}

fn add_all(lexicon: &mut Lexicon, class: Option<Classes>, words: &str) {
    let Some(class) = class else { return };
    for word in words.split_whitespace() {
        add(lexicon, word, class);
    }
}

fn add<'l>(lexicon: &'l mut Lexicon, word: &str, class: Classes) -> &'l mut Entry {
    let entry = lexicon.entry(word.into()).or_default();
    entry.classes = entry.classes.and(class);
    entry
}
