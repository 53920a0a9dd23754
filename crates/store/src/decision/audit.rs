use crate::database::{Connection, params};

use super::{edit_numbered, judged_numbered};
use crate::error::Fault;
use crate::{Edit, Error, Judged, Store};

/// Something that a person decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// A judgement on two event reports.
    Judged(Judged),
    /// A part of an event report.
    Edited(Edit),
}

impl Decided {
    /// Its number in the store.
    pub fn id(&self) -> i64 {
        match self {
            Decided::Judged(judged) => judged.id,
            Decided::Edited(edit) => edit.id,
        }
    }
}

/// Which decisions are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Whose; `None` for everybody's.
    pub by: Option<String>,
    /// Of which day (UTC); `None` for all.
    pub day: Option<record::Date>,
    /// Only those that hold.
    pub holding: bool,
}

const FITS: &str = "(CAST(?1 AS TEXT) IS NULL OR by = ?1) AND (CAST(?2 AS TEXT) IS NULL OR substr(at, 1, 10) = ?2)
                    AND (NOT ?3 OR withdrawn_at IS NULL)";

impl Store {
    /// Decisions that fit, the last first, `limit` at most after leaving out `offset`.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn decisions(&self, audit: &Audit, limit: usize, offset: usize) -> Result<Vec<Decided>, Error> {
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.read(|db| {
            let sql = format!(
                "SELECT id, 0 FROM judgement WHERE {FITS} UNION ALL SELECT id, 1 FROM edit WHERE {FITS}
                 ORDER BY id DESC LIMIT ?4 OFFSET ?5"
            );
            let mut statement = db.prepare_cached(&sql)?;
            let day = audit.day.map(|day| day.to_string());
            let asked = params![audit.by, day, audit.holding, number(limit), number(offset)];
            let found: Vec<(i64, bool)> =
                statement.query_map(asked, |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
            found.into_iter().map(|(id, is_edit)| decided(db, id, is_edit)).collect()
        })
    }

    /// How many decisions fit.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn count_decisions(&self, audit: &Audit) -> Result<usize, Error> {
        self.read(|db| {
            let sql = format!(
                "SELECT (SELECT count(*) FROM judgement WHERE {FITS}) + (SELECT count(*) FROM edit WHERE {FITS})"
            );
            let day = audit.day.map(|day| day.to_string());
            let asked = params![audit.by, day, audit.holding];
            let count: i64 = db.prepare_cached(&sql)?.query_row(asked, |row| row.get(0))?;
            Ok(usize::try_from(count).unwrap_or(0))
        })
    }

    /// Everybody who ever decided anything, in alphabetical order.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn deciders(&self) -> Result<Vec<String>, Error> {
        self.read(|db| {
            let sql = "SELECT by FROM judgement UNION SELECT by FROM edit ORDER BY by";
            let mut statement = db.prepare_cached(sql)?;
            statement.query_map(params![], |row| row.get(0))?.collect::<Result<_, _>>()
        })
    }
}

fn decided(db: &Connection, id: i64, is_edit: bool) -> Result<Decided, Fault> {
    if is_edit { edit_numbered(db, id).map(Decided::Edited) } else { judged_numbered(db, id).map(Decided::Judged) }
}
