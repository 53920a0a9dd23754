//! Finds the stretch that a wording of saying credits.

use std::ops::Range;

use record::Span;

use crate::attribution::Finder;
use crate::speech::{SPEECH, Takes, Wording};
use crate::{ClauseLink, Tag, TokenId};

impl Finder<'_, '_> {
    /// Where what stands before a later wording begins: behind an earlier attribution of the sentence that precedes it.
    pub(crate) fn content_floor(&self, start: TokenId, before: TokenId) -> TokenId {
        // "It is reported that a drone fired, according to police": the credit is for what is reported.
        let that = (start..before.min(start + 5)).find(|&id| self.at.lower(id) == "that");
        let impersonal = self.at.lower(start) == "it";
        that.filter(|_| impersonal).map_or(start, |id| id + 1)
    }

    pub(crate) fn colon_quotation(&self, verb: TokenId) -> Option<Span> {
        let mark = (verb + 1..verb + 3).find(|&id| matches!(self.at.lower(id), ":" | ","))?;
        self.quotation_from(mark + 1)
    }

    /// The stretch that follows the verb and is credited by it.
    pub(crate) fn content(&self, verb: TokenId, wording: Wording) -> Option<Span> {
        let end = self.words_end(&self.at.sentence(verb));
        let end = self.relative_end(verb).filter(|&main| main > verb).map_or(end, |main| main.min(end));
        let mut hearer = wording.tells;
        let mut at = verb + 1;
        while at < end {
            let lower = self.at.lower(at);
            match self.at.tag(at) {
                _ if self.at.is_time(at) && !self.owns(at) => at += 1,
                Tag::Adverb | Tag::Negation => at += 1,
                Tag::Punctuation if self.quotation_from(at).is_some() => return self.quoted(at, end),
                Tag::Punctuation if matches!(lower, "," | ":") => {
                    return match self.quotation_from(at + 1) {
                        Some(quotation) => Some(quotation),
                        None if lower == ":" => self.stretch(at + 1..end),
                        None => self.inserted_that(at, end).and_then(|that| self.stretch(that + 1..end)),
                    };
                }
                _ if lower == "that" && self.at.tag(at) != Tag::Determiner => return self.stretch(at + 1..end),
                Tag::Preposition => match self.skip_aside(at, end) {
                    Some(next) => at = next,
                    None => return self.bare(at, end, wording),
                },
                _ if hearer => {
                    hearer = false;
                    let Some(phrase) = self.at.phrase_at(at) else { return self.bare(at, end, wording) };
                    at = self.at.whole(phrase).end.max(at + 1);
                }
                _ => return self.bare(at, end, wording),
            }
        }
        None
    }

    /// Where the main clause goes on behind a relative clause: "a woman who said she was ill | left".
    pub(crate) fn relative_end(&self, verb: TokenId) -> Option<TokenId> {
        let doc = self.at.doc;
        let id = self.at.clause_of(verb)?;
        let ClauseLink::Relative(phrase) = doc.clauses[id].link else { return None };
        let sentence = doc.sentences.get(doc.clauses[id].sentence)?;
        let mut later = doc.clauses.get(id + 1..sentence.clauses.end)?.iter();
        let main = later.find(|clause| clause.link == ClauseLink::Main && clause.subject == Some(phrase))?;
        Some(main.verb_group.start)
    }

    /// Whether words for when possess what follows: "said Tuesday's attack".
    pub(crate) fn owns(&self, at: TokenId) -> bool {
        self.at.tag(at + 1) == Tag::Possessive
            || self.at.phrase_at(at + 1).is_some_and(|id| self.at.phrase_at(at) == Some(id))
    }

    /// Where an aside between verb and content ends: "in a statement", "to Reuters"; `None` if it is content.
    pub(crate) fn skip_aside(&self, at: TokenId, end: TokenId) -> Option<TokenId> {
        let phrase = self.at.phrase_at(at + 1)?;
        let next = self.at.whole(phrase).end;
        let head = self.at.lower(self.at.doc.phrases[phrase].head);
        let aside = SPEECH.is_channel(head) || SPEECH.is_hearer(head) || self.at.is_time(at + 1);
        let opens = next >= end || matches!(self.at.lower(next), "that" | "\"" | ":" | ",") || self.at.is_time(next);
        (aside || opens || self.at.lower(at) == "to").then_some(next)
    }

    /// "said, however, that": the "that" behind an insertion.
    pub(crate) fn inserted_that(&self, comma: TokenId, end: TokenId) -> Option<TokenId> {
        let other = (comma + 1..end.min(comma + 12)).find(|&id| self.at.lower(id) == ",")?;
        (self.at.lower(other + 1) == "that").then_some(other + 1)
    }

    /// Content without "that".
    pub(crate) fn bare(&self, at: TokenId, end: TokenId, wording: Wording) -> Option<Span> {
        let verb_follows = || {
            (at + 1..end)
                .take_while(|&id| self.at.lower(id) != ";")
                .any(|id| matches!(self.at.tag(id), Tag::Verb | Tag::Auxiliary | Tag::PastParticiple))
        };
        let fits = match wording.takes {
            Takes::Clause => match self.at.tag(at) {
                Tag::InfinitiveTo => true,
                Tag::Subordinator => {
                    !matches!(self.at.lower(at), "as" | "when" | "while" | "after" | "before" | "because")
                }
                Tag::Conjunction => false,
                _ => match self.at.phrase_at(at) {
                    // "claimed dual attacks which …" has no clause of its own; "said the town, his home, was hit" has.
                    Some(phrase) => verb_follows() && self.has_verb(phrase),
                    None => verb_follows(),
                },
            },
            Takes::Object => self.at.phrase_at(at).is_some() || self.at.tag(at) == Tag::Gerund,
            Takes::Toll => {
                let counted = self
                    .at
                    .phrase_at(at)
                    .is_some_and(|id| SPEECH.is_count(self.at.lower(self.at.doc.phrases[id].head)));
                counted && (at..end).any(|id| self.at.lower(id) == "at")
            }
            Takes::That | Takes::As => false,
        };
        if fits { self.stretch(at..end) } else { None }
    }

    /// Whether a phrase is the subject of some clause: by the clauses, or by the verb that follows it.
    fn has_verb(&self, phrase: usize) -> bool {
        let doc = self.at.doc;
        let clauses = doc.sentences.get(doc.phrases[phrase].sentence).and_then(|s| doc.clauses.get(s.clauses.clone()));
        let subject = clauses.is_some_and(|clauses| {
            let own = |link| !matches!(link, ClauseLink::Relative(_) | ClauseLink::Participle | ClauseLink::Infinitive);
            clauses.iter().any(|clause| {
                clause.subject == Some(phrase) && own(clause.link) && clause.verb > doc.phrases[phrase].head
            })
        });
        let next = self.at.tag(self.at.speaker(phrase).tokens.end);
        subject || matches!(next, Tag::Verb | Tag::Auxiliary | Tag::Adverb | Tag::Negation)
    }

    /// A quotation that opens the content: alone if it is a sentence of its own, else with what follows.
    pub(crate) fn quoted(&self, mark: TokenId, end: TokenId) -> Option<Span> {
        let quotation = self.quotation_from(mark)?;
        let last = self.at.doc.tokens.get(end.wrapping_sub(1)).map_or(0, |token| token.span.end);
        let goes_on = (mark..end).find(|&id| self.at.doc.tokens[id].span.start >= quotation.end + 4);
        match goes_on {
            Some(_) if last > quotation.end && !self.is_whole(quotation) => self.stretch(mark..end),
            _ => Some(quotation),
        }
    }

    pub(crate) fn is_whole(&self, span: Span) -> bool {
        self.at.doc.quotations.iter().any(|quotation| quotation.span == span && quotation.whole)
    }

    /// The quotation whose opening mark is at a token.
    pub(crate) fn quotation_from(&self, mark: TokenId) -> Option<Span> {
        let token = self.at.doc.tokens.get(mark)?;
        if !matches!(token.lower.as_str(), "\"" | "'" | "''" | "``") {
            return None;
        }
        let quotations = &self.at.doc.quotations;
        let next = quotations.partition_point(|quotation| quotation.span.start < token.span.end);
        let span = quotations.get(next)?.span;
        (span.start <= token.span.end + 2).then_some(span)
    }

    /// The quotation that ends just before a byte, its mark and a comma between.
    pub(crate) fn quotation_until(&self, byte: usize) -> Option<Span> {
        let text = &self.at.doc.report.text;
        let mut earlier = self.at.doc.quotations.iter().rev().filter(|quotation| quotation.span.end <= byte).take(4);
        let found = earlier.find(|quotation| {
            let between = text.get(quotation.span.end..byte).unwrap_or("x");
            let marked = between.chars().any(|c| "\"'”’»".contains(c));
            marked && between.chars().all(|c| c.is_whitespace() || "\"'”’»,.!?-–—…".contains(c))
        });
        found.map(|quotation| quotation.span)
    }

    /// The last word of those who are told, behind the verb: "…, a guard told |the agency|".
    pub(crate) fn hearer_end(&self, verb: TokenId) -> TokenId {
        let hearer = self.at.phrase_at(verb + 1).map(|phrase| self.at.doc.phrases[phrase].tokens.clone());
        hearer.filter(|tokens| tokens.start == verb + 1).map_or(verb, |tokens| tokens.end - 1)
    }

    /// Whether nothing of the verb's own follows but words for when and asides: "…, police said on Monday."
    pub(crate) fn ends_after(&self, verb: TokenId) -> bool {
        let end = self.words_end(&self.at.sentence(verb));
        let mut at = verb + 1;
        while at < end {
            match self.at.tag(at) {
                _ if self.at.is_time(at) => at += 1,
                Tag::Adverb => at += 1,
                Tag::Punctuation | Tag::Gerund | Tag::Subordinator => return true,
                Tag::Preposition => match self.at.phrase_at(at + 1) {
                    Some(phrase) => at = self.at.whole(phrase).end.max(at + 1),
                    None => return true,
                },
                _ => {
                    return self
                        .at
                        .phrase_at(at)
                        .is_some_and(|id| SPEECH.is_hearer(self.at.lower(self.at.doc.phrases[id].head)));
                }
            }
        }
        true
    }

    /// Whether the verb closes its paragraph with a colon or comma, so that whole paragraphs follow.
    pub(crate) fn statement_follows(&self, verb: TokenId) -> bool {
        let all = self.at.sentence(verb);
        let last = self.at.lower(all.end.wrapping_sub(1));
        let colon = last == ":" || (last == "," && self.quotation_from(all.end).is_some());
        colon && (verb + 1..all.end).all(|id| self.at.tag(id) != Tag::Verb)
    }

    /// Whether a paragraph opens with the report's own words about a speaker: "Minister Ada Tal said".
    pub(crate) fn is_new_voice(&self, sentence: usize) -> bool {
        let tokens = self.at.doc.sentences[sentence].tokens.clone();
        let mut verbs = tokens.clone().filter(|&id| self.at.tag(id) == Tag::Verb);
        let says = verbs.any(|id| {
            let subject = SPEECH.wording(self.at.lower(id)).and_then(|_| self.at.subject_before(id));
            subject.is_some_and(|phrase| {
                let head = self.at.doc.phrases[phrase].head;
                self.group_start(id) == id
                    && (self.at.tag(head) == Tag::ProperNoun || matches!(self.at.lower(head), "he" | "she"))
            })
        });
        says || self.quotation_from(tokens.start).is_some()
    }

    /// One past the last word of a sentence: its final stop and marks are no part of what is said.
    pub(crate) fn words_end(&self, all: &Range<TokenId>) -> TokenId {
        let mut end = all.end;
        while end > all.start && matches!(self.at.lower(end - 1), "." | "!" | "?" | "\"" | "'" | ":" | "," | ";" | "''")
        {
            end -= 1;
        }
        end
    }

    /// The bytes of some tokens, without marks at either end; `None` if nothing is left.
    pub(crate) fn stretch(&self, tokens: Range<TokenId>) -> Option<Span> {
        let mut tokens = tokens;
        while tokens.start < tokens.end && matches!(self.at.lower(tokens.start), "," | ":" | "-" | "–" | "—" | ";")
        {
            tokens.start += 1;
        }
        while tokens.start < tokens.end && matches!(self.at.lower(tokens.end - 1), "," | ":" | "-" | "–" | "—" | ";")
        {
            tokens.end -= 1;
        }
        (tokens.start < tokens.end).then(|| self.at.span(tokens))
    }
}
