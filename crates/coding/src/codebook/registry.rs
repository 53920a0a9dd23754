//! The registry: actors by name, states with their forces, and common nouns for people.

mod name;

use std::collections::{BTreeMap, VecDeque};
use std::sync::OnceLock;

use record::{Actor, CodedReport, Date};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use smol_str::SmolStr;

use crate::codebook::membership::{Membership, WikidataId};
use crate::codebook::{CodebookError, read_folder};
pub(crate) use name::{LOCAL_WORDS, is_acronym, letters};

/// `[[actor]]` of an actor file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorEntry {
    /// Unique, for ever.
    pub id: String,
    /// Common English name.
    pub name: String,
    /// Other names, earlier names, acronyms.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Other spellings of the same names.
    #[serde(default)]
    pub spellings: Vec<String>,
    /// Words that mean it only in a report that names its country, in any case ("the coalition", "the junta").
    #[serde(default)]
    pub words: Vec<String>,
    /// Countries besides its own in whose reports `words` mean it, ISO 3166 alpha-3.
    #[serde(default)]
    pub theatre: Vec<String>,
    /// What sort of actor it is.
    pub kind: String,
    /// Home, ISO 3166 alpha-3.
    pub country: Option<String>,
    /// What it belongs to or belonged to, nearest first.
    #[serde(default)]
    pub parents: Vec<Membership>,
    /// States that are said to back it.
    #[serde(default)]
    pub backers: Vec<String>,
    /// Its item on Wikidata, where surely known: "Q" and digits.
    pub wikidata: Option<WikidataId>,
    /// Its number among UCDP's actors, where surely known.
    pub ucdp: Option<u32>,
}

/// `[[country]]` of `actor/country.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166 alpha-3.
    pub code: String,
    /// Common English name.
    pub name: String,
    /// Whether "the" stands before the name.
    #[serde(default)]
    pub article: bool,
    /// Other names and short forms.
    #[serde(default)]
    pub names: Vec<String>,
    /// Adjective and people forms.
    #[serde(default)]
    pub demonyms: Vec<String>,
    /// The capital, where it stands for the government.
    #[serde(default)]
    pub capital: String,
    /// Other spellings of it, and other cities that stand for the government.
    #[serde(default)]
    pub seats: Vec<String>,
    /// Names of its government.
    #[serde(default)]
    pub government: Vec<String>,
    /// Names of its armed forces, their commands and services.
    #[serde(default)]
    pub military: Vec<String>,
    /// Names of its police forces.
    #[serde(default)]
    pub police: Vec<String>,
}

impl Country {
    /// The name as it stands after "of": with its article, if it has one.
    pub fn name_after_of(&self) -> String {
        if self.article { format!("the {}", self.name) } else { self.name.clone() }
    }
}

/// Kinds of people that common nouns tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeopleKind {
    /// Armed people who are no state's forces.
    Fighters,
    /// A state's soldiers.
    Soldiers,
    /// Police.
    Police,
    /// People outside combat.
    Civilians,
    /// Office holders, who count as civilians.
    Officials,
    /// Demonstrators.
    Protesters,
    /// A crowd.
    Mob,
    /// A state's forces, soldiers or police not told apart.
    StateForces,
    /// Those who rule, who fight by their forces.
    Government,
}

/// ACLED's inter code for a kind of actor: state forces 1, rebels 2, political militias 3, identity militias 4, rioters 5,
/// protesters 6, civilians 7, external and other forces 8. A gang is a political militia, and so is a party, where it uses
/// force; a coalition of states is external. `None` for what is no kind.
pub fn inter_code(kind: &str) -> Option<u8> {
    Some(match kind {
        "state" | "police" => 1,
        "rebel" => 2,
        "militia" | "political" => 3,
        "communal" => 4,
        "mob" => 5,
        "protesters" => 6,
        "civilians" => 7,
        "external" | "coalition" => 8,
        _ => return None,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActorFile {
    #[serde(default)]
    pub actor: Vec<ActorEntry>,
    #[serde(default)]
    pub country: Vec<Country>,
    #[serde(default)]
    generic: Vec<GenericEntry>,
    backing: Option<Backing>,
    group: Option<GroupWords>,
}

/// Words by which names and noun phrases are known to mean armed groups.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupWords {
    /// Words of a group's own name: "front", "brigade".
    pub named: Vec<String>,
    /// Words that open a group's own name, whatever follows: "Katibat".
    pub opening: Vec<String>,
    /// Words that no armed group has in its name: "church", "ministry".
    pub unless: Vec<String>,
    /// Nouns after the name of a people who act together: "tribe", "clan".
    pub communal: Vec<String>,
    /// Verbs that tie a thing to whom it belongs: "used by", "belonging to".
    pub belonging: Vec<String>,
    /// Adjectives that, with "to", tie people to whom they fight for: "loyal".
    pub loyal: Vec<String>,
    /// Nouns for ships, before their names: "tanker", "MV".
    pub vessels: Vec<String>,
    /// Nouns for ground, which belongs to nobody's side: "town", "area".
    pub ground: Vec<String>,
    /// Nouns for armed people that, in the plural with an adjective of a land, name a side of its war: "rebel".
    pub sides: Vec<String>,
    /// Nouns for those at war with a state, who in a bare plural are the one such group of a report: "rebel".
    pub insurgents: Vec<String>,
    /// Words that set people apart from those told before: "other", "rival".
    pub others: Vec<String>,
    /// Verbs by which doers leave the ground of their act: "flee".
    pub leaving: Vec<String>,
    /// Words that point at a group told before as "the" does: "enemy", "said".
    pub pointing: Vec<String>,
    /// Verbs that lay an act to somebody: "blame X for", "blame on X".
    pub blaming: Vec<String>,
    /// Verbs whose object is laid an act to that was told before: "accuse", "suspect".
    pub accusing: Vec<String>,
    /// Pronouns by which an actor speaks of itself: "it", "we".
    pub speaking: Vec<String>,
    /// Nouns for what armies have, if "military" or the like stands before them: "base", "convoy".
    pub installations: Vec<String>,
    /// Words that make an installation an army's: "military".
    pub soldierly: Vec<String>,
    /// Nouns for where people outside combat live, work, meet and travel: "hospital", "market", "bus".
    pub public: Vec<String>,
    /// Nouns for offices of state.
    pub official: Vec<String>,
    /// Nouns for where people live together, who are hit where nobody else is told: "town", "village".
    pub settlements: Vec<String>,
    /// Nouns for works that are hit for their own sake: "bridge", "pipeline".
    pub structures: Vec<String>,
    /// Beside these, a word of the report's country means no armed actor: "coalition government".
    pub local_unless: Vec<String>,
}

/// Parts of words that tell who backs an armed group: "-backed", "pro-".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Backing {
    pub suffixes: Vec<String>,
    pub prefixes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GenericEntry {
    kind: PeopleKind,
    words: Vec<String>,
    #[serde(default)]
    weak: Vec<String>,
}

/// What a name of the registry means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameUse {
    /// The actor with this index.
    Actor(usize),
    /// The country with this index, by its name.
    Country(usize),
    /// Its adjective or its people.
    Demonym(usize),
    /// Its capital.
    Capital(usize),
    /// Its government.
    Government(usize),
    /// Its armed forces.
    Military(usize),
    /// Its police.
    Police(usize),
}

/// Every actor, country and common noun for people that the codebook knows.
#[derive(Debug, Default)]
pub struct Registry {
    /// Actors, in the order of their files.
    pub actors: Vec<ActorEntry>,
    /// The file of each actor, below the codebook's folder.
    pub files: Vec<String>,
    /// Countries, in the order of their file.
    pub countries: Vec<Country>,
    names: FxHashMap<SmolStr, Vec<(String, NameUse)>>,
    prefixes: FxHashSet<SmolStr>,
    /// Actors by the sound of their names.
    sounds: FxHashMap<SmolStr, Vec<usize>>,
    sound_prefixes: FxHashSet<SmolStr>,
    /// Actors by the words of their names, made when first asked for.
    by_word: OnceLock<FxHashMap<String, Vec<usize>>>,
    generic: FxHashMap<String, (PeopleKind, bool)>,
    /// The first words of those that are two.
    generic_first: FxHashSet<String>,
    pub(crate) backing: Backing,
    pub(crate) group: GroupWords,
    /// Words of the report's country, folded, with the actors that they may mean.
    local: FxHashMap<SmolStr, Vec<usize>>,
    /// What they begin with: one word or more.
    local_prefixes: FxHashSet<SmolStr>,
    by_id: FxHashMap<String, usize>,
    by_code: FxHashMap<String, usize>,
}

impl Registry {
    pub(crate) fn from_files(files: &BTreeMap<String, String>) -> Result<Registry, CodebookError> {
        let mut registry = Registry::default();
        for (path, file) in read_folder::<ActorFile>(files, "actor/")? {
            registry.countries.extend(file.country);
            registry.backing = file.backing.unwrap_or(registry.backing);
            registry.group = file.group.unwrap_or(registry.group);
            for entry in file.actor {
                if registry.by_id.insert(entry.id.clone(), registry.actors.len()).is_some() {
                    return Err(CodebookError { file: path, reason: format!("id {:?} is given twice", entry.id) });
                }
                registry.actors.push(entry);
                registry.files.push(path.clone());
            }
            for g in file.generic {
                registry.generic.extend(g.words.into_iter().map(|w| (w, (g.kind, false))));
                registry.generic.extend(g.weak.into_iter().map(|w| (w, (g.kind, true))));
            }
        }
        let two = registry.generic.keys().filter_map(|w| w.split_once(' '));
        registry.generic_first = two.map(|(first, _)| first.to_string()).collect();
        registry.index();
        Ok(registry)
    }

    /// Common nouns for people, of one word or two.
    pub(crate) fn people_words(&self) -> impl Iterator<Item = &String> {
        self.generic.keys()
    }

    /// The kind of people that a base form means, and whether it does so only beside violence.
    pub fn people(&self, lemma: &str) -> Option<(PeopleKind, bool)> {
        self.generic.get(lemma).copied()
    }

    /// The same for two base forms together.
    pub(crate) fn people_of_two(&self, first: &str, second: &str) -> Option<(PeopleKind, bool)> {
        if self.generic_first.contains(first) { self.people(&format!("{first} {second}")) } else { None }
    }

    /// The registry's entry for the armed groups that a state backs, taken together.
    pub(crate) fn proxies_of(&self, code: &str) -> Option<usize> {
        let name = format!("{}-backed militias", self.country(code)?.name);
        self.actors.iter().position(|a| a.name == name)
    }

    /// The actor with this id.
    pub fn actor(&self, id: &str) -> Option<&ActorEntry> {
        self.by_id.get(id).map(|&i| &self.actors[i])
    }

    /// The country with this ISO 3166 alpha-3 code.
    pub fn country(&self, code: &str) -> Option<&Country> {
        self.by_code.get(code).map(|&i| &self.countries[i])
    }

    /// Gives the actors of a record that a person wrote the id and the ancestry that the registry has for their names;
    /// nothing to those whose name is unknown, or means several.
    pub fn recognise(&self, coded: &mut CodedReport) {
        let published = coded.report.published.as_ref().map(|published| (published.date, published.date));
        for event in &mut coded.event_reports {
            let days = event.date.start.zip(event.date.end).or(published);
            let sides = [&mut event.initiators, &mut event.targets, &mut event.claimed_by, &mut event.denied_by];
            sides.into_iter().flatten().for_each(|actor| self.recognise_one(actor, days));
        }
        for tally in &mut coded.tallies {
            let sides = [&mut tally.initiators, &mut tally.targets];
            sides.into_iter().flatten().for_each(|actor| self.recognise_one(actor, published));
        }
    }

    fn recognise_one(&self, actor: &mut Actor, days: Option<(Date, Date)>) {
        if let [NameUse::Actor(i)] = self.find(&actor.name, None)[..]
            && actor.id.is_none()
        {
            let entry = &self.actors[i];
            actor.id = Some(entry.id.clone());
            actor.ancestry = self.ancestry(entry, days);
        }
    }

    /// The actor that a name means, as records carry it, with what it belonged to between two days; without spans.
    pub fn meant(&self, used: NameUse, days: Option<(Date, Date)>) -> Actor {
        let nameless =
            Actor { name: String::new(), aliases: Vec::new(), id: None, ancestry: Vec::new(), spans: Vec::new() };
        let forces = |i: usize, what: &str| {
            let country = &self.countries[i];
            Actor {
                name: format!("{what} of {}", country.name_after_of()),
                aliases: vec![country.name.clone()],
                ..nameless.clone()
            }
        };
        match used {
            NameUse::Actor(i) => {
                let entry = &self.actors[i];
                Actor {
                    name: entry.name.clone(),
                    aliases: entry.aliases.iter().take(4).cloned().collect(),
                    id: Some(entry.id.clone()),
                    ancestry: self.ancestry(entry, days),
                    ..nameless
                }
            }
            NameUse::Police(i) => forces(i, "Police Forces"),
            NameUse::Government(i) => forces(i, "Government"),
            NameUse::Military(i) | NameUse::Country(i) | NameUse::Demonym(i) | NameUse::Capital(i) => {
                forces(i, "Military Forces")
            }
        }
    }

    /// Names of everything that the actor belongs to, nearest first. Between two days only memberships that held on one
    /// of them count; without days, all.
    pub fn ancestry(&self, actor: &ActorEntry, days: Option<(Date, Date)>) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut todo: VecDeque<&Membership> = actor.parents.iter().collect();
        while let Some(membership) = todo.pop_front() {
            if days.is_some_and(|(first, last)| !membership.held(first, last)) {
                continue;
            }
            if let Some(parent) = self.actor(&membership.id)
                && !out.contains(&parent.name)
            {
                out.push(parent.name.clone());
                todo.extend(&parent.parents);
            }
        }
        out
    }
}
