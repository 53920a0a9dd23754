use crate::database::{Row, Value};
use record::{Date, Key};

use crate::error::Fault;
use crate::key::K;
use crate::{Error, Store};

/// Which reports are asked for: those that fit all that is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportQuery {
    /// Words that headline or text have, in any order; each may be part of a longer one.
    pub text: Option<String>,
    /// An outlet that published it or a copy of it, by its name.
    pub outlet: Option<String>,
    /// Published on this day or later.
    pub from: Option<Date>,
    /// Published on this day or before.
    pub to: Option<Date>,
}

/// A report as a line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// Its name.
    pub key: Key,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published, as it says.
    pub published: Option<String>,
    /// Who published it, then who reprinted it.
    pub outlets: Vec<String>,
    /// Its language, as ISO 639-1 has it.
    pub language: Option<String>,
    /// How many event reports it has that hold.
    pub event_reports: usize,
}

impl Store {
    /// The reports that fit, the latest published first, and how many they are; `limit` of them at most, after leaving out the
    /// first `offset`. Earlier versions of a corrected report are left out.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn list_reports(
        &self,
        query: &ReportQuery,
        limit: usize,
        offset: usize,
    ) -> Result<(Vec<ReportRow>, usize), Error> {
        self.read(|db| {
            let (conditions, values) = conditions(query, db.like());
            // All that fit are found first: the words of a text are read once, whichever page of the list is asked for.
            let outlets = if query.outlet.is_some() { "r.outlets" } else { "''" };
            let sql = format!(
                "SELECT r.id, {outlets} FROM report r WHERE {conditions} ORDER BY r.published DESC NULLS LAST, r.id DESC"
            );
            let mut statement = db.prepare_many(&sql)?;
            let mut rows = statement.query(&values)?;
            let mut found: Vec<i64> = Vec::new();
            while let Some(row) = rows.next()? {
                let fits = query.outlet.as_deref().map_or(Ok(true), |outlet| is_of(outlet, &row))?;
                if fits {
                    found.push(row.get(0)?);
                }
            }
            drop(rows);
            let sql = "SELECT key, title, published, outlets, language,
                         (SELECT count(*) FROM event_report WHERE report = r.id AND retired IS NULL)
                       FROM report r WHERE id = ?1";
            let mut statement = db.prepare_cached(sql)?;
            let listed = found.iter().skip(offset).take(limit);
            let rows = listed.map(|id| statement.query_row([id], |row| Ok(line(row)))?);
            Ok((rows.collect::<Result<_, _>>()?, found.len()))
        })
    }
}

fn line(row: &Row) -> Result<ReportRow, Fault> {
    Ok(ReportRow {
        key: row.get::<K>(0)?.0,
        title: row.get(1)?,
        published: row.get(2)?,
        outlets: serde_json::from_str(&row.get::<String>(3)?)?,
        language: row.get(4)?,
        event_reports: usize::try_from(row.get::<i64>(5)?).unwrap_or(0),
    })
}

/// Whether one of a report's outlets has this name, in small or capital letters of any alphabet: databases know them of some.
fn is_of(outlet: &str, row: &Row) -> Result<bool, Fault> {
    let outlets: Vec<String> = serde_json::from_str(&row.get::<String>(1)?)?;
    let wanted = outlet.trim().to_lowercase();
    Ok(outlets.iter().any(|outlet| outlet.to_lowercase() == wanted))
}

fn conditions(query: &ReportQuery, like: &str) -> (String, Vec<Value>) {
    let mut conditions = vec!["r.superseded_by IS NULL".to_string()];
    let mut values: Vec<Value> = Vec::new();
    if let Some(from) = query.from {
        values.push(from.to_string().into());
        conditions.push(format!("r.published >= ?{}", values.len()));
    }
    if let Some(to) = query.to {
        // What is published with an hour is behind the day as text.
        values.push(format!("{to}~").into());
        conditions.push(format!("r.published < ?{}", values.len()));
    }
    for word in query.text.iter().flat_map(|text| text.split_whitespace()) {
        values.push(pattern(word).into());
        let at = values.len();
        let text =
            format!("EXISTS (SELECT 1 FROM report_text t WHERE t.report = r.id AND t.text {like} ?{at} ESCAPE '!')");
        conditions.push(format!("(r.title {like} ?{at} ESCAPE '!' OR {text})"));
    }
    (conditions.join(" AND "), values)
}

/// A word anywhere in a text; nothing in it stands for anything else.
fn pattern(word: &str) -> String {
    let mut pattern = String::from("%");
    for letter in word.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern + "%"
}
