//! Pairs of event reports that may tell the same event.

use std::collections::HashMap;

use crate::database::{Connection, params};
use record::Key;

use super::Pair;
use crate::error::Fault;
use crate::key::K;

/// Rows that are put in order at a time: some fifty megabytes.
const RUN: usize = 1 << 21;

const WITHOUT: &str = "DROP INDEX pair_by_b; DROP INDEX pair_by_odds; DELETE FROM pair;";
const WITH: &str = "CREATE INDEX pair_by_b ON pair (b); CREATE INDEX pair_by_odds ON pair (odds);";

/// The other event reports of the pairs that one is in, each with the log odds.
pub(super) fn of(db: &Connection, id: i64) -> Result<Vec<(i64, f64)>, Fault> {
    let sql = "SELECT b, odds FROM pair WHERE a = ?1 UNION ALL SELECT a, odds FROM pair WHERE b = ?1";
    let mut statement = db.prepare_cached(sql)?;
    statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()
}

/// Adds pairs of numbers, that of the lower key first; odds that a pair had are replaced.
pub(super) fn add(db: &Connection, mut pairs: Vec<(i64, i64, f64)>) -> Result<(), Fault> {
    // Of two that were given for one pair the later stays.
    pairs.sort_by_key(|pair| (pair.0, pair.1));
    let mut statement = db.prepare_cached(
        "INSERT INTO pair (a, b, odds) VALUES (?1, ?2, ?3) ON CONFLICT (a, b) DO UPDATE SET odds = excluded.odds",
    )?;
    pairs.into_iter().try_for_each(|(a, b, odds)| statement.execute(params![a, b, odds]).map(|_| ()))?;
    Ok(())
}

/// Removes all pairs of an event report.
pub(super) fn remove(db: &Connection, id: i64) -> Result<(), Fault> {
    db.prepare_cached("DELETE FROM pair WHERE a = ?1")?.execute([id])?;
    db.prepare_cached("DELETE FROM pair WHERE b = ?1")?.execute([id])?;
    Ok(())
}

/// Keeps these pairs in place of all others. They are written in the order of the table, for rows that come in any other order have
/// most of a large file read and written again and again; indexes are made anew at the end, in the same transaction.
pub(super) fn replace_all(
    db: &Connection,
    pairs: impl Iterator<Item = Pair>,
    numbers: &HashMap<Key, i64>,
) -> Result<(), Fault> {
    let number = |key: Key| numbers.get(&key).copied().ok_or_else(|| Fault::Unknown(key.to_string()));
    db.execute_batch(WITHOUT)?;
    let mut rows: Vec<(i64, i64, f64)> = Vec::new();
    for pair in pairs {
        rows.push((number(pair.a.min(pair.b))?, number(pair.a.max(pair.b))?, pair.odds));
        if rows.len() >= RUN {
            add(db, std::mem::take(&mut rows))?;
        }
    }
    add(db, rows)?;
    db.execute_batch(WITH)?;
    Ok(())
}

/// At most so many pairs with odds from `low` to `high` of event reports that hold, but for those on which a judgement holds; the
/// highest first.
pub(super) fn between(db: &Connection, low: f64, high: f64, limit: usize) -> Result<Vec<Pair>, Fault> {
    let sql = "SELECT a.key, b.key, p.odds FROM pair p JOIN event_report a ON a.id = p.a
               JOIN event_report b ON b.id = p.b
               WHERE p.odds BETWEEN ?1 AND ?2 AND a.retired IS NULL AND b.retired IS NULL
               AND NOT EXISTS (SELECT 1 FROM judgement j WHERE j.withdrawn_at IS NULL AND j.a = a.key AND j.b = b.key)
               AND NOT EXISTS (SELECT 1 FROM judgement j WHERE j.withdrawn_at IS NULL AND j.a = b.key AND j.b = a.key)
               ORDER BY p.odds DESC, a.key, b.key LIMIT ?3";
    let mut statement = db.prepare_cached(sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let pairs = statement.query_map(params![low, high, limit], |row| {
        let (a, b) = (row.get::<K>(0)?.0, row.get::<K>(1)?.0);
        Ok(Pair { a: a.min(b), b: a.max(b), odds: row.get(2)? })
    })?;
    pairs.collect::<Result<_, _>>()
}
