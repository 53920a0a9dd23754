//! A report: its text with every coded value marked, what it tells as cards, and where a value is corrected or added.

mod correct;
pub(crate) mod marks;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use record::{CodedReport, DateOrigin, Event, EventReport, Key, Quote, Span, Tally, Telling};
use serde_json::{Value, json};
use store::{Found, Store};

use crate::event::{Asked, Shown, answer, history, is_graphic, parts, reviewed, state_of, typed_parts, web_address};
use crate::failure::Failure;
use crate::sheet::{Ask, Sheet, Table};
use crate::state::Shared;
use marks::{KINDS, Mark, anchor, marks, pieces, sides};

pub(crate) use correct::correct;

/// The report, or the page that goes for the key.
pub(crate) async fn page(
    State(shared): State<Shared>,
    ask: Ask,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let found = shared.read(move |store, _| shown(store, &key, &asked)).await;
    answer(&shared, &ask, found)
}

fn shown(store: &Store, words: &str, asked: &Asked) -> Result<Shown, Failure> {
    let key = match store.resolve(words)? {
        Found::Report(report) => report,
        Found::EventReport { key, .. } => {
            let report = store.report_of(key)?.ok_or_else(|| Failure::unknown(format!("{words} is no report")))?;
            return Ok(Shown::Elsewhere(format!("/reports/{report}")));
        }
        Found::Tally { .. } => return Ok(Shown::Elsewhere("/tallies".to_string())),
    };
    if key.to_string() != words {
        return Ok(Shown::Elsewhere(format!("/reports/{key}")));
    }
    let coded = store.report(key)?.ok_or_else(|| Failure::unknown(format!("{key} is no report")))?;
    let tellings = store.tellings_of(key)?;
    Ok(Shown::Sheet(Box::new(sheet(store, key, &coded, &tellings, asked)?)))
}

fn sheet(store: &Store, key: Key, coded: &CodedReport, tellings: &[Telling], asked: &Asked) -> Result<Sheet, Failure> {
    let report = &coded.report;
    let title = report.title.as_ref().map_or_else(|| publish::plain(&report.id), |title| publish::plain(&title.text));
    let today = store.standing_version(key)?.filter(|today| *today != key);
    let named: Vec<Key> = tellings.iter().map(|telling| telling.key).chain([key]).collect();
    let data = json!({
        "key": key,
        "title": title,
        "about": about(coded),
        "corrected_by": today,
        "versions": versions(store, key)?,
        "copies": copies(store, key)?,
        "shared": shared_with(store, key)?,
        "text": text(coded),
        "kinds": KINDS.map(|(kind, words)| json!({ "kind": kind, "words": words })),
        "is_graphic": is_graphic(&coded.event_reports),
        "cards": cards(store, coded, tellings)?,
        "tallies": coded.tallies.iter().map(tally).collect::<Vec<_>>(),
        "doubts": coded.doubts.iter().map(|doubt| json!({ "field": doubt.field, "note": doubt.note })).collect::<Vec<_>>(),
        "history": history(store, &named, &tellings.iter().collect::<Vec<_>>())?,
        "state": state_of(store)?,
        "parts": parts(),
        "done": asked.done(),
        "ready": asked.ready(tellings),
    });
    let events = events(tellings);
    let rows = events.iter().map(|(event, told)| publish::event_cells(event, told)).collect();
    let table = Table { head: publish::EVENT_COLUMNS.to_vec(), rows };
    let features = events.iter().map(|(event, told)| crate::event::feature(event, told)).collect();
    Ok(Sheet::new("report.html", title, data)
        .json(publish::record_json(coded))
        .table(table)
        .features(features)
        .lasting())
}

/// What this report alone tells, each event report as an event of its own.
fn events(tellings: &[Telling]) -> Vec<(Event, Vec<Telling>)> {
    let alone = |telling: &Telling| {
        let told = vec![telling.clone()];
        Some((linkage::reconcile(&told)?, told))
    };
    tellings.iter().filter_map(alone).collect()
}

/// What is known of the report itself.
fn about(coded: &CodedReport) -> Value {
    let report = &coded.report;
    let published = report.published.as_ref();
    json!({
        "id": report.id,
        "path": report.path,
        "outlets": report.outlets,
        "author": report.author,
        "language": report.language,
        "url": web_address(report.url.as_deref()),
        "address": report.url,
        "published": published.map(|published| published.date),
        "origin": published.map(|published| published.origin.code()),
        "is_bound": published.is_some_and(|published| published.origin == DateOrigin::Fetched),
        "other_days": report.date_candidates.iter().filter(|other| published.is_none_or(|published| published.date != other.date))
            .map(|other| json!({ "date": other.date, "origin": other.origin.code() })).collect::<Vec<_>>(),
        "same_text": report.copies,
        "bytes": report.text.len(),
    })
}

fn versions(store: &Store, key: Key) -> Result<Value, Failure> {
    let earlier = store.earlier_versions(key)?;
    Ok(earlier
        .iter()
        .map(|version| json!({ "key": version.key, "published": version.published, "title": version.title }))
        .collect())
}

fn copies(store: &Store, key: Key) -> Result<Value, Failure> {
    let copies = store.copies(key)?;
    let copy = |copy: &store::Copied| {
        json!({ "id": copy.input_id, "title": copy.title, "published": copy.published, "outlets": copy.outlets,
                "url": web_address(copy.url.as_deref()) })
    };
    Ok(copies.iter().map(copy).collect())
}

fn shared_with(store: &Store, key: Key) -> Result<Value, Failure> {
    let shared = store.shared(key)?;
    let one = |shared: &store::Shared| json!({ "key": shared.other, "share": format!("{:.0}", 100.0 * shared.share) });
    Ok(shared.iter().map(one).collect())
}

/// The whole text in pieces.
fn text(coded: &CodedReport) -> Value {
    let text = &coded.report.text;
    let mut all: Vec<Mark> = coded.event_reports.iter().flat_map(|event| marks(event, &event.id)).collect();
    for doubt in &coded.doubts {
        all.extend(doubt.span.map(|span| Mark {
            span,
            kind: "doubt",
            words: format!("{}: {}", doubt.field, doubt.note),
        }));
    }
    for tally in &coded.tallies {
        let figure = publish::words::figure(tally.figure);
        let words = format!("{} · {}: {} {figure}", tally.id, tally.sort(), publish::plain(&tally.what));
        all.extend(tally.source.iter().map(|quote| Mark { span: quote.span, kind: "source", words: words.clone() }));
    }
    let quotes = coded.event_reports.iter().flat_map(|event| &event.evidence);
    let quotes = quotes.chain(coded.tallies.iter().flat_map(|tally| &tally.evidence));
    let told: Vec<Span> = quotes.map(|quote| quote.span).collect();
    json!(pieces(text, Span::new(0, text.len()), &all, &told))
}

/// Each event report with its values, each beside its words.
fn cards(store: &Store, coded: &CodedReport, tellings: &[Telling]) -> Result<Value, Failure> {
    let mut cards = Vec::with_capacity(coded.event_reports.len());
    for event in &coded.event_reports {
        let telling = tellings.iter().find(|telling| telling.event_report.id == event.id);
        let key = telling.map(|telling| telling.key);
        let edits = key.map(|key| store.edits(key)).transpose()?.unwrap_or_default();
        cards.push(json!({
            "key": key,
            "id": event.id,
            "kind": event.sub_event_type,
            "standing": event.standing,
            "focus": event.focus,
            "event": key.map(|key| store.event_of(key)).transpose()?.flatten(),
            "rows": rows(event, &coded.report.text),
            "quotes": event.evidence.iter().map(|quote| json!({ "anchor": anchor(quote.span), "text": quote.text })).collect::<Vec<_>>(),
            "doubts": event.doubts.iter().map(|doubt| json!({
                "field": doubt.field, "note": doubt.note, "anchor": doubt.span.map(anchor) })).collect::<Vec<_>>(),
            "reviewed": reviewed(&edits),
            "typed": typed_parts(event),
        }));
    }
    Ok(Value::Array(cards))
}

/// The values of an event report: what the field is called, the value, and the places of its words.
fn rows(event: &EventReport, text: &str) -> Value {
    let mut rows = Vec::new();
    let mut put = |part: &str, name: &str, value: String, spans: &[Span]| {
        let words = spans.iter().filter_map(|span| {
            Some(json!({ "anchor": anchor(*span), "text": publish::plain(text.get(span.start..span.end)?) }))
        });
        rows.push(json!({ "part": part, "name": name, "value": value, "words": words.collect::<Vec<_>>() }));
    };
    let of = |quotes: &[Quote]| quotes.iter().map(|quote| quote.span).collect::<Vec<_>>();
    put("sub_event_type", "type", event.sub_event_type.code().replace('_', " "), &[event.anchor.span]);
    let days = publish::words::days(&event.date).map(|days| format!("{days} ({})", event.date.precision));
    let when: Vec<Span> = event.date.text.iter().chain(&event.date.anchor).map(|quote| quote.span).collect();
    put("date", "when", days.unwrap_or_else(|| "no day".to_string()), &when);
    if let Some(location) = &event.location {
        put("location", "where", publish::words::location(location), &location.spans);
    }
    for (part, (name, actors)) in ["initiators", "targets", "claimed_by", "denied_by"].iter().zip(sides(event)) {
        actors.iter().for_each(|actor| put(part, name, publish::plain(&actor.name), &actor.spans));
    }
    event.weapons.iter().for_each(|used| put("weapons", "weapon", used.weapon.clone(), &[used.span]));
    for told in &event.casualties {
        let source = told.source.as_ref().map(|source| format!(", by {}", publish::plain(&source.text)));
        let words = format!("{}{}", publish::words::casualty(told), source.unwrap_or_default());
        put("casualties", "figure", words, &[told.span]);
    }
    if !event.victims.is_empty() {
        put("victims", "victims", publish::words::counted(event.victims.len(), "name"), &of(&event.victims));
    }
    if !event.sources.is_empty() {
        put("sources", "sources", publish::words::counted(event.sources.len(), "source"), &of(&event.sources));
    }
    if let Some(response) = &event.response_to {
        put("response_to", "answers", response.to.clone(), &[response.span]);
    }
    Value::Array(rows)
}

fn tally(tally: &Tally) -> Value {
    json!({
        "id": tally.id,
        "what": tally.what,
        "sort": tally.sort(),
        "figure": publish::words::figure(tally.figure),
        "since": tally.since.start,
        "quotes": tally.evidence.iter().map(|quote| json!({ "anchor": anchor(quote.span), "text": quote.text })).collect::<Vec<_>>(),
    })
}
