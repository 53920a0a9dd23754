use crate::database::{Connection, OptionalExtension, Row, params};
use jiff::Timestamp;
use record::Key;
use serde::{Deserialize, Serialize};

use crate::error::Fault;
use crate::key::K;
use crate::{Error, Store};

/// Names a run of this store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub(crate) i64);

impl RunId {
    /// Its number, which grows with each run.
    pub fn number(self) -> i64 {
        self.0
    }
}

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
    /// What became of its reports; `None` if it took none in, was cut off, or is of a time when this was not kept.
    pub counts: Option<RunCounts>,
}

/// What became of the reports of a run, in numbers of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunCounts {
    /// Those that were not there.
    pub added: u64,
    /// Those that were there already.
    pub known: u64,
    /// Those that were there and are coded otherwise now.
    pub recoded: u64,
    /// Reprints of others.
    pub copies: u64,
    /// Corrected versions of others.
    pub corrected: u64,
    /// Those that were not coded by choice, each with a note: they are not in English.
    pub skipped: u64,
    /// Those that could not be read or coded, each with a note.
    pub failed: u64,
}

/// What a run could not take in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunNote {
    /// Whether it failed; else it was left out by choice.
    pub failed: bool,
    /// The file, or the report in it.
    pub what: String,
    /// Why, as a sentence.
    pub reason: String,
}

impl Store {
    /// Notes that a run begins. `coder` is the program and its version; what it states is credited to it.
    ///
    /// # Errors
    /// Whatever keeps the file from being written.
    pub fn begin_run(&mut self, command: &str, coder: &str, options: &str, at: Timestamp) -> Result<RunId, Error> {
        self.write(|db| {
            let sql = "INSERT INTO run (command, coder, options, started) VALUES (?1, ?2, ?3, ?4) RETURNING id";
            let values = params![command, coder, options, stamp(at)];
            Ok(RunId(db.query_row(sql, values, |row| row.get(0))?))
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

    /// Notes what became of the reports of a run: in place of what was noted before.
    ///
    /// # Errors
    /// Whatever keeps the file from being written.
    pub fn count_run(&mut self, run: RunId, counts: &RunCounts) -> Result<(), Error> {
        self.write(|db| {
            let counts = serde_json::to_string(counts)?;
            db.execute("UPDATE run SET counts = ?2 WHERE id = ?1", params![run.0, counts])?;
            Ok(())
        })
    }

    /// Notes what a run could not take in: beside what was noted before.
    ///
    /// # Errors
    /// Whatever keeps the file from being written.
    pub fn note_run(&mut self, run: RunId, notes: &[RunNote]) -> Result<(), Error> {
        if notes.is_empty() {
            return Ok(());
        }
        self.write(|db| {
            let sql = "INSERT INTO run_note (run, kind, what, reason) VALUES (?1, ?2, ?3, ?4)";
            let mut statement = db.prepare_cached(sql)?;
            for note in notes {
                statement.execute(params![run.0, kind(note.failed), note.what, note.reason])?;
            }
            Ok(())
        })
    }

    /// What a run could not take in, what failed before what was left out, at most `limit` of both.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn run_notes(&self, run: RunId, limit: usize) -> Result<Vec<RunNote>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(|db| {
            let sql = "SELECT kind, what, reason FROM run_note WHERE run = ?1 ORDER BY kind, id LIMIT ?2";
            let mut statement = db.prepare_cached(sql)?;
            let note = |row: &Row| {
                let kind: String = row.get(0)?;
                Ok(RunNote { failed: kind == FAILED, what: row.get(1)?, reason: row.get(2)? })
            };
            statement.query_map(params![run.0, limit], note)?.collect::<Result<_, _>>()
        })
    }

    /// Runs of a store, the last first, `limit` at most after leaving out `offset`; with `intake`, only those that took
    /// reports in, not those that linked.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn latest_runs(&self, intake: bool, limit: usize, offset: usize) -> Result<Vec<Run>, Error> {
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.read(|db| {
            let sql = format!("{RUN} WHERE NOT ?1 OR command != 'link' ORDER BY id DESC LIMIT ?2 OFFSET ?3");
            let mut statement = db.prepare_cached(&sql)?;
            statement.query_map(params![intake, number(limit), number(offset)], run)?.collect()
        })
    }

    /// The run with this number; `None` if there is none.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn run(&self, number: i64) -> Result<Option<Run>, Error> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!("{RUN} WHERE id = ?1"))?;
            statement.query_map([number], run)?.next().transpose()
        })
    }

    /// The reports that a run brought in and that still stand, the last first: key, headline, and path; at most `limit`.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn reports_of_run(&self, run: RunId, limit: usize) -> Result<Vec<(Key, Option<String>, String)>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(|db| {
            let sql = "SELECT key, title, path FROM report WHERE run = ?1 AND superseded_by IS NULL ORDER BY id DESC LIMIT ?2";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map(params![run.0, limit], |row| Ok((row.get::<K>(0)?.0, row.get(1)?, row.get(2)?)))?;
            rows.collect::<Result<_, _>>()
        })
    }

    /// All runs, the first first.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn runs(&self) -> Result<Vec<Run>, Error> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!("{RUN} ORDER BY id"))?;
            statement.query_map(params![], run)?.collect()
        })
    }
}

const RUN: &str = "SELECT id, command, coder, options, started, ended, counts FROM run";
const FAILED: &str = "failed";

fn kind(failed: bool) -> &'static str {
    if failed { FAILED } else { "skipped" }
}

fn run(row: &Row) -> Result<Run, Fault> {
    let ended: Option<String> = row.get(5)?;
    let counts: Option<String> = row.get(6)?;
    Ok(Run {
        id: RunId(row.get(0)?),
        command: row.get(1)?,
        coder: row.get(2)?,
        options: row.get(3)?,
        started: time(&row.get::<String>(4)?)?,
        ended: ended.as_deref().map(time).transpose()?,
        counts: counts.as_deref().map(serde_json::from_str).transpose()?,
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
