use record::{Actor, EventReport, Field, Span, Telling};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Found, Store};

use crate::dossier::ReportOf;
use crate::quoted::Quoted;

/// Most places of one answer.
const MOST: usize = 60;

/// The longest words behind a value, and the longest sentence around them, in bytes.
const LONGEST_WORDS: usize = 300;
const LONGEST: usize = 900;

/// Which value.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskSentence {
    /// The key of an event report, or its first letters, four at least.
    pub event_report: String,
    /// The field: sub_event_type, date, location, initiators, targets, weapons, casualties, claim, response_to; all unless told.
    pub field: Option<String>,
}

/// Values with the words that told them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Sentences {
    /// The event report.
    pub event_report: String,
    /// The report that tells it.
    pub report: ReportOf,
    /// How many places there are in all; 60 are given at most.
    pub count: usize,
    /// Each value with where the report tells it, in order of the fields.
    pub values: Vec<Behind>,
    /// What the program could not settle about these fields, in its own words.
    pub doubts: Vec<Quoted>,
}

/// A value with the words that told it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Behind {
    /// The field.
    pub field: String,
    /// The value as it was coded.
    pub value: Quoted,
    /// The very words that told it; null where it follows from the text without being named in it, or a person stated it.
    pub words: Option<Quoted>,
    /// The sentence around them.
    pub sentence: Option<Quoted>,
    /// The first byte of the words in the report's text.
    pub start_byte: Option<usize>,
}

/// A value before its words are looked up.
struct Placed {
    field: Field,
    value: String,
    spans: Vec<Span>,
}

/// The sentences behind values of an event report.
pub(crate) fn sentences(store: &Store, ask: &AskSentence) -> Result<Sentences, String> {
    let said = |error: store::Error| error.to_string();
    let key = match store.resolve(&ask.event_report).map_err(said)? {
        Found::EventReport { key, .. } => key,
        Found::Report(key) => return Err(format!("{key} is a report, not an event report")),
        Found::Tally { key, .. } => return Err(format!("{key} is a running total, not an event report")),
    };
    let field = ask.field.as_deref().map(field).transpose()?;
    let told = store.tellings(&[key]).map_err(said)?;
    let telling = told.first().ok_or_else(|| format!("{key} no longer holds"))?;
    let coded = store.report(telling.report).map_err(said)?;
    let text = coded.map(|coded| coded.report.text).unwrap_or_default();
    let headlines = store.headlines(&[telling.report]).map_err(said)?;
    Ok(behind(telling, &text, field, ReportOf::of(telling, headlines.first())))
}

fn field(name: &str) -> Result<Field, String> {
    let known = [
        Field::SubEventType,
        Field::Date,
        Field::Location,
        Field::Initiators,
        Field::Targets,
        Field::Weapons,
        Field::Casualties,
        Field::Claim,
        Field::Response,
    ];
    let listed = known.map(|field| field.code()).join(", ");
    known.into_iter().find(|field| field.code() == name).ok_or_else(|| format!("field: {name:?} is none of {listed}"))
}

fn behind(telling: &Telling, text: &str, field: Option<Field>, report: ReportOf) -> Sentences {
    let event = &telling.event_report;
    let asked = |other: Field| field.is_none_or(|field| field == other);
    let places: Vec<(Field, String, Option<Span>)> = placed(event)
        .into_iter()
        .filter(|placed| asked(placed.field))
        .flat_map(|Placed { field, value, spans }| {
            let nowhere = spans.is_empty().then_some((field, value.clone(), None));
            spans.into_iter().map(move |span| (field, value.clone(), Some(span))).chain(nowhere)
        })
        .collect();
    let doubts = event.doubts.iter().filter(|doubt| asked(doubt.field));
    Sentences {
        event_report: telling.key.to_string(),
        report,
        count: places.len(),
        values: places.into_iter().take(MOST).map(|place| words_of(event, text, place)).collect(),
        doubts: doubts.take(MOST).map(|doubt| Quoted::new(&publish::doubt_line(doubt), LONGEST_WORDS)).collect(),
    }
}

fn words_of(event: &EventReport, text: &str, (field, value, span): (Field, String, Option<Span>)) -> Behind {
    // What a person stated may have no words in the report.
    let span = span.filter(|span| span.start < span.end);
    let words = span.and_then(|span| text.get(span.start..span.end));
    let around = span.and_then(|span| publish::sentence(event, text, span));
    Behind {
        field: field.to_string(),
        value: Quoted::new(&value, LONGEST_WORDS),
        words: words.map(|words| Quoted::new(words, LONGEST_WORDS)),
        sentence: around.map(|quote| Quoted::new(quote.text.trim(), LONGEST)),
        start_byte: words.and(span).map(|span| span.start),
    }
}

/// The values of an event report with where the report tells them.
fn placed(event: &EventReport) -> Vec<Placed> {
    let mut all = vec![Placed {
        field: Field::SubEventType,
        value: event.sub_event_type.to_string(),
        spans: vec![event.anchor.span],
    }];
    if let (Some(start), Some(end)) = (event.date.start, event.date.end) {
        let value = if start == end { start.to_string() } else { format!("{start} to {end}") };
        let spans = event.date.text.iter().chain(&event.date.anchor).map(|quote| quote.span).collect();
        all.push(Placed { field: Field::Date, value, spans });
    }
    let location = event.location.iter();
    all.extend(location.map(|location| Placed {
        field: Field::Location,
        value: publish::words::location(location),
        spans: location.spans.clone(),
    }));
    let mut actors = |field: Field, actors: &[Actor]| {
        let placed = actors.iter().map(|actor| Placed { field, value: actor.name.clone(), spans: actor.spans.clone() });
        all.extend(placed);
    };
    actors(Field::Initiators, &event.initiators);
    actors(Field::Targets, &event.targets);
    actors(Field::Claim, &event.claimed_by);
    actors(Field::Claim, &event.denied_by);
    let weapons = event.weapons.iter();
    all.extend(weapons.map(|used| Placed {
        field: Field::Weapons,
        value: used.weapon.clone(),
        spans: vec![used.span],
    }));
    let casualties = event.casualties.iter();
    all.extend(casualties.map(|casualty| Placed {
        field: Field::Casualties,
        value: publish::words::casualty(casualty),
        spans: vec![casualty.span],
    }));
    all.extend(event.response_to.iter().map(|response| Placed {
        field: Field::Response,
        value: response.to.clone(),
        spans: vec![response.span],
    }));
    all
}
