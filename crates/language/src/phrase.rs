//! Noun phrases: determiner, hedges, modifiers and head; possessors, appositions and coordinations.
//!
//! What hangs on what by a preposition needs the verbs, and is settled in `attach`.

use crate::lexicon::Classes;
use crate::{Article, Document, Phrase, Sentence, Tag, Token, TokenId, apposition, coordinate};

/// A quoted by-name inside a name has at most this many words: Ali “Abu Bakr” Hassan.
const LONGEST_BYNAME: usize = 4;

/// Fills the document's noun phrases, their possessors, appositions and coordinations.
pub(crate) fn phrases(doc: &mut Document<'_>) {
    for id in 0..doc.sentences.len() {
        let first = doc.phrases.len();
        let found = chunk(&doc.tokens, &doc.sentences[id], id);
        doc.phrases.extend(found);
        doc.sentences[id].phrases = first..doc.phrases.len();
        possess(&doc.tokens, &mut doc.phrases, first);
        coordinate::coordinate(&doc.tokens, &mut doc.phrases, first);
        apposition::appose(&doc.tokens, &mut doc.phrases, first, doc.sentences[id].tokens.end);
    }
}

/// The phrases of a sentence, in order, with no links yet.
fn chunk(tokens: &[Token], sent: &Sentence, id: usize) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    let chunker = Chunker { tokens: &tokens[..sent.tokens.end] };
    let mut at = sent.tokens.start;
    while at < sent.tokens.end {
        match chunker.phrase(at) {
            Some((end, head)) => {
                let span = tokens[at].span.join(tokens[end - 1].span);
                let article = article(&tokens[at..end]);
                phrases.push(Phrase {
                    tokens: at..end,
                    head,
                    article,
                    possessor: None,
                    prepositions: Vec::new(),
                    apposition: None,
                    conjuncts: Vec::new(),
                    first_conjunct: None,
                    governor: None,
                    span,
                    sentence: id,
                });
                at = end;
            }
            None => at += 1,
        }
    }
    phrases
}

fn article(tokens: &[Token]) -> Article {
    for token in tokens {
        match (token.tag, token.lower.as_str()) {
            (Tag::Determiner, "the" | "this" | "that" | "these" | "those") => return Article::Definite,
            (Tag::Determiner, "my" | "your" | "his" | "her" | "its" | "our" | "their" | "whose") => {
                return Article::Possessive;
            }
            (Tag::Determiner | Tag::Number | Tag::Negation, _) => return Article::Indefinite,
            (Tag::ProperNoun | Tag::Noun, _) => return Article::Bare,
            _ => {}
        }
    }
    Article::Bare
}

struct Chunker<'d> {
    /// Tokens up to the end of the sentence.
    tokens: &'d [Token],
}

impl Chunker<'_> {
    fn tag(&self, at: usize) -> Option<Tag> {
        self.tokens.get(at).map(|t| t.tag)
    }

    fn lower(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.lower.as_str())
    }

    fn has(&self, at: usize, class: Classes) -> bool {
        self.tokens.get(at).is_some_and(|t| t.classes.has(class))
    }

    /// The phrase that begins at this token: its end and its head.
    fn phrase(&self, start: usize) -> Option<(usize, TokenId)> {
        let hedged = start + self.hedge(start);
        if self.tag(start)? == Tag::Pronoun && hedged == start {
            // "the others", "they all": a pronoun stands alone.
            return Some((start + 1, start));
        }
        let mut at = hedged;
        let mut noun = None;
        let mut other = None;
        while let Some(tag) = self.tag(at) {
            if let Some(past) = self.date_modifier(start, at).filter(|_| noun.is_none()) {
                at = past;
                continue;
            }
            match tag {
                Tag::Noun | Tag::ProperNoun if noun.is_none_or(|n| self.joins(n, at)) => noun = Some(at),
                Tag::Number if noun.is_none() => other = Some(at),
                Tag::Number if noun.is_some_and(|n| self.numbers_name(n, at)) => {}
                Tag::Determiner if noun.is_none() && self.determines(start, at) => other = other.or(Some(at)),
                Tag::Negation if at == start && self.lower(at) == "no" => {}
                Tag::Adjective if noun.is_none() => other = Some(at),
                Tag::Adjective if self.tag(start) == Some(Tag::Determiner) && self.inside_name(at) => {}
                Tag::Pronoun if noun.is_none() && self.lower(at) == "others" => noun = Some(at),
                _ => match self.bridge(at, noun) {
                    Some(past) => {
                        at = past;
                        continue;
                    }
                    None => break,
                },
            }
            at += 1;
        }
        self.closed(start, hedged, at, noun, other)
    }

    /// "the Jan. 28 attack", "Hamas' Oct. 7 raid": a date between determiner and noun; returns where it ends.
    fn date_modifier(&self, start: usize, at: usize) -> Option<usize> {
        let determined = self.tag(start) == Some(Tag::Determiner)
            || start.checked_sub(1).is_some_and(|b| self.tag(b) == Some(Tag::Possessive));
        let date = determined && self.tag(at) == Some(Tag::ProperNoun) && self.has(at, Classes::CALENDAR);
        let past = at + 1 + usize::from(self.tag(at + 1) == Some(Tag::Number));
        (date && self.opens_more(past) && !self.has(past, Classes::TIME)).then_some(past)
    }

    /// "a Hamas senior leader": an adjective between a name and the noun that it modifies.
    fn inside_name(&self, at: usize) -> bool {
        self.tag(at - 1) == Some(Tag::ProperNoun) && self.tag(at + 1) == Some(Tag::Noun)
    }

    /// A determiner opens its phrase, or stands behind another or a hedge ("all the", "more than a").
    fn determines(&self, start: usize, at: usize) -> bool {
        at == start || !matches!(self.tag(at - 1), Some(Tag::Adjective | Tag::Number))
    }

    /// Head and end of the tokens gathered; without a noun only numbers and "the dead" are phrases.
    fn closed(
        &self,
        start: usize,
        hedged: usize,
        end: usize,
        noun: Option<usize>,
        other: Option<usize>,
    ) -> Option<(usize, TokenId)> {
        if let Some(head) = noun {
            return Some((end, head));
        }
        let head = other?;
        let numeral = (hedged..=head).rev().find(|&n| self.tag(n) == Some(Tag::Number));
        if let Some(number) = numeral {
            return Some((number + 1, number));
        }
        let determined = self.tag(start) == Some(Tag::Determiner);
        let the_dead = determined && self.tag(head) == Some(Tag::Adjective) && !self.opens_more(end);
        let alone = determined
            && head == start
            && !matches!(self.lower(start), "the" | "a" | "an" | "whose" | "his" | "its" | "their");
        (the_dead || alone).then_some((head + 1, head))
    }

    fn opens_more(&self, at: usize) -> bool {
        matches!(self.tag(at), Some(Tag::Adjective | Tag::Noun | Tag::ProperNoun | Tag::Number))
    }

    /// Length of the words before a number that hedge it: "at least", "more than", "up to", "about".
    fn hedge(&self, start: usize) -> usize {
        let run = (0..4)
            .take_while(|&n| self.has(start + n, Classes::HEDGE) && self.tag(start + n) != Some(Tag::Number))
            .count();
        let counted = matches!(self.tag(start + run), Some(Tag::Number))
            || (self.lower(start + run) == "a" && self.has(start + run + 1, Classes::NUMBER))
            || self.lower(start + run) == "$";
        let second = self.lower(start + 1);
        let opens = match self.lower(start) {
            "at" => run > 1 && matches!(second, "least" | "most"),
            "up" => second == "to",
            "more" | "less" | "fewer" => second == "than",
            "no" => run > 1,
            "to" | "than" | "least" | "most" | "under" => false,
            _ => true,
        };
        if counted && opens { run } else { 0 }
    }

    /// Whether a noun goes on the phrase that has a noun already; a day and what follows it do not make one name.
    fn joins(&self, noun: usize, at: usize) -> bool {
        let day = self.has(noun, Classes::CALENDAR) && self.tag(noun) == Some(Tag::ProperNoun);
        let time = self.has(at, Classes::TIME.and(Classes::CALENDAR));
        if day || (self.has(noun, Classes::TIME) && self.tag(at) == Some(Tag::ProperNoun)) {
            return time;
        }
        !(self.has(at, Classes::CALENDAR) && self.tag(at) == Some(Tag::ProperNoun))
    }

    /// A number behind a name or month belongs to it: "Oct. 17", "Flight 101".
    fn numbers_name(&self, noun: usize, at: usize) -> bool {
        let digits = self.lower(at).starts_with(|c: char| c.is_ascii_digit());
        let month = self.has(noun, Classes::CALENDAR);
        let counts = matches!(self.tag(at + 1), Some(Tag::Noun | Tag::Adjective)) && !month;
        digits && self.tokens[noun].capital && !counts && at < noun + 3
    }

    /// Passes over tokens that may stand inside a phrase, and returns where it goes on.
    fn bridge(&self, at: usize, noun: Option<usize>) -> Option<usize> {
        let next = at + 1;
        match self.tag(at)? {
            Tag::Adverb if noun.is_none() => {
                let modifier = matches!(self.tag(next), Some(Tag::Adjective | Tag::Number));
                let particle = self.has(at, Classes::PREPOSITION) && self.tag(next) == Some(Tag::Adjective);
                (modifier && !particle).then_some(next)
            }
            Tag::Conjunction if noun.is_none() && at > 0 => {
                let alike = self.tag(next) == Some(Tag::Adjective) || self.names_people(next);
                let pair = self.tag(at - 1) == Some(Tag::Adjective) && alike;
                let numbers = self.tag(at - 1) == Some(Tag::Number) && self.tag(next) == Some(Tag::Number);
                (pair || numbers).then_some(next)
            }
            Tag::Preposition if noun.is_none() && self.lower(at) == "to" => {
                let range =
                    self.tag(at - usize::from(at > 0)) == Some(Tag::Number) && self.tag(next) == Some(Tag::Number);
                range.then_some(next)
            }
            Tag::Punctuation => self.bridge_mark(at, noun),
            _ => None,
        }
    }

    /// "Kurdish and Yezidi fighters": a name in front of a noun, joined to a demonym.
    fn names_people(&self, at: usize) -> bool {
        let demonym = at >= 2 && self.tokens[at - 2].capital;
        demonym && self.tag(at) == Some(Tag::ProperNoun) && self.tag(at + 1) == Some(Tag::Noun)
    }

    fn bridge_mark(&self, at: usize, noun: Option<usize>) -> Option<usize> {
        let next = at + 1;
        match self.lower(at) {
            "," if noun.is_none() && at > 0 => {
                let alike = match self.tag(next) {
                    Some(Tag::Adjective) => self.opens_more(at + 2),
                    // "discrete, precision strikes", but not "was dead, police officials said".
                    Some(Tag::Noun) => self.tag(at + 2) == Some(Tag::Noun) && !self.is_predicate(at - 1),
                    _ => false,
                };
                (self.tag(at - 1) == Some(Tag::Adjective) && alike).then_some(next)
            }
            "," if noun.is_some_and(|n| self.has(n, Classes::CALENDAR)) => {
                let year = self.lower(next).len() == 4 && self.tag(next) == Some(Tag::Number);
                year.then_some(at + 2)
            }
            "$" | "€" | "£" => (self.tag(next) == Some(Tag::Number)).then_some(next),
            "'" if self.is_letter(at, noun) => Some(next),
            "\"" | "'" => self.bridge_quote(at, noun),
            "/" => noun.filter(|_| self.tag(next) == Some(Tag::ProperNoun)).map(|_| next),
            _ => None,
        }
    }

    /// Whether an adjective stands behind a form of be or another verb, adverbs between.
    fn is_predicate(&self, at: usize) -> bool {
        let before = (0..at).rev().find(|&b| self.tag(b) != Some(Tag::Adverb));
        before.is_none_or(|b| {
            let be = self.has(b, Classes::BE) || self.has(b, Classes::INTRANSITIVE);
            be || matches!(self.tag(b), Some(Tag::Auxiliary | Tag::Noun | Tag::ProperNoun | Tag::Punctuation))
        })
    }

    /// "Shia' Al Tali": an apostrophe glued to a name that goes on stands for a letter.
    fn is_letter(&self, at: usize, noun: Option<usize>) -> bool {
        let glued = at > 0 && self.tokens[at - 1].span.end == self.tokens[at].span.start;
        let name = noun.is_some_and(|n| n + 1 == at && self.tag(n) == Some(Tag::ProperNoun));
        glued && name && !self.lower(at - 1).ends_with('s') && self.tag(at + 1) == Some(Tag::ProperNoun)
    }

    /// A quoted by-name between the parts of a name, or a quoted noun behind its modifier: the "martyrs" brigade.
    fn bridge_quote(&self, at: usize, noun: Option<usize>) -> Option<usize> {
        let close = (at + 1..at + 2 + LONGEST_BYNAME).find(|&n| matches!(self.lower(n), "\"" | "'"))?;
        let inside = (at + 1..close).all(|n| self.opens_more(n) || self.tag(n) == Some(Tag::Determiner));
        let goes_on = self.tag(close + 1) == Some(Tag::ProperNoun)
            || (noun.is_none() && matches!(self.tag(close + 1), Some(Tag::Noun)));
        let name = noun.is_none_or(|n| self.tag(n) == Some(Tag::ProperNoun));
        (close > at + 1 && inside && goes_on && name).then_some(close + 1)
    }
}

/// "Iran's proxies": the phrase before the possessive mark possesses the one behind it.
fn possess(tokens: &[Token], phrases: &mut [Phrase], first: usize) {
    for id in first + 1..phrases.len() {
        let gap = phrases[id - 1].tokens.end..phrases[id].tokens.start;
        if gap.len() == 1 && tokens[gap.start].tag == Tag::Possessive {
            phrases[id].possessor = Some(id - 1);
            phrases[id].article = Article::Possessive;
        }
    }
}

/// Where a phrase begins with its possessors.
pub(crate) fn start(phrases: &[Phrase], id: usize) -> TokenId {
    let mut id = id;
    while let Some(possessor) = phrases[id].possessor {
        id = possessor;
    }
    phrases[id].tokens.start
}

/// Whether the phrase possesses the next one.
pub(crate) fn possesses(phrases: &[Phrase], id: usize) -> bool {
    phrases.get(id + 1).is_some_and(|next| next.possessor == Some(id))
}
