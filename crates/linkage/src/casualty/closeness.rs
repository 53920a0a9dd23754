//! How close a speaker is to what a toll counts, by the words for the speaker: `codebook/linkage/closeness.toml`.

use std::sync::LazyLock;

use record::{Actor, Casualty, EventReport, Telling};
use serde::Deserialize;

use super::people::{People, endings, kind_of_actor, names, telling_words};
use crate::reconcile::doer::once;
use crate::reconcile::phrase::Phrases;

/// How close a speaker is, closest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Closeness {
    /// Of a class that goes before the other close ones, by its name.
    First(String),
    /// Of the side that was hit, or of a class that is close, by its name.
    Close(String),
    /// Neither close nor far by the record.
    Between,
    /// The other side, which counts its own success.
    Far,
}

impl Closeness {
    /// For comparing: 0 is closest.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Closeness::First(_) => 0,
            Closeness::Close(_) => 1,
            Closeness::Between => 2,
            Closeness::Far => 3,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
struct ClosenessFile {
    anyone: Vec<String>,
    class: Vec<Class>,
}

#[derive(Debug, Deserialize)]
struct Class {
    name: String,
    #[serde(default)]
    first: bool,
    words: Vec<String>,
    #[serde(default)]
    outlets: Vec<String>,
    close: Vec<String>,
    #[serde(default)]
    far: Vec<String>,
}

struct Lists {
    classes: Vec<Class>,
    anyone: Phrases<()>,
    words: Vec<Phrases<()>>,
    outlets: Vec<Phrases<()>>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let file: ClosenessFile =
        toml::from_str(include_str!("../../../../codebook/linkage/closeness.toml")).unwrap_or_default();
    let phrases = |list: &[String]| Phrases::new(list.iter().map(|phrase| (phrase.clone(), ())), endings());
    Lists {
        anyone: phrases(&file.anyone),
        words: file.class.iter().map(|class| phrases(&class.words)).collect(),
        outlets: file.class.iter().map(|class| phrases(&class.outlets)).collect(),
        classes: file.class,
    }
});

/// The sides of an event over all of its tellings, each actor once with all of its spellings.
pub(crate) struct Sides {
    pub initiators: Vec<Actor>,
    pub targets: Vec<Actor>,
}

impl Sides {
    pub(crate) fn new(tellings: &[&Telling]) -> Sides {
        let all = |of: fn(&EventReport) -> &Vec<Actor>| {
            let told = tellings.iter().flat_map(|telling| of(&telling.event_report)).map(|actor| (0, actor));
            once(told).into_iter().map(|named| named.actor).collect()
        };
        Sides { initiators: all(|told| &told.initiators), targets: all(|told| &told.targets) }
    }

    /// Whether people of one of these kinds fight on both sides: then a class alone does not tell whose they are.
    fn both_have(&self, kinds: &[&str]) -> bool {
        let has = |actors: &[Actor], kind: &str| actors.iter().any(|actor| kind_of_actor(actor) == kind);
        kinds.iter().any(|kind| *kind != "civilians" && has(&self.initiators, kind) && has(&self.targets, kind))
    }

    /// Armed groups that are no state's, each once by name.
    pub(crate) fn armed_groups(&self) -> Vec<&Actor> {
        let all = self.initiators.iter().chain(&self.targets);
        let mut groups: Vec<&Actor> =
            all.filter(|a| kind_of_actor(a) == "fighters" && !super::people::is_unnamed(a)).collect();
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        groups.dedup_by(|a, b| a.name == b.name);
        groups
    }
}

/// Whether the words for a speaker may mean other people in another report ("residents").
pub(crate) fn is_anyone(words: &[String]) -> bool {
    (0..=words.len()).any(|at| LISTS.anyone.at(words, at).is_some_and(|(length, ())| at + length == words.len()))
}

/// How close the speaker of a figure is to the people whom it counts.
pub(crate) fn closeness(telling: &Telling, casualty: &Casualty, people: &People, sides: &Sides) -> Closeness {
    let (speaker, lists) = match &casualty.source {
        Some(source) => (vec![telling_words(&source.text)], &LISTS.words),
        None => (telling.outlets.iter().map(|outlet| telling_words(outlet)).collect(), &LISTS.outlets),
    };
    let class = lists.iter().position(|list| speaker.iter().any(|words| list.first(words).is_some()));
    let class = class.and_then(|class| LISTS.classes.get(class));
    let kinds = people.kinds();
    let all_in = |list: &[String]| !kinds.is_empty() && kinds.iter().all(|kind| list.iter().any(|known| known == kind));
    let any_in = |list: &[String]| kinds.iter().any(|kind| list.iter().any(|known| known == kind));
    let is = |actors: &[Actor]| actors.iter().any(|actor| speaker.iter().any(|words| names(words, actor)));
    match class {
        Some(class) if all_in(&class.close) && class.first => Closeness::First(class.name.clone()),
        Some(class) if all_in(&class.close) && !sides.both_have(&kinds) => Closeness::Close(class.name.clone()),
        Some(class) if any_in(&class.far) && !sides.both_have(&kinds) => Closeness::Far,
        _ => match (is(&sides.initiators), is(&sides.targets)) {
            (true, false) => Closeness::Far,
            (false, true) => Closeness::Close("the side that was hit".to_string()),
            _ => Closeness::Between,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_of_closeness_can_be_read() {
        assert!(toml::from_str::<ClosenessFile>(include_str!("../../../../codebook/linkage/closeness.toml")).is_ok());
    }

    #[test]
    fn residents_may_be_others_and_a_ministry_is_not() {
        assert!(is_anyone(&telling_words("local residents")) && is_anyone(&telling_words("two security sources")));
        assert!(!is_anyone(&telling_words("the interior ministry")));
    }
}
