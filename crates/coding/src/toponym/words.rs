//! The words of `codebook/toponym/`.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

type Words = FxHashSet<String>;

/// Words by which names of places are told from other names, as their file has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToponymWords {
    /// Last words of names of ground.
    pub ground: Words,
    /// Last words of names of houses, which also act.
    pub house: Words,
    /// Houses that are ground wherever they are named.
    pub site: Words,
    /// Nouns for ground behind an adjective.
    pub lands: Words,
    /// Last words of names of ways and squares, which may be named for any town.
    pub street: Words,
    /// First words of names of ground.
    pub front: Words,
    /// Words of names that are no ground.
    pub body: Words,
    /// Nouns for what lies on the ground of the place named before them.
    pub soil: Words,
    /// Verbs that no ground does.
    pub agent: Words,
    /// Nouns that tie a name to a state or a people.
    pub office: Words,
    /// Prepositions behind which no ground stands.
    pub against: Words,
    /// Prepositions behind which an unknown name is ground.
    pub strong: Words,
    /// Words before a preposition behind which somebody stands.
    pub person: Words,
    /// Prepositions behind which a small place is meant.
    pub firm: Words,
    /// Prepositions behind which a known name is ground.
    pub placing: Words,
    /// Prepositions behind which none stands if such a noun governs them.
    pub toward: Words,
    /// Verbs of which no ground is the object.
    pub patient: Words,
    /// Verbs of which ground may be the subject.
    pub placid: Words,
    /// Behind a hyphen: where something is.
    pub hyphen: Words,
    /// Before a name: a part of the place.
    pub partly: Words,
    /// Unions of countries and continents, with the tables' name for each.
    pub unions: BTreeMap<String, String>,
    /// Adjectives of continents.
    pub continental: BTreeMap<String, String>,
    /// Divisions that are written behind their capital as one name with it.
    pub seats: BTreeMap<String, String>,
    /// Tongues, creeds and other names that never are ground.
    pub tongues: Words,
    /// Short forms of divisions, without their last stop: country → short form → name.
    pub short: BTreeMap<String, FxHashMap<String, String>>,
}

impl ToponymWords {
    /// The country and the name of the division that a short form stands for ("calif", "n.y.").
    pub fn division(&self, word: &str) -> Option<(&str, &str)> {
        let word = word.trim_end_matches('.');
        self.short.iter().find_map(|(country, names)| Some((country.as_str(), names.get(word)?.as_str())))
    }
}
