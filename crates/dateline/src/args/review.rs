//! The arguments of `dateline review`.

use clap::{Args, ValueEnum};

use super::{CodebookArg, StoreArg};

const REVIEW_EXAMPLES: &str = "\
Examples:
  dateline review                                   all that is open, what matters most first
  dateline review --kind pairs --accept-above 0.85  judge the likely ones at once, then the others one by one
  dateline review --by \"Ana Ruiz\" --limit 50
  printf 'xxn' | dateline review                    keys from a pipe; each screen is printed

Keys: x same, n different, u unsure; a accept, r reject, e edit; Enter takes what is proposed; space skips, z takes back
the last decision, ? lists the keys, q ends. Every decision is kept at once; `dateline link` applies them.

Exit codes: 0 done; 1 nothing to review; 2 the store cannot be read or written; 130 interrupted.";

#[derive(Args)]
#[command(after_help = REVIEW_EXAMPLES)]
pub struct ReviewArgs {
    /// What is asked about
    #[arg(long, value_enum, default_value_t = ReviewKind::All)]
    pub kind: ReviewKind,
    /// Who decides [default: your user name]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Judge every pair that is likelier than CHANCE the same, after one question
    #[arg(long, value_name = "CHANCE", value_parser = chance)]
    pub accept_above: Option<f64>,
    /// Ask about N at most
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    #[command(flatten)]
    pub store: StoreArg,
    #[command(flatten)]
    pub codebook: CodebookArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReviewKind {
    /// Two event reports that may tell the same event, and those of one event whose tolls contradict each other
    Pairs,
    /// Values that coding left in doubt
    Doubts,
    /// Both
    All,
}

fn chance(text: &str) -> Result<f64, String> {
    let chance: f64 = text.parse().map_err(|_| "a chance looks like 0.85".to_string())?;
    if (0.5..=1.0).contains(&chance) { Ok(chance) } else { Err("a chance from 0.5 to 1".to_string()) }
}
