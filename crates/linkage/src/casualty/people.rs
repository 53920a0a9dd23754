//! Whom the figure of a toll counts. The words are in `codebook/linkage/people.toml` and `codebook/actor/generic.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use record::{Actor, Event, Toll};
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
    speaker: Vec<String>,
    joining: Vec<String>,
    passing: Vec<String>,
    endings: Vec<(String, String)>,
    kinds: BTreeMap<String, String>,
    unarmed: BTreeMap<String, String>,
    states: BTreeMap<String, String>,
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
    speaker: Phrases<()>,
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
    let speaker = Phrases::new(file.speaker.iter().map(|phrase| (phrase.clone(), ())), &file.endings);
    Lists { file, nouns, speaker }
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
    LISTS.file.unarmed.keys().any(|opening| actor.name.starts_with(opening.as_str()))
}

/// The kind of people that the actor's are.
pub(crate) fn kind_of_actor(actor: &Actor) -> &'static str {
    let mut openings = LISTS.file.unarmed.iter().chain(&LISTS.file.states);
    openings.find(|(opening, _)| actor.name.starts_with(opening.as_str())).map_or("fighters", |(_, kind)| kind)
}

/// The state whose forces or government the actor is; `None` for all others.
pub(crate) fn state(actor: &Actor) -> Option<&str> {
    LISTS.file.states.keys().find_map(|opening| actor.name.strip_prefix(opening.as_str()))
}

/// Whom a report's words for the people of a figure mean; `armed` are the event's armed groups that are no state, and
/// `telling` is the number of the telling.
///
/// A group's own name means fighters where it is the only armed group of the event, else its own people. Words for the
/// speaker's own people or its enemy's mean others in every telling.
pub(crate) fn group(words: Option<&str>, armed: &[&Actor], telling: usize) -> Group {
    let mut words = words.map(telling_words).unwrap_or_default();
    words.retain(|word| !word.chars().all(|c| c.is_ascii_digit()));
    let whole = |people| Group { people, whole: true };
    if words.is_empty() {
        return whole(People::Everyone);
    }
    let ends = |at| LISTS.speaker.at(&words, at).is_some_and(|(length, ())| at + length == words.len());
    if (0..words.len()).any(ends) {
        return whole(People::Words(format!("{} ({telling})", words.join(" "))));
    }
    let fighters = People::Kinds(BTreeSet::from(["fighters".to_string()]));
    let named = armed.iter().find(|actor| names(&words, actor));
    match (kinds(&words), named) {
        (Some(group), _) if group.people != fighters => group,
        (_, Some(actor)) if armed.len() > 1 => whole(People::Words(actor.name.clone())),
        (Some(group), _) => group,
        (None, Some(_)) => whole(fighters),
        (None, None) => Group { people: People::Words(words.join(" ")), whole: false },
    }
}

/// Whom a toll of an event counts, by the kinds of `codebook/linkage/people.toml`: `everyone`, or some of `civilians`,
/// `soldiers`, `police`, `security forces` and `fighters`. None where only the reports' own words tell.
pub fn people_of(event: &Event, toll: &Toll) -> Vec<String> {
    let sides = event.initiators.iter().chain(&event.targets);
    let armed: Vec<&Actor> = sides.filter(|actor| kind_of_actor(actor) == "fighters" && !is_unnamed(actor)).collect();
    let group = group(toll.group.as_deref(), &armed, 0);
    group.people.kinds().into_iter().map(str::to_string).collect()
}

/// Whether the words hold a name of the actor.
pub(crate) fn names(text: &[String], actor: &Actor) -> bool {
    let mut names = actor.aliases.iter().chain([&actor.name]).map(|name| telling_words(name));
    names.any(|name| !name.is_empty() && text.windows(name.len()).any(|window| window == name))
}

/// The first noun for people gives the kind, or the last of several side by side ("enemy soldiers"); others count where
/// joining words stand between.
fn kinds(words: &[String]) -> Option<Group> {
    let (mut at, _, _) = LISTS.nouns.first(words)?;
    let mut all: Vec<Meaning> = Vec::new();
    let mut joined = true;
    while let Some(word) = words.get(at) {
        if let Some((length, meaning)) = LISTS.nouns.at(words, at) {
            if !joined {
                all.pop();
            }
            all.push(meaning);
            joined = false;
            at += length;
        } else if LISTS.file.joining.contains(word) {
            joined = true;
            at += 1;
        } else {
            break;
        }
    }
    let whole = all.iter().all(|(_, whole)| *whole);
    let kinds: BTreeSet<String> = all.into_iter().filter_map(|(kind, _)| kind).collect();
    let people = if kinds.is_empty() { People::Everyone } else { People::Kinds(kinds) };
    Some(Group { people, whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &str) -> (Vec<String>, bool) {
        let group = group(Some(words), &[], 0);
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

    #[test]
    fn head_of_several_nouns_tells_who_they_were() {
        assert_eq!(of("militant students"), (vec!["civilians".to_string()], false));
        assert_eq!(of("nine"), (vec!["everyone".to_string()], true));
    }

    #[test]
    fn speaker_s_own_men_are_nobody_else_s() {
        let men = |telling| group(Some("his men"), &[], telling).people;
        assert_ne!(men(0), men(1));
    }
}
