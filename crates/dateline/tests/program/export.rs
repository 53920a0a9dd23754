//! Exports of a small store, from outside. `UPDATE_EXPORTS=1 cargo test -p dateline --test program export` writes what comes
//! out into the files of `tests/export/`, for review as a diff.

use std::fs;
use std::path::PathBuf;

use crate::folder::Folder;

/// Each form, with the file that holds what the sample gives in it.
const FORMS: [(&str, &str); 6] = [
    ("acled", "acled.csv"),
    ("ucdp", "ucdp.csv"),
    ("plover", "plover.csv"),
    ("cameo", "cameo.tsv"),
    ("geojson", "events.geojson"),
    ("hxl", "hxl.csv"),
];

fn expected(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/export").join(name)
}

/// A folder with a store of six events: two sources that differ, a threat, a year, a protest, an agreement, and a report that
/// was written to do harm.
fn sample() -> Folder {
    let folder = Folder::new();
    folder.write("records.jsonl", fs::read(expected("records.jsonl")).unwrap());
    assert_eq!(folder.run("import records.jsonl --by ann").code, 0);
    assert_eq!(folder.run("link").code, 0);
    folder
}

#[test]
fn every_form_is_as_it_was_reviewed() {
    let folder = sample();
    let mut offenders = Vec::new();
    for (form, file) in FORMS {
        let ran = folder.run(&format!("export {form} -o {file}"));
        assert_eq!(ran.code, 0, "{form}: {}", ran.err);
        if std::env::var_os("UPDATE_EXPORTS").is_some() {
            fs::write(expected(file), folder.read(file)).unwrap();
        } else if fs::read_to_string(expected(file)).ok() != Some(folder.read(file)) {
            offenders.push(file);
        }
    }
    assert!(offenders.is_empty(), "UPDATE_EXPORTS=1 renews these: {offenders:?}");
}

#[test]
fn standard_output_has_what_a_file_has_and_notes_go_elsewhere() {
    let folder = sample();
    folder.run("export acled -o out.csv");
    let ran = folder.run("export acled");
    assert_eq!(ran.out, folder.read("out.csv"));
    assert_eq!(
        ran.err,
        "dateline: 5 of 6 events written\ndateline: left out 1 planned: it has no column that would say so\n"
    );
    assert!(!folder.has("out.csv.part"), "the file took its name");
}

#[test]
fn filters_are_those_of_events() {
    let folder = sample();
    let keys = |csv: &str| -> Vec<String> {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        reader.records().map(|row| row.unwrap()[0].to_string()).filter(|key| !key.starts_with('#')).collect()
    };
    for filters in
        ["--country IRQ", "--type battles", "--from 2019-06 --order earliest", "--killed 1 -n 1", "--text Gao"]
    {
        let listed = keys(&folder.run(&format!("events -f csv {filters}")).out);
        assert!(!listed.is_empty(), "{filters}");
        assert_eq!(keys(&folder.run(&format!("export hxl {filters}")).out), listed, "{filters}");
    }
    let none = folder.run("export hxl --country AAA");
    assert_eq!((none.code, none.out.lines().count()), (1, 2), "a head without events is still a table");
    assert_eq!(folder.run("export hxl --type war").code, 2);
}

#[test]
fn whoever_asks_for_a_standing_gets_it() {
    let folder = sample();
    let planned = folder.run("export acled --standing planned");
    assert_eq!(planned.code, 0);
    assert!(planned.out.contains("is not known to have happened"), "{}", planned.out);
}

#[test]
fn a_rule_takes_another_figure_for_fatalities() {
    let folder = sample();
    let fatalities = |rule: &str| {
        let csv = folder.run(&format!("export acled --country IRQ --rule {rule}")).out;
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let at = reader.headers().unwrap().iter().position(|column| column == "fatalities").unwrap();
        reader.records().next().unwrap().unwrap()[at].to_string()
    };
    // Nine or at least twelve militants, and four civilians.
    assert_eq!(["lowest", "best", "highest"].map(fatalities), ["13", "16", "16"]);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let folder = sample();
    let ran = folder.run("export acled -o nowhere/out.csv");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("nowhere/out.csv"), "{}", ran.err);
}

#[test]
fn a_map_program_reads_the_points() {
    let folder = sample();
    let map: geojson::FeatureCollection = folder.run("export geojson").out.parse().unwrap();
    let points = map.features.iter().filter(|feature| feature.geometry.is_some()).count();
    assert_eq!((map.features.len(), points), (6, 4));
    let strike = map.features.iter().find(|feature| feature.property("location").unwrap() == "Al-Qaim").unwrap();
    assert_eq!(strike.geometry.as_ref().unwrap().value.type_name(), "Point");
    assert_eq!(strike.property("lat").unwrap(), 34.37);
    assert_eq!(strike.property("wounded_best").unwrap(), &serde_json::Value::Null);
}
