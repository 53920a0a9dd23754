//! Sentences that tell only what came of an act told before: "Nine pupils were injured", "There were no casualties".

use language::{ClauseId, SentenceKind, Tag, TimeExpression, Voice};
use record::{Family, SubEventType};

use super::people::{of_subject, outcomes, part};
use crate::act::{Act, Anchor, asserted};
use crate::codebook::Part;
use crate::scene::Scene;
use crate::source::attribution_at;

/// How many sentences after an act its results may stand.
const REACH: usize = 3;

/// The acts after `act` that only tell what came of it, in order of the text.
pub(super) fn results<'a>(scene: &Scene<'_>, act: &Act, others: &'a [Act]) -> Vec<&'a Act> {
    let leads = harms(scene, act) && !is_result(scene, act) && first_of_sentence(scene, act, others);
    if !leads {
        return Vec::new();
    }
    let mut reached = act.sentence;
    let after = others.iter().filter(|o| o.sentence > act.sentence);
    after
        .take_while(|o| {
            let near = o.sentence - reached <= REACH && is_body(scene, o.sentence) && is_result(scene, o);
            reached = o.sentence;
            near
        })
        .collect()
}

/// An act that is told as done, and that hurts or takes people: what follows an agreement is no result of it.
fn harms(scene: &Scene<'_>, act: &Act) -> bool {
    let types = act.named_types(scene);
    let violent = |t: &SubEventType| t.family() != Family::Strategic || *t == SubEventType::Arrests;
    asserted(scene, act, false) && (types.is_empty() || types.iter().any(violent))
}

fn is_body(scene: &Scene<'_>, sentence: usize) -> bool {
    scene.doc.sentences[sentence].kind == SentenceKind::Body
}

/// What follows a sentence with several acts speaks of its first.
fn first_of_sentence(scene: &Scene<'_>, act: &Act, others: &[Act]) -> bool {
    !others.iter().any(|o| o.sentence == act.sentence && o.start() < act.start() && !is_result(scene, o))
}

/// Whether the words give nothing but an outcome: no doer, no cause, no place or day of its own.
fn is_result(scene: &Scene<'_>, act: &Act) -> bool {
    let told = outcomes(scene, act);
    let noun = |a: &Anchor| is_phrase(scene, a) || a.clause.is_none() && part(scene, a) == Some(Part::Noun);
    told.len() == act.anchors.len()
        && act.anchors.iter().all(|a| a.clause.is_none_or(|c| undergone(scene, a, c)))
        && !has_place(scene, act.sentence)
        && (act.anchors.iter().any(noun) || !has_day(scene, act))
}

fn undergone(scene: &Scene<'_>, anchor: &Anchor, c: ClauseId) -> bool {
    let clause = &scene.doc.clauses[c];
    let by = clause.prepositions.iter().any(|&(prep, _)| {
        scene.preposition_in(prep, &scene.book.prepositions.initiator)
            || scene.preposition_in(prep, &scene.book.prepositions.cause)
    });
    !by && (clause.voice == Voice::Passive
        || of_subject(scene, anchor)
        || is_phrase(scene, anchor)
        || by_them(scene, c))
}

/// "They killed 97 worshippers": the doer was told before.
fn by_them(scene: &Scene<'_>, c: ClauseId) -> bool {
    scene.doc.clauses[c].subject.is_some_and(|p| scene.tag(scene.doc.phrases[p].head) == Tag::Pronoun)
}

fn is_phrase(scene: &Scene<'_>, anchor: &Anchor) -> bool {
    part(scene, anchor) == Some(Part::Phrase)
}

fn has_place(scene: &Scene<'_>, sentence: usize) -> bool {
    let range = &scene.doc.sentences[sentence].tokens;
    scene
        .places
        .iter()
        .any(|p| range.contains(&p.tokens.start) && !p.bare && scene.preposition_of(p.tokens.start).is_some())
}

/// Whether a day is told of the outcome itself, not of who tells it ("On Monday the minister said …").
fn has_day(scene: &Scene<'_>, act: &Act) -> bool {
    let range = &scene.doc.sentences[act.sentence].tokens;
    let scope = attribution_at(scene, act.start()).map(|a| a.scope);
    let told = |t: &TimeExpression| scope.is_none_or(|s| s.contains(t.span));
    scene.doc.times.iter().any(|t| range.contains(&t.tokens.start) && t.days.is_some() && told(t))
}
