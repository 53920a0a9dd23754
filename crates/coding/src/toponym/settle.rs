//! Where the toponyms of a report are.

use record::{DoubtReason, GeoPrecision, LatLon, Toponym, ToponymUse};

use super::Found;
use super::beside::{Beside, besides};
use super::read::What;
use super::surround::{is_stray, surround};
use crate::codebook::fold::fold;
use crate::codebook::gazetteer::{Candidate as Namesake, Place, PlaceId, PlaceKind};
use crate::codebook::{PlaceContext, Points};
use crate::location::{DATELINE, DERIVED, LITERAL, METONYMIC};
use crate::location::{Focus, Mention, Town, Width, actor_countries, dateline_country, numbers, words_beside};
use crate::scene::Scene;

/// How often the toponyms are weighed by what the others say.
const ROUNDS: usize = 3;

/// The toponyms with their places; those that no gazetteer knows with the point of what they lie in.
pub(super) fn settled(scene: &Scene<'_>, found: &[Found], points: Points) -> Vec<Toponym> {
    let settling = Settling::of(scene, found);
    let mut out: Vec<Toponym> = (0..found.len()).map(|i| settling.known(i, points)).collect();
    for i in 0..out.len() {
        if out[i].doubt == Some(DoubtReason::UnknownName) {
            surround(scene, &settling, &mut out, i);
        }
    }
    out
}

/// The toponyms of a report with what is known of each.
pub(super) struct Settling<'s, 'g> {
    scene: &'s Scene<'g>,
    pub found: &'s [Found],
    /// The number of each one's name.
    pub names: Vec<usize>,
    /// What stands beside each.
    pub beside: Vec<Beside>,
    /// The places that each may mean, if any table has its name, best first, with how well each fits.
    pub readings: Vec<Vec<(f64, PlaceId)>>,
    /// What the words around each say.
    contexts: Vec<PlaceContext>,
    pub focus: Focus<'g>,
    /// The town that the report is about.
    pub town: Option<Town<'g>>,
}

impl<'s, 'g> Settling<'s, 'g> {
    pub fn of(scene: &'s Scene<'g>, found: &'s [Found]) -> Settling<'s, 'g> {
        let names = numbers(found.iter().map(|f| f.candidate.span.of(&scene.doc.report.text).to_lowercase()));
        let readings = vec![Vec::new(); found.len()];
        let beside = besides(scene, found, &names);
        let (contexts, focus) = (Vec::new(), Focus::default());
        let mut settling = Settling { scene, found, names, beside, readings, contexts, focus, town: None };
        settling.contexts = settling.contexts();
        settling.focus = settling.focus();
        for _ in 0..ROUNDS {
            settling.readings = (0..found.len()).map(|i| settling.weighed(i)).collect();
            settling.focus = settling.focus();
        }
        settling.town = settling.focus.town();
        settling
    }

    /// What the toponyms say of each other, as they are read so far.
    fn focus(&self) -> Focus<'g> {
        let mentions: Vec<Mention<'_, 'g>> = self
            .found
            .iter()
            .zip(&self.names)
            .zip(&self.readings)
            .map(|((f, &name), readings)| Mention {
                name,
                weight: weight(self.scene, f),
                fixed: fixed(self.scene, &f.candidate.what),
                readings,
            })
            .collect();
        Focus::of(self.scene, &mentions)
    }

    /// What the words beside each toponym say; what the toponyms say of each other is still to come.
    fn contexts(&self) -> Vec<PlaceContext> {
        let (scene, countries) = (self.scene, actor_countries(self.scene));
        let dateline = dateline_country(scene, &scene.places);
        let mut out: Vec<PlaceContext> = Vec::with_capacity(self.found.len());
        for (f, beside) in self.found.iter().zip(&self.beside) {
            let (countries, dateline) = (countries.clone(), dateline.clone());
            let words = words_beside(scene, &f.candidate.tokens, &scene.places);
            let mut one = PlaceContext { countries, dateline, ..words };
            beside.add_to(&mut one);
            out.push(one);
        }
        self.share_words(&mut out);
        out
    }

    /// What the words say beside one mention of a name holds for the mentions that have no such words.
    fn share_words(&self, contexts: &mut [PlaceContext]) {
        for i in 0..contexts.len() {
            let told = |c: &PlaceContext| c.within.is_some() || c.within_admin1.is_some() || c.kind.is_some();
            if told(&contexts[i]) {
                continue;
            }
            let other = (0..contexts.len()).find(|&j| self.names[j] == self.names[i] && told(&contexts[j]));
            if let Some(j) = other {
                let from = contexts[j].clone();
                let to = &mut contexts[i];
                (to.within, to.within_admin1, to.kind) = (from.within, from.within_admin1, from.kind);
            }
        }
    }

    fn weighed(&self, i: usize) -> Vec<(f64, PlaceId)> {
        let What::Listed(ids) = &self.found[i].candidate.what else { return Vec::new() };
        self.scene.gazetteer.weigh(ids, &self.context(i))
    }

    /// All that the report says that helps to tell the places of a toponym's name apart.
    pub fn context(&self, i: usize) -> PlaceContext {
        let mut context = self.contexts[i].clone();
        self.focus.context(self.names[i], &mut context);
        context
    }

    /// The country that the words around a toponym put it in.
    pub fn within(&self, i: usize) -> Option<&str> {
        self.contexts[i].within.as_deref()
    }

    /// Whether a toponym has the place's own name, and no other name of it.
    pub fn is_spelled(&self, i: usize, place: &Place<'_>) -> bool {
        fold(self.scene.text(&self.found[i].candidate.tokens)) == fold(place.name)
    }

    /// "Union Square": whether a toponym's last word is one for ground, so that any town may have one.
    pub fn is_generic(&self, i: usize) -> bool {
        let tokens = &self.found[i].candidate.tokens;
        tokens.len() > 1 && self.scene.book.toponym_words.ground.contains(self.scene.lower(tokens.end - 1))
    }

    fn known(&self, i: usize, points: Points) -> Toponym {
        let (scene, found) = (self.scene, &self.found[i]);
        let of = |place: &Place<'_>| points.of(place);
        match &found.candidate.what {
            What::Country(k) | What::Demonym(k) => {
                if let Some(state) = self.beside[i].state_of_name(scene, &found.candidate) {
                    return placed(found, &state, points);
                }
                let country = &scene.book.registry.countries[*k];
                let point = country_place(scene, *k).as_ref().and_then(of);
                toponym(found, country.name.clone(), Some(country.code.clone()), point)
            }
            What::Division(code, name) => {
                let point = division_place(scene, code, name).as_ref().and_then(of);
                toponym(found, name.clone(), Some(code.clone()), point)
            }
            What::Union(name) | What::Continental(name) => {
                let places = scene.gazetteer.named(name).into_iter().filter(|n| n.main);
                let place = places.map(|n| scene.gazetteer.place(n.place)).find(|p| Width::of(p.kind).is_wide());
                toponym(found, name.clone(), None, place.as_ref().and_then(of))
            }
            What::Listed(ids) => self.listed(i, ids, points).unwrap_or_else(|| unknown(scene, found)),
            What::Ground | What::House | What::Unknown => unknown(scene, found),
        }
    }

    /// The place that a name of the tables means; `None` if what the tables have lies so far from all else that something
    /// else of the name must be meant.
    fn listed(&self, i: usize, ids: &[Namesake], points: Points) -> Option<Toponym> {
        let readings = &self.readings[i];
        let place = self.scene.gazetteer.place(readings.first()?.1);
        if is_stray(self, i, &place) {
            return None;
        }
        let mut out = placed(&self.found[i], &place, points);
        let sure = self.scene.gazetteer.is_sure(readings) && ids.len() == readings.len();
        out.doubt = (!sure).then_some(DoubtReason::Ambiguous);
        Some(out)
    }
}

fn placed(found: &Found, place: &Place<'_>, points: Points) -> Toponym {
    let country = place.country.map(str::to_string);
    Toponym { geo_precision: precision(place), ..toponym(found, place.name.to_string(), country, points.of(place)) }
}

fn unknown(scene: &Scene<'_>, found: &Found) -> Toponym {
    let name = scene.text(&found.candidate.tokens).to_string();
    Toponym { doubt: Some(DoubtReason::UnknownName), ..toponym(found, name, None, None) }
}

fn precision(place: &Place<'_>) -> GeoPrecision {
    match Width::of(place.kind) {
        Width::Spot | Width::Town => GeoPrecision::Exact,
        Width::District => GeoPrecision::Near,
        _ => GeoPrecision::Province,
    }
}

fn toponym(found: &Found, name: String, country: Option<String>, point: Option<LatLon>) -> Toponym {
    let geo_precision = GeoPrecision::Province;
    Toponym { span: found.candidate.span, used: found.used, name, country, point, geo_precision, doubt: None }
}

/// What the gazetteer has for a country of the registry.
pub(super) fn country_place<'g>(scene: &Scene<'g>, country: usize) -> Option<Place<'g>> {
    let country = &scene.book.registry.countries[country];
    let mut places = scene.gazetteer.named(&country.name).into_iter().map(|n| scene.gazetteer.place(n.place));
    places.find(|p| p.kind == PlaceKind::Country)
}

/// What the gazetteer has for a first-level division.
pub(super) fn division_place<'g>(scene: &Scene<'g>, country: &str, name: &str) -> Option<Place<'g>> {
    let places = scene.gazetteer.named(name).into_iter().map(|n| scene.gazetteer.place(n.place));
    places.filter(|p| p.country == Some(country)).find(|p| p.kind == PlaceKind::Province)
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
        What::Country(i) | What::Demonym(i) => country_place(scene, *i),
        What::Division(code, name) => division_place(scene, code, name),
        _ => None,
    }
}
