//! The arguments of `dateline export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use publish::export::{Rule, Target};

use super::{CodebookArg, Filter, StoreArg};

const EXAMPLES: &str = "\
Examples:
  dateline export acled --country IRQ --from 2024 -o iraq.csv
  dateline export ucdp --rule lowest -o ged.csv
  dateline export geojson --killed 1 | less
  dateline export html --event 7k3m9qx2dt -o dossier.html    one event on a page, to be mailed
  dateline export jsonl -o store.jsonl                       all of a store, for dateline import

docs/exports.md says how each form is filled, and what it loses.

Exit codes: 0 done; 1 no event fits; 2 the store cannot be read or FILE cannot be written.";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct ExportArgs {
    /// The form
    #[arg(value_enum)]
    pub format: ExportFormat,
    /// Write to FILE, which appears when all is done [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Which figure stands where the form has room for one (acled)
    #[arg(long, value_enum, default_value_t = RuleArg::Best)]
    pub rule: RuleArg,
    /// Only this event, by its key or the first letters of it; may be given several times
    #[arg(long = "event", value_name = "KEY")]
    pub events: Vec<String>,
    #[command(flatten)]
    pub filter: Filter,
    #[command(flatten)]
    pub codebook: CodebookArg,
    #[command(flatten)]
    pub store: StoreArg,
}

/// The forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// ACLED's 31 columns
    Acled,
    /// UCDP GED's 49 columns: the events with at least one death
    Ucdp,
    /// PLOVER's event types, in NGEC's columns
    Plover,
    /// CAMEO's codes, in Phoenix's columns
    Cameo,
    /// Points with their values, for maps
    Geojson,
    /// CSV with a row of HXL tags
    Hxl,
    /// The store itself, line by line: reports with every value and its place, what persons said
    Jsonl,
    /// A feed for news readers, an item per event
    Rss,
    /// A page for mailing: one file with every sentence
    Html,
    /// A file of columns with a geometry (GeoParquet), for pandas, R, DuckDB
    #[cfg(feature = "parquet")]
    Parquet,
}

impl ExportFormat {
    /// What writes its events.
    pub fn form(self) -> Form {
        match self {
            ExportFormat::Acled => Form::Text(Target::Acled),
            ExportFormat::Ucdp => Form::Text(Target::Ucdp),
            ExportFormat::Plover => Form::Text(Target::Plover),
            ExportFormat::Cameo => Form::Text(Target::Cameo),
            ExportFormat::Geojson => Form::Text(Target::Geojson),
            ExportFormat::Hxl => Form::Text(Target::Hxl),
            ExportFormat::Jsonl => Form::Lines,
            ExportFormat::Rss => Form::Text(Target::Rss),
            ExportFormat::Html => Form::Text(Target::Html),
            #[cfg(feature = "parquet")]
            ExportFormat::Parquet => Form::Columns,
        }
    }
}

/// What writes the events of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text, event by event.
    Text(Target),
    /// Lines that can be imported again.
    Lines,
    /// Columns, some thousands of events at a time.
    #[cfg(feature = "parquet")]
    Columns,
}

/// Which of several figures is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RuleArg {
    /// The lowest that a figure in force allows
    Lowest,
    /// The one that the event takes for best
    Best,
    /// The highest that a figure in force allows
    Highest,
}

impl From<RuleArg> for Rule {
    fn from(rule: RuleArg) -> Rule {
        match rule {
            RuleArg::Lowest => Rule::Lowest,
            RuleArg::Best => Rule::Best,
            RuleArg::Highest => Rule::Highest,
        }
    }
}
