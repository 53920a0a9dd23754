//! Events as a list: lines for a terminal, JSON, a spreadsheet.

use anstyle::{AnsiColor, Style};
use record::{Event, Grade, Key, Outcome, Standing, Telling, Told, Toll};
use serde_json::{Map, Value, json};

use crate::columns::Cell;
use crate::{csv, edtf, jsonl, words};

const ID: Style = AnsiColor::Cyan.on_default().bold();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const WARN: Style = AnsiColor::Yellow.on_default();
const HARM: Style = AnsiColor::Red.on_default();

/// The columns of an event's row, in order. Lists are joined with "; ".
///
/// | column | holds |
/// | --- | --- |
/// | `event` … `date_precision` | as in the event |
/// | `dated_by` | the event report that the day is from |
/// | `location` … `where_prec` | the place; empty where none is told |
/// | `killed_low`, `killed_best`, `killed_high` and the same for `wounded` | the range of the widest group |
/// | `tolls` | every range with its rule |
/// | `event_reports` | `report id` of each telling |
/// | `contradictions` | one sentence each |
pub const EVENT_COLUMNS: [&str; 35] = [
    "event",
    "sub_event_type",
    "standing",
    "start_date",
    "end_date",
    "date_precision",
    "date_edtf",
    "dated_by",
    "location",
    "country",
    "admin1",
    "lat",
    "lon",
    "geo_precision",
    "where_prec",
    "initiators",
    "targets",
    "weapons",
    "killed_low",
    "killed_best",
    "killed_high",
    "wounded_low",
    "wounded_best",
    "wounded_high",
    "tolls",
    "victims",
    "claimed_by",
    "denied_by",
    "reports",
    "outlets",
    "corroboration",
    "independent",
    "contradictions",
    "answers",
    "event_reports",
];

/// An event with its tellings: the form of [`record_json`](crate::record_json), with ranges for figures.
///
/// Its members stand under `event_reports` as pairs of the report's id and the event report's id in it.
pub fn event_json(event: &Event, tellings: &[Telling]) -> Value {
    let date = &event.date;
    let members = told_by(event, tellings);
    let mut json: Map<String, Value> = jsonl::object([
        ("event", json!(event.key)),
        ("sub_event_type", json!(event.sub_event_type)),
        ("standing", json!(event.standing)),
        ("start_date", json!(date.start)),
        ("end_date", json!(date.end)),
        ("date_precision", json!(date.precision)),
        ("date_edtf", json!(edtf::event_date(date))),
        ("dated_by", json!(event.dated_by)),
        ("undated", json!(event.undated)),
        ("location", event.location.as_ref().map_or(Value::Null, jsonl::location)),
        ("initiators", jsonl::actors(&event.initiators)),
        ("targets", jsonl::actors(&event.targets)),
        ("weapons", json!(event.weapons)),
        ("tolls", event.tolls.iter().map(|toll| toll_json(toll, tellings)).collect()),
        ("victims", json!(event.victims)),
        ("claimed_by", jsonl::actors(&event.claimed_by)),
        ("denied_by", jsonl::actors(&event.denied_by)),
    ]);
    json.extend(jsonl::object([
        (
            "contradictions",
            event
                .contradictions
                .iter()
                .map(|c| json!({ "field": c.field, "note": c.note, "told_by": c.tellings }))
                .collect(),
        ),
        ("corroboration", json!(event.corroboration)),
        ("answers", json!(event.answers)),
        ("event_reports", members.iter().map(|telling| json!([telling.report_id, telling.event_report.id])).collect()),
        ("tellings", members.iter().map(|telling| telling_json(telling)).collect()),
    ]));
    Value::Object(json)
}

/// One row of a spreadsheet, under [`EVENT_COLUMNS`].
pub fn event_row(event: &Event, tellings: &[Telling]) -> String {
    csv::lines([event_cells(event, tellings)])
}

/// The head of that spreadsheet.
pub fn event_head() -> String {
    csv::lines([EVENT_COLUMNS.map(str::to_string).to_vec()])
}

/// Two lines for a terminal: key, day and type; then who, where, the toll and how many tell it. Holds colour codes.
pub fn event_lines(event: &Event, tellings: &[Telling]) -> String {
    let day = words::days(&event.date).unwrap_or_else(|| "no date".to_string());
    let mut first = format!("{ID}{}{ID:#}  {day}  {BOLD}{}{BOLD:#}", event.key, act(event));
    if event.standing != Standing::Occurred {
        first.push_str(&format!(" {WARN}[{}]{WARN:#}", event.standing));
    }
    let mut parts = vec![sides(event)];
    parts.extend(event.location.as_ref().map(words::location));
    parts.extend(event.tolls.iter().map(|toll| format!("{HARM}{}{HARM:#}", toll_words(toll))));
    parts.retain(|part| !part.is_empty());
    format!("{first}\n            {}\n            {DIM}{}{DIM:#}\n", parts.join(" · "), spread(event, tellings))
}

/// "3 reports, 2 outlets, fair".
pub(crate) fn spread(event: &Event, tellings: &[Telling]) -> String {
    let members = told_by(event, tellings);
    let mut parts =
        vec![words::counted(reports(&members), "report"), words::counted(outlets(&members).len(), "outlet")];
    parts.push(event.corroboration.grade.to_string());
    if !event.contradictions.is_empty() {
        parts.push(words::counted(event.contradictions.len(), "contradiction"));
    }
    parts.join(", ")
}

/// The type of the act in plain words.
pub(crate) fn act(event: &Event) -> String {
    event.sub_event_type.code().replace('_', " ")
}

/// "A + B → C"; empty where neither side is told.
pub(crate) fn sides(event: &Event) -> String {
    words::sides(&event.initiators, &event.targets)
}

/// "killed 12 (9 to 15)", "wounded at least 4", "killed 3 children".
pub fn toll_words(toll: &Toll) -> String {
    let group = toll.group.as_deref().map(|group| format!(" {}", words::plain(group))).unwrap_or_default();
    format!("{} {}{group}", toll.outcome, range(toll))
}

pub(crate) fn range(toll: &Toll) -> String {
    let span = match (toll.low, toll.high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("up to {high}"),
        (None, None) => "a number of".to_string(),
    };
    match toll.best {
        Some(best) if span == best.to_string() || toll.high.is_none() && toll.low == Some(best) => span,
        Some(best) => format!("{best} ({span})"),
        None => span,
    }
}

/// The tellings of this event, in its order.
pub(crate) fn told_by<'a>(event: &Event, tellings: &'a [Telling]) -> Vec<&'a Telling> {
    event.tellings.iter().filter_map(|&key| telling(tellings, key)).collect()
}

pub(crate) fn telling(tellings: &[Telling], key: Key) -> Option<&Telling> {
    tellings.iter().find(|telling| telling.key == key)
}

pub(crate) fn reports(members: &[&Telling]) -> usize {
    let mut keys: Vec<Key> = members.iter().map(|telling| telling.report).collect();
    keys.sort();
    keys.dedup();
    keys.len()
}

pub(crate) fn outlets(members: &[&Telling]) -> Vec<String> {
    let mut outlets: Vec<String> = members.iter().flat_map(|telling| telling.outlets.clone()).collect();
    outlets.sort();
    outlets.dedup();
    outlets
}

fn telling_json(telling: &Telling) -> Value {
    json!({
        "key": telling.key,
        "report_key": telling.report,
        "report": telling.report_id,
        "id": telling.event_report.id,
        "published": telling.published,
        "outlets": telling.outlets,
        "evidence": telling.event_report.evidence.iter().map(|quote| &quote.text).collect::<Vec<_>>(),
    })
}

fn toll_json(toll: &Toll, tellings: &[Telling]) -> Value {
    json!({
        "outcome": toll.outcome,
        "group": toll.group,
        "low": toll.low,
        "best": toll.best,
        "high": toll.high,
        "rule": toll.rule,
        "told": toll.told.iter().map(|told| told_json(told, tellings)).collect::<Vec<_>>(),
    })
}

fn told_json(told: &Told, tellings: &[Telling]) -> Value {
    let telling = telling(tellings, told.telling);
    let casualty = &told.casualty;
    json!({
        "report": telling.map(|telling| &telling.report_id),
        "id": telling.map(|telling| &telling.event_report.id),
        "outlets": telling.map(|telling| &telling.outlets),
        "published": told.published,
        "group": casualty.group,
        "min": casualty.figure.min,
        "max": casualty.figure.max,
        "source": casualty.source.as_ref().map(|source| &source.text),
    })
}

/// The cells of an event's row as a spreadsheet has them, under [`EVENT_COLUMNS`].
pub fn event_cells(event: &Event, tellings: &[Telling]) -> Vec<String> {
    event_values(event, tellings).into_iter().map(|cell| cell.into_text("; ")).collect()
}

/// The values of an event's row, under [`EVENT_COLUMNS`].
pub fn event_values(event: &Event, tellings: &[Telling]) -> Vec<Cell> {
    let members = told_by(event, tellings);
    let mut row = vec![
        Cell::said(event.key),
        Cell::said(event.sub_event_type),
        Cell::said(event.standing),
        Cell::Day(event.date.start),
        Cell::Day(event.date.end),
        Cell::said(event.date.precision),
        Cell::Text(edtf::event_date(&event.date)),
        Cell::Text(event.dated_by.map(|key| key.to_string())),
    ];
    row.extend(csv::place_cells(event.location.as_ref()));
    row.extend([csv::names(&event.initiators), csv::names(&event.targets), Cell::List(event.weapons.clone())]);
    row.extend([Outcome::Killed, Outcome::Wounded].into_iter().flat_map(|outcome| range_cells(event, outcome)));
    let tolls: Vec<String> =
        event.tolls.iter().map(|toll| format!("{} ({})", toll_words(toll), words::plain(&toll.rule))).collect();
    row.extend([
        Cell::Text((!tolls.is_empty()).then(|| tolls.join("; "))),
        csv::list(&event.victims, |name| words::plain(name)),
        csv::names(&event.claimed_by),
        csv::names(&event.denied_by),
        Cell::Whole(Some(reports(&members) as u64)),
        Cell::List(outlets(&members)),
        Cell::said(event.corroboration.grade),
        Cell::Whole(Some(event.corroboration.independent as u64)),
        csv::list(&event.contradictions, |contradiction| words::plain(&contradiction.note)),
        csv::list(&event.answers, |answer| answer.to.to_string()),
        csv::list(&members, |told| format!("{} {}", told.report_id, told.event_report.id)),
    ]);
    row
}

/// Low, best and high of the first toll of an outcome, which is that of the widest group.
fn range_cells(event: &Event, outcome: Outcome) -> [Cell; 3] {
    let toll = event.tolls.iter().find(|toll| toll.outcome == outcome);
    [toll.and_then(|toll| toll.low), toll.and_then(|toll| toll.best), toll.and_then(|toll| toll.high)].map(Cell::Whole)
}

/// How a grade is painted.
pub(crate) fn grade_style(grade: Grade) -> Style {
    match grade {
        Grade::Confirmed => AnsiColor::Green.on_default(),
        Grade::Fair => Style::new(),
        Grade::Weak => DIM,
        Grade::Contested | Grade::Discounted => WARN,
    }
}
