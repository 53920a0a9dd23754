//! Things that an act hits: a hospital stands for the people in it, a bridge for itself (CODEBOOK, `targets`).

use language::{NameKind, PhraseId, Tag, TokenId, Voice};
use record::{Actor, Doubt, DoubtReason, EventReport, Family, Field};

use super::unspoken;
use crate::act::{Anchor, Tells};
use crate::codebook::Role;
use crate::location::{PlaceMention, Width};
use crate::scene::Scene;
use crate::telling::{Telling, verb_roles};

/// Adds what was hit to the targets: where people live, work and meet are civilians by its words, a structure is itself.
pub(super) fn add_things(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    use Family::*;
    let violent = matches!(event.sub_event_type.family(), Battles | Explosions | ViolenceAgainstCivilians);
    let open = event.targets.iter().all(|t| t.name.starts_with("Civilians ("));
    if !violent || !open {
        return;
    }
    let people = !event.targets.is_empty();
    let country = country.and_then(|c| scene.book.registry.country(c));
    for p in things(scene, own) {
        let words = words_of(scene, p);
        let tokens = &scene.doc.phrases[p].tokens;
        let public = is_one_of(scene, p, &scene.book.registry.group.public);
        let name = match country.filter(|_| public) {
            Some(c) => format!("Civilians ({})", c.name),
            None => words.clone(),
        };
        match event.targets.iter_mut().find(|t| t.name == name) {
            Some(known) if !known.aliases.contains(&words) => known.aliases.push(words),
            Some(_) => {}
            // People who were hurt are the target; the bridge that they stood on is none beside them.
            None if people => {}
            None => {
                let aliases = if public { vec![words] } else { Vec::new() };
                event.targets.push(Actor { aliases, spans: vec![scene.span(tokens)], ..unspoken(name) });
            }
        }
    }
}

/// Gives an event without a target the things that the reader sees hit: offices of state are its government's, a structure is
/// itself, else what stands or belongs there stands for its people.
pub(crate) fn name_things(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    use Family::*;
    if !event.targets.is_empty() || event.sub_event_type.family() == Protests {
        return;
    }
    let family = event.sub_event_type.family();
    let group = &scene.book.registry.group;
    let country = country.and_then(|c| scene.book.registry.country(c));
    for &p in own.iter().flat_map(|t| &t.read_things) {
        let tokens = scene.doc.phrases[p].tokens.clone();
        let named =
            scene.name_at(scene.doc.phrases[p].head).filter(|n| !matches!(n.kind, NameKind::Person | NameKind::Place));
        let name = match (country, named) {
            (Some(c), _) if is_one_of(scene, p, &group.official) => format!("Government of {}", c.name_after_of()),
            (_, Some(n)) if matches!(family, Battles | Strategic) && !n.tokens.is_empty() => {
                scene.text(&n.tokens).to_string()
            }
            (Some(_), _) if matches!(family, Battles) => continue,
            _ if is_one_of(scene, p, &group.structures) => words_of(scene, p),
            (Some(c), _) => format!("Civilians ({})", c.name),
            (None, _) => continue,
        };
        if event.initiators.iter().chain(&event.targets).all(|a| a.name != name) {
            let aliases = vec![words_of(scene, p)];
            event.targets.push(Actor { aliases, spans: vec![scene.span(&tokens)], ..unspoken(name) });
        }
    }
}

/// Explosions on a town hit the people of it, where the report tells of no other target.
pub(crate) fn assume_people(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    let Some(country) = country.and_then(|c| scene.book.registry.country(c)) else { return };
    if event.sub_event_type.family() != Family::Explosions || !event.targets.is_empty() {
        return;
    }
    let towns = own.iter().flat_map(|t| t.act.anchors.iter().flat_map(|a| hit(scene, a)).collect::<Vec<_>>());
    if let Some(p) = towns.into_iter().find(|&p| is_settlement(scene, p)) {
        let span = scene.span(&scene.doc.phrases[p].tokens);
        event.doubts.push(Doubt {
            field: Field::Targets,
            reason: DoubtReason::Assumed,
            note: "the act's own words name no target but a town".to_string(),
            span: Some(span),
        });
        event.targets.push(Actor { spans: vec![span], ..unspoken(format!("Civilians ({})", country.name)) });
    }
}

/// "a village", "Qamishli": a noun for where people live, or a town by its name alone.
fn is_settlement(scene: &Scene<'_>, p: PhraseId) -> bool {
    let head = scene.doc.phrases[p].head;
    let town = |m: &PlaceMention| m.tokens.end == head + 1 && m.place.is_some() && m.width == Width::Town;
    is_one_of(scene, p, &scene.book.registry.group.settlements) || scene.places.iter().any(town)
}

/// Public places and structures that the act's words name as what was hit, in order of the text.
fn things(scene: &Scene<'_>, own: &[&Telling]) -> Vec<PhraseId> {
    let group = &scene.book.registry.group;
    let mut out = Vec::new();
    for (telling, anchor) in own.iter().flat_map(|t| t.act.anchors.iter().map(move |a| (t, a))) {
        for p in hit(scene, anchor) {
            let all = std::iter::once(p).chain(scene.doc.phrases[p].conjuncts.iter().copied());
            for q in all.filter(|&q| !telling.tells_act(scene, q)) {
                let known = is_one_of(scene, q, &group.public) || is_one_of(scene, q, &group.structures);
                if known && scene.actor_at(scene.doc.phrases[q].head).is_none() && !out.contains(&q) {
                    out.push(q);
                }
            }
        }
    }
    out
}

/// What an anchor's verb acts on, or what stands behind its words' prepositions of aim.
fn hit(scene: &Scene<'_>, anchor: &Anchor) -> Vec<PhraseId> {
    if !matches!(anchor.tells, Tells::Act(_)) {
        return Vec::new();
    }
    let aimed = |list: &[(TokenId, PhraseId)]| -> Vec<PhraseId> {
        let at = list.iter().filter(|x| scene.preposition_in(x.0, &scene.book.prepositions.target));
        at.map(|x| x.1).collect()
    };
    match (anchor.clause, anchor.phrase) {
        (Some(c), _) => {
            let clause = &scene.doc.clauses[c];
            let (_, role) = verb_roles(scene, anchor, clause.voice);
            let object = if clause.voice == Voice::Active { clause.object } else { clause.subject };
            let object = object.filter(|_| role == Role::Target);
            object.into_iter().chain(aimed(&clause.prepositions)).collect()
        }
        (None, Some(p)) => aimed(&scene.doc.phrases[p].prepositions),
        (None, None) => Vec::new(),
    }
}

/// Whether the phrase's head, alone or with the word before it, is one of these nouns.
fn is_one_of(scene: &Scene<'_>, p: PhraseId, nouns: &[String]) -> bool {
    let phrase = &scene.doc.phrases[p];
    let head = scene.lemma(phrase.head);
    nouns.iter().any(|noun| match noun.rsplit_once(' ') {
        Some((first, last)) => {
            last == head && phrase.head > phrase.tokens.start && first.ends_with(scene.lemma(phrase.head - 1))
        }
        None => noun == head,
    })
}

/// The phrase from its first noun or adjective on.
fn words_of(scene: &Scene<'_>, p: PhraseId) -> String {
    let tokens = scene.doc.phrases[p].tokens.clone();
    let first = tokens.clone().find(|&t| matches!(scene.tag(t), Tag::Noun | Tag::ProperNoun | Tag::Adjective));
    scene.text(&(first.unwrap_or(tokens.start)..tokens.end)).to_string()
}
