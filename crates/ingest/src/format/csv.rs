use std::io::{Cursor, Read};

use serde_json::{Map, Value};

use super::json;
use crate::draft::Draft;
use crate::limit::{self, Line};
use crate::source::{Run, Stop};
use crate::{Error, Place, encoding};

/// Column names that make a line the header of a table of reports.
const COLUMNS: [&str; 8] = ["id", "title", "text", "published", "url", "outlet", "language", "author"];

/// The character between the fields of a header; the one that makes the most fields.
fn delimiter(header: &str) -> char {
    let count = |delimiter: &char| header.matches(*delimiter).count();
    [',', '\t', ';', '|'].into_iter().rev().max_by_key(count).unwrap_or(',')
}

/// Whether a line is surely the header of a table of reports: it names a text, and nothing but single words.
pub(crate) fn is_header(line: &str) -> bool {
    let names: Vec<String> = line.split(delimiter(line)).map(column).collect();
    let known = names.iter().filter(|name| COLUMNS.contains(&name.as_str())).count();
    known >= 2 && names.iter().any(|name| name == "text") && names.iter().all(|name| !name.contains(' '))
}

fn column(name: &str) -> String {
    name.trim().trim_matches(['"', '\u{FEFF}']).to_lowercase()
}

/// A table with a header: columns by the same names as the keys of JSON, in upper or lower case.
pub(crate) fn read(place: &Place, stream: Box<dyn Read + '_>, run: &mut Run) -> Result<(), Stop> {
    let mut reader = json::transcoded(stream);
    let limit = run.options.max_report_bytes;
    let first = match limit::read_line(&mut reader, limit).map_err(|reason| Error::from_io(place, reason))? {
        Line::Whole(line) => line,
        Line::TooLong => return Err(Error::TooLong { place: place.clone(), limit }.into()),
        Line::End => return Err(Error::Empty { place: place.clone() }.into()),
    };
    let delimiter = delimiter(&String::from_utf8_lossy(&first));
    let capped = limit::Capped::new(Cursor::new(first).chain(reader), limit);
    let cap = capped.handle();
    let mut table = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter as u8).from_reader(capped);
    let headers = table.byte_headers().map_err(|reason| broken(place, reason))?.clone();
    let names: Vec<String> = headers.iter().map(|name| column(&encoding::decode(name.to_vec(), None))).collect();
    if !names.iter().any(|name| name == "text" || name == "title") {
        let reason = format!("no column `text` or `title` in its header: {}", names.join(", "));
        return Err(Error::Malformed { place: place.clone(), format: "CSV", reason }.into());
    }
    let mut row = csv::ByteRecord::new();
    for number in 1.. {
        let place = place.entry(number);
        cap.set(0);
        if !table.read_byte_record(&mut row).map_err(|reason| broken(&place, reason))? {
            break;
        }
        if row.iter().all(|field| field.trim_ascii().is_empty()) {
            continue;
        }
        let draft = draft(&place, &names, &row);
        run.finish(&place, draft)?;
    }
    Ok(())
}

fn broken(place: &Place, reason: csv::Error) -> Error {
    match reason.into_kind() {
        csv::ErrorKind::Io(reason) => Error::from_io(place, reason),
        other => Error::Malformed { place: place.clone(), format: "CSV", reason: format!("{other:?}") },
    }
}

fn draft(place: &Place, names: &[String], row: &csv::ByteRecord) -> Result<Draft, Error> {
    let fields = row.iter().map(|field| encoding::decode(field.to_vec(), None));
    let filled = names.iter().cloned().zip(fields).filter(|(name, field)| !field.is_empty() || name == "text");
    let object: Map<String, Value> = filled.map(|(name, field)| (name, Value::String(field))).collect();
    json::fill(place, object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_from_prose() {
        for line in ["id,title,text", "Text;Published", "\"text\"\t\"url\"", "TITLE|TEXT"] {
            assert!(is_header(line), "{line}");
        }
        for line in ["Text, titles and images", "the text", "title, url"] {
            assert!(!is_header(line), "{line}");
        }
    }
}
