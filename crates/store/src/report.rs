use std::collections::{BTreeMap, BTreeSet};

use record::{CodedReport, Doubt, EventReport, Key, Report, Tally};
use rusqlite::{Connection, OptionalExtension, params};

use crate::change::Hand;
use crate::copy::{self, Fingerprint};
use crate::error::Fault;
use crate::key::{self, K};
use crate::telling::{self, Details, Entry, Reader};
use crate::{ChangeKind, Error, RunId, Store, link, run, statement};

/// Two reports of one `id` are versions of one report from this likeness of their words on.
const MUCH_THE_SAME: f64 = 0.5;

/// Event reports of two versions are the same from this share of the words of their evidence on.
const SAME_EVIDENCE: f64 = 0.3;

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
            batch.iter().map(|(coded, print)| add(db, coded, print, &hand)).collect()
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
            id.map(|id| Ok(key_of(db, standing(db, id)?)?)).transpose()
        })
    }

    /// The keys of all reports that hold, in order.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn reports(&self) -> Result<Vec<Key>, Error> {
        self.read(|db| {
            let sql = "SELECT key FROM report WHERE superseded_by IS NULL ORDER BY key";
            let keys =
                db.prepare_cached(sql)?.query_map([], |row| Ok(row.get::<_, K>(0)?.0))?.collect::<Result<_, _>>()?;
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
    let sql = "SELECT report FROM report_copy WHERE key = ?1 AND input_id = ?2 AND url IS ?3";
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
        Place::Here(id, key) => return Ok(Stored { key, added: recode(db, id, key, coded, hand)? }),
        Place::Reprint(_, key) => return Ok(Stored { key, added: Added::Known }),
        Place::SameWords(of, key) => return add_copy(db, of, key, report, hand),
        Place::Nowhere(key) => key,
    };
    if let Some(other) = other_version(db, report, print)? {
        return add_version(db, key, other, coded, print, hand);
    }
    let published = report.published.as_ref().map(|published| published.date);
    let Some(of) = copy::original(db, published, print)? else {
        insert(db, key, coded, print, None, hand)?;
        hand.note(db, ChangeKind::ReportAdded, key, None)?;
        return Ok(Stored { key, added: Added::New });
    };
    let first = (report_rank(db, of)?, of);
    if first.1 != standing(db, of)? || first.0 < (published.is_none(), published, key) {
        return add_copy(db, of, key, report, hand);
    }
    let id = insert(db, key, coded, print, Some(of), hand)?;
    let replaced = key_of(db, of)?;
    make_copy(db, of, id, hand)?;
    supersede(db, of, id, hand)?;
    hand.note(db, ChangeKind::ReportCopied, replaced, Some(key))?;
    Ok(Stored { key, added: Added::Original { of: replaced } })
}

fn report_rank(db: &Connection, id: i64) -> Result<(bool, Option<record::Date>, Key), Fault> {
    let sql = "SELECT published, key FROM report WHERE id = ?1";
    let (day, key): (Option<String>, K) =
        db.prepare_cached(sql)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let day = day.as_deref().map(run::day).transpose()?;
    Ok((day.is_none(), day, key.0))
}

/// A report that holds and of which this is another version: the same address, or the same id with much the same words.
fn other_version(db: &Connection, report: &Report, print: &Fingerprint) -> Result<Option<i64>, Fault> {
    if let Some(url) = report.url.as_deref().filter(|url| is_of_article(url)) {
        let sql = "SELECT id FROM report WHERE url = ?1 AND superseded_by IS NULL LIMIT 1";
        let same: Option<i64> = db.prepare_cached(sql)?.query_row([url], |row| row.get(0)).optional()?;
        if same.is_some() {
            return Ok(same);
        }
    }
    let sql = "SELECT id FROM report WHERE input_id = ?1 AND superseded_by IS NULL
               AND (url IS NULL OR ?2 IS NULL) AND (outlets = '[]' OR ?3 = '[]' OR outlets = ?3) ORDER BY id";
    let mut statement = db.prepare_cached(sql)?;
    let outlets = serde_json::to_string(&report.outlets)?;
    let found: Vec<i64> =
        statement.query_map(params![report.id, report.url, outlets], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for id in found {
        if copy::likeness(db, id, print)?.alike >= MUCH_THE_SAME {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Whether an address names more than a site: feeds give the site's own for articles that have none.
fn is_of_article(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split_once('/').is_some_and(|(_, path)| !path.is_empty())
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
    let (_, other_published, _) = report_rank(db, other)?;
    if matches!((published, other_published), (Some(this), Some(other)) if this < other) {
        supersede(db, id, other, hand)?;
        hand.note(db, ChangeKind::ReportCorrected, other_key, Some(key))?;
        return Ok(Stored { key, added: Added::Outdated { by: other_key } });
    }
    supersede(db, other, id, hand)?;
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
    refresh_outlets(db, standing(db, of)?)?;
    hand.note(db, ChangeKind::ReportCopied, key, Some(original))?;
    Ok(Stored { key, added: Added::Copy { of: original } })
}

/// Notes a report that was kept for itself as a reprint of another.
fn make_copy(db: &Connection, report: i64, of: i64, hand: &Hand) -> Result<(), Fault> {
    let sql = "INSERT INTO report_copy (report, key, input_id, path, url, title, published, outlets, run)
               SELECT ?2, key, input_id, path, url, title, published, json_extract(details, '$.outlets'), ?3
               FROM report WHERE id = ?1";
    let sql = sql.replace("json_extract(details, '$.outlets')", "coalesce(json_extract(details, '$.outlets'), '[]')");
    db.prepare_cached(&sql)?.execute(params![report, of, hand.run])?;
    Ok(())
}

/// Puts a version in place of an earlier one: what that told is told no more, and its keys lead to what goes for them.
fn supersede(db: &Connection, earlier: i64, later: i64, hand: &Hand) -> Result<(), Fault> {
    let sql = "UPDATE report SET superseded_by = ?2, superseded = ?3 WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![earlier, later, hand.run])?;
    let olds = stated(db, earlier)?;
    let news = stated(db, later)?;
    replace(db, &olds, &news, hand)?;
    let sql = "UPDATE tally SET retired = ?2 WHERE report = ?1 AND retired IS NULL";
    db.prepare_cached(sql)?.execute(params![earlier, hand.run])?;
    refresh_outlets(db, later)
}

/// What a report tells as the program states it.
fn stated(db: &Connection, report: i64) -> Result<Vec<(Entry, EventReport)>, Fault> {
    let mut reader = Reader::new(db);
    let entries = telling::entries_of(db, report)?;
    entries.into_iter().map(|entry| Ok((reader.stated(&entry)?, entry))).map(|told| told.map(|(t, e)| (e, t))).collect()
}

/// Retires event reports, each with a hint to the one that goes for it.
fn replace(
    db: &Connection,
    olds: &[(Entry, EventReport)],
    news: &[(Entry, EventReport)],
    hand: &Hand,
) -> Result<(), Fault> {
    for (old, told) in olds {
        let alike = |new: &EventReport| (evidence_alike(told, new), new.anchor.text == told.anchor.text);
        let same_family = news.iter().filter(|(_, new)| new.sub_event_type.family() == told.sub_event_type.family());
        let best = same_family.map(|(new, told)| (alike(told), std::cmp::Reverse(new.key)));
        let best = best
            .filter(|((share, _), _)| *share >= SAME_EVIDENCE)
            .max_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        let new = best.map(|(_, key)| key.0);
        let sql = "UPDATE event_report SET retired = ?2 WHERE id = ?1";
        db.prepare_cached(sql)?.execute(params![old.id, hand.run])?;
        if let Some(new) = new {
            let sql = "INSERT OR REPLACE INTO alias (old, new, run) VALUES (?1, ?2, ?3)";
            db.prepare_cached(sql)?.execute(params![K(old.key), K(new), hand.run])?;
        }
        link::pend(db, old.id)?;
        hand.note(db, ChangeKind::EventReportRetired, old.key, new)?;
    }
    Ok(())
}

/// Which share of the words of both evidences is in both.
fn evidence_alike(a: &EventReport, b: &EventReport) -> f64 {
    let words = |told: &EventReport| -> BTreeSet<String> {
        let quotes = told.evidence.iter().chain([&told.anchor]);
        quotes
            .flat_map(|quote| key::words(&quote.text).map(|(_, word)| word.to_lowercase()).collect::<Vec<_>>())
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let either = a.union(&b).count();
    if either == 0 { 0.0 } else { a.intersection(&b).count() as f64 / either as f64 }
}

/// The report that holds in place of this one.
pub(crate) fn standing(db: &Connection, report: i64) -> Result<i64, Fault> {
    let sql = "WITH RECURSIVE later (id, next) AS (
                   SELECT id, superseded_by FROM report WHERE id = ?1
                   UNION SELECT report.id, report.superseded_by FROM report JOIN later ON report.id = later.next)
               SELECT id FROM later WHERE next IS NULL";
    Ok(db.prepare_cached(sql)?.query_row([report], |row| row.get(0))?)
}

pub(crate) fn key_of(db: &Connection, report: i64) -> Result<Key, Fault> {
    let key =
        db.prepare_cached("SELECT key FROM report WHERE id = ?1")?.query_row([report], |row| row.get::<_, K>(0))?;
    Ok(key.0)
}

/// Counts the outlets of a report that holds: its own, those of its reprints, and those of all that it took the place of.
fn refresh_outlets(db: &Connection, report: i64) -> Result<(), Fault> {
    let sql = "WITH RECURSIVE version (id) AS (
                   VALUES (?1) UNION SELECT report.id FROM report JOIN version ON report.superseded_by = version.id)
               SELECT coalesce(json_extract(details, '$.outlets'), '[]') FROM report JOIN version USING (id)
               UNION ALL SELECT outlets FROM report_copy JOIN version ON report = version.id";
    let mut statement = db.prepare_cached(sql)?;
    let lists: Vec<String> = statement.query_map([report], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut outlets = BTreeSet::new();
    for list in lists {
        outlets.extend(serde_json::from_str::<Vec<String>>(&list)?);
    }
    let sql = "UPDATE report SET outlets = ?2 WHERE id = ?1 AND outlets <> ?2";
    if db.prepare_cached(sql)?.execute(params![report, serde_json::to_string(&outlets)?])? > 0 {
        for entry in telling::entries_of(db, report)? {
            link::pend(db, entry.id)?;
        }
    }
    Ok(())
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
    note_coding(db, id, &coded.doubts, hand)?;
    for (key, told) in event_keys(db, id, key, coded)? {
        insert_event_report(db, id, key, told, &coded.report.text, hand)?;
    }
    for (key, told) in tally_keys(db, id, key, coded)? {
        insert_tally(db, id, key, told, hand)?;
    }
    Ok(id)
}

fn insert_report(db: &Connection, key: Key, report: &Report, hand: &Hand) -> Result<i64, Fault> {
    let outlets: BTreeSet<&String> = report.outlets.iter().collect();
    let sql = "INSERT INTO report (key, input_id, path, url, title, published, outlets, author, language, details, run, coded)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)";
    db.prepare_cached(sql)?.execute(params![
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
    ])?;
    let id = db.last_insert_rowid();
    let sql = "INSERT INTO report_text (report, text) VALUES (?1, ?2)";
    db.prepare_cached(sql)?.execute(params![id, report.text])?;
    Ok(id)
}

fn note_coding(db: &Connection, report: i64, doubts: &[Doubt], hand: &Hand) -> Result<(), Fault> {
    let sql = "INSERT OR REPLACE INTO coding (report, run, doubts) VALUES (?1, ?2, ?3)";
    db.prepare_cached(sql)?.execute(params![report, hand.run, serde_json::to_string(doubts)?])?;
    db.prepare_cached("UPDATE report SET coded = ?2 WHERE id = ?1")?.execute(params![report, hand.run])?;
    Ok(())
}

fn event_keys<'a>(
    db: &Connection,
    report: i64,
    key: Key,
    coded: &'a CodedReport,
) -> Result<Vec<(Key, &'a EventReport)>, Fault> {
    let sql = "SELECT report FROM event_report WHERE key = ?1";
    told_keys(db, sql, report, key, 1, &coded.report.text, &coded.event_reports, |told| told.anchor.span.start)
}

fn tally_keys<'a>(
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
fn told_keys<'a, T>(
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

fn insert_event_report(
    db: &Connection,
    report: i64,
    key: Key,
    told: &EventReport,
    text: &str,
    hand: &Hand,
) -> Result<(), Fault> {
    let sql = "INSERT INTO event_report (key, report, local_id, added, run) VALUES (?1, ?2, ?3, ?4, ?4)";
    db.prepare_cached(sql)?.execute(params![K(key), report, told.id, hand.run])?;
    let id = db.last_insert_rowid();
    statement::write(db, id, hand.run, &statement::rows(told, text)?)?;
    link::pend(db, id)
}

fn insert_tally(db: &Connection, report: i64, key: Key, told: &Tally, hand: &Hand) -> Result<(), Fault> {
    let sql = "INSERT INTO tally (key, report, local_id, added, run) VALUES (?1, ?2, ?3, ?4, ?4)";
    db.prepare_cached(sql)?.execute(params![K(key), report, told.id, hand.run])?;
    let id = db.last_insert_rowid();
    state_tally(db, id, told, hand)
}

fn state_tally(db: &Connection, tally: i64, told: &Tally, hand: &Hand) -> Result<(), Fault> {
    let sql = "INSERT INTO tally_statement (tally, run, value) VALUES (?1, ?2, ?3)";
    db.prepare_cached(sql)?.execute(params![tally, hand.run, serde_json::to_string(told)?])?;
    Ok(())
}

/// Codes a report that is there anew: states what differs, retires what is no longer found.
fn recode(db: &Connection, id: i64, key: Key, coded: &CodedReport, hand: &Hand) -> Result<Added, Fault> {
    let holds = standing(db, id)? == id;
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

fn recode_events(db: &Connection, id: i64, key: Key, coded: &CodedReport, hand: &Hand) -> Result<bool, Fault> {
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
        replace(db, &gone, &news, hand)?;
        changed = true;
    }
    Ok(changed)
}

fn recode_tallies(db: &Connection, id: i64, key: Key, coded: &CodedReport, hand: &Hand) -> Result<bool, Fault> {
    let mut changed = false;
    let sql = "SELECT key FROM tally WHERE report = ?1 AND retired IS NULL";
    let held =
        db.prepare_cached(sql)?.query_map([id], |row| row.get::<_, K>(0))?.collect::<Result<BTreeSet<K>, _>>()?;
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

fn coded_report(db: &Connection, id: i64) -> Result<CodedReport, Fault> {
    let mut reader = Reader::new(db);
    let mut event_reports = Vec::new();
    for entry in telling::all_entries_of(db, id)? {
        event_reports.extend(reader.telling(&entry)?.map(|telling| telling.event_report));
    }
    let sql = "SELECT s.value FROM tally t JOIN tally_statement s ON s.tally = t.id AND s.run = t.run
               JOIN report r ON r.id = t.report
               WHERE t.report = ?1 AND (t.retired IS NULL OR t.retired IS r.superseded) ORDER BY t.id";
    let mut statement = db.prepare_cached(sql)?;
    let values: Vec<String> = statement.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let tallies = values.iter().map(|value| serde_json::from_str(value)).collect::<Result<_, _>>()?;
    let sql = "SELECT doubts FROM coding JOIN report ON report.id = coding.report AND report.coded = coding.run
               WHERE report.id = ?1";
    let doubts: String = db.prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
    Ok(CodedReport { report: telling::report(db, id)?, event_reports, tallies, doubts: serde_json::from_str(&doubts)? })
}
