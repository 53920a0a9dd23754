//! Hangs prepositional phrases on the noun or verb that they belong to.
//!
//! "of" hangs on the noun before it. Other prepositions hang on an act right before them ("the attack on the base"),
//! on the subject that they stand behind, else on the nearest verb before, else on the verb that follows.

use crate::lexicon::{self, Classes};
use crate::name_words::WORDS;
use crate::{ClauseId, ClauseLink, Document, Governor, PhraseId, Tag, Token, TokenId, phrase};

/// Settles the prepositions of a sentence.
pub(crate) fn prepositions(doc: &mut Document<'_>, sentence: usize) {
    let tokens = doc.sentences[sentence].tokens.clone();
    for at in tokens {
        if doc.tokens[at].tag != Tag::Preposition {
            continue;
        }
        let Some(object) = object(doc, sentence, at) else { continue };
        let Some(governor) = governor(doc, sentence, at, object) else { continue };
        match governor {
            Governor::Phrase(id) => doc.phrases[id].prepositions.push((at, object)),
            Governor::Clause(id) => doc.clauses[id].prepositions.push((at, object)),
        }
        doc.phrases[object].governor = Some((at, governor));
    }
}

/// Whether a noun tells an act: one of the listed acts, one that is a verb too, or is made of one.
pub(crate) fn is_act(head: &Token) -> bool {
    let none = Classes::THING.and(Classes::TIME).and(Classes::CALENDAR);
    if head.tag != Tag::Noun || lexicon::classes(&head.lemma).has(none) {
        return false;
    }
    let verbal = lexicon::classes(&head.lemma).has(Classes::VERB_BASE);
    let made = ["tion", "sion", "ment", "ing", "al", "ure"].iter().any(|end| head.lemma.ends_with(end));
    verbal || made || WORDS.event_nouns.contains_key(head.lemma.as_str())
}

/// The phrase behind a preposition, adverbs and a second preposition between ("from inside the base").
fn object(doc: &Document<'_>, sentence: usize, at: TokenId) -> Option<PhraseId> {
    let end = doc.sentences[sentence].tokens.end;
    let quote = |t: &Token| t.tag == Tag::Adverb || matches!(t.lower.as_str(), "\"" | "'");
    let from = (at + 1..end).find(|&t| !quote(&doc.tokens[t]))?;
    let phrases = doc.sentences[sentence].phrases.clone();
    phrases.into_iter().find(|&p| phrase::start(&doc.phrases, p) == from && !phrase::possesses(&doc.phrases, p))
}

fn governor(doc: &Document<'_>, sentence: usize, at: TokenId, object: PhraseId) -> Option<Governor> {
    let before = left_neighbour(doc, sentence, at);
    let noun = before.and_then(|b| phrase_of(doc, sentence, b));
    let verb = before.and_then(|b| clause_of(doc, sentence, b));
    if let Some(verb) = verb {
        return Some(Governor::Clause(verb));
    }
    let left = clause_before(doc, sentence, at);
    let Some(noun) = noun else {
        return left.or_else(|| clause_behind(doc, sentence, at)).map(Governor::Clause);
    };
    if doc.tokens[at].lower == "of" || left.is_none() && !is_time(doc, object) {
        return Some(Governor::Phrase(noun));
    }
    let subject = doc.sentences[sentence].clauses.clone().any(|c| {
        let clause = &doc.clauses[c];
        clause.verb_group.start > at && clause.subject == Some(doc.phrases[noun].first_conjunct.unwrap_or(noun))
    });
    let act = is_act(&doc.tokens[doc.phrases[noun].head]) && !is_time(doc, object);
    if subject || act || is_gapped_count(doc, noun) {
        return Some(Governor::Phrase(noun));
    }
    left.or_else(|| clause_behind(doc, sentence, at)).map(Governor::Clause).or(Some(Governor::Phrase(noun)))
}

/// "900 soldiers in Syria and 2,500 in Iraq": a number behind "and" for which the noun is left out.
fn is_gapped_count(doc: &Document<'_>, noun: PhraseId) -> bool {
    let phrase = &doc.phrases[noun];
    let joined = phrase.tokens.start.checked_sub(1).is_some_and(|b| doc.tokens[b].tag == Tag::Conjunction);
    joined && doc.tokens[phrase.head].tag == Tag::Number && phrase.first_conjunct.is_none()
}

fn is_time(doc: &Document<'_>, id: PhraseId) -> bool {
    let head = &doc.tokens[doc.phrases[id].head];
    lexicon::classes(&head.lemma).has(Classes::CALENDAR.and(Classes::TIME))
}

/// The word before a preposition, adverbs and closing quotes skipped; a comma parts.
fn left_neighbour(doc: &Document<'_>, sentence: usize, at: TokenId) -> Option<TokenId> {
    let start = doc.sentences[sentence].tokens.start;
    let skipped = |t: &Token| t.tag == Tag::Adverb || matches!(t.lower.as_str(), "\"" | "'");
    (start..at).rev().find(|&t| !skipped(&doc.tokens[t]))
}

fn phrase_of(doc: &Document<'_>, sentence: usize, token: TokenId) -> Option<PhraseId> {
    doc.sentences[sentence].phrases.clone().find(|&p| doc.phrases[p].tokens.end == token + 1)
}

fn clause_of(doc: &Document<'_>, sentence: usize, token: TokenId) -> Option<ClauseId> {
    doc.sentences[sentence].clauses.clone().find(|&c| doc.clauses[c].verb == token)
}

fn clause_before(doc: &Document<'_>, sentence: usize, at: TokenId) -> Option<ClauseId> {
    doc.sentences[sentence].clauses.clone().rev().find(|&c| doc.clauses[c].verb < at)
}

fn clause_behind(doc: &Document<'_>, sentence: usize, at: TokenId) -> Option<ClauseId> {
    let behind = || doc.sentences[sentence].clauses.clone().filter(|&c| doc.clauses[c].verb > at);
    // "The raid in the port on 3 May, which …, drew protests": relative clauses are passed over.
    let main = behind().find(|&c| !matches!(doc.clauses[c].link, ClauseLink::Relative(_)));
    main.or_else(|| behind().next())
}
