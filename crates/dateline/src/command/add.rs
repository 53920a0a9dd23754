//! Reports and records go into a store: `dateline code … --store FILE`, and `dateline import`.

mod decision;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use dateline::intake::{self, Intake, Told};
use dateline::keeping;
use jiff::Timestamp;
use store::{RunCounts, RunNote, Store};

use super::code::Proposed;
use super::store::{CODER, who};
use crate::args::{CodeArgs, ImportArgs};
use crate::progress::{Counts, Progress};
use crate::{Outcome, codebook};

/// Reports that are coded and added in one transaction.
const STRIDE: usize = 256;

/// "12 added to dateline.sqlite, 3 known already, …".
fn said(counts: &RunCounts, path: &Path) -> String {
    let mut parts = vec![format!("{} added to {}", counts.added, store::shown(path).display())];
    for (count, what) in [
        (counts.known, "known already"),
        (counts.recoded, "coded anew"),
        (counts.copies, "reprints of others"),
        (counts.corrected, "corrected versions of others"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    parts.join(", ")
}

/// Codes every report of the paths into a store.
pub fn code(args: &CodeArgs, path: &Path) -> Result<Outcome> {
    let mut store = Store::open_or_create(path)?;
    let codebook = codebook::open(args.codebook.dir.as_deref())?;
    let options = codebook::ingest_options(args.codebook.dir.as_deref(), args.published)?;
    let sources = ingest::sources(&args.paths);
    let progress = Progress::new(sources.len(), args.quiet, false);
    let stop = super::code::stop_on_interrupt(true)?;
    let reader = args.reader.open()?;
    let proposer = super::code::proposer(args, &progress)?;
    let coder = proposer.as_ref().map_or(CODER.to_string(), |proposer| format!("{CODER} with {}", proposer.model()));
    let intake = Intake {
        codebook: &codebook,
        reader,
        proposer: proposer.as_deref(),
        options,
        coder: &coder,
        stop: Arc::clone(&stop),
        within: None,
    };
    let run = store.begin_run("code", &coder, &words(&args.paths), Timestamp::now())?;
    let (mut counts, mut proposed) = (Counts::default(), Proposed::default());
    let mut told = |told: Told| match told {
        Told::Left(left_out) => super::code::left_out(left_out, &mut counts, &progress),
        Told::Broke(report) => super::code::broke_down(report, &mut counts, &progress),
        Told::Coded(coded) => {
            counts.add(coded);
            progress.show(&counts);
        }
        Told::Proposed(report, outcome) => proposed.hear(report, outcome, &progress),
        Told::Known(known) => counts.earlier += known,
        Told::Sources(done) => progress.sources_done(done),
    };
    let taken = intake::take_in(&mut store, run, sources, &intake, &mut told)?;
    store.end_run(run, Timestamp::now())?;
    progress.close(&counts);
    progress.note(&said(&taken, path));
    proposed.close(&progress, proposer.is_some());
    Ok(match counts {
        _ if super::code::is_set(&stop) => Outcome::Interrupted,
        _ if proposed.failed > 0 => Outcome::SomeFailed,
        Counts { failed: 1.., .. } => Outcome::SomeFailed,
        Counts { events: 0, tallies: 0, earlier: 0, .. } => Outcome::NothingFound,
        _ => Outcome::Done,
    })
}

fn words(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
}

/// Puts records that were written before, or by a person, into a store; then what persons said of them.
pub fn import(args: &ImportArgs) -> Result<Outcome> {
    let mut lines = Vec::new();
    for path in &args.paths {
        lines.extend(super::score::values(path)?);
    }
    let (decisions, records): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(_, line)| decision::is_decision(line));
    let codebook = codebook::open(args.codebook.dir.as_deref())?;
    let (mut coded, mut reprints) = (Vec::new(), Vec::new());
    let mut failed = Vec::new();
    for (place, record) in &records {
        match publish::read_record(place, record) {
            Ok(mut report) => {
                codebook.registry.recognise(&mut report);
                reprints.extend(publish::read_reprints(place, record, &report));
                coded.push(report);
            }
            Err(error) => failed.push(left_out(place, error.to_string())),
        }
    }
    let mut store = Store::open_or_create(&args.store.path)?;
    let by = who(args.by.as_deref());
    let run = store.begin_run("import", &by, &words(&args.paths), Timestamp::now())?;
    let mut counts = RunCounts::default();
    for some in coded.chunks(STRIDE).chain(reprints.chunks(STRIDE)) {
        keeping::add(&mut store, some, run)?.iter().for_each(|stored| intake::count(&mut counts, stored));
    }
    let mut kept = 0;
    for (place, line) in &decisions {
        match decision::keep(&mut store, line) {
            Ok(new) => kept += usize::from(new),
            Err(error) => failed.push(left_out(place, format!("{place}: {error:#}"))),
        }
    }
    store.note_run(run, &failed)?;
    store.count_run(run, &RunCounts { failed: failed.len() as u64, ..counts })?;
    store.end_run(run, Timestamp::now())?;
    let decided = if kept > 0 { format!(", {kept} decisions of persons") } else { String::new() };
    anstream::eprintln!("dateline: {}{decided}", said(&counts, &args.store.path));
    Ok(match (failed.len(), coded.len() + kept) {
        (1.., _) => Outcome::SomeFailed,
        (0, 0) => Outcome::NothingFound,
        _ => Outcome::Done,
    })
}

/// Tells what could not be imported, and notes it.
fn left_out(place: &str, reason: String) -> RunNote {
    anstream::eprintln!("dateline: {}", publish::plain(&reason));
    RunNote { failed: true, what: place.to_string(), reason }
}
