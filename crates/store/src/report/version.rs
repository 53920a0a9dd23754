use std::collections::BTreeSet;

use crate::database::{Connection, OptionalExtension, Row, params};
use record::{Date, EventReport, Key, Report};

use super::copy::{self, Fingerprint};
use super::told;
use crate::change::Hand;
use crate::error::Fault;
use crate::key::{self, K};
use crate::telling::{self, Entry};
use crate::{ChangeKind, Error, Store, link, run};

/// Two reports of one `id` are versions of one report from this likeness of their words on.
const MUCH_THE_SAME: f64 = 0.5;

/// Event reports of two versions are the same from this share of the words of their evidence on.
const SAME_EVIDENCE: f64 = 0.3;

/// An earlier version of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The earlier version.
    pub key: Key,
    /// When it was published; `None` if not known.
    pub published: Option<Date>,
    /// Its headline; `None` if it has none.
    pub title: Option<String>,
}

impl Store {
    /// The versions of a report that it went in the place of, in order of arrival; none if it never was corrected.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn earlier_versions(&self, report: Key) -> Result<Vec<Version>, Error> {
        self.read(|db| {
            let sql = "SELECT v.key, v.published, v.title FROM report v JOIN report r ON r.id = v.superseded_by
                       WHERE r.key = ?1 AND NOT EXISTS (SELECT 1 FROM report_copy c WHERE c.key = v.key)
                       ORDER BY v.id";
            let version = |row: &Row| -> Result<Version, Fault> {
                let published: Option<String> = row.get(1)?;
                let published = published.as_deref().map(run::day).transpose()?;
                Ok(Version { key: row.get::<K>(0)?.0, published, title: row.get(2)? })
            };
            db.prepare_cached(sql)?.query_map([K(report)], version)?.collect()
        })
    }
}

/// What orders the reprints of one text: dated before undated ones, by day, then by key.
pub(super) type Rank = (bool, Option<Date>, Key);

pub(super) fn rank(db: &Connection, id: i64) -> Result<Rank, Fault> {
    let sql = "SELECT published, key FROM report WHERE id = ?1";
    let (day, key): (Option<String>, K) =
        db.prepare_cached(sql)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let day = day.as_deref().map(run::day).transpose()?;
    Ok((day.is_none(), day, key.0))
}

/// A report that holds and of which this is another version: the same address, or the same id with much the same words.
pub(super) fn other_version(db: &Connection, report: &Report, print: &Fingerprint) -> Result<Option<i64>, Fault> {
    if let Some(url) = report.url.as_deref().filter(|url| is_of_article(url)) {
        let sql = "SELECT id FROM report WHERE url = ?1 AND superseded_by IS NULL LIMIT 1";
        let same: Option<i64> = db.prepare_cached(sql)?.query_row([url], |row| row.get(0)).optional()?;
        if same.is_some() {
            return Ok(same);
        }
    }
    let sql = "SELECT id FROM report WHERE input_id = ?1 AND superseded_by IS NULL
               AND (url IS NULL OR CAST(?2 AS TEXT) IS NULL) AND (outlets = '[]' OR ?3 = '[]' OR outlets = ?3) ORDER BY id";
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
pub fn is_of_article(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split_once('/').is_some_and(|(_, path)| !path.is_empty())
}

/// Notes a report that was kept for itself as a reprint of another.
pub(super) fn make_copy(db: &Connection, report: i64, of: i64, hand: &Hand) -> Result<(), Fault> {
    let sql = "INSERT INTO report_copy (report, key, input_id, path, url, title, published, outlets, run)
               SELECT CAST(?2 AS BIGINT), key, input_id, path, url, title, published, coalesce(details ->> 'outlets', '[]'),
                      CAST(?3 AS BIGINT)
               FROM report WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![report, of, hand.run])?;
    Ok(())
}

/// Puts a version in place of an earlier one: what that told is told no more, and its keys lead to what goes for them.
pub(super) fn supersede(db: &Connection, earlier: i64, later: i64, hand: &Hand) -> Result<(), Fault> {
    let sql = "UPDATE report SET superseded_by = ?2, superseded = ?3 WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![earlier, later, hand.run])?;
    let olds = told::stated(db, earlier)?;
    let news = told::stated(db, later)?;
    replace(db, &olds, &news, hand)?;
    let sql = "UPDATE tally SET retired = ?2 WHERE report = ?1 AND retired IS NULL";
    db.prepare_cached(sql)?.execute(params![earlier, hand.run])?;
    refresh_outlets(db, later)
}

/// Retires event reports, each with a hint to the one that goes for it.
pub(super) fn replace(
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
            let sql = "INSERT INTO alias (old, new, run) VALUES (?1, ?2, ?3)
                       ON CONFLICT (old) DO UPDATE SET new = excluded.new, run = excluded.run";
            db.prepare_cached(sql)?.execute(params![K(old.key), K(new), hand.run])?;
        }
        link::pend(db, old.id)?;
        hand.note(db, ChangeKind::EventReportRetired, old.key, new)?;
    }
    Ok(())
}

/// Which share of the words of both evidences is in both.
pub(super) fn evidence_alike(a: &EventReport, b: &EventReport) -> f64 {
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
    db.prepare_cached(sql)?.query_row([report], |row| row.get(0))
}

/// Counts the outlets of a report that holds: its own, those of its reprints, and those of all that it took the place of.
pub(super) fn refresh_outlets(db: &Connection, report: i64) -> Result<(), Fault> {
    let sql = "WITH RECURSIVE version (id) AS (
                   SELECT CAST(?1 AS BIGINT) UNION SELECT report.id FROM report JOIN version ON report.superseded_by = version.id)
               SELECT coalesce(details ->> 'outlets', '[]') FROM report JOIN version USING (id)
               UNION ALL SELECT outlets FROM report_copy JOIN version ON report = version.id";
    let mut statement = db.prepare_cached(sql)?;
    let lists: Vec<String> = statement.query_map([report], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut outlets = BTreeSet::new();
    for list in lists {
        outlets.extend(serde_json::from_str::<Vec<String>>(&list)?);
    }
    let sql = "UPDATE report SET outlets = ?2 WHERE id = ?1 AND outlets <> ?2";
    if db.prepare_cached(sql)?.change(params![report, serde_json::to_string(&outlets)?])? > 0 {
        for entry in telling::entries_of(db, report)? {
            link::pend(db, entry.id)?;
        }
    }
    Ok(())
}
