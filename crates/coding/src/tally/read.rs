//! Running totals that the reader sees: each with what its sentence says of it.

use std::ops::Range;

use language::{NumberKind, TimeExpression, TimeKind, TokenId};
use reader::{RoleSpan, SpanRole};
use record::{Actor, Date, EventDate, Figure, Quote, Span, Tally};

use crate::actor::{UNIDENTIFIED, actor};
use crate::casualty::figure_of;
use crate::date::event_date;
use crate::location::location;
use crate::scene::Scene;
use crate::source::speaker_of;

/// From here on, words tell a total.
const SURE_TOTAL: f32 = 0.5;
/// Below this, the reader sees no total even where the rules do.
const DOUBTFUL_TOTAL: f32 = 0.2;
/// From here on, a span of a total's sentence plays its role in it: the reader links roles to acts, not to totals.
const SURE_ROLE: f32 = 0.3;

/// The totals that the reader is sure of, each with the sentence that tells it.
pub(crate) fn read_tallies(scene: &Scene<'_>) -> Vec<(Tally, usize)> {
    let sure = scene.reading.spans.iter().filter(|s| s.role == SpanRole::Tally && s.score >= SURE_TOTAL);
    let mut out: Vec<(Tally, usize)> = Vec::new();
    for (tally, sentence) in sure.filter_map(|s| total(scene, s.span)) {
        if !out.iter().any(|(t, _)| t.figure == tally.figure && t.what == tally.what) {
            out.push((tally, sentence));
        }
    }
    out
}

/// Whether the reader, if there is one, sees no total in a sentence, not even a doubtful one.
pub(crate) fn sees_no_total(scene: &Scene<'_>, sentence: usize) -> bool {
    let range = scene.doc.sentences[sentence].span;
    !scene.reading.sentences.is_empty()
        && !scene
            .reading
            .spans
            .iter()
            .any(|s| s.role == SpanRole::Tally && s.score >= DOUBTFUL_TOTAL && range.contains(s.span))
}

/// A total that both see: what the reader does not say of it is as the rules have it.
pub(crate) fn joined(read: Tally, ruled: &Tally) -> Tally {
    let filled = |a: Vec<Actor>, b: &Vec<Actor>| if a.is_empty() { b.clone() } else { a };
    Tally {
        initiators: filled(read.initiators, &ruled.initiators),
        targets: filled(read.targets, &ruled.targets),
        location: read.location.or_else(|| ruled.location.clone()),
        since: if read.since.start.is_some() { read.since } else { ruled.since.clone() },
        source: read.source.or_else(|| ruled.source.clone()),
        ..read
    }
}

fn total(scene: &Scene<'_>, span: Span) -> Option<(Tally, usize)> {
    let tokens = scene.tokens_of(span)?;
    let figure = ordinal(scene, &tokens).or_else(|| figure_of(scene, &tokens))?;
    let sentence = scene.doc.tokens[tokens.start].sentence;
    let range = scene.doc.sentences[sentence].span;
    let here = |role: SpanRole| {
        let spans = scene.reading.spans.iter();
        spans.filter(move |s| s.role == role && s.score >= SURE_ROLE && range.contains(s.span)).map(|s| s.span)
    };
    let places: Vec<_> =
        here(SpanRole::Place).filter_map(|s| scene.places.iter().find(|p| scene.span(&p.tokens).overlaps(s))).collect();
    let location = location(scene, &places);
    let country = location.as_ref().and_then(|l| l.country.clone());
    let actors = |role: SpanRole| {
        let mut out: Vec<Actor> = Vec::new();
        let mention = |s: Span| {
            let same = |r: &RoleSpan| r.role == role && r.span == s;
            let at = scene.reading.spans.iter().position(same)?;
            scene.read_actors.get(at).copied().flatten()
        };
        for a in here(role).filter_map(|s| actor(scene, &scene.actors[mention(s)?], country.as_deref())) {
            if a.name != UNIDENTIFIED && out.iter().all(|b| b.name != a.name) {
                out.push(a);
            }
        }
        out
    };
    let time = since(scene, sentence, &tokens);
    let source = here(SpanRole::Source).next().map(|s| Quote::new(&scene.doc.report.text, s));
    let tally = Tally {
        id: String::new(),
        what: what(scene, sentence, &tokens),
        initiators: actors(SpanRole::Initiator),
        targets: actors(SpanRole::Target),
        location,
        figure,
        joint: false,
        since: time.map_or(EventDate::unknown(None), |t| {
            let date = event_date(scene, t);
            EventDate { end: date.start, ..date }
        }),
        as_of: as_of(scene, time),
        source: source.or_else(|| speaker_of(scene, tokens.start)),
        evidence: vec![Quote::new(&scene.doc.report.text, range)],
    };
    Some((tally, sentence))
}

/// "the 60th attack since November": the last of as many.
fn ordinal(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Option<Figure> {
    let number = |t: TokenId| {
        let word = scene.lower(t);
        let digits =
            word.strip_suffix("th").or(word.strip_suffix("st")).or(word.strip_suffix("nd")).or(word.strip_suffix("rd"));
        digits?.parse().ok()
    };
    tokens.clone().find_map(number).map(Figure::exactly)
}

/// The words for the span that a total runs over: "since May" before a day or month of its sentence.
fn since<'a>(scene: &'a Scene<'_>, sentence: usize, tokens: &Range<TokenId>) -> Option<&'a TimeExpression> {
    let range = &scene.doc.sentences[sentence].tokens;
    let here = scene.doc.times.iter().filter(|t| range.contains(&t.tokens.start) && t.days.is_some());
    let far = |t: &TimeExpression| t.tokens.start.abs_diff(tokens.start);
    here.min_by_key(|t| (t.kind != TimeKind::Since && !after_since(scene, t), far(t)))
}

/// "since the uprising began in January": the time stands in what follows the word.
fn after_since(scene: &Scene<'_>, time: &TimeExpression) -> bool {
    let start = scene.doc.sentences[scene.doc.tokens[time.tokens.start].sentence].tokens.start;
    (start..time.tokens.end).any(|t| scene.lower(t) == "since")
}

/// The day up to which a total counts: the last of its span, or the day of publication where it still runs.
fn as_of(scene: &Scene<'_>, time: Option<&TimeExpression>) -> Option<Date> {
    let published = scene.doc.report.published.as_ref().map(|p| p.date);
    let runs = |t: &&TimeExpression| t.kind != TimeKind::Since && !after_since(scene, t);
    let end = time.filter(runs).and_then(|t| t.days).map(|days| days.1);
    match (end, published) {
        (Some(end), Some(day)) => Some(end.min(day)),
        (end, day) => end.or(day),
    }
}

/// What is counted: what came of people if the sentence tells it of them, else strikes or attacks.
fn what(scene: &Scene<'_>, sentence: usize, tokens: &Range<TokenId>) -> String {
    let range = scene.doc.sentences[sentence].tokens.clone();
    let noun = tokens.clone().rev().map(|t| scene.lemma(t)).find(|w| w.ends_with("strike") || w.ends_with("attack"));
    if let Some(noun) = noun {
        return if noun.ends_with("strike") { "strike" } else { "attack" }.to_owned();
    }
    let times = scene
        .doc
        .numbers
        .iter()
        .any(|n| n.kind == NumberKind::Times && n.tokens.start < tokens.end && tokens.start < n.tokens.end);
    if times {
        // "attacked 61 times, leaving dozens hurt": acts are counted, whatever came of people.
        let strikes = range.into_iter().any(|t| matches!(scene.lemma(t), "strike" | "raid"));
        return if strikes { "strike" } else { "attack" }.to_owned();
    }
    let told = &scene.doc.tokens[..range.end];
    let outcomes =
        range.filter_map(|t| scene.book.outcome_words.longest(told, t).map(|h| (t.abs_diff(tokens.end), h.value)));
    match outcomes.min() {
        Some((_, wording)) => scene.book.outcome_wordings[wording].outcome.code().to_owned(),
        None => "attack".to_owned(),
    }
}
