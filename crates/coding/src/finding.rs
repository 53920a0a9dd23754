//! What coding saw in a document, and what became of it: for `dateline explain`.

use std::ops::Range;

use language::{Document, TokenId};
use reader::{ActSpan, Reading};
use record::Span;

use crate::act::{Act, Anchor, Tells, acts};
use crate::actor::actor;
use crate::codebook::Codebook;
use crate::report::Coded;
use crate::scene::Scene;
use crate::telling::Telling;

/// One thing that coding saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub span: Span,
    /// What it is: `act`, `actor`, `place`, `weapon`, `figure`, or `read` if the trained reader marked it.
    pub what: &'static str,
    /// What it was read as, in one short line; for an act also which event or tally it went into, or why into none.
    pub read_as: String,
}

/// What coding sees in a document, in order of the text.
pub fn findings(doc: &Document<'_>, codebook: &Codebook, reading: &Reading) -> Vec<Finding> {
    let scene = Scene::of(doc, codebook, codebook.gazetteer(), reading);
    let coded = Coded::of(&scene);
    let mut out = names(&scene);
    out.extend(read(reading));
    let acts = acts(&scene);
    for (i, act) in acts.iter().enumerate() {
        let telling = Telling::of(&scene, act.clone(), &acts);
        let fate = fate(&scene, &coded, &telling);
        for anchor in &act.anchors {
            let read_as = format!("#{} {}, {fate}", i + 1, told(&scene, anchor));
            out.push(Finding { span: scene.span(&anchor.tokens), what: "act", read_as });
        }
        for c in &telling.casualties {
            let read_as = format!("#{} {} {}..{}", i + 1, c.outcome, end(c.figure.min), end(c.figure.max));
            out.push(Finding { span: c.span, what: "figure", read_as });
        }
    }
    out.sort_by_key(|f| (f.span, f.what));
    out
}

/// What the trained reader marked and is not very unsure of, with its score.
fn read(reading: &Reading) -> Vec<Finding> {
    const LEAST: f32 = 0.3;
    let best = |a: &ActSpan| a.types.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map_or("act", |t| t.0.code());
    let acts = reading.acts.iter().map(|a| (a.span, a.score, best(a).to_string()));
    let spans = reading.spans.iter().map(|s| (s.span, s.score, s.role.to_string()));
    let all = acts.chain(spans).filter(|x| x.1 >= LEAST);
    all.map(|(span, score, name)| Finding { span, what: "read", read_as: format!("{name} {score:.2}") }).collect()
}

/// Actors, places and weapons.
fn names(scene: &Scene<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    let mut add =
        |tokens: &Range<TokenId>, what, read_as| out.push(Finding { span: scene.span(tokens), what, read_as });
    for m in &scene.actors {
        let name = actor(scene, m, None).map_or_else(|| "people of the place".to_string(), |a| a.name);
        add(&m.tokens, "actor", name);
    }
    for m in &scene.places {
        let name = m.place.map_or("", |id| scene.gazetteer.place(id).name);
        let read_as = format!("{name} {} ({:?})", m.country.as_deref().unwrap_or("?"), m.width);
        add(&m.tokens, "place", read_as.trim().to_string());
    }
    for m in &scene.weapons {
        add(&m.tokens, "weapon", scene.book.weapons[m.weapon].name.clone());
    }
    out
}

fn end(n: Option<u64>) -> String {
    n.map(|n| n.to_string()).unwrap_or_default()
}

fn told(scene: &Scene<'_>, anchor: &Anchor) -> &'static str {
    match anchor.tells {
        Tells::Act(i) => scene.book.acts[i].code.map_or("by its means", |c| c.code()),
        Tells::Outcome(i) => scene.book.outcome_wordings[i].outcome.code(),
        Tells::Read(code) => code.code(),
    }
}

fn fate(scene: &Scene<'_>, coded: &Coded, telling: &Telling) -> String {
    let act: &Act = &telling.act;
    let left_out = || telling.left_out(scene).map(|reason| format!("left out: {reason}"));
    coded.fate(act).or_else(left_out).unwrap_or_else(|| "left out".to_string())
}
