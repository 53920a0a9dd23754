use serde::{Deserialize, Serialize};

use crate::{
    Actor, Casualty, Contradiction, Corroboration, Doubt, EventDate, Key, Location, Quote, Report, Response, Standing,
    Tally, Toll, WeaponUse,
};

codes! {
    /// ACLED's six families of event types.
    Family {
        /// Armed sides fight each other, or ground changes hands.
        Battles = "battles",
        /// One side harms from afar.
        Explosions = "explosions",
        /// Unarmed people are hit.
        ViolenceAgainstCivilians = "violence_against_civilians",
        /// Unarmed people protest.
        Protests = "protests",
        /// Crowds use violence.
        Riots = "riots",
        /// What changes the conflict without an attack.
        Strategic = "strategic",
    }
}

codes! {
    /// The type of an act (CODEBOOK, "Event types"): ACLED's sub-event types by their own names.
    SubEventType {
        /// Fighting between armed sides.
        ArmedClash = "armed_clash",
        /// A state's forces or those on its side take ground.
        GovernmentRegainsTerritory = "government_regains_territory",
        /// A group that is no state takes ground.
        NonStateActorOvertakesTerritory = "non_state_actor_overtakes_territory",
        /// A strike from the air, by aircraft, helicopter or drone.
        AirDroneStrike = "air_drone_strike",
        /// A bomber dies with the bomb.
        SuicideBomb = "suicide_bomb",
        /// Artillery, rockets, missiles.
        ShellingArtilleryMissileAttack = "shelling_artillery_missile_attack",
        /// Planted or remotely set off explosives.
        RemoteExplosiveLandmineIed = "remote_explosive_landmine_ied",
        /// A thrown or launched grenade.
        Grenade = "grenade",
        /// Chemical agents as a weapon.
        ChemicalWeapon = "chemical_weapon",
        /// Violence against people outside combat.
        Attack = "attack",
        /// Taking people by force.
        AbductionForcedDisappearance = "abduction_forced_disappearance",
        /// Sexual violence.
        SexualViolence = "sexual_violence",
        /// A protest without violence or intervention.
        PeacefulProtest = "peaceful_protest",
        /// A protest that forces act against.
        ProtestWithIntervention = "protest_with_intervention",
        /// Protesters killed or gravely hurt by forces.
        ExcessiveForceAgainstProtesters = "excessive_force_against_protesters",
        /// Demonstrators use violence.
        ViolentDemonstration = "violent_demonstration",
        /// A mob's violence outside a demonstration.
        MobViolence = "mob_violence",
        /// A ceasefire or peace deal between parties.
        Agreement = "agreement",
        /// Arrests by a state in the conflict.
        Arrests = "arrests",
        /// A halt, start, split, merger or alert announced.
        ChangeToGroupActivity = "change_to_group_activity",
        /// Weapons stopped before harm.
        DisruptedWeaponsUse = "disrupted_weapons_use",
        /// A base or headquarters set up.
        HeadquartersOrBaseEstablished = "headquarters_or_base_established",
        /// Property taken or destroyed without more.
        LootingPropertyDestruction = "looting_property_destruction",
        /// Ground handed over without a fight.
        NonViolentTransferOfTerritory = "non_violent_transfer_of_territory",
        /// Anything else that changes the conflict.
        OtherStrategic = "other_strategic",
    }
}

impl SubEventType {
    /// The family that ACLED counts the type under.
    pub fn family(self) -> Family {
        use SubEventType::*;
        match self {
            ArmedClash | GovernmentRegainsTerritory | NonStateActorOvertakesTerritory => Family::Battles,
            AirDroneStrike
            | SuicideBomb
            | ShellingArtilleryMissileAttack
            | RemoteExplosiveLandmineIed
            | Grenade
            | ChemicalWeapon => Family::Explosions,
            Attack | AbductionForcedDisappearance | SexualViolence => Family::ViolenceAgainstCivilians,
            PeacefulProtest | ProtestWithIntervention | ExcessiveForceAgainstProtesters => Family::Protests,
            ViolentDemonstration | MobViolence => Family::Riots,
            Agreement
            | Arrests
            | ChangeToGroupActivity
            | DisruptedWeaponsUse
            | HeadquartersOrBaseEstablished
            | LootingPropertyDestruction
            | NonViolentTransferOfTerritory
            | OtherStrategic => Family::Strategic,
        }
    }
}

codes! {
    /// Whether the report exists to tell the event.
    Focus {
        /// Told by headline or lead.
        Main = "main",
        /// Told as background.
        Background = "background",
    }
}

/// What one report tells of one event (CODEBOOK, "An event report").
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventReport {
    /// Unique in the report: `e1`, `e2`, … in order of first mention.
    pub id: String,
    /// The type of the act.
    pub sub_event_type: SubEventType,
    /// The words that told the type.
    pub anchor: Quote,
    /// How the act stands.
    pub standing: Standing,
    /// Whether the report exists to tell it.
    pub focus: Focus,
    /// When.
    pub date: EventDate,
    /// Where; `None` if no place is told.
    pub location: Option<Location>,
    /// Who acted; empty where the report tells none.
    pub initiators: Vec<Actor>,
    /// Whom or what it was aimed at; empty where the report tells none.
    pub targets: Vec<Actor>,
    /// With what, in order of mention.
    pub weapons: Vec<WeaponUse>,
    /// One figure per outcome, group and source.
    pub casualties: Vec<Casualty>,
    /// Named people killed, wounded, detained, abducted or missing.
    pub victims: Vec<Quote>,
    /// Whom the report credits for the event at large.
    pub sources: Vec<Quote>,
    /// Actors who said they did it.
    pub claimed_by: Vec<Actor>,
    /// Actors who said they did not.
    pub denied_by: Vec<Actor>,
    /// What it answered; `None` if the report has no words of answer.
    pub response_to: Option<Response>,
    /// The fewest quotations that carry the fields, in order of the text.
    pub evidence: Vec<Quote>,
    /// What could not be settled.
    pub doubts: Vec<Doubt>,
}

impl EventReport {
    /// An event report of a type of which nothing more is told: it occurred, and is the report's main event.
    pub fn untold(id: String, sub_event_type: SubEventType, anchor: Quote) -> EventReport {
        EventReport {
            id,
            sub_event_type,
            anchor,
            standing: Standing::Occurred,
            focus: Focus::Main,
            date: EventDate::unknown(None),
            location: None,
            initiators: Vec::new(),
            targets: Vec::new(),
            weapons: Vec::new(),
            casualties: Vec::new(),
            victims: Vec::new(),
            sources: Vec::new(),
            claimed_by: Vec::new(),
            denied_by: Vec::new(),
            response_to: None,
            evidence: Vec::new(),
            doubts: Vec::new(),
        }
    }
}

/// A report with all that it tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CodedReport {
    /// The report itself.
    pub report: Report,
    /// Its events, in order of first mention.
    pub event_reports: Vec<EventReport>,
    /// Its running totals, in order of mention.
    pub tallies: Vec<Tally>,
    /// Doubts about the report as a whole (its publication date, say).
    pub doubts: Vec<Doubt>,
}

/// What the event reports of several reports share: one event, with every telling of it.
///
/// Single values are the ones that most independent tellings have, the more exact going before; what others have instead
/// stands among the contradictions. Figures are never merged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its name: the key of its first telling.
    pub key: Key,
    /// Its event reports, in order of publication (undated reports last), then of key.
    pub tellings: Vec<Key>,
    /// The type of the act.
    pub sub_event_type: SubEventType,
    /// How the act stands, over all tellings.
    pub standing: Standing,
    /// When.
    pub date: EventDate,
    /// The event report that the day was taken from.
    pub dated_by: Option<Key>,
    /// Event reports without a day of their own, which take this event's: the day is inherited.
    pub undated: Vec<Key>,
    /// Where; `None` if no telling has a place.
    pub location: Option<Location>,
    /// Who acted; every doer that a telling names, the best borne out first.
    pub initiators: Vec<Actor>,
    /// Whom or what it was aimed at, likewise.
    pub targets: Vec<Actor>,
    /// With what, by the codebook's words.
    pub weapons: Vec<String>,
    /// What became of people, outcome by outcome.
    pub tolls: Vec<Toll>,
    /// Named people killed, wounded, detained, abducted or missing, once each.
    pub victims: Vec<String>,
    /// Actors who said they did it.
    pub claimed_by: Vec<Actor>,
    /// Actors who said they did not.
    pub denied_by: Vec<Actor>,
    /// What reports tell differently.
    pub contradictions: Vec<Contradiction>,
    /// How well it is borne out.
    pub corroboration: Corroboration,
    /// The events and series of tallies that it answered.
    pub answers: Vec<Answer>,
}

/// An event's answer to another, by a report's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The event or series that was answered.
    pub to: Key,
    /// The event reports that say so.
    pub told_by: Vec<Key>,
}
