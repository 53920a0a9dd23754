//! Appositions: phrases that name or explain the phrase before them.

use crate::lexicon::{self, Classes};
use crate::phrase::{possesses, start};
use crate::{Article, Phrase, Tag, Token};

/// "Abu Taqwa, the militia's commander," and "Islamic State (IS)".
pub(crate) fn appose(tokens: &[Token], phrases: &mut [Phrase], first: usize, end: usize) {
    for id in first..phrases.len() {
        let from = phrases[id].tokens.end;
        let mark = tokens.get(from).map_or("", |t| t.lower.as_str());
        if !matches!(mark, "," | "(" | "[") || possesses(phrases, id) || from + 1 >= end {
            continue;
        }
        let Some(other) = (id + 1..phrases.len()).find(|&o| start(phrases, o) == from + 1 && !possesses(phrases, o))
        else {
            continue;
        };
        if mark != "," || is_apposition(tokens, phrases, id, other, end) {
            phrases[id].apposition = Some(other);
        }
    }
}

fn is_apposition(tokens: &[Token], phrases: &[Phrase], id: usize, other: usize, end: usize) -> bool {
    let (one, two) = (&phrases[id], &phrases[other]);
    let listed = two.first_conjunct.is_some() || (!two.conjuncts.is_empty() && one.first_conjunct.is_some());
    let named = |p: &Phrase| tokens[p.head].tag == Tag::ProperNoun;
    let time = |p: &Phrase| tokens[p.head].classes.has(Classes::CALENDAR.and(Classes::TIME));
    let describes = two.article != Article::Bare || tokens[two.tokens.start].tag == Tag::Noun;
    let parenthesis = closes_before_verb(tokens, two.tokens.end, end);
    let free = one.tokens.start.checked_sub(1).is_none_or(|b| tokens[b].tag != Tag::Preposition);
    let titled = named(one) && two.article == Article::Bare && tokens[two.head].classes.has(Classes::TITLE);
    let renamed = two.article != Article::Bare && free && parenthesis && tokens[one.head].tag == Tag::Noun;
    let sorted = renamed
        || titled
        || (named(one) && !named(two) && describes)
        || (!named(one) && named(two) && tokens[one.head].tag == Tag::Noun);
    if listed || time(one) || time(two) || !sorted || tokens[two.head].tag == Tag::Pronoun {
        return false;
    }
    closes(tokens, two.tokens.end, end) || (named(one) && is_unclosed(tokens, one, two, end))
}

/// "Abu Salim, a cell leader in Derna was struck": the comma behind the apposition is missing; the name can only be the
/// subject of the verb that follows.
fn is_unclosed(tokens: &[Token], one: &Phrase, two: &Phrase, end: usize) -> bool {
    let opens = one.tokens.start.checked_sub(1).map(|b| &tokens[b]);
    let free = opens.is_none_or(|t| t.sentence != one.sentence || matches!(t.lower.as_str(), "," | "\""));
    let role = tokens[two.head].classes.has(Classes::TITLE);
    let inside = |t: &Token| {
        matches!(
            t.tag,
            Tag::Preposition | Tag::Noun | Tag::Determiner | Tag::Adjective | Tag::ProperNoun | Tag::Possessive
        )
    };
    let verb = tokens[two.tokens.end..end].iter().find(|t| !inside(t));
    let said = |t: &Token| lexicon::classes(&t.lemma).has(Classes::SAYING);
    free && role && verb.is_some_and(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary) && !said(t))
}

/// Whether the next mark is a comma with a verb behind it, so that what is between commas stands in a subject.
fn closes_before_verb(tokens: &[Token], at: usize, end: usize) -> bool {
    let mark = (at..end).find(|&t| {
        !matches!(
            tokens[t].tag,
            Tag::Preposition | Tag::Noun | Tag::Determiner | Tag::Adjective | Tag::ProperNoun | Tag::Number
        )
    });
    mark.is_some_and(|m| {
        tokens[m].lower == ","
            && tokens.get(m + 1).is_some_and(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::PastParticiple))
    })
}

/// Whether an apposition that begins before `at` is closed by a comma or the sentence's end, with only prepositional
/// phrases between.
fn closes(tokens: &[Token], at: usize, end: usize) -> bool {
    for token in &tokens[at..end] {
        match token.tag {
            Tag::Punctuation => return matches!(token.lower.as_str(), "," | "." | ")" | "]" | "--" | "—" | ";" | "\""),
            Tag::Verb | Tag::Auxiliary | Tag::Conjunction => return false,
            Tag::Subordinator | Tag::PastParticiple => return true,
            _ => {}
        }
    }
    true
}
