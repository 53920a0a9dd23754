//! Whom the report credits, by the reader's spans.

use std::ops::Range;

use language::{SentenceKind, TokenId};
use reader::SpanRole;
use record::{EventReport, Quote};

use super::add;
use crate::learned::{Belonging, SURE_ROLE};
use crate::scene::Scene;

/// From here on, the report credits a source with an event that the rules credit to nobody.
const SURE_SOURCE: f32 = 0.4;

/// Weighs the rules' sources of an event by the reader's spans, which belong to it more or less surely.
pub(crate) fn settle(scene: &Scene<'_>, spans: &[Belonging], event: &mut EventReport) {
    let ruled = std::mem::take(&mut event.sources);
    let text = &scene.doc.report.text;
    let mut found: Vec<Quote> = Vec::new();
    for s in spans.iter().filter(|s| s.role == SpanRole::Source) {
        if s.score >= SURE_SOURCE {
            add(&mut found, Quote::new(text, s.span));
        }
    }
    event.sources = if found.is_empty() { ruled } else { found };
}

/// Who gives the figure at some tokens: the nearest source of its sentence, else the last that spoke before it; a headline's
/// is the first that the text names.
pub(crate) fn credited(scene: &Scene<'_>, spans: &[Belonging], tokens: &Range<TokenId>) -> Option<Quote> {
    let sentence = |t: TokenId| scene.doc.tokens[t].sentence;
    let here = sentence(tokens.start);
    let sources: Vec<(Range<TokenId>, Quote)> = spans
        .iter()
        .filter(|s| s.role == SpanRole::Source && s.score >= SURE_ROLE)
        .filter_map(|s| Some((scene.tokens_of(s.span)?, Quote::new(&scene.doc.report.text, s.span))))
        .collect();
    let far = |s: &&(Range<TokenId>, Quote)| {
        if s.0.start >= tokens.end { s.0.start - tokens.end } else { tokens.start.saturating_sub(s.0.end) }
    };
    let own = sources.iter().filter(|s| sentence(s.0.start) == here).min_by_key(far);
    let title = scene.doc.sentences[here].kind == SentenceKind::Title;
    let last = || sources.iter().rfind(|s| sentence(s.0.start) < here);
    let first = || sources.iter().find(|s| sentence(s.0.start) > here && title);
    own.or_else(last).or_else(first).map(|s| s.1.clone())
}

/// Whether two figures may have one speaker: nobody is told of one, or one's words hold the other's.
pub(crate) fn same_speaker(a: Option<&Quote>, b: Option<&Quote>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    let (a, b) = (a.text.to_lowercase(), b.text.to_lowercase());
    a.contains(&b) || b.contains(&a)
}
