//! Both sides of an act: who acted and whom it hit, over all its tellings (CODEBOOK rule 11).

use record::{Actor, EventReport};

use crate::actor::{UNIDENTIFIED, actor};
use crate::scene::Scene;
use crate::telling::Telling;

pub(crate) fn side(
    scene: &Scene<'_>,
    own: &[&Telling],
    side: impl Fn(&Telling) -> &Vec<usize>,
    country: Option<&str>,
) -> Vec<Actor> {
    let mut out: Vec<Actor> = Vec::new();
    let mut all: Vec<usize> = own.iter().flat_map(|t| side(t).iter().copied()).collect();
    if all.iter().any(|&i| scene.actors[i].who.is_named()) {
        all.retain(|&i| scene.actors[i].who.is_named());
    }
    for i in all {
        let Some(new) = actor(scene, &scene.actors[i], country) else { continue };
        match out.iter_mut().find(|a| a.name == new.name) {
            Some(a) => {
                let fresh: Vec<String> = new.aliases.into_iter().filter(|x| !a.aliases.contains(x)).collect();
                a.aliases.extend(fresh);
                a.spans.extend(new.spans);
            }
            None => out.push(new),
        }
    }
    drop_parents(&mut out);
    out
}

/// "Iran-backed militias" and "Kataib Hezbollah" of one act are one doer: the narrower name stands, the other is an alias.
fn drop_parents(list: &mut Vec<Actor>) {
    let mut i = 0;
    while i < list.len() {
        let narrower = list.iter().position(|b| b.ancestry.contains(&list[i].name));
        match narrower {
            Some(n) if n != i => {
                let gone = list.remove(i);
                let n = if n > i { n - 1 } else { n };
                list[n].aliases.push(gone.name);
            }
            _ => i += 1,
        }
    }
}

/// Nobody is both sides of an act: the side told first keeps the actor.
pub(crate) fn keep_apart(initiators: &mut [Actor], targets: &mut Vec<Actor>) {
    targets.retain(|t| !initiators.iter().any(|i| i.name == t.name && t.name != UNIDENTIFIED));
}

/// Sides that the codebook names by default: an unnamed doer of violence, and people hit where none is told.
pub(crate) fn fill_empty_sides(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    use record::Family::*;
    let violent = matches!(event.sub_event_type.family(), Explosions | ViolenceAgainstCivilians);
    if event.initiators.is_empty() && violent && (!event.casualties.is_empty() || !event.targets.is_empty()) {
        event.initiators.push(Actor {
            name: UNIDENTIFIED.to_string(),
            aliases: Vec::new(),
            id: None,
            ancestry: Vec::new(),
            spans: Vec::new(),
        });
    }
    let hurt = event.casualties.iter().any(|c| c.figure.min.unwrap_or(1) > 0);
    let name = country.and_then(|c| scene.book.registry.country(c)).map(|c| c.name.clone());
    if event.targets.is_empty()
        && hurt
        && event.sub_event_type.family() != Battles
        && let Some(name) = name
        && own.iter().all(|t| t.targets.is_empty())
    {
        event.targets.push(Actor {
            name: format!("Civilians ({name})"),
            aliases: Vec::new(),
            id: None,
            ancestry: Vec::new(),
            spans: Vec::new(),
        });
    }
}
