//! A store, from outside: reports go in, events come out, persons decide.

use std::cell::Cell;

use dateline::linking;
use jiff::Timestamp;
use record::Key;
use serde_json::{Value, json};
use store::{Part, Store};

use crate::folder::Folder;

const FIRST: &str = "Gunmen killed five farmers in the village of Mainok in Borno state, Nigeria, on Tuesday, police said. \
    The attackers came on motorcycles before dawn and burned two houses, police spokesman Audu Garba told reporters in Maiduguri.";
const SECOND: &str = "The death toll of Tuesday's attack on Mainok in Nigeria's Borno state has risen to seven, a hospital doctor said. \
    Gunmen on motorcycles attacked the village on 14 May 2019 and killed seven farmers.";
const OTHER: &str = "Soldiers shot dead two protesters in Bogota, Colombia, on Monday, the ombudsman said. \
    The march against new taxes had been peaceful until noon, he said.";

fn report(id: &str, outlet: &str, published: &str, text: &str) -> String {
    json!({ "id": id, "outlet": outlet, "published": published, "title": id, "text": text }).to_string()
}

/// A folder with a store of three reports, of which two tell one event.
fn linked() -> Folder {
    let folder = Folder::new();
    let reports = [
        report("first", "Lake Wire", "2019-05-14", FIRST),
        report("second", "Borno Post", "2019-05-16", SECOND),
        report("other", "Andean Times", "2019-05-14", OTHER),
    ];
    folder.write("news.jsonl", reports.join("\n"));
    let coded = folder.run("code news.jsonl --store s.sqlite");
    assert_eq!(coded.code, 0, "{}", coded.err);
    assert!(coded.err.contains("3 added to s.sqlite"), "{}", coded.err);
    let linked = folder.run("link --store s.sqlite");
    assert_eq!(linked.code, 0, "{}", linked.err);
    folder
}

fn events(folder: &Folder, filters: &str) -> Vec<Value> {
    folder.run(&format!("events --store s.sqlite {filters}")).records()
}

/// The event that the first report tells.
fn attack(folder: &Folder) -> Value {
    let told = |event: &Value| event["event_reports"].as_array().unwrap().iter().any(|member| member[0] == "first");
    events(folder, "").into_iter().find(told).expect("the first report tells an event")
}

#[test]
fn two_reports_of_one_event_are_joined_with_both_figures() {
    let folder = linked();
    let attack = attack(&folder);
    let members: Vec<&Value> = attack["event_reports"].as_array().unwrap().iter().map(|member| &member[0]).collect();
    assert_eq!(members, ["first", "second"]);
    let toll = &attack["tolls"].as_array().unwrap().iter().find(|toll| toll["outcome"] == "killed").unwrap();
    let figures: Vec<u64> = toll["told"].as_array().unwrap().iter().filter_map(|told| told["min"].as_u64()).collect();
    assert!(figures.contains(&5) && figures.contains(&7), "{toll}");
    assert!(events(&folder, "").len() > 1, "the protest stays apart");
}

#[test]
fn the_same_reports_again_add_nothing() {
    let folder = linked();
    let before = folder.run("events --store s.sqlite").out;
    let again = folder.run("code news.jsonl --store s.sqlite");
    assert_eq!((again.code, again.err.contains("3 known already")), (0, true), "{}", again.err);
    assert_eq!(folder.run("link --store s.sqlite").code, 1, "there is nothing to link");
    assert_eq!(folder.run("events --store s.sqlite").out, before);
}

#[test]
fn arriving_one_by_one_or_shuffled_gives_the_same_events() {
    let folder = linked();
    let whole = folder.run("events --store s.sqlite").out;
    for line in folder.read("news.jsonl").lines().rev() {
        folder.write("one.jsonl", line);
        folder.run("code one.jsonl --store t.sqlite");
        folder.run("link --store t.sqlite");
    }
    assert_eq!(folder.run("events --store t.sqlite").out, whole);
    assert_eq!(folder.run("link --seed 7 --store t.sqlite").code, 0);
    assert_eq!(folder.run("events --store t.sqlite").out, whole);
}

#[test]
fn linking_as_reports_come_in_gives_what_linking_all_gives() {
    let sets = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/linked/dev");
    let mut files: Vec<_> = std::fs::read_dir(sets).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let sets: Vec<Value> =
        files.iter().map(|file| serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()).collect();
    let folder = Folder::new();
    // The last reports of all sets first, so that what comes later changes names that others answered.
    for round in (0..7).rev() {
        let records = sets.iter().filter_map(|set| set["reports"].get(round));
        let lines: Vec<String> = records.map(|record| record.to_string()).collect();
        folder.write("round.jsonl", lines.join("\n"));
        assert_eq!(folder.run("import round.jsonl --by ann --store s.sqlite").code, 0);
        assert_eq!(folder.run("link --store s.sqlite").code, 0);
    }
    let came_in = folder.run("events --store s.sqlite").out;
    assert!(came_in.matches("\"told_by\"").count() > 10, "events answered others");
    assert_eq!(folder.run("link --all --store s.sqlite").code, 0);
    assert!(folder.run("events --store s.sqlite").out == came_in, "linking all gives other events");
}

#[test]
fn a_person_joins_what_another_parted() {
    let folder = linked();
    let event = attack(&folder);
    let (first, second) =
        (event["tellings"][0]["key"].as_str().unwrap(), event["tellings"][1]["key"].as_str().unwrap());
    folder.run(&format!("split {first} {second} --by ann --store s.sqlite"));
    let other = events(&folder, "--country col")[0]["event"].as_str().unwrap().to_string();
    folder.run(&format!("merge {other} {second} --by bob --store s.sqlite"));
    let joined = folder.run(&format!("merge {other} {first} --by bob --store s.sqlite"));
    assert_eq!(joined.code, 0, "{}", joined.err);
    assert_eq!(attack(&folder)["event_reports"].as_array().unwrap().len(), 3, "the last word holds");
}

#[test]
fn a_reprint_counts_as_an_outlet_and_tells_nothing_anew() {
    let folder = linked();
    folder.write("reprint.jsonl", report("reprint", "Kano Mirror", "2019-05-15", FIRST));
    let added = folder.run("code reprint.jsonl --store s.sqlite");
    assert!(added.err.contains("1 reprints of others"), "{}", added.err);
    folder.run("link --store s.sqlite");
    let attack = attack(&folder);
    assert_eq!(attack["event_reports"].as_array().unwrap().len(), 2);
    assert!(attack["tellings"].to_string().contains("Kano Mirror"), "{}", attack["tellings"]);
}

#[test]
fn a_corrected_report_takes_the_place_of_its_earlier_version() {
    let folder = linked();
    let old = attack(&folder)["event"].as_str().unwrap().to_string();
    folder.write(
        "news2.jsonl",
        report("first", "Lake Wire", "2019-05-14", &FIRST.replace("five farmers", "six farmers")),
    );
    let added = folder.run("code news2.jsonl --store s.sqlite");
    assert!(added.err.contains("1 corrected versions of others"), "{}", added.err);
    folder.run("link --store s.sqlite");
    let figures = attack(&folder)["tolls"].to_string();
    assert!(figures.contains("\"min\":6") && !figures.contains("\"min\":5"), "{figures}");
    let shown = folder.run(&format!("show {old} --store s.sqlite"));
    assert_eq!(shown.code, 0, "the key of the earlier version leads to the event: {}", shown.err);
}

#[test]
fn events_are_found_by_what_they_hold() {
    let folder = linked();
    let places = |filters: &str| -> Vec<String> {
        events(&folder, filters)
            .iter()
            .map(|event| event["location"]["country"].as_str().unwrap_or("").to_string())
            .collect()
    };
    assert!(places("--country nga").iter().all(|country| country == "NGA") && !places("--country nga").is_empty());
    assert!(!places("--killed 7").is_empty() && places("--killed 8").is_empty());
    assert_eq!(places("--text motorcycles"), places("--country nga"));
    assert_eq!(places("--outlet \"Andean").len(), 0, "quoting is the shell's; such an outlet is not known");
    assert!(places("--from 2019-05-15 --country nga").is_empty());
    assert_eq!(folder.run("events --type war --store s.sqlite").code, 2);
    let csv = folder.run("events --format csv --store s.sqlite").out;
    assert_eq!(csv.lines().next().unwrap().split(',').next(), Some("event"));
}

#[test]
fn a_dossier_shows_every_telling_and_a_report_its_events() {
    let folder = linked();
    let key = attack(&folder)["event"].as_str().unwrap().to_string();
    let shown = folder.run(&format!("show {} --store s.sqlite", &key[..6]));
    for words in ["Lake Wire", "Borno Post", "killed", "hospital doctor", "motorcycles"] {
        assert!(shown.out.contains(words), "{words} in\n{}", shown.out);
    }
    let report = attack(&folder)["tellings"][0]["report_key"].as_str().unwrap().to_string();
    let page = folder.run(&format!("show {report} --store s.sqlite"));
    assert!(page.out.contains(&format!("tells the event {key}")), "{}", page.out);
    assert_eq!(folder.run("show zzzzzzzzzz --store s.sqlite").code, 2);
}

#[test]
fn a_dossier_says_why_and_what_was_known_on_a_day() {
    let folder = linked();
    let key = attack(&folder)["event"].as_str().unwrap().to_string();
    let shown = folder.run(&format!("show {key} --store s.sqlite")).out;
    let joined = shown.lines().find(|line| line.contains("joined")).unwrap_or_else(|| panic!("{shown}"));
    assert!(joined.contains(&format!("with {key}")), "{joined}");
    let before = folder.run(&format!("show {key} --as-of 2019-05-20 --store s.sqlite"));
    assert_eq!((before.code, before.out.as_str()), (1, ""), "nothing had been coded then");
    let today = folder.run(&format!("show {key} --as-of 2999-01-01 --store s.sqlite"));
    assert_eq!(today.out.lines().next(), shown.lines().next());
}

#[test]
fn a_person_joins_parts_and_takes_back() {
    let folder = linked();
    let whole = folder.run("events --store s.sqlite").out;
    let event = attack(&folder);
    let (first, second) =
        (event["tellings"][0]["key"].as_str().unwrap(), event["tellings"][1]["key"].as_str().unwrap());
    let parted = folder.run(&format!("split {first} {second} --by ann --store s.sqlite"));
    assert_eq!(parted.code, 0, "{}", parted.err);
    assert_eq!(attack(&folder)["event_reports"].as_array().unwrap().len(), 1);
    assert_eq!(folder.run("link --all --store s.sqlite").code, 0, "a judgement outlives a new linkage");
    assert_eq!(attack(&folder)["event_reports"].as_array().unwrap().len(), 1);
    let joined = folder.run(&format!("merge {first} {second} --by bob --reason again --store s.sqlite"));
    assert_eq!(joined.code, 0, "{}", joined.err);
    assert_eq!(folder.run("events --store s.sqlite").out, whole);
    assert_eq!(folder.run("undo --by bob --store s.sqlite").code, 0);
    assert_eq!(attack(&folder)["event_reports"].as_array().unwrap().len(), 1);
    assert_eq!(folder.run("undo --by ann --store s.sqlite").code, 0);
    assert_eq!(folder.run("events --store s.sqlite").out, whole);
    assert_eq!(folder.run("undo --by ann --store s.sqlite").code, 1, "nothing is left to take back");
    let changes = folder.run("changes --store s.sqlite").out;
    assert!(changes.contains("judged") && changes.contains("by bob") && changes.contains("withdrawn"), "{changes}");
}

#[test]
fn a_decision_made_while_another_links_everything_is_not_lost() {
    let folder = linked();
    let second: Key = attack(&folder)["tellings"][1]["key"].as_str().unwrap().parse().unwrap();
    let file = folder.path("s.sqlite");
    let decided = Cell::new(false);
    let decide = |stage: &str, _: usize, _: usize| {
        if stage == "read" && !decided.replace(true) {
            let mut other = Store::open(&file).unwrap();
            let date = json!({ "start": "2010-05-14", "end": "2010-05-14", "precision": "day" });
            other.edit(second, Part::Date, &date, None, "ann", Timestamp::now()).unwrap();
            linking::relink(&mut other).unwrap();
        }
    };
    let mut store = Store::open(&file).unwrap();
    let run = store.begin_run("link", "dateline", "", Timestamp::now()).unwrap();
    let weights = linkage::Weights::embedded();
    linking::link_all(&mut store, run, &weights, &mut |_| {}, &decide).unwrap();
    assert!(decided.get());
    let members = attack(&folder)["event_reports"].clone();
    assert_eq!(members.as_array().map(Vec::len), Some(1), "by ann it was nine years before: {members}");
}

#[test]
fn records_of_a_person_go_in_beside_the_programs() {
    let folder = Folder::new();
    let record = json!({
        "report": "hand", "title": "Five dead in Mainok", "published": "2019-05-15", "outlet": "Hand Desk",
        "event_reports": [{ "id": "e1", "sub_event_type": "attack", "standing": "occurred", "focus": "main",
            "start_date": "2019-05-14", "end_date": "2019-05-14", "date_precision": "day", "date_text": null,
            "location": { "name": "Mainok", "country": "NGA", "admin1": "Borno", "lat": 11.83, "lon": 12.63, "geo_precision": 1 },
            "initiators": [{ "name": "Boko Haram", "aliases": [] }], "targets": [{ "name": "Civilians (Nigeria)", "aliases": [] }],
            "weapons": [], "casualties": [{ "outcome": "killed", "group": null, "min": 5, "max": 5, "source": null }],
            "victims": [], "sources": [], "claimed_by": [], "denied_by": [], "response_to": null,
            "evidence": ["Five dead in Mainok"] }],
        "tallies": []
    });
    folder.write("hand/hand.json", record.to_string());
    let imported = folder.run("import hand --by ann --store s.sqlite");
    assert_eq!(imported.code, 0, "{}", imported.err);
    folder.run("link --store s.sqlite");
    let events = events(&folder, "--actor boko");
    assert_eq!(events[0]["initiators"][0]["id"].as_str().map(|id| !id.is_empty()), Some(true), "{events:?}");
    folder.write("bad.jsonl", record.to_string().replace("\"attack\"", "\"assault\""));
    let bad = folder.run("import bad.jsonl --store s.sqlite");
    assert_eq!(bad.code, 2);
    assert!(bad.err.contains("bad.jsonl") && bad.err.contains("assault"), "{}", bad.err);
}

#[test]
fn a_store_that_is_none_is_named_with_the_reason() {
    let folder = Folder::new();
    let missing = folder.run("events --store nowhere.sqlite");
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("nowhere.sqlite"), "{}", missing.err);
    folder.write("text.sqlite", "this is no database, but a text that somebody named so by mistake");
    let other = folder.run("link --store text.sqlite");
    assert_eq!(other.code, 2);
    assert!(other.err.contains("text.sqlite"), "{}", other.err);
    assert_eq!(folder.run("init --store new.sqlite").code, 0);
    assert_eq!(folder.run("init --store new.sqlite").code, 2, "a store is never written over");
    assert_eq!(folder.run("events --store new.sqlite").code, 1);
}

#[test]
fn code_goes_to_the_store_of_the_folder_unless_records_are_asked_for() {
    let folder = Folder::new();
    folder.write("a.txt", FIRST);
    assert_eq!(folder.run("init").code, 0);
    let added = folder.run("code a.txt");
    assert!(added.out.is_empty() && added.err.contains("dateline.sqlite"), "{}{}", added.out, added.err);
    assert!(!folder.run("code a.txt -f jsonl").out.is_empty());
}
