//! # store: keep what was coded, find it, and forget nothing
//!
//! In:       CodedReport, Event, Series, Judgement, a person's edits
//! Out:      the same, as of any day
//! Never:    interpret: it keeps and finds
//! Start at: Store
//!
//! One project is one SQLite file, or a schema of a PostgreSQL database (feature `postgres`). What a run of the program or a person states is added and never changed; what queries
//! read is made from it in the same transaction.
//!
//! *What is safe when.* Each call that writes is one transaction. Once it has returned, a program that is killed costs
//! nothing, and nor does a power cut, as every transaction is synced to the disk (write-ahead log, `synchronous = FULL`).
//! A call cut off in the middle leaves nothing behind. A reader sees the last transaction that was complete when it began.

mod change;
mod database;
mod decision;
mod error;
mod key;
mod link;
mod open;
mod outline;
mod part;
mod query;
mod report;
mod resolve;
mod run;
mod statement;
mod telling;
mod transfer;

use std::path::{Path, PathBuf};

use crate::database::{Address, Connection};
use crate::error::Fault;

pub use change::{Change, ChangeKind, History, Since};
pub use decision::{Audit, Decided, Edit, Judged, Undone};
pub use error::Error;
pub use link::{Links, OpenDoubt, OpenPair, Pair, Pending, Staked};
pub use open::{is_on_server, shown};
pub use outline::{NameOf, Outline};
pub use part::Part;
pub use query::asked::{Asked, NoFilter, first_day, last_day};
pub use query::sides::{Roles, Sides};
pub use query::{EventRow, Order, Query};
pub use report::{
    Added, Copied, Fingerprint, Likeness, ReportQuery, ReportRow, Shared, Stated, Stored, Version, is_of_article,
};
pub use resolve::Found;
pub use run::{Run, RunCounts, RunId, RunNote};
pub use telling::Readers;
pub use transfer::{Stage, Step};

/// A project's file: reports, what they tell, the events that they share, and what persons judged.
///
/// Writing takes `&mut self`: one connection writes one thing at a time. A second program that writes waits up to ten
/// seconds, then gets [`Error::Busy`].
#[derive(Debug)]
pub struct Store {
    file: PathBuf,
    address: Address,
    connection: Connection,
}

impl Store {
    /// The file, as it was named on opening.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Whether the file is whole: every fault that SQLite finds in it, none if it is. It reads all of the file.
    ///
    /// # Errors
    /// Whatever keeps the file from being read at all.
    pub fn verify(&self) -> Result<Vec<String>, Error> {
        self.read(Connection::faults)
    }

    /// How long a writer waits for another before it gives up with [`Error::Busy`]; ten seconds unless this is called.
    ///
    /// # Errors
    /// Whatever SQLite has against it.
    pub fn wait_at_most(&self, time: std::time::Duration) -> Result<(), Error> {
        self.connection.wait_at_most(time).map_err(|fault| self.named(fault))
    }

    pub(crate) fn named(&self, fault: Fault) -> Error {
        fault.of(&self.file)
    }

    /// Reads within one view of the file, so that a writer beside us cannot change it between two reads.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Error> {
        let read = || {
            if self.connection.is_in_transaction() {
                return work(&self.connection);
            }
            let view = self.connection.view()?;
            let found = work(&self.connection)?;
            view.commit()?;
            Ok(found)
        };
        read().map_err(|fault| self.named(fault))
    }

    /// Writes all of it or nothing.
    pub(crate) fn write<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Error> {
        let write = || {
            let transaction = self.connection.writing()?;
            let done = work(&self.connection)?;
            transaction.commit()?;
            Ok(done)
        };
        let done: Result<T, Fault> = write();
        done.map_err(|fault| self.named(fault))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::params;

    #[test]
    fn a_full_disk_is_told_and_nothing_before_it_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("test.sqlite")).unwrap();
        let at = jiff::Timestamp::UNIX_EPOCH;
        store.begin_run("code", "dateline 0.1.0", "", at).unwrap();
        let pages: i64 = store.connection.query_row("PRAGMA page_count", params![], |row| row.get(0)).unwrap();
        store.connection.query_row(&format!("PRAGMA max_page_count = {}", pages + 2), params![], |_| Ok(())).unwrap();
        let long = "x".repeat(100_000);
        let full = store.begin_run("code", "dateline 0.1.0", &long, at);
        assert!(matches!(full, Err(Error::Full { .. })), "{full:?}");
        assert_eq!(store.runs().unwrap().len(), 1);
        assert_eq!(store.verify().unwrap(), Vec::<String>::new());
        store.connection.query_row("PRAGMA max_page_count = 1000000", params![], |_| Ok(())).unwrap();
        store.begin_run("code", "dateline 0.1.0", &long, at).unwrap();
    }
}
