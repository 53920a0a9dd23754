use crate::database::{Connection, params};
use record::Key;

use super::{Change, change};
use crate::decision::{self, Edit, Judged};
use crate::error::Fault;
use crate::key::K;
use crate::{Error, Store, resolve};

/// All that happened to an event, a report or an event report, the first first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// What was noted, decisions of persons among it.
    pub changes: Vec<Change>,
    /// What persons judged, with their reasons; judgements that were taken back too.
    pub judgements: Vec<Judged>,
    /// What persons stated in place of the program, likewise.
    pub edits: Vec<Edit>,
}

impl Store {
    /// What happened to whatever goes by these keys, or went by a key that leads to one of them.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn history(&self, keys: &[Key]) -> Result<History, Error> {
        self.read(|db| {
            let mut names = Vec::new();
            for &key in keys {
                names.extend(resolve::names(db, key)?);
            }
            names.sort();
            names.dedup();
            let mut history = History::default();
            for name in names {
                history.changes.extend(changes_of(db, name)?);
                history.judgements.extend(decision::judgements_on(db, name)?);
                history.edits.extend(decision::edits_of(db, name)?);
            }
            history.changes.sort_by_key(|change| change.seq);
            // Each is found by both of its event reports.
            history.judgements.sort_by_key(|judged| judged.id);
            history.judgements.dedup_by_key(|judged| judged.id);
            history.edits.sort_by_key(|edit| edit.id);
            Ok(history)
        })
    }

    /// The last thing that happened; `None` if nothing did.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn last_change(&self) -> Result<Option<Change>, Error> {
        self.read(|db| {
            let sql = "SELECT seq, at, kind, subject, object, by, detail FROM change ORDER BY seq DESC LIMIT 1";
            db.prepare_cached(sql)?.query_map(params![], change)?.next().transpose()
        })
    }
}

fn changes_of(db: &Connection, subject: Key) -> Result<Vec<Change>, Fault> {
    let sql = "SELECT seq, at, kind, subject, object, by, detail FROM change WHERE subject = ?1 ORDER BY seq";
    db.prepare_cached(sql)?.query_map([K(subject)], change)?.collect()
}
