//! `dateline watch`: what feeds and folders bring is coded and linked as it comes, and who wants to know is told.

mod telling;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use anyhow::Result;
use dateline::intake::{self, Intake, Told};
use dateline::linking;
use feeds::{Config, NewFile, Note, Waiting, Watch};
use jiff::Timestamp;
use store::{RunCounts, RunNote, Store};
use telling::Telling;

use super::store::CODER;
use crate::args::WatchArgs;
use crate::progress::{Counts, Progress, several};
use crate::{Outcome, codebook};

/// How long answers are waited for before the user's wish to stop is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Reports that are coded and added at a time.
const STRIDE: usize = 256;

/// By this name the state has how far the store had come when something was kept last.
const KEPT: &str = "kept";

/// While reports come in without end they are linked so often.
const LINKED_AFTER: Duration = Duration::from_secs(30);

/// While none comes in it is looked so often whether another program added some.
const LOOKED_AFTER: Duration = Duration::from_secs(5);

/// How long another program that writes to the store is waited for.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Watches until everything was asked once (`--once`), or the user ends it.
pub fn run(args: WatchArgs) -> Result<Outcome> {
    let config = Config::read(&args.feeds)?;
    super::code::set_jobs(args.jobs)?;
    let mut store = Store::open_or_create(&args.store.path)?;
    store.wait_at_most(PATIENCE)?;
    let codebook = codebook::open(args.codebook.dir.as_deref())?;
    let options = codebook::ingest_options(args.codebook.dir.as_deref(), None)?;
    let stop = super::code::stop_on_interrupt(true)?;
    let state = beside(file(&args), ".watch");
    let telling = Telling::new(&config);
    let (feeds, folders) = (config.feeds.len(), config.folders.len());
    let watched = format!("{}, {}", several(feeds, "feed", "feeds"), several(folders, "folder", "folders"));
    let watch = Watch::open(config, options.clone(), &state, args.once)?;
    let progress = Progress::new(0, args.quiet, true);
    let reader = args.reader.open()?;
    let coder = CODER;
    let stopped = Arc::clone(&stop);
    let intake = Intake { codebook: &codebook, reader, proposer: None, options, coder, stop: stopped, within: None };
    let mut session = Session {
        watch,
        intake,
        telling,
        progress,
        own: own(&args),
        once: args.once,
        notes: Vec::new(),
        unlinked: true,
        linked: Instant::now(),
        failed: 0,
    };
    session.begin(&store)?;
    let end = if args.once { "" } else { "; Ctrl-C ends it" };
    session.progress.note(&format!("watching {watched}{end}"));
    session.watch.held()?.iter().for_each(|note| session.hear(note));
    session.go(&mut store, &stop)
}

/// The file that the state of a watch lies beside: the store's, or, if that is on a server, that with the feeds.
fn file(args: &WatchArgs) -> &Path {
    if store::is_on_server(&args.store.path) { &args.feeds } else { &args.store.path }
}

/// A file beside another, with an ending behind its name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(ending);
    PathBuf::from(name)
}

/// The files that this program itself reads and writes, which may lie in a folder that it watches.
fn own(args: &WatchArgs) -> Vec<PathBuf> {
    let endings = ["", "-wal", "-shm", "-journal", ".watch", ".watch-wal", ".watch-shm", ".watch-journal"];
    let stores = endings.iter().map(|ending| beside(file(args), ending));
    stores.chain([args.feeds.clone()]).collect()
}

/// A watch that goes on.
struct Session<'a> {
    watch: Watch,
    intake: Intake<'a>,
    telling: Telling,
    progress: Progress,
    own: Vec<PathBuf>,
    /// Whether it has an end of its own, which it may not reach.
    once: bool,
    /// What the next run of the store is to note.
    notes: Vec<RunNote>,
    /// Whether something came in that is not linked yet.
    unlinked: bool,
    /// When it was linked last.
    linked: Instant,
    /// What failed and will not be tried again, and what failed last.
    failed: usize,
}

impl Session<'_> {
    /// Looks whether this is the store that was watched into before: one that was made anew, or brought back from a copy of an
    /// earlier day, lacks what the state has as kept.
    fn begin(&mut self, store: &Store) -> Result<()> {
        let last = last_change(store)?;
        if self.watch.told(KEPT)?.is_some_and(|kept| kept > last) {
            let name = store.file().display();
            self.progress
                .error(&format!("{name} is not the store that was watched into: all that feeds have is taken anew"));
            self.watch.forget_kept()?;
        }
        self.telling.begin(&mut self.watch, last)
    }

    fn go(&mut self, store: &mut Store, stop: &AtomicBool) -> Result<Outcome> {
        loop {
            self.watch.ask()?;
            let kept = self.watch.keep(LOOK)?;
            kept.notes.iter().for_each(|note| self.hear(note));
            if super::code::is_set(stop) {
                self.note_lost(store)?;
                return Ok(if self.once { Outcome::Interrupted } else { Outcome::Done });
            }
            let files = self.watch.new_files(&self.own)?;
            let waiting = self.watch.waiting(STRIDE)?;
            // While answers come fast they are coded many at a time.
            let enough = waiting.len() == STRIDE || kept.answers == 0;
            if !files.is_empty() || enough && !waiting.is_empty() {
                self.take_in(store, waiting, &files)?;
                continue;
            }
            if self.unlinked || self.linked.elapsed() > LOOKED_AFTER {
                self.link(store)?;
            }
            if self.watch.is_over()? {
                return self.end(store);
            }
        }
    }

    /// Codes and adds what came.
    fn take_in(&mut self, store: &mut Store, waiting: Vec<Waiting>, files: &[NewFile]) -> Result<()> {
        let run = store.begin_run("watch", CODER, "", Timestamp::now())?;
        store.note_run(run, &std::mem::take(&mut self.notes))?;
        let ids: Vec<i64> = waiting.iter().map(|waiting| waiting.id).collect();
        let reports = waiting.into_iter().map(|waiting| waiting.report).collect();
        let mut counts = Counts::default();
        let progress = &self.progress;
        let mut told = |told: Told| match told {
            Told::Left(left_out) => super::code::left_out(left_out, &mut counts, progress),
            Told::Broke(report) => super::code::broke_down(report, &mut counts, progress),
            Told::Coded(coded) => counts.add(coded),
            Told::Known(_) | Told::Sources(_) | Told::Proposed(..) => {}
        };
        let fetched = intake::take_reports(store, run, reports, &self.intake, &mut told)?;
        // What is in the store now is not given out again; should the program end before this line, the store knows it.
        self.watch.settle(&ids)?;
        let paths: Vec<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
        let read = intake::take_in(store, run, ingest::sources(&paths), &self.intake, &mut told)?;
        // Whoever stops it stops it in the middle of a file: the next watch reads them again.
        if !super::code::is_set(&self.intake.stop) {
            self.watch.settle_files(files)?;
        }
        self.watch.note_told(KEPT, Some(last_change(store)?))?;
        let all = sum(&fetched, &read);
        store.count_run(run, &all)?;
        store.end_run(run, Timestamp::now())?;
        self.failed += counts.failed;
        self.progress.note(&said(&all, counts.events));
        // While much comes in, those who want to know do not wait for its end.
        self.unlinked = true;
        if self.linked.elapsed() > LINKED_AFTER {
            self.link(store)?;
        }
        Ok(())
    }

    /// Links what came in, here or by another program, and what an earlier watch was cut off before linking; tells what is new.
    fn link(&mut self, store: &mut Store) -> Result<()> {
        if !store.pending()?.is_empty() {
            linking::relink(store)?;
        }
        self.failed += self.telling.tell(&mut self.watch, store, &self.progress)?;
        (self.unlinked, self.linked) = (false, Instant::now());
        Ok(())
    }

    /// Tells what a server did, and keeps it for the store where it costs a report.
    fn hear(&mut self, note: &Note) {
        self.progress.error(&format!("{}: {}", note.what, note.reason));
        if note.lost {
            self.failed += 1;
            self.notes.push(RunNote { failed: true, what: note.what.clone(), reason: note.reason.clone() });
        }
    }

    /// Keeps what was lost since the last report came, for which there was no run to note it in.
    fn note_lost(&mut self, store: &mut Store) -> Result<()> {
        if !self.notes.is_empty() {
            let run = store.begin_run("watch", CODER, "", Timestamp::now())?;
            store.note_run(run, &self.notes)?;
            store.count_run(run, &RunCounts { failed: self.notes.len() as u64, ..RunCounts::default() })?;
            store.end_run(run, Timestamp::now())?;
            self.notes.clear();
        }
        Ok(())
    }

    fn end(&mut self, store: &mut Store) -> Result<Outcome> {
        self.note_lost(store)?;
        Ok(if self.watch.failing()? + self.failed == 0 { Outcome::Done } else { Outcome::SomeFailed })
    }
}

/// The number of a store's last change; 0 if it has none.
fn last_change(store: &Store) -> Result<i64> {
    Ok(store.last_change()?.map_or(0, |change| change.seq))
}

fn sum(a: &RunCounts, b: &RunCounts) -> RunCounts {
    RunCounts {
        added: a.added + b.added,
        known: a.known + b.known,
        recoded: a.recoded + b.recoded,
        copies: a.copies + b.copies,
        corrected: a.corrected + b.corrected,
        skipped: a.skipped + b.skipped,
        failed: a.failed + b.failed,
    }
}

/// "14 reports added, 2 known already; 9 event reports coded".
fn said(counts: &RunCounts, event_reports: usize) -> String {
    let mut parts = vec![format!("{} added", several(counts.added as usize, "report", "reports"))];
    for (count, one, many) in [
        (counts.known, "known already", "known already"),
        (counts.recoded, "coded anew", "coded anew"),
        (counts.copies, "reprint of another", "reprints of others"),
        (counts.corrected, "corrected version of another", "corrected versions of others"),
        (counts.skipped, "not in English", "not in English"),
        (counts.failed, "failed", "failed"),
    ] {
        if count > 0 {
            parts.push(several(count as usize, one, many));
        }
    }
    format!("{}; {} coded", parts.join(", "), several(event_reports, "event report", "event reports"))
}
