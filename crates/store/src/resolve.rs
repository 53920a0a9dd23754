use crate::database::{Connection, OptionalExtension, params};
use record::Key;

use crate::error::Fault;
use crate::key::K;
use crate::{Error, Store, telling};

/// Fewest letters of a key that are looked for.
const FEWEST: usize = 4;

/// Letters of a key.
const LETTERS: usize = 10;

/// What words stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// An event report, and the event that it belongs to; `None` until it is linked.
    EventReport {
        /// Its key of today.
        key: Key,
        /// The event.
        event: Option<Key>,
    },
    /// A report.
    Report(Key),
    /// A tally, and the series that it belongs to; `None` until it is linked.
    Tally {
        /// Its key of today.
        key: Key,
        /// The series.
        series: Option<Key>,
    },
}

impl Store {
    /// What a key, or its first letters (four at least), stands for. Events go before event reports, these before reports
    /// and tallies; a key that was replaced gives what replaced it.
    ///
    /// # Errors
    /// [`Error::Unknown`] if nothing goes by it, [`Error::Ambiguous`] if the letters begin several keys of a kind; else
    /// whatever keeps the file from being read.
    pub fn resolve(&self, words: &str) -> Result<Found, Error> {
        self.read(|db| resolve(db, words.trim()))
    }

    /// The event that an event report belongs to; `None` if it is none's.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn event_of(&self, event_report: Key) -> Result<Option<Key>, Error> {
        self.read(|db| event_of(db, current(db, event_report)?))
    }

    /// The event reports of the event that this one belongs to, itself among them, in order of arrival; none if it is none's.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn members_with(&self, event_report: Key) -> Result<Vec<Key>, Error> {
        self.read(|db| {
            let sql = "SELECT o.key FROM event_report e JOIN event_member m ON m.event_report = e.id
                       JOIN event_member n ON n.event = m.event JOIN event_report o ON o.id = n.event_report
                       WHERE e.key = ?1 ORDER BY o.id";
            let mut statement = db.prepare_cached(sql)?;
            let members = statement.query_map([K(current(db, event_report)?)], |row| Ok(row.get::<K>(0)?.0))?;
            members.collect::<Result<_, _>>()
        })
    }
}

fn resolve(db: &Connection, words: &str) -> Result<Found, Fault> {
    let unknown = || Fault::Unknown(words.to_string());
    let (low, high) = range(words).ok_or_else(unknown)?;
    for table in [
        "SELECT key FROM event",
        "SELECT key FROM event_report",
        "SELECT old AS key FROM alias",
        "SELECT key FROM report",
        "SELECT key FROM report_copy",
        "SELECT key FROM tally",
    ] {
        let column = if table.contains("alias") { "old" } else { "key" };
        let sql = format!("{table} WHERE {column} BETWEEN ?1 AND ?2 ORDER BY 1 LIMIT 5");
        let mut statement = db.prepare_cached(&sql)?;
        let keys: Vec<K> = statement.query_map(params![low, high], |row| row.get(0))?.collect::<Result<_, _>>()?;
        match keys[..] {
            [] => continue,
            [key] => return kind(db, current(db, key.0)?)?.ok_or_else(unknown),
            _ => return Err(Fault::Ambiguous(words.to_string(), keys.iter().map(|key| key.0).collect())),
        }
    }
    Err(unknown())
}

/// The lowest and the highest key that begin so; `None` for words that begin none.
fn range(words: &str) -> Option<(i64, i64)> {
    let letters = words.chars().count();
    if !(FEWEST..=LETTERS).contains(&letters) {
        return None;
    }
    let with = |filler: &str| {
        let key: Key = format!("{words}{}", filler.repeat(LETTERS - letters)).parse().ok()?;
        i64::try_from(key.number()).ok()
    };
    Some((with("0")?, with("z")?))
}

fn kind(db: &Connection, key: Key) -> Result<Option<Found>, Fault> {
    if telling::entry_of(db, key)?.is_some() {
        return Ok(Some(Found::EventReport { key, event: event_of(db, key)? }));
    }
    let of = |sql: &str| db.prepare_cached(sql)?.query_row([K(key)], |row| row.get::<K>(0)).optional();
    if let Some(report) = of("SELECT key FROM report WHERE key = ?1")? {
        return Ok(Some(Found::Report(report.0)));
    }
    if let Some(report) =
        of("SELECT r.key FROM report_copy c JOIN report r ON r.id = c.report WHERE c.key = ?1 LIMIT 1")?
    {
        return Ok(Some(Found::Report(report.0)));
    }
    if of("SELECT key FROM tally WHERE key = ?1")?.is_some() {
        let series = of("SELECT series FROM series_tally WHERE tally = ?1")?.map(|series| series.0);
        return Ok(Some(Found::Tally { key, series }));
    }
    Ok(None)
}

pub(crate) fn event_of(db: &Connection, event_report: Key) -> Result<Option<Key>, Fault> {
    let sql = "SELECT e.key FROM event_report r JOIN event_member m ON m.event_report = r.id
               JOIN event e ON e.id = m.event WHERE r.key = ?1";
    let event = db.prepare_cached(sql)?.query_row([K(event_report)], |row| row.get::<K>(0)).optional()?;
    Ok(event.map(|key| key.0))
}

/// The key that goes for this one today.
pub(crate) fn current(db: &Connection, key: Key) -> Result<Key, Fault> {
    let mut statement = db.prepare_cached("SELECT new FROM alias WHERE old = ?1")?;
    let mut key = key;
    // An alias of an alias is followed; a ring, which only a damaged file has, ends after as many steps as any chain has.
    for _ in 0..1000 {
        match statement.query_row([K(key)], |row| row.get::<K>(0)).optional()? {
            Some(next) => key = next.0,
            None => return Ok(key),
        }
    }
    Err(Fault::Damaged(format!("aliases of {key} go round in a ring")))
}

/// All keys that lead to this one today, itself among them.
pub(crate) fn names(db: &Connection, key: Key) -> Result<Vec<Key>, Fault> {
    let sql = "WITH RECURSIVE name (key) AS (SELECT CAST(?1 AS BIGINT) UNION SELECT old FROM alias JOIN name ON alias.new = name.key)
               SELECT key FROM name";
    let mut statement = db.prepare_cached(sql)?;
    statement.query_map([K(key)], |row| Ok(row.get::<K>(0)?.0))?.collect::<Result<_, _>>()
}
