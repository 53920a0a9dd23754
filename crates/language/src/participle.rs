//! Tags of -ing and past forms: verb, noun or adjective; finite past or participle.

use crate::lexicon::{self, Classes};
use crate::tag::{FINITE, NOMINAL, Tagger};
use crate::{Tag, Token};

impl Tagger<'_> {
    /// -ing forms: verb, noun ("a bombing") or adjective ("a rising toll").
    pub(crate) fn ing(&self, at: usize) -> Tag {
        let noun = self.has(at, NOMINAL.and(Classes::SINGULAR_S));
        if self.has(at, Classes::SINGULAR_S) && !self.has(at, Classes::NOUN) && self.lower(at) != "during" {
            // Listed as -ing nouns; what follows still decides whether they govern an object.
            return self.ing_noun(at);
        }
        if noun { self.ing_noun(at) } else { self.ing_verb(at) }
    }

    pub(crate) fn object_follows(&self, at: usize) -> bool {
        let particle = matches!(self.lower(at + 1), "out" | "up" | "down" | "off" | "away" | "back" | "dead");
        let next = at + 1 + usize::from(particle);
        let determiner = self.has(next, Classes::DETERMINER.and(Classes::NUMBER).and(Classes::PRONOUN));
        let clause = matches!(self.lower(next), "that" | "which" | "who" | "what");
        let hedge = matches!(
            self.lower(next),
            "at" | "more" | "about" | "up" | "around" | "over" | "nearly" | "almost" | "between"
        ) && (1..4).any(|n| self.has(next + n, Classes::NUMBER));
        let name = self.words.get(next).is_some_and(|w| w.proper);
        (determiner && !clause) || hedge || name || self.lower(next) == "$"
    }

    pub(crate) fn ing_noun(&self, at: usize) -> Tag {
        if self.is_be_before(at) && !self.opens_phrase(at) {
            return Tag::Gerund;
        }
        if self.opens_phrase(at) || self.lower(at + 1) == "of" {
            return Tag::Noun;
        }
        let plural_object = self.has(at + 1, Classes::NOUN_PLURAL.and(Classes::ADJECTIVE)) && !self.verb_begins(at + 2);
        let before = self.tag(at.checked_sub(1));
        let free = matches!(
            before,
            Some(
                Tag::Preposition
                    | Tag::Punctuation
                    | Tag::Conjunction
                    | Tag::Noun
                    | Tag::ProperNoun
                    | Tag::Verb
                    | Tag::PastParticiple
            ) | None
        );
        let phrase = before == Some(Tag::Noun) && !self.has(at.wrapping_sub(1), Classes::NOUN_PLURAL);
        let object = self.object_follows(at) || (plural_object && !phrase && before != Some(Tag::Preposition));
        if free && object { Tag::Gerund } else { Tag::Noun }
    }

    pub(crate) fn ing_verb(&self, at: usize) -> Tag {
        let opened = self.opens_phrase(at);
        if opened && self.is_nominal_ahead(at + 1) {
            return Tag::Adjective;
        }
        if opened && self.tag(at.checked_sub(1)) != Some(Tag::Number) {
            return if self.has(at, Classes::ADJECTIVE) { Tag::Adjective } else { Tag::Noun };
        }
        let before_noun = self.has(at, Classes::ADJECTIVE) && self.is_nominal_ahead(at + 1);
        if before_noun && !self.is_be_before(at) { Tag::Adjective } else { Tag::Gerund }
    }

    /// Past forms and participles.
    pub(crate) fn participle(&self, at: usize) -> Tag {
        let classes = self.words[at].classes;
        let before = self.before(at);
        // "There were no reported casualties": behind "no" a noun is to come.
        let counted_none = self.prev_lower(at) == "no" && self.is_nominal_ahead(at + 1);
        let auxiliary = !counted_none && before.is_some_and(|b| self.is_participle_auxiliary(b));
        if auxiliary {
            // "Six were shot dead": "dead" says what came of it, and no noun is to follow.
            let attributive = self.is_nominal_ahead(at + 1)
                && self.lower(at + 1) != "dead"
                && classes.has(Classes::ADJECTIVE)
                && !self.has(before.unwrap_or(at), Classes::HAVE)
                && !self.has(at + 1, FINITE);
            return if attributive { Tag::Adjective } else { Tag::PastParticiple };
        }
        if classes.has(Classes::VERB_BASE) && classes.has(NOMINAL) && !self.follows_subject(at) {
            return self.noun_or_verb(at);
        }
        if let Some(tag) = self.attributive(at) {
            return tag;
        }
        if !classes.has(Classes::VERB_PAST.and(Classes::VERB_BASE)) {
            return if classes.has(Classes::ADJECTIVE) && !classes.has(Classes::VERB_PARTICIPLE) {
                Tag::Adjective
            } else {
                Tag::PastParticiple
            };
        }
        self.past_or_participle(at)
    }

    pub(crate) fn is_participle_auxiliary(&self, at: usize) -> bool {
        let aux = self.tokens[at].tag == Tag::Auxiliary && self.has(at, Classes::BE.and(Classes::HAVE));
        let get = matches!(self.lower(at), "being" | "been" | "having" | "got" | "gotten" | "getting");
        aux || get || (self.lower(at) == "'s" && self.tokens[at].tag == Tag::Auxiliary)
    }

    pub(crate) fn follows_subject(&self, at: usize) -> bool {
        matches!(
            self.tag(self.before(at)),
            Some(Tag::Noun | Tag::ProperNoun | Tag::Pronoun | Tag::Subordinator | Tag::Number | Tag::Conjunction)
        )
    }

    /// A participle in front of its noun ("armed men"), or standing for it ("the wounded").
    pub(crate) fn attributive(&self, at: usize) -> Option<Tag> {
        let adverb = self.tag(at.checked_sub(1)) == Some(Tag::Adverb) && self.prev_lower(at).ends_with("ly");
        let before = self.tag(if adverb { self.before(at) } else { at.checked_sub(1) });
        let described = self.has(at + 1, Classes::DEMONYM.and(Classes::ADJECTIVE));
        let listed = self.has(at, Classes::ADJECTIVE);
        let nominal_next = self.is_nominal_ahead(at + 1)
            && (!self.words[at + 1].proper || described || (listed && self.name_modifies(at + 1)));
        let opened = matches!(before, Some(Tag::Determiner | Tag::Possessive | Tag::Adjective | Tag::Negation));
        if opened {
            let noun =
                before == Some(Tag::Determiner) && !nominal_next && !self.words.get(at + 1).is_some_and(|w| w.proper);
            let adjective_before = before == Some(Tag::Adjective) && !nominal_next;
            if before == Some(Tag::Negation) && !nominal_next || adjective_before {
                return None;
            }
            return Some(if noun { Tag::Noun } else { Tag::Adjective });
        }
        let free = matches!(before, Some(Tag::Number | Tag::Preposition | Tag::Verb | Tag::Gerund) | None);
        let bare =
            matches!(before, Some(Tag::Conjunction | Tag::Punctuation | Tag::Subordinator | Tag::PastParticiple));
        let pair = before == Some(Tag::Conjunction)
            && matches!(self.tag(at.checked_sub(2)), Some(Tag::Verb | Tag::PastParticiple));
        // "a violent and unwanted occupation": joined to an adjective.
        let joined = before == Some(Tag::Conjunction)
            && self.tag(at.checked_sub(2)) == Some(Tag::Adjective)
            && !self.has(at + 1, Classes::DETERMINER);
        if nominal_next && !pair && (free || joined || (bare && listed)) {
            // "Five wounded soldiers" against "five wounded in the raid" and "killed five".
            return Some(Tag::Adjective);
        }
        None
    }

    /// Whether a name stands here in front of the noun that it modifies: "Shining Path terrorists".
    fn name_modifies(&self, at: usize) -> bool {
        let past = (at..self.words.len()).find(|&n| !self.words[n].proper);
        past.is_some_and(|n| self.has(n, NOMINAL) && !self.verb_begins(n) && !self.words[n].mark)
    }

    /// "Gunmen attacked the village" against "militants killed in the strike".
    pub(crate) fn past_or_participle(&self, at: usize) -> Tag {
        let classes = self.words[at].classes;
        let base = lexicon::entry(self.lower(at)).and_then(|e| e.verb.as_deref()).unwrap_or_default();
        let kind = lexicon::classes(base);
        if !classes.has(Classes::VERB_PARTICIPLE) {
            return Tag::Verb;
        }
        let by = matches!(self.lower(at + 1), "by");
        let before = self.tag(self.before(at));
        let personal = before == Some(Tag::Pronoun)
            && !matches!(self.prev_lower(at), "others" | "those" | "some" | "many" | "all" | "most");
        let relative = before == Some(Tag::Subordinator) || personal;
        if let Some(tag) = self.by_valency(at, before, kind).filter(|_| !relative) {
            return tag;
        }
        if by && !relative && !kind.has(Classes::INTRANSITIVE) {
            return Tag::PastParticiple;
        }
        if kind.has(Classes::SAYING) && self.lower(at + 1) == "that" {
            return Tag::Verb;
        }
        if kind.has(Classes::NAMING) && !relative && (self.finite_before(at) || self.finite_ahead(at)) {
            return Tag::PastParticiple;
        }
        if relative && !matches!(self.prev_lower(at), "those" | "when" | "as" | "if" | "while" | "after" | "once") {
            return Tag::Verb;
        }
        let time_next = self.has(at + 1, Classes::TIME.and(Classes::CALENDAR).and(Classes::ADVERB))
            || self.has(at + 2, Classes::TIME);
        let bare_object = self.is_nominal_ahead(at + 1)
            && !time_next
            && before.is_some_and(|t| matches!(t, Tag::Noun | Tag::ProperNoun));
        if kind.has(Classes::INTRANSITIVE) || self.object_follows(at) || bare_object {
            return if self.prev_lower(at) == "those" { Tag::PastParticiple } else { Tag::Verb };
        }
        self.past_by_clause(at, before, kind)
    }

    /// What the verb's objects tell: a verb that must have one and lacks it is passive; so is "shot dead" without one.
    fn by_valency(&self, at: usize, before: Option<Tag>, kind: Classes) -> Option<Tag> {
        let subject = matches!(before, Some(Tag::Noun | Tag::ProperNoun | Tag::Number | Tag::Pronoun));
        if kind.has(Classes::SAYING) && self.trails(at) {
            return Some(Tag::Verb);
        }
        let dead = usize::from(self.lower(at + 1) == "dead");
        let owing = kind.has(Classes::TRANSITIVE) || dead > 0;
        (subject && owing && !self.object_follows(at) && self.closes_verb(at + 1 + dead)).then_some(Tag::PastParticiple)
    }

    /// "…, the army reported.": a saying with its subject behind a comma, at the end of the sentence.
    fn trails(&self, at: usize) -> bool {
        let subject = |t: &Token| {
            matches!(t.tag, Tag::Noun | Tag::ProperNoun | Tag::Adjective | Tag::Determiner | Tag::Number | Tag::Pronoun)
        };
        let Some(edge) = self.tokens[..at].iter().rposition(|t| !subject(t)) else { return false };
        let comma = edge + 1 < at && matches!(self.lower(edge), "," | "\"");
        comma && self.words.get(at + 1).is_none_or(|w| w.mark && self.lower(at + 1) == ".")
    }

    /// Whether what stands here cannot be part of an object: a mark, a preposition, a word that opens a clause.
    fn closes_verb(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at) else { return true };
        let opens = Classes::PREPOSITION.and(Classes::SUBORDINATOR).and(Classes::ADVERB).and(Classes::CALENDAR);
        let quote = matches!(self.lower(at), "\"" | "'");
        let joins = word.classes.has(Classes::CONJUNCTION) && self.has(at + 1, Classes::VERB_PAST);
        let other = word.classes.has(Classes::CONJUNCTION) && !joins;
        (word.mark && !quote)
            || other
            || (word.classes.has(opens) && !word.classes.has(NOMINAL.and(Classes::ADJECTIVE)))
    }

    pub(crate) fn past_by_clause(&self, at: usize, before: Option<Tag>, kind: Classes) -> Tag {
        match before {
            Some(Tag::Conjunction) => self.parallel(at),
            Some(Tag::Noun | Tag::ProperNoun | Tag::Pronoun | Tag::Number) => {
                let listed = self.prev_lower(at) == "those" || self.is_absolute(at);
                let saying = kind.has(Classes::TELLING) && self.lower(at + 1) != "to";
                let ahead = self.finite_ahead(at) && !self.own_subject_ahead(at);
                let reduced = self.finite_before(at) || ahead || (self.headline_passive(at) && !saying);
                if listed || (self.gapped_passive(at) && !saying) || (reduced && !saying) {
                    Tag::PastParticiple
                } else {
                    Tag::Verb
                }
            }
            Some(Tag::Punctuation) if !self.finite_in_sentence(at) && self.is_nominal_ahead(at + 1) => Tag::Verb,
            Some(Tag::Punctuation) if self.prev_lower(at) == "," && self.comma_subject(at) => Tag::Verb,
            Some(Tag::Punctuation) if self.prev_lower(at) == "," && self.is_verb_owing(at) => Tag::Verb,
            _ => Tag::PastParticiple,
        }
    }

    /// "…, with 35 officers hurt": what "with" governs is the subject of a participle, never of a finite verb.
    fn is_absolute(&self, at: usize) -> bool {
        let inside = |t: &Token| {
            matches!(
                t.tag,
                Tag::Noun | Tag::ProperNoun | Tag::Adjective | Tag::Determiner | Tag::Number | Tag::Possessive
            ) || matches!(t.lower.as_str(), "of" | "at" | "least" | "more" | "than" | "about")
        };
        let Some(edge) = self.tokens[..at].iter().rposition(|t| !inside(t)) else { return false };
        self.lower(edge) == "with" && edge > 0 && self.finite_in_sentence(edge)
    }

    /// "The army fired on the crowd and protesters fled": the verb ahead has a subject of its own behind "and", unlike
    /// in form to the phrase before "and", with which it can make no list.
    fn own_subject_ahead(&self, at: usize) -> bool {
        let Some(verb) = (at + 1..self.words.len()).find(|&n| !self.words[n].proper && self.surely_finite(n)) else {
            return false;
        };
        let Some(joint) = (at + 1..verb).rev().find(|&n| self.has(n, Classes::CONJUNCTION)) else { return false };
        let nominal = NOMINAL.and(Classes::ADJECTIVE).and(Classes::DETERMINER).and(Classes::PRONOUN);
        let phrase = |n: usize| self.words[n].proper || self.has(n, nominal.and(Classes::NUMBER));
        if joint + 1 >= verb || joint < at + 2 || !(joint + 1..verb).all(phrase) || !phrase(joint - 1) {
            return false;
        }
        let first = (at + 1..joint).rev().take_while(|&n| phrase(n)).last().unwrap_or(joint);
        let determined = |n: usize| self.has(n, Classes::DETERMINER);
        self.words[joint - 1].proper != self.words[verb - 1].proper || determined(first) != determined(joint + 1)
    }

    /// Whether fewer finite verbs than clauses have begun: behind "The group, which operates in the north," the verb of
    /// the main clause is still to come.
    fn is_verb_owing(&self, at: usize) -> bool {
        let opened = self.tokens[..at].iter().filter(|t| t.tag == Tag::Subordinator).count();
        let verbs = (0..at).filter(|&p| self.is_clause_verb(p)).count();
        let subject = matches!(self.tokens.first().map(|t| t.tag), Some(Tag::Determiner | Tag::Noun | Tag::ProperNoun));
        subject && opened > 0 && verbs == opened
    }

    /// Whether a finite verb group begins here that shares its subject with none before.
    fn is_clause_verb(&self, at: usize) -> bool {
        let before = self.tag(self.before(at));
        let joined = matches!(before, Some(Tag::InfinitiveTo | Tag::Conjunction | Tag::Auxiliary));
        matches!(self.tokens[at].tag, Tag::Verb | Tag::Auxiliary) && !joined
    }

    /// "Two were killed and seven others wounded": behind a passive, the auxiliary may be left out.
    pub(crate) fn gapped_passive(&self, at: usize) -> bool {
        let phrase = |t: &Token| {
            matches!(
                t.tag,
                Tag::Noun
                    | Tag::Number
                    | Tag::Adjective
                    | Tag::Determiner
                    | Tag::Pronoun
                    | Tag::ProperNoun
                    | Tag::Adverb
            )
        };
        let Some(joint) = self.tokens[..at].iter().rposition(|t| !phrase(t)) else { return false };
        let joins = matches!(self.tokens[joint].tag, Tag::Conjunction | Tag::Punctuation);
        let verbal = |t: &Token| matches!(t.tag, Tag::Verb | Tag::PastParticiple);
        let Some(last) = self.tokens[..joint].iter().rposition(verbal) else { return false };
        let passive = self.tokens[last].tag == Tag::PastParticiple
            && (0..last).rev().take(3).any(|p| self.tokens[p].tag == Tag::Auxiliary && self.has(p, Classes::BE));
        joins && passive
    }

    /// After the comma that closes an apposition, the verb of the sentence is still to come.
    pub(crate) fn comma_subject(&self, at: usize) -> bool {
        let commas = (0..at).filter(|&p| self.lower(p) == ",").count();
        let quote = matches!(self.prev_lower(at.saturating_sub(1)), "\"" | "'");
        (commas >= 2 || quote) && !self.finite_in_sentence(at)
    }

    pub(crate) fn finite_in_sentence(&self, at: usize) -> bool {
        (0..at).any(|p| {
            matches!(self.tokens[p].tag, Tag::Verb | Tag::Auxiliary)
                && self.tag(p.checked_sub(1)) != Some(Tag::InfinitiveTo)
        }) || self.finite_ahead(at)
    }

    /// A headline leaves "were" out: "Five killed in blast", "Village attacked".
    pub(crate) fn headline_passive(&self, at: usize) -> bool {
        let next_ends = self
            .words
            .get(at + 1)
            .is_none_or(|w| w.mark || w.classes.has(Classes::PREPOSITION.and(Classes::SUBORDINATOR)));
        let counted = self.tag(self.before(at)) == Some(Tag::Number);
        next_ends && (self.title || counted)
    }

    /// A verb after "and" goes with the verb before.
    pub(crate) fn parallel(&self, at: usize) -> Tag {
        let verbal = |t: &Token| matches!(t.tag, Tag::Verb | Tag::PastParticiple);
        if self.is_perfect_before(at) {
            return Tag::Verb;
        }
        match self.tokens[..at].iter().rev().find(|t| verbal(t)).map(|t| t.tag) {
            Some(Tag::PastParticiple) if self.is_passive_before(at) => Tag::PastParticiple,
            _ => Tag::Verb,
        }
    }

    /// "has struck the base and killed two": the participle before is one of a perfect, not of a passive.
    fn is_perfect_before(&self, at: usize) -> bool {
        let Some(last) = self.tokens[..at].iter().rposition(|t| t.tag == Tag::PastParticiple) else { return false };
        let auxiliary = self.before(last).filter(|&a| self.tokens[a].tag == Tag::Auxiliary);
        auxiliary.is_some_and(|a| self.has(a, Classes::HAVE) && !self.has(a, Classes::BE))
    }

    /// Whether the last participle stands in a verb group with an auxiliary or behind its noun with nothing finite.
    pub(crate) fn is_passive_before(&self, at: usize) -> bool {
        let Some(last) = self.tokens[..at].iter().rposition(|t| t.tag == Tag::PastParticiple) else { return false };
        let direct = at - last <= 4;
        let auxiliary = self.tokens[..last].iter().rev().take(3).any(|t| t.tag == Tag::Auxiliary);
        direct || auxiliary
    }
}
