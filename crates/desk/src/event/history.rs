//! What happened to an event or a report: what came in, what persons said and took back, and what changed by it.

use jiff::Timestamp;
use record::{EventReport, Key, Quote, Span, SubEventType, Telling, Verdict};
use serde_json::{Value, json};
use store::{Change, ChangeKind, Edit, Judged, Part, Store};

use super::telling::name_of;
use crate::failure::Failure;
use crate::review;

/// Everything that happened to what goes by these keys, the last first. Event reports are called as `tellings` name them.
pub(crate) fn history(store: &Store, keys: &[Key], tellings: &[&Telling]) -> Result<Value, Failure> {
    let held = store.history(keys)?;
    let mut lines: Vec<(Timestamp, Value)> = Vec::new();
    lines.extend(held.changes.iter().filter_map(|change| Some((change.at, changed(change)?))));
    lines.extend(held.judgements.iter().map(|judged| (judged.at, said(judged, tellings))));
    lines.extend(held.edits.iter().map(|edit| (edit.at, stated(edit, tellings))));
    lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// The last thing that happened to the store: what a citation refers to.
pub(crate) fn state_of(store: &Store) -> Result<Value, Failure> {
    let last = store.last_change()?;
    Ok(last.map_or(Value::Null, |last| json!({ "change": last.seq, "at": time(last.at) })))
}

/// A time to the second, in UTC, as people read it.
fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// What was noted, in words; decisions are told with their reasons by [`said`] and [`stated`].
fn changed(change: &Change) -> Option<Value> {
    let object = change.object.map(|key| key.to_string()).unwrap_or_default();
    let words = match change.kind {
        ChangeKind::ReportAdded => "a report came in".to_string(),
        ChangeKind::ReportCopied => format!("a reprint of {object} came in"),
        ChangeKind::ReportCorrected => format!("the report went in the place of an earlier version, {object}"),
        ChangeKind::ReportRecoded => "the report was coded anew".to_string(),
        ChangeKind::EventReportRetired if object.is_empty() => "the event report no longer holds".to_string(),
        ChangeKind::EventReportRetired => format!("{object} went in the place of the event report"),
        ChangeKind::EventAdded => "the event was made".to_string(),
        ChangeKind::EventChanged => format!("the event changed: {}", differences(change.detail.as_deref()?)?),
        ChangeKind::EventRemoved if object.is_empty() => "the event is no longer".to_string(),
        ChangeKind::EventRemoved => format!("the event became part of {object}"),
        ChangeKind::Judged | ChangeKind::Withdrawn | ChangeKind::Edited | ChangeKind::Unedited => return None,
    };
    Some(
        json!({ "id": null, "at": time(change.at), "by": change.by, "key": change.subject, "words": words, "is_decision": false,
                 "reason": null, "withdrawn": null }),
    )
}

/// "killed best 4 → 6, tellings 1 → 2"; `None` if nothing differs.
fn differences(detail: &str) -> Option<String> {
    let detail: serde_json::Map<String, Value> = serde_json::from_str(detail).ok()?;
    let words = |value: &Value| match value {
        Value::Null => "none".to_string(),
        Value::String(words) => publish::plain(words).replace('_', " "),
        other => other.to_string(),
    };
    let one = |(name, pair): (&String, &Value)| {
        format!("{} {} → {}", name.replace('_', " "), words(&pair[0]), words(&pair[1]))
    };
    let all: Vec<String> = detail.iter().map(one).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn said(judged: &Judged, tellings: &[&Telling]) -> Value {
    let judgement = judged.judgement;
    let (a, b) = (called(judgement.a, tellings), called(judgement.b, tellings));
    let words = match judgement.verdict {
        Verdict::Same => format!("{a} and {b} tell the same event"),
        Verdict::Different => format!("{a} and {b} tell two events"),
        Verdict::Unsure => format!("whether {a} and {b} tell the same event cannot be told"),
    };
    json!({ "id": judged.id, "at": time(judged.at), "by": judged.by, "key": judgement.a, "words": words, "is_decision": true,
            "reason": judged.reason, "withdrawn": withdrawn(&judged.withdrawn) })
}

fn stated(edit: &Edit, tellings: &[&Telling]) -> Value {
    let value = in_words(edit.part, &edit.value).unwrap_or_else(|| publish::plain(&edit.value));
    let words = match edit.part {
        Part::Event => format!("{} is {}", called(edit.event_report, tellings), edit.value.trim_matches('"')),
        part => format!("{} of {}: {value}", name_of(part), called(edit.event_report, tellings)),
    };
    json!({ "id": edit.id, "at": time(edit.at), "by": edit.by, "key": edit.event_report, "words": words, "is_decision": true,
            "reason": edit.reason, "withdrawn": withdrawn(&edit.withdrawn) })
}

fn withdrawn(taken_back: &Option<(String, Timestamp)>) -> Value {
    taken_back.as_ref().map_or(Value::Null, |(by, at)| json!({ "by": by, "at": time(*at) }))
}

/// "2024-01-05 The Sun, 000 e1", else the key.
fn called(key: Key, tellings: &[&Telling]) -> String {
    let telling = tellings.iter().find(|telling| telling.key == key);
    telling.map_or_else(|| key.to_string(), |telling| publish::named(telling))
}

/// The value of a part as it would be typed; `None` for parts that are not typed.
fn in_words(part: Part, value: &str) -> Option<String> {
    let nothing = Quote { text: String::new(), span: Span::new(0, 0) };
    let mut event = serde_json::to_value(EventReport::untold(String::new(), SubEventType::Attack, nothing)).ok()?;
    event[part.name()] = serde_json::from_str(value).ok()?;
    review::typed(part, &serde_json::from_value(event).ok()?)
}
