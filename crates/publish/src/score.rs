//! How well records agree with reference records: the figures of the reference scorer, slot by slot.

mod linked;
mod name;
mod records;
mod similarity;
mod slot;
mod tell;
mod toponym;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

pub use linked::{BCubed, b_cubed, paired_events};
pub use records::{Records, RecordsError};
pub use toponym::ToponymScore;

/// The fields of a score, in the order of the table.
const FIELDS: [&str; 21] = [
    "event",
    "main_event_found",
    "type",
    "standing",
    "date",
    "country",
    "place",
    "initiators",
    "targets",
    "weapons",
    "casualties",
    "casualty_source",
    "victims",
    "sources",
    "claimed_by",
    "denied_by",
    "response_to",
    "tally_count",
    "tally_since",
    "tally_targets",
    "tally_source",
];

/// A pair of events under this similarity is no pair.
const EVENT_FLOOR: f64 = 0.45;
/// A pair of tallies under this similarity is no pair.
const TALLY_FLOOR: f64 = 0.5;

/// Slots of one field: in the reference, given, and right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Filled in the reference.
    pub gold: usize,
    /// Filled in what is scored.
    pub predicted: usize,
    /// Filled in both, with equivalent values.
    pub right: usize,
}

/// Counts with the figures that follow from them, each 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// The counts.
    pub counts: Counts,
    /// Share of the given that is right; 0 if none is given.
    pub precision: f64,
    /// Share of the reference that is found; 0 if it has none.
    pub recall: f64,
    /// Harmonic mean of the two; 0 if there is nothing on either side.
    pub f1: f64,
}

/// One slot or event that is not right.
#[derive(Clone, Debug, PartialEq)]
pub struct Miss {
    /// The report.
    pub report: String,
    /// The field, `missed event` or `invented event`.
    pub field: &'static str,
    /// The event of the reference; `None` if it was invented.
    pub gold: Option<Value>,
    /// The event given; `None` if it was missed.
    pub predicted: Option<Value>,
}

/// The outcome of scoring.
#[derive(Clone, Debug, Default)]
pub struct Score {
    total: Fields,
    by_report: Vec<(String, Fields)>,
    misses: Vec<Miss>,
}

/// Whose slots are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// Those of every event and tally: what is missed or invented costs all its slots.
    #[default]
    All,
    /// Those of pairs alone: how well that is coded which was found.
    Paired,
}

type Fields = BTreeMap<&'static str, Counts>;

/// Scores `pred` against `gold`, report by report. Reports that only `pred` has are not looked at.
pub fn score(gold: &Records, pred: &Records, counted: Counted) -> Score {
    let empty = Value::Object(Map::new());
    let mut score = Score::default();
    for (name, reference) in gold.iter() {
        let fields = one_report(name, reference, pred.get(name).unwrap_or(&empty), counted, &mut score.misses);
        for (field, counts) in &fields {
            score.total.entry(field).or_default().add(*counts);
        }
        score.by_report.push((name.to_string(), fields));
    }
    score
}

impl Score {
    /// The figures of one field, by its name in the table; `None` if no report has it.
    pub fn field(&self, name: &str) -> Option<Line> {
        self.total.get(name).map(|&counts| line(counts))
    }

    /// The headline: all slots together.
    pub fn all_slots(&self) -> Line {
        all_slots(&self.total)
    }

    /// Everything that is not right, in the order of the reference.
    pub fn misses(&self) -> &[Miss] {
        &self.misses
    }
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.right += other.right;
    }
}

fn line(counts: Counts) -> Line {
    let share = |of: usize| if of > 0 { counts.right as f64 / of as f64 } else { 0.0 };
    let any = counts.gold + counts.predicted > 0;
    let f1 = if any { f1(counts.right, counts.gold, counts.predicted) } else { 0.0 };
    Line { counts, precision: share(counts.predicted), recall: share(counts.gold), f1 }
}

fn all_slots(fields: &Fields) -> Line {
    let mut sum = Counts::default();
    fields.iter().filter(|(name, _)| !matches!(**name, "event" | "main_event_found")).for_each(|(_, &c)| sum.add(c));
    line(sum)
}

fn f1(hits: usize, gold: usize, pred: usize) -> f64 {
    if gold + pred > 0 { 2.0 * hits as f64 / (gold + pred) as f64 } else { 1.0 }
}

fn one_report(name: &str, gold: &Value, pred: &Value, counted: Counted, misses: &mut Vec<Miss>) -> Fields {
    let mut fields = Fields::new();
    let mut add = |(field, counts): slot::Slot| fields.entry(field).or_default().add(counts);
    let (gold_events, pred_events) = (list(gold, "event_reports"), list(pred, "event_reports"));
    let pairs = similarity::align(gold_events, pred_events, similarity::of_events, EVENT_FLOOR);
    slot::found(gold_events, pred_events, &pairs).into_iter().for_each(&mut add);
    for (gold, pred) in sides(gold_events, pred_events, &pairs, counted) {
        let slots = slot::of_event(gold, pred);
        misses.extend(missed(&slots, gold, pred).map(|field| Miss {
            report: name.to_string(),
            field,
            gold: gold.cloned(),
            predicted: pred.cloned(),
        }));
        slots.into_iter().for_each(&mut add);
    }
    let (gold_tallies, pred_tallies) = (list(gold, "tallies"), list(pred, "tallies"));
    let tally_pairs = similarity::align(gold_tallies, pred_tallies, similarity::of_tallies, TALLY_FLOOR);
    let answers = slot::Answers { gold: gold_events, pred: pred_events, pairs: &pairs };
    add(answers.slot(gold_tallies, pred_tallies, &tally_pairs, counted));
    for (gold, pred) in sides(gold_tallies, pred_tallies, &tally_pairs, counted) {
        slot::of_tally(gold, pred).into_iter().for_each(&mut add);
    }
    fields
}

/// The slots of a pair that are not right; of an event without partner, the event as a whole.
fn missed<'s>(
    slots: &'s [slot::Slot],
    gold: Option<&Value>,
    pred: Option<&Value>,
) -> Box<dyn Iterator<Item = &'static str> + 's> {
    match (gold, pred) {
        (Some(_), None) => Box::new(std::iter::once("missed event")),
        (None, _) => Box::new(std::iter::once("invented event")),
        _ => {
            let wrong = slots.iter().filter(|(_, counts)| counts.right < counts.gold.max(counts.predicted));
            Box::new(wrong.map(|(field, _)| *field))
        }
    }
}

/// The pairs, then, where all count, what only the first has, then what only the second has.
fn sides<'v>(
    gold: &'v [Value],
    pred: &'v [Value],
    pairs: &[(usize, usize)],
    counted: Counted,
) -> Vec<(Option<&'v Value>, Option<&'v Value>)> {
    let mut sides: Vec<_> = pairs.iter().map(|&(i, j)| (Some(&gold[i]), Some(&pred[j]))).collect();
    if counted == Counted::Paired {
        return sides;
    }
    let missed = (0..gold.len()).filter(|i| !pairs.iter().any(|(paired, _)| paired == i));
    sides.extend(missed.map(|i| (Some(&gold[i]), None)));
    let invented = (0..pred.len()).filter(|j| !pairs.iter().any(|(_, paired)| paired == j));
    sides.extend(invented.map(|j| (None, Some(&pred[j]))));
    sides
}

fn list<'v>(record: &'v Value, field: &str) -> &'v [Value] {
    record.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
