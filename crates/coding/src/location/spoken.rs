//! Which country a report speaks of around a place that no table knows.

use language::TokenId;

use super::PlaceMention;
use super::mention::placed;
use super::setting::{actor_country, in_dateline, sentence};
use crate::actor::{ActorMention, Who};
use crate::codebook::fold::fold;
use crate::codebook::registry::NameUse;
use crate::scene::Scene;

/// What ground says of the places around it; a country's forces may act far from home, and a group mostly does not.
const GROUND: f64 = 1.0;
const GROUP: f64 = 0.4;
const FORCES: f64 = 0.25;
/// The dateline may be that of a bureau abroad.
const DATELINE: f64 = 0.7;
/// The outlet's country, or that of the actor whose statement the report is; the city that it has its name from.
const OUTLET: f64 = 1.0;
const OUTLET_CITY: f64 = 0.5;
/// What each sentence in between leaves of the weight, and what is left of what is only told later.
const FADE: f64 = 0.9;
const LATER: f64 = 0.2;
/// What words of the same sentence have more at most, and the words over which half of that is lost.
const BESIDE: f64 = 0.3;
const WORDS: f64 = 10.0;
/// Words that the name of a country or an actor has at most.
const LONGEST: usize = 10;

/// Everything by which a report speaks of countries.
pub(super) struct Spoken {
    told: Vec<Told>,
    outlets: Vec<(String, f64)>,
}

/// Words that speak of a country.
struct Told {
    country: String,
    weight: f64,
    sentence: usize,
    start: usize,
}

impl Spoken {
    /// All that a report with these places says.
    pub fn of(scene: &Scene<'_>, places: &[PlaceMention]) -> Spoken {
        let dateline = in_dateline(scene, places);
        let ground = places.iter().filter(|m| is_ground(scene, m)).filter_map(|m| {
            let weight = if Some(m) == dateline { DATELINE } else { GROUND };
            Some(Told { country: m.country.clone()?, weight, sentence: sentence(scene, m), start: m.tokens.start })
        });
        let actors = scene.actors.iter().filter_map(|m| {
            let (country, weight) = actor_country(scene, m).zip(weight(scene, m))?;
            let sentence = scene.doc.tokens[m.tokens.start].sentence;
            Some(Told { country: country.to_string(), weight, sentence, start: m.tokens.start })
        });
        Spoken { told: ground.chain(actors).collect(), outlets: outlets(scene) }
    }

    /// The country that a report speaks of most around a place; `None` if it speaks of none, or of two alike.
    pub fn around(&self, scene: &Scene<'_>, m: &PlaceMention) -> Option<String> {
        let mut countries: Vec<(&str, f64)> = Vec::new();
        let told = self.told.iter().map(|t| (t.country.as_str(), t.weight * t.closeness(scene, m)));
        for (country, weight) in told.chain(self.outlets.iter().map(|o| (o.0.as_str(), o.1))) {
            match countries.iter_mut().find(|c| c.0 == country) {
                Some(known) => known.1 += weight,
                None => countries.push((country, weight)),
            }
        }
        countries.sort_by(|a, b| b.1.total_cmp(&a.1));
        let second = countries.get(1).map_or(0.0, |c| c.1);
        countries.first().filter(|top| top.1 > second).map(|top| top.0.to_string())
    }
}

impl Told {
    /// How much these words say of a place, by where they stand.
    fn closeness(&self, scene: &Scene<'_>, m: &PlaceMention) -> f64 {
        let here = sentence(scene, m);
        let faded = FADE.powi(here.abs_diff(self.sentence) as i32);
        match here.cmp(&self.sentence) {
            std::cmp::Ordering::Equal => 1.0 + BESIDE / (1.0 + m.tokens.start.abs_diff(self.start) as f64 / WORDS),
            std::cmp::Ordering::Greater => faded,
            std::cmp::Ordering::Less => faded * LATER,
        }
    }
}

/// Whether a place tells where its report is: not where somebody comes from or goes to, and no country that only acts.
pub(crate) fn is_ground(scene: &Scene<'_>, m: &PlaceMention) -> bool {
    !m.bare && !is_away(scene, m.tokens.start) && (m.place.is_some() || placed(scene, &m.tokens))
}

/// Whether words tell where somebody comes from or goes to.
fn is_away(scene: &Scene<'_>, t: TokenId) -> bool {
    let away = |p| matches!(scene.lower(p), "from" | "to" | "into" | "across" | "toward" | "towards");
    scene.preposition_of(t).is_some_and(away)
}

/// What an actor says of where the report is; `None` for what a country has everywhere, and for a name that actors of
/// several countries have.
fn weight(scene: &Scene<'_>, m: &ActorMention) -> Option<f64> {
    let weight = match m.who {
        Who::Registered(_) => GROUP,
        Who::Military(_) | Who::Police(_) | Who::Government(_) => FORCES,
        _ => return None,
    };
    let registry = &scene.book.registry;
    let named = registry.longest(&scene.folded[m.tokens.clone()]).filter(|(len, _)| *len == m.tokens.len());
    let mut countries = named.iter().flat_map(|n| n.1).filter_map(|n| home(scene, n.1));
    let first = countries.next();
    countries.all(|c| Some(c) == first).then_some(weight)
}

/// The country of what a name is used for.
fn home<'s>(scene: &Scene<'s>, used: NameUse) -> Option<&'s str> {
    let registry = &scene.book.registry;
    match used {
        NameUse::Actor(i) => registry.actors[i].country.as_deref(),
        NameUse::Military(i) | NameUse::Police(i) | NameUse::Government(i) => Some(&registry.countries[i].code),
        NameUse::Country(i) | NameUse::Demonym(i) | NameUse::Capital(i) => Some(&registry.countries[i].code),
    }
}

/// The countries that the outlets' names tell ("Radio Mali", "the Ministry of Defence of Chad", "Nairobi Post"). An
/// adjective may be that of a language.
fn outlets(scene: &Scene<'_>) -> Vec<(String, f64)> {
    let mut out: Vec<(String, f64)> = Vec::new();
    for outlet in &scene.doc.report.outlets {
        let words: Vec<_> = outlet.split(|c: char| !c.is_alphanumeric()).map(|w| fold(w).into()).collect();
        for start in 0..words.len() {
            let Some((_, named)) = scene.book.registry.longest(&words[start..words.len().min(start + LONGEST)]) else {
                continue;
            };
            for &(_, used) in named.iter().filter(|n| !matches!(n.1, NameUse::Demonym(_))) {
                let weight = if matches!(used, NameUse::Capital(_)) { OUTLET_CITY } else { OUTLET };
                let country = home(scene, used).filter(|c| out.iter().all(|known| known.0 != *c));
                out.extend(country.map(|c| (c.to_string(), weight)));
            }
        }
    }
    out
}
