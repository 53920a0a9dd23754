mod readers;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::database::{Connection, OptionalExtension, Row, Rows, params};
use record::{DateCandidate, Dateline, Furniture, Key, Published, Quote, Report, ReportedTally, Span, Tally, Telling};
use serde::{Deserialize, Serialize};

use crate::decision::Edits;
use crate::error::Fault;
use crate::key::K;
use crate::{Error, RunId, Store, run, statement};

pub use readers::Readers;

/// What is known of a report beyond the columns of its table.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Details {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) outlets: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) body_start: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<Published>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    date_candidates: Vec<DateCandidate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<Dateline>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    furniture: Vec<Furniture>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    copies: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extra: BTreeMap<String, serde_json::Value>,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Details {
    pub(crate) fn of(report: &Report) -> Details {
        Details {
            outlets: report.outlets.clone(),
            body_start: report.body_start,
            title: report.title.as_ref().map(|title| title.span),
            published: report.published.clone(),
            date_candidates: report.date_candidates.clone(),
            dateline: report.dateline.clone(),
            furniture: report.furniture.clone(),
            copies: report.copies.clone(),
            extra: report.extra.clone(),
        }
    }
}

/// What tellings need of their report.
struct Head {
    id: i64,
    key: Key,
    input_id: String,
    published: Option<record::Date>,
    outlets: Vec<String>,
    text: String,
}

/// A row of `event_report`.
pub(crate) struct Entry {
    pub(crate) id: i64,
    pub(crate) key: Key,
    pub(crate) report: i64,
    pub(crate) local_id: String,
    pub(crate) run: i64,
}

/// Reads tellings, keeping the report that it read last at hand.
pub(crate) struct Reader<'a> {
    db: &'a Connection,
    /// Only what was stated and edited up to this run and time; `None` for all.
    until: Option<(RunId, String)>,
    head: Option<Head>,
    edits: Option<Edits>,
    /// What was read ahead: statements by their event reports, and reports.
    statements: HashMap<i64, Vec<statement::Row>>,
    heads: HashMap<i64, Head>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(db: &'a Connection) -> Reader<'a> {
        let (statements, heads) = Default::default();
        Reader { db, until: None, head: None, edits: None, statements, heads }
    }

    pub(crate) fn as_of(db: &'a Connection, run: RunId, at: String) -> Reader<'a> {
        Reader { until: Some((run, at)), ..Reader::new(db) }
    }

    /// The telling of an entry; `None` where a person rejected it.
    pub(crate) fn telling(&mut self, entry: &Entry) -> Result<Option<Telling>, Fault> {
        let run = match &self.until {
            Some((run, _)) => latest_run(self.db, entry.id, *run)?,
            None => entry.run,
        };
        if self.edits.is_none() {
            self.edits = Some(Edits::load(self.db, self.until.as_ref().map(|(_, at)| &**at))?);
        }
        let rows = match self.statements.remove(&entry.id) {
            Some(rows) => rows,
            None => statement::read(self.db, entry.id, run)?,
        };
        self.load(entry.report)?;
        let head = self.loaded(entry.report)?;
        let (report, report_id) = (head.key, head.input_id.clone());
        let (published, outlets, text) = (head.published, head.outlets.clone(), &head.text);
        let mut event_report = statement::event_report(entry.local_id.clone(), &rows, text)?;
        if let Some(edits) = &self.edits {
            if edits.reject(entry.id) {
                return Ok(None);
            }
            edits
                .of(entry.id)
                .iter()
                .try_for_each(|(part, value)| statement::amend(&mut event_report, *part, value))?;
        }
        Ok(Some(Telling { key: entry.key, report, report_id, published, outlets, event_report }))
    }

    /// What the program states, without edits.
    pub(crate) fn stated(&mut self, entry: &Entry) -> Result<record::EventReport, Fault> {
        let rows = statement::read(self.db, entry.id, entry.run)?;
        let head = self.head(entry.report)?;
        statement::event_report(entry.local_id.clone(), &rows, &head.text)
    }

    /// Reads at once what these entries need, where each question is a journey.
    pub(crate) fn read_ahead(&mut self, entries: &[&Entry]) -> Result<(), Fault> {
        if !self.db.is_far() || self.until.is_some() {
            return Ok(());
        }
        let asked: Vec<[i64; 2]> = entries.iter().map(|entry| [entry.id, entry.run]).collect();
        self.statements = statement::read_each(self.db, &asked)?;
        let reports: BTreeSet<i64> = entries.iter().map(|entry| entry.report).collect();
        let reports: Vec<[i64; 1]> = reports.into_iter().map(|report| [report]).collect();
        self.heads.clear();
        self.db.prepare_cached(HEAD)?.query_each(reports.iter().copied(), |at, row| {
            self.heads.insert(reports[at][0], head_of(reports[at][0], row)?);
            Ok(())
        })
    }

    /// Hands the tellings of these rows of event reports to `each`.
    fn tell_all(&mut self, rows: &mut Rows, mut each: impl FnMut(Telling)) -> Result<(), Fault> {
        let mut over = false;
        while !over {
            let mut entries = Vec::new();
            while entries.len() < AHEAD && !over {
                match rows.next()? {
                    Some(row) => entries.push(entry(&row)?),
                    None => over = true,
                }
            }
            self.read_ahead(&entries.iter().collect::<Vec<_>>())?;
            for entry in &entries {
                self.telling(entry)?.into_iter().for_each(&mut each);
            }
        }
        Ok(())
    }

    /// Has a report at hand.
    fn load(&mut self, report: i64) -> Result<(), Fault> {
        if !self.heads.contains_key(&report) && self.head.as_ref().is_none_or(|head| head.id != report) {
            self.head = Some(head(self.db, report)?);
        }
        Ok(())
    }

    /// A report that is at hand.
    fn loaded(&self, report: i64) -> Result<&Head, Fault> {
        let found = self.heads.get(&report).or(self.head.as_ref());
        found.ok_or_else(|| Fault::Damaged(format!("no report {report}")))
    }

    fn head(&mut self, report: i64) -> Result<&Head, Fault> {
        self.load(report)?;
        self.loaded(report)
    }

    fn reported(&mut self, report: i64, key: Key, tally: Tally) -> Result<ReportedTally, Fault> {
        let head = self.head(report)?;
        Ok(ReportedTally {
            key,
            report: head.key,
            report_id: head.input_id.clone(),
            published: head.published,
            outlets: head.outlets.clone(),
            tally,
        })
    }
}

fn latest_run(db: &Connection, event_report: i64, until: RunId) -> Result<i64, Fault> {
    let sql = "SELECT max(run) FROM statement WHERE event_report = ?1 AND run <= ?2";
    let run: Option<i64> = db.prepare_cached(sql)?.query_row(params![event_report, until.0], |row| row.get(0))?;
    run.ok_or_else(|| Fault::Damaged(format!("event report {event_report} was never stated")))
}

const HEAD: &str =
    "SELECT key, input_id, published, outlets, text FROM report JOIN report_text ON report = id WHERE id = ?1";

fn head(db: &Connection, report: i64) -> Result<Head, Fault> {
    let found = db.prepare_cached(HEAD)?.query_row([report], |row| head_of(report, row)).optional()?;
    found.ok_or_else(|| Fault::Damaged(format!("no report {report}")))
}

fn head_of(report: i64, row: &Row) -> Result<Head, Fault> {
    let published: Option<String> = row.get(2)?;
    Ok(Head {
        id: report,
        key: row.get::<K>(0)?.0,
        input_id: row.get(1)?,
        published: published.as_deref().map(run::day).transpose()?,
        outlets: serde_json::from_str(row.get_ref(3)?.as_str().map_err(|_| Fault::Damaged("outlets".into()))?)?,
        text: row.get(4)?,
    })
}

/// Entries that are read ahead at a time.
pub(crate) const AHEAD: usize = 512;

const ENTRY: &str = "SELECT id, key, report, local_id, run FROM event_report";

fn entry(row: &Row) -> Result<Entry, Fault> {
    Ok(Entry { id: row.get(0)?, key: row.get::<K>(1)?.0, report: row.get(2)?, local_id: row.get(3)?, run: row.get(4)? })
}

/// The entry of a key, retired ones too; `None` if there is none.
pub(crate) fn entry_of(db: &Connection, key: Key) -> Result<Option<Entry>, Fault> {
    db.prepare_cached(&format!("{ENTRY} WHERE key = ?1"))?.query_row([K(key)], entry).optional()
}

/// The entries of a report, those that hold only, in order of arrival.
pub(crate) fn entries_of(db: &Connection, report: i64) -> Result<Vec<Entry>, Fault> {
    let sql = format!("{ENTRY} WHERE report = ?1 AND retired IS NULL ORDER BY id");
    db.prepare_cached(&sql)?.query_map([report], entry)?.collect::<Result<_, _>>()
}

/// The entries of a report: those that hold, or, of a superseded report, those that held when it was superseded.
pub(crate) fn all_entries_of(db: &Connection, report: i64) -> Result<Vec<Entry>, Fault> {
    let sql = "SELECT e.id, e.key, e.report, e.local_id, e.run FROM event_report e JOIN report r ON r.id = e.report
               WHERE e.report = ?1 AND (e.retired IS NULL OR e.retired IS NOT DISTINCT FROM r.superseded) ORDER BY e.id";
    db.prepare_cached(sql)?.query_map([report], entry)?.collect::<Result<_, _>>()
}

pub(crate) fn is_retired(db: &Connection, id: i64) -> Result<bool, Fault> {
    let sql = "SELECT retired IS NOT NULL FROM event_report WHERE id = ?1";
    db.prepare_cached(sql)?.query_row([id], |row| row.get(0))
}

/// A report as it came, and its key's standing.
pub(crate) fn report(db: &Connection, id: i64) -> Result<Report, Fault> {
    let sql = "SELECT input_id, path, url, author, language, details, text
               FROM report JOIN report_text ON report = id WHERE id = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([id])?;
    let row = rows.next()?.ok_or_else(|| Fault::Damaged(format!("no report {id}")))?;
    let details: Details = serde_json::from_str(&row.get::<String>(5)?)?;
    let text: String = row.get(6)?;
    let title = details.title.filter(|span| text.get(span.start..span.end).is_some());
    Ok(Report {
        id: row.get(0)?,
        path: row.get(1)?,
        body_start: details.body_start,
        title: title.map(|span| Quote::new(&text, span)),
        published: details.published,
        date_candidates: details.date_candidates,
        outlets: details.outlets,
        url: row.get(2)?,
        author: row.get(3)?,
        language: row.get(4)?,
        dateline: details.dateline,
        furniture: details.furniture,
        copies: details.copies,
        extra: details.extra,
        text,
    })
}

/// The entries that these keys lead to today, where they hold; each with the number of its key.
pub(crate) fn holding(db: &Connection, keys: &[Key]) -> Result<Vec<(usize, Entry)>, Fault> {
    let mut replaced = Vec::new();
    let mut names = keys.to_vec();
    db.prepare_cached("SELECT 1 FROM alias WHERE old = ?1")?.query_each(
        keys.iter().map(|&key| [K(key)]),
        |at, _| {
            replaced.push(at);
            Ok(())
        },
    )?;
    for at in replaced {
        names[at] = crate::resolve::current(db, keys[at])?;
    }
    let mut entries = Vec::with_capacity(keys.len());
    let sql = format!("{ENTRY} WHERE key = ?1 AND retired IS NULL");
    db.prepare_cached(&sql)?.query_each(names.iter().map(|&key| [K(key)]), |at, row| {
        entries.push((at, entry(row)?));
        Ok(())
    })?;
    Ok(entries)
}

/// The event reports with these keys, as [`Store::tellings`] gives them.
pub(crate) fn tellings(db: &Connection, keys: &[Key]) -> Result<Vec<Telling>, Fault> {
    let mut reader = Reader::new(db);
    let mut tellings = Vec::with_capacity(keys.len());
    for keys in keys.chunks(AHEAD) {
        let entries = holding(db, keys)?;
        reader.read_ahead(&entries.iter().map(|(_, entry)| entry).collect::<Vec<_>>())?;
        for (_, entry) in &entries {
            tellings.extend(reader.telling(entry)?);
        }
    }
    Ok(tellings)
}

impl Store {
    /// Hands every event report that holds to `each`, in order of keys: those of superseded reports, those that a later
    /// run no longer found and those that a person rejected are left out.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn each_telling(&self, mut each: impl FnMut(Telling)) -> Result<(), Error> {
        self.read(|db| {
            let mut reader = Reader::new(db);
            let mut statement = db.prepare_many(&format!("{ENTRY} WHERE retired IS NULL ORDER BY key"))?;
            let mut rows = statement.query(params![])?;
            reader.tell_all(&mut rows, &mut each)
        })
    }

    /// The event reports with these keys, in their order; keys that were replaced give what replaced them, unknown,
    /// retired and rejected ones nothing.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn tellings(&self, keys: &[Key]) -> Result<Vec<Telling>, Error> {
        self.read(|db| tellings(db, keys))
    }

    /// The keys of all event reports that hold, in order of arrival; those that a person rejected are among them.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn event_reports(&self) -> Result<Vec<Key>, Error> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT key FROM event_report WHERE retired IS NULL ORDER BY id")?;
            statement.query_map(params![], |row| Ok(row.get::<K>(0)?.0))?.collect::<Result<_, _>>()
        })
    }

    /// The keys of all event reports that hold in the reports of these: themselves and those beside them, each once, in order of
    /// arrival.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn event_reports_beside(&self, keys: &[Key]) -> Result<Vec<Key>, Error> {
        self.read(|db| {
            let sql = "SELECT o.id, o.key FROM event_report e JOIN event_report o ON o.report = e.report
                       WHERE e.key = ?1 AND o.retired IS NULL";
            let mut statement = db.prepare_cached(sql)?;
            let mut beside = BTreeMap::new();
            for &key in keys {
                let key = crate::resolve::current(db, key)?;
                let found = statement.query_map([K(key)], |row| Ok((row.get(0)?, row.get::<K>(1)?.0)))?;
                for row in found {
                    let (id, key): (i64, Key) = row?;
                    beside.insert(id, key);
                }
            }
            Ok(beside.into_values().collect())
        })
    }

    /// The event reports of a report that hold, in order of arrival, those that a person rejected left out.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn tellings_of(&self, report: Key) -> Result<Vec<Telling>, Error> {
        self.read(|db| {
            let sql = "SELECT id FROM report WHERE key = ?1";
            let id: Option<i64> = db.prepare_cached(sql)?.query_row([K(report)], |row| row.get(0)).optional()?;
            let mut reader = Reader::new(db);
            let mut tellings = Vec::new();
            for entry in id.map(|id| entries_of(db, id)).transpose()?.unwrap_or_default() {
                tellings.extend(reader.telling(&entry)?);
            }
            Ok(tellings)
        })
    }

    /// The report that an event report stands in; `None` if there is none with this key.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn report_of(&self, event_report: Key) -> Result<Option<Key>, Error> {
        self.read(|db| {
            let sql = "SELECT r.key FROM event_report e JOIN report r ON r.id = e.report WHERE e.key = ?1";
            let key = crate::resolve::current(db, event_report)?;
            let found = db.prepare_cached(sql)?.query_row([K(key)], |row| row.get::<K>(0)).optional()?;
            Ok(found.map(|key| key.0))
        })
    }

    /// The event reports that held at a time, as they were stated and edited then, in order of keys.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn each_telling_as_of(&self, at: jiff::Timestamp, mut each: impl FnMut(Telling)) -> Result<(), Error> {
        self.read(|db| {
            let until = run_at(db, at)?;
            let mut reader = Reader::as_of(db, RunId(until), run::stamp(at));
            let sql = format!("{ENTRY} WHERE added <= ?1 AND (retired IS NULL OR retired > ?1) ORDER BY key");
            let mut statement = db.prepare_many(&sql)?;
            let mut rows = statement.query([until])?;
            reader.tell_all(&mut rows, &mut each)
        })
    }

    /// Every running total that holds, in order of keys.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn tallies(&self) -> Result<Vec<ReportedTally>, Error> {
        self.read(|db| {
            let mut reader = Reader::new(db);
            let sql = "SELECT t.key, t.report, s.value FROM tally t
                       JOIN tally_statement s ON s.tally = t.id AND s.run = t.run
                       WHERE t.retired IS NULL ORDER BY t.key";
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query(params![])?;
            let mut tallies = Vec::new();
            while let Some(row) = rows.next()? {
                let tally = serde_json::from_str(&row.get::<String>(2)?)?;
                tallies.push(reader.reported(row.get(1)?, row.get::<K>(0)?.0, tally)?);
            }
            Ok(tallies)
        })
    }
}

/// The last run that had begun at a time; 0 if none had.
fn run_at(db: &Connection, at: jiff::Timestamp) -> Result<i64, Fault> {
    let sql = "SELECT coalesce(max(id), 0) FROM run WHERE started <= ?1";
    db.query_row(sql, [run::stamp(at)], |row| row.get(0))
}
