//! A question as its page shows it: every value beside the sentence that tells it.

use record::{Actor, EventReport, Field, Quote, Span, Telling};
use serde_json::{Value, json};
use store::Store;

use super::{Question, form, part_of, typed};
use crate::failure::Failure;
use store::Part;

/// Reasons that weigh less than this, in log odds, are not worth a line.
const SLIGHT: f64 = 0.05;

/// All that a page shows of a question.
pub(super) fn question(store: &Store, asked: &Question) -> Result<Value, Failure> {
    Ok(match asked {
        Question::Pair { tellings, comparison, joined, note } => {
            let [a, b] = &**tellings;
            let texts = [Told::of(store, a)?, Told::of(store, b)?];
            let mut reasons: Vec<_> = comparison.reasons.iter().filter(|why| why.odds.abs() >= SLIGHT).collect();
            reasons.sort_by(|x, y| y.odds.abs().total_cmp(&x.odds.abs()));
            json!({
                "question": "Do these two tell the same event?",
                "chance": percent(asked.chance()),
                "joined": joined,
                "note": note,
                "cannot": comparison.cannot,
                "tellings": texts.iter().map(Told::head).collect::<Vec<_>>(),
                "rows": rows(&[&texts[0], &texts[1]], None),
                "reasons": reasons.iter().map(|why| json!({
                    "odds": (why.odds * 10.0).round() / 10.0, "words": why.words, "width": width(why.odds),
                })).collect::<Vec<_>>(),
                "edits": if note.is_some() { edits(&[a, b], Part::Casualties) } else { json!([]) },
            })
        }
        Question::Doubt { telling, doubt, part, .. } => {
            let told = Told::of(store, telling)?;
            json!({
                "question": publish::question(doubt.field),
                "doubt": { "field": doubt.field, "reason": doubt.reason, "note": doubt.note },
                "words": doubt.span.map(|span| told.pieces(&[span])),
                "tellings": [told.head()],
                "rows": rows(&[&told], Some(doubt.field)),
                "reasons": [],
                "edits": edits(&[telling], *part),
            })
        }
    })
}

/// No score is certain, however it rounds.
fn percent(chance: f64) -> f64 {
    (chance * 100.0).round().clamp(1.0, 99.0)
}

/// How long a bar is for log odds: 40 for 4 or more.
fn width(odds: f64) -> f64 {
    (odds.abs().min(4.0) * 10.0).round()
}

/// What can be typed in place of a part of each of these.
fn edits(tellings: &[&Telling], part: Part) -> Value {
    let edit = |(side, telling): (usize, &&Telling)| {
        let present = typed(part, &telling.event_report)?;
        let outlets = telling.outlets.join(" + ");
        let of = if tellings.len() > 1 { format!("{part} of {outlets}") } else { part.to_string() };
        Some(json!({ "side": side, "of": of.replace('_', " "), "present": present, "form": form(part) }))
    };
    tellings.iter().enumerate().filter_map(edit).collect()
}

/// A telling with the text of its report.
struct Told<'a> {
    telling: &'a Telling,
    text: String,
    title: Option<String>,
    url: Option<String>,
    event: Option<record::Key>,
}

impl Told<'_> {
    fn of<'a>(store: &Store, telling: &'a Telling) -> Result<Told<'a>, Failure> {
        let report = store.report(telling.report)?.map(|coded| coded.report).unwrap_or_default();
        let title = report.title.map(|title| title.text);
        let event = store.event_of(telling.key)?;
        Ok(Told { telling, text: report.text, title, url: report.url, event })
    }

    fn head(&self) -> Value {
        let Told { telling, title, url, event, .. } = self;
        json!({
            "event_report": telling.key, "report": telling.report, "event": event, "title": title,
            "outlets": telling.outlets, "published": telling.published, "id": telling.event_report.id,
            "url": url, "evidence": telling.event_report.evidence.iter().map(|quote| &quote.text).collect::<Vec<_>>(),
        })
    }

    /// The sentence of a value, with the value's words marked; `None` if the report has no words for it.
    fn pieces(&self, spans: &[Span]) -> Option<Value> {
        let first = spans.iter().find(|span| span.start < span.end)?;
        let quote = publish::sentence(&self.telling.event_report, &self.text, *first)?;
        Some(marked(&quote, spans))
    }
}

/// A quotation in pieces, those in one of the spans marked.
fn marked(quote: &Quote, spans: &[Span]) -> Value {
    let mut inside: Vec<Span> = spans.iter().filter(|span| quote.span.contains(**span)).copied().collect();
    inside.sort_by_key(|span| (span.start, span.end));
    let (mut pieces, mut at) = (Vec::new(), quote.span.start);
    let words = |start: usize, end: usize| quote.text.get(start - quote.span.start..end - quote.span.start);
    let mut push = |start: usize, end: usize, mark: bool| {
        if let Some(text) = words(start, end).filter(|text| !text.is_empty()) {
            pieces.push(json!({ "text": text, "mark": mark }));
        }
    };
    for span in inside {
        if span.start >= at {
            push(at, span.start, false);
            push(span.start, span.end, true);
            at = span.end;
        }
    }
    push(at, quote.span.end, false);
    Value::Array(pieces)
}

/// The fields that one of the tellings has at least, or that is asked about; each with the sentence.
fn rows(tellings: &[&Told], asked: Option<Field>) -> Vec<Value> {
    let values: Vec<_> = tellings.iter().map(|told| publish::values(&told.telling.event_report)).collect();
    let mut rows = Vec::new();
    for n in 0..values[0].len() {
        let (fields, label, _) = &values[0][n];
        let cells: Vec<Value> = tellings
            .iter()
            .zip(&values)
            .map(|(told, values)| {
                let spans = spans(label, &told.telling.event_report);
                json!({ "value": values[n].2, "quote": told.pieces(&spans) })
            })
            .collect();
        let told: Vec<&str> = values.iter().map(|values| &*values[n].2).collect();
        let is_asked = asked.is_some_and(|field| fields.contains(&field));
        if is_asked || told.iter().any(|value| !value.is_empty()) {
            let differs = told.len() > 1 && told.iter().all(|value| !value.is_empty()) && told[0] != told[1];
            rows.push(json!({ "label": label, "cells": cells, "differs": differs, "asked": is_asked }));
        }
    }
    rows
}

/// Where the report tells the values under a label.
fn spans(label: &str, event: &EventReport) -> Vec<Span> {
    let of = |actors: &[Actor]| actors.iter().flat_map(|actor| actor.spans.clone()).collect::<Vec<Span>>();
    match label {
        "what" => vec![event.anchor.span],
        "when" => event.date.text.iter().map(|text| text.span).collect(),
        "where" => event.location.iter().flat_map(|place| place.spans.clone()).collect(),
        "by" => of(&event.initiators),
        "to" => of(&event.targets),
        "with" => event.weapons.iter().map(|used| used.span).collect(),
        "toll" => event.casualties.iter().map(|told| told.span).collect(),
        "victims" => event.victims.iter().map(|quote| quote.span).collect(),
        "claimed" => of(&event.claimed_by),
        "denied" => of(&event.denied_by),
        "answers" => event.response_to.iter().map(|to| to.span).collect(),
        _ => Vec::new(),
    }
}

/// The name by which a question can be asked for again.
pub(super) fn name_of(item: &super::Item, question: Option<&Question>) -> String {
    match item {
        super::Item::Pair { a, b, .. } => format!("pair-{a}-{b}"),
        super::Item::Doubt { of, doubt } => {
            let part = match question {
                Some(Question::Doubt { telling, .. }) => part_of(doubt, &telling.event_report),
                _ => None,
            };
            format!("doubt-{of}-{}", part.map_or(doubt.field.code(), Part::name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_value_are_marked_in_its_sentence() {
        let quote = Quote { text: "Four died in Gao.".to_string(), span: Span::new(10, 27) };
        let pieces = marked(&quote, &[Span::new(23, 26), Span::new(10, 14), Span::new(12, 14), Span::new(90, 99)]);
        let shown: Vec<(&str, bool)> = pieces
            .as_array()
            .unwrap()
            .iter()
            .map(|piece| (piece["text"].as_str().unwrap(), piece["mark"].as_bool().unwrap()))
            .collect();
        assert_eq!(shown, [("Four", true), (" died in ", false), ("Gao", true), (".", false)]);
    }
}
