//! The type of an act (CODEBOOK rules 4, 8, 9, 10): what the words name, else what the means, the doer and the people hit tell.

use language::Mood;
use record::{Actor, Doubt, DoubtReason, Field, Outcome, SubEventType, WeaponUse};

use crate::act::{Act, Tells};
use crate::actor::Who;
use crate::codebook::Manner;
use crate::learned;
use crate::scene::Scene;
use crate::telling::Telling;

/// All that decides the type of an act.
pub(crate) struct Told<'t, 's> {
    pub scene: &'t Scene<'s>,
    pub own: &'t [&'t Telling],
    pub weapons: &'t [WeaponUse],
    pub initiators: &'t [Actor],
    pub targets: &'t [Actor],
}

impl Told<'_, '_> {
    /// The type, with a doubt where words of two families stand against each other.
    pub fn kind(&self, doubts: &mut Vec<Doubt>) -> SubEventType {
        if let Some(kind) = learned::kind(self.scene, self.own) {
            return kind;
        }
        let mut named: Vec<SubEventType> = self.own.iter().flat_map(|t| t.act.named_types(self.scene)).collect();
        named.dedup();
        if let Some(kind) = self.territory(&named).or_else(|| self.protest(&named)) {
            return kind;
        }
        if let Some(&first) = named.iter().find(|k| **k == SubEventType::SuicideBomb).or(named.first()) {
            if let Some(other) = named.iter().find(|k| k.family() != first.family()) {
                doubts.push(Doubt {
                    field: Field::SubEventType,
                    reason: DoubtReason::Ambiguous,
                    note: format!("words of both {first} and {other}"),
                    span: None,
                });
            }
            return self.narrowed(first);
        }
        let inherited = self.own.iter().find_map(|t| t.kind_from);
        inherited.or_else(|| self.by_weapon()).unwrap_or_else(|| self.by_sides())
    }

    /// A named type gives way to a narrower one that a weapon tells.
    fn narrowed(&self, named: SubEventType) -> SubEventType {
        let mut types = self.weapons.iter().filter_map(|w| self.scene.book.weapon_used(w, self.scene)?.event_type());
        let suicide = types.any(|t| t == SubEventType::SuicideBomb);
        match named {
            SubEventType::RemoteExplosiveLandmineIed if suicide => SubEventType::SuicideBomb,
            other => other,
        }
    }

    /// The type that the first weapon tells; one that may be dropped or planted goes by its user.
    fn by_weapon(&self) -> Option<SubEventType> {
        let entries = || self.weapons.iter().filter_map(|w| self.scene.book.weapon_used(w, self.scene));
        entries().find_map(|e| e.event_type()).or_else(|| {
            let code = entries()
                .find_map(|e| if self.by_state() { e.state_event.as_deref() } else { e.other_event.as_deref() });
            code.and_then(SubEventType::from_code)
        })
    }

    fn by_state(&self) -> bool {
        self.initiators.iter().any(|a| a.name.starts_with("Military Forces of"))
            || self.doers().any(|who| self.scene.is_state_like(who))
    }

    fn doers(&self) -> impl Iterator<Item = &Who> {
        self.own.iter().flat_map(|t| &t.initiators).map(|&i| &self.scene.actors[i].who)
    }

    /// Forces that act against protesters: excessive if they fire or kill, else an intervention.
    fn protest(&self, named: &[SubEventType]) -> Option<SubEventType> {
        use SubEventType::*;
        let hit = self.own.iter().flat_map(|t| &t.targets).any(|&i| self.scene.actors[i].who == Who::Protesters);
        if !hit
            || !self.doers().any(Who::is_state)
            || named.iter().any(|k| matches!(k, ViolentDemonstration | MobViolence))
        {
            return None;
        }
        let killed = self.own.iter().flat_map(|t| &t.casualties).any(|c| c.outcome == Outcome::Killed);
        let fired = self.own.iter().any(|t| t.act.wordings(self.scene).any(|w| w.code.is_none()));
        Some(if killed || fired { ExcessiveForceAgainstProtesters } else { ProtestWithIntervention })
    }

    /// Ground that changes hands, by a state or by others; what was only tried is a clash.
    fn territory(&self, named: &[SubEventType]) -> Option<SubEventType> {
        use SubEventType::*;
        let first = *named.first()?;
        if !matches!(first, GovernmentRegainsTerritory | NonStateActorOvertakesTerritory) {
            return None;
        }
        if self.own.iter().all(|t| attempted(self.scene, &t.act)) {
            return Some(ArmedClash);
        }
        Some(match self.doers().next() {
            Some(who) if self.scene.is_state_like(who) => GovernmentRegainsTerritory,
            Some(_) => NonStateActorOvertakesTerritory,
            None => first,
        })
    }

    fn manner(&self, manner: Manner) -> bool {
        self.own.iter().any(|t| has_manner(self.scene, &t.act, manner))
    }

    /// No means told: a state's strike is an air strike, people outside combat make it an attack, else a clash.
    fn by_sides(&self) -> SubEventType {
        // Rule 4 speaks of a state's strike; one whose doer nobody tells is taken for such.
        let by_state = self.by_state() || self.initiators.is_empty() || told_from_the_air(self.scene);
        if self.manner(Manner::Strike) && by_state {
            return SubEventType::AirDroneStrike;
        }
        if self.manner(Manner::Blast) {
            return SubEventType::RemoteExplosiveLandmineIed;
        }
        if self.manner(Manner::Killing) {
            return SubEventType::Attack;
        }
        let raid = self.manner(Manner::Raid);
        let civilians = self.targets.iter().any(|a| a.name.starts_with("Civilians ("));
        let victims = self.own.iter().any(|t| !t.victims.is_empty());
        if civilians || !raid && (self.targets.is_empty() || victims) {
            SubEventType::Attack
        } else {
            SubEventType::ArmedClash
        }
    }
}

fn has_manner(scene: &Scene<'_>, act: &Act, manner: Manner) -> bool {
    act.wordings(scene).any(|w| w.manner == Some(manner))
}

/// Whether all that tells the act tells an attempt.
fn attempted(scene: &Scene<'_>, act: &Act) -> bool {
    let mut moods = act.anchors.iter().filter_map(|a| a.clause).map(|c| scene.doc.clauses[c].mood).peekable();
    moods.peek().is_some() && moods.all(|m| m == Mood::Attempted)
}

/// Whether the report speaks of strikes from the air elsewhere, so that its bare "strikes" are such.
fn told_from_the_air(scene: &Scene<'_>) -> bool {
    scene.acts.iter().any(|a| {
        has_manner(scene, a, Manner::Strike)
            && a.anchors.iter().any(
                |x| matches!(x.tells, Tells::Act(i) if scene.book.acts[i].code == Some(SubEventType::AirDroneStrike)),
            )
    })
}
