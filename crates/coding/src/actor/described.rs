//! Actors told by a description that only the report's country or a backer makes a name: "the coalition",
//! "Iran-backed militias".

use language::TokenId;

use super::{ActorMention, Who, in_phrase, named_at, spelled_alike};
use crate::codebook::registry::{LOCAL_WORDS, NameUse, PeopleKind};
use crate::codebook::vocabulary::Uses;
use crate::scene::Scene;

/// Countries that the report names by name, adjective or capital, each as often as it does.
pub(super) fn countries_named(scene: &Scene<'_>) -> Vec<usize> {
    let mut out = Vec::new();
    for t in (0..scene.doc.tokens.len()).filter(|&t| scene.doc.tokens[t].capital && scene.may_be(t, Uses::NAME)) {
        let words = &scene.folded[t..scene.folded.len().min(t + 6)];
        let Some((len, meanings)) = scene.book.registry.longest(words) else { continue };
        let text = scene.text(&(t..t + len));
        out.extend(meanings.iter().filter(|(name, used)| spelled_alike(name, text, *used)).find_map(|m| match m.1 {
            NameUse::Country(i) | NameUse::Demonym(i) | NameUse::Capital(i) => Some(i),
            _ => None,
        }));
    }
    out
}

/// "the coalition" in a report on Iraq: words that mean an actor only where its country is spoken of. An actor that the
/// report has named already goes first, else the one whose countries it names most.
pub(super) fn local_at(
    scene: &Scene<'_>,
    t: TokenId,
    end: TokenId,
    countries: &[usize],
    known: &[ActorMention],
) -> Option<ActorMention> {
    if !scene.may_be(t, Uses::LOCAL) {
        return None;
    }
    let registry = &scene.book.registry;
    let words = t..end.min(t + LOCAL_WORDS);
    let found = registry.local(&scene.folded[words.clone()]);
    let (len, actors) = found.or_else(|| registry.local(&scene.folded_lemmas[words]))?;
    let tokens = t..t + len;
    if scene.undone(&tokens, &registry.group.local_unless) {
        return None;
    }
    let text = scene.text(&tokens);
    let score = |&i: &usize| {
        let entry = &registry.actors[i];
        let spelled = entry.words.iter().any(|w| spelled_alike(w, text, NameUse::Actor(i)));
        let home = |c: &usize| {
            let code = &registry.countries[*c].code;
            entry.country.as_ref() == Some(code) || entry.theatre.contains(code)
        };
        let told = known.iter().any(|m| m.who == Who::Registered(i));
        let named = countries.iter().filter(|c| home(c)).count();
        (spelled && (told || named > 0)).then_some((told, named, std::cmp::Reverse(i)))
    };
    let best = actors.iter().copied().filter(|i| score(i).is_some()).max_by_key(|i| score(i))?;
    Some(in_phrase(scene, tokens, Who::Registered(best)))
}

/// "Iran-backed militias", "pro-Iranian armed groups": armed people told by who backs them.
pub(super) fn backed_at(scene: &Scene<'_>, t: TokenId) -> Option<ActorMention> {
    if !scene.may_be(t, Uses::BACKING) {
        return None;
    }
    let backing = &scene.book.registry.backing;
    let lower = scene.lower(t);
    let stem = backing
        .suffixes
        .iter()
        .find_map(|s| lower.strip_suffix(s.as_str()))
        .or_else(|| backing.prefixes.iter().find_map(|p| lower.strip_prefix(p.as_str())))?;
    let Some(country) = scene.book.registry.country_named(stem) else { return linked_at(scene, t, stem) };
    let end = scene.phrase_of(t).map_or(t + 1, |p| scene.doc.phrases[p].tokens.end);
    let armed = |i: TokenId| {
        scene
            .book
            .registry
            .people(scene.lemma(i))
            .is_some_and(|(k, _)| matches!(k, PeopleKind::Fighters | PeopleKind::Soldiers))
    };
    let last = (t + 1..end).rev().find(|&i| armed(i))?;
    // "Iran-backed Houthi rebels" are told by their own name.
    let own_name = |i: TokenId| named_at(scene, i, end).is_some_and(|m| m.who.is_named() && !m.who.is_state());
    if (t + 1..end).any(own_name) {
        return None;
    }
    let state = &scene.book.registry.countries[country];
    let who = match scene.book.registry.proxies_of(&state.code) {
        Some(i) => Who::Registered(i),
        None => Who::Provisional(format!("{}-backed militias", state.name)),
    };
    Some(in_phrase(scene, t..last + 1, who))
}

/// "ISIL-linked militants": armed people told by the group that they are tied to.
fn linked_at(scene: &Scene<'_>, t: TokenId, stem: &str) -> Option<ActorMention> {
    let end = scene.phrase_of(t).map_or(t + 1, |p| scene.doc.phrases[p].tokens.end);
    let group = scene.book.registry.actor_named(stem)?;
    let fighters =
        |i: &TokenId| scene.book.registry.people(scene.lemma(*i)).is_some_and(|(kind, _)| kind == PeopleKind::Fighters);
    let last = (t + 1..end).rev().find(fighters)?;
    Some(in_phrase(scene, t..last + 1, Who::Registered(group)))
}
