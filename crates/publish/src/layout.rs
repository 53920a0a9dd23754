//! The choice of a format, and the pieces of a file in it.

use record::{CodedReport, Report, Toponym};
use serde_json::{Value, json};

use crate::{TOPONYM_COLUMNS, csv, record_json, table, toponym};

/// The form in which coded reports are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For a person at a terminal: events with their evidence, in colour.
    Table,
    /// One record per report and line.
    Jsonl,
    /// One array of records.
    Json,
    /// One row per event report.
    Csv,
}

impl Format {
    /// The format that a file's ending asks for; `None` if the ending names none.
    ///
    /// ```
    /// assert_eq!(publish::Format::of_ending("csv"), Some(publish::Format::Csv));
    /// ```
    pub fn of_ending(ending: &str) -> Option<Format> {
        match ending.to_ascii_lowercase().as_str() {
            "txt" => Some(Format::Table),
            "jsonl" | "ndjson" => Some(Format::Jsonl),
            "json" => Some(Format::Json),
            "csv" => Some(Format::Csv),
            _ => None,
        }
    }
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// Coded reports.
    Records,
    /// The toponyms of reports; not as one array.
    Toponyms,
}

/// How coded reports, or the toponyms of reports, are written: `head`, then each report with `between` between two, then `tail`.
///
/// Everything is a string, so that reports can be laid out on many threads and written by one.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// The form.
    pub format: Format,
    /// What is written in it.
    pub content: Content,
    /// Whether JSON records hold the report's text, under `text`.
    pub with_text: bool,
    /// Columns of the terminal, for tables.
    pub width: usize,
}

impl Layout {
    /// What stands before the first report.
    pub fn head(&self) -> String {
        match (self.format, self.content) {
            (Format::Table | Format::Jsonl, _) => String::new(),
            (Format::Json, _) => "[\n".to_string(),
            (Format::Csv, Content::Records) => csv::head(),
            (Format::Csv, Content::Toponyms) => csv::lines([TOPONYM_COLUMNS.map(str::to_string).to_vec()]),
        }
    }

    /// One report. Tables hold colour codes, which the writer strips where there is no terminal.
    pub fn report(&self, coded: &CodedReport) -> String {
        match self.format {
            Format::Table => table(coded, self.width),
            Format::Jsonl => format!("{}\n", self.record(coded)),
            Format::Json => format!("{:#}", self.record(coded)),
            Format::Csv => csv::rows(coded),
        }
    }

    /// The toponyms of one report; JSON has one object per line in either form.
    pub fn toponyms(&self, report: &Report, toponyms: &[Toponym]) -> String {
        match self.format {
            _ if toponyms.is_empty() => String::new(),
            Format::Table => toponym::page(report, toponyms),
            Format::Jsonl | Format::Json => toponym::toponym_lines(report, toponyms),
            Format::Csv => toponym::rows(report, toponyms),
        }
    }

    /// What stands between two reports.
    pub fn between(&self) -> &'static str {
        match self.format {
            Format::Table => "\n",
            Format::Json => ",\n",
            Format::Jsonl | Format::Csv => "",
        }
    }

    /// What stands after the last report; `any` tells whether there was one.
    pub fn tail(&self, any: bool) -> &'static str {
        match self.format {
            Format::Json if any => "\n]\n",
            Format::Json => "]\n",
            _ => "",
        }
    }

    fn record(&self, coded: &CodedReport) -> Value {
        let mut record = record_json(coded);
        if self.with_text {
            record["text"] = json!(coded.report.text);
        }
        record
    }
}
