//! Where the toponyms of a report are.

use record::{DoubtReason, GeoPrecision, LatLon, Toponym, ToponymUse};

use super::Found;
use super::read::What;
use crate::codebook::gazetteer::{Candidate as Namesake, Place, PlaceKind};
use crate::location::{Setting, Width, context};
use crate::scene::Scene;

/// The toponyms with their places; those that no gazetteer knows with the point of what they lie in.
pub(super) fn settled(scene: &Scene<'_>, found: &[Found]) -> Vec<Toponym> {
    let setting = Setting::of(scene, &scene.places);
    let mut out: Vec<Toponym> = found.iter().map(|f| known(scene, &setting, f)).collect();
    for i in 0..out.len() {
        if out[i].doubt == Some(DoubtReason::UnknownName) {
            surround(scene, &mut out, i);
        }
    }
    out
}

fn known(scene: &Scene<'_>, setting: &Setting, found: &Found) -> Toponym {
    let c = &found.candidate;
    let registry = &scene.book.registry;
    match &c.what {
        What::Country(i) | What::Demonym(i) => {
            let country = &registry.countries[*i];
            let code = Some(country.code.clone());
            let place = country_place(scene, &country.name);
            toponym(found, country.name.clone(), code, place.and_then(|p| p.point), GeoPrecision::Province)
        }
        What::Division(code, name) => {
            let places = scene.gazetteer.named(name).into_iter().map(|n| scene.gazetteer.place(n.place));
            let place = places.filter(|p| p.country == Some(code.as_str())).find(|p| p.kind == PlaceKind::Province);
            let point = place.and_then(|p| p.point);
            toponym(found, name.clone(), Some(code.clone()), point, GeoPrecision::Province)
        }
        What::Union(name) | What::Continental(name) => {
            let places = scene.gazetteer.named(name).into_iter().filter(|n| n.main);
            let place = places.map(|n| scene.gazetteer.place(n.place)).find(|p| Width::of(p.kind).is_wide());
            toponym(found, name.clone(), None, place.and_then(|p| p.point), GeoPrecision::Province)
        }
        What::Listed(ids) => of_listed(scene, setting, found, ids),
        What::Ground | What::House | What::Unknown => {
            let name = scene.text(&c.tokens).to_string();
            let mut out = toponym(found, name, None, None, GeoPrecision::Province);
            out.doubt = Some(DoubtReason::UnknownName);
            out
        }
    }
}

fn of_listed(scene: &Scene<'_>, setting: &Setting, found: &Found, ids: &[Namesake]) -> Toponym {
    let c = &found.candidate;
    let resolution = scene.gazetteer.resolve(ids, &context(scene, &c.tokens, setting));
    let place = resolution.best.map(|id| scene.gazetteer.place(id));
    let Some(place) = place else {
        return toponym(found, scene.text(&c.tokens).to_string(), None, None, GeoPrecision::Province);
    };
    let mut out =
        toponym(found, place.name.to_string(), place.country.map(str::to_string), place.point, precision(&place));
    out.doubt = (!resolution.sure).then_some(DoubtReason::Ambiguous);
    out
}

fn precision(place: &Place<'_>) -> GeoPrecision {
    match Width::of(place.kind) {
        Width::Spot | Width::Town => GeoPrecision::Exact,
        Width::District => GeoPrecision::Near,
        _ => GeoPrecision::Province,
    }
}

fn toponym(
    found: &Found,
    name: String,
    country: Option<String>,
    point: Option<LatLon>,
    geo_precision: GeoPrecision,
) -> Toponym {
    Toponym { span: found.candidate.span, used: found.used, name, country, point, geo_precision, doubt: None }
}

/// The representative point of a country.
fn country_place<'a>(scene: &Scene<'a>, name: &str) -> Option<Place<'a>> {
    let mut places = scene.gazetteer.named(name).into_iter().map(|n| scene.gazetteer.place(n.place));
    places.find(|p| p.kind == PlaceKind::Country)
}

/// Gives an unknown place the point of the town that the report puts it in: the next one behind it in its sentence, else
/// the one before it in its sentence, else the one that the report names most; else the country that it names first.
fn surround(scene: &Scene<'_>, all: &mut [Toponym], i: usize) {
    let here = all[i].span;
    let text = &scene.doc.report.text;
    let one_sentence = |from: usize, to: usize| !text[from..to].contains(['.', ';', '\n']);
    let behind = all[i + 1..].iter().find(|t| is_ground(t)).filter(|t| one_sentence(here.end, t.span.start));
    let before = all[..i].iter().rev().find(|t| is_ground(t)).filter(|t| one_sentence(t.span.end, here.start));
    let holder = behind.or(before).cloned().or_else(|| named_most(all));
    if let Some(t) = holder {
        (all[i].country, all[i].point, all[i].geo_precision) = (t.country, t.point, GeoPrecision::Near);
        return;
    }
    let wide = all.iter().find(|t| t.used == ToponymUse::Literal && t.country.is_some()).cloned();
    if let Some(t) = wide {
        (all[i].country, all[i].point) = (t.country, t.point);
    }
}

/// Whether a toponym may hold one that no gazetteer knows.
fn is_town(t: &Toponym) -> bool {
    t.doubt != Some(DoubtReason::UnknownName) && t.geo_precision == GeoPrecision::Exact && t.point.is_some()
}

fn is_ground(t: &Toponym) -> bool {
    is_town(t) && t.used == ToponymUse::Literal
}

/// The town that the report names most, the sure ones before the others, the first of equals.
fn named_most(all: &[Toponym]) -> Option<Toponym> {
    let towns: Vec<&Toponym> = all.iter().filter(|t| is_town(t)).collect();
    let literal = |t: &Toponym| t.used == ToponymUse::Literal;
    let weight =
        |t: &Toponym| (t.doubt.is_none(), towns.iter().filter(|other| other.name == t.name).count(), literal(t));
    towns.iter().rev().max_by_key(|t| weight(t)).map(|t| (*t).clone())
}
