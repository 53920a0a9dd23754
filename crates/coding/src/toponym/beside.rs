//! What toponyms that stand side by side say of each other: one lies in the next, or both are of a kind.

use language::TokenId;

use super::Found;
use super::read::{Candidate, What};
use super::settle::division_place;
use crate::codebook::PlaceContext;
use crate::codebook::gazetteer::{Place, PlaceKind};
use crate::location::{lies_in, province_of};
use crate::scene::Scene;

/// What the neighbours of a toponym say of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    /// The country that it lies in, and the division, if one stands behind it with a comma or in brackets.
    pub within: Option<(String, Option<String>)>,
    /// The number of the toponym that says so.
    pub holder: Option<usize>,
    /// Countries of which a division stands beside it in a list.
    pub listed_with: Vec<String>,
    /// Whether it is one of some streets ("Elm and Oak streets").
    pub street: bool,
}

impl Beside {
    /// Adds it to what the words around say.
    pub fn add_to(&self, context: &mut PlaceContext) {
        if let Some((country, admin1)) = &self.within {
            context.within = Some(country.clone());
            context.within_admin1 = admin1.clone();
        } else if !self.listed_with.is_empty() {
            (context.within, context.within_admin1) = (None, None);
        }
        context.listed_with.clone_from(&self.listed_with);
    }

    /// The division that has the name of a country, if divisions of its country stand beside it: "Georgia, Maine and Utah".
    pub fn state_of_name<'g>(&self, scene: &Scene<'g>, c: &Candidate) -> Option<Place<'g>> {
        let name = scene.text(&c.tokens);
        self.listed_with.iter().find_map(|country| division_place(scene, country, name))
    }
}

/// What stands beside each toponym.
pub(super) fn besides(scene: &Scene<'_>, found: &[Found], names: &[usize]) -> Vec<Beside> {
    let mut out = vec![Beside::default(); found.len()];
    for i in 1..found.len() {
        let (a, b) = (&found[i - 1].candidate, &found[i].candidate);
        if names[i] == names[i - 1] || a.tokens.end > b.tokens.start || same_sentence(scene, a, b).is_none() {
            continue;
        }
        if is_list(scene, a.tokens.end, b.tokens.start) {
            let (of_a, of_b) = (divided(scene, a), divided(scene, b));
            let shared: Vec<String> = of_a.into_iter().filter(|country| of_b.contains(country)).collect();
            out[i - 1].street = is_street(scene, b.tokens.end) || is_street(scene, b.tokens.end - 1);
            out[i].street = is_street(scene, b.tokens.end);
            if !shared.is_empty() {
                out[i - 1].listed_with.extend(shared.iter().cloned());
                out[i].listed_with.extend(shared);
                continue;
            }
        }
        if holds(scene, a, b) {
            out[i - 1].within = area(scene, b);
            out[i - 1].holder = Some(i);
        } else if is_put_in(scene, a.tokens.end, b.tokens.start) {
            out[i - 1].holder = Some(i);
        }
    }
    out
}

fn same_sentence(scene: &Scene<'_>, a: &Candidate, b: &Candidate) -> Option<usize> {
    let of = |t: TokenId| scene.doc.tokens[t].sentence;
    Some(of(a.tokens.start)).filter(|&s| s == of(b.tokens.start))
}

/// "Ulm, Tal and Dorn".
fn is_list(scene: &Scene<'_>, from: TokenId, to: TokenId) -> bool {
    (1..=3).contains(&(to - from)) && (from..to).all(|t| matches!(scene.lower(t), "," | "and" | "or" | "&" | "the"))
}

/// "Elm and Oak streets": whether a token is a noun for streets.
fn is_street(scene: &Scene<'_>, t: TokenId) -> bool {
    scene.lower(t).ends_with('s') && scene.book.toponym_words.street.contains(scene.lower(t))
}

/// "Oxbow in the Tal Valley", "Lund district of Skane": whether the words between put the first in the second.
fn is_put_in(scene: &Scene<'_>, from: TokenId, to: TokenId) -> bool {
    let link = |t: TokenId| matches!(scene.lower(t), "in" | "of" | "the" | ",") || super::around::head(scene, t);
    let puts = |t: TokenId| matches!(scene.lower(t), "in" | "of");
    (1..=4).contains(&(to - from)) && (from..to).all(link) && (from..to).any(puts)
}

/// Countries that have a first-level division of the name.
fn divided(scene: &Scene<'_>, c: &Candidate) -> Vec<String> {
    match &c.what {
        What::Division(country, _) => vec![country.clone()],
        What::Listed(ids) => {
            let places = ids.iter().filter(|n| n.main).map(|n| scene.gazetteer.place(n.place));
            let provinces = places.filter(|p| p.kind == PlaceKind::Province);
            provinces.filter_map(|p| p.country.map(str::to_string)).collect()
        }
        What::Country(i) => {
            let country = Some(scene.book.registry.countries[*i].code.as_str());
            let places =
                scene.gazetteer.named(scene.text(&c.tokens)).into_iter().map(|n| scene.gazetteer.place(n.place));
            let provinces = places.filter(|p| p.kind == PlaceKind::Province && p.country != country);
            provinces.filter_map(|p| p.country.map(str::to_string)).collect()
        }
        _ => Vec::new(),
    }
}

/// The country, and the division if it is one, that a toponym may put another in.
fn area(scene: &Scene<'_>, c: &Candidate) -> Option<(String, Option<String>)> {
    match &c.what {
        What::Country(i) => Some((scene.book.registry.countries[*i].code.clone(), None)),
        What::Division(country, name) => Some((country.clone(), Some(name.clone()))),
        What::Listed(ids) => province_of(scene, ids),
        _ => None,
    }
}

/// "Riverdale, N.J.", "Ballarat (Victoria)": whether the second is wider and may hold the first.
fn holds(scene: &Scene<'_>, a: &Candidate, b: &Candidate) -> bool {
    let comma = b.tokens.start == a.tokens.end + 1 && matches!(scene.lower(a.tokens.end), "," | "(");
    let Some(area) = area(scene, b).filter(|_| comma) else { return false };
    match &a.what {
        What::Listed(ids) => lies_in(scene, ids, &area),
        What::Ground | What::House | What::Unknown => true,
        _ => false,
    }
}
