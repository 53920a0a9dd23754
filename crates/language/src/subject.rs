//! Subjects of finite verbs: the nearest phrase to the left that is not taken by a preposition or another verb.

use crate::clause::Parser;
use crate::lexicon::{self, Classes};
use crate::verb_group::Form;
use crate::{ClauseId, ClauseLink, PhraseId, Tag, TokenId, Voice, phrase};

impl Parser<'_, '_> {
    /// The subordinator that opens this clause: the nearest to the left with no finite verb between.
    pub(crate) fn opener(&self, at: ClauseId) -> Option<TokenId> {
        let start = self.doc.clauses[at].verb_group.start;
        let mut to = start;
        while let Some(token) = to.checked_sub(1).filter(|&t| t >= self.tokens().start) {
            to = token;
            if let Some(opener) = self.relative_opener(token, at) {
                // "said that the missile that hit the base caused …": past the relative clause of the subject.
                to = opener;
                continue;
            }
            if matches!(self.lower(token), ";" | ":") || self.is_finite_verb(token) {
                return None;
            }
            if self.token(token).tag == Tag::Subordinator && !self.is_verbless(token) {
                return Some(token);
            }
        }
        None
    }

    /// Where the relative clause begins whose verb this token is, if it is settled and stands before clause `at`.
    fn relative_opener(&self, token: TokenId, at: ClauseId) -> Option<TokenId> {
        let clause = (self.first..at).find(|&c| self.doc.clauses[c].verb == token)?;
        let ClauseLink::Relative(antecedent) = self.doc.clauses[clause].link else { return None };
        let from = self.doc.phrases[antecedent].tokens.end;
        (from..token).find(|&t| self.token(t).tag == Tag::Subordinator)
    }

    /// "when complete,": an insertion that a subordinator opens and a comma closes, with no phrase inside.
    fn is_verbless(&self, opener: TokenId) -> bool {
        let rest = opener + 1..self.tokens().end;
        let inside = rest.take_while(|&t| matches!(self.token(t).tag, Tag::Adjective | Tag::Adverb)).count();
        inside > 0 && self.lower(opener + 1 + inside) == "," && opener + 1 + inside < self.tokens().end
    }

    /// Whether the token is the main verb of a finite clause.
    pub(crate) fn is_finite_verb(&self, token: TokenId) -> bool {
        self.groups.iter().any(|g| g.verb == token && g.form == Form::Finite)
    }

    pub(crate) fn subject(&self, at: ClauseId, opener: Option<TokenId>) -> Option<PhraseId> {
        let group = &self.doc.clauses[at].verb_group;
        let from = opener.unwrap_or(self.tokens().start);
        let outside = self.parenthesis(at, from).and_then(|comma| self.candidate(at, from, comma));
        let found = outside.or_else(|| self.candidate(at, from, group.start));
        let relative = opener.is_some_and(|o| matches!(self.lower(o), "who" | "which" | "that"));
        found.or_else(|| self.there_subject(at).filter(|_| !relative))
    }

    /// The comma that opens the insertion right before the verb: "14 people, most of them children, were killed".
    pub(crate) fn parenthesis(&self, at: ClauseId, from: TokenId) -> Option<TokenId> {
        let close = self.left_edge(at).filter(|&e| self.lower(e) == ",")?;
        let open = (from..close).rev().find(|&t| self.lower(t) == ",")?;
        (open > from).then_some(open)
    }

    /// The nearest phrase that ends before `to` and can be the subject.
    pub(crate) fn candidate(&self, at: ClauseId, from: TokenId, to: TokenId) -> Option<PhraseId> {
        for id in self.phrases().rev() {
            let phrase = &self.doc.phrases[id];
            if phrase.tokens.end > to {
                continue;
            }
            if phrase.tokens.start < from || self.is_parted(phrase.tokens.end, to) {
                break;
            }
            if self.can_be_subject(id, at) {
                return Some(phrase.first_conjunct.unwrap_or(id));
            }
        }
        None
    }

    /// "There were two blasts": "there" is found as a pronoun; what exists is the better subject.
    pub(crate) fn there_subject(&self, at: ClauseId) -> Option<PhraseId> {
        let clause = &self.doc.clauses[at];
        let question = clause.verb_group.start == self.tokens().start;
        if question { None } else { clause.object.filter(|_| self.kind(at).has(Classes::BE)) }
    }

    /// Whether a mark that no clause crosses stands between.
    pub(crate) fn is_parted(&self, from: TokenId, to: TokenId) -> bool {
        (from..to).any(|t| matches!(self.lower(t), ";" | ":"))
    }

    pub(crate) fn can_be_subject(&self, id: PhraseId, at: ClauseId) -> bool {
        let phrases = &self.doc.phrases;
        if phrase::possesses(phrases, id) {
            return false;
        }
        let lead = phrases[id].first_conjunct.unwrap_or(id);
        if self.phrases().any(|p| phrases[p].apposition == Some(lead)) {
            return false;
        }
        if self.is_time(lead) && self.phrases().start < lead && self.has_other_subject(lead) {
            return false;
        }
        if self.is_distance(lead) && self.has_other_subject(lead) {
            return false;
        }
        let start = self.start(lead);
        let Some(before) = start.checked_sub(1).filter(|&b| b >= self.tokens().start) else { return true };
        match self.token(before).tag {
            Tag::Preposition => false,
            Tag::Adverb if before > 0 && self.token(before - 1).tag == Tag::Preposition => false,
            Tag::Verb | Tag::Gerund | Tag::PastParticiple | Tag::Auxiliary => self.is_content_subject(before, at),
            _ => true,
        }
    }

    /// Whether another phrase to the left could be the subject instead of this time ("The army last week attacked").
    pub(crate) fn has_other_subject(&self, id: PhraseId) -> bool {
        (self.phrases().start..id).any(|p| self.doc.phrases[p].tokens.end == self.start(id))
    }

    /// A phrase right behind a verb is its object, unless that verb is one of saying: "said the army attacked".
    pub(crate) fn is_content_subject(&self, verb: TokenId, at: ClauseId) -> bool {
        let Some(index) = self.groups.iter().position(|g| g.verb == verb) else { return false };
        let governor = self.first + index;
        if governor < at && self.is_pronoun_subject(verb + 1, at) {
            return true;
        }
        let direct = (governor + 1..at).all(|c| self.group(c).form != Form::Finite);
        governor < at
            && direct
            && self.kind(governor).has(Classes::SAYING)
            && self.doc.clauses[governor].voice == Voice::Active
    }

    /// "signalled it would leave": a pronoun right between two verbs is the subject of the second.
    pub(crate) fn is_pronoun_subject(&self, pronoun: TokenId, at: ClauseId) -> bool {
        let word = self.lower(pronoun);
        self.doc.clauses[at].verb_group.start == pronoun + 1
            && matches!(word, "it" | "he" | "she" | "they" | "we" | "i" | "you" | "there")
            && self.group(at).form == Form::Finite
    }

    /// "A strike 60 km south of Baghdad killed four": how far off, not who.
    pub(crate) fn is_distance(&self, id: PhraseId) -> bool {
        let phrase = &self.doc.phrases[id];
        let counted = self.token(phrase.tokens.start).tag == Tag::Number;
        counted && lexicon::classes(self.lower(phrase.head)).has(Classes::DIRECTION)
    }

    pub(crate) fn is_time(&self, id: PhraseId) -> bool {
        let head = self.token(self.doc.phrases[id].head);
        lexicon::classes(&head.lemma).has(Classes::CALENDAR.and(Classes::TIME))
            && !matches!(head.lemma.as_str(), "second" | "march")
    }
}
