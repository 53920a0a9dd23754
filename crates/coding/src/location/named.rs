//! Which place each name of a report means, by the words beside it and by what the names say of each other.

use std::ops::Range;

use language::{NameKind, TokenId};

use super::focus::{DATELINE, DERIVED, Focus, LITERAL, METONYMIC, Mention, numbers};
use super::mention::{
    country_ground, country_place, is_government, longer_name, longer_place, may_open, placed, unknown_place,
    words_beside,
};
use super::setting::{actor_countries, actor_country, in_dateline, is_famous};
use super::{PlaceMention, Width};
use crate::actor::Who;
use crate::codebook::PlaceContext;
use crate::codebook::fold::fold;
use crate::codebook::gazetteer::{Candidate, Place, PlaceId, PlaceKind};
use crate::scene::Scene;

/// How often the names are weighed by what the others say.
const ROUNDS: usize = 3;

/// The share of what a report says of countries from which it speaks of a country.
const SPOKEN_OF: f64 = 0.1;
/// How much of a place that is named must lie around a village for it to be told by its name alone.
const BESIDE: f64 = 0.3;

/// What stands at some words.
pub(super) enum Found {
    /// A country as ground, or a name that no table has.
    Told(PlaceMention),
    /// A name that the tables have.
    Listed(Listed),
}

/// A name that the tables have.
pub(super) struct Listed {
    pub tokens: Range<TokenId>,
    candidates: Vec<Candidate>,
    /// The number of the name.
    pub name: usize,
    /// What the words beside it say, and its dateline.
    pub context: PlaceContext,
    /// The places that it may mean, best first, with how well each fits.
    pub readings: Vec<(f64, PlaceId)>,
}

/// The names of a report with what they mean.
pub(super) struct Names<'s, 'g> {
    scene: &'s Scene<'g>,
    pub found: Vec<Found>,
    /// Countries that are named or whose forces and people are: the number of each one's words, the weight, the country.
    states: Vec<(usize, f64, Place<'g>)>,
    /// Countries of the actors, with how weightily each is named.
    pub actors: Vec<(String, f64)>,
    pub focus: Focus<'g>,
    /// The numbers of names that surely are ground in a country.
    grounds: Vec<usize>,
}

impl<'s, 'g> Names<'s, 'g> {
    pub fn of(scene: &'s Scene<'g>) -> Names<'s, 'g> {
        let (found, focus) = (found(scene), Focus::default());
        let (states, grounds) = (Vec::new(), Vec::new());
        let mut names = Names { scene, found, states, actors: actor_countries(scene), focus, grounds };
        names.number();
        names.focus = names.focused();
        for _ in 0..ROUNDS {
            names.look_beside();
            names.weigh();
            names.focus = names.focused();
        }
        names.grounds = names.grounds();
        names
    }

    /// Names of countries as ground, and of places that the report may name without a word of their country.
    fn grounds(&self) -> Vec<usize> {
        let states = self.states.iter().filter(|s| s.1 >= LITERAL).map(|s| s.0);
        let settled = |l: &&Listed| {
            let Some(place) = l.readings.first().map(|r| self.scene.gazetteer.place(r.1)) else { return false };
            let acts = || self.actors.iter().any(|c| Some(c.0.as_str()) == place.country);
            self.scene.gazetteer.is_sure(&l.readings) && place.country.is_some() && (acts() || is_famous(&place))
        };
        states.chain(self.listed().filter(settled).map(|l| l.name)).collect()
    }

    /// Whether the report has other ground, so that a small place elsewhere would need a word of its country.
    pub fn has_ground(&self, l: &Listed) -> bool {
        self.grounds.iter().any(|&name| name != l.name)
    }

    fn listed(&self) -> impl Iterator<Item = &Listed> {
        self.found.iter().filter_map(|f| if let Found::Listed(l) = f { Some(l) } else { None })
    }

    /// Gives every name its number, and collects the states.
    fn number(&mut self) {
        let scene = self.scene;
        let states: Vec<_> = scene.actors.iter().filter_map(|m| Some((m, actor_country(scene, m)?))).collect();
        let words = states.iter().map(|(m, _)| &m.tokens).chain(self.listed().map(|l| &l.tokens));
        let numbers = numbers(words.map(|tokens| scene.text(tokens).to_lowercase()));
        let ground = |t: TokenId| self.found.iter().any(|f| matches!(f, Found::Told(m) if m.tokens.start == t));
        self.states = states
            .iter()
            .zip(&numbers)
            .map(|((m, country), &number)| {
                let weight = match m.who {
                    Who::State(_) if ground(m.tokens.start) => LITERAL,
                    Who::State(_) if m.head => METONYMIC,
                    _ => DERIVED,
                };
                (number, weight, Place::country(country))
            })
            .collect();
        let listed = self.found.iter_mut().filter_map(|f| if let Found::Listed(l) = f { Some(l) } else { None });
        listed.zip(&numbers[states.len()..]).for_each(|(l, &number)| l.name = number);
    }

    /// What the names say of each other, as they are read so far.
    fn focused(&self) -> Focus<'g> {
        let states =
            self.states.iter().map(|&(name, weight, place)| Mention { name, weight, fixed: Some(place), readings: &[] });
        let listed = self.listed().map(|l| Mention {
            name: l.name,
            weight: self.weight(&l.tokens),
            fixed: None,
            readings: &l.readings,
        });
        Focus::of(self.scene, &states.chain(listed).collect::<Vec<_>>())
    }

    fn weight(&self, tokens: &Range<TokenId>) -> f64 {
        let dateline = self.scene.doc.report.dateline.as_ref();
        match dateline.is_some_and(|d| d.span.contains(self.scene.span(tokens))) {
            true => DATELINE,
            false if placed(self.scene, tokens) => LITERAL,
            false => METONYMIC,
        }
    }

    /// The country and the division of each name behind which, with a comma, stands a division that has such a place.
    fn holders(&self) -> Vec<Option<(String, Option<String>)>> {
        let scene = self.scene;
        let holder = |pair: (&Found, Option<&Found>)| {
            let (Found::Listed(a), Some(Found::Listed(b))) = pair else { return None };
            let comma = b.tokens.start == a.tokens.end + 1 && matches!(scene.lower(a.tokens.end), "," | "(");
            province_of(scene, &b.candidates).filter(|area| comma && lies_in(scene, &a.candidates, area))
        };
        let next = self.found.iter().skip(1).map(Some).chain([None]);
        self.found.iter().zip(next).map(holder).collect()
    }

    /// Notes what the words beside each name say, as far as the names are read.
    fn look_beside(&mut self) {
        let known: Vec<PlaceMention> = self.found.iter().filter_map(|f| self.likeliest(f)).collect();
        let dateline = in_dateline(self.scene, &known).cloned();
        let holders = self.holders();
        for (f, holder) in self.found.iter_mut().zip(holders) {
            let Found::Listed(l) = f else { continue };
            l.context = words_beside(self.scene, &l.tokens, &known);
            if let Some((country, admin1)) = holder {
                (l.context.within, l.context.within_admin1) = (Some(country), admin1);
            }
            let other = dateline.as_ref().filter(|m| m.tokens != l.tokens);
            l.context.dateline = other.and_then(|m| m.country.clone());
        }
        self.share_words();
    }

    /// What the words say beside one mention of a name holds for the mentions that have no such words.
    fn share_words(&mut self) {
        let told = |c: &PlaceContext| c.within.is_some() || c.within_admin1.is_some() || c.kind.is_some();
        let words: Vec<(usize, PlaceContext)> =
            self.listed().filter(|l| told(&l.context)).map(|l| (l.name, l.context.clone())).collect();
        for f in &mut self.found {
            let Found::Listed(l) = f else { continue };
            if let Some((_, from)) = words.iter().find(|w| w.0 == l.name && !told(&l.context)) {
                let to = &mut l.context;
                (to.within, to.within_admin1, to.kind) = (from.within.clone(), from.within_admin1.clone(), from.kind);
            }
        }
    }

    fn weigh(&mut self) {
        let mut done: Vec<(usize, PlaceContext, Vec<(f64, PlaceId)>)> = Vec::new();
        let mut found = std::mem::take(&mut self.found);
        for f in &mut found {
            let Found::Listed(l) = f else { continue };
            let same = done.iter().find(|(name, context, _)| *name == l.name && *context == l.context);
            if let Some((.., readings)) = same {
                l.readings.clone_from(readings);
                continue;
            }
            l.readings = self.scene.gazetteer.weigh(&l.candidates, &self.context(l));
            done.push((l.name, l.context.clone(), l.readings.clone()));
        }
        self.found = found;
    }

    /// All that the report says that helps to tell the places of a name apart.
    pub fn context(&self, l: &Listed) -> PlaceContext {
        let mut context = PlaceContext { countries: self.actors.clone(), ..l.context.clone() };
        self.focus.context(l.name, &mut context);
        context
    }

    /// Whether the report speaks of a place's country, names of its own aside.
    pub fn expects(&self, l: &Listed, place: &Place<'_>) -> bool {
        let Some(country) = place.country else { return true };
        let acts = self.actors.iter().any(|c| c.0 == country);
        let nowhere = self.actors.is_empty() && !self.focus.names_countries(l.name);
        acts || nowhere || l.context.within.as_deref() == Some(country) || self.focus.share(country, l.name) >= SPOKEN_OF
    }

    /// Whether at least half of what the report says of countries is of the place's.
    pub fn is_mainly_in(&self, l: &Listed, place: &Place<'_>) -> bool {
        let Some(country) = place.country else { return false };
        self.focus.share(country, l.name) >= 0.5 || l.context.dateline.as_deref() == Some(country)
    }

    /// Whether a place lies beside another one of the report.
    pub fn is_close(&self, l: &Listed, place: &Place<'_>) -> bool {
        place.point.is_some_and(|point| self.focus.beside(point, l.name) >= BESIDE)
    }

    /// What a name means for all that is known so far.
    fn likeliest(&self, found: &Found) -> Option<PlaceMention> {
        match found {
            Found::Told(m) => Some(m.clone()),
            Found::Listed(l) => {
                let id = l.readings.first()?.1;
                let place = self.scene.gazetteer.place(id);
                Some(PlaceMention {
                    place: Some(id),
                    country: place.country.map(str::to_string),
                    width: Width::of(place.kind),
                    ..PlaceMention::unknown(self.scene, l.tokens.clone())
                })
            }
        }
    }
}

/// The country and the name of the first-level division that a name may mean.
pub(crate) fn province_of(scene: &Scene<'_>, candidates: &[Candidate]) -> Option<(String, Option<String>)> {
    let mut places = candidates.iter().filter(|n| n.main).map(|n| scene.gazetteer.place(n.place));
    let province = places.find(|p| p.kind == PlaceKind::Province)?;
    Some((province.country?.to_string(), Some(province.name.to_string())))
}

/// Whether a name may mean a place in a country, or in a division of it.
pub(crate) fn lies_in(
    scene: &Scene<'_>,
    candidates: &[Candidate],
    (country, admin1): &(String, Option<String>),
) -> bool {
    candidates.iter().map(|n| scene.gazetteer.place(n.place)).any(|p| {
        let inside = admin1.as_deref().is_none_or(|name| p.admin1.is_some_and(|a| fold(a) == fold(name)));
        p.country == Some(country.as_str()) && inside && (p.kind != PlaceKind::Province || admin1.is_none())
    })
}

/// Everything in the report that may name a place, in order of the text.
fn found(scene: &Scene<'_>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    for s in told(scene) {
        let range = scene.doc.sentences[s].tokens.clone();
        let mut t = range.start;
        while t < range.end {
            let one = found_at(scene, t, range.end);
            t = match &one {
                Some(Found::Told(m)) => m.tokens.end,
                Some(Found::Listed(l)) => l.tokens.end,
                None => t + 1,
            };
            out.extend(one);
        }
    }
    out
}

/// The sentences that tell, and the dateline, which is set apart from them.
fn told(scene: &Scene<'_>) -> Vec<usize> {
    let mut out: Vec<usize> = scene.telling().collect();
    if let Some(dateline) = &scene.doc.report.dateline {
        let within = |s: &usize| dateline.span.contains(scene.doc.sentences[*s].span) && !out.contains(s);
        let apart: Vec<usize> = (0..scene.doc.sentences.len()).filter(within).collect();
        out.extend(apart);
        out.sort_unstable();
    }
    out
}

fn found_at(scene: &Scene<'_>, t: TokenId, end: TokenId) -> Option<Found> {
    if !may_open(scene, t) {
        return None;
    }
    if let Some(m) = scene.actor_at(t) {
        return country_place(scene, m, t).or_else(|| country_ground(scene, m, t)).map(Found::Told);
    }
    // "August" is also a town.
    let behind = scene.doc.times.partition_point(|time| time.tokens.start <= t);
    if scene.doc.times[..behind].iter().rev().take(2).any(|time| time.tokens.contains(&t)) {
        return None;
    }
    let person = scene.name_at(t).is_some_and(|n| n.kind == NameKind::Person);
    let listed = || {
        let actor = scene.actors.iter().map(|m| m.tokens.start).filter(|&s| s > t).min();
        let limit = actor.unwrap_or(end).min(end).min(t + 6);
        let words: Vec<(&str, &str)> = (t..limit).map(|i| (scene.lower(i), &*scene.folded[i])).collect();
        scene.gazetteer.longest_folded(&words)
    };
    let Some((len, candidates)) = (!person).then(listed).flatten() else {
        return unknown_place(scene, t).map(Found::Told);
    };
    let tokens = t..t + len;
    if longer_name(scene, &tokens) || is_government(scene, &tokens) {
        return None;
    }
    if let Some(mention) = longer_place(scene, &tokens) {
        return Some(Found::Told(mention));
    }
    let (context, readings) = (PlaceContext::default(), Vec::new());
    Some(Found::Listed(Listed { tokens, candidates, name: 0, context, readings }))
}
