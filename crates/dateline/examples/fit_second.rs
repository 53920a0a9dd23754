//! Fits the weights of the second stage (`codebook/learned/second_stage.toml`) on reports whose acts are marked, as
//! `training/annotation.py reports --acts` writes them, each file read by weights that were not trained on it:
//!
//! ```sh
//! cargo run --release -p dateline --example fit_second -- WEIGHTS REPORTS.jsonl [WEIGHTS REPORTS.jsonl …] > second_stage.toml
//! ```
//!
//! First whether two tellings tell one event, then, with the tellings so joined, whether a draft is an event: it is if its acts
//! are marked and no other draft holds more of that event's. Both are logistic regressions, their weights held close to nought.

#[path = "regression/mod.rs"]
mod regression;

use std::collections::BTreeMap;
use std::path::Path;

use coding::{Asked, Codebook, Question, questions};
use reader::Reader;
use record::Span;
use regression::{Observation, fit};

/// How strongly weights are held to nought.
const HOLD: f64 = 1.0;
/// The file of the weights below the codebook's folder.
const FILE: &str = "learned/second_stage.toml";

/// A report with its reading and the events that its marked acts tell.
struct Known {
    report: record::Report,
    reading: reader::Reading,
    acts: Vec<(Span, Vec<String>)>,
}

type Observations = Vec<Observation>;

fn main() -> anyhow::Result<()> {
    let mut known = Vec::new();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    for pair in arguments.chunks_exact(2) {
        known.extend(read(Path::new(&pair[0]), Path::new(&pair[1]))?);
    }
    print!("{}", weights(&known)?);
    Ok(())
}

/// The file of weights, fitted on known reports.
fn weights(known: &[Known]) -> anyhow::Result<String> {
    let mut files = coding::embedded_files();
    let mut text = String::new();
    for (question, name) in [(Question::Join, "join"), (Question::Event, "event")] {
        let book = Codebook::from_files(&files)?;
        let seen: Observations = known.iter().flat_map(|k| observed(k, &book, question)).collect();
        let (weights, right) = fit(&seen, &BTreeMap::new(), |_| HOLD);
        eprintln!("{name}: {} of {} yes, {right} right", seen.iter().filter(|o| o.1).count(), seen.len());
        text.push_str(&format!("\n[{name}]\n"));
        for (feature, weight) in &weights {
            text.push_str(&format!("\"{feature}\" = {weight:.2}\n"));
        }
        files.insert(FILE.to_owned(), text.clone());
    }
    Ok(text.trim_start().to_owned())
}

fn read(weights: &Path, reports: &Path) -> anyhow::Result<Vec<Known>> {
    let bytes = std::fs::read(weights.join("reader.safetensors"))?;
    let reader = Reader::of(&bytes, &std::fs::read_to_string(weights.join("vocabulary.txt"))?)?;
    let sources = ingest::sources(&[reports.into()]);
    let reports = sources.iter().flat_map(|source| source.read(&ingest::Options::default()));
    reports
        .map(|report| {
            let report = report?;
            let reading = reader.read(&language::analyse(&report));
            Ok(Known { acts: marked(&report), reading, report })
        })
        .collect()
}

/// The marked acts of a report, bytes of its text.
fn marked(report: &record::Report) -> Vec<(Span, Vec<String>)> {
    let byte = |chars: u64| report.text.char_indices().nth(chars as usize).map_or(report.text.len(), |c| c.0);
    let one = |mark: &serde_json::Value| {
        let events = mark[2].as_array()?.iter().filter_map(|e| e.as_str().map(str::to_owned)).collect();
        Some((Span { start: byte(mark[0].as_u64()?), end: byte(mark[1].as_u64()?) }, events))
    };
    report.extra.get("acts").and_then(|acts| acts.as_array()).into_iter().flatten().filter_map(one).collect()
}

/// What a report teaches about a question.
fn observed(known: &Known, book: &Codebook, question: Question) -> Observations {
    let doc = language::analyse(&known.report);
    let asked: Vec<Asked> = questions(&doc, book, &known.reading);
    let asked: Vec<Asked> = asked.into_iter().filter(|a| a.question == question).collect();
    match question {
        Question::Join => asked.into_iter().filter_map(|a| joined(known, a)).collect(),
        Question::Event => events(known, asked),
    }
}

/// Whether two tellings share an event; nothing where one of them is no marked act.
fn joined(known: &Known, asked: Asked) -> Option<(Vec<(&'static str, f64)>, bool)> {
    let (a, b) = (told(known, &asked.acts[0]), told(known, &asked.acts[1]));
    let shared = a.iter().any(|event| b.contains(event));
    (!a.is_empty() && !b.is_empty()).then_some((asked.features, shared))
}

/// The events that words tell by the marks.
fn told(known: &Known, words: &[Span]) -> Vec<String> {
    let overlapping = known.acts.iter().filter(|(span, _)| words.iter().any(|w| w.overlaps(*span)));
    overlapping.flat_map(|(_, events)| events.clone()).collect()
}

/// A draft is its event's if no other draft holds more of the event's acts, nor as many before it.
fn events(known: &Known, drafts: Vec<Asked>) -> Observations {
    let mut best: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (i, draft) in drafts.iter().enumerate() {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        draft.acts.iter().flat_map(|t| told(known, t)).for_each(|event| *counts.entry(event).or_default() += 1);
        for (event, count) in counts {
            let held = best.entry(event).or_insert((count, i));
            if count > held.0 {
                *held = (count, i);
            }
        }
    }
    let is_best = |i: usize| best.values().any(|held| held.1 == i);
    drafts.into_iter().enumerate().map(|(i, draft)| (draft.features, is_best(i))).collect()
}
