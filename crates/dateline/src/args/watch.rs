//! The arguments of the watch.

use std::path::PathBuf;

use clap::Args;

use super::{CodebookArg, ReaderArg, StoreArg};

const WATCH_EXAMPLES: &str = "\
Examples:
  dateline watch feeds.toml                       until Ctrl-C
  dateline watch feeds.toml --once                ask everything once, then end: for cron and timers
  dateline watch feeds.toml --once --store may.sqlite

Only what feeds.toml names, and what it lets them lead to, is asked for anything. docs/watch.md describes the file.

Exit codes: 0 done, whether or not anything was new, or ended with Ctrl-C; 2 some feeds, articles or notices failed, the rest was
done; 130 --once was interrupted.";

#[derive(Args)]
#[command(after_help = WATCH_EXAMPLES)]
pub struct WatchArgs {
    /// The file that says what to watch
    #[arg(value_name = "FEEDS.TOML")]
    pub feeds: PathBuf,
    /// Ask everything once, code and link what is new, and end
    #[arg(long)]
    pub once: bool,
    #[command(flatten)]
    pub store: StoreArg,
    #[command(flatten)]
    pub reader: ReaderArg,
    #[command(flatten)]
    pub codebook: CodebookArg,
    /// Threads [default: one per processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Only what went wrong
    #[arg(short, long)]
    pub quiet: bool,
}
