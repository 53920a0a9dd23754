//! Which of the places of one name a report means.

use record::LatLon;

use super::gazetteer::{Candidate, Gazetteer, Place, PlaceId, PlaceKind, kilometres};
use crate::codebook::fold::{fold, is_transliterated};

/// By how much the best reading must lead for the others to be set aside.
const LEAD: f64 = 1.5;
/// Inhabitants of a place that a report may name without its country.
const FAMOUS: u64 = 500_000;
/// The logarithm of the inhabitants from which a city is known the world over.
const KNOWN: f64 = 6.0;
/// Kilometres within which two entries are taken for one place.
const SAME_SPOT: f64 = 15.0;

/// What a report says that helps to tell places of one name apart. Every part may be empty.
#[derive(Clone, Debug, Default)]
pub struct PlaceContext {
    /// Countries (ISO 3166 alpha-3) that the report names, with how often or how weightily.
    pub countries: Vec<(String, f64)>,
    /// The country of the report's dateline.
    pub dateline: Option<String>,
    /// The country that the words right beside the name put it in ("Tripoli, Lebanon").
    pub within: Option<String>,
    /// The first-level division that the words beside the name put it in ("in Anbar province").
    pub within_admin1: Option<String>,
    /// First-level divisions that the report names anywhere, each with its country.
    pub divisions: Vec<(String, String)>,
    /// The kind that the words beside the name tell ("town of", "district", "airport").
    pub kind: Option<PlaceKind>,
    /// Points of places already settled.
    pub near: Vec<LatLon>,
}

/// What a name may mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolution {
    /// The place that fits best.
    pub best: Option<PlaceId>,
    /// The other places of the name, best first.
    pub others: Vec<PlaceId>,
    /// Whether the report leaves no other reading that is worth a doubt.
    pub sure: bool,
}

impl Gazetteer {
    /// The place among `candidates` that the report means, by what the place is and what the report says.
    pub fn resolve(&self, candidates: &[Candidate], context: &PlaceContext) -> Resolution {
        let scale = Scale::of(context);
        let mut ranked: Vec<(f64, PlaceId)> =
            candidates.iter().map(|c| (scale.score(&self.place(c.place), c.main), c.place)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let Some(&(top, best)) = ranked.first() else { return Resolution::default() };
        let chosen = self.place(best);
        let lone = ranked[1..].iter().all(|&(score, id)| top - score >= LEAD || is_same_area(&chosen, &self.place(id)));
        Resolution {
            best: Some(best),
            others: ranked[1..].iter().map(|r| r.1).collect(),
            sure: lone && (is_prominent(&chosen) || scale.expects(&chosen)),
        }
    }
}

/// The context, weighed.
struct Scale<'c> {
    context: &'c PlaceContext,
    /// The sum of the countries' weights.
    total: f64,
}

impl Scale<'_> {
    fn of(context: &PlaceContext) -> Scale<'_> {
        Scale { context, total: context.countries.iter().map(|c| c.1.max(0.0)).sum() }
    }

    fn score(&self, place: &Place<'_>, main: bool) -> f64 {
        // Where names are not spelled in many ways, another name of a town is an old one or one of another language.
        let odd = place.kind.is_settlement() && !place.country.is_some_and(is_transliterated);
        let main = match main {
            true => 0.7,
            false if odd => -2.0,
            false => 0.0,
        };
        let near = self.by_neighbours(place) + self.by_divisions(place);
        prior(place) + main + self.by_country(place) + near + self.by_words(place)
    }

    fn by_country(&self, place: &Place<'_>) -> f64 {
        let Some(country) = place.country else { return 1.0 };
        let dateline = if self.context.dateline.as_deref() == Some(country) { 1.5 } else { 0.0 };
        4.0 * self.share(country).sqrt() + dateline
    }

    /// How much of the report's weight a country has, 0 to 1.
    fn share(&self, country: &str) -> f64 {
        if self.total <= 0.0 {
            return 0.0;
        }
        self.context.countries.iter().filter(|c| c.0 == country).map(|c| c.1.max(0.0)).sum::<f64>() / self.total
    }

    fn by_neighbours(&self, place: &Place<'_>) -> f64 {
        let Some(point) = place.exact_point() else { return 0.0 };
        let nearest = self.context.near.iter().map(|&n| kilometres(n, point)).min_by(f64::total_cmp);
        nearest.map_or(0.0, |km| 2.0 * (-km / 200.0).exp())
    }

    /// A report that names Montana means its Shelby.
    fn by_divisions(&self, place: &Place<'_>) -> f64 {
        let (Some(admin1), Some(country)) = (place.admin1, place.country) else { return 0.0 };
        let held = place.kind.is_settlement() && self.context.divisions.iter().any(|d| d.0 == admin1 && d.1 == country);
        if held { 3.0 } else { 0.0 }
    }

    /// What the words beside the name say: which country and division, and what kind.
    fn by_words(&self, place: &Place<'_>) -> f64 {
        let country = agreement(self.context.within.as_deref(), place.country);
        // "Georgia, Oklahoma, Pennsylvania": a division lies in no other.
        let admin1 = match (self.context.within_admin1.as_deref(), place.admin1) {
            _ if place.kind == PlaceKind::Province => 0.0,
            (Some(a), Some(b)) if fold(a) == fold(b) => 3.0,
            (Some(_), Some(_)) => -2.0,
            _ => 0.0,
        };
        let kind = match self.context.kind {
            Some(kind) if kind == place.kind || kind.is_settlement() && place.kind.is_settlement() => 4.0,
            _ => 0.0,
        };
        country + admin1 + kind
    }

    /// Whether the report names the place's country, or none at all.
    fn expects(&self, place: &Place<'_>) -> bool {
        let Some(country) = place.country else { return true };
        self.total <= 0.0
            || self.share(country) > 0.0
            || self.context.dateline.as_deref() == Some(country)
            || self.context.within.as_deref() == Some(country)
    }
}

fn agreement(told: Option<&str>, country: Option<&str>) -> f64 {
    match (told, country) {
        (Some(a), Some(b)) if a == b => 6.0,
        (Some(_), Some(_)) => -4.0,
        _ => 0.0,
    }
}

/// How likely a report is to mean a place, before anything of the report is known.
fn prior(place: &Place<'_>) -> f64 {
    use PlaceKind::*;
    let kind = match place.kind {
        // A province may be named for its sea; the sea is meant unless a word says otherwise.
        Sea | Strait => 8.0,
        Country => 5.0,
        Region => 7.0,
        Base | Airport | Camp | Dam | Mountain | River | Desert | Island | BorderCrossing | Facility => 5.0,
        Province => 3.0,
        City => 2.0,
        District | Town | Neighbourhood => 1.0,
        Village => 0.0,
    };
    // A town that its division is named for is the seat of it; a city needs no such help.
    let small = matches!(place.kind, Town | Village);
    let seat = if small && place.admin1 == Some(place.name) { 1.5 } else { 0.0 };
    let people = (place.population.max(1) as f64).log10();
    let weight = if place.kind.is_settlement() { 0.8 } else { 0.5 };
    // London is named without its country the world over.
    let known = if place.kind.is_settlement() { 4.0 * (people - KNOWN).max(0.0) } else { 0.0 };
    kind + seat + weight * people + known
}

fn is_prominent(place: &Place<'_>) -> bool {
    !place.kind.is_settlement() || place.population >= FAMOUS
}

/// Whether two entries are one place, or one lies in the other: a city and its province are no two readings.
fn is_same_area(a: &Place<'_>, b: &Place<'_>) -> bool {
    if a.country != b.country {
        return false;
    }
    let district = a.kind == PlaceKind::District || b.kind == PlaceKind::District;
    if district && a.admin1 == b.admin1 {
        return true;
    }
    match (a.exact_point(), b.exact_point()) {
        (Some(p), Some(q)) => kilometres(p, q) <= SAME_SPOT,
        _ => a.admin1 == b.admin1 || a.admin1.is_none() || b.admin1.is_none(),
    }
}
