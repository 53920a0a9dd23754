//! `dateline export`: the events of a store in the forms that other tools read.

mod destination;
mod lines;
mod lore;

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Result, bail};
use publish::export::{Export, LeftOut, Subject, Tables, Target};
use record::Key;
use store::{Found, Query, Store};

use super::filter::query;
use super::store::reading;
use crate::args::{ExportArgs, Form};
use crate::{Outcome, codebook};
use destination::Destination;
use lore::Codebooks;

/// How many events a form had no place for, by the reason.
type Reasons = BTreeMap<LeftOut, usize>;

/// Writes the events that fit. One event is held at a time, so that memory does not grow with the store.
pub fn run(args: &ExportArgs) -> Result<Outcome> {
    let store = reading(&args.store.path)?;
    let query = query(&args.filter, None)?;
    let mut keys = store.query_keys(&query)?;
    if !args.events.is_empty() {
        let meant = args.events.iter().map(|words| event(&store, words)).collect::<Result<Vec<Key>>>()?;
        keys.retain(|key| meant.contains(key));
    }
    let mut out = Destination::open(args.output.as_deref())?;
    let mut count = keys.len();
    match args.format.form() {
        Form::Text(target) => say(&keys, &text(args, target, &store, &keys, &mut out)?),
        Form::Lines => {
            // Without a filter all of the store is meant: reports that tell no event too.
            let all = query == Query::default() && args.events.is_empty();
            count = lines::write(&store, (!all).then_some(&keys[..]), &mut out)?;
            anstream::eprintln!("dateline: {count} reports written");
        }
        #[cfg(feature = "parquet")]
        Form::Columns => say(&keys, &columns(&store, &keys, &mut out)?),
    }
    out.finish()?;
    Ok(if count == 0 { Outcome::NothingFound } else { Outcome::Done })
}

/// The event that a key means: its own, or that of one of its event reports.
fn event(store: &Store, words: &str) -> Result<Key> {
    match store.resolve(words)? {
        Found::EventReport { event: Some(event), .. } => Ok(event),
        Found::EventReport { event: None, key } => bail!("{key} is not linked yet; `dateline link` does it"),
        Found::Report(_) | Found::Tally { .. } => bail!("{words} is neither an event nor an event report"),
    }
}

/// Writes the events as text, each as soon as it is laid out.
fn text(args: &ExportArgs, target: Target, store: &Store, keys: &[Key], out: &mut Destination) -> Result<Reasons> {
    let book = codebook::open(args.codebook.dir.as_deref())?;
    let tables = Tables::read(&codebook::texts(args.codebook.dir.as_deref())?)?;
    let lore = Codebooks::new(&book);
    let mut export = Export::new(target, args.rule.into(), args.filter.standing.is_some(), &tables, &lore);
    let mut left_out = Reasons::new();
    out.write_all(export.head().as_bytes())?;
    each(store, keys, |subject| {
        match export.event(subject) {
            Ok(text) => out.write_all(text.as_bytes())?,
            Err(reason) => *left_out.entry(reason).or_default() += 1,
        }
        Ok(())
    })?;
    out.write_all(export.tail().as_bytes())?;
    Ok(left_out)
}

/// Writes the events as columns, some thousands at a time.
#[cfg(feature = "parquet")]
fn columns(store: &Store, keys: &[Key], out: &mut Destination) -> Result<Reasons> {
    let mut file = publish::export::Parquet::new(out)?;
    each(store, keys, |subject| Ok(file.event(subject)?))?;
    file.finish()?;
    Ok(Reasons::new())
}

/// Hands each event to `then`; one that went while we were reading is passed over.
fn each(store: &Store, keys: &[Key], mut then: impl FnMut(&Subject) -> Result<()>) -> Result<()> {
    for &key in keys {
        let Some(event) = store.event(key)? else { continue };
        let tellings = store.tellings(&event.tellings)?;
        let mut reports: Vec<Key> = tellings.iter().map(|telling| telling.report).collect();
        reports.sort();
        reports.dedup();
        let headlines = store.headlines(&reports)?;
        then(&Subject { event: &event, tellings: &tellings, headlines: &headlines })?;
    }
    Ok(())
}

/// How many were written, and how many were not, and why.
fn say(keys: &[Key], left_out: &Reasons) {
    let without: usize = left_out.values().sum();
    anstream::eprintln!("dateline: {} of {} events written", keys.len() - without, keys.len());
    for (reason, count) in left_out {
        anstream::eprintln!("dateline: left out {count} {reason}");
    }
}
