//! `dateline merge`, `split` and `undo`: what a person says of events.

use anyhow::Result;
use dateline::linking;
use desk::deciding::{self, Word};
use desk::review::{described, take_back};
use record::Key;
use store::Store;

use super::store::who;
use crate::Outcome;
use crate::args::{MergeArgs, SplitArgs, UndoArgs};

/// Joins events.
pub fn merge(args: &MergeArgs) -> Result<Outcome> {
    let mut store = Store::open(&args.store.path)?;
    let by = who(args.why.by.as_deref());
    let telling = deciding::merge(&mut store, &args.keys, Word { by: &by, reason: &args.why.reason })?;
    linking::relink(&mut store)?;
    said(&store, &[telling], "is one event now")
}

/// Parts event reports from an event.
pub fn split(args: &SplitArgs) -> Result<Outcome> {
    let mut store = Store::open(&args.store.path)?;
    let by = who(args.why.by.as_deref());
    let tellings = deciding::split(&mut store, &args.event, &args.away, Word { by: &by, reason: &args.why.reason })?;
    linking::relink(&mut store)?;
    said(&store, &tellings, "are two events now")
}

/// Takes back what the person decided last.
pub fn undo(args: &UndoArgs) -> Result<Outcome> {
    let mut store = Store::open(&args.store.path)?;
    let by = who(args.why.by.as_deref());
    let mut undone = 0;
    while undone < args.count {
        let taken = take_back(&mut store, &by)?;
        let Some(first) = taken.first() else { break };
        anstream::eprintln!("dateline: taken back: {}", described(first));
        undone += 1;
    }
    if undone == 0 {
        anstream::eprintln!("dateline: {} has decided nothing that still holds", publish::plain(&by));
        return Ok(Outcome::NothingFound);
    }
    linking::relink(&mut store)?;
    Ok(Outcome::Done)
}

fn said(store: &Store, tellings: &[Key], what: &str) -> Result<Outcome> {
    let mut names = Vec::new();
    for &telling in tellings {
        names.extend(store.event_of(telling)?.map(|event| event.to_string()));
    }
    anstream::eprintln!("dateline: {} {what}; `dateline undo` takes it back", names.join(" and "));
    Ok(Outcome::Done)
}
