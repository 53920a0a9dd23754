use record::{Event, EventDate, Location};
use schemars::JsonSchema;
use serde::Serialize;

use crate::quoted::{Cut, Quoted, name, names, short};

/// What, when, where and who: how a line of a list begins, and a dossier.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Brief {
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
    /// Who acted, the best borne out first.
    pub initiators: Vec<Quoted>,
    /// Whom or what it was aimed at.
    pub targets: Vec<Quoted>,
    /// How well it is borne out: confirmed, fair, weak, contested, discounted.
    pub grade: String,
}

impl Brief {
    /// With at most so many actors of a side.
    pub(crate) fn of(event: &Event, most: usize, cut: &mut Cut) -> Brief {
        Brief {
            event: event.key.to_string(),
            kind: event.sub_event_type.to_string(),
            standing: event.standing.to_string(),
            days: Days::on(&event.date),
            place: event.location.as_ref().map(Where::at),
            initiators: names(cut.to("initiators", &event.initiators, most)),
            targets: names(cut.to("targets", &event.targets, most)),
            grade: event.corroboration.grade.to_string(),
        }
    }
}

/// When something was.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Days {
    /// First possible day (ISO 8601); null if nothing fixes it.
    pub first: Option<String>,
    /// Last possible day.
    pub last: Option<String>,
    /// How exactly the days are known: day, week, month, year, unknown and the like.
    pub precision: String,
}

impl Days {
    fn on(date: &EventDate) -> Days {
        let day = |day: Option<record::Date>| day.map(|day| day.to_string());
        Days { first: day(date.start), last: day(date.end), precision: date.precision.to_string() }
    }
}

/// Where something was.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Where {
    /// The place's name.
    pub name: Quoted,
    /// ISO 3166 alpha-3 code of the country.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Degrees north, WGS84.
    pub lat: Option<f64>,
    /// Degrees east, WGS84.
    pub lon: Option<f64>,
    /// 1: the place itself; 2: near it, or a district; 3: only a province, a country or wider.
    pub geo_precision: u8,
}

impl Where {
    fn at(location: &Location) -> Where {
        Where {
            name: name(&location.name),
            country: location.country.as_deref().map(short),
            admin1: location.admin1.as_deref().map(short),
            lat: location.point.map(|point| point.lat),
            lon: location.point.map(|point| point.lon),
            geo_precision: location.geo_precision.number(),
        }
    }
}
