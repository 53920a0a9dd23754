//! # coding: what one document tells
//!
//! In:       language::Document, Codebook, Reading
//! Out:      record::CodedReport: event reports, tallies, doubts
//! Never:    a second report, disk, clock, failure
//! Start at: code_report

mod codebook;
mod finding;
mod fold;
mod lexicon;
mod reading;
mod registry;

pub use codebook::{
    Codebook, CodebookError, EventFile, Example, OutcomeFile, OutcomeWording, Part, People, Prepositions, Role,
    StandingFile, StandingWording, Support, WeaponEntry, WordingEntry, embedded_files,
};
pub use finding::Finding;
pub use reading::{Label, Reading, ScoredSpan};
pub use registry::{ActorEntry, Country, NameUse, PeopleKind, Registry};

use language::Document;
use record::CodedReport;

/// Codes a report: every event and tally that it tells, each value with its words, and doubts for what stays open.
pub fn code_report(doc: &Document<'_>, codebook: &Codebook, reading: &Reading) -> CodedReport {
    let _ = (codebook, reading);
    CodedReport { report: doc.report.clone(), event_reports: Vec::new(), tallies: Vec::new(), doubts: Vec::new() }
}

/// What coding sees in a document before it decides: for `dateline explain`.
pub fn findings(doc: &Document<'_>, codebook: &Codebook, reading: &Reading) -> Vec<Finding> {
    let _ = (doc, codebook, reading);
    Vec::new()
}
