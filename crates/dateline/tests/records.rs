//! Records that were written are read back as they were.

use std::path::{Path, PathBuf};

use coding::Codebook;
use dateline::pipeline;
use serde_json::{Value, json};

#[test]
fn records_with_their_text_come_back_as_they_were_written() {
    let codebook = Codebook::embedded().unwrap();
    let mut events = 0;
    for source in ingest::sources(&[root().join("corpus/sample")]) {
        for report in source.read(&ingest::Options::default()) {
            let coded = pipeline::code(&report.unwrap(), codebook, None);
            let mut record = publish::record_json(&coded);
            record["text"] = json!(coded.report.text);
            let read = publish::read_record("a record", &record).unwrap();
            assert_eq!(publish::record_json(&read), publish::record_json(&coded), "{}", coded.report.path);
            assert_eq!(read.report.text, coded.report.text);
            events += read.event_reports.len();
        }
    }
    assert!(events > 10, "the samples tell events: {events}");
}

#[test]
fn a_code_that_is_none_is_named_with_its_record_and_field() {
    let record = json!({ "report": "r", "event_reports": [{ "id": "e1", "sub_event_type": "airstrike" }] });
    let error = publish::read_record("r.json", &record).unwrap_err();
    assert_eq!(error.to_string(), "r.json: sub_event_type cannot be \"airstrike\"");
}

#[test]
fn reference_records_are_read_without_spans() {
    let gold = root().join("corpus/gold/dev/records");
    let mut files: Vec<PathBuf> = std::fs::read_dir(gold).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files {
        let record: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let read = publish::read_record("gold", &record).unwrap();
        let again = publish::record_json(&read);
        for (gold, again) in
            record["event_reports"].as_array().unwrap().iter().zip(again["event_reports"].as_array().unwrap())
        {
            for field in
                ["id", "sub_event_type", "start_date", "end_date", "casualties", "victims", "evidence", "weapons"]
            {
                assert_eq!(gold[field], again[field], "{}: {field}", file.display());
            }
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
