use axum::extract::{Path, Query, State};
use axum::response::Response;
use linkage::{OwnCount, own_count};
use record::{Date, Figure, Key, Outcome, ReportedTally, Series};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Found, Store};

use super::digest::Digest;
use super::{answer, page_of, paged, query_of, table};
use crate::failure::Failure;
use crate::sheet::{Ask, Sheet, Twin};
use crate::state::Shared;

/// Events that a page lists for one count; data have all.
const SHOWN: usize = 20;

/// What an address asks of the series.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// Letters of what is counted, of an actor or of the area.
    text: String,
    page: String,
}

/// Every series of running totals.
pub(crate) async fn page(State(shared): State<Shared>, ask: Ask, Query(wanted): Query<Wanted>) -> Response {
    let all = ask.twin != Twin::Page;
    answer(shared, ask, move |store, digest| list(store, digest, &wanted, all)).await
}

/// One series.
pub(crate) async fn one(State(shared): State<Shared>, ask: Ask, Path(key): Path<String>) -> Response {
    let all = ask.twin != Twin::Page;
    answer(shared, ask, move |store, digest| single(store, digest, &key, all)).await
}

const HEAD: [&str; 14] = [
    "series",
    "what",
    "initiators",
    "targets",
    "area",
    "tallies",
    "first_told",
    "last_told",
    "last_min",
    "last_max",
    "unit",
    "own",
    "own_events",
    "sentence",
];

fn list(store: &Store, digest: &Digest, wanted: &Wanted, all: bool) -> Result<Sheet, Failure> {
    let mut series = store.series()?;
    let letters = wanted.text.trim().to_lowercase();
    series.retain(|series| {
        let words = [&series.what].into_iter().chain(&series.initiators).chain(&series.targets).chain(&series.area);
        letters.is_empty() || words.into_iter().any(|words| words.to_lowercase().contains(&letters))
    });
    let told = |series: &Series| series.tallies.iter().filter_map(|tally| tally.published).max();
    series.sort_by_key(|series| (std::cmp::Reverse((series.tallies.len(), told(series))), series.key));
    let page = page_of(&wanted.page);
    let (listed, pages) = paged(&series, page, all);
    let counted = digest.counted();
    let rows: Vec<Value> =
        listed.iter().map(|series| row(digest, series, own_count(series, &counted).last())).collect();
    let table = table(&HEAD, &rows);
    let address = |page: usize| {
        let page = if page > 1 { page.to_string() } else { String::new() };
        query_of(&[("text", &wanted.text), ("page", &page)])
    };
    let data = json!({
        "count": series.len(), "filter": wanted, "series": rows, "page": page, "pages": pages,
        "next": address(page + 1), "previous": address(page.saturating_sub(1)),
    });
    Ok(Sheet::new("tallies.html", "Tallies", data).table(table).lasting())
}

fn row(digest: &Digest, series: &Series, own: Option<&OwnCount>) -> Value {
    let days: Vec<Date> = series.tallies.iter().filter_map(|tally| tally.published).collect();
    let last = series.tallies.last().map(|tally| tally.tally.figure);
    let mut row = head(series);
    row["tallies"] = json!(series.tallies.len());
    row["first_told"] = json!(days.iter().min());
    row["last_told"] = json!(days.iter().max());
    row["last_min"] = json!(last.and_then(|figure| figure.min));
    row["last_max"] = json!(last.and_then(|figure| figure.max));
    row["last"] = json!(last.map(words));
    let sentence = series.tallies.last().and_then(|told| told.tally.evidence.first());
    row["sentence"] = json!(sentence.map(|quote| publish::plain(&quote.text)));
    row["unit"] = json!(Unit::of(&series.what));
    row["own"] = json!(own.and_then(|own| Unit::of(&series.what).own(digest, own)));
    row["own_events"] = json!(own.and_then(|own| Unit::Events.own(digest, own)));
    row
}

fn head(series: &Series) -> Value {
    json!({
        "series": series.key, "what": series.what, "initiators": series.initiators, "targets": series.targets,
        "area": series.area,
    })
}

/// "at least 40".
fn words(figure: Figure) -> String {
    publish::figure(figure)
}

const TOLD: [&str; 13] = [
    "tally",
    "published",
    "report",
    "outlets",
    "figure",
    "min",
    "max",
    "source",
    "from",
    "to",
    "own",
    "own_events",
    "by_others",
];

fn single(store: &Store, digest: &Digest, key: &str, all: bool) -> Result<Sheet, Failure> {
    let none = || Failure::unknown(format!("No running total goes by {key}"));
    let Found::Tally { series: Some(found), .. } = store.resolve(key)? else { return Err(none()) };
    let series = store.series()?.into_iter().find(|series| series.key == found).ok_or_else(none)?;
    let own = own_count(&series, &digest.counted());
    let rows: Vec<Value> =
        series.tallies.iter().zip(&own).map(|(told, own)| told_json(digest, told, own, all)).collect();
    let table = table(&TOLD, &rows);
    let events: Vec<Key> = own.last().map(|own| own.events.clone()).unwrap_or_default();
    let shown: Vec<Key> = events.iter().rev().take(if all { events.len() } else { SHOWN }).copied().collect();
    let listed = store.rows_of(&shown)?;
    let mut data = head(&series);
    data["tallies"] = json!(rows);
    data["counted"] = json!(listed.iter().map(crate::overview::row_json).collect::<Vec<_>>());
    data["counted_in_all"] = json!(events.len());
    data["unit"] = json!(Unit::of(&series.what));
    let features = listed.iter().filter_map(crate::overview::feature).collect();
    Ok(Sheet::new("tally.html", title(&series), data).table(table).features(features).lasting())
}

fn title(series: &Series) -> String {
    let area = series.area.as_ref().map(|area| format!(", {area}")).unwrap_or_default();
    format!("{}{area}: a running total", series.what)
}

/// What of the store's own events goes beside a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Unit {
    /// How many events there are.
    Events,
    /// How many were killed in them, by the figures that the rule takes.
    Killed,
    /// Nothing: it counts people of whom events are not summed up.
    Neither,
}

impl Unit {
    fn of(what: &str) -> Unit {
        match Outcome::from_code(what) {
            None => Unit::Events,
            Some(Outcome::Killed) => Unit::Killed,
            Some(_) => Unit::Neither,
        }
    }

    /// The store's own number; `None` where nothing could be counted.
    fn own(self, digest: &Digest, own: &OwnCount) -> Option<u64> {
        own.from.and(own.to)?;
        match self {
            Unit::Events => Some(own.events.len() as u64),
            Unit::Killed => Some(own.events.iter().filter_map(|event| digest.deed(*event)?.killed()[1]).sum()),
            Unit::Neither => None,
        }
    }
}

fn told_json(digest: &Digest, told: &ReportedTally, own: &OwnCount, all: bool) -> Value {
    let tally = &told.tally;
    let is_known = own.from.is_some() && own.to.is_some();
    let events: &[Key] = if all { &own.events } else { &[] };
    json!({
        "tally": told.key,
        "published": told.published,
        "report": told.report,
        "report_id": told.report_id,
        "outlets": told.outlets,
        "figure": words(tally.figure),
        "min": tally.figure.min,
        "max": tally.figure.max,
        "source": tally.source.as_ref().map(|source| publish::plain(&source.text)),
        "sentences": tally.evidence.iter().map(|quote| publish::plain(&quote.text)).collect::<Vec<_>>(),
        "from": own.from,
        "to": own.to,
        "own": Unit::of(&tally.what).own(digest, own),
        "own_events": is_known.then_some(own.events.len()),
        "by_others": is_known.then_some(own.by_others.len()),
        "events": events,
    })
}
