use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::bounds::Bounds;
use super::outlines::{Line, Name, Outlines};
use super::wanted::Known;
use crate::Program;

/// How wide a cell of the map is on the screen, in pixels.
const CELL: f64 = 56.0;
/// How wide the whole world is at zoom 0, in pixels, as web maps have it.
const WORLD: f64 = 512.0;
/// Web maps end here.
const NORTHMOST: f64 = 85.05;

/// Events of a cell of the map.
#[derive(Debug, Default)]
struct Cell<'o> {
    lat: f64,
    lon: f64,
    bounds: Option<Bounds>,
    count: usize,
    /// Those near a place rather than at it.
    near: usize,
    killed: u64,
    places: HashMap<Name, usize>,
    first: Option<&'o Line>,
}

/// The events with a spot within a view of the map, gathered in cells about as wide on the screen as a finger.
pub(crate) fn cells(outlines: &Outlines, lines: &[&Line], view: Bounds, zoom: f64) -> Vec<Value> {
    let side = WORLD * zoom.clamp(0.0, 24.0).exp2() / CELL;
    let mut cells: BTreeMap<(i64, i64), Cell> = BTreeMap::new();
    for line in lines {
        let Some((lat, lon)) = line.point.map(|(lat, lon)| (f64::from(lat), f64::from(lon))) else { continue };
        if view.contains(lat, lon) {
            let (x, y) = projected(lat, lon);
            cells.entry(((x * side) as i64, (y * side) as i64)).or_default().add(line, lat, lon);
        }
    }
    cells.into_values().map(|cell| cell.json(outlines)).collect()
}

/// Where a point lies on a web map, from 0 to 1 from the west and from the north.
fn projected(lat: f64, lon: f64) -> (f64, f64) {
    let lat = lat.clamp(-NORTHMOST, NORTHMOST).to_radians();
    let north = (lat.tan() + 1.0 / lat.cos()).ln();
    ((lon + 180.0) / 360.0, (1.0 - north / std::f64::consts::PI) / 2.0)
}

impl<'o> Cell<'o> {
    fn add(&mut self, line: &'o Line, lat: f64, lon: f64) {
        let bounds = self.bounds.get_or_insert(Bounds { west: lon, south: lat, east: lon, north: lat });
        bounds.widen(lat, lon);
        self.lat += lat;
        self.lon += lon;
        self.count += 1;
        self.near += usize::from(line.known == Known::Near);
        self.killed += line.killed()[1].unwrap_or(0);
        *self.places.entry(line.place).or_default() += 1;
        self.first = Some(line);
    }

    fn json(self, outlines: &Outlines) -> Value {
        let count = self.count as f64;
        let place = self.places.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)));
        let country = self.first.and_then(|line| outlines.name(line.country));
        json!({
            "lat": self.lat / count,
            "lon": self.lon / count,
            "bounds": self.bounds,
            "count": self.count,
            "near": self.near,
            "killed": self.killed,
            "place": place.and_then(|(name, _)| outlines.name(*name)),
            "places": self.places.len(),
            "country": country,
            "event": self.first.filter(|_| self.count == 1).map(|line| line.key),
        })
    }
}

/// Where the events with a spot lie; `None` if none has one.
pub(crate) fn extent(lines: &[&Line]) -> Option<Bounds> {
    let mut points = lines.iter().filter_map(|line| line.point);
    let (lat, lon) = points.next().map(|(lat, lon)| (f64::from(lat), f64::from(lon)))?;
    let mut extent = Bounds { west: lon, south: lat, east: lon, north: lat };
    points.for_each(|(lat, lon)| extent.widen(f64::from(lat), f64::from(lon)));
    Some(extent)
}

/// Events without a spot, by the country and the division that they are known to be in.
pub(crate) fn areas(outlines: &Outlines, lines: &[&Line], program: &dyn Program) -> Vec<Value> {
    let mut areas: BTreeMap<(Name, Name), (usize, usize, u64)> = BTreeMap::new();
    for line in lines.iter().filter(|line| matches!(line.known, Known::Area | Known::Spotless)) {
        let area = areas.entry((line.country, line.admin1)).or_default();
        area.0 += 1;
        area.1 += usize::from(line.known == Known::Spotless);
        area.2 += line.killed()[1].unwrap_or(0);
    }
    let mut areas: Vec<_> = areas.into_iter().collect();
    areas.sort_by_key(|(_, (count, ..))| std::cmp::Reverse(*count));
    let json = areas.into_iter().map(|((country, admin1), (count, spotless, killed))| {
        let (country, admin1) = (outlines.name(country), outlines.name(admin1));
        let point = country.and_then(|country| program.area_point(country, admin1));
        let of = country.and_then(|code| program.country_name(code)).or_else(|| country.map(str::to_string));
        let name: Vec<&str> = admin1.into_iter().chain(of.as_deref()).collect();
        json!({
            "country": country,
            "admin1": admin1,
            "name": if name.is_empty() { "No country told".to_string() } else { name.join(", ") },
            "count": count,
            "spot_unknown": spotless,
            "killed": killed,
            "lat": point.map(|point| point.lat),
            "lon": point.map(|point| point.lon),
        })
    });
    json.collect()
}
