//! # ingest: files, pages and feeds become reports
//!
//! In:       bytes: files, folders, archives, standard input
//! Out:      record::Report, one per article
//! Never:    know grammar; cut anything out of a text
//! Start at: sources, Source::read

mod archive;
mod date;
mod dateline;
mod draft;
mod encoding;
mod error;
mod fetched;
mod format;
mod furniture;
mod kind;
mod language;
mod limit;
mod outlet;
mod source;
mod wire_copy;

pub use error::{Error, Place};
pub use fetched::{FeedEntry, Fetched};
pub use format::json::report_of;
pub use outlet::OutletBook;
pub use source::{Options, Reports, Source, sources};
pub use wire_copy::{Sketch, WireCopies, merge_copies, passages};
