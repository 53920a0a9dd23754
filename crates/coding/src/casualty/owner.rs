//! Whose the figures and victims are that several events of a report were given: nobody is hurt in two acts.

use record::{Casualty, Quote, Span};

use super::casualties;
use crate::event::Built;
use crate::learned;
use crate::scene::Scene;
use crate::telling::Telling;

/// What counts for an event beside the reader's link: the grammar ties the words to its act; else, they stand in its sentence.
const TIED: f32 = 1.0;
const BESIDE: f32 = 0.5;

/// Leaves each figure and each victim with the one event that its words belong to most surely; of equals with the first.
pub(crate) fn settle_owners(scene: &Scene<'_>, tellings: &[Telling], built: &mut [Built]) {
    let figures: Vec<Vec<Span>> = built.iter().map(|b| b.event.casualties.iter().map(|c| c.span).collect()).collect();
    let victims: Vec<Vec<Span>> = built.iter().map(|b| b.event.victims.iter().map(|v| v.span).collect()).collect();
    let claim = |n: usize, span: Span| claim(scene, &own(tellings, &built[n]), span);
    let lost_figures: Vec<Vec<Span>> = (0..built.len()).map(|n| lost(n, &figures, &claim)).collect();
    let lost_victims: Vec<Vec<Span>> = (0..built.len()).map(|n| lost(n, &victims, &claim)).collect();
    for (n, b) in built.iter_mut().enumerate() {
        b.event.casualties.retain(|c: &Casualty| !lost_figures[n].contains(&c.span));
        b.event.victims.retain(|v: &Quote| !lost_victims[n].contains(&v.span));
    }
}

/// The words of an event that another has the better claim to.
fn lost(n: usize, all: &[Vec<Span>], claim: &dyn Fn(usize, Span) -> f32) -> Vec<Span> {
    let better = |span: Span| {
        let others = (0..all.len()).filter(|&m| m != n && all[m].iter().any(|s| s.overlaps(span)));
        let own = std::cell::OnceCell::new();
        others.into_iter().any(|m| {
            let (mine, theirs) = (*own.get_or_init(|| claim(n, span)), claim(m, span));
            theirs > mine || theirs == mine && m < n
        })
    };
    all[n].iter().copied().filter(|&span| better(span)).collect()
}

fn own<'t>(tellings: &'t [Telling], built: &Built) -> Vec<&'t Telling> {
    built.draft.tellings.iter().map(|&i| &tellings[i]).collect()
}

/// How surely words belong to the event of some tellings.
fn claim(scene: &Scene<'_>, own: &[&Telling], span: Span) -> f32 {
    let read = learned::belonging(scene, own).into_iter().filter(|b| b.span.overlaps(span));
    let read = read.map(|b| b.score).fold(0.0, f32::max);
    let tied = |t: &&Telling| {
        casualties(scene, &t.act, &scene.acts).iter().any(|c| c.span.overlaps(span))
            || super::victims(scene, &t.act, &scene.acts).iter().any(|v| v.span.overlaps(span))
    };
    let beside = |t: &&Telling| t.span(scene).contains(span);
    // What the grammar ties to an act from the next sentence is no less its own.
    let ruled = match (own.iter().any(tied), own.iter().any(beside)) {
        (true, _) => TIED,
        (false, true) => BESIDE,
        (false, false) => 0.0,
    };
    read + ruled
}
