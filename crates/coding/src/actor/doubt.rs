//! Doubts about who: groups that the registry does not know, offered for review with the names that resemble theirs, and
//! names that mean two actors.

use record::{Actor, Doubt, DoubtReason, EventReport, Field};

use super::{UNIDENTIFIED, Who};
use crate::scene::Scene;

/// Doubts about the sides of an event.
pub(crate) fn actor_doubts(scene: &Scene<'_>, event: &EventReport) -> Vec<Doubt> {
    let sides = [(&event.initiators, Field::Initiators), (&event.targets, Field::Targets)];
    let actors = sides.into_iter().flat_map(|(side, field)| side.iter().map(move |a| (a, field)));
    let doubt = |(a, field)| if is_unknown(a) { Some(unknown(scene, a, field)) } else { ambiguous(scene, a, field) };
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

/// Whether the registry has neither the actor nor the state or the kind of people that its name is made of.
fn is_unknown(a: &Actor) -> bool {
    let of_a_state =
        ["Military Forces of ", "Police Forces of ", "Government of "].iter().any(|s| a.name.starts_with(s));
    a.id.is_none() && !of_a_state && !a.name.contains('(') && a.name != UNIDENTIFIED
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
