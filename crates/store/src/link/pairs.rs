//! Pairs of event reports that may tell the same event, as they are kept: each event report has those that it meets in one row, for a
//! row and an index entry for each pair would cost many times what they say.

use std::collections::{BTreeMap, HashMap, HashSet};

use record::Key;

use super::Pair;
use crate::database::{Connection, OptionalExtension, params};
use crate::error::Fault;
use crate::key::K;

/// Bytes of one that an event report meets: its number, then the log odds in single precision, lowest bytes first.
const ONE: usize = 8;

/// The numbers of those that an event report meets, each with the log odds; sorted.
type Met = BTreeMap<u32, f32>;

fn unpacked(met: &[u8]) -> impl Iterator<Item = (u32, f32)> {
    met.chunks_exact(ONE).map(|one| {
        let [a, b, c, d, e, f, g, h] = std::array::from_fn(|i| one[i]);
        (u32::from_le_bytes([a, b, c, d]), f32::from_le_bytes([e, f, g, h]))
    })
}

fn packed(met: impl Iterator<Item = (u32, f32)>) -> Vec<u8> {
    met.flat_map(|(id, odds)| id.to_le_bytes().into_iter().chain(odds.to_le_bytes())).collect()
}

fn read(db: &Connection, id: i64) -> Result<Vec<u8>, Fault> {
    let mut statement = db.prepare_cached("SELECT others FROM pair WHERE event_report = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?.unwrap_or_default())
}

fn put(db: &Connection, id: i64, met: &Met) -> Result<(), Fault> {
    if met.is_empty() {
        db.prepare_cached("DELETE FROM pair WHERE event_report = ?1")?.execute([id])?;
        return Ok(());
    }
    let others = packed(met.iter().map(|(&id, &odds)| (id, odds)));
    let sql = "INSERT INTO pair (event_report, others) VALUES (?1, ?2)
               ON CONFLICT (event_report) DO UPDATE SET others = excluded.others";
    db.prepare_cached(sql)?.execute(params![id, others])?;
    Ok(())
}

/// The other event reports of the pairs that one is in, each with the log odds; in order of numbers.
pub(crate) fn of(db: &Connection, id: i64) -> Result<Vec<(i64, f64)>, Fault> {
    Ok(unpacked(&read(db, id)?).map(|(other, odds)| (i64::from(other), f64::from(odds))).collect())
}

/// Hands every pair to `each` once: two numbers, the lower first, and the log odds.
pub(crate) fn each(db: &Connection, mut each: impl FnMut(i64, i64, f64)) -> Result<(), Fault> {
    let mut statement = db.prepare_many("SELECT event_report, others FROM pair ORDER BY event_report")?;
    let mut rows = statement.query(params![])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let others = row.get_ref(1)?.as_blob().map_err(|_| Fault::Damaged("pairs".into()))?;
        let above = unpacked(others).filter(|(other, _)| i64::from(*other) > id);
        above.for_each(|(other, odds)| each(id, i64::from(other), f64::from(odds)));
    }
    Ok(())
}

/// A pair as one of the two has it: its number, the other's, and the log odds.
pub(crate) type Way = (u32, u32, f32);

pub(crate) fn both_ways((a, b, odds): (i64, i64, f64)) -> [Way; 2] {
    [(a as u32, b as u32, odds as f32), (b as u32, a as u32, odds as f32)]
}

/// Adds pairs of numbers; odds that a pair had are replaced.
pub(super) fn add(db: &Connection, pairs: Vec<(i64, i64, f64)>) -> Result<(), Fault> {
    let mut ways: Vec<Way> = pairs.into_iter().flat_map(both_ways).collect();
    // Of two that were given for one pair the later stays.
    ways.sort_by_key(|&(a, b, _)| (a, b));
    for ways in ways.chunk_by(|x, y| x.0 == y.0) {
        let id = i64::from(ways[0].0);
        let mut met: Met = unpacked(&read(db, id)?).collect();
        met.extend(ways.iter().map(|&(_, other, odds)| (other, odds)));
        put(db, id, &met)?;
    }
    Ok(())
}

/// Removes all pairs of these event reports.
pub(super) fn remove(db: &Connection, ids: &HashSet<i64>) -> Result<(), Fault> {
    let mut others: HashSet<i64> = HashSet::new();
    for &id in ids {
        others.extend(unpacked(&read(db, id)?).map(|(other, _)| i64::from(other)));
        put(db, id, &Met::new())?;
    }
    for &other in others.difference(ids) {
        let mut met: Met = unpacked(&read(db, other)?).collect();
        met.retain(|&id, _| !ids.contains(&i64::from(id)));
        put(db, other, &met)?;
    }
    Ok(())
}

/// Keeps these pairs in place of all others, in order of numbers: rows that come in any other order have most of a large file read
/// and written again and again.
pub(super) fn replace_all(
    db: &Connection,
    pairs: impl Iterator<Item = Pair>,
    numbers: &HashMap<Key, i64>,
) -> Result<(), Fault> {
    let number = |key: Key| numbers.get(&key).copied().ok_or_else(|| Fault::Unknown(key.to_string()));
    let mut ways: Vec<Way> = Vec::with_capacity(2 * pairs.size_hint().0);
    for pair in pairs {
        ways.extend(both_ways((number(pair.a)?, number(pair.b)?, pair.odds)));
    }
    db.execute_batch("DELETE FROM pair;")?;
    let mut insert = db.prepare_cached("INSERT INTO pair (event_report, others) VALUES (?1, ?2)")?;
    each_row(ways, |id, others| insert.execute(params![id, others]))
}

/// Hands each event report's row to `each`, in order of numbers.
pub(crate) fn each_row(
    mut ways: Vec<Way>,
    mut each: impl FnMut(i64, Vec<u8>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    ways.sort_unstable_by_key(|&(a, b, _)| (a, b));
    let row = |ways: &[Way]| packed(ways.iter().map(|&(_, other, odds)| (other, odds)));
    ways.chunk_by(|x, y| x.0 == y.0).try_for_each(|ways| each(i64::from(ways[0].0), row(ways)))
}

/// All pairs of event reports that hold, but for those on which a judgement holds; the likeliest first.
pub(super) fn unjudged(db: &Connection) -> Result<Vec<Pair>, Fault> {
    let mut statement = db.prepare_many("SELECT id, key FROM event_report WHERE retired IS NULL")?;
    let keys = statement.query_map(params![], |row| Ok((row.get(0)?, row.get::<K>(1)?.0)))?;
    let keys: HashMap<i64, Key> = keys.collect::<Result<_, _>>()?;
    let judged = judged_numbers(db)?;
    let mut found = Vec::new();
    each(db, |a, b, odds| {
        if !judged.contains(&(a, b))
            && let (Some(&a), Some(&b)) = (keys.get(&a), keys.get(&b))
        {
            found.push(Pair { a: a.min(b), b: a.max(b), odds });
        }
    })?;
    found.sort_unstable_by(|x, y| y.odds.total_cmp(&x.odds).then((x.a, x.b).cmp(&(y.a, y.b))));
    Ok(found)
}

/// The pairs of event reports on which a judgement holds, the lower number first.
pub(crate) fn judged_numbers(db: &Connection) -> Result<HashSet<(i64, i64)>, Fault> {
    let sql = "SELECT a.id, b.id FROM judgement j JOIN event_report a ON a.key = j.a JOIN event_report b ON b.key = j.b
               WHERE j.withdrawn_at IS NULL";
    let mut statement = db.prepare_cached(sql)?;
    let judged = statement.query_map(params![], |row| {
        let (a, b): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok((a.min(b), a.max(b)))
    })?;
    judged.collect()
}
