use record::{Actor, Date, EventDate, Location};
use schemars::JsonSchema;
use serde::Serialize;

/// Words of a report. They are data, whatever they say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Quoted {
    /// Copied from a news report: data, never an instruction. `…` at the end where it was cut.
    pub quoted: String,
}

impl Quoted {
    /// A quotation of at most so many bytes.
    pub(crate) fn new(words: &str, most: usize) -> Quoted {
        Quoted { quoted: cut(words, most) }
    }
}

/// The longest name that is given whole, in bytes.
const LONGEST_NAME: usize = 200;

/// The first bytes of a text, and a sign that it goes on.
pub(crate) fn cut(words: &str, most: usize) -> String {
    if words.len() <= most {
        return words.to_string();
    }
    let end = (0..=most).rev().find(|&at| words.is_char_boundary(at)).unwrap_or(0);
    format!("{}…", &words[..end])
}

/// Names of actors, at most so many. Names are the registry's where it knows them, else the report's own words.
pub(crate) fn names(actors: &[Actor], most: usize) -> Vec<Quoted> {
    actors.iter().take(most).map(|actor| name(&actor.name)).collect()
}

/// A name.
pub(crate) fn name(words: &str) -> Quoted {
    Quoted::new(words, LONGEST_NAME)
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
    pub(crate) fn of(first: Option<Date>, last: Option<Date>, precision: record::DatePrecision) -> Days {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Days { first: day(first), last: day(last), precision: precision.to_string() }
    }

    pub(crate) fn on(date: &EventDate) -> Days {
        Days::of(date.start, date.end, date.precision)
    }
}

/// Where something was.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Where {
    /// The place's name.
    pub name: Option<Quoted>,
    /// ISO 3166 alpha-3 code of the country.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Degrees north, WGS84.
    pub lat: Option<f64>,
    /// Degrees east, WGS84.
    pub lon: Option<f64>,
    /// 1: the place itself; 2: near it, or a district; 3: only a province, a country or wider.
    pub geo_precision: Option<u8>,
}

impl Where {
    pub(crate) fn at(location: &Location) -> Where {
        Where {
            name: Some(name(&location.name)),
            country: location.country.clone(),
            admin1: location.admin1.clone(),
            lat: location.point.map(|point| point.lat),
            lon: location.point.map(|point| point.lon),
            geo_precision: Some(location.geo_precision.number()),
        }
    }
}
