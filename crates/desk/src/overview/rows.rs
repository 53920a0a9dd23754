use serde_json::{Value, json};
use store::EventRow;

use crate::sheet::Table;

/// An event as a line of the list, with the names of its columns.
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

/// The list as rows of a spreadsheet.
pub(crate) fn table(rows: &[EventRow]) -> Table {
    Table { head: HEAD.to_vec(), rows: rows.iter().map(cells).collect() }
}

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
pub(crate) fn feature(row: &EventRow) -> Option<Value> {
    let point = row.point?;
    let geometry = json!({ "type": "Point", "coordinates": [point.lon, point.lat] });
    Some(json!({ "type": "Feature", "id": row.key, "geometry": geometry, "properties": row_json(row) }))
}
