//! Finds who is credited with which stretch of text.

use std::ops::Range;

use record::Span;

use crate::lexicon::{self, Classes};
use crate::name_words::WORDS;
use crate::speaker::{Layout, Speaker};
use crate::speech::{SPEECH, Takes, Wording};
use crate::{Attribution, ClauseLink, Document, Mood, SentenceKind, Tag, TokenId};

/// Fills the document's attributions, in order of their speakers' wordings.
pub(crate) fn attributions(doc: &mut Document<'_>) {
    let mut finder = Finder { at: Layout::new(doc), found: Vec::new() };
    for sentence in 0..doc.sentences.len() {
        if finder.at.is_text(sentence) {
            finder.sentence(sentence);
        }
    }
    finder.tidy();
    finder.quotations_left();
    let found = finder.found;
    doc.attributions = found.into_iter().map(|credit| credit.attribution).collect();
}

/// An attribution with what later ones need to know of it.
struct Credit {
    attribution: Attribution,
    /// First token of speaker and wording.
    from: TokenId,
    sentence: usize,
}

struct Finder<'d, 'r> {
    at: Layout<'d, 'r>,
    found: Vec<Credit>,
}

impl Finder<'_, '_> {
    fn sentence(&mut self, sentence: usize) {
        let before = self.found.len();
        for id in self.at.doc.sentences[sentence].tokens.clone() {
            let lower = self.at.lower(id);
            if lower == "according" && self.at.lower(id + 1) == "to" {
                self.according(id);
            } else if let Some(wording) = SPEECH.wording(lower) {
                self.wording(id, wording);
            }
        }
        self.cut_scopes(before);
    }

    /// "According to X, …", "…, according to X", "…, according to X, …".
    fn according(&mut self, id: TokenId) {
        let Some(speaker) = self.at.speaker_from(id + 2) else { return };
        let all = self.at.sentence(id);
        let end = self.words_end(&all);
        let mut after = speaker.tokens.end;
        while self.at.is_time(after) || self.at.lower(after) == "," {
            after += 1;
        }
        let mut before = id;
        while before > all.start && self.at.tag(before - 1) == Tag::Punctuation {
            before -= 1;
        }
        let front = self.at.tag(before.wrapping_sub(1));
        let opens = before <= all.start || matches!(front, Tag::Conjunction | Tag::Subordinator);
        let joined = matches!(self.at.tag(after), Tag::Conjunction | Tag::Subordinator | Tag::Gerund);
        let floor = self.at.doc.tokens[all.start].span.start;
        let quotation = self.quotation_until(self.at.doc.tokens[id].span.start);
        if let Some(quotation) = quotation.filter(|quotation| quotation.end > floor) {
            return self.credit(speaker, quotation, "according to", id);
        }
        let scope = if opens && after < end {
            after..end
        } else if after >= end || joined || self.at.lower(after) == "\"" {
            self.content_floor(all.start, before)..before
        } else {
            all.start..end
        };
        self.credit(speaker, scope, "according to", id);
    }

    /// Where what stands before a later wording begins: behind an earlier attribution of the sentence that precedes it.
    fn content_floor(&self, start: TokenId, before: TokenId) -> TokenId {
        // "It is reported that a drone fired, according to police": the credit is for what is reported.
        let that = (start..before.min(start + 5)).find(|&id| self.at.lower(id) == "that");
        let impersonal = self.at.lower(start) == "it";
        that.filter(|_| impersonal).map_or(start, |id| id + 1)
    }

    fn wording(&mut self, verb: TokenId, wording: Wording) {
        let verbal = matches!(self.at.tag(verb), Tag::Verb | Tag::PastParticiple | Tag::Gerund);
        if !verbal || self.at.tag(verb.wrapping_sub(1)) == Tag::InfinitiveTo || self.is_denied_or_future(verb) {
            return;
        }
        let group = self.group_start(verb);
        if wording.takes == Takes::As {
            return self.as_saying(verb, group, wording);
        }
        let gerund = self.at.tag(verb) == Tag::Gerund;
        if gerund && self.at.tag(verb.wrapping_sub(1)) == Tag::Preposition {
            return;
        }
        if self.is_passive(verb, group) {
            return self.passive(verb, group, wording);
        }
        if self.at.lower(verb.wrapping_sub(1)) == "as" {
            return;
        }
        if gerund && !self.is_progressive(group, verb) {
            return self.participle(verb, wording);
        }
        if let Some(speaker) = self.inverted(verb, group) {
            let to = speaker.tokens.end;
            return self.trailing(speaker, group, to, wording);
        }
        let Some(speaker) = self.subject(verb, group) else { return };
        if let Some(scope) = self.content(verb, wording) {
            let from = speaker.tokens.start;
            return self.credit(speaker, scope, wording.lemma, from);
        }
        let from = speaker.tokens.start;
        if self.statement_follows(verb) {
            return self.statement(speaker, verb, wording);
        }
        if from < group && !matches!(wording.takes, Takes::Toll | Takes::As) && self.ends_after(verb) {
            self.trailing(speaker, from, verb + 1, wording);
        }
    }

    /// Where the verb group begins: its auxiliaries and what stands between them and the verb.
    fn group_start(&self, verb: TokenId) -> TokenId {
        let floor = self.at.sentence(verb).start;
        let mut start = verb;
        let mut at = verb;
        while at > floor
            && (self.is_clitic(at - 1) || matches!(self.at.tag(at - 1), Tag::Auxiliary | Tag::Adverb | Tag::Negation))
        {
            at -= 1;
            if self.at.tag(at) == Tag::Auxiliary || self.is_clitic(at) {
                start = at;
            }
        }
        start
    }

    /// Nothing is credited by "did not say", "will announce", "refused to confirm"; a denial is one by its own verb.
    fn is_denied_or_future(&self, verb: TokenId) -> bool {
        let group = self.group_start(verb)..verb;
        let blocked = group
            .clone()
            .any(|id| self.at.tag(id) == Tag::Negation || lexicon::classes(self.at.lower(id)).has(Classes::MODAL));
        let Some(clause) = self.at.clause_of(verb).map(|id| &self.at.doc.clauses[id]) else { return blocked };
        blocked || clause.negated || matches!(clause.mood, Mood::Future | Mood::Wanted | Mood::Attempted)
    }

    /// "It's reported": the short form of a verb, whatever it was tagged.
    fn is_clitic(&self, id: TokenId) -> bool {
        self.at.lower(id) == "'s" && self.at.tag(id.wrapping_sub(1)) == Tag::Pronoun
    }

    fn is_passive(&self, verb: TokenId, group: TokenId) -> bool {
        let be = (group..verb).any(|id| self.is_clitic(id) || lexicon::classes(self.at.lower(id)).has(Classes::BE));
        (be && self.at.tag(verb) != Tag::Gerund) || self.at.lower(verb + 1) == "by"
    }

    fn is_progressive(&self, group: TokenId, verb: TokenId) -> bool {
        group < verb && self.at.tag(group) == Tag::Auxiliary
    }

    /// "was confirmed by the mayor"; a raid "claimed by" a group is a claim, and no attribution.
    fn passive(&mut self, verb: TokenId, group: TokenId, wording: Wording) {
        let start = self.at.sentence(verb).start;
        if group == verb || self.at.lower(verb + 1) != "by" || !SPEECH.is_passive(wording.lemma) || group <= start {
            return;
        }
        if let Some(speaker) = self.at.speaker_from(verb + 2) {
            self.credit(speaker, start..group, wording.lemma, group);
        }
    }

    /// "X was quoted as saying", "AFP quoted X as saying".
    fn as_saying(&mut self, verb: TokenId, group: TokenId, wording: Wording) {
        let end = self.at.sentence(verb).end.min(verb + 20);
        let Some(mark) =
            (verb..end).find(|&id| self.at.lower(id) == "as" && SPEECH.wording(self.at.lower(id + 1)).is_some())
        else {
            return;
        };
        let object = (mark > verb + 1).then(|| self.at.speaker_from(verb + 1)).flatten();
        let quoted = object.or_else(|| self.at.subject_before(group).map(|id| self.at.speaker(id)));
        let inner = Wording { takes: Takes::Object, ..wording };
        if let (Some(speaker), Some(scope)) = (quoted, self.content(mark + 1, inner)) {
            let from = speaker.tokens.start.min(group);
            let lemma = SPEECH.wording(self.at.lower(mark + 1)).map_or(wording.lemma, |inner| inner.lemma);
            self.credit(speaker, scope, lemma, from);
        }
    }

    /// "…, adding that …": who spoke before in the sentence, else the subject.
    fn participle(&mut self, verb: TokenId, wording: Wording) {
        let Some(scope) = self.content(verb, wording).or_else(|| self.colon_quotation(verb)) else { return };
        let sentence = self.at.doc.tokens[verb].sentence;
        let earlier = self.found.last().filter(|credit| credit.sentence == sentence && credit.from < verb);
        if let Some(Attribution { speaker, phrase, others, .. }) = earlier.map(|credit| credit.attribution.clone()) {
            return self.push(Attribution { scope, speaker, phrase, wording: wording.lemma.to_string(), others }, verb);
        }
        let Some(clause) = self.at.clause_of(verb).map(|id| &self.at.doc.clauses[id]) else { return };
        let Some(mut phrase) = clause.subject else { return };
        if SPEECH.is_channel(self.at.lower(self.at.doc.phrases[phrase].head)) {
            // "put out a statement saying": whoever put it out.
            let mut owners = self.at.doc.sentences[sentence].clauses.clone();
            let owner = owners.find_map(|id| {
                let owner = &self.at.doc.clauses[id];
                owner.subject.filter(|_| owner.object == Some(phrase))
            });
            phrase = owner.or_else(|| self.main_subject(sentence, phrase)).unwrap_or(phrase);
        }
        let speaker = self.at.speaker(phrase);
        self.credit_span(speaker, scope, wording.lemma, verb);
    }

    /// The subject of the first main clause of a sentence, if it stands before a phrase.
    fn main_subject(&self, sentence: usize, before: usize) -> Option<usize> {
        let mut clauses = self.at.doc.sentences[sentence].clauses.clone().map(|id| &self.at.doc.clauses[id]);
        let main = clauses.find(|clause| clause.link == ClauseLink::Main && clause.subject.is_some())?;
        main.subject.filter(|&subject| subject < before)
    }

    fn colon_quotation(&self, verb: TokenId) -> Option<Span> {
        let mark = (verb + 1..verb + 3).find(|&id| matches!(self.at.lower(id), ":" | ","))?;
        self.quotation_from(mark + 1)
    }

    /// The speaker after the verb: "…, said the mayor".
    fn inverted(&self, verb: TokenId, group: TokenId) -> Option<Speaker> {
        let before = self.at.tag(group.checked_sub(1)?);
        if group < verb || before != Tag::Punctuation || matches!(self.at.lower(group - 1), ":" | "(") {
            return None;
        }
        let quoted = matches!(self.at.lower(group - 1), "\"" | "'" | "''");
        if quoted && self.quotation_until(self.at.doc.tokens[group].span.start).is_none() {
            return None;
        }
        let speaker = self.at.speaker_from(verb + 1)?;
        let next = speaker.tokens.end;
        let ends = next >= self.at.sentence(verb).end || self.at.is_time(next);
        let closes = matches!(self.at.tag(next), Tag::Punctuation | Tag::Preposition | Tag::Adverb | Tag::Gerund);
        let relative = matches!(self.at.lower(next), "who" | "whose" | "which");
        // "He came, told reporters that …" has its subject before.
        (ends || closes || relative).then_some(speaker)
    }

    fn subject(&self, verb: TokenId, group: TokenId) -> Option<Speaker> {
        let clause = self.at.clause_of(verb).map(|id| &self.at.doc.clauses[id]);
        let floor = self.at.sentence(verb).start;
        let given = clause.and_then(|clause| clause.subject);
        let near = given
            .filter(|&id| self.at.doc.phrases[id].tokens.end <= group && self.at.doc.phrases[id].tokens.start >= floor);
        let phrase = near.or_else(|| self.at.subject_before(group))?;
        let phrase = self.explained(phrase).unwrap_or(phrase);
        // What "I" or "we" say stands inside what someone is credited with already.
        let head = self.at.lower(self.at.doc.phrases[phrase].head);
        (!matches!(head, "who" | "i" | "we" | "you")).then(|| self.at.speaker(phrase))
    }

    /// The phrase that one between two commas explains: "Ada Tal, the mayor, said".
    fn explained(&self, phrase: usize) -> Option<usize> {
        let tokens = self.at.whole(phrase);
        let start = tokens.start.checked_sub(2)?;
        let between = self.at.lower(start + 1) == "," && self.at.lower(tokens.end) == ",";
        let first = self.at.phrase_at(start).filter(|&first| between && first < phrase)?;
        let tag = |id: usize| self.at.tag(self.at.doc.phrases[id].head);
        let one_named = tag(first) == Tag::ProperNoun || tag(phrase) == Tag::ProperNoun;
        let apposed = self.at.doc.phrases[first].apposition == Some(phrase);
        let governed = self.at.doc.phrases[first].governor.is_some();
        (apposed || (one_named && !governed && !self.at.is_time(start))).then_some(first)
    }

    /// The stretch that follows the verb and is credited by it.
    fn content(&self, verb: TokenId, wording: Wording) -> Option<Span> {
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
    fn relative_end(&self, verb: TokenId) -> Option<TokenId> {
        let doc = self.at.doc;
        let id = self.at.clause_of(verb)?;
        let ClauseLink::Relative(phrase) = doc.clauses[id].link else { return None };
        let sentence = doc.sentences.get(doc.clauses[id].sentence)?;
        let mut later = doc.clauses.get(id + 1..sentence.clauses.end)?.iter();
        let main = later.find(|clause| clause.link == ClauseLink::Main && clause.subject == Some(phrase))?;
        Some(main.verb_group.start)
    }

    /// Whether words for when possess what follows: "said Tuesday's attack".
    fn owns(&self, at: TokenId) -> bool {
        self.at.tag(at + 1) == Tag::Possessive
            || self.at.phrase_at(at + 1).is_some_and(|id| self.at.phrase_at(at) == Some(id))
    }

    /// Where an aside between verb and content ends: "in a statement", "to Reuters"; `None` if it is content.
    fn skip_aside(&self, at: TokenId, end: TokenId) -> Option<TokenId> {
        let phrase = self.at.phrase_at(at + 1)?;
        let next = self.at.whole(phrase).end;
        let head = self.at.lower(self.at.doc.phrases[phrase].head);
        let aside = SPEECH.is_channel(head) || SPEECH.is_hearer(head) || self.at.is_time(at + 1);
        let opens = next >= end || matches!(self.at.lower(next), "that" | "\"" | ":" | ",") || self.at.is_time(next);
        (aside || opens || self.at.lower(at) == "to").then_some(next)
    }

    /// "said, however, that": the "that" behind an insertion.
    fn inserted_that(&self, comma: TokenId, end: TokenId) -> Option<TokenId> {
        let other = (comma + 1..end.min(comma + 12)).find(|&id| self.at.lower(id) == ",")?;
        (self.at.lower(other + 1) == "that").then_some(other + 1)
    }

    /// Content without "that".
    fn bare(&self, at: TokenId, end: TokenId, wording: Wording) -> Option<Span> {
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
                    Some(phrase) => verb_follows() && self.leads_to_verb(self.at.speaker(phrase).tokens.end),
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

    /// Whether a subject that ends before `at` can have its verb there, past a preposition or insertion.
    fn leads_to_verb(&self, at: TokenId) -> bool {
        let relative = matches!(self.at.lower(at), "which" | "that" | "who" | "whose" | "to");
        !relative && !matches!(self.at.tag(at), Tag::Gerund | Tag::InfinitiveTo | Tag::Conjunction)
    }

    /// A quotation that opens the content: alone if it is a sentence of its own, else with what follows.
    fn quoted(&self, mark: TokenId, end: TokenId) -> Option<Span> {
        let quotation = self.quotation_from(mark)?;
        let last = self.at.doc.tokens.get(end.wrapping_sub(1)).map_or(0, |token| token.span.end);
        let goes_on = (mark..end).find(|&id| self.at.doc.tokens[id].span.start >= quotation.end + 4);
        match goes_on {
            Some(_) if last > quotation.end && !self.is_whole(quotation) => self.stretch(mark..end),
            _ => Some(quotation),
        }
    }

    fn is_whole(&self, span: Span) -> bool {
        self.at.doc.quotations.iter().any(|quotation| quotation.span == span && quotation.whole)
    }

    /// The quotation whose opening mark is at a token.
    fn quotation_from(&self, mark: TokenId) -> Option<Span> {
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
    fn quotation_until(&self, byte: usize) -> Option<Span> {
        let text = &self.at.doc.report.text;
        let mut earlier = self.at.doc.quotations.iter().rev().filter(|quotation| quotation.span.end <= byte).take(4);
        let found = earlier.find(|quotation| {
            let between = text.get(quotation.span.end..byte).unwrap_or("x");
            let marked = between.chars().any(|c| "\"'”’»".contains(c));
            marked && between.chars().all(|c| c.is_whitespace() || "\"'”’»,.!?-–—…".contains(c))
        });
        found.map(|quotation| quotation.span)
    }

    /// "…, X said" and "…, said X": what stands before is credited. `from` opens speaker or verb, `to` ends both.
    fn trailing(&mut self, speaker: Speaker, from: TokenId, to: TokenId, wording: Wording) {
        let all = self.at.sentence(from);
        let start = self.at.doc.tokens[from].span.start;
        let floor = self.at.doc.tokens[all.start].span.start;
        if let Some(quotation) = self.quotation_until(start).filter(|quotation| quotation.end > floor) {
            return self.credit_span(speaker, quotation, wording.lemma, from);
        }
        if from <= all.start || !matches!(self.at.lower(from - 1), "," | "-" | "–" | "—" | "\"" | "?" | "!") {
            return;
        }
        let end = self.words_end(&all);
        let mut after = to;
        while after < end && (self.at.is_time(after) || self.at.tag(after) == Tag::Adverb) {
            after += 1;
        }
        let goes_on = self.at.lower(after) == ","
            && after + 1 < end
            && matches!(self.at.tag(after + 1), Tag::Verb | Tag::Auxiliary | Tag::PastParticiple);
        let said = all.start..from;
        if !goes_on
            && !said.clone().any(|id| matches!(self.at.tag(id), Tag::Verb | Tag::Auxiliary | Tag::PastParticiple))
        {
            return;
        }
        let scope = if goes_on { all.start..end } else { said };
        self.credit(speaker, scope, wording.lemma, from);
    }

    /// Whether nothing of the verb's own follows but words for when and asides: "…, police said on Monday."
    fn ends_after(&self, verb: TokenId) -> bool {
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
    fn statement_follows(&self, verb: TokenId) -> bool {
        let all = self.at.sentence(verb);
        let last = self.at.lower(all.end.wrapping_sub(1));
        let colon = last == ":" || (last == "," && self.quotation_from(all.end).is_some());
        colon && (verb + 1..all.end).all(|id| self.at.tag(id) != Tag::Verb)
    }

    /// "The minister said:" and paragraphs: they are credited up to a heading or the next speaker.
    fn statement(&mut self, speaker: Speaker, verb: TokenId, wording: Wording) {
        let doc = self.at.doc;
        let next = doc.tokens[verb].sentence + 1;
        let Some(first) = doc.sentences.get(next) else { return };
        if let Some(quotation) = self.quotation_from(first.tokens.start) {
            let from = speaker.tokens.start;
            return self.credit_span(speaker, quotation, wording.lemma, from);
        }
        let mut last = None;
        for id in next..doc.sentences.len() {
            let sentence = &doc.sentences[id];
            let text = matches!(sentence.kind, SentenceKind::Body | SentenceKind::ListItem);
            let opens = id == next || sentence.paragraph != doc.sentences[id - 1].paragraph;
            if !text || (opens && id > next && self.is_new_voice(id)) {
                break;
            }
            last = Some(sentence.span);
        }
        if let Some(last) = last {
            let from = speaker.tokens.start;
            self.credit_span(speaker, first.span.join(last), wording.lemma, from);
        }
    }

    /// Whether a paragraph opens with the report's own words about a speaker: "Minister Ada Tal said".
    fn is_new_voice(&self, sentence: usize) -> bool {
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
    fn words_end(&self, all: &Range<TokenId>) -> TokenId {
        let mut end = all.end;
        while end > all.start && matches!(self.at.lower(end - 1), "." | "!" | "?" | "\"" | "'" | ":" | "," | ";" | "''")
        {
            end -= 1;
        }
        end
    }

    /// The bytes of some tokens, without marks at either end; `None` if nothing is left.
    fn stretch(&self, tokens: Range<TokenId>) -> Option<Span> {
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

    fn credit(&mut self, speaker: Speaker, scope: impl IntoScope, wording: &str, from: TokenId) {
        if let Some(scope) = scope.into_scope(self) {
            self.credit_span(speaker, scope, wording, from);
        }
    }

    fn credit_span(&mut self, speaker: Speaker, scope: Span, wording: &str, from: TokenId) {
        let (span, phrase) = self.resolved(&speaker, from);
        let wording = wording.to_string();
        self.push(Attribution { scope, speaker: span, phrase: Some(phrase), wording, others: speaker.others }, from);
    }

    fn push(&mut self, attribution: Attribution, from: TokenId) {
        let sentence = self.at.doc.tokens[from].sentence;
        self.found.push(Credit { attribution, from, sentence });
    }

    /// A pronoun's or description's speaker is the one of the sentence before, if that is sure; else its own words.
    fn resolved(&self, speaker: &Speaker, from: TokenId) -> (Span, usize) {
        let own = (speaker.span, speaker.phrase);
        let doc = self.at.doc;
        let (phrase, sentence) = (&doc.phrases[speaker.phrase], doc.tokens[from].sentence);
        let head = self.at.lower(phrase.head);
        let recent = |reach: usize| self.found.iter().rev().take_while(move |c| c.sentence + reach >= sentence);
        if matches!(head, "he" | "she") {
            let fits = |credit: &&Credit| {
                let single = credit.attribution.phrase.is_some_and(|id| self.is_single(id));
                credit.sentence < sentence && single && credit.attribution.others.is_empty()
            };
            let Some(last) = recent(1).find(fits) else { return own };
            let Some(id) = last.attribution.phrase else { return own };
            let one_speaker = recent(1).filter(fits).all(|c| c.attribution.speaker == last.attribution.speaker);
            return if one_speaker { (last.attribution.speaker, id) } else { own };
        }
        let described =
            self.at.lower(phrase.tokens.start) == "the" && phrase.tokens.len() == 2 && speaker.tokens.len() == 2;
        if !described || self.at.tag(phrase.head) != Tag::Noun {
            return own;
        }
        let mut fitting = self.found.iter().filter(|credit| {
            let words = credit.attribution.speaker.of(&doc.report.text).to_lowercase();
            credit.attribution.speaker != own.0 && words.split_whitespace().any(|word| word == head)
        });
        let Some(first) = fitting.next() else { return own };
        let only = fitting.all(|credit| credit.attribution.speaker == first.attribution.speaker);
        match first.attribution.phrase {
            Some(id) if only => (first.attribution.speaker, id),
            _ => own,
        }
    }

    /// Whether a phrase can be a single person: no plural, no pronoun.
    fn is_single(&self, id: usize) -> bool {
        let head = &self.at.doc.tokens[self.at.doc.phrases[id].head];
        match head.tag {
            Tag::ProperNoun => true,
            Tag::Noun => head.lemma == head.lower && !WORDS.collective.contains(head.lower.as_str()),
            _ => false,
        }
    }

    /// Ends a scope where a later wording of the same sentence begins in the report's own voice.
    fn cut_scopes(&mut self, first: usize) {
        for id in first..self.found.len() {
            let credit = &self.found[id];
            let scope = credit.attribution.scope;
            let later = self.found[first..]
                .iter()
                .filter(|other| other.from > credit.from && other.sentence == credit.sentence);
            let cuts = later.filter_map(|other| self.cut_before(scope, other));
            if let Some(end) = cuts.min() {
                self.found[id].attribution.scope = Span::new(scope.start, end);
            }
        }
    }

    /// Where `scope` ends because of a later attribution inside it: at ", adding", ", but Y said", ", according to Y".
    fn cut_before(&self, scope: Span, other: &Credit) -> Option<usize> {
        let mut at = other.from;
        let byte = self.at.doc.tokens[at].span.start;
        if byte <= scope.start || byte >= scope.end {
            return None;
        }
        let own = matches!(self.at.tag(at), Tag::Gerund) || self.at.lower(at) == "according";
        let joined =
            matches!(self.at.lower(at.wrapping_sub(1)), "and" | "but" | "while" | "whereas" | "as" | "though" | ";");
        if !own && !joined {
            return None;
        }
        while at > 0 && (joined && at == other.from || self.at.tag(at - 1) == Tag::Punctuation) {
            at -= 1;
        }
        let end = self.at.doc.tokens.get(at.checked_sub(1)?)?.span.end;
        (end > scope.start).then_some(end)
    }

    /// Leaves no scope that holds only one of two quotation marks.
    fn tidy(&mut self) {
        let doc = self.at.doc;
        for credit in &mut self.found {
            let scope = &mut credit.attribution.scope;
            let first = doc.quotations.partition_point(|quotation| quotation.span.start < scope.start);
            let limit = scope.end;
            let inside = doc.quotations[first..].iter().take_while(|quotation| quotation.span.start < limit);
            let text = &doc.report.text;
            let marks = |from: usize, to: usize| {
                text.get(from..to).is_some_and(|t| t.chars().all(|c| "\"'‘’“”«».,!? ".contains(c)))
            };
            for quotation in inside {
                let span = quotation.span;
                let ends = span.end >= scope.end && span.end <= scope.end + 4 || marks(span.end, scope.end);
                if ends && marks(scope.start, span.start) {
                    *scope = span;
                } else if ends && span.end >= scope.end {
                    let mark = text[span.end..].chars().next().filter(|c| "\"'’”»".contains(*c));
                    scope.end = span.end + mark.map_or(0, char::len_utf8);
                }
            }
        }
    }

    /// Quotations that no wording stands beside go on from the quotation before them.
    fn quotations_left(&mut self) {
        let doc = self.at.doc;
        for (id, quotation) in doc.quotations.iter().enumerate().skip(1) {
            let covered = self.found.iter().any(|credit| credit.attribution.scope.contains(quotation.span));
            if !quotation.whole || covered {
                continue;
            }
            let before = doc.quotations[id - 1].span;
            let between = doc.report.text.get(before.end..quotation.span.start).unwrap_or_default();
            let unclosed = between.trim_start_matches(['.', '!', '?']).starts_with(char::is_whitespace);
            let near = between.len() < 160 && !between.contains('\n');
            let Some(credit) = self.found.iter().find(|c| c.attribution.scope.contains(before)) else { continue };
            if near || unclosed {
                let attribution = Attribution { scope: quotation.span, ..credit.attribution.clone() };
                let (from, sentence) = (credit.from, credit.sentence);
                self.found.push(Credit { attribution, from, sentence });
            }
        }
        self.found.sort_by_key(|credit| (credit.from, credit.attribution.scope.start));
    }
}

/// What a scope can be given as.
trait IntoScope {
    fn into_scope(self, finder: &Finder<'_, '_>) -> Option<Span>;
}

impl IntoScope for Span {
    fn into_scope(self, _: &Finder<'_, '_>) -> Option<Span> {
        Some(self)
    }
}

impl IntoScope for Range<TokenId> {
    fn into_scope(self, finder: &Finder<'_, '_>) -> Option<Span> {
        finder.stretch(self)
    }
}
