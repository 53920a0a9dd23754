//! The series of running totals in the reference records of the five seed reports. They may not be shipped: where
//! `../shared/gold/seeds` is not at hand the test is skipped, by name.

#![expect(clippy::disallowed_methods, reason = "a test may read the records that it compares with")]

mod made;

use std::path::PathBuf;

use linkage::series;
use made::*;
use record::*;
use serde_json::Value;

/// The tallies of a reference record; keys count on from `first`.
fn tallies(record: &Value, first: u64) -> Vec<ReportedTally> {
    let list = record["tallies"].as_array().expect("a list of tallies");
    (first..)
        .zip(list)
        .map(|(number, told)| read(number, record["published"].as_str().unwrap_or_default(), told))
        .collect()
}

fn read(number: u64, published: &str, told: &Value) -> ReportedTally {
    let actors = |key: &str| {
        let list = told[key].as_array().expect("a list of actors");
        list.iter().map(|told| actor(told["name"].as_str().expect("a name"))).collect()
    };
    let precision = DatePrecision::from_code(told["date_precision"].as_str().unwrap_or("unknown"));
    let since = told["start_date"]
        .as_str()
        .map_or(EventDate::unknown(None), |start| span(start, start, precision.expect("a precision of the codebook")));
    let figure = Figure { min: told["min"].as_u64(), max: told["max"].as_u64() };
    tally(number, published, figure, since, |tally| {
        tally.what = told["what"].as_str().expect("what is counted").to_string();
        tally.initiators = actors("initiators");
        tally.targets = actors("targets");
        tally.location = told["location"]["name"].as_str().map(|name| wide(name, told["location"]["country"].as_str()));
    })
}

#[test]
fn attacks_on_one_army_are_one_series_and_its_wounded_another() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/gold/seeds/records_dated");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!(
            "attacks_on_one_army_are_one_series_and_its_wounded_another: skipped, the seed records are not at hand"
        );
        return;
    };
    let files = files.map(|file| file.expect("an entry of the folder").path());
    let records = files.map(|path| std::fs::read_to_string(path).expect("a record can be read"));
    let records = records.map(|text| serde_json::from_str::<Value>(&text).expect("a record is JSON"));
    let all: Vec<ReportedTally> = (0..).zip(records).flat_map(|(at, record)| tallies(&record, at * 100)).collect();
    let found: Vec<(String, Vec<Option<u64>>)> = series(&all)
        .into_iter()
        .map(|series| (series.what, series.tallies.iter().map(|told| told.tally.figure.min).collect()))
        .collect();
    let figures =
        |what: &str| found.iter().filter(|(counted, _)| counted == what).map(|(_, f)| f.clone()).collect::<Vec<_>>();
    assert_eq!(figures("attack"), [vec![Some(61), Some(66), Some(100), Some(160)], vec![Some(2)]]);
    assert_eq!(figures("wounded"), [[Some(24), Some(62)]]);
}
