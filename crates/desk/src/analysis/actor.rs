use std::collections::{BTreeMap, HashMap};

use axum::extract::{Path, Query, State};
use axum::response::Response;
use record::{Actor, Key, Quote, Telling};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Store;

use super::actors::player_json;
use super::digest::{Deed, Digest, Player, Who};
use super::period::{Step, series};
use super::{answer, page_of, paged, query_of, table};
use crate::failure::Failure;
use crate::overview::{feature, row_json};
use crate::sheet::{Ask, Sheet, Twin};
use crate::state::Shared;

/// The latest events whose reports are looked through for the names that an actor goes by.
const NAMED_IN: usize = 60;
/// The latest claims and denials on the page; data have all.
const CLAIMS: usize = 20;

/// What an address asks of an actor.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// Only events with this other actor, by identifier or name, on the other side.
    with: String,
    step: String,
    page: String,
}

/// All that is held of one actor.
pub(crate) async fn page(
    State(shared): State<Shared>,
    ask: Ask,
    Path(name): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let all = ask.twin != Twin::Page;
    let made = move |store: &Store, digest: &Digest| {
        let unknown = |name: &str| Failure::unknown(format!("No event names {name}"));
        let who = digest.find(&name).ok_or_else(|| unknown(&name))?;
        let with = Some(wanted.with.trim()).filter(|name| !name.is_empty());
        let with = with.map(|name| digest.find(name).ok_or_else(|| unknown(name))).transpose()?;
        let player = digest.player(who).ok_or_else(|| unknown(&name))?;
        Dossier { store, digest, who, player, with }.sheet(&wanted, all)
    };
    answer(shared, ask, made).await
}

struct Dossier<'d> {
    store: &'d Store,
    digest: &'d Digest,
    who: Who,
    player: &'d Player,
    with: Option<Who>,
}

const HEAD: [&str; 16] = [
    "event",
    "role",
    "sub_event_type",
    "standing",
    "start_date",
    "end_date",
    "country",
    "admin1",
    "place",
    "killed_low",
    "killed_best",
    "killed_high",
    "reports",
    "outlets",
    "corroboration",
    "title",
];

impl Dossier<'_> {
    fn sheet(&self, wanted: &Wanted, all: bool) -> Result<Sheet, Failure> {
        // The latest first.
        let deeds: Vec<&Deed> = self.digest.deeds.iter().rev().filter(|deed| self.is_of(deed)).collect();
        let step = Step::named(&wanted.step).unwrap_or_default();
        let page = page_of(&wanted.page);
        let (listed, pages) = paged(&deeds, page, all);
        let events = self.events(listed)?;
        let rows = events.iter().map(|(row, deed)| self.row(row, deed)).collect::<Vec<Value>>();
        let features = events.iter().filter_map(|(row, _)| feature(row)).collect();
        let table = table(&HEAD, &rows);
        let with = self.with.and_then(|who| self.digest.player(who));
        let address =
            |page: usize| query_of(&[("with", &wanted.with), ("step", &wanted.step), ("page", &page_name(page))]);
        let (claims, claimed) = self.claims(&deeds, all)?;
        let title = self.player.actor.name.clone();
        let data = json!({
            "actor": player_json(self.digest, self.player),
            "with": with.map(|with| player_json(self.digest, with)),
            "count": deeds.len(),
            "step": step,
            "acted": series(self.digest, deeds.iter().filter(|deed| deed.by.contains(&self.who)).copied(), step),
            "targeted": series(self.digest, deeds.iter().filter(|deed| deed.to.contains(&self.who)).copied(), step),
            "dyads": self.dyads(),
            "members": self.members(),
            "claims": claims,
            "claims_in_all": claimed,
            "names": self.names(&deeds)?,
            "spellings": spellings(self.player),
            "events": rows,
            "page": page,
            "pages": pages,
            "next": address(page + 1),
            "previous": address(page.saturating_sub(1)),
        });
        Ok(Sheet::new("actor.html", title, data).table(table).features(features).lasting())
    }

    /// Whether the event is the actor's and, where another is asked for, has that one on the other side.
    fn is_of(&self, deed: &Deed) -> bool {
        match self.with {
            None => deed.has(self.who),
            Some(with) => {
                deed.by.contains(&self.who) && deed.to.contains(&with)
                    || deed.by.contains(&with) && deed.to.contains(&self.who)
            }
        }
    }

    fn events<'e>(&self, deeds: &[&'e Deed]) -> Result<Vec<(store::EventRow, &'e Deed)>, Failure> {
        let keys: Vec<Key> = deeds.iter().map(|deed| deed.key).collect();
        let by_key: HashMap<Key, &Deed> = deeds.iter().map(|deed| (deed.key, *deed)).collect();
        let rows = self.store.rows_of(&keys)?;
        Ok(rows
            .into_iter()
            .filter_map(|row| Some((by_key.get(&row.key).copied()?, row)).map(|(d, r)| (r, d)))
            .collect())
    }

    fn row(&self, row: &store::EventRow, deed: &Deed) -> Value {
        let mut json = row_json(row);
        let roles =
            [("initiator", &deed.by), ("target", &deed.to), ("claimed", &deed.claimed), ("denied", &deed.denied)];
        let roles: Vec<&str> = roles.iter().filter(|(_, all)| all.contains(&self.who)).map(|(role, _)| *role).collect();
        let names =
            |all: &[Who]| -> Vec<Value> { all.iter().filter_map(|who| self.digest.player(*who)).map(named).collect() };
        json["role"] = json!(roles);
        json["initiators"] = json!(names(&deed.by));
        json["targets"] = json!(names(&deed.to));
        json
    }

    /// Everybody on the other side of its events, those with most events first.
    fn dyads(&self) -> Vec<Value> {
        let mut others: BTreeMap<Who, [u64; 4]> = BTreeMap::new();
        for deed in self.digest.deeds.iter() {
            let killed = deed.killed()[1].unwrap_or(0);
            let mut add = |all: &[Who], at: usize| {
                for who in all {
                    let counts = others.entry(*who).or_default();
                    counts[at] += 1;
                    counts[at + 1] += killed;
                }
            };
            if deed.by.contains(&self.who) {
                add(&deed.to, 0);
            }
            if deed.to.contains(&self.who) {
                add(&deed.by, 2);
            }
        }
        let mut others: Vec<(Who, [u64; 4])> = others.into_iter().collect();
        others.sort_by_key(|(who, counts)| (std::cmp::Reverse(counts[0] + counts[2]), *who));
        let json = others.into_iter().filter_map(|(who, [did, killed, met, lost])| {
            let player = self.digest.player(who)?;
            let query = query_of(&[("with", player.handle())]);
            Some(json!({
                "name": player.actor.name, "path": player.path(), "identity": player.identity, "query": query,
                "did": did, "killed": killed, "met": met, "lost": lost,
            }))
        });
        json.collect()
    }

    /// Those that belong to it, by their records.
    fn members(&self) -> Vec<Value> {
        let name = &self.player.actor.name;
        self.digest.actors.iter().filter(|player| player.actor.ancestry.contains(name)).map(named).collect()
    }

    /// The latest claims and denials, each with the sentence and the report that tell it, and how many there are.
    fn claims(&self, deeds: &[&Deed], all: bool) -> Result<(Vec<Value>, usize), Failure> {
        let said: Vec<&&Deed> =
            deeds.iter().filter(|deed| deed.claimed.contains(&self.who) || deed.denied.contains(&self.who)).collect();
        let mut claims = Vec::new();
        for deed in said.iter().take(if all { said.len() } else { CLAIMS }) {
            let Some(event) = self.store.event(deed.key)? else { continue };
            for telling in self.store.tellings(&event.tellings)? {
                let told = &telling.event_report;
                for (what, actors) in [("claimed", &told.claimed_by), ("denied", &told.denied_by)] {
                    let own = actors.iter().find(|actor| self.is_it(actor));
                    claims.extend(own.map(|actor| claim(what, &event, &telling, actor)));
                }
            }
        }
        Ok((claims, said.len()))
    }

    fn is_it(&self, actor: &Actor) -> bool {
        match (&actor.id, &self.player.actor.id) {
            (Some(id), Some(own)) => id == own,
            _ => actor.name.to_lowercase() == self.player.actor.name.to_lowercase(),
        }
    }

    /// What reports of its latest events call it, in their own words, the commonest first.
    fn names(&self, deeds: &[&Deed]) -> Result<Value, Failure> {
        let mut names: BTreeMap<String, (usize, Value)> = BTreeMap::new();
        let mut texts: HashMap<Key, String> = HashMap::new();
        let looked: Vec<&&Deed> = deeds.iter().take(NAMED_IN).collect();
        for deed in &looked {
            let Some(event) = self.store.event(deed.key)? else { continue };
            for telling in self.store.tellings(&event.tellings)? {
                if let std::collections::hash_map::Entry::Vacant(slot) = texts.entry(telling.report) {
                    slot.insert(self.store.text_of(telling.report)?.map(|(text, _)| text).unwrap_or_default());
                }
                let text = texts.get(&telling.report).map_or("", String::as_str);
                for name in self.quoted(&telling, text) {
                    let example = || json!({ "event": deed.key, "report": telling.report, "outlets": telling.outlets });
                    names.entry(name).or_insert_with(|| (0, example())).0 += 1;
                }
            }
        }
        let mut names: Vec<(String, (usize, Value))> = names.into_iter().collect();
        names.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        let all = names
            .into_iter()
            .map(|(name, (count, example))| json!({ "name": name, "tellings": count, "example": example }));
        Ok(json!({ "names": all.collect::<Vec<_>>(), "events": looked.len(), "of": deeds.len() }))
    }

    /// The words by which an event report names it, each once.
    fn quoted(&self, telling: &Telling, text: &str) -> Vec<String> {
        let told = &telling.event_report;
        let all = [&told.initiators, &told.targets, &told.claimed_by, &told.denied_by].into_iter().flatten();
        let spans = all.filter(|actor| self.is_it(actor)).flat_map(|actor| &actor.spans);
        let words = spans.filter_map(|span| text.get(span.start..span.end)).map(publish::plain);
        let mut words: Vec<String> = words.filter(|words| !words.is_empty()).collect();
        words.sort();
        words.dedup();
        words
    }
}

fn page_name(page: usize) -> String {
    if page > 1 { page.to_string() } else { String::new() }
}

/// An actor as others name it.
pub(crate) fn named(player: &Player) -> Value {
    json!({ "name": player.actor.name, "path": player.path(), "identity": player.identity })
}

/// Its other spellings in the records of events, with in how many, the commonest first.
fn spellings(player: &Player) -> Vec<Value> {
    let mut all: Vec<(&String, &usize)> = player.spellings.iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    all.into_iter().map(|(name, count)| json!({ "name": name, "events": count })).collect()
}

fn claim(what: &str, event: &record::Event, telling: &Telling, actor: &Actor) -> Value {
    json!({
        "what": what,
        "event": event.key,
        "sub_event_type": event.sub_event_type,
        "start_date": event.date.start,
        "end_date": event.date.end,
        "published": telling.published,
        "report": telling.report,
        "report_id": telling.report_id,
        "outlets": telling.outlets,
        "sentence": sentence(telling, actor).map(|quote| publish::plain(&quote.text)),
    })
}

/// The quotation of the event report that names the actor, else its first.
fn sentence<'t>(telling: &'t Telling, actor: &Actor) -> Option<&'t Quote> {
    let evidence = &telling.event_report.evidence;
    let names =
        |quote: &&Quote| actor.spans.iter().any(|span| quote.span.start <= span.start && span.end <= quote.span.end);
    evidence.iter().find(names).or_else(|| evidence.first())
}
