//! Whose the figures and victims are that several events of a report were given: nobody is hurt in two acts.

use record::{Casualty, Quote, Span, SubEventType};

use super::casualties;
use crate::event::Built;
use crate::learned;
use crate::scene::Scene;
use crate::telling::Telling;

/// What counts for an event beside the reader's link: the grammar ties the words to its act; else, they stand in its sentence.
const TIED: f32 = 1.0;
const BESIDE: f32 = 0.5;

/// Leaves each figure and each victim with the one event that its words belong to most surely; of equals with the first. Who is taken
/// and killed is hurt in two acts, once in each way.
pub(crate) fn settle_owners(scene: &Scene<'_>, tellings: &[Telling], built: &mut [Built]) {
    let claim = |b: &Built, span: Span| claim(scene, &own(tellings, b), span);
    let figures = |b: &Built| b.event.casualties.iter().map(|c| (c.outcome as usize, c.span)).collect();
    let victims = |b: &Built| b.event.victims.iter().map(|v| (usize::from(takes(b)), v.span)).collect();
    let lost_figures = lost(built, &figures, &claim);
    let lost_victims = lost(built, &victims, &claim);
    for (n, b) in built.iter_mut().enumerate() {
        b.event.casualties.retain(|c: &Casualty| !lost_figures[n].contains(&(c.outcome as usize, c.span)));
        let way = usize::from(takes(b));
        b.event.victims.retain(|v: &Quote| !lost_victims[n].contains(&(way, v.span)));
    }
}

fn takes(b: &Built) -> bool {
    matches!(b.event.sub_event_type, SubEventType::AbductionForcedDisappearance | SubEventType::Arrests)
}

/// Words that tell of people hurt in one way.
type Hurt = (usize, Span);

/// The words of each event that another has the better claim to. Each claim is by the event's own words, so that one of them keeps
/// what they dispute.
fn lost(built: &[Built], of: &dyn Fn(&Built) -> Vec<Hurt>, claim: &dyn Fn(&Built, Span) -> f32) -> Vec<Vec<Hurt>> {
    let all: Vec<Vec<Hurt>> = built.iter().map(of).collect();
    let better = |n: usize, hurt: &Hurt| {
        let others = (0..all.len()).filter(|&m| m != n).flat_map(|m| all[m].iter().map(move |other| (m, other)));
        let disputed = others.filter(|(_, other)| other.0 == hurt.0 && other.1.overlaps(hurt.1));
        disputed.into_iter().any(|(m, other)| {
            let (mine, theirs) = (claim(&built[n], hurt.1), claim(&built[m], other.1));
            theirs > mine || theirs == mine && m < n
        })
    };
    all.iter().enumerate().map(|(n, own)| own.iter().copied().filter(|hurt| better(n, hurt)).collect()).collect()
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
