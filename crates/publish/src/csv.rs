//! Spreadsheets, in which no text of a report can become a formula; and the one with a row per event report.

use record::{Actor, Casualty, CodedReport, Date, EventReport, Location, Quote, Report};

use crate::columns::Cell;
use crate::{edtf, words};

/// The columns, in order. Lists are joined with "; ".
///
/// | column | holds |
/// | --- | --- |
/// | `report`, `published`, `outlets`, `url`, `title` | the report; repeated on each of its rows |
/// | `id` … `date_text` | as in the record |
/// | `location`, `country`, `admin1`, `lat`, `lon`, `geo_precision`, `where_prec` | the place; empty where not told |
/// | `initiators`, `targets`, `weapons`, `victims`, `sources`, `claimed_by`, `denied_by` | names |
/// | `casualties` | every figure with who said it: `killed 4 militants (US official); wounded at least 6` |
/// | `response_to` | `id` of what it answered |
/// | `evidence` | the quotations, joined with " \| " |
/// | `doubts` | `field: note`, for each thing to review |
pub const COLUMNS: [&str; 32] = [
    "report",
    "published",
    "outlets",
    "url",
    "title",
    "id",
    "sub_event_type",
    "standing",
    "focus",
    "start_date",
    "end_date",
    "date_precision",
    "date_edtf",
    "date_text",
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
    "casualties",
    "victims",
    "sources",
    "claimed_by",
    "denied_by",
    "response_to",
    "evidence",
    "doubts",
];

pub(crate) fn head() -> String {
    lines([COLUMNS.map(str::to_string).to_vec()])
}

pub(crate) fn rows(coded: &CodedReport) -> String {
    lines(coded.event_reports.iter().map(|event| row(coded, event)))
}

/// Letters that a spreadsheet takes for the beginning of a formula, or passes over before one.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell as a spreadsheet may have it: with an apostrophe before what it would run. Numbers are left alone.
pub(crate) fn disarmed(cell: String) -> String {
    match cell.starts_with(FORMULA) && cell.parse::<f64>().is_err() {
        true => format!("'{cell}"),
        false => cell,
    }
}

/// Rows of one length as CSV; a cell that a spreadsheet would take for a formula gets an apostrophe before it.
pub fn lines(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.into_iter().map(disarmed)).expect("rows of one length, written to memory, cannot fail");
    }
    let bytes = writer.into_inner().expect("memory can be flushed");
    String::from_utf8(bytes).expect("strings in, strings out")
}

fn row(coded: &CodedReport, event: &EventReport) -> Vec<String> {
    let cells = event_report_cells(&About::of(&coded.report), event);
    let texts = COLUMNS.into_iter().zip(cells);
    texts.map(|(column, cell)| cell.into_text(if column == "evidence" { " | " } else { "; " })).collect()
}

/// What the rows of a report's event reports say of the report.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The input's name for it.
    pub id: &'a str,
    /// When it was published; `None` if not known.
    pub published: Option<Date>,
    /// Who published it.
    pub outlets: &'a [String],
    /// Where it was published; `None` if not known.
    pub url: Option<&'a str>,
    /// Its headline; `None` if it has none.
    pub title: Option<&'a str>,
}

impl<'a> About<'a> {
    /// What is known of a report.
    pub fn of(report: &'a Report) -> About<'a> {
        About {
            id: &report.id,
            published: report.published.as_ref().map(|published| published.date),
            outlets: &report.outlets,
            url: report.url.as_deref(),
            title: report.title.as_ref().map(|title| title.text.as_str()),
        }
    }

    fn cells(&self) -> [Cell; 5] {
        [
            Cell::said(self.id),
            Cell::Day(self.published),
            Cell::List(self.outlets.to_vec()),
            Cell::Text(self.url.map(str::to_string)),
            Cell::Text(self.title.map(words::plain)),
        ]
    }
}

/// The values of an event report's row, under [`COLUMNS`].
pub fn event_report_cells(about: &About, event: &EventReport) -> Vec<Cell> {
    let mut row = about.cells().to_vec();
    row.extend([
        Cell::said(&event.id),
        Cell::said(event.sub_event_type),
        Cell::said(event.standing),
        Cell::said(event.focus),
        Cell::Day(event.date.start),
        Cell::Day(event.date.end),
        Cell::said(event.date.precision),
        Cell::Text(edtf::event_date(&event.date)),
        Cell::Text(event.date.text.as_ref().map(|quote| words::plain(&quote.text))),
    ]);
    row.extend(place_cells(event.location.as_ref()));
    row.extend([
        names(&event.initiators),
        names(&event.targets),
        list(&event.weapons, |used| used.weapon.clone()),
        list(&event.casualties, figure),
        quotes(&event.victims),
        quotes(&event.sources),
        names(&event.claimed_by),
        names(&event.denied_by),
        Cell::Text(event.response_to.as_ref().map(|response| response.to.clone())),
        quotes(&event.evidence),
        list(&event.doubts, |doubt| format!("{}: {}", doubt.field, words::plain(&doubt.note))),
    ]);
    row
}

pub(crate) fn place_cells(location: Option<&Location>) -> [Cell; 7] {
    let point = location.and_then(|location| location.point);
    [
        Cell::Text(location.map(|location| words::plain(&location.name))),
        Cell::Text(location.and_then(|location| location.country.clone())),
        Cell::Text(location.and_then(|location| location.admin1.clone())),
        Cell::Real(point.map(|point| point.lat)),
        Cell::Real(point.map(|point| point.lon)),
        Cell::Whole(location.map(|location| location.geo_precision.number().into())),
        Cell::Whole(location.map(|location| location.extent.where_prec().into())),
    ]
}

/// "killed 4 militants (US official)".
fn figure(casualty: &Casualty) -> String {
    match &casualty.source {
        Some(source) => format!("{} ({})", words::casualty(casualty), words::plain(&source.text)),
        None => words::casualty(casualty),
    }
}

pub(crate) fn names(actors: &[Actor]) -> Cell {
    list(actors, |actor| words::plain(&actor.name))
}

pub(crate) fn quotes(quotes: &[Quote]) -> Cell {
    list(quotes, |quote| words::plain(&quote.text))
}

pub(crate) fn list<T>(items: &[T], text: impl Fn(&T) -> String) -> Cell {
    Cell::List(items.iter().map(text).collect())
}
