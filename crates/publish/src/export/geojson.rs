//! GeoJSON (RFC 7946): one feature per event, flat values, so that a map program can filter by them.

use serde_json::{Map, Value, json};

use super::Subject;
use crate::{EVENT_COLUMNS, Kind, events};

pub(super) const HEAD: &str = "{\"type\":\"FeatureCollection\",\"features\":[\n";
pub(super) const TAIL: &str = "\n]}\n";

/// A feature on a line of its own; `any` tells whether one stands before it. An event without a point has no geometry.
pub(super) fn feature(subject: &Subject, any: bool) -> String {
    let point = subject.event.location.as_ref().and_then(|location| location.point);
    let feature = json!({
        "type": "Feature",
        "id": subject.event.key,
        "geometry": point.map(|point| json!({ "type": "Point", "coordinates": [point.lon, point.lat] })),
        "properties": values(subject),
    });
    format!("{}{feature}", if any { ",\n" } else { "" })
}

/// The event's row as values: numbers where the column has numbers, null for what is not told.
fn values(subject: &Subject) -> Map<String, Value> {
    let cells = events::event_cells(subject.event, subject.tellings);
    let columns = EVENT_COLUMNS.iter().zip(cells);
    columns.map(|(column, cell)| (column.to_string(), value(column, cell))).collect()
}

fn value(column: &str, cell: String) -> Value {
    match cell {
        cell if cell.is_empty() => Value::Null,
        cell if Kind::of(column).is_number() => serde_json::from_str(&cell).unwrap_or(Value::String(cell)),
        cell => Value::String(cell),
    }
}
