//! Where an act was whose own words name no place.

use language::{SentenceKind, Tag};

use super::mention::placed;
use super::setting::{in_dateline, sentence};
use super::{PlaceMention, Width, listed};
use crate::scene::Scene;
use crate::structure::Node;
use crate::telling::Telling;

/// Sentences of running text that open a report.
const LEAD: usize = 3;
/// How far above an act's words, in phrases and clauses, a clause still tells of it.
const NEAR_NODES: usize = 2;

/// The places that the report clearly means: of the act's sentences, else of headline, dateline and lead for an act told there.
pub(super) fn places<'s>(scene: &'s Scene<'_>, own: &[&Telling]) -> Vec<&'s PlaceMention> {
    if !stands_alone(scene, own) {
        return Vec::new();
    }
    if let Some(m) = told_there(scene, own) {
        return vec![m];
    }
    let beside = beside(scene, own);
    if !beside.is_empty() {
        return beside;
    }
    if is_told_first(scene, own) { of_opening(scene) } else { Vec::new() }
}

/// The one town or spot that the report names outside its dateline: what it tells without a place was there.
pub(super) fn only_town<'s>(scene: &'s Scene<'_>) -> Option<&'s PlaceMention> {
    let dateline = in_dateline(scene, &scene.places);
    let narrow = |m: &&PlaceMention| m.width <= Width::Town && m.place.is_some() && is_ground(scene, m);
    let mut towns = scene.places.iter().filter(narrow).filter(|m| Some(*m) != dateline);
    let first = towns.next()?;
    let elsewhere = |m: &PlaceMention| m.country.is_some() && m.country != first.country && Some(m) != dateline;
    (towns.all(|m| m.place == first.place) && !scene.places.iter().any(elsewhere)).then_some(first)
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

/// "Kura lost five soldiers when rebels overran their post there": the town told last before the word.
fn told_there<'s>(scene: &'s Scene<'_>, own: &[&Telling]) -> Option<&'s PlaceMention> {
    own.iter().find_map(|t| {
        let end = scene.doc.sentences[t.act.sentence].tokens.end;
        let there = (t.act.start()..end).find(|&i| scene.lower(i) == "there" && scene.tag(i) == Tag::Adverb)?;
        let before = |m: &&PlaceMention| m.tokens.end <= there && sentence(scene, m) + 1 >= t.act.sentence;
        scene.places.iter().rev().find(|m| before(m) && m.width <= Width::Town)
    })
}

/// The ground named in the sentences of the act, in its own clause or one that it hangs on: the narrowest, nearest one.
fn beside<'s>(scene: &'s Scene<'_>, own: &[&Telling]) -> Vec<&'s PlaceMention> {
    let mut out: Vec<(bool, Width, usize, &PlaceMention)> = Vec::new();
    for t in own {
        // What hangs further up tells of another act: "began its invasion of A in retaliation for the attacks".
        let above = scene.structure.path(scene.doc, t.act.start()).into_iter().take(NEAR_NODES);
        let clauses: Vec<Node> = above.chain(t.act.anchors.iter().filter_map(|a| a.clause.map(Node::Clause))).collect();
        for m in scene.places.iter().filter(|m| is_ground(scene, m) && sentence(scene, m) == t.act.sentence) {
            let path = scene.structure.path(scene.doc, m.tokens.start);
            let clause = path.into_iter().find(|n| matches!(n, Node::Clause(_)));
            if clause.is_none_or(|c| clauses.contains(&c)) {
                // What no gazetteer knows may be no place at all.
                let unknown = m.place.is_none() && m.country.is_none();
                out.push((unknown, m.width, m.tokens.start.abs_diff(t.act.start()), m));
            }
        }
    }
    let nearest = out.into_iter().min_by_key(|x| (x.0, x.1, x.2)).map(|x| x.3);
    nearest.or_else(|| own.iter().find_map(|t| only_place(scene, t))).into_iter().collect()
}

/// The one narrow place of a telling's sentence, if no other act of that sentence is told.
fn only_place<'s>(scene: &'s Scene<'_>, t: &Telling) -> Option<&'s PlaceMention> {
    let others = scene.acts.iter().any(|a| a.sentence == t.act.sentence && a.start() != t.act.start());
    let here = |m: &&PlaceMention| sentence(scene, m) == t.act.sentence && is_ground(scene, m);
    let mut narrow = scene.places.iter().filter(here).filter(|m| m.width <= Width::Town);
    let first = narrow.next().filter(|_| !others)?;
    narrow.all(|m| m.place == first.place).then_some(first)
}

/// Whether an act may be assumed there: not by a bare name, not by whose something is ("Washington's forces"), and not on
/// half a continent.
fn is_ground(scene: &Scene<'_>, m: &PlaceMention) -> bool {
    let owner = m.tokens.end < scene.doc.tokens.len() && scene.tag(m.tokens.end) == Tag::Possessive;
    !m.bare && (placed(scene, &m.tokens) || !owner) && (m.width != Width::Region || m.home().is_some())
}

/// Headline and lead.
fn opening(scene: &Scene<'_>) -> Vec<usize> {
    let kind = |s: usize| scene.doc.sentences[s].kind;
    let titles = scene.telling().filter(|&s| kind(s) == SentenceKind::Title);
    titles.chain(scene.telling().filter(|&s| kind(s) == SentenceKind::Body).take(LEAD)).collect()
}

/// The first place of headline and lead, with others of its list if it is wide ("Iraq and Syria"), or a narrower one of
/// the same country told after it; else the dateline's.
fn of_opening<'s>(scene: &'s Scene<'_>) -> Vec<&'s PlaceMention> {
    let opening = opening(scene);
    let first = scene.places.iter().find(|m| is_ground(scene, m) && opening.contains(&sentence(scene, m)));
    let mut best: Option<&PlaceMention> = None;
    for m in scene.places.iter().filter(|m| is_ground(scene, m) && opening.contains(&sentence(scene, m))) {
        best = match best {
            Some(b) if b.width <= m.width || b.home() != m.home() => Some(b),
            _ => Some(m),
        };
    }
    let dateline = in_dateline(scene, &scene.places);
    let wide = first.filter(|f| f.width >= Width::Region);
    let listed: Vec<&PlaceMention> =
        wide.map(|f| scene.places.iter().filter(|m| listed(scene, f, m)).collect()).unwrap_or_default();
    if listed.len() > 1 {
        return listed;
    }
    match best {
        Some(m) if m.width <= Width::Province || dateline.is_none() => vec![m],
        _ => dateline.into_iter().collect(),
    }
}
