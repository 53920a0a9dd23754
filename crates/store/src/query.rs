pub(crate) mod asked;
pub(crate) mod sides;

use crate::database::{Connection, OptionalExtension, Phrase, Row, Value, params};
use record::{Date, DatePrecision, Family, Grade, Key, LatLon, Standing, SubEventType};

use crate::error::Fault;
use crate::key::{K, day_number};
use crate::{Error, Store, run};

/// In which order events are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By first day, the latest first; undated events last.
    #[default]
    Latest,
    /// By first day, the earliest first; undated events before all others.
    Earliest,
    /// By killed, most first; events without a figure last.
    Deadliest,
    /// By tellings, most first.
    MostTold,
}

/// Which events are asked for: those that fit every filter that is set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Events that may have happened on this day or later; leaves undated ones out.
    pub from: Option<Date>,
    /// Events that may have happened on this day or before; leaves undated ones out.
    pub to: Option<Date>,
    /// ISO 3166 alpha-3 code.
    pub country: Option<String>,
    /// Words of the place's name or of its first-level division.
    pub place: Option<String>,
    /// An actor by any of its names, its identifier, or the name of what it belongs to; else words of its names.
    pub actor: Option<String>,
    /// The type.
    pub sub_event_type: Option<SubEventType>,
    /// The family of types.
    pub family: Option<Family>,
    /// How the act stands.
    pub standing: Option<Standing>,
    /// Events of which the best figure of killed is this or more.
    pub killed_at_least: Option<u64>,
    /// Words that headline, evidence (as the program quotes it), actors or place have; words in quotation marks in this
    /// order.
    pub text: Option<String>,
    /// An outlet that tells it, by its name.
    pub outlet: Option<String>,
    /// How well it is borne out.
    pub grade: Option<Grade>,
    /// In which order.
    pub order: Order,
    /// At most so many; `None` for all.
    pub limit: Option<usize>,
    /// After leaving out so many.
    pub offset: usize,
}

/// An event as a line of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// Its name.
    pub key: Key,
    /// The type of the act.
    pub sub_event_type: SubEventType,
    /// How the act stands.
    pub standing: Standing,
    /// First possible day; `None` if nothing fixes it.
    pub start: Option<Date>,
    /// Last possible day.
    pub end: Option<Date>,
    /// How exactly the days are known.
    pub precision: DatePrecision,
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
    /// Most killed by the figures in force; `None` if none tells or one is open upwards.
    pub killed_high: Option<u64>,
    /// How many event reports tell it.
    pub tellings: usize,
    /// How many reports tell it.
    pub reports: usize,
    /// How many outlets tell it, reprints counted.
    pub outlets: usize,
    /// How well it is borne out.
    pub grade: Grade,
    /// The headline of the first of its reports that has one.
    pub title: Option<String>,
}

pub(crate) const COLUMNS: &str = "e.key, e.type, e.standing, e.start_date, e.end_date, e.date_precision, e.country, e.admin1, e.place,
    e.lat, e.lon, e.geo_precision, e.killed_low, e.killed_best, e.killed_high, e.tellings, e.reports, e.outlets, e.grade,
    e.title";

impl Store {
    /// The events that fit a query.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn query(&self, query: &Query) -> Result<Vec<EventRow>, Error> {
        self.read(|db| {
            let Some(plan) = Plan::of(db, query)? else { return Ok(Vec::new()) };
            let sql = plan.select(COLUMNS, query);
            db.prepare_cached(&sql)?.query_map(&plan.values, event_row)?.collect()
        })
    }

    /// The names of the events that fit a query, in its order: eight bytes each, so that all of a large store can be gone
    /// through one by one.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn query_keys(&self, query: &Query) -> Result<Vec<Key>, Error> {
        self.read(|db| {
            let Some(plan) = Plan::of(db, query)? else { return Ok(Vec::new()) };
            let mut statement = db.prepare_cached(&plan.select("e.key", query))?;
            let keys = statement.query_map(&plan.values, |row| Ok(row.get::<K>(0)?.0))?;
            keys.collect::<Result<_, _>>()
        })
    }

    /// How many events fit a query, whatever its limit and offset.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn count(&self, query: &Query) -> Result<usize, Error> {
        self.read(|db| {
            let Some(plan) = Plan::of(db, query)? else { return Ok(0) };
            let sql = format!("SELECT count(*) FROM {}", plan.tables_and_conditions(false));
            let count: i64 = db.prepare_cached(&sql)?.query_row(&plan.values, |row| row.get(0))?;
            Ok(usize::try_from(count).unwrap_or(0))
        })
    }
}

/// The tables and conditions of a query. The first table gives events by day, as every index of ours does: the first few of
/// them are found without looking at the rest.
pub(crate) struct Plan {
    tables: Vec<&'static str>,
    /// Whether words are looked for, and codes among them.
    has_words: bool,
    /// The column of the first table that is the event's number.
    pub(crate) id: &'static str,
    conditions: Vec<String>,
    pub(crate) values: Vec<Value>,
}

impl Plan {
    /// `None` if nothing can fit: a name that no event has.
    pub(crate) fn of(db: &Connection, query: &Query) -> Result<Option<Plan>, Fault> {
        let mut plan =
            Plan { tables: Vec::new(), has_words: false, id: "e.id", conditions: Vec::new(), values: Vec::new() };
        let mut phrases = query.text.as_deref().map(phrases).unwrap_or_default();
        let in_column = |column, words: &str| Phrase { column: Some(column), words: words.to_string() };
        phrases.extend(query.place.as_deref().map(|place| in_column("place", place)));
        let actor = query.actor.as_deref().map(|name| named(db, "actor", name)).transpose()?;
        if let (Some(name), Some(None)) = (query.actor.as_deref(), actor) {
            phrases.push(in_column("actors", name));
        }
        if !phrases.is_empty() {
            phrases
                .extend(codes(query).filter_map(|(column, code)| Some(in_column("codes", &code_word(column, &code?)))));
            let Some((condition, value)) = db.finding(&phrases) else { return Ok(None) };
            plan.has_words = true;
            plan.table("event_text t", "t.rowid");
            plan.condition(condition, value);
        }
        if let Some(Some(actor)) = actor {
            plan.table("event_actor a", "a.event");
            plan.condition("a.actor = ?", actor);
        }
        if let Some(outlet) = query.outlet.as_deref() {
            let Some(outlet) = named(db, "outlet", outlet)? else { return Ok(None) };
            plan.table("event_outlet o", "o.event");
            plan.condition("o.outlet = ?", outlet);
        }
        plan.table("event e", "e.id");
        plan.days(db, query)?;
        plan.columns(query);
        Ok(Some(plan))
    }

    /// These columns of the events that fit, in the order and as many as asked for.
    fn select(&self, columns: &str, query: &Query) -> String {
        let order = match query.order {
            Order::Latest => format!("{} DESC", self.id),
            Order::Earliest => self.id.to_string(),
            Order::Deadliest => format!("e.killed_best DESC NULLS LAST, {} DESC", self.id),
            Order::MostTold => format!("e.tellings DESC, {} DESC", self.id),
        };
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let (limit, offset) = (query.limit.map_or(i64::MAX, number), number(query.offset));
        let tables = self.tables_and_conditions(true);
        format!("SELECT {columns} FROM {tables} ORDER BY {order} LIMIT {limit} OFFSET {offset}")
    }

    fn table(&mut self, table: &'static str, id: &'static str) {
        if self.tables.is_empty() {
            self.id = id;
        } else {
            self.conditions.push(format!("{id} = {}", self.id));
        }
        self.tables.push(table);
    }

    /// Adds a condition in which ? stands for the value.
    fn condition(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        self.conditions.push(condition.replace('?', &format!("?{}", self.values.len())));
    }

    fn days(&mut self, db: &Connection, query: &Query) -> Result<(), Fault> {
        if query.from.is_none() && query.to.is_none() {
            return Ok(());
        }
        let number = |day: u32| i64::from(day) << 32;
        let mut first = 1;
        if let Some(from) = query.from {
            // An event that began earlier may have lasted: none began earlier than the longest lasts.
            let longest: Option<i64> = db.query_row("SELECT max(days) FROM event", params![], |row| row.get(0))?;
            let longest = longest.and_then(|days| u32::try_from(days).ok()).unwrap_or(0);
            first = day_number(from).saturating_sub(longest).max(1);
            self.condition("e.end_date >= ?", from.to_string());
        }
        let lowest = format!("{} >= ?", self.id);
        self.condition(&lowest, number(first));
        if let Some(to) = query.to {
            let highest = format!("{} < ?", self.id);
            self.condition(&highest, number(day_number(to) + 1));
        }
        Ok(())
    }

    fn columns(&mut self, query: &Query) {
        let has_words = self.has_words;
        for (column, code) in codes(query) {
            if let Some(code) = code.filter(|_| !has_words) {
                self.condition(&format!("e.{column} = ?"), code);
            }
        }
        if let Some(toll) = query.killed_at_least {
            self.condition("e.killed_best >= ?", i64::try_from(toll).unwrap_or(i64::MAX));
        }
    }

    /// For a count, the table of events is left out where nothing is asked of it.
    pub(crate) fn tables_and_conditions(&self, rows: bool) -> String {
        let asked =
            self.conditions.iter().any(|condition| condition.starts_with("e.") && !condition.starts_with("e.id ="));
        let without = !rows && !asked && self.tables.len() > 1;
        let tables: Vec<&str> =
            self.tables.iter().filter(|table| !(without && **table == "event e")).copied().collect();
        let conditions = self.conditions.iter().filter(|condition| !(without && condition.starts_with("e.id =")));
        let conditions: Vec<&str> = conditions.map(String::as_str).collect();
        // CROSS JOIN keeps the order of tables as it is written.
        let tables = tables.join(" CROSS JOIN ");
        if conditions.is_empty() { tables } else { format!("{tables} WHERE {}", conditions.join(" AND ")) }
    }
}

/// The columns with codes, each with the code that is asked for.
fn codes(query: &Query) -> impl Iterator<Item = (&'static str, Option<String>)> {
    [
        ("country", query.country.as_ref().map(|country| country.to_uppercase())),
        ("type", query.sub_event_type.map(|code| code.code().to_string())),
        ("family", query.family.map(|code| code.code().to_string())),
        ("standing", query.standing.map(|code| code.code().to_string())),
        ("grade", query.grade.map(|code| code.code().to_string())),
    ]
    .into_iter()
}

/// A code as one word of the full text, which no text has.
pub(crate) fn code_word(column: &str, code: &str) -> String {
    let letters: String = code.chars().filter(|letter| letter.is_alphanumeric()).collect();
    format!("0{column}0{letters}")
}

/// The number of a name in its table; `None` if it is not there.
fn named(db: &Connection, table: &str, name: &str) -> Result<Option<i64>, Fault> {
    let sql = format!("SELECT id FROM {table} WHERE name = ?1");
    db.prepare_cached(&sql)?.query_row([name.trim().to_lowercase()], |row| row.get(0)).optional()
}

/// What was asked for: words, and phrases in quotation marks.
fn phrases(text: &str) -> Vec<Phrase> {
    let pieces = text.split('"').enumerate();
    let phrases =
        pieces.flat_map(|(at, piece)| if at % 2 == 1 { vec![piece] } else { piece.split_whitespace().collect() });
    let phrases = phrases.filter(|words| words.chars().any(char::is_alphanumeric));
    phrases.map(|words| Phrase { column: None, words: words.to_string() }).collect()
}

pub(crate) fn event_row(row: &Row) -> Result<EventRow, Fault> {
    fn code<T>(row: &Row, at: usize, from: impl Fn(&str) -> Option<T>) -> Result<T, Fault> {
        let code: String = row.get(at)?;
        from(&code).ok_or_else(|| Fault::Damaged(format!("no code {code:?}")))
    }
    let day = |at: usize| -> Result<Option<Date>, Fault> {
        row.get::<Option<String>>(at)?.as_deref().map(run::day).transpose()
    };
    let number = |at: usize| -> Result<Option<u64>, Fault> {
        Ok(row.get::<Option<i64>>(at)?.and_then(|number| u64::try_from(number).ok()))
    };
    let count = |at: usize| -> Result<usize, Fault> { Ok(number(at)?.unwrap_or(0) as usize) };
    let point: (Option<f64>, Option<f64>) = (row.get(9)?, row.get(10)?);
    Ok(EventRow {
        key: row.get::<K>(0)?.0,
        sub_event_type: code(row, 1, SubEventType::from_code)?,
        standing: code(row, 2, Standing::from_code)?,
        start: day(3)?,
        end: day(4)?,
        precision: code(row, 5, DatePrecision::from_code)?,
        country: row.get(6)?,
        admin1: row.get(7)?,
        place: row.get(8)?,
        point: point.0.zip(point.1).map(|(lat, lon)| LatLon { lat, lon }),
        geo_precision: row.get(11)?,
        killed_low: number(12)?,
        killed_best: number(13)?,
        killed_high: number(14)?,
        tellings: count(15)?,
        reports: count(16)?,
        outlets: count(17)?,
        grade: code(row, 18, Grade::from_code)?,
        title: row.get(19)?,
    })
}
