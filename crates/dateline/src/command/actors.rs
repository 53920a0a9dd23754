//! `dateline actors`: whom a name means, and what is wrong with the registry's files.

use std::io::Write;

use anyhow::Result;
use coding::{ActorEntry, Membership, NameUse, Registry, inter_code, registry_faults};
use serde_json::{Map, Value, json};

use crate::args::{ActorsArgs, ActorsCommand, CheckActorsArgs, FindArgs, PageFormat};
use crate::page::Page;
use crate::{Outcome, codebook};

/// Names that are proposed at most where none is meant.
const PROPOSALS: usize = 5;

/// Runs the command.
pub fn run(args: &ActorsArgs) -> Result<Outcome> {
    match &args.command {
        ActorsCommand::Find(args) => find(args),
        ActorsCommand::Check(args) => check(args),
    }
}

/// Prints the actors that the name means, else those with a name like it.
fn find(args: &FindArgs) -> Result<Outcome> {
    let codebook = codebook::open(args.codebook.dir.as_deref())?;
    let registry = &codebook.registry;
    let name = args.name.join(" ");
    let country = args.country.as_ref().map(|code| code.to_uppercase());
    let meant = registry.find(&name, country.as_deref());
    let mut found: Vec<Value> = Vec::new();
    for value in meant.iter().map(|&used| described(registry, used)) {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    let near = if found.is_empty() { registry.similar(&name, PROPOSALS) } else { Vec::new() };
    let proposals: Vec<Value> = near.iter().map(|&(i, likeness)| proposal(registry, i, likeness)).collect();
    let out = match args.format {
        PageFormat::Json => format!("{:#}\n", json!({ "name": name, "found": found, "proposals": proposals })),
        PageFormat::Table => page(&found, &proposals),
    };
    anstream::stdout().write_all(out.as_bytes())?;
    if found.is_empty() {
        anstream::eprintln!("dateline: no actor of the registry is named {name:?}");
        return Ok(Outcome::NothingFound);
    }
    Ok(Outcome::Done)
}

/// Prints every fault of the registry's files, harmless ones last.
fn check(args: &CheckActorsArgs) -> Result<Outcome> {
    let faults = registry_faults(&codebook::texts(args.codebook.dir.as_deref())?);
    let harmful = faults.iter().filter(|fault| !fault.harmless).count();
    let mut out = String::new();
    for fault in &faults {
        let line = fault.line.map(|line| format!(":{line}")).unwrap_or_default();
        let id = if fault.id.is_empty() { String::new() } else { format!(" {}:", fault.id) };
        let grade = if fault.harmless { "note" } else { "fault" };
        out.push_str(&format!("{grade}: {}{line}:{id} {}\n", fault.file, fault.what));
    }
    anstream::stdout().write_all(out.as_bytes())?;
    anstream::eprintln!("dateline: {harmful} faults, {} notes", faults.len() - harmful);
    Ok(if harmful > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

/// All that the registry has on what a name means.
fn described(registry: &Registry, used: NameUse) -> Value {
    match used {
        NameUse::Actor(i) => Value::Object(actor(registry, i)),
        NameUse::Police(c) => state(registry, c, "Police Forces of", "police", &registry.countries[c].police),
        NameUse::Government(c) => state(registry, c, "Government of", "state", &registry.countries[c].government),
        NameUse::Country(c) | NameUse::Demonym(c) | NameUse::Capital(c) | NameUse::Military(c) => {
            state(registry, c, "Military Forces of", "state", &registry.countries[c].military)
        }
    }
}

fn actor(registry: &Registry, i: usize) -> Map<String, Value> {
    let entry = &registry.actors[i];
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| drop(out.insert(key.to_string(), value));
    put("id", json!(entry.id));
    put("name", json!(entry.name));
    put("kind", json!(entry.kind));
    put("inter", json!(inter_code(&entry.kind)));
    put("country", json!(entry.country));
    put("theatre", json!(entry.theatre));
    put("parents", entry.parents.iter().map(|membership| tie(registry, membership, &membership.id)).collect());
    put("children", children(registry, entry));
    put("backers", json!(entry.backers));
    put("wikidata", json!(entry.wikidata.as_ref().map(|id| &id.0)));
    put("ucdp", json!(entry.ucdp));
    put("aliases", json!(entry.aliases));
    put("spellings", json!(entry.spellings));
    put("words", json!(entry.words));
    put("file", json!(registry.files[i]));
    out
}

/// Those that belong or belonged to the actor, in the order of their files.
fn children(registry: &Registry, of: &ActorEntry) -> Value {
    let tied = registry.actors.iter().flat_map(|a| a.parents.iter().map(move |membership| (a, membership)));
    tied.filter(|(_, membership)| membership.id == of.id).map(|(a, m)| tie(registry, m, &a.id)).collect()
}

/// A membership, told of the actor at its other end.
fn tie(registry: &Registry, membership: &Membership, id: &str) -> Value {
    json!({
        "id": id,
        "name": registry.actor(id).map(|a| &a.name),
        "since": membership.since.as_ref().map(|date| &date.text),
        "until": membership.until.as_ref().map(|date| &date.text),
    })
}

/// A state's forces or its government; they have no id.
fn state(registry: &Registry, country: usize, label: &str, kind: &str, names: &[String]) -> Value {
    let country = &registry.countries[country];
    json!({
        "id": null,
        "name": format!("{label} {}", country.name_after_of()),
        "kind": kind,
        "inter": inter_code(kind),
        "country": country.code,
        "aliases": names,
        "file": "actor/country.toml",
    })
}

fn proposal(registry: &Registry, i: usize, likeness: f64) -> Value {
    let mut out = actor(registry, i);
    out.insert("likeness".to_string(), json!((likeness * 100.0).round() / 100.0));
    Value::Object(out)
}

fn page(found: &[Value], proposals: &[Value]) -> String {
    let mut page = Page::new();
    for actor in found {
        let kind = text(&actor["kind"]);
        page.title(&format!("{} ({kind}, inter {})", text(&actor["name"]), text(&actor["inter"])));
        page.list("id", &items(&actor["id"]));
        page.list("country", &items(&actor["country"]));
        page.list("theatre", &items(&actor["theatre"]));
        page.list("part of", &ties(&actor["parents"]));
        page.list("has", &ties(&actor["children"]));
        page.list("backed by", &items(&actor["backers"]));
        page.list("wikidata", &items(&actor["wikidata"]));
        page.list("ucdp", &items(&actor["ucdp"]));
        page.list("aliases", &items(&actor["aliases"]));
        page.list("spellings", &items(&actor["spellings"]));
        page.list("words", &items(&actor["words"]));
        page.list("file", &items(&actor["file"]));
    }
    if !proposals.is_empty() {
        page.title("Names like it (proposals, not the same)");
    }
    for actor in proposals {
        page.entry(&text(&actor["id"]), &format!("{}, likeness {}", text(&actor["name"]), actor["likeness"]));
    }
    page.out
}

/// Memberships with the dates that are known: "Popular Mobilization Forces (2014–2019-03)".
fn ties(ties: &Value) -> Vec<String> {
    let one = |tie: &Value| {
        let name = if tie["name"].is_null() { text(&tie["id"]) } else { text(&tie["name"]) };
        match (&tie["since"], &tie["until"]) {
            (Value::Null, Value::Null) => name,
            (since, until) => format!("{name} ({}–{})", text(since), text(until)),
        }
    };
    ties.as_array().into_iter().flatten().map(one).collect()
}

/// One value or many, without those that are not known.
fn items(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().map(text).collect(),
        Value::Null => Vec::new(),
        one => vec![text(one)],
    }
}

/// A value as it is read: text without quotation marks, nothing for what is not known.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
