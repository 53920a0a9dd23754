//! Tags of words that are nouns and verbs alike ("strikes", "fire"): by agreement and by the verbs around.

use crate::lexicon::{self, Classes};
use crate::tag::{FINITE, NOMINAL, Tagger};
use crate::{Tag, Token};

impl Tagger<'_> {
    /// Whether the clause of this token already has its finite verb.
    pub(crate) fn finite_before(&self, at: usize) -> bool {
        for before in (0..at).rev() {
            let token = &self.tokens[before];
            match token.tag {
                Tag::Subordinator => return false,
                Tag::Conjunction if !self.tokens[before..at].iter().any(|t| t.tag == Tag::Preposition) => return false,
                Tag::Punctuation if !matches!(token.lower.as_str(), "\"" | "'" | "-") => return false,
                Tag::Verb | Tag::Auxiliary => {
                    let base = lexicon::entry(&token.lower).and_then(|e| e.verb.as_deref()).unwrap_or_default();
                    let kind = lexicon::classes(base);
                    return !kind.has(Classes::SAYING) || kind.has(Classes::SHOWING);
                }
                Tag::Gerund => return true,
                _ => {}
            }
        }
        false
    }

    /// Whether a finite verb follows for which what stands before is the subject.
    pub(crate) fn finite_ahead(&self, at: usize) -> bool {
        for next in at + 1..self.words.len() {
            let word = self.words[next];
            let lower = self.lower(next);
            if word.mark && !matches!(lower, "\"" | "'") {
                return false;
            }
            if word.classes.has(Classes::SUBORDINATOR) && !word.classes.has(Classes::PREPOSITION) {
                return false;
            }
            if lower == "what" {
                return false;
            }
            let verb_next = self.has(next + 1, FINITE.and(Classes::AUXILIARY).and(Classes::ADVERB));
            if word.classes.has(Classes::CONJUNCTION) && verb_next && !self.has(next + 1, NOMINAL) {
                return false;
            }
            if word.classes.has(Classes::PREPOSITION)
                && word.classes.has(Classes::SUBORDINATOR)
                && self.clause_follows(next + 1)
            {
                return false;
            }
            if !word.proper && self.surely_finite(next) {
                return true;
            }
        }
        false
    }

    pub(crate) fn surely_finite(&self, at: usize) -> bool {
        let classes = self.words[at].classes;
        if at > 0 && matches!(self.lower(at - 1), "to") {
            return false;
        }
        if classes.has(Classes::AUXILIARY) {
            return !matches!(self.lower(at), "being" | "been" | "having" | "be");
        }
        if classes.has(Classes::VERB_S) && !classes.has(NOMINAL) {
            return true;
        }
        let opener = Classes::DETERMINER.and(Classes::PREPOSITION).and(Classes::NUMBER).and(Classes::ADJECTIVE);
        let opened = at > 0 && self.has(at - 1, opener) && !self.has(at - 1, NOMINAL);
        let past = classes.has(Classes::VERB_PAST) && !classes.has(NOMINAL);
        let reduced =
            classes.has(Classes::VERB_PARTICIPLE) && self.has(at + 1, Classes::PREPOSITION) && !self.object_follows(at);
        let base = lexicon::entry(self.lower(at)).and_then(|e| e.verb.as_deref()).unwrap_or_default();
        let saying = lexicon::classes(base).has(Classes::SAYING.and(Classes::INTRANSITIVE));
        past && !opened && (!reduced || saying)
            || (classes.has(Classes::VERB_BASE)
                && !classes.has(NOMINAL.and(Classes::ADJECTIVE))
                && self.plural_before(at))
    }

    pub(crate) fn plural_before(&self, at: usize) -> bool {
        at > 0 && self.has(at - 1, Classes::NOUN_PLURAL) && !self.has(at - 1, Classes::SINGULAR_S)
    }

    /// Base and -s forms, most of which are nouns too: "strikes", "fire", "attack".
    pub(crate) fn noun_or_verb(&self, at: usize) -> Tag {
        let classes = self.words[at].classes;
        let nominal = classes.has(NOMINAL.and(Classes::ADJECTIVE).and(Classes::ADVERB));
        let before = self.tag(self.before(at));
        if self.opens_phrase(at) {
            let number_subject = before == Some(Tag::Number) && !nominal;
            return if number_subject { Tag::Verb } else { self.noun(at) };
        }
        if !nominal {
            let governed = before == Some(Tag::Preposition) && classes.has(Classes::VERB_BASE);
            return if governed { Tag::Noun } else { Tag::Verb };
        }
        match before {
            Some(Tag::Pronoun) if !self.is_object_pronoun(at) => Tag::Verb,
            Some(Tag::Subordinator) => self.after_subordinator(at),
            Some(Tag::Noun | Tag::ProperNoun | Tag::Possessive) => self.after_noun(at),
            Some(Tag::Conjunction) => self.after_conjunction(at),
            Some(Tag::Punctuation) if self.prev_lower(at) == ")" && self.object_follows(at) => Tag::Verb,
            Some(Tag::Number) if self.has(at, Classes::VERB_BASE) && !self.has(at, NOMINAL) => Tag::Verb,
            _ => self.noun(at),
        }
    }

    pub(crate) fn is_object_pronoun(&self, at: usize) -> bool {
        matches!(self.prev_lower(at), "him" | "them" | "me" | "us" | "her")
            || (self.prev_lower(at) == "it" && self.has(at, Classes::VERB_BASE))
    }

    pub(crate) fn after_subordinator(&self, at: usize) -> Tag {
        let relative = matches!(self.prev_lower(at), "who" | "which" | "that");
        if relative && !self.finite_ahead_of_noun(at) { Tag::Verb } else { self.noun(at) }
    }

    /// Noun, adjective or adverb reading of a word that could be a verb.
    pub(crate) fn noun(&self, at: usize) -> Tag {
        let classes = self.words[at].classes;
        if classes.has(NOMINAL) && !(classes.has(Classes::ADJECTIVE) && self.is_nominal_ahead(at + 1)) {
            return Tag::Noun;
        }
        if classes.has(Classes::ADJECTIVE) || classes.has(Classes::ADVERB) { self.plain(at) } else { Tag::Noun }
    }

    /// "drone strikes" or "Israel strikes Gaza": by agreement, and by whether the clause has another verb.
    pub(crate) fn after_noun(&self, at: usize) -> Tag {
        let classes = self.words[at].classes;
        let before = self.before(at).unwrap_or(at);
        let adverb_between = before + 1 < at;
        if self.is_joined_modifier(at)
            || self.past_follows(at)
            || self.tokens[before].tag == Tag::Possessive
            || !self.agrees(before, classes)
            || !self.has_complement(at)
        {
            return self.noun(at);
        }
        if self.has(before, Classes::DEMONYM) && !self.has(before, Classes::NOUN_PLURAL) && self.words[before].proper {
            return if self.finite_ahead_of_noun(at) { self.noun(at) } else { Tag::Verb };
        }
        if self.finite_before(at) || (self.finite_ahead_of_noun(at) && !adverb_between) {
            return self.noun(at);
        }
        Tag::Verb
    }

    /// "security forces shot and killed him": right before a past form that opens its own verb group, an -s form is the
    /// noun of its subject.
    fn past_follows(&self, at: usize) -> bool {
        let past = self.has(at + 1, Classes::VERB_PAST) && !self.words[at + 1].proper;
        let noun = self.has(at, Classes::NOUN_PLURAL) && self.has(at, Classes::VERB_S);
        let joined = self.has(at + 2, Classes::CONJUNCTION.and(Classes::PREPOSITION));
        past && noun && (joined || self.object_follows(at + 1))
    }

    /// "rocket and drone attacks": behind "and", a bare singular is no subject, nor is anything without an object.
    pub(crate) fn is_joined_modifier(&self, at: usize) -> bool {
        let nominal = |t: &Token| matches!(t.tag, Tag::Noun | Tag::ProperNoun | Tag::Adjective);
        let Some(edge) = self.tokens[..at].iter().rposition(|t| !nominal(t)) else { return false };
        let bare = self.tokens[edge + 1..at].iter().all(|t| t.tag != Tag::ProperNoun) && !self.plural_before(at);
        self.tokens[edge].tag == Tag::Conjunction && edge > 0 && (bare || !self.object_follows(at))
    }

    /// Whether a verb form fits the number of the subject whose last word stands at `last`.
    pub(crate) fn agrees(&self, last: usize, classes: Classes) -> bool {
        let subject = self.subject_noun(last);
        let named_s = self.tokens[subject].tag == Tag::ProperNoun && self.lower(subject).ends_with('s');
        let plural = self.tokens[subject].tag == Tag::Noun && self.plural_before(subject + 1);
        // "an attack on X and a rocket attack in Y": behind an article of its own, the noun is no half of a subject.
        let and = (subject.saturating_sub(3)..=subject).rev().find(|&t| self.lower(t) == "and");
        let joined = and.is_some_and(|t| !self.has(t + 1, Classes::DETERMINER));
        (plural || named_s || joined) && classes.has(Classes::VERB_BASE) || !plural && classes.has(Classes::VERB_S)
    }

    /// The noun that prepositional phrases up to `last` hang on: "Houthis" of "Houthis in Yemen".
    pub(crate) fn subject_noun(&self, last: usize) -> usize {
        let inside = |t: &Token| {
            matches!(
                t.tag,
                Tag::Noun | Tag::ProperNoun | Tag::Adjective | Tag::Determiner | Tag::Number | Tag::Possessive
            )
        };
        let mut noun = last;
        for _ in 0..3 {
            let Some(edge) = self.tokens[..noun].iter().rposition(|t| !inside(t)) else { break };
            let compound = matches!(self.lower(edge + 1), "a" | "an");
            let hangs = self.tokens[edge].tag == Tag::Preposition && !compound;
            match edge.checked_sub(1).filter(|&n| hangs && matches!(self.tokens[n].tag, Tag::Noun | Tag::ProperNoun)) {
                Some(governor) => noun = governor,
                None => break,
            }
        }
        noun
    }

    /// A finite verb that might be a noun needs something behind it: an object, a preposition, an adverb.
    pub(crate) fn has_complement(&self, at: usize) -> bool {
        let complement = Classes::PREPOSITION.and(Classes::ADVERB).and(Classes::SUBORDINATOR).and(Classes::DETERMINER);
        self.object_follows(at) || self.is_nominal_ahead(at + 1) || self.has(at + 1, complement)
    }

    /// As `finite_ahead`, for a word that would be the subject: a finite verb with no new subject in front.
    pub(crate) fn finite_ahead_of_noun(&self, at: usize) -> bool {
        // "Rebels attack village killed five" does not occur, so an object right behind makes this word the verb.
        if self.has(at + 1, Classes::VERB_PAST) && !self.words[at + 1].proper && self.object_follows(at + 1) {
            return true;
        }
        if self.object_follows(at) && !self.verb_begins(at + 1) {
            return false;
        }
        self.finite_ahead(at)
    }

    pub(crate) fn after_conjunction(&self, at: usize) -> Tag {
        let Some(conjunction) = self.before(at) else { return self.noun(at) };
        let verb_before = matches!(self.tag(conjunction.checked_sub(1)), Some(Tag::Verb));
        let clause_verb = self.tokens[..conjunction].iter().rposition(|t| t.tag == Tag::Verb);
        let same_form = clause_verb
            .is_some_and(|v| [Classes::VERB_BASE, Classes::VERB_S].iter().any(|&c| self.has(v, c) && self.has(at, c)));
        if same_form && (verb_before || self.object_follows(at)) { Tag::Verb } else { self.noun(at) }
    }
}
