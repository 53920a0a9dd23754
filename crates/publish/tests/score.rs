//! The score must say what the reference scorer says, to the last digit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use publish::{Counted, Records, Score, score};
use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn load(folder: &Path) -> Records {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut records = Records::default();
    for file in files {
        records.add(&file.display().to_string(), &fs::read_to_string(&file).unwrap()).unwrap();
    }
    records
}

fn text(score: &Score) -> String {
    score.by_report() + &score.table() + &score.errors()
}

#[test]
fn invented_records_score_as_the_reference_scorer_says() {
    let corpus = root().join("corpus/score");
    let score = score(&load(&corpus.join("gold")), &load(&corpus.join("pred")), Counted::All);
    assert_eq!(text(&score), fs::read_to_string(corpus.join("expected.txt")).unwrap());
    assert_eq!(score.json(), fs::read_to_string(corpus.join("expected.json")).unwrap());
}

fn records(events: Value) -> Records {
    let mut records = Records::default();
    records.add("test", &json!({ "report": "r", "event_reports": events, "tallies": [] }).to_string()).unwrap();
    records
}

#[test]
fn a_record_against_itself_is_all_right() {
    let gold = records(json!([{ "id": "e1", "sub_event_type": "attack", "standing": "occurred", "focus": "main",
        "evidence": ["gunmen shot a mayor"], "initiators": [{ "name": "gunmen", "aliases": [] }] }]));
    let score = score(&gold, &gold, Counted::All);
    assert_eq!(score.all_slots().f1, 1.0);
    assert_eq!(score.field("event").unwrap().counts.right, 1);
    assert!(score.misses().is_empty());
}

#[test]
fn a_missed_event_costs_all_of_its_slots() {
    let gold = records(json!([{ "id": "e1", "sub_event_type": "attack", "standing": "occurred", "victims": ["A B"] }]));
    let score = score(&gold, &records(json!([])), Counted::All);
    let slots = score.all_slots().counts;
    assert_eq!((slots.gold, slots.predicted, slots.right), (3, 0, 0));
    assert_eq!(score.misses()[0].field, "missed event");
}

#[test]
fn an_invented_event_costs_precision_alone() {
    let pred = records(json!([{ "id": "e1", "sub_event_type": "attack", "standing": "occurred" }]));
    let score = score(&records(json!([])), &pred, Counted::All);
    assert_eq!(score.field("event").unwrap().counts.predicted, 1);
    assert_eq!(score.all_slots().counts.predicted, 2);
    assert_eq!(score.misses()[0].field, "invented event");
}

#[test]
fn paired_slots_leave_out_what_was_missed_or_invented() {
    let gold = records(json!([
        { "id": "e1", "sub_event_type": "attack", "standing": "occurred", "start_date": "2014-03-02",
            "initiators": ["Gang of Four Streets"], "evidence": ["the ferry was robbed"] },
        { "id": "e2", "sub_event_type": "arrests", "start_date": "2009-01-07", "response_to": "e1",
            "targets": ["a pilot"], "evidence": ["a pilot was held"] }]));
    let pred = records(json!([
        { "id": "e7", "sub_event_type": "attack", "standing": "occurred", "start_date": "2014-03-02",
            "targets": ["Ferry"], "evidence": ["the ferry was robbed"] },
        { "id": "e8", "sub_event_type": "agreement", "start_date": "2011-01-07", "response_to": "e7",
            "targets": ["a mayor"], "evidence": ["peace was made"] }]));
    let score = score(&gold, &pred, Counted::Paired);
    let slots = |field: &str| {
        let counts = score.field(field).unwrap().counts;
        (counts.gold, counts.predicted, counts.right)
    };
    assert_eq!(slots("event"), (2, 2, 1));
    assert_eq!([slots("type"), slots("date")], [(1, 1, 1); 2]);
    assert_eq!([slots("initiators"), slots("targets")], [(1, 0, 0), (0, 1, 0)]);
    assert_eq!(slots("response_to"), (0, 0, 0));
    assert_eq!(score.misses().iter().map(|miss| miss.field).collect::<Vec<_>>(), ["initiators", "targets"]);
}

#[test]
fn broken_records_name_their_line() {
    let error = Records::default().add_lines("file.jsonl", "{\"report\":\"a\"}\n\n{").unwrap_err();
    assert!(error.to_string().starts_with("file.jsonl, line 3: is no JSON"));
    let error = Records::default().add("file.json", "{}").unwrap_err();
    assert!(error.to_string().contains("\"report\""));
}

/// A small generator, so that the same seed gives the same damage everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % sides
    }
}

/// Drops, alters and doubles events, tallies and their values.
fn damage(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Array(items) => {
            items.retain(|_| dice.roll(9) != 0);
            if dice.roll(8) == 0 {
                items.extend(items.first().cloned());
            }
            if items.len() > 1 && dice.roll(5) == 0 {
                items.swap(0, 1);
            }
            items.iter_mut().for_each(|item| damage(item, dice));
        }
        Value::Object(fields) => {
            // The name of the report is how records find each other.
            for (_, field) in fields.iter_mut().filter(|(key, _)| *key != "report") {
                match (dice.roll(14), field.is_object()) {
                    (0, _) if !field.is_array() => *field = Value::Null,
                    _ => damage(field, dice),
                }
            }
        }
        Value::Number(number) if dice.roll(6) == 0 => {
            *value = match number.as_u64() {
                Some(count) => json!(count + dice.roll(3)),
                None => json!(number.as_f64().unwrap() + dice.roll(100) as f64 / 80.0),
            }
        }
        Value::String(text) if dice.roll(6) == 0 => damage_text(text, dice),
        _ => {}
    }
}

fn damage_text(text: &mut String, dice: &mut Dice) {
    let words: Vec<&str> = text.split(' ').collect();
    let at = dice.roll(words.len() as u64) as usize;
    *text = match dice.roll(4) {
        0 => words.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, w)| *w).collect::<Vec<_>>().join(" "),
        1 => text.replacen('a', "e", 1),
        2 if text.len() == 10 && text.is_ascii() => format!("{}{}", &text[..9], dice.roll(10)),
        _ => format!("{text}'s"),
    };
}

#[test]
fn damaged_reference_records_score_as_the_reference_scorer_says() {
    let shared = root().join("../shared");
    let script = shared.join("score/score.py");
    if !script.exists() || Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: damaged_reference_records_score_as_the_reference_scorer_says (no reference scorer here)");
        return;
    }
    for (seed, part) in (1..=8).flat_map(|seed| ["dev", "seeds"].map(|part| (seed, part))) {
        let gold = shared.join("gold").join(part).join("records");
        let folder = tempfile::tempdir().unwrap();
        let mut dice = Dice(seed);
        for (name, record) in load(&gold).iter() {
            let mut record = record.clone();
            damage(&mut record, &mut dice);
            fs::write(folder.path().join(format!("{name}.json")), record.to_string()).unwrap();
        }
        compare(&script, &gold, folder.path(), &format!("{part}, seed {seed}"));
    }
}

fn compare(script: &Path, gold: &Path, pred: &Path, what: &str) {
    let python = |options: &[&str]| {
        let run = Command::new("python3").arg(script).arg(gold).arg(pred).args(options).output().unwrap();
        assert!(run.status.success(), "{what}: {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    };
    let score = score(&load(gold), &load(pred), Counted::All);
    let (ours, theirs) = (text(&score), python(&["--by-report", "--errors"]));
    let differs = ours.lines().zip(theirs.lines()).find(|(ours, theirs)| ours != theirs);
    assert_eq!(differs, None, "{what}");
    assert_eq!(ours.lines().count(), theirs.lines().count(), "{what}");
    assert_eq!(score.json(), python(&["--json"]), "{what}");
}
