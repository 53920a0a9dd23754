//! `dateline merge`, `split` and `undo`: what a person says of events.

use anyhow::{Context, Result, bail};
use dateline::linking;
use desk::review::{described, take_back};
use jiff::Timestamp;
use linkage::Weights;
use record::{Judgement, Key, Verdict};
use store::{Found, Store};

use super::store::{CODER, who};
use crate::Outcome;
use crate::args::{MergeArgs, SplitArgs, UndoArgs, Why};

/// Joins events.
pub fn merge(args: &MergeArgs) -> Result<Outcome> {
    let mut store = Store::open(&args.store.path)?;
    let mut tellings = Vec::new();
    for words in &args.keys {
        tellings.push(members(&store, words)?);
    }
    let (first, others) = tellings.split_first().context("two events are needed")?;
    // Every telling is said to be of the first's event, so that what the program thought of single pairs does not part them.
    let now = Timestamp::now();
    for &other in others.iter().flatten().chain(&first[1..]) {
        judge(&mut store, (first[0], other), Verdict::Same, &args.why, now)?;
    }
    // What was judged different among them before no longer holds.
    let all: Vec<Key> = tellings.iter().flatten().copied().collect();
    for earlier in store.judgements()?.into_iter().filter(|judged| judged.verdict == Verdict::Different) {
        if all.contains(&earlier.a) && all.contains(&earlier.b) {
            judge(&mut store, (earlier.a, earlier.b), Verdict::Same, &args.why, now)?;
        }
    }
    relink(&mut store)?;
    said(&store, &[first[0]], "is one event now")
}

/// Parts event reports from an event.
pub fn split(args: &SplitArgs) -> Result<Outcome> {
    let mut store = Store::open(&args.store.path)?;
    let all = members(&store, &args.event)?;
    let mut away = Vec::new();
    for words in &args.away {
        away.push(telling(&store, words)?);
    }
    let stay: Vec<Key> = all.iter().copied().filter(|key| !away.contains(key)).collect();
    if let Some(stranger) = away.iter().find(|key| !all.contains(key)) {
        bail!("{stranger} is no event report of {}", args.event);
    }
    let Some(&first) = stay.first() else { bail!("no event report would stay; nothing is parted") };
    let now = Timestamp::now();
    for &gone in &away {
        for &staying in &stay {
            judge(&mut store, (staying, gone), Verdict::Different, &args.why, now)?;
        }
    }
    for &gone in &away[1..] {
        judge(&mut store, (away[0], gone), Verdict::Same, &args.why, now)?;
    }
    relink(&mut store)?;
    said(&store, &[first, away[0]], "are two events now")
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
    relink(&mut store)?;
    Ok(Outcome::Done)
}

fn judge(store: &mut Store, (a, b): (Key, Key), verdict: Verdict, why: &Why, now: Timestamp) -> Result<()> {
    let reason = Some(why.reason.as_str()).filter(|reason| !reason.is_empty());
    store.judge(Judgement { a, b, verdict }, reason, &who(why.by.as_deref()), now)?;
    Ok(())
}

fn relink(store: &mut Store) -> Result<()> {
    let run = store.begin_run("link", CODER, "", Timestamp::now())?;
    linking::link_new(store, run, &Weights::embedded(), &|_, _, _| {})?;
    store.end_run(run, Timestamp::now())?;
    Ok(())
}

/// The tellings of the event that words name; of one that is not linked yet, itself.
fn members(store: &Store, words: &str) -> Result<Vec<Key>> {
    match store.resolve(words)? {
        Found::EventReport { event: Some(event), .. } => {
            Ok(store.event(event)?.map(|event| event.tellings).unwrap_or_default())
        }
        Found::EventReport { key, event: None } => Ok(vec![key]),
        Found::Report(_) | Found::Tally { .. } => bail!("{words} is neither an event nor an event report"),
    }
}

fn telling(store: &Store, words: &str) -> Result<Key> {
    match store.resolve(words)? {
        Found::EventReport { key, .. } => Ok(key),
        Found::Report(_) | Found::Tally { .. } => bail!("{words} is no event report"),
    }
}

fn said(store: &Store, tellings: &[Key], what: &str) -> Result<Outcome> {
    let mut names = Vec::new();
    for &telling in tellings {
        names.extend(store.event_of(telling)?.map(|event| event.to_string()));
    }
    anstream::eprintln!("dateline: {} {what}; `dateline undo` takes it back", names.join(" and "));
    Ok(Outcome::Done)
}
