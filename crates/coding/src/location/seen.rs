//! Places that the trained reader sees: what it adds to the names that the rules find, and which of those it does not see.

use std::ops::Range;

use language::TokenId;
use reader::SpanRole;
use record::Span;

use super::mention::unknown_seen;
use super::read::{Found, listed};
use super::{PlaceMention, Width};
use crate::actor::Who;
use crate::scene::Scene;

/// From here on, words that the rules take for no place are one.
const SURE_PLACE: f32 = 0.5;
/// Up to here, the reader sees no place.
const UNSEEN: f32 = 0.1;

/// Adds the places that only the reader sees, so that names stay in order of the text.
pub(super) fn add_seen(scene: &Scene<'_>, found: &mut Vec<Found>) {
    let sure = scene.reading.spans.iter().filter(|s| s.role == SpanRole::Place && s.score >= SURE_PLACE);
    let overlaps = |found: &[Found], t: &Range<TokenId>| {
        found.iter().any(|f| f.tokens().start < t.end && t.start < f.tokens().end)
    };
    let mut new = Vec::new();
    for span in sure {
        let Some(tokens) = named(scene, span.span).filter(|t| !overlaps(found, t) && !overlaps(&new, t)) else {
            continue;
        };
        new.extend(found_in(scene, tokens));
    }
    if !new.is_empty() {
        found.append(&mut new);
        found.sort_by_key(Found::start);
    }
}

/// Whether the reader is sure of a place in these words.
pub(super) fn is_seen(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    sees(scene, tokens, SURE_PLACE)
}

/// Whether the reader has read the report and sees no place in these words. Of the names of a list ("the villages of A and B") it
/// sees all that it sees one of.
pub(super) fn is_unseen(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    !scene.reading.sentences.is_empty() && !sees(scene, tokens, UNSEEN) && !listed_with_seen(scene, tokens)
}

fn listed_with_seen(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let phrases = &scene.doc.phrases;
    let Some(p) = scene.phrase_of(tokens.end - 1).filter(|&p| phrases[p].head == tokens.end - 1) else { return false };
    let lead = phrases[p].first_conjunct.unwrap_or(p);
    let others = std::iter::once(lead).chain(phrases[lead].conjuncts.iter().copied()).filter(|&q| q != p);
    others.map(|q| &phrases[q].tokens).any(|other| sees(scene, other, SURE_PLACE))
}

fn sees(scene: &Scene<'_>, tokens: &Range<TokenId>, least: f32) -> bool {
    let span = scene.span(tokens);
    scene.reading.spans.iter().any(|s| s.role == SpanRole::Place && s.score >= least && s.span.overlaps(span))
}

/// The words of a span from its first word that is written as a name to its last one.
fn named(scene: &Scene<'_>, span: Span) -> Option<Range<TokenId>> {
    let tokens = scene.tokens_of(span)?;
    let name = |t: &TokenId| scene.doc.tokens[*t].capital;
    let first = tokens.clone().find(name)?;
    // "mile 49", "Border Post 12": what counts places of a kind belongs to the name.
    let counts = |t: &TokenId| scene.text(&(*t..*t + 1)).starts_with(|c: char| c.is_ascii_digit());
    let last = tokens.rev().find(|t| name(t) || counts(t))?;
    Some(first..last + 1)
}

fn found_in(scene: &Scene<'_>, tokens: Range<TokenId>) -> Option<Found> {
    if let Some(Who::State(i)) = scene.actor_at(tokens.start).filter(|m| m.tokens == tokens).map(|m| &m.who) {
        let code = scene.book.registry.countries[*i].code.clone();
        let ground =
            PlaceMention { country: Some(code), sure: true, width: Width::Country, ..unknown_seen(scene, tokens) };
        return Some(Found::Told(ground));
    }
    match listed(scene, tokens.start, tokens.end).filter(|l| l.tokens == tokens) {
        Some(listed) => Some(Found::Listed(listed)),
        None => Some(Found::Told(unknown_seen(scene, tokens))),
    }
}
