//! A store in an SQLite file.

mod migrate;

use rusqlite::{Connection, Statement, Transaction, TransactionBehavior, params};

use super::{Params, Phrase};
use crate::error::Fault;

pub(crate) use migrate::{SCHEMA, create, has_something, open, open_read_only};

/// A transaction that has the right to write from its beginning on.
pub(super) fn writing(connection: &Connection) -> Result<Transaction<'_>, Fault> {
    Ok(Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?)
}

/// Gives a statement its parameters.
pub(super) fn bind(statement: &mut Statement, params: impl Params) -> Result<(), Fault> {
    let mut number = 0;
    params.each(|value| {
        number += 1;
        Ok(statement.raw_bind_parameter(number, value)?)
    })
}

/// Every fault that SQLite finds in the file, none if it is whole.
pub(super) fn faults(connection: &Connection) -> Result<Vec<String>, Fault> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let faults: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut faults: Vec<String> = faults.into_iter().filter(|fault| fault != "ok").collect();
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let strays = statement.query_map([], |row| {
        let (table, row, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(format!("row {} of {table} leads to no row of {parent}", row.unwrap_or(0)))
    })?;
    for stray in strays {
        faults.push(stray?);
    }
    Ok(faults)
}

/// Lets SQLite keep so many MB of pages in memory, and map so many MB of the file.
pub(super) fn keep_pages(connection: &Connection, megabytes: u32, mapped: u32) -> Result<(), Fault> {
    let (pages, mapped) = (megabytes * 1024, u64::from(mapped) << 20);
    let pragma = format!("PRAGMA cache_size = -{pages}; PRAGMA mmap_size = {mapped}; PRAGMA shrink_memory;");
    Ok(connection.execute_batch(&pragma)?)
}

/// A number that is another whenever another connection has changed the file.
pub(super) fn version(connection: &Connection) -> Result<i64, Fault> {
    Ok(connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
}

/// Keeps the full text of an event.
pub(super) fn keep_words(connection: &Connection, event: i64, texts: [&str; 5]) -> Result<(), Fault> {
    let sql = "INSERT INTO event_text (rowid, title, evidence, actors, place, codes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let [title, evidence, actors, place, codes] = texts;
    connection.prepare_cached(sql)?.execute(params![event, title, evidence, actors, place, codes])?;
    Ok(())
}

/// Phrases as FTS5 wants them. Nothing in them is read as an operator.
pub(super) fn finding(phrases: &[Phrase]) -> (&'static str, String) {
    let phrase = |phrase: &Phrase| {
        let column = phrase.column.map(|column| format!("{column} : ")).unwrap_or_default();
        format!("{column}\"{}\"", phrase.words.replace('"', " "))
    };
    let phrases: Vec<String> = phrases.iter().map(phrase).collect();
    ("event_text MATCH ?", phrases.join(" AND "))
}

/// The indexes that no key of a table brings along, each with what makes it.
pub(super) fn indexes(connection: &Connection) -> Result<Vec<(String, String)>, Fault> {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    let mut statement = connection.prepare(sql)?;
    Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}
