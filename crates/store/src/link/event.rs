use std::collections::BTreeSet;
use std::io::Write;

use crate::database::{Connection, OptionalExtension, Row, ValueRef, params};
use flate2::write::ZlibEncoder;
use flate2::{Compress, Compression, Decompress, FlushDecompress, Status};
use record::{Event, Key, Outcome, Series};
use serde_json::{Map, Value, json};

use crate::change::{Hand, note};
use crate::error::Fault;
use crate::key::{K, day_number};
use crate::{ChangeKind, Error, Part, Store, query, resolve};

/// Columns of an event whose change is worth telling.
const TOLD: [&str; 17] = [
    "type",
    "standing",
    "start_date",
    "end_date",
    "date_precision",
    "country",
    "admin1",
    "place",
    "lat",
    "lon",
    "killed_low",
    "killed_best",
    "killed_high",
    "tellings",
    "reports",
    "outlets",
    "grade",
];

impl Store {
    /// An event with all that its tellings say; `None` if there is none with this key.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn event(&self, key: Key) -> Result<Option<Event>, Error> {
        self.read(|db| {
            let sql = "SELECT record FROM event JOIN event_record ON event = id WHERE key = ?1";
            let record: Option<Vec<u8>> = db.prepare_cached(sql)?.query_row([K(key)], |row| row.get(0)).optional()?;
            record.map(|record| Ok(serde_json::from_slice(&unpacked(&record)?)?)).transpose()
        })
    }

    /// Hands every event to `each`, in order of keys.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn each_event(&self, mut each: impl FnMut(Event)) -> Result<(), Error> {
        self.read(|db| {
            let mut statement =
                db.prepare_many("SELECT record FROM event JOIN event_record ON event = id ORDER BY key")?;
            let mut rows = statement.query(params![])?;
            while let Some(row) = rows.next()? {
                each(serde_json::from_slice(&unpacked(&row.get::<Vec<u8>>(0)?)?)?);
            }
            Ok(())
        })
    }

    /// All series of running totals, in order of keys.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn series(&self) -> Result<Vec<Series>, Error> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT record FROM series ORDER BY key")?;
            let records: Vec<String> = statement.query_map(params![], |row| row.get(0))?.collect::<Result<_, _>>()?;
            Ok(records.iter().map(|record| serde_json::from_str(record)).collect::<Result<_, _>>()?)
        })
    }

    /// The events that answered this one, in order of keys.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn answered_by(&self, event: Key) -> Result<Vec<Key>, Error> {
        self.read(|db| {
            let sql =
                "SELECT e.key FROM event_answer a JOIN event e ON e.id = a.event WHERE a.answered = ?1 ORDER BY e.key";
            let mut statement = db.prepare_cached(sql)?;
            statement.query_map([K(event)], |row| Ok(row.get::<K>(0)?.0))?.collect::<Result<_, _>>()
        })
    }
}

/// Words of most events, from which packing starts: they need no room in each record. What is packed with them is only read with
/// them, so that no letter of the file may ever change.
const USUAL: &[u8] = include_bytes!("usual_event.json");

/// An event as its table has it.
fn packed(record: &[u8]) -> Result<Vec<u8>, Fault> {
    let damaged = |error: std::io::Error| Fault::Damaged(error.to_string());
    let mut pack = Compress::new(Compression::new(4), true);
    pack.set_dictionary(USUAL).map_err(|error| Fault::Damaged(error.to_string()))?;
    let mut packer = ZlibEncoder::new_with_compress(Vec::new(), pack);
    packer.write_all(record).map_err(damaged)?;
    packer.finish().map_err(damaged)
}

/// The record of an event; stores of versions 1 and 2 have it packed without [`USUAL`].
pub(crate) fn unpacked(packed: &[u8]) -> Result<Vec<u8>, Fault> {
    let damaged = |what: String| Fault::Damaged(format!("an event cannot be unpacked: {what}"));
    let mut unpack = Decompress::new(true);
    let mut record = Vec::with_capacity(8 * packed.len() + 64);
    loop {
        let rest = &packed[unpack.total_in() as usize..];
        match unpack.decompress_vec(rest, &mut record, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return Ok(record),
            Ok(_) if record.len() == record.capacity() => record.reserve(record.capacity()),
            Ok(_) => return Err(damaged("it ends too early".to_string())),
            Err(error) if error.needs_dictionary().is_some() => {
                unpack.set_dictionary(USUAL).map_err(|error| damaged(error.to_string()))?;
            }
            Err(error) => return Err(damaged(error.to_string())),
        }
    }
}

/// Keeps an event with these members and gives the events that members came from, itself left out.
pub(crate) fn save(db: &Connection, event: &Event, members: &[i64], hand: &Hand) -> Result<BTreeSet<i64>, Fault> {
    let record = serde_json::to_vec(event)?;
    let sql = "SELECT id, record FROM event JOIN event_record ON event = id WHERE key = ?1";
    let before: Option<(i64, Vec<u8>)> =
        db.prepare_cached(sql)?.query_row([K(event.key)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let sources = Sources::of(db, members)?;
    let id = id_of(db, event)?;
    let old = columns(db, event.key)?;
    let same = match &before {
        Some((before, kept)) => *before == id && unpacked(kept)? == record,
        None => false,
    };
    if same && old.get("outlets") == Some(&json!(sources.outlets.len())) {
        return settle_members(db, id, members);
    }
    if let Some((before, _)) = before {
        erase(db, before)?;
    }
    insert(db, id, event, &sources, &packed(&record)?, hand)?;
    let left = settle_members(db, id, members)?;
    tell(db, event.key, &old, hand)?;
    Ok(left)
}

/// Puts the members into the event and gives those that they came from.
fn settle_members(db: &Connection, id: i64, members: &[i64]) -> Result<BTreeSet<i64>, Fault> {
    let mut left = BTreeSet::new();
    let mut before: Vec<Option<i64>> = vec![None; members.len()];
    let sql = "SELECT event FROM event_member WHERE event_report = ?1";
    db.prepare_cached(sql)?.query_each(members.iter().map(|&member| [member]), |at, row| {
        before[at] = Some(row.get(0)?);
        Ok(())
    })?;
    let sql = "INSERT INTO event_member (event_report, event) VALUES (?1, ?2)
               ON CONFLICT (event_report) DO UPDATE SET event = excluded.event";
    let mut insert = db.prepare_cached(sql)?;
    for (member, event) in members.iter().zip(before) {
        if event != Some(id) {
            left.extend(event);
            insert.execute(params![member, id])?;
        }
    }
    left.insert(id);
    Ok(left)
}

/// Takes an event report out of its event, which is given.
pub(crate) fn leave(db: &Connection, event_report: i64) -> Result<Option<i64>, Fault> {
    let sql = "DELETE FROM event_member WHERE event_report = ?1 RETURNING event";
    db.prepare_cached(sql)?.query_row([event_report], |row| row.get(0)).optional()
}

/// Removes those of these events that no telling is left of.
pub(crate) fn settle(db: &Connection, ids: &[i64], hand: &Hand) -> Result<(), Fault> {
    let asked = || ids.iter().map(|&id| [id]);
    let mut members: Vec<i64> = Vec::with_capacity(ids.len());
    let sql = "SELECT count(*) FROM event_member WHERE event = ?1";
    db.prepare_cached(sql)?.query_each(asked(), |_, row| {
        members.push(row.get(0)?);
        Ok(())
    })?;
    let mut events: Vec<Option<(Key, i64)>> = vec![None; ids.len()];
    db.prepare_cached("SELECT key, tellings FROM event WHERE id = ?1")?.query_each(asked(), |at, row| {
        events[at] = Some((row.get::<K>(0)?.0, row.get(1)?));
        Ok(())
    })?;
    for ((&id, event), members) in ids.iter().zip(events).zip(members) {
        settle_one(db, id, event, members, hand)?;
    }
    Ok(())
}

fn settle_one(db: &Connection, id: i64, event: Option<(Key, i64)>, members: i64, hand: &Hand) -> Result<(), Fault> {
    let Some((key, tellings)) = event else {
        let lost = || Fault::Damaged(format!("linkage left {members} tellings without an event"));
        return if members == 0 { Ok(()) } else { Err(lost()) };
    };
    if members == tellings {
        return Ok(());
    }
    if members > 0 {
        return Err(Fault::Damaged(format!("event {key} has {members} tellings where linkage gave it {tellings}")));
    }
    erase(db, id)?;
    let now = resolve::event_of(db, resolve::current(db, key)?)?;
    hand.note(db, ChangeKind::EventRemoved, key, now)
}

fn erase(db: &Connection, id: i64) -> Result<(), Fault> {
    // The names that it is found by are in its record, which saves an index of them.
    let sql = "SELECT record FROM event_record WHERE event = ?1";
    let record: Option<Vec<u8>> = db.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
    if let Some(record) = record {
        let event: Event = serde_json::from_slice(&unpacked(&record)?)?;
        let sql = "DELETE FROM event_actor WHERE actor = (SELECT id FROM actor WHERE name = ?1) AND event = ?2";
        let mut statement = db.prepare_cached(sql)?;
        names(&event).iter().try_for_each(|name| statement.execute(params![name, id]))?;
    }
    for sql in [
        "DELETE FROM event WHERE id = ?1",
        "DELETE FROM event_record WHERE event = ?1",
        "DELETE FROM event_text WHERE rowid = ?1",
        "DELETE FROM event_outlet WHERE event = ?1",
        "DELETE FROM event_answer WHERE event = ?1",
    ] {
        db.prepare_cached(sql)?.execute([id])?;
    }
    Ok(())
}

/// The number of an event: its first day, then letters of its key; the next free one if another event has it.
fn id_of(db: &Connection, event: &Event) -> Result<i64, Fault> {
    let day = event.date.start.map_or(0, day_number);
    let mut id = i64::from(day) << 32 | (event.key.number() & 0xFFFF_FFFF) as i64;
    let mut statement = db.prepare_cached("SELECT key FROM event WHERE id = ?1")?;
    while let Some(other) = statement.query_row([id], |row| row.get::<K>(0)).optional()? {
        if other.0 == event.key {
            break;
        }
        id += 1;
    }
    Ok(id)
}

/// What the reports of an event's tellings add to it.
struct Sources {
    titles: Vec<String>,
    evidence: String,
    outlets: BTreeSet<String>,
    reports: usize,
}

impl Sources {
    fn of(db: &Connection, members: &[i64]) -> Result<Sources, Fault> {
        let mut sources = Sources { titles: Vec::new(), evidence: String::new(), outlets: BTreeSet::new(), reports: 0 };
        let mut seen = BTreeSet::new();
        let mut told: Vec<(i64, String)> = Vec::with_capacity(members.len());
        let sql = "SELECT r.id, r.title, r.outlets, e.run, t.text FROM event_report e JOIN report r ON r.id = e.report
                   JOIN report_text t ON t.report = r.id WHERE e.id = ?1";
        db.prepare_cached(sql)?.query_each(members.iter().map(|&member| [member]), |_, row| {
            told.push((row.get(3)?, row.get(4)?));
            if seen.insert(row.get::<i64>(0)?) {
                sources.titles.extend(row.get::<Option<String>>(1)?);
                sources.outlets.extend(serde_json::from_str::<Vec<String>>(row.get_ref(2)?.as_str()?)?);
                sources.reports += 1;
            }
            Ok(())
        })?;
        if told.len() < members.len() {
            return Err(Fault::NoRow);
        }
        let sql = "SELECT v.json, s.start_byte, s.end_byte FROM statement s LEFT JOIN value v ON v.id = s.value
                   WHERE s.event_report = ?1 AND s.run = ?2 AND s.part = ?3 ORDER BY s.ordinal";
        let asked = members.iter().zip(&told).map(|(&member, (run, _))| [member, *run, Part::Evidence.number()]);
        db.prepare_cached(sql)?.query_each(asked, |at, row| sources.add_evidence(&told[at].1, row))?;
        Ok(sources)
    }

    fn add_evidence(&mut self, text: &str, row: &Row) -> Result<(), Fault> {
        match row.get_ref(0)?.as_str_or_null()? {
            Some(own) => self.evidence.push_str(&serde_json::from_str::<String>(own)?),
            None => {
                let (start, end): (u32, u32) = (row.get(1)?, row.get(2)?);
                let words = text.get(start as usize..end as usize);
                let beyond = || Fault::Damaged("evidence beyond the report's text".to_string());
                self.evidence.push_str(words.ok_or_else(beyond)?);
            }
        }
        self.evidence.push('\n');
        Ok(())
    }
}

fn insert(db: &Connection, id: i64, event: &Event, sources: &Sources, record: &[u8], hand: &Hand) -> Result<(), Fault> {
    let (low, best, high) = killed(event);
    let location = event.location.as_ref();
    let point = location.and_then(|location| location.point);
    let days = event.date.start.zip(event.date.end).map_or(0, |(start, end)| day_number(end) - day_number(start));
    let sql =
        "INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
               ?19, ?20, ?21, ?22, ?23, ?24, ?25)";
    db.prepare_cached(sql)?.execute(params![
        id,
        K(event.key),
        event.sub_event_type.code(),
        event.sub_event_type.family().code(),
        event.standing.code(),
        event.date.start.map(|day| day.to_string()),
        event.date.end.map(|day| day.to_string()),
        event.date.precision.code(),
        days,
        location.and_then(|location| location.country.as_deref()),
        location.and_then(|location| location.admin1.as_deref()),
        location.map(|location| &location.name),
        point.map(|point| point.lat),
        point.map(|point| point.lon),
        location.map(|location| location.geo_precision.number()),
        low.map(|number| number as i64),
        best.map(|number| number as i64),
        high.map(|number| number as i64),
        event.tellings.len() as i64,
        sources.reports as i64,
        sources.outlets.len() as i64,
        event.corroboration.independent as i64,
        event.corroboration.grade.code(),
        sources.titles.first(),
        hand.run,
    ])?;
    db.prepare_cached("INSERT INTO event_record (event, record) VALUES (?1, ?2)")?.execute(params![id, record])?;
    insert_text(db, id, event, sources)?;
    for answer in &event.answers {
        let sql = "INSERT INTO event_answer (answered, event) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        db.prepare_cached(sql)?.execute(params![K(answer.to), id])?;
    }
    Ok(())
}

/// How many were killed by the tolls: the figure for all who were hit, else the sum over groups.
fn killed(event: &Event) -> (Option<u64>, Option<u64>, Option<u64>) {
    let tolls = || event.tolls.iter().filter(|toll| toll.outcome == Outcome::Killed);
    if let Some(all) = tolls().find(|toll| toll.group.is_none()) {
        return (all.low, all.best, all.high);
    }
    let sum = |figure: fn(&record::Toll) -> Option<u64>| tolls().filter_map(figure).reduce(u64::saturating_add);
    let open = tolls().any(|toll| toll.high.is_none());
    (sum(|toll| toll.low), sum(|toll| toll.best), if open { None } else { sum(|toll| toll.high) })
}

fn insert_text(db: &Connection, id: i64, event: &Event, sources: &Sources) -> Result<(), Fault> {
    keep_words(db, id, event, sources)?;
    for name in names(event) {
        index(db, "actor", &name, id)?;
    }
    for outlet in &sources.outlets {
        index(db, "outlet", &outlet.to_lowercase(), id)?;
    }
    Ok(())
}

/// Keeps the full text of an event.
fn keep_words(db: &Connection, id: i64, event: &Event, sources: &Sources) -> Result<(), Fault> {
    let names = names(event);
    let listed: Vec<&str> = names.iter().map(String::as_str).chain(event.victims.iter().map(String::as_str)).collect();
    let place = event.location.as_ref().map(|location| {
        let admin1 = location.admin1.as_deref().unwrap_or_default();
        let country = location.country.as_deref().unwrap_or_default();
        format!("{}\n{admin1}\n{country}", location.name)
    });
    let (titles, actors, place) = (sources.titles.join("\n"), listed.join("\n"), place.unwrap_or_default());
    db.keep_words(id, [&titles, &sources.evidence, &actors, &place, &codes(event)])
}

/// Makes the full text of all events, of which there is none yet. `done` is told how many of how many are.
pub(crate) fn make_words(db: &Connection, done: &mut dyn FnMut(u64, u64)) -> Result<(), Fault> {
    let of: u32 = db.query_row("SELECT count(*) FROM event", params![], |row| row.get(0))?;
    let mut statement = db.prepare_many("SELECT event, record FROM event_record ORDER BY event")?;
    let mut rows = statement.query(params![])?;
    let mut made = 0;
    while let Some(row) = rows.next()? {
        let event: Event = serde_json::from_slice(&unpacked(row.get_ref(1)?.as_blob()?)?)?;
        let mut members = Vec::with_capacity(event.tellings.len());
        let sql = "SELECT id FROM event_report WHERE key = ?1";
        db.prepare_cached(sql)?.query_each(event.tellings.iter().map(|&key| [K(key)]), |_, row| {
            members.push(row.get(0)?);
            Ok(())
        })?;
        keep_words(db, row.get(0)?, &event, &Sources::of(db, &members)?)?;
        made += 1;
        done(made, u64::from(of));
    }
    Ok(())
}

/// The codes of an event as words of the full text, so that words and codes can be asked for together.
fn codes(event: &Event) -> String {
    let country = event.location.as_ref().and_then(|location| location.country.as_deref()).unwrap_or_default();
    let (kind, family) = (event.sub_event_type.code(), event.sub_event_type.family().code());
    let (standing, grade) = (event.standing.code(), event.corroboration.grade.code());
    [("country", country), ("type", kind), ("family", family), ("standing", standing), ("grade", grade)]
        .map(|(column, code)| query::code_word(column, code))
        .join(" ")
}

/// All that the actors of an event go by, and what they belong to, in lower case.
fn names(event: &Event) -> BTreeSet<String> {
    let actors = event.initiators.iter().chain(&event.targets).chain(&event.claimed_by).chain(&event.denied_by);
    let names = actors
        .flat_map(|actor| [&actor.name].into_iter().chain(&actor.aliases).chain(&actor.id).chain(&actor.ancestry));
    names.map(|name| name.to_lowercase()).collect()
}

fn index(db: &Connection, kind: &str, name: &str, event: i64) -> Result<(), Fault> {
    let found = db.prepare_cached(&format!("SELECT id FROM {kind} WHERE name = ?1"))?;
    let found: Option<i64> = { found }.query_row([name], |row| row.get(0)).optional()?;
    let id = match found {
        Some(id) => id,
        None => {
            let sql = format!("INSERT INTO {kind} (name) VALUES (?1) RETURNING id");
            db.prepare_cached(&sql)?.query_row([name], |row| row.get(0))?
        }
    };
    let sql = format!("INSERT INTO event_{kind} ({kind}, event) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
    db.prepare_cached(&sql)?.execute(params![id, event])?;
    Ok(())
}

/// The told columns of an event; empty if there is none.
fn columns(db: &Connection, key: Key) -> Result<Map<String, Value>, Fault> {
    let sql = format!("SELECT {} FROM event WHERE key = ?1", TOLD.join(", "));
    let columns = db.prepare_cached(&sql)?.query_row([K(key)], |row| {
        let mut columns = Map::new();
        for (at, name) in TOLD.iter().enumerate() {
            let value = match row.get_ref(at)? {
                ValueRef::Integer(number) => json!(number),
                ValueRef::Real(number) => json!(number),
                ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
                _ => Value::Null,
            };
            columns.insert(name.to_string(), value);
        }
        Ok(columns)
    });
    Ok(columns.optional()?.unwrap_or_default())
}

/// Notes what of an event is new.
fn tell(db: &Connection, key: Key, old: &Map<String, Value>, hand: &Hand) -> Result<(), Fault> {
    if old.is_empty() {
        return hand.note(db, ChangeKind::EventAdded, key, None);
    }
    let new = columns(db, key)?;
    let differ = new.iter().filter(|(name, value)| old.get(*name) != Some(value));
    let detail: Map<String, Value> =
        differ.map(|(name, value)| (name.clone(), json!([old.get(name), value]))).collect();
    note(db, (&hand.by, &hand.at), ChangeKind::EventChanged, key, None, Some(&detail))
}

/// Keeps these series in place of all that there were.
pub(crate) fn save_series(db: &Connection, series: &[Series]) -> Result<(), Fault> {
    db.execute_batch("DELETE FROM series; DELETE FROM series_tally;")?;
    let mut insert = db.prepare_cached("INSERT INTO series (key, what, area, record) VALUES (?1, ?2, ?3, ?4)")?;
    let mut member = db.prepare_cached(
        "INSERT INTO series_tally (tally, series) VALUES (?1, ?2)
               ON CONFLICT (tally) DO UPDATE SET series = excluded.series",
    )?;
    for one in series {
        insert.execute(params![K(one.key), one.what, one.area, serde_json::to_string(one)?])?;
        one.tallies.iter().try_for_each(|tally| member.execute(params![K(tally.key), K(one.key)]))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back_and_what_is_cut_off_is_told() {
        let long = r#"{"key":"t97mpfjh0j","undated":[],"victims":[]}"#.repeat(5_000);
        for record in ["", "{}", r#""standing":"occurred""#, &long] {
            let packed = packed(record.as_bytes()).unwrap();
            assert_eq!(unpacked(&packed).unwrap(), record.as_bytes());
            assert!(unpacked(&packed[..packed.len() - 1]).is_err());
        }
        let mut plain = ZlibEncoder::new(Vec::new(), Compression::new(4));
        plain.write_all(long.as_bytes()).unwrap();
        assert_eq!(unpacked(&plain.finish().unwrap()).unwrap(), long.as_bytes(), "as versions 1 and 2 packed it");
    }
}
