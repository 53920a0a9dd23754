use std::collections::BTreeMap;

use crate::database::{Connection, Row, params};
use record::{Date, Key};

use super::version::Rank;
use crate::error::Fault;
use crate::key::{K, mix};
use crate::{Error, Store, run};

/// A reprint is published within so many days of its original; the same words later are another report.
const DAYS: i64 = 7;

/// Reports share passages worth telling from this part of either on.
const WORTH: f64 = 0.3;

/// With fewer passages in common the share of a report cannot be told.
const FEWEST_PASSAGES: usize = 3;

/// A passage that this many reports have is boilerplate.
const BOILERPLATE: usize = 256;

/// How many hashes gather before they are moved. With batches of some hundred reports and a million event reports in the
/// store, fewer would have the big table written too often, more the small one.
pub(super) const RECENT: i64 = 300_000;

/// How alike the words of two texts are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// Whether one is a wire copy of the other.
    pub copy: bool,
    /// The share of their words that they have in common, 0 to 1.
    pub alike: f64,
}

/// What is compared of the words of a report, to find its copies: made by whoever read the report.
pub struct Fingerprint<'a> {
    /// The sketch that `like` compares.
    pub sketch: Vec<u8>,
    /// Hashes of which two copies share at least one.
    pub bands: Vec<u64>,
    /// Hashes of a fixed sample of the report's longer runs of words.
    pub passages: Vec<u64>,
    /// How alike the report and one with this sketch are.
    pub like: &'a dyn Fn(&[u8]) -> Likeness,
}

/// A reprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The report that it copies.
    pub of: Key,
    /// `id` of the reprint, as the input has it.
    pub input_id: String,
    /// The file that it came from.
    pub path: String,
    /// Where it was published; `None` if not known.
    pub url: Option<String>,
    /// Its headline; `None` if it has none.
    pub title: Option<String>,
    /// When it was published; `None` if not known.
    pub published: Option<Date>,
    /// Who published it.
    pub outlets: Vec<String>,
}

/// Two reports of which one has passages of the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shared {
    /// One of them.
    pub report: Key,
    /// The other.
    pub other: Key,
    /// How much of the report stands in the other, 0 to 1, by a sample of its passages.
    pub share: f64,
    /// How much of the other stands in the report, likewise.
    pub other_share: f64,
}

impl Store {
    /// The reprints of a report, in order of arrival.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn copies(&self, report: Key) -> Result<Vec<Copied>, Error> {
        self.read(|db| {
            let sql = "SELECT c.input_id, c.path, c.url, c.title, c.published, c.outlets
                       FROM report_copy c JOIN report r ON r.id = c.report WHERE r.key = ?1 ORDER BY c.id";
            let mut statement = db.prepare_cached(sql)?;
            statement.query_map([K(report)], |row| copied(report, row))?.collect()
        })
    }

    /// The reports that share passages with a report without being its copies, the largest share first.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn shared(&self, report: Key) -> Result<Vec<Shared>, Error> {
        self.read(|db| {
            let sql = "SELECT o.key, p.share, p.other_share FROM report_part p JOIN report r ON r.id = p.report
                       JOIN report o ON o.id = p.other WHERE r.key = ?1
                       UNION ALL
                       SELECT o.key, p.other_share, p.share FROM report_part p JOIN report r ON r.id = p.other
                       JOIN report o ON o.id = p.report WHERE r.key = ?1
                       ORDER BY 2 DESC, 1";
            let mut statement = db.prepare_cached(sql)?;
            let shared = |row: &Row| -> Result<Shared, Fault> {
                let other = row.get::<K>(0)?.0;
                Ok(Shared { report, other, share: row.get(1)?, other_share: row.get(2)? })
            };
            statement.query_map([K(report)], shared)?.collect()
        })
    }
}

fn copied(of: Key, row: &Row) -> Result<Copied, Fault> {
    let published: Option<String> = row.get(4)?;
    Ok(Copied {
        of,
        input_id: row.get(0)?,
        path: row.get(1)?,
        url: row.get(2)?,
        title: row.get(3)?,
        published: published.as_deref().map(run::day).transpose()?,
        outlets: serde_json::from_str(&row.get::<String>(5)?)?,
    })
}

/// A hash as the tables have it: four bytes of it tell apart well enough what is looked at anyway.
fn short(hash: u64) -> i64 {
    i64::from((mix(hash) >> 32) as i32)
}

/// Keeps what is compared of a report.
pub(crate) fn keep(db: &Connection, report: i64, print: &Fingerprint) -> Result<(), Fault> {
    let sql = "INSERT INTO sketch (report, bytes, passages) VALUES (?1, ?2, ?3)";
    db.prepare_cached(sql)?.execute(params![report, print.sketch, print.passages.len() as i64])?;
    for (sql, hashes) in [
        ("INSERT INTO band_recent (hash, report) VALUES (?1, ?2) ON CONFLICT DO NOTHING", &print.bands),
        ("INSERT INTO passage_recent (hash, report) VALUES (?1, ?2) ON CONFLICT DO NOTHING", &print.passages),
    ] {
        let mut statement = db.prepare_cached(sql)?;
        hashes.iter().try_for_each(|&hash| statement.execute(params![short(hash), report]))?;
    }
    Ok(())
}

/// Moves recent hashes to the rest when there are more of them than this.
pub(super) fn gather(db: &Connection, most: i64) -> Result<(), Fault> {
    for table in ["band", "passage"] {
        let sql = format!("SELECT count(*) FROM {table}_recent");
        let recent: i64 = db.prepare_cached(&sql)?.query_row(params![], |row| row.get(0))?;
        if recent > most {
            db.execute_batch(&format!(
                "INSERT INTO {table} SELECT hash, report FROM {table}_recent ORDER BY hash, report;
                 DELETE FROM {table}_recent;"
            ))?;
        }
    }
    Ok(())
}

/// How alike the report is to one that is kept.
pub(crate) fn likeness(db: &Connection, report: i64, print: &Fingerprint) -> Result<Likeness, Fault> {
    let mut statement = db.prepare_cached("SELECT bytes FROM sketch WHERE report = ?1")?;
    let bytes: Vec<u8> = statement.query_row([report], |row| row.get(0))?;
    Ok((print.like)(&bytes))
}

/// The first report, by day and key, that this one is a wire copy of; `None` if it is new.
pub(crate) fn original(db: &Connection, published: Option<Date>, print: &Fingerprint) -> Result<Option<i64>, Fault> {
    let sql = "SELECT r.id, s.bytes, r.published, r.key FROM (
                   SELECT report FROM band WHERE hash = ?1 UNION ALL SELECT report FROM band_recent WHERE hash = ?1) b
               JOIN report r ON r.id = b.report JOIN sketch s ON s.report = r.id";
    let mut first: Option<(Rank, i64)> = None;
    let bands = print.bands.iter().map(|&band| [short(band)]);
    db.prepare_cached(sql)?.query_each(bands, |_, row| {
        let day: Option<String> = row.get(2)?;
        let day = day.as_deref().map(run::day).transpose()?;
        let rank = ((day.is_none(), day, row.get::<K>(3)?.0), row.get(0)?);
        let nearer = first.as_ref().is_none_or(|first| rank.0 < first.0);
        if nearer && near(published, day) && (print.like)(row.get_ref(1)?.as_blob().unwrap_or_default()).copy {
            first = Some(rank);
        }
        Ok(())
    })?;
    Ok(first.map(|(_, report)| report))
}

/// Whether one can be a reprint of the other by their days.
pub(crate) fn near(a: Option<Date>, b: Option<Date>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => {
            (i64::from(crate::key::day_number(a)) - i64::from(crate::key::day_number(b))).abs() <= DAYS
        }
        _ => true,
    }
}

/// Notes which reports share passages with this one. What one report has of its own earlier versions is no quotation.
pub(crate) fn note_shared(
    db: &Connection,
    report: i64,
    print: &Fingerprint,
    earlier: Option<i64>,
) -> Result<(), Fault> {
    let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
    let sql = "SELECT report FROM passage WHERE hash = ?1
               UNION ALL SELECT report FROM passage_recent WHERE hash = ?1 LIMIT ?2";
    let mut found: Vec<(usize, i64)> = Vec::new();
    let passages = print.passages.iter().map(|&passage| [short(passage), BOILERPLATE as i64]);
    db.prepare_cached(sql)?.query_each(passages, |at, row| {
        found.push((at, row.get(0)?));
        Ok(())
    })?;
    for found in found.chunk_by(|x, y| x.0 == y.0).filter(|found| found.len() < BOILERPLATE) {
        found.iter().for_each(|(_, other)| *shared.entry(*other).or_default() += 1);
    }
    let mut size = db.prepare_cached("SELECT passages FROM sketch WHERE report = ?1")?;
    let mut insert = db.prepare_cached("INSERT INTO report_part VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?;
    shared.retain(|&other, &mut count| count >= FEWEST_PASSAGES && other != report && Some(other) != earlier);
    for (other, count) in shared {
        let of_other: i64 = size.query_row([other], |row| row.get(0))?;
        let part = |of: f64| if of > 0.0 { (count as f64 / of).min(1.0) } else { 0.0 };
        let (share, other_share) = (part(print.passages.len() as f64), part(of_other as f64));
        if share.max(other_share) >= WORTH {
            insert.execute(params![report, other, share, other_share])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use record::{CodedReport, Report};

    use super::*;
    use crate::Added;

    #[test]
    fn copies_and_passages_are_found_before_and_after_hashes_are_moved() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("test.sqlite")).unwrap();
        let run = store.begin_run("code", "dateline 0.1.0", "", jiff::Timestamp::UNIX_EPOCH).unwrap();
        let add = |store: &mut Store, id: &str, band: u64, passages: &[u64]| {
            let report = Report { id: id.into(), text: id.into(), outlets: vec![id.into()], ..Report::default() };
            let coded = CodedReport { report, event_reports: Vec::new(), tallies: Vec::new(), doubts: Vec::new() };
            let like = |_: &[u8]| Likeness { copy: true, alike: 1.0 };
            let print = Fingerprint { sketch: vec![], bands: vec![band], passages: passages.to_vec(), like: &like };
            store.add(&[(&coded, &print)], run).unwrap()[0]
        };
        let first = add(&mut store, "a", 1, &[1, 2, 3, 4]);
        let kept = |store: &Store, table: &str| -> i64 {
            store.connection.query_row(&format!("SELECT count(*) FROM {table}"), params![], |row| row.get(0)).unwrap()
        };
        store.write(|db| gather(db, 10)).unwrap();
        assert_eq!((kept(&store, "passage"), kept(&store, "passage_recent")), (0, 4));
        store.write(|db| gather(db, 0)).unwrap();
        assert_eq!((kept(&store, "passage"), kept(&store, "passage_recent"), kept(&store, "band")), (4, 0, 1));
        let half = add(&mut store, "b", 2, &[3, 4, 1, 8, 9, 10]);
        assert_eq!(half.added, Added::New);
        let shared = store.shared(half.key).unwrap();
        assert_eq!((shared.len(), shared[0].other, shared[0].share, shared[0].other_share), (1, first.key, 0.5, 0.75));
        assert_eq!(store.shared(first.key).unwrap()[0].share, 0.75);
        for (id, band, of) in [("c", 1, first.key), ("d", 2, half.key)] {
            let copied = add(&mut store, id, band, &[]);
            assert!(matches!(copied.added, Added::Copy { .. } | Added::Original { .. }), "{id} of {of}: {copied:?}");
        }
    }
}
