use std::collections::{BTreeMap, HashMap};

use axum::extract::{Query, State};
use axum::response::Response;
use record::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::actor::named;
use super::digest::{Deed, Digest, Who};
use super::{answer, page_of, paged, query_of, table};
use crate::failure::Failure;
use crate::sheet::{Ask, Sheet, Twin};
use crate::state::Shared;

/// Actors on each side of the matrix.
const BUSIEST: usize = 12;
/// Shades of the matrix.
const SHADES: f64 = 5.0;

/// What an address asks of the dyads.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Wanted {
    from: String,
    to: String,
    country: String,
    /// "yes": those whom nobody identified count as an actor too.
    unidentified: String,
    page: String,
}

/// Who strikes whom.
pub(crate) async fn page(State(shared): State<Shared>, ask: Ask, Query(wanted): Query<Wanted>) -> Response {
    let all = ask.twin != Twin::Page;
    answer(shared, ask, move |_, digest| sheet(digest, &wanted, all)).await
}

/// What one did to another.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    events: usize,
    killed: u64,
    days: Option<(Date, Date)>,
}

const HEAD: [&str; 6] = ["initiator", "target", "events", "killed", "first_day", "last_day"];

fn sheet(digest: &Digest, wanted: &Wanted, all: bool) -> Result<Sheet, Failure> {
    let counts = counts(digest, wanted)?;
    let mut dyads: Vec<((Who, Who), Count)> = counts.iter().map(|(dyad, count)| (*dyad, *count)).collect();
    dyads.sort_by_key(|(dyad, count)| (std::cmp::Reverse((count.events, count.killed)), *dyad));
    let page = page_of(&wanted.page);
    let (listed, pages) = paged(&dyads, page, all);
    let rows: Vec<Value> = listed.iter().filter_map(|(dyad, count)| row(digest, *dyad, count)).collect();
    let table = table(&HEAD, &rows);
    let address = |page: usize| {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let Wanted { from, to, country, unidentified, .. } = wanted;
        query_of(&[("from", from), ("to", to), ("country", country), ("unidentified", unidentified), ("page", &page)])
    };
    let data = json!({
        "filter": wanted,
        "count": dyads.len(),
        "matrix": matrix(digest, &counts),
        "dyads": rows,
        "page": page,
        "pages": pages,
        "next": address(page + 1),
        "previous": address(page.saturating_sub(1)),
    });
    Ok(Sheet::new("dyads.html", "Who strikes whom", data).table(table).lasting())
}

fn counts(digest: &Digest, wanted: &Wanted) -> Result<HashMap<(Who, Who), Count>, Failure> {
    let (from, to) = (super::day("from", &wanted.from)?, super::day("to", &wanted.to)?);
    let country = Some(wanted.country.trim().to_uppercase()).filter(|country| !country.is_empty());
    let within = |deed: &Deed| match deed.days {
        Some((first, last)) => from.is_none_or(|from| last >= from) && to.is_none_or(|to| first <= to),
        None => from.is_none() && to.is_none(),
    };
    let known = |who: &&Who| {
        let player = digest.player(**who);
        wanted.unidentified == "yes" || player.is_some_and(|player| player.identity != linkage::Identity::Unidentified)
    };
    let mut counts: HashMap<(Who, Who), Count> = HashMap::new();
    for deed in digest.deeds.iter().filter(|deed| within(deed)) {
        if country.is_some() && digest.country(deed) != country.as_deref() {
            continue;
        }
        for by in deed.by.iter().filter(known) {
            for to in deed.to.iter().filter(known) {
                counts.entry((*by, *to)).or_default().add(deed);
            }
        }
    }
    Ok(counts)
}

impl Count {
    fn add(&mut self, deed: &Deed) {
        self.events += 1;
        self.killed += deed.killed()[1].unwrap_or(0);
        if let Some((first, last)) = deed.days {
            let (from, to) = self.days.unwrap_or((first, last));
            self.days = Some((from.min(first), to.max(last)));
        }
    }
}

fn row(digest: &Digest, (by, to): (Who, Who), count: &Count) -> Option<Value> {
    let (by, to) = (digest.player(by)?, digest.player(to)?);
    Some(json!({
        "initiator": by.actor.name,
        "target": to.actor.name,
        "by": named(by),
        "to": named(to),
        "query": query_of(&[("with", to.handle())]),
        "events": count.events,
        "killed": count.killed,
        "first_day": count.days.map(|(first, _)| first),
        "last_day": count.days.map(|(_, last)| last),
    }))
}

/// The busiest initiators down and their most frequent targets across, with a shade for each count: each step is as many times the
/// last.
fn matrix(digest: &Digest, counts: &HashMap<(Who, Who), Count>) -> Value {
    let busiest = |side: fn(&(Who, Who)) -> Who, among: &dyn Fn(&(Who, Who)) -> bool| {
        let mut sums: BTreeMap<Who, usize> = BTreeMap::new();
        let all = counts.iter().filter(|(dyad, _)| among(dyad));
        all.for_each(|(dyad, count)| *sums.entry(side(dyad)).or_default() += count.events);
        let mut sums: Vec<(Who, usize)> = sums.into_iter().collect();
        sums.sort_by_key(|(who, events)| (std::cmp::Reverse(*events), *who));
        sums.into_iter().take(BUSIEST).map(|(who, _)| who).collect::<Vec<Who>>()
    };
    let down = busiest(|(by, _)| *by, &|_| true);
    let across = busiest(|(_, to)| *to, &|(by, _)| down.contains(by));
    let most = counts.values().map(|count| count.events).max().unwrap_or(1).max(2) as f64;
    let shade = |events: usize| (1.0 + (SHADES - 1.0) * (events as f64).ln() / most.ln()).round();
    let cell = |by: Who, to: Who| {
        let count = counts.get(&(by, to)).copied().unwrap_or_default();
        let shade = if count.events == 0 { 0.0 } else { shade(count.events) };
        let query = digest.player(to).map(|to| query_of(&[("with", to.handle())]));
        json!({ "events": count.events, "killed": count.killed, "shade": shade, "query": query })
    };
    let rows = down.iter().filter_map(|by| {
        let cells: Vec<Value> = across.iter().map(|to| cell(*by, *to)).collect();
        Some(json!({ "by": named(digest.player(*by)?), "cells": cells }))
    });
    let heads: Vec<Value> = across.iter().filter_map(|to| digest.player(*to)).map(named).collect();
    json!({ "across": heads, "rows": rows.collect::<Vec<_>>() })
}
