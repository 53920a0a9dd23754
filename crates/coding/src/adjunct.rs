//! Where, when and with what: the words of a sentence that hang on one of its acts, though they are neither side of it.

use std::ops::Range;

use language::{ClauseId, ClauseLink, PhraseId, Tag, TokenId, Voice};
use record::Standing;

use crate::act::{Act, Tells, owns, verb_object};
use crate::actor::Who;
use crate::codebook::Role;
use crate::date::dated_by_anchor;
use crate::location::{PlaceMention, Width};
use crate::scene::Scene;
use crate::structure::Node;
use crate::telling::{Telling, push, verb_roles};

/// How a word hangs on an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    Direct,
    /// Through the phrase of an actor: "militias in Iraq" says where the militias are.
    ThroughActor,
    No,
}

impl Telling {
    /// Places, times and weapons whose path upwards meets this act first.
    pub(crate) fn take_adjuncts(&mut self, scene: &Scene<'_>, others: &[Act]) {
        let range = scene.doc.sentences[self.act.sentence].tokens.clone();
        let mut indirect = Vec::new();
        for (i, place) in scene.places.iter().enumerate().filter(|(_, m)| range.contains(&m.tokens.start) && !m.bare) {
            match self.hold_place(scene, place.tokens.start, others) {
                Hold::Direct if is_home_town(scene, place.tokens.start) => push(&mut indirect, i),
                Hold::Direct => push(&mut self.places, i),
                Hold::ThroughActor => push(&mut indirect, i),
                Hold::No => {}
            }
        }
        if self.places.is_empty() || self.places.iter().all(|&i| scene.places[i].width >= Width::Region) {
            let narrower =
                indirect.into_iter().filter(|&i| self.places.is_empty() || scene.places[i].width < Width::Region);
            self.places.extend(narrower.collect::<Vec<_>>());
        }
        for (i, time) in scene.doc.times.iter().enumerate().filter(|(_, t)| range.contains(&t.tokens.start)) {
            let held = match dated_by_anchor(scene, time, others) {
                Some(owner) => owner == self.act.start(),
                None => {
                    !self.dates_other(scene, &time.tokens) && self.hold(scene, time.tokens.start, others) != Hold::No
                }
            };
            if held {
                self.times.push(i);
            }
        }
        self.prefer_own_time(scene);
        for (i, weapon) in scene.weapons.iter().enumerate().filter(|(_, w)| range.contains(&w.tokens.start)) {
            let at = weapon.tokens.start;
            if self.hold(scene, at, others) != Hold::No && !self.is_hit(scene, at) && !self.is_busy(scene, at) {
                self.weapons.push(i);
            }
        }
    }

    /// "under the December 25, 2011 agreement": a full date before a noun that tells no part of the act is that noun's.
    fn dates_other(&self, scene: &Scene<'_>, time: &Range<TokenId>) -> bool {
        let described =
            time.start > 0 && scene.tag(time.start - 1) == Tag::Determiner && scene.tag(time.end) == Tag::Noun;
        let Some(p) = scene.phrase_of(time.end).filter(|_| described && time.len() > 1) else { return false };
        let people = scene.actor_at(scene.doc.phrases[p].head).is_some();
        !people && !self.act.has_phrase(p) && !self.tells_act(scene, p)
    }

    /// "during the attack, while helicopters circled": what does something else is no means of the act.
    fn is_busy(&self, scene: &Scene<'_>, token: TokenId) -> bool {
        let sentence = &scene.doc.sentences[self.act.sentence];
        sentence.clauses.clone().any(|c| {
            let clause = &scene.doc.clauses[c];
            let own = clause.subject.is_some_and(|p| scene.doc.phrases[p].head == token);
            let beside = matches!(clause.link, ClauseLink::Adverbial(opener) if scene.lower(opener) == "while");
            own && beside && clause.voice == Voice::Active && !self.act.has_clause(c)
        })
    }

    /// "today spoke of yesterday's bombings": the time that the act's noun has for its owner goes before all others.
    fn prefer_own_time(&mut self, scene: &Scene<'_>) {
        let owners = self.act.anchors.iter().filter_map(|a| a.phrase).filter_map(|p| scene.doc.phrases[p].possessor);
        let owners: Vec<_> = owners.map(|q| scene.doc.phrases[q].tokens.clone()).collect();
        let own = |i: &usize| owners.iter().any(|o| o.contains(&scene.doc.times[*i].tokens.start));
        if self.times.iter().any(own) {
            self.times.retain(own);
        }
    }

    /// Whether the token lies in what the act's verb hits: a tank that was destroyed is no means of the act.
    fn is_hit(&self, scene: &Scene<'_>, token: TokenId) -> bool {
        // "the strike on a drone workshop".
        if scene.preposition_of(token).is_some_and(|p| scene.preposition_in(p, &scene.book.prepositions.target)) {
            return true;
        }
        let path = scene.structure.path(scene.doc, token);
        self.act.anchors.iter().any(|a| {
            let Some(c) = a.clause else { return false };
            let clause = &scene.doc.clauses[c];
            let (_, object_role) = verb_roles(scene, a, clause.voice);
            let hit = verb_object(scene, c, &a.tokens);
            let foiled = self.act.told_standing(scene) == Some(Standing::Foiled);
            object_role == Role::Target
                && !foiled
                && hit.is_some_and(|h| path.contains(&Node::Phrase(h)) && !self.tells_act(scene, h))
        })
    }

    /// A place right behind an act's noun is where that act was ("after the attacks in Y").
    fn hold_place(&self, scene: &Scene<'_>, token: TokenId, others: &[Act]) -> Hold {
        match told_before(scene, token, self.act.sentence, others) {
            Some(owner) if owner > self.act.start() => Hold::No,
            _ => self.hold(scene, token, others),
        }
    }

    /// Whether the token hangs on this act, by the structure of its sentence.
    pub(crate) fn hold(&self, scene: &Scene<'_>, token: TokenId, others: &[Act]) -> Hold {
        if let Some(owner) = described(scene, token, others) {
            return if owner == self.act.start() { Hold::Direct } else { Hold::No };
        }
        let path = scene.structure.path(scene.doc, token);
        let mut through_actor = false;
        let mut spoken = false;
        for (step, node) in path.iter().enumerate() {
            if owns(&self.act, *node) {
                return if through_actor { Hold::ThroughActor } else { Hold::Direct };
            }
            if others.iter().any(|o| o.sentence == self.act.sentence && owns(o, *node)) {
                return Hold::No;
            }
            if let Node::Clause(c) = node
                && step <= 1
                && scene.doc.clauses[*c].subject.is_some_and(|p| self.act.has_phrase(p))
                && !is_speech(scene, *c)
            {
                return Hold::Direct;
            }
            match node {
                Node::Phrase(p) => through_actor |= heads_actor(scene, *p) && !within(scene, *p, token),
                Node::Clause(c) => spoken |= is_speech(scene, *c),
            }
        }
        // Where structure says nothing: the noun of an act told last before, if no verb stands between.
        if let Some(owner) = told_before(scene, token, self.act.sentence, others) {
            return if owner == self.act.start() { Hold::Direct } else { Hold::No };
        }
        // What hangs on no act belongs to the sentence's only one, unless it dates a statement.
        let alone = !others.iter().any(|o| o.sentence == self.act.sentence && o.start() != self.act.start());
        if alone && !spoken { Hold::ThroughActor } else { Hold::No }
    }
}

/// "Sgt. John Doe, 29, of Dayton, died in …": where somebody is from.
fn is_home_town(scene: &Scene<'_>, token: TokenId) -> bool {
    let of = scene.preposition_of(token).filter(|&t| scene.lower(t) == "of");
    of.and_then(|t| t.checked_sub(1)).is_some_and(|before| scene.lower(before) == ",")
}

/// "rocket and drone attacks", "rocket, drone attacks": what stands before an act's noun in a list describes that act. The
/// act's first token.
fn described(scene: &Scene<'_>, token: TokenId, acts: &[Act]) -> Option<TokenId> {
    let weapon = scene.weapons.iter().find(|w| w.tokens.contains(&token))?;
    let end = scene.doc.sentences[scene.doc.tokens[token].sentence].tokens.end;
    let mut next = weapon.tokens.end;
    while next < end && (matches!(scene.tag(next), Tag::Conjunction) || scene.lower(next) == ",") {
        next += 1;
    }
    if next == weapon.tokens.end || next >= end {
        return None;
    }
    let phrase = scene.phrase_of(next)?;
    let tells = |a: &&Act| {
        a.has_phrase(phrase)
            && a.anchors.iter().any(|x| x.phrase == Some(phrase) && !matches!(x.tells, Tells::Outcome(_)))
    };
    acts.iter().find(tells).map(Act::start)
}

/// The act whose noun stands last before the token, with no verb between: its first token.
fn told_before(scene: &Scene<'_>, token: TokenId, sentence: usize, acts: &[Act]) -> Option<TokenId> {
    let nouns = acts.iter().filter(|a| a.sentence == sentence).flat_map(|a| {
        let told = |x: &&crate::act::Anchor| x.phrase.is_some() && !matches!(x.tells, Tells::Outcome(_));
        a.anchors.iter().filter(told).map(move |x| (x.tokens.end, a.start()))
    });
    let (end, act) = nouns.filter(|n| n.0 <= token).max()?;
    let verb = (end..token).any(|t| scene.structure.clause_of[t].is_some());
    (!verb).then_some(act)
}

fn within(scene: &Scene<'_>, p: PhraseId, token: TokenId) -> bool {
    scene.doc.phrases[p].tokens.contains(&token)
}

fn heads_actor(scene: &Scene<'_>, p: PhraseId) -> bool {
    let head = scene.doc.phrases[p].head;
    // "in the villages of X": people who live there, but X is the ground.
    let ground = scene.book.place_words.heads.contains_key(scene.lemma(head));
    !ground && scene.actor_at(head).is_some_and(|m| !matches!(m.who, Who::State(_)))
}

/// A clause whose verb credits somebody with words.
fn is_speech(scene: &Scene<'_>, c: ClauseId) -> bool {
    let verb = scene.doc.tokens[scene.doc.clauses[c].verb].span;
    let lemma = scene.lemma(scene.doc.clauses[c].verb);
    scene
        .doc
        .attributions
        .iter()
        .any(|a| a.wording == lemma && (a.speaker.end <= verb.start + 200 && a.speaker.start + 400 >= verb.start))
}

/// Places of a telling that are separate spots told together ("in Sarmin and Talmenes", "bases near A, B and C").
pub(crate) fn separate_places(scene: &Scene<'_>, telling: &Telling) -> Vec<usize> {
    let mut narrow: Vec<usize> =
        telling.places.iter().copied().filter(|&i| scene.places[i].width <= Width::Town).collect();
    narrow.sort_by_key(|&i| scene.places[i].tokens.start);
    let mut out: Vec<usize> = Vec::new();
    for i in narrow {
        match out.last() {
            Some(&last) if !listed(scene, &scene.places[last], &scene.places[i]) => {}
            _ => out.push(i),
        }
    }
    let [first, .., last] = out[..] else { return Vec::new() };
    let range = |i: usize| &scene.places[i].tokens;
    // "in Barbacoas, Yondo municipality, Antioquia" goes on to what it lies in: a list has an "and", at its end at least.
    let sentence = scene.doc.sentences[telling.act.sentence].tokens.end;
    let ends = |t: &TokenId| matches!(scene.tag(*t), Tag::Verb | Tag::Auxiliary) || scene.lower(*t) == ",";
    let behind = (range(last).end..sentence).take_while(|t| !ends(t));
    let and = |t: TokenId| scene.tag(t) == Tag::Conjunction && t + 1 < sentence && scene.tag(t + 1) != Tag::Verb;
    let joined = (range(first).end..range(last).start).chain(behind).any(and);
    if joined && !meets_next(scene, range(first).start) { out } else { Vec::new() }
}

/// How far before the first of two names the word stands that makes one spot of them.
const MEETING: usize = 3;

/// "at the corner of A and B Street": whether a name and the next say one spot together.
fn meets_next(scene: &Scene<'_>, t: TokenId) -> bool {
    let sentence = scene.doc.sentences[scene.doc.tokens[t].sentence].tokens.start;
    let words = &scene.book.place_words.meeting;
    (t.saturating_sub(MEETING).max(sentence)..t).any(|before| words.iter().any(|w| w == scene.lower(before)))
}

/// Whether two places stand in a list, so that neither says where the other is.
fn listed(scene: &Scene<'_>, a: &PlaceMention, b: &PlaceMention) -> bool {
    if a.tokens.end > b.tokens.start
        || scene.doc.tokens[a.tokens.start].sentence != scene.doc.tokens[b.tokens.start].sentence
    {
        return false;
    }
    let between = a.tokens.end..b.tokens.start;
    let joint = |t: &TokenId| scene.tag(*t) == Tag::Conjunction || scene.lower(*t) == ",";
    let Some(last) = between.clone().rfind(joint) else { return false };
    // "in Mosul and in Kirkuk" is a list, "three in Mosul and two people in Kirkuk" and "a mosque in Mosul and a church in Kirkuk"
    // too, "Abu Ghraib, west of Baghdad" is none.
    let leads = (last + 1..b.tokens.start).find(|&t| scene.tag(t) == Tag::Preposition);
    let counted = |lead: TokenId| {
        let of_phrase = |t: TokenId| matches!(scene.tag(t), Tag::Number | Tag::Noun | Tag::Determiner | Tag::Adjective);
        matches!(scene.tag(last + 1), Tag::Number | Tag::Determiner) && (last + 1..lead).all(of_phrase)
    };
    let again = leads.is_some_and(|lead| lead == last + 1 || counted(lead)) && scene.tag(last) == Tag::Conjunction;
    let contained =
        scene.lower(last) == "," && b.width > a.width && !between.clone().any(|t| scene.tag(t) == Tag::Conjunction);
    (leads.is_none() || again) && !contained
}
