use std::collections::{BTreeMap, BTreeSet};

use crate::database::{Connection, OptionalExtension, params};
use record::{CodedReport, Doubt, EventReport, Key, Tally};

use super::{Added, version};
use crate::change::Hand;
use crate::error::Fault;
use crate::key::{self, K};
use crate::telling::{self, Entry, Reader};
use crate::{ChangeKind, link, statement};

/// What a report tells as the program states it.
pub(super) fn stated(db: &Connection, report: i64) -> Result<Vec<(Entry, EventReport)>, Fault> {
    let mut reader = Reader::new(db);
    let entries = telling::entries_of(db, report)?;
    entries.into_iter().map(|entry| Ok((reader.stated(&entry)?, entry))).map(|told| told.map(|(t, e)| (e, t))).collect()
}

pub(super) fn note_coding(db: &Connection, report: i64, doubts: &[Doubt], hand: &Hand) -> Result<(), Fault> {
    let sql = "INSERT INTO coding (report, run, doubts) VALUES (?1, ?2, ?3)
               ON CONFLICT (report, run) DO UPDATE SET doubts = excluded.doubts";
    db.prepare_cached(sql)?.execute(params![report, hand.run, serde_json::to_string(doubts)?])?;
    db.prepare_cached("UPDATE report SET coded = ?2 WHERE id = ?1")?.execute(params![report, hand.run])?;
    Ok(())
}

pub(super) fn event_keys<'a>(
    db: &Connection,
    report: i64,
    key: Key,
    coded: &'a CodedReport,
) -> Result<Vec<(Key, &'a EventReport)>, Fault> {
    let sql = "SELECT report FROM event_report WHERE key = ?1";
    told_keys(db, sql, report, key, 1, &coded.report.text, &coded.event_reports, |told| told.anchor.span.start)
}

pub(super) fn tally_keys<'a>(
    db: &Connection,
    report: i64,
    key: Key,
    coded: &'a CodedReport,
) -> Result<Vec<(Key, &'a Tally)>, Fault> {
    let sql = "SELECT report FROM tally WHERE key = ?1";
    let place = |told: &Tally| told.evidence.first().map_or(0, |evidence| evidence.span.start);
    told_keys(db, sql, report, key, 2, &coded.report.text, &coded.tallies, place)
}

/// The keys of what a report tells: of where each stands in it. A key that another report has by chance is not taken.
#[allow(clippy::too_many_arguments)]
pub(super) fn told_keys<'a, T>(
    db: &Connection,
    sql: &str,
    report: i64,
    key: Key,
    kind: u64,
    text: &str,
    told: &'a [T],
    place: impl Fn(&T) -> usize,
) -> Result<Vec<(Key, &'a T)>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    let mut keys = Vec::with_capacity(told.len());
    for told in told {
        let byte = place(told);
        let ordinal = seen.entry(byte).or_default();
        let hash = key::told_hash(key, text, byte, *ordinal, kind);
        *ordinal += 1;
        let key = key::free_key(hash, |key| {
            let owner: Option<i64> = statement.query_row([K(key)], |row| row.get(0)).optional()?;
            Ok::<bool, Fault>(owner.is_some_and(|owner| owner != report) || keys.iter().any(|(taken, _)| *taken == key))
        })?;
        keys.push((key, told));
    }
    Ok(keys)
}

pub(super) fn insert_event_report(
    db: &Connection,
    report: i64,
    key: Key,
    told: &EventReport,
    text: &str,
    hand: &Hand,
) -> Result<(), Fault> {
    let sql = "INSERT INTO event_report (key, report, local_id, added, run) VALUES (?1, ?2, ?3, ?4, ?4) RETURNING id";
    let values = params![K(key), report, told.id, hand.run];
    let id = db.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    statement::write(db, id, hand.run, &statement::rows(told, text)?)?;
    link::pend(db, id)
}

pub(super) fn insert_tally(db: &Connection, report: i64, key: Key, told: &Tally, hand: &Hand) -> Result<(), Fault> {
    let sql = "INSERT INTO tally (key, report, local_id, added, run) VALUES (?1, ?2, ?3, ?4, ?4) RETURNING id";
    let values = params![K(key), report, told.id, hand.run];
    let id = db.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    state_tally(db, id, told, hand)
}

pub(super) fn state_tally(db: &Connection, tally: i64, told: &Tally, hand: &Hand) -> Result<(), Fault> {
    let sql = "INSERT INTO tally_statement (tally, run, value) VALUES (?1, ?2, ?3)";
    db.prepare_cached(sql)?.execute(params![tally, hand.run, serde_json::to_string(told)?])?;
    Ok(())
}

/// Codes a report that is there anew: states what differs, retires what is no longer found.
pub(super) fn recode(db: &Connection, id: i64, key: Key, coded: &CodedReport, hand: &Hand) -> Result<Added, Fault> {
    let holds = version::standing(db, id)? == id;
    if !holds {
        return Ok(Added::Known);
    }
    // Offsets are those of the text that is kept: the same words in another dress are not coded anew.
    let kept: String =
        db.prepare_cached("SELECT text FROM report_text WHERE report = ?1")?.query_row([id], |row| row.get(0))?;
    if kept != coded.report.text {
        return Ok(Added::Known);
    }
    let events = recode_events(db, id, key, coded, hand)?;
    let tallies = recode_tallies(db, id, key, coded, hand)?;
    let changed = events || tallies;
    let sql = "SELECT coder FROM report JOIN run ON run.id = report.coded WHERE report.id = ?1";
    let coded_by: String = db.prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
    if changed || coded_by != hand.by {
        note_coding(db, id, &coded.doubts, hand)?;
    }
    if changed {
        hand.note(db, ChangeKind::ReportRecoded, key, None)?;
    }
    Ok(if changed { Added::Recoded } else { Added::Known })
}

pub(super) fn recode_events(
    db: &Connection,
    id: i64,
    key: Key,
    coded: &CodedReport,
    hand: &Hand,
) -> Result<bool, Fault> {
    let mut gone = stated(db, id)?;
    let mut changed = false;
    for (key, told) in event_keys(db, id, key, coded)? {
        gone.retain(|(old, _)| old.key != key);
        let Some(entry) = telling::entry_of(db, key)? else {
            insert_event_report(db, id, key, told, &coded.report.text, hand)?;
            changed = true;
            continue;
        };
        let rows = statement::rows(told, &coded.report.text)?;
        let same = entry.local_id == told.id && statement::read(db, entry.id, entry.run)? == rows;
        if same && !telling::is_retired(db, entry.id)? {
            continue;
        }
        statement::restate(db, entry.id, hand.run, &rows)?;
        let sql = "UPDATE event_report SET local_id = ?2, run = ?3, retired = NULL WHERE id = ?1";
        db.prepare_cached(sql)?.execute(params![entry.id, told.id, hand.run])?;
        db.prepare_cached("DELETE FROM alias WHERE old = ?1")?.execute([K(key)])?;
        link::pend(db, entry.id)?;
        changed = true;
    }
    if !gone.is_empty() {
        let gone_keys: BTreeSet<Key> = gone.iter().map(|(entry, _)| entry.key).collect();
        let news: Vec<_> = stated(db, id)?.into_iter().filter(|(entry, _)| !gone_keys.contains(&entry.key)).collect();
        version::replace(db, &gone, &news, hand)?;
        changed = true;
    }
    Ok(changed)
}

pub(super) fn recode_tallies(
    db: &Connection,
    id: i64,
    key: Key,
    coded: &CodedReport,
    hand: &Hand,
) -> Result<bool, Fault> {
    let mut changed = false;
    let sql = "SELECT key FROM tally WHERE report = ?1 AND retired IS NULL";
    let held = db.prepare_cached(sql)?.query_map([id], |row| row.get::<K>(0))?.collect::<Result<BTreeSet<K>, _>>()?;
    let mut gone = held;
    for (key, told) in tally_keys(db, id, key, coded)? {
        let held = gone.remove(&K(key));
        let sql = "SELECT t.id, s.value FROM tally t JOIN tally_statement s ON s.tally = t.id AND s.run = t.run
                   WHERE t.key = ?1";
        let found: Option<(i64, String)> =
            db.prepare_cached(sql)?.query_row([K(key)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        match found {
            None => insert_tally(db, id, key, told, hand)?,
            Some((_, value)) if held && value == serde_json::to_string(told)? => continue,
            Some((tally, _)) => {
                db.prepare_cached("DELETE FROM tally_statement WHERE tally = ?1 AND run = ?2")?
                    .execute([tally, hand.run])?;
                state_tally(db, tally, told, hand)?;
                let sql = "UPDATE tally SET local_id = ?2, run = ?3, retired = NULL WHERE id = ?1";
                db.prepare_cached(sql)?.execute(params![tally, told.id, hand.run])?;
            }
        }
        changed = true;
    }
    for key in &gone {
        db.prepare_cached("UPDATE tally SET retired = ?2 WHERE key = ?1")?.execute(params![key, hand.run])?;
    }
    Ok(changed || !gone.is_empty())
}
