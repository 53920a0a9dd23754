use record::{EventReport, Focus, Location, Quote, Response, Span, Standing, SubEventType};
use rusqlite::{Connection, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Part;
use crate::error::Fault;

/// One statement: a value of a part, as a row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) part: Part,
    /// Place in a list; 0 for what is no list.
    pub(crate) ordinal: usize,
    /// JSON; `None` where the value is the report's words at `span`.
    pub(crate) value: Option<String>,
    /// Whom the report credits.
    pub(crate) source: Option<String>,
    pub(crate) span: Option<Span>,
}

/// All that an event report states. `text` is that of its report.
pub(crate) fn rows(told: &EventReport, text: &str) -> Result<Vec<Row>, Fault> {
    let mut rows = Rows { rows: Vec::with_capacity(20), text };
    rows.value(Part::SubEventType, 0, &told.sub_event_type, None)?;
    rows.quote(Part::Anchor, 0, &told.anchor)?;
    rows.value(Part::Standing, 0, &told.standing, None)?;
    rows.value(Part::Focus, 0, &told.focus, None)?;
    rows.value(Part::Date, 0, &told.date, told.date.text.as_ref().map(|text| text.span))?;
    if let Some(location) = &told.location {
        rows.value(Part::Location, 0, location, location.spans.first().copied())?;
    }
    rows.list(Part::Initiators, &told.initiators, |actor| actor.spans.first().copied())?;
    rows.list(Part::Targets, &told.targets, |actor| actor.spans.first().copied())?;
    rows.list(Part::Weapons, &told.weapons, |weapon| Some(weapon.span))?;
    rows.list(Part::Casualties, &told.casualties, |casualty| Some(casualty.span))?;
    rows.credit(&told.casualties);
    rows.quotes(Part::Victims, &told.victims)?;
    rows.quotes(Part::Sources, &told.sources)?;
    rows.list(Part::ClaimedBy, &told.claimed_by, |actor| actor.spans.first().copied())?;
    rows.list(Part::DeniedBy, &told.denied_by, |actor| actor.spans.first().copied())?;
    if let Some(response) = &told.response_to {
        rows.value(Part::ResponseTo, 0, response, Some(response.span))?;
    }
    rows.quotes(Part::Evidence, &told.evidence)?;
    rows.list(Part::Doubts, &told.doubts, |doubt| doubt.span)?;
    Ok(rows.rows)
}

struct Rows<'a> {
    rows: Vec<Row>,
    text: &'a str,
}

impl Rows<'_> {
    fn value(&mut self, part: Part, ordinal: usize, value: &impl Serialize, span: Option<Span>) -> Result<(), Fault> {
        let value = Some(serde_json::to_string(value)?);
        self.rows.push(Row { part, ordinal, value, source: None, span });
        Ok(())
    }

    fn list<T: Serialize>(&mut self, part: Part, list: &[T], span: impl Fn(&T) -> Option<Span>) -> Result<(), Fault> {
        list.iter().enumerate().try_for_each(|(ordinal, value)| self.value(part, ordinal, value, span(value)))
    }

    /// The words of a quotation stand in the report already: its span is enough, unless it says something else.
    fn quote(&mut self, part: Part, ordinal: usize, quote: &Quote) -> Result<(), Fault> {
        let verbatim = self.text.get(quote.span.start..quote.span.end) == Some(&*quote.text);
        let value = if verbatim { None } else { Some(serde_json::to_string(&quote.text)?) };
        self.rows.push(Row { part, ordinal, value, source: None, span: Some(quote.span) });
        Ok(())
    }

    fn quotes(&mut self, part: Part, quotes: &[Quote]) -> Result<(), Fault> {
        quotes.iter().enumerate().try_for_each(|(ordinal, quote)| self.quote(part, ordinal, quote))
    }

    /// Notes whom the report credits with each figure.
    fn credit(&mut self, casualties: &[record::Casualty]) {
        for row in self.rows.iter_mut().filter(|row| row.part == Part::Casualties) {
            row.source = casualties.get(row.ordinal).and_then(|told| told.source.as_ref()).map(|by| by.text.clone());
        }
    }
}

/// Writes what a run states of an event report.
pub(crate) fn write(db: &Connection, event_report: i64, run: i64, rows: &[Row]) -> Result<(), Fault> {
    let sql = "INSERT INTO statement (event_report, run, part, ordinal, value, source, start_byte, end_byte)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let mut statement = db.prepare_cached(sql)?;
    for row in rows {
        let (start, end) = row.span.map(|span| (span.start as i64, span.end as i64)).unzip();
        statement.execute(params![
            event_report,
            run,
            row.part.number(),
            row.ordinal as i64,
            row.value,
            row.source,
            start,
            end
        ])?;
    }
    Ok(())
}

/// Writes what a run states of an event report in place of what the same run stated of it before.
pub(crate) fn restate(db: &Connection, event_report: i64, run: i64, rows: &[Row]) -> Result<(), Fault> {
    let sql = "DELETE FROM statement WHERE event_report = ?1 AND run = ?2";
    db.prepare_cached(sql)?.execute(params![event_report, run])?;
    write(db, event_report, run, rows)
}

/// What a run states of an event report, in order of parts.
pub(crate) fn read(db: &Connection, event_report: i64, run: i64) -> Result<Vec<Row>, Fault> {
    let sql = "SELECT part, ordinal, value, source, start_byte, end_byte FROM statement
               WHERE event_report = ?1 AND run = ?2 ORDER BY part, ordinal";
    let mut statement = db.prepare_cached(sql)?;
    let mut found = statement.query(params![event_report, run])?;
    let mut rows = Vec::with_capacity(20);
    while let Some(row) = found.next()? {
        let number = row.get(0)?;
        let part = Part::from_number(number).ok_or_else(|| Fault::Damaged(format!("no part {number}")))?;
        let ends: (Option<i64>, Option<i64>) = (row.get(4)?, row.get(5)?);
        let span = match ends {
            (Some(start), Some(end)) => Some(Span::new(byte(start)?, byte(end)?)),
            _ => None,
        };
        let ordinal = byte(row.get(1)?)?;
        rows.push(Row { part, ordinal, value: row.get(2)?, source: row.get(3)?, span });
    }
    Ok(rows)
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
        Part::Date => told.date = row.json()?,
        Part::Location => told.location = row.json()?,
        Part::Initiators => told.initiators.push(row.json()?),
        Part::Targets => told.targets.push(row.json()?),
        Part::Weapons => told.weapons.push(row.json()?),
        Part::Casualties => told.casualties.push(row.json()?),
        Part::Victims => told.victims.push(row.quote(text)?),
        Part::Sources => told.sources.push(row.quote(text)?),
        Part::ClaimedBy => told.claimed_by.push(row.json()?),
        Part::DeniedBy => told.denied_by.push(row.json()?),
        Part::ResponseTo => told.response_to = row.json()?,
        Part::Evidence => told.evidence.push(row.quote(text)?),
        Part::Doubts => told.doubts.push(row.json()?),
        Part::Event => {}
    }
    Ok(())
}

fn blank(id: String) -> EventReport {
    EventReport {
        id,
        sub_event_type: SubEventType::Attack,
        anchor: Quote { text: String::new(), span: Span::new(0, 0) },
        standing: Standing::Occurred,
        focus: Focus::Main,
        date: record::EventDate::unknown(None),
        location: None,
        initiators: Vec::new(),
        targets: Vec::new(),
        weapons: Vec::new(),
        casualties: Vec::new(),
        victims: Vec::new(),
        sources: Vec::new(),
        claimed_by: Vec::new(),
        denied_by: Vec::new(),
        response_to: None,
        evidence: Vec::new(),
        doubts: Vec::new(),
    }
}

impl Row {
    fn json<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        let value = self.value.as_deref().unwrap_or("null");
        serde_json::from_str(value).map_err(|error| Fault::Damaged(format!("{}: {error}", self.part)))
    }

    fn quote(&self, text: &str) -> Result<Quote, Fault> {
        let span = self.span.ok_or_else(|| Fault::Damaged(format!("{} without its place", self.part)))?;
        if self.value.is_some() {
            return Ok(Quote { text: self.json()?, span });
        }
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
