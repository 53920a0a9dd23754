//! # publish: records become files and pages
//!
//! In:       record::CodedReport, record::Event, language::Document, records as JSON
//! Out:      text: JSON, CSV, terminal tables, explanations, scores
//! Never:    code or link; touch disk or clock; change a value on its way out
//! Start at: Layout

pub mod columns;
mod csv;
mod dossier;
mod edtf;
mod events;
mod explain;
pub mod export;
mod gloss;
mod jsonl;
mod layout;
mod reading;
mod review;
mod score;
mod table;
mod toponym;
pub mod words;

pub use columns::{Cell, Kind};
pub use csv::{About, COLUMNS, event_report_cells, lines as csv_lines};
pub use dossier::{Around, dossier, event_line, named, series_line, series_lines, told_values};
pub use events::{
    EVENT_COLUMNS, event_cells, event_head, event_json, event_lines, event_row, event_values, toll_words,
};
pub use explain::{Seen, explain};
pub use jsonl::record_json;
pub use layout::{Content, Format, Layout};
pub use reading::{read_record, read_reprints};
pub use review::{Compared, Doubted, compared, doubt_line, doubted, question, sentence, values};
pub use score::{
    BCubed, Counted, Counts, Line, Miss, Records, RecordsError, Score, ToponymScore, b_cubed, paired_events, score,
};
pub use table::table;
pub use toponym::{TOPONYM_COLUMNS, toponym_lines};
pub use words::{figure, plain, sides};
