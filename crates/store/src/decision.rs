mod audit;

use std::collections::BTreeMap;

use crate::database::{Connection, Params, Row, params};
use jiff::Timestamp;
use record::{Judgement, Key, Verdict};

use crate::change::note;
use crate::error::Fault;
use crate::key::K;
use crate::{ChangeKind, Error, Part, Store, link, resolve, run, statement, telling};

pub use audit::{Audit, Decided};

/// What a person judged of two event reports, with who, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Its number in the store.
    pub id: i64,
    /// What was judged of which two.
    pub judgement: Judgement,
    /// Why, in the person's words; `None` if nothing was said.
    pub reason: Option<String>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// By whom and when it was taken back; `None` while it holds.
    pub withdrawn: Option<(String, Timestamp)>,
}

/// What a person stated of an event report in place of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Its number in the store.
    pub id: i64,
    /// The event report.
    pub event_report: Key,
    /// The part.
    pub part: Part,
    /// The whole part as JSON.
    pub value: String,
    /// Why, in the person's words; `None` if nothing was said.
    pub reason: Option<String>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// By whom and when it was taken back; `None` while it holds.
    pub withdrawn: Option<(String, Timestamp)>,
}

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// A judgement.
    Judgement(Judged),
    /// An edit.
    Edit(Edit),
}

const JUDGED: &str = "SELECT id, a, b, verdict, reason, by, at, withdrawn_by, withdrawn_at FROM judgement";
const EDIT: &str = "SELECT e.id, r.key, e.part, e.value, e.reason, e.by, e.at, e.withdrawn_by, e.withdrawn_at
                    FROM edit e JOIN event_report r ON r.id = e.event_report";

impl Store {
    /// Keeps what a person says of two event reports. The later of two judgements on the same pair holds.
    ///
    /// # Errors
    /// [`Error::Unknown`] if a key is no event report's; else whatever keeps the file from being written.
    pub fn judge(&mut self, judgement: Judgement, reason: Option<&str>, by: &str, at: Timestamp) -> Result<i64, Error> {
        self.write(|db| {
            let Judgement { a, b, verdict } = judgement;
            let id = next_number(db)?;
            let sql = "INSERT INTO judgement (a, b, verdict, reason, by, at, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            db.execute(sql, params![K(a), K(b), verdict.code(), reason, by, run::stamp(at), id])?;
            for key in [a, b] {
                touch(db, key)?;
            }
            note(db, (by, &run::stamp(at)), ChangeKind::Judged, a, Some(b), Some(verdict.code()))?;
            Ok(id)
        })
    }

    /// Takes a judgement or an edit back; `None` if there is none with this number that holds.
    ///
    /// # Errors
    /// Whatever keeps the file from being written.
    pub fn withdraw(&mut self, id: i64, by: &str, at: Timestamp) -> Result<Option<Undone>, Error> {
        self.write(|db| withdraw(db, id, by, &run::stamp(at)))
    }

    /// The judgements that hold: the latest on each pair, with keys that were replaced given as what replaced them, in
    /// order of keys.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn judgements(&self) -> Result<Vec<Judgement>, Error> {
        self.read(|db| {
            holding(db, &all_judged(db, &format!("{JUDGED} WHERE withdrawn_at IS NULL ORDER BY id"), params![])?)
        })
    }

    /// The judgements that held at a time.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn judgements_as_of(&self, at: Timestamp) -> Result<Vec<Judgement>, Error> {
        let sql = format!("{JUDGED} WHERE at <= ?1 AND (withdrawn_at IS NULL OR withdrawn_at > ?1) ORDER BY id");
        self.read(|db| holding(db, &all_judged(db, &sql, [run::stamp(at)])?))
    }

    /// Everything that was ever judged, the first first.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn all_judgements(&self) -> Result<Vec<Judged>, Error> {
        self.read(|db| all_judged(db, &format!("{JUDGED} ORDER BY id"), params![]))
    }

    /// Keeps what a person states of a part of an event report: `value` is the JSON of the whole part, `null` for none.
    /// It goes before what the program states, and before earlier edits.
    ///
    /// # Errors
    /// [`Error::Unknown`] if the key is no event report's, [`Error::Value`] if the part cannot have the value; else
    /// whatever keeps the file from being written.
    pub fn edit(
        &mut self,
        event_report: Key,
        part: Part,
        value: &serde_json::Value,
        reason: Option<&str>,
        by: &str,
        at: Timestamp,
    ) -> Result<i64, Error> {
        self.write(|db| {
            let key = resolve::current(db, event_report)?;
            let entry = telling::entry_of(db, key)?.ok_or_else(|| Fault::Unknown(event_report.to_string()))?;
            let value = value.to_string();
            let mut told = telling::Reader::new(db).stated(&entry)?;
            statement::amend(&mut told, part, &value)?;
            let id = next_number(db)?;
            let sql =
                "INSERT INTO edit (event_report, part, value, reason, by, at, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            db.execute(sql, params![entry.id, part.number(), value, reason, by, run::stamp(at), id])?;
            link::pend(db, entry.id)?;
            note(db, (by, &run::stamp(at)), ChangeKind::Edited, key, None, Some(&(part.name(), &value)))?;
            Ok(id)
        })
    }

    /// All edits of an event report, withdrawn ones too, the first first.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn edits(&self, event_report: Key) -> Result<Vec<Edit>, Error> {
        self.read(|db| {
            let key = resolve::current(db, event_report)?;
            edits_of(db, key)
        })
    }

    /// Takes back the last judgement or edit of a person that still holds; `None` if there is none.
    ///
    /// # Errors
    /// Whatever keeps the file from being written.
    pub fn undo(&mut self, by: &str, at: Timestamp) -> Result<Option<Undone>, Error> {
        self.write(|db| {
            let sql = "SELECT max(id) FROM (SELECT id FROM judgement WHERE by = ?1 AND withdrawn_at IS NULL
                       UNION ALL SELECT id FROM edit WHERE by = ?1 AND withdrawn_at IS NULL) AS held";
            let last: Option<i64> = db.query_row(sql, [by], |row| row.get(0))?;
            last.map_or(Ok(None), |id| withdraw(db, id, by, &run::stamp(at)))
        })
    }
}

/// The number of the next judgement or edit: they are counted as one, so that the last of both can be told.
fn next_number(db: &Connection) -> Result<i64, Fault> {
    let sql = "SELECT 1 + coalesce(max(id), 0) FROM
               (SELECT max(id) AS id FROM judgement UNION ALL SELECT max(id) FROM edit) AS numbered";
    db.query_row(sql, params![], |row| row.get(0))
}

fn withdraw(db: &Connection, id: i64, by: &str, at: &str) -> Result<Option<Undone>, Fault> {
    let take_back = |table: &str| {
        let set = "SET withdrawn_by = ?2, withdrawn_at = ?3 WHERE id = ?1 AND withdrawn_at IS NULL";
        Ok::<bool, Fault>(db.prepare_cached(&format!("UPDATE {table} {set}"))?.change(params![id, by, at])? > 0)
    };
    if take_back("judgement")? {
        return unjudged(db, id, by, at).map(Some);
    }
    if take_back("edit")? {
        return unedited(db, id, by, at).map(Some);
    }
    Ok(None)
}

fn unjudged(db: &Connection, id: i64, by: &str, at: &str) -> Result<Undone, Fault> {
    let judged = judged_numbered(db, id)?;
    let Judgement { a, b, verdict } = judged.judgement;
    touch(db, a)?;
    touch(db, b)?;
    note(db, (by, at), ChangeKind::Withdrawn, a, Some(b), Some(verdict.code()))?;
    Ok(Undone::Judgement(judged))
}

fn unedited(db: &Connection, id: i64, by: &str, at: &str) -> Result<Undone, Fault> {
    let edit = edit_numbered(db, id)?;
    touch(db, edit.event_report)?;
    note(db, (by, at), ChangeKind::Unedited, edit.event_report, None, Some(&(edit.part.name(), &edit.value)))?;
    Ok(Undone::Edit(edit))
}

/// The judgement with this number.
fn judged_numbered(db: &Connection, id: i64) -> Result<Judged, Fault> {
    db.prepare_cached(&format!("{JUDGED} WHERE id = ?1"))?.query_row([id], |row| Ok(judged(row)))?
}

/// The edit with this number.
fn edit_numbered(db: &Connection, id: i64) -> Result<Edit, Fault> {
    db.prepare_cached(&format!("{EDIT} WHERE e.id = ?1"))?.query_row([id], |row| Ok(edit(row)))?
}

/// Has linkage look at an event report again.
fn touch(db: &Connection, key: Key) -> Result<(), Fault> {
    let entry = telling::entry_of(db, resolve::current(db, key)?)?;
    link::pend(db, entry.ok_or_else(|| Fault::Unknown(key.to_string()))?.id)
}

/// The latest judgement on each pair, by the keys of today.
fn holding(db: &Connection, judged: &[Judged]) -> Result<Vec<Judgement>, Fault> {
    let mut holding = BTreeMap::new();
    for Judged { judgement, .. } in judged {
        let (a, b) = (resolve::current(db, judgement.a)?, resolve::current(db, judgement.b)?);
        if a != b {
            holding.insert((a.min(b), a.max(b)), judgement.verdict);
        }
    }
    Ok(holding.into_iter().map(|((a, b), verdict)| Judgement { a, b, verdict }).collect())
}

fn all_judged(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Judged>, Fault> {
    db.prepare_cached(sql)?.query_map(params, judged)?.collect()
}

fn judged(row: &Row) -> Result<Judged, Fault> {
    let code: String = row.get(3)?;
    let verdict = Verdict::from_code(&code).ok_or_else(|| Fault::Damaged(format!("no verdict {code}")))?;
    Ok(Judged {
        id: row.get(0)?,
        judgement: Judgement { a: row.get::<K>(1)?.0, b: row.get::<K>(2)?.0, verdict },
        reason: row.get(4)?,
        by: row.get(5)?,
        at: run::time(&row.get::<String>(6)?)?,
        withdrawn: withdrawn(row.get(7)?, row.get(8)?)?,
    })
}

fn edit(row: &Row) -> Result<Edit, Fault> {
    let number = row.get(2)?;
    Ok(Edit {
        id: row.get(0)?,
        event_report: row.get::<K>(1)?.0,
        part: Part::from_number(number).ok_or_else(|| Fault::Damaged(format!("no part {number}")))?,
        value: row.get(3)?,
        reason: row.get(4)?,
        by: row.get(5)?,
        at: run::time(&row.get::<String>(6)?)?,
        withdrawn: withdrawn(row.get(7)?, row.get(8)?)?,
    })
}

fn withdrawn(by: Option<String>, at: Option<String>) -> Result<Option<(String, Timestamp)>, Fault> {
    match (by, at) {
        (Some(by), Some(at)) => Ok(Some((by, run::time(&at)?))),
        _ => Ok(None),
    }
}

/// The edits of an event report by its own key, the first first.
pub(crate) fn edits_of(db: &Connection, event_report: Key) -> Result<Vec<Edit>, Fault> {
    let mut statement = db.prepare_cached(&format!("{EDIT} WHERE r.key = ?1 ORDER BY e.id"))?;
    statement.query_map([K(event_report)], edit)?.collect()
}

/// The judgements on an event report by its own key, the first first.
pub(crate) fn judgements_on(db: &Connection, event_report: Key) -> Result<Vec<Judged>, Fault> {
    all_judged(db, &format!("{JUDGED} WHERE a = ?1 OR b = ?1 ORDER BY id"), [K(event_report)])
}

/// What persons state in place of the program, by the event reports that it is of, the last last.
pub(crate) struct Edits(BTreeMap<i64, Vec<(Part, String)>>);

impl Edits {
    /// Those that hold, or held at a time. An edit of an event report that was replaced goes on in what replaced it, unless
    /// it names places of the text, which is another now.
    pub(crate) fn load(db: &Connection, at: Option<&str>) -> Result<Edits, Fault> {
        let sql =
            "SELECT e.event_report, r.key, e.part, e.value FROM edit e JOIN event_report r ON r.id = e.event_report
                   WHERE (CAST(?1 AS TEXT) IS NULL OR e.at <= ?1) AND (e.withdrawn_at IS NULL OR e.withdrawn_at > ?1) ORDER BY e.id";
        let mut edits: BTreeMap<i64, Vec<(Part, String)>> = BTreeMap::new();
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query([at])?;
        while let Some(row) = rows.next()? {
            let (id, K(key), value) = (row.get(0)?, row.get(1)?, row.get::<String>(3)?);
            let number = row.get(2)?;
            let part = Part::from_number(number).ok_or_else(|| Fault::Damaged(format!("no part {number}")))?;
            let now = resolve::current(db, key)?;
            if now != key && !has_places(&serde_json::from_str(&value)?) {
                let now = telling::entry_of(db, now)?.map(|entry| (entry.id, (part, value.clone())));
                now.into_iter().for_each(|(id, edit)| edits.entry(id).or_default().push(edit));
            }
            edits.entry(id).or_default().push((part, value));
        }
        Ok(Edits(edits))
    }

    /// Those of an event report.
    pub(crate) fn of(&self, event_report: i64) -> &[(Part, String)] {
        self.0.get(&event_report).map_or(&[], Vec::as_slice)
    }

    /// Whether a person said that the event report tells nothing.
    pub(crate) fn reject(&self, event_report: i64) -> bool {
        let last = self.of(event_report).iter().rev().find(|(part, _)| *part == Part::Event);
        last.is_some_and(|(_, value)| value == "\"rejected\"")
    }
}

/// Whether a value names places of its report's text.
fn has_places(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Array(list) => list.iter().any(has_places),
        serde_json::Value::Object(keys) => keys.iter().any(|(key, value)| match &**key {
            "span" => !value.is_null(),
            "spans" => value.as_array().is_some_and(|spans| !spans.is_empty()),
            _ => has_places(value),
        }),
        _ => false,
    }
}
