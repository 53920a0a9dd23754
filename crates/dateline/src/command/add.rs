//! Reports and records go into a store: `dateline code … --store FILE`, and `dateline import`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use dateline::batch::Copies;
use dateline::{keeping, pipeline};
use jiff::Timestamp;
use record::{CodedReport, Report};
use store::{Added, Store, Stored};

use super::store::{CODER, who};
use crate::args::{CodeArgs, ImportArgs};
use crate::progress::{Counts, Progress};
use crate::{Outcome, codebook};

/// Reports that are coded and added in one transaction.
const STRIDE: usize = 256;

/// What became of the reports of a run.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    new: usize,
    known: usize,
    recoded: usize,
    copies: usize,
    corrected: usize,
}

impl Tally {
    fn add(&mut self, stored: &Stored) {
        match stored.added {
            Added::New | Added::Outdated { .. } => self.new += 1,
            Added::Known => self.known += 1,
            Added::Recoded => self.recoded += 1,
            Added::Copy { .. } | Added::Original { .. } => self.copies += 1,
            Added::Corrected { .. } => self.corrected += 1,
        }
    }

    /// "12 reports added, 3 known already, …".
    fn words(&self, path: &Path) -> String {
        let mut parts = vec![format!("{} added to {}", self.new, path.display())];
        for (count, what) in [
            (self.known, "known already"),
            (self.recoded, "coded anew"),
            (self.copies, "reprints of others"),
            (self.corrected, "corrected versions of others"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        }
        parts.join(", ")
    }
}

/// Codes every report of the paths into a store. An interrupted run is resumed by running it again: what is there already is
/// not coded again.
pub fn code(args: &CodeArgs, path: &Path) -> Result<Outcome> {
    let mut store = Store::open_or_create(path)?;
    let codebook = codebook::open(args.codebook.dir.as_deref())?;
    let reader = args.reader.open()?;
    let options = codebook::ingest_options(args.codebook.dir.as_deref(), args.published)?;
    let sources = ingest::sources(&args.paths);
    let progress = Progress::new(sources.len(), args.quiet, false);
    let stop = super::code::stop_on_interrupt(true)?;
    let run = store.begin_run("code", CODER, &words(&args.paths), Timestamp::now())?;
    let (mut counts, mut tally) = (Counts::default(), Tally::default());
    for batch in pipeline::ingest(sources, options, Copies::Keep, Arc::clone(&stop)) {
        for left_out in &batch.left_out {
            super::code::left_out(left_out, &mut counts, &progress);
        }
        for reports in batch.reports.chunks(STRIDE) {
            let (new, known) = sorted_out(&store, reports)?;
            counts.earlier += known;
            tally.known += known;
            let coded: Vec<Option<CodedReport>> = pipeline::code_all(&new, &codebook, reader);
            for (report, coded) in new.iter().zip(&coded) {
                match coded {
                    Some(coded) => counts.add(coded),
                    None => super::code::broke_down(report, &mut counts, &progress),
                }
            }
            let coded: Vec<CodedReport> = coded.into_iter().flatten().collect();
            keeping::add(&mut store, &coded, run)?.iter().for_each(|stored| tally.add(stored));
            progress.show(&counts);
            if super::code::is_set(&stop) {
                break;
            }
        }
        progress.sources_done(batch.sources_done);
    }
    store.end_run(run, Timestamp::now())?;
    progress.close(&counts);
    progress.note(&tally.words(path));
    Ok(match counts {
        _ if super::code::is_set(&stop) => Outcome::Interrupted,
        Counts { failed: 1.., .. } => Outcome::SomeFailed,
        Counts { events: 0, tallies: 0, earlier: 0, .. } => Outcome::NothingFound,
        _ => Outcome::Done,
    })
}

/// The reports that have to be coded, and how many have not.
fn sorted_out<'r>(store: &Store, reports: &'r [Report]) -> Result<(Vec<&'r Report>, usize)> {
    let mut new = Vec::with_capacity(reports.len());
    for report in reports {
        if store.known(report, CODER)?.is_none() {
            new.push(report);
        }
    }
    let known = reports.len() - new.len();
    Ok((new, known))
}

fn words(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
}

/// Puts records that were written before, or by a person, into a store.
pub fn import(args: &ImportArgs) -> Result<Outcome> {
    let mut records = Vec::new();
    for path in &args.paths {
        records.extend(super::score::values(path)?);
    }
    let codebook = codebook::open(args.codebook.dir.as_deref())?;
    let mut coded = Vec::new();
    let mut failed = 0;
    for (place, record) in &records {
        match publish::read_record(place, record) {
            Ok(mut report) => {
                codebook.registry.recognise(&mut report);
                coded.push(report);
            }
            Err(error) => {
                failed += 1;
                anstream::eprintln!("dateline: {}", publish::plain(&error.to_string()));
            }
        }
    }
    let mut store = Store::open_or_create(&args.store.path)?;
    let by = who(args.by.as_deref());
    let run = store.begin_run("import", &by, &words(&args.paths), Timestamp::now())?;
    let mut tally = Tally::default();
    for some in coded.chunks(STRIDE) {
        keeping::add(&mut store, some, run)?.iter().for_each(|stored| tally.add(stored));
    }
    store.end_run(run, Timestamp::now())?;
    anstream::eprintln!("dateline: {}", tally.words(&args.store.path));
    Ok(match (failed, coded.len()) {
        (1.., _) => Outcome::SomeFailed,
        (0, 0) => Outcome::NothingFound,
        _ => Outcome::Done,
    })
}
