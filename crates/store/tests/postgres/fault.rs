//! Lost connections, killed programs and servers, many reviewers: nothing that was committed is lost, and nothing is kept by halves.

use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use record::{Judgement, Verdict};
use store::{Error, Query, Store};

use crate::place::{Place, client};
use crate::sample::{Sample, at, other_strike};

fn nth(n: usize) -> record::CodedReport {
    other_strike(&format!("n{n}"), "Herald", "2024-02-02", &format!("Town{n}"), n as u64)
}

/// Ends every session that a store of this place has, as a failing network or an administrator would.
fn cut_off(place: &Place) {
    let sql = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1";
    let ended = client().query(sql, &[&format!("dateline {}", place.schema)]).unwrap();
    assert!(!ended.is_empty(), "the store has a session");
}

#[test]
fn a_connection_lost_between_two_questions_is_made_anew() {
    let mut sample = Sample::new();
    sample.add(&nth(0));
    cut_off(&sample.place);
    assert_eq!(sample.store.runs().unwrap().len(), 1);
    cut_off(&sample.place);
    sample.add(&nth(1));
    assert_eq!(sample.store.reports().unwrap().len(), 2);
}

#[test]
fn a_connection_lost_in_a_batch_leaves_nothing_of_it() {
    let mut sample = Sample::new();
    sample.add(&nth(0));
    let place = &sample.place;
    let run = sample.run;
    let cut = |_: &[u8]| {
        cut_off(place);
        store::Likeness { copy: false, alike: 0.0 }
    };
    let fine = |_: &[u8]| store::Likeness { copy: false, alike: 0.0 };
    let print = |like| store::Fingerprint { sketch: vec![1], bands: vec![7], passages: Vec::new(), like };
    let (first, second) = (nth(1), nth(2));
    let added = sample.store.add(&[(&first, &print(&fine)), (&second, &print(&cut))], run);
    assert!(matches!(added, Err(Error::Lost { .. })), "{added:?}");
    assert_eq!(sample.store.reports().unwrap().len(), 1);
    assert_eq!(sample.add(&nth(1)).added, store::Added::New);
}

#[test]
fn a_batch_that_breaks_down_leaves_nothing() {
    let mut sample = Sample::new();
    let spoiled = |_: &[u8]| -> store::Likeness { panic!("in the middle of a batch") };
    let fine = |_: &[u8]| store::Likeness { copy: false, alike: 0.0 };
    let print = |like| store::Fingerprint { sketch: vec![1], bands: vec![7], passages: Vec::new(), like };
    let (first, second, run) = (nth(0), nth(1), sample.run);
    let added = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        sample.store.add(&[(&first, &print(&fine)), (&second, &print(&spoiled))], run)
    }));
    assert!(added.is_err());
    assert_eq!(sample.store.reports().unwrap(), []);
    assert_eq!(sample.add(&nth(0)).added, store::Added::New);
}

#[test]
fn while_one_links_a_second_writer_waits_and_a_reader_does_not() {
    let mut sample = Sample::new();
    sample.add(&nth(0));
    let (reader, mut other) =
        (Store::open_read_only(&sample.place.name).unwrap(), Store::open(&sample.place.name).unwrap());
    let tellings = sample.tellings();
    let (run, (done, wait)) = (sample.run, mpsc::channel::<()>());
    let event = crate::sample::event(&[&tellings[0]]);
    let save = |links: &store::Links| {
        links.event(&event)?;
        assert_eq!(reader.count(&Query::default())?, 0, "a reader sees the last commit");
        other.wait_at_most(Duration::from_millis(50))?;
        let busy = other.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z"));
        assert!(matches!(busy, Err(Error::Busy { .. })), "{busy:?}");
        other.wait_at_most(Duration::from_secs(10))?;
        let second = thread::spawn(move || {
            other.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z")).unwrap();
            done.send(()).unwrap();
        });
        assert!(wait.recv_timeout(Duration::from_millis(300)).is_err(), "it waits");
        Ok(second)
    };
    let second = sample.store.save_links(run, save).unwrap();
    second.join().unwrap();
    assert_eq!(reader.count(&Query::default()).unwrap(), 1);
    assert_eq!(sample.store.runs().unwrap().len(), 2);
}

#[test]
fn of_many_reviewers_at_once_every_decision_is_kept() {
    let mut sample = Sample::new();
    sample.add(&nth(0));
    sample.add(&nth(1));
    let tellings = sample.tellings();
    let (a, b) = (tellings[0].key, tellings[1].key);
    let name = &sample.place.name;
    let review = |who: usize| {
        let mut store = Store::open(name).unwrap();
        let judge = |n: usize| {
            let verdict = if n.is_multiple_of(2) { Verdict::Same } else { Verdict::Different };
            let (by, now) = (format!("reviewer {who}"), at("2024-03-02T10:00:00Z"));
            store.judge(Judgement { a, b, verdict }, Some(&n.to_string()), &by, now).unwrap()
        };
        (0..10).map(judge).collect::<Vec<i64>>()
    };
    let mut numbers: Vec<i64> = thread::scope(|scope| {
        let reviewers: Vec<_> = (0..8).map(|who| scope.spawn(move || review(who))).collect();
        reviewers.into_iter().flat_map(|reviewer| reviewer.join().unwrap()).collect()
    });
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=80).collect::<Vec<i64>>());
    assert_eq!(sample.store.all_judgements().unwrap().len(), 80);
    assert_eq!(sample.store.verify().unwrap(), Vec::<String>::new());
}

#[test]
fn a_reader_sees_one_state_while_others_write() {
    let mut sample = Sample::new();
    for n in 0..40 {
        sample.add(&nth(n));
    }
    let reader = Store::open_read_only(&sample.place.name).unwrap();
    let mut seen = 0;
    let each = |_: record::Telling| {
        if seen == 0 {
            sample.add(&nth(99));
        }
        seen += 1;
    };
    reader.each_telling(each).unwrap();
    assert_eq!(seen, 40);
    assert_eq!(reader.reports().unwrap().len(), 41);
}

#[test]
fn a_store_is_asked_and_dropped_in_any_runtime() {
    let sample = Sample::new();
    let several = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let one = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for runtime in [&several, &one] {
        let name = sample.place.name.clone();
        let asked = async move {
            let mut store = Store::open(&name).unwrap();
            store.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z")).unwrap();
            store.runs().unwrap().len()
        };
        assert!(runtime.block_on(asked) >= 2);
    }
}

#[test]
fn a_row_that_leads_nowhere_is_found() {
    let mut sample = Sample::new();
    sample.add(&nth(0));
    sample.place.client().batch_execute("DELETE FROM report").unwrap();
    let faults = sample.store.verify().unwrap().join("\n");
    assert!(faults.contains("event_report") && faults.contains("no row of report"), "{faults}");
}

/// Restarts the server as a crash would end it, while a store is written to.
#[test]
#[ignore = "ends the server that all other tests need: `.ci/postgres` runs it by itself"]
fn of_a_server_that_is_killed_nothing_is_lost_that_was_acknowledged() {
    let control = std::env::var("DATELINE_TEST_POSTGRES_CONTROL").expect("`.ci/postgres` says how the server is ended");
    let mut sample = Sample::new();
    for round in 0..3 {
        let restart = format!("sleep 0.{}; {control} --mode immediate restart", 2 + round);
        let mut restarting =
            Command::new("sh").args(["-c", &restart]).stdout(std::process::Stdio::null()).spawn().unwrap();
        let mut acknowledged = sample.store.reports().unwrap().len();
        let lost = loop {
            let coded = nth(acknowledged);
            let like = |_: &[u8]| store::Likeness { copy: false, alike: 0.0 };
            let print = crate::sample::fingerprint(std::slice::from_ref(&coded.report.id), &like);
            match sample.store.add(&[(&coded, &print)], sample.run) {
                Ok(_) => acknowledged += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(lost, Error::Lost { .. }), "{lost:?}");
        assert!(restarting.wait().unwrap().success());
        let reports = sample.store.reports().unwrap().len();
        assert!(reports == acknowledged || reports == acknowledged + 1, "{acknowledged} were in, {reports} are");
        assert!(acknowledged > 0);
        assert_eq!(sample.store.verify().unwrap(), Vec::<String>::new());
    }
}
