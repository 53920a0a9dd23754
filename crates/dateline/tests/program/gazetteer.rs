//! `gazetteer find`, `gazetteer import`, `doctor`.

use std::fs;
use std::io::Write;

use serde_json::{Value, json};

use crate::folder::{Folder, Ran};

/// A line of a dump: number, name, other names, point, class and code, country, divisions, inhabitants.
fn line(id: u32, name: &str, other: &str, point: (f64, f64), code: &str, held: &str, people: u32) -> String {
    let (lat, lon) = point;
    format!("{id}\t{name}\t{name}\t{other}\t{lat}\t{lon}\t{code}\t{held}\t\t\t{people}\t\t300\tEtc/UTC\t2024-01-01\n")
}

/// Invented places in the desert of Syria and one in Mali.
fn dump() -> String {
    [
        line(90_000_001, "Ar Raqqah", "Rakka", (36.0, 38.9), "A\tADM1", "SY\t\t04\t", 0),
        line(90_000_002, "Nahiyat Qartoum", "", (35.5, 38.5), "A\tADM2", "SY\t\t04\t0409", 0),
        line(90_000_003, "Qartoumiyah", "Kartumiya,قرطومية", (35.512, 38.498), "P\tPPL", "SY\t\t04\t0409", 0),
        line(90_000_004, "Zubrazan Airbase", "", (35.6, 38.4), "S\tAIRB", "SY\t\t04\t0409", 0),
        line(90_000_005, "Stone of Zubrazan", "", (35.6, 38.4), "T\tRK", "SY\t\t04\t0409", 0),
        line(90_000_006, "Bourdankoro", "", (14.5, -4.1), "P\tPPL", "ML\t\t07\t", 5_400),
        line(90_000_007, "Ov", "", (14.6, -4.1), "P\tPPL", "ML\t\t07\t", 40),
    ]
    .concat()
}

fn zipped(name: &str, text: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("readme.txt", "The columns are told here."), (name, text)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn found(ran: &Ran) -> Vec<Value> {
    let said: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}{}", ran.out, ran.err));
    said["found"].as_array().unwrap().clone()
}

/// A folder in which the dump was imported.
fn imported() -> Folder {
    let folder = Folder::new();
    folder.write("XY.txt", dump());
    let ran = folder.run("gazetteer import XY.txt --codebook my");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("4 places") && ran.err.contains("--codebook my"), "{}", ran.err);
    folder
}

#[test]
fn find_prints_every_place_of_a_name_in_any_spelling() {
    let folder = Folder::new();
    for name in ["Jurf al-Sakhar", "Jurf as Sakhr", "JURF AL-NASR"] {
        let ran = folder.run(&format!("gazetteer find {name}"));
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        assert!(ran.out.starts_with("Jurf al-Sakhar (") && ran.out.contains(", IRQ: 32."), "{name}: {}", ran.out);
    }
    let countries = |args: &str| -> Vec<Value> {
        found(&folder.run(&format!("gazetteer find {args} --format json")))
            .iter()
            .map(|p| p["country"].clone())
            .collect()
    };
    let all = countries("Tripoli");
    assert!(all.contains(&json!("LBY")) && all.contains(&json!("LBN")), "{all:?}");
    let lebanese = countries("Tripoli --country lbn");
    assert!(!lebanese.is_empty() && lebanese.iter().all(|country| country == "LBN"), "{lebanese:?}");
}

#[test]
fn find_gives_json_with_every_key() {
    let place = &found(&Folder::new().run("gazetteer find Kunduz --country AFG --format json"))[0];
    let keys: Vec<&str> = place.as_object().unwrap().keys().map(String::as_str).collect();
    let told = ["name", "kind", "country", "admin1", "admin2", "lat", "lon", "population", "geonames_id", "table"];
    assert_eq!(keys, told);
    assert_eq!(
        (&place["name"], &place["admin1"], &place["table"]),
        (&json!("Kunduz"), &json!("Kunduz"), &json!("place/places.tsv"))
    );
}

#[test]
fn find_says_that_nothing_is_found() {
    let folder = Folder::new();
    let ran = folder.run("gazetteer find Xyzzyville");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("Xyzzyville"), "{}", ran.err);
    let elsewhere = folder.run("gazetteer find Kunduz --country PER --format json");
    assert_eq!((elsewhere.code, found(&elsewhere).len()), (1, 0));
    assert!(elsewhere.err.contains("PER"), "{}", elsewhere.err);
}

#[test]
fn an_imported_place_is_found_with_its_divisions_and_its_table() {
    let folder = imported();
    assert_eq!(folder.run("gazetteer find Qartoumiyah").code, 1);
    for name in ["Qartoumiyah", "Kartumiya", "al-Qartumiya"] {
        let ran = folder.run(&format!("gazetteer find {name} --codebook my --format json"));
        let place = &found(&ran)[0];
        assert_eq!((&place["kind"], &place["country"]), (&json!("village"), &json!("SYR")), "{name}");
        // The division has the name that the other tables have for it.
        assert_eq!((&place["admin1"], &place["admin2"]), (&json!("Raqqa"), &json!("Nahiyat Qartoum")), "{name}");
        assert_eq!((&place["lat"], &place["lon"]), (&json!(35.512), &json!(38.498)), "{name}");
        assert_eq!((&place["geonames_id"], &place["table"]), (&json!(90_000_003), &json!("place/XY.gazetteer")));
    }
    let base = folder.run("gazetteer find Zubrazan Airbase --codebook my");
    assert_eq!(base.out, "Zubrazan Airbase (base), Nahiyat Qartoum, Raqqa, SYR: 35.600, 38.400\n");
    let town = folder.run("gazetteer find Bourdankoro --codebook my");
    assert!(town.out.starts_with("Bourdankoro (town), MLI: 14.500, -4.100, 5,400 people"), "{}", town.out);
    assert_eq!(folder.run("gazetteer find Stone of Zubrazan --codebook my").code, 1);
}

#[test]
fn reports_are_located_by_imported_places() {
    let folder = imported();
    folder.write(
        "report.txt",
        "Gunmen killed three soldiers in Qartoumiyah, Syria, on Monday, a hospital official said.",
    );
    let code = |options: &str| {
        let ran = folder.run(&format!("code report.txt --published 2024-05-08 --format jsonl {options}"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.records()[0]["event_reports"][0]["location"].clone()
    };
    let place = code("--codebook my");
    assert_eq!((&place["lat"], &place["lon"], &place["admin1"]), (&json!(35.512), &json!(38.498), &json!("Raqqa")));
    assert_eq!(code("")["lat"], Value::Null);
}

#[test]
fn a_zipped_dump_gives_the_same_table() {
    let folder = imported();
    folder.write("zip/XY.zip", zipped("XY.txt", &dump()));
    assert_eq!(folder.run("gazetteer import zip/XY.zip --codebook other").code, 0);
    let bytes = |name: &str| fs::read(folder.path(name)).unwrap();
    assert_eq!(bytes("other/place/XY.gazetteer"), bytes("my/place/XY.gazetteer"));
}

#[test]
fn only_countries_that_are_asked_for_are_taken() {
    let folder = Folder::new();
    folder.write("XY.txt", dump());
    let ran = folder.run("gazetteer import XY.txt --codebook my --countries mli,TCD");
    assert!(ran.code == 0 && ran.err.contains("1 places"), "{}", ran.err);
    assert_eq!(folder.run("gazetteer find Bourdankoro --codebook my").code, 0);
    assert_eq!(folder.run("gazetteer find Qartoumiyah --codebook my").code, 1);
    let nowhere = folder.run("gazetteer import XY.txt --codebook my --countries MLI,XXX");
    assert!(nowhere.code == 2 && nowhere.err.contains("XXX"), "{}", nowhere.err);
    let nothing = folder.run("gazetteer import XY.txt --codebook none --countries PER");
    assert!(nothing.code == 1 && nothing.err.contains("XY.txt") && !folder.has("none"), "{}", nothing.err);
}

#[test]
fn a_malformed_line_is_named_and_the_rest_is_imported() {
    let folder = Folder::new();
    let (first, rest) = dump().split_once('\n').map(|(a, b)| (a.to_string(), b.to_string())).unwrap();
    for (wrong, why) in [
        ("a\tb\tc", "3 columns"),
        (&first.replace("90000001", "x"), "\"x\""),
        (&first.replace("\t36\t", "\t96\t"), "96"),
    ] {
        folder.write("XY.txt", format!("{first}\n{wrong}\n{rest}"));
        let ran = folder.run("gazetteer import XY.txt --codebook my");
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("XY.txt: line 2") && ran.err.contains(why), "{}", ran.err);
        assert_eq!(folder.run("gazetteer find Qartoumiyah --codebook my").code, 0);
    }
}

#[test]
fn a_dump_that_cannot_be_read_is_named_with_the_reason() {
    let folder = Folder::new();
    let whole = zipped("XY.txt", &dump());
    folder.write("cut.zip", &whole[..whole.len() / 2]).write("empty.txt", "").write("other.zip", zipped("XY.csv", "a"));
    let mut broken = whole;
    let middle = broken.len() / 3;
    broken[middle..middle + 20].fill(0);
    folder.write("broken.zip", broken);
    for (name, why) in [
        ("cut.zip", "Zip"),
        ("broken.zip", "broken"),
        ("other.zip", "no .txt"),
        ("none.txt", "No such file"),
        ("empty.txt", "is empty"),
        (".", ""),
    ] {
        let ran = folder.run(&format!("gazetteer import {name} --codebook my"));
        assert_eq!(ran.code, 2, "{name}: {}", ran.err);
        assert!(ran.err.contains(name) && ran.err.contains(why) && !ran.err.contains("panic"), "{name}: {}", ran.err);
        assert!(!folder.has("my/place"), "{name}");
    }
}

#[test]
fn a_damaged_table_is_named_when_it_is_used() {
    let folder = imported();
    let path = "my/place/XY.gazetteer";
    let whole = fs::read(folder.path(path)).unwrap();
    let says = |bytes: &[u8], why: &str| {
        folder.write(path, bytes);
        let ran = folder.run("gazetteer find Kunduz --codebook my");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains("place/XY.gazetteer") && ran.err.contains(why), "{}", ran.err);
    };
    for len in [0, 5, 8, 30, 60, whole.len() / 2, whole.len() - 1] {
        says(&whole[..len], if len < 8 { "no compiled table" } else { "cut short" });
    }
    for at in (0..whole.len()).step_by(97) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x41;
        says(&flipped, "");
    }
    let mut older = whole.clone();
    older[7] = b'0';
    says(&older, "another version");
    says(&[whole.as_slice(), b"x"].concat(), "damaged");
}

#[test]
fn a_second_import_takes_the_place_of_the_first() {
    let folder = imported();
    folder.write("XY.txt", dump().replace("Zubrazan Airbase", "Maltouf Airbase"));
    assert_eq!(folder.run("gazetteer import XY.txt --codebook my").code, 0);
    assert_eq!(folder.run("gazetteer find Zubrazan Airbase --codebook my").code, 1);
    assert_eq!(folder.run("gazetteer find Maltouf Airbase --codebook my").code, 0);
    assert_eq!(fs::read_dir(folder.path("my/place")).unwrap().count(), 1);
}

#[test]
fn the_codebook_that_ships_is_whole() {
    let ran = Folder::new().run("doctor");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("0 faults") && !ran.out.contains("fault "), "{}{}", ran.out, ran.err);
    for table in ["country", "admin1", "admin2", "supplement", "places"] {
        assert!(ran.out.contains(&format!("ok     place/{table}.tsv: ")), "{}", ran.out);
    }
}

#[test]
fn doctor_sees_what_is_wrong_with_own_places() {
    let folder = imported();
    let ran = folder.run("doctor --codebook my");
    assert!(ran.code == 0 && ran.out.contains("place/XY.gazetteer: 4 places"), "{}{}", ran.out, ran.err);
    let header = "name\tother_names\tkind\tcountry\tadmin1\tlat\tlon\tpopulation\n";
    folder.write("my/place/own.tsv", format!("{header}Zubrazan\t\ttown\tXXZ\t\t35\t38\t0\n"));
    let ran = folder.run("doctor --codebook my");
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.out.contains("fault  ") && ran.out.contains("XXZ"), "{}", ran.out);
    assert!(ran.err.contains("1 fault"), "{}", ran.err);
    folder.write("my/place/own.tsv", format!("{header}Zubrazan\t\ttower\tSYR\t\t35\t38\t0\n"));
    let ran = folder.run("doctor --codebook my");
    assert!(ran.code == 2 && ran.err.contains("place/own.tsv: line 2 (Zubrazan)"), "{}", ran.err);
}
