use crate::database::{Connection, OptionalExtension};
use record::{CodedReport, Key};

use crate::error::Fault;
use crate::key::K;
use crate::telling::{self, Reader};
use crate::{Error, Store};

/// A report with what the program or a coder states of it, before any edit, each told thing with its key.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The report and what it tells. Event reports that a person rejected are among them: the rejection is an edit.
    pub coded: CodedReport,
    /// The keys of its event reports, in their order.
    pub event_reports: Vec<Key>,
    /// The keys of its tallies, in their order.
    pub tallies: Vec<Key>,
}

impl Store {
    /// A report that holds, as it is stated; `None` if there is none with this key, or if it was superseded.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn stated(&self, report: Key) -> Result<Option<Stated>, Error> {
        self.read(|db| {
            let sql = "SELECT id FROM report WHERE key = ?1 AND superseded_by IS NULL";
            let id: Option<i64> = db.prepare_cached(sql)?.query_row([K(report)], |row| row.get(0)).optional()?;
            id.map(|id| stated(db, id)).transpose()
        })
    }
}

fn stated(db: &Connection, id: i64) -> Result<Stated, Fault> {
    let mut reader = Reader::new(db);
    let (mut event_reports, mut keys) = (Vec::new(), Vec::new());
    for entry in telling::entries_of(db, id)? {
        event_reports.push(reader.stated(&entry)?);
        keys.push(entry.key);
    }
    let sql = "SELECT t.key, s.value FROM tally t JOIN tally_statement s ON s.tally = t.id AND s.run = t.run
               WHERE t.report = ?1 AND t.retired IS NULL ORDER BY t.id";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([id], |row| Ok((row.get::<K>(0)?.0, row.get::<String>(1)?)))?;
    let (mut tallies, mut tally_keys) = (Vec::new(), Vec::new());
    for row in rows {
        let (key, value) = row?;
        tallies.push(serde_json::from_str(&value)?);
        tally_keys.push(key);
    }
    let sql = "SELECT doubts FROM coding JOIN report ON report.id = coding.report AND report.coded = coding.run
               WHERE report.id = ?1";
    let doubts: String = db.prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
    let coded = CodedReport {
        report: telling::report(db, id)?,
        event_reports,
        tallies,
        doubts: serde_json::from_str(&doubts)?,
    };
    Ok(Stated { coded, event_reports: keys, tallies: tally_keys })
}
