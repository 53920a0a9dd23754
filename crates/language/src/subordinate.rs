//! Relative, content and adverbial clauses: what they hang on.

use crate::clause::Parser;
use crate::lexicon::Classes;
use crate::verb_group::Form;
use crate::{ClauseId, ClauseLink, Mood, PhraseId, Tag, TokenId, Voice, attach};

impl Parser<'_, '_> {
    /// A clause behind a subordinator: relative, content or adverbial.
    pub(crate) fn opened(&mut self, at: ClauseId, opener: TokenId) {
        let word = self.lower(opener).to_string();
        let before = self.before_opener(opener);
        // "the raid in Kirma on Friday that killed five": where "that" is itself the subject, it opens no content.
        let gapped = self.doc.clauses[at].verb_group.start == opener + 1;
        let passes = matches!(word.as_str(), "which" | "who") || word == "that" && gapped;
        let noun_before = before.and_then(|b| self.phrase_ending(b, opener));
        let noun_before = noun_before.map(|n| if passes { self.before_date(n) } else { n });
        let noun_before = noun_before.filter(|&n| word != "that" || !self.is_date(n));
        let said = || self.is_said(opener) && !gapped;
        let relative = matches!(word.as_str(), "who" | "which" | "whom")
            || (matches!(word.as_str(), "that" | "where") && noun_before.is_some() && !said());
        if relative && let Some(antecedent) = noun_before {
            return self.relative(at, opener, antecedent);
        }
        let parent = self.parent_before(opener, at);
        if matches!(word.as_str(), "that" | "whether" | "how" | "why" | "what")
            || (word == "if" && self.is_said(opener))
        {
            self.doc.clauses[at].link = ClauseLink::Content;
        } else {
            self.doc.clauses[at].link = ClauseLink::Adverbial(opener);
            if matches!(word.as_str(), "if" | "unless" | "lest") {
                self.doc.clauses[at].mood = Mood::Hypothetical;
            }
        }
        self.doc.clauses[at].parent = parent;
    }

    /// "the raid in Kirma on 3 May, which": what stands before the date, for no day does anything.
    fn before_date(&self, phrase: PhraseId) -> PhraseId {
        let edge = self.start(phrase).checked_sub(1).filter(|&e| e > self.tokens().start);
        let opened = edge.filter(|&e| self.token(e).tag == Tag::Preposition && self.is_date(phrase));
        opened.and_then(|e| self.phrase_ending(e - 1, e)).unwrap_or(phrase)
    }

    /// Whether the phrase is a day or month, on which no clause with "that" hangs ("reported on Tuesday that").
    fn is_date(&self, phrase: PhraseId) -> bool {
        let head = self.token(self.doc.phrases[phrase].head);
        head.classes.has(Classes::CALENDAR)
    }

    /// The last word before a subordinator, a comma and a preposition skipped.
    pub(crate) fn before_opener(&self, opener: TokenId) -> Option<TokenId> {
        let mut at = opener.checked_sub(1)?;
        if self.token(at).tag == Tag::Preposition {
            at = at.checked_sub(1)?;
        }
        if matches!(self.lower(at), "," | "\"" | "'" | ")") {
            at = at.checked_sub(1)?;
        }
        (at >= self.tokens().start).then_some(at)
    }

    pub(crate) fn phrase_ending(&self, last: TokenId, opener: TokenId) -> Option<PhraseId> {
        let id = self
            .phrases()
            .find(|&p| self.doc.phrases[p].tokens.contains(&last) && self.doc.phrases[p].tokens.end <= opener)?;
        Some(id)
    }

    /// Whether a verb of saying governs the subordinator directly or over its hearer ("told reporters that").
    pub(crate) fn is_said(&self, opener: TokenId) -> bool {
        let governor = (self.first..self.doc.clauses.len()).rev().find(|&c| self.doc.clauses[c].verb < opener);
        let Some(governor) = governor else { return false };
        let between = self.doc.clauses[governor].verb + 1..opener;
        let hearer = matches!(
            self.token(self.doc.clauses[governor].verb).lemma.as_str(),
            "tell" | "inform" | "warn" | "assure" | "convince" | "remind" | "add" | "say" | "confirm" | "announce"
        );
        if between.clone().any(|t| self.token(t).tag == Tag::Subordinator) {
            return false;
        }
        let direct = between.clone().all(|t| matches!(self.token(t).tag, Tag::Adverb | Tag::Punctuation));
        self.kind(governor).has(Classes::SAYING) && (direct || hearer)
    }

    pub(crate) fn relative(&mut self, at: ClauseId, opener: TokenId, nearest: PhraseId) {
        let antecedent = self.antecedent(at, opener, nearest);
        let subject = self.doc.clauses[at].subject.filter(|&s| self.doc.phrases[s].tokens.start > opener);
        let piped = opener > 0 && self.token(opener - 1).tag == Tag::Preposition;
        let parent = self.parent_of_phrase(antecedent, at);
        let clause = &mut self.doc.clauses[at];
        clause.subject = subject.or((!piped).then_some(antecedent));
        if subject.is_some()
            && clause.object.is_none()
            && !piped
            && clause.voice == Voice::Active
            && self.doc.tokens[opener].lower != "where"
        {
            clause.object = Some(antecedent);
        }
        clause.link = ClauseLink::Relative(antecedent);
        clause.parent = parent;
    }

    /// "The attack on the base, which killed five": behind a comma, a clause hangs on the phrase that governs the
    /// nearest if that one is an act and the relative verb does not agree with a person.
    pub(crate) fn antecedent(&self, at: ClauseId, opener: TokenId, nearest: PhraseId) -> PhraseId {
        let lead = self.doc.phrases[nearest].first_conjunct.unwrap_or(nearest);
        let comma = self.lower(opener - 1) == ",";
        let named = self.token(self.doc.phrases[nearest].head).tag == Tag::ProperNoun;
        if matches!(self.lower(opener), "who" | "whom") && named {
            return self.people_above(nearest).unwrap_or(nearest);
        }
        if !(comma || named) || matches!(self.lower(opener), "who" | "whom" | "where") {
            return nearest;
        }
        let governor = self.act_above(lead).or_else(|| self.act_beyond_place(opener, lead));
        let plural = matches!(self.lower(self.doc.clauses[at].verb_group.start), "were" | "are" | "have");
        match governor {
            Some(governor) if !plural => governor,
            _ => lead,
        }
    }

    /// "members of the Vorn Brigade, who": people rather than what they belong to or where they are.
    fn people_above(&self, nearest: PhraseId) -> Option<PhraseId> {
        let preposition = self.start(nearest).checked_sub(1).filter(|&p| p > self.tokens().start)?;
        let belongs = matches!(self.lower(preposition), "of" | "from" | "in" | "at" | "for");
        let governor = self.phrase_ending(preposition - 1, preposition)?;
        let head = self.token(self.doc.phrases[governor].head);
        let people = head.classes.has(Classes::NOUN_PLURAL.and(Classes::TITLE));
        (belongs && people && head.tag == Tag::Noun).then_some(governor)
    }

    /// "Twin blasts struck a market in Kirma which killed 18": no place kills; the act that is the subject does.
    fn act_beyond_place(&self, opener: TokenId, lead: PhraseId) -> Option<PhraseId> {
        let edge = self.start(lead).checked_sub(1)?;
        let placed = matches!(self.lower(edge), "in" | "at" | "near" | "of" | "outside" | "inside");
        let named = self.token(self.doc.phrases[lead].head).tag == Tag::ProperNoun;
        let clause = (self.first..self.doc.clauses.len()).rev().find(|&c| self.doc.clauses[c].verb < opener)?;
        let subject = self.doc.clauses[clause].subject.filter(|_| placed && named)?;
        let act = attach::is_act(self.token(self.doc.phrases[subject].head));
        let active = self.doc.clauses[clause].voice == Voice::Active;
        (act && active && matches!(self.lower(opener), "which" | "that")).then_some(subject)
    }

    /// The nearest act that the phrase hangs on over prepositions: "attack" of "the attack on a bus in Kano".
    pub(crate) fn act_above(&self, phrase: PhraseId) -> Option<PhraseId> {
        let mut lead = phrase;
        for _ in 0..6 {
            let start = self.start(lead);
            let before = |p: TokenId| p > self.tokens().start && self.token(p).tag == Tag::Preposition;
            let preposition = start.checked_sub(1).filter(|&p| before(p))?;
            let quoted = usize::from(matches!(self.lower(preposition - 1), "\"" | "'"));
            let end = preposition - quoted;
            let governor = self.phrases().find(|&p| self.doc.phrases[p].tokens.end == end)?;
            if attach::is_act(self.token(self.doc.phrases[governor].head)) {
                return Some(governor);
            }
            lead = governor;
        }
        None
    }

    /// The clause that a phrase belongs to as subject, else the nearest one to its left, else to its right.
    pub(crate) fn parent_of_phrase(&self, phrase: PhraseId, not: ClauseId) -> Option<ClauseId> {
        let all = self.first..self.doc.clauses.len();
        let own = all.clone().find(|&c| {
            c != not
                && self.group(c).form == Form::Finite
                && self.doc.clauses[c].subject == Some(phrase)
                && !matches!(self.doc.clauses[c].link, ClauseLink::Relative(_))
        });
        let start = self.doc.phrases[phrase].tokens.start;
        let left = || all.clone().rev().find(|&c| c != not && self.doc.clauses[c].verb < start);
        let right = || all.clone().find(|&c| c > not && self.group(c).form == Form::Finite);
        own.or_else(left).or_else(right)
    }

    /// The clause that an opened clause hangs on: the nearest verb before its opener, else the next finite one.
    pub(crate) fn parent_before(&self, opener: TokenId, not: ClauseId) -> Option<ClauseId> {
        let all = self.first..self.doc.clauses.len();
        let left = all.clone().rev().find(|&c| c != not && self.doc.clauses[c].verb < opener);
        left.or_else(|| {
            all.clone()
                .find(|&c| c > not && self.group(c).form == Form::Finite && self.opener(c).is_none_or(|o| o == opener))
        })
    }

    /// A finite clause without opener: main, or the content of a saying right before or behind it.
    pub(crate) fn unopened(&mut self, at: ClauseId) {
        let Some(subject) = self.doc.clauses[at].subject else { return };
        let start = self.start(subject);
        let Some(before) = start.checked_sub(1) else { return };
        let governor = (self.first..at).rev().find(|&c| self.doc.clauses[c].verb < start);
        let pronoun = self.is_pronoun_subject(start, at);
        let Some(governor) = governor.filter(|&g| self.kind(g).has(Classes::SAYING) || pronoun) else { return };
        let verb = self.doc.clauses[governor].verb;
        let direct = verb == before
            || (verb + 1..start)
                .all(|t| matches!(self.token(t).tag, Tag::Adverb | Tag::Punctuation) || self.lower(t) == ",")
            || self.in_time_phrase(verb + 1, start)
            || self.doc.clauses[governor].object.is_some_and(|o| pronoun && self.doc.phrases[o].tokens.end == start);
        if direct {
            self.doc.clauses[at].link = ClauseLink::Content;
            self.doc.clauses[at].parent = Some(governor);
            if self.doc.clauses[governor].object == Some(subject) {
                self.doc.clauses[governor].object = None;
            }
        }
    }

    /// Whether only words for when stand between: "said on Monday the army had …".
    pub(crate) fn in_time_phrase(&self, from: TokenId, to: TokenId) -> bool {
        (from..to).all(|t| {
            let token = self.token(t);
            let time = token.classes.has(Classes::CALENDAR.and(Classes::TIME));
            time || matches!(token.tag, Tag::Preposition | Tag::Adverb | Tag::Number | Tag::Punctuation)
        })
    }
}
