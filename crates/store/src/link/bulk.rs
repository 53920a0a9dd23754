//! Many pairs and blocks at once: written in the order of their tables, for rows that come in any other order have most of a large
//! file read and written again and again.

use std::collections::HashMap;

use record::Key;
use rusqlite::{Connection, params};

use super::{Pair, short};
use crate::error::Fault;
use crate::key::K;

/// Rows that are put in order at a time: some fifty megabytes.
const RUN: usize = 1 << 21;

const WITHOUT: &str = "DROP INDEX pair_by_b; DROP INDEX pair_by_odds; DELETE FROM pair; DELETE FROM block;";
const WITH: &str = "CREATE INDEX pair_by_b ON pair (b); CREATE INDEX pair_by_odds ON pair (odds);";

/// Keeps these pairs and blocks in place of all others. Indexes are made anew at the end, in the same transaction.
pub(super) fn replace_all(
    db: &Connection,
    pairs: impl Iterator<Item = Pair>,
    blocks: impl Iterator<Item = (Key, Vec<(u64, bool)>)>,
) -> Result<(), Fault> {
    let numbers = numbers(db)?;
    let number = |key: Key| numbers.get(&key).copied().ok_or_else(|| Fault::Unknown(key.to_string()));
    db.execute_batch(WITHOUT)?;
    let mut rows: Vec<(i64, i64, f64)> = Vec::new();
    for pair in pairs {
        rows.push((number(pair.a.min(pair.b))?, number(pair.a.max(pair.b))?, pair.odds));
        if rows.len() >= RUN {
            insert_pairs(db, &mut rows)?;
        }
    }
    insert_pairs(db, &mut rows)?;
    let mut rows: Vec<(i64, bool, i64)> = Vec::new();
    for (key, blocks) in blocks {
        let number = number(key)?;
        rows.extend(blocks.into_iter().map(|(block, wide)| (short(block), wide, number)));
        if rows.len() >= RUN {
            insert_blocks(db, &mut rows)?;
        }
    }
    insert_blocks(db, &mut rows)?;
    db.execute_batch(WITH)?;
    Ok(())
}

fn insert_pairs(db: &Connection, rows: &mut Vec<(i64, i64, f64)>) -> Result<(), Fault> {
    rows.sort_unstable_by_key(|row| (row.0, row.1));
    let mut statement = db.prepare_cached("INSERT OR REPLACE INTO pair (a, b, odds) VALUES (?1, ?2, ?3)")?;
    rows.drain(..).try_for_each(|(a, b, odds)| statement.execute(params![a, b, odds]).map(|_| ()))?;
    Ok(())
}

fn insert_blocks(db: &Connection, rows: &mut Vec<(i64, bool, i64)>) -> Result<(), Fault> {
    rows.sort_unstable();
    let sql = "INSERT OR IGNORE INTO block (hash, wide, event_report) VALUES (?1, ?2, ?3)";
    let mut statement = db.prepare_cached(sql)?;
    rows.drain(..).try_for_each(|(hash, wide, id)| statement.execute(params![hash, wide, id]).map(|_| ()))?;
    Ok(())
}

/// The numbers of all event reports.
fn numbers(db: &Connection) -> Result<HashMap<Key, i64>, Fault> {
    let mut statement = db.prepare_cached("SELECT key, id FROM event_report")?;
    let numbers = statement.query_map([], |row| Ok((row.get::<_, K>(0)?.0, row.get(1)?)))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}
