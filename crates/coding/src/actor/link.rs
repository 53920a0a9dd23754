//! Which of the report's names a description takes that the reader ties to them: a link knows who plays the same part, and
//! what the words themselves rule out it does not mend.

use language::{ClauseLink, Tag};
use reader::SpanRole;

use super::group::{is_group, is_rank};
use super::{ActorMention, Who};
use crate::codebook::StandingCue;
use crate::scene::Scene;
use crate::standing::{Cue, cues};
use crate::structure::Node;

/// From here on, a link makes two spans one actor.
const SURE_LINK: f32 = 0.5;

/// The named mention to which links tie a span most surely, of those that its words can mean. `own` gives the mention of each span.
pub(super) fn linked_name(scene: &Scene<'_>, own: &[Option<usize>], i: usize) -> Option<usize> {
    let named = |j: usize| own[j].filter(|&m| scene.actors[m].who.is_named() && may_mean(scene, own[i], i, m));
    let links = scene.reading.actor_links.iter().filter(|l| l.score >= SURE_LINK);
    let tied = links.filter_map(|l| match (l.left == i, l.right == i) {
        (true, _) => named(l.right).map(|m| (l.score, m)),
        (_, true) => named(l.left).map(|m| (l.score, m)),
        _ => None,
    });
    tied.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|x| x.1)
}

/// Whether a span whose words are a mention, or no known actor's, can mean the actor of a named mention.
fn may_mean(scene: &Scene<'_>, own: Option<usize>, i: usize, named: usize) -> bool {
    let name = &scene.actors[named];
    // "Afghan bank": what the link ties is the bank.
    let describes = matches!(name.who, Who::State(_)) && !name.head;
    !describes
        && is_of_kind(scene, own, i, &name.who)
        && group_told_of(scene, &scene.actors, name).is_none()
        && !(is_group(scene, &name.who) && only_denies(scene, &name.who))
}

/// Whether an actor is of the kind that a span's words tell: soldiers are a state's, fighters are none's, and people who are
/// hit are no armed group.
fn is_of_kind(scene: &Scene<'_>, own: Option<usize>, i: usize, named: &Who) -> bool {
    let span = &scene.reading.spans[i];
    let armed = is_group(scene, named) || matches!(named, Who::Communal(_));
    let Some(mention) = own else {
        // A bare number counts people.
        return !scene.tokens_of(span.span).is_some_and(|mut words| words.all(|t| scene.tag(t) == Tag::Number));
    };
    match scene.actors[mention].who {
        // A unit or a patrol may be anyone's.
        Who::Soldiers => is_rank(scene, &scene.actors[mention].tokens) || scene.is_state_like(named),
        Who::Policemen => scene.is_state_like(named) && !matches!(named, Who::Military(_)),
        Who::Fighters => armed,
        // "Three staff" may be an organisation's and "his men" a state's; whom a group hits is not the group.
        Who::Civilians(_) if span.role == SpanRole::Target => !armed,
        // "Colombian negotiators" may be their government.
        Who::Civilians(of) => armed || of.is_some() && state_of(named) == of,
        Who::Protesters | Who::Mob => false,
        _ => true,
    }
}

/// The country of a state's forces or rulers.
fn state_of(who: &Who) -> Option<usize> {
    match who {
        Who::Military(c) | Who::Police(c) | Who::Government(c) | Who::State(c) => Some(*c),
        _ => None,
    }
}

/// Whether the report names a group only to tell that it denies something: nothing lays an act on it.
fn only_denies(scene: &Scene<'_>, who: &Who) -> bool {
    let mut told = scene.actors.iter().filter(|m| m.who == *who);
    told.all(|m| denier(scene, scene.doc.tokens[m.tokens.start].sentence).is_some_and(|d| d.who == *who))
}

/// Who denies something in a sentence: the actor named last before words of denial.
fn denier<'m>(scene: &'m Scene<'_>, sentence: usize) -> Option<&'m ActorMention> {
    let denies = |c: &&Cue| matches!(c.cue, StandingCue::Denied | StandingCue::Disowned);
    let cue = cues(scene, sentence).iter().find(denies)?;
    let start = scene.doc.sentences[sentence].tokens.start;
    let before = |m: &&ActorMention| m.head && m.who.is_named() && start <= m.tokens.start && m.tokens.end <= cue.first;
    scene.actors.iter().filter(before).max_by_key(|m| m.tokens.start)
}

/// The group of which a relative clause tells that holds another's name: "A, a group that has pledged allegiance to B" is of A.
pub(super) fn group_told_of<'m>(
    scene: &Scene<'_>,
    mentions: &'m [ActorMention],
    other: &ActorMention,
) -> Option<&'m ActorMention> {
    let path = scene.structure.path(scene.doc, other.tokens.end - 1);
    let relative =
        |n: &Node| matches!(n, Node::Clause(c) if matches!(scene.doc.clauses[*c].link, ClauseLink::Relative(_)));
    let above = path.iter().position(|n| matches!(n, Node::Clause(_))).filter(|&at| relative(&path[at]))?;
    let told = path[above + 1..].iter().map_while(|n| match n {
        Node::Phrase(p) => Some(&scene.doc.phrases[*p].tokens),
        Node::Clause(_) => None,
    });
    told.filter_map(|words| mentions.iter().find(|m| m.head && words.contains(&m.tokens.start)))
        .find(|m| m.who != other.who && is_group(scene, &m.who))
}
