mod history;

use crate::database::{Connection, Row, ToSql, params};
use jiff::Timestamp;
use record::Key;
use serde::Serialize;

use crate::error::Fault;
use crate::key::K;
use crate::{Error, Store, run};

pub use history::History;

/// Something that happened to the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its number: later changes have higher ones.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: ChangeKind,
    /// To which report, event report, event or series; for judgements the first event report.
    pub subject: Key,
    /// The other key, where there is one: what it was replaced by, copies, or was judged against.
    pub object: Option<Key>,
    /// Who: a program with its version, or a person.
    pub by: String,
    /// More, as JSON; `None` if there is no more to say.
    pub detail: Option<String>,
}

macro_rules! kinds {
    ($($(#[$meta:meta])* $kind:ident = $name:literal,)+) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeKind { $($(#[$meta])* $kind,)+ }

        impl ChangeKind {
            /// Every kind.
            pub const ALL: &[ChangeKind] = &[$(ChangeKind::$kind,)+];

            /// Its name in the table `change`.
            pub fn name(self) -> &'static str {
                match self { $(ChangeKind::$kind => $name,)+ }
            }
        }
    };
}

kinds! {
    /// A report that was not there came in.
    ReportAdded = "report_added",
    /// A reprint of the object came in; the subject is the reprint's own key.
    ReportCopied = "report_copied",
    /// The object, an earlier version, was replaced by the subject.
    ReportCorrected = "report_corrected",
    /// The same report was coded otherwise.
    ReportRecoded = "report_recoded",
    /// An event report no longer holds; the object is what goes in its place, if anything does.
    EventReportRetired = "event_report_retired",
    /// An event that was not there.
    EventAdded = "event_added",
    /// An event of which something changed; the detail has old and new values.
    EventChanged = "event_changed",
    /// An event that is no longer; the object is the one that its first telling belongs to now, if any.
    EventRemoved = "event_removed",
    /// A person judged two event reports; the detail is the verdict.
    Judged = "judged",
    /// A person took a judgement back.
    Withdrawn = "withdrawn",
    /// A person stated a part of an event report; the detail is part and value.
    Edited = "edited",
    /// A person took an edit back.
    Unedited = "unedited",
}

/// From when on changes are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// At this time or later.
    Time(Timestamp),
    /// After the change with this number; 0 for all.
    Seq(i64),
}

impl Store {
    /// What happened since, the first first; at most `limit` of them.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn changes(&self, since: Since, limit: usize) -> Result<Vec<Change>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (column, from): (&str, Box<dyn ToSql>) = match since {
            Since::Time(at) => ("at >= ?1", Box::new(run::stamp(at))),
            Since::Seq(seq) => ("seq > ?1", Box::new(seq)),
        };
        let sql = format!(
            "SELECT seq, at, kind, subject, object, by, detail FROM change WHERE {column} ORDER BY seq LIMIT ?2"
        );
        self.read(|db| db.prepare_cached(&sql)?.query_map(params![from, limit], change)?.collect())
    }
}

fn change(row: &Row) -> Result<Change, Fault> {
    let name: String = row.get(2)?;
    let kind = ChangeKind::ALL.iter().find(|kind| kind.name() == name);
    Ok(Change {
        seq: row.get(0)?,
        at: run::time(&row.get::<String>(1)?)?,
        kind: *kind.ok_or_else(|| Fault::Damaged(format!("no kind of change {name:?}")))?,
        subject: row.get::<K>(3)?.0,
        object: row.get::<Option<K>>(4)?.map(|key| key.0),
        by: row.get(5)?,
        detail: row.get(6)?,
    })
}

/// Who changes something, and when.
#[derive(Clone, Debug)]
pub(crate) struct Hand {
    pub(crate) run: i64,
    pub(crate) by: String,
    pub(crate) at: String,
}

/// Notes a change.
pub(crate) fn note<D: Serialize + ?Sized>(
    db: &Connection,
    (by, at): (&str, &str),
    kind: ChangeKind,
    subject: Key,
    object: Option<Key>,
    detail: Option<&D>,
) -> Result<(), Fault> {
    let detail = detail.map(serde_json::to_string).transpose()?;
    let sql = "INSERT INTO change (at, kind, subject, object, by, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut statement = db.prepare_cached(sql)?;
    statement.execute(params![at, kind.name(), K(subject), object.map(K), by, detail])?;
    Ok(())
}

impl Hand {
    /// Notes a change without more to say.
    pub(crate) fn note(
        &self,
        db: &Connection,
        kind: ChangeKind,
        subject: Key,
        object: Option<Key>,
    ) -> Result<(), Fault> {
        note::<str>(db, (&self.by, &self.at), kind, subject, object, None)
    }
}
