//! Which place each name of a report means, by the words beside it and by what the names say of each other.

use language::TokenId;

use super::Width;
use super::focus::{DERIVED, Focus, LITERAL, METONYMIC, Mention, numbers};
use super::mention::{is_linked, words_beside};
use super::read::{Found, Listed, found, lies_in, province_of};
use super::setting::{actor_countries, actor_country, is_famous};
use crate::actor::Who;
use crate::codebook::PlaceContext;
use crate::codebook::gazetteer::{Place, PlaceId};
use crate::scene::Scene;

/// How often the names are weighed by what the others say.
const ROUNDS: usize = 2;
/// The share of what a report says of countries from which it speaks of a country.
const SPOKEN_OF: f64 = 0.1;
/// The same for a place whose name others have.
const OFTEN_SPOKEN_OF: f64 = 0.2;
/// The share from which it is mainly about a country.
const MAINLY: f64 = 0.5;
/// How much of a place that is named must lie around a village for it to be told by its name alone.
const BESIDE: f64 = 0.3;

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
        names.look_beside();
        names.focus = names.focused();
        for _ in 0..ROUNDS {
            names.look_at_dateline();
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
            let Some(best) = l.readings.first().map(|r| r.1) else { return false };
            let place = self.scene.gazetteer.place(best);
            let acts = || self.actors.iter().any(|c| Some(c.0.as_str()) == place.country);
            self.scene.gazetteer.is_sure(&l.readings)
                && place.country.is_some()
                && (acts() || is_famous(self.scene, l, best))
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
        let ground =
            |t: TokenId| self.found.iter().any(|f| matches!(f, Found::Told(m) if m.tokens.start == t && !m.bare));
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
        let states = self.states.iter().map(|&(name, weight, place)| Mention {
            name,
            weight,
            fixed: Some(place),
            readings: &[],
        });
        let listed =
            self.listed().map(|l| Mention { name: l.name, weight: l.weight, fixed: None, readings: &l.readings });
        Focus::of(self.scene, &states.chain(listed).collect::<Vec<_>>())
    }

    /// Notes what the words beside each name say.
    fn look_beside(&mut self) {
        let contexts: Vec<PlaceContext> = (0..self.found.len()).map(|i| self.words(i).unwrap_or_default()).collect();
        for (f, context) in self.found.iter_mut().zip(contexts) {
            if let Found::Listed(l) = f {
                l.context = context;
            }
        }
        self.share_words();
    }

    /// What the words beside a name say; a wider place right behind it holds it if it can.
    fn words(&self, i: usize) -> Option<PlaceContext> {
        let (scene, Found::Listed(l)) = (self.scene, &self.found[i]) else { return None };
        let mut context = words_beside(scene, &l.tokens, &[]);
        let next = self.found.get(i + 1).filter(|next| is_linked(scene, l.tokens.end, next.start()));
        match next {
            Some(Found::Told(m)) if m.width >= Width::Province && context.within.is_none() => {
                context.within.clone_from(&m.country);
            }
            Some(Found::Listed(wider)) => {
                let area = province_of(scene, &wider.candidates);
                if let Some((country, admin1)) = area.filter(|area| lies_in(scene, &l.candidates, area)) {
                    (context.within, context.within_admin1) = (Some(country), admin1);
                }
            }
            _ => {}
        }
        Some(context)
    }

    /// Notes the country of the dateline, as far as its place is read.
    fn look_at_dateline(&mut self) {
        let Some(dateline) = &self.scene.doc.report.dateline else { return };
        let within = |f: &&Found| dateline.span.contains(self.scene.span(f.tokens()));
        let Some(found) = self.found.iter().find(within) else { return };
        let (start, country) = (found.start(), self.country(found));
        for f in &mut self.found {
            if let Found::Listed(l) = f
                && l.tokens.start != start
            {
                l.context.dateline.clone_from(&country);
            }
        }
    }

    /// The country of a place, as far as it is read.
    fn country(&self, found: &Found) -> Option<String> {
        match found {
            Found::Told(m) => m.country.clone(),
            Found::Listed(l) => self.scene.gazetteer.place(l.readings.first()?.1).country.map(str::to_string),
        }
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
        for i in 0..self.found.len() {
            let readings = self.weighed(i);
            if let (Found::Listed(l), Some(readings)) = (&mut self.found[i], readings) {
                l.readings = readings;
            }
        }
    }

    /// The places that a name may mean with how well each fits; mentions in like words are weighed once.
    fn weighed(&self, i: usize) -> Option<Vec<(f64, PlaceId)>> {
        let Found::Listed(l) = &self.found[i] else { return None };
        if let [only] = l.candidates[..] {
            return Some(vec![(0.0, only.place)]);
        }
        let same = self.found[..i].iter().find_map(|f| match f {
            Found::Listed(m) if m.name == l.name && m.context == l.context => Some(m.readings.clone()),
            _ => None,
        });
        Some(same.unwrap_or_else(|| self.scene.gazetteer.weigh(&l.candidates, &self.context(l))))
    }

    /// All that the report says that helps to tell the places of a name apart.
    fn context(&self, l: &Listed) -> PlaceContext {
        let mut context = PlaceContext { countries: self.actors.clone(), ..l.context.clone() };
        self.focus.context(l.name, &mut context);
        context
    }

    /// How much of what the report says of countries, names of its own aside, is of a country; `None` if it says nothing.
    fn share(&self, but: usize, country: &str) -> Option<f64> {
        let of = |c: &&(String, f64)| c.0 == country;
        let actors: f64 = self.actors.iter().map(|c| c.1).sum();
        let total = actors + self.focus.weight(None, but);
        let own = self.actors.iter().filter(of).map(|c| c.1).sum::<f64>() + self.focus.weight(Some(country), but);
        (total > 0.0).then(|| own / total)
    }

    /// Whether the report speaks of a place's country.
    pub fn expects(&self, l: &Listed, place: &Place<'_>) -> bool {
        let Some(country) = place.country else { return true };
        let told = l.context.within.as_deref() == Some(country);
        // Of a name that others have, more must be said.
        let enough = if l.candidates.len() > 1 { OFTEN_SPOKEN_OF } else { SPOKEN_OF };
        told || self.share(l.name, country).is_none_or(|share| share >= enough)
    }

    /// Whether the report says anything of a place's country.
    pub fn speaks_of(&self, l: &Listed, place: &Place<'_>) -> bool {
        place.country.is_some_and(|country| self.share(l.name, country).is_some_and(|share| share > 0.0))
    }

    /// The country of all places of a name, if the report says anything of it.
    pub fn only_country(&self, l: &Listed) -> Option<String> {
        let mut countries = l.readings.iter().map(|r| self.scene.gazetteer.place(r.1).country);
        let first = countries.next()??;
        let spoken_of = self.share(l.name, first).is_some_and(|share| share > 0.0);
        (spoken_of && countries.all(|c| c == Some(first))).then(|| first.to_string())
    }

    /// Whether at least half of what the report says of countries is of the place's.
    pub fn is_mainly_in(&self, l: &Listed, place: &Place<'_>) -> bool {
        let Some(country) = place.country else { return false };
        let mainly = self.share(l.name, country).is_some_and(|share| share >= MAINLY);
        mainly || l.context.dateline.as_deref() == Some(country)
    }

    /// Whether a place lies no further from another one of the report than news of the one tells of the other.
    pub fn reaches(&self, l: &Listed, place: &Place<'_>) -> bool {
        place.exact_point().is_some_and(|point| self.focus.reaches(point, l.name))
    }

    /// Whether the report has other places than this one that lie at a point.
    pub fn has_points(&self, l: &Listed) -> bool {
        self.focus.has_points(l.name)
    }

    /// Whether a place lies beside another one of the report.
    pub fn is_close(&self, l: &Listed, place: &Place<'_>) -> bool {
        place.point.is_some_and(|point| self.focus.beside(point, l.name) >= BESIDE)
    }
}
