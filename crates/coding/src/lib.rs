//! # coding: what one document tells
//!
//! In:       language::Document, Codebook, Reading
//! Out:      record::CodedReport: event reports, tallies, doubts
//! Never:    a second report, disk, clock, failure
//! Start at: code_report

mod act;
mod actor;
mod adjunct;
mod casualty;
mod claim;
mod codebook;
mod date;
mod draft;
mod event;
mod finding;
mod kind;
mod learned;
mod location;
mod pattern;
mod report;
mod response;
mod scene;
mod side;
mod source;
mod standing;
mod structure;
mod tally;
mod telling;
mod toponym;
mod weapon;
mod word;

pub use codebook::gazetteer::{Candidate, Dump, Gazetteer, Place, PlaceId, PlaceKind};
pub use codebook::registry::{ActorEntry, Country, NameUse, PeopleKind, Registry, inter_code};
pub use codebook::{
    Codebook, CodebookError, EventFile, Example, Fault, Manner, Membership, OutcomeFile, OutcomeWording, Part,
    PartialDate, People, Prepositions, Role, StandingFile, StandingWording, Support, WeaponEntry, WikidataId,
    WordingEntry, embedded_files, registry_faults,
};
pub use codebook::{PlaceContext, Points, PrepositionList, Resolution};
pub use finding::{Finding, findings};
pub use learned::second::{Features, Question};
pub use learned::study::{Asked, questions};
pub use report::code_report;
pub use toponym::{toponym_readings, toponyms};
pub use word::sentences_of_note;
