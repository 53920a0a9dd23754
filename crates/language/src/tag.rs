//! Parts of speech in context: closed classes first, then nouns and verbs by what stands around them.

use crate::lexicon::Classes;
use crate::word::{self, Word};
use crate::{Document, SentenceKind, Tag, Token};

/// Any finite or base form.
pub(crate) const FINITE: Classes = Classes::VERB_BASE.and(Classes::VERB_S).and(Classes::VERB_PAST);
/// Singular or plural common noun.
pub(crate) const NOMINAL: Classes = Classes::NOUN.and(Classes::NOUN_PLURAL);

/// Fills the tag of every token.
pub(crate) fn tags(doc: &mut Document<'_>) {
    let words = word::words(doc);
    for id in 0..doc.sentences.len() {
        let range = doc.sentences[id].tokens.clone();
        let title = matches!(doc.sentences[id].kind, SentenceKind::Title);
        let mut tagger = Tagger { tokens: &mut doc.tokens[range.clone()], words: &words[range], title };
        for at in 0..tagger.words.len() {
            tagger.tokens[at].tag = tagger.decide(at);
        }
        tagger.settle_auxiliaries();
    }
}

/// The tokens of one sentence on their way to their tags.
pub(crate) struct Tagger<'d> {
    pub(crate) tokens: &'d mut [Token],
    pub(crate) words: &'d [Word],
    pub(crate) title: bool,
}

impl Tagger<'_> {
    pub(crate) fn has(&self, at: usize, classes: Classes) -> bool {
        self.words.get(at).is_some_and(|w| w.classes.has(classes))
    }

    pub(crate) fn lower(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.lower.as_str())
    }

    pub(crate) fn tag(&self, at: Option<usize>) -> Option<Tag> {
        at.map(|at| self.tokens[at].tag)
    }

    pub(crate) fn prev_lower(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |p| self.lower(p))
    }

    /// The token before, adverbs and negations skipped.
    pub(crate) fn before(&self, at: usize) -> Option<usize> {
        (0..at).rev().find(|&p| !matches!(self.tokens[p].tag, Tag::Adverb | Tag::Negation))
    }

    pub(crate) fn decide(&self, at: usize) -> Tag {
        let word = self.words[at];
        if self.tokens[at].tag == Tag::Possessive {
            return Tag::Possessive;
        }
        if word.mark {
            return Tag::Punctuation;
        }
        if word.proper {
            return self.proper(at);
        }
        if word.classes.has(Classes::CONNECTOR) && self.inside_name(at) {
            return Tag::ProperNoun;
        }
        self.closed(at).unwrap_or_else(|| self.open(at))
    }

    /// "Harakat al Nujaba", "San Luis de la Reina": small words between the capitals of one name.
    pub(crate) fn inside_name(&self, at: usize) -> bool {
        let connector = |n: usize| self.has(n, Classes::CONNECTOR);
        let next = (at + 1..self.words.len()).find(|&n| !connector(n));
        let name_next = next.is_some_and(|n| self.tokens[n].capital && !self.words[n].mark);
        name_next && (self.tag(at.checked_sub(1)) == Some(Tag::ProperNoun) || self.lower(at) == "al")
    }

    /// A name, unless it is a demonym in front of what it describes ("Iraqi troops").
    pub(crate) fn proper(&self, at: usize) -> Tag {
        let in_name = at > 0 && self.tokens[at - 1].tag == Tag::ProperNoun && self.words[at - 1].proper;
        let country_name = self.lower(at) == "saudi" && self.lower(at + 1) == "arabia";
        if !self.has(at, Classes::DEMONYM) || in_name || country_name {
            let participle = self.tokens[at].lower.contains('-') && self.words[at].known;
            let attributive = participle && self.has(at, Classes::ADJECTIVE) && self.is_nominal_ahead(at + 1);
            return if attributive { Tag::Adjective } else { Tag::ProperNoun };
        }
        self.demonym(at)
    }

    pub(crate) fn demonym(&self, at: usize) -> Tag {
        let abbreviated = matches!(self.lower(at), "us" | "u.s." | "uk" | "u.k." | "eu" | "un" | "u.n.");
        let strikes = abbreviated && self.has(at + 1, Classes::VERB_S) && !self.words[at + 1].proper;
        if strikes && self.is_nominal_ahead(at + 2) && !self.finite_ahead(at + 1) {
            // "US strikes base": nothing else in the line can be the verb.
            Tag::ProperNoun
        } else if self.is_nominal_ahead(at + 1) && !self.has(at, Classes::NOUN_PLURAL) {
            Tag::Adjective
        } else if abbreviated {
            Tag::ProperNoun
        } else if self.has(at, Classes::NOUN_PLURAL) || self.opens_phrase(at) {
            Tag::Noun
        } else {
            Tag::Adjective
        }
    }

    /// Whether a noun phrase goes on here: a noun, name, adjective, or another modifier, but no verb.
    pub(crate) fn is_nominal_ahead(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at) else { return false };
        if word.mark || (!word.proper && self.has(at, closed_classes())) {
            return false;
        }
        let nominal = word.proper || word.classes.has(NOMINAL.and(Classes::ADJECTIVE).and(Classes::DEMONYM));
        if !nominal && !word.classes.has(Classes::VERB_ING) {
            return word.classes.has(Classes::VERB_PARTICIPLE)
                && self.has(at + 1, NOMINAL)
                && !self.has(at + 1, FINITE);
        }
        // "Israeli strikes kill", "Iran strikes base": a form that may be a finite verb counts if a verb follows it.
        true
    }

    /// Whether what stands before opens a noun phrase that must still find its noun.
    pub(crate) fn opens_phrase(&self, at: usize) -> bool {
        let tag = self.tag(at.checked_sub(1));
        matches!(tag, Some(Tag::Determiner | Tag::Adjective | Tag::Possessive | Tag::Number))
    }

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

    pub(crate) fn counts(&self, at: usize) -> bool {
        self.has(at, Classes::NUMBER.and(Classes::ORDINAL)) || self.tokens.get(at).is_some_and(|t| t.lower == "$")
    }

    pub(crate) fn is_be_before(&self, at: usize) -> bool {
        self.before(at).is_some_and(|b| self.tokens[b].tag == Tag::Auxiliary && self.has(b, Classes::BE))
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

    pub(crate) fn after_modal(&self, at: usize) -> bool {
        let quoted = at > 0 && matches!(self.lower(at - 1), "\"" | "'");
        let Some(before) = self.before(at - usize::from(quoted)) else { return false };
        let modal = self.has(before, Classes::MODAL.and(Classes::DO)) && self.tokens[before].tag == Tag::Auxiliary;
        self.tokens[before].tag == Tag::InfinitiveTo || modal
    }

    /// Nouns, verbs, adjectives and adverbs.
    pub(crate) fn open(&self, at: usize) -> Tag {
        let classes = self.words[at].classes;
        let lower = self.lower(at);
        if classes.has(Classes::CALENDAR) {
            return Tag::ProperNoun;
        }
        if classes.has(Classes::VERB_BASE) && self.after_modal(at) {
            return Tag::Verb;
        }
        if classes.has(Classes::DEMONYM) && !matches!(lower, "us" | "un" | "polish") {
            return self.demonym(at);
        }
        if classes.has(Classes::VERB_ING) {
            return self.ing(at);
        }
        if classes.has(Classes::VERB_PARTICIPLE) {
            return self.participle(at);
        }
        if classes.has(FINITE) {
            return self.noun_or_verb(at);
        }
        self.plain(at)
    }

    /// Words that are no verb.
    pub(crate) fn plain(&self, at: usize) -> Tag {
        let classes = self.words[at].classes;
        let nominal_next = self.is_nominal_ahead(at + 1);
        if classes.has(Classes::ADVERB) && classes.has(Classes::TIME) && !self.opens_phrase(at) {
            let possessor = matches!(self.lower(at + 1), "'s" | "'");
            return if possessor { Tag::Noun } else { Tag::Adverb };
        }
        if classes.has(Classes::ADVERB) && !classes.has(NOMINAL) && !(classes.has(Classes::ADJECTIVE) && nominal_next) {
            return Tag::Adverb;
        }
        if classes.has(Classes::ADVERB) && !self.opens_phrase(at) && !nominal_next {
            return Tag::Adverb;
        }
        // "was first persuaded", "a Guards general Qasem Vahdat".
        if classes.has(Classes::ORDINAL) && self.is_be_before(at) && self.has(at + 1, Classes::VERB_PARTICIPLE) {
            return Tag::Adverb;
        }
        let named = self.words.get(at + 1).is_some_and(|w| w.proper);
        if classes.has(Classes::TITLE) && named && matches!(self.tag(at.checked_sub(1)), Some(Tag::ProperNoun)) {
            return Tag::Noun;
        }
        let compound = self.lower(at).contains('-') && !self.words[at].proper;
        if compound && self.has(at + 1, Classes::ADJECTIVE) && !self.has(at + 1, FINITE) {
            return Tag::Adjective;
        }
        if classes.has(Classes::ADJECTIVE.and(Classes::ORDINAL)) {
            let noun = classes.has(NOMINAL) && (!nominal_next || self.verb_begins(at + 1));
            return if noun { Tag::Noun } else { Tag::Adjective };
        }
        if classes.has(Classes::ADVERB) { Tag::Adverb } else { Tag::Noun }
    }

    /// Whether the word can be nothing but a finite verb.
    pub(crate) fn verb_begins(&self, at: usize) -> bool {
        self.has(at, FINITE.and(Classes::AUXILIARY)) && !self.has(at, NOMINAL.and(Classes::ADJECTIVE))
    }

    /// be, have and do are verbs of their own where no verb follows them; second pass, when the tags are known.
    pub(crate) fn settle_auxiliaries(&mut self) {
        for at in (0..self.tokens.len()).rev() {
            if self.tokens[at].tag != Tag::Auxiliary || self.has(at, Classes::MODAL) {
                continue;
            }
            let next =
                (at + 1..self.tokens.len()).find(|&n| !matches!(self.tokens[n].tag, Tag::Adverb | Tag::Negation));
            let verbal = next.is_some_and(|n| self.continues_group(at, n));
            if !verbal {
                self.tokens[at].tag = if matches!(self.lower(at), "being" | "having") {
                    Tag::Gerund
                } else if self.lower(at) == "been" {
                    Tag::PastParticiple
                } else {
                    Tag::Verb
                };
            }
        }
    }

    pub(crate) fn continues_group(&self, at: usize, next: usize) -> bool {
        match self.tokens[next].tag {
            Tag::PastParticiple => !self.has(at, Classes::DO),
            Tag::Gerund => self.has(at, Classes::BE) || self.lower(at) == "'s",
            Tag::Auxiliary => true,
            Tag::Verb => self.has(at, Classes::DO),
            Tag::InfinitiveTo => self.has(at, Classes::BE) && !matches!(self.lower(at), "being"),
            _ => false,
        }
    }
}

fn closed_classes() -> Classes {
    Classes::DETERMINER
        .and(Classes::PRONOUN)
        .and(Classes::AUXILIARY)
        .and(Classes::PREPOSITION)
        .and(Classes::CONJUNCTION)
        .and(Classes::SUBORDINATOR)
        .and(Classes::NEGATION)
        .and(Classes::NUMBER)
}
