//! Actors over all tellings of an event: one and the same under several names, umbrellas and their members.

use record::Actor;

use super::account::Account;
use crate::casualty::people::{is_unarmed, is_unnamed, state};

/// An actor with the tellings that name it.
pub(crate) struct Named {
    pub actor: Actor,
    pub members: Vec<usize>,
}

/// Whether two actors are one by the registry or by name.
pub(crate) fn is_same(a: &Actor, b: &Actor) -> bool {
    match (&a.id, &b.id) {
        (Some(a), Some(b)) => a == b,
        _ => a.name.to_lowercase() == b.name.to_lowercase(),
    }
}

/// Whether the second belongs to the first.
pub(crate) fn is_within(umbrella: &Actor, member: &Actor) -> bool {
    member.ancestry.contains(&umbrella.name)
}

/// Whether two actors may be one doer told more or less exactly: the same, or one within the other.
pub(crate) fn may_be_same(a: &Actor, b: &Actor) -> bool {
    is_same(a, b) || is_within(a, b) || is_within(b, a)
}

/// Whether one speaks for the other: they may be the same, or are both of one state (CODEBOOK rule 11).
pub(crate) fn speaks_for(a: &Actor, b: &Actor) -> bool {
    may_be_same(a, b) || state(a).is_some() && state(a) == state(b)
}

/// Every actor once, with all of its spellings, in order of first mention. Spans are left out: they point into reports.
pub(crate) fn once<'a>(actors: impl IntoIterator<Item = (usize, &'a Actor)>) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for (member, actor) in actors {
        match all.iter_mut().find(|named| is_same(&named.actor, actor)) {
            Some(named) => add(named, member, actor),
            None => {
                let actor = Actor { spans: Vec::new(), ..actor.clone() };
                all.push(Named { actor, members: vec![member] });
            }
        }
    }
    all
}

fn add(named: &mut Named, member: usize, other: &Actor) {
    if !named.members.contains(&member) {
        named.members.push(member);
    }
    for alias in other.aliases.iter().chain([&other.name]) {
        if *alias != named.actor.name && !named.actor.aliases.contains(alias) {
            named.actor.aliases.push(alias.clone());
        }
    }
    named.actor.id = named.actor.id.take().or_else(|| other.id.clone());
    if other.ancestry.len() > named.actor.ancestry.len() {
        named.actor.ancestry = other.ancestry.clone();
    }
}

/// The doers of an event (or those it was aimed at), the best borne out first.
///
/// Whoever names an umbrella also speaks for those of its members that are named, and the umbrella is left out; somebody
/// unknown is left out beside an armed actor that is named.
pub(crate) fn best_first<'a>(account: &Account<'a>, of: impl Fn(&'a record::EventReport) -> &'a [Actor]) -> Vec<Actor> {
    let told = account.tellings.iter().enumerate();
    let mut all = once(told.flat_map(|(at, telling)| of(&telling.event_report).iter().map(move |actor| (at, actor))));
    let known = all.iter().any(|named| !is_unnamed(&named.actor) && !is_unarmed(&named.actor));
    all.retain(|named| !known || !is_unnamed(&named.actor));
    let umbrellas: Vec<(Actor, Vec<usize>)> =
        all.iter().map(|named| (named.actor.clone(), named.members.clone())).collect();
    for named in &mut all {
        for (_, members) in umbrellas.iter().filter(|(umbrella, _)| is_within(umbrella, &named.actor)) {
            named.members.extend(members);
        }
    }
    let has_member = |named: &Named| umbrellas.iter().any(|(member, _)| is_within(&named.actor, member));
    let mut kept: Vec<Named> = all.into_iter().filter(|named| !has_member(named)).collect();
    // A stable sort: of equals the one that was named first.
    kept.sort_by_key(|named| std::cmp::Reverse(account.votes(&named.members)));
    kept.into_iter().map(|named| named.actor).collect()
}
