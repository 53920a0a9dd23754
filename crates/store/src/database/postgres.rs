//! A store in a schema of a PostgreSQL database.
//!
//! A connection is one session with the server. What is written and needs no answer waits and goes out together with the next
//! question, so that a far server costs a journey for each question, not for each row.

mod address;
mod copy;
mod open;
mod passfile;
mod session;
mod tls;
mod value;
mod words;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::time::Duration;

use tokio_postgres::Row;

use super::{Params, Phrase, schema};
use crate::error::Fault;
use session::Session;
use value::Parameter;

pub(crate) use address::Address;
pub(crate) use copy::Copy;
pub(crate) use open::{create, is_there, open, open_read_only};
pub(crate) use session::{ends_session, told};
pub(crate) use value::Cell as Value;
pub(crate) use words::{query as words_query, vector as words_vector};

/// Rows of a long answer that are fetched at a time.
const SOME: usize = 4096;

/// What tells the lock of writers from other programs' locks in the same database; the second number is that of the schema.
const LOCK: i32 = 0x4461_7465;

/// A connection to a store on a server.
pub(crate) struct Connection {
    address: Address,
    session: RefCell<Session>,
    /// Whether this connection may write.
    writes: bool,
    /// How long a writer waits for another.
    patience: Cell<Duration>,
    in_transaction: Cell<bool>,
    /// What began the transaction, until the server is heard in it.
    unheard: Cell<Option<&'static str>>,
    cursors: Cell<usize>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Connection {
    fn new(address: Address, session: Session, writes: bool) -> Connection {
        Connection {
            address,
            session: RefCell::new(session),
            writes,
            patience: Cell::new(super::PATIENCE),
            in_transaction: Cell::new(false),
            unheard: Cell::new(None),
            cursors: Cell::new(0),
        }
    }

    pub(crate) fn is_in_transaction(&self) -> bool {
        self.in_transaction.get()
    }

    pub(crate) fn wait_at_most(&self, time: Duration) {
        self.patience.set(time);
    }

    /// A transaction that sees one state of the store.
    pub(crate) fn view(&self) -> Result<Transaction<'_>, Fault> {
        self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", false)?;
        Ok(Transaction { connection: self, writes: false, over: false })
    }

    /// A transaction that writes. Writers of a store follow each other: one lock is theirs until they end.
    pub(crate) fn writing(&self) -> Result<Transaction<'_>, Fault> {
        if !self.writes {
            return Err(Fault::ReadOnly);
        }
        self.begin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", true)?;
        let transaction = Transaction { connection: self, writes: true, over: false };
        self.execute_batch(&lock(&self.address, self.patience.get()))?;
        // What readers go by to know that something changed.
        self.put("UPDATE store SET writes = writes + 1", super::params![])?;
        Ok(transaction)
    }

    /// Begins a transaction, in a new session if the old one is gone. With `ask` the server is heard before anything else is asked.
    fn begin(&self, sql: &'static str, ask: bool) -> Result<(), Fault> {
        if self.session.borrow().is_closed() {
            self.connect_anew()?;
        }
        self.unheard.set(Some(sql));
        self.session.borrow_mut().put_batch(sql)?;
        if ask {
            self.first(Session::wait_for_all)?;
        }
        self.in_transaction.set(true);
        Ok(())
    }

    fn connect_anew(&self) -> Result<(), Fault> {
        *self.session.borrow_mut() = Session::open(&self.address)?;
        Ok(())
    }

    /// Does what may be the first in its transaction that is answered. If the session turns out to be gone then, nothing was done in it
    /// that would be lost, and it is done in a new one.
    fn first<T>(&self, work: impl Fn(&mut Session) -> Result<T, tokio_postgres::Error>) -> Result<T, Fault> {
        let done = work(&mut self.session.borrow_mut());
        match (done, self.unheard.take()) {
            (Err(error), Some(begin)) if session::is_gone(&error) => {
                self.connect_anew()?;
                let mut session = self.session.borrow_mut();
                session.put_batch(begin)?;
                Ok(work(&mut session)?)
            }
            (done, _) => Ok(done?),
        }
    }

    /// Runs a statement without waiting for what comes of it: that is told by the next question, or at the end of the transaction.
    pub(crate) fn put(&self, sql: &str, params: impl Params) -> Result<(), Fault> {
        let values = values(params)?;
        Ok(self.session.borrow_mut().put(sql, values)?)
    }

    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize, Fault> {
        let values = values(params)?;
        let changed = self.first(|session| session.execute(sql, values.clone()))?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    pub(crate) fn execute_batch(&self, sql: &str) -> Result<(), Fault> {
        self.first(|session| session.batch(sql))
    }

    pub(crate) fn query(&self, sql: &str, params: impl Params) -> Result<Rows<'_>, Fault> {
        let values = values(params)?;
        let rows = self.first(|session| session.query(sql, values.clone()))?;
        Ok(Rows { cursor: None, rows, at: 0 })
    }

    /// The rows for each of these values.
    pub(crate) fn query_each<P: Params>(
        &self,
        sql: &str,
        asked: impl IntoIterator<Item = P>,
    ) -> Result<Vec<Vec<Row>>, Fault> {
        let asked = asked.into_iter().map(values).collect::<Result<Vec<_>, Fault>>()?;
        let mut found = Vec::with_capacity(asked.len());
        for some in asked.chunks(session::WAITING) {
            found.extend(self.first(|session| session.query_each(sql, some.to_vec()))?);
        }
        Ok(found)
    }

    /// Rows that are fetched some at a time, while other questions are asked.
    pub(crate) fn query_many(&self, sql: &str, params: impl Params) -> Result<Rows<'_>, Fault> {
        let number = self.cursors.get() + 1;
        self.cursors.set(number);
        let name = format!("rows_{number}");
        self.execute(&format!("DECLARE {name} NO SCROLL CURSOR FOR {sql}"), params)?;
        Ok(Rows { cursor: Some(Cursor { connection: self, name, over: false }), rows: Vec::new(), at: 0 })
    }

    /// A number that is another whenever the store has changed.
    pub(crate) fn version(&self) -> Result<i64, Fault> {
        // In a view of its own: a lost connection is made anew where a transaction begins.
        let view = if self.is_in_transaction() { None } else { Some(self.view()?) };
        let mut rows = self.query("SELECT writes FROM store", super::params![])?;
        let version = rows.next()?.ok_or(Fault::NoRow)?.try_get(0)?;
        view.map_or(Ok(()), Transaction::commit)?;
        Ok(version)
    }

    /// Gathers what the planner of queries goes by.
    pub(crate) fn analyse(&self) -> Result<(), Fault> {
        let tables: Vec<&str> = schema::tables().iter().map(|table| table.name).chain(["event_text"]).collect();
        self.execute_batch(&format!("ANALYZE {}", tables.join(", ")))
    }

    /// The rows that lead to none: a row for each such column, for writers keep references right, not the server.
    pub(crate) fn strays(&self) -> Result<Vec<String>, Fault> {
        let mut strays = Vec::new();
        let leads = |table: &'static schema::Table| table.references.iter().map(move |to| (table.name, to));
        for (table, (column, other)) in schema::tables().iter().flat_map(leads) {
            let key = schema::tables().iter().find(|table| table.name == *other).map_or("id", |other| other.key[0]);
            let sql = format!(
                "SELECT count(*) FROM {table} t WHERE {column} IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM {other} o WHERE o.{key} = t.{column})"
            );
            let mut rows = self.query(&sql, super::params![])?;
            let count: i64 = rows.next()?.ok_or(Fault::NoRow)?.try_get(0)?;
            if count > 0 {
                strays.push(format!("{count} rows of {table} lead by {column} to no row of {other}"));
            }
        }
        Ok(strays)
    }

    /// The indexes that no key of a table brings along, each with what makes it.
    pub(crate) fn indexes(&self) -> Result<Vec<(String, String)>, Fault> {
        let sql = "SELECT c.relname, pg_catalog.pg_get_indexdef(i.indexrelid) FROM pg_catalog.pg_index i
                   JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                   WHERE n.nspname = current_schema() AND NOT i.indisunique ORDER BY c.relname";
        let mut rows = self.query(sql, super::params![])?;
        let mut indexes = Vec::new();
        while let Some(row) = rows.next()? {
            indexes.push((row.try_get(0)?, row.try_get(1)?));
        }
        Ok(indexes)
    }

    /// Has new rows numbered behind those that came with numbers of their own.
    pub(crate) fn go_on_counting(&self) -> Result<(), Fault> {
        let sql = "SELECT table_name::TEXT, column_name::TEXT FROM information_schema.columns
                   WHERE table_schema = current_schema() AND is_identity = 'YES'";
        let mut rows = self.query(sql, super::params![])?;
        while let Some(row) = rows.next()? {
            let (table, column): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
            self.put(
                &format!(
                    "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 0) + 1, false) FROM {table}"
                ),
                super::params![],
            )?;
        }
        Ok(())
    }

    /// Keeps the full text of an event.
    pub(crate) fn keep_words(&self, event: i64, texts: [&str; 5]) -> Result<(), Fault> {
        let sql = "INSERT INTO event_text (rowid, words) VALUES (?1, CAST(CAST(?2 AS TEXT) AS tsvector))";
        self.put(sql, super::params![event, words_vector(texts)])
    }

    /// What finds the events with these phrases: a condition on the table of full text, and its value. `None` if nothing can.
    pub(crate) fn finding(phrases: &[Phrase]) -> Option<(&'static str, String)> {
        Some(("t.words @@ CAST(CAST(? AS TEXT) AS tsquery)", words_query(phrases)?))
    }

    /// Ends a transaction; one in which nothing was written need not be waited for.
    fn end(&self, sql: &str, wait: bool) -> Result<(), Fault> {
        self.in_transaction.set(false);
        self.unheard.set(None);
        let mut session = self.session.borrow_mut();
        if wait {
            return Ok(session.batch(sql)?);
        }
        session.put_batch(sql)?;
        session.send_all();
        Ok(())
    }
}

/// What takes the lock of writers until the transaction ends, or gives up after so long.
fn lock(address: &Address, patience: Duration) -> String {
    let (schema, wait) = (&address.schema, patience.as_millis().max(1));
    format!("SET LOCAL lock_timeout = {wait}; SELECT pg_advisory_xact_lock({LOCK}, hashtext('{schema}'));")
}

fn values(params: impl Params) -> Result<Vec<Parameter>, Fault> {
    let mut values = Vec::new();
    params.each(|value| {
        values.push(Parameter::of(value)?);
        Ok(())
    })?;
    Ok(values)
}

/// A transaction, rolled back unless it is committed.
pub(crate) struct Transaction<'c> {
    connection: &'c Connection,
    writes: bool,
    over: bool,
}

impl Transaction<'_> {
    pub(crate) fn commit(mut self) -> Result<(), Fault> {
        self.over = true;
        let ended = self.connection.end("COMMIT", self.writes);
        ended.map_err(|fault| {
            // A failed statement before it has the server roll back.
            let _ = self.connection.end("ROLLBACK", true);
            match fault {
                // Nobody knows whether the server had done it before it was gone.
                Fault::Postgres(error) if self.writes && session::is_gone(&error) => Fault::Unsure(told(&error)),
                other => other,
            }
        })
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.over {
            self.connection.session.borrow_mut().forget();
            let _ = self.connection.end("ROLLBACK", true);
        }
    }
}

/// What a question gave.
pub(crate) struct Rows<'s> {
    cursor: Option<Cursor<'s>>,
    rows: Vec<Row>,
    at: usize,
}

/// Rows that wait at the server.
struct Cursor<'s> {
    connection: &'s Connection,
    name: String,
    over: bool,
}

impl Rows<'_> {
    pub(crate) fn next(&mut self) -> Result<Option<&Row>, Fault> {
        if self.at == self.rows.len()
            && let Some(cursor) = self.cursor.as_mut().filter(|cursor| !cursor.over)
        {
            let sql = format!("FETCH FORWARD {SOME} FROM {}", cursor.name);
            self.rows = cursor.connection.session.borrow_mut().query(&sql, Vec::new())?;
            cursor.over = self.rows.len() < SOME;
            self.at = 0;
        }
        self.at += 1;
        Ok(self.rows.get(self.at - 1))
    }
}

impl Drop for Cursor<'_> {
    fn drop(&mut self) {
        // A transaction that is over has no cursors left.
        if self.connection.is_in_transaction() {
            let _ = self.connection.session.borrow_mut().put_batch(&format!("CLOSE {}", self.name));
        }
    }
}
