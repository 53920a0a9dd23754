//! CAMEO's codes, one row for each source and each target, in the columns of the Phoenix data set: tabs between, no head.
//! What CAMEO calls the source is our initiator.

use record::{Actor, Date};

use super::sheet::{self, Cell, list, plain, text};
use super::side::{self, Coded};
use super::{Export, LeftOut, Subject};

/// Phoenix's columns, in order; its files do not name them. `docs/exports.md` says how each is filled.
pub const CAMEO_COLUMNS: [&str; 26] = [
    "EventID",
    "Date",
    "Year",
    "Month",
    "Day",
    "SourceActorFull",
    "SourceActorEntity",
    "SourceActorRole",
    "SourceActorAttribute",
    "TargetActorFull",
    "TargetActorEntity",
    "TargetActorRole",
    "TargetActorAttribute",
    "EventCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScore",
    "Issues",
    "Lat",
    "Lon",
    "LocationName",
    "StateName",
    "CountryCode",
    "SentenceID",
    "URLs",
    "NewsSources",
];

pub(super) fn rows(export: &Export, subject: &Subject) -> Result<String, LeftOut> {
    let event = subject.event;
    let codes = export.tables.event(event);
    if event.standing != record::Standing::Planned {
        export.happened(event)?;
    }
    let Some(code) = &codes.cameo else { return Err(LeftOut::Type(event.sub_event_type)) };
    let pairs: Vec<(&Actor, &Actor)> = side::pairs(event).into_iter().filter_map(|(from, to)| from.zip(to)).collect();
    if pairs.is_empty() {
        return Err(LeftOut::Sides);
    }
    let what = [
        plain(Some(code)),
        plain(code.get(..2)),
        plain(codes.quad),
        plain(codes.goldstein.map(|value| format!("{value:.1}"))),
        Cell::new(),
    ];
    let rows = pairs.iter().enumerate().map(|(n, (from, to))| {
        let mut cells = vec![plain(Some(format!("{}_{n}", event.key)))];
        cells.extend(days(event.date.start));
        cells.extend(actor(export, from));
        cells.extend(actor(export, to));
        cells.extend(what.clone());
        cells.extend(place(subject));
        sheet::tabbed(cells)
    });
    Ok(rows.collect())
}

/// `Date` as 20161226, then its parts; the first day where several are possible.
fn days(start: Option<Date>) -> [Cell; 4] {
    let part = |form: &str| plain(start.map(|day| day.strftime(form).to_string()));
    [part("%Y%m%d"), part("%Y"), part("%m"), part("%d")]
}

/// All of the code, its country, its role; the attribute is not known.
fn actor(export: &Export, actor: &Actor) -> [Cell; 4] {
    let coded = Coded::new(export, actor, |kind| kind.cameo);
    let cell = |code: String| plain(Some(code).filter(|code| !code.is_empty()));
    [cell(coded.whole()), cell(coded.country), cell(coded.role), Cell::new()]
}

/// From `Lat` to `NewsSources`.
fn place(subject: &Subject) -> Vec<Cell> {
    let location = subject.event.location.as_ref();
    let point = location.and_then(|location| location.point);
    let told = side::reports(subject);
    let sentences = told.iter().map(|told| format!("{}_{}", told.telling.report, told.telling.event_report.id));
    vec![
        plain(point.map(|point| point.lat)),
        plain(point.map(|point| point.lon)),
        location.map_or(Cell::new(), |location| text(&location.name)),
        location.and_then(|location| location.admin1.as_deref()).map_or(Cell::new(), text),
        plain(location.and_then(|location| location.country.as_ref())),
        plain(Some(sentences.collect::<Vec<_>>().join(";"))),
        list(told.iter().filter_map(|told| told.headline?.url.as_ref())),
        list(told.iter().flat_map(|told| &told.telling.outlets)),
    ]
}
