//! What a watch remembers from one time to the next, in a file of SQLite beside the store.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use record::Report;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use crate::Error;
use crate::client::{Host, Validators};
use crate::robots::Rules;

/// The version of the tables.
const VERSION: i64 = 1;

const TABLES: &str = "
-- Times are milliseconds since 1970.
CREATE TABLE feed (
    url TEXT PRIMARY KEY,
    etag TEXT, modified TEXT,          -- what its server knows the last state by that is wholly in `entry`
    next INTEGER NOT NULL,             -- not asked before
    failures INTEGER NOT NULL,         -- in a row
    held INTEGER NOT NULL,             -- 1 if its server asked to be left alone until `next`
    said TEXT                          -- what it answered last, if it failed
) STRICT, WITHOUT ROWID;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    feed TEXT NOT NULL,
    name TEXT NOT NULL,                -- what the feed names it by
    print TEXT NOT NULL,               -- of its words: another one is another version
    link TEXT,                         -- its page, if that is fetched
    origin TEXT,                       -- who is asked for that
    step INTEGER NOT NULL,             -- 0 its page is to be fetched, 1 to be kept, 2 done
    report TEXT,                       -- JSON, until it is done; at step 0 what the feed itself says
    next INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    seen INTEGER NOT NULL,             -- when the feed last had it
    UNIQUE (feed, name)
) STRICT;
CREATE INDEX entry_to_fetch ON entry (origin) WHERE step = 0;
CREATE INDEX entry_to_keep ON entry (id) WHERE step = 1;
CREATE INDEX entry_by_link ON entry (link);
CREATE TABLE file (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE host (
    origin TEXT PRIMARY KEY,
    next INTEGER NOT NULL,
    robots BLOB,                       -- NULL where there is none
    closed INTEGER NOT NULL,           -- 1 where it could not be had
    robots_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- How far a reader of the store's changes came: the number of the last change.
CREATE TABLE told (who TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// Entries that feeds no longer have are forgotten after so long; the store knows their reports all the same.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// The file.
#[derive(Debug)]
pub(crate) struct State {
    file: PathBuf,
    db: Connection,
}

/// What is known of a feed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) validators: Validators,
    pub(crate) next: Timestamp,
    pub(crate) failures: u32,
    pub(crate) held: bool,
    pub(crate) said: Option<String>,
}

/// An entry that is not done.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) id: i64,
    pub(crate) feed: String,
    pub(crate) link: Option<String>,
    pub(crate) report: Option<Report>,
    pub(crate) tries: u32,
}

/// What is to be done with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Fetch = 0,
    Keep = 1,
    Done = 2,
}

impl State {
    pub(crate) fn open(file: &Path) -> Result<State, Error> {
        let failed = |reason| failure(file, reason);
        let db = Connection::open(file).map_err(failed)?;
        db.busy_timeout(Duration::from_secs(1)).map_err(failed)?;
        // One watch at a time; the system takes the lock back from a program that is killed.
        db.execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE",
        )
        .map_err(failed)?;
        let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        match version {
            0 => db.execute_batch(&format!("{TABLES} PRAGMA user_version = {VERSION};")).map_err(failed)?,
            VERSION => {}
            _ => return Err(Error::Newer { file: file.to_path_buf() }),
        }
        db.execute_batch("COMMIT").map_err(failed)?;
        Ok(State { file: file.to_path_buf(), db })
    }

    fn named(&self, reason: rusqlite::Error) -> Error {
        failure(&self.file, reason)
    }

    /// All of it or nothing.
    pub(crate) fn write<T>(&mut self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        let done = || {
            let transaction = self.db.transaction()?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        let done: rusqlite::Result<T> = done();
        done.map_err(|reason| failure(&self.file, reason))
    }

    pub(crate) fn feed(&self, url: &str) -> Result<Option<Known>, Error> {
        let sql = "SELECT etag, modified, next, failures, held, said FROM feed WHERE url = ?1";
        let known = |row: &Row| {
            Ok(Known {
                validators: Validators { etag: row.get(0)?, modified: row.get(1)? },
                next: time(row.get(2)?),
                failures: row.get(3)?,
                held: row.get(4)?,
                said: row.get(5)?,
            })
        };
        let mut statement = self.db.prepare_cached(sql).map_err(|reason| self.named(reason))?;
        statement.query_row([url], known).optional().map_err(|reason| self.named(reason))
    }

    /// Who is to be asked for pages whose time has come.
    pub(crate) fn origins_to_fetch(&self, now: Timestamp) -> Result<Vec<String>, Error> {
        let sql = "SELECT DISTINCT origin FROM entry WHERE step = 0 AND next <= ?1";
        self.rows(sql, params![now.as_millisecond()], |row| row.get(0))
    }

    /// Entries of which the page is to be fetched from an origin, and whose time has come, the first first.
    pub(crate) fn to_fetch(&self, origin: &str, now: Timestamp, most: usize) -> Result<Vec<Open>, Error> {
        let sql = "SELECT id, feed, link, report, tries FROM entry
                   WHERE step = 0 AND origin = ?1 AND next <= ?2 ORDER BY id LIMIT ?3";
        self.rows(sql, params![origin, now.as_millisecond(), most as i64], open)
    }

    /// Entries whose report is to be kept, the first first.
    pub(crate) fn to_keep(&self, most: usize) -> Result<Vec<Open>, Error> {
        let sql = "SELECT id, feed, link, report, tries FROM entry WHERE step = 1 ORDER BY id LIMIT ?1";
        self.rows(sql, params![most as i64], open)
    }

    pub(crate) fn has_file(&self, path: &str, size: i64, modified: i64) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM file WHERE path = ?1 AND size = ?2 AND modified = ?3";
        Ok(self.rows(sql, params![path, size, modified], |_| Ok(()))?.len() == 1)
    }

    pub(crate) fn hosts(&self) -> Result<HashMap<String, Host>, Error> {
        let sql = "SELECT origin, next, robots, closed, robots_until FROM host";
        let host = |row: &Row| {
            let (robots, closed): (Option<Vec<u8>>, bool) = (row.get(2)?, row.get(3)?);
            // What could not be had is asked for again by every watch: whoever runs it may have mended it.
            let rules = (!closed).then(|| robots.map_or(Rules::Open, Rules::Text));
            let (next, rules_until) = (time(row.get(1)?), time(row.get(4)?));
            let host = Host { next, rules, rules_until, unsaved: false };
            Ok((row.get(0)?, host))
        };
        Ok(self.rows(sql, params![], host)?.into_iter().collect())
    }

    pub(crate) fn told(&self, who: &str) -> Result<Option<i64>, Error> {
        Ok(self.rows("SELECT seq FROM told WHERE who = ?1", [who], |row| row.get(0))?.pop())
    }

    fn rows<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        row: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let read = || self.db.prepare_cached(sql)?.query_map(values, row)?.collect::<rusqlite::Result<Vec<T>>>();
        read().map_err(|reason| self.named(reason))
    }
}

fn open(row: &Row) -> rusqlite::Result<Open> {
    let report: Option<String> = row.get(3)?;
    // What another version of the program noted may not be readable.
    let report = report.and_then(|report| serde_json::from_str(&report).ok());
    Ok(Open { id: row.get(0)?, feed: row.get(1)?, link: row.get(2)?, report, tries: row.get(4)? })
}

fn failure(file: &Path, reason: rusqlite::Error) -> Error {
    let file = file.to_path_buf();
    match reason.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Error::Busy { file },
        _ => Error::State { file, reason },
    }
}

fn time(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}

/// Notes what is known of a feed now.
pub(crate) fn save_feed(db: &Connection, url: &str, known: &Known) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO feed (url, etag, modified, next, failures, held, said) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let Known { validators: Validators { etag, modified }, next, failures, held, said } = known;
    let values: [&dyn ToSql; 7] = [&url, etag, modified, &next.as_millisecond(), failures, held, said];
    db.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Whether an entry is there in this version; it is noted that its feed still has it.
pub(crate) fn has_entry(
    db: &Connection,
    feed: &str,
    name: &str,
    print: &str,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let sql = "UPDATE entry SET seen = ?4 WHERE feed = ?1 AND name = ?2 AND print = ?3";
    Ok(db.prepare_cached(sql)?.execute(params![feed, name, print, now.as_millisecond()])? > 0)
}

/// Whether the page of this address came for another entry already. Where this entry was there before in other words, the page
/// will have changed: then only if the other has the same words.
pub(crate) fn has_page(db: &Connection, feed: &str, name: &str, print: &str, link: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM entry WHERE link = ?4 AND step > 0 AND (feed, name) != (?1, ?2)
               AND (print = ?3 OR NOT EXISTS (SELECT 1 FROM entry WHERE feed = ?1 AND name = ?2)) LIMIT 1";
    db.prepare_cached(sql)?.exists(params![feed, name, print, link])
}

/// An entry as it is noted.
pub(crate) struct Noted<'a> {
    pub(crate) feed: &'a str,
    pub(crate) name: &'a str,
    pub(crate) print: &'a str,
    pub(crate) link: Option<&'a str>,
    pub(crate) origin: Option<String>,
    pub(crate) step: Step,
    pub(crate) report: Option<&'a Report>,
}

/// Notes a new entry, or a new version of one.
pub(crate) fn add_entry(db: &Connection, entry: &Noted, now: Timestamp) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO entry (feed, name, print, link, origin, step, report, next, tries, seen)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?8)";
    let report = entry.report.map(json);
    let now = now.as_millisecond();
    let Noted { feed, name, print, link, origin, step, .. } = entry;
    db.prepare_cached(sql)?.execute(params![feed, name, print, link, origin, *step as i64, report, now])?;
    Ok(())
}

/// Notes that the report of an entry is kept.
pub(crate) fn settle_entry(db: &Connection, id: i64) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE entry SET step = 2, report = NULL WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Notes that a page came for an entry: others that lead to it need it no more. If there was another version of the entry meanwhile,
/// its page is still to be fetched.
pub(crate) fn page_came(db: &Connection, id: i64, link: &str, report: &Report) -> rusqlite::Result<()> {
    let sql = "UPDATE entry SET step = 1, report = ?2 WHERE id = ?1 AND step = 0";
    if db.prepare_cached(sql)?.execute(params![id, json(report)])? > 0 {
        db.prepare_cached("UPDATE entry SET step = 2, report = NULL WHERE link = ?1 AND step = 0")?.execute([link])?;
    }
    Ok(())
}

/// Does without a page: what the feeds themselves say of it is to be kept.
pub(crate) fn give_up(db: &Connection, link: &str) -> rusqlite::Result<()> {
    let sql = "UPDATE entry SET step = iif(report IS NULL, 2, 1) WHERE link = ?1 AND step = 0";
    db.prepare_cached(sql)?.execute([link])?;
    Ok(())
}

/// Puts off all that leads to a page.
pub(crate) fn put_off(db: &Connection, link: &str, until: Timestamp, tries: u32) -> rusqlite::Result<()> {
    let sql = "UPDATE entry SET next = ?2, tries = ?3 WHERE link = ?1 AND step = 0";
    db.prepare_cached(sql)?.execute(params![link, until.as_millisecond(), tries])?;
    Ok(())
}

/// Forgets an entry as if its feed had never had it: if it still has it, it comes again.
pub(crate) fn forget_entry(db: &Connection, entry: &Open) -> rusqlite::Result<()> {
    db.execute("DELETE FROM entry WHERE id = ?1", [entry.id])?;
    db.execute("UPDATE feed SET etag = NULL, modified = NULL WHERE url = ?1", [&entry.feed])?;
    Ok(())
}

/// Forgets all that was kept or told, so that it comes again; what is not kept yet still waits.
pub(crate) fn forget_kept(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "DELETE FROM entry WHERE step = 2; DELETE FROM file; DELETE FROM told; UPDATE feed SET etag = NULL, modified = NULL;",
    )
}

/// Forgets pages that only feeds lead to which are no longer watched.
pub(crate) fn forget_feeds_but(db: &Connection, feeds: &BTreeSet<&str>) -> rusqlite::Result<()> {
    let mut statement = db.prepare("SELECT DISTINCT feed FROM entry WHERE step = 0")?;
    let waiting: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for gone in waiting.iter().filter(|feed| !feeds.contains(feed.as_str())) {
        db.execute("DELETE FROM entry WHERE step = 0 AND feed = ?1", [gone])?;
    }
    Ok(())
}

/// Forgets what a feed has not had for long.
pub(crate) fn forget(db: &Connection, feed: &str, now: Timestamp) -> rusqlite::Result<()> {
    let before = now.checked_sub(FORGOTTEN_AFTER).unwrap_or(Timestamp::MIN).as_millisecond();
    let sql = "DELETE FROM entry WHERE feed = ?1 AND step = 2 AND seen < ?2";
    db.prepare_cached(sql)?.execute(params![feed, before])?;
    Ok(())
}

pub(crate) fn save_file(db: &Connection, path: &str, size: i64, modified: i64) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO file (path, size, modified) VALUES (?1, ?2, ?3)";
    db.prepare_cached(sql)?.execute(params![path, size, modified])?;
    Ok(())
}

pub(crate) fn save_host(db: &Connection, origin: &str, host: &Host) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO host (origin, next, robots, closed, robots_until) VALUES (?1, ?2, ?3, ?4, ?5)";
    let text = match &host.rules {
        Some(Rules::Text(text)) => Some(text),
        _ => None,
    };
    let closed = host.rules == Some(Rules::Closed);
    let (next, until) = (host.next.as_millisecond(), host.rules_until.as_millisecond());
    db.prepare_cached(sql)?.execute(params![origin, next, text, closed, until])?;
    Ok(())
}

/// Notes how far a reader of the store's changes came; `None` to forget the reader.
pub(crate) fn save_told(db: &Connection, who: &str, seq: Option<i64>) -> rusqlite::Result<()> {
    match seq {
        Some(seq) => db.execute("INSERT OR REPLACE INTO told (who, seq) VALUES (?1, ?2)", params![who, seq])?,
        None => db.execute("DELETE FROM told WHERE who = ?1", [who])?,
    };
    Ok(())
}

fn json(report: &Report) -> String {
    serde_json::to_string(report).expect("a report has no keys that are no strings")
}
