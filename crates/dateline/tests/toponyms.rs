//! How well toponyms are found and placed on published corpora, whose licences do not let them ship: where
//! `../shared/data/geoparsing` is not at hand the tests are skipped, by name.

use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;

/// A measure of all articles, by the name that `dateline toponyms --score` gives it, and the least that it may be.
type Floor = (&'static str, f64);

/// `points`: the convention that the corpus itself follows for what is wide.
fn keeps(test: &str, corpus: &str, points: &str, floors: &[Floor]) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/geoparsing").join(corpus);
    if !path.exists() {
        println!("{test}: skipped, {corpus} is not at hand");
        return;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let output = command
        .arg("toponyms")
        .arg(&path)
        .args(["--score", "--json", "--points", points])
        .output()
        .expect("the program runs");
    let said: Value = serde_json::from_slice(&output.stdout).expect("the score is JSON");
    for (measure, least) in floors {
        let reached = said["all"][measure].as_f64().unwrap_or_else(|| panic!("no measure {measure:?} in {said}"));
        println!("{corpus}: {measure}: {reached:.3} (floor {least})");
        assert!(reached >= *least, "{corpus}: {measure}: {reached:.4}, floor {least}");
    }
}

#[test]
fn geowebnews_keeps_its_floors() {
    let floors = [
        ("F1, associative aside", 0.855),
        ("F1, associative false", 0.795),
        ("resolved within 161 km", 0.92),
        ("resolved within 25 km", 0.875),
    ];
    keeps("geowebnews_keeps_its_floors", "GWN.xml", "geonames", &floors);
}

#[test]
fn geovirus_keeps_its_floors() {
    let floors = [("F1, associative aside", 0.915), ("resolved within 161 km", 0.955), ("resolved within 25 km", 0.91)];
    keeps("geovirus_keeps_its_floors", "GeoVirus.xml", "wikipedia", &floors);
}
