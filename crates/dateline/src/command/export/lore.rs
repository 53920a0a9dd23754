use std::collections::HashMap;

use coding::{Codebook, NameUse, Registry, inter_code};
use publish::export::{Known, Lore};
use record::{Actor, Event, Toll};

/// What the codebook and linkage know of actors, people and countries.
pub struct Codebooks<'a> {
    registry: &'a Registry,
    /// States' forces by the names that records give them: their kind and the number of their country.
    forces: HashMap<String, (&'static str, usize)>,
}

impl<'a> Codebooks<'a> {
    /// The knowledge of a codebook.
    pub fn new(book: &'a Codebook) -> Codebooks<'a> {
        let registry = &book.registry;
        let named = |used: NameUse| registry.meant(used, None).name;
        let of = |c: usize| {
            [
                (named(NameUse::Military(c)), ("state", c)),
                (named(NameUse::Police(c)), ("police", c)),
                (named(NameUse::Government(c)), ("government", c)),
            ]
        };
        Codebooks { registry, forces: (0..registry.countries.len()).flat_map(of).collect() }
    }
}

impl Lore for Codebooks<'_> {
    fn actor(&self, actor: &Actor) -> Known {
        if let Some(entry) = actor.id.as_deref().and_then(|id| self.registry.actor(id)) {
            return Known {
                country: entry.country.clone(),
                ucdp: entry.ucdp,
                wikidata: entry.wikidata.as_ref().map(|id| id.0.clone()),
                ..self.kind(&entry.kind)
            };
        }
        let Some(&(kind, country)) = self.forces.get(&actor.name) else { return Known::default() };
        Known { country: Some(self.registry.countries[country].code.clone()), ..self.kind(kind) }
    }

    fn kind(&self, kind: &str) -> Known {
        // A government's code is that of its forces.
        let inter = inter_code(if kind == "government" { "state" } else { kind });
        Known { kind: Some(kind.to_string()), inter, ..Known::default() }
    }

    fn people(&self, event: &Event, toll: &Toll) -> Vec<String> {
        linkage::people_of(event, toll)
    }

    fn country(&self, iso3: &str) -> Option<String> {
        self.registry.country(iso3).map(|country| country.name.clone())
    }

    fn code_of(&self, country: &str) -> Option<String> {
        self.registry.countries.iter().find(|known| known.name == country).map(|known| known.code.clone())
    }
}
