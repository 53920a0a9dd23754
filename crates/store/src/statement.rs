use crate::database::{self, Connection, ToSql, params};
use std::collections::HashMap;

use record::{
    Actor, Casualty, Doubt, EventDate, EventReport, Figure, Focus, Location, Outcome, Quote, Response, Span, Standing,
    SubEventType, WeaponUse,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Part;
use crate::error::Fault;
use crate::key::mix;

/// One statement: a value of a part, as a row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) part: Part,
    /// Place in a list; 0 for what is no list.
    pub(crate) ordinal: usize,
    /// JSON, without the places in the text, so that many rows share it; `None` where the value is the report's words at
    /// `span`.
    pub(crate) value: Option<String>,
    /// Whom the report credits.
    pub(crate) source: Option<String>,
    /// Where the report tells it, or first tells it.
    pub(crate) span: Option<Span>,
    /// Further places, as JSON: of the source of a figure, or where the report names an actor or a place again.
    pub(crate) places: Option<String>,
}

/// A figure without its places.
#[derive(Serialize, Deserialize)]
struct Counted {
    outcome: Outcome,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    figure: Figure,
}

/// All that an event report states. `text` is that of its report.
pub(crate) fn rows(told: &EventReport, text: &str) -> Result<Vec<Row>, Fault> {
    let mut rows = Rows { rows: Vec::with_capacity(20), text };
    rows.value(Part::SubEventType, 0, &told.sub_event_type, None)?;
    rows.quotes(Part::Anchor, std::slice::from_ref(&told.anchor))?;
    rows.value(Part::Standing, 0, &told.standing, None)?;
    rows.value(Part::Focus, 0, &told.focus, None)?;
    rows.date(&told.date)?;
    if let Some(location) = &told.location {
        rows.value(Part::Location, 0, &Location { spans: Vec::new(), ..location.clone() }, None)?
            .put(&location.spans)?;
    }
    rows.actors(Part::Initiators, &told.initiators)?;
    rows.actors(Part::Targets, &told.targets)?;
    for (at, weapon) in told.weapons.iter().enumerate() {
        rows.value(Part::Weapons, at, &weapon.weapon, Some(weapon.span))?;
    }
    rows.casualties(&told.casualties)?;
    rows.quotes(Part::Victims, &told.victims)?;
    rows.quotes(Part::Sources, &told.sources)?;
    rows.actors(Part::ClaimedBy, &told.claimed_by)?;
    rows.actors(Part::DeniedBy, &told.denied_by)?;
    if let Some(response) = &told.response_to {
        rows.value(Part::ResponseTo, 0, &response.to, Some(response.span))?;
    }
    rows.quotes(Part::Evidence, &told.evidence)?;
    for (at, doubt) in told.doubts.iter().enumerate() {
        rows.value(Part::Doubts, at, &Doubt { span: None, ..doubt.clone() }, doubt.span)?;
    }
    Ok(rows.rows)
}

struct Rows<'a> {
    rows: Vec<Row>,
    text: &'a str,
}

impl Rows<'_> {
    fn push(&mut self, part: Part, ordinal: usize, value: Option<String>, span: Option<Span>) -> &mut Row {
        self.rows.push(Row { part, ordinal, value, source: None, span, places: None });
        let last = self.rows.len() - 1;
        &mut self.rows[last]
    }

    fn value(
        &mut self,
        part: Part,
        ordinal: usize,
        value: &impl Serialize,
        span: Option<Span>,
    ) -> Result<&mut Row, Fault> {
        let value = serde_json::to_string(value)?;
        Ok(self.push(part, ordinal, Some(value), span))
    }

    fn is_verbatim(&self, quote: &Quote) -> bool {
        self.text.get(quote.span.start..quote.span.end) == Some(&*quote.text)
    }

    /// The words of a quotation stand in the report already: its span is enough, unless it says something else.
    fn quotes(&mut self, part: Part, quotes: &[Quote]) -> Result<(), Fault> {
        for (ordinal, quote) in quotes.iter().enumerate() {
            let own = (!self.is_verbatim(quote)).then(|| serde_json::to_string(&quote.text)).transpose()?;
            self.push(part, ordinal, own, Some(quote.span));
        }
        Ok(())
    }

    fn date(&mut self, date: &EventDate) -> Result<(), Fault> {
        match date.text.as_ref().filter(|text| self.is_verbatim(text)) {
            Some(text) => {
                let bare = EventDate { text: None, ..date.clone() };
                self.value(Part::Date, 0, &bare, Some(text.span))?;
            }
            None => drop(self.value(Part::Date, 0, date, None)?),
        }
        Ok(())
    }

    fn actors(&mut self, part: Part, actors: &[Actor]) -> Result<(), Fault> {
        for (ordinal, actor) in actors.iter().enumerate() {
            let bare = Actor { spans: Vec::new(), ..actor.clone() };
            self.value(part, ordinal, &bare, None)?.put(&actor.spans)?;
        }
        Ok(())
    }

    fn casualties(&mut self, casualties: &[Casualty]) -> Result<(), Fault> {
        for (ordinal, told) in casualties.iter().enumerate() {
            let counted = Counted { outcome: told.outcome, group: told.group.clone(), figure: told.figure };
            let row = self.value(Part::Casualties, ordinal, &counted, Some(told.span))?;
            if let Some(source) = &told.source {
                row.source = Some(source.text.clone());
                row.places = Some(serde_json::to_string(&source.span)?);
            }
        }
        Ok(())
    }
}

impl Row {
    /// Notes where the report names it: the first place in the columns for it, the others after.
    fn put(&mut self, spans: &[Span]) -> Result<(), Fault> {
        if let [first, others @ ..] = spans {
            self.span = Some(*first);
            self.places = if others.is_empty() { None } else { Some(serde_json::to_string(others)?) };
        }
        Ok(())
    }

    fn spans(&self) -> Result<Vec<Span>, Fault> {
        let others = self.places.as_deref().map(serde_json::from_str::<Vec<Span>>).transpose()?;
        Ok(self.span.into_iter().chain(others.into_iter().flatten()).collect())
    }
}

/// The numbers of values in the table of values, where each stands once.
fn numbers_of<'a>(db: &Connection, rows: &'a [Row]) -> Result<HashMap<&'a str, i64>, Fault> {
    let mut values: Vec<(&str, i64)> = Vec::with_capacity(rows.len());
    for json in rows.iter().filter_map(|row| row.value.as_deref()) {
        if values.iter().all(|(known, _)| *known != json) {
            let hash = json.bytes().fold(0, |hash: u64, byte| mix(hash ^ u64::from(byte))) >> 32;
            values.push((json, hash as i64));
        }
    }
    let mut numbers = HashMap::with_capacity(values.len());
    let sql = "SELECT id FROM value WHERE hash = ?1 AND CAST(json AS TEXT) = ?2 LIMIT 1";
    let asked = values.iter().map(|(json, hash)| -> [&dyn ToSql; 2] { [hash, json] });
    db.prepare_cached(sql)?.query_each(asked, |at, row| {
        numbers.insert(values[at].0, row.get(0)?);
        Ok(())
    })?;
    values.retain(|(json, _)| !numbers.contains_key(json));
    let sql = "INSERT INTO value (hash, json) VALUES (?1, ?2) RETURNING id";
    let new = values.iter().map(|(json, hash)| -> [&dyn ToSql; 2] { [hash, json] });
    db.prepare_cached(sql)?.query_each(new, |at, row| {
        numbers.insert(values[at].0, row.get(0)?);
        Ok(())
    })?;
    Ok(numbers)
}

/// Writes what a run states of an event report.
pub(crate) fn write(db: &Connection, event_report: i64, run: i64, rows: &[Row]) -> Result<(), Fault> {
    let numbers = numbers_of(db, rows)?;
    let sql = "INSERT INTO statement (event_report, run, part, ordinal, value, source, start_byte, end_byte, places)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let mut statement = db.prepare_cached(sql)?;
    for row in rows {
        let (start, end) = row.span.map(|span| (span.start as i64, span.end as i64)).unzip();
        let value = row.value.as_deref().and_then(|json| numbers.get(json));
        let (part, ordinal) = (row.part.number(), row.ordinal as i64);
        statement.execute(params![event_report, run, part, ordinal, value, row.source, start, end, row.places])?;
    }
    Ok(())
}

/// Writes what a run states of an event report in place of what the same run stated of it before.
pub(crate) fn restate(db: &Connection, event_report: i64, run: i64, rows: &[Row]) -> Result<(), Fault> {
    let sql = "DELETE FROM statement WHERE event_report = ?1 AND run = ?2";
    db.prepare_cached(sql)?.execute(params![event_report, run])?;
    write(db, event_report, run, rows)
}

const STATED: &str = "SELECT part, ordinal, json, source, start_byte, end_byte, places
    FROM statement LEFT JOIN value ON value.id = statement.value
    WHERE event_report = ?1 AND run = ?2 ORDER BY part, ordinal";

/// What a run states of an event report, in order of parts.
pub(crate) fn read(db: &Connection, event_report: i64, run: i64) -> Result<Vec<Row>, Fault> {
    let mut statement = db.prepare_cached(STATED)?;
    let mut found = statement.query([event_report, run])?;
    let mut rows = Vec::with_capacity(20);
    while let Some(row) = found.next()? {
        rows.push(stated(&row)?);
    }
    Ok(rows)
}

/// What runs state of event reports, each with its run: by the event reports.
pub(crate) fn read_each(db: &Connection, asked: &[[i64; 2]]) -> Result<HashMap<i64, Vec<Row>>, Fault> {
    let mut rows: HashMap<i64, Vec<Row>> = asked.iter().map(|[event_report, _]| (*event_report, Vec::new())).collect();
    db.prepare_cached(STATED)?.query_each(asked.iter().copied(), |at, row| {
        rows.entry(asked[at][0]).or_default().push(stated(row)?);
        Ok(())
    })?;
    Ok(rows)
}

fn stated(row: &database::Row) -> Result<Row, Fault> {
    let number = row.get(0)?;
    let part = Part::from_number(number).ok_or_else(|| Fault::Damaged(format!("no part {number}")))?;
    let ends: (Option<i64>, Option<i64>) = (row.get(4)?, row.get(5)?);
    let span = match ends {
        (Some(start), Some(end)) => Some(Span::new(byte(start)?, byte(end)?)),
        _ => None,
    };
    let ordinal = byte(row.get(1)?)?;
    Ok(Row { part, ordinal, value: row.get(2)?, source: row.get(3)?, span, places: row.get(6)? })
}

fn byte(number: i64) -> Result<usize, Fault> {
    usize::try_from(number).map_err(|_| Fault::Damaged(format!("no place in a text: {number}")))
}

/// Puts an event report together from its statements.
pub(crate) fn event_report(id: String, rows: &[Row], text: &str) -> Result<EventReport, Fault> {
    let mut told = blank(id);
    let mut settled = 0;
    for row in rows {
        settled += usize::from(matches!(row.part, Part::SubEventType | Part::Anchor | Part::Standing | Part::Date));
        state(&mut told, row, text)?;
    }
    if settled != 4 {
        return Err(Fault::Damaged(format!("event report {} lacks a part", told.id)));
    }
    Ok(told)
}

fn state(told: &mut EventReport, row: &Row, text: &str) -> Result<(), Fault> {
    match row.part {
        Part::SubEventType => told.sub_event_type = row.json()?,
        Part::Anchor => told.anchor = row.quote(text)?,
        Part::Standing => told.standing = row.json()?,
        Part::Focus => told.focus = row.json()?,
        Part::Date => {
            let date: EventDate = row.json()?;
            let words = row.span.map(|_| row.words(text)).transpose()?;
            told.date = EventDate { text: words.or(date.text), ..date };
        }
        Part::Location => told.location = Some(Location { spans: row.spans()?, ..row.json()? }),
        Part::Initiators => told.initiators.push(row.actor()?),
        Part::Targets => told.targets.push(row.actor()?),
        Part::Weapons => told.weapons.push(WeaponUse { weapon: row.json()?, span: row.place()? }),
        Part::Casualties => told.casualties.push(row.casualty()?),
        Part::Victims => told.victims.push(row.quote(text)?),
        Part::Sources => told.sources.push(row.quote(text)?),
        Part::ClaimedBy => told.claimed_by.push(row.actor()?),
        Part::DeniedBy => told.denied_by.push(row.actor()?),
        Part::ResponseTo => told.response_to = Some(Response { to: row.json()?, span: row.place()? }),
        Part::Evidence => told.evidence.push(row.quote(text)?),
        Part::Doubts => told.doubts.push(Doubt { span: row.span, ..row.json()? }),
        Part::Event => {}
    }
    Ok(())
}

fn blank(id: String) -> EventReport {
    EventReport::untold(id, SubEventType::Attack, Quote { text: String::new(), span: Span::new(0, 0) })
}

impl Row {
    fn json<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        let value = self.value.as_deref().unwrap_or("null");
        serde_json::from_str(value).map_err(|error| Fault::Damaged(format!("{}: {error}", self.part)))
    }

    fn place(&self) -> Result<Span, Fault> {
        self.span.ok_or_else(|| Fault::Damaged(format!("{} without its place", self.part)))
    }

    fn actor(&self) -> Result<Actor, Fault> {
        Ok(Actor { spans: self.spans()?, ..self.json()? })
    }

    fn casualty(&self) -> Result<Casualty, Fault> {
        let Counted { outcome, group, figure } = self.json()?;
        let source = self.source.as_ref().zip(self.places.as_ref());
        let source = source.map(|(words, place)| -> Result<Quote, Fault> {
            Ok(Quote { text: words.clone(), span: serde_json::from_str(place)? })
        });
        Ok(Casualty { outcome, group, figure, source: source.transpose()?, span: self.place()? })
    }

    fn quote(&self, text: &str) -> Result<Quote, Fault> {
        if self.value.is_some() {
            return Ok(Quote { text: self.json()?, span: self.place()? });
        }
        self.words(text)
    }

    /// The words of the report at its place.
    fn words(&self, text: &str) -> Result<Quote, Fault> {
        let span = self.place()?;
        let words = text.get(span.start..span.end);
        let words = words.ok_or_else(|| Fault::Damaged(format!("{} beyond the report's text", self.part)))?;
        Ok(Quote { text: words.to_string(), span })
    }
}

/// Puts a person's value in place of the program's. `value` is the JSON of the whole part.
pub(crate) fn amend(told: &mut EventReport, part: Part, value: &str) -> Result<(), Fault> {
    let fault = |error: serde_json::Error| Fault::Value(part, error.to_string());
    macro_rules! set {
        ($($part:ident => $field:ident: $kind:ty,)+) => {
            match part {
                $(Part::$part => told.$field = serde_json::from_str::<$kind>(value).map_err(fault)?,)+
                Part::Event => {
                    let word: String = serde_json::from_str(value).map_err(fault)?;
                    if word != "accepted" && word != "rejected" {
                        return Err(Fault::Value(part, format!("{word:?} is neither \"accepted\" nor \"rejected\"")));
                    }
                }
            }
        };
    }
    set! {
        SubEventType => sub_event_type: SubEventType,
        Anchor => anchor: Quote,
        Standing => standing: Standing,
        Focus => focus: Focus,
        Date => date: record::EventDate,
        Location => location: Option<Location>,
        Initiators => initiators: Vec<record::Actor>,
        Targets => targets: Vec<record::Actor>,
        Weapons => weapons: Vec<record::WeaponUse>,
        Casualties => casualties: Vec<record::Casualty>,
        Victims => victims: Vec<Quote>,
        Sources => sources: Vec<Quote>,
        ClaimedBy => claimed_by: Vec<record::Actor>,
        DeniedBy => denied_by: Vec<record::Actor>,
        ResponseTo => response_to: Option<Response>,
        Evidence => evidence: Vec<Quote>,
        Doubts => doubts: Vec<record::Doubt>,
    }
    Ok(())
}
