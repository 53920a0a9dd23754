//! GTT's measure of templates (Du, Rush and Cardie 2021): templates given and templates of the reference are paired so that
//! the document's F1 is highest, and every slot of a pair, its type among them, is right or not. Two are a pair only if
//! the type is right.

use reader::IncidentRole;

use crate::example::{Fillers, Template};
use crate::role_filler::{is_right, words};
use crate::slot::Counts;

/// Slots of a template: its type, then its roles.
pub(crate) const SLOTS: usize = 1 + IncidentRole::ALL.len();

type Slots = [Counts; SLOTS];

/// Counts of each slot: the incident type, then the roles in the order of [`IncidentRole::ALL`].
pub fn count_templates(gold: &[Template], given: &[Template]) -> Vec<Counts> {
    let (gold, given) = (distinct(gold), given.iter().map(Words::of).collect::<Vec<_>>());
    let mut slots = Slots::default();
    for (slot, counts) in slots.iter_mut().enumerate() {
        counts.given = given.iter().map(|t| t.size(slot)).sum();
        counts.gold = gold.iter().map(|t| t.size(slot)).sum();
    }
    let rights: Vec<Vec<Option<Slots>>> = given.iter().map(|p| gold.iter().map(|g| p.beside(g)).collect()).collect();
    for (i, j) in best_pairs(&rights, Counts::sum(slots)) {
        for (counts, right) in slots.iter_mut().zip(rights[i][j].unwrap_or_default()) {
            *counts += right;
        }
    }
    slots.to_vec()
}

/// A template with its words as they are compared.
struct Words {
    incident_type: String,
    roles: Vec<Vec<Vec<String>>>,
}

impl Words {
    fn of(template: &Template) -> Words {
        let fillers = template.fillers.filled();
        let roles = IncidentRole::ALL.into_iter().map(|role| words(fillers.of(role))).collect();
        Words { incident_type: template.incident_type.clone(), roles }
    }

    fn size(&self, slot: usize) -> usize {
        if slot == 0 { 1 } else { self.roles[slot - 1].len() }
    }

    /// What is right in this one and found of the reference's, if the two may be a pair.
    fn beside(&self, gold: &Words) -> Option<Slots> {
        // Of two types that are both right, the reference names both.
        if !gold.incident_type.contains(&self.incident_type) {
            return None;
        }
        let mut out = Slots::default();
        (out[0].right, out[0].found) = (1, 1);
        for (counts, (given, gold)) in out[1..].iter_mut().zip(self.roles.iter().zip(&gold.roles)) {
            counts.right = given.iter().filter(|p| gold.iter().any(|g| is_right(p, g))).count();
            counts.found = gold.iter().filter(|g| given.iter().any(|p| is_right(p, g))).count();
        }
        Some(out)
    }
}

/// The templates of a reference, each once.
fn distinct(templates: &[Template]) -> Vec<Words> {
    let mut seen: Vec<(&str, Vec<Vec<Vec<String>>>)> = Vec::new();
    let raw = |fillers: &Fillers| -> Vec<Vec<Vec<String>>> {
        let of = |role| fillers.of(role).iter().map(|e| e.iter().map(|(w, _)| w.clone()).collect()).collect();
        IncidentRole::ALL.into_iter().map(of).collect()
    };
    let mut out = Vec::new();
    for template in templates {
        let key = (template.incident_type.as_str(), raw(&template.fillers.filled()));
        if !seen.contains(&key) {
            seen.push(key);
            out.push(Words::of(template));
        }
    }
    out
}

/// Some of the templates given, each with one of the reference.
#[derive(Clone, Debug, Default)]
struct Pairing {
    pairs: Vec<(usize, usize)>,
    counts: Counts,
}

/// The pairs that make the F1 of the document highest; of equal ones, those whose first templates are paired first.
fn best_pairs(rights: &[Vec<Option<Slots>>], size: Counts) -> Vec<(usize, usize)> {
    let mut pairings = vec![Pairing { pairs: Vec::new(), counts: size }];
    for (i, row) in rights.iter().enumerate() {
        let mut next: Vec<Pairing> = Vec::new();
        for pairing in &pairings {
            let free = |j: &usize| pairing.pairs.iter().all(|(_, taken)| taken != j);
            for j in (0..row.len()).filter(free) {
                let Some(right) = row[j] else { continue };
                let mut more = pairing.clone();
                more.pairs.push((i, j));
                more.counts += Counts::sum(right);
                next.push(more);
            }
            next.push(pairing.clone());
        }
        pairings = without_repeats(next);
    }
    let mut best = Pairing::default();
    for pairing in pairings {
        if pairing.counts.f1() > best.counts.f1() {
            best = pairing;
        }
    }
    best.pairs
}

/// Of pairings that use the same templates of the reference to the same effect, the first.
fn without_repeats(pairings: Vec<Pairing>) -> Vec<Pairing> {
    let mut seen = std::collections::BTreeSet::new();
    let key = |p: &Pairing| {
        let mut used: Vec<usize> = p.pairs.iter().map(|&(_, j)| j).collect();
        used.sort_unstable();
        (used, p.counts.right, p.counts.found)
    };
    pairings.into_iter().filter(|p| seen.insert(key(p))).collect()
}
