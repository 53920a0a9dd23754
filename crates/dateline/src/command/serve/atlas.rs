use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::OnceLock;

use coding::{Gazetteer, Place, PlaceId, PlaceKind};
use desk::{Bounds, Label};

/// Names and places of the map, from the gazetteer that ships with the program: opened when first asked for.
#[derive(Default)]
pub struct Atlas {
    areas: OnceLock<HashMap<(&'static str, &'static str), PlaceId>>,
}

impl Atlas {
    /// A country by its ISO 3166 alpha-3 code.
    pub fn country(&self, code: &str) -> Option<Place<'static>> {
        self.area(code, None)
    }

    /// A country, or a first-level division of it by its name.
    pub fn area(&self, country: &str, admin1: Option<&str>) -> Option<Place<'static>> {
        let key = (country, admin1.unwrap_or_default());
        self.areas.get_or_init(areas).get(&key).map(|id| Gazetteer::embedded().place(*id))
    }

    /// The most populous places within the bounds, and the countries.
    pub fn labels(&self, bounds: Bounds, at_most: usize) -> Vec<Label> {
        let places = Gazetteer::embedded().places().filter(|(_, place)| {
            let inside = place.point.is_some_and(|point| bounds.contains(point.lat, point.lon));
            inside && (place.kind.is_settlement() || place.kind == PlaceKind::Country)
        });
        let mut best: BinaryHeap<Reverse<(bool, u64, Reverse<PlaceId>)>> = BinaryHeap::new();
        for (id, place) in places {
            best.push(Reverse((place.kind == PlaceKind::Country, place.population, Reverse(id))));
            if best.len() > at_most {
                best.pop();
            }
        }
        let best = best.into_sorted_vec();
        best.into_iter().filter_map(|Reverse((_, _, Reverse(id)))| label(Gazetteer::embedded().place(id))).collect()
    }
}

fn label(place: Place<'static>) -> Option<Label> {
    let (name, kind) = (place.name.to_string(), place.kind.word());
    Some(Label { name, kind, point: place.point?, population: place.population })
}

/// Every country and first-level division, by its country's code and its own name.
fn areas() -> HashMap<(&'static str, &'static str), PlaceId> {
    let mut areas = HashMap::new();
    for (id, place) in Gazetteer::embedded().places() {
        let name = match place.kind {
            PlaceKind::Country => "",
            PlaceKind::Province => place.name,
            _ => continue,
        };
        if let Some(country) = place.country {
            areas.entry((country, name)).or_insert(id);
        }
    }
    areas
}
