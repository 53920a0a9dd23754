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

    pub(crate) fn counts(&self, at: usize) -> bool {
        self.has(at, Classes::NUMBER.and(Classes::ORDINAL)) || self.tokens.get(at).is_some_and(|t| t.lower == "$")
    }

    pub(crate) fn is_be_before(&self, at: usize) -> bool {
        self.before(at).is_some_and(|b| self.tokens[b].tag == Tag::Auxiliary && self.has(b, Classes::BE))
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

/// The classes that grammar alone makes up.
pub(crate) fn closed_classes() -> Classes {
    Classes::DETERMINER
        .and(Classes::PRONOUN)
        .and(Classes::AUXILIARY)
        .and(Classes::PREPOSITION)
        .and(Classes::CONJUNCTION)
        .and(Classes::SUBORDINATOR)
        .and(Classes::NEGATION)
        .and(Classes::NUMBER)
}
