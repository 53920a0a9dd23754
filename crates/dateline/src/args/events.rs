//! The arguments of the commands that work on a store.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use dateline::asking;

use super::{CodebookArg, date};

/// Where a store lies unless `--store` says otherwise.
pub const STORE: &str = "dateline.sqlite";

#[derive(Args)]
pub struct StoreArg {
    /// The store: an SQLite file, or `postgres://user@host/database` on a server
    #[arg(long = "store", value_name = "FILE", default_value = STORE)]
    pub path: PathBuf,
}

/// What is done with a store as a whole.
#[derive(Subcommand)]
pub enum StoreCommand {
    /// Copy all that a store holds into a new one or an empty one, and read it back to compare
    Copy(StoreCopyArgs),
}

const COPY_EXAMPLES: &str = "\
Examples:
  dateline store copy dateline.sqlite postgres://ana@db.example/news     from a file to a server
  dateline store copy postgres://ana@db.example/news backup.sqlite       and back

Exit codes: 0 done; 2 nothing was copied: the reason is told.";

#[derive(Args)]
#[command(after_help = COPY_EXAMPLES)]
pub struct StoreCopyArgs {
    /// The store that is copied: an SQLite file, or `postgres://user@host/database`
    #[arg(value_name = "FROM")]
    pub from: PathBuf,
    /// Where to: likewise; it must be new or empty
    #[arg(value_name = "TO")]
    pub to: PathBuf,
    /// No progress and no closing line; errors are still told
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Args)]
pub struct InitArgs {
    #[command(flatten)]
    pub store: StoreArg,
}

const IMPORT_EXAMPLES: &str = "\
Examples:
  dateline import records.jsonl            records that dateline wrote before
  dateline import coded-by-hand/           records that people wrote, one .json file each";

#[derive(Args)]
#[command(after_help = IMPORT_EXAMPLES)]
pub struct ImportArgs {
    /// Records: folders of .json files, or .jsonl files
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Who coded them [default: your user name]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    #[command(flatten)]
    pub store: StoreArg,
    #[command(flatten)]
    pub codebook: CodebookArg,
}

const LINK_EXAMPLES: &str = "\
Examples:
  dateline link                 join what was added since the last time
  dateline link --all           compare everything anew, as after a change of the weights";

#[derive(Args)]
#[command(after_help = LINK_EXAMPLES)]
pub struct LinkArgs {
    /// Compare everything anew, not only what was added
    #[arg(long)]
    pub all: bool,
    /// Take event reports in an order shuffled by N; the events are the same with any
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Threads [default: one per processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// No progress, no closing line
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub store: StoreArg,
}

const EVENTS_EXAMPLES: &str = "\
Examples:
  dateline events                                        the latest events
  dateline events --from 2024-01 --to 2024-02 --country IRQ
  dateline events --actor \"Kataib Hezbollah\" --type air_drone_strike
  dateline events --killed 10 --format csv > events.csv   at least ten killed, by the best figure
  dateline events --text \"market bomb\"

Exit codes: 0 done; 1 no event fits; 2 the store cannot be read.";

#[derive(Args)]
#[command(after_help = EVENTS_EXAMPLES)]
pub struct EventsArgs {
    #[command(flatten)]
    pub filter: Filter,
    /// Running totals in place of events, each as it was told over time
    #[arg(long)]
    pub tallies: bool,
    /// Format [default: table at a terminal, jsonl in a pipe]
    #[arg(short, long, value_enum)]
    pub format: Option<EventFormat>,
    #[command(flatten)]
    pub store: StoreArg,
}

/// Which events are meant: those that fit every filter given.
#[derive(Args)]
pub struct Filter {
    /// On or after this day; a month or a year is its first day
    #[arg(long, value_name = "DAY", value_parser = first_day)]
    pub from: Option<record::Date>,
    /// On or before this day; a month or a year is its last day
    #[arg(long, value_name = "DAY", value_parser = last_day)]
    pub to: Option<record::Date>,
    /// In this country, by ISO 3166 alpha-3
    #[arg(long, value_name = "ISO3")]
    pub country: Option<String>,
    /// At a place or in a province of this name
    #[arg(long, value_name = "NAME")]
    pub place: Option<String>,
    /// By or against this actor, or one that belongs to it
    #[arg(long, value_name = "NAME")]
    pub actor: Option<String>,
    /// Of this type or family of types, by code
    #[arg(long = "type", value_name = "CODE")]
    pub kind: Option<String>,
    /// With this standing
    #[arg(long, value_name = "CODE")]
    pub standing: Option<String>,
    /// So well borne out
    #[arg(long, value_name = "GRADE")]
    pub grade: Option<String>,
    /// At least so many killed, by the best figure
    #[arg(long, value_name = "N")]
    pub killed: Option<u64>,
    /// Told by this outlet
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
    /// With these words in its evidence, title, actors or place
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,
    /// In which order
    #[arg(long, value_enum, default_value_t = OrderArg::Latest)]
    pub order: OrderArg,
    /// At most so many [default: 50 in a table, else all]
    #[arg(short = 'n', long, value_name = "N")]
    pub limit: Option<usize>,
}

/// In which order events come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OrderArg {
    /// The last day first
    Latest,
    /// The first day first
    Earliest,
    /// Most killed first, by the best figure
    Deadliest,
    /// Told by most first
    MostTold,
}

/// How events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EventFormat {
    /// For reading
    Table,
    /// One array
    Json,
    /// One event per line
    Jsonl,
    /// One row per event
    Csv,
}

#[derive(Args)]
pub struct ShowArgs {
    /// An event, an event report or a report, by its key or the first letters of it
    pub key: String,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// As it stood at the end of this day, by the clock of Greenwich
    #[arg(long, value_name = "DAY", value_parser = date)]
    pub as_of: Option<record::Date>,
    /// Events that it answered and that answered it, as far as they go
    #[arg(long)]
    pub chain: bool,
    #[command(flatten)]
    pub store: StoreArg,
}

#[derive(Args)]
pub struct ChangesArgs {
    /// On or after this day [default: all]
    #[arg(long, value_name = "DAY", value_parser = first_day)]
    pub since: Option<record::Date>,
    /// As JSON, one change per line
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub store: StoreArg,
}

#[derive(Args)]
pub struct MergeArgs {
    /// Two or more events or event reports that are the same event
    #[arg(required = true, num_args = 2.., value_name = "KEY")]
    pub keys: Vec<String>,
    #[command(flatten)]
    pub why: Why,
    #[command(flatten)]
    pub store: StoreArg,
}

#[derive(Args)]
pub struct SplitArgs {
    /// The event
    pub event: String,
    /// Event reports that tell another event; together they stay one
    #[arg(required = true, value_name = "KEY")]
    pub away: Vec<String>,
    #[command(flatten)]
    pub why: Why,
    #[command(flatten)]
    pub store: StoreArg,
}

#[derive(Args)]
pub struct UndoArgs {
    /// How many decisions to take back, latest first
    #[arg(default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub count: u16,
    #[command(flatten)]
    pub why: Why,
    #[command(flatten)]
    pub store: StoreArg,
}

/// Who decides, and why.
#[derive(Args)]
pub struct Why {
    /// Who decides [default: your user name]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Why, in a few words
    #[arg(long, value_name = "WORDS", default_value = "")]
    pub reason: String,
}

/// A day, or the first of a month or year.
fn first_day(words: &str) -> Result<record::Date, String> {
    asking::first_day(words).map_or_else(|| date(words), Ok)
}

/// A day, or the last of a month or year.
fn last_day(words: &str) -> Result<record::Date, String> {
    asking::last_day(words).map_or_else(|| date(words), Ok)
}
