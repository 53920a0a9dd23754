use serde::Serialize;

use crate::failure::Failure;

/// A part of the map between two meridians and two parallels, WGS84 degrees. Where `west` is the greater it lies over the
/// 180th meridian.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bounds {
    /// Its western edge, -180 to 180.
    pub west: f64,
    /// Its southern edge, -90 to 90.
    pub south: f64,
    /// Its eastern edge, -180 to 180.
    pub east: f64,
    /// Its northern edge, -90 to 90.
    pub north: f64,
}

impl Bounds {
    /// Of "west,south,east,north"; `None` if it is not that.
    pub fn parse(words: &str) -> Option<Bounds> {
        let numbers: Vec<f64> = words.split(',').map(|number| number.trim().parse().ok()).collect::<Option<_>>()?;
        let [west, south, east, north] = numbers[..] else { return None };
        let sound = numbers.iter().all(|number| number.is_finite()) && south <= north;
        let whole = east - west >= 360.0;
        let (west, east) = if whole { (-180.0, 180.0) } else { (turned(west), turned(east)) };
        sound.then_some(Bounds { west, south: south.max(-90.0), east, north: north.min(90.0) })
    }

    /// What a map says that it shows.
    pub(crate) fn of_view(words: &str) -> Result<Bounds, Failure> {
        let wrong = || Failure::asked(format!("view: {words:?} is not west, south, east and north in degrees"));
        Bounds::parse(words).ok_or_else(wrong)
    }

    /// Whether a point lies within, on the edge included.
    pub fn contains(&self, lat: f64, lon: f64) -> bool {
        let across = if self.west <= self.east {
            (self.west..=self.east).contains(&lon)
        } else {
            lon >= self.west || lon <= self.east
        };
        across && (self.south..=self.north).contains(&lat)
    }

    /// Makes it as wide as to contain a point too.
    pub(crate) fn widen(&mut self, lat: f64, lon: f64) {
        (self.west, self.east) = (self.west.min(lon), self.east.max(lon));
        (self.south, self.north) = (self.south.min(lat), self.north.max(lat));
    }
}

/// A longitude as -180 to 180, however often the map was turned around.
fn turned(lon: f64) -> f64 {
    if (-180.0..=180.0).contains(&lon) { lon } else { (lon + 180.0).rem_euclid(360.0) - 180.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_four_numbers_from_west_on() {
        let syria = Bounds::parse("35.7, 32.3,42.4,37.3").unwrap();
        assert!(syria.contains(33.5, 36.3) && !syria.contains(33.9, 35.5));
        assert_eq!(Bounds::parse("35.7,32.3,42.4"), None);
        assert_eq!(Bounds::parse("1,40,2,30"), None);
        assert_eq!(Bounds::parse("1,NaN,2,30"), None);
    }

    #[test]
    fn bounds_may_lie_over_the_edge_of_the_map() {
        let pacific = Bounds::parse("170,-30,190,10").unwrap();
        assert_eq!((pacific.west, pacific.east), (170.0, -170.0));
        assert!(pacific.contains(0.0, 175.0) && pacific.contains(0.0, -175.0) && !pacific.contains(0.0, 0.0));
        assert!(Bounds::parse("-400,-80,300,80").unwrap().contains(0.0, 0.0));
    }
}
