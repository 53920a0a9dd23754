//! What an act answered, by the report's own words of answer (CODEBOOK, `response_to`).

use std::ops::Range;

use language::{Article, ClauseId, ClauseLink, Mood, PhraseId, Tag, TokenId};
use reader::SpanRole;
use record::{Response, Span, Tally};

use crate::claim::told_before;
use crate::codebook::StandingCue;
use crate::event::Built;
use crate::learned::belonging;
use crate::report::Owner;
use crate::scene::Scene;
use crate::standing::{Cue, cues};
use crate::structure::{Node, extent};
use crate::telling::Telling;

/// How many sentences an answer may stand behind what it answers.
const REACH: usize = 4;

/// What a report tells, for the search of what answers what.
struct Told<'a, 's> {
    scene: &'a Scene<'s>,
    tellings: &'a [Telling],
    built: &'a [Built],
    tallies: &'a [Tally],
    /// Where each tally is told.
    owners: &'a [Owner],
}

/// An event or a tally, by its place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Event(usize),
    Tally(usize),
}

/// Sets `response_to` where words of answer join two acts.
pub(crate) fn link_answers(
    scene: &Scene<'_>,
    tellings: &[Telling],
    built: &mut [Built],
    tallies: &[Tally],
    owners: &[Owner],
) {
    let mut found: Vec<Found> = Vec::new();
    let told = Told { scene, tellings, built, tallies, owners };
    for s in scene.telling() {
        for cue in cues(scene, s).iter().filter(|c| c.cue == StandingCue::Response) {
            let Some(by) = told.answering(s, cue) else { continue };
            let Some(cause) = told.cause(s, cue, by) else { continue };
            found.push((by, told.id(cause), scene.span(&(cue.first..cue.last + 1))));
        }
    }
    found.extend(told.read_answers());
    for (by, to, span) in found {
        built[by].event.response_to.get_or_insert(Response { to, span });
    }
}

/// The event that answers, the id of what it answers, and the words of answer.
type Found = (usize, String, Span);

impl Told<'_, '_> {
    fn id(&self, cause: Cause) -> String {
        match cause {
            Cause::Event(e) => self.built[e].event.id.clone(),
            Cause::Tally(t) => self.tallies[t].id.clone(),
        }
    }

    /// Words of answer that the reader ties to an event. What they answer is found as behind words that the rules know.
    fn read_answers(&self) -> Vec<Found> {
        let mut found = Vec::new();
        for (by, built) in self.built.iter().enumerate() {
            let own: Vec<&Telling> = built.draft.tellings.iter().map(|&i| &self.tellings[i]).collect();
            for s in belonging(self.scene, &own).into_iter().filter(|s| s.role == SpanRole::Answer && s.is_sure()) {
                let Some(tokens) = self.scene.tokens_of(s.span) else { continue };
                let cue = Cue {
                    cue: StandingCue::Response,
                    first: tokens.start,
                    last: tokens.end - 1,
                    clause: None,
                    phrase: true,
                };
                let sentence = self.scene.doc.tokens[tokens.start].sentence;
                let cause = self.cause(sentence, &cue, by).or_else(|| self.nearest(tokens.start, by));
                found.extend(cause.map(|cause| (by, self.id(cause), s.span)));
            }
        }
        found
    }

    fn event_of(&self, telling: usize) -> Option<usize> {
        self.built.iter().position(|b| b.draft.tellings.contains(&telling))
    }

    fn tally_of(&self, telling: usize) -> Option<usize> {
        self.owners.iter().position(|o| o.telling == Some(telling))
    }

    /// Tellings of the sentence that are part of an event.
    fn here(&self, sentence: usize) -> Vec<usize> {
        (0..self.tellings.len())
            .filter(|&i| self.tellings[i].act.sentence == sentence && self.event_of(i).is_some())
            .collect()
    }

    /// The event of another side that is told nearest to some words, be it behind them.
    fn nearest(&self, at: TokenId, by: usize) -> Option<Cause> {
        let others = (0..self.built.len()).filter(|&e| e != by && self.is_other_side(e, by));
        let far = |e: &usize| {
            let told = self.built[*e].draft.tellings.iter().map(|&i| self.tellings[i].act.start().abs_diff(at));
            told.min().unwrap_or(usize::MAX)
        };
        others.min_by_key(far).map(Cause::Event)
    }

    /// The event that answers.
    fn answering(&self, sentence: usize, cue: &Cue) -> Option<usize> {
        let here = self.here(sentence);
        let object = self.object(cue);
        let answered = |i: usize| object.as_ref().is_some_and(|o| o.contains(&self.tellings[i].act.start()));
        let free: Vec<usize> = here.into_iter().filter(|&i| !answered(i)).collect();
        let start = |i: usize| self.tellings[i].act.start();
        let own = free.iter().copied().find(|&i| {
            let p = self.scene.phrase_of(cue.first);
            self.tellings[i]
                .act
                .anchors
                .iter()
                .any(|a| a.tokens.contains(&cue.first) || a.phrase.is_some() && a.phrase == p)
        });
        let path = self.scene.structure.path(self.scene.doc, cue.first);
        let above = || {
            path.iter().find_map(|node| {
                free.iter().copied().find(|&i| match node {
                    Node::Phrase(p) => self.tellings[i].act.has_phrase(*p),
                    Node::Clause(c) => self.tellings[i].act.has_clause(*c),
                })
            })
        };
        if self.is_noun(cue) {
            return own.or_else(above).and_then(|i| self.event_of(i)).or_else(|| self.named_motive(sentence, cue));
        }
        let behind = || free.iter().copied().filter(|&i| start(i) > cue.last).min_by_key(|&i| start(i));
        let before = || free.iter().copied().filter(|&i| start(i) < cue.first).max_by_key(|&i| start(i));
        let verb = cue.clause.is_some() && !cue.phrase;
        let near = if verb { behind().or_else(before) } else { before().or_else(behind) };
        let by = own.or_else(above).or(near);
        by.and_then(|i| self.event_of(i)).or_else(|| self.named_motive(sentence, cue))
    }

    fn is_noun(&self, cue: &Cue) -> bool {
        cue.clause.is_none() && !cue.phrase && self.scene.tag(cue.last) == Tag::Noun
    }

    /// "It was revenge for …": the pronoun stands for the event told last.
    fn named_motive(&self, sentence: usize, cue: &Cue) -> Option<usize> {
        let mut clauses = self.scene.doc.sentences[sentence].clauses.clone();
        let clause = clauses.rfind(|&c| self.scene.doc.clauses[c].verb <= cue.first)?;
        let clause = &self.scene.doc.clauses[clause];
        let subject = clause.subject?;
        let pointing = self.scene.tag(self.scene.doc.phrases[subject].head) == Tag::Pronoun
            || matches!(self.scene.tag(self.scene.doc.phrases[subject].head), Tag::Determiner);
        let told = clause.mood == Mood::Past && !clause.negated;
        let copular = self.scene.lemma(clause.verb) == "be";
        (pointing && told && copular).then(|| told_before(self.tellings, self.built, cue.first, sentence)).flatten()
    }

    /// The tokens of what is answered, if the words name it: "in response to |an attack on the base|".
    fn object(&self, cue: &Cue) -> Option<Range<TokenId>> {
        let linked = |t: TokenId| {
            matches!(self.scene.tag(t), Tag::Preposition | Tag::InfinitiveTo)
                && matches!(self.scene.lower(t), "for" | "to" | "against")
        };
        let from = if linked(cue.last) {
            cue.last + 1
        } else if self.scene.doc.tokens.get(cue.last + 1).is_some() && linked(cue.last + 1) {
            cue.last + 2
        } else {
            let clause = cue.clause.filter(|_| !cue.phrase)?;
            let object = self.scene.doc.clauses[clause].object?;
            self.scene.doc.phrases[object].tokens.start
        };
        let p = self.scene.phrase_of(from)?;
        let p = if self.scene.tag(self.scene.doc.phrases[p].tokens.end) == Tag::Possessive {
            self.scene.phrase_of(self.scene.doc.phrases[p].tokens.end + 1)?
        } else {
            p
        };
        let range = extent(self.scene.doc, p);
        Some(from.min(range.start)..range.end)
    }

    /// What is answered.
    fn cause(&self, sentence: usize, cue: &Cue, by: usize) -> Option<Cause> {
        if cue.clause.is_some_and(|c| self.is_wish(c)) {
            return None;
        }
        match self.object(cue) {
            None => self.told_last(sentence, cue.first, by),
            Some(object) => self
                .total_meant(sentence, &object)
                .or_else(|| self.told_there(sentence, &object, by))
                .or_else(|| self.described(sentence, &object, by)),
        }
    }

    /// "might retaliate", "urged it to respond"; "attacked the village to avenge the killing" tells a purpose, and no wish.
    fn is_wish(&self, clause: ClauseId) -> bool {
        let clause = &self.scene.doc.clauses[clause];
        let above = clause.parent.map(|p| self.scene.doc.clauses[p].mood);
        let purpose = clause.link == ClauseLink::Infinitive && above == Some(Mood::Past);
        clause.negated || !purpose && matches!(clause.mood, Mood::Hypothetical | Mood::Wanted)
    }

    /// An act told in the words themselves: "in response to rockets fired at the town on Monday".
    fn told_there(&self, sentence: usize, object: &Range<TokenId>, by: usize) -> Option<Cause> {
        let mut inside: Vec<usize> = (0..self.tellings.len())
            .filter(|&i| {
                let act = &self.tellings[i].act;
                act.sentence == sentence && act.anchors.iter().any(|a| object.contains(&a.tokens.start))
            })
            .collect();
        inside.sort_by_key(|&i| self.tellings[i].act.start());
        inside.into_iter().find_map(|i| {
            let event = self.event_of(i).filter(|&e| e != by).map(Cause::Event);
            event.or_else(|| self.tally_of(i).map(Cause::Tally))
        })
    }

    /// "for the attack", "for the killings in the town": the event, or the total, of that description told elsewhere.
    fn described(&self, sentence: usize, object: &Range<TokenId>, by: usize) -> Option<Cause> {
        let p = self.scene.phrase_of(object.start)?;
        let head = self.scene.doc.phrases[p].head;
        let pointing = matches!(self.scene.doc.phrases[p].article, Article::Definite | Article::Possessive);
        if !pointing || !self.names_act(p) {
            return None;
        }
        let places: Vec<usize> =
            (0..self.scene.places.len()).filter(|&i| object.contains(&self.scene.places[i].tokens.start)).collect();
        let there = |e: usize| {
            let own = self.built[e].draft.tellings.iter().flat_map(|&i| &self.tellings[i].places);
            own.clone().any(|&x| places.iter().any(|&y| self.scene.places[x].place == self.scene.places[y].place))
        };
        if !places.is_empty() {
            return self.candidates(sentence, object.start, by).find(|&e| there(e)).map(Cause::Event);
        }
        let same_word = |e: usize| {
            self.built[e].draft.tellings.iter().any(|&i| {
                self.tellings[i]
                    .act
                    .anchors
                    .iter()
                    .any(|a| self.scene.lemma(a.tokens.end - 1) == self.scene.lemma(head))
            })
        };
        let all: Vec<usize> = self.candidates(sentence, object.start, by).collect();
        all.iter().copied().find(|&e| same_word(e)).or(all.first().copied()).map(Cause::Event)
    }

    /// Whether the noun of a phrase is one that tells acts.
    fn names_act(&self, p: PhraseId) -> bool {
        let head = self.scene.doc.phrases[p].head;
        let tokens = &self.scene.doc.tokens[..head + 1];
        self.scene.book.act_words.longest(tokens, head).is_some()
            || self.scene.book.outcome_words.longest(tokens, head).is_some()
    }

    /// "the attacks", told before as a total: the tally, unless the words name a place or day of their own.
    fn total_meant(&self, sentence: usize, object: &Range<TokenId>) -> Option<Cause> {
        let p = self.scene.phrase_of(object.start)?;
        let phrase = &self.scene.doc.phrases[p];
        let plural = self.scene.lower(phrase.head) != self.scene.lemma(phrase.head);
        let bare = phrase.article == Article::Definite && object.end <= phrase.tokens.end;
        if !plural || !bare || !self.names_act(p) {
            return None;
        }
        let counted = |t: &usize| matches!(self.tallies[*t].what.as_str(), "attack" | "strike");
        let before = |t: &usize| self.owners[*t].sentence <= sentence;
        (0..self.tallies.len()).filter(counted).rfind(before).map(Cause::Tally)
    }

    /// The event told last before the words, by another side.
    fn told_last(&self, sentence: usize, at: TokenId, by: usize) -> Option<Cause> {
        self.candidates(sentence, at, by).next().map(Cause::Event)
    }

    /// Events told within reach before a token, by others than the one who answers, nearest first.
    fn candidates(&self, sentence: usize, at: TokenId, by: usize) -> impl Iterator<Item = usize> {
        let mut near: Vec<(TokenId, usize)> = Vec::new();
        for (e, b) in self.built.iter().enumerate().filter(|&(e, _)| e != by && self.is_other_side(e, by)) {
            let told = b.draft.tellings.iter().map(|&i| &self.tellings[i].act);
            let before = told.filter(|a| a.start() < at && sentence - a.sentence.min(sentence) <= REACH);
            near.extend(before.map(|a| a.start()).max().map(|t| (t, e)));
        }
        near.sort_by_key(|&(t, e)| (std::cmp::Reverse(t), e));
        near.into_iter().map(|x| x.1)
    }

    /// Nobody answers an act of its own.
    fn is_other_side(&self, a: usize, b: usize) -> bool {
        let named =
            |e: usize| self.built[e].event.initiators.iter().filter(|x| x.id.is_some() || x.name.contains(" of "));
        !named(a).any(|x| named(b).any(|y| x.name == y.name))
    }
}
