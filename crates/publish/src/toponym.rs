//! Toponyms as JSON, as rows and for reading. Offsets count characters of the report's text, as geoparsers do.

use record::{Report, Toponym};
use serde_json::{Value, json};

use crate::words;

/// The keys of a toponym's JSON object and the columns of its row, in order.
pub const TOPONYM_COLUMNS: [&str; 11] =
    ["report", "start", "end", "text", "name", "lat", "lon", "country", "geo_precision", "use", "doubt"];

/// One JSON object per toponym and line.
pub fn toponym_lines(report: &Report, toponyms: &[Toponym]) -> String {
    cells(report, toponyms).map(|cells| format!("{}\n", object(cells))).collect()
}

/// One row per toponym, without the header.
pub(crate) fn rows(report: &Report, toponyms: &[Toponym]) -> String {
    let rows = cells(report, toponyms).map(|cells| cells.map(|cell| plain(&cell)).to_vec());
    crate::csv::lines(rows)
}

/// For a person: the report's name, and a line for each toponym.
pub(crate) fn page(report: &Report, toponyms: &[Toponym]) -> String {
    let lines = toponyms.iter().map(|t| {
        let point = t.point.map_or("-".to_string(), |point| format!("{:.3}, {:.3}", point.lat, point.lon));
        let words = words::plain(t.span.of(&report.text));
        let (name, country) = (words::plain(&t.name), t.country.as_deref().unwrap_or("-"));
        format!("  {words:28} {name:28} {country:4} {point:18} {} {}\n", t.geo_precision.number(), t.used)
    });
    format!("{}\n{}", words::plain(&report.id), lines.collect::<String>())
}

fn object(cells: [Value; 11]) -> Value {
    Value::Object(TOPONYM_COLUMNS.iter().map(|key| key.to_string()).zip(cells).collect())
}

fn plain(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => words::plain(text),
        other => other.to_string(),
    }
}

/// The values of each toponym, in the order of the columns.
fn cells<'t>(report: &'t Report, toponyms: &'t [Toponym]) -> impl Iterator<Item = [Value; 11]> + 't {
    let mut counted = (0, 0);
    toponyms.iter().map(move |t| {
        // Toponyms stand in order of the text: characters are counted once.
        let (bytes, characters) = counted;
        let start = characters + report.text[bytes..t.span.start].chars().count();
        let words = t.span.of(&report.text);
        let end = start + words.chars().count();
        counted = (t.span.end, end);
        [
            json!(report.id),
            json!(start),
            json!(end),
            json!(words),
            json!(t.name),
            json!(t.point.map(|point| point.lat)),
            json!(t.point.map(|point| point.lon)),
            json!(t.country),
            json!(t.geo_precision.number()),
            json!(t.used.code()),
            json!(t.doubt.map(|doubt| doubt.code())),
        ]
    })
}
