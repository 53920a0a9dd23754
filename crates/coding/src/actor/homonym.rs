//! Names that several actors share: the report's countries tell whom it means.

use std::cmp::Reverse;

use super::described::countries_named;
use super::{Who, spelled_alike};
use crate::codebook::registry::NameUse;
use crate::scene::Scene;

/// What a place of the report says for an actor of its country; a country's bare name says less.
const PLACE: usize = 3;

/// A name that nothing in the report decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Homonym {
    /// Whom it is taken for.
    pub taken: Who,
    /// Whom it may mean as well.
    pub other: Who,
}

/// Gives every name that several actors share to the one whose countries the report speaks of, else to the one that has it
/// for its own name or for a state's forces, else to the first. One name means one actor throughout a report.
pub(crate) fn settle_names(scene: &mut Scene<'_>) {
    let mut settled: Vec<(Who, Who)> = Vec::new();
    let mut open = Vec::new();
    let mut countries: Option<Vec<String>> = None;
    for i in 0..scene.actors.len() {
        let who = &scene.actors[i].who;
        if !matches!(who, Who::Registered(_) | Who::Military(_) | Who::Police(_) | Who::Government(_))
            || settled.iter().any(|s| s.0 == *who)
        {
            continue;
        }
        let candidates = candidates(scene, i);
        if candidates.len() < 2 {
            continue;
        }
        let spoken_of = countries.get_or_insert_with(|| countries_of(scene));
        let mut ranked: Vec<(usize, bool, Reverse<usize>)> = Vec::new();
        for (n, (used, own)) in candidates.iter().enumerate() {
            ranked.push((spoken_of.iter().filter(|c| scene.book.registry.is_of(*used, c)).count(), *own, Reverse(n)));
        }
        ranked.sort_unstable_by(|a, b| b.cmp(a));
        let whom = |rank: &(usize, bool, Reverse<usize>)| who_of(candidates[rank.2.0].0);
        if (ranked[0].0, ranked[0].1) == (ranked[1].0, ranked[1].1) {
            open.push(Homonym { taken: whom(&ranked[0]), other: whom(&ranked[1]) });
        }
        settled.push((who.clone(), whom(&ranked[0])));
    }
    for m in &mut scene.actors {
        if let Some((_, now)) = settled.iter().find(|(was, now)| *was == m.who && was != now) {
            m.who = now.clone();
        }
    }
    scene.homonyms = open;
}

fn who_of(used: NameUse) -> Who {
    match used {
        NameUse::Actor(i) => Who::Registered(i),
        NameUse::Military(i) => Who::Military(i),
        NameUse::Police(i) => Who::Police(i),
        NameUse::Government(i) => Who::Government(i),
        NameUse::Country(i) | NameUse::Demonym(i) | NameUse::Capital(i) => Who::State(i),
    }
}

/// Everything that the words of a mention may name, with whether they are its own name; empty if they are no name.
fn candidates(scene: &Scene<'_>, mention: usize) -> Vec<(NameUse, bool)> {
    let tokens = &scene.actors[mention].tokens;
    let registry = &scene.book.registry;
    let text = scene.text(tokens);
    let mut out: Vec<(NameUse, bool)> = Vec::new();
    if let Some((len, meanings)) = registry.longest(&scene.folded[tokens.clone()])
        && len == tokens.len()
    {
        let named = meanings.iter().filter(|(name, used)| {
            matches!(used, NameUse::Actor(_) | NameUse::Military(_) | NameUse::Police(_) | NameUse::Government(_))
                && spelled_alike(name, text, *used)
        });
        for (name, used) in named {
            let own = !matches!(used, NameUse::Actor(i) if registry.actors[*i].name != *name);
            match out.iter_mut().find(|known| known.0 == *used) {
                Some(known) => known.1 |= own,
                None => out.push((*used, own)),
            }
        }
    } else if let Some((len, actors)) = registry.longest_by_sound(&scene.folded[tokens.clone()])
        && len == tokens.len()
    {
        out.extend(actors.iter().map(|&i| (NameUse::Actor(i), false)));
    }
    out
}

/// The countries that the report speaks of, each as often as it weighs.
fn countries_of(scene: &Scene<'_>) -> Vec<String> {
    let registry = &scene.book.registry;
    let named = countries_named(scene).into_iter().map(|i| registry.countries[i].code.clone());
    let places = scene.places.iter().filter_map(|p| p.country.clone());
    named.chain(places.flat_map(|code| std::iter::repeat_n(code, PLACE))).collect()
}
