use std::collections::BTreeMap;
use std::time::Duration;

use ingest::FeedEntry;
use jiff::Timestamp;
use record::Key;
use rusqlite::Connection;
use url::Url;

use super::Note;
use super::asking::{Answered, Asked, Outcome, reason_of};
use crate::client::{Validators, origin};
use crate::state::{self, Known, Noted, Open, Step};
use crate::{Articles, Config, Feed, pace};

/// New entries of one answer; the rest is taken the next time.
const MOST_ENTRIES: usize = 1000;

/// An entry with less text of its own than so many bytes has little more than a title and a link.
const SHORT: usize = 500;

/// How often a page is asked for that fails.
const MOST_TRIES: u32 = 5;

/// How long a page that failed once is left alone.
const FIRST_WAIT: Duration = Duration::from_secs(5 * 60);

/// Notes what came of asking, in one transaction.
pub(super) struct Noting<'a> {
    pub(super) db: &'a Connection,
    pub(super) config: &'a Config,
    pub(super) now: Timestamp,
    /// Whether nothing is asked again by this watch.
    pub(super) once: bool,
    /// What went wrong.
    pub(super) notes: Vec<Note>,
}

impl Noting<'_> {
    /// Notes what came of asking for something.
    pub(super) fn note(&mut self, answered: &Answered) -> rusqlite::Result<()> {
        match &answered.asked {
            Asked::Feed(feed, validators) => self.note_feed(feed, validators, &answered.outcome),
            Asked::Article(open, link) => self.note_article(open, link, &answered.outcome),
        }
    }

    fn note_feed(&mut self, feed: &Feed, before: &Validators, outcome: &Outcome) -> rusqlite::Result<()> {
        let every = feed.every.unwrap_or(self.config.every);
        let url = feed.url.as_str();
        let next = pace::after(self.now, every);
        let before = before.clone();
        let known = match outcome {
            Outcome::Entries(entries, validators) => {
                let whole = self.add_entries(feed, entries)?;
                state::forget(self.db, url, self.now)?;
                // Only a state that is wholly noted need not be sent again.
                let validators = if whole { validators.clone() } else { Validators::default() };
                Known { validators, next, ..Known::default() }
            }
            Outcome::Unchanged => Known { validators: before, next, ..Known::default() },
            Outcome::Later(wait, said) => {
                let next = pace::after(self.now, (*wait).max(every));
                let failures = self.failures(url)? + 1;
                Known { validators: before, next, failures, held: true, said: Some(said.clone()) }
            }
            Outcome::Failed(said) | Outcome::Never(said) => {
                let failures = self.failures(url)? + 1;
                let next = pace::after(self.now, pace::back_off(every, failures));
                Known { validators: before, next, failures, held: false, said: Some(said.clone()) }
            }
            Outcome::Article(_) => return Ok(()),
        };
        self.notes.extend(told_of(feed, &known, self.once));
        state::save_feed(self.db, url, &known)
    }

    fn failures(&self, url: &str) -> rusqlite::Result<u32> {
        let sql = "SELECT coalesce(max(failures), 0) FROM feed WHERE url = ?1";
        self.db.prepare_cached(sql)?.query_row([url], |row| row.get(0))
    }

    /// Notes the entries that are new, or other than before; whether these were all.
    fn add_entries(&mut self, feed: &Feed, entries: &[FeedEntry]) -> rusqlite::Result<bool> {
        let mut new = 0;
        let mut known: BTreeMap<&str, u32> = BTreeMap::new();
        entries.iter().for_each(|entry| *known.entry(&entry.id).or_default() += 1);
        for entry in entries {
            let print = print_of(entry);
            // What a feed names several entries by is the name of none.
            let name = if entry.id.is_empty() || known[&*entry.id] > 1 { &print } else { &entry.id };
            if state::has_entry(self.db, feed.url.as_str(), name, &print, self.now)? {
                continue;
            }
            if new == MOST_ENTRIES {
                return Ok(false);
            }
            new += 1;
            self.add_entry(feed, entry, name, &print)?;
        }
        Ok(true)
    }

    fn add_entry(&mut self, feed: &Feed, entry: &FeedEntry, name: &str, print: &str) -> rusqlite::Result<()> {
        let url = feed.url.as_str();
        let page = entry.link.as_deref().filter(|_| wants_page(feed, entry));
        let page = page.and_then(|link| Some((link, origin(&Url::parse(link).ok()?))));
        let step = match (&page, &entry.report) {
            (Some((link, _)), _) if state::has_page(self.db, url, name, print, link)? => Step::Done,
            (Some(_), _) => Step::Fetch,
            (None, Ok(_)) => Step::Keep,
            (None, Err(error)) => {
                let (what, reason) = (error.place().to_string(), reason_of(error));
                self.notes.push(Note { what, reason, lost: true });
                Step::Done
            }
        };
        let report = entry.report.as_ref().ok().filter(|_| step != Step::Done);
        let (link, origin) = page.unzip();
        state::add_entry(self.db, &Noted { feed: url, name, print, link, origin, step, report }, self.now)
    }

    fn note_article(&mut self, open: &Open, link: &Url, outcome: &Outcome) -> rusqlite::Result<()> {
        match outcome {
            Outcome::Article(report) => {
                let mut report = report.clone();
                let feed = self.config.feeds.iter().find(|feed| feed.url.as_str() == open.feed);
                if let Some(outlet) = feed.and_then(|feed| feed.outlet.clone()) {
                    report.outlets = vec![outlet];
                }
                state::page_came(self.db, open.id, link_of(open), &report)
            }
            // The host is left alone as a whole; that is no failure of the page.
            Outcome::Later(wait, reason) => self.put_off(open, link, *wait, open.tries, reason),
            Outcome::Failed(reason) if open.tries + 1 < MOST_TRIES => {
                self.put_off(open, link, pace::back_off(FIRST_WAIT, open.tries), open.tries + 1, reason)
            }
            Outcome::Failed(reason) | Outcome::Never(reason) => self.give_up(open, link, reason),
            Outcome::Entries(..) | Outcome::Unchanged => Ok(()),
        }
    }

    fn put_off(&mut self, open: &Open, link: &Url, wait: Duration, tries: u32, reason: &str) -> rusqlite::Result<()> {
        let until = pace::after(self.now, wait);
        let reason = format!("{reason}; it is asked for again {}", clock(until));
        self.notes.push(Note { what: link.to_string(), reason, lost: false });
        state::put_off(self.db, link_of(open), until, tries)
    }

    /// Does without a page.
    fn give_up(&mut self, open: &Open, link: &Url, reason: &str) -> rusqlite::Result<()> {
        let lost = open.report.is_none();
        let instead = if lost { "" } else { "; what the feed itself says of it goes in its place" };
        self.notes.push(Note { what: link.to_string(), reason: format!("{reason}{instead}"), lost });
        state::give_up(self.db, link_of(open))
    }
}

/// A page's address as it is noted, which another spelling may stand for.
fn link_of(open: &Open) -> &str {
    open.link.as_deref().unwrap_or_default()
}

/// What is told of a feed that failed.
pub(super) fn told_of(feed: &Feed, known: &Known, once: bool) -> Option<Note> {
    let said = known.said.as_ref()?;
    // A watch that ends is begun again by others, who decide when.
    let again = if once && !known.held { "the next time".to_string() } else { clock(known.next) };
    Some(Note { what: feed.url.to_string(), reason: format!("{said}; it is asked again {again}"), lost: false })
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

/// "at 2024-03-05 10:15 UTC".
fn clock(at: Timestamp) -> String {
    at.strftime("at %Y-%m-%d %H:%M UTC").to_string()
}
