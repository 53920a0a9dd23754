//! Tags of the closed classes: determiners, prepositions, "to" and "that", by what stands around them.

use crate::Tag;
use crate::lexicon::Classes;
use crate::tag::{FINITE, NOMINAL, Tagger};

impl Tagger<'_> {
    pub(crate) fn closed(&self, at: usize) -> Option<Tag> {
        let lower = self.lower(at);
        let classes = self.words[at].classes;
        match lower {
            "to" => return Some(self.to(at)),
            "that" => return Some(self.that(at)),
            "'s" => return Some(self.apostrophe_s(at)),
            "who" | "whom" | "which" => return Some(Tag::Subordinator),
            "because" if self.lower(at + 1) == "of" => return Some(Tag::Preposition),
            "as" if self.joins_verbs(at) => return Some(Tag::Conjunction),
            _ if self.is_day_ordinal(at) => return Some(Tag::Number),
            "no" if self.is_nominal_ahead(at + 1) || self.has(at + 1, Classes::NUMBER) => return Some(Tag::Negation),
            "her" if !self.is_nominal_ahead(at + 1) => return Some(Tag::Pronoun),
            "there" if self.has(at + 1, Classes::AUXILIARY) => return Some(Tag::Pronoun),
            "one" if self.lower(at + 1) == "of" => return Some(Tag::Number),
            "following" | "including" | "regarding" | "concerning" if self.is_be_before(at) => {
                return Some(Tag::Gerund);
            }
            "following" if self.opens_phrase(at) => return Some(Tag::Adjective),
            "no" if matches!(self.lower(at + 1), "longer" | "more") && self.has(at + 2, FINITE) => {
                return Some(Tag::Negation);
            }
            "longer" if self.prev_lower(at) == "no" && !self.is_nominal_ahead(at + 1) => return Some(Tag::Adverb),
            "once" if self.is_adverb_of_time(at) => return Some(Tag::Adverb),
            "need" | "dare" | "ought" | "plus" | "past" | "like" | "opposite" if self.opens_phrase(at) => return None,
            "need" | "do" | "will" | "must" | "might" | "can" if self.opens_phrase(at) => return Some(Tag::Noun),
            _ => {}
        }
        if classes.has(Classes::NEGATION) {
            return Some(Tag::Negation);
        }
        if classes.has(Classes::AUXILIARY) {
            return Some(Tag::Auxiliary);
        }
        if classes.has(Classes::NUMBER) {
            return Some(Tag::Number);
        }
        if classes.has(Classes::PREPOSITION) {
            return Some(self.preposition(at));
        }
        if classes.has(Classes::CONJUNCTION) {
            return Some(Tag::Conjunction);
        }
        if classes.has(Classes::SUBORDINATOR) && lower != "so" {
            return Some(Tag::Subordinator);
        }
        if classes.has(Classes::DETERMINER) {
            let alone = classes.has(Classes::PRONOUN) && !self.is_nominal_ahead(at + 1) && !self.counts(at + 1);
            return Some(if alone { Tag::Pronoun } else { Tag::Determiner });
        }
        classes.has(Classes::PRONOUN).then_some(Tag::Pronoun)
    }

    /// "struck targets as well as killed fighters": the last word of "as well as" in front of a second verb.
    fn joins_verbs(&self, at: usize) -> bool {
        let well = self.prev_lower(at) == "well" && at > 1 && self.lower(at - 2) == "as";
        let past = self.has(at + 1, Classes::VERB_PAST) && !self.has(at + 1, Classes::ADJECTIVE.and(NOMINAL));
        well && past && self.tokens[..at].iter().any(|t| matches!(t.tag, Tag::Verb | Tag::PastParticiple))
    }

    /// "Dec. 6th": an ordinal in digits behind a month is a number.
    pub(crate) fn is_day_ordinal(&self, at: usize) -> bool {
        self.has(at, Classes::ORDINAL)
            && at > 0
            && self.has(at - 1, Classes::CALENDAR)
            && self.lower(at).starts_with(|c: char| c.is_ascii_digit())
    }

    /// "'s" is a possessive after a noun, a verb after a pronoun.
    pub(crate) fn apostrophe_s(&self, at: usize) -> Tag {
        match self.tag(at.checked_sub(1)) {
            Some(Tag::Pronoun | Tag::Subordinator | Tag::Adverb) => Tag::Auxiliary,
            Some(Tag::Punctuation) => Tag::Punctuation,
            _ => Tag::Possessive,
        }
    }

    /// "to" opens an infinitive if a base form follows that is no noun here.
    pub(crate) fn to(&self, at: usize) -> Tag {
        let next = (at + 1..self.words.len()).find(|&n| {
            (!self.has(n, Classes::ADVERB) && !matches!(self.lower(n), "\"" | "'")) || self.has(n, Classes::VERB_BASE)
        });
        let Some(next) = next.filter(|&n| self.has(n, Classes::VERB_BASE) && !self.words[n].proper) else {
            return Tag::Preposition;
        };
        let noun_too = self.has(next, NOMINAL);
        let bound =
            matches!(self.prev_lower(at), "due" | "according" | "response" | "close" | "led" | "back" | "return");
        let verb_behind = self.has(next + 1, FINITE) && !self.has(next + 1, NOMINAL) && self.lower(next + 1) != "down";
        if noun_too && (bound || verb_behind) {
            return Tag::Preposition;
        }
        Tag::InfinitiveTo
    }

    pub(crate) fn that(&self, at: usize) -> Tag {
        let after_noun = matches!(self.tag(at.checked_sub(1)), Some(Tag::Noun | Tag::ProperNoun));
        let after_preposition = self.tag(at.checked_sub(1)) == Some(Tag::Preposition);
        let noun_next = self.has(at + 1, Classes::NOUN) && !self.words[at + 1].proper;
        if after_preposition || (noun_next && !after_noun && !self.has(at + 1, Classes::NOUN_PLURAL)) {
            let mass = at > 0 && self.has(at - 1, FINITE.and(Classes::VERB_PARTICIPLE)) && self.clause_follows(at + 1);
            return if mass {
                Tag::Subordinator
            } else if noun_next {
                Tag::Determiner
            } else {
                Tag::Pronoun
            };
        }
        let opens = at == 0 || self.words[at - 1].mark;
        let verb_next = self.has(at + 1, Classes::AUXILIARY.and(Classes::VERB_S));
        if opens && verb_next && !after_noun { Tag::Pronoun } else { Tag::Subordinator }
    }

    /// Words that are prepositions, or open a clause, or are particles.
    pub(crate) fn preposition(&self, at: usize) -> Tag {
        let lower = self.lower(at);
        let compared = lower == "than" && (self.counts(at + 1) || self.has(at + 1, Classes::HEDGE));
        let opens_too = self.has(at, Classes::SUBORDINATOR) && !compared;
        if opens_too && self.clause_follows(at + 1) {
            return Tag::Subordinator;
        }
        let hedge = matches!(lower, "about" | "around" | "over" | "under" | "up" | "down" | "out" | "off");
        let next_mark = self.words.get(at + 1).is_none_or(|w| w.mark);
        let followed = next_mark || self.has(at + 1, Classes::PREPOSITION.and(Classes::CONJUNCTION).and(FINITE));
        let particle = matches!(lower, "up" | "down" | "out" | "off" | "aboard");
        if hedge && self.counts(at + 1) && !particle {
            return Tag::Adverb;
        }
        if particle || (self.has(at, Classes::ADVERB) && followed && !self.is_nominal_ahead(at + 1)) {
            return Tag::Adverb;
        }
        if lower == "since" && at > 0 && self.tokens[at - 1].tag == Tag::Auxiliary {
            return Tag::Adverb;
        }
        if lower == "like" && self.has(at, Classes::VERB_BASE) && self.after_modal(at) {
            return Tag::Verb;
        }
        Tag::Preposition
    }

    /// "they once held": between subject and verb; "once" opens a clause only where none has begun.
    fn is_adverb_of_time(&self, at: usize) -> bool {
        let subject = matches!(self.tag(at.checked_sub(1)), Some(Tag::Pronoun | Tag::Auxiliary | Tag::Subordinator));
        subject && self.has(at + 1, FINITE.and(Classes::VERB_PARTICIPLE))
    }

    /// Whether a subject and a finite verb follow before the next mark.
    pub(crate) fn clause_follows(&self, from: usize) -> bool {
        let mut subject = matches!(self.lower(from), "it" | "he" | "she" | "they" | "we" | "i");
        if subject && self.has(from + 1, FINITE) {
            return true;
        }
        for at in from..self.words.len() {
            let word = self.words[at];
            if word.mark && !matches!(self.lower(at), "\"" | "'") {
                return false;
            }
            let closed_verb = word.classes.has(Classes::AUXILIARY) && !word.proper;
            let past = word.classes.has(Classes::VERB_PAST.and(Classes::VERB_S)) && !word.classes.has(NOMINAL);
            let striking = word.classes.has(Classes::VERB_PAST.and(Classes::VERB_S)) && self.object_follows(at);
            let past = past || striking;
            let before_noun = self.has(at + 1, NOMINAL) && !self.has(at + 1, FINITE);
            let opened =
                self.has(at.wrapping_sub(1), Classes::DETERMINER.and(Classes::PREPOSITION).and(Classes::NUMBER));
            if subject && (closed_verb || (past && !word.proper && !(before_noun && opened))) {
                return !(past && self.lower(at + 1) == "by");
            }
            let plain = self.lower(from - 1) == "as" && self.plural_before(at) && word.classes.has(Classes::VERB_BASE);
            if plain && (self.has(at + 1, Classes::PREPOSITION) || self.object_follows(at)) {
                return true;
            }
            if !subject && word.classes.has(Classes::VERB_ING) && !word.classes.has(NOMINAL) {
                return false;
            }
            if matches!(self.lower(at), "who" | "which" | "that" | "to" | "when" | "while") {
                return false;
            }
            subject |= word.proper || word.classes.has(NOMINAL.and(Classes::PRONOUN).and(Classes::NUMBER));
        }
        false
    }
}
