//! Clauses: one for each verb group, with subject, object, mood and what it hangs on.
//!
//! A finite verb finds its subject by walking left over everything that is taken: phrases governed by a preposition,
//! objects of other verbs, appositions, and relative clauses that already have their verb.

use std::ops::Range;

use crate::lexicon::{self, Classes};
use crate::verb_group::{self, Form, Group};
use crate::{Clause, ClauseId, ClauseLink, Document, Mood, PhraseId, SentenceKind, Tag, Token, TokenId, Voice};
use crate::{attach, phrase};

/// Fills the document's clauses, and hangs prepositional phrases on phrases and clauses.
pub(crate) fn clauses(doc: &mut Document<'_>) {
    for id in 0..doc.sentences.len() {
        let first = doc.clauses.len();
        let sent = &doc.sentences[id];
        if !matches!(sent.kind, SentenceKind::Furniture(_)) {
            let title = sent.kind == SentenceKind::Title;
            let groups = verb_group::groups(&doc.tokens, sent.tokens.clone(), title);
            let mut parser = Parser { doc, sentence: id, first, groups };
            parser.parse();
        }
        doc.sentences[id].clauses = first..doc.clauses.len();
        attach::prepositions(doc, id);
    }
}

/// The clauses of one sentence on their way to their links.
pub(crate) struct Parser<'p, 'r> {
    pub(crate) doc: &'p mut Document<'r>,
    pub(crate) sentence: usize,
    /// The sentence's first clause.
    pub(crate) first: ClauseId,
    pub(crate) groups: Vec<Group>,
}

impl Parser<'_, '_> {
    pub(crate) fn parse(&mut self) {
        for group in self.groups.clone() {
            let clause = self.bare(&group);
            self.doc.clauses.push(clause);
        }
        // Finite verbs first: participles and infinitives lean on them, and may stand before them.
        for at in self.ids(|form| form == Form::Finite) {
            self.finite(at);
        }
        for at in self.ids(|form| form != Form::Finite) {
            self.nonfinite(at);
        }
        for at in self.first..self.doc.clauses.len() {
            self.announce(at);
            self.negate(at);
            self.break_cycle(at);
        }
    }

    /// In broken sentences two clauses may come to hang on each other; such a clause hangs on none.
    pub(crate) fn break_cycle(&mut self, at: ClauseId) {
        let mut parent = self.doc.clauses[at].parent;
        for _ in 0..=self.groups.len() {
            match parent {
                Some(above) if above == at => break,
                Some(above) => parent = self.doc.clauses[above].parent,
                None => return,
            }
        }
        self.doc.clauses[at].parent = None;
    }

    pub(crate) fn bare(&self, group: &Group) -> Clause {
        Clause {
            verb_group: group.tokens.clone(),
            verb: group.verb,
            voice: group.voice,
            mood: group.mood,
            negated: group.negated,
            subject: None,
            object: None,
            prepositions: Vec::new(),
            link: ClauseLink::Main,
            parent: None,
            sentence: self.sentence,
        }
    }

    pub(crate) fn ids(&self, wanted: impl Fn(Form) -> bool) -> Vec<ClauseId> {
        let of = self.groups.iter().enumerate().filter(|(_, g)| wanted(g.form));
        of.map(|(at, _)| self.first + at).collect()
    }

    pub(crate) fn group(&self, clause: ClauseId) -> &Group {
        &self.groups[clause - self.first]
    }

    pub(crate) fn tokens(&self) -> Range<TokenId> {
        self.doc.sentences[self.sentence].tokens.clone()
    }

    pub(crate) fn phrases(&self) -> Range<PhraseId> {
        self.doc.sentences[self.sentence].phrases.clone()
    }

    pub(crate) fn token(&self, at: TokenId) -> &Token {
        &self.doc.tokens[at]
    }

    pub(crate) fn lower(&self, at: TokenId) -> &str {
        self.doc.tokens.get(at).map_or("", |t| t.lower.as_str())
    }

    /// Classes of a clause's verb.
    pub(crate) fn kind(&self, clause: ClauseId) -> Classes {
        lexicon::classes(&self.doc.tokens[self.doc.clauses[clause].verb].lemma)
    }

    /// Start of a phrase with its possessors.
    pub(crate) fn start(&self, phrase: PhraseId) -> TokenId {
        phrase::start(&self.doc.phrases, phrase)
    }

    /// The phrase that starts at this token, possessors included.
    pub(crate) fn phrase_at(&self, at: TokenId) -> Option<PhraseId> {
        self.phrases().find(|&p| self.start(p) == at && !phrase::possesses(&self.doc.phrases, p))
    }

    /// The token before the clause's verb group and what belongs to it: adverbs, negations, "to".
    pub(crate) fn left_edge(&self, clause: ClauseId) -> Option<TokenId> {
        let start = self.doc.clauses[clause].verb_group.start;
        let skipped = |t: &Token| matches!(t.tag, Tag::Adverb | Tag::Negation | Tag::InfinitiveTo);
        (self.tokens().start..start).rev().find(|&at| !skipped(self.token(at)))
    }

    pub(crate) fn finite(&mut self, at: ClauseId) {
        self.object(at);
        if self.inverted(at) {
            return self.content_before(at);
        }
        if self.coordinated(at) {
            return;
        }
        let opener = self.opener(at);
        let subject = self.subject(at, opener);
        self.doc.clauses[at].subject = subject;
        match opener {
            Some(opener) => self.opened(at, opener),
            None if self.trails(at) => self.content_before(at),
            None => self.unopened(at),
        }
    }

    /// "…, witnesses said.": a saying behind what was said.
    pub(crate) fn trails(&self, at: ClauseId) -> bool {
        let clause = &self.doc.clauses[at];
        let Some(subject) = clause.subject.filter(|_| clause.object.is_none() && at > self.first) else { return false };
        let start = self.start(subject);
        let comma = start > self.tokens().start && matches!(self.lower(start - 1), "," | "\"");
        let adjacent = self.doc.phrases[subject].tokens.end == clause.verb_group.start;
        let next = (clause.verb + 1..self.tokens().end).find(|&t| self.token(t).tag != Tag::Adverb);
        let ends = next.is_none_or(|n| matches!(self.token(n).tag, Tag::Punctuation | Tag::Preposition));
        comma && adjacent && ends && self.kind(at).has(Classes::SAYING)
    }

    /// "…", said the minister: the subject stands behind its verb.
    pub(crate) fn inverted(&mut self, at: ClauseId) -> bool {
        let clause = &self.doc.clauses[at];
        if !self.kind(at).has(Classes::SAYING) || clause.verb_group.len() > 1 {
            return false;
        }
        let before = clause.verb_group.start.checked_sub(1).map_or("", |b| self.lower(b));
        let Some(subject) = self.phrase_at(clause.verb_group.end) else { return false };
        let end = self.doc.phrases[subject].tokens.end;
        let verb_follows = self.doc.tokens.get(end).is_some_and(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary));
        let quoted =
            before == "\"" || before == "'" || (before == "," && self.is_quote_before(clause.verb_group.start));
        if !quoted || verb_follows || self.token(self.doc.phrases[subject].head).tag == Tag::Number {
            return false;
        }
        self.doc.clauses[at].subject = Some(subject);
        self.doc.clauses[at].object = None;
        true
    }

    pub(crate) fn is_quote_before(&self, at: TokenId) -> bool {
        at >= 2 && matches!(self.lower(at - 2), "\"" | "'")
    }

    /// What was said stands before its verb: the clauses of the quotation hang on the saying.
    pub(crate) fn content_before(&mut self, at: ClauseId) {
        for earlier in self.first..at {
            if self.doc.clauses[earlier].link == ClauseLink::Main && self.doc.clauses[earlier].parent.is_none() {
                self.doc.clauses[earlier].link = ClauseLink::Content;
                self.doc.clauses[earlier].parent = Some(at);
            }
        }
    }

    /// A verb right behind "and" shares the subject and the link of the finite verb before.
    pub(crate) fn coordinated(&mut self, at: ClauseId) -> bool {
        let joins = |e: TokenId| self.token(e).tag == Tag::Conjunction || self.lower(e) == ";";
        let Some(edge) = self.left_edge(at).filter(|&e| joins(e)) else { return false };
        let Some(partner) = (self.first..at).rev().find(|&c| self.is_partner(c, edge, at)) else { return false };
        let (subject, link, parent, mood) = {
            let clause = &self.doc.clauses[partner];
            (clause.subject, clause.link, clause.parent, clause.mood)
        };
        let clause = &mut self.doc.clauses[at];
        clause.subject = subject;
        clause.link = link;
        clause.parent = parent;
        let lone_base = clause.verb_group.len() == 1 && clause.mood == Mood::Present;
        if lone_base && mood != Mood::Present {
            // "will attack and burn": the auxiliary serves both.
            clause.mood = mood;
        }
        self.share_object(partner, edge, at);
        true
    }

    /// "killed and wounded dozens": what follows the second verb is the object of both.
    pub(crate) fn share_object(&mut self, partner: ClauseId, edge: TokenId, at: ClauseId) {
        let (one, two) = (&self.doc.clauses[partner], &self.doc.clauses[at]);
        let adjacent = one.verb + 1 == edge && edge + 1 == two.verb_group.start;
        if adjacent && one.object.is_none() && one.voice == Voice::Active && two.voice == Voice::Active {
            self.doc.clauses[partner].object = two.object;
        }
    }

    /// Finite verbs pair with finite ones; relative clauses that ended before are passed over by a comma.
    pub(crate) fn is_partner(&self, partner: ClauseId, edge: TokenId, at: ClauseId) -> bool {
        let form = self.group(partner).form;
        let after_comma = edge > 0 && self.lower(edge - 1) == ",";
        let main = !matches!(self.doc.clauses[partner].link, ClauseLink::Relative(_) | ClauseLink::Adverbial(_));
        let same = form == Form::Finite || (form == Form::Infinitive && self.is_base_form(at));
        same && (!after_comma || main)
    }

    pub(crate) fn is_base_form(&self, at: ClauseId) -> bool {
        let verb = self.token(self.doc.clauses[at].verb);
        verb.lower == verb.lemma && self.doc.clauses[at].verb_group.len() == 1
    }

    /// The phrase right behind an active verb, unless it says when.
    pub(crate) fn object(&mut self, at: ClauseId) {
        if self.doc.clauses[at].voice == Voice::Passive {
            return;
        }
        let mut next = self.doc.clauses[at].verb + 1;
        while next < self.tokens().end
            && matches!(self.token(next).tag, Tag::Adverb | Tag::Adjective)
            && self.phrase_at(next).is_none()
        {
            // "carried out strikes", "shot dead a guard".
            next += 1;
        }
        if next < self.tokens().end && matches!(self.lower(next), "\"" | "'") {
            next += 1;
        }
        let object = self
            .phrase_at(next)
            .filter(|&o| !self.is_time(o) || self.token(self.doc.phrases[o].head).tag == Tag::Pronoun);
        let object = object.filter(|&o| !self.is_subject_behind(at, o));
        self.doc.clauses[at].object = object;
    }

    /// "said the army attacked": the phrase behind the verb is the subject of the next finite verb.
    pub(crate) fn is_subject_behind(&self, at: ClauseId, object: PhraseId) -> bool {
        let Some(next) = (at + 1..self.doc.clauses.len()).find(|&c| self.group(c).form == Form::Finite) else {
            return false;
        };
        let last = self.doc.phrases[object].conjuncts.last().copied().unwrap_or(object);
        let from = self.doc.phrases[last].tokens.end;
        let to = self.doc.clauses[next].verb_group.start;
        if from > to {
            return false;
        }
        let open = (from..to).all(|t| !matches!(self.token(t).tag, Tag::Subordinator | Tag::Conjunction));
        let pronoun = self.is_pronoun_subject(self.doc.phrases[object].tokens.start, next);
        if to > from && !pronoun && self.is_pronoun_subject(to - 1, next) {
            // "told Vega he would help": the pronoun is the subject, the phrase the hearer.
            return false;
        }
        (self.kind(at).has(Classes::SAYING) || pronoun) && open && self.group(at).form != Form::Participle
    }

    /// "said it would attack": in what somebody said, "would" is the future of the past.
    pub(crate) fn announce(&mut self, at: ClauseId) {
        let clause = &self.doc.clauses[at];
        let would = matches!(self.lower(clause.verb_group.start), "would" | "'d");
        let said = clause.parent.filter(|_| clause.link == ClauseLink::Content && would);
        let told = said.is_some_and(|p| self.kind(p).has(Classes::SAYING) && self.doc.clauses[p].mood == Mood::Past);
        if told && clause.mood == Mood::Hypothetical && !self.group(at).perfect {
            self.doc.clauses[at].mood = Mood::Future;
        }
    }

    /// "No one was hurt": a negated subject negates the clause.
    pub(crate) fn negate(&mut self, at: ClauseId) {
        let Some(subject) = self.doc.clauses[at].subject else { return };
        let phrase = &self.doc.phrases[subject];
        let first = self.lower(phrase.tokens.start);
        let none = matches!(first, "no" | "none" | "nobody" | "nothing" | "neither")
            && !(first == "no" && matches!(self.lower(phrase.tokens.start + 1), "fewer" | "less"));
        self.doc.clauses[at].negated |= none;
    }
}
