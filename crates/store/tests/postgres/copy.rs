//! A store copied to a server and back is the same store.

use std::path::Path;

use record::{Judgement, Key, Series, Verdict};
use rusqlite::Connection;
use rusqlite::types::Value;
use serde_json::json;
use store::{Error, Pair, Part, Query, ReportQuery, RunCounts, RunNote, Stage, Step, Store};

use crate::place::Place;
use crate::sample::{self, Sample, TEXT, at, other_strike, strike};

/// A file with something in every table.
pub fn full(file: &Path) -> Store {
    let mut store = Store::create(file).unwrap();
    let run = store.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z")).unwrap();
    let mut sample = Sample { store, run, place: Place::new() };
    add_reports(&mut sample);
    let tellings = sample.tellings();
    let groups: Vec<Vec<&record::Telling>> = tellings.iter().map(|telling| vec![telling]).collect();
    sample.link(&groups.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let (a, b) = (tellings[0].key, tellings[1].key);
    let tallies = sample.store.tallies().unwrap();
    let (initiators, targets) = (vec!["Army".to_string()], Vec::new());
    let series = Series { key: Key::of_hash(9), what: "strike".into(), initiators, targets, area: None, tallies };
    let answering =
        record::Event { answers: vec![record::Answer { to: b, told_by: vec![a] }], ..sample::event(&[&tellings[0]]) };
    let save = |links: &store::Links| {
        links.pair(Pair { a: a.min(b), b: a.max(b), odds: 0.1 })?;
        links.blocks(a, &[(1, false), (u64::MAX, true)])?;
        links.event(&answering)?;
        links.series(std::slice::from_ref(&series))
    };
    sample.store.save_links(run, save).unwrap();
    let now = at("2024-03-02T10:00:00.25Z");
    sample.store.judge(Judgement { a, b, verdict: Verdict::Different }, Some("no"), "Ana", now).unwrap();
    let edit = sample.store.edit(a, Part::Standing, &json!("alleged"), None, "Ben", now).unwrap();
    sample.store.withdraw(edit, "Ana", now).unwrap();
    sample.store.note_run(run, &[RunNote { failed: true, what: "x".into(), reason: "y".into() }]).unwrap();
    sample.store.count_run(run, &RunCounts { added: 3, ..RunCounts::default() }).unwrap();
    sample.store.end_run(run, now).unwrap();
    sample.store
}

fn add_reports(sample: &mut Sample) {
    let mut first = strike("a", "Herald", Some("2024-02-03"));
    first.report.url = Some("https://herald.example/1".to_string());
    first.report.extra.insert("odd".to_string(), json!({"quote": "“ü” \u{1} \\u0000 \u{0}", "number": 1e300}));
    first.tallies.push(sample::tally(TEXT, "At least four people died"));
    sample.add(&first);
    sample.add(&strike("b", "Courier", Some("2024-02-04")));
    for (published, killed) in [("2024-02-04", 1), ("2024-02-05", 12)] {
        let mut version = other_strike("live", "Echo", published, "Homs", killed);
        version.report.url = Some("https://echo.example/live".to_string());
        sample.add(&version);
    }
    sample.add(&other_strike("part", "Ægir’s Post", "2024-02-05", "Séléné", 7));
    let mut quoting = other_strike("half", "Tribune", "2024-02-06", "Gao", 2);
    quoting.report.text.push_str(&TEXT[TEXT.find("At least").unwrap()..]);
    sample.add(&quoting);
}

/// Every row of every table of a file, in the order of its columns, and the words of its full text with their places.
fn rows(file: &Path) -> Vec<(String, Vec<Vec<Value>>)> {
    let db = Connection::open(file).unwrap();
    let words = "CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, event_text, instance)";
    db.execute_batch(words).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'event_text%' AND name NOT LIKE 'sqlite_%'";
    let mut tables: Vec<String> =
        db.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    tables.push("temp.words".to_string());
    let all = |table: &String| {
        let mut statement = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut found = Vec::new();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            found.push((0..columns).map(|at| row.get(at).unwrap()).collect());
        }
        found
    };
    tables.iter().map(|table| (table.clone(), all(table))).collect()
}

#[test]
fn a_file_copied_to_a_server_and_back_has_every_row_again() {
    let (folder, place) = (tempfile::tempdir().unwrap(), Place::new());
    let (first, second) = (folder.path().join("first.sqlite"), folder.path().join("second.sqlite"));
    let store = full(&first);
    let mut steps: Vec<Step> = Vec::new();
    let copied = store.copy_to(&place.name, |step| steps.push(step)).unwrap();
    let between = Store::open(&place.name).unwrap();
    between.copy_to(&second, |_| ()).unwrap();
    let (want, have) = (rows(&first), rows(&second));
    assert_eq!(want.len(), have.len());
    for ((table, want), (same, have)) in want.iter().zip(&have) {
        assert_eq!(table, same);
        let moved = ["band", "passage"].contains(&&**table);
        assert!(!want.is_empty() || moved, "{table}: the sample has something in it");
        assert_eq!(want, have, "{table}");
        let said = copied.iter().find(|(name, _)| name == table);
        assert!(said.is_none_or(|(_, rows)| *rows as usize == want.len()), "{table}: {said:?}");
        assert!(said.is_some() || ["part", "temp.words"].contains(&&**table), "{table} was copied");
    }
    assert!(steps.iter().all(|step| step.rows <= step.of));
    assert_eq!(Store::open(&second).unwrap().verify().unwrap(), Vec::<String>::new());
    assert_eq!(between.verify().unwrap(), Vec::<String>::new());
    for view in ["events", "event_reports", "reports", "statements", "judgements", "changes"] {
        assert_ne!(place.one(&format!("SELECT count(t::TEXT)::TEXT FROM {view} t")), "0", "{view} can be read");
    }
}

#[test]
fn a_copy_that_is_cut_off_leaves_nothing_and_can_be_made_again() {
    let (folder, place) = (tempfile::tempdir().unwrap(), Place::new());
    let (first, second) = (folder.path().join("first.sqlite"), folder.path().join("second.sqlite"));
    let store = full(&first);
    for stage in [Stage::Copy, Stage::Check] {
        let cut = store.copy_to(&place.name, |step| {
            if (step.stage, step.table) == (stage, "statement") {
                crate::fault::cut_off(&place);
            }
        });
        assert!(matches!(cut, Err(Error::Lost { .. })), "{cut:?}");
        assert_eq!(Store::open(&place.name).unwrap().runs().unwrap(), []);
    }
    let copied = store.copy_to(&place.name, |_| ()).unwrap();
    let between = Store::open_read_only(&place.name).unwrap();
    let cut = between.copy_to(&second, |step| {
        if step.table == "statement" {
            crate::fault::cut_off(&place);
        }
    });
    let Err(Error::Lost { file, .. }) = cut else { panic!("{cut:?}") };
    assert_eq!(file, store::shown(&place.name), "the error names the store that was lost");
    assert_eq!(Store::open(&second).unwrap().runs().unwrap(), []);
    assert_eq!(between.copy_to(&second, |_| ()).unwrap(), copied);
}

#[test]
fn a_copy_answers_as_the_first_does_and_goes_on_counting() {
    let (folder, place) = (tempfile::tempdir().unwrap(), Place::new());
    let mut store = full(&folder.path().join("first.sqlite"));
    store.copy_to(&place.name, |_| ()).unwrap();
    let mut copy = Store::open(&place.name).unwrap();
    for words in
        ["depot", "selene", "SÉLÉNÉ", "\"bombed the depot\"", "ægir", "ægir’s", "abu omar", "nothing", "1", "hours"]
    {
        for query in [
            Query { text: Some(words.to_string()), ..Query::default() },
            Query { place: Some(words.to_string()), ..Query::default() },
            Query { actor: Some(words.to_string()), ..Query::default() },
            Query { outlet: Some(words.to_string()), text: Some("depot".to_string()), ..Query::default() },
        ] {
            assert_eq!(store.query(&query).unwrap(), copy.query(&query).unwrap(), "{query:?}");
        }
        let query = ReportQuery { text: Some(words.to_string()), ..ReportQuery::default() };
        assert_eq!(store.list_reports(&query, 9, 0).unwrap(), copy.list_reports(&query, 9, 0).unwrap(), "{query:?}");
    }
    let next = |store: &mut Store| {
        let run = store.begin_run("code", "dateline 0.1.0", "", at("2025-03-01T08:00:00Z")).unwrap();
        let (words, like) = (vec!["x".to_string()], |_: &[u8]| store::Likeness { copy: false, alike: 0.0 });
        let coded = other_strike("new", "Herald", "2025-02-02", "Sarmin", 4);
        let stored = store.add(&[(&coded, &sample::fingerprint(&words, &like))], run).unwrap()[0];
        (run, stored, store.changes(store::Since::Seq(0), 1000).unwrap(), store.pending().unwrap())
    };
    assert_eq!(next(&mut store), next(&mut copy));
}

#[test]
fn nothing_is_copied_over_what_is_there() {
    let (folder, place) = (tempfile::tempdir().unwrap(), Place::new());
    let file = folder.path().join("first.sqlite");
    let store = full(&file);
    let mut other = Store::create(&place.name).unwrap();
    other.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z")).unwrap();
    for (from, to) in [(&store, &place.name), (&other, &file)] {
        let refused = from.copy_to(to, |_| ());
        assert!(matches!(refused, Err(Error::NotEmpty { .. })), "{refused:?}");
    }
    assert_eq!(other.runs().unwrap().len(), 1);
    assert_eq!(other.reports().unwrap(), []);
}

#[test]
fn what_a_server_cannot_keep_is_told_and_the_rest_is_not_kept_either() {
    let (folder, place) = (tempfile::tempdir().unwrap(), Place::new());
    let mut store = Store::create(&folder.path().join("first.sqlite")).unwrap();
    let run = store.begin_run("code", "dateline 0.1.0", "a\0b", at("2024-03-01T08:00:00Z")).unwrap();
    let refused = store.copy_to(&place.name, |_| ()).unwrap_err();
    assert!(refused.to_string().contains("the table run has a text with the character U+0000"), "{refused}");
    assert_eq!(Store::open(&place.name).unwrap().run(run.number()).unwrap(), None);
}
