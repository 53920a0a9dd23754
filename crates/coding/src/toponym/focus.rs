//! What the toponyms of a report say of each other: the countries, divisions and points that it is about.

use std::collections::BTreeMap;

use record::ToponymUse;

use super::Found;
use super::read::What;
use crate::codebook::PlaceContext;
use crate::codebook::gazetteer::{Place, PlaceId, PlaceKind, kilometres};
use crate::location::Width;
use crate::scene::Scene;

/// What each use of a name says of where the report is.
const LITERAL: f64 = 1.0;
const METONYMIC: f64 = 0.7;
const DERIVED: f64 = 0.4;
/// A dateline says more than any other mention.
const DATELINE: f64 = 3.0;
/// Readings that are less likely by this factor say nothing.
const FAINT: f64 = 0.05;
/// Kilometres over which the pull of a place on the choice of the report's town falls to about a third.
const PULL: f64 = 50.0;

/// What the other toponyms say.
#[derive(Default)]
pub(super) struct Focus<'g> {
    all: Vec<Evidence<'g>>,
}

/// What one reading of one toponym says.
struct Evidence<'g> {
    /// The number of its name.
    name: usize,
    /// `None` for a country, a union, an adjective.
    id: Option<PlaceId>,
    place: Place<'g>,
    weight: f64,
}

/// The name of each toponym as a number: the same for the same words.
pub(super) fn names(scene: &Scene<'_>, found: &[Found]) -> Vec<usize> {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let text = |f: &Found| f.candidate.span.of(&scene.doc.report.text).to_lowercase();
    found
        .iter()
        .map(|f| {
            let next = numbers.len();
            *numbers.entry(text(f)).or_insert(next)
        })
        .collect()
}

impl<'g> Focus<'g> {
    /// By the readings of each toponym, best first, with how well each fits; none for what no table has.
    pub fn of(scene: &Scene<'g>, found: &[Found], names: &[usize], readings: &[Vec<(f64, PlaceId)>]) -> Focus<'g> {
        let mut focus = Focus::default();
        let mut count = vec![0.0; names.len()];
        names.iter().for_each(|&name| count[name] += 1.0);
        for ((f, &name), readings) in found.iter().zip(names).zip(readings) {
            // Ten mentions of a name are not ten places.
            let weight = weight(scene, f) / f64::sqrt(count[name]);
            if let Some(place) = fixed(scene, &f.candidate.what) {
                focus.all.push(Evidence { name, id: None, place, weight });
            }
            // A name that many places have is also a street's or a person's.
            let weight = weight / (1.0 + (readings.len().max(1) as f64).ln()).sqrt();
            let odds = |score: f64| readings.first().map_or(0.0, |top| (score - top.0).exp());
            let total: f64 = readings.iter().map(|r| odds(r.0)).sum();
            for &(score, id) in readings.iter().filter(|r| odds(r.0) > FAINT) {
                let place = scene.gazetteer.place(id);
                focus.all.push(Evidence { name, id: Some(id), place, weight: weight * odds(score) / total });
            }
        }
        focus
    }

    /// What the toponyms of other names say, for a toponym of this name.
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

    /// How much of the report's weight the other toponyms give a country.
    pub fn share(&self, country: &str, but: usize) -> f64 {
        let of = |e: &&Evidence<'_>| e.name != but && e.place.country.is_some();
        let total: f64 = self.all.iter().filter(of).map(|e| e.weight).sum();
        let own =
            self.all.iter().filter(of).filter(|e| e.place.country == Some(country)).map(|e| e.weight).sum::<f64>();
        if total > 0.0 { own / total } else { 0.0 }
    }

    /// Whether the other toponyms say anything of countries.
    pub fn names_countries(&self, but: usize) -> bool {
        self.all.iter().any(|e| e.name != but && e.place.country.is_some())
    }

    /// How much the other toponyms say of a place's division.
    pub fn in_division(&self, place: &Place<'_>, but: usize) -> f64 {
        self.all.iter().filter(|e| e.name != but && same_division(&e.place, place)).map(|e| e.weight).sum()
    }
}

/// A town, and how much of the report lies around it.
pub(super) struct Town<'g> {
    pub place: Place<'g>,
    pub pull: f64,
}

fn same_division(a: &Place<'_>, b: &Place<'_>) -> bool {
    a.admin1.is_some() && a.admin1 == b.admin1 && a.country == b.country
}

fn is_town(place: &Place<'_>) -> bool {
    Width::of(place.kind) <= Width::Town && place.kind != PlaceKind::Island && place.point.is_some()
}

fn weight(scene: &Scene<'_>, f: &Found) -> f64 {
    let dateline = scene.doc.report.dateline.as_ref().is_some_and(|d| d.span.contains(f.candidate.span));
    match f.used {
        _ if dateline => DATELINE,
        ToponymUse::Literal => LITERAL,
        ToponymUse::Metonymic => METONYMIC,
        ToponymUse::Derived => DERIVED,
    }
}

/// The country or the division that a name can only mean.
fn fixed<'g>(scene: &Scene<'g>, what: &What) -> Option<Place<'g>> {
    match what {
        What::Country(i) | What::Demonym(i) => super::settle::country_place(scene, *i),
        What::Division(code, name) => super::settle::division_place(scene, code, name),
        _ => None,
    }
}
