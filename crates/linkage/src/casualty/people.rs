//! Whom the figure of a toll counts. The words are in `codebook/linkage/people.toml` and `codebook/actor/generic.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use record::Actor;
use serde::Deserialize;

use crate::reconcile::phrase::{Phrases, words};
use crate::wording::{folded, is_nobody};

/// The people of a figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum People {
    /// All who were hit.
    Everyone,
    /// Those of these kinds, taken together.
    Kinds(BTreeSet<String>),
    /// Those whom only these words name.
    Words(String),
}

impl People {
    /// What `closeness.toml` calls them; nothing for those whom only words name.
    pub(crate) fn kinds(&self) -> Vec<&str> {
        match self {
            People::Everyone => vec!["everyone"],
            People::Kinds(kinds) => kinds.iter().map(String::as_str).collect(),
            People::Words(_) => Vec::new(),
        }
    }
}

/// A group's people, and whether its words name the whole of them: "soldiers", not "conscripts".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub people: People,
    pub whole: bool,
}

#[derive(Debug, Default, Deserialize)]
struct PeopleFile {
    everyone: Vec<String>,
    joining: Vec<String>,
    passing: Vec<String>,
    endings: Vec<(String, String)>,
    kinds: BTreeMap<String, String>,
    actors: BTreeMap<String, String>,
    whole: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
struct NounFile {
    generic: Vec<Nouns>,
}

#[derive(Debug, Deserialize)]
struct Nouns {
    kind: String,
    words: Vec<String>,
    #[serde(default)]
    weak: Vec<String>,
}

/// What a word says of people: nothing, or their kind and whether it names the whole of it.
type Meaning = (Option<String>, bool);

struct Lists {
    file: PeopleFile,
    nouns: Phrases<Meaning>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let file: PeopleFile = toml::from_str(include_str!("../../../../codebook/linkage/people.toml")).unwrap_or_default();
    let nouns: NounFile = toml::from_str(include_str!("../../../../codebook/actor/generic.toml")).unwrap_or_default();
    let everyone = file.everyone.iter().map(|word| (word.clone(), (None, true)));
    let whole = file.whole.iter().flat_map(|(kind, list)| list.iter().map(move |word| (word, kind)));
    let whole = whole.map(|(word, kind)| (word.clone(), (Some(kind.clone()), true)));
    let known = nouns.generic.into_iter().filter_map(|nouns| Some((file.kinds.get(&nouns.kind)?.clone(), nouns)));
    let part = known.flat_map(|(kind, nouns)| {
        let all = nouns.words.into_iter().chain(nouns.weak);
        all.map(move |word| (word, (Some(kind.clone()), false))).collect::<Vec<_>>()
    });
    let nouns = Phrases::new(everyone.chain(whole).chain(part), &file.endings);
    Lists { file, nouns }
});

/// Plurals of `people.toml`: their ends, with what the base form has instead.
pub(crate) fn endings() -> &'static [(String, String)] {
    &LISTS.file.endings
}

/// The words of a group or a speaker, without those that do not change who it is.
pub(crate) fn telling_words(text: &str) -> Vec<String> {
    let mut words = words(text);
    words.retain(|word| !LISTS.file.passing.contains(word));
    words
}

/// Whether nobody knows who the actor is.
pub(crate) fn is_unnamed(actor: &Actor) -> bool {
    is_nobody(&folded(&actor.name))
}

/// Whether the actor bears no arms.
pub(crate) fn is_unarmed(actor: &Actor) -> bool {
    kind_of_actor(actor) == "civilians"
}

/// The kind of people that the actor's are.
pub(crate) fn kind_of_actor(actor: &Actor) -> &'static str {
    let opening = LISTS.file.actors.iter().find(|(opening, _)| actor.name.starts_with(opening.as_str()));
    opening.map_or("fighters", |(_, kind)| kind)
}

/// Whom a report's words for the people of a figure mean; `armed` are the event's armed groups that are no state.
///
/// A group's own name means fighters where it is the only armed group of the event, else its own people.
pub(crate) fn group(words: Option<&str>, armed: &[&Actor]) -> Group {
    let Some(text) = words else { return Group { people: People::Everyone, whole: true } };
    let words = telling_words(text);
    let named = armed.iter().find(|actor| names(&words, actor));
    match (kinds(&words), named) {
        (_, Some(actor)) if armed.len() > 1 => Group { people: People::Words(actor.name.clone()), whole: true },
        (Some(group), _) => group,
        (None, Some(_)) => Group { people: People::Kinds(BTreeSet::from(["fighters".to_string()])), whole: true },
        (None, None) => Group { people: People::Words(words.join(" ")), whole: true },
    }
}

/// Whether the words hold a name of the actor.
pub(crate) fn names(text: &[String], actor: &Actor) -> bool {
    let mut names = actor.aliases.iter().chain([&actor.name]).map(|name| telling_words(name));
    names.any(|name| !name.is_empty() && text.windows(name.len()).any(|window| window == name))
}

/// The first noun for people gives the kind; others count where nothing but joining words stands between.
fn kinds(words: &[String]) -> Option<Group> {
    let (start, length, (first, mut whole)) = LISTS.nouns.first(words)?;
    let mut kinds = BTreeSet::from_iter(first);
    let mut at = start + length;
    while let Some(word) = words.get(at) {
        if let Some((length, (kind, whole_too))) = LISTS.nouns.at(words, at) {
            kinds.extend(kind);
            whole &= whole_too;
            at += length;
        } else if LISTS.file.joining.contains(word) {
            at += 1;
        } else {
            break;
        }
    }
    let people = if kinds.is_empty() { People::Everyone } else { People::Kinds(kinds) };
    Some(Group { people, whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &str) -> (Vec<String>, bool) {
        let group = group(Some(words), &[]);
        (group.people.kinds().into_iter().map(str::to_string).collect(), group.whole)
    }

    #[test]
    fn files_of_people_can_be_read() {
        assert!(toml::from_str::<PeopleFile>(include_str!("../../../../codebook/linkage/people.toml")).is_ok());
        assert!(toml::from_str::<NounFile>(include_str!("../../../../codebook/actor/generic.toml")).is_ok());
    }

    #[test]
    fn people_and_bodies_are_everyone_and_children_a_part() {
        assert_eq!(of("people"), (vec!["everyone".to_string()], true));
        assert_eq!(of("bodies"), (vec!["everyone".to_string()], true));
        assert_eq!(of("three children"), (vec!["civilians".to_string()], false));
        assert_eq!(of("unarmed civilians"), (vec!["civilians".to_string()], false));
    }

    #[test]
    fn groups_joined_are_taken_together() {
        assert_eq!(of("soldiers and civilians"), (vec!["civilians".to_string(), "soldiers".to_string()], true));
        assert_eq!(of("soldiers from the rebel town"), (vec!["soldiers".to_string()], true));
    }
}
