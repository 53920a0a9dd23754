//! The words of a speaker: a noun phrase with what belongs to it, found beside a wording of saying.

use std::ops::Range;

use record::Span;

use crate::speech::SPEECH;
use crate::{ClauseId, Document, Governor, PhraseId, SentenceKind, Tag, TokenId};

/// Who is credited.
#[derive(Clone, Debug)]
pub(crate) struct Speaker {
    /// First to last token of the words, inserted explanations included.
    pub(crate) tokens: Range<TokenId>,
    /// The words.
    pub(crate) span: Span,
    /// Their phrase.
    pub(crate) phrase: PhraseId,
    /// Further speakers.
    pub(crate) others: Vec<Span>,
}

/// A document with what the search for speakers asks of it again and again.
pub(crate) struct Layout<'d, 'r> {
    pub(crate) doc: &'d Document<'r>,
    phrase_of: Vec<Option<PhraseId>>,
    time_at: Vec<bool>,
}

impl<'d, 'r> Layout<'d, 'r> {
    pub(crate) fn new(doc: &'d Document<'r>) -> Layout<'d, 'r> {
        let mut phrase_of = vec![None; doc.tokens.len()];
        for (id, phrase) in doc.phrases.iter().enumerate() {
            if let Some(places) = phrase_of.get_mut(phrase.tokens.clone()) {
                places.fill(Some(id));
            }
        }
        let mut time_at = vec![false; doc.tokens.len()];
        for time in &doc.times {
            if let Some(places) = time_at.get_mut(time.tokens.clone()) {
                places.fill(true);
            }
        }
        Layout { doc, phrase_of, time_at }
    }

    /// The lower-case word of a token; empty past the end.
    pub(crate) fn lower(&self, id: TokenId) -> &'d str {
        self.doc.tokens.get(id).map_or("", |token| token.lower.as_str())
    }

    /// The tag of a token; a mark past the end.
    pub(crate) fn tag(&self, id: TokenId) -> Tag {
        self.doc.tokens.get(id).map_or(Tag::Punctuation, |token| token.tag)
    }

    /// Whether a token is part of words for when.
    pub(crate) fn is_time(&self, id: TokenId) -> bool {
        self.time_at.get(id).copied().unwrap_or(false)
    }

    /// The phrase that holds a token.
    pub(crate) fn phrase_at(&self, id: TokenId) -> Option<PhraseId> {
        self.phrase_of.get(id).copied().flatten()
    }

    /// The bytes from the first to the last of some tokens.
    pub(crate) fn span(&self, tokens: Range<TokenId>) -> Span {
        let start = self.doc.tokens[tokens.start].span;
        self.doc.tokens.get(tokens.end.wrapping_sub(1)).map_or(start, |last| start.join(last.span))
    }

    /// The tokens of the sentence of a token.
    pub(crate) fn sentence(&self, id: TokenId) -> Range<TokenId> {
        let sentence = self.doc.tokens.get(id).and_then(|token| self.doc.sentences.get(token.sentence));
        sentence.map_or(id..id, |sentence| sentence.tokens.clone())
    }

    /// Whether anything is to be found in a sentence.
    pub(crate) fn is_text(&self, sentence: usize) -> bool {
        !matches!(self.doc.sentences[sentence].kind, SentenceKind::Furniture(_) | SentenceKind::Heading)
    }

    /// The clause whose main verb is the token.
    pub(crate) fn clause_of(&self, verb: TokenId) -> Option<ClauseId> {
        let sentence = self.doc.sentences.get(self.doc.tokens.get(verb)?.sentence)?;
        let mut ids = sentence.clauses.clone();
        ids.find(|&id| self.doc.clauses.get(id).is_some_and(|clause| clause.verb == verb))
    }

    /// The tokens of a phrase with its possessors and the phrases that hang on it: "Iraq's ministry of oil".
    pub(crate) fn whole(&self, phrase: PhraseId) -> Range<TokenId> {
        let mut first = phrase;
        while let Some(owner) = self.doc.phrases[first].possessor.filter(|&owner| owner < first) {
            first = owner;
        }
        let tokens = &self.doc.phrases[phrase].tokens;
        let limit = self.sentence(tokens.start).end;
        let mut end = tokens.end;
        // "Police at least 40 …": a count hangs on no speaker.
        let counts = |at: TokenId| self.doc.numbers.iter().any(|number| number.tokens.start == at);
        while end + 1 < limit && !self.is_time(end + 1) && !counts(end) {
            let joins = self.tag(end) == Tag::Possessive || SPEECH.hangs(self.lower(end));
            let Some(next) = self.phrase_at(end + 1).filter(|_| joins) else { break };
            // A pronoun hangs on no one, and a new subject belongs to its own verb.
            if self.tag(self.doc.phrases[next].head) == Tag::Pronoun {
                break;
            }
            end = self.doc.phrases[next].tokens.end;
        }
        self.doc.phrases[first].tokens.start..end
    }

    /// The speaker whose phrase this is.
    pub(crate) fn speaker(&self, phrase: PhraseId) -> Speaker {
        let given = phrase;
        let mut phrase = self.doc.phrases[given].first_conjunct.or_else(|| self.coordinated(given)).unwrap_or(given);
        let mut tokens = self.whole(phrase);
        let mut span = self.span(tokens.clone());
        let apposed = self.doc.phrases[phrase].apposition.filter(|&other| other > phrase);
        if let Some(other) = apposed.or_else(|| self.inserted_name(tokens.end)) {
            let apposed = self.whole(other);
            // "The foreign minister, Ada Tal": the name says who; "Ada Tal, the minister" says it already.
            let named = self.tag(self.doc.phrases[other].head) == Tag::ProperNoun;
            let plain = self.tag(self.doc.phrases[phrase].head) != Tag::ProperNoun || self.lower(tokens.start) == "the";
            tokens.end = tokens.end.max(apposed.end);
            if named && plain {
                span = self.span(tokens.clone());
            }
        }
        let mut others = Vec::new();
        if phrase != given && self.doc.phrases[phrase].conjuncts.is_empty() {
            let whole = self.whole(given);
            others.push(self.span(whole.clone()));
            tokens.end = tokens.end.max(whole.end);
        }
        for &other in &self.doc.phrases[phrase].conjuncts {
            let whole = self.whole(other);
            others.push(self.author(other).map_or_else(|| self.span(whole.clone()), |by| self.span(self.whole(by))));
            tokens.end = tokens.end.max(whole.end);
        }
        if let Some(by) = self.author(phrase) {
            phrase = by;
            span = self.span(self.whole(by));
        }
        Speaker { tokens, span, phrase, others }
    }

    /// Who speaks in "reports by local media", "a statement from the army", "the army's statement".
    pub(crate) fn author(&self, phrase: PhraseId) -> Option<PhraseId> {
        let noun = self.doc.tokens.get(self.doc.phrases[phrase].head)?;
        if !SPEECH.is_report(&noun.lemma) {
            return None;
        }
        let end = self.doc.phrases[phrase].tokens.end;
        let by = self.phrase_at(end + 1).filter(|_| matches!(self.lower(end), "by" | "from"));
        by.or(self.doc.phrases[phrase].possessor).filter(|&by| by != phrase)
    }

    /// The name between two commas: "the foreign minister, Ada Tal, said".
    fn inserted_name(&self, comma: TokenId) -> Option<PhraseId> {
        let name = self.phrase_at(comma + 1).filter(|_| self.lower(comma) == ",")?;
        let named = self.tag(self.doc.phrases[name].head) == Tag::ProperNoun;
        let end = self.doc.phrases[name].tokens.end;
        let says = SPEECH.wording(self.lower(end + 1)).is_some();
        (named && says && self.lower(end) == ",").then_some(name)
    }

    /// The phrase before "and" in "police and the army", where it stands at the start or behind a mark.
    fn coordinated(&self, phrase: PhraseId) -> Option<PhraseId> {
        let start = self.whole(phrase).start;
        let joined = start >= 2 && matches!(self.lower(start - 1), "and" | "or");
        let first = self.phrase_at(start.wrapping_sub(2)).filter(|&first| joined && first < phrase)?;
        let floor = self.sentence(start).start;
        let before = self.whole(first).start;
        (before == floor || matches!(self.lower(before - 1), "," | "\"" | "-" | "–" | "—")).then_some(first)
    }

    /// The speaker whose words begin at a token.
    pub(crate) fn speaker_from(&self, start: TokenId) -> Option<Speaker> {
        let mut phrase = self.phrase_at(start).filter(|&id| self.doc.phrases[id].tokens.start == start)?;
        // "Iraq's ministry": the speaker is what is possessed.
        while self.tag(self.doc.phrases[phrase].tokens.end) == Tag::Possessive {
            let Some(owned) = self.phrase_at(self.doc.phrases[phrase].tokens.end + 1) else { break };
            if self.doc.phrases[owned].possessor != Some(phrase) || owned <= phrase {
                break;
            }
            phrase = owned;
        }
        Some(self.speaker(phrase))
    }

    /// The phrase that stands as subject before a verb group, past what is inserted between the two.
    pub(crate) fn subject_before(&self, group: TokenId) -> Option<PhraseId> {
        let floor = self.sentence(group).start;
        let mut at = group;
        let mut inserted = false;
        while at > floor {
            let last = at - 1;
            match self.tag(last) {
                Tag::Adverb | Tag::Auxiliary | Tag::Negation => at = last,
                Tag::Punctuation if self.lower(last) == "," && !inserted => {
                    inserted = true;
                    at = (floor..last).rev().find(|&id| self.lower(id) == ",")?;
                }
                _ if self.is_time(last) => at = last,
                _ => {
                    let phrase = self.phrase_at(last)?;
                    match self.doc.phrases[phrase].governor {
                        Some((mark, Governor::Phrase(over))) if over < phrase && mark < last => {
                            return Some(self.top(over));
                        }
                        Some((mark, Governor::Clause(_))) if mark < last => at = mark,
                        _ => return Some(self.governing(phrase, floor)),
                    }
                }
            }
        }
        None
    }

    /// What a phrase hangs on by the words straight before it: "reports by local media"; itself if on nothing.
    fn governing(&self, phrase: PhraseId, floor: TokenId) -> PhraseId {
        let mut phrase = phrase;
        loop {
            let start = self.whole(phrase).start;
            if start < floor + 2 || !(SPEECH.hangs(self.lower(start - 1)) || self.lower(start - 1) == "by") {
                return phrase;
            }
            let Some(over) = self.phrase_at(start - 2).filter(|&over| over < phrase) else { return phrase };
            phrase = over;
        }
    }

    fn top(&self, mut phrase: PhraseId) -> PhraseId {
        while let Some((_, Governor::Phrase(over))) = self.doc.phrases[phrase].governor
            && over < phrase
        {
            phrase = over;
        }
        phrase
    }
}
