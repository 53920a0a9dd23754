//! ACLED's table. `actor1` and `actor2` imply no direction there; here the first is always who acted.

use record::{Actor, Date, DatePrecision, Event, GeoPrecision, Outcome, Standing, SubEventType, Toll};

use super::sheet::{self, Cell, list, plain, text};
use super::toll::deaths;
use super::{Export, LeftOut, Subject, side};
use crate::events::telling;
use crate::words;

/// ACLED's columns, in order, as its own R package lists them. `docs/exports.md` says how each is filled.
pub const ACLED_COLUMNS: [&str; 31] = [
    "data_id",
    "iso",
    "event_id_cnty",
    "event_id_no_cnty",
    "event_date",
    "year",
    "time_precision",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "timestamp",
    "iso3",
];

pub(super) fn row(export: &Export, subject: &Subject) -> Result<String, LeftOut> {
    let event = subject.event;
    export.happened(event)?;
    let mut cells = vec![
        plain(Some(event.key.number())),
        plain(country(export, event).iso),
        plain(Some(event.key)),
        Cell::new(),
        plain(day(event)),
        plain(event.date.start.map(|day| day.year())),
        plain(time_precision(event.date.precision)),
        plain(Some(export.tables.family(event.sub_event_type.family()))),
        plain(Some(export.tables.label(event.sub_event_type))),
    ];
    cells.extend(sides(export, event));
    cells.extend(place(export, event));
    let outlets = side::reports(subject).into_iter().flat_map(|told| &told.telling.outlets);
    cells.extend([
        list(outlets),
        Cell::new(),
        text(&notes(export, subject)),
        plain(deaths(export, event).all.by(export.rule)),
        Cell::new(),
        plain(event.location.as_ref().and_then(|location| location.country.as_ref())),
    ]);
    Ok(sheet::row(cells))
}

/// The middle of the days that it may have been, as ACLED dates what is known to a week or a month; `None` where all that is
/// known is the year, for which it has no precision.
fn day(event: &Event) -> Option<Date> {
    time_precision(event.date.precision)?;
    let (start, end) = (event.date.start?, event.date.end?);
    let days = (end - start).get_days();
    start.checked_add(jiff::Span::new().days(days / 2)).ok()
}

fn time_precision(precision: DatePrecision) -> Option<u8> {
    match precision {
        DatePrecision::Day => Some(1),
        DatePrecision::Week => Some(2),
        DatePrecision::Month => Some(3),
        DatePrecision::Year | DatePrecision::Unknown => None,
    }
}

/// From `actor1` to `interaction`.
fn sides(export: &Export, event: &Event) -> Vec<Cell> {
    let at = event.location.as_ref().and_then(|location| location.country.as_deref());
    let inters = [&event.initiators, &event.targets].map(|actors| inter(export, actors.first(), at));
    let mut cells = Vec::new();
    for (actors, inter) in [&event.initiators, &event.targets].into_iter().zip(inters) {
        cells.push(actors.first().map(|actor| text(&actor.name)).unwrap_or_default());
        cells.push(list(actors.iter().skip(1).map(|actor| &actor.name)));
        cells.push(plain(inter));
    }
    let alone = event.initiators.is_empty() != event.targets.is_empty();
    cells.push(plain(match inters {
        [Some(one), Some(other)] => Some(one.min(other) * 10 + one.max(other)),
        [Some(one), None] | [None, Some(one)] if alone => Some(one * 10),
        _ => None,
    }));
    cells
}

/// A state's forces are 1 at home and 8 elsewhere; where the country of the event is not known, neither is the code.
fn inter(export: &Export, actor: Option<&Actor>, at: Option<&str>) -> Option<u8> {
    let known = export.known(actor?);
    match known.inter? {
        1 => match (known.country.as_deref(), at) {
            (Some(home), Some(at)) if home == at => Some(1),
            (Some(_), Some(_)) => Some(8),
            _ => None,
        },
        other => Some(other),
    }
}

/// From `region` to `geo_precision`.
fn place(export: &Export, event: &Event) -> Vec<Cell> {
    let codes = country(export, event);
    let location = event.location.as_ref();
    let name = location.and_then(|location| export.lore.country(location.country.as_deref()?));
    let point = location.and_then(|location| location.point);
    vec![
        plain(codes.acled),
        plain(name),
        location.and_then(|location| location.admin1.as_deref()).map_or(Cell::new(), text),
        Cell::new(),
        Cell::new(),
        location.map_or(Cell::new(), |location| text(&location.name)),
        plain(point.map(|point| point.lat)),
        plain(point.map(|point| point.lon)),
        plain(location.map(|location| location.geo_precision.number())),
    ]
}

fn country(export: &Export, event: &Event) -> super::tables::CountryCodes {
    export.tables.country(event.location.as_ref().and_then(|location| location.country.as_deref()))
}

/// What happened in sentences, as ACLED's notes tell it: when, who, where; then every figure with who said it.
fn notes(export: &Export, subject: &Subject) -> String {
    let event = subject.event;
    let mut sentences = vec![opening(export, event)];
    sentences.extend(standing(event));
    sentences.extend(event.tolls.iter().map(|toll| figures(toll, subject)));
    if event.tolls.iter().all(|toll| toll.outcome != Outcome::Killed) {
        sentences.push("No report gives a number of fatalities.".to_string());
    }
    let named =
        |what: &str, actors: &[Actor]| (!actors.is_empty()).then(|| format!("{what} {}.", words::actors(actors, ", ")));
    sentences.extend(named("Claimed by", &event.claimed_by));
    sentences.extend(named("Denied by", &event.denied_by));
    let differ = |note: &str| format!("Reports differ: {}.", note.trim_end_matches('.'));
    sentences.extend(event.contradictions.iter().map(|contradiction| differ(&contradiction.note)));
    sentences.join(" ")
}

/// "On 26 December 2016, air/drone strike by A against B near Tabqa Dam (Raqqa, Syria)."
fn opening(export: &Export, event: &Event) -> String {
    let mut sentence = format!("{}, {}", when(event), export.tables.label(event.sub_event_type).to_lowercase());
    if !event.initiators.is_empty() {
        sentence.push_str(&format!(" by {}", words::actors(&event.initiators, " and ")));
    }
    if !event.targets.is_empty() {
        let beside = if event.sub_event_type == SubEventType::Agreement { "with" } else { "against" };
        sentence.push_str(&format!(" {beside} {}", words::actors(&event.targets, " and ")));
    }
    if let Some(location) = &event.location {
        let near = if location.geo_precision == GeoPrecision::Near { "near" } else { "in" };
        let wider = [location.admin1.clone(), location.country.as_deref().and_then(|code| export.lore.country(code))];
        let wider: Vec<String> = wider.into_iter().flatten().filter(|name| *name != location.name).collect();
        let wider = if wider.is_empty() { String::new() } else { format!(" ({})", wider.join(", ")) };
        sentence.push_str(&format!(" {near} {}{wider}", location.name));
    }
    sentence.push('.');
    sentence
}

fn when(event: &Event) -> String {
    let written = |day: Date| day.strftime("%-d %B %Y").to_string();
    match (event.date.start, event.date.end, event.date.precision) {
        (Some(start), _, DatePrecision::Month) => format!("In {}", start.strftime("%B %Y")),
        (Some(start), _, DatePrecision::Year) => format!("In {}", start.year()),
        (Some(start), Some(end), _) if start != end => format!("Between {} and {}", written(start), written(end)),
        (Some(start), _, DatePrecision::Week) => format!("Around {}", written(start)),
        (Some(start), ..) => format!("On {}", written(start)),
        _ => "On a day that is not known".to_string(),
    }
}

fn standing(event: &Event) -> Option<String> {
    let words = match event.standing {
        Standing::Occurred => return None,
        Standing::Alleged => "This is told only as a claim or a rumour.",
        Standing::Denied => "A party to the conflict denies that it happened.",
        Standing::Foiled => "It was stopped before harm.",
        Standing::Planned => "It was threatened or announced, and is not known to have happened.",
    };
    Some(words.to_string())
}

/// "Killed: at least 9 (police, Lake Wire, 2019-05-14); 12 (Borno Post, 2019-05-16)."
fn figures(toll: &Toll, subject: &Subject) -> String {
    let group = toll.group.as_deref().map(|group| format!(" {}", words::plain(group))).unwrap_or_default();
    let told = toll.told.iter().map(|told| {
        let telling = telling(subject.tellings, told.telling);
        let mut by: Vec<String> = told.casualty.source.iter().map(|source| words::plain(&source.text)).collect();
        by.extend(telling.into_iter().flat_map(|telling| telling.outlets.iter().map(|outlet| words::plain(outlet))));
        by.extend(told.published.map(|day| day.to_string()));
        let by = if by.is_empty() { String::new() } else { format!(" ({})", by.join(", ")) };
        format!("{}{by}", words::figure(told.casualty.figure))
    });
    let mut outcome = toll.outcome.to_string();
    outcome[..1].make_ascii_uppercase();
    format!("{outcome}{group}: {}.", told.collect::<Vec<_>>().join("; "))
}
