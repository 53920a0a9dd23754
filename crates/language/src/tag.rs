//! Parts of speech in context: closed classes first, then nouns and verbs by what stands around them.

use crate::lexicon::{self, Classes};
use crate::word::{self, Word};
use crate::{Document, SentenceKind, Tag, Token};

/// Any finite or base form.
const FINITE: Classes = Classes::VERB_BASE.and(Classes::VERB_S).and(Classes::VERB_PAST);
/// Singular or plural common noun.
const NOMINAL: Classes = Classes::NOUN.and(Classes::NOUN_PLURAL);

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

struct Tagger<'d> {
    tokens: &'d mut [Token],
    words: &'d [Word],
    title: bool,
}

impl Tagger<'_> {
    fn has(&self, at: usize, classes: Classes) -> bool {
        self.words.get(at).is_some_and(|w| w.classes.has(classes))
    }

    fn lower(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.lower.as_str())
    }

    fn tag(&self, at: Option<usize>) -> Option<Tag> {
        at.map(|at| self.tokens[at].tag)
    }

    fn prev_lower(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |p| self.lower(p))
    }

    /// The token before, adverbs and negations skipped.
    fn before(&self, at: usize) -> Option<usize> {
        (0..at).rev().find(|&p| !matches!(self.tokens[p].tag, Tag::Adverb | Tag::Negation))
    }

    fn decide(&self, at: usize) -> Tag {
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
    fn inside_name(&self, at: usize) -> bool {
        let connector = |n: usize| self.has(n, Classes::CONNECTOR);
        let next = (at + 1..self.words.len()).find(|&n| !connector(n));
        let name_next = next.is_some_and(|n| self.tokens[n].capital && !self.words[n].mark);
        name_next && (self.tag(at.checked_sub(1)) == Some(Tag::ProperNoun) || self.lower(at) == "al")
    }

    /// A name, unless it is a demonym in front of what it describes ("Iraqi troops").
    fn proper(&self, at: usize) -> Tag {
        let in_name = at > 0 && self.tokens[at - 1].tag == Tag::ProperNoun && self.words[at - 1].proper;
        let country_name = self.lower(at) == "saudi" && self.lower(at + 1) == "arabia";
        if !self.has(at, Classes::DEMONYM) || in_name || country_name {
            let participle = self.tokens[at].lower.contains('-') && self.words[at].known;
            let attributive = participle && self.has(at, Classes::ADJECTIVE) && self.is_nominal_ahead(at + 1);
            return if attributive { Tag::Adjective } else { Tag::ProperNoun };
        }
        self.demonym(at)
    }

    fn demonym(&self, at: usize) -> Tag {
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
    fn is_nominal_ahead(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at) else { return false };
        if word.mark || (!word.proper && self.has(at, closed_classes())) {
            return false;
        }
        let nominal = word.proper || word.classes.has(NOMINAL.and(Classes::ADJECTIVE).and(Classes::DEMONYM));
        if !nominal && !word.classes.has(Classes::VERB_ING) {
            return word.classes.has(Classes::VERB_PARTICIPLE) && self.has(at + 1, NOMINAL) && !self.has(at + 1, FINITE);
        }
        // "Israeli strikes kill", "Iran strikes base": a form that may be a finite verb counts if a verb follows it.
        true
    }

    /// Whether what stands before opens a noun phrase that must still find its noun.
    fn opens_phrase(&self, at: usize) -> bool {
        let tag = self.tag(at.checked_sub(1));
        matches!(tag, Some(Tag::Determiner | Tag::Adjective | Tag::Possessive | Tag::Number))
    }

    fn closed(&self, at: usize) -> Option<Tag> {
        let lower = self.lower(at);
        let classes = self.words[at].classes;
        match lower {
            "to" => return Some(self.to(at)),
            "that" => return Some(self.that(at)),
            "'s" => return Some(self.apostrophe_s(at)),
            "who" | "whom" | "which" => return Some(Tag::Subordinator),
            "because" if self.lower(at + 1) == "of" => return Some(Tag::Preposition),
            _ if self.is_day_ordinal(at) => return Some(Tag::Number),
            "no" if self.is_nominal_ahead(at + 1) || self.has(at + 1, Classes::NUMBER) => return Some(Tag::Negation),
            "her" if !self.is_nominal_ahead(at + 1) => return Some(Tag::Pronoun),
            "there" if self.has(at + 1, Classes::AUXILIARY) => return Some(Tag::Pronoun),
            "one" if self.lower(at + 1) == "of" => return Some(Tag::Number),
            "following" | "including" | "regarding" | "concerning" if self.is_be_before(at) => return Some(Tag::Gerund),
            "following" if self.opens_phrase(at) => return Some(Tag::Adjective),
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

    /// "Dec. 6th": an ordinal in digits behind a month is a number.
    fn is_day_ordinal(&self, at: usize) -> bool {
        self.has(at, Classes::ORDINAL) && at > 0 && self.has(at - 1, Classes::CALENDAR) && self.lower(at).starts_with(|c: char| c.is_ascii_digit())
    }

    fn counts(&self, at: usize) -> bool {
        self.has(at, Classes::NUMBER.and(Classes::ORDINAL)) || self.tokens.get(at).is_some_and(|t| t.lower == "$")
    }

    fn is_be_before(&self, at: usize) -> bool {
        self.before(at).is_some_and(|b| self.tokens[b].tag == Tag::Auxiliary && self.has(b, Classes::BE))
    }

    /// "'s" is a possessive after a noun, a verb after a pronoun.
    fn apostrophe_s(&self, at: usize) -> Tag {
        match self.tag(at.checked_sub(1)) {
            Some(Tag::Pronoun | Tag::Subordinator | Tag::Adverb) => Tag::Auxiliary,
            Some(Tag::Punctuation) => Tag::Punctuation,
            _ => Tag::Possessive,
        }
    }

    /// "to" opens an infinitive if a base form follows that is no noun here.
    fn to(&self, at: usize) -> Tag {
        let next = (at + 1..self.words.len()).find(|&n| (!self.has(n, Classes::ADVERB) && !matches!(self.lower(n), "\"" | "'")) || self.has(n, Classes::VERB_BASE));
        let Some(next) = next.filter(|&n| self.has(n, Classes::VERB_BASE) && !self.words[n].proper) else {
            return Tag::Preposition;
        };
        let noun_too = self.has(next, NOMINAL);
        let bound = matches!(self.prev_lower(at), "due" | "according" | "response" | "close" | "led" | "back" | "return");
        if noun_too && (bound || self.has(next + 1, FINITE) && self.lower(next + 1) != "down") {
            return Tag::Preposition;
        }
        Tag::InfinitiveTo
    }

    fn that(&self, at: usize) -> Tag {
        let after_noun = matches!(self.tag(at.checked_sub(1)), Some(Tag::Noun | Tag::ProperNoun));
        let after_preposition = self.tag(at.checked_sub(1)) == Some(Tag::Preposition);
        let noun_next = self.has(at + 1, Classes::NOUN) && !self.words[at + 1].proper;
        if after_preposition || (noun_next && !after_noun && !self.has(at + 1, Classes::NOUN_PLURAL)) {
            let mass = at > 0 && self.has(at - 1, FINITE.and(Classes::VERB_PARTICIPLE)) && self.clause_follows(at + 1);
            return if mass { Tag::Subordinator } else if noun_next { Tag::Determiner } else { Tag::Pronoun };
        }
        let opens = at == 0 || self.words[at - 1].mark;
        let verb_next = self.has(at + 1, Classes::AUXILIARY.and(Classes::VERB_S));
        if opens && verb_next && !after_noun { Tag::Pronoun } else { Tag::Subordinator }
    }

    /// Words that are prepositions, or open a clause, or are particles.
    fn preposition(&self, at: usize) -> Tag {
        let lower = self.lower(at);
        let opens_too = self.has(at, Classes::SUBORDINATOR);
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

    /// Whether a subject and a finite verb follow before the next mark.
    fn clause_follows(&self, from: usize) -> bool {
        let mut subject = false;
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
            let opened = self.has(at.wrapping_sub(1), Classes::DETERMINER.and(Classes::PREPOSITION).and(Classes::NUMBER));
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

    fn after_modal(&self, at: usize) -> bool {
        let Some(before) = self.before(at) else { return false };
        let modal = self.has(before, Classes::MODAL.and(Classes::DO)) && self.tokens[before].tag == Tag::Auxiliary;
        self.tokens[before].tag == Tag::InfinitiveTo || modal
    }

    /// Nouns, verbs, adjectives and adverbs.
    fn open(&self, at: usize) -> Tag {
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
    fn plain(&self, at: usize) -> Tag {
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
        if classes.has(Classes::ADJECTIVE.and(Classes::ORDINAL)) {
            let noun = classes.has(NOMINAL) && !(nominal_next && !self.verb_begins(at + 1));
            return if noun { Tag::Noun } else { Tag::Adjective };
        }
        if classes.has(Classes::ADVERB) { Tag::Adverb } else { Tag::Noun }
    }

    /// Whether the word can be nothing but a finite verb.
    fn verb_begins(&self, at: usize) -> bool {
        self.has(at, FINITE.and(Classes::AUXILIARY)) && !self.has(at, NOMINAL.and(Classes::ADJECTIVE))
    }

    /// -ing forms: verb, noun ("a bombing") or adjective ("a rising toll").
    fn ing(&self, at: usize) -> Tag {
        let noun = self.has(at, NOMINAL.and(Classes::SINGULAR_S));
        if self.has(at, Classes::SINGULAR_S) && !self.has(at, Classes::NOUN) && self.lower(at) != "during" {
            // Listed as -ing nouns; what follows still decides whether they govern an object.
            return self.ing_noun(at);
        }
        if noun { self.ing_noun(at) } else { self.ing_verb(at) }
    }

    fn object_follows(&self, at: usize) -> bool {
        let particle = matches!(self.lower(at + 1), "out" | "up" | "down" | "off" | "away" | "back" | "dead");
        let next = at + 1 + usize::from(particle);
        let determiner = self.has(next, Classes::DETERMINER.and(Classes::NUMBER).and(Classes::PRONOUN));
        let clause = matches!(self.lower(next), "that" | "which" | "who" | "what");
        let hedge = matches!(self.lower(next), "at" | "more" | "about" | "up" | "around" | "over" | "nearly" | "almost")
            && (1..4).any(|n| self.has(next + n, Classes::NUMBER));
        let name = self.words.get(next).is_some_and(|w| w.proper);
        (determiner && !clause) || hedge || name || self.lower(next) == "$"
    }

    fn ing_noun(&self, at: usize) -> Tag {
        if self.is_be_before(at) && !self.opens_phrase(at) {
            return Tag::Gerund;
        }
        if self.opens_phrase(at) || self.lower(at + 1) == "of" {
            return Tag::Noun;
        }
        let plural_object = self.has(at + 1, Classes::NOUN_PLURAL.and(Classes::ADJECTIVE)) && !self.verb_begins(at + 2);
        let before = self.tag(at.checked_sub(1));
        let free = matches!(before, Some(Tag::Preposition | Tag::Punctuation | Tag::Conjunction | Tag::Noun | Tag::ProperNoun) | None);
        let phrase = before == Some(Tag::Noun) && !self.has(at.wrapping_sub(1), Classes::NOUN_PLURAL);
        let object = self.object_follows(at) || (plural_object && !phrase && before != Some(Tag::Preposition));
        if free && object { Tag::Gerund } else { Tag::Noun }
    }

    fn ing_verb(&self, at: usize) -> Tag {
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
    fn participle(&self, at: usize) -> Tag {
        let classes = self.words[at].classes;
        let before = self.before(at);
        let auxiliary = before.is_some_and(|b| self.is_participle_auxiliary(b));
        if auxiliary {
            let attributive = self.is_nominal_ahead(at + 1)
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

    fn is_participle_auxiliary(&self, at: usize) -> bool {
        let aux = self.tokens[at].tag == Tag::Auxiliary && self.has(at, Classes::BE.and(Classes::HAVE));
        let get = matches!(self.lower(at), "being" | "been" | "having" | "got" | "gotten" | "getting");
        aux || get || (self.lower(at) == "'s" && self.tokens[at].tag == Tag::Auxiliary)
    }

    fn follows_subject(&self, at: usize) -> bool {
        matches!(
            self.tag(self.before(at)),
            Some(Tag::Noun | Tag::ProperNoun | Tag::Pronoun | Tag::Subordinator | Tag::Number | Tag::Conjunction)
        )
    }

    /// A participle in front of its noun ("armed men"), or standing for it ("the wounded").
    fn attributive(&self, at: usize) -> Option<Tag> {
        let before = self.tag(at.checked_sub(1));
        let described = self.has(at + 1, Classes::DEMONYM.and(Classes::ADJECTIVE));
        let nominal_next = self.is_nominal_ahead(at + 1) && (!self.words[at + 1].proper || described);
        let opened = matches!(before, Some(Tag::Determiner | Tag::Possessive | Tag::Adjective | Tag::Negation));
        if opened {
            let noun = before == Some(Tag::Determiner) && !nominal_next && !self.words.get(at + 1).is_some_and(|w| w.proper);
            let adjective_before = before == Some(Tag::Adjective) && !nominal_next;
            if before == Some(Tag::Negation) && !nominal_next || adjective_before {
                return None;
            }
            return Some(if noun { Tag::Noun } else { Tag::Adjective });
        }
        let free = matches!(before, Some(Tag::Number | Tag::Preposition | Tag::Verb | Tag::Gerund) | None);
        let bare = matches!(before, Some(Tag::Conjunction | Tag::Punctuation | Tag::Subordinator | Tag::PastParticiple));
        let listed = self.has(at, Classes::ADJECTIVE);
        let pair = before == Some(Tag::Conjunction)
            && matches!(self.tag(at.checked_sub(2)), Some(Tag::Verb | Tag::PastParticiple));
        if nominal_next && !pair && (free || (bare && listed)) {
            // "Five wounded soldiers" against "five wounded in the raid" and "killed five".
            return Some(Tag::Adjective);
        }
        None
    }

    /// "Gunmen attacked the village" against "militants killed in the strike".
    fn past_or_participle(&self, at: usize) -> Tag {
        let classes = self.words[at].classes;
        let base = lexicon::entry(self.lower(at)).and_then(|e| e.verb.as_deref()).unwrap_or_default();
        let kind = lexicon::classes(base);
        if !classes.has(Classes::VERB_PARTICIPLE) {
            return Tag::Verb;
        }
        let by = matches!(self.lower(at + 1), "by");
        let before = self.tag(self.before(at));
        let personal = before == Some(Tag::Pronoun) && !matches!(self.prev_lower(at), "others" | "those" | "some" | "many");
        let relative = before == Some(Tag::Subordinator) || personal;
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
        let time_next = self.has(at + 1, Classes::TIME.and(Classes::CALENDAR).and(Classes::ADVERB)) || self.has(at + 2, Classes::TIME);
        let bare_object = self.is_nominal_ahead(at + 1) && !time_next && before.is_some_and(|t| matches!(t, Tag::Noun | Tag::ProperNoun));
        if kind.has(Classes::INTRANSITIVE) || self.object_follows(at) || bare_object {
            return if self.prev_lower(at) == "those" { Tag::PastParticiple } else { Tag::Verb };
        }
        self.past_by_clause(at, before, kind)
    }

    fn past_by_clause(&self, at: usize, before: Option<Tag>, kind: Classes) -> Tag {
        match before {
            Some(Tag::Conjunction) => self.parallel(at),
            Some(Tag::Noun | Tag::ProperNoun | Tag::Pronoun | Tag::Number) => {
                let listed = self.prev_lower(at) == "those";
                let saying = kind.has(Classes::TELLING) && self.lower(at + 1) != "to";
                let reduced = self.finite_before(at) || self.finite_ahead(at) || (self.headline_passive(at) && !saying);
                if listed || (self.gapped_passive(at) && !saying) || (reduced && !saying) { Tag::PastParticiple } else { Tag::Verb }
            }
            Some(Tag::Punctuation) if !self.finite_in_sentence(at) && self.is_nominal_ahead(at + 1) => Tag::Verb,
            Some(Tag::Punctuation) if self.prev_lower(at) == "," && self.comma_subject(at) => Tag::Verb,
            _ => Tag::PastParticiple,
        }
    }

    /// "Two were killed and seven others wounded": behind a passive, the auxiliary may be left out.
    fn gapped_passive(&self, at: usize) -> bool {
        let phrase = |t: &Token| matches!(t.tag, Tag::Noun | Tag::Number | Tag::Adjective | Tag::Determiner | Tag::Pronoun | Tag::ProperNoun | Tag::Adverb);
        let Some(joint) = self.tokens[..at].iter().rposition(|t| !phrase(t)) else { return false };
        let joins = matches!(self.tokens[joint].tag, Tag::Conjunction | Tag::Punctuation);
        let verbal = |t: &Token| matches!(t.tag, Tag::Verb | Tag::PastParticiple);
        let Some(last) = self.tokens[..joint].iter().rposition(verbal) else { return false };
        let passive = self.tokens[last].tag == Tag::PastParticiple
            && (0..last).rev().take(3).any(|p| self.tokens[p].tag == Tag::Auxiliary && self.has(p, Classes::BE));
        joins && passive
    }

    /// After the comma that closes an apposition, the verb of the sentence is still to come.
    fn comma_subject(&self, at: usize) -> bool {
        let commas = (0..at).filter(|&p| self.lower(p) == ",").count();
        let quote = matches!(self.prev_lower(at.saturating_sub(1)), "\"" | "'");
        (commas >= 2 || quote) && !self.finite_in_sentence(at)
    }

    fn finite_in_sentence(&self, at: usize) -> bool {
        (0..at).any(|p| matches!(self.tokens[p].tag, Tag::Verb | Tag::Auxiliary) && self.tag(p.checked_sub(1)) != Some(Tag::InfinitiveTo))
            || self.finite_ahead(at)
    }

    /// A headline leaves "were" out: "Five killed in blast", "Village attacked".
    fn headline_passive(&self, at: usize) -> bool {
        let next_ends = self.words.get(at + 1).is_none_or(|w| w.mark || w.classes.has(Classes::PREPOSITION.and(Classes::SUBORDINATOR)));
        let counted = self.tag(self.before(at)) == Some(Tag::Number);
        next_ends && (self.title || counted)
    }

    /// A verb after "and" goes with the verb before.
    fn parallel(&self, at: usize) -> Tag {
        let verbal = |t: &Token| matches!(t.tag, Tag::Verb | Tag::PastParticiple);
        match self.tokens[..at].iter().rev().find(|t| verbal(t)).map(|t| t.tag) {
            Some(Tag::PastParticiple) if self.is_passive_before(at) => Tag::PastParticiple,
            _ => Tag::Verb,
        }
    }

    /// Whether the last participle stands in a verb group with an auxiliary or behind its noun with nothing finite.
    fn is_passive_before(&self, at: usize) -> bool {
        let Some(last) = self.tokens[..at].iter().rposition(|t| t.tag == Tag::PastParticiple) else { return false };
        let direct = at - last <= 4;
        let auxiliary = self.tokens[..last].iter().rev().take(3).any(|t| t.tag == Tag::Auxiliary);
        direct || auxiliary
    }

    /// Whether the clause of this token already has its finite verb.
    fn finite_before(&self, at: usize) -> bool {
        for before in (0..at).rev() {
            let token = &self.tokens[before];
            match token.tag {
                                Tag::Subordinator => return false,
                Tag::Conjunction if !self.tokens[before..at].iter().any(|t| t.tag == Tag::Preposition) => return false,
                Tag::Punctuation if !matches!(token.lower.as_str(), "\"" | "'" | "-") => return false,
                Tag::Verb | Tag::Auxiliary => {
                    let base = lexicon::entry(&token.lower).and_then(|e| e.verb.as_deref()).unwrap_or_default();
                    return !lexicon::classes(base).has(Classes::SAYING);
                }
                Tag::Gerund => return true,
                _ => {}
            }
        }
        false
    }

    /// Whether a finite verb follows for which what stands before is the subject.
    fn finite_ahead(&self, at: usize) -> bool {
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
            if word.classes.has(Classes::PREPOSITION) && word.classes.has(Classes::SUBORDINATOR) && self.clause_follows(next + 1) {
                return false;
            }
            if !word.proper && self.surely_finite(next) {
                return true;
            }
        }
        false
    }

    fn surely_finite(&self, at: usize) -> bool {
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
        let reduced = classes.has(Classes::VERB_PARTICIPLE) && self.has(at + 1, Classes::PREPOSITION) && !self.object_follows(at);
        let base = lexicon::entry(self.lower(at)).and_then(|e| e.verb.as_deref()).unwrap_or_default();
        let saying = lexicon::classes(base).has(Classes::SAYING.and(Classes::INTRANSITIVE));
        past && !opened && (!reduced || saying)
            || (classes.has(Classes::VERB_BASE) && !classes.has(NOMINAL.and(Classes::ADJECTIVE)) && self.plural_before(at))
    }

    fn plural_before(&self, at: usize) -> bool {
        at > 0 && self.has(at - 1, Classes::NOUN_PLURAL) && !self.has(at - 1, Classes::SINGULAR_S)
    }

    /// Base and -s forms, most of which are nouns too: "strikes", "fire", "attack".
    fn noun_or_verb(&self, at: usize) -> Tag {
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
            Some(Tag::Number) if self.has(at, Classes::VERB_BASE) && !self.has(at, NOMINAL) => Tag::Verb,
            _ => self.noun(at),
        }
    }

    fn is_object_pronoun(&self, at: usize) -> bool {
        matches!(self.prev_lower(at), "him" | "them" | "me" | "us" | "her")
            || (self.prev_lower(at) == "it" && self.has(at, Classes::VERB_BASE))
    }

    fn after_subordinator(&self, at: usize) -> Tag {
        let relative = matches!(self.prev_lower(at), "who" | "which" | "that");
        if relative && !self.finite_ahead_of_noun(at) { Tag::Verb } else { self.noun(at) }
    }

    /// Noun, adjective or adverb reading of a word that could be a verb.
    fn noun(&self, at: usize) -> Tag {
        let classes = self.words[at].classes;
        if classes.has(NOMINAL) && !(classes.has(Classes::ADJECTIVE) && self.is_nominal_ahead(at + 1)) {
            return Tag::Noun;
        }
        if classes.has(Classes::ADJECTIVE) || classes.has(Classes::ADVERB) { self.plain(at) } else { Tag::Noun }
    }

    /// "drone strikes" or "Israel strikes Gaza": by agreement, and by whether the clause has another verb.
    fn after_noun(&self, at: usize) -> Tag {
        let classes = self.words[at].classes;
        let before = self.before(at).unwrap_or(at);
        let adverb_between = before + 1 < at;
        if self.tokens[before].tag == Tag::Possessive || !self.agrees(before, classes) || !self.has_complement(at) {
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

    /// Whether a verb form fits the number of the subject whose last word stands at `last`.
    fn agrees(&self, last: usize, classes: Classes) -> bool {
        let subject = self.subject_noun(last);
        let named_s = self.tokens[subject].tag == Tag::ProperNoun && self.lower(subject).ends_with('s');
        let plural = self.tokens[subject].tag == Tag::Noun && self.plural_before(subject + 1);
        let joined = self.tokens[..=subject].iter().rev().take(4).any(|t| t.lower == "and");
        (plural || named_s || joined) && classes.has(Classes::VERB_BASE) || !plural && classes.has(Classes::VERB_S)
    }

    /// The noun that prepositional phrases up to `last` hang on: "Houthis" of "Houthis in Yemen".
    fn subject_noun(&self, last: usize) -> usize {
        let inside = |t: &Token| {
            matches!(t.tag, Tag::Noun | Tag::ProperNoun | Tag::Adjective | Tag::Determiner | Tag::Number | Tag::Possessive)
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
    fn has_complement(&self, at: usize) -> bool {
        let complement = Classes::PREPOSITION.and(Classes::ADVERB).and(Classes::SUBORDINATOR).and(Classes::DETERMINER);
        self.object_follows(at) || self.is_nominal_ahead(at + 1) || self.has(at + 1, complement)
    }

    /// As `finite_ahead`, for a word that would be the subject: a finite verb with no new subject in front.
    fn finite_ahead_of_noun(&self, at: usize) -> bool {
        // "Rebels attack village killed five" does not occur, so an object right behind makes this word the verb.
        if self.object_follows(at) && !self.verb_begins(at + 1) {
            return false;
        }
        self.finite_ahead(at)
    }

    fn after_conjunction(&self, at: usize) -> Tag {
        let Some(conjunction) = self.before(at) else { return self.noun(at) };
        let verb_before = matches!(self.tag(conjunction.checked_sub(1)), Some(Tag::Verb));
        let clause_verb = self.tokens[..conjunction].iter().rposition(|t| t.tag == Tag::Verb);
        let same_form = clause_verb.is_some_and(|v| {
            [Classes::VERB_BASE, Classes::VERB_S].iter().any(|&c| self.has(v, c) && self.has(at, c))
        });
        if same_form && (verb_before || self.object_follows(at)) { Tag::Verb } else { self.noun(at) }
    }

    /// be, have and do are verbs of their own where no verb follows them; second pass, when the tags are known.
    fn settle_auxiliaries(&mut self) {
        for at in (0..self.tokens.len()).rev() {
            if self.tokens[at].tag != Tag::Auxiliary || self.has(at, Classes::MODAL) {
                continue;
            }
            let next = (at + 1..self.tokens.len()).find(|&n| !matches!(self.tokens[n].tag, Tag::Adverb | Tag::Negation));
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

    fn continues_group(&self, at: usize, next: usize) -> bool {
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
