//! How many, of whom, says who (CODEBOOK, "Figures", rule 7).

use std::ops::Range;

use language::{Article, Governor, NameKind, NumberKind, PhraseId, Tag, TokenId, Voice};
use record::{Casualty, Figure, Outcome, Quote};

use crate::act::{Act, Anchor, Tells};
use crate::codebook::{Part, People};
use crate::scene::Scene;
use crate::standing::speaker_of;
use crate::telling::Telling;

/// Every figure that an act's sentence gives.
pub(crate) fn casualties(scene: &Scene<'_>, act: &Act) -> Vec<Casualty> {
    let mut out: Vec<Casualty> = Vec::new();
    for (anchor, outcome) in outcomes(scene, act) {
        for people in people(scene, &anchor) {
            let Some((figure, tokens)) = figure(scene, &anchor, &people) else { continue };
            let casualty = Casualty {
                outcome,
                group: group(scene, &people, &tokens),
                figure,
                source: speaker_of(scene, anchor.tokens.start),
                span: scene.span(&tokens),
            };
            let same = |c: &Casualty| c.outcome == outcome && c.span == casualty.span;
            if !out.iter().any(same) {
                out.push(casualty);
            }
        }
    }
    fold_named(scene, &mut out);
    out
}

/// A named person beside a count of the same sentence and outcome is folded into it if the count comes first
/// ("three members were killed, one of them …").
fn fold_named(scene: &Scene<'_>, list: &mut Vec<Casualty>) {
    let one_of = |c: &Casualty| {
        let words = c.span.of(&scene.doc.report.text).to_lowercase();
        words.starts_with("one of them") || words.starts_with("including")
    };
    if list.len() > 1 {
        list.retain(|c| !one_of(c));
    }
}

/// Anchors with an outcome: words of outcome, and verbs of violence that are such words too ("kill").
fn outcomes(scene: &Scene<'_>, act: &Act) -> Vec<(Anchor, Outcome)> {
    let mut out = Vec::new();
    for anchor in &act.anchors {
        match anchor.tells {
            Tells::Outcome(i) => out.push((anchor.clone(), scene.book.outcome_wordings[i].outcome)),
            Tells::Act(_) | Tells::Read(_) => {
                let hit = scene.book.outcome_words.longest(&scene.doc.tokens[..anchor.tokens.end], anchor.tokens.start);
                out.extend(hit.map(|h| (anchor.clone(), scene.book.outcome_wordings[h.value].outcome)));
            }
        }
    }
    out
}

/// The people of an outcome: a phrase, or the bare stretch of a number ("killing five").
#[derive(Clone, Debug)]
enum Hurt {
    Phrase(PhraseId),
    Number(usize),
}

fn people(scene: &Scene<'_>, anchor: &Anchor) -> Vec<Hurt> {
    let mut out = Vec::new();
    let position = outcome_use(scene, anchor);
    if let Some(c) = anchor.clause {
        let clause = &scene.doc.clauses[c];
        let phrase = match (position, clause.voice) {
            (People::Subject, _) => clause.subject,
            (_, Voice::Passive) => clause.subject,
            (_, Voice::Active) => clause.object,
        };
        match phrase {
            Some(p) => add_phrase(scene, p, &mut out),
            None => out.extend(number_after(scene, anchor.tokens.end).map(Hurt::Number)),
        }
        return out;
    }
    if let Some(p) = anchor.phrase {
        let of =
            scene.doc.phrases[p].prepositions.iter().find(|(prep, _)| matches!(scene.lower(*prep), "of" | "among"));
        let counted =
            scene.doc.numbers.iter().any(|n| n.kind == NumberKind::Count && in_phrase(scene, n.tokens.start, p));
        // "dozens of troops with minor injuries": the people stand before.
        if let Some((prep, Governor::Phrase(g))) = scene.doc.phrases[p].governor
            && scene.lower(prep) == "with"
            && !counted
        {
            add_phrase(scene, g, &mut out);
            return out;
        }
        match of {
            Some(&(_, q)) if !counted => add_phrase(scene, q, &mut out),
            _ => out.push(Hurt::Phrase(p)),
        }
    }
    out
}

fn in_phrase(scene: &Scene<'_>, t: TokenId, p: PhraseId) -> bool {
    scene.doc.phrases[p].tokens.contains(&t)
}

fn outcome_use(scene: &Scene<'_>, anchor: &Anchor) -> People {
    match anchor.tells {
        Tells::Outcome(i) => scene.book.outcome_wordings[i].people,
        _ => People::Object,
    }
}

fn add_phrase(scene: &Scene<'_>, p: PhraseId, out: &mut Vec<Hurt>) {
    out.push(Hurt::Phrase(p));
    out.extend(scene.doc.phrases[p].conjuncts.iter().map(|&c| Hurt::Phrase(c)));
}

/// A number that stands within three tokens behind: "killing at least five".
fn number_after(scene: &Scene<'_>, from: TokenId) -> Option<usize> {
    scene.doc.numbers.iter().position(|n| n.kind == NumberKind::Count && (from..from + 3).contains(&n.tokens.start))
}

/// How many the people are, with the tokens that say so.
fn figure(scene: &Scene<'_>, anchor: &Anchor, people: &Hurt) -> Option<(Figure, Range<TokenId>)> {
    let p = match *people {
        Hurt::Number(n) => {
            let number = &scene.doc.numbers[n];
            return Some((number.figure, number.tokens.clone()));
        }
        Hurt::Phrase(p) => p,
    };
    let phrase = &scene.doc.phrases[p];
    if let Some(n) = scene
        .doc
        .numbers
        .iter()
        .find(|n| n.kind == NumberKind::Count && (n.phrase == Some(p) || in_phrase(scene, n.tokens.start, p)))
    {
        let tokens = n.tokens.start.min(phrase.tokens.start)..n.tokens.end.max(phrase.tokens.end);
        return Some((n.figure, tokens));
    }
    if !is_people(scene, anchor, p) {
        return None;
    }
    let figure = if names_person(scene, p) || is_singular(scene, p) {
        Figure::exactly(1)
    } else if phrase.article == Article::Definite || phrase.article == Article::Possessive {
        return None;
    } else {
        Figure::at_least(2)
    };
    Some((figure, phrase.tokens.clone()))
}

/// Whether the phrase means people at all: a person's name, a noun for people, or the outcome's own noun ("deaths").
fn is_people(scene: &Scene<'_>, anchor: &Anchor, p: PhraseId) -> bool {
    let head = scene.doc.phrases[p].head;
    if scene.tag(head) == Tag::Pronoun {
        return false;
    }
    let own_noun = anchor.phrase == Some(p)
        && matches!(anchor.tells, Tells::Outcome(i) if scene.book.outcome_wordings[i].part == Part::Noun);
    let words = &scene.doc.phrases[p].tokens;
    own_noun && scene.lower(head) != scene.lemma(head)
        || names_person(scene, p)
        || words.clone().any(|t| scene.book.registry.people(scene.lemma(t)).is_some()) && counts_heads(scene, p)
}

/// An army or a group is no head to count.
fn counts_heads(scene: &Scene<'_>, p: PhraseId) -> bool {
    let head = scene.doc.phrases[p].head;
    let plural = scene.lower(head) != scene.lemma(head);
    plural || !scene.actors.iter().any(|m| m.tokens.contains(&head) && m.who.is_named() && m.tokens.len() > 1)
}

fn names_person(scene: &Scene<'_>, p: PhraseId) -> bool {
    let phrase = &scene.doc.phrases[p];
    scene.doc.names.iter().any(|n| n.kind == NameKind::Person && n.tokens.contains(&phrase.head))
}

fn is_singular(scene: &Scene<'_>, p: PhraseId) -> bool {
    let phrase = &scene.doc.phrases[p];
    let head = phrase.head;
    scene.tag(head) == Tag::Noun && scene.lower(head) == scene.lemma(head) && phrase.article != Article::Bare
        || scene.tag(head) == Tag::Noun
            && scene.lower(head) == scene.lemma(head)
            && scene.book.registry.people(scene.lemma(head)).is_some()
            && !scene.lower(head).ends_with("people")
}

/// The report's words for the people, without number and article.
fn group(scene: &Scene<'_>, people: &Hurt, tokens: &Range<TokenId>) -> Option<String> {
    let Hurt::Phrase(p) = people else { return None };
    let phrase = &scene.doc.phrases[*p];
    let after_number = scene
        .doc
        .numbers
        .iter()
        .filter(|n| tokens.contains(&n.tokens.start))
        .map(|n| n.tokens.end)
        .max()
        .unwrap_or(phrase.tokens.start);
    let mut start = after_number.max(phrase.tokens.start);
    while start < phrase.tokens.end && matches!(scene.tag(start), Tag::Determiner | Tag::Adverb | Tag::Preposition) {
        start += 1;
    }
    let mut end = phrase.tokens.end;
    for &(prep, q) in &phrase.prepositions {
        if scene.lower(prep) == "of" && prep == end {
            end = scene.doc.phrases[q].tokens.end;
        }
    }
    (start < end).then(|| scene.text(&(start..end)).to_string())
}

/// Named people whom an act killed, wounded, detained or took.
pub(crate) fn victims(scene: &Scene<'_>, act: &Act) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for (anchor, _) in outcomes(scene, act) {
        for person in people(scene, &anchor) {
            let Hurt::Phrase(p) = person else { continue };
            let phrase = &scene.doc.phrases[p];
            let apposition = phrase.apposition.map(|a| scene.doc.phrases[a].tokens.clone());
            for name in scene.doc.names.iter().filter(|n| n.kind == NameKind::Person) {
                let named = |r: &Range<TokenId>| r.start < name.tokens.end && name.tokens.start < r.end;
                if named(&phrase.tokens) || apposition.as_ref().is_some_and(named) {
                    out.push(Quote::new(&scene.doc.report.text, name.span));
                }
            }
        }
    }
    out.dedup();
    out
}

pub(crate) fn act_casualties(own: &[&Telling]) -> Vec<Casualty> {
    let mut out: Vec<Casualty> = Vec::new();
    for c in own.iter().flat_map(|t| &t.casualties) {
        let source = |x: &Casualty| x.source.as_ref().map(|s| s.text.to_lowercase());
        let same = |x: &Casualty| {
            x.outcome == c.outcome && x.figure == c.figure && (source(x) == source(c) || c.source.is_none())
        };
        if !out.iter().any(same) {
            out.push(c.clone());
        }
    }
    out
}

pub(crate) fn act_victims(own: &[&Telling]) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for v in own.iter().flat_map(|t| &t.victims) {
        let known = out.iter().any(|x| x.text.contains(&v.text) || v.text.ends_with(&x.text));
        if !known {
            out.push(v.clone());
        }
    }
    out
}
