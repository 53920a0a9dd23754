//! Which of two places lies in the other, and the town of a quarter, a street or a building that no gazetteer knows.

use std::ops::Range;

use language::{Tag, TokenId};

use record::{Extent, GeoPrecision, Location};

use super::mention::{self, head_word, is_linked};
use super::setting::{in_dateline, sentence};
use super::{PlaceMention, Width, distance_km, name_of};
use crate::codebook::gazetteer::PlaceKind;
use crate::scene::Scene;

/// Kilometres from a town beyond which nothing is a quarter of it.
const NAMESAKE_KM: f64 = 60.0;
/// Sentences back to which the town may be told that a street or a building lies in.
const REACH: usize = 3;

/// Whether a place stands right before another that holds it: "Gog district, in Gambella", "Rafah near Arish".
pub(super) fn holds(scene: &Scene<'_>, outer: &PlaceMention, inner: &PlaceMention) -> bool {
    let link = inner.tokens.end..outer.tokens.start;
    if link.start > link.end || sentence(scene, outer) != sentence(scene, inner) || inner.width > Width::District {
        return false;
    }
    // "the Amazon town of Tena" is Tena.
    if link.clone().any(|t| head_word(scene, t) == Some(Width::Town)) {
        return false;
    }
    let said = link.clone().any(|t| scene.tag(t) == Tag::Preposition && is_inside_word(scene, t));
    let other = link.clone().any(|t| scene.tag(t) == Tag::Preposition && !is_inside_word(scene, t));
    let district = inner.width == Width::District && outer.width == Width::Town;
    (said || district) && !other && is_linked(scene, link.start, link.end)
}

fn is_inside_word(scene: &Scene<'_>, t: usize) -> bool {
    let prepositions = &scene.book.prepositions;
    scene.lower(t) == "of"
        || scene.preposition_in(t, &prepositions.place)
        || scene.preposition_in(t, &prepositions.near)
}

/// The location of a quarter, street or building that no gazetteer knows: named with its town.
pub(super) fn in_town(scene: &Scene<'_>, m: &PlaceMention) -> Option<Location> {
    if m.place.is_none() && m.country.is_some() || m.width > Width::District || m.part {
        return None;
    }
    let town = match m.place {
        Some(_) => beside(scene, m).filter(|town| is_namesake(scene, m, town)),
        None => beside(scene, m).or_else(|| around(scene, m)),
    }?;
    let place = scene.gazetteer.place(town.place?);
    Some(Location {
        name: format!("{}, {}", name_of(scene, m), name_of(scene, town)),
        country: town.country.clone(),
        admin1: place.admin1.map(str::to_string),
        point: place.exact_point(),
        // Rule 9: a quarter or street of a town is the spot itself.
        geo_precision: GeoPrecision::Exact,
        extent: Extent::Spot,
        spans: vec![scene.span(&m.tokens)],
    })
}

/// "Zavodskoy district of Grozny": a town of the quarter's name lies far from the town that the quarter is told in.
fn is_namesake(scene: &Scene<'_>, m: &PlaceMention, town: &PlaceMention) -> bool {
    let place = |m: &PlaceMention| m.place.map(|id| scene.gazetteer.place(id));
    let Some((own, town)) = place(m).zip(place(town)) else { return false };
    let quarter = matches!(
        head_word_of(scene, &m.tokens).and_then(|w| scene.book.place_words.heads.get(w)),
        Some(Width::District)
    );
    own.kind.is_settlement() && quarter && distance_km(&own, &town).is_some_and(|km| km > NAMESAKE_KM)
}

/// A town that the report can mean: in no other country than it puts the place in.
fn is_town_of(scene: &Scene<'_>, town: &PlaceMention, m: &PlaceMention) -> bool {
    let kind = town.place.map(|id| scene.gazetteer.place(id).kind);
    let settled = kind.is_some_and(PlaceKind::is_settlement) && town.width == Width::Town && !town.part;
    settled && (m.within.is_none() || m.within == town.country)
}

/// "Fatima district in Bangui", "Bangui's Fatima district", "the Escalon neighbourhood, San Salvador".
fn beside<'s>(scene: &'s Scene<'_>, m: &PlaceMention) -> Option<&'s PlaceMention> {
    let owner = |n: &&PlaceMention| {
        let mark = n.tokens.end;
        mark < m.tokens.start && m.tokens.start - mark <= 2 && scene.tag(mark) == Tag::Possessive
    };
    let city = |n: &&PlaceMention| n.place.is_some_and(|id| scene.gazetteer.place(id).kind == PlaceKind::City);
    let part = m.width != Width::Town;
    let told_near = mention::near(scene, m.tokens.start);
    let link = |n: &&PlaceMention| m.tokens.end..n.tokens.start;
    let near = |n: &&PlaceMention| link(n).any(|t| scene.preposition_in(t, &scene.book.prepositions.near));
    let behind = |n: &&PlaceMention| (part || city(n)) && holds(scene, n, m) && !near(n);
    let mut here = scene.places.iter().filter(|n| is_town_of(scene, n, m) && sentence(scene, n) == sentence(scene, m));
    here.find(|n| ((part || city(n)) && owner(n) || behind(n)) && !told_near && !is_seat_of_district(scene, n, m))
}

/// "Nad-e Ali district of Helmand" may lie far from the town of that name.
fn is_seat_of_district(scene: &Scene<'_>, town: &PlaceMention, m: &PlaceMention) -> bool {
    let place = town.place.map(|id| scene.gazetteer.place(id));
    let named_for = place.is_some_and(|p| p.admin1 == Some(p.name) && !scene.book.registry.is_capital(p.name));
    let word = head_word_of(scene, &m.tokens);
    let divided = word.is_some_and(|w| scene.book.place_words.subdivision.iter().any(|s| s == w));
    named_for && divided
}

/// The noun that says what the place is: its own last word, the one behind it, or the one before it with "of".
fn head_word_of<'s>(scene: &'s Scene<'_>, tokens: &Range<TokenId>) -> Option<&'s str> {
    let last = (tokens.len() > 1).then(|| tokens.end - 1);
    let before = tokens.start.checked_sub(2).filter(|_| scene.lower(tokens.start - 1) == "of");
    let mut nouns = [last, Some(tokens.end), before].into_iter().flatten();
    nouns.find(|&t| head_word(scene, t).is_some()).map(|t| scene.lemma(t))
}

/// Whether a place's own words make it a part of a town, or what stands in one.
pub(super) fn is_urban(scene: &Scene<'_>, m: &PlaceMention) -> bool {
    head_word_of(scene, &m.tokens).is_some_and(|w| scene.book.place_words.urban.iter().any(|q| q == w))
}

/// The city told last before a street, a building or a quarter, else the dateline's.
fn around<'s>(scene: &'s Scene<'_>, m: &PlaceMention) -> Option<&'s PlaceMention> {
    if !is_urban(scene, m) {
        return None;
    }
    let here = sentence(scene, m);
    let city = |n: &&PlaceMention| {
        let kind = n.place.map(|id| scene.gazetteer.place(id).kind);
        is_town_of(scene, n, m) && matches!(kind, Some(PlaceKind::City | PlaceKind::Town))
    };
    let near = |n: &&PlaceMention| sentence(scene, n) <= here && scene.steps(sentence(scene, n), here) <= REACH;
    let dateline = || in_dateline(scene, &scene.places).filter(city);
    let told = scene.places.iter().filter(city).filter(|n| !n.bare).filter(near);
    told.min_by_key(|n| (sentence(scene, n).abs_diff(here), n.tokens.start.abs_diff(m.tokens.start))).or_else(dateline)
}
