//! The main path: reports are read, their language is analysed, what they tell is coded, and it is laid out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use coding::{Codebook, Points};
use language::Document;
use publish::{Layout, Seen};
use rayon::prelude::*;
use reader::{Reader, Reading};
use record::{CodedReport, Report, Toponym};

use crate::batch::{Ahead, Batches, Copies};

/// Every report of the sources, a batch at a time, until `stop` is set.
pub fn ingest(sources: Vec<ingest::Source>, options: ingest::Options, copies: Copies, stop: Arc<AtomicBool>) -> Ahead {
    Ahead::new(Batches::new(sources, options, copies, stop))
}

/// Codes one report, by the rules alone if there is no reader.
pub fn code(report: &Report, codebook: &Codebook, reader: Option<&Reader>) -> CodedReport {
    let doc = language::analyse(report);
    coding::code_report(&doc, codebook, &read(&doc, codebook, reader))
}

fn read(doc: &Document<'_>, codebook: &Codebook, reader: Option<&Reader>) -> Reading {
    reader.map(|reader| reader.read_around(doc, &coding::sentences_of_note(doc, codebook))).unwrap_or_default()
}

/// Codes reports on all threads; the order stays. `None` for a report on which a stage broke down.
pub fn code_all(reports: &[&Report], codebook: &Codebook, reader: Option<&Reader>) -> Vec<Option<CodedReport>> {
    let one = |report: &&Report| code(report, codebook, reader);
    reports.par_iter().map(|report| catch_unwind(AssertUnwindSafe(|| one(report))).ok()).collect()
}

/// Codes reports on all threads and lays each out; the order stays. `None` for a report on which a stage broke down:
/// that is a fault of ours, and must not cost the others.
pub fn publish(
    reports: &[Report],
    codebook: &Codebook,
    reader: Option<&Reader>,
    layout: &Layout,
) -> Vec<Option<(CodedReport, String)>> {
    let one = |report: &Report| {
        let coded = code(report, codebook, reader);
        let text = layout.report(&coded);
        (coded, text)
    };
    reports.par_iter().map(|report| catch_unwind(AssertUnwindSafe(|| one(report))).ok()).collect()
}

/// The toponyms of reports, on all threads; the order stays. `None` for a report on which a stage broke down.
pub fn toponyms(reports: &[Report], codebook: &Codebook, points: Points) -> Vec<Option<Vec<Toponym>>> {
    let one = |report: &Report| coding::toponyms(&language::analyse(report), codebook, points);
    reports.par_iter().map(|report| catch_unwind(AssertUnwindSafe(|| one(report))).ok()).collect()
}

/// What each stage sees in a report, laid under its text.
pub fn explain(report: &Report, codebook: &Codebook, reader: Option<&Reader>, width: usize) -> String {
    let doc = language::analyse(report);
    let reading = read(&doc, codebook, reader);
    let findings = coding::findings(&doc, codebook, &reading);
    let seen = findings.into_iter().map(|f| Seen { span: f.span, what: f.what.to_string(), read_as: f.read_as });
    let stages = publish::explain(&doc, &seen.collect::<Vec<_>>(), width);
    let coded = coding::code_report(&doc, codebook, &reading);
    format!("{stages}\nRecord\n\n{}", publish::table(&coded, width))
}
