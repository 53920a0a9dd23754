//! # publish: records become files and pages
//!
//! In:       record::CodedReport, language::Document, records as JSON
//! Out:      text: JSON, CSV, terminal tables, explanations, scores
//! Never:    code or link; touch disk or clock; change a value on its way out
//! Start at: Layout

mod csv;
mod edtf;
mod explain;
mod gloss;
mod jsonl;
mod layout;
mod score;
mod table;
mod toponym;
mod words;

pub use csv::COLUMNS;
pub use explain::{Seen, explain};
pub use jsonl::record_json;
pub use layout::{Content, Format, Layout};
pub use score::{Counted, Counts, Line, Miss, Records, RecordsError, Score, ToponymScore, score};
pub use table::table;
pub use toponym::{TOPONYM_COLUMNS, toponym_lines};
pub use words::plain;
