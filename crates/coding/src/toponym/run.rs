//! Stretches of words that are written as names.

use std::ops::Range;

use language::{NameKind, Tag, TokenId};

use crate::location::Width;
use crate::scene::Scene;

/// The stretches of a sentence, in order.
pub(super) fn runs(scene: &Scene<'_>, sentence: &Range<TokenId>) -> Vec<Range<TokenId>> {
    let mut out = Vec::new();
    let mut t = sentence.start;
    while t < sentence.end {
        if !opens(scene, t, sentence) {
            t += 1;
            continue;
        }
        let mut end = t + 1;
        while let Some(next) = goes_on(scene, t, end, sentence) {
            end = next;
        }
        out.push(t..end);
        t = end;
    }
    out
}

/// Whether a token is written as a word of a name.
pub(super) fn is_name_word(scene: &Scene<'_>, t: TokenId) -> bool {
    let token = &scene.doc.tokens[t];
    let small = matches!(token.tag, Tag::Determiner | Tag::Pronoun | Tag::Conjunction | Tag::Subordinator);
    (token.capital || is_capital_behind(token.span.of(&scene.doc.report.text)))
        && !small
        && token.lower.contains(char::is_alphabetic)
        && !is_calendar(scene, t)
}

/// "d'Enghien", "al-Bab".
fn is_capital_behind(text: &str) -> bool {
    let stem = text.split_once(['\'', '’', '-']).filter(|(article, _)| article.len() <= 2).map(|(_, stem)| stem);
    text.starts_with(char::is_lowercase) && stem.is_some_and(|stem| stem.starts_with(char::is_uppercase))
}

fn opens(scene: &Scene<'_>, t: TokenId, sentence: &Range<TokenId>) -> bool {
    // "42nd Street".
    if is_ordinal(scene.lower(t)) {
        return t + 1 < sentence.end && is_name_word(scene, t + 1) && is_ground(scene, t + 1);
    }
    let first = t == sentence.start || matches!(scene.lower(t - 1), "\"" | "'" | ":");
    // Words in -ing are read as verbs where a sentence begins.
    let named = scene.tag(t) == Tag::Gerund && matches!(scene.lower(t + 1), "(" | "," | "'s");
    let plain =
        first && !matches!(scene.tag(t), Tag::ProperNoun | Tag::Adjective) && !named && !is_part(scene, t, sentence);
    is_name_word(scene, t) && !plain
}

/// "Lake" or "North" that opens a sentence as the first word of a name.
fn is_part(scene: &Scene<'_>, t: TokenId, sentence: &Range<TokenId>) -> bool {
    let words = &scene.book.toponym_words;
    let known = words.front.contains(scene.lower(t)) || words.partly.contains(scene.lower(t));
    known && t + 1 < sentence.end && is_name_word(scene, t + 1)
}

fn is_ordinal(word: &str) -> bool {
    let digits = word.trim_end_matches(char::is_alphabetic);
    digits.len() < word.len()
        && !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && matches!(&word[digits.len()..], "st" | "nd" | "rd" | "th")
}

pub(super) fn is_ground(scene: &Scene<'_>, t: TokenId) -> bool {
    scene.book.toponym_words.ground.contains(scene.lower(t))
}

pub(super) fn is_house(scene: &Scene<'_>, t: TokenId) -> bool {
    scene.book.toponym_words.house.contains(scene.lower(t))
}

/// Past the next word of the name, if it goes on at `at`.
fn goes_on(scene: &Scene<'_>, start: TokenId, at: TokenId, sentence: &Range<TokenId>) -> Option<TokenId> {
    let name = |t: TokenId| t < sentence.end && is_name_word(scene, t);
    if is_compound(scene, at - 1) || changes_case(scene, at, sentence) {
        return None;
    }
    if name(at) {
        return Some(at + 1);
    }
    if at >= sentence.end {
        return None;
    }
    let headed = is_house(scene, at - 1) || is_ground(scene, at - 1) || scene.lower(at - 1) == "republic";
    match scene.lower(at) {
        // "Bosnia and Herzegovina".
        "and" if name(at + 1) => super::read::is_widely_known(scene, &(start..at + 2)).then_some(at + 2),
        "of" if headed && !is_settled(scene, at - 1) => {
            let next = if scene.lower(at + 1) == "the" { at + 2 } else { at + 1 };
            name(next).then_some(next + 1)
        }
        "de" | "del" | "la" | "du" | "des" | "do" | "da" | "al" | "el" | "le" | "les" | "&" => {
            name(at + 1).then_some(at + 2)
        }
        // "St. Mary's Church", but "Harare's Third Street" is two names.
        _ if scene.tag(at) == Tag::Possessive && name(at + 1) => {
            let end = (at + 1..sentence.end).find(|&t| !is_name_word(scene, t)).unwrap_or(sentence.end);
            let house = is_house(scene, end - 1) || is_ground(scene, end - 1);
            let place = (start..at).any(|t| super::read::is_widely_known(scene, &(t..at)));
            (house && !place).then_some(end)
        }
        _ => None,
    }
}

/// "London-based": what follows is no part of the name.
fn is_compound(scene: &Scene<'_>, t: TokenId) -> bool {
    let text = scene.doc.tokens[t].span.of(&scene.doc.report.text);
    text.split_once('-').is_some_and(|(_, rest)| rest.starts_with(char::is_lowercase))
}

/// "LIMA Officials met": a word of capitals before or behind one that is not is a dateline.
fn changes_case(scene: &Scene<'_>, at: TokenId, sentence: &Range<TokenId>) -> bool {
    let text = |t: TokenId| scene.doc.tokens[t].span.of(&scene.doc.report.text);
    let capitals = |t: TokenId| text(t).len() > 3 && text(t).chars().all(char::is_uppercase);
    let small = |t: TokenId| text(t).contains(char::is_lowercase);
    let known = |t: TokenId| capitals(t) && super::read::is_widely_known(scene, &(t..t + 1));
    at < sentence.end && (known(at - 1) && small(at) || known(at) && small(at - 1))
}

/// "the City of Lund" names Lund.
fn is_settled(scene: &Scene<'_>, t: TokenId) -> bool {
    let width = scene.book.place_words.heads.get(scene.lower(t));
    let settled = matches!(width, Some(Width::Town | Width::District | Width::Province));
    settled || matches!(scene.lower(t), "island" | "islands" | "side")
}

fn is_calendar(scene: &Scene<'_>, t: TokenId) -> bool {
    // Times stand in order of the text.
    let behind = scene.doc.times.partition_point(|time| time.tokens.start <= t);
    scene.doc.times[..behind].iter().rev().take(2).any(|time| time.tokens.contains(&t))
}

/// Whether the words are a person's name, or a part of one.
pub(super) fn is_person(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let first = scene.doc.names.partition_point(|n| n.tokens.end <= tokens.start);
    let mut names = scene.doc.names[first..].iter().take_while(|n| n.tokens.start < tokens.end);
    names.any(|n| n.kind == NameKind::Person)
}
