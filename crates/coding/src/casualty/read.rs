//! The figures and victims of an event by the reader's spans, beside what the rules found.

use std::ops::Range;

use language::{Article, ClauseId, Number, NumberKind, PhraseId, SentenceKind, Tag, TokenId, Voice};
use reader::SpanRole;
use record::{Casualty, EventReport, Figure, Outcome, Quote, Span, SubEventType};

use super::{is_counted, is_thing};
use crate::act::Act;
use crate::learned::{Belonging, DOUBTFUL, SURE_ROLE};
use crate::scene::Scene;
use crate::source::{credited, same_speaker};

/// From here on, a figure that the rules find too is of the event.
const LIKELY: f32 = 0.3;
/// So many times as sure is far surer.
const FAR: f32 = 1.5;
/// Words behind people within which a verb tells what became of them ("are still missing").
const PREDICATE: usize = 4;
/// From here on, a span that belongs to another event is none of this one's.
const SURE_SPAN: f32 = 0.5;

/// Weighs the rules' figures and victims of an event by the reader's spans, which belong to it more or less surely.
pub(crate) fn settle(scene: &Scene<'_>, spans: &[Belonging], event: &mut EventReport) {
    let ruled = std::mem::take(&mut event.casualties);
    let mut found: Vec<Casualty> = Vec::new();
    for s in spans {
        let SpanRole::Figure(outcome) = s.role else { continue };
        if likelier(spans, s) || of_another(scene, s) {
            continue;
        }
        let same = ruled.iter().find(|c| c.span.overlaps(s.span));
        let least = if same.is_some() { LIKELY } else { SURE_ROLE };
        if s.score < least {
            continue;
        }
        let Some(tokens) = own_words(scene, s.span).filter(|tokens| !counts_things(scene, tokens)) else { continue };
        if is_part(scene, &tokens) {
            continue;
        }
        let outcome = told_outcome(scene, &tokens).unwrap_or(outcome);
        let Some(figure) = figure_of(scene, &tokens).or(same.map(|c| c.figure)) else { continue };
        let source = credited(scene, spans, &tokens).or_else(|| same.and_then(|c| c.source.clone()));
        let group = same.and_then(|c| c.group.clone()).or_else(|| group_of(scene, &tokens));
        found.push(Casualty { outcome, group, figure, source, span: scene.span(&tokens) });
    }
    // A number that counts people, or one person, stands though the reader misses it; a bare plural often repeats a count.
    let clear = |c: &Casualty| is_counted(scene, c) || c.figure == Figure::exactly(1);
    let (counted, vague): (Vec<Casualty>, Vec<Casualty>) = ruled.into_iter().partition(clear);
    let read = found.len();
    let whole = |c: &Casualty| scene.tokens_of(c.span).is_none_or(|tokens| !is_part(scene, &tokens));
    for mut c in counted.into_iter().chain(vague).filter(whole) {
        let told = |f: &Casualty| f.outcome == c.outcome && (f.span.overlaps(c.span) || !clear(&c));
        let seen = found[..read].iter().any(|f| f.span.overlaps(c.span));
        if seen || found.iter().any(told) || elsewhere(scene, spans, c.span, |r| matches!(r, SpanRole::Figure(_))) {
            continue;
        }
        let tokens = scene.tokens_of(c.span);
        c.source = c.source.or_else(|| tokens.and_then(|t| credited(scene, spans, &t)));
        found.push(c);
    }
    event.casualties = distinct(scene, found);
    settle_victims(scene, spans, event);
}

/// Whether people are what a verb of taking takes ("abducting 30 residents"), which the grammar tells surer than the reader does.
fn is_taken(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let Some(p) = scene.phrase_of(tokens.end - 1) else { return false };
    let takes = |c: ClauseId| {
        let types = |a: &Act| a.named_types(scene).contains(&SubEventType::AbductionForcedDisappearance);
        scene.acts.iter().any(|a| a.has_clause(c) && types(a))
    };
    let sentence = &scene.doc.sentences[scene.doc.phrases[p].sentence];
    sentence.clauses.clone().any(|c| {
        let clause = &scene.doc.clauses[c];
        // "kidnapped and killed 11 people" tells the end.
        let last = (clause.verb_group.end..scene.doc.phrases[p].tokens.start).all(|t| scene.tag(t) != Tag::Verb);
        clause.voice == Voice::Active && clause.object == Some(p) && last && takes(c)
    })
}

/// What the words tell of people surer than the reader: a verb of taking, or what they are said to be ("14 remained missing").
pub(crate) fn told_outcome(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Option<Outcome> {
    if is_taken(scene, tokens) {
        return Some(Outcome::Abducted);
    }
    let sentence = scene.doc.sentences[scene.doc.tokens[tokens.start].sentence].tokens.end;
    let told = &scene.doc.tokens[..sentence];
    let said = |t: &TokenId| match scene.tag(*t) {
        Tag::Verb | Tag::Auxiliary | Tag::PastParticiple | Tag::Adverb | Tag::Adjective => true,
        // "killed five people wounding ten" goes on to others.
        Tag::Gerund => *t > tokens.end,
        _ => false,
    };
    let words = (tokens.end..sentence).take(PREDICATE).take_while(said);
    let mut found = words.filter_map(|t| scene.book.outcome_words.longest(told, t));
    found.next().map(|hit| scene.book.outcome_wordings[hit.value].outcome)
}

/// "three of the dead and four of the wounded were Afghan": some of those whom another figure counts.
pub(super) fn is_part(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let sentence = &scene.doc.sentences[scene.doc.tokens[tokens.start].sentence].tokens;
    let told = &scene.doc.tokens[..sentence.end];
    let Some(number) = scene.doc.numbers.iter().find(|n| tokens.contains(&n.tokens.start)) else { return false };
    let of = number.tokens.end;
    let hurt = |t: TokenId| t < sentence.end && scene.book.outcome_words.longest(told, t).is_some();
    of + 2 < sentence.end && scene.lower(of) == "of" && scene.lower(of + 1) == "the" && hurt(of + 2)
}

/// Vehicles and weapons may be lost too, and are no people.
fn counts_things(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    tokens.clone().next_back().and_then(|last| scene.phrase_of(last)).is_some_and(|p| is_thing(scene, p))
}

/// Whether the same words are likelier to count people of another outcome: who is arrested is neither abducted nor killed.
fn likelier(spans: &[Belonging], s: &Belonging) -> bool {
    let detained = SpanRole::Figure(Outcome::Detained);
    let either = |other: &&Belonging| {
        matches!(other.role, SpanRole::Figure(_)) && (other.role == detained) != (s.role == detained)
    };
    spans.iter().filter(either).any(|other| other.span.overlaps(s.span) && other.score > s.score)
}

/// Whether the reader is far surer that a span belongs to another event.
fn of_another(scene: &Scene<'_>, s: &Belonging) -> bool {
    let spans = scene.reading.spans.iter().enumerate().filter(|(_, span)| span.span == s.span && span.role == s.role);
    let links = spans.flat_map(|(i, span)| {
        scene.reading.role_links.iter().filter(move |link| link.right == i).map(move |link| link.score * span.score)
    });
    links.max_by(f32::total_cmp).is_some_and(|best| best > FAR * s.score)
}

/// The words of a span up to the end of their sentence, or to the verb that tells what became of the people ("one was
/// wounded"): the reader marks a few more where it is not sure where they end.
pub(crate) fn own_words(scene: &Scene<'_>, span: Span) -> Option<Range<TokenId>> {
    let tokens = scene.tokens_of(span)?;
    let sentence = scene.doc.tokens[tokens.start].sentence;
    let goes_on = |t: &TokenId| {
        scene.doc.tokens[*t].sentence == sentence
            && (*t == tokens.start || !matches!(scene.tag(*t), Tag::Auxiliary | Tag::Verb))
    };
    let count = tokens.clone().take_while(goes_on).count();
    Some(tokens.start..tokens.start + count)
}

/// Each figure once for each who gives it: told again without a source, or in the headline, it is the same.
fn distinct(scene: &Scene<'_>, found: Vec<Casualty>) -> Vec<Casualty> {
    let sentence = |c: &Casualty| scene.tokens_of(c.span).map(|t| scene.doc.tokens[t.start].sentence);
    let title = |c: &Casualty| sentence(c).is_some_and(|s| scene.doc.sentences[s].kind == SentenceKind::Title);
    let mut out: Vec<Casualty> = Vec::new();
    let (titles, body): (Vec<Casualty>, Vec<Casualty>) = found.into_iter().partition(title);
    for c in body {
        let same = |x: &&mut Casualty| {
            let apart = !x.span.overlaps(c.span) && sentence(x) == sentence(&c);
            x.outcome == c.outcome
                && x.figure == c.figure
                && !apart
                && same_speaker(x.source.as_ref(), c.source.as_ref())
        };
        match out.iter_mut().find(same) {
            Some(x) if x.source.is_none() => x.source = c.source,
            Some(_) => {}
            None => out.push(c),
        }
    }
    for c in titles {
        let told = |x: &Casualty| x.outcome == c.outcome && (x.figure == c.figure || !is_counted(scene, &c));
        if !out.iter().any(told) {
            out.push(c);
        }
    }
    out.sort_by_key(|c| (c.span, c.outcome));
    out
}

/// Whether the reader is sure that some words play a role, but in another event.
fn elsewhere(scene: &Scene<'_>, spans: &[Belonging], at: Span, role: impl Fn(SpanRole) -> bool) -> bool {
    let own = spans.iter().any(|s| role(s.role) && s.span.overlaps(at) && s.score >= DOUBTFUL);
    !own && scene.reading.spans.iter().any(|s| role(s.role) && s.span.overlaps(at) && s.score >= SURE_SPAN)
}

fn settle_victims(scene: &Scene<'_>, spans: &[Belonging], event: &mut EventReport) {
    let text = &scene.doc.report.text;
    event.victims.retain(|v| !elsewhere(scene, spans, v.span, |r| r == SpanRole::Victim));
    for s in spans.iter().filter(|s| s.role == SpanRole::Victim && s.score >= SURE_ROLE) {
        let quote = Quote::new(text, s.span);
        let known = event
            .victims
            .iter()
            .any(|v| v.span.overlaps(s.span) || v.text.contains(&quote.text) || quote.text.ends_with(&v.text));
        if !known {
            event.victims.push(quote);
        }
    }
    event.victims.sort_by_key(|v| v.span);
}

/// How many a span of words means; `None` where it only points at people counted before.
pub(crate) fn figure_of(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Option<Figure> {
    let numbers = numbers_in(scene, tokens);
    let Some(first) = numbers.first() else {
        return uncounted(scene, tokens);
    };
    let before = tokens.start..first.0.start.max(tokens.start);
    // "another 23 people" counts but 23: its first word is none of those.
    let own_head = |p: &PhraseId| before.contains(&scene.doc.phrases[*p].head);
    if before.is_empty() || !heads(scene, &before).iter().any(own_head) {
        let rest = first.0.end.min(tokens.end)..tokens.end;
        return Some(more(scene, &rest, &numbers[1..], first.1));
    }
    // "a granny of 80" is one person, "his wife and six children" are seven.
    if !joins(scene, before.end - 1) {
        return uncounted(scene, &before);
    }
    let told = uncounted(scene, &before)?;
    Some(numbers.iter().fold(told, |sum, n| add(sum, n.1)))
}

/// The numbers in a span, cut to it: of "from eleven to nineteen" each end may be a figure of its own.
fn numbers_in(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Vec<(Range<TokenId>, Figure)> {
    let numbers = scene.doc.numbers.iter().filter(|n| n.tokens.start < tokens.end && tokens.start < n.tokens.end);
    let all: Vec<_> = numbers.collect();
    let counts = all.iter().any(|n| n.kind == NumberKind::Count);
    let alone = |n: &Number| !counts && (n.kind == NumberKind::Times || n.tokens.start <= tokens.start);
    let fits = all.into_iter().filter(|n| n.kind == NumberKind::Count || alone(n));
    fits.map(|n| {
        let figure = match n.figure {
            Figure { min: Some(min), max: Some(_) } if n.tokens.end > tokens.end => Figure::exactly(min),
            Figure { min: Some(_), max: Some(max) } if n.tokens.start + 1 < tokens.start => Figure::exactly(max),
            figure => figure,
        };
        (n.tokens.clone(), figure)
    })
    .collect()
}

/// "two soldiers and a driver", "two soldiers and three policemen": those joined to the first count are added to it.
fn more(scene: &Scene<'_>, rest: &Range<TokenId>, numbers: &[(Range<TokenId>, Figure)], first: Figure) -> Figure {
    let mut sum = first;
    for t in rest.clone().filter(|&t| joins(scene, t) && t + 1 < rest.end) {
        if let Some(n) = numbers.iter().find(|n| n.0.start == t + 1) {
            sum = add(sum, n.1);
        } else if matches!(scene.tag(t + 1), Tag::Determiner) && !numbers.iter().any(|n| n.0.start > t) {
            let one = uncounted(scene, &(t + 1..rest.end)).filter(|f| *f == Figure::exactly(1));
            sum = one.map_or(sum, |one| add(sum, one));
        }
    }
    sum
}

fn joins(scene: &Scene<'_>, t: TokenId) -> bool {
    matches!(scene.lower(t), "and" | "&" | "plus")
}

fn add(a: Figure, b: Figure) -> Figure {
    let sum = |x: Option<u64>, y: Option<u64>| Some(x?.saturating_add(y?));
    Figure { min: sum(a.min, b.min), max: sum(a.max, b.max) }
}

/// The phrases that a span tells beside each other, not those that hang on one of them.
fn heads(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Vec<PhraseId> {
    let Some(first) = tokens.clone().find_map(|t| scene.phrase_of(t)) else { return Vec::new() };
    let mut out = vec![first];
    let mut last = first;
    for t in scene.doc.phrases[first].tokens.end..tokens.end {
        let Some(p) = scene.phrase_of(t).filter(|&p| p != last) else { continue };
        last = p;
        let start = scene.doc.phrases[p].tokens.start;
        let row = scene.doc.phrases[p].first_conjunct.is_some() || start > 0 && joins(scene, start - 1);
        if row && scene.doc.phrases[p].tokens.end <= tokens.end {
            out.push(p);
        }
    }
    out
}

/// How many a span without a number means.
fn uncounted(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Option<Figure> {
    let mut words = tokens.clone().map(|t| scene.lower(t));
    if words.any(|w| matches!(w, "no" | "none" | "nobody" | "neither" | "nil" | "nothing")) {
        return Some(Figure::exactly(0));
    }
    if tokens.clone().any(|t| scene.lower(t) == "any") {
        let sentence = &scene.doc.sentences[scene.doc.tokens[tokens.start].sentence].tokens;
        let denied = (sentence.start..tokens.start)
            .any(|t| matches!(scene.tag(t), Tag::Negation) || scene.lower(t) == "without" || scene.lower(t) == "no");
        return denied.then(|| Figure::exactly(0));
    }
    if tokens.clone().any(|t| scene.lower(t) == "both") {
        return Some(Figure::exactly(2));
    }
    let heads = heads(scene, tokens);
    if heads.is_empty() {
        return one(scene, tokens.end - 1, false);
    }
    let each = heads.iter().map(|&p| {
        let phrase = &scene.doc.phrases[p];
        let told = matches!(phrase.article, Article::Definite | Article::Possessive);
        one(scene, phrase.head.min(tokens.end - 1), told)
    });
    each.reduce(|a, b| Some(add(a?, b?))).flatten()
}

/// One person, or a bare plural; people told before give no figure.
fn one(scene: &Scene<'_>, head: TokenId, told: bool) -> Option<Figure> {
    let (lower, lemma) = (scene.lower(head), scene.lemma(head));
    if scene.tag(head) == Tag::Pronoun && matches!(lower, "they" | "them" | "those" | "themselves" | "we" | "us") {
        return None;
    }
    let plural =
        lower != lemma && !matches!(scene.tag(head), Tag::Pronoun | Tag::ProperNoun) || lower.ends_with("people");
    match (plural, told) {
        (false, _) => Some(Figure::exactly(1)),
        (true, false) => Some(Figure::at_least(2)),
        (true, true) => None,
    }
}

/// The words for the people, without number and article.
fn group_of(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Option<String> {
    let counted =
        scene.doc.numbers.iter().filter(|n| n.tokens.start < tokens.end && tokens.contains(&(n.tokens.end - 1)));
    let mut start = counted.map(|n| n.tokens.end).next().unwrap_or(tokens.start);
    while start < tokens.end && matches!(scene.tag(start), Tag::Determiner | Tag::Preposition | Tag::Punctuation) {
        start += 1;
    }
    names_group(scene, &(start..tokens.end)).then(|| scene.text(&(start..tokens.end)).to_owned())
}

/// Whether words say of whom a figure is: a bare number or "them" does not.
pub(crate) fn names_group(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    tokens.clone().any(|t| !matches!(scene.tag(t), Tag::Number | Tag::Pronoun) || scene.lower(t) == "others")
}
