//! What a report says at large about where its events are: countries, headings, the places around.

use language::{SentenceKind, TokenId};
use record::LatLon;

use super::mention::container_hint;
use super::{PlaceMention, Width};
use crate::actor::Who;
use crate::codebook::gazetteer::{Place, PlaceKind};
use crate::scene::Scene;

/// Countries and points that a report speaks of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setting {
    /// Countries with how weightily the report names them.
    pub countries: Vec<(String, f64)>,
    /// The country of the dateline.
    pub dateline: Option<String>,
    /// Whether a country of it is named as ground.
    ground: bool,
    /// First-level divisions that are named, and of which country.
    pub divisions: Vec<(String, String)>,
    /// Points of places that are settled, with the token where each is named.
    points: Vec<(TokenId, LatLon)>,
}

/// A country that is named as ground weighs more than one that acts, for a state may act far from home.
const GROUND: f64 = 2.0;
const STATE: f64 = 0.7;
const ACTOR: f64 = 0.4;
/// Inhabitants of a place that needs no word of its country.
const FAMOUS: u64 = 500_000;
/// How many tokens around a name its neighbours may stand.
const AROUND: usize = 60;

impl Setting {
    /// By the actors alone.
    pub fn of_actors(scene: &Scene<'_>) -> Setting {
        let mut setting = Setting::default();
        for m in &scene.actors {
            match &m.who {
                Who::State(i) | Who::Military(i) | Who::Police(i) | Who::Government(i) | Who::Civilians(Some(i)) => {
                    setting.add(&scene.book.registry.countries[*i].code, STATE);
                }
                Who::Registered(i) => {
                    if let Some(code) = &scene.book.registry.actors[*i].country {
                        setting.add(code, ACTOR);
                    }
                }
                _ => {}
            }
        }
        setting
    }

    /// By the actors and by the places that a first reading is sure of.
    pub fn of(scene: &Scene<'_>, places: &[PlaceMention]) -> Setting {
        let actors = Setting::of_actors(scene);
        let mut setting = actors.clone();
        let settled = |m: &&PlaceMention| {
            let place = m.place.map(|id| scene.gazetteer.place(id));
            m.sure && place.as_ref().is_none_or(|p| actors.expects(p) || is_famous(p))
        };
        for m in places.iter().filter(settled) {
            if let Some(code) = &m.country {
                setting.add(code, GROUND);
                setting.ground = true;
            }
            setting.name_division(m.place.map(|id| scene.gazetteer.place(id)));
            let point =
                m.place.and_then(|id| scene.gazetteer.place(id).exact_point()).filter(|_| m.width <= Width::District);
            setting.points.extend(point.map(|p| (m.tokens.start, p)));
        }
        setting.dateline = in_dateline(scene, places).and_then(|m| m.country.clone());
        setting
    }

    fn name_division(&mut self, place: Option<Place<'_>>) {
        let Some(place) = place.filter(|p| p.kind == PlaceKind::Province) else { return };
        let division = (place.name.to_string(), place.country.unwrap_or_default().to_string());
        if !self.divisions.contains(&division) {
            self.divisions.push(division);
        }
    }

    fn add(&mut self, code: &str, weight: f64) {
        match self.countries.iter_mut().find(|x| x.0 == code) {
            Some(x) => x.1 += weight,
            None => self.countries.push((code.to_string(), weight)),
        }
    }

    /// Whether the report names a country as ground, so that a small place elsewhere would need a word of its country.
    pub fn has_ground(&self) -> bool {
        self.ground
    }

    /// Whether the place lies in a country of the report, or in none.
    pub fn expects(&self, place: &Place<'_>) -> bool {
        place.country.is_none_or(|c| self.countries.iter().any(|w| w.0 == c))
    }

    /// Whether at least half of what the report says of countries is of the place's.
    pub fn is_mainly_in(&self, place: &Place<'_>) -> bool {
        let total: f64 = self.countries.iter().map(|c| c.1).sum();
        let own = self.countries.iter().filter(|c| Some(c.0.as_str()) == place.country).map(|c| c.1).sum::<f64>();
        own > 0.0 && 2.0 * own >= total || self.dateline.as_deref() == place.country && place.country.is_some()
    }

    /// Points of the places named around a token, itself left out.
    pub fn near(&self, t: TokenId) -> Vec<LatLon> {
        self.points.iter().filter(|(at, _)| *at != t && at.abs_diff(t) <= AROUND).map(|x| x.1).collect()
    }
}

/// Whether a report may name the place without a word of its country.
pub(super) fn is_famous(place: &Place<'_>) -> bool {
    let wide = matches!(place.kind, PlaceKind::Country | PlaceKind::Region | PlaceKind::Sea | PlaceKind::Strait);
    place.population >= FAMOUS || wide
}

pub(super) fn in_dateline<'m>(scene: &Scene<'_>, places: &'m [PlaceMention]) -> Option<&'m PlaceMention> {
    let dateline = scene.doc.report.dateline.as_ref()?;
    places.iter().find(|m| dateline.span.contains(scene.span(&m.tokens)))
}

/// Gives places of no known country the one that the report puts them in: the place that holds them, the sentence's,
/// the heading's, the one told last, the report's.
pub(super) fn settle_countries(scene: &Scene<'_>, places: &mut [PlaceMention]) {
    let known: Vec<PlaceMention> = places.to_vec();
    for m in places.iter_mut().filter(|m| m.country.is_none() && m.place.is_none()) {
        m.within = container_hint(scene, &m.tokens)
            .or_else(|| container(scene, m, &known))
            .or_else(|| heading(scene, m, &known))
            .or_else(|| in_sentence(scene, m, &known))
            .or_else(|| told_last(scene, m, &known))
            .or_else(|| report_country(scene, &known));
    }
}

/// "Kisima area of Kenya", "the Al Noor hospital in Sirte": the first place behind it in a chain of prepositions or commas.
fn container(scene: &Scene<'_>, m: &PlaceMention, known: &[PlaceMention]) -> Option<String> {
    let p = scene.phrase_of(m.tokens.start)?;
    let behind = known.iter().filter(|n| n.tokens.start >= m.tokens.end && same_sentence(scene, m, n));
    let held = behind.filter(|n| {
        let path = scene.structure.path(scene.doc, n.tokens.start);
        path.contains(&crate::structure::Node::Phrase(p))
            || (m.tokens.end..n.tokens.start).all(|t| matches!(scene.lower(t), "," | "in" | "of" | "the" | "("))
    });
    held.filter_map(|n| n.country.clone()).next()
}

fn heading(scene: &Scene<'_>, m: &PlaceMention, known: &[PlaceMention]) -> Option<String> {
    let s = sentence(scene, m);
    let item = scene.doc.sentences[s].kind == SentenceKind::ListItem;
    let heading = (0..s).rev().find(|&h| scene.doc.sentences[h].kind == SentenceKind::Heading).filter(|_| item)?;
    known.iter().filter(|n| sentence(scene, n) == heading).find_map(|n| n.country.clone())
}

fn in_sentence(scene: &Scene<'_>, m: &PlaceMention, known: &[PlaceMention]) -> Option<String> {
    let beside = known.iter().filter(|n| same_sentence(scene, m, n) && n.country.is_some());
    beside.min_by_key(|n| n.tokens.start.abs_diff(m.tokens.start)).and_then(|n| n.country.clone())
}

fn told_last(scene: &Scene<'_>, m: &PlaceMention, known: &[PlaceMention]) -> Option<String> {
    let s = sentence(scene, m);
    known.iter().rev().filter(|n| sentence(scene, n) < s).find_map(|n| n.country.clone())
}

fn same_sentence(scene: &Scene<'_>, m: &PlaceMention, n: &PlaceMention) -> bool {
    sentence(scene, m) == sentence(scene, n)
}

pub(super) fn sentence(scene: &Scene<'_>, m: &PlaceMention) -> usize {
    scene.doc.tokens[m.tokens.start].sentence
}

/// The country that the report is about: the one of its places if they agree for the most part, else of the only state
/// that it names.
pub(super) fn report_country(scene: &Scene<'_>, places: &[PlaceMention]) -> Option<String> {
    let mut ground = Setting::default();
    for code in places.iter().filter_map(|m| m.country.as_ref()) {
        ground.add(code, 1.0);
    }
    if let Some(m) = in_dateline(scene, places)
        && let Some(code) = &m.country
    {
        ground.add(code, 1.0);
    }
    if ground.countries.is_empty() {
        return only_home(scene);
    }
    let total: f64 = ground.countries.iter().map(|c| c.1).sum();
    let top = ground.countries.iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    (top.1 >= 0.6 * total).then(|| top.0.clone())
}

/// The only state whose police or people the report names; armies act abroad.
fn only_home(scene: &Scene<'_>) -> Option<String> {
    let mut homes = scene.actors.iter().filter_map(|m| match m.who {
        Who::Police(i) | Who::Civilians(Some(i)) => Some(i),
        _ => None,
    });
    let first = homes.next()?;
    homes.all(|i| i == first).then(|| scene.book.registry.countries[first].code.clone())
}
