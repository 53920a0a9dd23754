//! What is wrong with the registry's files: faults that a reader of one file does not see.

use std::collections::BTreeMap;

use super::fold::fold;
use super::registry::{ActorEntry, ActorFile, Country, inter_code, is_acronym};

/// Something wrong with an entry of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Path below the codebook's folder.
    pub file: String,
    /// Line of the entry's id, counted from 1; `None` if the file cannot be read.
    pub line: Option<usize>,
    /// The entry's id; empty if the file cannot be read.
    pub id: String,
    /// What is wrong, in a sentence without its full stop.
    pub what: String,
    /// Whether the entry works nevertheless: an alias too many.
    pub harmless: bool,
}

/// An entry with where it stands.
struct Entry {
    file: String,
    line: usize,
    actor: ActorEntry,
}

impl Entry {
    fn fault(&self, what: String) -> Fault {
        Fault { file: self.file.clone(), line: Some(self.line), id: self.actor.id.clone(), what, harmless: false }
    }

    /// Its names with the key by which each is found and the list that it stands in.
    fn names(&self) -> impl Iterator<Item = (&'static str, &String, String)> {
        let a = &self.actor;
        let lists = [("name", std::slice::from_ref(&a.name)), ("aliases", &a.aliases), ("spellings", &a.spellings)];
        lists.into_iter().flat_map(|(list, names)| names.iter().map(move |name| (list, name, key(name))))
    }

    fn homes(&self) -> impl Iterator<Item = &String> {
        self.actor.country.iter().chain(&self.actor.theatre)
    }
}

/// What a name is found by: its spelling, and whether it must stand in capitals.
fn key(name: &str) -> String {
    let folded = fold(name);
    if is_acronym(name) { folded.to_uppercase() } else { folded }
}

/// Everything wrong with the actors among the files (path below the codebook's folder → text), in the order of the files.
pub fn registry_faults(files: &BTreeMap<String, String>) -> Vec<Fault> {
    let (mut entries, mut countries, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("actor/") && path.ends_with(".toml")) {
        match toml::from_str::<ActorFile>(text) {
            Ok(file) => {
                countries.extend(file.country);
                let mut lines = lines_of_ids(text).into_iter();
                let entry = |actor| Entry { file: path.clone(), line: lines.next().unwrap_or(0), actor };
                entries.extend(file.actor.into_iter().map(entry));
            }
            Err(e) => faults.push(Fault {
                file: path.clone(),
                line: None,
                id: String::new(),
                what: e.to_string().trim_end().to_string(),
                harmless: false,
            }),
        }
    }
    faults.extend(codes(&entries, &countries));
    faults.extend(ties(&entries));
    faults.extend(clashes(&entries));
    faults.extend(states(&entries, &countries));
    faults.extend(entries.iter().flat_map(dead));
    faults.sort_by(|a, b| (a.harmless, &a.file, a.line).cmp(&(b.harmless, &b.file, b.line)));
    faults
}

/// The lines of the ids, in the order of the entries: the first line of each that gives one.
fn lines_of_ids(text: &str) -> Vec<usize> {
    let mut open = false;
    let mut out = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let head = line.split('#').next().unwrap_or_default().trim();
        if head.starts_with('[') {
            open = head.replace(' ', "") == "[[actor]]";
        } else if open && head.split('=').next().is_some_and(|k| k.trim() == "id") {
            out.push(n + 1);
            open = false;
        }
    }
    out
}

/// Kinds and countries that nobody knows, and ids given twice.
fn codes(entries: &[Entry], countries: &[Country]) -> Vec<Fault> {
    let mut out = Vec::new();
    let mut first: BTreeMap<&str, &Entry> = BTreeMap::new();
    for e in entries {
        if inter_code(&e.actor.kind).is_none() {
            out.push(e.fault(format!("kind {:?} is none of the kinds", e.actor.kind)));
        }
        for code in e.homes().chain(&e.actor.backers).filter(|code| countries.iter().all(|c| c.code != **code)) {
            out.push(e.fault(format!("country {code:?} is not in actor/country.toml")));
        }
        if let Some(other) = first.get(e.actor.id.as_str()) {
            out.push(e.fault(format!("the id is given before, in {}:{}", other.file, other.line)));
        }
        first.entry(&e.actor.id).or_insert(e);
    }
    out
}

/// Parents that do not exist or stand twice, and actors that belong to themselves.
fn ties(entries: &[Entry]) -> Vec<Fault> {
    let by_id: BTreeMap<&str, &Entry> = entries.iter().map(|e| (e.actor.id.as_str(), e)).collect();
    let mut out = Vec::new();
    for e in entries {
        for (n, parent) in e.actor.parents.iter().enumerate() {
            if !by_id.contains_key(parent.id.as_str()) {
                out.push(e.fault(format!("its parent {:?} does not exist", parent.id)));
            }
            if e.actor.parents[..n].contains(parent) {
                out.push(e.fault(format!("its parent {:?} is given twice", parent.id)));
            }
        }
        if let Some(way) = way_back(e, &by_id) {
            out.push(e.fault(format!("it belongs to itself, by way of {way}")));
        }
    }
    out
}

/// How an actor is among its own ancestors, if it is.
fn way_back(entry: &Entry, by_id: &BTreeMap<&str, &Entry>) -> Option<String> {
    let id = entry.actor.id.as_str();
    let mut seen: Vec<&str> = Vec::new();
    let mut todo: Vec<&str> = entry.actor.parents.iter().map(|p| p.id.as_str()).collect();
    while let Some(next) = todo.pop() {
        if next == id {
            return Some(seen.last().unwrap_or(&id).to_string());
        }
        if !seen.contains(&next) {
            seen.push(next);
            let parents = by_id.get(next).map(|e| e.actor.parents.as_slice()).unwrap_or_default();
            todo.extend(parents.iter().map(|p| p.id.as_str()));
        }
    }
    None
}

/// Names that two actors share, unless each has a country and no country is home or theatre of both.
fn clashes(entries: &[Entry]) -> Vec<Fault> {
    let mut owners: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut out = Vec::new();
    for (i, e) in entries.iter().enumerate() {
        for (_, name, key) in e.names() {
            let known = owners.entry(key).or_default();
            for other in known.iter().filter(|&&o| o != i).map(|&o| &entries[o]) {
                let apart = e.actor.country.is_some()
                    && other.actor.country.is_some()
                    && e.homes().all(|home| !other.homes().any(|h| h == home));
                if !apart {
                    let place = format!("{}:{}", other.file, other.line);
                    out.push(e.fault(format!(
                        "{name:?} is a name of {:?} too ({place}), and no country tells the two apart",
                        other.actor.id
                    )));
                }
            }
            if !known.contains(&i) {
                known.push(i);
            }
        }
    }
    out
}

/// Names that an actor shares with a state or its forces, unless the actor's countries are others.
fn states(entries: &[Entry], countries: &[Country]) -> Vec<Fault> {
    let mut owners: BTreeMap<String, Vec<&Country>> = BTreeMap::new();
    for c in countries {
        let lists = [&c.names, &c.demonyms, &c.seats, &c.government, &c.military, &c.police];
        for name in lists.into_iter().flatten().chain([&c.name, &c.capital]).filter(|name| !name.is_empty()) {
            owners.entry(key(name)).or_default().push(c);
        }
    }
    let mut out = Vec::new();
    for e in entries {
        for (_, name, key) in e.names() {
            let homeless = e.actor.country.is_none();
            let near = |c: &&&Country| homeless || e.homes().any(|home| *home == c.code);
            if let Some(country) = owners.get(&key).into_iter().flatten().find(near) {
                out.push(e.fault(format!("{name:?} is a name of {} or its forces too", country.name)));
            }
        }
    }
    out
}

/// Names that do nothing, for another of the same entry is found by the same key, and names that nothing can match.
fn dead(entry: &Entry) -> Vec<Fault> {
    let mut keys: Vec<(String, &String)> = Vec::new();
    let mut out = Vec::new();
    for (list, name, key) in entry.names() {
        let what = if key.is_empty() {
            Some((format!("{list}: {name:?} has no letters to be found by"), false))
        } else {
            keys.iter().find(|k| k.0 == key).map(|k| (format!("{list}: {name:?} does nothing beside {:?}", k.1), true))
        };
        match what {
            Some((what, harmless)) => out.push(Fault { harmless, ..entry.fault(what) }),
            None => keys.push((key, name)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Fault, registry_faults};

    const COUNTRY: &str =
        "[[country]]\ncode = \"MLI\"\nname = \"Mali\"\n[[country]]\ncode = \"NER\"\nname = \"Niger\"\n";

    fn faults(actors: &str) -> Vec<Fault> {
        let files = [("actor/country.toml", COUNTRY), ("actor/a.toml", actors)];
        registry_faults(&files.map(|(path, text)| (path.to_string(), text.to_string())).into())
    }

    fn actor(id: &str, more: &str) -> String {
        format!("[[actor]]\nid = \"{id}\"\nkind = \"rebel\"\n{more}\n")
    }

    fn one(actors: String) -> (Option<usize>, String) {
        match faults(&actors).as_slice() {
            [fault] => (fault.line, fault.what.clone()),
            other => panic!("one fault, not {other:?}"),
        }
    }

    #[test]
    fn a_sound_registry_has_no_faults() {
        let a = actor("a", "name = \"Front A\"\nparents = [\"b\"]\ncountry = \"MLI\"");
        let b = actor("b", "name = \"Front B\"\nbackers = [\"NER\"]\naliases = [\"FB\"]");
        assert_eq!(faults(&(a + &b)), []);
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let (a, b) = (actor("a", "name = \"Front A\""), actor("a", "name = \"Front B\""));
        assert_eq!(one(a + &b), (Some(6), "the id is given before, in actor/a.toml:2".to_string()));
        assert!(one(actor("a", "name = \"Front\"\nparents = [\"x\"]")).1.contains("\"x\" does not exist"));
        assert!(one(actor("a", "name = \"Front\"\nparents = [\"a\"]")).1.contains("belongs to itself"));
        assert!(one(actor("a", "name = \"Front\"\ncountry = \"MLX\"")).1.contains("MLX"));
        assert!(one(actor("a", "name = \"Front\"\nbackers = [\"ML\"]")).1.contains("\"ML\""));
        assert!(one(actor("a", "name = \"Front\"\naliases = [\"…\"]")).1.contains("no letters"));
        let odd = "[[actor]]\nid = \"a\"\nname = \"Front\"\nkind = \"rebels\"\n".to_string();
        assert!(one(odd).1.contains("\"rebels\" is none of the kinds"));
        let reversed = "name = \"Front\"\nparents = [{ id = \"b\", since = \"2019\", until = \"2012\" }]";
        assert!(one(actor("a", reversed)).1.contains("ends 2012 before it begins 2019"));
    }

    #[test]
    fn a_cycle_is_told_of_all_its_members() {
        let ring =
            actor("a", "name = \"Front A\"\nparents = [\"b\"]") + &actor("b", "name = \"Front B\"\nparents = [\"a\"]");
        assert_eq!(faults(&ring).len(), 2);
    }

    #[test]
    fn a_name_of_two_needs_two_countries() {
        let two = |more: &str| {
            actor("a", "name = \"Front\"\ncountry = \"MLI\"") + &actor("b", &format!("name = \"al-Front\"\n{more}"))
        };
        assert_eq!(faults(&two("country = \"NER\"")), []);
        assert!(one(two("country = \"MLI\"")).1.contains("no country tells the two apart"));
        assert!(one(two("")).1.contains("no country tells the two apart"));
        assert!(one(two("country = \"NER\"\ntheatre = [\"MLI\"]")).1.contains("no country tells the two apart"));
    }

    #[test]
    fn a_name_of_a_state_needs_another_country() {
        let fault = one(actor("a", "name = \"Mali\"\ncountry = \"MLI\""));
        assert!(fault.1.contains("name of Mali or its forces"), "{fault:?}");
        assert_eq!(faults(&actor("a", "name = \"Mali\"\ncountry = \"NER\"")), []);
    }

    #[test]
    fn an_alias_that_does_nothing_is_harmless() {
        let found = faults(&actor(
            "a",
            "name = \"Front du Nord\"\naliases = [\"Front Du Nord\", \"FDN\"]\nspellings = [\"Fdn\"]",
        ));
        assert_eq!(found.iter().map(|f| f.harmless).collect::<Vec<_>>(), [true]);
        assert!(found[0].what.contains("\"Front Du Nord\" does nothing"));
    }
}
