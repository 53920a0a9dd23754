//! Doubts about who: groups that the registry does not know, offered for review with the names that resemble theirs.

use record::{Actor, Doubt, DoubtReason, EventReport, Field};

use super::UNIDENTIFIED;
use crate::scene::Scene;

/// Doubts about the sides of an event.
pub(crate) fn actor_doubts(scene: &Scene<'_>, event: &EventReport) -> Vec<Doubt> {
    let sides = [(&event.initiators, Field::Initiators), (&event.targets, Field::Targets)];
    let actors = sides.into_iter().flat_map(|(side, field)| side.iter().map(move |a| (a, field)));
    actors.filter(|(a, _)| is_unknown(a)).map(|(a, field)| unknown(scene, a, field)).collect()
}

/// Whether the registry has neither the actor nor the state or the kind of people that its name is made of.
fn is_unknown(a: &Actor) -> bool {
    a.id.is_none() && !a.name.contains(" of ") && !a.name.contains('(') && a.name != UNIDENTIFIED
}

/// A group stays apart from those with a name like its own: these are only proposed.
fn unknown(scene: &Scene<'_>, a: &Actor, field: Field) -> Doubt {
    let registry = &scene.book.registry;
    let near: Vec<&str> = registry.near(&a.name).into_iter().map(|i| registry.actors[i].name.as_str()).collect();
    let proposed = if near.is_empty() { String::new() } else { format!("; the nearest are {}", near.join(", ")) };
    Doubt {
        field,
        reason: DoubtReason::UnknownName,
        note: format!("no actor of the registry is named {:?}{proposed}", a.name),
        span: a.spans.first().copied(),
    }
}
