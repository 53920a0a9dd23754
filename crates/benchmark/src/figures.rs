//! The figures of both measures, with their intervals.

use reader::IncidentRole;
use serde_json::{Value, json};

use crate::example::{Example, Prediction};
use crate::interval;
use crate::role_filler::{count_fillers, merged};
use crate::slot::Counts;
use crate::template_score::{SLOTS, count_templates};

/// The figures of a file of documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    documents: usize,
    fillers: Measure,
    templates: Measure,
}

/// One measure: all slots with their interval, and each slot.
#[derive(Clone, Debug, PartialEq)]
struct Measure {
    name: &'static str,
    interval: Option<(f64, f64)>,
    slots: Vec<(&'static str, Counts)>,
}

/// Scores what was predicted for each document.
pub fn score(examples: &[Example], predictions: &[Prediction]) -> Figures {
    let both = || examples.iter().zip(predictions);
    let fillers = both().map(|(e, p)| count_fillers(&merged(&e.templates), &p.extracts)).collect();
    let templates = both().map(|(e, p)| count_templates(&e.templates, &p.templates)).collect();
    let roles = IncidentRole::ALL.map(IncidentRole::name);
    let slots: [&'static str; SLOTS] = std::array::from_fn(|i| if i == 0 { "incident_type" } else { roles[i - 1] });
    Figures {
        documents: examples.len(),
        fillers: Measure::of("CEAF-REE", &roles, fillers),
        templates: Measure::of("GTT", &slots, templates),
    }
}

impl Figures {
    /// Harmonic mean of precision and recall over the role fillers, 0 to 1.
    pub fn fillers_f1(&self) -> f64 {
        self.fillers.all().f1()
    }

    /// The same over the slots of templates.
    pub fn templates_f1(&self) -> f64 {
        self.templates.all().f1()
    }

    /// For reading.
    pub fn table(&self) -> String {
        let head = format!("{} documents; F1 with its 95 % interval\n", self.documents);
        format!("{head}\n{}\n{}", self.fillers.table(), self.templates.table())
    }

    /// One object.
    pub fn json(&self) -> String {
        let measures = [&self.fillers, &self.templates].map(|m| (m.name.to_string(), m.json()));
        let mut out = json!({ "documents": self.documents });
        if let Value::Object(object) = &mut out {
            object.extend(measures);
        }
        format!("{out}\n")
    }
}

impl Measure {
    fn of(name: &'static str, slots: &[&'static str], documents: Vec<Vec<Counts>>) -> Measure {
        let sums: Vec<Counts> = documents.iter().map(|slots| Counts::sum(slots.iter().copied())).collect();
        let of_slot = |i: usize| Counts::sum(documents.iter().map(|slots| slots[i]));
        let slots = slots.iter().enumerate().map(|(i, slot)| (*slot, of_slot(i))).collect();
        Measure { name, interval: interval::of_f1(&sums), slots }
    }

    fn all(&self) -> Counts {
        Counts::sum(self.slots.iter().map(|(_, counts)| *counts))
    }

    fn table(&self) -> String {
        let line = |name: &str, c: Counts| {
            let figures = [c.precision(), c.recall(), c.f1()].map(|x| format!("{:>7.1}", 100.0 * x)).concat();
            format!("{name:<15}{figures}{:>7}{:>7}{:>7}", c.given, c.gold, c.found)
        };
        let mut out =
            format!("{:<15}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}\n", self.name, "P", "R", "F1", "given", "gold", "found");
        self.slots.iter().for_each(|(slot, counts)| out.push_str(&format!("{}\n", line(slot, *counts))));
        let interval = self.interval.map(|(low, high)| format!("   {:.1} to {:.1}", 100.0 * low, 100.0 * high));
        out.push_str(&format!("{}{}\n", line("micro", self.all()), interval.unwrap_or_default()));
        out
    }

    fn json(&self) -> Value {
        let figures = |c: Counts| {
            let (p, r, f1) = (c.precision(), c.recall(), c.f1());
            json!({"precision": p, "recall": r, "f1": f1, "given": c.given, "right": c.right, "gold": c.gold, "found": c.found})
        };
        let mut micro = figures(self.all());
        micro["interval"] = json!(self.interval.map(|(low, high)| [low, high]));
        let slots: serde_json::Map<String, Value> =
            self.slots.iter().map(|(slot, c)| (slot.to_string(), figures(*c))).collect();
        json!({ "micro": micro, "slots": slots })
    }
}
