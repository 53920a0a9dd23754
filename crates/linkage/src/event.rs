//! Which types one act may be told by.

use record::{Family, Standing, SubEventType};

use crate::Feature;
use crate::compare::Sheet;
use crate::profile::Profile;

/// What types and standing tell of whether two tellings are of one event.
pub(crate) fn compare(a: &Profile, b: &Profile, sheet: &mut Sheet) {
    let feature = types(a.kind, b.kind);
    sheet.add(feature, 1.0, || match feature {
        Feature::SameType => format!("both {}", words(a.kind)),
        Feature::NearType | Feature::LooseType => {
            format!("{} and {}, as one act may be told", words(a.kind), words(b.kind))
        }
        _ => format!("{} and {}", words(a.kind), words(b.kind)),
    });
    let is = |standing| (a.standing == standing) != (b.standing == standing);
    if is(Standing::Planned) {
        sheet.add(Feature::PlannedAndDone, 1.0, || "planned in one, done in the other".to_string());
    } else if is(Standing::Foiled) {
        sheet.add(Feature::FoiledAndDone, 1.0, || "stopped before harm in one, done in the other".to_string());
    }
}

fn words(kind: SubEventType) -> String {
    kind.code().replace('_', " ")
}

/// How two types stand to each other.
fn types(a: SubEventType, b: SubEventType) -> Feature {
    if a == b {
        Feature::SameType
    } else if near(a, b) || near(b, a) {
        Feature::NearType
    } else if loose(a, b) || loose(b, a) {
        Feature::LooseType
    } else if a.family() == b.family() {
        Feature::SameFamily
    } else {
        Feature::TypesApart
    }
}

/// The types, other than its own, that an act of this type is often told by.
pub(crate) fn near_types(kind: SubEventType) -> impl Iterator<Item = SubEventType> {
    SubEventType::ALL.iter().copied().filter(move |&other| types(kind, other) == Feature::NearType)
}

/// Whether one act is often told by both types: who was hit is told otherwise, or one report has the means and the other not.
fn near(a: SubEventType, b: SubEventType) -> bool {
    use SubEventType::*;
    match a {
        ArmedClash => takes_ground(b) || matches!(b, Attack | MobViolence),
        Attack => {
            let means =
                [AirDroneStrike, ShellingArtilleryMissileAttack, RemoteExplosiveLandmineIed, SuicideBomb, Grenade];
            means.contains(&b) || matches!(b, LootingPropertyDestruction | ExcessiveForceAgainstProtesters)
        }
        RemoteExplosiveLandmineIed => matches!(b, SuicideBomb | Grenade),
        GovernmentRegainsTerritory | NonStateActorOvertakesTerritory => takes_ground(b),
        AbductionForcedDisappearance => b == OtherStrategic,
        _ => of_the_street(a) && of_the_street(b),
    }
}

/// Whether one act may be told by both types, though it seldom is.
fn loose(a: SubEventType, b: SubEventType) -> bool {
    use SubEventType::*;
    match a {
        ArmedClash => {
            b.family() == Family::Explosions || matches!(b, Arrests | DisruptedWeaponsUse | LootingPropertyDestruction)
        }
        Attack => {
            matches!(b, AbductionForcedDisappearance | SexualViolence | MobViolence | ChemicalWeapon) || takes_ground(b)
        }
        DisruptedWeaponsUse => b.family() == Family::Explosions,
        AirDroneStrike => matches!(b, ShellingArtilleryMissileAttack | ChemicalWeapon),
        ShellingArtilleryMissileAttack => matches!(b, ChemicalWeapon | Grenade | RemoteExplosiveLandmineIed),
        Arrests => b == AbductionForcedDisappearance || of_the_street(b),
        LootingPropertyDestruction => matches!(b, MobViolence | ViolentDemonstration | RemoteExplosiveLandmineIed),
        Agreement => matches!(b, ChangeToGroupActivity | NonViolentTransferOfTerritory | OtherStrategic),
        ChangeToGroupActivity | OtherStrategic => b.family() == Family::Strategic,
        _ => false,
    }
}

fn takes_ground(kind: SubEventType) -> bool {
    use SubEventType::*;
    matches!(kind, GovernmentRegainsTerritory | NonStateActorOvertakesTerritory | NonViolentTransferOfTerritory)
}

fn of_the_street(kind: SubEventType) -> bool {
    matches!(kind.family(), Family::Protests | Family::Riots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_stand_to_each_other_the_same_both_ways() {
        for &a in SubEventType::ALL {
            for &b in SubEventType::ALL {
                assert_eq!(types(a, b), types(b, a), "{a} and {b}");
            }
        }
        assert_eq!(types(SubEventType::ArmedClash, SubEventType::Attack), Feature::NearType);
        assert_eq!(types(SubEventType::PeacefulProtest, SubEventType::AirDroneStrike), Feature::TypesApart);
        assert_eq!(types(SubEventType::SuicideBomb, SubEventType::AirDroneStrike), Feature::SameFamily);
    }
}
