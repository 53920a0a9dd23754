//! Where names lie that no gazetteer knows: in what the report puts them in.

use language::TokenId;
use record::{DoubtReason, GeoPrecision, Toponym, ToponymUse};

use super::read::{Candidate, What};
use super::settle::Settling;
use crate::codebook::fold::is_transliterated;
use crate::codebook::gazetteer::{Place, PlaceKind, kilometres};
use crate::location::Town;
use crate::scene::Scene;

/// Inhabitants of a place that a report far from it may name without a word of where it is.
const NOTED: u64 = 300_000;
/// Inhabitants of a town that a house may be named for.
const NAMED: u64 = 50_000;
/// Inhabitants of a place that a report of one town may name without a word of where it is in its country.
const LOCAL: u64 = 50_000;
/// Kilometres from the report's town beyond which a small place of a name that others have too is none that it means.
const FAR: f64 = 150.0;
/// How much of a report must lie around a town for it to be the report's.
const ABOUT: f64 = 0.9;

/// Whether the best place of a name is so small, and so far from all that the report names else, that the name must mean
/// something there that no table has: a street, a shop, a quarter.
pub(super) fn is_stray(settling: &Settling<'_, '_>, i: usize, place: &Place<'_>) -> bool {
    let (beside, focus, name) = (&settling.beside[i], &settling.focus, settling.names[i]);
    if beside.street {
        return true;
    }
    let small = place.kind.is_settlement() || place.kind == PlaceKind::Neighbourhood;
    let Some(country) = place.country.filter(|_| small && beside.within.is_none()) else { return false };
    let other = !settling.is_spelled(i, place);
    let common = settling.readings[i].len() > 1 || other || settling.is_generic(i);
    if !common || is_told(settling, i, country) {
        return false;
    }
    if focus.share(country, name) <= 0.0 {
        return place.population < NOTED && (other || focus.names_countries(name));
    }
    let far = || {
        let town = settling.town.as_ref().filter(|town| town.pull >= ABOUT)?;
        let km = kilometres(town.place.point?, place.point?);
        Some(km > FAR && town.place.country == Some(country))
    };
    let held = focus.in_division(place, name) > 0.0;
    place.population < LOCAL && !is_transliterated(country) && !held && far().unwrap_or(false)
}

/// Whether the words around put the name in the country.
fn is_told(settling: &Settling<'_, '_>, i: usize, country: &str) -> bool {
    settling.within(i) == Some(country)
}

/// Gives an unknown place the point of what the report puts it in: the town in its own name, what stands behind it with a
/// comma, the next town behind it in its sentence, the one before it there, the town that the report is about; else the
/// country that it names first.
pub(super) fn surround(scene: &Scene<'_>, settling: &Settling<'_, '_>, all: &mut [Toponym], i: usize) {
    let c = &settling.found[i].candidate;
    let town = settling.town.as_ref();
    let within = settling.beside[i].within.as_ref();
    let own = town_in_name(scene, c, settling);
    if let Some(place) = own.filter(|p| within.is_none_or(|(country, _)| p.country == Some(country.as_str()))) {
        return lie_around(&mut all[i], &place);
    }
    if let Some(holder) = settling.beside[i].holder.map(|j| all[j].clone()).filter(|t| t.point.is_some()) {
        // "Camp Murray, Wash.", in a report of Seattle.
        let inside = settling.beside[i].within.as_ref().is_some_and(|(country, admin1)| {
            let held = |p: &Place<'_>| p.country == Some(country.as_str()) && p.admin1 == admin1.as_deref();
            admin1.is_some() && town.is_some_and(|town| town.pull >= ABOUT && held(&town.place))
        });
        match town {
            Some(Town { place, .. }) if inside => lie_around(&mut all[i], place),
            _ => lie_in(&mut all[i], holder),
        }
        return;
    }
    if let Some(holder) = in_sentence(scene, all, i, town) {
        return lie_in(&mut all[i], holder);
    }
    if let Some(Town { place, .. }) = town {
        return lie_around(&mut all[i], place);
    }
    let wide = all.iter().find(|t| t.used == ToponymUse::Literal && t.country.is_some()).cloned();
    let wide = wide.or_else(|| all.iter().find(|t| t.country.is_some()).cloned());
    if let Some(t) = wide {
        (all[i].country, all[i].point) = (t.country, t.point);
    }
}

fn lie_around(t: &mut Toponym, town: &Place<'_>) {
    (t.country, t.point, t.geo_precision) = (town.country.map(str::to_string), town.point, GeoPrecision::Near);
}

fn lie_in(t: &mut Toponym, holder: Toponym) {
    t.geo_precision =
        if holder.geo_precision == GeoPrecision::Province { GeoPrecision::Province } else { GeoPrecision::Near };
    (t.country, t.point) = (holder.country, holder.point);
}

/// The next town behind a name in its sentence, else the one before it there, if the report may mean it there.
fn in_sentence(scene: &Scene<'_>, all: &[Toponym], i: usize, town: Option<&Town<'_>>) -> Option<Toponym> {
    let here = all[i].span;
    let text = &scene.doc.report.text;
    let one = |from: usize, to: usize| from <= to && !text[from..to].contains(['.', ';', '\n']);
    let sure = |t: &&Toponym| is_ground(t) && (t.doubt.is_none() || is_beside(t, town));
    let behind = all[i + 1..].iter().find(sure).filter(|t| one(here.end, t.span.start));
    let before = all[..i].iter().rev().find(sure).filter(|t| one(t.span.end, here.start));
    behind.or(before).cloned()
}

/// Whether a toponym lies around the report's town.
fn is_beside(t: &Toponym, town: Option<&Town<'_>>) -> bool {
    let points = town.and_then(|town| town.place.point).zip(t.point);
    points.is_some_and(|(a, b)| kilometres(a, b) <= FAR)
}

/// Whether a toponym may hold one that no gazetteer knows.
fn is_ground(t: &Toponym) -> bool {
    let known = t.doubt != Some(DoubtReason::UnknownName);
    known && t.geo_precision == GeoPrecision::Exact && t.point.is_some() && t.used == ToponymUse::Literal
}

/// "Lima Central Hospital": the town that a name's own words name. A street may be named for any.
fn town_in_name<'g>(scene: &Scene<'g>, c: &Candidate, settling: &Settling<'_, 'g>) -> Option<Place<'g>> {
    let words = &scene.book.toponym_words;
    if !matches!(c.what, What::Ground | What::House) || words.street.contains(scene.lower(c.tokens.end - 1)) {
        return None;
    }
    c.tokens.clone().find_map(|t| noted_at(scene, t, c.tokens.end, settling))
}

/// A town of the name that begins at a token, noted everywhere or around the report's town.
fn noted_at<'g>(scene: &Scene<'g>, t: TokenId, end: TokenId, settling: &Settling<'_, 'g>) -> Option<Place<'g>> {
    let words: Vec<(&str, &str)> = (t..end).map(|i| (scene.lower(i), &*scene.folded[i])).collect();
    let (len, ids) = scene.gazetteer.longest_folded(&words).filter(|_| !scene.lower(t).is_empty())?;
    let near = |p: &Place<'_>| {
        let points = settling.town.as_ref().and_then(|town| town.place.point).zip(p.point);
        points.is_some_and(|(a, b)| kilometres(a, b) <= FAR / 3.0)
    };
    let part = t + len < end || scene.lower(t.saturating_sub(1)) == "of";
    let places = ids.into_iter().filter(|_| part).map(|n| (n.main, scene.gazetteer.place(n.place)));
    let here = |p: &Place<'_>| p.country.is_some_and(|country| settling.focus.share(country, usize::MAX) > 0.0);
    let towns =
        places.filter(|(main, p)| p.kind.is_settlement() && (p.population >= NAMED && here(p) || *main && near(p)));
    let towns = towns.map(|t| t.1);
    towns.max_by_key(|p| (near(p), p.population))
}
