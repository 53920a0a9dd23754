//! The slots of a pair: which fields are filled on each side, and which of them agree.

use serde_json::Value;

use super::name::{same_actor, same_source};
use super::similarity::{date_score, pair_up, same_place, same_value, text};
use super::{Counted, Counts, list};

/// A field with its counts.
pub(super) type Slot = (&'static str, Counts);

/// Fields that hold actors or names.
const LISTS: [&str; 7] = ["initiators", "targets", "claimed_by", "denied_by", "sources", "weapons", "victims"];

/// How many events were found, and how many of the main ones.
pub(super) fn found(gold: &[Value], pred: &[Value], pairs: &[(usize, usize)]) -> [Slot; 2] {
    let is_main = |event: &Value| event["focus"] == "main";
    let main = gold.iter().filter(|event| is_main(event)).count();
    let main_found = pairs.iter().filter(|(i, _)| is_main(&gold[*i])).count();
    [("event", counts(gold.len(), pred.len(), pairs.len())), ("main_event_found", counts(main, main, main_found))]
}

/// The slots of an event; either side may be missing.
pub(super) fn of_event(gold: Option<&Value>, pred: Option<&Value>) -> Vec<Slot> {
    let (g, p) = (gold.unwrap_or(&Value::Null), pred.unwrap_or(&Value::Null));
    let mut slots = Vec::new();
    let mut scalar = |field, gold: &Value, pred: &Value, same: bool| {
        let (gold, predicted) = (usize::from(!gold.is_null()), usize::from(!pred.is_null()));
        slots.push((field, Counts { gold, predicted, right: if same { gold * predicted } else { 0 } }));
    };
    scalar("type", &g["sub_event_type"], &p["sub_event_type"], g["sub_event_type"] == p["sub_event_type"]);
    scalar("standing", &g["standing"], &p["standing"], g["standing"] == p["standing"]);
    scalar("date", &g["start_date"], &p["start_date"], same_date(g, p));
    let (lg, lp) = (&g["location"], &p["location"]);
    scalar("country", &lg["country"], &lp["country"], lg["country"] == lp["country"]);
    scalar("place", &lg["name"], &lp["name"], same_place(lg, lp));
    for field in LISTS {
        let (gold, pred) = (list(g, field), list(p, field));
        slots.push((field, counts(gold.len(), pred.len(), pair_up(gold, pred, same_actor))));
    }
    let (gold, pred) = (list(g, "casualties"), list(p, "casualties"));
    slots.push(("casualties", counts(gold.len(), pred.len(), pair_up(gold, pred, same_figure))));
    let sourced = |all: &[Value]| all.iter().filter(|c| text(c, "source").is_some()).cloned().collect::<Vec<_>>();
    let (gold, pred) = (sourced(gold), sourced(pred));
    let same = |a: &Value, b: &Value| same_figure(a, b) && same_source(text(a, "source"), text(b, "source"));
    slots.push(("casualty_source", counts(gold.len(), pred.len(), pair_up(&gold, &pred, same))));
    slots
}

/// The slots of a tally; either side may be missing.
pub(super) fn of_tally(gold: Option<&Value>, pred: Option<&Value>) -> [Slot; 4] {
    let (g, p) = (gold.unwrap_or(&Value::Null), pred.unwrap_or(&Value::Null));
    let same_count = same_value(&g["min"], &p["min"]) && same_value(&g["max"], &p["max"]);
    let one_each = counts(usize::from(gold.is_some()), usize::from(pred.is_some()), 0);
    let filled = |field, same: bool| {
        let (gold, pred) = (usize::from(text(g, field).is_some()), usize::from(text(p, field).is_some()));
        counts(gold, pred, usize::from(same))
    };
    let both = gold.is_some() && pred.is_some();
    let same_since = both && text(g, "start_date").is_some() && date_score(g, p) > 0.0;
    let source = (text(g, "source"), text(p, "source"));
    let same_source = both && source.0.is_some() && same_source(source.0, source.1);
    let (gold_targets, pred_targets) = (list(g, "targets"), list(p, "targets"));
    let targets = pair_up(gold_targets, pred_targets, same_actor);
    [
        ("tally_count", Counts { right: usize::from(both && same_count), ..one_each }),
        ("tally_since", filled("start_date", same_since)),
        ("tally_targets", counts(gold_targets.len(), pred_targets.len(), targets)),
        ("tally_source", filled("source", same_source)),
    ]
}

/// The events of both records with their pairs, for `response_to`.
pub(super) struct Answers<'v> {
    pub gold: &'v [Value],
    pub pred: &'v [Value],
    pub pairs: &'v [(usize, usize)],
}

impl Answers<'_> {
    /// An answer is right when it points at the partner of what the reference points at, event or tally.
    pub fn slot(
        &self,
        gold_tallies: &[Value],
        pred_tallies: &[Value],
        tally_pairs: &[(usize, usize)],
        counted: Counted,
    ) -> Slot {
        let tallies = tally_pairs.iter().rev().map(|&(i, j)| (&gold_tallies[i]["id"], &pred_tallies[j]["id"]));
        let events = self.pairs.iter().rev().map(|&(i, j)| (&self.gold[i]["id"], &self.pred[j]["id"]));
        let partners: Vec<(&Value, &Value)> = tallies.chain(events).collect();
        let answered = |event: &Value| text(event, "response_to").is_some();
        let right = self.pairs.iter().filter(|&&(i, j)| {
            let (gold, pred) = (&self.gold[i], &self.pred[j]);
            let partner = partners.iter().find(|(id, _)| **id == gold["response_to"]).map(|(_, partner)| *partner);
            answered(gold) && answered(pred) && partner == Some(&pred["response_to"])
        });
        let counts_here = |paired: bool| paired || counted == Counted::All;
        let gold = self.gold.iter().enumerate().filter(|(i, _)| counts_here(self.pairs.iter().any(|(g, _)| g == i)));
        let pred = self.pred.iter().enumerate().filter(|(j, _)| counts_here(self.pairs.iter().any(|(_, p)| p == j)));
        let (gold, pred) = (gold.filter(|(_, e)| answered(e)), pred.filter(|(_, e)| answered(e)));
        ("response_to", counts(gold.count(), pred.count(), right.count()))
    }
}

fn same_date(g: &Value, p: &Value) -> bool {
    let score = date_score(g, p);
    let loose = !matches!(g["date_precision"].as_str(), Some("day") | None);
    score == 1.0 || (score == 0.5 && loose)
}

fn same_figure(a: &Value, b: &Value) -> bool {
    a["outcome"] == b["outcome"] && same_value(&a["min"], &b["min"]) && same_value(&a["max"], &b["max"])
}

fn counts(gold: usize, predicted: usize, right: usize) -> Counts {
    Counts { gold, predicted, right }
}
