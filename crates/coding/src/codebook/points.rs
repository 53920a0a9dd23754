//! Whose points stand for what is wide: a country, a province, a sea has no point of its own.

use std::sync::LazyLock;

use record::LatLon;
use rustc_hash::FxHashMap;

use super::gazetteer::Place;
use crate::location::Width;

/// Whose points stand for countries, first-level divisions, regions and seas. Towns have their own under each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Points {
    /// The gazetteer's, which are GeoNames' as far as it has them.
    #[default]
    GeoNames,
    /// Those that Wikipedia's articles carry; where `codebook/place/points/wikipedia.tsv` has none, the gazetteer's.
    Wikipedia,
}

/// Wikipedia's points by country (empty for what lies in none or several) and name.
static WIKIPEDIA: LazyLock<FxHashMap<(&'static str, &'static str), LatLon>> = LazyLock::new(|| {
    let table = include_str!("../../../../codebook/place/points/wikipedia.tsv");
    table.lines().skip(1).filter_map(row).collect()
});

fn row(line: &'static str) -> Option<((&'static str, &'static str), LatLon)> {
    let mut columns = line.split('\t');
    let (name, country) = (columns.next()?, columns.next()?);
    let (lat, lon) = (columns.next()?.parse().ok()?, columns.next()?.parse().ok()?);
    Some(((country, name), LatLon { lat, lon }))
}

impl Points {
    /// The point that stands for a place.
    pub fn of(self, place: &Place<'_>) -> Option<LatLon> {
        let listed = || WIKIPEDIA.get(&(place.country.unwrap_or_default(), place.name)).copied();
        let other = (self == Points::Wikipedia && Width::of(place.kind).is_wide()).then(listed).flatten();
        other.or(place.point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::gazetteer::Gazetteer;

    #[test]
    fn every_row_names_a_wide_place_of_the_gazetteer() {
        let places: Vec<Place<'_>> = Gazetteer::embedded().places().map(|p| p.1).collect();
        assert!(WIKIPEDIA.len() > 400, "{} rows", WIKIPEDIA.len());
        for ((country, name), point) in WIKIPEDIA.iter() {
            let same = |p: &&Place<'_>| p.name == *name && p.country.unwrap_or_default() == *country;
            let place = places.iter().filter(same).find(|p| Width::of(p.kind).is_wide());
            assert!(place.is_some(), "{name} ({country}) is no wide place of the gazetteer");
            assert!(point.lat.abs() <= 90.0 && point.lon.abs() <= 180.0, "{name} ({country}): {point:?}");
        }
    }

    #[test]
    fn towns_keep_their_points() {
        let gazetteer = Gazetteer::embedded();
        let first = |name: &str| gazetteer.place(gazetteer.named(name)[0].place);
        let zagreb = first("Zagreb");
        assert_eq!(Points::Wikipedia.of(&zagreb), Points::GeoNames.of(&zagreb));
        let canada = gazetteer.named("Canada").into_iter().map(|c| gazetteer.place(c.place));
        let canada = canada.into_iter().find(|p| p.country == Some("CAN")).expect("Canada is listed");
        assert_ne!(Points::Wikipedia.of(&canada), Points::GeoNames.of(&canada));
    }
}
