//! CEAF-REE (Du, Rush and Cardie 2021, "GRIT"): entities of a role in a document, aligned one to one, whichever incident
//! they belong to. An entity given is right if each of its mentions is one of the entity that it is aligned with.

use reader::IncidentRole;

use crate::example::{Entity, Fillers, Template};
use crate::slot::Counts;
use crate::wording::compared;

/// The entities of a document's templates: one that is part of an earlier one, or the other way round, is the same.
pub fn merged(templates: &[Template]) -> Fillers {
    let mut out = Fillers::default();
    for role in IncidentRole::ALL {
        for entity in templates.iter().flat_map(|t| t.fillers.of(role)).filter(|e| !e.is_empty()) {
            let part = |a: &Entity, b: &Entity| a.iter().all(|(words, _)| b.iter().any(|(other, _)| other == words));
            if !out.of(role).iter().any(|known| part(entity, known) || part(known, entity)) {
                out.add(role, entity.clone());
            }
        }
    }
    out
}

/// Counts of each role, in the order of [`IncidentRole::ALL`].
pub fn count_fillers(gold: &Fillers, given: &Fillers) -> Vec<Counts> {
    let of_role = |role| {
        let (gold, given) = (words(gold.of(role)), words(given.of(role)));
        let right = aligned(&gold, &given);
        Counts { given: given.len(), right, gold: gold.len(), found: right }
    };
    IncidentRole::ALL.into_iter().map(of_role).collect()
}

/// The mentions of entities as they are compared.
pub(crate) fn words(entities: &[Entity]) -> Vec<Vec<String>> {
    entities.iter().map(|e| e.iter().map(|(words, _)| compared(words)).collect()).collect()
}

/// Whether each mention given is one of the reference's.
pub(crate) fn is_right(given: &[String], gold: &[String]) -> bool {
    given.iter().all(|words| gold.contains(words))
}

/// How many entities the best alignment makes right. Each pair is right or not, so that it is a largest matching.
fn aligned(gold: &[Vec<String>], given: &[Vec<String>]) -> usize {
    let mut taken_by: Vec<Option<usize>> = vec![None; gold.len()];
    (0..given.len()).filter(|&i| place(i, gold, given, &mut taken_by, &mut vec![false; gold.len()])).count()
}

/// Finds a partner for a given entity, if need be by finding another for one that has its own already.
fn place(
    i: usize,
    gold: &[Vec<String>],
    given: &[Vec<String>],
    taken_by: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for j in 0..gold.len() {
        if tried[j] || !is_right(&given[i], &gold[j]) {
            continue;
        }
        tried[j] = true;
        if taken_by[j].is_none_or(|other| place(other, gold, given, taken_by, tried)) {
            taken_by[j] = Some(i);
            return true;
        }
    }
    false
}
