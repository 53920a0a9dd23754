//! `dateline init`, `dateline changes` and `dateline store`: a new store, what happened to one, a copy of one. What all commands on a
//! store need.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;
use store::{Change, Since, Stage, Store};

use crate::Outcome;
use crate::args::{ChangesArgs, InitArgs, STORE, StoreCopyArgs};

pub use dateline::CODER;

/// Changes that are read at a time.
const STRIDE: usize = 10_000;

/// Makes an empty store.
pub fn init(args: &InitArgs) -> Result<Outcome> {
    Store::create(&args.store.path)?;
    let path = store::shown(&args.store.path);
    let path = path.display();
    let option = if args.store.path == Path::new(STORE) {
        String::new()
    } else {
        format!(" --store {}", quoted(&path.to_string()))
    };
    anstream::eprintln!("dateline: {path} is an empty store; `dateline code NEWS{option}` adds reports to it");
    Ok(Outcome::Done)
}

/// A word as a shell takes it: in an address ? and & would mean something else.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-:@+=".contains(c);
    if word.chars().all(plain) { word.to_string() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// Copies a whole store.
pub fn copy(args: &StoreCopyArgs) -> Result<Outcome> {
    let from = reading(&args.from)?;
    let bar = if !args.quiet && std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len} rows  {msg}  {elapsed}");
    bar.set_style(style.expect("the template is written here and parses"));
    let started = Instant::now();
    let copied = from.copy_to(&args.to, |step| {
        bar.set_length(step.of);
        bar.set_position(step.rows);
        bar.set_message(match step.stage {
            Stage::Copy => step.table.to_string(),
            Stage::Check => format!("{}, compared", step.table),
        });
    })?;
    bar.finish_and_clear();
    let rows: u64 = copied.iter().map(|(_, rows)| rows).sum();
    if !args.quiet {
        let (to, seconds) = (store::shown(&args.to), started.elapsed().as_secs_f64());
        let (rows, tables) = (HumanCount(rows), copied.len());
        anstream::eprintln!(
            "dateline: {rows} rows of {tables} tables are in {}, read back and the same, {seconds:.1} s",
            to.display()
        );
    }
    Ok(Outcome::Done)
}

/// A store to be read, on a read-only disk too.
pub fn reading(path: &Path) -> Result<Store> {
    Ok(Store::open_read_only(path).or_else(|error| match error {
        // An older store is brought up to date by whoever may write it.
        store::Error::Older { .. } => Store::open(path),
        other => Err(other),
    })?)
}

/// Who decides: the name given, else the user's.
pub fn who(by: Option<&str>) -> String {
    let from = |name: &str| std::env::var(name).ok().filter(|name| !name.trim().is_empty());
    by.map(str::to_string)
        .or_else(|| from("USER"))
        .or_else(|| from("USERNAME"))
        .unwrap_or_else(|| "somebody".to_string())
}

/// Lists what happened, the first first.
pub fn changes(args: &ChangesArgs) -> Result<Outcome> {
    let store = reading(&args.store.path)?;
    let start = args.since.map(|day| day.to_zoned(TimeZone::UTC)).transpose()?;
    let mut since = start.map_or(Since::Seq(0), |start| Since::Time(start.timestamp()));
    let mut out = anstream::stdout().lock();
    let mut any = false;
    loop {
        let changes = store.changes(since, STRIDE)?;
        let Some(last) = changes.last() else { break };
        since = Since::Seq(last.seq);
        any = true;
        for change in &changes {
            writeln!(out, "{}", if args.json { as_json(change) } else { line(change) })?;
        }
    }
    Ok(if any { Outcome::Done } else { Outcome::NothingFound })
}

fn line(change: &Change) -> String {
    let object = change.object.map(|key| format!(" {key}")).unwrap_or_default();
    let detail = change.detail.as_deref().map(|detail| format!("  {}", publish::plain(detail))).unwrap_or_default();
    let what = change.kind.name().replace('_', " ");
    format!("{}  {what:<22} {}{object}  by {}{detail}", time(change.at), change.subject, publish::plain(&change.by))
}

fn as_json(change: &Change) -> String {
    let detail = change.detail.as_deref().and_then(|detail| serde_json::from_str::<serde_json::Value>(detail).ok());
    json!({
        "seq": change.seq,
        "at": change.at.to_string(),
        "kind": change.kind.name(),
        "subject": change.subject,
        "object": change.object,
        "by": change.by,
        "detail": detail,
    })
    .to_string()
}

/// A time to the second.
fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}
