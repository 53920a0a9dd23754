//! Map, timeline and list of events, which one set of filters holds together.

mod bounds;
mod chips;
mod map;
mod names;
mod outlines;
mod rows;
mod timeline;
mod wanted;

use axum::extract::{Query, State};
use axum::response::Response;
use record::{Family, Grade, Standing, SubEventType};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{EventRow, Order, Store};

use crate::failure::Failure;
use crate::filter::{Filter, ORDERS};
use crate::sheet::{Ask, Sheet, Twin, reply};
use crate::state::{Shared, State as Desk};

pub use bounds::Bounds;
pub(crate) use names::{labels, suggest};
pub(crate) use outlines::{Line, Outlines, day_number};
pub(crate) use rows::{feature, row_json};
pub(crate) use wanted::{Known, Review, Wanted};

use timeline::Timeline;

/// Events on a page of the list.
const LISTED: usize = 50;

/// Map, timeline and list of the events that fit.
pub(crate) async fn page(State(shared): State<Shared>, ask: Ask, Query(filter): Query<Filter>) -> Response {
    let twin = ask.twin;
    let found = shared.read(move |store, desk| overview(store, desk, &filter, twin)).await;
    reply(&shared, &ask, found)
}

fn overview(store: &Store, desk: &Desk, filter: &Filter, twin: Twin) -> Result<Sheet, Failure> {
    let wanted = filter.wanted()?;
    let outlines = desk.outlines(store)?;
    let found = Found::of(&outlines, store, &wanted)?;
    let page = filter.page()?;
    let listed = match twin {
        Twin::Page => found.listed(wanted.order, (page - 1) * LISTED, LISTED),
        _ => found.listed(wanted.order, 0, filter.limit()?.unwrap_or(usize::MAX)),
    };
    let rows = store.rows(&listed)?;
    let listed = match twin {
        Twin::Page => rows.iter().map(|row| with_sides(store, row)).collect::<Result<Vec<Value>, Failure>>()?,
        Twin::Json => rows.iter().map(row_json).collect(),
        Twin::Csv | Twin::GeoJson => Vec::new(),
    };
    let data = || {
        json!({
            "count": found.shown.len(),
            "totals": found.totals(&outlines),
            "hidden": { "undated": found.undated, "unplaced": found.unplaced },
            "timeline": Timeline::of(&found.any_day, wanted.from, wanted.to),
            "whole": if wanted.from.or(wanted.to).is_some() { Timeline::of(&found.any_day, None, None) } else { None },
            "filter": filter,
            "chips": chips::of(filter, &|code| desk.program.country_name(code)),
            "without": { "days": filter.without(&["from", "to"]), "bounds": filter.without(&["bounds"]) },
            "address": filter.without(&[]),
            "unordered": filter.without(&["order"]),
            "events": listed,
            "page": page,
            "pages": found.shown.len().div_ceil(LISTED).max(1),
            "next": filter.address(page + 1),
            "previous": filter.address(page.saturating_sub(1)),
            "choices": choices(&outlines, desk),
        })
    };
    let sheet = |data| Sheet::new("events.html", "Events", data).lasting();
    Ok(match twin {
        Twin::Page | Twin::Json => sheet(data()).table(Default::default()).features(Vec::new()),
        Twin::Csv => sheet(Value::Null).table(rows::table(&rows)),
        Twin::GeoJson => sheet(Value::Null).features(rows.iter().filter_map(rows::feature).collect()),
    })
}

/// A line of the list with who did it to whom, which is read event by event: for one page of them.
fn with_sides(store: &Store, row: &EventRow) -> Result<Value, Failure> {
    let mut line = row_json(row);
    let sides = store.event(row.key)?.map(|event| publish::sides(&event.initiators, &event.targets));
    line["sides"] = json!(sides);
    Ok(line)
}

/// What fits.
struct Found<'o> {
    /// By all filters, in the order of their days.
    shown: Vec<&'o Line>,
    /// By all but the days.
    any_day: Vec<&'o Line>,
    /// By all but the bounds of the map.
    anywhere: Vec<&'o Line>,
    /// How many days leave out only as they have none.
    undated: usize,
    /// How many bounds leave out only as nobody knows their spot.
    unplaced: usize,
}

impl<'o> Found<'o> {
    fn of(outlines: &'o Outlines, store: &Store, wanted: &Wanted) -> Result<Found<'o>, Failure> {
        let (mut shown, mut any_day, mut anywhere) = (Vec::new(), Vec::new(), Vec::new());
        let (mut undated, mut unplaced) = (0, 0);
        outlines.fitting(store, wanted, |line, within| {
            if within.days && within.bounds {
                shown.push(line);
            }
            if within.bounds {
                any_day.push(line);
                undated += usize::from(!within.days && line.days.is_none());
            }
            if within.days {
                anywhere.push(line);
                unplaced += usize::from(!within.bounds && line.point.is_none());
            }
        })?;
        Ok(Found { shown, any_day, anywhere, undated, unplaced })
    }

    /// The numbers of so many events in an order, after leaving out the first.
    fn listed(&self, order: Order, offset: usize, limit: usize) -> Vec<i64> {
        let mut lines: Vec<&Line> = self.shown.clone();
        let killed = |line: &Line| line.killed()[1];
        match order {
            Order::Earliest => {}
            Order::Latest => lines.reverse(),
            Order::Deadliest => lines.sort_by_key(|line| std::cmp::Reverse((killed(line), line.id))),
            Order::MostTold => lines.sort_by_key(|line| std::cmp::Reverse((line.tellings(), line.id))),
        }
        lines.into_iter().skip(offset).take(limit).map(|line| line.id).collect()
    }

    /// What the events shown add up to.
    fn totals(&self, outlines: &Outlines) -> Value {
        let figures: Vec<[Option<u64>; 3]> = self.shown.iter().map(|line| line.killed()).collect();
        let sum = |at: usize| figures.iter().filter_map(|figure| figure[at]).sum::<u64>();
        let open = figures.iter().filter(|[_, best, high]| best.is_some() && high.is_none());
        // Where one is open upwards, its best figure is the least that the most can be.
        let high: u64 = figures.iter().filter_map(|[_, best, high]| high.or(*best)).sum();
        let known =
            Known::ALL.map(|(known, word)| (word, self.shown.iter().filter(|line| line.known == known).count()));
        json!({
            "events": self.shown.len(),
            "event_reports": self.shown.iter().map(|line| line.tellings()).sum::<usize>(),
            "reports": outlines.count_reports(&self.shown),
            "killed": { "low": sum(0), "best": sum(1), "high": high, "open": open.count() },
            "without_toll": figures.iter().filter(|[_, best, _]| best.is_none()).count(),
            "undated": self.shown.iter().filter(|line| line.days.is_none()).count(),
            "known": std::collections::BTreeMap::from(known),
        })
    }
}

/// What part of the map is looked at.
#[derive(Debug, Deserialize)]
pub(crate) struct View {
    view: String,
    zoom: f64,
}

/// What the map draws: the events that fit, gathered by where they lie in the view, and those of which only a wider area is
/// known.
pub(crate) async fn map(
    State(shared): State<Shared>,
    ask: Ask,
    Query(filter): Query<Filter>,
    Query(view): Query<View>,
) -> Response {
    let found = shared.read(move |store, desk| {
        let (wanted, bounds) = (filter.wanted()?, Bounds::of_view(&view.view)?);
        let outlines = desk.outlines(store)?;
        let found = Found::of(&outlines, store, &wanted)?;
        let data = json!({
            "cells": map::cells(&outlines, &found.anywhere, bounds, view.zoom),
            "areas": map::areas(&outlines, &found.anywhere, &*desk.program),
            "extent": map::extent(&found.anywhere),
        });
        Ok(Sheet::data(data))
    });
    let found = found.await;
    reply(&shared, &ask, found)
}

pub(crate) fn choices(outlines: &Outlines, desk: &Desk) -> Value {
    let countries = outlines.countries().into_iter().map(|(code, count)| {
        let name = desk.program.country_name(code).unwrap_or_else(|| code.to_string());
        json!({ "code": code, "name": name, "count": count })
    });
    let mut countries: Vec<Value> = countries.collect();
    countries.sort_by(|a, b| a["name"].as_str().cmp(&b["name"].as_str()));
    json!({
        "countries": countries,
        "families": Family::ALL.iter().map(|family| json!({
            "code": family.code(),
            "types": SubEventType::ALL.iter().filter(|kind| kind.family() == *family).map(|kind| kind.code()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "standings": Standing::ALL.iter().map(|code| code.code()).collect::<Vec<_>>(),
        "grades": Grade::ALL.iter().map(|code| code.code()).collect::<Vec<_>>(),
        "orders": ORDERS.map(|(_, word)| word),
        "known": Known::ALL.map(|(_, word)| word),
        "reviews": Review::ALL.map(|(_, word)| word),
    })
}
