//! Where two tellings put their events, and whether that can be one place.

use record::{Extent, GeoPrecision, LatLon, Location};

use crate::Feature;
use crate::compare::Sheet;
use crate::profile::Profile;
use crate::wording::{consonants, folded, lowest, name_words, short_hash};

/// Mean radius of the earth in km.
const RADIUS: f64 = 6371.0;
/// Exact places further apart than this, in km, are elsewhere.
const ELSEWHERE: f64 = 25.0;
/// Exact places further apart than this, in km, are of two events whatever else speaks for one.
const FAR: f64 = 150.0;
/// Names with the same consonants at least this much alike are spellings of one, others from `LIKE` on.
const LIKE_OF_ONE_SOUND: f64 = 0.7;
/// Names at least this much alike are spellings of one.
const LIKE: f64 = 0.8;

/// The place of a telling.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub name: Box<str>,
    /// The name as names are compared.
    folded: Box<str>,
    /// The words of the name but for common ones; sorted.
    pub words: Box<[u32]>,
    pub country: Option<[u8; 3]>,
    /// Hash of the first-level division.
    pub division: Option<u32>,
    /// Hash of the name.
    whole: u32,
    /// Hash of the consonants of the name, by which spellings of it meet.
    pub sound: u32,
    point: Option<(f32, f32)>,
    precision: GeoPrecision,
    extent: Extent,
}

impl Place {
    pub fn new(location: &Location) -> Place {
        let words = name_words(&location.name);
        let plain = folded(&location.name);
        let country = location.country.as_deref().and_then(|code| code.as_bytes().try_into().ok());
        let finite = |point: &LatLon| point.lat.is_finite() && point.lon.is_finite();
        Place {
            name: location.name.as_str().into(),
            whole: crate::wording::hash_all(&words.iter().map(|&word| u64::from(word)).collect::<Vec<_>>()) as u32,
            sound: short_hash(&consonants(&location.name)),
            folded: plain.into(),
            words: lowest(words),
            country,
            division: location.admin1.as_deref().map(|name| short_hash(&folded(name))),
            point: location.point.filter(finite).map(|point| (point.lat as f32, point.lon as f32)),
            precision: location.geo_precision,
            extent: location.extent,
        }
    }

    /// Whether it is a province, a country or wider.
    pub fn is_wide(&self) -> bool {
        self.precision == GeoPrecision::Province
    }

    /// Its country, where that is told or follows from a point. A place that no gazetteer knows has its country from what
    /// else its report speaks of, which can be another's.
    fn sure_country(&self) -> Option<[u8; 3]> {
        self.country.filter(|_| self.point.is_some() || self.is_wide())
    }

    /// The cells of a tenth of a degree about its point, so many to each side; none without a point.
    pub fn cells(&self, around: i64) -> Vec<u64> {
        let Some((lat, lon)) = self.point else { return Vec::new() };
        let (row, column) = ((f64::from(lat) * 10.0).floor() as i64, (f64::from(lon) * 10.0).floor() as i64);
        let rows = row - around..=row + around;
        rows.flat_map(|row| (column - around..=column + around).map(move |column| (row * 3600 + column) as u64))
            .collect()
    }

    /// The cell of half a degree that its point lies in: what is near lies in one, whatever province it is in.
    pub fn area(&self) -> Option<u64> {
        let (lat, lon) = self.point?;
        let (row, column) = ((f64::from(lat) * 2.0).floor() as i64, (f64::from(lon) * 2.0).floor() as i64);
        Some((row * 720 + column) as u64)
    }

    fn is_exact(&self) -> bool {
        self.precision == GeoPrecision::Exact && self.point.is_some()
    }

    /// Whether one name has all words of the other.
    fn same_name(&self, other: &Place) -> bool {
        let within = |x: &[u32], y: &[u32]| !x.is_empty() && x.iter().all(|word| y.contains(word));
        self.whole == other.whole || within(&self.words, &other.words) || within(&other.words, &self.words)
    }

    fn like_name(&self, other: &Place) -> bool {
        let alike = rapidfuzz::distance::indel::normalized_similarity(self.folded.chars(), other.folded.chars());
        alike >= LIKE || (alike >= LIKE_OF_ONE_SOUND && self.sound == other.sound)
    }

    /// Whether `other` lies in the province or country that this one is.
    fn holds(&self, other: &Place) -> bool {
        if !self.is_wide() || (self.country.is_some() && other.country.is_some() && self.country != other.country) {
            return false;
        }
        let own_name = short_hash(&self.folded);
        match self.extent {
            Extent::Division => {
                other.division.is_none_or(|division| division == own_name || self.division == Some(division))
            }
            _ => true,
        }
    }
}

/// Great-circle distance in km of two points of degrees north and east.
pub(crate) fn km(a: (f32, f32), b: (f32, f32)) -> f64 {
    let radians = |(lat, lon): (f32, f32)| (f64::from(lat).to_radians(), f64::from(lon).to_radians());
    let ((lat_a, lon_a), (lat_b, lon_b)) = (radians(a), radians(b));
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half(lon_b - lon_a);
    2.0 * RADIUS * chord.min(1.0).sqrt().asin()
}

fn distance(a: &Place, b: &Place) -> Option<f64> {
    Some(km(a.point?, b.point?))
}

/// How far apart two places are, both exact and of other names; `None` if they are not, or within 25 km.
pub(crate) fn elsewhere(a: &Profile, b: &Profile) -> Option<f64> {
    let (x, y) = (a.place.as_ref()?, b.place.as_ref()?);
    let apart = distance(x, y).filter(|_| x.is_exact() && y.is_exact() && x.whole != y.whole)?;
    (apart > ELSEWHERE).then_some(apart)
}

fn two_countries(x: &Place, y: &Place) -> bool {
    let (x, y) = (x.sure_country(), y.sure_country());
    x.is_some() && y.is_some() && x != y
}

/// Whether places and places cannot be one; why not.
pub(crate) fn cannot(a: &Profile, b: &Profile) -> Option<&'static str> {
    let (x, y) = (a.place.as_ref()?, b.place.as_ref()?);
    let near = distance(x, y).is_some_and(|apart| apart <= 3.0 * ELSEWHERE);
    if two_countries(x, y) && !near {
        return Some("two countries");
    }
    elsewhere(a, b).filter(|&apart| apart > FAR).map(|_| "two exact places far apart")
}

/// What the places tell of whether two tellings are of one event.
pub(crate) fn compare(a: &Profile, b: &Profile, sheet: &mut Sheet) {
    let (Some(x), Some(y)) = (&a.place, &b.place) else {
        return sheet.add(Feature::NoPlace, 1.0, || "no place in one".to_string());
    };
    let names = || format!("{} and {}", x.name, y.name);
    if two_countries(x, y) {
        sheet.add(Feature::CountriesApart, 1.0, || format!("two countries, {}", names()));
    }
    match distance(x, y) {
        Some(apart) => by_distance(x, y, apart, sheet),
        None if x.is_wide() || y.is_wide() => wide(x, y, sheet),
        None if x.same_name(y) => sheet.add(Feature::SamePlace, 1.0, || format!("same place, {}", x.name)),
        None if x.like_name(y) => sheet.add(Feature::LikePlace, 1.0, || format!("places spelt alike, {}", names())),
        None => {
            sheet.add(Feature::PlaceNamesApart, 1.0, || format!("other names of places, {}", names()));
            if x.division.is_some() && y.division.is_some() && x.division != y.division {
                sheet.add(Feature::DivisionsApart, 1.0, || format!("two provinces, {}", names()));
            }
        }
    }
    if !x.same_name(y) && (b.wording.has(&x.words) || a.wording.has(&y.words)) {
        sheet.add(Feature::PlaceInWords, 1.0, || format!("one also quotes the other's place, {}", names()));
    }
}

fn by_distance(x: &Place, y: &Place, apart: f64, sheet: &mut Sheet) {
    let exact = x.precision == GeoPrecision::Exact && y.precision == GeoPrecision::Exact;
    let words = || format!("{apart:.0} km apart, {} and {}", x.name, y.name);
    if x.same_name(y) && apart <= 3.0 * ELSEWHERE {
        sheet.add(Feature::SamePlace, 1.0, || format!("same place, {}", x.name));
    } else if apart <= if exact { 5.0 } else { 10.0 } {
        sheet.add(Feature::SamePlace, 1.0, words);
    } else if apart <= ELSEWHERE {
        sheet.add(Feature::NearPlace, 1.0, words);
    } else if apart <= 3.0 * ELSEWHERE {
        sheet.add(Feature::SameArea, 1.0, words);
    } else {
        sheet.add(Feature::PlacesApart, (apart / ELSEWHERE).ln(), words);
    }
}

fn wide(x: &Place, y: &Place, sheet: &mut Sheet) {
    let names = || format!("{} and {}", x.name, y.name);
    // That one names no more than the country says no more than that one place may lie in the other.
    let country = |place: &Place| matches!(place.extent, Extent::Country | Extent::Waters);
    if x.is_wide() && y.is_wide() && x.same_name(y) && !country(x) && !country(y) {
        sheet.add(Feature::SamePlace, 1.0, || format!("same place, {}", x.name));
    } else if x.holds(y) || y.holds(x) {
        sheet.add(Feature::PlaceWithin, 1.0, || format!("one place may lie in the other, {}", names()));
    } else {
        sheet.add(Feature::DivisionsApart, 1.0, || format!("two provinces, {}", names()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_is_that_on_a_sphere() {
        let (paris, london) = ((48.8566, 2.3522), (51.5074, -0.1278));
        assert!((km(paris, london) - 343.5).abs() < 1.0, "{}", km(paris, london));
        assert!((km((0.0, 179.5), (0.0, -179.5)) - 111.2).abs() < 0.5);
        assert_eq!(km(paris, paris), 0.0);
    }
}
