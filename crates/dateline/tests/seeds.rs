//! The five seed reports, looked at where a careful reader would look first. Their texts may not be shipped: where
//! `../shared/gold/seeds` is not at hand the tests are skipped, by name.

use std::path::PathBuf;
use std::sync::LazyLock;

use coding::Codebook;
use dateline::pipeline;
use record::{Casualty, CodedReport, EventReport, Figure, Outcome, Standing, SubEventType, Tally};

static SEEDS: LazyLock<Option<Vec<CodedReport>>> = LazyLock::new(|| {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/gold/seeds/reports_dated.jsonl");
    if !path.exists() {
        return None;
    }
    let codebook = Codebook::embedded().expect("the codebook that ships is sound");
    let reports = ingest::sources(&[path]).into_iter().flat_map(|source| source.read(&ingest::Options::default()));
    Some(reports.map(|report| pipeline::code(&report.expect("a seed can be read"), codebook, None)).collect())
});

/// The seed with this number; `None`, with a word, where the seeds are not at hand.
fn seed(test: &str, number: usize) -> Option<&'static CodedReport> {
    if SEEDS.is_none() {
        println!("{test}: skipped, the seed reports are not at hand");
    }
    SEEDS.as_ref().and_then(|seeds| seeds.get(number))
}

fn event<'c>(coded: &'c CodedReport, place: &str, kind: SubEventType) -> &'c EventReport {
    let found = coded
        .event_reports
        .iter()
        .find(|e| e.sub_event_type == kind && e.location.as_ref().is_some_and(|l| l.name.contains(place)));
    found.unwrap_or_else(|| panic!("no {kind} at {place} in {}", coded.report.id))
}

fn has(list: &[Casualty], outcome: Outcome, figure: Figure) -> bool {
    list.iter().any(|c| c.outcome == outcome && c.figure == figure)
}

fn tally(coded: &CodedReport, figure: Figure) -> &Tally {
    let found = coded.tallies.iter().find(|t| t.figure == figure);
    found.unwrap_or_else(|| panic!("no tally of {figure:?} in {}", coded.report.id))
}

#[test]
fn strike_in_baghdad_has_four_dead_and_six_hurt_and_names_one() {
    let Some(coded) = seed("strike_in_baghdad_has_four_dead_and_six_hurt_and_names_one", 0) else { return };
    let strike = event(coded, "Baghdad", SubEventType::AirDroneStrike);
    assert!(has(&strike.casualties, Outcome::Killed, Figure::exactly(4)));
    assert!(has(&strike.casualties, Outcome::Wounded, Figure::exactly(6)));
    assert!(strike.victims.iter().any(|v| v.text == "Abu Taqwa Al-Saedi"));
    assert_eq!(strike.initiators[0].name, "Military Forces of the United States");
    assert!(strike.targets.iter().any(|a| a.name == "Harakat Hezbollah al-Nujaba"));
    tally(coded, Figure::at_least(100));
}

#[test]
fn double_blast_is_background_claimed_by_the_islamic_state() {
    let Some(coded) = seed("double_blast_is_background_claimed_by_the_islamic_state", 0) else { return };
    let blast = coded.event_reports.iter().find(|e| e.sub_event_type == SubEventType::SuicideBomb);
    let blast = blast.expect("the double blast");
    assert_eq!(blast.focus, record::Focus::Background);
    assert!(has(&blast.casualties, Outcome::Killed, Figure::at_least(103)));
    assert_eq!(blast.claimed_by[0].name, "Islamic State");
}

#[test]
fn three_dead_by_the_associated_press_and_strikes_on_85_targets() {
    let Some(coded) = seed("three_dead_by_the_associated_press_and_strikes_on_85_targets", 1) else { return };
    let strike = event(coded, "Baghdad", SubEventType::AirDroneStrike);
    let three = strike.casualties.iter().find(|c| c.figure == Figure::exactly(3)).expect("the toll of three");
    assert!(three.source.as_ref().is_some_and(|s| s.text.contains("Associated Press")));
    let told = |e: &EventReport| e.evidence.iter().any(|q| q.text.contains("85 targets"));
    assert!(coded.event_reports.iter().any(|e| e.sub_event_type == SubEventType::AirDroneStrike && told(e)));
    tally(coded, Figure::at_least(160));
}

#[test]
fn one_dead_and_three_hurt_at_abu_ghraib() {
    let Some(coded) = seed("one_dead_and_three_hurt_at_abu_ghraib", 2) else { return };
    let strike = event(coded, "Abu Ghraib", SubEventType::AirDroneStrike);
    assert!(has(&strike.casualties, Outcome::Killed, Figure::exactly(1)));
    assert!(has(&strike.casualties, Outcome::Wounded, Figure::exactly(3)));
    tally(coded, Figure::at_least(61));
}

#[test]
fn tolls_stay_with_those_who_told_them_and_old_captions_tell_nothing() {
    let Some(coded) = seed("tolls_stay_with_those_who_told_them_and_old_captions_tell_nothing", 3) else { return };
    event(coded, "Jurf al-", SubEventType::AirDroneStrike);
    let missile = event(coded, "Ain al-Asad", SubEventType::ShellingArtilleryMissileAttack);
    let gunship = event(coded, "Ain al-Asad", SubEventType::AirDroneStrike);
    assert_eq!(gunship.response_to.as_ref().map(|r| &r.to), Some(&missile.id));
    let by = |who: &str, figure: Figure| {
        let told = |c: &Casualty| c.figure == figure && c.source.as_ref().is_some_and(|s| s.text.contains(who));
        coded.event_reports.iter().any(|e| e.casualties.iter().any(told))
    };
    assert!(by("CENTCOM", Figure::at_least(5)) && by("Iraqi media", Figure::at_least(3)));
    assert!(by("Kataib Hezbollah", Figure::exactly(1)));
    let old = |e: &EventReport| {
        e.evidence.iter().any(|q| q.text.contains("December 31, 2019") || q.text.contains("January 13, 2020"))
    };
    assert!(!coded.event_reports.iter().any(old));
    let foiled = event(coded, "Green Zone", SubEventType::DisruptedWeaponsUse);
    assert_eq!(foiled.standing, Standing::Foiled);
    tally(coded, Figure::exactly(66));
    tally(coded, Figure::at_least(62));
}

#[test]
fn two_drone_attacks_at_two_places_and_five_dead_at_kirkuk() {
    let Some(coded) = seed("two_drone_attacks_at_two_places_and_five_dead_at_kirkuk", 4) else { return };
    event(coded, "Ain al-Asad", SubEventType::AirDroneStrike);
    event(coded, "Green Village", SubEventType::AirDroneStrike);
    let kirkuk = event(coded, "Kirkuk", SubEventType::AirDroneStrike);
    assert!(has(&kirkuk.casualties, Outcome::Killed, Figure::exactly(5)));
}
