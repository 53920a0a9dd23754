//! Tables besides those of event reports and events: reports, figures, actors, totals, doubts. Each row repeats by whose name it is found.

mod cell;

use record::{Actor, Casualty, CodedReport, Doubt, Event, EventReport, Report, Tally, Telling};

use crate::csv::{list, names, place_cells, quotes};
use crate::events::telling;
use crate::{edtf, words};

pub use cell::{Cell, Kind, epoch_days, well_known};

/// The columns of reports.
///
/// | column | holds |
/// | --- | --- |
/// | `report` … `copies` | as in the record |
pub const REPORT_COLUMNS: [&str; 9] =
    ["report", "published", "outlets", "url", "title", "author", "language", "path", "copies"];

/// The columns of casualties: a row per figure of an event report.
///
/// | column | holds |
/// | --- | --- |
/// | `report`, `id` | the event report |
/// | `outcome` … `source` | as in the record |
pub const CASUALTY_COLUMNS: [&str; 7] = ["report", "id", "outcome", "group", "min", "max", "source"];

/// The columns of actors: a row per actor of an event report.
///
/// | column | holds |
/// | --- | --- |
/// | `report`, `id` | the event report |
/// | `role` | `initiator`, `target`, `claimed_by`, `denied_by` |
/// | `name`, `actor` | its name, and its identifier in the registry |
/// | `ancestry`, `aliases` | as in the record |
pub const ACTOR_COLUMNS: [&str; 7] = ["report", "id", "role", "name", "actor", "ancestry", "aliases"];

/// The columns of tallies: a row per running total of a report.
pub const TALLY_COLUMNS: [&str; 20] = [
    "report",
    "id",
    "what",
    "min",
    "max",
    "start_date",
    "date_precision",
    "as_of",
    "date_edtf",
    "location",
    "country",
    "admin1",
    "lat",
    "lon",
    "geo_precision",
    "where_prec",
    "initiators",
    "targets",
    "source",
    "evidence",
];

/// The columns of doubts: a row per doubt. `id` is the event report's, empty for a doubt about the report as a whole.
pub const DOUBT_COLUMNS: [&str; 5] = ["report", "id", "field", "reason", "note"];

/// The columns of figures: a row per figure that a report has of an event, beside the range of the toll that it counts to.
///
/// | column | holds |
/// | --- | --- |
/// | `event`, `outcome` | the event, and what happened to the people |
/// | `toll_group`, `low`, `best`, `high`, `rule` | the toll: its people, its range, what took `best` |
/// | `event_report`, `report`, `id`, `published`, `outlets` | who tells the figure |
/// | `group`, `min`, `max`, `source` | the figure, as in the record |
pub const FIGURE_COLUMNS: [&str; 16] = [
    "event",
    "outcome",
    "toll_group",
    "low",
    "best",
    "high",
    "rule",
    "event_report",
    "report",
    "id",
    "published",
    "outlets",
    "group",
    "min",
    "max",
    "source",
];

/// The values of a report's row, under [`REPORT_COLUMNS`].
pub fn report_values(report: &Report) -> Vec<Cell> {
    vec![
        Cell::said(&report.id),
        Cell::Day(report.published.as_ref().map(|published| published.date)),
        Cell::List(report.outlets.clone()),
        Cell::Text(report.url.clone()),
        Cell::Text(report.title.as_ref().map(|title| words::plain(&title.text))),
        Cell::Text(report.author.clone()),
        Cell::Text(report.language.clone()),
        Cell::said(&report.path),
        Cell::List(report.copies.clone()),
    ]
}

/// The rows of an event report's figures, under [`CASUALTY_COLUMNS`].
pub fn casualty_rows(report: &str, event: &EventReport) -> Vec<Vec<Cell>> {
    let row = |casualty: &Casualty| {
        let mut row = vec![Cell::said(report), Cell::said(&event.id), Cell::said(casualty.outcome)];
        row.extend(figure(casualty));
        row
    };
    event.casualties.iter().map(row).collect()
}

/// Group, min, max and source.
fn figure(casualty: &Casualty) -> [Cell; 4] {
    [
        Cell::Text(casualty.group.as_deref().map(words::plain)),
        Cell::Whole(casualty.figure.min),
        Cell::Whole(casualty.figure.max),
        Cell::Text(casualty.source.as_ref().map(|source| words::plain(&source.text))),
    ]
}

/// The rows of an event report's actors, under [`ACTOR_COLUMNS`].
pub fn actor_rows(report: &str, event: &EventReport) -> Vec<Vec<Cell>> {
    let roles = [
        ("initiator", &event.initiators),
        ("target", &event.targets),
        ("claimed_by", &event.claimed_by),
        ("denied_by", &event.denied_by),
    ];
    let row = |role: &str, actor: &Actor| {
        vec![
            Cell::said(report),
            Cell::said(&event.id),
            Cell::said(role),
            Cell::said(words::plain(&actor.name)),
            Cell::Text(actor.id.clone()),
            Cell::List(actor.ancestry.clone()),
            list(&actor.aliases, |alias| words::plain(alias)),
        ]
    };
    roles.into_iter().flat_map(|(role, actors)| actors.iter().map(move |actor| row(role, actor))).collect()
}

/// The values of a running total's row, under [`TALLY_COLUMNS`].
pub fn tally_values(report: &str, tally: &Tally) -> Vec<Cell> {
    let mut row = vec![
        Cell::said(report),
        Cell::said(&tally.id),
        Cell::said(&tally.what),
        Cell::Whole(tally.figure.min),
        Cell::Whole(tally.figure.max),
        Cell::Day(tally.since.start),
        Cell::said(tally.since.precision),
        Cell::Day(tally.as_of),
        Cell::Text(edtf::tally_span(tally)),
    ];
    row.extend(place_cells(tally.location.as_ref()));
    row.extend([
        names(&tally.initiators),
        names(&tally.targets),
        Cell::Text(tally.source.as_ref().map(|source| words::plain(&source.text))),
        quotes(&tally.evidence),
    ]);
    row
}

/// The rows of what is doubted of a report and of what it tells, under [`DOUBT_COLUMNS`].
pub fn doubt_rows(coded: &CodedReport) -> Vec<Vec<Cell>> {
    let row = |id: Option<&str>, doubt: &Doubt| {
        vec![
            Cell::said(&coded.report.id),
            Cell::Text(id.map(str::to_string)),
            Cell::said(doubt.field),
            Cell::said(doubt.reason),
            Cell::said(words::plain(&doubt.note)),
        ]
    };
    let of_events = coded.event_reports.iter().flat_map(|event| event.doubts.iter().map(|d| row(Some(&event.id), d)));
    coded.doubts.iter().map(|doubt| row(None, doubt)).chain(of_events).collect()
}

/// The rows of every figure of an event, under [`FIGURE_COLUMNS`].
pub fn figure_rows(event: &Event, tellings: &[Telling]) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for toll in &event.tolls {
        for told in &toll.told {
            let by = telling(tellings, told.telling);
            let mut row = vec![
                Cell::said(event.key),
                Cell::said(toll.outcome),
                Cell::Text(toll.group.as_deref().map(words::plain)),
                Cell::Whole(toll.low),
                Cell::Whole(toll.best),
                Cell::Whole(toll.high),
                Cell::said(words::plain(&toll.rule)),
                Cell::said(told.telling),
                Cell::Text(by.map(|telling| telling.report_id.clone())),
                Cell::Text(by.map(|telling| telling.event_report.id.clone())),
                Cell::Day(told.published),
                Cell::List(by.map(|telling| telling.outlets.clone()).unwrap_or_default()),
            ];
            row.extend(figure(&told.casualty));
            rows.push(row);
        }
    }
    rows
}
