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

struct Parser<'p, 'r> {
    doc: &'p mut Document<'r>,
    sentence: usize,
    /// The sentence's first clause.
    first: ClauseId,
    groups: Vec<Group>,
}

impl Parser<'_, '_> {
    fn parse(&mut self) {
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
                        self.negate(at);
            self.break_cycle(at);
        }
    }

    /// In broken sentences two clauses may come to hang on each other; such a clause hangs on none.
    fn break_cycle(&mut self, at: ClauseId) {
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

    fn bare(&self, group: &Group) -> Clause {
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

    fn ids(&self, wanted: impl Fn(Form) -> bool) -> Vec<ClauseId> {
        let of = self.groups.iter().enumerate().filter(|(_, g)| wanted(g.form));
        of.map(|(at, _)| self.first + at).collect()
    }

    fn group(&self, clause: ClauseId) -> &Group {
        &self.groups[clause - self.first]
    }

    fn tokens(&self) -> Range<TokenId> {
        self.doc.sentences[self.sentence].tokens.clone()
    }

    fn phrases(&self) -> Range<PhraseId> {
        self.doc.sentences[self.sentence].phrases.clone()
    }

    fn token(&self, at: TokenId) -> &Token {
        &self.doc.tokens[at]
    }

    fn lower(&self, at: TokenId) -> &str {
        self.doc.tokens.get(at).map_or("", |t| t.lower.as_str())
    }

    /// Classes of a clause's verb.
    fn kind(&self, clause: ClauseId) -> Classes {
        lexicon::classes(&self.doc.tokens[self.doc.clauses[clause].verb].lemma)
    }

    /// Start of a phrase with its possessors.
    fn start(&self, phrase: PhraseId) -> TokenId {
        phrase::start(&self.doc.phrases, phrase)
    }

    /// The phrase that starts at this token, possessors included.
    fn phrase_at(&self, at: TokenId) -> Option<PhraseId> {
        self.phrases().find(|&p| self.start(p) == at && !phrase::possesses(&self.doc.phrases, p))
    }

    /// The token before the clause's verb group and what belongs to it: adverbs, negations, "to".
    fn left_edge(&self, clause: ClauseId) -> Option<TokenId> {
        let start = self.doc.clauses[clause].verb_group.start;
        let skipped = |t: &Token| matches!(t.tag, Tag::Adverb | Tag::Negation | Tag::InfinitiveTo);
        (self.tokens().start..start).rev().find(|&at| !skipped(self.token(at)))
    }

    // Finite clauses.

    fn finite(&mut self, at: ClauseId) {
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
    fn trails(&self, at: ClauseId) -> bool {
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
    fn inverted(&mut self, at: ClauseId) -> bool {
        let clause = &self.doc.clauses[at];
        if !self.kind(at).has(Classes::SAYING) || clause.verb_group.len() > 1 {
            return false;
        }
        let before = clause.verb_group.start.checked_sub(1).map_or("", |b| self.lower(b));
        let Some(subject) = self.phrase_at(clause.verb_group.end) else { return false };
        let end = self.doc.phrases[subject].tokens.end;
        let verb_follows = self.doc.tokens.get(end).is_some_and(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary));
        let quoted = before == "\"" || before == "'" || (before == "," && self.is_quote_before(clause.verb_group.start));
        if !quoted || verb_follows || self.token(self.doc.phrases[subject].head).tag == Tag::Number {
            return false;
        }
        self.doc.clauses[at].subject = Some(subject);
        self.doc.clauses[at].object = None;
        true
    }

    fn is_quote_before(&self, at: TokenId) -> bool {
        at >= 2 && matches!(self.lower(at - 2), "\"" | "'")
    }

    /// What was said stands before its verb: the clauses of the quotation hang on the saying.
    fn content_before(&mut self, at: ClauseId) {
        for earlier in self.first..at {
            if self.doc.clauses[earlier].link == ClauseLink::Main && self.doc.clauses[earlier].parent.is_none() {
                self.doc.clauses[earlier].link = ClauseLink::Content;
                self.doc.clauses[earlier].parent = Some(at);
            }
        }
    }

    /// A verb right behind "and" shares the subject and the link of the finite verb before.
    fn coordinated(&mut self, at: ClauseId) -> bool {
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
    fn share_object(&mut self, partner: ClauseId, edge: TokenId, at: ClauseId) {
        let (one, two) = (&self.doc.clauses[partner], &self.doc.clauses[at]);
        let adjacent = one.verb + 1 == edge && edge + 1 == two.verb_group.start;
        if adjacent && one.object.is_none() && one.voice == Voice::Active && two.voice == Voice::Active {
            self.doc.clauses[partner].object = two.object;
        }
    }

    /// Finite verbs pair with finite ones; relative clauses that ended before are passed over by a comma.
    fn is_partner(&self, partner: ClauseId, edge: TokenId, at: ClauseId) -> bool {
        let form = self.group(partner).form;
        let after_comma = edge > 0 && self.lower(edge - 1) == ",";
        let main = !matches!(self.doc.clauses[partner].link, ClauseLink::Relative(_) | ClauseLink::Adverbial(_));
        let same = form == Form::Finite || (form == Form::Infinitive && self.is_base_form(at));
        same && (!after_comma || main)
    }

    fn is_base_form(&self, at: ClauseId) -> bool {
        let verb = self.token(self.doc.clauses[at].verb);
        verb.lower == verb.lemma && self.doc.clauses[at].verb_group.len() == 1
    }

    /// The subordinator that opens this clause: the nearest to the left with no finite verb between.
    fn opener(&self, at: ClauseId) -> Option<TokenId> {
        let start = self.doc.clauses[at].verb_group.start;
        for token in (self.tokens().start..start).rev() {
            if matches!(self.lower(token), ";" | ":") || self.is_finite_verb(token) {
                return None;
            }
            if self.token(token).tag == Tag::Subordinator {
                return Some(token);
            }
        }
        None
    }

    /// Whether the token is the main verb of a finite clause.
    fn is_finite_verb(&self, token: TokenId) -> bool {
        self.groups.iter().any(|g| g.verb == token && g.form == Form::Finite)
    }

    fn subject(&self, at: ClauseId, opener: Option<TokenId>) -> Option<PhraseId> {
        let group = &self.doc.clauses[at].verb_group;
        let from = opener.unwrap_or(self.tokens().start);
        let outside = self.parenthesis(at, from).and_then(|comma| self.candidate(at, from, comma));
        outside.or_else(|| self.candidate(at, from, group.start)).or_else(|| self.there_subject(at))
    }

    /// The comma that opens the insertion right before the verb: "14 people, most of them children, were killed".
    fn parenthesis(&self, at: ClauseId, from: TokenId) -> Option<TokenId> {
        let close = self.left_edge(at).filter(|&e| self.lower(e) == ",")?;
        let open = (from..close).rev().find(|&t| self.lower(t) == ",")?;
        (open > from).then_some(open)
    }

    /// The nearest phrase that ends before `to` and can be the subject.
    fn candidate(&self, at: ClauseId, from: TokenId, to: TokenId) -> Option<PhraseId> {
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
    fn there_subject(&self, at: ClauseId) -> Option<PhraseId> {
        let clause = &self.doc.clauses[at];
        let question = clause.verb_group.start == self.tokens().start;
        if question { None } else { clause.object.filter(|_| self.kind(at).has(Classes::BE)) }
    }

    /// Whether a mark that no clause crosses stands between.
    fn is_parted(&self, from: TokenId, to: TokenId) -> bool {
        (from..to).any(|t| matches!(self.lower(t), ";" | ":"))
    }

    fn can_be_subject(&self, id: PhraseId, at: ClauseId) -> bool {
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
    fn has_other_subject(&self, id: PhraseId) -> bool {
        (self.phrases().start..id).any(|p| self.doc.phrases[p].tokens.end == self.start(id))
    }

    /// A phrase right behind a verb is its object, unless that verb is one of saying: "said the army attacked".
    fn is_content_subject(&self, verb: TokenId, at: ClauseId) -> bool {
        let Some(index) = self.groups.iter().position(|g| g.verb == verb) else { return false };
        let governor = self.first + index;
        if governor < at && self.is_pronoun_subject(verb + 1, at) {
            return true;
        }
        let direct = (governor + 1..at).all(|c| self.group(c).form != Form::Finite);
        governor < at && direct && self.kind(governor).has(Classes::SAYING) && self.doc.clauses[governor].voice == Voice::Active
    }

    /// "signalled it would leave": a pronoun right between two verbs is the subject of the second.
    fn is_pronoun_subject(&self, pronoun: TokenId, at: ClauseId) -> bool {
        let word = self.lower(pronoun);
        self.doc.clauses[at].verb_group.start == pronoun + 1
            && matches!(word, "it" | "he" | "she" | "they" | "we" | "i" | "you" | "there")
            && self.group(at).form == Form::Finite
    }

    fn is_time(&self, id: PhraseId) -> bool {
        let head = self.token(self.doc.phrases[id].head);
        lexicon::classes(&head.lemma).has(Classes::CALENDAR.and(Classes::TIME)) && !matches!(head.lemma.as_str(), "second" | "march")
    }

    /// A clause behind a subordinator: relative, content or adverbial.
    fn opened(&mut self, at: ClauseId, opener: TokenId) {
        let word = self.lower(opener).to_string();
        let before = self.before_opener(opener);
        let noun_before = before.and_then(|b| self.phrase_ending(b, opener));
        let relative = matches!(word.as_str(), "who" | "which" | "whom")
            || (matches!(word.as_str(), "that" | "where") && noun_before.is_some() && !self.is_said(opener));
        if relative && let Some(antecedent) = noun_before {
            return self.relative(at, opener, antecedent);
        }
        let parent = self.parent_before(opener, at);
        if matches!(word.as_str(), "that" | "whether" | "how" | "why" | "what") || (word == "if" && self.is_said(opener)) {
            self.doc.clauses[at].link = ClauseLink::Content;
        } else {
            self.doc.clauses[at].link = ClauseLink::Adverbial(opener);
            if matches!(word.as_str(), "if" | "unless" | "lest") {
                self.doc.clauses[at].mood = Mood::Hypothetical;
            }
        }
        self.doc.clauses[at].parent = parent;
    }

    /// The last word before a subordinator, a comma and a preposition skipped.
    fn before_opener(&self, opener: TokenId) -> Option<TokenId> {
        let mut at = opener.checked_sub(1)?;
        if self.token(at).tag == Tag::Preposition {
            at = at.checked_sub(1)?;
        }
        if matches!(self.lower(at), "," | "\"" | "'" | ")") {
            at = at.checked_sub(1)?;
        }
        (at >= self.tokens().start).then_some(at)
    }

    fn phrase_ending(&self, last: TokenId, opener: TokenId) -> Option<PhraseId> {
        let id = self.phrases().find(|&p| self.doc.phrases[p].tokens.contains(&last) && self.doc.phrases[p].tokens.end <= opener)?;
        Some(id)
    }

    /// Whether a verb of saying governs the subordinator directly or over its hearer ("told reporters that").
    fn is_said(&self, opener: TokenId) -> bool {
        let governor = (self.first..self.doc.clauses.len()).rev().find(|&c| self.doc.clauses[c].verb < opener);
        let Some(governor) = governor else { return false };
        let between = self.doc.clauses[governor].verb + 1..opener;
        let hearer = matches!(self.token(self.doc.clauses[governor].verb).lemma.as_str(), "tell" | "inform" | "warn" | "assure" | "convince" | "remind" | "add" | "say" | "confirm" | "announce");
        let direct = between.clone().all(|t| matches!(self.token(t).tag, Tag::Adverb | Tag::Punctuation));
        self.kind(governor).has(Classes::SAYING) && (direct || hearer)
    }

    fn relative(&mut self, at: ClauseId, opener: TokenId, nearest: PhraseId) {
        let antecedent = self.antecedent(at, opener, nearest);
        let subject = self.doc.clauses[at].subject.filter(|&s| self.doc.phrases[s].tokens.start > opener);
        let piped = opener > 0 && self.token(opener - 1).tag == Tag::Preposition;
        let parent = self.parent_of_phrase(antecedent, at);
        let clause = &mut self.doc.clauses[at];
        clause.subject = subject.or((!piped).then_some(antecedent));
        if subject.is_some() && clause.object.is_none() && !piped && clause.voice == Voice::Active && self.doc.tokens[opener].lower != "where" {
            clause.object = Some(antecedent);
        }
        clause.link = ClauseLink::Relative(antecedent);
        clause.parent = parent;
    }

    /// "The attack on the base, which killed five": behind a comma, a clause hangs on the phrase that governs the
    /// nearest if that one is an act and the relative verb does not agree with a person.
    fn antecedent(&self, at: ClauseId, opener: TokenId, nearest: PhraseId) -> PhraseId {
        let lead = self.doc.phrases[nearest].first_conjunct.unwrap_or(nearest);
        let comma = self.lower(opener - 1) == ",";
        let named = self.token(self.doc.phrases[nearest].head).tag == Tag::ProperNoun;
        if !(comma || named) || matches!(self.lower(opener), "who" | "whom" | "where") {
            return nearest;
        }
        let governor = self.act_above(lead);

        let plural = matches!(self.lower(self.doc.clauses[at].verb_group.start), "were" | "are" | "have");
        match governor {
            Some(governor) if !plural => governor,
            _ => lead,
        }
    }

    /// The nearest act that the phrase hangs on over prepositions: "attack" of "the attack on a bus in Kano".
    fn act_above(&self, phrase: PhraseId) -> Option<PhraseId> {
        let mut lead = phrase;
        for _ in 0..4 {
            let start = self.start(lead);
            let preposition = start.checked_sub(1).filter(|&p| self.token(p).tag == Tag::Preposition)?;
            let governor = self.phrases().find(|&p| self.doc.phrases[p].tokens.end == preposition)?;
            if attach::is_act(self.token(self.doc.phrases[governor].head)) {
                return Some(governor);
            }
            lead = governor;
        }
        None
    }

    /// The clause that a phrase belongs to as subject, else the nearest one to its left, else to its right.
    fn parent_of_phrase(&self, phrase: PhraseId, not: ClauseId) -> Option<ClauseId> {
        let all = self.first..self.doc.clauses.len();
        let own = all.clone().find(|&c| c != not && self.group(c).form == Form::Finite && self.doc.clauses[c].subject == Some(phrase) && !matches!(self.doc.clauses[c].link, ClauseLink::Relative(_)));
        let start = self.doc.phrases[phrase].tokens.start;
        let left = || all.clone().rev().find(|&c| c != not && self.doc.clauses[c].verb < start);
        let right = || all.clone().find(|&c| c > not && self.group(c).form == Form::Finite);
        own.or_else(left).or_else(right)
    }

    /// The clause that an opened clause hangs on: the nearest verb before its opener, else the next finite one.
    fn parent_before(&self, opener: TokenId, not: ClauseId) -> Option<ClauseId> {
        let all = self.first..self.doc.clauses.len();
        let left = all.clone().rev().find(|&c| c != not && self.doc.clauses[c].verb < opener);
        left.or_else(|| all.clone().find(|&c| c > not && self.group(c).form == Form::Finite && self.opener(c).is_none_or(|o| o == opener)))
    }

    /// A finite clause without opener: main, or the content of a saying right before or behind it.
    fn unopened(&mut self, at: ClauseId) {
        let Some(subject) = self.doc.clauses[at].subject else { return };
        let start = self.start(subject);
        let Some(before) = start.checked_sub(1) else { return };
        let governor = (self.first..at).rev().find(|&c| self.doc.clauses[c].verb < start);
        let pronoun = self.is_pronoun_subject(start, at);
        let Some(governor) = governor.filter(|&g| self.kind(g).has(Classes::SAYING) || pronoun) else { return };
        let verb = self.doc.clauses[governor].verb;
        let direct = verb == before
            || (verb + 1..start).all(|t| matches!(self.token(t).tag, Tag::Adverb | Tag::Punctuation) || self.lower(t) == ",")
            || self.in_time_phrase(verb + 1, start);
        if direct {
            self.doc.clauses[at].link = ClauseLink::Content;
            self.doc.clauses[at].parent = Some(governor);
            if self.doc.clauses[governor].object == Some(subject) {
                self.doc.clauses[governor].object = None;
            }
        }
    }

    /// Whether only words for when stand between: "said on Monday the army had …".
    fn in_time_phrase(&self, from: TokenId, to: TokenId) -> bool {
        (from..to).all(|t| {
            let token = self.token(t);
            let time = lexicon::classes(&token.lower).has(Classes::CALENDAR.and(Classes::TIME));
            time || matches!(token.tag, Tag::Preposition | Tag::Adverb | Tag::Number | Tag::Punctuation)
        })
    }

    // Objects.

    /// The phrase right behind an active verb, unless it says when.
    fn object(&mut self, at: ClauseId) {
        if self.doc.clauses[at].voice == Voice::Passive {
            return;
        }
        let mut next = self.doc.clauses[at].verb + 1;
        while next < self.tokens().end && matches!(self.token(next).tag, Tag::Adverb | Tag::Adjective) && self.phrase_at(next).is_none() {
            // "carried out strikes", "shot dead a guard".
            next += 1;
        }
        if next < self.tokens().end && matches!(self.lower(next), "\"" | "'") {
            next += 1;
        }
        let object = self.phrase_at(next).filter(|&o| !self.is_time(o) || self.token(self.doc.phrases[o].head).tag == Tag::Pronoun);
        let object = object.filter(|&o| !self.is_subject_behind(at, o));
        self.doc.clauses[at].object = object;
    }

    /// "said the army attacked": the phrase behind the verb is the subject of the next finite verb.
    fn is_subject_behind(&self, at: ClauseId, object: PhraseId) -> bool {
        let Some(next) = (at + 1..self.doc.clauses.len()).find(|&c| self.group(c).form == Form::Finite) else { return false };
        let from = self.doc.phrases[object].tokens.end;
        let to = self.doc.clauses[next].verb_group.start;
        let open = (from..to).all(|t| !matches!(self.token(t).tag, Tag::Subordinator | Tag::Conjunction));
        let pronoun = self.is_pronoun_subject(self.doc.phrases[object].tokens.start, next);
        (self.kind(at).has(Classes::SAYING) || pronoun) && open && self.group(at).form != Form::Participle
    }

    // Participles, gerunds and infinitives.

    fn nonfinite(&mut self, at: ClauseId) {
        self.object(at);
        match self.group(at).form {
            Form::Infinitive => self.infinitive(at),
            _ => self.participle(at),
        }
    }

    fn participle(&mut self, at: ClauseId) {
        if self.parallel_participle(at) {
            return;
        }
        let start = self.doc.clauses[at].verb_group.start;
        let edge = self.left_edge(at);
        let opener = edge.filter(|&e| matches!(self.token(e).tag, Tag::Preposition | Tag::Subordinator));
        let noun = edge.and_then(|e| self.phrase_ending(e, start)).filter(|_| opener.is_none());
        let noun = noun.filter(|&n| !self.is_time(n) || self.group(at).form == Form::Participle);
        if let Some(noun) = noun {
            return self.reduced_relative(at, noun);
        }
        let parent = self.nearest_parent(at);
        let clause = &mut self.doc.clauses[at];
        clause.link = opener.map_or(ClauseLink::Participle, ClauseLink::Adverbial);
        clause.parent = parent;
        self.share_subject(at, parent);
        self.inherit_mood(at, parent);
    }

    /// "killing five and wounding ten", "struck and killed".
    fn parallel_participle(&mut self, at: ClauseId) -> bool {
        let Some(edge) = self.left_edge(at).filter(|&e| self.token(e).tag == Tag::Conjunction) else { return false };
        let same = |c: &ClauseId| {
            let (one, two) = (self.group(*c).form, self.group(at).form);
            one == two || (two == Form::Participle && self.doc.clauses[*c].voice == Voice::Passive)
        };
        let Some(partner) = (self.first..at).rev().find(same).filter(|&c| self.doc.clauses[c].verb < edge) else {
            return false;
        };
        let (subject, link, parent, mood) = {
            let clause = &self.doc.clauses[partner];
            (clause.subject, clause.link, clause.parent, clause.mood)
        };
        let own = self.subject_between(partner, edge, at);
        let clause = &mut self.doc.clauses[at];
        clause.subject = own.or(subject);
        clause.link = link;
                clause.parent = parent;
        clause.mood = mood;
        self.share_object(partner, edge, at);
        true
    }

    /// "two were killed and seven wounded": the second participle has a subject of its own.
    fn subject_between(&self, partner: ClauseId, edge: TokenId, at: ClauseId) -> Option<PhraseId> {
        let start = self.doc.clauses[at].verb_group.start;
        self.phrases().find(|&p| self.start(p) > edge && self.doc.phrases[p].tokens.end <= start && partner < at)
    }

    /// "militants killed in the strike", "a base housing troops"; in headlines and after "and seven" a passive.
    fn reduced_relative(&mut self, at: ClauseId, noun: PhraseId) {
        let lead = self.doc.phrases[noun].first_conjunct.unwrap_or(noun);
        let edge = self.start(noun).checked_sub(1);
        let gapped = edge.is_some_and(|e| self.token(e).tag == Tag::Conjunction);
        let passive_before = (self.first..at).rev().find(|&c| self.doc.clauses[c].voice == Voice::Passive);
        let only = self.groups.iter().all(|g| g.form != Form::Finite);
        let parent = self.parent_of_phrase(lead, at).filter(|&p| p != at);
        let mut subject = lead;
        if gapped && self.group(at).form == Form::Participle && passive_before.is_some() {
            subject = noun;
            self.unjoin(noun);
        }
        let clause = &mut self.doc.clauses[at];
        clause.subject = Some(subject);
        clause.link = if only && self.groups[at - self.first].form == Form::Participle && parent.is_none() {
            ClauseLink::Main
        } else {
            ClauseLink::Participle
        };
        clause.parent = parent.filter(|_| clause.link != ClauseLink::Main);
        let parent = clause.parent;
        if self.group(at).form == Form::Gerund {
            let past = parent.is_some_and(|p| self.doc.clauses[p].mood == Mood::Past);
            self.doc.clauses[at].mood = if past { Mood::Past } else { Mood::Present };
        }
    }

    /// Takes a phrase out of a coordination that it was wrongly put into.
    fn unjoin(&mut self, id: PhraseId) {
        if let Some(lead) = self.doc.phrases[id].first_conjunct.take() {
            self.doc.phrases[lead].conjuncts.retain(|&c| c != id);
        }
    }

    /// The clause that a participle or infinitive hangs on: the nearest to its left, else the next finite one.
    fn nearest_parent(&self, at: ClauseId) -> Option<ClauseId> {
        let start = self.doc.clauses[at].verb_group.start;
        let comma = self.left_edge(at).is_some_and(|e| self.lower(e) == ",");
        let left = (self.first..at).rev().find(|&c| {
            let clause = &self.doc.clauses[c];
            let closed = comma && matches!(clause.link, ClauseLink::Relative(_)) && self.lower(clause.verb + 1) == ",";
            clause.verb < start && !closed && (!comma || self.group(c).form == Form::Finite || c == at - 1)
        });
        left.or_else(|| (at + 1..self.doc.clauses.len()).find(|&c| self.group(c).form == Form::Finite))
    }

    /// The subject of the parent; behind a passive parent with an agent, and for a result ("killing five"), likewise.
    fn share_subject(&mut self, at: ClauseId, parent: Option<ClauseId>) {
        if self.doc.clauses[at].subject.is_none() {
            self.doc.clauses[at].subject = parent.and_then(|p| self.doc.clauses[p].subject);
        }
    }

    fn inherit_mood(&mut self, at: ClauseId, parent: Option<ClauseId>) {
        let perfect = self.group(at).perfect || self.group(at).form == Form::Participle;
        if let Some(parent) = parent.filter(|_| !perfect) {
            let mood = self.doc.clauses[parent].mood;
            let controlled = self.control(parent).filter(|_| matches!(self.doc.clauses[at].link, ClauseLink::Infinitive));
            self.doc.clauses[at].mood = controlled.unwrap_or(mood);
        } else if perfect {
            self.doc.clauses[at].mood = Mood::Past;
        }
    }

    /// What the governing verb makes of the infinitive ("tried to", "vowed to"); `None` if it passes its mood on.
    fn control(&self, governor: ClauseId) -> Option<Mood> {
        let mood = self.doc.clauses[governor].mood;
        control(self.kind(governor)).filter(|_| matches!(mood, Mood::Past | Mood::Present))
    }

    fn infinitive(&mut self, at: ClauseId) {
        let edge = self.doc.clauses[at].verb_group.start.checked_sub(1);
        if at > self.first && edge.is_some_and(|e| self.token(e).tag == Tag::Conjunction) {
            let partner = self.doc.clauses[at - 1].clone();
            let clause = &mut self.doc.clauses[at];
            (clause.subject, clause.mood) = (partner.subject, partner.mood);
                        (clause.link, clause.parent) = (partner.link, partner.parent);
            self.share_object(at - 1, edge.unwrap_or_default(), at);
            return;
        }
        self.doc.clauses[at].link = ClauseLink::Infinitive;
        let start = self.doc.clauses[at].verb_group.start;
        let parent = self.nearest_parent(at);
        self.doc.clauses[at].parent = parent;
        let edge = self.left_edge(at);
        let noun = edge.and_then(|e| self.phrase_ending(e, start));
        let governor = parent.filter(|&p| self.doc.clauses[p].verb < start);
        let Some(governor) = governor else { return self.by_noun(at, noun) };
        let wanted = control(self.kind(governor)).is_some() && self.kind(governor).has(Classes::WANTED.and(Classes::HYPOTHETICAL));
        let adjacent = edge == Some(self.doc.clauses[governor].verb);
        let object = self.doc.clauses[governor].object.or_else(|| self.called_on(governor, edge));
        let subject = match object {
            Some(object) if wanted && !adjacent && self.doc.clauses[governor].voice == Voice::Active => Some(object),
            _ => self.doc.clauses[governor].subject,
        };
        self.doc.clauses[at].subject = subject;
        let own = control(self.kind(governor));
        let of_noun = noun.and_then(|n| control(lexicon::classes(&self.token(self.doc.phrases[n].head).lemma)));
        let mood = self.infinitive_mood(at, governor, adjacent, own, of_noun);
        self.doc.clauses[at].mood = mood;
    }

    fn infinitive_mood(&self, at: ClauseId, governor: ClauseId, adjacent: bool, own: Option<Mood>, of_noun: Option<Mood>) -> Mood {
        let outer = self.doc.clauses[governor].mood;
        let verb = self.token(self.doc.clauses[governor].verb);
        if self.group(at).perfect {
            return Mood::Past;
        }
        if !matches!(outer, Mood::Past | Mood::Present) {
            return outer;
        }
        if verb.lemma == "go" && verb.tag == Tag::Gerund {
            return Mood::Future;
        }
        if let Some(mood) = own.filter(|_| adjacent || of_noun.is_none()) {
            return mood;
        }
        if let Some(mood) = of_noun {
            return mood;
        }
        let raising = self.kind(governor).has(Classes::RAISING);
        if adjacent && (raising || self.kind(governor).has(Classes::SAYING)) { outer } else { Mood::Hypothetical }
    }

    /// "called on troops to attack": the phrase behind the preposition is to do it.
    fn called_on(&self, governor: ClauseId, edge: Option<TokenId>) -> Option<PhraseId> {
        let verb = self.doc.clauses[governor].verb;
        let preposition = verb + 1;
        let on = matches!(self.lower(preposition), "on" | "upon" | "for" | "to" | "with");
        let edge = edge.filter(|_| on)?;
        self.phrase_at(preposition + 1).filter(|&p| self.doc.phrases[p].tokens.end <= edge + 1)
    }

    /// "a plan to attack" with no verb before: the noun governs.
    fn by_noun(&mut self, at: ClauseId, noun: Option<PhraseId>) {
        let mood = noun.and_then(|n| control(lexicon::classes(&self.token(self.doc.phrases[n].head).lemma)));
        self.doc.clauses[at].mood = mood.unwrap_or(Mood::Hypothetical);
        self.doc.clauses[at].subject = noun.and_then(|n| self.doc.phrases[n].possessor).or(noun.filter(|_| mood.is_none()));
    }

    // Negation.

    /// "No one was hurt": a negated subject negates the clause.
    fn negate(&mut self, at: ClauseId) {
        let Some(subject) = self.doc.clauses[at].subject else { return };
        let phrase = &self.doc.phrases[subject];
        let first = self.lower(phrase.tokens.start);
        let none = matches!(first, "no" | "none" | "nobody" | "nothing" | "neither") && !(first == "no" && matches!(self.lower(phrase.tokens.start + 1), "fewer" | "less"));
        self.doc.clauses[at].negated |= none;
    }
}

/// The mood that a verb or noun gives to an infinitive that hangs on it.
fn control(classes: Classes) -> Option<Mood> {
    let table = [
        (Classes::ATTEMPTED, Mood::Attempted),
        (Classes::FUTURE, Mood::Future),
        (Classes::WANTED, Mood::Wanted),
        (Classes::HYPOTHETICAL, Mood::Hypothetical),
    ];
    table.into_iter().find(|(class, _)| classes.has(*class)).map(|(_, mood)| mood)
}
