//! Where an act was whose place a later sentence tells: "Gunmen killed 20 in the north. The attackers came to Seyta at dusk."

use language::{Article, PhraseId, SentenceKind};

use super::mention::placed;
use super::setting::sentence;
use super::{PlaceMention, Width};
use crate::actor::{ActorMention, Who};
use crate::scene::Scene;
use crate::structure::Node;
use crate::telling::Telling;

/// Sentences behind the act's own within which its doers go on acting.
const REACH: usize = 2;

/// The town or spot of the sentences right behind an act's in which its doers act on, within what the act's own words say.
pub(super) fn place<'s>(scene: &'s Scene<'_>, own: &[&Telling], within: &[&PlaceMention]) -> Option<&'s PlaceMention> {
    let body = |s: usize| scene.doc.sentences[s].kind == SentenceKind::Body;
    let last = own.iter().map(|t| t.act.sentence).filter(|&s| body(s)).max()?;
    let end = scene.doc.sentences.len().min(last + 1 + REACH);
    let mut next = (last + 1..end).take_while(|&s| body(s) && !tells_other(scene, s)).filter(|&s| goes_on(scene, s));
    next.find_map(|s| {
        scene.places.iter().find(|m| sentence(scene, m) == s && is_scene_of(scene, m) && lies_in(m, within))
    })
}

/// Whether an act is told there, of which this may be the place.
fn tells_other(scene: &Scene<'_>, s: usize) -> bool {
    scene.acts.iter().any(|a| a.sentence == s && !a.only_outcome())
}

/// Whether the sentence is about the doers: "the attackers", "the gunmen".
fn goes_on(scene: &Scene<'_>, s: usize) -> bool {
    let armed = |m: &ActorMention| matches!(m.who, Who::Fighters | Who::People) || m.who.is_named() && m.who.is_party();
    let doers = |p: PhraseId| {
        let phrase = &scene.doc.phrases[p];
        let mut here = scene.actors.iter().filter(|m| m.head && phrase.tokens.contains(&m.tokens.start));
        phrase.article == Article::Definite && here.any(armed)
    };
    scene.doc.sentences[s].clauses.clone().any(|c| scene.doc.clauses[c].subject.is_some_and(doers))
}

/// Whether somebody acts at the place, and does not leave it or come from it.
fn is_scene_of(scene: &Scene<'_>, m: &PlaceMention) -> bool {
    let narrow = m.width <= Width::Town && !m.bare && placed(scene, &m.tokens);
    let path = scene.structure.path(scene.doc, m.tokens.start);
    let clause = path.iter().find_map(|n| if let Node::Clause(c) = n { Some(*c) } else { None });
    let leaves = clause.is_some_and(|c| {
        let verb = scene.lemma(scene.doc.clauses[c].verb);
        scene.book.registry.group.leaving.iter().any(|w| w == verb)
    });
    let from = scene.preposition_of(m.tokens.start).is_some_and(|t| scene.lower(t) == "from");
    narrow && !leaves && !from
}

/// Whether nothing says that the place is in another country.
fn lies_in(m: &PlaceMention, within: &[&PlaceMention]) -> bool {
    within.iter().all(|w| w.home().is_none() || m.home().is_none() || w.home() == m.home())
}
