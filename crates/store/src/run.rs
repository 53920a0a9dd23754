use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::Fault;
use crate::{Error, Store};

/// Names a run of this store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub(crate) i64);

/// One run of a command that writes: everything stated carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its name.
    pub id: RunId,
    /// The command, as `code` or `link`.
    pub command: String,
    /// Program and version, as `dateline 0.1.0`.
    pub coder: String,
    /// What was asked of it, in the program's own words; empty if nothing.
    pub options: String,
    /// When it began.
    pub started: Timestamp,
    /// When it ended; `None` while it runs, or if it was cut off.
    pub ended: Option<Timestamp>,
}

impl Store {
    /// Notes that a run begins. `coder` is the program and its version; what it states is credited to it.
    ///
    /// # Errors
    /// Whatever keeps the file from being written.
    pub fn begin_run(&mut self, command: &str, coder: &str, options: &str, at: Timestamp) -> Result<RunId, Error> {
        self.write(|db| {
            let sql = "INSERT INTO run (command, coder, options, started) VALUES (?1, ?2, ?3, ?4)";
            db.prepare_cached(sql)?.execute(params![command, coder, options, stamp(at)])?;
            Ok(RunId(db.last_insert_rowid()))
        })
    }

    /// Notes that a run ended.
    ///
    /// # Errors
    /// Whatever keeps the file from being written.
    pub fn end_run(&mut self, run: RunId, at: Timestamp) -> Result<(), Error> {
        self.write(|db| {
            db.execute("UPDATE run SET ended = ?2 WHERE id = ?1", params![run.0, stamp(at)])?;
            Ok(())
        })
    }

    /// All runs, the first first.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn runs(&self) -> Result<Vec<Run>, Error> {
        self.read(|db| {
            let mut statement =
                db.prepare("SELECT id, command, coder, options, started, ended FROM run ORDER BY id")?;
            statement.query_and_then([], run)?.collect()
        })
    }
}

fn run(row: &Row) -> Result<Run, Fault> {
    let ended: Option<String> = row.get(5)?;
    Ok(Run {
        id: RunId(row.get(0)?),
        command: row.get(1)?,
        coder: row.get(2)?,
        options: row.get(3)?,
        started: time(&row.get::<_, String>(4)?)?,
        ended: ended.as_deref().map(time).transpose()?,
    })
}

/// A time as a column has it: always to the thousandth of a second, so that text sorts as time does.
pub(crate) fn stamp(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// The time of a column.
pub(crate) fn time(words: &str) -> Result<Timestamp, Fault> {
    words.parse().map_err(|error: jiff::Error| Fault::Damaged(format!("{words:?} is no time: {error}")))
}

/// A day as a column has it.
pub(crate) fn day(words: &str) -> Result<record::Date, Fault> {
    words.parse().map_err(|error: jiff::Error| Fault::Damaged(format!("{words:?} is no day: {error}")))
}

/// Who a run credits, and since when it runs.
pub(crate) fn credit(db: &Connection, run: RunId) -> Result<(String, String), Fault> {
    let mut statement = db.prepare_cached("SELECT coder, started FROM run WHERE id = ?1")?;
    let credit = statement.query_row([run.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    credit.ok_or_else(|| Fault::Damaged(format!("no run {}", run.0)))
}
