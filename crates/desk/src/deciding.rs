//! What a person says of events, at the desk and at a terminal alike: joined and parted. None of it shows before it
//! is linked, which is not done here.

use jiff::Timestamp;
use record::{Judgement, Key, Verdict};
use store::{Found, Store};

/// Why a decision is none.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be; why, as a sentence without its full stop.
    #[error("{0}")]
    Refused(String),
    /// The store could not be read or written.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Whose word a decision is, and why.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// Who decides.
    pub by: &'a str,
    /// Why, in a few words; empty if nothing is said.
    pub reason: &'a str,
}

/// Joins the events (or event reports) that go by these names: an event report of the event that they are to be.
///
/// # Errors
/// If there are none, one of the names stands for something else, or the store cannot be written.
pub fn merge(store: &mut Store, names: &[String], word: Word) -> Result<Key, Error> {
    let mut tellings = Vec::new();
    for name in names {
        tellings.push(members(store, name)?);
    }
    let (first, others) = tellings.split_first().ok_or_else(|| refused("Two events are needed"))?;
    let &lead = first.first().ok_or_else(|| refused("The event has no event report"))?;
    // Every telling is said to be of the first's event, so that what the program thought of single pairs does not part them.
    let now = Timestamp::now();
    for &other in others.iter().flatten().chain(&first[1..]) {
        judge(store, (lead, other), Verdict::Same, word, now)?;
    }
    // What was judged different among them before no longer holds.
    let all: Vec<Key> = tellings.iter().flatten().copied().collect();
    for earlier in store.judgements()?.into_iter().filter(|judged| judged.verdict == Verdict::Different) {
        if all.contains(&earlier.a) && all.contains(&earlier.b) {
            judge(store, (earlier.a, earlier.b), Verdict::Same, word, now)?;
        }
    }
    Ok(lead)
}

/// Parts event reports from the event that goes by this name: an event report that stays, and one that was parted.
///
/// # Errors
/// If none would stay, one is not of the event, or the store cannot be written.
pub fn split(store: &mut Store, event: &str, names: &[String], word: Word) -> Result<[Key; 2], Error> {
    let all = members(store, event)?;
    let mut away = Vec::new();
    for name in names {
        away.push(telling(store, name)?);
    }
    if let Some(stranger) = away.iter().find(|key| !all.contains(key)) {
        return Err(refused(&format!("{stranger} is no event report of {event}")));
    }
    let stay: Vec<Key> = all.iter().copied().filter(|key| !away.contains(key)).collect();
    let &first = stay.first().ok_or_else(|| refused("No event report would stay; nothing is parted"))?;
    let &gone = away.first().ok_or_else(|| refused("No event report was named; nothing is parted"))?;
    let now = Timestamp::now();
    for &other in &away {
        for &staying in &stay {
            judge(store, (staying, other), Verdict::Different, word, now)?;
        }
    }
    for &other in away.iter().filter(|&&other| other != gone) {
        judge(store, (gone, other), Verdict::Same, word, now)?;
    }
    Ok([first, gone])
}

fn refused(why: &str) -> Error {
    Error::Refused(why.to_string())
}

fn judge(store: &mut Store, (a, b): (Key, Key), verdict: Verdict, word: Word, now: Timestamp) -> Result<(), Error> {
    let reason = Some(word.reason).filter(|reason| !reason.is_empty());
    store.judge(Judgement { a, b, verdict }, reason, word.by, now)?;
    Ok(())
}

/// The tellings of the event that a name stands for; of one that is not linked yet, itself.
fn members(store: &Store, name: &str) -> Result<Vec<Key>, Error> {
    match store.resolve(name)? {
        Found::EventReport { event: Some(event), .. } => {
            Ok(store.event(event)?.map(|event| event.tellings).unwrap_or_default())
        }
        Found::EventReport { key, event: None } => Ok(vec![key]),
        Found::Report(_) | Found::Tally { .. } => {
            Err(refused(&format!("{name} is neither an event nor an event report")))
        }
    }
}

fn telling(store: &Store, name: &str) -> Result<Key, Error> {
    match store.resolve(name)? {
        Found::EventReport { key, .. } => Ok(key),
        Found::Report(_) | Found::Tally { .. } => Err(refused(&format!("{name} is no event report"))),
    }
}
