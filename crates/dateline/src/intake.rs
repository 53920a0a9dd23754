//! Reports are read, coded and kept in a store, whoever brings them: a command or an upload.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use coding::Codebook;
use ingest::Source;
use jiff::Timestamp;
use reader::Reader;
use record::{CodedReport, Report};
use store::{Added, Error, RunCounts, RunId, RunNote, Store, Stored};

use crate::batch::{Copies, LeftOut};
use crate::proposing::{Outcome, Propose};
use crate::{keeping, pipeline, proposing};

/// Reports that are coded and added in one transaction.
const STRIDE: usize = 256;

/// What reports are read and coded with.
pub struct Intake<'a> {
    /// What is known of the world.
    pub codebook: &'a Codebook,
    /// The trained reader; `None` for the rules alone.
    pub reader: Option<&'a Reader>,
    /// Who is asked what reports tell beside that; `None` for nobody.
    pub proposer: Option<&'a dyn Propose>,
    /// How files are read.
    pub options: ingest::Options,
    /// Program and version, which the store credits.
    pub coder: &'a str,
    /// Set by whoever wants it to end early: what was added stays.
    pub stop: Arc<AtomicBool>,
    /// What is cut off the front of paths in records and notes: the folder of uploads, which nobody has to know.
    pub within: Option<&'a Path>,
}

/// What is told while it goes on.
pub enum Told<'a> {
    /// A report was left out.
    Left(&'a LeftOut),
    /// A stage broke down on a report.
    Broke(&'a Report),
    /// A report was coded.
    Coded(&'a CodedReport),
    /// This became of what was proposed for a report.
    Proposed(&'a Report, &'a Outcome),
    /// So many reports were there already.
    Known(usize),
    /// So many sources are done.
    Sources(usize),
}

/// Adds all reports of some sources, and notes in the store what became of them. What is there already is not coded again,
/// so that an interrupted run is resumed by running it again.
///
/// # Errors
/// Whatever keeps the store from being read or written.
pub fn take_in(
    store: &mut Store,
    run: RunId,
    sources: Vec<Source>,
    intake: &Intake,
    told: &mut dyn FnMut(Told),
) -> Result<RunCounts, Error> {
    let mut counts = RunCounts::default();
    let batches = pipeline::ingest(sources, intake.options.clone(), Copies::Keep, Arc::clone(&intake.stop));
    'all: for mut batch in batches {
        batch.reports.iter_mut().for_each(|report| report.path = intake.shown(&report.path));
        let notes: Vec<RunNote> = batch.left_out.iter().map(|left_out| intake.note(left_out)).collect();
        notes.iter().for_each(|note| *if note.failed { &mut counts.failed } else { &mut counts.skipped } += 1);
        store.note_run(run, &notes)?;
        batch.left_out.iter().for_each(|left_out| told(Told::Left(left_out)));
        let stride = if intake.proposer.is_some() { proposing::STRIDE } else { STRIDE };
        for reports in batch.reports.chunks(stride) {
            intake.add(store, run, reports, &mut counts, told)?;
            store.count_run(run, &counts)?;
            if intake.stop.load(Ordering::Relaxed) {
                break 'all;
            }
        }
        told(Told::Sources(batch.sources_done));
    }
    store.count_run(run, &counts)?;
    Ok(counts)
}

/// Adds reports that were read already, as far as they are in English, and notes in the store what became of them.
///
/// # Errors
/// Whatever keeps the store from being read or written.
pub fn take_reports(
    store: &mut Store,
    run: RunId,
    reports: Vec<Report>,
    intake: &Intake,
    told: &mut dyn FnMut(Told),
) -> Result<RunCounts, Error> {
    let mut counts = RunCounts::default();
    let mut english = Vec::with_capacity(reports.len());
    for report in reports {
        match report.language.clone().filter(|language| language != "en") {
            None => english.push(report),
            Some(language) => {
                let left_out = LeftOut::Foreign(report, language);
                counts.skipped += 1;
                store.note_run(run, &[intake.note(&left_out)])?;
                told(Told::Left(&left_out));
            }
        }
    }
    for some in english.chunks(STRIDE) {
        intake.add(store, run, some, &mut counts, told)?;
    }
    store.count_run(run, &counts)?;
    Ok(counts)
}

impl Intake<'_> {
    /// Codes and adds a few reports.
    fn add(
        &self,
        store: &mut Store,
        run: RunId,
        reports: &[Report],
        counts: &mut RunCounts,
        told: &mut dyn FnMut(Told),
    ) -> Result<(), Error> {
        let mut new: Vec<&Report> = Vec::with_capacity(reports.len());
        for report in reports {
            if store.known(report, self.coder)?.is_none() {
                new.push(report);
            }
        }
        let known = reports.len() - new.len();
        counts.known += known as u64;
        told(Told::Known(known));
        let (mut all, mut without, mut broken) = (Vec::with_capacity(new.len()), Vec::new(), Vec::new());
        let mut coded = pipeline::code_all(&new, self.codebook, self.reader);
        let mut outcomes = self.proposed(&mut coded).into_iter();
        for (report, coded) in new.iter().zip(coded) {
            match coded {
                Some(coded) => {
                    told(Told::Coded(&coded));
                    let outcome = outcomes.next().unwrap_or_default();
                    told(Told::Proposed(report, &outcome));
                    broken.extend(outcome.refused.iter().map(|reason| RunNote {
                        failed: false,
                        what: name(report),
                        reason: format!("not taken from the language model: {reason}"),
                    }));
                    if outcome.failed.is_some() { without.push(coded) } else { all.push(coded) }
                }
                None => {
                    told(Told::Broke(report));
                    let reason = "a stage broke down on it, please report this fault".to_string();
                    broken.push(RunNote { failed: true, what: name(report), reason });
                }
            }
        }
        counts.failed += broken.iter().filter(|note| note.failed).count() as u64;
        store.note_run(run, &broken)?;
        keeping::add(store, &all, run)?.iter().for_each(|stored| count(counts, stored));
        if !without.is_empty() {
            // Credited to the program alone, so that they are coded anew when the language model can be asked.
            let run = store.begin_run("code", crate::CODER, "what the language model failed on", Timestamp::now())?;
            keeping::add(store, &without, run)?.iter().for_each(|stored| count(counts, stored));
            store.end_run(run, Timestamp::now())?;
        }
        Ok(())
    }

    /// Lays what is proposed beside what was coded: an outcome for each report that was.
    fn proposed(&self, coded: &mut [Option<CodedReport>]) -> Vec<Outcome> {
        let Some(proposer) = self.proposer else { return Vec::new() };
        let mut coded: Vec<&mut CodedReport> = coded.iter_mut().flatten().collect();
        proposing::propose_all(&mut coded, self.codebook, proposer)
    }

    fn note(&self, left_out: &LeftOut) -> RunNote {
        let (what, reason) = said(left_out);
        RunNote { failed: matches!(left_out, LeftOut::Failed(_)), what: self.shown(&what), reason }
    }

    /// A path as it is shown.
    fn shown(&self, path: &str) -> String {
        let within = self.within.map(|folder| folder.display().to_string());
        let inside = within.and_then(|within| path.strip_prefix(&within));
        // Each upload lies in a numbered folder of its own, as two may have one name.
        let inside = inside.and_then(|inside| inside.trim_start_matches(['/', '\\']).split_once(['/', '\\']));
        inside.map_or(path, |(_, name)| name).to_string()
    }
}

/// Which report was left out, and why.
pub fn said(left_out: &LeftOut) -> (String, String) {
    match left_out {
        LeftOut::Failed(error) => {
            let (place, words) = (error.place().to_string(), error.to_string());
            let reason = words.strip_prefix(&format!("{place}: ")).unwrap_or(&words).to_string();
            (place, reason)
        }
        LeftOut::Foreign(report, language) => (name(report), format!("it is not in English ({language})")),
        LeftOut::Copy(report, first) => (name(report), format!("it has the same text as {first}")),
    }
}

/// Counts what the store made of a report.
pub fn count(counts: &mut RunCounts, stored: &Stored) {
    match stored.added {
        Added::New | Added::Outdated { .. } => counts.added += 1,
        Added::Known => counts.known += 1,
        Added::Recoded => counts.recoded += 1,
        Added::Copy { .. } | Added::Original { .. } => counts.copies += 1,
        Added::Corrected { .. } => counts.corrected += 1,
    }
}

/// The path of the report, with its name where the file holds several.
pub fn name(report: &Report) -> String {
    if report.id.contains('#') { format!("{} ({})", report.path, report.id) } else { report.path.clone() }
}
