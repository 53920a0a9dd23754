use crate::database::{OptionalExtension, Row, params};
use record::{Answer, Date, Key, Outcome, Standing, SubEventType};
use serde::Deserialize;

use crate::error::Fault;
use crate::key::K;
use crate::link::event::unpacked;
use crate::query::{COLUMNS, event_row};
use crate::{Error, EventRow, Store, run};

/// An event in as few words as counts by actor, day and place need: who did it to whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Sides {
    /// Its name.
    pub key: Key,
    /// First and last possible day; `None` if nothing fixes them.
    pub days: Option<(Date, Date)>,
    /// The type of the act.
    pub sub_event_type: SubEventType,
    /// How the act stands.
    pub standing: Standing,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// The place's name; `None` if no telling has one.
    pub place: Option<String>,
    /// Killed: the fewest, the figure that the rule takes, the most. `None` as in [`EventRow`].
    pub killed: [Option<u64>; 3],
    /// Who is in it, in which roles, and what it answered.
    pub roles: Roles,
}

/// The part of an event's record that names actors.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Roles {
    /// Who acted.
    pub initiators: Vec<record::Actor>,
    /// Whom or what it was aimed at.
    pub targets: Vec<record::Actor>,
    /// Actors who said they did it.
    pub claimed_by: Vec<record::Actor>,
    /// Actors who said they did not.
    pub denied_by: Vec<record::Actor>,
    /// The events and series of tallies that it answered.
    pub answers: Vec<Answer>,
    /// What became of people: the outcomes told, each with its highest number (`None` if that is open).
    #[serde(rename = "tolls", deserialize_with = "outcomes")]
    pub outcomes: Vec<(Outcome, Option<u64>)>,
}

fn outcomes<'de, D: serde::Deserializer<'de>>(tolls: D) -> Result<Vec<(Outcome, Option<u64>)>, D::Error> {
    #[derive(Deserialize)]
    struct Toll {
        outcome: Outcome,
        high: Option<u64>,
    }
    let tolls = Vec::<Toll>::deserialize(tolls)?;
    Ok(tolls.into_iter().map(|toll| (toll.outcome, toll.high)).collect())
}

impl Store {
    /// Hands every event to `each`, in the order of their first days, undated ones first.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn each_side(&self, mut each: impl FnMut(Sides)) -> Result<(), Error> {
        let sql = "SELECT e.key, e.start_date, e.end_date, e.type, e.standing, e.country, e.admin1, e.place,
                   e.killed_low, e.killed_best, e.killed_high, r.record
                   FROM event e JOIN event_record r ON r.event = e.id ORDER BY e.id";
        self.read(|db| {
            let mut statement = db.prepare_many(sql)?;
            let mut rows = statement.query(params![])?;
            while let Some(row) = rows.next()? {
                each(sides(&row)?);
            }
            Ok(())
        })
    }

    /// The events with these keys as lines of a table, in the order given; those that are no longer are left out.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn rows_of(&self, events: &[Key]) -> Result<Vec<EventRow>, Error> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM event e WHERE e.key = ?1"))?;
            let mut rows = Vec::with_capacity(events.len());
            for event in events {
                rows.extend(statement.query_map([K(*event)], event_row)?.next().transpose()?);
            }
            Ok(rows)
        })
    }

    /// The text and the headline of a report; `None` if there is none with this key.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn text_of(&self, report: Key) -> Result<Option<(String, Option<String>)>, Error> {
        let sql = "SELECT t.text, r.title FROM report r JOIN report_text t ON t.report = r.id WHERE r.key = ?1";
        self.read(|db| {
            let mut statement = db.prepare_cached(sql)?;
            statement.query_row([K(report)], |row| Ok((row.get(0)?, row.get(1)?))).optional()
        })
    }

    /// Hands day of publication and outlets of every report that holds to `each`, by day, those without a day first.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn each_publication(&self, mut each: impl FnMut(Option<Date>, Vec<String>)) -> Result<(), Error> {
        let sql =
            "SELECT published, outlets FROM report WHERE superseded_by IS NULL ORDER BY published NULLS FIRST, id";
        self.read(|db| {
            let mut statement = db.prepare_many(sql)?;
            let mut rows = statement.query(params![])?;
            while let Some(row) = rows.next()? {
                let day: Option<String> = row.get(0)?;
                let outlets: String = row.get(1)?;
                each(day.as_deref().map(run::day).transpose()?, serde_json::from_str(&outlets)?);
            }
            Ok(())
        })
    }
}

fn sides(row: &Row) -> Result<Sides, Fault> {
    let words = |at: usize| -> Result<Option<String>, Fault> { row.get(at) };
    let day = |at: usize| words(at)?.as_deref().map(run::day).transpose();
    let number = |at: usize| -> Result<Option<u64>, Fault> {
        Ok(row.get::<Option<i64>>(at)?.and_then(|number| u64::try_from(number).ok()))
    };
    let (kind, standing): (String, String) = (row.get(3)?, row.get(4)?);
    let damaged = |code: &str| Fault::Damaged(format!("no code {code:?}"));
    let record = unpacked(row.get_ref(11)?.as_blob()?)?;
    Ok(Sides {
        key: row.get::<K>(0)?.0,
        days: day(1)?.zip(day(2)?),
        sub_event_type: SubEventType::from_code(&kind).ok_or_else(|| damaged(&kind))?,
        standing: Standing::from_code(&standing).ok_or_else(|| damaged(&standing))?,
        country: words(5)?,
        admin1: words(6)?,
        place: words(7)?,
        killed: [number(8)?, number(9)?, number(10)?],
        roles: serde_json::from_slice(&record)?,
    })
}
