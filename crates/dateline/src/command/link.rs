//! `dateline link`: event reports of the store become events.

use std::io::IsTerminal;

use anyhow::Result;
use dateline::linking::{self, Done};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use linkage::{Profile, Weights};
use store::{Query, Store};

use super::store::CODER;
use crate::Outcome;
use crate::args::LinkArgs;

/// Links what is new, or everything.
pub fn run(args: &LinkArgs) -> Result<Outcome> {
    super::code::set_jobs(args.jobs)?;
    let mut store = Store::open(&args.store.path)?;
    let options = match (args.all, args.seed) {
        (_, Some(seed)) => format!("--seed {seed}"),
        (true, None) => "--all".to_string(),
        (false, None) => String::new(),
    };
    let run = store.begin_run("link", CODER, &options, Timestamp::now())?;
    let bar = bar(args.quiet);
    let progress = |what: &str, done: usize, of: usize| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
        bar.set_message(what.to_string());
    };
    let weights = Weights::embedded();
    // With nothing linked before, taking everything at once is quicker.
    let everything =
        args.all || args.seed.is_some() || store.query(&Query { limit: Some(1), ..Query::default() })?.is_empty();
    let done = match (everything, args.seed.unwrap_or(0)) {
        (false, _) => linking::link_new(&mut store, run, &weights, &progress)?,
        (true, 0) => linking::link_all(&mut store, run, &weights, &mut |_| {}, &progress)?,
        (true, seed) => linking::link_all(&mut store, run, &weights, &mut |all| shuffle(all, seed), &progress)?,
    };
    store.end_run(run, Timestamp::now())?;
    bar.finish_and_clear();
    if !args.quiet {
        anstream::eprintln!("{}", closing(&done));
    }
    Ok(if done.looked_at == 0 && done.events == 0 { Outcome::NothingFound } else { Outcome::Done })
}

fn bar(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}  {elapsed}");
    ProgressBar::no_length().with_style(style.expect("the template is written here and parses"))
}

fn closing(done: &Done) -> String {
    if done.looked_at == 0 && done.events == 0 {
        return "nothing new to link".to_string();
    }
    format!(
        "{} event reports compared, {} pairs that may be one event, {} events made ({} told by several event reports), {} series of totals",
        done.looked_at, done.pairs, done.events, done.joined, done.series
    )
}

/// Fisher and Yates' shuffle, by a generator that gives the same order for the same seed everywhere.
fn shuffle(profiles: &mut [Profile], seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    random.shuffle(profiles);
}
