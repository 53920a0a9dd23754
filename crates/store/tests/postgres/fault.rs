//! Lost connections, killed programs and servers, many reviewers: nothing that was committed is lost, and nothing is kept by halves.

use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, mpsc};
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
pub fn cut_off(place: &Place) {
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
fn a_connection_lost_while_a_batch_is_committed_leaves_it_open_whether_it_was() {
    let mut sample = Sample::new();
    sample.add(&nth(0));
    let trigger = "CREATE FUNCTION cut() RETURNS TRIGGER LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON run DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut()";
    sample.place.client().batch_execute(trigger).unwrap();
    let begun = sample.store.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z"));
    assert!(matches!(begun, Err(Error::Unsure { .. })), "{begun:?}");
    assert_eq!(sample.store.runs().unwrap().len(), 1);
    sample.place.client().batch_execute("DROP TRIGGER cut ON run").unwrap();
    sample.add(&nth(1));
}

#[test]
fn a_server_that_lets_nobody_in_for_a_while_is_asked_again_later() {
    let mut sample = Sample::new();
    sample.add(&nth(0));
    let role = format!("guest_{}", sample.place.schema);
    client().batch_execute(&format!("CREATE ROLE {role} SUPERUSER LOGIN")).unwrap();
    let login = |word: &str| client().batch_execute(&format!("ALTER ROLE {role} {word}")).unwrap();
    let name = sample.place.name.to_str().unwrap().replace("//dateline@", &format!("//{role}@"));
    let mut store = Store::open(Path::new(&name)).unwrap();
    for _ in 0..2 {
        login("NOLOGIN");
        cut_off(&sample.place);
        let refused = store.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z"));
        assert!(refused.is_err(), "{refused:?}");
        assert!(store.runs().is_err());
        login("LOGIN");
        assert!(!store.runs().unwrap().is_empty());
        store.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z")).unwrap();
    }
    drop(store);
    client().batch_execute(&format!("DROP ROLE {role}")).unwrap();
}

#[test]
fn a_server_that_ends_idle_sessions_is_asked_in_a_new_one() {
    let sample = Sample::new();
    let idle = format!("{}&options=-c%20idle_session_timeout%3D100", sample.place.name.display());
    let mut store = Store::open(Path::new(&idle)).unwrap();
    for _ in 0..2 {
        thread::sleep(Duration::from_millis(300));
        assert!(!store.runs().unwrap().is_empty());
        thread::sleep(Duration::from_millis(300));
        store.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z")).unwrap();
    }
    let waiting = format!("{}&options=-c%20idle_in_transaction_session_timeout%3D100", sample.place.name.display());
    let store = Store::open(Path::new(&waiting)).unwrap();
    let mut sample = sample;
    sample.add(&nth(0));
    let cut = store.each_telling(|_| thread::sleep(Duration::from_millis(400))).and_then(|()| store.runs());
    assert!(cut.is_ok() || matches!(cut, Err(Error::Lost { .. })), "{cut:?}");
}

#[test]
fn whoever_makes_tables_waits_for_the_lock_no_longer_than_others() {
    let place = Place::new();
    let mut other = client();
    let mut holding = other.transaction().unwrap();
    let lock = "SELECT 1 FROM pg_advisory_xact_lock(1147237477, hashtext($1))";
    holding.query_one(lock, &[&place.schema]).unwrap();
    let began = std::time::Instant::now();
    let busy = Store::create(&place.name);
    assert!(matches!(busy, Err(Error::Busy { .. })), "{busy:?}");
    assert!(began.elapsed() < Duration::from_secs(15));
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

/// Held by a test that ends or changes the server.
pub static ALONE: Mutex<()> = Mutex::new(());

/// Restarts the server as a crash would end it, while a store is written to.
#[test]
#[ignore = "ends the server that all other tests need: `.ci/postgres` runs it by itself"]
fn of_a_server_that_is_killed_nothing_is_lost_that_was_acknowledged() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
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
        // Between two batches the next one finds nobody there.
        let is_told = matches!(lost, Error::Lost { .. } | Error::Unsure { .. } | Error::Unreadable { .. });
        assert!(is_told, "{lost:?}");
        assert!(restarting.wait().unwrap().success());
        let reports = sample.store.reports().unwrap().len();
        let may_be_in = matches!(lost, Error::Unsure { .. });
        assert!(
            reports == acknowledged || may_be_in && reports == acknowledged + 1,
            "{acknowledged} were in, {reports} are"
        );
        assert!(acknowledged > 0);
        assert_eq!(sample.store.verify().unwrap(), Vec::<String>::new());
    }
}
