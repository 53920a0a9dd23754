//! The reference records of `corpus/gold`: whole reports are coded and scored, and no figure may fall below its floor.
//!
//! Floors stand in `corpus/gold/floors.toml` and may only rise. `cargo test -p dateline --test gold -- --nocapture`
//! prints what is reached, and with `UPDATE_DOCS=1` writes it into the README.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use coding::Codebook;
use dateline::pipeline;
use publish::{Counted, Records, Score, record_json};
use reader::Reader;
use serde_json::Value;

/// The figures that a set of references must not fall below.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    /// F1 over all slots, 0 to 1.
    all_slots: f64,
    /// F1 of events, 0 to 1.
    event: f64,
    /// The most events that may be given, over all reports that tell none.
    #[serde(default)]
    invented_max: Option<usize>,
}

#[test]
fn development_reports_keep_their_floor() {
    check("dev", None, &gold_texts("dev"), &gold().join("dev/records"));
    check("dev_trained", trained(), &gold_texts("dev"), &gold().join("dev/records"));
}

#[test]
fn check_reports_keep_their_floor() {
    check("check", None, &gold_texts("check"), &gold().join("check/records"));
    check("check_trained", trained(), &gold_texts("check"), &gold().join("check/records"));
}

#[test]
fn seed_reports_as_they_stand_keep_their_floor() {
    if let Some(seeds) = seeds("seed_reports_as_they_stand_keep_their_floor") {
        check("seeds", None, &seeds.join("text"), &seeds.join("records"));
    }
}

#[test]
fn seed_reports_with_dates_keep_their_floor() {
    if let Some(seeds) = seeds("seed_reports_with_dates_keep_their_floor") {
        check("seeds_dated", None, &seeds.join("reports_dated.jsonl"), &seeds.join("records_dated"));
    }
}

#[test]
fn figures_and_their_groups_end_with_the_sentence() {
    let mut offenders = Vec::new();
    let sample = root().join("corpus/sample");
    for (id, record) in code(&sample, trained()).iter().chain(code(&gold_texts("dev"), trained()).iter()) {
        let events = record["event_reports"].as_array().into_iter().flatten();
        for casualty in events.flat_map(|event| event["casualties"].as_array().into_iter().flatten()) {
            let group = casualty["group"].as_str().unwrap_or_default();
            if group.contains(". ")
                || group.contains('\n')
                || group.chars().all(|c| c.is_ascii_digit()) && !group.is_empty()
            {
                offenders.push(format!("{id}: {group:?}"));
            }
        }
    }
    assert!(offenders.is_empty(), "groups are no groups:\n{}", offenders.join("\n"));
}

/// What the trained reader marks is counted by the words that stand there.
#[test]
fn figures_that_the_reader_marks_are_what_their_words_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let texts = [
        (
            "tea",
            "Suicide bomber kills 14 at Mogadishu tea shop\n\nMOGADISHU, Sept. 17, 2022 (AP) - A suicide bomber blew himself up at a \
             tea shop in Somalia's capital on Saturday, killing at least 14 people, police said. Another 23 people were wounded, Abdi \
             Hassan, a doctor at Medina hospital, told reporters.\n",
        ),
        (
            "raid",
            "Bandits abduct dozens in Nigeria's Kaduna\n\nKADUNA, Nigeria, Jan 9, 2024 (Reuters) - Gunmen on motorcycles raided the \
             village of Gwada in Nigeria's northern Kaduna state on Sunday night, killing a village head and abducting 30 residents, a \
             local official and residents said on Tuesday. Police confirmed the attack but put the number of abducted at 17.\n",
        ),
        (
            "ship",
            "Houthis say they attacked ship in Gulf of Aden\n\nSANAA, June 3, 2024 - Yemen's Houthi movement said on Monday it had \
             attacked the bulk carrier Tutor in the Gulf of Aden with two ballistic missiles. It was the group's 60th attack on \
             shipping since November.\n",
        ),
    ];
    texts.iter().for_each(|(name, text)| {
        fs::write(folder.path().join(format!("{name}.txt")), text).expect("a file that can be written");
    });
    let coded = code(folder.path(), trained());
    let told = |name: &str, list: &str, key: &str| -> Vec<(String, u64)> {
        let (_, record) = coded.iter().find(|(id, _)| *id == name).expect("a record of each");
        let events = record["event_reports"].as_array().into_iter().flatten();
        let rows: Vec<&Value> = match list {
            "tallies" => record[list].as_array().into_iter().flatten().collect(),
            _ => events.flat_map(|event| event[list].as_array().into_iter().flatten()).collect(),
        };
        rows.iter().map(|row| (row[key].to_string().replace('"', ""), row["min"].as_u64().unwrap_or(0))).collect()
    };
    let tea = told("tea", "casualties", "outcome");
    assert!(tea.contains(&("wounded".into(), 23)), "{tea:?}");
    let raid = told("raid", "casualties", "outcome");
    assert!(raid.contains(&("abducted".into(), 30)) && !raid.contains(&("killed".into(), 30)), "{raid:?}");
    assert_eq!(told("ship", "tallies", "what"), [("attack".to_string(), 60)]);
}

#[test]
fn readme_tells_what_is_reached() {
    let path = root().join("README.md");
    let text = read(&path);
    let renewed: Vec<String> = text.lines().map(|line| row(line).unwrap_or_else(|| line.to_string())).collect();
    let renewed = renewed.join("\n") + "\n";
    assert_eq!(renewed.matches("| `dev` |").count() + renewed.matches("| `check` |").count(), 2, "rows of the figures");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, renewed).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        return;
    }
    let stale: Vec<&str> = text.lines().filter(|line| !renewed.lines().any(|renewed| renewed == *line)).collect();
    assert!(stale.is_empty(), "UPDATE_DOCS=1 renews these lines of README.md:\n{}", stale.join("\n"));
}

fn trained() -> Option<&'static Reader> {
    Some(Reader::embedded().expect("the shipped weights are whole"))
}

/// A row of the README's figures as it should be: the set, its reports, F1 over all slots and over events with the trained
/// reader, and the same with the rules alone. `None` for any other line.
fn row(line: &str) -> Option<String> {
    let set = ["dev", "check"].into_iter().find(|set| line.starts_with(&format!("| `{set}` |")))?;
    let gold = references(&gold().join(set).join("records"));
    let figures = |reader| {
        let score = publish::score(&gold, &code(&gold_texts(set), reader), Counted::All);
        format!("{:.2} | {:.2}", score.all_slots().f1, f1(&score, "event"))
    };
    Some(format!("| `{set}` | {} | {} | {} |", gold.iter().count(), figures(trained()), figures(None)))
}

#[test]
fn every_reference_text_has_its_record_and_its_source() {
    let sources = read(&gold().join("SOURCES.tsv"));
    let named: Vec<&str> = sources.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    let mut found = Vec::new();
    for set in ["dev", "check"] {
        let texts = stems(&gold().join(set).join("text"));
        assert_eq!(texts, stems(&gold().join(set).join("records")), "{set}: texts and records");
        found.extend(texts);
    }
    let missing: Vec<&String> = found.iter().filter(|name| !named.contains(&name.as_str())).collect();
    assert!(missing.is_empty(), "no row in SOURCES.tsv: {missing:?}");
    assert_eq!(named.len(), found.len(), "SOURCES.tsv has a row for each text, and no other");
}

/// Codes the reports behind `texts`, scores them by `records`, and holds the figures against the floor of `set`.
fn check(set: &str, reader: Option<&Reader>, texts: &Path, records: &Path) {
    let floor = floors().remove(set).unwrap_or_else(|| panic!("floors.toml has no [{set}]"));
    let gold = references(records);
    let coded = code(texts, reader);
    let score = publish::score(&gold, &coded, Counted::All);
    let (all_slots, event) = (score.all_slots().f1, f1(&score, "event"));
    let invented = invented(&gold, &coded);
    println!("{set}: all slots {all_slots:.3} (floor {}), event {event:.3} (floor {})", floor.all_slots, floor.event);
    println!("{set}: {invented} events in reports without any (at most {:?})", floor.invented_max);
    let told = format!("{}\n{}", score.by_report(), score.table());
    assert!(all_slots >= floor.all_slots, "{set}: all slots {all_slots:.4}, floor {}\n{told}", floor.all_slots);
    assert!(event >= floor.event, "{set}: event {event:.4}, floor {}\n{told}", floor.event);
    let most = floor.invented_max.unwrap_or(usize::MAX);
    assert!(invented <= most, "{set}: {invented} events in reports without any, at most {most}\n{told}");
}

fn f1(score: &Score, field: &str) -> f64 {
    score.field(field).map_or(0.0, |line| line.f1)
}

/// How many events are given for reports whose reference has none.
fn invented(gold: &Records, coded: &Records) -> usize {
    let events = |record: &Value| record["event_reports"].as_array().map_or(0, Vec::len);
    let quiet = gold.iter().filter(|(_, record)| events(record) == 0);
    quiet.filter_map(|(name, _)| coded.get(name)).map(events).sum()
}

fn code(texts: &Path, reader: Option<&Reader>) -> Records {
    let codebook = Codebook::embedded().expect("the built-in codebook is sound");
    let options = ingest::Options::default();
    let mut records = Records::default();
    for source in ingest::sources(&[texts.to_path_buf()]) {
        for report in source.read(&options) {
            let report = report.expect("reference texts can be read");
            let record = record_json(&pipeline::code(&report, codebook, reader)).to_string();
            records.add(&report.path, &record).expect("a record of ours names its report");
        }
    }
    records
}

fn references(folder: &Path) -> Records {
    let mut records = Records::default();
    for name in stems(folder) {
        let path = folder.join(format!("{name}.json"));
        records.add(&path.display().to_string(), &read(&path)).expect("a reference is a record");
    }
    records
}

/// Names of the files without their endings, in order.
fn stems(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut stems: Vec<String> =
        paths.filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned())).collect();
    stems.sort();
    stems
}

fn floors() -> BTreeMap<String, Floor> {
    toml::from_str(&read(&gold().join("floors.toml"))).unwrap_or_else(|e| panic!("floors.toml: {e}"))
}

/// The seed reports, whose texts may not be shipped; `None`, with a line that says so, where they are not at hand.
fn seeds(test: &str) -> Option<PathBuf> {
    let seeds = root().join("../shared/gold/seeds");
    if seeds.is_dir() {
        return Some(seeds);
    }
    println!("{test}: skipped, {} is not there", seeds.display());
    None
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn gold_texts(set: &str) -> PathBuf {
    gold().join(set).join("text")
}

fn gold() -> PathBuf {
    root().join("corpus/gold")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
