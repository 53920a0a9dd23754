//! Coordinations: which phrases make one list, and which "and" opens a clause instead.

use std::ops::Range;

use crate::lexicon::{self, Classes};
use crate::phrase::{possesses, start};
use crate::{Phrase, Tag, Token, TokenId};

/// Joins "A and B" and "A, B and C" where nothing but commas and the conjunction stands between.
pub(crate) fn coordinate(tokens: &[Token], phrases: &mut [Phrase], first: usize) {
    for id in first + 1..phrases.len() {
        let Some(before) = (first..id).rev().find(|&b| phrases[b].tokens.end <= start(phrases, id)) else { continue };
        let gap = phrases[before].tokens.end..start(phrases, id);
        if phrases[id].first_conjunct.is_some() || possesses(phrases, id) || !is_conjunction(tokens, gap.clone()) {
            continue;
        }
        if opens_clause(tokens, phrases, before, id) || unlike(tokens, &phrases[before], &phrases[id]) {
            continue;
        }
        let head = phrases[before].first_conjunct.unwrap_or(before);
        let mut list = list_before(tokens, phrases, first, head);
        if list.first().is_some_and(|&lead| opens_clause(tokens, phrases, lead, id)) {
            // "near Kirma, police and the army said": the place is no member.
            list.clear();
        }
        let lead = *list.first().unwrap_or(&head);
        for member in list.iter().copied().chain([head, id]).filter(|&m| m != lead) {
            join(phrases, lead, member);
        }
    }
}

/// A number and a name, or a time and anything else, are no two members of one list.
fn unlike(tokens: &[Token], one: &Phrase, two: &Phrase) -> bool {
    let tag = |p: &Phrase| tokens[p.head].tag;
    let time = |p: &Phrase| tokens[p.head].classes.has(Classes::CALENDAR.and(Classes::TIME));
    let counted = |one: &Phrase, two: &Phrase| tag(one) == Tag::ProperNoun && tag(two) == Tag::Number;
    (counted(one, two) && !time(one)) || time(one) != time(two) && tag(one) != Tag::Number && tag(two) != Tag::Number
}

fn join(phrases: &mut [Phrase], lead: usize, member: usize) {
    if phrases[member].first_conjunct != Some(lead) {
        phrases[member].first_conjunct = Some(lead);
        let moved = std::mem::take(&mut phrases[member].conjuncts);
        phrases[lead].conjuncts.push(member);
        for conjunct in moved {
            phrases[conjunct].first_conjunct = Some(lead);
            phrases[lead].conjuncts.push(conjunct);
        }
    }
}

fn is_conjunction(tokens: &[Token], gap: Range<usize>) -> bool {
    let word = |n: usize| tokens.get(gap.start + n).map_or("", |t| t.lower.as_str());
    match gap.len() {
        1 => matches!(word(0), "and" | "or" | "&" | "nor"),
        2 => word(0) == "," && matches!(word(1), "and" | "or"),
        3 => word(0) == "as" && word(1) == "well" && word(2) == "as",
        _ => false,
    }
}

/// The members "A, B" before the last one, each parted from the next by a comma only.
fn list_before(tokens: &[Token], phrases: &[Phrase], first: usize, last: usize) -> Vec<usize> {
    let mut list = Vec::new();
    let mut at = last;
    while let Some(before) = (first..at).rev().find(|&b| phrases[b].tokens.end <= start(phrases, at)) {
        let gap = phrases[before].tokens.end..start(phrases, at);
        let comma = gap.len() == 1 && tokens[gap.start].lower == ",";
        let time = tokens[phrases[before].head].classes.has(Classes::CALENDAR.and(Classes::TIME));
        if !comma || time || possesses(phrases, before) {
            break;
        }
        list.insert(0, before);
        at = before;
    }
    list
}

/// "attacked the town and residents fled": the phrase behind "and" is the subject of a verb of its own, while the one
/// before it already hangs on a verb.
fn opens_clause(tokens: &[Token], phrases: &[Phrase], before: usize, id: usize) -> bool {
    let verb_behind = tokens.get(phrases[id].tokens.end).is_some_and(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary));
    let sentence = phrases[id].sentence;
    let edge = start(phrases, before);
    let verb_before = || {
        let clause = tokens[..edge]
            .iter()
            .rev()
            .take_while(|t| t.sentence == sentence && !matches!(t.tag, Tag::Subordinator) && t.lower != ";");
        clause.into_iter().any(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary))
    };
    let pronoun = tokens[phrases[id].head].tag == Tag::Pronoun;
    verb_behind && (pronoun || (verb_before() && !is_free(tokens, edge, sentence)))
}

/// Whether a phrase that begins here is no object: behind a comma ("…, police and the army said") or a verb of saying.
fn is_free(tokens: &[Token], start: TokenId, sentence: usize) -> bool {
    let Some(edge) = start.checked_sub(1).map(|b| &tokens[b]).filter(|t| t.sentence == sentence) else { return true };
    let saying = edge.tag == Tag::Verb && lexicon::classes(&edge.lemma).has(Classes::SAYING);
    saying || matches!(edge.lower.as_str(), "," | "\"")
}
