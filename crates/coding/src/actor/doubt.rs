//! Doubts about who: groups that the registry does not know, offered for review with the names that resemble theirs, and
//! names that mean two actors.

use record::{Actor, Doubt, DoubtReason, EventReport, Field};

use super::Who;
use crate::scene::Scene;

/// Doubts about the sides of an event.
pub(crate) fn actor_doubts(scene: &Scene<'_>, event: &EventReport) -> Vec<Doubt> {
    let sides = [(&event.initiators, Field::Initiators), (&event.targets, Field::Targets)];
    let actors = sides.into_iter().flat_map(|(side, field)| side.iter().map(move |a| (a, field)));
    let doubt =
        |(a, field)| if is_unknown(scene, a) { Some(unknown(scene, a, field)) } else { ambiguous(scene, a, field) };
    actors.filter_map(doubt).collect()
}

/// A name that the registry has for two, where the report speaks of the countries of neither.
fn ambiguous(scene: &Scene<'_>, a: &Actor, field: Field) -> Option<Doubt> {
    let name = |who: &Who| match who {
        Who::Registered(i) => scene.book.registry.actors[*i].name.clone(),
        Who::Military(i) => format!("Military Forces of {}", scene.book.registry.countries[*i].name_after_of()),
        Who::Police(i) => format!("Police Forces of {}", scene.book.registry.countries[*i].name_after_of()),
        _ => String::new(),
    };
    let homonym = scene.homonyms.iter().find(|h| name(&h.taken) == a.name)?;
    Some(Doubt {
        field,
        reason: DoubtReason::Ambiguous,
        note: format!("the name may also mean {:?}", name(&homonym.other)),
        span: a.spans.first().copied(),
    })
}

/// Whether the actor is a group that the report alone names.
fn is_unknown(scene: &Scene<'_>, a: &Actor) -> bool {
    a.id.is_none() && scene.actors.iter().any(|m| matches!(&m.who, Who::Provisional(name) if *name == a.name))
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
