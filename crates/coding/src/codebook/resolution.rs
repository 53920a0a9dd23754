//! Which of the places of one name a report means.

use record::LatLon;

use super::gazetteer::{Candidate, Gazetteer, Place, PlaceId, PlaceKind, kilometres};
use crate::codebook::fold::{fold, is_transliterated};

/// By how much the best reading must lead for the others to be set aside.
const LEAD: f64 = 1.8;
/// Inhabitants of a place that a report may name without its country.
const FAMOUS: u64 = 500_000;
/// The logarithm of the inhabitants from which a city is known the world over.
const KNOWN: f64 = 5.7;
/// Kilometres from a division's point within which a great city of its name is taken for its seat.
const SEAT: f64 = 200.0;
/// Degrees of latitude beyond which places are no neighbours.
const CLOSE: f64 = 5.0;
/// Kilometres within which two entries are taken for one place.
const SAME_SPOT: f64 = 15.0;

/// What a report says that helps to tell places of one name apart. Every part may be empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaceContext {
    /// Countries (ISO 3166 alpha-3) that the report names, with how often or how weightily.
    pub countries: Vec<(String, f64)>,
    /// The country of the report's dateline.
    pub dateline: Option<String>,
    /// The country that the words right beside the name put it in ("Tripoli, Lebanon").
    pub within: Option<String>,
    /// The first-level division that the words beside the name put it in ("in Anbar province").
    pub within_admin1: Option<String>,
    /// First-level divisions that the report names or has places of, each with its country and how surely, up to 1.
    pub divisions: Vec<(String, String, f64)>,
    /// Countries of whose divisions one stands beside the name in a list ("Utah, Georgia and Maine").
    pub listed_with: Vec<String>,
    /// The kind that the words beside the name tell ("town of", "district", "airport").
    pub kind: Option<PlaceKind>,
    /// Points of other places of the report, each with how surely it is meant, up to 1.
    pub near: Vec<(LatLon, f64)>,
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
        let ranked = self.weigh(candidates, context);
        let Some(&(_, best)) = ranked.first() else { return Resolution::default() };
        let chosen = self.place(best);
        Resolution {
            best: Some(best),
            others: ranked[1..].iter().map(|r| r.1).collect(),
            sure: self.is_sure(&ranked) && (is_prominent(&chosen) || Scale::of(context).expects(&chosen)),
        }
    }

    /// How much of each thing that is weighed speaks for each of `candidates`, with the name and the weight of the thing:
    /// what a fit of the weights starts from.
    pub fn features(&self, candidates: &[Candidate], context: &PlaceContext) -> Vec<Vec<(&'static str, f64, f64)>> {
        let (scale, seats) = (Scale::of(context), self.seats(candidates));
        let features = candidates.iter().map(|c| scale.features(&self.place(c.place), c.main, &seats));
        features
            .map(|all| all.into_iter().zip(WEIGHTS).map(|(f, (name, weight))| (name, weight, f)).collect())
            .collect()
    }

    /// The towns of the name.
    fn seats<'g>(&'g self, candidates: &[Candidate]) -> Vec<Place<'g>> {
        candidates.iter().map(|c| self.place(c.place)).filter(|p| p.kind.is_settlement()).collect()
    }

    /// Whether the best of some weighed places leads so far that the others are no readings of their own.
    pub(crate) fn is_sure(&self, ranked: &[(f64, PlaceId)]) -> bool {
        let Some(&(top, best)) = ranked.first() else { return false };
        let chosen = self.place(best);
        ranked[1..].iter().all(|&(score, id)| top - score >= LEAD || is_same_area(&chosen, &self.place(id)))
    }

    /// Each of `candidates` with how well it fits, best first. Scores are logarithms of odds, and so compare only here.
    pub(crate) fn weigh(&self, candidates: &[Candidate], context: &PlaceContext) -> Vec<(f64, PlaceId)> {
        let scale = Scale::of(context);
        let seats = self.seats(candidates);
        let score = |c: &Candidate| (scale.score(&self.place(c.place), c.main, &seats), c.place);
        let mut ranked: Vec<(f64, PlaceId)> = candidates.iter().map(score).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked
    }
}

/// What speaks for a place, each with its weight: the first is the kind of the place, the others are told at
/// [`Scale::features`]. `docs/design.md` says how they were fitted.
const WEIGHTS: [(&str, f64); 25] = [
    ("sea or strait", 8.0),
    ("region", 7.0),
    ("country", 5.0),
    ("spot", 5.0),
    ("province", 2.7),
    ("city", 2.7),
    ("town, district or quarter", -0.3),
    ("seat of its division", 4.0),
    ("inhabitants of a settlement", 0.6),
    ("inhabitants of other ground", 0.5),
    ("known the world over", 3.2),
    ("its main name", 1.6),
    ("an odd name", -2.5),
    ("country of the report", 4.3),
    ("country of the dateline", 2.5),
    ("in no country", 1.3),
    ("neighbours", 1.8),
    ("division of the report", 3.5),
    ("divisions in one list", 5.0),
    ("country beside it", 5.7),
    ("other country beside it", -4.0),
    ("division beside it", 3.0),
    ("other division beside it", -2.0),
    ("kind beside it", 5.0),
    ("division with no town of its name", 0.3),
];

/// How many things are weighed.
const FEATURES: usize = WEIGHTS.len();

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

    fn score(&self, place: &Place<'_>, main: bool, seats: &[Place<'_>]) -> f64 {
        self.features(place, main, seats).iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight.1).sum()
    }

    /// How much of each thing that is weighed speaks for a place.
    fn features(&self, place: &Place<'_>, main: bool, seats: &[Place<'_>]) -> [f64; FEATURES] {
        let mut out = [0.0; FEATURES];
        if let Some(kind) = kind_feature(place.kind) {
            out[kind] = 1.0;
        }
        let settled = place.kind.is_settlement();
        let people = (place.population.max(1) as f64).log10();
        let small = matches!(place.kind, PlaceKind::Town | PlaceKind::Village);
        let flag = |told: bool| if told { 1.0 } else { 0.0 };
        // A town that its division is named for is the seat of it; a city needs no such help.
        out[7] = flag(small && place.admin1 == Some(place.name));
        out[if settled { 8 } else { 9 }] = people;
        // London is named without its country the world over.
        out[10] = if settled { (people - KNOWN).max(0.0) } else { 0.0 };
        out[11] = flag(main);
        // Where names are not spelled in many ways, another name of a town is an old one or one of another language.
        out[12] = flag(!main && settled && !place.country.is_some_and(is_transliterated));
        out[13] = place.country.map_or(0.0, |country| self.share(country).sqrt());
        out[14] = flag(place.country.is_some() && self.context.dateline.as_deref() == place.country);
        out[15] = flag(place.country.is_none());
        out[16] = self.neighbours(place);
        let eponym = place.kind == PlaceKind::Province && seats.iter().any(|seat| is_seat(seat, place));
        out[17] = if eponym { 0.0 } else { self.divisions(place) };
        out[18] = flag(self.is_listed(place));
        out[24] = flag(place.kind == PlaceKind::Province && !eponym);
        self.words(place, &mut out);
        out
    }

    /// How much of the report's weight a country has, 0 to 1.
    fn share(&self, country: &str) -> f64 {
        if self.total <= 0.0 {
            return 0.0;
        }
        self.context.countries.iter().filter(|c| c.0 == country).map(|c| c.1.max(0.0)).sum::<f64>() / self.total
    }

    /// How close the nearest place of the report is.
    fn neighbours(&self, place: &Place<'_>) -> f64 {
        let Some(point) = place.exact_point() else { return 0.0 };
        let pull = |&(near, surely): &(LatLon, f64)| surely * (-kilometres(near, point) / 100.0).exp();
        // A distance is dear, and most are great.
        let close = |x: &&(LatLon, f64)| (x.0.lat - point.lat).abs() <= CLOSE;
        self.context.near.iter().filter(close).map(pull).max_by(f64::total_cmp).unwrap_or(0.0)
    }

    /// A report that names Montana means its Shelby.
    fn divisions(&self, place: &Place<'_>) -> f64 {
        let (Some(admin1), Some(country)) = (place.admin1, place.country) else { return 0.0 };
        let held = self.context.divisions.iter().filter(|d| d.0 == admin1 && d.1 == country).map(|d| d.2);
        held.max_by(f64::total_cmp).unwrap_or(0.0)
    }

    /// "Utah, Georgia and Maine" are three of a kind.
    fn is_listed(&self, place: &Place<'_>) -> bool {
        let among = |country: &str| self.context.listed_with.iter().any(|c| c == country);
        place.kind == PlaceKind::Province && place.country.is_some_and(among)
    }

    /// What the words beside the name say: which country and division, and what kind.
    fn words(&self, place: &Place<'_>, out: &mut [f64; FEATURES]) {
        match (self.context.within.as_deref(), place.country) {
            (Some(told), Some(country)) if told == country => out[19] = 1.0,
            (Some(_), Some(_)) => out[20] = 1.0,
            _ => {}
        }
        // "Georgia, Oklahoma, Pennsylvania": a division lies in no other.
        match (self.context.within_admin1.as_deref(), place.admin1) {
            _ if place.kind == PlaceKind::Province => {}
            (Some(told), Some(admin1)) if fold(told) == fold(admin1) => out[21] = 1.0,
            (Some(_), Some(_)) => out[22] = 1.0,
            _ => {}
        }
        let told = |kind: PlaceKind| kind == place.kind || kind.is_settlement() && place.kind.is_settlement();
        out[23] = if self.context.kind.is_some_and(told) { 1.0 } else { 0.0 };
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

/// Whether a town of a division's name lies in it, so that the name alone means the town.
fn is_seat(town: &Place<'_>, division: &Place<'_>) -> bool {
    let close = || Some(kilometres(town.point?, division.point?) <= SEAT);
    let inside = town.admin1 == Some(division.name) || town.population >= FAMOUS && close().unwrap_or(false);
    town.country == division.country && inside
}

/// The feature of a kind of place; none for a village, which all others are measured by.
fn kind_feature(kind: PlaceKind) -> Option<usize> {
    use PlaceKind::*;
    match kind {
        // A province may be named for its sea; the sea is meant unless a word says otherwise.
        Sea | Strait => Some(0),
        Region => Some(1),
        Country => Some(2),
        Base | Airport | Camp | Dam | Mountain | River | Desert | Island | BorderCrossing | Facility => Some(3),
        Province => Some(4),
        City => Some(5),
        District | Town | Neighbourhood => Some(6),
        Village => None,
    }
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
