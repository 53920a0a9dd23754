//! Many rows into one table: by a prepared statement into a file, by COPY to a server.

#[cfg(feature = "postgres")]
use super::postgres;
use super::{Connection, ToSql, ValueRef};
use crate::error::Fault;

/// Takes rows for a table.
pub(crate) enum Bulk<'c> {
    /// Into an SQLite file.
    Sqlite(rusqlite::CachedStatement<'c>),
    /// To a server.
    #[cfg(feature = "postgres")]
    Postgres(postgres::Copy<'c>),
}

impl Connection {
    /// Takes rows for these columns of a table. On a server nothing else can be asked of this connection until all are in.
    pub(crate) fn bulk(&self, table: &str, columns: &[&str]) -> Result<Bulk<'_>, Fault> {
        match self {
            Connection::Sqlite(connection) => {
                let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
                let sql = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", "));
                Ok(Bulk::Sqlite(connection.prepare_cached(&sql)?))
            }
            #[cfg(feature = "postgres")]
            Connection::Postgres(connection) => connection.copy_in(table, columns).map(Bulk::Postgres),
        }
    }
}

impl Bulk<'_> {
    /// Adds a row.
    pub(crate) fn row(&mut self, values: &[ValueRef]) -> Result<(), Fault> {
        match self {
            Bulk::Sqlite(statement) => {
                for (at, value) in values.iter().enumerate() {
                    statement.raw_bind_parameter(at + 1, Borrowed(*value))?;
                }
                statement.raw_execute()?;
                Ok(())
            }
            #[cfg(feature = "postgres")]
            Bulk::Postgres(copy) => copy.row(values),
        }
    }

    /// All rows are in.
    pub(crate) fn finish(self) -> Result<(), Fault> {
        match self {
            Bulk::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Bulk::Postgres(copy) => copy.finish(),
        }
    }
}

/// A value that is bound where it lies.
struct Borrowed<'a>(ValueRef<'a>);

impl ToSql for Borrowed<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(rusqlite::types::ToSqlOutput::Borrowed(self.0))
    }
}
