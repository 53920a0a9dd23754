use std::collections::{BTreeSet, HashSet};

use record::{Date, Grade, Key, LatLon, Standing, SubEventType};

use crate::database::{Row, params};
use crate::error::Fault;
use crate::key::K;
use crate::link::pairs;
use crate::query::{Plan, event_row};
use crate::{Error, EventRow, Query, Store, run};

/// What maps and charts count of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Its number in the file, which holds its first day: events in the order of their numbers are in that of their days.
    pub id: i64,
    /// Its name.
    pub key: Key,
    /// First possible day; `None` if nothing fixes it.
    pub start: Option<Date>,
    /// Last possible day.
    pub end: Option<Date>,
    /// The type of the act.
    pub sub_event_type: SubEventType,
    /// How the act stands.
    pub standing: Standing,
    /// How well it is borne out.
    pub grade: Grade,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// The place's name; `None` if no telling has one.
    pub place: Option<String>,
    /// The point, WGS84.
    pub point: Option<LatLon>,
    /// 1, 2 or 3, as records number how exactly the place is known.
    pub geo_precision: Option<u8>,
    /// Fewest killed by the figures in force; `None` if none tells.
    pub killed_low: Option<u64>,
    /// The figure of killed that the rule takes.
    pub killed_best: Option<u64>,
    /// Most killed; `None` if none tells or one is open upwards.
    pub killed_high: Option<u64>,
    /// How many event reports tell it.
    pub tellings: u32,
    /// How many reports tell it.
    pub reports: u32,
}

const OUTLINE: &str = "SELECT id, key, start_date, end_date, type, standing, grade, country, admin1, place, lat, lon,
    geo_precision, killed_low, killed_best, killed_high, tellings, reports FROM event ORDER BY id";

/// What goes by a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameOf {
    /// Who takes part in an event, or what it belongs to.
    Actor,
    /// Who published a report of it.
    Outlet,
}

impl Store {
    /// Names, in lower case, that have these letters, each with how many events it is in: names that begin with them first,
    /// then those of the most events; at most so many.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn names_like(&self, of: NameOf, letters: &str, at_most: usize) -> Result<Vec<(String, usize)>, Error> {
        let (table, column) = match of {
            NameOf::Actor => ("actor", "actor"),
            NameOf::Outlet => ("outlet", "outlet"),
        };
        let sql = format!(
            "SELECT name, events FROM (
                 SELECT name, (SELECT count(*) FROM event_{table} WHERE {column} = n.id) AS events FROM {table} n
                 WHERE instr(name, ?1) > 0) AS named
             WHERE events > 0 ORDER BY instr(name, ?1) > 1, events DESC, name LIMIT ?2"
        );
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.read(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            let names = statement.query_map(params![letters.trim().to_lowercase(), at_most], |row| {
                Ok((row.get(0)?, usize::try_from(row.get::<i64>(1)?).unwrap_or(0)))
            })?;
            names.collect::<Result<_, _>>()
        })
    }

    /// A number that is another whenever another connection has changed the file since this one asked last. It is worth
    /// nothing to other connections.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn version(&self) -> Result<i64, Error> {
        self.connection.version().map_err(|fault| self.named(fault))
    }

    /// Hands what maps and charts count of every event to `each`, in the order of their numbers.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn each_outline(&self, mut each: impl FnMut(Outline)) -> Result<(), Error> {
        self.read(|db| {
            let mut statement = db.prepare_many(OUTLINE)?;
            let mut rows = statement.query(params![])?;
            while let Some(row) = rows.next()? {
                each(outline(&row)?);
            }
            Ok(())
        })
    }

    /// Hands each event, by its number and in the order of their numbers, with each report that tells it to `each`. A report
    /// with several of its tellings is given several times.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn each_report_of_events(&self, mut each: impl FnMut(i64, u32)) -> Result<(), Error> {
        let sql = "SELECT m.event, e.report FROM event_member m CROSS JOIN event_report e WHERE e.id = m.event_report ORDER BY 1";
        self.read(|db| {
            let mut statement = db.prepare_many(sql)?;
            let mut rows = statement.query(params![])?;
            while let Some(row) = rows.next()? {
                each(row.get(0)?, row.get(1)?);
            }
            Ok(())
        })
    }

    /// The numbers of the events that fit a query, in ascending order, whatever its order, limit and offset.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn numbers(&self, query: &Query) -> Result<Vec<i64>, Error> {
        self.read(|db| {
            let Some(plan) = Plan::of(db, query)? else { return Ok(Vec::new()) };
            let sql = format!("SELECT {} FROM {} ORDER BY 1", plan.id, plan.tables_and_conditions(false));
            let mut statement = db.prepare_cached(&sql)?;
            let numbers = statement.query_map(&plan.values, |row| row.get(0))?;
            numbers.collect::<Result<_, _>>()
        })
    }

    /// The events with these numbers, in the order given; those that are no longer are left out.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn rows(&self, numbers: &[i64]) -> Result<Vec<EventRow>, Error> {
        self.read(|db| {
            let mut statement =
                db.prepare_cached(&format!("SELECT {} FROM event e WHERE e.id = ?1", crate::query::COLUMNS))?;
            let mut rows = Vec::with_capacity(numbers.len());
            for number in numbers {
                rows.extend(statement.query_map([number], event_row)?.collect::<Result<Vec<_>, _>>()?);
            }
            Ok(rows)
        })
    }

    /// The numbers of the events that a person stated something of, or on whose tellings one judged, unless it was withdrawn;
    /// in ascending order.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn reviewed(&self) -> Result<Vec<i64>, Error> {
        let sql = "SELECT m.event FROM edit e JOIN event_member m USING (event_report) WHERE e.withdrawn_at IS NULL
                   UNION SELECT m.event FROM judgement j JOIN event_report r ON r.key = j.a
                         JOIN event_member m ON m.event_report = r.id WHERE j.withdrawn_at IS NULL
                   UNION SELECT m.event FROM judgement j JOIN event_report r ON r.key = j.b
                         JOIN event_member m ON m.event_report = r.id WHERE j.withdrawn_at IS NULL
                   ORDER BY 1";
        self.read(|db| db.prepare_cached(sql)?.query_map(params![], |row| row.get(0))?.collect::<Result<_, _>>())
    }

    /// The numbers of the events of which a telling may tell another event's act, or a telling of its own another act: those
    /// with a pair of odds below `sure` on which nobody has judged; in ascending order.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn in_question(&self, sure: f64) -> Result<Vec<i64>, Error> {
        self.read(|db| {
            let judged = pairs::judged_numbers(db)?;
            let mut open = HashSet::new();
            pairs::each(db, |a, b, odds| {
                if odds < sure && !judged.contains(&(a, b)) {
                    open.extend([a, b]);
                }
            })?;
            let mut statement = db.prepare_many("SELECT event_report, event FROM event_member")?;
            let mut rows = statement.query(params![])?;
            let mut events = BTreeSet::new();
            while let Some(row) = rows.next()? {
                if open.contains(&row.get(0)?) {
                    events.insert(row.get(1)?);
                }
            }
            Ok(events.into_iter().collect())
        })
    }
}

fn outline(row: &Row) -> Result<Outline, Fault> {
    let day =
        |at: usize| -> Result<Option<Date>, Fault> { row.get_ref(at)?.as_str_or_null()?.map(run::day).transpose() };
    let code = |at: usize| -> Result<&str, Fault> { Ok(row.get_ref(at)?.as_str()?) };
    let number = |at: usize| Ok::<_, Fault>(row.get::<Option<i64>>(at)?.and_then(|number| u64::try_from(number).ok()));
    let damaged = |code: &str| Fault::Damaged(format!("no code {code:?}"));
    let (kind, standing, grade) = (code(4)?, code(5)?, code(6)?);
    let point: (Option<f64>, Option<f64>) = (row.get(10)?, row.get(11)?);
    Ok(Outline {
        id: row.get(0)?,
        key: row.get::<K>(1)?.0,
        start: day(2)?,
        end: day(3)?,
        sub_event_type: SubEventType::from_code(kind).ok_or_else(|| damaged(kind))?,
        standing: Standing::from_code(standing).ok_or_else(|| damaged(standing))?,
        grade: Grade::from_code(grade).ok_or_else(|| damaged(grade))?,
        country: row.get(7)?,
        admin1: row.get(8)?,
        place: row.get(9)?,
        point: point.0.zip(point.1).map(|(lat, lon)| LatLon { lat, lon }),
        geo_precision: row.get(12)?,
        killed_low: number(13)?,
        killed_best: number(14)?,
        killed_high: number(15)?,
        tellings: row.get(16)?,
        reports: row.get(17)?,
    })
}
