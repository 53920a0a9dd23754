//! Sentences that tell only what came of an act told before: "Nine pupils were injured", "There were no casualties".

use language::{ClauseId, SentenceKind, Voice};

use super::people::{of_subject, outcomes, part};
use crate::act::{Act, Anchor};
use crate::codebook::Part;
use crate::scene::Scene;

/// How many sentences after an act its results may stand.
const REACH: usize = 3;

/// The acts after `act` that only tell what came of it, in order of the text.
pub(super) fn results<'a>(scene: &Scene<'_>, act: &Act, others: &'a [Act]) -> Vec<&'a Act> {
    let leads = !is_result(scene, act) && first_of_sentence(scene, act, others);
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
    let noun = |a: &Anchor| a.clause.is_none() && part(scene, a) == Some(Part::Noun);
    told.len() == act.anchors.len()
        && act.anchors.iter().all(|a| a.clause.is_none_or(|c| undergone(scene, a, c)))
        && !has_place(scene, act.sentence)
        && (act.anchors.iter().any(noun) || !has_day(scene, act.sentence))
}

fn undergone(scene: &Scene<'_>, anchor: &Anchor, c: ClauseId) -> bool {
    let clause = &scene.doc.clauses[c];
    let by = clause.prepositions.iter().any(|&(prep, _)| {
        scene.preposition_in(prep, &scene.book.prepositions.initiator)
            || scene.preposition_in(prep, &scene.book.prepositions.cause)
    });
    !by && (clause.voice == Voice::Passive || of_subject(scene, anchor) || is_phrase(scene, anchor))
}

fn is_phrase(scene: &Scene<'_>, anchor: &Anchor) -> bool {
    part(scene, anchor) == Some(Part::Phrase)
}

fn has_place(scene: &Scene<'_>, sentence: usize) -> bool {
    let range = &scene.doc.sentences[sentence].tokens;
    scene.places.iter().any(|p| range.contains(&p.tokens.start) && !p.bare && scene.preposition_of(p.tokens.start).is_some())
}

fn has_day(scene: &Scene<'_>, sentence: usize) -> bool {
    let range = &scene.doc.sentences[sentence].tokens;
    scene.doc.times.iter().any(|t| range.contains(&t.tokens.start) && t.days.is_some())
}
