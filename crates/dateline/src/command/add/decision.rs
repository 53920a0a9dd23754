//! What persons said, as `dateline export jsonl` wrote it: judgements and edits, with who said them and when.

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use record::{Judgement, Key, Verdict};
use serde_json::Value;
use store::{Part, Store};

/// Whether a line is something that a person said, and no record.
pub fn is_decision(line: &Value) -> bool {
    line.get("judgement").is_some() || line.get("edit").is_some()
}

/// Who said something, when, and by whom and when it was taken back.
struct Hand<'a> {
    reason: Option<&'a str>,
    by: &'a str,
    at: Timestamp,
    withdrawn: Option<(&'a str, Timestamp)>,
}

/// Keeps what a line says, under the name and time that it has; false if the store has it already.
pub fn keep(store: &mut Store, line: &Value) -> Result<bool> {
    let hand = Hand::of(line)?;
    let kept = match line.get("judgement") {
        Some(verdict) => judge(store, line, verdict, &hand)?,
        None => edit(store, line, &hand)?,
    };
    if let (Some(id), Some((by, at))) = (kept, hand.withdrawn) {
        store.withdraw(id, by, at)?;
    }
    Ok(kept.is_some())
}

impl Hand<'_> {
    fn of(line: &Value) -> Result<Hand<'_>> {
        let text = |key: &str| line.get(key).and_then(Value::as_str);
        let time = |words: &str| words.parse::<Timestamp>().with_context(|| format!("{words:?} is no time"));
        let withdrawn = text("withdrawn_by").zip(text("withdrawn_at"));
        Ok(Hand {
            reason: text("reason"),
            by: text("by").context("`by` is missing: who said it")?,
            at: time(text("at").context("`at` is missing: when it was said")?)?,
            withdrawn: withdrawn.map(|(by, at)| Ok::<_, anyhow::Error>((by, time(at)?))).transpose()?,
        })
    }
}

fn judge(store: &mut Store, line: &Value, verdict: &Value, hand: &Hand) -> Result<Option<i64>> {
    let known = verdict.as_str().and_then(Verdict::from_code);
    let verdict = known.with_context(|| format!("judgement cannot be {verdict}"))?;
    let judgement = Judgement { a: key(&line["event_reports"][0])?, b: key(&line["event_reports"][1])?, verdict };
    let same = |judged: &store::Judged| judged.judgement == judgement && (&*judged.by, judged.at) == (hand.by, hand.at);
    if store.all_judgements()?.iter().any(same) {
        return Ok(None);
    }
    Ok(Some(store.judge(judgement, hand.reason, hand.by, hand.at)?))
}

fn edit(store: &mut Store, line: &Value, hand: &Hand) -> Result<Option<i64>> {
    let name = line["edit"].as_str().unwrap_or_default();
    let part = Part::from_name(name).with_context(|| format!("edit cannot be {}", line["edit"]))?;
    let Some(value) = line.get("value") else { bail!("`value` is missing: what {name} is") };
    let event_report = key(&line["event_report"])?;
    let same = |edit: &store::Edit| (edit.part, &*edit.by, edit.at) == (part, hand.by, hand.at);
    if store.edits(event_report)?.iter().any(same) {
        return Ok(None);
    }
    Ok(Some(store.edit(event_report, part, value, hand.reason, hand.by, hand.at)?))
}

fn key(value: &Value) -> Result<Key> {
    let words = value.as_str().with_context(|| format!("{value} is no key"))?;
    Ok(words.parse()?)
}
