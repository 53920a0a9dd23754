use std::collections::BTreeSet;
use std::io::Write;

use anyhow::Result;
use record::Key;
use serde_json::{Value, json};
use store::{Copied, Edit, Judged, Stated, Store};

/// Writes a store as lines: a record for each report with its text and its keys, then what persons said, the first first.
/// `events` are those whose reports are meant; `None` means all reports, whether they tell an event or not.
///
/// Gives how many reports were written. `dateline import` reads the lines back.
pub fn write(store: &Store, events: Option<&[Key]>, out: &mut dyn Write) -> Result<usize> {
    let reports = match events {
        Some(events) => reports_of(store, events)?,
        None => store.reports()?,
    };
    let mut written: BTreeSet<Key> = BTreeSet::new();
    let mut decisions: Vec<(i64, Value)> = Vec::new();
    let mut count = 0;
    for report in reports {
        let Some(stated) = store.stated(report)? else { continue };
        for &key in &stated.event_reports {
            decisions.extend(store.edits(key)?.into_iter().map(|edit| (edit.id, edited(edit))));
        }
        written.extend(&stated.event_reports);
        writeln!(out, "{}", line(report, &stated, &store.copies(report)?))?;
        count += 1;
    }
    let judged = store.all_judgements()?.into_iter();
    let both = judged.filter(|j| written.contains(&j.judgement.a) && written.contains(&j.judgement.b));
    decisions.extend(both.map(|judged| (judged.id, judgement(judged))));
    // Judgements and edits are counted as one: the later of two goes before the other.
    decisions.sort_by_key(|(id, _)| *id);
    decisions.iter().try_for_each(|(_, decision)| writeln!(out, "{decision}"))?;
    Ok(count)
}

/// The reports that tell these events, in order of keys.
fn reports_of(store: &Store, events: &[Key]) -> Result<Vec<Key>> {
    let mut reports: BTreeSet<Key> = BTreeSet::new();
    for &event in events {
        let Some(event) = store.event(event)? else { continue };
        for key in event.tellings {
            reports.extend(store.report_of(key)?);
        }
    }
    Ok(reports.into_iter().collect())
}

/// The report's record, its text, and the keys that the store has for it and for what it tells.
fn line(report: Key, stated: &Stated, copies: &[Copied]) -> Value {
    let mut record = publish::record_json(&stated.coded);
    record["text"] = json!(stated.coded.report.text);
    record["key"] = json!(report);
    for (n, key) in stated.event_reports.iter().enumerate() {
        record["event_reports"][n]["key"] = json!(key);
    }
    for (n, key) in stated.tallies.iter().enumerate() {
        record["tallies"][n]["key"] = json!(key);
    }
    record["reprints"] = copies.iter().map(reprint).collect();
    record
}

fn reprint(copy: &Copied) -> Value {
    json!({
        "report": copy.input_id,
        "title": copy.title,
        "published": copy.published,
        "outlets": copy.outlets,
        "url": copy.url,
        "path": copy.path,
    })
}

fn judgement(judged: Judged) -> Value {
    json!({
        "judgement": judged.judgement.verdict,
        "event_reports": [judged.judgement.a, judged.judgement.b],
        "reason": judged.reason,
        "by": judged.by,
        "at": judged.at.to_string(),
        "withdrawn_by": judged.withdrawn.as_ref().map(|(by, _)| by),
        "withdrawn_at": judged.withdrawn.as_ref().map(|(_, at)| at.to_string()),
    })
}

fn edited(edit: Edit) -> Value {
    let value: Value = serde_json::from_str(&edit.value).unwrap_or(Value::Null);
    json!({
        "edit": edit.part.name(),
        "event_report": edit.event_report,
        "value": value,
        "reason": edit.reason,
        "by": edit.by,
        "at": edit.at.to_string(),
        "withdrawn_by": edit.withdrawn.as_ref().map(|(by, _)| by),
        "withdrawn_at": edit.withdrawn.as_ref().map(|(_, at)| at.to_string()),
    })
}
