//! PLOVER's event types, one row for each doer and each of those whom it was done to, in the columns of NGEC's table.
//! What PLOVER calls the source is our initiator.

use record::{Actor, Outcome, Toll};

use super::sheet::{self, Cell, list, plain, text};
use super::side::{self, Coded};
use super::{Export, LeftOut, Subject};
use crate::{edtf, words};

/// NGEC's columns, in order. `docs/exports.md` says how each is filled.
pub const PLOVER_COLUMNS: [&str; 25] = [
    "id",
    "story_id",
    "pub_date",
    "event_type",
    "event_mode",
    "anchor_quote",
    "actor_text",
    "actor_code",
    "actor_wiki",
    "recipient_text",
    "recipient_code",
    "recipient_wiki",
    "date",
    "date_granularity",
    "date_type",
    "date_text",
    "location_name",
    "location_country",
    "location_admin1",
    "lat",
    "lon",
    "geonameid",
    "location_text",
    "killed_text",
    "injured_text",
];

pub(super) fn rows(export: &Export, subject: &Subject) -> Result<String, LeftOut> {
    let event = subject.event;
    let codes = export.tables.event(event);
    if event.standing != record::Standing::Planned {
        export.happened(event)?;
    }
    let Some(kind) = codes.plover else { return Err(LeftOut::Type(event.sub_event_type)) };
    let pairs = side::pairs(event);
    let rest = values(subject);
    let rows = pairs.iter().enumerate().map(|(n, (from, to))| {
        let mut cells = vec![plain(Some(format!("{}_{n}", event.key)))];
        cells.extend(story(subject));
        cells.extend([plain(Some(&kind)), plain(codes.mode.as_ref()), quote(subject)]);
        cells.extend(actor(export, *from));
        cells.extend(actor(export, *to));
        cells.extend(rest.clone());
        sheet::row(cells)
    });
    Ok(rows.collect())
}

/// `story_id` and `pub_date`, of the first report.
fn story(subject: &Subject) -> [Cell; 2] {
    let first = side::reports(subject).into_iter().next().map(|told| told.telling);
    [plain(first.map(|telling| telling.report)), plain(first.and_then(|telling| telling.published))]
}

/// The words that told the act, in the first report.
fn quote(subject: &Subject) -> Cell {
    let told = side::reports(subject);
    let evidence = told.first().and_then(|told| told.telling.event_report.evidence.first());
    evidence.map_or(Cell::new(), |quote| text(&quote.text))
}

/// Name, code and Wikipedia's or Wikidata's name for it.
fn actor(export: &Export, actor: Option<&Actor>) -> [Cell; 3] {
    let Some(actor) = actor else { return [Cell::new(), Cell::new(), Cell::new()] };
    let coded = Coded::new(export, actor, |kind| kind.plover);
    let whole = coded.whole();
    [text(&actor.name), plain(Some(whole).filter(|code| !code.is_empty())), plain(coded.known.wikidata)]
}

/// From `date` to `injured_text`.
fn values(subject: &Subject) -> Vec<Cell> {
    let event = subject.event;
    let location = event.location.as_ref();
    let point = location.and_then(|location| location.point);
    let toll = |outcome: Outcome| list(event.tolls.iter().filter(|toll| toll.outcome == outcome).map(figure));
    let told = event.date.text.as_ref().map_or(Cell::new(), |quote| text(&quote.text));
    vec![
        plain(edtf::event_date(&event.date)),
        plain(Some(event.date.precision)),
        Cell::new(),
        told,
        location.map_or(Cell::new(), |location| text(&location.name)),
        plain(location.and_then(|location| location.country.as_ref())),
        location.and_then(|location| location.admin1.as_deref()).map_or(Cell::new(), text),
        plain(point.map(|point| point.lat)),
        plain(point.map(|point| point.lon)),
        Cell::new(),
        location.map_or(Cell::new(), |location| text(&words::location(location))),
        toll(Outcome::Killed),
        toll(Outcome::Wounded),
    ]
}

/// "12 (at least 9) militants".
fn figure(toll: &Toll) -> String {
    let group = toll.group.as_deref().map(|group| format!(" {group}")).unwrap_or_default();
    format!("{}{group}", crate::events::range(toll))
}
