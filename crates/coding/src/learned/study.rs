//! What the second stage is asked in a report, for fitting its weights to reports whose events are known.

use language::Document;
use reader::Reading;
use record::Span;

use super::second::{Features, Question};
use super::{join, judge, own_acts};
use crate::codebook::Codebook;
use crate::draft::compared;
use crate::event::{assemble, found};
use crate::report::Coded;
use crate::scene::Scene;
use crate::telling::Telling;

/// A question that the second stage is asked, and what speaks for and against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The question.
    pub question: Question,
    /// Words of the acts that it is about: of a join the two tellings', of an event all that its draft holds, by telling.
    pub acts: Vec<Vec<Span>>,
    /// The features.
    pub features: Features,
}

/// Every question that coding a document asks of the second stage, or would if its other answers stood.
pub fn questions(doc: &Document<'_>, codebook: &Codebook, reading: &Reading) -> Vec<Asked> {
    let scene = Scene::of(doc, codebook, codebook.gazetteer(), reading);
    let (tellings, drafts) = Coded::drafted(&scene);
    let words = |t: &Telling| -> Vec<Span> {
        let read = own_acts(&scene, &t.act).map(|i| reading.acts[i].span);
        t.act.anchors.iter().map(|a| scene.span(&a.tokens)).chain(read).collect()
    };
    let mut out = Vec::new();
    for (j, b) in tellings.iter().enumerate() {
        for a in tellings[..j].iter().filter(|a| a.act.start() != b.act.start()) {
            let features = join::features(&scene, a, b, &compared(&scene, a, b));
            out.push(Asked { question: Question::Join, acts: vec![words(a), words(b)], features });
        }
    }
    for draft in drafts {
        let own: Vec<&Telling> = draft.tellings.iter().map(|&i| &tellings[i]).collect();
        let event = assemble(&scene, &own);
        let features = judge::features(&scene, &own, &found(&scene, &own, &event));
        out.push(Asked { question: Question::Event, acts: own.iter().map(|t| words(t)).collect(), features });
    }
    out
}
