//! Whom the report credits: with the words at a token, and with an event at large (CODEBOOK, `sources`).

mod read;

use std::ops::Range;

use language::{Article, Attribution, Mood, NameKind, PhraseId, Tag, TokenId, Voice};
use record::{Quote, Span};

pub(crate) use self::read::{credited, same_speaker, settle};
use crate::act::{Anchor, Tells};
use crate::codebook::StandingCue;
use crate::scene::Scene;
use crate::standing::{cues, governs, words_of};
use crate::telling::{Telling, actors_of};

/// Whom the report credits with the words at a token; `None` for its own voice, and for speakers without a name
/// ("reports", "sources").
pub(crate) fn speaker_of(scene: &Scene<'_>, token: TokenId) -> Option<Quote> {
    speakers(scene, attribution_at(scene, token)?).into_iter().next()
}

/// The narrowest attribution whose scope holds the token. What somebody denies is not that one's word.
pub(crate) fn attribution_at<'a>(scene: &'a Scene<'_>, token: TokenId) -> Option<&'a Attribution> {
    let span = scene.doc.tokens[token].span;
    scene
        .doc
        .attributions
        .iter()
        .filter(|a| a.scope.contains(span) && !is_denial(scene, a))
        .min_by_key(|a| (a.scope.end - a.scope.start, a.scope.start))
}

fn is_denial(scene: &Scene<'_>, attribution: &Attribution) -> bool {
    let word = |w: &crate::codebook::StandingWording| w.words.contains(&attribution.wording);
    scene.book.standings.iter().filter(|f| f.code == "denied").any(|f| f.wording.iter().any(word))
}

/// All speakers of an attribution, each cut to what names it. Joined kinds of people are one ("police and residents").
pub(crate) fn speakers(scene: &Scene<'_>, attribution: &Attribution) -> Vec<Quote> {
    let spans: Vec<Span> = std::iter::once(attribution.speaker).chain(attribution.others.iter().copied()).collect();
    let kinds = spans.len() > 1 && spans.iter().all(|&s| tokens_in(scene, s).all(|t| scene.tag(t) != Tag::ProperNoun));
    let last = spans.last().copied().unwrap_or(attribution.speaker);
    if kinds && attribution.speaker.start < last.end && last.end - attribution.speaker.start < 80 {
        let whole = Span::new(attribution.speaker.start, last.end);
        return trimmed(scene, whole).into_iter().collect();
    }
    let mut out: Vec<Quote> = Vec::new();
    for quote in spans.into_iter().filter_map(|s| trimmed(scene, s)) {
        if !out.contains(&quote) {
            out.push(quote);
        }
    }
    out
}

fn tokens_in<'a>(scene: &'a Scene<'_>, span: Span) -> impl Iterator<Item = TokenId> + 'a {
    let from = scene.doc.tokens.partition_point(|t| t.span.start < span.start);
    (from..scene.doc.tokens.len()).take_while(move |&t| scene.doc.tokens[t].span.end <= span.end)
}

/// A speaker's words, cut to what names it: the person's name where there is one, the name that stands behind its
/// description ("the news agency Anadolu"), else the words without article.
fn trimmed(scene: &Scene<'_>, span: Span) -> Option<Quote> {
    let text = &scene.doc.report.text;
    let person = scene.doc.names.iter().find(|n| n.kind == NameKind::Person && span.contains(n.span));
    if let Some(name) = person {
        let full = scene.doc.names.get(name.same_as).unwrap_or(name);
        return Some(Quote::new(text, full.span));
    }
    let tokens: Vec<TokenId> = tokens_in(scene, span).collect();
    let first = tokens.iter().copied().find(|&t| !matches!(scene.tag(t), Tag::Determiner | Tag::Punctuation))?;
    let last = *tokens.last()?;
    if tokens.iter().all(|&t| matches!(scene.tag(t), Tag::Pronoun | Tag::Determiner)) {
        return resolved(scene, first);
    }
    if let Some(named) = group_meant(scene, first..last + 1) {
        return Some(named);
    }
    if is_nobody(scene, first..last + 1) {
        return None;
    }
    let described = scene.doc.names.iter().find(|n| {
        let head = n.tokens.start;
        n.tokens.end == last + 1
            && head > first
            && scene.tag(head - 1) == Tag::Noun
            && !scene.doc.tokens[head - 1].capital
    });
    let start = described.map_or(scene.doc.tokens[first].span.start, |n| n.span.start);
    Some(Quote::new(text, Span::new(start, scene.doc.tokens[last].span.end)))
}

/// The words that a speaking pronoun stands for, where that is sure.
fn resolved(scene: &Scene<'_>, pronoun: TokenId) -> Option<Quote> {
    let p = scene.phrase_of(pronoun)?;
    let reference = scene.doc.references.iter().find(|r| r.phrase == p)?;
    let span = scene.doc.phrases[reference.antecedent].span;
    if reference.antecedent == p { None } else { trimmed(scene, span) }
}

/// "the group", "this movement": the words that named it before.
fn group_meant(scene: &Scene<'_>, tokens: Range<TokenId>) -> Option<Quote> {
    if tokens.clone().any(|t| scene.doc.tokens[t].capital) {
        return None;
    }
    let here = scene.actors.iter().position(|m| tokens.contains(&m.tokens.start) && m.who.is_named() && m.head)?;
    let who = &scene.actors[here].who;
    if who.is_state() {
        return None;
    }
    let named = |t: Range<TokenId>| t.clone().any(|t| scene.tag(t) == Tag::ProperNoun);
    let before = scene.actors[..here].iter().rfind(|m| m.who == *who && named(m.tokens.clone()))?;
    Some(Quote::new(&scene.doc.report.text, scene.span(&before.tokens)))
}

/// Bare "reports", "sources", "local media": words that credit nobody in particular.
fn is_nobody(scene: &Scene<'_>, tokens: Range<TokenId>) -> bool {
    let nobody = words_of(scene, tokens.clone(), StandingCue::Nobody);
    !nobody.is_empty() && tokens.into_iter().all(|t| nobody.iter().any(|r| r.contains(&t)))
}

/// The actor mentions that speak in an attribution.
pub(crate) fn speaking_actors(scene: &Scene<'_>, attribution: &Attribution) -> Vec<usize> {
    let mut out = attribution.phrase.map(|p| actors_of(scene, p)).unwrap_or_default();
    if out.is_empty() {
        let within =
            |s: Span| (0..scene.actors.len()).filter(move |&i| s.contains(scene.span(&scene.actors[i].tokens)));
        out.extend(within(attribution.speaker));
    }
    out
}

/// Whom the report credits with telling the event.
pub(crate) fn act_sources(scene: &Scene<'_>, own: &[&Telling]) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for (i, t) in own.iter().enumerate() {
        // The first telling brings the event up, however it does.
        for anchor in t.act.anchors.iter().filter(|a| i == 0 || tells_anew(scene, t, a)) {
            let Some(attribution) = attribution_at(scene, anchor.tokens.start) else { continue };
            for quote in speakers(scene, attribution) {
                add(&mut out, quote);
            }
        }
        for quote in accusers(scene, t) {
            add(&mut out, quote);
        }
    }
    out
}

/// "The army accused the rebels of shelling …": who accuses tells it.
fn accusers(scene: &Scene<'_>, telling: &Telling) -> Vec<Quote> {
    let mut out = Vec::new();
    for cue in cues(scene, telling.act.sentence) {
        let Some(clause) = cue.clause.map(|c| &scene.doc.clauses[c]) else { continue };
        let accuses = cue.cue == StandingCue::Alleged && !cue.phrase && clause.voice == Voice::Active;
        if accuses && governs(scene, cue, telling) {
            out.extend(clause.subject.and_then(|p| trimmed(scene, scene.doc.phrases[p].span)));
        }
    }
    out
}

/// Adds a speaker whom the list does not hold yet by the same or a longer name.
pub(crate) fn add(list: &mut Vec<Quote>, quote: Quote) {
    let words = |q: &Quote| q.text.to_lowercase().split_whitespace().map(str::to_string).collect::<Vec<_>>();
    let new = words(&quote);
    let known = list.iter().any(|q| {
        let old = words(q);
        old.ends_with(&new) || new.ends_with(&old)
    });
    if !known {
        list.push(quote);
    }
}

/// Whether the words tell the act, or what came of it, and do not merely mention it: "our thoughts are with the victims
/// of Monday's attack" credits the speaker with sympathy, not with the attack.
fn tells_anew(scene: &Scene<'_>, telling: &Telling, anchor: &Anchor) -> bool {
    let told = |m: Mood| matches!(m, Mood::Past | Mood::Present | Mood::Attempted | Mood::Future);
    if anchor.clause.is_some() || matches!(anchor.tells, Tells::Outcome(_)) || !telling.act.supports.is_empty() {
        return true;
    }
    let Some(p) = anchor.phrase else { return true };
    let phrase = &scene.doc.phrases[p];
    if !matches!(phrase.article, Article::Definite | Article::Possessive) && phrase.possessor.is_none() {
        return true;
    }
    is_subject(scene, telling, p, told)
}

fn is_subject(scene: &Scene<'_>, telling: &Telling, p: PhraseId, told: impl Fn(Mood) -> bool) -> bool {
    let mut clauses = scene.doc.sentences[telling.act.sentence].clauses.clone();
    clauses.any(|c| {
        let clause = &scene.doc.clauses[c];
        clause.subject == Some(p) && told(clause.mood) && clause.mood != Mood::Present
    })
}
