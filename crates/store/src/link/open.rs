use std::collections::{BTreeMap, HashMap, HashSet, btree_map};

use crate::database::{Connection, OptionalExtension, Row, params};
use record::{Doubt, Field, Focus, Key};

use super::pairs;
use crate::error::Fault;
use crate::key::K;
use crate::{Error, Pair, Part, Store};

/// An event as it is looked through for what waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staked {
    /// The event.
    pub key: Key,
    /// Its row, by which events with the same toll are told apart.
    pub id: i64,
    /// How many were killed by its best figure; `None` if no report says.
    pub killed: Option<u64>,
    /// How many event reports tell it.
    pub tellings: usize,
}

/// A pair of event reports that may tell one event, one of them of an event that is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenPair {
    /// The two.
    pub pair: Pair,
    /// The event of the other; the same where the two are of one event as things stand.
    pub other: Key,
    /// How many were killed in that by its best figure.
    pub killed: Option<u64>,
}

/// A doubt about a part of an event report.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenDoubt {
    /// The event report.
    pub of: Key,
    /// The doubt.
    pub doubt: Doubt,
    /// Whether the report tells it as background.
    pub background: bool,
}

impl Store {
    /// Events in the order in which they are looked through: the deadliest first, those with the same toll the latest first.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn by_stake(&self, limit: usize, offset: usize) -> Result<Vec<Staked>, Error> {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.read(|db| {
            let sql = format!("{STAKED} ORDER BY killed_best DESC NULLS LAST, id DESC LIMIT ?1 OFFSET ?2");
            let mut statement = db.prepare_cached(&sql)?;
            statement.query_map([count(limit), count(offset)], staked)?.collect::<Result<_, _>>()
        })
    }

    /// One event as it is looked through; `None` if there is none with this key.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn staked(&self, event: Key) -> Result<Option<Staked>, Error> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!("{STAKED} WHERE key = ?1"))?;
            statement.query_row([K(event)], staked).optional()
        })
    }

    /// The pairs of an event's tellings, with each other and with those of other events, in no order.
    /// With `later`, of those with other events only such as come after it in [`Store::by_stake`]: so each two events are
    /// met once.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn open_pairs(&self, event: &Staked, later: bool) -> Result<Vec<OpenPair>, Error> {
        self.read(|db| {
            let mut found = Vec::new();
            let mut others: BTreeMap<i64, Option<Staked>> = BTreeMap::new();
            let members = members(db, event.id)?;
            for &(id, key) in &members {
                for (other, odds) in pairs::of(db, id)? {
                    let Some((other_key, of)) = member(db, other)? else { continue };
                    // Of two that are both here, each has the pair.
                    if of == event.id && other < id {
                        continue;
                    }
                    let other = match others.entry(of) {
                        btree_map::Entry::Occupied(known) => *known.get(),
                        btree_map::Entry::Vacant(place) => *place.insert(staked_at(db, of)?),
                    };
                    let Some(other) = other else { continue };
                    if later && (other.killed, other.id) > (event.killed, event.id) {
                        continue;
                    }
                    let pair = Pair { a: key.min(other_key), b: key.max(other_key), odds };
                    found.push(OpenPair { pair, other: other.key, killed: other.killed });
                }
            }
            Ok(found)
        })
    }

    /// What is in doubt of an event's tellings and no person has stated, in order of arrival.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn open_doubts(&self, event: &Staked) -> Result<Vec<OpenDoubt>, Error> {
        self.read(|db| {
            let sql = "SELECT e.id, e.key, v.json, s.start_byte, s.end_byte, f.json FROM event_member m
                       JOIN event_report e ON e.id = m.event_report
                       JOIN statement s ON s.event_report = e.id AND s.run = e.run AND s.part = ?2
                       JOIN value v ON v.id = s.value
                       LEFT JOIN statement t ON t.event_report = e.id AND t.run = e.run AND t.part = ?3 AND t.ordinal = 0
                       LEFT JOIN value f ON f.id = t.value
                       WHERE m.event = ?1 ORDER BY e.id, s.ordinal";
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query(params![event.id, Part::Doubts.number(), Part::Focus.number()])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let mut doubt: Doubt = serde_json::from_str(row.get_ref(2)?.as_str().map_err(|_| damaged())?)?;
                let span: (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
                doubt.span = span.0.zip(span.1).map(|(start, end)| record::Span::new(start as usize, end as usize));
                if !is_stated(db, row.get(0)?, doubt.field)? {
                    let focus: Option<String> = row.get(5)?;
                    let background = focus.is_some_and(|focus| focus.trim_matches('"') == Focus::Background.code());
                    found.push(OpenDoubt { of: row.get::<K>(1)?.0, doubt, background });
                }
            }
            Ok(found)
        })
    }

    /// How many doubts no person has settled, and how many two events have a pair of event reports with odds from `low` to
    /// `high` between them and were not judged. It looks at all of them.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn count_open(&self, low: f64, high: f64) -> Result<(usize, usize), Error> {
        self.read(|db| {
            let doubts = "SELECT count(*) FROM (SELECT DISTINCT e.id, v.json ->> 'field' AS field FROM event_member m
                          JOIN event_report e ON e.id = m.event_report
                          JOIN statement s ON s.event_report = e.id AND s.run = e.run AND s.part = ?1
                          JOIN value v ON v.id = s.value
                          WHERE NOT EXISTS (SELECT 1 FROM edit d JOIN part n ON n.id = d.part
                              WHERE d.event_report = e.id AND d.withdrawn_at IS NULL AND (n.name IN ('event', v.json ->> 'field')
                              OR v.json ->> 'field' = 'claim' AND n.name IN ('claimed_by', 'denied_by')))) AS doubted";
            let doubts: i64 = db.query_row(doubts, [Part::Doubts.number()], |row| row.get(0))?;
            let mut statement = db.prepare_many("SELECT event_report, event FROM event_member")?;
            let events = statement.query_map(params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let events: HashMap<i64, i64> = events.collect::<Result<_, _>>()?;
            let between = |a: i64, b: i64| {
                let (x, y) = (*events.get(&a)?, *events.get(&b)?);
                (x != y).then_some((x.min(y), x.max(y)))
            };
            let mut pairs: HashSet<(i64, i64)> = HashSet::new();
            pairs::each(db, |a, b, odds| {
                pairs.extend(between(a, b).filter(|_| (low..=high).contains(&odds)));
            })?;
            for (a, b) in pairs::judged_numbers(db)? {
                between(a, b).map(|judged| pairs.remove(&judged));
            }
            Ok((usize::try_from(doubts).unwrap_or(0), pairs.len()))
        })
    }
}

/// The tellings of an event: numbers and keys.
fn members(db: &Connection, event: i64) -> Result<Vec<(i64, Key)>, Fault> {
    let sql = "SELECT e.id, e.key FROM event_member m JOIN event_report e ON e.id = m.event_report WHERE m.event = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let members = statement.query_map([event], |row| Ok((row.get(0)?, row.get::<K>(1)?.0)))?;
    members.collect()
}

/// The key of an event report and the number of its event; `None` if it is in none.
fn member(db: &Connection, id: i64) -> Result<Option<(Key, i64)>, Fault> {
    let sql = "SELECT e.key, m.event FROM event_member m JOIN event_report e ON e.id = m.event_report WHERE e.id = ?1";
    let mut statement = db.prepare_cached(sql)?;
    statement.query_row([id], |row| Ok((row.get::<K>(0)?.0, row.get(1)?))).optional()
}

const STAKED: &str = "SELECT key, id, killed_best, tellings FROM event";

fn staked(row: &Row) -> Result<Staked, Fault> {
    let killed: Option<i64> = row.get(2)?;
    let tellings: i64 = row.get(3)?;
    Ok(Staked {
        key: row.get::<K>(0)?.0,
        id: row.get(1)?,
        killed: killed.and_then(|killed| u64::try_from(killed).ok()),
        tellings: usize::try_from(tellings).unwrap_or(0),
    })
}

fn staked_at(db: &Connection, id: i64) -> Result<Option<Staked>, Fault> {
    db.prepare_cached(&format!("{STAKED} WHERE id = ?1"))?.query_row([id], staked).optional()
}

/// Whether a person has stated a part that a doubt can be about.
fn is_stated(db: &Connection, event_report: i64, field: Field) -> Result<bool, Fault> {
    let sql = "SELECT part FROM edit WHERE event_report = ?1 AND withdrawn_at IS NULL";
    let mut statement = db.prepare_cached(sql)?;
    let parts = statement.query_map([event_report], |row| row.get::<i64>(0))?;
    for part in parts {
        let part = Part::from_number(part?).ok_or_else(damaged)?;
        let claim = field == Field::Claim && matches!(part, Part::ClaimedBy | Part::DeniedBy);
        if part == Part::Event || claim || part.name() == field.code() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn damaged() -> Fault {
    Fault::Damaged("a doubt".into())
}
