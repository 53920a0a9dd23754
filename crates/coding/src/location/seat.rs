//! "the capital", "parts of the country": places that a report names by what they are, of the one country that it tells of.

use std::ops::Range;

use language::{Article, Governor, PhraseId, SentenceKind};

use super::mention::placed;
use super::setting::in_dateline;
use super::{PlaceMention, Width};
use crate::codebook::gazetteer::PlaceId;
use crate::codebook::registry::NameUse;
use crate::scene::Scene;

/// Puts capitals and countries that are told by these words alone among the places, in order of the text.
pub(super) fn add_described(scene: &Scene<'_>, places: &mut Vec<PlaceMention>) {
    let Some(only) = only_country(scene, places) else { return };
    for (p, phrase) in scene.doc.phrases.iter().enumerate() {
        let words = &scene.book.place_words;
        let head = scene.lemma(phrase.head);
        let (seat, land) = (words.seat.iter().any(|w| w == head), words.land.iter().any(|w| w == head));
        if !(seat || land) || matches!(scene.doc.sentences[phrase.sentence].kind, SentenceKind::Furniture(_)) {
            continue;
        }
        let Some(country) = country_of(scene, p, &only) else { continue };
        if !is_ground(scene, p) || names_follow(scene, places, p) {
            continue;
        }
        let Some(mention) = described(scene, phrase.head..phrase.head + 1, country, seat) else { continue };
        // "the Afghan capital" is no ground of the country's at large.
        places.retain(|m| !phrase.tokens.contains(&m.tokens.start));
        let at = places.partition_point(|m| m.tokens.start < mention.tokens.start);
        places.insert(at, mention);
    }
}

/// The mention of a country's capital, or of the country.
fn described(scene: &Scene<'_>, tokens: Range<usize>, country: usize, seat: bool) -> Option<PlaceMention> {
    let place = if seat { Some(capital(scene, country)?) } else { None };
    Some(PlaceMention {
        place,
        country: Some(scene.book.registry.countries[country].code.clone()),
        sure: true,
        width: if seat { Width::Town } else { Width::Country },
        near: false,
        ..PlaceMention::unknown(scene, tokens)
    })
}

/// The town that is a country's capital; `None` if the gazetteer does not know it by this name.
fn capital(scene: &Scene<'_>, country: usize) -> Option<PlaceId> {
    let state = &scene.book.registry.countries[country];
    let towns = scene.gazetteer.named(&state.capital).into_iter().filter(|c| {
        let place = scene.gazetteer.place(c.place);
        place.country == Some(state.code.as_str()) && place.kind.is_settlement()
    });
    towns.max_by_key(|c| scene.gazetteer.place(c.place).population).map(|c| c.place)
}

/// Whose capital or ground a phrase speaks of: the country that stands in it, else the report's. `None` for another kind of
/// capital ("the provincial capital"), and for what the words do not point at.
fn country_of(scene: &Scene<'_>, p: PhraseId, only: &str) -> Option<usize> {
    let phrase = &scene.doc.phrases[p];
    let registry = &scene.book.registry;
    let before = phrase.tokens.start..phrase.head;
    let named = before.clone().find_map(|t| {
        let (_, uses) = registry.longest(&scene.folded[t..phrase.head])?;
        uses.iter().find_map(|u| if let NameUse::Country(i) | NameUse::Demonym(i) = u.1 { Some(i) } else { None })
    });
    let plain = phrase.article == Article::Definite && before.clone().all(|t| matches!(scene.lower(t), "the" | "this"));
    let whose = phrase.prepositions.iter().any(|(prep, _)| scene.lower(*prep) == "of");
    let own = || registry.countries.iter().position(|c| c.code == only);
    named.or_else(|| if plain && !whose && phrase.possessor.is_none() { own() } else { None })
}

/// Whether a phrase stands where the place of something stands: "in the capital", "in parts of the capital".
fn is_ground(scene: &Scene<'_>, p: PhraseId) -> bool {
    let phrase = &scene.doc.phrases[p];
    let Some((preposition, governor)) = phrase.governor else { return false };
    let prepositions = &scene.book.prepositions;
    let by =
        scene.preposition_in(preposition, &prepositions.place) || scene.preposition_in(preposition, &prepositions.near);
    match governor {
        Governor::Phrase(q) if scene.lower(preposition) == "of" => {
            let head = scene.doc.phrases[q].head;
            placed(scene, &(head..head + 1))
        }
        _ => by,
    }
}

/// Whether the name stands behind it: "the capital, Kabul", "the capital Kabul".
fn names_follow(scene: &Scene<'_>, places: &[PlaceMention], p: PhraseId) -> bool {
    let end = scene.doc.phrases[p].head + 1;
    let next = if scene.lower(end) == "," { end + 1 } else { end };
    let of = if scene.lower(end) == "of" { end + 1 } else { next };
    places.iter().any(|m| m.tokens.start == next || m.tokens.start == of)
}

/// The one country that the report names ground of, else that of its dateline.
fn only_country(scene: &Scene<'_>, places: &[PlaceMention]) -> Option<String> {
    let mut codes: Vec<&String> = places.iter().filter_map(|m| m.country.as_ref()).collect();
    codes.sort_unstable();
    codes.dedup();
    match codes[..] {
        [one] => Some(one.clone()),
        _ => in_dateline(scene, places).and_then(|m| m.country.clone()),
    }
}
