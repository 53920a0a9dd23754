//! Where things happen and who is there: countries, towns and actors of the codebook, with villages added.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use record::{Actor, LatLon};
use serde::Deserialize;

use super::random::{Random, Shares};

/// Most towns of a conflict that the gazetteer gives, and least with invented villages.
const TOWNS: (usize, usize) = (2500, 400);

/// What an actor is in a conflict, as `world.toml` writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Forces,
    Police,
    Civilians,
    Protesters,
    Rioters,
    Armed,
}

/// An actor with the words that reports have for it.
pub struct Party {
    pub role: Role,
    pub actor: Actor,
    pub said: Vec<String>,
    /// What it belongs to, with its own words; `None` for most.
    pub parent: Option<Actor>,
}

pub struct Town {
    pub name: String,
    pub division: usize,
    pub point: LatLon,
    /// Whether a gazetteer knows it.
    pub known: bool,
}

/// A country in conflict.
pub struct Conflict {
    pub code: String,
    pub country: String,
    pub divisions: Vec<String>,
    /// The largest first.
    pub towns: Vec<Town>,
    pub by_division: Vec<Vec<usize>>,
    pub town_shares: Shares,
    pub division_shares: Vec<f64>,
    pub parties: Vec<Party>,
}

#[derive(Deserialize)]
pub struct Belligerent {
    pub country: String,
    pub against: Option<String>,
}

impl Conflict {
    /// Numbers of the parties with a role, those that act most first.
    pub fn with_role(&self, role: Role) -> Vec<usize> {
        (0..self.parties.len()).filter(|&i| self.parties[i].role == role).collect()
    }
}

/// The conflicts of a list, in its order.
pub fn conflicts(list: &[Belligerent]) -> Vec<Conflict> {
    let sources = Sources::read();
    list.iter().enumerate().map(|(rank, one)| sources.conflict(rank, one)).collect()
}

/// What the codebook has.
struct Sources {
    countries: BTreeMap<String, toml::Table>,
    actors: BTreeMap<String, toml::Table>,
    towns: BTreeMap<String, Vec<(u64, Town, String)>>,
}

fn codebook() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../codebook")
}

fn words(table: &toml::Table, key: &str) -> Vec<String> {
    let list = table.get(key).and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(toml::Value::as_str).map(str::to_string).collect()
}

fn word<'a>(table: &'a toml::Table, key: &str) -> &'a str {
    table.get(key).and_then(toml::Value::as_str).unwrap_or_default()
}

impl Sources {
    fn read() -> Sources {
        let (mut countries, mut actors) = (BTreeMap::new(), BTreeMap::new());
        let folder = fs::read_dir(codebook().join("actor")).expect("the codebook has actors");
        for file in folder.map(|entry| entry.expect("the codebook can be read").path()) {
            let text = fs::read_to_string(&file).expect("the codebook can be read");
            let table: toml::Table = text.parse().expect("the codebook is sound");
            let list = |key: &str| table.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
            let tables = |key: &str| list(key).into_iter().filter_map(|entry| entry.as_table().cloned()).collect();
            let (found, states): (Vec<toml::Table>, Vec<toml::Table>) = (tables("actor"), tables("country"));
            actors.extend(found.into_iter().map(|actor| (word(&actor, "id").to_string(), actor)));
            countries.extend(states.into_iter().map(|state| (word(&state, "code").to_string(), state)));
        }
        Sources { countries, actors, towns: towns() }
    }

    fn conflict(&self, rank: usize, one: &Belligerent) -> Conflict {
        let mut random = Random::of(&[7, rank as u64]);
        let empty = Vec::new();
        let known = self.towns.get(&one.country).unwrap_or(&empty);
        let mut divisions: Vec<String> = known.iter().map(|(_, _, division)| division.clone()).collect();
        divisions.sort();
        divisions.dedup();
        let place = |name: &String| divisions.binary_search(name).unwrap_or_default();
        let towns = known.iter().take(TOWNS.0).map(|(_, town, division)| Town {
            name: town.name.clone(),
            division: place(division),
            point: town.point,
            known: true,
        });
        let mut towns: Vec<Town> = towns.collect();
        let least = TOWNS.1.max(6000 / (rank + 1));
        while towns.len() < least {
            towns.push(village(&towns, &mut random));
        }
        let town_shares = Shares::zipf(towns.len(), 0.75);
        let mut division_shares = vec![0.0; divisions.len()];
        let mut by_division = vec![Vec::new(); divisions.len()];
        for (i, town) in towns.iter().enumerate() {
            division_shares[town.division] += town_shares.of(i);
            by_division[town.division].push(i);
        }
        let country = word(&self.countries[&one.country], "name").to_string();
        let parties = self.parties(one, &country);
        Conflict {
            code: one.country.clone(),
            country,
            divisions,
            towns,
            by_division,
            town_shares,
            division_shares,
            parties,
        }
    }

    fn parties(&self, one: &Belligerent, country: &str) -> Vec<Party> {
        let mut parties = vec![self.forces(&one.country)];
        parties.extend(one.against.iter().map(|code| self.forces(code)));
        let people = |role: Role, name: String, said: &[&str]| Party {
            role,
            actor: actor(name, said.iter().map(|word| word.to_string()).collect()),
            said: said.iter().map(|word| word.to_string()).collect(),
            parent: None,
        };
        parties.push(people(Role::Police, format!("Police Forces of {country}"), &["police", "police officers"]));
        parties.push(people(
            Role::Civilians,
            format!("Civilians ({country})"),
            &["villagers", "residents", "civilians"],
        ));
        parties.push(people(Role::Protesters, format!("Protesters ({country})"), &["protesters", "demonstrators"]));
        parties.push(people(Role::Rioters, format!("Rioters ({country})"), &["a mob", "an angry crowd"]));
        let armed = self.actors.values().filter(|entry| {
            word(entry, "country") == one.country && ["rebel", "militia"].contains(&word(entry, "kind"))
        });
        parties.extend(armed.map(|entry| self.armed(entry)));
        if !parties.iter().any(|party| party.role == Role::Armed) {
            let name = format!("{country} Liberation Front");
            parties.push(Party {
                role: Role::Armed,
                said: vec![name.clone()],
                actor: actor(name, Vec::new()),
                parent: None,
            });
        }
        parties
    }

    fn forces(&self, code: &str) -> Party {
        let country = &self.countries[code];
        let name = word(country, "name");
        let mut said = vec![format!("the army of {name}"), format!("{name}'s military")];
        said.extend(words(country, "military").into_iter().take(2).map(|force| format!("the {force}")));
        let aliases = said.iter().take(2).cloned().collect();
        Party { role: Role::Forces, actor: actor(format!("Military Forces of {name}"), aliases), said, parent: None }
    }

    fn armed(&self, entry: &toml::Table) -> Party {
        let parent = self.parents(entry).first().and_then(|id| self.actors.get(id)).map(|entry| self.registered(entry));
        let actor = self.registered(entry);
        let mut said = vec![actor.name.clone(), format!("fighters of {}", actor.name)];
        said.extend(actor.aliases.iter().take(2).cloned());
        Party { role: Role::Armed, actor, said, parent }
    }

    fn registered(&self, entry: &toml::Table) -> Actor {
        let mut ancestry = Vec::new();
        let mut next = self.parents(entry);
        while let Some(parent) = next.first().and_then(|id| self.actors.get(id)).filter(|_| ancestry.len() < 4) {
            ancestry.push(word(parent, "name").to_string());
            next = self.parents(parent);
        }
        let id = Some(word(entry, "id").to_string());
        let aliases = words(entry, "aliases").into_iter().take(4).collect();
        Actor { name: word(entry, "name").to_string(), aliases, id, ancestry, spans: Vec::new() }
    }

    fn parents(&self, entry: &toml::Table) -> Vec<String> {
        let list = entry.get("parents").and_then(toml::Value::as_array);
        let id = |parent: &toml::Value| match parent {
            toml::Value::Table(table) => word(table, "id").to_string(),
            other => other.as_str().unwrap_or_default().to_string(),
        };
        list.into_iter().flatten().map(id).collect()
    }
}

/// An actor without an entry in the registry.
pub fn actor(name: String, aliases: Vec<String>) -> Actor {
    Actor { name, aliases, id: None, ancestry: Vec::new(), spans: Vec::new() }
}

/// The towns of the gazetteer by country, the largest first, with their divisions.
fn towns() -> BTreeMap<String, Vec<(u64, Town, String)>> {
    let text = fs::read_to_string(codebook().join("place/places.tsv")).expect("the codebook has places");
    let mut towns: BTreeMap<String, Vec<(u64, Town, String)>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, name, _, kind, country, division, _, lat, lon, people] = cells[..] else { continue };
        let (Ok(lat), Ok(lon)) = (lat.parse(), lon.parse()) else { continue };
        if !["city", "town", "village"].contains(&kind) || division.is_empty() {
            continue;
        }
        let town = Town { name: name.to_string(), division: 0, point: LatLon { lat, lon }, known: true };
        let people = people.parse().unwrap_or(0);
        towns.entry(country.to_string()).or_default().push((people, town, division.to_string()));
    }
    towns.values_mut().for_each(|list| list.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name))));
    towns
}

/// A village by a town, its name made of the names of two others.
fn village(towns: &[Town], random: &mut Random) -> Town {
    let letters = |name: &str| -> Vec<char> { name.split([' ', '-']).next().unwrap_or(name).chars().collect() };
    let (first, last) = (letters(&random.pick(towns).name), letters(&random.pick(towns).name));
    let first: String = first.iter().take(first.len().div_ceil(2)).collect();
    let last: String = last.iter().skip(last.len() / 2).collect();
    let by = random.pick(towns);
    let point =
        LatLon { lat: by.point.lat + random.between(-0.25, 0.25), lon: by.point.lon + random.between(-0.25, 0.25) };
    Town { name: format!("{first}{}", last.to_lowercase()), division: by.division, point, known: random.chance(0.6) }
}
