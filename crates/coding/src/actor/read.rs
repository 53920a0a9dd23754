//! Whom the words mean that the reader marks as actors: what they name, what they are linked to, or what such words stand for
//! in the role that they play (CODEBOOK rule 11).

use std::ops::Range;

use language::{NameKind, Tag, TokenId};
use reader::SpanRole;
use record::Span;

use super::link::linked_name;
use super::{ActorMention, Who};
use crate::scene::Scene;

/// Settles every actor span of the reading: its mention, an index into `scene.actors`, to which words that no rule knows for an
/// actor are added. `None` for what is no actor's and for words that stand for nobody.
pub(crate) fn settle_read(scene: &mut Scene<'_>) {
    let spans = &scene.reading.spans;
    let own: Vec<Option<usize>> =
        spans.iter().map(|s| mention_in(scene, s.span).filter(|_| s.role.is_actor())).collect();
    let mut out = Vec::with_capacity(spans.len());
    for i in 0..spans.len() {
        if !spans[i].role.is_actor() {
            out.push(None);
            continue;
        }
        if own[i].is_some_and(|m| scene.actors[m].who.is_named()) {
            out.push(own[i]);
            continue;
        }
        let Some(tokens) = scene.tokens_of(spans[i].span) else {
            out.push(None);
            continue;
        };
        let linked = linked_name(scene, &own, i).map(|m| scene.actors[m].who.clone());
        // A description is told by all its words: "hooded youths", not "youths".
        let who = linked.or_else(|| match own[i].map(|m| &scene.actors[m]) {
            Some(m) => (m.tokens != tokens).then(|| m.who.clone()),
            None => told_by(scene, &tokens, spans[i].role),
        });
        out.push(match who {
            Some(who) => {
                scene.actors.push(ActorMention { tokens, who, head: true });
                Some(scene.actors.len() - 1)
            }
            None => own[i],
        });
    }
    scene.read_actors = out;
}

/// The mention that a span's words hold: one that names an actor before a mere kind of people, heads before what describes
/// them, else the last.
fn mention_in(scene: &Scene<'_>, span: Span) -> Option<usize> {
    let inside = (0..scene.actors.len()).filter(|&i| scene.span(&scene.actors[i].tokens).overlaps(span));
    let worth = |i: &usize| {
        let m = &scene.actors[*i];
        (m.who.is_named() && !matches!(m.who, Who::State(_)), m.head, *i)
    };
    inside.max_by_key(worth)
}

/// Whom words that no rule knows for an actor stand for in their role.
fn told_by(scene: &Scene<'_>, tokens: &Range<TokenId>, role: SpanRole) -> Option<Who> {
    if tokens.clone().all(|t| matches!(scene.tag(t), Tag::Pronoun | Tag::Determiner)) {
        let p = scene.phrase_of(tokens.start)?;
        let known = crate::telling::actors_of(scene, p);
        return known.first().map(|&m| scene.actors[m].who.clone());
    }
    // "a Lashkar-held building".
    let stem = |t: TokenId| {
        scene.text(&(t..t + 1)).split_once('-').and_then(|x| scene.book.registry.actor_named(&x.0.to_lowercase()))
    };
    if let Some(group) = tokens.clone().find_map(stem) {
        return Some(Who::Registered(group));
    }
    let name = tokens.clone().filter_map(|t| scene.name_at(t)).find(|n| !n.tokens.is_empty());
    let Some(name) = name else { return (role != SpanRole::Target).then_some(Who::Fighters) };
    let known = match role {
        // A thing or a person that is hit may have a name too.
        SpanRole::Target => name.kind == NameKind::Organisation && ends_with(scene, tokens, &name.tokens),
        _ => !matches!(name.kind, NameKind::Person | NameKind::Place) && !holds_weapon(scene, tokens),
    };
    known.then(|| Who::Provisional(scene.text(&name.tokens).to_string()))
}

/// Whether the name is what the words speak of, and no mere part of it ("Ansar's hideout").
fn ends_with(scene: &Scene<'_>, tokens: &Range<TokenId>, name: &Range<TokenId>) -> bool {
    let head = scene.phrase_of(name.start).map_or(tokens.end - 1, |p| scene.doc.phrases[p].head);
    name.contains(&head) && !scene.places.iter().any(|p| p.tokens.start == name.start && p.place.is_some())
}

fn holds_weapon(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    scene.weapons.iter().any(|w| tokens.start < w.tokens.end && w.tokens.start < tokens.end)
}
