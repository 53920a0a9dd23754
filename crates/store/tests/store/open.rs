use std::fs;
use std::path::Path;

use store::{Error, RunCounts, Store};

use crate::place::Place;
use crate::sample::{Sample, at, strike};

fn refused(file: &Path) -> [Error; 2] {
    [Store::open(file).expect_err("refused"), Store::open_read_only(file).expect_err("refused")]
}

#[test]
fn what_is_no_store_is_refused_by_name_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("text.txt"), "Five people died in a strike on Sarmin, a doctor said. ".repeat(100)).unwrap();
    fs::write(file("empty.sqlite"), "").unwrap();
    rusqlite::Connection::open(file("other.sqlite")).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    let marked = "PRAGMA application_id = 1196444487; PRAGMA user_version = 1; CREATE TABLE t (a)";
    rusqlite::Connection::open(file("geopackage.gpkg")).unwrap().execute_batch(marked).unwrap();
    fs::create_dir(file("folder")).unwrap();
    for name in ["text.txt", "empty.sqlite", "other.sqlite", "geopackage.gpkg", "folder"] {
        for error in refused(&file(name)) {
            assert!(matches!(error, Error::NotAStore { .. }), "{name}: {error:?}");
            assert!(error.to_string().contains(name), "{error}");
        }
    }
    for error in refused(&file("absent.sqlite")) {
        assert!(matches!(error, Error::Missing { .. }), "{error:?}");
    }
    assert!(!file("absent.sqlite").exists(), "to look for a store makes none");
    assert!(fs::read(file("empty.sqlite")).unwrap().is_empty(), "what is refused is not touched");
}

#[test]
fn a_store_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.sqlite");
    drop(Store::create(&file).unwrap());
    assert!(matches!(Store::create(&file), Err(Error::Exists { .. })));
    assert_eq!(Store::open_or_create(&file).unwrap().runs().unwrap(), []);
}

#[test]
fn many_that_make_a_store_at_once_get_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.sqlite");
    fs::write(&file, "").unwrap();
    let make = || {
        let mut store = Store::open_or_create(&file).unwrap();
        store.begin_run("init", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z")).unwrap()
    };
    let mut runs: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(make)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    runs.sort();
    runs.dedup();
    assert_eq!(runs.len(), 6);
    assert_eq!(Store::open(&file).unwrap().runs().unwrap().len(), 6);
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.sqlite");
    drop(Store::create(&file).unwrap());
    rusqlite::Connection::open(&file).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let before = fs::read(&file).unwrap();
    for error in refused(&file) {
        assert!(matches!(error, Error::Newer { has: 99, .. }), "{error:?}");
    }
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn an_older_schema_is_brought_up_to_date_by_whoever_may_write() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.sqlite");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores/v1.sqlite"), &file).unwrap();
    let refused = Store::open_read_only(&file);
    assert!(matches!(refused, Err(Error::Older { has: 1, .. })), "{refused:?}");
    let mut store = Store::open(&file).unwrap();
    let runs = store.runs().unwrap();
    assert_eq!(runs[0].counts, None);
    store.count_run(runs[0].id, &RunCounts::default()).unwrap();
    drop(store);
    assert_eq!(Store::open_read_only(&file).unwrap().runs().unwrap()[0].counts, Some(RunCounts::default()));
}

#[test]
fn pairs_of_an_older_schema_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.sqlite");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores/v3.sqlite"), &file).unwrap();
    let old = rusqlite::Connection::open(&file).unwrap();
    old.execute_batch(
        "UPDATE judgement SET withdrawn_at = at; INSERT INTO pair SELECT min(id), max(id), 0.75 FROM event_report",
    )
    .unwrap();
    drop(old);
    let store = Store::open(&file).unwrap();
    let keys = store.event_reports().unwrap();
    let [pair] = store.pairs().unwrap()[..] else { panic!("one pair") };
    assert_eq!((pair.a, pair.b, pair.odds), (keys[0].min(keys[1]), keys[0].max(keys[1]), 0.75));
    assert_eq!(store.pairs_of(&keys, 0.75).unwrap(), [pair]);
}

/// Stores of every schema version that was ever released lie under `tests/stores`, each with the same reports, events and
/// decisions: each must open and give them back. The file of the present version is written where there is none.
#[test]
fn stores_of_every_version_open() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores");
    fs::create_dir_all(&folder).unwrap();
    let present = folder.join("v4.sqlite");
    if !present.exists() {
        write_kept(&present);
    }
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let kept = entry.unwrap().path();
        if kept.extension().is_none_or(|ending| ending != "sqlite") {
            continue;
        }
        let copy = tempfile::tempdir().unwrap();
        let file = copy.path().join("kept.sqlite");
        fs::copy(&kept, &file).unwrap();
        check_kept(&file);
        seen += 1;
    }
    assert!(seen >= 1);
}

fn write_kept(file: &Path) {
    let mut sample = Sample::new();
    let mut coded = strike("a", "Herald", Some("2024-02-03"));
    coded.tallies.push(crate::sample::tally(crate::sample::TEXT, "At least four people died"));
    sample.add(&coded);
    sample.add(&strike("b", "Courier", Some("2024-02-04")));
    let tellings = sample.tellings();
    sample.link(&[&[&tellings[0]], &[&tellings[1]]]);
    let now = at("2024-03-02T10:00:00Z");
    let judgement = record::Judgement { a: tellings[0].key, b: tellings[1].key, verdict: record::Verdict::Different };
    sample.store.judge(judgement, Some("a market is no bridge"), "Ana", now).unwrap();
    let value = serde_json::json!("alleged");
    sample.store.edit(tellings[0].key, store::Part::Standing, &value, None, "Ana", now).unwrap();
    let whole = rusqlite::Connection::open(sample.store.file()).unwrap();
    whole.execute_batch("PRAGMA page_size = 1024").unwrap();
    whole.execute("VACUUM INTO ?1", [file.to_str().unwrap()]).unwrap();
}

fn check_kept(file: &Path) {
    let mut store = Store::open(file).unwrap();
    assert_eq!(store.verify().unwrap(), Vec::<String>::new());
    let report = store.report(store.reports().unwrap()[0]).unwrap().unwrap();
    assert_eq!((&*report.report.id, report.event_reports.len(), report.tallies.len()), ("a", 2, 1));
    assert_eq!(report.report.text, crate::sample::TEXT);
    let mut tellings = Vec::new();
    store.each_telling(|telling| tellings.push(telling)).unwrap();
    assert_eq!(tellings.len(), 2);
    assert!(tellings.iter().all(|telling| telling.outlets == ["Courier", "Herald"]));
    assert_eq!(tellings[0].event_report.standing, record::Standing::Alleged);
    assert!(report.event_reports.contains(&tellings[0].event_report));
    assert_eq!(report.tallies[0], crate::sample::tally(crate::sample::TEXT, "At least four people died"));
    let query = store::Query { text: Some("market".to_string()), ..Default::default() };
    assert_eq!((store.count(&query).unwrap(), store.count(&Default::default()).unwrap()), (1, 2));
    assert_eq!(store.judgements().unwrap().len(), 1);
    assert!(store.event(tellings[1].key).unwrap().is_some());
    assert!(store.changes(store::Since::Seq(0), 100).unwrap().len() >= 6);
    let run = store.begin_run("code", "dateline 0.1.0", "", at("2025-01-01T00:00:00Z")).unwrap();
    let mut sample = Sample { store, run, place: Place::new() };
    let known = sample.add(&strike("a", "Herald", Some("2024-02-03"))).added;
    assert_eq!(known, store::Added::Recoded, "it is the same report, now without its tally");
}
