use serde::{Deserialize, Serialize};

use crate::Span;

/// A point on the earth, WGS84 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LatLon {
    /// Degrees north, -90 to 90.
    pub lat: f64,
    /// Degrees east, -180 to 180.
    pub lon: f64,
}

/// How exactly a place is known (CODEBOOK, "An event report", `location`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GeoPrecision {
    /// The named town, base or spot itself.
    Exact,
    /// Near the named place, or a district or part of a province.
    Near,
    /// Only a province, a country, or wider.
    Province,
}

impl GeoPrecision {
    /// The number that records and ACLED use: 1, 2 or 3.
    pub fn number(self) -> u8 {
        match self {
            GeoPrecision::Exact => 1,
            GeoPrecision::Near => 2,
            GeoPrecision::Province => 3,
        }
    }
}

/// How wide the ground is that an event is placed on, as UCDP counts it (`where_prec`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// The named town, base or spot itself.
    Spot,
    /// Within about 25 km of a point.
    Near,
    /// A second-level division: a district, a county.
    District,
    /// A first-level division: a province, a state.
    Division,
    /// A part of a country that is no division, a river or road, or a wide area about a point.
    Area,
    /// A country, or more than one.
    Country,
    /// A sea, a strait, international waters.
    Waters,
}

impl Extent {
    /// UCDP's number, 1 to 7.
    ///
    /// ```
    /// assert_eq!(record::Extent::Division.where_prec(), 4);
    /// ```
    pub fn where_prec(self) -> u8 {
        match self {
            Extent::Spot => 1,
            Extent::Near => 2,
            Extent::District => 3,
            Extent::Division => 4,
            Extent::Area => 5,
            Extent::Country => 6,
            Extent::Waters => 7,
        }
    }
}

/// Where an event was: the most specific named place of the act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Its common English name, or the report's words where no gazetteer knows it.
    pub name: String,
    /// ISO 3166 alpha-3; `None` over two countries, at sea, or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// First-level division; `None` if not known or not within one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin1: Option<String>,
    /// The point; `None` with [`GeoPrecision::Province`] and for places that no gazetteer knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<LatLon>,
    /// How exactly the act is placed.
    pub geo_precision: GeoPrecision,
    /// How wide the ground is; finer steps than `geo_precision`.
    pub extent: Extent,
    /// Where the report names it; several where a location joins several names ("Iraq and Syria").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
}
