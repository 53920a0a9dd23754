use std::time::Duration;

use ingest::FeedEntry;
use jiff::Timestamp;
use record::Key;
use rusqlite::Connection;

use super::asking::{Answered, Asked, Outcome};
use super::{Kept, Note};
use crate::client::Validators;
use crate::state::{self, Known, Noted, Open, Step};
use crate::{Articles, Config, Feed, pace};

/// New entries of one answer; the rest is taken the next time.
const MOST_ENTRIES: usize = 1000;

/// An entry with less text of its own than so many bytes has little more than a title and a link.
const SHORT: usize = 500;

/// How often a page is asked for that fails.
const MOST_TRIES: u32 = 5;

/// How long a page that failed once is left alone.
const FIRST_WAIT: Duration = Duration::from_secs(60);

/// Notes what came of asking for something.
pub(super) fn note(
    db: &Connection,
    config: &Config,
    answered: &Answered,
    now: Timestamp,
    kept: &mut Kept,
) -> rusqlite::Result<()> {
    match &answered.asked {
        Asked::Feed(feed, validators) => note_feed(db, config, feed, validators, &answered.outcome, now, kept),
        Asked::Article(open, link) => {
            let feed = config.feeds.iter().find(|feed| feed.url.as_str() == open.feed);
            let named = feed.and_then(|feed| feed.outlet.clone());
            note_article(db, open, link.as_str(), named, &answered.outcome, now, kept)
        }
    }
}

fn note_feed(
    db: &Connection,
    config: &Config,
    feed: &Feed,
    before: &Validators,
    outcome: &Outcome,
    now: Timestamp,
    kept: &mut Kept,
) -> rusqlite::Result<()> {
    let every = feed.every.unwrap_or(config.every);
    let url = feed.url.as_str();
    let failures = || Ok::<u32, rusqlite::Error>(failures_of(db, url)? + 1);
    let known = match outcome {
        Outcome::Entries(entries, validators) => {
            let whole = add_entries(db, feed, entries, now, kept)?;
            state::forget(db, url, now)?;
            // Only a state that is wholly noted need not be sent again.
            let validators = if whole { validators.clone() } else { Validators::default() };
            Known { validators, next: pace::after(now, every), ..Known::default() }
        }
        Outcome::Unchanged => Known { validators: before.clone(), next: pace::after(now, every), ..Known::default() },
        Outcome::Later(wait, said) => {
            let next = pace::after(now, (*wait).max(every));
            Known { validators: before.clone(), next, failures: failures()?, held: true, said: Some(said.clone()) }
        }
        Outcome::Failed(said) | Outcome::Never(said) => {
            let failures = failures()?;
            let next = pace::after(now, pace::back_off(every, failures));
            Known { validators: before.clone(), next, failures, held: false, said: Some(said.clone()) }
        }
        Outcome::Article(_) => return Ok(()),
    };
    if let Some(said) = &known.said {
        let reason = format!("{said}; it is asked again {}", clock(known.next));
        kept.notes.push(Note { what: url.to_string(), reason, lost: false });
    }
    state::save_feed(db, url, &known)
}

fn failures_of(db: &Connection, url: &str) -> rusqlite::Result<u32> {
    let failures = db.prepare_cached("SELECT failures FROM feed WHERE url = ?1")?.query_row([url], |row| row.get(0));
    failures.or_else(|error| if error == rusqlite::Error::QueryReturnedNoRows { Ok(0) } else { Err(error) })
}

/// Notes the entries that are new, or other than before; whether these were all.
fn add_entries(
    db: &Connection,
    feed: &Feed,
    entries: &[FeedEntry],
    now: Timestamp,
    kept: &mut Kept,
) -> rusqlite::Result<bool> {
    let url = feed.url.as_str();
    let mut new = 0;
    for entry in entries {
        let print = print_of(entry);
        let name = if entry.id.is_empty() { &print } else { &entry.id };
        if state::has_entry(db, url, name, &print, now)? {
            continue;
        }
        if new == MOST_ENTRIES {
            return Ok(false);
        }
        new += 1;
        let report = entry.report.as_ref().ok();
        let page = entry.link.as_deref().filter(|_| wants_page(feed, entry));
        let step = match (page, report) {
            (Some(link), _) if state::has_link(db, url, name, link)? => Step::Done,
            (Some(_), _) => Step::Fetch,
            (None, Some(_)) => Step::Keep,
            (None, None) => {
                let reason = entry.report.as_ref().err().map(ToString::to_string).unwrap_or_default();
                kept.notes.push(Note { what: url.to_string(), reason, lost: true });
                Step::Done
            }
        };
        let report = report.filter(|_| step != Step::Done);
        state::add_entry(db, &Noted { feed: url, name, print: &print, link: page, step, report }, now)?;
    }
    kept.new += new;
    Ok(true)
}

fn wants_page(feed: &Feed, entry: &FeedEntry) -> bool {
    match feed.articles {
        Articles::Never => false,
        Articles::Short => entry.text_bytes < SHORT,
        Articles::Always => true,
    }
}

/// What tells one version of an entry from another: the same on every machine.
fn print_of(entry: &FeedEntry) -> String {
    // Of an address every other letter may be there to count readers.
    let words = entry.report.as_ref().map_or(entry.link.as_deref().unwrap_or_default(), |report| &report.text);
    Key::of_bytes(words.as_bytes()).to_string()
}

fn note_article(
    db: &Connection,
    open: &Open,
    link: &str,
    outlet: Option<String>,
    outcome: &Outcome,
    now: Timestamp,
    kept: &mut Kept,
) -> rusqlite::Result<()> {
    let (wait, reason) = match outcome {
        Outcome::Article(report) => {
            let mut report = report.clone();
            if let Some(outlet) = outlet {
                report.outlets = vec![outlet];
            }
            return state::move_entry(db, open.id, Step::Keep, Some(&report));
        }
        // The host is left alone as a whole; that is no failure of the page.
        Outcome::Later(wait, reason) => {
            let until = pace::after(now, *wait);
            let reason = format!("{reason}; it is asked for again {}", clock(until));
            kept.notes.push(Note { what: link.to_string(), reason, lost: false });
            return state::put_off(db, open.id, until, open.tries);
        }
        Outcome::Failed(reason) if open.tries + 1 < MOST_TRIES => {
            (Some(pace::back_off(FIRST_WAIT, open.tries)), reason)
        }
        Outcome::Failed(reason) | Outcome::Never(reason) => (None, reason),
        Outcome::Entries(..) | Outcome::Unchanged => return Ok(()),
    };
    if let Some(wait) = wait {
        let until = pace::after(now, wait);
        let reason = format!("{reason}; it is asked for again {}", clock(until));
        kept.notes.push(Note { what: link.to_string(), reason, lost: false });
        return state::put_off(db, open.id, until, open.tries + 1);
    }
    let lost = open.report.is_none();
    let instead = if lost { "" } else { "; what the feed itself says of it goes in its place" };
    kept.notes.push(Note { what: link.to_string(), reason: format!("{reason}{instead}"), lost });
    let step = if lost { Step::Done } else { Step::Keep };
    state::move_entry(db, open.id, step, open.report.as_ref())
}

/// "at 2024-03-05 10:15 UTC".
fn clock(at: Timestamp) -> String {
    at.strftime("at %Y-%m-%d %H:%M UTC").to_string()
}
