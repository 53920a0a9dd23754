//! A whole store into another, on whichever database each is.

use std::path::Path;

use crate::database::{Address, Connection, ValueRef, params, schema};
use crate::error::Fault;
use crate::key::mix;
use crate::link::event;
use crate::{Error, Store, database};

/// After so many rows it is told how far it is.
const STRIDE: u64 = 1000;

/// How far a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is being done with the table.
    pub stage: Stage,
    /// The table.
    pub table: &'static str,
    /// Its rows that are done.
    pub rows: u64,
    /// Its rows.
    pub of: u64,
}

/// What is being done with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its rows are written to the other store.
    Copy,
    /// Its rows are read back and compared.
    Check,
}

/// The rows of a table, and what they come to: equal for equal rows in the same order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Content {
    rows: u64,
    sum: u64,
}

impl Store {
    /// Copies all that this store holds into another: a new one, or one that is empty. All of it or nothing, and what was written is
    /// read back and compared. Gives each table with how many rows it has.
    ///
    /// `tell` is told how far it is.
    ///
    /// # Errors
    /// [`Error::NotEmpty`] if the other holds anything, [`Error::Damaged`] if what was read back is something else; else whatever keeps
    /// this from being read or the other from being written.
    pub fn copy_to(&self, target: &Path, mut tell: impl FnMut(Step)) -> Result<Vec<(&'static str, u64)>, Error> {
        let address = Address::of(target)?;
        let mut other = if address.is_taken()? { Store::open(target)? } else { Store::create(target)? };
        let copied = self.read(|db| {
            let from = Side { db, file: &self.file };
            // An error of the other's names the other.
            let copied = other.write(|db| copy(&from, &Side { db, file: target }, &mut tell));
            copied.map_err(Fault::Named)
        })?;
        other.analyse()?;
        Ok(copied)
    }
}

/// One of the two stores. What goes wrong as it is read names it, whichever is being written.
struct Side<'a> {
    db: &'a Connection,
    file: &'a Path,
}

impl Side<'_> {
    fn named<T>(&self, done: Result<T, Fault>) -> Result<T, Fault> {
        done.map_err(|fault| Fault::Named(fault.of(&database::shown(self.file))))
    }

    fn count(&self, table: &str) -> Result<u64, Fault> {
        let sql = format!("SELECT count(*) FROM {table}");
        let count: i64 = self.named(self.db.query_row(&sql, params![], |row| row.get(0)))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Hands each row of a table to `each`, in the order of its key.
    fn each_row(
        &self,
        table: &schema::Table,
        each: &mut dyn FnMut(&[ValueRef]) -> Result<(), Fault>,
        done: &mut dyn FnMut(u64),
    ) -> Result<Content, Fault> {
        let sql = format!("SELECT {} FROM {} ORDER BY {}", table.columns.join(", "), table.name, table.key.join(", "));
        let mut statement = self.named(self.db.prepare_many(&sql))?;
        let mut rows = self.named(statement.query(params![]))?;
        let mut content = Content::default();
        while let Some(row) = self.named(rows.next())? {
            let values = (0..table.columns.len()).map(|at| row.get_ref(at)).collect();
            let values: Vec<ValueRef> = self.named(values)?;
            content.add(&values);
            each(&values)?;
            if content.rows.is_multiple_of(STRIDE) {
                done(content.rows);
            }
        }
        done(content.rows);
        Ok(content)
    }
}

fn copy(from: &Side, other: &Side, tell: &mut dyn FnMut(Step)) -> Result<Vec<(&'static str, u64)>, Fault> {
    let to = other.db;
    for table in schema::tables().iter().filter(|table| !table.is_given) {
        if other.count(table.name)? > 0 {
            return Err(Fault::NotEmpty);
        }
    }
    // With indexes each row is written in many places; without, each index is made at once at the end.
    let indexes = to.indexes()?;
    for (name, _) in &indexes {
        to.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    let mut contents = Vec::new();
    for table in schema::tables().iter().filter(|table| !table.is_given) {
        contents.push((table, copy_table(from, to, table, tell)?));
    }
    for (_, sql) in &indexes {
        to.execute_batch(sql)?;
    }
    to.go_on_counting()?;
    event::make_words(to, &mut |rows, of| tell(Step { stage: Stage::Copy, table: "event_text", rows, of }))?;
    for (table, content) in &contents {
        let mut done = |rows| tell(Step { stage: Stage::Check, table: table.name, rows, of: content.rows });
        let back = other.each_row(table, &mut |_| Ok(()), &mut done)?;
        if back != *content {
            let reason = format!(
                "{} was written in {} rows and read back in {}, or other ones",
                table.name, content.rows, back.rows
            );
            return Err(Fault::Damaged(reason));
        }
    }
    Ok(contents.into_iter().map(|(table, content)| (table.name, content.rows)).collect())
}

fn copy_table(
    from: &Side,
    to: &Connection,
    table: &schema::Table,
    tell: &mut dyn FnMut(Step),
) -> Result<Content, Fault> {
    let of = from.count(table.name)?;
    let mut bulk = to.bulk(table.name, &table.columns)?;
    let mut done = |rows| tell(Step { stage: Stage::Copy, table: table.name, rows, of });
    let content = from.each_row(table, &mut |values| bulk.row(values), &mut done)?;
    bulk.finish()?;
    Ok(content)
}

impl Content {
    fn add(&mut self, values: &[ValueRef]) {
        self.rows += 1;
        for value in values {
            let (kind, bytes): (u64, &[u8]) = match value {
                ValueRef::Null => (0, &[]),
                ValueRef::Integer(number) => (1, &number.to_le_bytes()),
                ValueRef::Real(number) => (2, &number.to_bits().to_le_bytes()),
                ValueRef::Text(text) => (3, text),
                ValueRef::Blob(bytes) => (4, bytes),
            };
            self.sum = mix(self.sum ^ kind ^ (bytes.len() as u64) << 3);
            for some in bytes.chunks(8) {
                let mut word = [0; 8];
                word[..some.len()].copy_from_slice(some);
                self.sum = mix(self.sum ^ u64::from_le_bytes(word));
            }
        }
    }
}
