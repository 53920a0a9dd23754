//! # coding: what one document tells
//!
//! In:       language::Document, Codebook, Reading
//! Out:      record::CodedReport: event reports, tallies, doubts
//! Never:    a second report, disk, clock, failure
//! Start at: code_report

mod act;
mod actor;
mod casualty;
mod codebook;
mod date;
mod draft;
mod event;
mod finding;
mod fold;
mod gazetteer;
mod lexicon;
mod location;
mod reading;
mod registry;
mod report;
mod response;
mod scene;
mod standing;
mod structure;
mod tally;
mod telling;
mod weapon;

pub use codebook::{
    Codebook, CodebookError, EventFile, Example, OutcomeFile, OutcomeWording, Part, People, Prepositions, Role,
    StandingFile, StandingWording, Support, WeaponEntry, WordingEntry, embedded_files,
};
pub use finding::Finding;
pub use gazetteer::{Gazetteer, Place, PlaceContext, PlaceId, PlaceKind, Resolution};
pub use reading::{Label, Reading, ScoredSpan};
pub use report::{code_report, findings};
pub use registry::{ActorEntry, Country, NameUse, PeopleKind, Registry};
