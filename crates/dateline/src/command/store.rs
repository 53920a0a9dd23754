//! `dateline init` and `dateline changes`: a new store, and what happened to one. What all commands on a store need.

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;
use store::{Change, Since, Store};

use crate::Outcome;
use crate::args::{ChangesArgs, InitArgs, STORE};

pub use dateline::CODER;

/// Changes that are read at a time.
const STRIDE: usize = 10_000;

/// Makes an empty store.
pub fn init(args: &InitArgs) -> Result<Outcome> {
    Store::create(&args.store.path)?;
    let path = args.store.path.display();
    let option = if args.store.path == Path::new(STORE) { String::new() } else { format!(" --store {path}") };
    anstream::eprintln!("dateline: {path} is an empty store; `dateline code NEWS{option}` adds reports to it");
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
