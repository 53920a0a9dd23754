//! `dateline export`: the events of a store in the forms that other tools read.

mod destination;
mod lore;

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::Result;
use publish::export::{Export, LeftOut, Subject, Tables};
use record::Key;
use store::Store;

use super::filter::query;
use super::store::reading;
use crate::args::ExportArgs;
use crate::{Outcome, codebook};
use destination::Destination;
use lore::Codebooks;

/// Writes the events that fit. One event is held at a time, so that memory does not grow with the store.
pub fn run(args: &ExportArgs) -> Result<Outcome> {
    let store = reading(&args.store.path)?;
    let keys = store.query_keys(&query(&args.filter, None)?)?;
    let book = codebook::open(args.codebook.dir.as_deref())?;
    let tables = Tables::read(&codebook::texts(args.codebook.dir.as_deref())?)?;
    let lore = Codebooks::new(&book);
    let any_standing = args.filter.standing.is_some();
    let mut export = Export::new(args.format.target(), args.rule.into(), any_standing, &tables, &lore);
    let mut out = Destination::open(args.output.as_deref())?;
    out.write_all(export.head().as_bytes())?;
    let mut left_out: BTreeMap<LeftOut, usize> = BTreeMap::new();
    for &key in &keys {
        match laid_out(&store, key, &mut export)? {
            Some(Ok(text)) => out.write_all(text.as_bytes())?,
            Some(Err(reason)) => *left_out.entry(reason).or_default() += 1,
            None => {}
        }
    }
    out.write_all(export.tail().as_bytes())?;
    out.finish()?;
    say(&keys, &left_out);
    Ok(if keys.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

/// An event in the form, or why it is not; `None` if it went while we were reading.
fn laid_out(store: &Store, key: Key, export: &mut Export) -> Result<Option<Result<String, LeftOut>>> {
    let Some(event) = store.event(key)? else { return Ok(None) };
    let tellings = store.tellings(&event.tellings)?;
    let mut reports: Vec<Key> = tellings.iter().map(|telling| telling.report).collect();
    reports.sort();
    reports.dedup();
    let headlines = store.headlines(&reports)?;
    Ok(Some(export.event(&Subject { event: &event, tellings: &tellings, headlines: &headlines })))
}

/// How many were written, and how many were not, and why.
fn say(keys: &[Key], left_out: &BTreeMap<LeftOut, usize>) {
    let without: usize = left_out.values().sum();
    anstream::eprintln!("dateline: {} of {} events written", keys.len() - without, keys.len());
    for (reason, count) in left_out {
        anstream::eprintln!("dateline: left out {count} {reason}");
    }
}
