//! Killed programs, full disks, two programs at once: nothing that was committed is lost, and the file opens.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use store::{Error, Query, Store};

use crate::place::Place;
use crate::sample::{Sample, at, other_strike};

/// Names the store that `writer` writes to when it runs as a program of its own.
const FILE: &str = "DATELINE_TEST_STORE";

/// Adds reports for ever, three to a batch, links them and judges, and says after each batch how many are in.
#[test]
#[ignore = "a program of its own, run by the tests below"]
fn writer() {
    let Some(file) = std::env::var_os(FILE).map(PathBuf::from) else { return };
    let mut store = Store::open(&file).expect("the store opens");
    let run = store.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z")).expect("a run");
    let first = store.reports().expect("reports").len();
    let mut sample = Sample { store, run, place: Place::new() };
    for n in first.. {
        sample.add(&nth(n));
        let pending = sample.store.pending().expect("what is pending");
        let tellings = sample.store.tellings(&pending.changed).expect("tellings");
        let groups: Vec<Vec<&record::Telling>> = tellings.iter().map(|telling| vec![telling]).collect();
        sample.link(&groups.iter().map(Vec::as_slice).collect::<Vec<_>>());
        println!("\nin {}", n + 1);
        std::io::stdout().flush().expect("a line is written");
    }
}

fn nth(n: usize) -> record::CodedReport {
    other_strike(&format!("n{n}"), "Herald", "2024-02-02", &format!("Town{n}"), n as u64)
}

fn start(file: &Path) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["fault::writer", "--exact", "--ignored", "--nocapture"])
        .env(FILE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the writer starts");
    let lines = BufReader::new(child.stdout.take().expect("its words"));
    (child, lines)
}

/// The number in the last whole line that says how many are in.
fn acknowledged(lines: impl BufRead) -> usize {
    let lines = lines.lines().map_while(Result::ok);
    lines.filter_map(|line| line.strip_prefix("in ")?.parse().ok()).last().unwrap_or(0)
}

#[test]
fn killed_in_a_loop_it_loses_nothing_that_was_committed() {
    let sample = Sample::new();
    let file = sample.store.file().to_path_buf();
    drop(sample.store);
    let mut held = 0;
    for round in 0..10_u64 {
        let (mut child, mut lines) = start(&file);
        let mut line = String::new();
        while !line.starts_with("in ") {
            line.clear();
            assert!(lines.read_line(&mut line).expect("a line") > 0, "the writer ended by itself");
        }
        std::thread::sleep(Duration::from_millis(3 + round * 7));
        child.kill().expect("kill -9");
        child.wait().expect("it is dead");
        let said = acknowledged(line.as_bytes()).max(acknowledged(lines));
        let store = Store::open(&file).expect("the store opens after a kill");
        assert_eq!(store.verify().unwrap(), Vec::<String>::new(), "round {round}");
        let reports = store.reports().unwrap().len();
        assert!(reports == said || reports == said + 1, "round {round}: {said} were in, {reports} are");
        assert!(reports > held, "round {round}: the writer went on");
        let events = store.count(&Query::default()).unwrap();
        assert!(events == reports || events + 1 == reports, "round {round}: {events} events of {reports} reports");
        for n in 0..reports {
            assert!(store.known(&nth(n).report, "dateline 0.1.0").unwrap().is_some(), "round {round}: report {n}");
        }
        held = reports;
    }
    drop(sample.place);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_is_left_whole() {
    let sample = Sample::new();
    let file = sample.store.file().to_path_buf();
    drop(sample.store);
    let program = std::env::current_exe().unwrap();
    // The system refuses to let any file grow beyond a megabyte; the signal that it sends is ignored.
    let script = "trap '' XFSZ; ulimit -f 2048; exec \"$0\" fault::writer --exact --ignored --nocapture";
    let run = Command::new("sh").args(["-c", script]).arg(&program).env(FILE, &file).output().unwrap();
    assert!(!run.status.success());
    let words = String::from_utf8_lossy(&run.stderr).into_owned() + &String::from_utf8_lossy(&run.stdout);
    assert!(words.contains("Unreadable") || words.contains("Full"), "{words}");
    let said = acknowledged(&*run.stdout);
    let mut store = Store::open(&file).unwrap();
    assert_eq!(store.verify().unwrap(), Vec::<String>::new());
    let reports = store.reports().unwrap().len();
    assert!(said > 0 && (reports == said || reports == said + 1), "{said} were in, {reports} are");
    store.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z")).expect("with room it goes on");
    drop(sample.place);
}

#[test]
fn a_second_writer_waits_and_a_reader_does_not() {
    let mut sample = Sample::new();
    sample.add(&nth(0));
    let file = sample.store.file().to_path_buf();
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; INSERT INTO actor (name) VALUES ('x')").unwrap();
    let reader = Store::open_read_only(&file).unwrap();
    assert_eq!(reader.reports().unwrap().len(), 1, "a reader sees the last commit");
    sample.store.wait_at_most(Duration::from_millis(50)).unwrap();
    let busy = sample.store.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z"));
    assert!(matches!(busy, Err(Error::Busy { .. })), "{busy:?}");
    sample.store.wait_at_most(Duration::from_secs(10)).unwrap();
    let waiting = std::thread::spawn(move || {
        sample.add(&nth(1));
        sample
    });
    std::thread::sleep(Duration::from_millis(200));
    other.execute_batch("ROLLBACK").unwrap();
    let sample = waiting.join().expect("it waited");
    assert_eq!(sample.store.reports().unwrap().len(), 2);
    assert_eq!(reader.reports().unwrap().len(), 2);
}

#[test]
fn a_batch_is_added_whole_or_not_at_all() {
    let mut sample = Sample::new();
    let spoiled = |_: &[u8]| -> store::Likeness { panic!("in the middle of a batch") };
    let fine = |_: &[u8]| store::Likeness { copy: false, alike: 0.0 };
    let print = |like| store::Fingerprint { sketch: vec![1], bands: vec![7], passages: Vec::new(), like };
    let (first, second) = (nth(0), nth(1));
    let run = sample.run;
    let added = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        sample.store.add(&[(&first, &print(&fine)), (&second, &print(&spoiled))], run)
    }));
    assert!(added.is_err());
    assert_eq!(sample.store.reports().unwrap(), []);
    assert_eq!(sample.add(&nth(0)).added, store::Added::New);
}

#[test]
fn damage_is_told() {
    let mut sample = Sample::new();
    for n in 0..200 {
        sample.add(&nth(n));
    }
    let file = sample.store.file().to_path_buf();
    drop(sample.store);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0xAA);
    std::fs::write(&file, bytes).unwrap();
    let told = match Store::open(&file) {
        Ok(store) => store.verify().map(|damage| damage.join("\n")),
        Err(error) => Err(error),
    };
    assert!(told.is_err() || told.is_ok_and(|damage| !damage.is_empty()));
    drop(sample.place);
}
