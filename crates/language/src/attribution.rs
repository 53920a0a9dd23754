//! Finds who is credited with which stretch of text.

use std::ops::Range;

use record::Span;

use crate::lexicon::{self, Classes};
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
pub(crate) struct Credit {
    pub(crate) attribution: Attribution,
    /// First token of speaker and wording.
    pub(crate) from: TokenId,
    pub(crate) sentence: usize,
}

/// The search for attributions: what it reads and what it has found.
pub(crate) struct Finder<'d, 'r> {
    pub(crate) at: Layout<'d, 'r>,
    pub(crate) found: Vec<Credit>,
}

impl Finder<'_, '_> {
    fn sentence(&mut self, sentence: usize) {
        let before = self.found.len();
        for id in self.at.doc.sentences[sentence].tokens.clone() {
            let lower = self.at.lower(id);
            if lower == "according" && self.at.lower(id + 1) == "to" {
                self.according(id);
            } else if lower == "that" {
                self.noun_content(id);
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

    /// "reports that the town had fallen", "the rebels' claim that …": credited to whom the noun belongs, else to itself.
    fn noun_content(&mut self, that: TokenId) {
        let Some(phrase) = that.checked_sub(1).and_then(|before| self.at.phrase_at(before)) else { return };
        let head = self.at.doc.phrases[phrase].head;
        let noun = self.at.tag(head) == Tag::Noun && SPEECH.is_report(&self.at.doc.tokens[head].lemma);
        // "reports that reached us" is a relative clause: no subject follows.
        if !noun || head + 1 != that || self.at.phrase_at(that + 1).is_none() {
            return;
        }
        // "confirmed reports that …" is the word of the one who confirms.
        let start = self.at.whole(phrase).start;
        if start.checked_sub(1).is_some_and(|before| SPEECH.wording(self.at.lower(before)).is_some()) {
            return;
        }
        let end = self.words_end(&self.at.sentence(that));
        let speaker = self.at.speaker(phrase);
        self.credit(speaker, that + 1..end, "report", that);
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
        let last = if wording.tells { self.hearer_end(verb) } else { verb };
        if from < group && !matches!(wording.takes, Takes::Toll | Takes::As) && self.ends_after(last) {
            self.trailing(speaker, from, last + 1, wording);
        }
    }

    /// Where the verb group begins: its auxiliaries and what stands between them and the verb.
    pub(crate) fn group_start(&self, verb: TokenId) -> TokenId {
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
