use std::collections::BTreeSet;

use crate::database::{Connection, OptionalExtension, params};
use record::{CodedReport, Key, Report};

use crate::change::Hand;
use crate::error::Fault;
use crate::key::{self, K};
use crate::telling::{self, Details, Reader};
use crate::{ChangeKind, Error, RunId, Store, run};

mod copy;
mod headline;
mod list;
mod stated;
mod told;
mod version;

pub use copy::{Copied, Fingerprint, Likeness, Shared};
pub use list::{ReportQuery, ReportRow};
pub use stated::Stated;
pub use version::{Version, is_of_article};

/// What became of a report that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was not there, nor anything like it.
    New,
    /// It is there already, and was coded the same way: nothing was added.
    Known,
    /// It is there already, and was coded otherwise: what is new was added under the same keys.
    Recoded,
    /// A reprint of a report that is there: its outlet counts, its words do not count again.
    Copy {
        /// The report.
        of: Key,
    },
    /// A reprint of a report that is there, and published before it: it goes in that one's place, which is a reprint now.
    Original {
        /// The report that came first and is now a reprint.
        of: Key,
    },
    /// A corrected version of a report that is there: it goes in that one's place.
    Corrected {
        /// The earlier version.
        earlier: Key,
    },
    /// An earlier version of a report that is there: kept, but what it tells does not hold.
    Outdated {
        /// The later version.
        by: Key,
    },
}

/// A report that was added, or found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its key.
    pub key: Key,
    /// What became of it.
    pub added: Added,
}

impl Store {
    /// Adds a batch of reports with what they tell, all of them or none. `run` is who coded them.
    ///
    /// The order of a batch, and of batches, does not matter for what holds in the end, but for reports with exactly the
    /// same words on the same day: the first of them stays.
    ///
    /// # Errors
    /// Whatever keeps the file from being written; then none of the batch is added.
    pub fn add(&mut self, batch: &[(&CodedReport, &Fingerprint)], run: RunId) -> Result<Vec<Stored>, Error> {
        self.write(|db| {
            let (by, at) = run::credit(db, run)?;
            let hand = Hand { run: run.0, by, at };
            let stored = batch.iter().map(|(coded, print)| add(db, coded, print, &hand)).collect::<Result<_, _>>()?;
            copy::gather(db, copy::RECENT)?;
            Ok(stored)
        })
    }

    /// Whether a report is here, word for word and from the same place, and was last coded by the same program and version:
    /// then it need not be coded again. Its key if so.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn known(&self, report: &Report, coder: &str) -> Result<Option<Key>, Error> {
        self.read(|db| {
            let sql = "SELECT coder FROM report JOIN run ON run.id = report.coded WHERE report.id = ?1";
            match place(db, report)? {
                Place::Here(id, key) => {
                    let coded_by: String = db.prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
                    Ok((coded_by == coder).then_some(key))
                }
                Place::Reprint(_, key) => Ok(Some(key)),
                Place::SameWords(..) | Place::Nowhere(_) => Ok(None),
            }
        })
    }

    /// A report with what it tells, as it is stated now, edits among it; `None` if there is none with this key. The key of
    /// a reprint gives the report that it copies.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn report(&self, key: Key) -> Result<Option<CodedReport>, Error> {
        self.read(|db| {
            let sql = "SELECT id FROM report WHERE key = ?1
                       UNION ALL SELECT report FROM report_copy WHERE key = ?1 LIMIT 1";
            let id: Option<i64> = db.prepare_cached(sql)?.query_row([K(key)], |row| row.get(0)).optional()?;
            id.map(|id| coded_report(db, id)).transpose()
        })
    }

    /// The version of a report that holds today: itself unless it was superseded; `None` if there is none with this key.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn standing_version(&self, report: Key) -> Result<Option<Key>, Error> {
        self.read(|db| {
            let sql = "SELECT id FROM report WHERE key = ?1";
            let id: Option<i64> = db.prepare_cached(sql)?.query_row([K(report)], |row| row.get(0)).optional()?;
            id.map(|id| key_of(db, version::standing(db, id)?)).transpose()
        })
    }

    /// The keys of all reports that hold, in order.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn reports(&self) -> Result<Vec<Key>, Error> {
        self.read(|db| {
            let sql = "SELECT key FROM report WHERE superseded_by IS NULL ORDER BY key";
            let keys = db
                .prepare_cached(sql)?
                .query_map(params![], |row| Ok(row.get::<K>(0)?.0))?
                .collect::<Result<_, _>>()?;
            Ok(keys)
        })
    }
}

/// Where a report stands in the store.
enum Place {
    /// It is there, from the same address or under the same id.
    Here(i64, Key),
    /// It is a reprint that is noted already.
    Reprint(#[allow(dead_code)] i64, Key),
    /// Its words are there, from elsewhere.
    SameWords(i64, Key),
    /// Nothing with its words is there; the key that it would have.
    Nowhere(Key),
}

fn place(db: &Connection, report: &Report) -> Result<Place, Fault> {
    let mut here: Option<i64> = None;
    let key = key::free_key(key::report_hash(report), |key| {
        let sql = "SELECT id, text FROM report JOIN report_text ON report = id WHERE key = ?1";
        let mut statement = db.prepare_cached(sql)?;
        let found: Option<(i64, String)> =
            statement.query_row([K(key)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        match found {
            Some((id, text)) if key::same_words(&text, &report.text) => {
                here = Some(id);
                Ok(false)
            }
            found => Ok::<bool, Fault>(found.is_some()),
        }
    })?;
    if let Some(id) = here {
        return Ok(if is_same_item(db, id, report)? {
            Place::Here(id, key)
        } else {
            of_reprint(db, report, key)?.unwrap_or(Place::SameWords(id, key))
        });
    }
    Ok(of_reprint(db, report, key)?.unwrap_or(Place::Nowhere(key)))
}

fn of_reprint(db: &Connection, report: &Report, key: Key) -> Result<Option<Place>, Fault> {
    let sql = "SELECT report FROM report_copy WHERE key = ?1 AND input_id = ?2 AND url IS NOT DISTINCT FROM ?3";
    let of = db.prepare_cached(sql)?.query_row(params![K(key), report.id, report.url], |row| row.get(0)).optional()?;
    Ok(of.map(|of| Place::Reprint(of, key)))
}

/// Whether a report with the same words came from the same place: the same address, or, where one has none, with no outlet
/// that is not known of it.
fn is_same_item(db: &Connection, id: i64, report: &Report) -> Result<bool, Fault> {
    let sql = "SELECT url, outlets FROM report WHERE id = ?1";
    let (url, outlets): (Option<String>, String) =
        db.prepare_cached(sql)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let outlets: Vec<String> = serde_json::from_str(&outlets)?;
    let differs = matches!((&url, &report.url), (Some(a), Some(b)) if a != b);
    Ok(!differs && report.outlets.iter().all(|outlet| outlets.contains(outlet)))
}

fn add(db: &Connection, coded: &CodedReport, print: &Fingerprint, hand: &Hand) -> Result<Stored, Fault> {
    let report = &coded.report;
    let key = match place(db, report)? {
        Place::Here(id, key) => return Ok(Stored { key, added: told::recode(db, id, key, coded, hand)? }),
        Place::Reprint(_, key) => return Ok(Stored { key, added: Added::Known }),
        Place::SameWords(of, key) => return add_copy(db, of, key, report, hand),
        Place::Nowhere(key) => key,
    };
    if let Some(other) = version::other_version(db, report, print)? {
        return add_version(db, key, other, coded, print, hand);
    }
    let published = report.published.as_ref().map(|published| published.date);
    let Some(of) = copy::original(db, published, print)? else {
        insert(db, key, coded, print, None, hand)?;
        hand.note(db, ChangeKind::ReportAdded, key, None)?;
        return Ok(Stored { key, added: Added::New });
    };
    let comes_first = version::rank(db, of)? < (published.is_none(), published, key);
    if comes_first || of != version::standing(db, of)? {
        return add_copy(db, of, key, report, hand);
    }
    let id = insert(db, key, coded, print, Some(of), hand)?;
    let replaced = key_of(db, of)?;
    version::make_copy(db, of, id, hand)?;
    version::supersede(db, of, id, hand)?;
    hand.note(db, ChangeKind::ReportCopied, replaced, Some(key))?;
    Ok(Stored { key, added: Added::Original { of: replaced } })
}

fn add_version(
    db: &Connection,
    key: Key,
    other: i64,
    coded: &CodedReport,
    print: &Fingerprint,
    hand: &Hand,
) -> Result<Stored, Fault> {
    let other_key = key_of(db, other)?;
    let id = insert(db, key, coded, print, Some(other), hand)?;
    let published = coded.report.published.as_ref().map(|published| published.date);
    let (_, other_published, _) = version::rank(db, other)?;
    if matches!((published, other_published), (Some(this), Some(other)) if this < other) {
        version::supersede(db, id, other, hand)?;
        hand.note(db, ChangeKind::ReportCorrected, other_key, Some(key))?;
        return Ok(Stored { key, added: Added::Outdated { by: other_key } });
    }
    version::supersede(db, other, id, hand)?;
    hand.note(db, ChangeKind::ReportCorrected, key, Some(other_key))?;
    Ok(Stored { key, added: Added::Corrected { earlier: other_key } })
}

/// Notes a reprint; outlets that the report did not have count from now on.
fn add_copy(db: &Connection, of: i64, key: Key, report: &Report, hand: &Hand) -> Result<Stored, Fault> {
    let sql = "INSERT INTO report_copy (report, key, input_id, path, url, title, published, outlets, run)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    db.prepare_cached(sql)?.execute(params![
        of,
        K(key),
        report.id,
        report.path,
        report.url,
        report.title.as_ref().map(|title| &title.text),
        report.published.as_ref().map(|published| published.date.to_string()),
        serde_json::to_string(&report.outlets)?,
        hand.run
    ])?;
    let original = key_of(db, of)?;
    version::refresh_outlets(db, version::standing(db, of)?)?;
    hand.note(db, ChangeKind::ReportCopied, key, Some(original))?;
    Ok(Stored { key, added: Added::Copy { of: original } })
}

pub(crate) fn key_of(db: &Connection, report: i64) -> Result<Key, Fault> {
    let key = db.prepare_cached("SELECT key FROM report WHERE id = ?1")?.query_row([report], |row| row.get::<K>(0))?;
    Ok(key.0)
}

fn insert(
    db: &Connection,
    key: Key,
    coded: &CodedReport,
    print: &Fingerprint,
    version_of: Option<i64>,
    hand: &Hand,
) -> Result<i64, Fault> {
    let id = insert_report(db, key, &coded.report, hand)?;
    copy::keep(db, id, print)?;
    copy::note_shared(db, id, print, version_of)?;
    told::note_coding(db, id, &coded.doubts, hand)?;
    for (key, told) in told::event_keys(db, id, key, coded)? {
        told::insert_event_report(db, id, key, told, &coded.report.text, hand)?;
    }
    for (key, told) in told::tally_keys(db, id, key, coded)? {
        told::insert_tally(db, id, key, told, hand)?;
    }
    Ok(id)
}

fn insert_report(db: &Connection, key: Key, report: &Report, hand: &Hand) -> Result<i64, Fault> {
    let outlets: BTreeSet<&String> = report.outlets.iter().collect();
    let sql = "INSERT INTO report (key, input_id, path, url, title, published, outlets, author, language, details, run, coded)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11) RETURNING id";
    let id = db.prepare_cached(sql)?.query_row(
        params![
            K(key),
            report.id,
            report.path,
            report.url,
            report.title.as_ref().map(|title| &title.text),
            report.published.as_ref().map(|published| published.date.to_string()),
            serde_json::to_string(&outlets)?,
            report.author,
            report.language,
            serde_json::to_string(&Details::of(report))?,
            hand.run
        ],
        |row| row.get(0),
    )?;
    let sql = "INSERT INTO report_text (report, text) VALUES (?1, ?2)";
    db.prepare_cached(sql)?.execute(params![id, report.text])?;
    Ok(id)
}

fn coded_report(db: &Connection, id: i64) -> Result<CodedReport, Fault> {
    let mut reader = Reader::new(db);
    let mut event_reports = Vec::new();
    for entry in telling::all_entries_of(db, id)? {
        event_reports.extend(reader.telling(&entry)?.map(|telling| telling.event_report));
    }
    let sql = "SELECT s.value FROM tally t JOIN tally_statement s ON s.tally = t.id AND s.run = t.run
               JOIN report r ON r.id = t.report
               WHERE t.report = ?1 AND (t.retired IS NULL OR t.retired IS NOT DISTINCT FROM r.superseded) ORDER BY t.id";
    let mut statement = db.prepare_cached(sql)?;
    let values: Vec<String> = statement.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let tallies = values.iter().map(|value| serde_json::from_str(value)).collect::<Result<_, _>>()?;
    let sql = "SELECT doubts FROM coding JOIN report ON report.id = coding.report AND report.coded = coding.run
               WHERE report.id = ?1";
    let doubts: String = db.prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
    Ok(CodedReport { report: telling::report(db, id)?, event_reports, tallies, doubts: serde_json::from_str(&doubts)? })
}
