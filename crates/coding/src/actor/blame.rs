//! Who is blamed for an act whose doer nothing else tells.

use std::ops::Range;

use language::{ClauseId, PhraseId, TokenId};

use crate::act::Act;
use crate::scene::Scene;
use crate::telling::actors_of;

/// The mentions of those to whom "blamed X for the attack", "blamed the attack on X" or "an attack blamed on X" lay the act.
pub(crate) fn blamed(scene: &Scene<'_>, act: &Act) -> Vec<usize> {
    let tells = |p: PhraseId| act.anchors.iter().any(|a| scene.doc.phrases[p].tokens.contains(&a.tokens.start));
    let mut out = Vec::new();
    for c in scene.doc.sentences[act.sentence].clauses.clone() {
        let clause = &scene.doc.clauses[c];
        if clause.negated || !blames(scene, clause.verb) {
            continue;
        }
        // "blamed the bombing on X" reads as "the bombing on X" does.
        for &(preposition, p) in
            clause.object.filter(|&o| tells(o)).map_or(&[][..], |o| &scene.doc.phrases[o].prepositions)
        {
            if scene.lower(preposition) == "on" {
                out.extend(actors_of(scene, p));
            }
        }
        let told = clause.subject.into_iter().chain(clause.object).any(tells);
        for &(preposition, p) in &clause.prepositions {
            match scene.lower(preposition) {
                "on" if told => out.extend(actors_of(scene, p)),
                "for" if tells(p) => out.extend(clause.object.map(|o| actors_of(scene, o)).unwrap_or_default()),
                _ => {}
            }
        }
    }
    out
}

/// "The general blamed Washington": a capital that is blamed stands for its government.
pub(super) fn is_blamed(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let Some(p) = scene.phrase_of(tokens.start) else { return false };
    let mut clauses = scene.doc.sentences[scene.doc.phrases[p].sentence].clauses.clone();
    let blamed = |c: ClauseId| scene.doc.clauses[c].object == Some(p) && blames(scene, scene.doc.clauses[c].verb);
    scene.doc.phrases[p].tokens == *tokens && clauses.any(blamed)
}

fn blames(scene: &Scene<'_>, verb: TokenId) -> bool {
    scene.book.registry.group.blaming.iter().any(|w| w == scene.lemma(verb))
}
