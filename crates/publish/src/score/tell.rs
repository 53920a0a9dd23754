//! The score as text and as JSON, in the reference scorer's own layout.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};
use serde_json::{Map, Value, json};

use super::{FIELDS, Line, Miss, Score, all_slots};

/// What is shown of an event that was missed or invented.
const SHOWN: [&str; 6] = ["sub_event_type", "start_date", "location", "initiators", "targets", "evidence"];

impl Score {
    /// The figures by field as JSON, `all_slots` first.
    pub fn json(&self) -> String {
        let fields = FIELDS.iter().filter_map(|name| Some((*name, self.field(name)?)));
        let lines = std::iter::once(("all_slots", self.all_slots())).chain(fields);
        let figures = Value::Object(lines.map(|(name, line)| (name.to_string(), line_json(line))).collect());
        written(&figures, PrettyFormatter::with_indent(b" ")) + "\n"
    }

    /// The table, one line per field.
    pub fn table(&self) -> String {
        let mut out = format!("{:18}{:>6}{:>7}{:>7}{:>8}{:>8}{:>8}\n", "field", "gold", "given", "right", "prec", "recall", "F1");
        for name in FIELDS {
            if let Some(line) = self.field(name) {
                out.push_str(&table_line(name, line));
            }
        }
        out.push_str(&table_line("ALL SLOTS", self.all_slots()));
        out
    }

    /// One line per report: events found and given, and its F1 over all slots.
    pub fn by_report(&self) -> String {
        let mut out = String::new();
        for (name, fields) in &self.by_report {
            let events = fields.get("event").copied().unwrap_or_default();
            let name: String = name.chars().take(50).collect();
            out.push_str(&format!(
                "{name:50} events {}/{} found, {} given   slots F1 {:.3}\n",
                events.right,
                events.gold,
                events.predicted,
                all_slots(fields).f1
            ));
        }
        out
    }

    /// Everything that is not right, with both sides.
    pub fn errors(&self) -> String {
        self.misses().iter().map(miss_lines).collect()
    }
}

fn table_line(name: &str, Line { counts, precision, recall, f1 }: Line) -> String {
    let (gold, given, right) = (counts.gold, counts.predicted, counts.right);
    format!("{name:18}{gold:6}{given:7}{right:7}{precision:8.3}{recall:8.3}{f1:8.3}\n")
}

fn line_json(Line { counts, precision, recall, f1 }: Line) -> Value {
    json!({
        "gold": counts.gold,
        "predicted": counts.predicted,
        "right": counts.right,
        "precision": precision,
        "recall": recall,
        "f1": f1,
    })
}

fn miss_lines(miss: &Miss) -> String {
    let id = |event: &Option<Value>| match event.as_ref().and_then(|event| event["id"].as_str()) {
        Some(id) => id.to_string(),
        None => "None".to_string(),
    };
    let shown = |event: &Option<Value>| spaced(&event.as_ref().map_or(Value::Null, |event| shown(event, miss.field)));
    format!(
        "\n{}  gold {}  given {}  {}\n  gold : {}\n  given: {}\n",
        miss.report,
        id(&miss.gold),
        id(&miss.predicted),
        miss.field,
        shown(&miss.gold),
        shown(&miss.predicted)
    )
}

fn shown(event: &Value, field: &str) -> Value {
    if let Some(value) = event.get(field) {
        return value.clone();
    }
    Value::Object(SHOWN.iter().map(|key| (key.to_string(), event[key].clone())).collect::<Map<_, _>>())
}

/// JSON on one line with a space after each comma and colon, as Python writes it.
fn spaced(value: &Value) -> String {
    written(value, Spaced)
}

fn written(value: &Value, formatter: impl Formatter) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, formatter);
    value.serialize(&mut serializer).expect("a JSON value can be written to memory");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

