//! What the rest of the crate knows of a database: statements in the SQL that all of ours speak, and rows.
//!
//! Parameters are `?1`, `?2` …; values are SQLite's five kinds (nothing, whole number, number, text, bytes). What only one
//! database knows is in its own file.

mod bulk;
#[cfg(feature = "postgres")]
mod postgres;
pub(crate) mod schema;
mod sqlite;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::Error;
use crate::error::Fault;

#[cfg(feature = "postgres")]
pub(crate) use postgres::{ends_session, told};
pub(crate) use rusqlite::params;
pub(crate) use rusqlite::types::{FromSql, ToSql, Value, ValueRef};

/// The schema version that this program writes, in a file or on a server.
pub(crate) const VERSION: i64 = 4;

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection to the database of a store.
#[derive(Debug)]
pub(crate) enum Connection {
    /// To an SQLite file.
    Sqlite(rusqlite::Connection),
    /// To a schema on a server.
    #[cfg(feature = "postgres")]
    Postgres(Box<postgres::Connection>),
}

/// Where a store is, for whoever opens it again. Its password is shown nowhere.
#[derive(Clone, Debug)]
pub(crate) enum Address {
    /// A file.
    File(PathBuf),
    /// On a server.
    #[cfg(feature = "postgres")]
    Server(Box<postgres::Address>),
}

/// A transaction, which is rolled back unless it is committed.
pub(crate) enum Transaction<'c> {
    /// Of an SQLite file.
    Sqlite(rusqlite::Transaction<'c>),
    /// On a server.
    #[cfg(feature = "postgres")]
    Postgres(postgres::Transaction<'c>),
}

/// A statement that is ready to be run.
pub(crate) enum Statement<'c> {
    /// Of an SQLite file.
    Sqlite(rusqlite::CachedStatement<'c>),
    /// On a server; with `true` its rows may be too many to be held at once.
    #[cfg(feature = "postgres")]
    Postgres(&'c postgres::Connection, String, bool),
}

/// What a statement gives, row by row.
pub(crate) enum Rows<'s> {
    /// Of an SQLite file.
    Sqlite(rusqlite::Rows<'s>),
    /// On a server.
    #[cfg(feature = "postgres")]
    Postgres(postgres::Rows<'s>),
}

/// A row.
pub(crate) enum Row<'r> {
    /// Of an SQLite file.
    Sqlite(&'r rusqlite::Row<'r>),
    /// On a server.
    #[cfg(feature = "postgres")]
    Postgres(&'r tokio_postgres::Row),
}

/// Words that an event has to have in this order, in one column of its full text or, with `None`, in any.
pub(crate) struct Phrase {
    pub(crate) column: Option<&'static str>,
    pub(crate) words: String,
}

/// Whether a store of this name is on a server.
pub(crate) fn is_on_server(name: &Path) -> bool {
    let name = name.to_string_lossy();
    name.starts_with("postgres:") || name.starts_with("postgresql:")
}

/// The name of a store as it may be shown: that of one on a server without its password.
pub(crate) fn shown(name: &Path) -> PathBuf {
    if !is_on_server(name) {
        return name.to_path_buf();
    }
    let name = name.to_string_lossy();
    let (scheme, rest) = name.split_once(':').unwrap_or((&name, ""));
    let rest = rest.trim_start_matches('/');
    // A password may have letters in it that should have been written as %40 and the like: it must not be shown for that.
    let (who, rest) = rest.rsplit_once('@').map_or(("", rest), |(who, rest)| (who, rest));
    let who = who.split([':', '?', '/', '@']).next().unwrap_or_default();
    let mut pieces = rest.split(['?', '&']);
    let place = pieces.next().unwrap_or_default();
    let parameters: Vec<&str> = pieces.filter(|one| !one.to_ascii_lowercase().starts_with("password")).collect();
    let at = if who.is_empty() { "" } else { "@" };
    let parameters = if parameters.is_empty() { String::new() } else { format!("?{}", parameters.join("&")) };
    PathBuf::from(format!("{scheme}://{who}{at}{place}{parameters}"))
}

impl Address {
    /// Reads a name: that of a file, or `postgres://…`.
    pub(crate) fn of(name: &Path) -> Result<Address, Error> {
        if !is_on_server(name) {
            return Ok(Address::File(name.to_path_buf()));
        }
        #[cfg(feature = "postgres")]
        return postgres::Address::of(name).map(|address| Address::Server(Box::new(address)));
        #[cfg(not(feature = "postgres"))]
        Err(Error::Address {
            file: shown(name),
            reason: "this program was built without PostgreSQL (its feature `postgres`)".to_string(),
        })
    }

    /// The name as it is shown.
    pub(crate) fn shown(&self) -> PathBuf {
        match self {
            Address::File(file) => file.clone(),
            #[cfg(feature = "postgres")]
            Address::Server(address) => address.shown.clone(),
        }
    }

    /// Whether there is something in this place, a store or not.
    pub(crate) fn is_taken(&self) -> Result<bool, Error> {
        match self {
            Address::File(file) => Ok(sqlite::has_something(file)),
            #[cfg(feature = "postgres")]
            Address::Server(address) => postgres::is_there(address),
        }
    }

    /// A connection to a new store.
    pub(crate) fn create(&self) -> Result<Connection, Error> {
        match self {
            Address::File(file) => sqlite::create(file).map(Connection::Sqlite),
            #[cfg(feature = "postgres")]
            Address::Server(address) => postgres::create(address).map(Connection::on_server),
        }
    }

    /// A connection to a store that is there, for reading and writing.
    pub(crate) fn open(&self) -> Result<Connection, Error> {
        match self {
            Address::File(file) => sqlite::open(file).map(Connection::Sqlite),
            #[cfg(feature = "postgres")]
            Address::Server(address) => postgres::open(address).map(Connection::on_server),
        }
    }

    /// A connection to a store that is there, for reading only.
    pub(crate) fn open_read_only(&self) -> Result<Connection, Error> {
        match self {
            Address::File(file) => sqlite::open_read_only(file).map(Connection::Sqlite),
            #[cfg(feature = "postgres")]
            Address::Server(address) => postgres::open_read_only(address).map(Connection::on_server),
        }
    }
}

impl Connection {
    #[cfg(feature = "postgres")]
    fn on_server(connection: postgres::Connection) -> Connection {
        Connection::Postgres(Box::new(connection))
    }

    /// How long a writer waits for another.
    pub(crate) fn wait_at_most(&self, time: Duration) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(connection) => connection.busy_timeout(time)?,
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => connection.wait_at_most(time),
        }
        Ok(())
    }

    /// Whatever contradicts itself; nothing if all is whole.
    pub(crate) fn faults(&self) -> Result<Vec<String>, Fault> {
        match self {
            Connection::Sqlite(connection) => sqlite::faults(connection),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => connection.strays(),
        }
    }

    /// Makes room for what much work at once needs: so many MB of pages, and so many MB of a file that are mapped. A server has
    /// its own mind about it.
    pub(crate) fn keep_pages(&self, megabytes: u32, mapped: u32) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(connection) => sqlite::keep_pages(connection, megabytes, mapped),
            #[cfg(feature = "postgres")]
            Connection::Postgres(_) => Ok(()),
        }
    }

    /// A number that is another whenever another connection has changed the store.
    pub(crate) fn version(&self) -> Result<i64, Fault> {
        match self {
            Connection::Sqlite(connection) => sqlite::version(connection),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => connection.version(),
        }
    }

    /// Gathers what the planner of queries goes by.
    pub(crate) fn analyse(&self) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(connection) => Ok(connection.execute_batch("PRAGMA analysis_limit = 1000; ANALYZE;")?),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => connection.analyse(),
        }
    }

    /// A transaction in which nothing is written: all of it sees the same.
    pub(crate) fn view(&self) -> Result<Transaction<'_>, Fault> {
        match self {
            Connection::Sqlite(connection) => Ok(Transaction::Sqlite(connection.unchecked_transaction()?)),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => connection.view().map(Transaction::Postgres),
        }
    }

    /// A transaction that writes: at most one at a time in a store, others wait.
    pub(crate) fn writing(&self) -> Result<Transaction<'_>, Fault> {
        match self {
            Connection::Sqlite(connection) => Ok(Transaction::Sqlite(sqlite::writing(connection)?)),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => connection.writing().map(Transaction::Postgres),
        }
    }

    /// Whether each question is a journey, so that it is better to ask many at once.
    pub(crate) fn is_far(&self) -> bool {
        !matches!(self, Connection::Sqlite(_))
    }

    /// Whether a transaction is under way.
    pub(crate) fn is_in_transaction(&self) -> bool {
        match self {
            Connection::Sqlite(connection) => !connection.is_autocommit(),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => connection.is_in_transaction(),
        }
    }

    /// A statement that is kept ready for the next time.
    pub(crate) fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>, Fault> {
        match self {
            Connection::Sqlite(connection) => Ok(Statement::Sqlite(connection.prepare_cached(sql)?)),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => Ok(Statement::Postgres(connection, sql.to_string(), false)),
        }
    }

    /// A question of which the rows may be too many to be held at once: others can be asked while they are read.
    pub(crate) fn prepare_many(&self, sql: &str) -> Result<Statement<'_>, Fault> {
        match self {
            Connection::Sqlite(connection) => Ok(Statement::Sqlite(connection.prepare_cached(sql)?)),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => Ok(Statement::Postgres(connection, sql.to_string(), true)),
        }
    }

    /// Runs a statement; see [`Statement::execute`].
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<(), Fault> {
        self.prepare_cached(sql)?.execute(params)
    }

    /// Runs statements that take no parameters.
    pub(crate) fn execute_batch(&self, sql: &str) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => connection.execute_batch(sql),
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

    /// Keeps the full text of an event: headlines, evidence, actors, place and codes.
    pub(crate) fn keep_words(&self, event: i64, texts: [&str; 5]) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(connection) => sqlite::keep_words(connection, event, texts),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => connection.keep_words(event, texts),
        }
    }

    /// What finds the events with these phrases in `event_text t`: a condition in which ? stands for its value. `None` if nothing can.
    pub(crate) fn finding(&self, phrases: &[Phrase]) -> Option<(&'static str, String)> {
        match self {
            Connection::Sqlite(_) => Some(sqlite::finding(phrases)),
            #[cfg(feature = "postgres")]
            Connection::Postgres(_) => postgres::Connection::finding(phrases),
        }
    }

    /// The indexes that no key of a table brings along, each with what makes it.
    pub(crate) fn indexes(&self) -> Result<Vec<(String, String)>, Fault> {
        match self {
            Connection::Sqlite(connection) => sqlite::indexes(connection),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => connection.indexes(),
        }
    }

    /// Has new rows numbered behind those that came with numbers of their own.
    pub(crate) fn go_on_counting(&self) -> Result<(), Fault> {
        match self {
            // A file numbers rows behind the last anyway.
            Connection::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => connection.go_on_counting(),
        }
    }

    /// What compares with a pattern, whatever the case of ASCII letters.
    pub(crate) fn like(&self) -> &'static str {
        match self {
            Connection::Sqlite(_) => "LIKE",
            #[cfg(feature = "postgres")]
            Connection::Postgres(_) => "ILIKE",
        }
    }
}

impl Transaction<'_> {
    /// Keeps what was written.
    pub(crate) fn commit(self) -> Result<(), Fault> {
        match self {
            Transaction::Sqlite(transaction) => Ok(transaction.commit()?),
            #[cfg(feature = "postgres")]
            Transaction::Postgres(transaction) => transaction.commit(),
        }
    }
}

impl Statement<'_> {
    /// Runs it. What goes wrong on a server may be told by a later question only, at the end of the transaction at the latest.
    pub(crate) fn execute(&mut self, params: impl Params) -> Result<(), Fault> {
        match self {
            Statement::Sqlite(_) => self.change(params).map(|_| ()),
            #[cfg(feature = "postgres")]
            Statement::Postgres(connection, sql, _) => connection.put(sql, params),
        }
    }

    /// Runs it and tells how many rows it changed.
    pub(crate) fn change(&mut self, params: impl Params) -> Result<usize, Fault> {
        match self {
            Statement::Sqlite(statement) => {
                sqlite::bind(statement, params)?;
                Ok(statement.raw_execute()?)
            }
            #[cfg(feature = "postgres")]
            Statement::Postgres(connection, sql, _) => connection.execute(sql, params),
        }
    }

    /// Its rows.
    pub(crate) fn query(&mut self, params: impl Params) -> Result<Rows<'_>, Fault> {
        match self {
            Statement::Sqlite(statement) => {
                sqlite::bind(statement, params)?;
                Ok(Rows::Sqlite(statement.raw_query()))
            }
            #[cfg(feature = "postgres")]
            Statement::Postgres(connection, sql, false) => connection.query(sql, params).map(Rows::Postgres),
            #[cfg(feature = "postgres")]
            Statement::Postgres(connection, sql, true) => connection.query_many(sql, params).map(Rows::Postgres),
        }
    }

    /// Asks the same of many values and hands each row to `each`, with the number of the values that gave it, in their order. A
    /// server is asked all of it at once: one journey in place of many.
    pub(crate) fn query_each<P: Params>(
        &mut self,
        asked: impl IntoIterator<Item = P>,
        mut each: impl FnMut(usize, &Row) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match self {
            Statement::Sqlite(statement) => {
                for (at, params) in asked.into_iter().enumerate() {
                    sqlite::bind(statement, params)?;
                    let mut rows = statement.raw_query();
                    while let Some(row) = rows.next()? {
                        each(at, &Row::Sqlite(row))?;
                    }
                }
                Ok(())
            }
            #[cfg(feature = "postgres")]
            Statement::Postgres(connection, sql, _) => {
                let found = connection.query_each(sql, asked)?;
                let rows = found.iter().enumerate().flat_map(|(at, rows)| rows.iter().map(move |row| (at, row)));
                rows.into_iter().try_for_each(|(at, row)| each(at, &Row::Postgres(row)))
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
            #[cfg(feature = "postgres")]
            Rows::Postgres(rows) => Ok(rows.next()?.map(Row::Postgres)),
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
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => Ok(T::column_result(row.try_get::<_, postgres::Value>(column)?.0)?),
        }
    }

    /// The value of a column where it lies.
    pub(crate) fn get_ref(&self, column: usize) -> Result<ValueRef<'_>, Fault> {
        match self {
            Row::Sqlite(row) => Ok(row.get_ref(column)?),
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => Ok(row.try_get::<_, postgres::Value>(column)?.0),
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
