//! What a report says at large about where its events are: countries, headings, the places around.

use std::ops::Range;

use language::{SentenceKind, Tag, TokenId};

use super::PlaceMention;
use super::mention::{CITY, container_hint};
use super::read::Listed;
use super::spoken::Spoken;
use crate::actor::{ActorMention, Who};
use crate::codebook::fold::fold;
use crate::codebook::gazetteer::{Place, PlaceId, PlaceKind};
use crate::scene::Scene;

/// What a state that acts says of where the report is, and another actor: they may act far from home.
const STATE: f64 = 0.35;
const ACTOR: f64 = 0.2;
/// Inhabitants of a place that needs no word of its country.
const FAMOUS: u64 = 1_500_000;

/// Countries of the report's actors, with how weightily it names each.
pub(crate) fn actor_countries(scene: &Scene<'_>) -> Vec<(String, f64)> {
    let mut out: Vec<(String, f64)> = Vec::new();
    for m in &scene.actors {
        let Some(code) = actor_country(scene, m) else { continue };
        let weight = if matches!(m.who, Who::Registered(_)) { ACTOR } else { STATE };
        match out.iter_mut().find(|c| c.0 == code) {
            Some(c) => c.1 += weight,
            None => out.push((code.to_string(), weight)),
        }
    }
    out
}

/// The country of an actor: the state, or whose forces or people they are.
pub(super) fn actor_country<'a>(scene: &Scene<'a>, m: &ActorMention) -> Option<&'a str> {
    let registry = &scene.book.registry;
    match &m.who {
        Who::State(i) | Who::Military(i) | Who::Police(i) | Who::Government(i) | Who::Civilians(Some(i)) => {
            Some(&registry.countries[*i].code)
        }
        Who::Registered(i) => registry.actors[*i].country.as_deref(),
        _ => None,
    }
}

/// Whether a report may name the place without a word of its country: by its own name, not by one that it has besides.
pub(super) fn is_famous(scene: &Scene<'_>, listed: &Listed, id: PlaceId) -> bool {
    let place = scene.gazetteer.place(id);
    let wide = matches!(place.kind, PlaceKind::Country | PlaceKind::Region | PlaceKind::Sea | PlaceKind::Strait);
    let main = listed.candidates.iter().any(|c| c.place == id && c.main);
    let city =
        || place.population >= FAMOUS || place.kind == PlaceKind::City && scene.book.registry.is_capital(place.name);
    wide || main && city()
}

pub(super) fn in_dateline<'m>(scene: &Scene<'_>, places: &'m [PlaceMention]) -> Option<&'m PlaceMention> {
    let dateline = scene.doc.report.dateline.as_ref()?;
    places.iter().find(|m| dateline.span.contains(scene.span(&m.tokens)))
}

/// Whether words stand in the dateline.
pub(super) fn in_dateline_words(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    scene.doc.report.dateline.as_ref().is_some_and(|d| d.span.contains(scene.span(tokens)))
}

/// The country that the report is dated from.
pub(crate) fn dateline_country(scene: &Scene<'_>, places: &[PlaceMention]) -> Option<String> {
    in_dateline(scene, places).and_then(|m| m.country.clone())
}

/// Takes from names what a place of that name elsewhere would make of them: "Aron in Pidie district" is in no other country
/// than Pidie. A city goes by its own name.
pub(super) fn drop_namesakes(scene: &Scene<'_>, places: &mut [PlaceMention]) {
    let known: Vec<PlaceMention> = places.to_vec();
    let small = |m: &PlaceMention| {
        let place = m.place.map(|id| scene.gazetteer.place(id));
        place.is_some_and(|p| p.kind.is_settlement() && !is_city(scene, &m.tokens, &p))
    };
    for m in places.iter_mut().filter(|m| small(m)) {
        let inside = |n: &&PlaceMention| scene.preposition_of(n.tokens.start).is_some_and(|t| is_inside(scene, t));
        let holder = container(scene, m, &known).filter(inside).and_then(|n| n.country.clone());
        if let Some(country) = holder.filter(|c| m.country.as_ref().is_some_and(|own| own != c)) {
            (m.place, m.country, m.within, m.sure) = (None, None, Some(country), false);
        }
    }
}

/// Whether a place is a city that the report calls by its own name.
pub(super) fn is_city(scene: &Scene<'_>, tokens: &Range<TokenId>, place: &Place<'_>) -> bool {
    place.population >= CITY && fold(scene.text(tokens)) == fold(place.name)
}

fn is_inside(scene: &Scene<'_>, preposition: TokenId) -> bool {
    matches!(scene.lower(preposition), "in" | "of")
}

/// Gives places of no known country the one that the report puts them in: the place that holds them, the heading's, the
/// one that it puts the same name in elsewhere, the one that it speaks of most around them.
pub(super) fn settle_countries(scene: &Scene<'_>, places: &mut [PlaceMention]) {
    let known: Vec<PlaceMention> = places.to_vec();
    let unknown = |m: &&mut PlaceMention| m.country.is_none() && m.place.is_none();
    for m in places.iter_mut().filter(unknown) {
        let told = container_hint(scene, &m.tokens);
        let told = told.or_else(|| container(scene, m, &known).and_then(|n| n.country.clone()));
        m.within = told.or_else(|| heading(scene, m, &known)).or_else(|| m.within.take());
    }
    let words = |m: &PlaceMention| scene.text(&m.tokens).to_lowercase();
    let told: Vec<(String, String)> =
        places.iter().filter_map(|m| m.within.clone().map(|country| (words(m), country))).collect();
    let spoken = Spoken::of(scene, &known);
    for m in places.iter_mut().filter(unknown).filter(|m| m.within.is_none()) {
        let own = words(m);
        let elsewhere = told.iter().find(|t| t.0 == own).map(|t| t.1.clone());
        m.within = elsewhere.or_else(|| spoken.around(scene, m));
    }
}

/// "Kisima area of Kenya", "the Al Noor hospital in Sirte": the first place behind it in a chain of prepositions or commas.
fn container<'m>(scene: &Scene<'_>, m: &PlaceMention, known: &'m [PlaceMention]) -> Option<&'m PlaceMention> {
    let p = scene.phrase_of(m.tokens.start)?;
    let behind =
        known.iter().filter(|n| n.tokens.start >= m.tokens.end && n.country.is_some() && same_sentence(scene, m, n));
    let mut held = behind.filter(|n| {
        let path = scene.structure.path(scene.doc, n.tokens.start);
        path.contains(&crate::structure::Node::Phrase(p))
            || (m.tokens.end..n.tokens.start).all(|t| matches!(scene.lower(t), "," | "in" | "of" | "the" | "("))
    });
    held.next()
}

/// The country of the heading over a place: of its list, or the one word that opens its paragraph ("CHAD. Soldiers ...").
fn heading(scene: &Scene<'_>, m: &PlaceMention, known: &[PlaceMention]) -> Option<String> {
    let s = sentence(scene, m);
    let item = scene.doc.sentences[s].kind == SentenceKind::ListItem;
    let over = || (0..s).rev().find(|&h| scene.doc.sentences[h].kind == SentenceKind::Heading).filter(|_| item);
    let opening = (0..s).rev().take_while(|&o| scene.doc.sentences[o].paragraph == scene.doc.sentences[s].paragraph);
    let opens = |o: &usize| known.iter().any(|n| sentence(scene, n) == *o && opens_paragraph(scene, &n.tokens));
    let heading = opening.last().filter(opens).or_else(over)?;
    known.iter().filter(|n| sentence(scene, n) == heading).find_map(|n| n.country.clone())
}

/// Whether a name is all that the first sentence of a paragraph says, a number before it aside.
pub(super) fn opens_paragraph(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let s = scene.doc.tokens[tokens.start].sentence;
    let own = &scene.doc.sentences[s];
    let first = s.checked_sub(1).is_none_or(|before| scene.doc.sentences[before].paragraph != own.paragraph);
    let other = |t| !tokens.contains(&t) && !matches!(scene.tag(t), Tag::Number | Tag::Punctuation);
    first && own.kind != SentenceKind::Title && !own.tokens.clone().any(other)
}

fn same_sentence(scene: &Scene<'_>, m: &PlaceMention, n: &PlaceMention) -> bool {
    sentence(scene, m) == sentence(scene, n)
}

pub(super) fn sentence(scene: &Scene<'_>, m: &PlaceMention) -> usize {
    scene.doc.tokens[m.tokens.start].sentence
}
