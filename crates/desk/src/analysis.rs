//! What a store's events come to, over actors, days and answers.

pub(crate) mod actor;
pub(crate) mod actors;
pub(crate) mod chains;
mod comparison;
mod digest;
pub(crate) mod dyads;
mod period;
mod reciprocity;
pub(crate) mod tallies;
pub(crate) mod trends;

pub(crate) use digest::Kept;

use axum::response::Response;
use record::Date;
use serde_json::Value;
use store::Store;

use crate::failure::Failure;
use crate::sheet::{Ask, Sheet, Table, reply};
use crate::state::Shared;
use digest::Digest;

/// Lines on a page of a list.
const LISTED: usize = 50;

/// Answers with what is made of the store and of the digest of its events.
async fn answer(
    shared: Shared,
    ask: Ask,
    made: impl FnOnce(&Store, &Digest) -> Result<Sheet, Failure> + Send + 'static,
) -> Response {
    let found = shared.read(move |store, desk| made(store, &*desk.digest.of(desk, store)?)).await;
    reply(&shared, &ask, found)
}

/// The number of a page in an address, from 1.
fn page_of(words: &str) -> usize {
    words.trim().parse().ok().filter(|page| *page > 0).unwrap_or(1)
}

/// The query of an address with these fields, those that are empty left out.
fn query_of(fields: &[(&str, &str)]) -> String {
    let set: Vec<_> = fields.iter().filter(|(_, value)| !value.is_empty()).collect();
    serde_urlencoded::to_string(set).unwrap_or_default()
}

/// The page of a list that is asked for, with what its links to the pages around it need. Data have all of the list.
fn paged<T>(list: &[T], page: usize, all: bool) -> (&[T], usize) {
    let pages = list.len().div_ceil(LISTED).max(1);
    let from = ((page - 1) * LISTED).min(list.len());
    let to = if all { list.len() } else { (from + LISTED).min(list.len()) };
    let listed = list.get(if all { 0 } else { from }..to).unwrap_or_default();
    (listed, pages)
}

/// A table of these fields of each row.
fn table(head: &[&'static str], rows: &[Value]) -> Table {
    let cell = |row: &Value, name: &str| match &row[name] {
        Value::Null => String::new(),
        Value::String(words) => words.clone(),
        Value::Array(list) => {
            let words = list.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_string));
            words.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    };
    let cells = |row: &Value| head.iter().map(|name| cell(row, name)).collect();
    Table { head: head.to_vec(), rows: rows.iter().map(cells).collect() }
}

/// A day of an address; `None` where it is empty.
fn day(name: &str, words: &str) -> Result<Option<Date>, Failure> {
    let words = Some(words.trim()).filter(|words| !words.is_empty());
    let wrong = |words: &str| Failure::asked(format!("{name}: {words:?} is not a day such as 2024-01-31"));
    words.map(|words| words.parse().map_err(|_| wrong(words))).transpose()
}
