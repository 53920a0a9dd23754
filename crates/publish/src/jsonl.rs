//! A record as JSON: the codebook's fields in the codebook's order, then where each value stands and what is in doubt.

use record::{
    Actor, Casualty, CodedReport, DateCandidate, Dateline, Doubt, EventReport, Furniture, Location, Quote, Report,
    Span, Tally,
};
use serde_json::{Map, Value, json};

use crate::edtf;

/// The record of a report (CODEBOOK, "The record of a report"), followed by keys of our own.
///
/// Each event report has `spans` and `doubts` besides; the report has `doubts`, `outlets`, `author`, `url`, `language`,
/// `dateline`, `date_candidates`, `furniture`, `copies`, `body_start`, `path` and `extra`. A span is `[start, end]`:
/// bytes of the report's text, half-open. The same report gives the same bytes.
pub fn record_json(coded: &CodedReport) -> Value {
    let report = &coded.report;
    let mut record = object([
        ("report", json!(report.id)),
        ("title", json!(report.title.as_ref().map(|title| &title.text))),
        ("published", json!(report.published.as_ref().map(|p| p.date.to_string()))),
        ("event_reports", coded.event_reports.iter().map(event_report).collect()),
        ("tallies", coded.tallies.iter().map(tally).collect()),
        ("doubts", coded.doubts.iter().map(doubt).collect()),
    ]);
    record.extend(about(report));
    Value::Object(record)
}

fn about(report: &Report) -> Map<String, Value> {
    object([
        ("outlets", json!(report.outlets)),
        ("author", json!(report.author)),
        ("url", json!(report.url)),
        ("language", json!(report.language)),
        ("dateline", report.dateline.as_ref().map_or(Value::Null, dateline)),
        ("date_candidates", report.date_candidates.iter().map(date_candidate).collect()),
        ("furniture", report.furniture.iter().map(furniture).collect()),
        ("copies", json!(report.copies)),
        ("body_start", json!(report.body_start)),
        ("path", json!(report.path)),
        ("extra", json!(report.extra)),
    ])
}

fn event_report(event: &EventReport) -> Value {
    let date = &event.date;
    let mut record = object([
        ("id", json!(event.id)),
        ("sub_event_type", json!(event.sub_event_type.code())),
        ("standing", json!(event.standing.code())),
        ("focus", json!(event.focus.code())),
        ("start_date", json!(date.start.map(|day| day.to_string()))),
        ("end_date", json!(date.end.map(|day| day.to_string()))),
        ("date_precision", json!(date.precision.code())),
        ("date_text", json!(date.text.as_ref().map(|words| &words.text))),
        ("location", event.location.as_ref().map_or(Value::Null, location)),
        ("initiators", actors(&event.initiators)),
        ("targets", actors(&event.targets)),
        ("weapons", event.weapons.iter().map(|used| json!(used.weapon)).collect()),
        ("casualties", event.casualties.iter().map(casualty).collect()),
        ("victims", texts(&event.victims)),
        ("sources", texts(&event.sources)),
    ]);
    record.extend(object([
        ("claimed_by", actors(&event.claimed_by)),
        ("denied_by", actors(&event.denied_by)),
        ("response_to", json!(event.response_to.as_ref().map(|response| &response.to))),
        ("evidence", texts(&event.evidence)),
        ("date_edtf", json!(edtf::event_date(date))),
        ("date_reason", json!(date.reason)),
        ("spans", event_spans(event)),
        ("doubts", event.doubts.iter().map(doubt).collect()),
    ]));
    Value::Object(record)
}

/// Where the values stand. Fields with several values have one entry per value, in the same order: for actors, who may
/// be named several times, a list of spans; for `casualty_sources`, null where the report speaks in its own voice.
fn event_spans(event: &EventReport) -> Value {
    let sources = event.casualties.iter().map(|c| c.source.as_ref().map_or(Value::Null, |source| span(source.span)));
    let place = event.location.iter().flat_map(|location| &location.spans);
    Value::Object(object([
        ("sub_event_type", json!([span(event.anchor.span)])),
        ("date", event.date.text.iter().chain(&event.date.anchor).map(|words| span(words.span)).collect()),
        ("location", place.map(|&s| span(s)).collect()),
        ("initiators", actor_spans(&event.initiators)),
        ("targets", actor_spans(&event.targets)),
        ("weapons", event.weapons.iter().map(|used| span(used.span)).collect()),
        ("casualties", event.casualties.iter().map(|casualty| span(casualty.span)).collect()),
        ("casualty_sources", sources.collect()),
        ("victims", quote_spans(&event.victims)),
        ("sources", quote_spans(&event.sources)),
        ("claimed_by", actor_spans(&event.claimed_by)),
        ("denied_by", actor_spans(&event.denied_by)),
        ("response_to", event.response_to.iter().map(|response| span(response.span)).collect()),
        ("evidence", quote_spans(&event.evidence)),
    ]))
}

fn tally(tally: &Tally) -> Value {
    let place = tally.location.iter().flat_map(|location| &location.spans);
    let spans = object([
        ("initiators", actor_spans(&tally.initiators)),
        ("targets", actor_spans(&tally.targets)),
        ("location", place.map(|&s| span(s)).collect()),
        ("date", tally.since.text.iter().map(|words| span(words.span)).collect()),
        ("source", tally.source.iter().map(|source| span(source.span)).collect()),
        ("evidence", quote_spans(&tally.evidence)),
    ]);
    let joint = tally.joint.then(|| ("joint", json!(true)));
    let keys = [
        ("id", json!(tally.id)),
        ("what", json!(tally.what)),
        ("initiators", actors(&tally.initiators)),
        ("targets", actors(&tally.targets)),
        ("location", tally.location.as_ref().map_or(Value::Null, location)),
        ("min", json!(tally.figure.min)),
        ("max", json!(tally.figure.max)),
        ("start_date", json!(tally.since.start.map(|day| day.to_string()))),
        ("date_precision", json!(tally.since.precision.code())),
        ("as_of", json!(tally.as_of.map(|day| day.to_string()))),
        ("source", json!(tally.source.as_ref().map(|source| &source.text))),
        ("evidence", texts(&tally.evidence)),
        ("date_edtf", json!(edtf::tally_span(tally))),
        ("spans", Value::Object(spans)),
    ];
    let mut object = object(keys);
    object.extend(joint.map(|(key, value)| (key.to_string(), value)));
    Value::Object(object)
}

pub(crate) fn location(location: &Location) -> Value {
    json!({
        "name": location.name,
        "country": location.country,
        "admin1": location.admin1,
        "lat": location.point.map(|point| point.lat),
        "lon": location.point.map(|point| point.lon),
        "geo_precision": location.geo_precision.number(),
        "where_prec": location.extent.where_prec(),
    })
}

fn casualty(casualty: &Casualty) -> Value {
    json!({
        "outcome": casualty.outcome.code(),
        "group": casualty.group,
        "min": casualty.figure.min,
        "max": casualty.figure.max,
        "source": casualty.source.as_ref().map(|source| &source.text),
    })
}

pub(crate) fn actors(actors: &[Actor]) -> Value {
    let actor = |actor: &Actor| json!({ "name": actor.name, "aliases": actor.aliases, "id": actor.id, "ancestry": actor.ancestry });
    actors.iter().map(actor).collect()
}

fn actor_spans(actors: &[Actor]) -> Value {
    actors.iter().map(|actor| actor.spans.iter().map(|&s| span(s)).collect::<Value>()).collect()
}

fn doubt(doubt: &Doubt) -> Value {
    json!({
        "field": doubt.field.code(),
        "reason": doubt.reason.code(),
        "note": doubt.note,
        "span": doubt.span.map(span),
    })
}

fn dateline(dateline: &Dateline) -> Value {
    json!({
        "span": span(dateline.span),
        "place": dateline.place.as_ref().map(|place| &place.text),
        "agency": dateline.agency,
    })
}

fn date_candidate(candidate: &DateCandidate) -> Value {
    json!({
        "date": candidate.date.to_string(),
        "origin": candidate.origin.code(),
        "span": candidate.span.map(span),
    })
}

fn furniture(furniture: &Furniture) -> Value {
    json!({ "kind": furniture.kind.code(), "span": span(furniture.span) })
}

fn texts(quotes: &[Quote]) -> Value {
    quotes.iter().map(|quote| json!(quote.text)).collect()
}

fn quote_spans(quotes: &[Quote]) -> Value {
    quotes.iter().map(|quote| span(quote.span)).collect()
}

fn span(span: Span) -> Value {
    json!([span.start, span.end])
}

pub(crate) fn object<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(key, value)| (key.to_string(), value)).collect()
}
