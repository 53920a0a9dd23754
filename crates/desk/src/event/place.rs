//! Where an event was, with how exactly that is known: never a point where no report tells one.

use record::{Event, Extent, GeoPrecision, Location, Telling};
use serde_json::{Value, json};

use crate::Program;

/// Kilometres about the point of what was near a place: as far as UCDP counts as near.
const NEAR_KM: u32 = 25;

/// The place as the map draws it; null if no report tells one. Where only an area is told, `around` says which part of the map
/// to draw, and nothing is drawn as the place itself.
pub(super) fn place(location: Option<&Location>, program: &dyn Program) -> Value {
    let Some(place) = location else { return Value::Null };
    let around = || program.area_point(place.country.as_deref()?, place.admin1.as_deref());
    let around = place.point.or_else(around);
    json!({
        "name": place.name,
        "admin1": place.admin1,
        "country": place.country,
        "lat": place.point.map(|point| point.lat),
        "lon": place.point.map(|point| point.lon),
        "precision": place.geo_precision,
        "number": place.geo_precision.number(),
        "where_prec": place.extent.where_prec(),
        "around": around,
        "is_country": place.extent == Extent::Country,
        "km": (place.geo_precision == GeoPrecision::Near).then_some(NEAR_KM),
        "words": in_words(place),
        "exactness": exactness(place),
    })
}

/// "in Kirkuk, Kirkuk, IRQ", "near Kirkuk, IRQ", "somewhere in Kirkuk, IRQ".
pub(super) fn in_words(place: &Location) -> String {
    let named = publish::words::location(place);
    match place.geo_precision {
        GeoPrecision::Exact => format!("in {named}"),
        GeoPrecision::Near => named,
        GeoPrecision::Province => format!("somewhere in {named}"),
    }
}

/// How exactly the place is known, in words.
fn exactness(place: &Location) -> &'static str {
    match (place.geo_precision, place.extent) {
        (GeoPrecision::Exact | GeoPrecision::Near, _) if place.point.is_none() => "the gazetteer has no point for it",
        (GeoPrecision::Exact, _) => "the named place itself",
        (GeoPrecision::Near, Extent::District) => "a district",
        (GeoPrecision::Near, _) => "near the named place, within about 25 km",
        (GeoPrecision::Province, Extent::Country) => "only the country is told",
        (GeoPrecision::Province, Extent::Waters) => "only the waters are told",
        (GeoPrecision::Province, Extent::Division) => "only the first-level division is told",
        (GeoPrecision::Province, _) => "only a wide area is told",
    }
}

/// The event as a GeoJSON feature; without a geometry where no report tells a point.
pub(crate) fn feature(event: &Event, tellings: &[Telling]) -> Value {
    let point = event.location.as_ref().and_then(|place| place.point);
    let geometry = point.map(|point| json!({ "type": "Point", "coordinates": [point.lon, point.lat] }));
    json!({ "type": "Feature", "id": event.key, "geometry": geometry, "properties": publish::event_json(event, tellings) })
}
