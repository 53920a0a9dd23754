//! How well event reports are joined: the sets of `corpus/linked`, by their reference records and as this program codes
//! them; and what must never be joined.
//!
//! Floors stand in `corpus/linked/floors.toml` and may only rise. `cargo test -p dateline --test linkage -- --nocapture`
//! prints what is reached.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use coding::Codebook;
use dateline::linked::{self, Named, SetReport, Withheld};
use linkage::Weights;
use reader::Reader;
use record::Key;

/// F1 by B-cubed that a measurement must not fall below, by its name.
static FLOORS: LazyLock<BTreeMap<String, f64>> = LazyLock::new(|| {
    let text = std::fs::read_to_string(root().join("corpus/linked/floors.toml")).expect("the floors are there");
    toml::from_str(&text).expect("the floors are read")
});

#[test]
fn reference_records_are_joined_as_they_should_be() {
    for half in ["dev", "check"] {
        let named = linked::by_reference(&sets(half), codebook());
        check(half, &named, Withheld::Nothing);
        check(&format!("{half}_without_dates"), &named, Withheld::Dates);
        check(&format!("{half}_without_places"), &named, Withheld::Places);
    }
}

#[test]
fn coded_reports_are_joined_as_well_as_they_were() {
    let reader = Reader::embedded().expect("the shipped weights are whole");
    for half in ["dev", "check"] {
        let named = linked::by_program(&sets(half), codebook(), Some(reader));
        check(&format!("{half}_coded"), &named, Withheld::Nothing);
    }
}

#[test]
fn reports_of_other_conflicts_are_never_joined() {
    for half in ["dev", "check"] {
        let named = linked::by_reference(&sets(half), codebook());
        let set_of = |key: &Key| named.events[key].split('/').next().unwrap_or_default().to_string();
        for event in named.linked(&Weights::embedded()) {
            let sets: Vec<String> = event.iter().map(set_of).collect();
            assert!(sets.windows(2).all(|two| two[0] == two[1]), "joined over sets of {half}: {sets:?}");
        }
    }
}

/// The chance that a pair is given is near the share of such pairs that tell one event, on sets that nobody looked at.
#[test]
fn chances_are_what_they_say() {
    let named = linked::by_reference(&sets("check"), codebook());
    let fifths = named.calibration(&Weights::embedded());
    let pairs: usize = fifths.iter().map(|fifth| fifth.0).sum();
    let off: f64 = fifths.iter().map(|(n, chance, same)| *n as f64 * (chance - same).abs()).sum::<f64>() / pairs as f64;
    println!("chance and share by fifths: {fifths:.2?}; on the average {off:.3} off");
    assert!(off < FLOORS["check_chances_off_at_most"], "{off}");
}

#[test]
fn any_order_gives_the_same_events() {
    let named = linked::by_reference(&sets("dev"), codebook());
    let events = named.linked(&Weights::embedded());
    for seed in 1..4 {
        let mut other = named.clone();
        fastrand::Rng::with_seed(seed).shuffle(&mut other.tellings);
        assert_eq!(other.linked(&Weights::embedded()), events, "seed {seed}");
    }
}

fn check(name: &str, named: &Named, withheld: Withheld) {
    let named = named.without(withheld);
    let score = named.score(&named.linked(&Weights::embedded()));
    println!("{name}: F1 {:.3} {}", score.f1(), linked::figures(&score));
    let floor = FLOORS.get(name).unwrap_or_else(|| panic!("no floor for {name}"));
    assert!(score.f1() >= *floor, "{name}: {:.4} is below the floor of {floor}", score.f1());
}

fn sets(half: &str) -> Vec<SetReport> {
    linked::read(&root().join("corpus/linked").join(half)).expect("the sets are read")
}

fn codebook() -> &'static Codebook {
    Codebook::embedded().expect("the codebook that ships is sound")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
