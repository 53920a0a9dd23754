//! Which candidates are fillers, and which of them stand for the same one.

use record::Span;

use crate::candidate::Candidate;

/// The least chance with which a candidate of each role is taken, in the order of the roles.
pub(crate) type Least = [f64; reader::IncidentRole::ALL.len()];

/// Short words that an acronym leaves out.
const SMALL: usize = 3;
/// Letters of the shortest acronym.
const SHORTEST_ACRONYM: usize = 3;

/// Indices of the candidates taken, the surest first: of those that stand for one filler, and of those that overlap, the
/// surest.
pub(crate) fn fillers(candidates: &[Candidate], chances: &[f64], least: &Least) -> Vec<usize> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.retain(|&i| chances[i] >= least[candidates[i].role as usize]);
    order.sort_by(|&a, &b| chances[b].total_cmp(&chances[a]).then(a.cmp(&b)));
    let mut taken: Vec<usize> = Vec::new();
    for i in order {
        let c = &candidates[i];
        let same =
            |o: &Candidate| o.role == c.role && (overlap(&o.spans, &c.spans) || one_filler(&o.wording, &c.wording));
        if !taken.iter().any(|&t| same(&candidates[t])) {
            taken.push(i);
        }
    }
    taken
}

fn overlap(a: &[Span], b: &[Span]) -> bool {
    a.iter().any(|a| b.iter().any(|b| a.overlaps(*b)))
}

/// Whether two wordings of one role in one document are likely to stand for the same: one is the other's acronym, or all
/// its words are the other's.
fn one_filler(a: &str, b: &str) -> bool {
    let (short, long) = if a.split(' ').count() <= b.split(' ').count() { (a, b) } else { (b, a) };
    short.split(' ').all(|word| long.split(' ').any(|other| other == word)) || is_acronym(short, long)
}

fn is_acronym(short: &str, long: &str) -> bool {
    let initials = |least: usize| -> String {
        long.split(' ').filter(|w| w.len() > least).filter_map(|w| w.chars().next()).collect()
    };
    !short.contains(' ') && short.len() >= SHORTEST_ACRONYM && (initials(0) == short || initials(SMALL) == short)
}

#[cfg(test)]
mod tests {
    use super::one_filler;

    #[test]
    fn acronyms_and_parts_of_names_stand_for_the_whole() {
        for (a, b) in
            [("front of national rescue", "fnr"), ("rey", "ana rey"), ("rebels", "rebels"), ("old rey", "ana old rey")]
        {
            assert!(one_filler(a, b) && one_filler(b, a), "{a} and {b}");
        }
        for (a, b) in [("ana rey", "luis rey"), ("fnr", "rebels"), ("car", "truck"), ("gn", "guarded north")] {
            assert!(!one_filler(a, b) && !one_filler(b, a), "{a} and {b}");
        }
    }
}
