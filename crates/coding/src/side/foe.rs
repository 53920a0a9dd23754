//! Whom a battle was with whose words name but one side: the one other armed group that the report names.

use record::{Actor, Doubt, DoubtReason, EventReport, Family, Field};

use crate::actor::{ActorMention, UNIDENTIFIED, Who, actor, is_group};
use crate::scene::Scene;
use crate::telling::Telling;

/// How many sentences from the act the group is named that a strike from afar is taken to aim at.
const BESIDE: usize = 1;

/// Takes the report's only other armed group for the target of a battle or strike that names none, as a doubt.
pub(crate) fn assume_foe(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    let family = event.sub_event_type.family();
    let known = event.initiators.iter().any(|i| i.name != UNIDENTIFIED);
    if !known || !event.targets.is_empty() || !matches!(family, Family::Battles | Family::Explosions) {
        return;
    }
    let Some(foe) = only_other_group(scene, event, country) else { return };
    let near = |m: &ActorMention| {
        let at = scene.doc.tokens[m.tokens.start].sentence;
        own.iter().any(|t| scene.steps(at, t.act.sentence) <= BESIDE)
    };
    let named = scene.actors.iter().filter(|m| actor(scene, m, country).is_some_and(|a| a.name == foe.name));
    if family == Family::Battles || named.into_iter().any(near) {
        event.doubts.push(Doubt {
            field: Field::Targets,
            reason: DoubtReason::Assumed,
            note: format!("the act's own words name no target; {} is the only other armed group named", foe.name),
            span: foe.spans.first().copied(),
        });
        event.targets.push(foe);
    }
}

/// The one armed group of the registry that the report names besides the doers and what belongs to them.
pub(super) fn only_other_group(scene: &Scene<'_>, event: &EventReport, country: Option<&str>) -> Option<Actor> {
    let mut found: Option<Actor> = None;
    // A group that the registry does not know may be the foe as well.
    if scene.actors.iter().any(|m| matches!(m.who, Who::Provisional(_)) && m.head) {
        return None;
    }
    let groups = scene.actors.iter().filter(|m| is_group(scene, &m.who));
    for a in groups.filter_map(|m| actor(scene, m, country)) {
        let own = |i: &Actor| i.name == a.name || i.ancestry.contains(&a.name) || a.ancestry.contains(&i.name);
        if event.initiators.iter().any(own) || found.as_ref().is_some_and(|f| f.name == a.name) {
            continue;
        }
        if found.is_some() {
            return None;
        }
        found = Some(a);
    }
    found
}
