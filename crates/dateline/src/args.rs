//! The command line, with its help.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::builder::{Styles, styling::AnsiColor};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use reader::Reader;

mod events;
mod export;
#[cfg(feature = "propose")]
mod propose;
mod review;
mod serve;
#[cfg(feature = "watch")]
mod watch;

pub use events::*;
pub use export::{ExportArgs, Form};
#[cfg(feature = "propose")]
pub use propose::ProposeArg;
pub use review::{ReviewArgs, ReviewKind};
pub use serve::{McpArgs, ServeArgs};
#[cfg(feature = "watch")]
pub use watch::WatchArgs;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// News reports go in; sourced, dated and located records of conflict events come out. Works offline.
#[derive(Parser)]
#[command(version, styles = STYLES, arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 nothing found; 2 bad usage, or some inputs failed and the rest was done; \
                          130 interrupted.";

#[derive(Subcommand)]
pub enum Command {
    /// Code reports: find the events that they tell
    Code(CodeArgs),
    /// Show what each stage sees in a report, laid under its text
    Explain(ExplainArgs),
    /// Make an empty store
    Init(InitArgs),
    /// Put records that were written before, or by a person, into a store
    Import(ImportArgs),
    /// Join the event reports of a store that tell the same event
    Link(LinkArgs),
    /// List the events of a store
    Events(EventsArgs),
    /// Write the events of a store in a form that other tools read: ACLED, UCDP, GeoJSON …
    Export(ExportArgs),
    /// Show all that is held of an event: every telling, every figure, claims, answers
    Show(ShowArgs),
    /// List what happened to a store
    Changes(ChangesArgs),
    /// Copy a whole store, between a file and a server too
    #[command(subcommand)]
    Store(StoreCommand),
    /// Say that events are one
    Merge(MergeArgs),
    /// Say that event reports tell another event
    Split(SplitArgs),
    /// Take back what you decided last
    Undo(UndoArgs),
    /// Score records against reference records, slot by slot
    Score(ScoreArgs),
    /// Measure the trained reader by a published benchmark
    Bench(BenchArgs),
    /// Judge what the program could not settle, one decision to a page
    Review(ReviewArgs),
    /// Open the desk: the store as pages in a browser on this machine
    Serve(ServeArgs),
    /// Watch feeds and folders: fetch what is new, code it, link it, tell of new events
    #[cfg(feature = "watch")]
    Watch(WatchArgs),
    /// Answer questions about a store to a program that speaks the Model Context Protocol
    Mcp(McpArgs),
    /// List the places that reports name, each with its point
    Toponyms(ToponymsArgs),
    /// Print the codebook: every code, or one with its wordings and examples
    Codes(CodesArgs),
    /// Look into the registry of actors: whom a name means, what is wrong with the files
    Actors(ActorsArgs),
    /// Look into the gazetteer: which places a name means; add GeoNames' full dump
    Gazetteer(GazetteerArgs),
    /// Check that the codebook and the gazetteer are whole
    Doctor(DoctorArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
}

const CODE_EXAMPLES: &str = "\
Examples:
  dateline code report.txt                       read one report, show its events
  dateline code news/ -o events.csv              a folder, all the way down, into a spreadsheet
  dateline code crawl.warc.gz -o events.jsonl    an archive of pages, one record per line
  dateline code events.jsonl.gz --jobs 2         two threads; the output is the same with any number
  cat report.txt | dateline code - --published 2024-01-05
  dateline code news/ -o events.jsonl --resume   go on where an interrupted run stopped

Reads plain text, Markdown, HTML, EML, JSON, JSONL, CSV, RSS, Atom, JSON Feed, WARC, and gzip or zip of these.
Reports that are not in English are skipped with a note. The same text twice is one report with two outlets.

Exit codes: 0 done; 1 no event or tally in any report; 2 some inputs failed, the rest was done; 130 interrupted.";

#[derive(Args)]
#[command(after_help = CODE_EXAMPLES)]
pub struct CodeArgs {
    /// Files and folders; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write to FILE, which appears when all is done; its ending tells the format (.jsonl, .json, .csv, .txt)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Format [default: by FILE's ending; else table at a terminal, jsonl in a pipe]
    #[arg(short, long, value_enum)]
    pub format: Option<FormatArg>,
    /// Date of publication of every report, over what they say themselves
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub published: Option<record::Date>,
    /// Threads [default: one per processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub reader: ReaderArg,
    #[command(flatten)]
    pub codebook: CodebookArg,
    #[cfg(feature = "propose")]
    #[command(flatten)]
    pub propose: ProposeArg,
    /// Add the reports to this store [default: dateline.sqlite, if there is one and neither -o nor -f is given]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "format", "resume"])]
    pub store: Option<PathBuf>,
    /// Put the text of each report into its record, under `text` (json and jsonl)
    #[arg(long)]
    pub text: bool,
    /// Continue FILE.part, left by an interrupted run, after its last complete record (jsonl)
    #[arg(long, requires = "output")]
    pub resume: bool,
    /// No notes, no progress, no closing line; errors are still told
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Args)]
pub struct CodebookArg {
    /// Folder whose files go over those of the built-in codebook
    #[arg(long = "codebook", value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

#[derive(Args)]
pub struct ReaderArg {
    /// What finds acts and who plays a part in them
    #[arg(long = "reader", value_name = "READER", value_enum, default_value_t = ReaderKind::Trained)]
    pub kind: ReaderKind,
    /// Folder with weights of your own, as training/export.py writes them, in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
}

impl ReaderArg {
    /// The trained reader, unless the rules alone are wanted.
    pub fn open(&self) -> anyhow::Result<Option<&'static Reader>> {
        match (self.kind, &self.model) {
            (ReaderKind::Rules, _) => Ok(None),
            (ReaderKind::Trained, None) => Ok(Some(Reader::embedded()?)),
            (ReaderKind::Trained, Some(dir)) => Ok(Some(trained(dir)?)),
        }
    }
}

/// The reader whose weights lie in a folder; it stays for as long as the program runs.
pub fn trained(dir: &Path) -> anyhow::Result<&'static Reader> {
    let (weights, vocabulary) = (dir.join("reader.safetensors"), dir.join("vocabulary.txt"));
    let said = |path: &Path| path.display().to_string();
    let bytes = std::fs::read(&weights).with_context(|| said(&weights))?;
    let words = std::fs::read_to_string(&vocabulary).with_context(|| said(&vocabulary))?;
    Ok(Box::leak(Box::new(Reader::of(&bytes, &words).with_context(|| said(&weights))?)))
}

#[derive(Clone, Copy, ValueEnum)]
pub enum ReaderKind {
    /// The codebook's wordings alone
    Rules,
    /// The same beside a small trained model
    Trained,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum FormatArg {
    /// For reading: events with their evidence
    Table,
    /// One record per line
    Jsonl,
    /// One array of records
    Json,
    /// One row per event
    Csv,
}

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  dateline explain report.txt
  dateline explain report.txt --published 2024-01-05 | less";

#[derive(Args)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub struct ExplainArgs {
    /// A file with a report; `-` is standard input
    pub report: PathBuf,
    /// Date of publication, over what the report says itself
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub published: Option<record::Date>,
    #[command(flatten)]
    pub reader: ReaderArg,
    #[command(flatten)]
    pub codebook: CodebookArg,
    /// Columns of a line
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(40..=1000))]
    pub width: u16,
}

const SCORE_EXAMPLES: &str = "\
Examples:
  dateline score corpus/gold/dev/records records.jsonl
  dateline score gold/ records/ --by-report --errors
  dateline score gold/ records/ --paired       how well what was found is coded";

#[derive(Args)]
#[command(after_help = SCORE_EXAMPLES)]
pub struct ScoreArgs {
    /// Reference records: a folder of .json files, or one .jsonl file
    pub gold: PathBuf,
    /// Records to be scored, in either form
    pub pred: PathBuf,
    /// A line for each report before the table
    #[arg(long)]
    pub by_report: bool,
    /// Everything that is not right after the table, with both sides
    #[arg(long)]
    pub errors: bool,
    /// Slots of paired events and tallies alone: what was missed or invented costs nothing
    #[arg(long)]
    pub paired: bool,
    /// The figures as JSON
    #[arg(long)]
    pub json: bool,
}

const BENCH_EXAMPLES: &str = "\
Examples:
  dateline bench muc4 dev.json
  dateline bench muc4 dev.json --predictions predicted.jsonl
  dateline bench muc4 held.json --fit model/muc4.json     thresholds for new weights";

#[derive(Args)]
#[command(after_help = BENCH_EXAMPLES)]
pub struct BenchArgs {
    /// The benchmark
    #[arg(value_enum)]
    pub benchmark: Benchmark,
    /// Documents with their templates, one to a line
    pub file: PathBuf,
    /// Write what is predicted to FILE, a line for each document
    #[arg(long, value_name = "FILE")]
    pub predictions: Option<PathBuf>,
    /// Fit the second stage to these documents, write it to FILE, and measure with it
    #[arg(long, value_name = "FILE")]
    pub fit: Option<PathBuf>,
    /// Folder with weights of your own, as training/export.py writes them, and their muc4.json
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
    /// The figures as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Benchmark {
    /// Role fillers (CEAF-REE) and templates (GTT) of MUC-4
    Muc4,
}

const TOPONYMS_EXAMPLES: &str = "\
Examples:
  dateline toponyms report.txt                         each place that the report names, on the map
  dateline toponyms news/ -o places.csv                a folder, all the way down, into a spreadsheet
  dateline toponyms report.txt --associative           also governments, peoples and bodies named for places
  dateline toponyms GeoVirus.xml --score               agreement with a geoparsing corpus's own toponyms";

#[derive(Args)]
#[command(after_help = TOPONYMS_EXAMPLES)]
pub struct ToponymsArgs {
    /// Files and folders; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write to FILE, which appears when all is done; its ending tells the format (.jsonl, .csv, .txt)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Format [default: by FILE's ending; else table at a terminal, jsonl in a pipe]
    #[arg(short, long, value_enum)]
    pub format: Option<ToponymFormat>,
    /// Also names that mean no ground: governments, peoples, teams, bodies, languages
    #[arg(long)]
    pub associative: bool,
    /// Whose points stand for countries, divisions, regions and seas
    #[arg(long, value_enum, default_value = "geonames")]
    pub points: PointsArg,
    /// Print how the toponyms agree with those of the corpus itself, instead of them unless they go to FILE
    #[arg(long)]
    pub score: bool,
    /// The figures of the score as JSON
    #[arg(long, requires = "score")]
    pub json: bool,
    #[command(flatten)]
    pub codebook: CodebookArg,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum PointsArg {
    /// Those of the gazetteer
    Geonames,
    /// Those of Wikipedia's articles
    Wikipedia,
}

impl From<PointsArg> for coding::Points {
    fn from(arg: PointsArg) -> coding::Points {
        match arg {
            PointsArg::Geonames => coding::Points::GeoNames,
            PointsArg::Wikipedia => coding::Points::Wikipedia,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub enum ToponymFormat {
    /// For reading
    Table,
    /// One toponym per line
    Jsonl,
    /// One row per toponym
    Csv,
}

const CODES_EXAMPLES: &str = "\
Examples:
  dateline codes                          every code with its definition
  dateline codes air_drone_strike         one code: definition, wordings, examples
  dateline codes wounded --codebook my/   the same from your copy of the codebook";

#[derive(Args)]
#[command(after_help = CODES_EXAMPLES)]
pub struct CodesArgs {
    /// A code: event type, weapon, outcome, standing, or the id or name of an actor
    pub code: Option<String>,
    #[command(flatten)]
    pub codebook: CodebookArg,
}

const ACTORS_EXAMPLES: &str = "\
Examples:
  dateline actors find Hachd al-Chaabi              whom the name means
  dateline actors find Al-Shabaab --country MOZ     the one of a country
  dateline actors find PMF --format json
  dateline actors check                             faults in the built-in registry
  dateline actors check --codebook my/              and with your files over it";

#[derive(Args)]
#[command(after_help = ACTORS_EXAMPLES)]
pub struct ActorsArgs {
    #[command(subcommand)]
    pub command: ActorsCommand,
}

#[derive(Subcommand)]
pub enum ActorsCommand {
    /// Print whom a name means; if nobody, which names resemble it
    Find(FindArgs),
    /// Print what is wrong with the registry's files
    Check(CheckActorsArgs),
}

#[derive(Args)]
pub struct FindArgs {
    /// A name, in any spelling
    #[arg(required = true, value_name = "NAME")]
    pub name: Vec<String>,
    /// Of several of the name, those of this country (ISO 3166 alpha-3)
    #[arg(long, value_name = "CODE")]
    pub country: Option<String>,
    /// Format
    #[arg(short, long, value_enum, default_value_t = PageFormat::Table)]
    pub format: PageFormat,
    #[command(flatten)]
    pub codebook: CodebookArg,
}

#[derive(Args)]
pub struct CheckActorsArgs {
    #[command(flatten)]
    pub codebook: CodebookArg,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    /// For reading
    Table,
    /// One object
    Json,
}

const GAZETTEER_EXAMPLES: &str = "\
Examples:
  dateline gazetteer find Jurf as-Sakhar                          every place of the name, the likeliest first
  dateline gazetteer find Tripoli --country LBN --format json
  dateline gazetteer import allCountries.zip --codebook my/       GeoNames' dump of the world
  dateline gazetteer import SY.zip --codebook my/                 or of a country
  dateline gazetteer import allCountries.zip --codebook my/ --countries SYR,IRQ";

#[derive(Args)]
#[command(after_help = GAZETTEER_EXAMPLES)]
pub struct GazetteerArgs {
    #[command(subcommand)]
    pub command: GazetteerCommand,
}

#[derive(Subcommand)]
pub enum GazetteerCommand {
    /// Print every place that has a name, the likeliest first
    Find(FindArgs),
    /// Compile a dump of GeoNames into a folder of yours, for use with --codebook
    Import(ImportPlacesArgs),
}

#[derive(Args)]
pub struct ImportPlacesArgs {
    /// A dump from download.geonames.org, zipped or not
    #[arg(value_name = "DUMP")]
    pub dump: PathBuf,
    /// The folder of your codebook, made if it is not there; the places go into its folder `place`
    #[arg(long, value_name = "DIR")]
    pub codebook: PathBuf,
    /// Only places of these countries (ISO 3166 alpha-3, with commas between) [default: all]
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub countries: Vec<String>,
}

const DOCTOR_EXAMPLES: &str = "\
Examples:
  dateline doctor                    the built-in codebook and gazetteer
  dateline doctor --codebook my/     and with your files over them";

#[derive(Args)]
#[command(after_help = DOCTOR_EXAMPLES)]
pub struct DoctorArgs {
    #[command(flatten)]
    pub codebook: CodebookArg,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  dateline completions bash > ~/.local/share/bash-completion/completions/dateline
  dateline completions zsh > ~/.zfunc/_dateline
  dateline completions fish > ~/.config/fish/completions/dateline.fish";

#[derive(Args)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: Shell,
}

fn date(text: &str) -> Result<record::Date, String> {
    text.parse().map_err(|_| "a date looks like 2024-01-31".to_string())
}
