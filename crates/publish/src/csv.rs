//! A spreadsheet: one row per event report.

use record::{CodedReport, EventReport, Location};

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

pub(crate) fn lines(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).expect("rows of one length, written to memory, cannot fail");
    }
    let bytes = writer.into_inner().expect("memory can be flushed");
    String::from_utf8(bytes).expect("strings in, strings out")
}

fn row(coded: &CodedReport, event: &EventReport) -> Vec<String> {
    let mut row = report_cells(coded).to_vec();
    row.extend([
        event.id.clone(),
        event.sub_event_type.to_string(),
        event.standing.to_string(),
        event.focus.to_string(),
        event.date.start.map(|day| day.to_string()).unwrap_or_default(),
        event.date.end.map(|day| day.to_string()).unwrap_or_default(),
        event.date.precision.to_string(),
        edtf::event_date(&event.date).unwrap_or_default(),
        event.date.text.as_ref().map(|quote| words::plain(&quote.text)).unwrap_or_default(),
    ]);
    row.extend(place_cells(event.location.as_ref()));
    row.extend([
        words::actors(&event.initiators, "; "),
        words::actors(&event.targets, "; "),
        joined(&event.weapons, |used| used.weapon.clone()),
        casualties(event),
        words::quotes(&event.victims, "; "),
        words::quotes(&event.sources, "; "),
        words::actors(&event.claimed_by, "; "),
        words::actors(&event.denied_by, "; "),
        event.response_to.as_ref().map(|response| response.to.clone()).unwrap_or_default(),
        words::quotes(&event.evidence, " | "),
        joined(&event.doubts, |doubt| format!("{}: {}", doubt.field, words::plain(&doubt.note))),
    ]);
    row
}

fn report_cells(coded: &CodedReport) -> [String; 5] {
    let report = &coded.report;
    [
        report.id.clone(),
        report.published.as_ref().map(|published| published.date.to_string()).unwrap_or_default(),
        report.outlets.join("; "),
        report.url.clone().unwrap_or_default(),
        report.title.as_ref().map(|title| words::plain(&title.text)).unwrap_or_default(),
    ]
}

pub(crate) fn place_cells(location: Option<&Location>) -> [String; 7] {
    let Some(location) = location else {
        return Default::default();
    };
    [
        words::plain(&location.name),
        location.country.clone().unwrap_or_default(),
        location.admin1.clone().unwrap_or_default(),
        location.point.map(|point| point.lat.to_string()).unwrap_or_default(),
        location.point.map(|point| point.lon.to_string()).unwrap_or_default(),
        location.geo_precision.number().to_string(),
        location.extent.where_prec().to_string(),
    ]
}

fn casualties(event: &EventReport) -> String {
    joined(&event.casualties, |casualty| match &casualty.source {
        Some(source) => format!("{} ({})", words::casualty(casualty), words::plain(&source.text)),
        None => words::casualty(casualty),
    })
}

fn joined<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    items.iter().map(text).collect::<Vec<_>>().join("; ")
}
