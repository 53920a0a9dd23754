//! The dossier of an event: all that is held of it on one page, which can be cited and printed.

mod action;
mod figures;
mod history;
mod place;
mod telling;

use std::collections::BTreeSet;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use record::{Actor, Date, Event, Family, Key, Telling};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Found, Part, Store};

use crate::failure::Failure;
use crate::sheet::{Ask, Sheet, Table, reply};
use crate::state::{Shared, State as Desk};

pub(crate) use action::{Fields, back, merge, relinked, sent, split, undo};
pub(crate) use history::{history, state_of};
pub(crate) use place::feature;
use telling::Reports;
pub(crate) use telling::{is_graphic, parts, reviewed, typed_parts, web_address};

/// Tellings on a page at most, unless all are asked for: a page of hundreds is slow to make and to read.
const TELLINGS: usize = 24;

/// Likely merges that are offered at most.
const LIKELY: usize = 6;

/// What an address asks of a dossier.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// A day: the event as it stood at its end.
    as_of: String,
    /// What was done before the page was shown again.
    done: String,
    /// `all`: every telling, however many there are.
    tellings: String,
    /// On the page of a report: the event report of which a field is to be corrected, and the field.
    telling: String,
    field: String,
}

impl Asked {
    /// What was done before the page was shown again, if it is known: nothing else of an address comes onto the page.
    pub fn done(&self) -> Option<&'static str> {
        DONE.iter().find(|(done, _)| *done == self.done).map(|(_, words)| *words)
    }

    /// The event report and the field that are ready to be corrected; null if one of them is not known.
    pub fn ready(&self, tellings: &[Telling]) -> Value {
        let telling = tellings.iter().find(|telling| telling.key.to_string() == self.telling);
        let part = Part::from_name(&self.field).filter(|part| telling::is_typed(*part));
        let both = telling.zip(part);
        both.map_or(Value::Null, |(telling, part)| json!({ "telling": telling.key, "field": part.name() }))
    }
}

/// What a page says first after a decision.
const DONE: [(&str, &str); 5] = [
    ("merged", "Merged: this is one event now."),
    ("split", "Split: what was parted is an event of its own now."),
    ("undone", "Your last decision is taken back."),
    ("withdrawn", "The decision is taken back. It stays in the log."),
    ("corrected", "Corrected, and linked anew."),
];

/// What a key leads to.
pub(crate) enum Shown {
    /// A page.
    Sheet(Box<Sheet>),
    /// The page of this path.
    Elsewhere(String),
}

/// The dossier, or the page that goes for the key today.
pub(crate) async fn page(
    State(shared): State<Shared>,
    ask: Ask,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let found = shared.read(move |store, desk| shown(store, desk, &key, &asked)).await;
    answer(&shared, &ask, found)
}

/// A page, or the way to it: with the ending and the query of this request.
pub(crate) fn answer(shared: &Shared, ask: &Ask, found: Result<Shown, Failure>) -> Response {
    match found {
        Ok(Shown::Elsewhere(path)) => {
            let query = if ask.query.is_empty() { String::new() } else { format!("?{}", ask.query) };
            Redirect::temporary(&format!("{path}{}{query}", ask.twin.ending())).into_response()
        }
        Ok(Shown::Sheet(sheet)) => reply(shared, ask, Ok(*sheet)),
        Err(failure) => reply(shared, ask, Err(failure)),
    }
}

fn shown(store: &Store, desk: &Desk, words: &str, asked: &Asked) -> Result<Shown, Failure> {
    let (telling, event) = match store.resolve(words)? {
        Found::EventReport { key, event } => (key, event),
        Found::Report(report) => return Ok(Shown::Elsewhere(format!("/reports/{report}"))),
        Found::Tally { .. } => return Ok(Shown::Elsewhere("/tallies".to_string())),
    };
    let name = event.unwrap_or(telling);
    if name.to_string() != words {
        return Ok(Shown::Elsewhere(format!("/events/{name}")));
    }
    let held = match (asked.as_of.trim(), event) {
        ("", Some(key)) => {
            let event = store.event(key)?.ok_or_else(|| Failure::unknown(format!("{key} is no event")))?;
            let tellings = store.tellings(&event.tellings)?;
            Held { event, tellings, linked: true, as_of: None }
        }
        ("", None) => {
            let tellings = store.tellings(&[telling])?;
            let event = linkage::reconcile(&tellings);
            let event = event.ok_or_else(|| Failure::unknown(format!("{telling} no longer tells an event")))?;
            Held { event, tellings, linked: false, as_of: None }
        }
        (day, _) => as_of(store, desk, telling, day)?,
    };
    Ok(Shown::Sheet(Box::new(sheet(store, desk, &held, asked)?)))
}

fn as_of(store: &Store, desk: &Desk, telling: Key, words: &str) -> Result<Held, Failure> {
    let wrong = || Failure::asked(format!("as_of: {words:?} is not a day such as 2024-01-31"));
    let day: Date = words.parse().map_err(|_| wrong())?;
    let found = desk.program.as_of(store, telling, day).map_err(Failure::ours)?;
    let (event, tellings) = found.ok_or_else(|| Failure::unknown(format!("{telling} was not known by {day}")))?;
    Ok(Held { event, tellings, linked: true, as_of: Some(day) })
}

/// An event with its tellings, as it stands or stood.
pub(crate) struct Held {
    event: Event,
    tellings: Vec<Telling>,
    /// Whether linkage has looked at it.
    linked: bool,
    /// The day at whose end it stood so; `None` for now.
    as_of: Option<Date>,
}

fn sheet(store: &Store, desk: &Desk, held: &Held, asked: &Asked) -> Result<Sheet, Failure> {
    let Held { event, tellings, .. } = held;
    let reports = Reports::of(store, tellings)?;
    let title = format!("{} {}", event.sub_event_type.code().replace('_', " "), event.key);
    let data = json!({
        "key": event.key,
        "linked": held.linked,
        "as_of": held.as_of,
        "done": asked.done(),
        "kind": event.sub_event_type,
        "standing": event.standing,
        "sentence": sentence(event),
        "headline": reports.headline(tellings),
        "when": when(event, tellings),
        "place": place::place(event.location.as_ref(), &*desk.program),
        "initiators": actors(&event.initiators),
        "targets": actors(&event.targets),
        "weapons": event.weapons,
        "victims": event.victims,
        "claimed": claims(&event.claimed_by, tellings, |told| &told.event_report.claimed_by),
        "denied": claims(&event.denied_by, tellings, |told| &told.event_report.denied_by),
        "tolls": figures::tolls(event, tellings, &reports),
        "contradictions": event.contradictions.iter().map(|c| json!({ "field": c.field, "note": c.note })).collect::<Vec<_>>(),
        "corroboration": event.corroboration,
        "spread": spread(tellings),
        "tellings": telling::tellings(store, held, &reports, if asked.tellings == "all" { usize::MAX } else { TELLINGS })?,
        "told": tellings.len(),
        "answers": answers(store, held)?,
        "likely": if held.as_of.is_none() { likely(store, event)? } else { Value::Null },
        "history": history(store, &named_here(event, tellings), &tellings.iter().collect::<Vec<_>>())?,
        "state": state_of(store)?,
        "parts": parts(),
    });
    let cells = publish::event_cells(event, tellings);
    let table = Table { head: publish::EVENT_COLUMNS.to_vec(), rows: vec![cells] };
    let sheet = Sheet::new("event.html", title, data).json(publish::event_json(event, tellings)).lasting();
    Ok(sheet.table(table).features(vec![feature(event, tellings)]))
}

/// The keys under which something can have happened to an event.
fn named_here(event: &Event, tellings: &[Telling]) -> Vec<Key> {
    let reports = tellings.iter().map(|telling| telling.report);
    let mut keys: Vec<Key> = event.tellings.iter().copied().chain(reports).chain([event.key]).collect();
    keys.sort();
    keys.dedup();
    keys
}

/// What happened, in one plain sentence that says no more than the record.
fn sentence(event: &Event) -> String {
    let kind = event.sub_event_type.code().replace('_', " ");
    let mut letters = kind.chars();
    let mut words = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or(kind);
    let names = |actors: &[Actor]| publish::words::actors(actors, " and ");
    if !event.initiators.is_empty() {
        words.push_str(&format!(" by {}", names(&event.initiators)));
    }
    if !event.targets.is_empty() {
        let joint = if event.sub_event_type.family() == Family::Strategic { "concerning" } else { "against" };
        words.push_str(&format!(" {joint} {}", names(&event.targets)));
    }
    let place = event.location.as_ref().map(|place| format!(", {}", place::in_words(place)));
    words.push_str(&place.unwrap_or_default());
    let days = publish::words::days(&event.date).map(|days| format!(", {days}"));
    words.push_str(&days.unwrap_or_else(|| ", on a day that no report tells".to_string()));
    if let Some(toll) = event.tolls.first() {
        words.push_str(&format!("; {}", publish::toll_words(toll)));
    }
    words.push('.');
    words
}

fn when(event: &Event, tellings: &[Telling]) -> Value {
    let by = |key: &Key| {
        let telling = tellings.iter().find(|telling| telling.key == *key)?;
        Some(json!({ "key": key, "named": publish::named(telling), "report": telling.report,
                     "words": telling.event_report.date.text.as_ref().map(|words| &words.text) }))
    };
    json!({
        "start_date": event.date.start,
        "end_date": event.date.end,
        "precision": event.date.precision,
        "approximate": event.date.approximate,
        "reason": event.date.reason,
        "conflict": event.date.conflict,
        "by": event.dated_by.as_ref().and_then(by),
        "inherited": event.undated.iter().filter_map(by).collect::<Vec<_>>(),
    })
}

fn actors(actors: &[Actor]) -> Value {
    actors.iter().map(|actor| json!({ "name": actor.name, "id": actor.id, "ancestry": actor.ancestry })).collect()
}

/// Who claimed or denied it, and which event reports say so.
fn claims(all: &[Actor], tellings: &[Telling], of: impl Fn(&Telling) -> &Vec<Actor>) -> Value {
    let said_by = |actor: &Actor| {
        let saying = tellings.iter().filter(|telling| of(telling).iter().any(|other| other.name == actor.name));
        saying.map(|telling| json!({ "key": telling.key, "named": publish::named(telling) })).collect::<Vec<_>>()
    };
    all.iter().map(|actor| json!({ "name": actor.name, "by": said_by(actor) })).collect()
}

/// How many reports and outlets tell it.
fn spread(tellings: &[Telling]) -> Value {
    let mut reports: Vec<Key> = tellings.iter().map(|telling| telling.report).collect();
    reports.sort();
    reports.dedup();
    let mut outlets: Vec<&String> = tellings.iter().flat_map(|telling| &telling.outlets).collect();
    outlets.sort();
    outlets.dedup();
    json!({ "reports": reports.len(), "outlets": outlets })
}

/// What it answered, and what answered it.
fn answers(store: &Store, held: &Held) -> Result<Value, Failure> {
    let event = &held.event;
    let mut to = Vec::new();
    for answer in &event.answers {
        if let Some(line) = line(store, answer.to)? {
            to.push(line);
        } else if let Some(series) = store.series()?.into_iter().find(|series| series.key == answer.to) {
            to.push(json!({ "href": "/tallies", "words": publish::series_line(&series) }));
        }
    }
    let mut by = Vec::new();
    for key in store.answered_by(event.key)? {
        by.extend(line(store, key)?);
    }
    Ok(json!({ "to": to, "by": by }))
}

/// An event as a link; `None` if the key is no event's.
fn line(store: &Store, key: Key) -> Result<Option<Value>, Failure> {
    let today = store.event_of(key)?.unwrap_or(key);
    let event = store.event(today)?;
    Ok(event.map(|event| json!({ "href": format!("/events/{}", event.key), "key": event.key, "words": publish::event_line(&event) })))
}

/// Events that share a possible pair with this one: what it may have to be merged with.
fn likely(store: &Store, event: &Event) -> Result<Value, Failure> {
    let own: BTreeSet<Key> = event.tellings.iter().copied().collect();
    let mut pairs = store.pairs_of(&event.tellings, linkage::POSSIBLE)?;
    pairs.retain(|pair| !(own.contains(&pair.a) && own.contains(&pair.b)));
    pairs.sort_by(|a, b| b.odds.total_cmp(&a.odds));
    let mut seen = vec![event.key];
    let mut likely = Vec::new();
    for pair in pairs {
        let other = if own.contains(&pair.a) { pair.b } else { pair.a };
        let Some(other) = store.event_of(other)?.filter(|other| !seen.contains(other)) else { continue };
        seen.push(other);
        let chance = (100.0 / (1.0 + (-pair.odds).exp())).min(99.0);
        if let Some(mut line) = line(store, other)? {
            line["chance"] = json!(format!("{chance:.0}"));
            likely.push(line);
        }
        if likely.len() == LIKELY {
            break;
        }
    }
    Ok(Value::Array(likely))
}
