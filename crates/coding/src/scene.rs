//! A document with everything in it that the codebook knows by name: actors, places, weapons.

use std::ops::Range;

use language::{Document, Name, PhraseId, SentenceKind, Tag, TokenId};
use record::Span;
use smol_str::SmolStr;

use crate::act::{Act, acts};
use crate::actor::{ActorMention, Homonym, Who, actor_mentions, settle_names, settle_read};
use crate::codebook::gazetteer::Gazetteer;
use crate::codebook::vocabulary::Uses;
use crate::codebook::{Codebook, PrepositionList};
use crate::location::{PlaceMention, place_mentions};
use crate::standing::{Cue, find_cues};
use crate::structure::Structure;
use crate::weapon::{WeaponMention, weapon_mentions};
use crate::word::Words;
use reader::Reading;

/// What every part of coding looks at.
pub(crate) struct Scene<'a> {
    pub doc: &'a Document<'a>,
    pub book: &'a Codebook,
    pub gazetteer: &'a Gazetteer,
    pub reading: &'a Reading,
    pub structure: Structure,
    /// Tokens folded for name look-up; marks are empty.
    pub folded: Vec<SmolStr>,
    /// Their base forms, folded alike.
    pub folded_lemmas: Vec<SmolStr>,
    /// The tokens in lower case and their base forms, ready for the many comparisons with lists of words.
    lower: Vec<&'a str>,
    lemmas: Vec<&'a str>,
    uses: Vec<Uses>,
    pub actors: Vec<ActorMention>,
    /// The mention of each span of the reading, an index into `actors`.
    pub read_actors: Vec<Option<usize>>,
    /// Names of actors that nothing in the report decides.
    pub homonyms: Vec<Homonym>,
    /// The first actor that each token is part of, an index into `actors`.
    actor_of: Vec<Option<usize>>,
    pub places: Vec<PlaceMention>,
    pub weapons: Vec<WeaponMention>,
    /// The words of standing of each sentence.
    pub cues: Vec<Vec<Cue>>,
    /// All acts of the report, in order of the text.
    pub acts: Vec<Act>,
}

impl<'a> Scene<'a> {
    pub fn of(doc: &'a Document<'a>, book: &'a Codebook, gazetteer: &'a Gazetteer, reading: &'a Reading) -> Scene<'a> {
        let Words { folded, folded_lemmas, uses } = Words::of(doc, book);
        let mut scene = Scene {
            doc,
            book,
            gazetteer,
            reading,
            structure: Structure::of(doc),
            folded,
            folded_lemmas,
            lower: doc.tokens.iter().map(|t| t.lower.as_str()).collect(),
            lemmas: doc.tokens.iter().map(|t| t.lemma.as_str()).collect(),
            uses,
            actors: Vec::new(),
            read_actors: Vec::new(),
            homonyms: Vec::new(),
            actor_of: vec![None; doc.tokens.len()],
            places: Vec::new(),
            weapons: Vec::new(),
            cues: Vec::new(),
            acts: Vec::new(),
        };
        scene.cues = (0..doc.sentences.len()).map(|s| find_cues(&scene, s)).collect();
        scene.weapons = weapon_mentions(&scene);
        scene.actors = actor_mentions(&scene);
        scene.drop_continents();
        scene.index_actors();
        scene.places = place_mentions(&scene);
        scene.drop_words_of_places();
        settle_names(&mut scene);
        scene.acts = acts(&scene);
        settle_read(&mut scene);
        scene
    }

    fn index_actors(&mut self) {
        self.actor_of.fill(None);
        for (i, m) in self.actors.iter().enumerate() {
            self.actor_of[m.tokens.clone()].iter_mut().for_each(|of| *of = of.or(Some(i)));
        }
    }

    /// "Central American" is no American.
    fn drop_continents(&mut self) {
        let (lower, names) = (&self.lower, &self.book.toponym_words.continental);
        self.actors.retain(|m| {
            let state = matches!(m.who, Who::State(_)) && m.tokens.start > 0;
            let whole = |(first, last): (&str, &str)| {
                first.eq_ignore_ascii_case(lower[m.tokens.start - 1])
                    && last.eq_ignore_ascii_case(lower[m.tokens.start])
            };
            !(state && names.keys().filter_map(|name| name.split_once(' ')).any(whole))
        });
    }

    /// "Gulf of Guinea" names no Guinea.
    fn drop_words_of_places(&mut self) {
        let longer = |a: &Range<TokenId>, b: &Range<TokenId>| a.start <= b.start && b.end <= a.end && a.len() > b.len();
        let places = self.places.iter().filter(|m| m.place.is_some() && m.tokens.len() > 1);
        let names: Vec<Range<TokenId>> = places.map(|m| m.tokens.clone()).collect();
        let count = self.actors.len();
        self.actors.retain(|m| !names.iter().any(|name| longer(name, &m.tokens)));
        if self.actors.len() < count {
            self.index_actors();
        }
    }

    /// The report's words at these tokens.
    pub fn text(&self, tokens: &Range<TokenId>) -> &'a str {
        self.span(tokens).of(&self.doc.report.text)
    }

    /// Where these tokens stand.
    pub fn span(&self, tokens: &Range<TokenId>) -> Span {
        let start = self.doc.tokens[tokens.start].span.start;
        Span::new(start, self.doc.tokens[tokens.end - 1].span.end)
    }

    /// The tokens that a span touches.
    pub fn tokens_of(&self, span: Span) -> Option<Range<TokenId>> {
        let tokens = &self.doc.tokens;
        let first = tokens.partition_point(|t| t.span.end <= span.start);
        let count = tokens[first..].iter().take_while(|t| t.span.start < span.end).count();
        (count > 0).then_some(first..first + count)
    }

    /// Base form; empty behind the last token.
    pub fn lemma(&self, token: TokenId) -> &'a str {
        self.lemmas.get(token).copied().unwrap_or_default()
    }

    /// Lower case; empty behind the last token.
    pub fn lower(&self, token: TokenId) -> &'a str {
        self.lower.get(token).copied().unwrap_or_default()
    }

    /// Whether the token or its base form can be any of these; never wrongly `false`.
    pub fn may_be(&self, token: TokenId, uses: Uses) -> bool {
        self.uses.get(token).is_some_and(|u| u.has(uses))
    }

    /// Part of speech; behind the last token a mark.
    pub fn tag(&self, token: TokenId) -> Tag {
        self.doc.tokens.get(token).map_or(Tag::Punctuation, |t| t.tag)
    }

    /// Sentences that are the report's own telling.
    pub fn telling(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.doc.sentences.len()).filter(|&s| !matches!(self.doc.sentences[s].kind, SentenceKind::Furniture(_)))
    }

    /// Whether an actor is a state's, or a coalition or mission of states.
    pub fn is_state_like(&self, who: &Who) -> bool {
        match who {
            Who::Registered(i) => {
                matches!(self.book.registry.actors[*i].kind.as_str(), "state" | "police" | "coalition" | "external")
            }
            who => who.is_state(),
        }
    }

    /// How many sentences of telling lie between two sentences: page furniture does not count.
    pub fn steps(&self, from: usize, to: usize) -> usize {
        let (a, b) = (from.min(to), from.max(to));
        (a + 1..=b).filter(|&s| !matches!(self.doc.sentences[s].kind, SentenceKind::Furniture(_))).count()
    }

    /// The first actor that a token is part of.
    pub fn actor_at(&self, token: TokenId) -> Option<&ActorMention> {
        self.actor_of[token].map(|i| &self.actors[i])
    }

    /// The name that a token is part of.
    pub fn name_at(&self, token: TokenId) -> Option<&'a Name> {
        self.structure.name_of.get(token).copied().flatten().map(|n| &self.doc.names[n])
    }

    /// The phrase that a token belongs to.
    pub fn phrase_of(&self, token: TokenId) -> Option<PhraseId> {
        self.structure.phrase_of.get(token).copied().flatten()
    }

    /// Whether a phrase names a weapon.
    pub fn holds_weapon(&self, p: PhraseId) -> bool {
        let tokens = &self.doc.phrases[p].tokens;
        self.weapons.iter().any(|w| tokens.contains(&w.tokens.start))
    }

    /// Whether a phrase means ground: a place's name, or a noun such as "town" or "base".
    pub fn is_ground(&self, p: PhraseId) -> bool {
        let phrase = &self.doc.phrases[p];
        let named = self.places.iter().any(|m| phrase.tokens.contains(&m.tokens.start));
        let people = self.actors.iter().any(|a| a.tokens.contains(&phrase.head) && !matches!(a.who, Who::State(_)));
        let noun = self.book.place_words.heads.contains_key(self.lemma(phrase.head));
        let ground = self.book.place_words.ground.iter().any(|w| w == self.lemma(phrase.head));
        // "most of the towns", "full control of the port".
        let of = phrase.prepositions.iter().any(|&(prep, q)| self.lower(prep) == "of" && q > p && self.is_ground(q));
        (named || noun || ground || of) && !people
    }

    /// The preposition that governs the phrase of a token, or that stands right before it.
    pub fn preposition_of(&self, token: TokenId) -> Option<TokenId> {
        if let Some(p) = self.phrase_of(token) {
            let phrase = &self.doc.phrases[p];
            if let Some((preposition, _)) = phrase.governor {
                return Some(preposition);
            }
            if let Some(first) = phrase.first_conjunct
                && let Some((preposition, _)) = self.doc.phrases[first].governor
            {
                return Some(preposition);
            }
            let before = phrase.tokens.start.checked_sub(1)?;
            return (self.tag(before) == Tag::Preposition).then_some(before);
        }
        let mut before = token.checked_sub(1)?;
        if self.tag(before) == Tag::Determiner {
            before = before.checked_sub(1)?;
        }
        (self.tag(before) == Tag::Preposition).then_some(before)
    }

    /// Whether a preposition phrase such as "close to" or "south of" of the list ends at this token.
    pub fn preposition_in(&self, token: TokenId, list: &PrepositionList) -> bool {
        let before = |words: &String| token > 0 && self.ends_with(token - 1, words);
        list.ending_with(self.lower(token)).iter().any(|words| words.is_empty() || before(words))
    }

    /// Whether the words, with a space between two, stand there and end at this token.
    fn ends_with(&self, token: TokenId, words: &str) -> bool {
        let mut rest = words;
        for t in (0..=token).rev() {
            let Some(before) = rest.strip_suffix(self.lower(t)) else { return false };
            if before.is_empty() {
                return true;
            }
            let Some(before) = before.strip_suffix(' ') else { return false };
            rest = before;
        }
        false
    }

    /// Whether one of the words stands in the token range, its noun phrase, or within two tokens of it.
    pub fn undone(&self, tokens: &Range<TokenId>, unless: &[String]) -> bool {
        if unless.is_empty() {
            return false;
        }
        let sentence = &self.doc.sentences[self.doc.tokens[tokens.start].sentence].tokens;
        let phrase = self.phrase_of(tokens.end - 1).map(|p| self.doc.phrases[p].tokens.clone());
        let mut start = tokens.start.saturating_sub(2).max(sentence.start);
        let mut end = (tokens.end + 2).min(sentence.end);
        if let Some(p) = phrase {
            start = start.min(p.start);
            end = end.max(p.end);
        }
        (start..end).filter(|t| !tokens.contains(t) && self.may_be(*t, Uses::UNDOING)).any(|t| {
            let opens = |u: &&String| u.starts_with(self.lower(t)) || u.starts_with(self.lemma(t));
            unless.iter().filter(opens).any(|u| {
                let mut words = u.split(' ');
                let mut at = t;
                words.all(|w| {
                    let hit = at < sentence.end && (self.lower(at) == w || self.lemma(at) == w);
                    at += 1;
                    hit
                })
            })
        })
    }
}
