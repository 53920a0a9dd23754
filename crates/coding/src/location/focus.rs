//! What the places that a report names say of each other: the countries, divisions and points that it is about.

use std::collections::BTreeMap;

use record::LatLon;

use super::Width;
use crate::codebook::PlaceContext;
use crate::codebook::gazetteer::{Place, PlaceId, PlaceKind, kilometres};
use crate::scene::Scene;

/// Readings that are less likely by this factor say nothing.
const FAINT: f64 = 0.05;
/// Kilometres over which the pull of a place on the choice of the report's town falls to about a third.
const PULL: f64 = 50.0;

/// Kilometres within which a village may be told by its name alone, beside a place that is known.
const AROUND: f64 = 100.0;

/// Kilometres within which a report speaks of a place without a word of its country: over a border, not over a sea.
const REACH: f64 = 1000.0;
/// What a reading must say to be one that the report means.
const CLEAR: f64 = 0.2;

/// What each way of naming a place says of where the report is.
pub(crate) const LITERAL: f64 = 1.0;
pub(crate) const METONYMIC: f64 = 0.7;
pub(crate) const DERIVED: f64 = 0.4;
/// A dateline says more than any other mention.
pub(crate) const DATELINE: f64 = 3.0;

/// A mention of a place, as a focus takes it.
pub(crate) struct Mention<'r, 'g> {
    /// The number of its name.
    pub name: usize,
    /// What it says of where the report is.
    pub weight: f64,
    /// The country or the division that it can only mean.
    pub fixed: Option<Place<'g>>,
    /// The places that it may mean, best first, with how well each fits.
    pub readings: &'r [(f64, PlaceId)],
}

/// What the places say.
#[derive(Default)]
pub(crate) struct Focus<'g> {
    all: Vec<Evidence<'g>>,
}

/// What one reading of one name says.
struct Evidence<'g> {
    /// The number of its name.
    name: usize,
    /// `None` for a country, a union, an adjective.
    id: Option<PlaceId>,
    place: Place<'g>,
    weight: f64,
}

/// The number of each name: the same for the same words.
pub(crate) fn numbers(names: impl Iterator<Item = String>) -> Vec<usize> {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    names
        .map(|name| {
            let next = numbers.len();
            *numbers.entry(name).or_insert(next)
        })
        .collect()
}

impl<'g> Focus<'g> {
    /// By all mentions of a report.
    pub fn of<'r>(scene: &Scene<'g>, mentions: &[Mention<'r, 'g>]) -> Focus<'g> {
        let mut focus = Focus::default();
        let mut count = vec![0.0; mentions.iter().map(|m| m.name + 1).max().unwrap_or(0)];
        mentions.iter().for_each(|m| count[m.name] += 1.0);
        for m in mentions {
            // Ten mentions of a name are not ten places.
            let weight = m.weight / f64::sqrt(count[m.name]);
            if let Some(place) = m.fixed {
                focus.all.push(Evidence { name: m.name, id: None, place, weight });
            }
            // A name that many places have is also a street's or a person's.
            let weight = weight / (1.0 + (m.readings.len().max(1) as f64).ln()).sqrt();
            let odds = |score: f64| m.readings.first().map_or(0.0, |top| (score - top.0).exp());
            let total: f64 = m.readings.iter().map(|r| odds(r.0)).sum();
            for &(score, id) in m.readings.iter().take_while(|r| odds(r.0) > FAINT) {
                let place = scene.gazetteer.place(id);
                focus.all.push(Evidence { name: m.name, id: Some(id), place, weight: weight * odds(score) / total });
            }
        }
        focus
    }

    /// Leaves aside names that turned out to be no places of the tables.
    pub fn forget(&mut self, names: &[usize]) {
        self.all.retain(|e| e.id.is_none() || !names.contains(&e.name));
    }

    /// What the places of other names say, for a place of this name.
    pub fn context(&self, name: usize, context: &mut PlaceContext) {
        context.divisions.clear();
        context.near.clear();
        let mut divisions: BTreeMap<(&str, &str), f64> = BTreeMap::new();
        for e in self.all.iter().filter(|e| e.name != name) {
            let Some(country) = e.place.country else { continue };
            match context.countries.iter_mut().find(|c| c.0 == country) {
                Some(c) => c.1 += e.weight,
                None => context.countries.push((country.to_string(), e.weight)),
            }
            if let Some(admin1) = e.place.admin1 {
                *divisions.entry((admin1, country)).or_default() += e.weight;
            }
            if let Some(point) = e.place.exact_point() {
                context.near.push((point, e.weight.min(1.0)));
            }
        }
        let surely = |weight: f64| 1.0 - (-weight).exp();
        let divisions = divisions.into_iter();
        context.divisions = divisions.map(|((a, c), weight)| (a.to_string(), c.to_string(), surely(weight))).collect();
    }

    /// The town that the report is about: the one that its places lie around and its divisions hold.
    pub fn town(&self) -> Option<Town<'g>> {
        let towns = self.all.iter().filter(|e| e.id.is_some() && is_town(&e.place));
        let best = towns.map(|e| (self.pull(e), e)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.id.cmp(&a.1.id)));
        best.map(|(pull, e)| Town { place: e.place, pull })
    }

    /// How much of the report lies around a place.
    fn pull(&self, town: &Evidence<'_>) -> f64 {
        let Some(point) = town.place.point else { return 0.0 };
        let around = |e: &Evidence<'_>| match e.place.point.filter(|_| e.id.is_some() && is_town(&e.place)) {
            Some(other) => e.weight * (-kilometres(point, other) / PULL).exp(),
            None if e.place.admin1.is_some() && same_division(&e.place, &town.place) => 0.5 * e.weight,
            None => 0.0,
        };
        let size =
            if town.place.kind.is_settlement() { (town.place.population.max(1) as f64).log10() / 5.0 } else { 0.6 };
        let country = town.place.country.map_or(1.0, |country| self.share(country, usize::MAX));
        self.all.iter().map(around).sum::<f64>() * size.clamp(0.6, 1.2) * country.sqrt()
    }

    /// How much of the report's weight the places of other names give a country.
    pub fn share(&self, country: &str, but: usize) -> f64 {
        let (own, total) = (self.weight(Some(country), but), self.weight(None, but));
        if total > 0.0 { own / total } else { 0.0 }
    }

    /// How much the places of other names say of a country, or of all.
    pub fn weight(&self, country: Option<&str>, but: usize) -> f64 {
        let told = |e: &&Evidence<'_>| e.name != but && e.place.country.is_some();
        let of = |e: &&Evidence<'_>| country.is_none() || e.place.country == country;
        self.all.iter().filter(told).filter(of).map(|e| e.weight).sum()
    }

    /// Whether the places of other names say anything of countries.
    pub fn names_countries(&self, but: usize) -> bool {
        self.all.iter().any(|e| e.name != but && e.place.country.is_some())
    }

    /// How surely a place of another name lies around a point.
    pub fn beside(&self, point: LatLon, but: usize) -> f64 {
        let others = self.all.iter().filter(|e| e.name != but);
        let near = others.filter(|e| e.place.exact_point().is_some_and(|p| kilometres(p, point) <= AROUND));
        near.map(|e| e.weight).fold(0.0, f64::max)
    }

    /// Whether a place of another name lies within reach of a point, so that what happens at one may be told from the other.
    pub fn reaches(&self, point: LatLon, but: usize) -> bool {
        self.points(but).any(|p| kilometres(p, point) <= REACH)
    }

    /// Whether a place of another name lies at a point.
    pub fn has_points(&self, but: usize) -> bool {
        self.points(but).next().is_some()
    }

    /// The points of places of other names.
    fn points(&self, but: usize) -> impl Iterator<Item = LatLon> {
        self.all.iter().filter(move |e| e.name != but && e.weight >= CLEAR).filter_map(|e| e.place.exact_point())
    }

    /// How much the places of other names say of a place's division.
    pub fn in_division(&self, place: &Place<'_>, but: usize) -> f64 {
        self.all.iter().filter(|e| e.name != but && same_division(&e.place, place)).map(|e| e.weight).sum()
    }
}

/// A town, and how much of the report lies around it.
pub(crate) struct Town<'g> {
    pub place: Place<'g>,
    pub pull: f64,
}

fn same_division(a: &Place<'_>, b: &Place<'_>) -> bool {
    a.admin1.is_some() && a.admin1 == b.admin1 && a.country == b.country
}

fn is_town(place: &Place<'_>) -> bool {
    Width::of(place.kind) <= Width::Town && place.kind != PlaceKind::Island && place.point.is_some()
}
