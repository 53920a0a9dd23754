//! What the rest of the crate knows of a database: statements in the SQL that all of ours speak, and rows.
//!
//! Parameters are `?1`, `?2` …; values are SQLite's five kinds (nothing, whole number, number, text, bytes). What only one
//! database knows is in its own file.

mod sqlite;

use std::path::Path;
use std::time::Duration;

use crate::Error;
use crate::error::Fault;

pub(crate) use rusqlite::params;
pub(crate) use rusqlite::types::{FromSql, ToSql, Value, ValueRef};

/// A connection to the database of a store.
#[derive(Debug)]
pub(crate) enum Connection {
    /// To an SQLite file.
    Sqlite(rusqlite::Connection),
}

/// A transaction, which is rolled back unless it is committed.
pub(crate) enum Transaction<'c> {
    /// Of an SQLite file.
    Sqlite(rusqlite::Transaction<'c>),
}

/// A statement that is ready to be run.
pub(crate) enum Statement<'c> {
    /// Of an SQLite file.
    Sqlite(rusqlite::CachedStatement<'c>),
}

/// What a statement gives, row by row.
pub(crate) enum Rows<'s> {
    /// Of an SQLite file.
    Sqlite(rusqlite::Rows<'s>),
}

/// A row.
pub(crate) enum Row<'r> {
    /// Of an SQLite file.
    Sqlite(&'r rusqlite::Row<'r>),
}

impl Connection {
    /// To a new store.
    pub(crate) fn create(file: &Path) -> Result<Connection, Error> {
        sqlite::create(file).map(Connection::Sqlite)
    }

    /// To a store that is there, for reading and writing.
    pub(crate) fn open(file: &Path) -> Result<Connection, Error> {
        sqlite::open(file).map(Connection::Sqlite)
    }

    /// To a store that is there, for reading only.
    pub(crate) fn open_read_only(file: &Path) -> Result<Connection, Error> {
        sqlite::open_read_only(file).map(Connection::Sqlite)
    }

    /// Whether there is something by this name, a store or not.
    pub(crate) fn is_there(file: &Path) -> Result<bool, Error> {
        Ok(sqlite::has_something(file))
    }

    /// How long a writer waits for another.
    pub(crate) fn wait_at_most(&self, time: Duration) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(connection) => Ok(connection.busy_timeout(time)?),
        }
    }

    /// Whatever contradicts itself; nothing if all is whole.
    pub(crate) fn faults(&self) -> Result<Vec<String>, Fault> {
        match self {
            Connection::Sqlite(connection) => sqlite::faults(connection),
        }
    }

    /// Makes room for what much work at once needs: so many MB of pages, and so many MB of a file that are mapped.
    pub(crate) fn keep_pages(&self, megabytes: u32, mapped: u32) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(connection) => sqlite::keep_pages(connection, megabytes, mapped),
        }
    }

    /// A number that is another whenever another connection has changed the store.
    pub(crate) fn version(&self) -> Result<i64, Fault> {
        match self {
            Connection::Sqlite(connection) => sqlite::version(connection),
        }
    }

    /// Gathers what the planner of queries goes by.
    pub(crate) fn analyse(&self) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(connection) => Ok(connection.execute_batch("PRAGMA analysis_limit = 1000; ANALYZE;")?),
        }
    }

    /// A transaction in which nothing is written: all of it sees the same.
    pub(crate) fn view(&self) -> Result<Transaction<'_>, Fault> {
        match self {
            Connection::Sqlite(connection) => Ok(Transaction::Sqlite(connection.unchecked_transaction()?)),
        }
    }

    /// A transaction that writes: at most one at a time in a store, others wait.
    pub(crate) fn writing(&self) -> Result<Transaction<'_>, Fault> {
        match self {
            Connection::Sqlite(connection) => Ok(Transaction::Sqlite(sqlite::writing(connection)?)),
        }
    }

    /// Whether a transaction is under way.
    pub(crate) fn is_in_transaction(&self) -> bool {
        match self {
            Connection::Sqlite(connection) => !connection.is_autocommit(),
        }
    }

    /// A statement that is kept ready for the next time.
    pub(crate) fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>, Fault> {
        match self {
            Connection::Sqlite(connection) => Ok(Statement::Sqlite(connection.prepare_cached(sql)?)),
        }
    }

    /// Runs a statement and tells how many rows it changed.
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize, Fault> {
        self.prepare_cached(sql)?.execute(params)
    }

    /// Runs statements that take no parameters.
    pub(crate) fn execute_batch(&self, sql: &str) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
        }
    }

    /// The first row of what a statement gives; [`Fault::NoRow`] if there is none.
    pub(crate) fn query_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.prepare_cached(sql)?.query_row(params, read)
    }
}

impl Transaction<'_> {
    /// Keeps what was written.
    pub(crate) fn commit(self) -> Result<(), Fault> {
        match self {
            Transaction::Sqlite(transaction) => Ok(transaction.commit()?),
        }
    }
}

impl Statement<'_> {
    /// Runs it and tells how many rows it changed.
    pub(crate) fn execute(&mut self, params: impl Params) -> Result<usize, Fault> {
        match self {
            Statement::Sqlite(statement) => {
                sqlite::bind(statement, params)?;
                Ok(statement.raw_execute()?)
            }
        }
    }

    /// Its rows.
    pub(crate) fn query(&mut self, params: impl Params) -> Result<Rows<'_>, Fault> {
        match self {
            Statement::Sqlite(statement) => {
                sqlite::bind(statement, params)?;
                Ok(Rows::Sqlite(statement.raw_query()))
            }
        }
    }

    /// What `read` makes of its rows, one after the other.
    pub(crate) fn query_map<T, F: FnMut(&Row) -> Result<T, Fault>>(
        &mut self,
        params: impl Params,
        read: F,
    ) -> Result<Mapped<'_, F>, Fault> {
        Ok(Mapped { rows: self.query(params)?, read })
    }

    /// What `read` makes of the first row; [`Fault::NoRow`] if there is none.
    pub(crate) fn query_row<T>(
        &mut self,
        params: impl Params,
        read: impl FnOnce(&Row) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut rows = self.query(params)?;
        let row = rows.next()?.ok_or(Fault::NoRow)?;
        read(&row)
    }
}

impl Rows<'_> {
    /// The next row; `None` after the last.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, Fault> {
        match self {
            Rows::Sqlite(rows) => Ok(rows.next()?.map(Row::Sqlite)),
        }
    }
}

/// What comes of rows, one after the other.
pub(crate) struct Mapped<'s, F> {
    rows: Rows<'s>,
    read: F,
}

impl<T, F: FnMut(&Row) -> Result<T, Fault>> Iterator for Mapped<'_, F> {
    type Item = Result<T, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.rows.next() {
            Ok(row) => row.map(|row| (self.read)(&row)),
            Err(fault) => Some(Err(fault)),
        }
    }
}

impl Row<'_> {
    /// The value of a column, the first being 0.
    pub(crate) fn get<T: FromSql>(&self, column: usize) -> Result<T, Fault> {
        match self {
            Row::Sqlite(row) => Ok(row.get(column)?),
        }
    }

    /// The value of a column where it lies.
    pub(crate) fn get_ref(&self, column: usize) -> Result<ValueRef<'_>, Fault> {
        match self {
            Row::Sqlite(row) => Ok(row.get_ref(column)?),
        }
    }
}

/// The values of a statement's parameters.
pub(crate) trait Params {
    /// Hands them to `each`, the first first.
    fn each(&self, each: impl FnMut(&dyn ToSql) -> Result<(), Fault>) -> Result<(), Fault>;
}

impl Params for &[&dyn ToSql] {
    fn each(&self, mut each: impl FnMut(&dyn ToSql) -> Result<(), Fault>) -> Result<(), Fault> {
        self.iter().try_for_each(|value| each(value))
    }
}

impl<T: ToSql, const N: usize> Params for [T; N] {
    fn each(&self, mut each: impl FnMut(&dyn ToSql) -> Result<(), Fault>) -> Result<(), Fault> {
        self.iter().try_for_each(|value| each(value))
    }
}

impl Params for &Vec<Value> {
    fn each(&self, mut each: impl FnMut(&dyn ToSql) -> Result<(), Fault>) -> Result<(), Fault> {
        self.iter().try_for_each(|value| each(value))
    }
}

/// `None` in place of [`Fault::NoRow`].
pub(crate) trait OptionalExtension<T> {
    /// What was found, or `None`.
    fn optional(self) -> Result<Option<T>, Fault>;
}

impl<T> OptionalExtension<T> for Result<T, Fault> {
    fn optional(self) -> Result<Option<T>, Fault> {
        match self {
            Ok(found) => Ok(Some(found)),
            Err(Fault::NoRow) => Ok(None),
            Err(fault) => Err(fault),
        }
    }
}
