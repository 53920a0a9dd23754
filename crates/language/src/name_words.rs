//! What single words tell of a name's kind, read once from `data/title*.txt` and `data/name*.txt`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon;

type Words = FxHashSet<&'static str>;

/// The words that name recognition looks at.
#[derive(Default)]
pub(crate) struct NameWords {
    /// "general", "prime_minister": before a person's name.
    pub(crate) title: Words,
    /// Given names of people.
    pub(crate) given: Words,
    /// Last word of an organisation's name, or first before "of".
    pub(crate) head: Words,
    /// Heads whose name goes on with "in PLACE".
    pub(crate) head_in: Words,
    /// Single words that are organisations.
    pub(crate) alone: Words,
    /// Words of the names of those who report: never what "the group" stands for.
    pub(crate) outlet: Words,
    /// Acronyms that name no organisation.
    pub(crate) abbreviation: Words,
    /// Last word of a place's name.
    pub(crate) place_last: Words,
    /// First word of a place's name.
    pub(crate) place_first: Words,
    /// Pairs of common words that are names in text all in capitals: the second words of each first.
    pub(crate) capitals: FxHashMap<&'static str, Vec<&'static str>>,
    /// In lower case straight after a place's name.
    pub(crate) place_after: Words,
    /// In "the town of X".
    pub(crate) place_of: Words,
    /// Prepositions that a place follows.
    pub(crate) near: Words,
    /// Prepositions that a place may follow.
    pub(crate) loose: Words,
    /// Nouns in lower case straight after an organisation's name.
    pub(crate) follows: Words,
    /// Small words inside names: "bin", "de".
    pub(crate) link: Words,
    /// Small words behind those: "de la".
    pub(crate) article: Words,
    /// Small words that open a name when written with a capital: "Abu".
    pub(crate) opens: Words,
    /// Nouns of "the group".
    pub(crate) group_nouns: Words,
    /// Nouns of "the base".
    pub(crate) place_nouns: Words,
    /// Nouns of "the attack", each with the sets of like nouns that hold it, as bits.
    pub(crate) event_nouns: FxHashMap<&'static str, u32>,
    /// Nouns that "they" can stand for though they are singular.
    pub(crate) collective: Words,
}

/// The words.
pub(crate) static WORDS: LazyLock<NameWords> = LazyLock::new(|| {
    let mut words = NameWords::default();
    let files = [
        include_str!("../data/titles.txt"),
        include_str!("../data/name_organisation.txt"),
        include_str!("../data/name_place.txt"),
        include_str!("../data/name_description.txt"),
        include_str!("../data/name_link.txt"),
    ];
    let mut events = 0;
    for (key, line) in files.into_iter().flat_map(lexicon::entries) {
        if key == "event" {
            for word in line.split_whitespace() {
                *words.event_nouns.entry(word).or_default() |= 1 << events;
            }
            events = (events + 1) % 32;
        } else if key == "capitals" {
            for (first, second) in line.split_whitespace().filter_map(|pair| pair.split_once('_')) {
                words.capitals.entry(first).or_default().push(second);
            }
        } else if let Some(set) = words.set(key) {
            set.extend(line.split_whitespace());
        }
    }
    let given = include_str!("../data/name_given.txt").lines().filter(|line| !line.starts_with('#'));
    words.given = given.flat_map(str::split_whitespace).collect();
    words
});

impl NameWords {
    fn set(&mut self, key: &str) -> Option<&mut Words> {
        Some(match key {
            "before" => &mut self.title,
            "head" => &mut self.head,
            "in" => &mut self.head_in,
            "outlet" => &mut self.outlet,
            "alone" => &mut self.alone,
            "abbreviation" => &mut self.abbreviation,
            "last" => &mut self.place_last,
            "first" => &mut self.place_first,
            "after" => &mut self.place_after,
            "of" => &mut self.place_of,
            "near" => &mut self.near,
            "loose" => &mut self.loose,
            "follows" => &mut self.follows,
            "link" => &mut self.link,
            "article" => &mut self.article,
            "opens" => &mut self.opens,
            "organisation" => &mut self.group_nouns,
            "place" => &mut self.place_nouns,
            "collective" => &mut self.collective,
            _ => return None,
        })
    }

    /// Whether the words, lower case, are a title: "lt. col.", "prime minister".
    pub(crate) fn is_title(&self, words: &[&str]) -> bool {
        match words {
            [one] => self.title.contains(one.trim_end_matches('.')),
            _ => {
                let key: Vec<&str> = words.iter().map(|word| word.trim_end_matches('.')).collect();
                self.title.contains(key.join("_").as_str())
            }
        }
    }
}
