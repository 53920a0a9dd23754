//! Whether ground is meant by a place's name, or only who or what is named for it.

use std::ops::Range;

use language::{Clause, PhraseId, Tag, TokenId, Voice};
use record::ToponymUse;

use super::around::Around;
use super::read::{Candidate, What};
use crate::scene::Scene;

/// Whether ground is meant.
pub(super) fn usage(scene: &Scene<'_>, c: &Candidate, around: &Around) -> ToponymUse {
    use ToponymUse::{Derived, Literal, Metonymic};
    let words = &scene.book.toponym_words;
    if let Some(hyphen) = &c.hyphen {
        return if words.hyphen.contains(hyphen) || opens_pair(scene, c) { Literal } else { Metonymic };
    }
    if matches!(c.what, What::Demonym(_) | What::Continental(_)) {
        return if is_land(scene, c.tokens.end) { Literal } else { Derived };
    }
    if c.embedded || around.hung {
        return Metonymic;
    }
    if around.contained || around.dateline {
        return Literal;
    }
    let plain = !matches!(c.what, What::Ground | What::Unknown);
    if plain && (modifies(scene, c) || stands_for_people(scene, c, around)) { Metonymic } else { Literal }
}

/// "Asia" of "Asia-Pacific".
fn opens_pair(scene: &Scene<'_>, c: &Candidate) -> bool {
    let text = &scene.doc.report.text;
    text[c.span.end..].starts_with('-') && text[c.span.end + 1..].starts_with(char::is_uppercase)
}

/// Whether the noun behind a name, its adjectives between, lies on the ground of the place.
pub(super) fn is_soil(scene: &Scene<'_>, at: TokenId) -> bool {
    let words = &scene.book.toponym_words;
    let end = scene.doc.tokens.len();
    let head = scene.phrase_of(at).map(|p| scene.doc.phrases[p].head).filter(|h| *h >= at);
    let t = head.unwrap_or(at);
    t < end && (words.soil.contains(scene.lower(t)) || words.soil.contains(scene.lemma(t)))
}

/// The same behind an adjective of a country.
fn is_land(scene: &Scene<'_>, at: TokenId) -> bool {
    let head = scene.phrase_of(at).map(|p| scene.doc.phrases[p].head).filter(|h| *h >= at);
    head.is_some_and(|h| scene.book.toponym_words.lands.contains(scene.lemma(h)))
}

/// Whether the name describes or possesses what is no ground: "US troops", "Lima police", "India's ministry".
fn modifies(scene: &Scene<'_>, c: &Candidate) -> bool {
    let next = c.tokens.end;
    if next >= scene.doc.tokens.len() || c.what == What::House {
        return false;
    }
    match scene.tag(next) {
        Tag::Possessive => {
            !matches!(c.what, What::Union(_)) && !owns_soil(scene, next - 1) && !is_soil(scene, next + 1)
        }
        Tag::Noun | Tag::Adjective | Tag::ProperNoun if same_phrase(scene, next - 1, next) => {
            let words = &scene.book.toponym_words;
            let people = words.office.contains(scene.lemma(next))
                || words.body.contains(scene.lower(next))
                || scene.book.registry.people(scene.lemma(next)).is_some();
            !is_soil(scene, next) && (people || matches!(c.what, What::Country(_) | What::Union(_)))
        }
        _ => false,
    }
}

/// Whether the phrase of a name possesses soil: "South Korea's rapidly worsening air pollution".
fn owns_soil(scene: &Scene<'_>, t: TokenId) -> bool {
    let Some(p) = scene.phrase_of(t) else { return false };
    let sentence = &scene.doc.sentences[scene.doc.phrases[p].sentence];
    let mut owned = sentence.phrases.clone().filter(|&q| scene.doc.phrases[q].possessor == Some(p));
    owned.any(|q| scene.book.toponym_words.soil.contains(scene.lemma(scene.doc.phrases[q].head)))
}

pub(super) fn same_phrase(scene: &Scene<'_>, a: TokenId, b: TokenId) -> bool {
    scene.phrase_of(a).is_some() && scene.phrase_of(a) == scene.phrase_of(b)
}

/// Whether the name stands for a government, a people or a team: it speaks and acts, or has relations.
fn stands_for_people(scene: &Scene<'_>, c: &Candidate, around: &Around) -> bool {
    let words = &scene.book.toponym_words;
    let preposition = around.lower(scene);
    if words.against.contains(preposition) {
        return c.what != What::House;
    }
    if words.toward.contains(preposition) {
        let governor = around.preposition.and_then(|p| p.checked_sub(1));
        let state = matches!(c.what, What::Country(_)) && preposition == "with";
        let ground = governor.is_some_and(|g| words.soil.contains(scene.lemma(g)));
        let tie = |g: TokenId| words.office.contains(scene.lemma(g)) || words.office.contains(scene.lower(g));
        return state && !ground || governor.is_some_and(tie);
    }
    if !preposition.is_empty() {
        return false;
    }
    speaks(scene, &c.tokens) || acts(scene, c) || suffers(scene, &c.tokens)
}

pub(super) fn speaks(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let span = scene.span(tokens);
    scene.doc.attributions.iter().any(|a| a.speaker.contains(span) && a.speaker.end == span.end)
}

/// Whether the name is the subject of a verb that no ground does; of a country or a capital, of any but a few.
fn acts(scene: &Scene<'_>, c: &Candidate) -> bool {
    let (tokens, words) = (&c.tokens, &scene.book.toponym_words);
    let state = matches!(c.what, What::Country(_)) || scene.book.registry.is_capital(scene.text(tokens));
    let next = (tokens.end..tokens.end + 2).find(|&t| scene.tag(t) != Tag::Adverb);
    let told =
        |verb: TokenId| words.agent.contains(scene.lemma(verb)) || state && !words.placid.contains(scene.lemma(verb));
    next.is_some_and(|t| scene.tag(t) == Tag::Verb && words.agent.contains(scene.lemma(t)))
        || clauses(scene, tokens).any(|(clause, is)| {
            let whole = clause.voice == Voice::Active && !is_dash(scene, clause.verb_group.start);
            whole && clause.subject.is_some_and(is) && told(clause.verb)
        })
}

/// Whether the name is the object of a verb that is done to people.
fn suffers(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let patient = &scene.book.toponym_words.patient;
    clauses(scene, tokens)
        .any(|(clause, is)| clause.object.is_some_and(is) && patient.contains(scene.lemma(clause.verb)))
}

/// The clauses of the sentence, each with whether a phrase is the one that the tokens head, or the first of its list.
fn clauses<'s>(
    scene: &'s Scene<'_>,
    tokens: &Range<TokenId>,
) -> impl Iterator<Item = (&'s Clause, impl Fn(PhraseId) -> bool)> {
    let head = scene.phrase_of(tokens.start).filter(|&p| tokens.contains(&scene.doc.phrases[p].head));
    let first = head.map(|p| scene.doc.phrases[p].first_conjunct.unwrap_or(p));
    let sentence = &scene.doc.sentences[scene.doc.tokens[tokens.start].sentence];
    let is = move |p: PhraseId| Some(p) == head || Some(p) == first;
    scene.doc.clauses[sentence.clauses.clone()].iter().map(move |clause| (clause, is))
}

/// "France and Italy — nevertheless": what stands before a dash is no subject of what follows.
fn is_dash(scene: &Scene<'_>, verb: TokenId) -> bool {
    let mut before = (verb.saturating_sub(2)..verb).rev();
    before.any(|t| matches!(scene.lower(t), "—" | "–" | "-" | "--"))
}
