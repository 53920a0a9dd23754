//! The page of a review: the question that matters most, with the keys that answer it.

use axum::extract::{Query, State};
use axum::response::Response;
use linkage::Weights;
use record::Key;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Audit, Decided, Store};

use super::{Asked, Item, Kind, Place, Question, described_decision, next, part_of, queue, shown};
use crate::failure::Failure;
use crate::sheet::{Ask, Sheet, Table, Twin, reply};
use crate::state::Shared;

/// Questions that the page's data list.
const LISTED: usize = 200;

/// What an address asks of the review, by the names of its fields; what is empty asks for nothing.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// `pairs`, `doubts`, or all.
    pub kind: String,
    /// One event alone.
    pub event: String,
    /// What comes behind this place of the order, as a page names it.
    pub after: String,
    /// One question, as a page names it.
    pub at: String,
}

impl Wanted {
    /// What is asked of the queue.
    pub fn asked(&self, limit: usize) -> Result<Asked, Failure> {
        let kind = match self.kind.as_str() {
            "" | "all" => Kind::All,
            "pairs" => Kind::Pairs,
            "doubts" => Kind::Doubts,
            other => return Err(Failure::asked(format!("kind: {other:?} is not one of all, pairs, doubts"))),
        };
        let event = some(&self.event).map(|words| words.parse::<Key>());
        let event = event.transpose().map_err(|_| Failure::asked(format!("event: {:?} is no key", self.event)))?;
        let after = some(&self.after).map(|words| place(words).ok_or_else(|| Failure::asked("after: is no place")));
        Ok(Asked { kind, event, after: after.transpose()?, above: None, limit })
    }

    /// Of how many questions are left those that are asked about; `None` where that is not counted.
    pub fn left(&self, counted: Option<(usize, usize)>) -> Option<usize> {
        let (doubts, pairs) = counted.filter(|_| self.event.is_empty())?;
        Some(match self.kind.as_str() {
            "pairs" => pairs,
            "doubts" => doubts,
            _ => doubts + pairs,
        })
    }

    /// The address of the review with the same filter, behind a place of the order.
    pub fn address(&self, after: &str) -> String {
        let set: Vec<(&str, &str)> = [("kind", &*self.kind), ("event", &*self.event), ("after", after)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let query = serde_urlencoded::to_string(set).unwrap_or_default();
        if query.is_empty() { "/review".to_string() } else { format!("/review?{query}") }
    }
}

pub(super) fn some(words: &str) -> Option<&str> {
    Some(words.trim()).filter(|words| !words.is_empty())
}

/// A place of the order as an address has it.
fn place_words(place: &Place) -> String {
    let Place { weight, killed, event, id, first, second, part } = place;
    format!("{weight}~{killed}~{event}~{id}~{first}~{second}~{part}")
}

fn place(words: &str) -> Option<Place> {
    let mut parts = words.split('~');
    let mut part = || parts.next();
    Some(Place {
        weight: part()?.parse().ok().filter(|weight: &f64| weight.is_finite())?,
        killed: part()?.parse().ok()?,
        event: part()?.parse().ok()?,
        id: part()?.parse().ok()?,
        first: part()?.parse().ok()?,
        second: part()?.parse().ok()?,
        part: part()?.parse().ok()?,
    })
}

/// The question that a name stands for; `None` if it no longer asks anything.
pub(super) fn named(store: &Store, name: &str) -> Result<Option<Item>, Failure> {
    let unknown = || Failure::asked(format!("{name:?} is no question"));
    let parts: Vec<&str> = name.splitn(3, '-').collect();
    let key = |words: &str| words.parse::<Key>().map_err(|_| unknown());
    match parts[..] {
        ["pair", a, b] => {
            let (a, b) = (key(a)?, key(b)?);
            let event = store.event_of(a)?.map(|event| store.event(event)).transpose()?.flatten();
            let told = event.and_then(|event| queue::contradiction(&event));
            let pair = Item::Pair { a: a.min(b), b: a.max(b), note: None };
            Ok(Some(told.filter(|told| told.same_question(&pair)).unwrap_or(pair)))
        }
        ["doubt", of, part] => {
            let of = key(of)?;
            let Some(telling) = store.tellings(&[of])?.pop() else { return Ok(None) };
            let event = &telling.event_report;
            let about = |doubt: &&record::Doubt| part_of(doubt, event).is_some_and(|known| known.name() == part);
            Ok(event.doubts.iter().find(about).map(|doubt| Item::Doubt { of, doubt: doubt.clone() }))
        }
        _ => Err(unknown()),
    }
}

/// What an edit that was not taken shows again.
#[derive(Clone, Debug, Default)]
pub(super) struct Again {
    pub words: String,
    pub side: usize,
    pub said: String,
    pub question: String,
    pub options: Vec<String>,
    pub chosen: String,
}

/// One question a page.
pub(crate) async fn page(State(shared): State<Shared>, ask: Ask, Query(wanted): Query<Wanted>) -> Response {
    let left = wanted.left(shared.open_questions().await);
    let (by, listed) = (ask.reviewer.clone(), ask.twin != Twin::Page);
    let found =
        shared.read(
            move |store, _| {
                if listed { list(store, &wanted) } else { sheet(store, &wanted, &by, left, &Again::default()) }
            },
        );
    let found = found.await;
    reply(&shared, &ask, found)
}

/// The page of a question.
pub(super) fn sheet(
    store: &Store,
    wanted: &Wanted,
    by: &str,
    left: Option<usize>,
    again: &Again,
) -> Result<Sheet, Failure> {
    let weights = Weights::embedded();
    let mut after = wanted.after.clone();
    let mut found = None;
    if let Some(name) = some(&wanted.at) {
        let item = named(store, name)?;
        found = item.map(|item| Ok::<_, Failure>((Question::of(store, &weights, &item)?, item))).transpose()?;
    } else {
        // What a decision of this moment settled may still be in the order: it is passed over.
        for waiting in next(store, &wanted.asked(8)?)? {
            after = place_words(&waiting.place);
            if let Some(question) = Question::of(store, &weights, &waiting.item)? {
                found = Some((Some(question), waiting.item));
                break;
            }
        }
    }
    let found = found.and_then(|(question, item)| Some((question?, item)));
    let mut data = json!({ "wanted": wanted, "item": null, "left": left, "next": wanted.address(&after), "start": wanted.address("") });
    data["after"] = json!(after);
    let today = Audit { by: Some(by.to_string()), day: Some(today()), holding: true };
    data["decided"] = json!(store.count_decisions(&today)?);
    data["last"] = last(store, by)?;
    if let Some((question, item)) = &found {
        data["item"] = json!(shown::name_of(item, Some(question)));
        data["shown"] = shown::question(store, question)?;
        let keys = question.keys();
        data["keys"] = keys
            .iter()
            .map(|(key, does)| json!({ "key": key, "does": does, "proposed": *key == question.proposed() }))
            .collect();
        data["again"] = json!({
            "words": again.words, "side": again.side, "said": again.said, "question": again.question,
            "options": again.options, "chosen": again.chosen,
        });
    }
    let title = data["shown"]["question"].as_str().unwrap_or("Review").to_string();
    Ok(Sheet::new("review.html", title, data).table(Table::default()))
}

/// What this person decided last and still holds.
fn last(store: &Store, by: &str) -> Result<Value, Failure> {
    let audit = Audit { by: Some(by.to_string()), day: None, holding: true };
    let last = store.decisions(&audit, 1, 0)?.pop();
    Ok(last.as_ref().map_or(Value::Null, |decided| json!({ "words": described_decision(decided), "at": at(decided) })))
}

pub(super) fn at(decided: &Decided) -> String {
    let at = match decided {
        Decided::Judged(judged) => judged.at,
        Decided::Edited(edit) => edit.at,
    };
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

pub(super) fn today() -> record::Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// What waits, as data.
fn list(store: &Store, wanted: &Wanted) -> Result<Sheet, Failure> {
    let waiting = next(store, &wanted.asked(LISTED)?)?;
    let mut rows = Vec::new();
    let mut questions = Vec::new();
    for (rank, waiting) in waiting.iter().enumerate() {
        let (kind, a, b, why) = match &waiting.item {
            Item::Pair { a, b, note } => ("pair", a.to_string(), b.to_string(), note.clone().unwrap_or_default()),
            Item::Doubt { of, doubt } => ("doubt", of.to_string(), String::new(), publish::doubt_line(doubt)),
        };
        let weight = format!("{:.3}", waiting.place.weight);
        let event = waiting.place.event.to_string();
        questions.push(json!({
            "rank": rank + 1, "kind": kind, "event": event, "event_report": a, "other": some(&b), "why": some(&why),
            "weight": waiting.place.weight,
        }));
        rows.push(vec![(rank + 1).to_string(), kind.to_string(), event, a, b, why, weight]);
    }
    let head = vec!["rank", "kind", "event", "event_report", "other", "why", "weight"];
    Ok(Sheet::new("review.html", "Review", json!({ "questions": questions })).table(Table { head, rows }))
}
