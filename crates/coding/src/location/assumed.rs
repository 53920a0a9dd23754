//! Where an act was whose own words name no place.

use language::SentenceKind;

use super::setting::{in_dateline, sentence};
use super::{PlaceMention, Width};
use crate::scene::Scene;
use crate::telling::Telling;

/// Sentences of running text that open a report.
const LEAD: usize = 3;

/// The places that the report clearly means: of the act's sentences, else of headline, dateline and lead for an act told there.
pub(super) fn places<'s>(scene: &'s Scene<'_>, own: &[&Telling]) -> Vec<&'s PlaceMention> {
    if !stands_alone(scene, own) {
        return Vec::new();
    }
    let beside = beside(scene, own);
    if !beside.is_empty() {
        return beside;
    }
    if is_told_first(scene, own) { of_opening(scene) } else { Vec::new() }
}

/// Whether the words tell enough of an act without a place: a place from elsewhere must not make one (CODEBOOK rule 2).
fn stands_alone(scene: &Scene<'_>, own: &[&Telling]) -> bool {
    let any = |has: &dyn Fn(&Telling) -> bool| own.iter().any(|t| has(t));
    let told = [
        any(&|t| !t.initiators.is_empty()),
        any(&|t| !t.targets.is_empty()),
        any(&|t| !t.times.is_empty()) || scene.doc.report.published.is_some() && is_told_first(scene, own),
    ];
    told.iter().filter(|&&t| t).count() >= 2
}

fn is_told_first(scene: &Scene<'_>, own: &[&Telling]) -> bool {
    let opening = opening(scene);
    own.iter().any(|t| opening.contains(&t.act.sentence))
}

/// The ground named in the sentences of the act, nearest to its words first.
fn beside<'s>(scene: &'s Scene<'_>, own: &[&Telling]) -> Vec<&'s PlaceMention> {
    let mut out: Vec<(usize, &PlaceMention)> = Vec::new();
    for t in own {
        let here = scene.places.iter().filter(|m| !m.bare && sentence(scene, m) == t.act.sentence);
        out.extend(here.map(|m| (m.tokens.start.abs_diff(t.act.start()), m)));
    }
    nearest(out)
}

fn nearest(mut places: Vec<(usize, &PlaceMention)>) -> Vec<&PlaceMention> {
    places.sort_by_key(|x| (x.1.width, x.0));
    places.into_iter().map(|x| x.1).take(1).collect()
}

/// Headline and lead.
fn opening(scene: &Scene<'_>) -> Vec<usize> {
    let kind = |s: usize| scene.doc.sentences[s].kind;
    let titles = scene.telling().filter(|&s| kind(s) == SentenceKind::Title);
    titles.chain(scene.telling().filter(|&s| kind(s) == SentenceKind::Body).take(LEAD)).collect()
}

/// The narrowest place of headline and lead, else the dateline's.
fn of_opening<'s>(scene: &'s Scene<'_>) -> Vec<&'s PlaceMention> {
    let opening = opening(scene);
    let told = scene.places.iter().filter(|m| !m.bare && opening.contains(&sentence(scene, m)));
    let told = nearest(told.map(|m| (m.tokens.start, m)).collect());
    let dateline = in_dateline(scene, &scene.places);
    match told.first() {
        Some(m) if m.width <= Width::Province || dateline.is_none() => told,
        _ => dateline.into_iter().collect(),
    }
}
