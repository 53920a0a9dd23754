//! Which words of a report may name places, in order of the text.

use std::ops::Range;

use language::{NameKind, Tag, TokenId};

use super::PlaceMention;
use super::focus::{DATELINE, LITERAL, METONYMIC};
use super::mention::{
    country_ground, country_place, is_government, longer_name, longer_place, may_open, placed, unknown_place,
};
use super::seen::add_seen;
use crate::actor::{ActorMention, Who};
use crate::codebook::PlaceContext;
use crate::codebook::fold::fold;
use crate::codebook::gazetteer::{Candidate, PlaceId, PlaceKind};
use crate::scene::Scene;
use crate::toponym::is_common;

/// What stands at some words.
pub(super) enum Found {
    /// A country as ground, or a name that no table has.
    Told(PlaceMention),
    /// A name that the tables have.
    Listed(Listed),
}

/// A name that the tables have.
pub(super) struct Listed {
    pub tokens: Range<TokenId>,
    pub candidates: Vec<Candidate>,
    /// The number of the name.
    pub name: usize,
    /// What it says of where the report is.
    pub weight: f64,
    /// What the words beside it say, and its dateline.
    pub context: PlaceContext,
    /// The places that it may mean, best first, with how well each fits.
    pub readings: Vec<(f64, PlaceId)>,
}

impl Found {
    pub fn tokens(&self) -> &Range<TokenId> {
        match self {
            Found::Told(m) => &m.tokens,
            Found::Listed(l) => &l.tokens,
        }
    }

    pub fn start(&self) -> TokenId {
        self.tokens().start
    }
}

/// The country and the name of the first-level division that a name may mean.
pub(crate) fn province_of(scene: &Scene<'_>, candidates: &[Candidate]) -> Option<(String, Option<String>)> {
    let mut places = candidates.iter().filter(|n| n.main).map(|n| scene.gazetteer.place(n.place));
    let province = places.find(|p| p.kind == PlaceKind::Province)?;
    Some((province.country?.to_string(), Some(province.name.to_string())))
}

/// Whether a name may mean a place in a country, or in a division of it.
pub(crate) fn lies_in(
    scene: &Scene<'_>,
    candidates: &[Candidate],
    (country, admin1): &(String, Option<String>),
) -> bool {
    candidates.iter().map(|n| scene.gazetteer.place(n.place)).any(|p| {
        let inside = admin1.as_deref().is_none_or(|name| p.admin1.is_some_and(|a| fold(a) == fold(name)));
        p.country == Some(country.as_str()) && inside && (p.kind != PlaceKind::Province || admin1.is_none())
    })
}

/// Everything in the report that may name a place, in order of the text.
pub(super) fn found(scene: &Scene<'_>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    for s in told(scene) {
        let range = scene.doc.sentences[s].tokens.clone();
        let mut t = range.start;
        while t < range.end {
            let one = found_at(scene, t, range.end);
            t = match &one {
                Some(Found::Told(m)) => m.tokens.end,
                Some(Found::Listed(l)) => l.tokens.end,
                None => t + 1,
            };
            out.extend(one);
        }
    }
    add_seen(scene, &mut out);
    out
}

/// What a name says of where the report is.
fn weight(scene: &Scene<'_>, tokens: &Range<TokenId>) -> f64 {
    let dateline = scene.doc.report.dateline.as_ref();
    match dateline.is_some_and(|d| d.span.contains(scene.span(tokens))) {
        true => DATELINE,
        false if placed(scene, tokens) => LITERAL,
        false => METONYMIC,
    }
}

/// The sentences that tell, and the dateline, which is set apart from them.
fn told(scene: &Scene<'_>) -> Vec<usize> {
    let mut out: Vec<usize> = scene.telling().collect();
    if let Some(dateline) = &scene.doc.report.dateline {
        let within = |s: &usize| dateline.span.contains(scene.doc.sentences[*s].span) && !out.contains(s);
        let apart: Vec<usize> = (0..scene.doc.sentences.len()).filter(within).collect();
        out.extend(apart);
        out.sort_unstable();
    }
    out
}

fn found_at(scene: &Scene<'_>, t: TokenId, end: TokenId) -> Option<Found> {
    if !may_open(scene, t) {
        return None;
    }
    if let Some(m) = scene.actor_at(t) {
        return country_place(scene, m, t).or_else(|| country_ground(scene, m, t)).map(Found::Told);
    }
    // "August" is also a town.
    let behind = scene.doc.times.partition_point(|time| time.tokens.start <= t);
    if scene.doc.times[..behind].iter().rev().take(2).any(|time| time.tokens.contains(&t)) {
        return None;
    }
    // "None" that opens a sentence is no town.
    let first = t == scene.doc.sentences[scene.doc.tokens[t].sentence].tokens.start;
    let plain = first && !matches!(scene.tag(t), Tag::ProperNoun | Tag::Adjective);
    let common = || is_common(scene, t) || plain;
    let person = scene.name_at(t).is_some_and(|n| n.kind == NameKind::Person);
    let Some(listed) = (!person).then(|| listed(scene, t, end)).flatten() else {
        return unknown_place(scene, t).map(Found::Told);
    };
    let tokens = &listed.tokens;
    if tokens.len() == 1 && common() {
        // "Republic Avenue".
        return unknown_place(scene, t).filter(|m| m.tokens.len() > 1).map(Found::Told);
    }
    if longer_name(scene, tokens) || is_government(scene, tokens) {
        return None;
    }
    if let Some(mention) = longer_place(scene, tokens) {
        return Some(Found::Told(mention));
    }
    Some(Found::Listed(listed))
}

/// The longest name of the tables that begins at a token.
pub(super) fn listed(scene: &Scene<'_>, t: TokenId, end: TokenId) -> Option<Listed> {
    // "Gulf of Guinea" goes on over the country.
    let other = |m: &ActorMention| !matches!(m.who, Who::State(_));
    let actor = (t + 1..end.min(t + 6)).find(|&i| scene.actor_at(i).is_some_and(other));
    let limit = actor.unwrap_or(end.min(t + 6));
    let words: Vec<(&str, &str)> = (t..limit).map(|i| (scene.lower(i), &*scene.folded[i])).collect();
    let (len, candidates) = scene.gazetteer.longest_folded(&words)?;
    let tokens = t..t + len;
    let (context, readings, weight) = (PlaceContext::default(), Vec::new(), weight(scene, &tokens));
    Some(Listed { tokens, candidates, name: 0, weight, context, readings })
}
