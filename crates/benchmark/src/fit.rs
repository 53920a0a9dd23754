//! Fits the second stage on documents that the reader was not trained on.

use reader::{IncidentRole, IncidentType};

use crate::candidate::{Candidate, FEATURES, Seen, TYPES};
use crate::example::{Example, Fillers};
use crate::regression::{Regression, Row};
use crate::role_filler::{count_fillers, merged, words};
use crate::second_stage::{SecondStage, Thresholds, Weighed, row};
use crate::slot::Counts;
use crate::template::{LINK_FEATURES, TYPE_FEATURES, link_features, type_features};
use crate::template_score::count_templates;

/// Parts of the documents; the chances of each, by which thresholds are chosen, come from what was fitted on the others.
const FOLDS: usize = 5;
/// Rounds over all thresholds.
const ROUNDS: usize = 2;

/// Fits regressions and thresholds: those of fillers for the best CEAF-REE, those of templates for GTT's best micro-F1.
pub fn fit(examples: &[(Example, Seen)]) -> SecondStage {
    let rows: Vec<Vec<Row>> = examples.iter().map(|(e, s)| filler_rows(e, s)).collect();
    let fillers = Folded::of(&rows, FEATURES);
    let chances = |i: usize| -> Vec<f64> { rows[i].iter().map(|r| fillers.without(i).chance(&r.0)).collect() };
    let chances: Vec<Vec<f64>> = (0..examples.len()).map(chances).collect();
    let rows: Vec<Vec<Row>> = examples.iter().zip(&chances).map(|((e, s), c)| type_rows(e, s, c)).collect();
    let incidents = Folded::of(&rows, TYPE_FEATURES);
    let weigh = |(i, chances): (usize, Vec<f64>)| Weighed {
        seen: &examples[i].1,
        types: rows[i].iter().map(|r| incidents.without(i).chance(&r.0)).collect(),
        chances,
    };
    let weighed: Vec<Weighed<'_>> = chances.into_iter().enumerate().map(weigh).collect();
    let rows: Vec<Row> = examples.iter().zip(&weighed).flat_map(|((e, _), w)| link_rows(e, w)).collect();
    let link = Regression::fit(&rows.iter().collect::<Vec<_>>(), LINK_FEATURES);
    let gold: Vec<&Example> = examples.iter().map(|(e, _)| e).collect();
    let thresholds = choose(&gold, &weighed, &link);
    SecondStage { filler: fillers.all, incident: incidents.all, link, thresholds }
}

/// A regression fitted on all documents, and for each part one that was fitted on the others.
struct Folded {
    all: Regression,
    without: Vec<Regression>,
}

impl Folded {
    fn of(rows: &[Vec<Row>], width: usize) -> Folded {
        let on = |is: &dyn Fn(usize) -> bool| {
            let rows: Vec<&Row> = rows.iter().enumerate().filter(|(i, _)| is(*i)).flat_map(|(_, r)| r).collect();
            Regression::fit(&rows, width)
        };
        Folded { all: on(&|_| true), without: (0..FOLDS).map(|fold| on(&|i| i % FOLDS != fold)).collect() }
    }

    fn without(&self, document: usize) -> &Regression {
        &self.without[document % FOLDS]
    }
}

fn is_filler(candidate: &Candidate, fillers: &Fillers) -> bool {
    words(fillers.of(candidate.role)).iter().any(|entity| entity.contains(&candidate.wording))
}

/// Which candidates are wordings of a filler.
fn filler_rows(example: &Example, seen: &Seen) -> Vec<Row> {
    let gold = merged(&example.templates);
    seen.candidates.iter().map(|c| (c.features.clone(), is_filler(c, &gold))).collect()
}

fn is_of_type(incident_type: &str, of: usize) -> bool {
    incident_type.contains(IncidentType::ALL[of].name())
}

/// Which types of incidents a document tells of.
fn type_rows(example: &Example, seen: &Seen, chances: &[f64]) -> Vec<Row> {
    let told = |t: usize| example.templates.iter().any(|template| is_of_type(&template.incident_type, t));
    (0..TYPES).map(|t| (type_features(seen, chances, t), told(t))).collect()
}

/// In documents of several types, in which of their incidents a filler plays its role.
fn link_rows(example: &Example, weighed: &Weighed<'_>) -> Vec<Row> {
    let types: Vec<usize> =
        (0..TYPES).filter(|&t| example.templates.iter().any(|x| is_of_type(&x.incident_type, t))).collect();
    let gold = merged(&example.templates);
    let fillers = weighed.seen.candidates.iter().filter(|c| types.len() > 1 && is_filler(c, &gold));
    let mut out = Vec::new();
    for c in fillers {
        for &t in &types {
            let mut incidents = example.templates.iter().filter(|x| is_of_type(&x.incident_type, t));
            let plays = incidents.any(|x| is_filler(c, &x.fillers));
            out.push((link_features(weighed.seen, c, &weighed.types, t), plays));
        }
    }
    out
}

/// The thresholds under which the figures are highest.
fn choose(gold: &[&Example], weighed: &[Weighed<'_>], link: &Regression) -> Thresholds {
    let entities: Vec<Fillers> = gold.iter().map(|e| merged(&e.templates)).collect();
    let extracts_f1 = |t: &Thresholds| {
        let pairs = weighed.iter().zip(&entities);
        Counts::sum(pairs.flat_map(|(w, gold)| count_fillers(gold, &w.extracts(&t.extracts)))).f1()
    };
    let templates_f1 = |t: &Thresholds| {
        let pairs = weighed.iter().zip(gold);
        Counts::sum(pairs.flat_map(|(w, e)| count_templates(&e.templates, &w.templates(link, t)))).f1()
    };
    let start = [0.35; IncidentRole::ALL.len()];
    let mut best = Thresholds { extracts: start, templates: start, first: 0.3, more: 0.5, link: 0.5 };
    for _ in 0..ROUNDS {
        for role in IncidentRole::ALL {
            best = climb(best, 0.05..0.8, &extracts_f1, |t, x| t.extracts[row(role)] = x);
        }
    }
    best.templates = best.extracts;
    for _ in 0..ROUNDS {
        best = climb(best, 0.05..0.8, &templates_f1, |t, x| t.first = x);
        best = climb(best, 0.1..0.95, &templates_f1, |t, x| t.more = x);
        best = climb(best, 0.2..0.8, &templates_f1, |t, x| t.link = x);
        let extracts = best.extracts;
        // All roles together: a threshold for each would fit the few documents, not the task.
        best = climb(best, -0.2..0.4, &templates_f1, |t, x| t.templates = extracts.map(|least| least + x));
    }
    best
}

/// Sets one threshold to the value of a range that scores highest; of equal ones, the lowest.
fn climb(
    from: Thresholds,
    range: std::ops::Range<f64>,
    score: &dyn Fn(&Thresholds) -> f64,
    set: impl Fn(&mut Thresholds, f64),
) -> Thresholds {
    const STEP: f64 = 0.025;
    let steps = ((range.end - range.start) / STEP).round() as usize;
    let mut best = (score(&from), from.clone());
    for step in 0..=steps {
        let mut tried = from.clone();
        set(&mut tried, range.start + STEP * step as f64);
        let reached = score(&tried);
        if reached > best.0 {
            best = (reached, tried);
        }
    }
    best.1
}
