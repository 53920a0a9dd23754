//! Who is named in two tellings, and whether they can be the same.

use std::sync::Arc;

use record::{Actor, SubEventType};

use crate::Feature;
use crate::casualty::people::{is_unarmed, is_unnamed, state};
use crate::compare::Sheet;
use crate::profile::Profile;
use crate::wording::{folded, hash, is_class, is_nobody, lowest, name_words, shared, short_hash};

/// How well it is known who an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// It has an entry in the codebook's registry.
    Registered,
    /// Forces or government of a state, named by rule.
    State,
    /// Unarmed people of a country or a group, named by rule: civilians, protesters.
    People,
    /// Only reports name it: nobody has settled yet who it is.
    Provisional,
    /// Nobody says who it was.
    Unidentified,
}

impl Identity {
    /// What is known of who this actor is, by its name and its identifier.
    pub fn of(actor: &Actor) -> Identity {
        if actor.id.is_some() {
            Identity::Registered
        } else if is_unnamed(actor) {
            Identity::Unidentified
        } else if state(actor).is_some() {
            Identity::State
        } else if is_unarmed(actor) || is_class(&folded(&actor.name)) {
            Identity::People
        } else {
            Identity::Provisional
        }
    }
}

/// An actor as actors are compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Party {
    pub name: Box<str>,
    /// Hashes of its names and identifier; sorted.
    names: Box<[u32]>,
    /// Hashes of the names of whom it belongs to; sorted.
    above: Box<[u32]>,
    /// The words of its name; sorted.
    words: Box<[u32]>,
    /// Whether it is a class of people, such as civilians of a country.
    class: bool,
}

/// How those named in one role stand to each other, from strong to none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bond {
    /// Both named, and strangers.
    Apart,
    /// One or both name nobody.
    Silent,
    /// A class of people in common.
    Class,
    Kin,
    Same,
}

impl Party {
    /// `None` for an actor that stands for nobody in particular.
    pub fn new(actor: &Actor) -> Option<Party> {
        let plain = folded(&actor.name);
        if plain.is_empty() || is_nobody(&plain) {
            return None;
        }
        let spelt = actor.aliases.iter().filter(|alias| is_name(alias)).map(|alias| short_hash(&folded(alias)));
        let id = actor.id.iter().map(|id| hash(format!("id {id}").as_bytes()) as u32);
        Some(Party {
            name: actor.name.as_str().into(),
            names: lowest(std::iter::once(short_hash(&plain)).chain(spelt).chain(id).collect()),
            above: lowest(actor.ancestry.iter().map(|name| short_hash(&folded(name))).collect()),
            words: lowest(name_words(&actor.name)),
            class: is_class(&plain),
        })
    }

    /// The hash of its name, by which tellings of it meet; `None` for a class of people.
    pub fn mark(&self) -> Option<u32> {
        (!self.class).then(|| self.words.iter().fold(7, |h: u32, &word| h.wrapping_mul(31) ^ word))
    }

    fn bond(&self, other: &Party) -> Bond {
        let within = |x: &[u32], y: &[u32]| shared(x, y) == x.len().min(y.len()) && !x.is_empty() && !y.is_empty();
        if self.class || other.class {
            return match shared(&self.names, &other.names) > 0 {
                true => Bond::Class,
                false => Bond::Silent,
            };
        }
        if shared(&self.names, &other.names) > 0 {
            Bond::Same
        } else if shared(&self.names, &other.above) > 0
            || shared(&self.above, &other.names) > 0
            || within(&self.words, &other.words)
        {
            Bond::Kin
        } else {
            Bond::Apart
        }
    }
}

/// Whether an alias is a name and no common noun: capitals within it, or only capitals.
fn is_name(alias: &str) -> bool {
    let capitals = alias.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 2 || (capitals == 1 && alias.chars().next().is_some_and(|c| !c.is_uppercase()))
}

/// The closest bond between any of the one and any of the other.
fn bond(a: &[Arc<Party>], b: &[Arc<Party>]) -> Bond {
    let bonds = a.iter().flat_map(|x| b.iter().map(move |y| x.bond(y)));
    bonds.max().unwrap_or(Bond::Silent)
}

/// What doers and targets tell of whether two tellings are of one event.
pub(crate) fn compare(a: &Profile, b: &Profile, sheet: &mut Sheet) {
    let doers = bond(&a.doers, &b.doers);
    let claims = bond(&a.claimed, &b.doers).max(bond(&a.doers, &b.claimed)).max(bond(&a.claimed, &b.claimed));
    let doers = if claims >= Bond::Kin { doers.max(claims) } else { doers };
    let targets = bond(&a.targets, &b.targets);
    let swapped = bond(&a.doers, &b.targets).min(bond(&a.targets, &b.doers));
    if swapped >= Bond::Kin && doers < Bond::Kin && targets < Bond::Kin {
        return sides_swapped(a, b, sheet);
    }
    let names = |x: &[Arc<Party>], y: &[Arc<Party>]| match (x.first(), y.first()) {
        (Some(x), Some(y)) if x.name == y.name => x.name.to_string(),
        (Some(x), Some(y)) => format!("{} and {}", x.name, y.name),
        (Some(x), None) | (None, Some(x)) => x.name.to_string(),
        (None, None) => "by claim".to_string(),
    };
    let of_doers = |what: &str| format!("{what}, {}", names(&a.doers, &b.doers));
    match doers {
        Bond::Same => sheet.add(Feature::SameDoer, 1.0, || of_doers("same doer")),
        Bond::Kin => sheet.add(Feature::KinDoer, 1.0, || of_doers("doers of one side")),
        Bond::Apart => sheet.add(Feature::DoersApart, 1.0, || of_doers("other doers")),
        _ if a.doers.is_empty() != b.doers.is_empty() => {
            sheet.add(Feature::DoerUnnamed, 1.0, || of_doers("doer named in one only"));
        }
        _ => {}
    }
    let of_targets = |what: &str| format!("{what}, {}", names(&a.targets, &b.targets));
    match targets {
        Bond::Same => sheet.add(Feature::SameTarget, 1.0, || of_targets("same target")),
        Bond::Kin => sheet.add(Feature::KinTarget, 1.0, || of_targets("targets of one side")),
        Bond::Class => sheet.add(Feature::SameClass, 1.0, || of_targets("same people aimed at")),
        Bond::Apart => sheet.add(Feature::TargetsApart, 1.0, || of_targets("other targets")),
        Bond::Silent => {}
    }
}

fn sides_swapped(a: &Profile, b: &Profile, sheet: &mut Sheet) {
    let fight = [a.kind, b.kind].contains(&SubEventType::ArmedClash);
    let feature = if fight { Feature::SidesSwappedInFight } else { Feature::SidesSwapped };
    sheet.add(feature, 1.0, || "the doer of each is the target of the other".to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(name: &str, aliases: &[&str], above: &[&str]) -> Option<Party> {
        let texts = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
        Party::new(&Actor {
            name: name.into(),
            aliases: texts(aliases),
            id: None,
            ancestry: texts(above),
            spans: vec![],
        })
    }

    fn of(a: Option<Party>, b: Option<Party>) -> Bond {
        bond(a.map(Arc::new).as_slice(), b.map(Arc::new).as_slice())
    }

    #[test]
    fn unit_is_kin_of_whom_it_fights_for() {
        let unit = || actor("Golani Brigade", &[], &["Military Forces of Israel"]);
        assert_eq!(of(unit(), actor("Military Forces of Israel", &["IDF"], &[])), Bond::Kin);
        assert_eq!(of(unit(), actor("Hamas", &[], &[])), Bond::Apart);
    }

    #[test]
    fn short_name_is_the_same_but_a_common_noun_is_not() {
        let army = |alias: &str| actor("Military Forces of Israel", &[alias], &[]);
        assert_eq!(of(army("IDF"), actor("IDF", &[], &[])), Bond::Same);
        assert_eq!(of(actor("Hamas", &["Militants"], &[]), actor("Islamic Jihad", &["Militants"], &[])), Bond::Apart);
    }

    #[test]
    fn nobody_in_particular_says_nothing() {
        assert_eq!(of(actor("unidentified armed group", &[], &[]), actor("Hamas", &[], &[])), Bond::Silent);
        assert_eq!(of(actor("Civilians (Mali)", &[], &[]), actor("Civilians (Mali)", &[], &[])), Bond::Class);
    }

    #[test]
    fn who_an_actor_is_is_told_by_registry_name_or_not_at_all() {
        let of = |name: &str, id: Option<&str>| {
            let id = id.map(str::to_string);
            Identity::of(&Actor { name: name.into(), aliases: vec![], id, ancestry: vec![], spans: vec![] })
        };
        assert_eq!(of("Taliban", Some("taliban")), Identity::Registered);
        assert_eq!(of("Military Forces of Peru", None), Identity::State);
        assert_eq!(of("Civilians (Peru)", None), Identity::People);
        assert_eq!(of("Rioters (Peru)", None), Identity::People);
        assert_eq!(of("Front of the Nine Hills", None), Identity::Provisional);
        assert_eq!(of("unidentified armed group", None), Identity::Unidentified);
    }
}
