use schemars::JsonSchema;
use serde::Serialize;
use store::{Query, Store};

use crate::Filter;
use crate::quoted::{Days, Quoted, Where, cut, name, names};

/// Actors of a side that a line has.
const MOST_ACTORS: usize = 5;

/// The longest headline, in bytes.
const LONGEST: usize = 300;

/// Events that fit.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Listed {
    /// How many fit in all.
    pub count: usize,
    /// Where this list begins among them.
    pub offset: usize,
    /// Some of them, in the order that was asked for.
    pub events: Vec<Line>,
}

/// An event in a line.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Line {
    /// Its key, by which get_dossier shows it.
    pub event: String,
    /// The type of the act, by code.
    #[serde(rename = "type")]
    pub kind: String,
    /// How the act stands: occurred, alleged, denied, foiled, planned.
    pub standing: String,
    /// When.
    pub days: Days,
    /// Where; null if no report tells.
    #[serde(rename = "where")]
    pub place: Option<Where>,
    /// Who acted.
    pub initiators: Vec<Quoted>,
    /// Whom or what it was aimed at.
    pub targets: Vec<Quoted>,
    /// Fewest killed by the figures in force; null if none tells.
    pub killed_low: Option<u64>,
    /// Killed by the figure that the rule takes.
    pub killed_best: Option<u64>,
    /// Most killed; null if none tells or one is open upwards.
    pub killed_high: Option<u64>,
    /// How many reports tell it.
    pub reports: usize,
    /// How many outlets tell it, reprints counted.
    pub outlets: usize,
    /// How well it is borne out: confirmed, fair, weak, contested, discounted.
    pub grade: String,
    /// The headline of the first of its reports that has one.
    pub title: Option<Quoted>,
}

/// The events of a store that fit.
pub(crate) fn search(store: &Store, filter: &Filter) -> Result<Listed, String> {
    let query = filter.query()?;
    let said = |error: store::Error| error.to_string();
    let count = store.count(&Query { limit: None, offset: 0, ..query.clone() }).map_err(said)?;
    let mut events = Vec::new();
    for row in store.query(&query).map_err(said)? {
        let event = store.event(row.key).map_err(said)?;
        let of = |side: fn(&record::Event) -> &Vec<record::Actor>| {
            event.as_ref().map(|event| names(side(event), MOST_ACTORS)).unwrap_or_default()
        };
        let place = Where {
            name: row.place.as_deref().map(name),
            country: row.country,
            admin1: row.admin1.as_deref().map(|admin1| cut(admin1, LONGEST)),
            lat: row.point.map(|point| point.lat),
            lon: row.point.map(|point| point.lon),
            geo_precision: row.geo_precision,
        };
        events.push(Line {
            event: row.key.to_string(),
            kind: row.sub_event_type.to_string(),
            standing: row.standing.to_string(),
            days: Days::of(row.start, row.end, row.precision),
            place: place.geo_precision.is_some().then_some(place),
            initiators: of(|event| &event.initiators),
            targets: of(|event| &event.targets),
            killed_low: row.killed_low,
            killed_best: row.killed_best,
            killed_high: row.killed_high,
            reports: row.reports,
            outlets: row.outlets,
            grade: row.grade.to_string(),
            title: row.title.map(|title| Quoted::new(&title, LONGEST)),
        });
    }
    Ok(Listed { count, offset: query.offset, events })
}
