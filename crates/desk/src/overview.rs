use axum::extract::{Query, State};
use axum::response::Response;
use record::{Family, Grade, Standing, SubEventType};
use serde_json::{Value, json};
use store::{EventRow, Store};

use crate::failure::Failure;
use crate::filter::Filter;
use crate::sheet::{Ask, Sheet, Table, Twin, reply};
use crate::state::Shared;

/// Events on a page of the list.
const LISTED: usize = 50;

/// Map, timeline and list of the events that fit.
pub(crate) async fn page(State(shared): State<Shared>, ask: Ask, Query(filter): Query<Filter>) -> Response {
    let all = ask.twin != Twin::Page;
    let found = shared.read(move |store, _| overview(store, &filter, all)).await;
    reply(&shared, &ask, found)
}

/// What fits, and of it a page of the list, or all for data.
fn overview(store: &Store, filter: &Filter, all: bool) -> Result<Sheet, Failure> {
    let query = filter.query()?;
    let page = filter.page()?;
    let count = store.count(&query)?;
    let (limit, offset) = if all { (None, 0) } else { (Some(LISTED), (page - 1) * LISTED) };
    let rows = store.query(&store::Query { limit, offset, ..query })?;
    let features = rows.iter().filter_map(feature).collect();
    let table = Table { head: HEAD.to_vec(), rows: rows.iter().map(cells).collect() };
    let data = json!({
        "count": count,
        "filter": filter,
        "events": rows.iter().map(row_json).collect::<Vec<_>>(),
        "page": page,
        "pages": count.div_ceil(LISTED).max(1),
        "next": filter.address(page + 1),
        "previous": filter.address(page.saturating_sub(1)),
        "choices": choices(),
    });
    Ok(Sheet::new("events.html", "Events", data).table(table).features(features))
}

fn choices() -> Value {
    json!({
        "families": Family::ALL.iter().map(|family| json!({
            "code": family.code(),
            "types": SubEventType::ALL.iter().filter(|kind| kind.family() == *family).map(|kind| kind.code()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "standings": Standing::ALL.iter().map(|code| code.code()).collect::<Vec<_>>(),
        "grades": Grade::ALL.iter().map(|code| code.code()).collect::<Vec<_>>(),
        "orders": ["latest", "earliest", "deadliest", "most_told"],
    })
}

pub(crate) fn row_json(row: &EventRow) -> Value {
    json!({
        "event": row.key,
        "sub_event_type": row.sub_event_type,
        "family": row.sub_event_type.family(),
        "standing": row.standing,
        "start_date": row.start,
        "end_date": row.end,
        "date_precision": row.precision,
        "country": row.country,
        "admin1": row.admin1,
        "place": row.place,
        "lat": row.point.map(|point| point.lat),
        "lon": row.point.map(|point| point.lon),
        "geo_precision": row.geo_precision,
        "killed_low": row.killed_low,
        "killed_best": row.killed_best,
        "killed_high": row.killed_high,
        "tellings": row.tellings,
        "reports": row.reports,
        "outlets": row.outlets,
        "corroboration": row.grade,
        "title": row.title,
    })
}

const HEAD: [&str; 20] = [
    "event",
    "sub_event_type",
    "standing",
    "start_date",
    "end_date",
    "date_precision",
    "country",
    "admin1",
    "place",
    "lat",
    "lon",
    "geo_precision",
    "killed_low",
    "killed_best",
    "killed_high",
    "tellings",
    "reports",
    "outlets",
    "corroboration",
    "title",
];

fn cells(row: &EventRow) -> Vec<String> {
    let json = row_json(row);
    let cell = |name: &&str| match &json[*name] {
        Value::Null => String::new(),
        Value::String(words) => words.clone(),
        other => other.to_string(),
    };
    HEAD.iter().map(cell).collect()
}

/// A point with what the list says of it; `None` where no place is told.
fn feature(row: &EventRow) -> Option<Value> {
    let point = row.point?;
    let geometry = json!({ "type": "Point", "coordinates": [point.lon, point.lat] });
    Some(json!({ "type": "Feature", "id": row.key, "geometry": geometry, "properties": row_json(row) }))
}
