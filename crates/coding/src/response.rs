//! What an act answered, by the report's own words of answer (CODEBOOK, `response_to`).

use record::Span;

use crate::codebook::StandingCue;
use crate::scene::Scene;
use crate::standing::cues;
use crate::structure::Node;
use crate::telling::Telling;

/// Words of answer in a sentence: which tellings answer, and which are answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The words.
    pub span: Span,
    /// The telling that answers; an index into the list given.
    pub by: usize,
    /// The telling that is answered; `None` if the sentence names it only by "another attack" or the like.
    pub to: Option<usize>,
}

/// The answers that a sentence's words of answer tell.
pub(crate) fn answers(scene: &Scene<'_>, tellings: &[Telling], sentence: usize) -> Vec<Answer> {
    let here: Vec<usize> = (0..tellings.len()).filter(|&i| tellings[i].act.sentence == sentence).collect();
    let mut out = Vec::new();
    for cue in cues(scene, sentence).iter().filter(|c| c.cue == StandingCue::Response) {
        let start = scene.doc.tokens[cue.first].span.start;
        let span = Span::new(start, scene.doc.tokens[cue.last].span.end);
        // What is answered stands behind the words, nearest first.
        let to = here
            .iter()
            .copied()
            .filter(|&i| tellings[i].act.start() > cue.last)
            .min_by_key(|&i| tellings[i].act.start());
        let path = scene.structure.path(scene.doc, cue.first);
        let above = path.iter().find_map(|node| {
            here.iter().copied().filter(|&i| Some(i) != to).find(|&i| match node {
                Node::Phrase(p) => tellings[i].act.has_phrase(*p),
                Node::Clause(c) => tellings[i].act.has_clause(*c),
            })
        });
        let before = || {
            here.iter()
                .copied()
                .filter(|&i| tellings[i].act.start() < cue.first)
                .max_by_key(|&i| tellings[i].act.start())
        };
        let after = || here.iter().copied().filter(|&i| Some(i) != to).min_by_key(|&i| tellings[i].act.start());
        if let Some(by) = above.or_else(before).or_else(after) {
            out.push(Answer { span, by, to });
        }
    }
    out
}
