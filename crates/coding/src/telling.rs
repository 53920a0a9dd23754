//! What one sentence tells of one act: the act with everything that hangs on it.

use std::ops::Range;

use language::{Article, ClauseId, ClauseLink, NumberKind, PhraseId, Tag, TokenId, Voice};
use record::{Casualty, Quote, Span, Standing, SubEventType};

use crate::act::{Act, Anchor, Tells, asserted, owns, verb_object};
use crate::actor::{ActorMention, Who};
use crate::casualty::{casualties, victims};
use crate::codebook::{People, Role, StandingCue};
use crate::location::{PlaceMention, Width};
use crate::scene::Scene;
use crate::standing::cues;
use crate::structure::{Node, extent};

/// One sentence's telling of one act. Numbers are indices into the scene's lists.
#[derive(Clone, Debug)]
pub(crate) struct Telling {
    pub act: Act,
    pub initiators: Vec<usize>,
    pub targets: Vec<usize>,
    pub places: Vec<usize>,
    pub times: Vec<usize>,
    pub weapons: Vec<usize>,
    pub casualties: Vec<Casualty>,
    pub victims: Vec<Quote>,
    /// How many acts are told at once ("15 strikes"), an index into the document's numbers.
    pub count: Option<usize>,
    /// Whether the words point back at an act told before ("the attack").
    pub definite: bool,
    /// Type that a sum told just before gives it; `None` if its own words say.
    pub kind_from: Option<SubEventType>,
    /// Standing that mood or words settle for this telling.
    pub standing: Option<Standing>,
}

impl Telling {
    pub fn of(scene: &Scene<'_>, act: Act, others: &[Act]) -> Telling {
        let mut telling = Telling {
            initiators: Vec::new(),
            targets: Vec::new(),
            places: Vec::new(),
            times: Vec::new(),
            weapons: Vec::new(),
            casualties: Vec::new(),
            victims: Vec::new(),
            count: None,
            kind_from: None,
            definite: definite(scene, &act),
            standing: act.told_standing(scene),
            act,
        };
        telling.count = count(scene, &telling, others);
        telling.take_roles(scene);
        telling.take_adjuncts(scene, others);
        telling.casualties = casualties(scene, &telling.act);
        telling.victims = victims(scene, &telling.act);
        telling.settle_targets(scene);
        telling
    }

    /// The sentence part that carries the telling, for evidence.
    pub fn span(&self, scene: &Scene<'_>) -> Span {
        scene.doc.sentences[self.act.sentence].span
    }

    fn take_roles(&mut self, scene: &Scene<'_>) {
        for anchor in self.act.anchors.clone() {
            match (anchor.clause, anchor.phrase) {
                (Some(c), _) => self.take_verb_roles(scene, &anchor, c),
                (None, Some(p)) => self.take_noun_roles(scene, &anchor, p),
                (None, None) => {}
            }
        }
        for (c, role) in self.act.supports.clone() {
            let clause = &scene.doc.clauses[c];
            let doer = if clause.voice == Voice::Active { clause.subject } else { agent(scene, c) };
            if let Some(p) = doer {
                self.fill(scene, role, p);
            }
            self.take_prepositions(scene, &clause.prepositions.clone());
        }
    }

    fn take_verb_roles(&mut self, scene: &Scene<'_>, anchor: &Anchor, c: ClauseId) {
        let clause = &scene.doc.clauses[c];
        let (subject_role, object_role) = verb_roles(scene, anchor, clause.voice);
        if let Some(p) = clause.subject.filter(|&p| !self.tells_act(scene, p)) {
            self.fill(scene, if clause.voice == Voice::Active { subject_role } else { object_role }, p);
        }
        if clause.voice == Voice::Active
            && let Some(p) = clause.object.filter(|&p| !self.tells_act(scene, p))
        {
            self.fill(scene, object_role, p);
        }
        if clause.voice == Voice::Passive
            && let Some(p) = agent(scene, c).filter(|&p| !self.tells_act(scene, p))
        {
            self.fill(scene, subject_role, p);
        }
        if matches!(anchor.tells, Tells::Act(_)) {
            self.take_prepositions(scene, &clause.prepositions.clone());
            // "fell to the rebels", "opened fire on a bus", "took control of a town".
            if let Some(p) = verb_object(scene, c, &anchor.tokens).filter(|&p| !self.tells_act(scene, p)) {
                self.fill(scene, if clause.voice == Voice::Active { object_role } else { Role::None }, p);
            }
            if subject_role == Role::Sides {
                for &(prep, p) in &clause.prepositions {
                    if scene.lower(prep) == "with" {
                        self.fill(scene, Role::Target, p);
                    }
                }
            }
        }
    }

    fn take_noun_roles(&mut self, scene: &Scene<'_>, anchor: &Anchor, p: PhraseId) {
        let phrase = &scene.doc.phrases[p];
        let before = phrase.tokens.start..anchor.tokens.start;
        if matches!(anchor.tells, Tells::Outcome(_)) {
            return;
        }
        for (i, m) in scene.actors.iter().enumerate() {
            let modifies =
                before.contains(&m.tokens.start) || anchor.tokens.contains(&m.tokens.start) && m.who.is_named();
            if modifies && !matches!(m.who, Who::Civilians(_)) {
                push(&mut self.initiators, i);
            }
        }
        if let Some(q) = phrase.possessor {
            self.fill(scene, Role::Initiator, q);
        }
        let mut prepositions = phrase.prepositions.clone();
        if let Some(first) = phrase.first_conjunct {
            prepositions.extend(scene.doc.phrases[first].prepositions.iter().copied());
        }
        for c in &phrase.conjuncts {
            prepositions.extend(scene.doc.phrases[*c].prepositions.iter().copied());
        }
        // "the attack with drones on a convoy": what follows the means belongs to the act.
        let means =
            prepositions.iter().filter(|(prep, _)| scene.preposition_in(*prep, &scene.book.prepositions.weapon));
        let behind: Vec<(TokenId, PhraseId)> =
            means.flat_map(|&(_, q)| scene.doc.phrases[q].prepositions.iter().copied()).collect();
        prepositions.extend(behind);
        self.take_prepositions(scene, &prepositions);
        for &(prep, q) in &prepositions {
            if scene.lower(prep) == "of" && !self.tells_act(scene, q) {
                self.fill(scene, Role::Target, q);
            }
        }
    }

    fn take_prepositions(&mut self, scene: &Scene<'_>, prepositions: &[(TokenId, PhraseId)]) {
        let table = &scene.book.prepositions;
        for &(prep, p) in prepositions {
            if self.tells_act(scene, p) {
                continue;
            }
            if scene.preposition_in(prep, &table.initiator) {
                self.fill(scene, Role::Initiator, p);
            } else if scene.preposition_in(prep, &table.target) {
                self.fill(scene, Role::Target, p);
            } else if scene.preposition_in(prep, &table.sides) {
                self.fill_sides(scene, p);
            }
        }
    }

    /// Whether the phrase is one of the act's own words.
    fn tells_act(&self, scene: &Scene<'_>, p: PhraseId) -> bool {
        self.act.anchors.iter().any(|a| a.phrase == Some(p) && !matches!(a.tells, Tells::Outcome(_)))
            || scene.doc.phrases[p].conjuncts.iter().any(|&c| self.act.has_phrase(c))
    }

    fn fill(&mut self, scene: &Scene<'_>, role: Role, p: PhraseId) {
        let list = match role {
            Role::Sides => return self.fill_sides(scene, p),
            Role::Initiator => &mut self.initiators,
            Role::Target | Role::Victim => &mut self.targets,
            Role::Place => return self.fill_places(scene, p),
            Role::Means | Role::None => return,
        };
        for m in actors_of(scene, p) {
            push(list, m);
        }
        if role == Role::Target {
            self.fill_places(scene, p);
        }
    }

    /// "A and B clashed": of two sides the first named is the initiator.
    fn fill_sides(&mut self, scene: &Scene<'_>, p: PhraseId) {
        let members = &scene.doc.phrases[p].conjuncts;
        for m in own_actors(scene, p) {
            push(&mut self.initiators, m);
        }
        for &q in members {
            for m in own_actors(scene, q) {
                push(&mut self.targets, m);
            }
        }
    }

    /// Ground that is hit, taken or held is where the act is.
    fn fill_places(&mut self, scene: &Scene<'_>, p: PhraseId) {
        let phrases = std::iter::once(p).chain(scene.doc.phrases[p].conjuncts.iter().copied());
        for q in phrases {
            let tokens = &scene.doc.phrases[q].tokens;
            let head = scene.doc.phrases[q].head;
            for (i, m) in scene.places.iter().enumerate() {
                let people = scene.actors.iter().any(|a| a.tokens.contains(&head));
                if tokens.contains(&m.tokens.start) && !people {
                    push(&mut self.places, i);
                }
            }
        }
    }

    /// Places, times and weapons whose path upwards meets this act first.
    fn take_adjuncts(&mut self, scene: &Scene<'_>, others: &[Act]) {
        let range = scene.doc.sentences[self.act.sentence].tokens.clone();
        let mut indirect = Vec::new();
        for (i, place) in scene.places.iter().enumerate().filter(|(_, m)| range.contains(&m.tokens.start) && !m.bare) {
            match self.hold(scene, place.tokens.start, others) {
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
            if self.hold(scene, time.tokens.start, others) != Hold::No {
                self.times.push(i);
            }
        }
        for (i, weapon) in scene.weapons.iter().enumerate().filter(|(_, w)| range.contains(&w.tokens.start)) {
            if self.hold(scene, weapon.tokens.start, others) != Hold::No && !self.is_hit(scene, weapon.tokens.start) {
                self.weapons.push(i);
            }
        }
    }

    /// Whether the token lies in what the act's verb hits: a tank that was destroyed is no means of the act.
    fn is_hit(&self, scene: &Scene<'_>, token: TokenId) -> bool {
        let path = scene.structure.path(scene.doc, token);
        self.act.anchors.iter().any(|a| {
            let Some(c) = a.clause else { return false };
            let clause = &scene.doc.clauses[c];
            let (_, object_role) = verb_roles(scene, a, clause.voice);
            let hit = if clause.voice == Voice::Active { clause.object } else { clause.subject };
            let foiled = self.act.told_standing(scene) == Some(Standing::Foiled);
            object_role == Role::Target
                && !foiled
                && hit.is_some_and(|h| path.contains(&Node::Phrase(h)) && !self.tells_act(scene, h))
        })
    }

    /// Whether the act is fire at a drone or missile in flight (CODEBOOK rule 4).
    pub fn stops_weapon(&self, scene: &Scene<'_>) -> bool {
        let flies = |p: PhraseId| {
            let head = scene.doc.phrases[p].head;
            let weapon = scene.weapons.iter().find(|w| w.tokens.contains(&head));
            weapon.and_then(|w| scene.book.weapons[w.weapon].event_type()).is_some_and(|t| {
                matches!(t, SubEventType::AirDroneStrike | SubEventType::ShellingArtilleryMissileAttack)
            })
        };
        let aimed = |list: &[(TokenId, PhraseId)]| {
            list.iter().any(|&(prep, p)| scene.preposition_in(prep, &scene.book.prepositions.target) && flies(p))
        };
        self.act.anchors.iter().any(|a| {
            let Some(c) = a.clause else { return false };
            let clause = &scene.doc.clauses[c];
            let fires = a.tokens.end - a.tokens.start > 1 || clause.object.is_none();
            fires
                && (aimed(&clause.prepositions)
                    || clause.object.is_some_and(|o| aimed(&scene.doc.phrases[o].prepositions)))
        })
    }

    /// Why the words tell no act of their own, in a short line for a reader; `None` if they do.
    pub fn left_out(&self, scene: &Scene<'_>) -> Option<&'static str> {
        let narrow = self.places.iter().any(|&i| !scene.places[i].width.is_wide());
        let dated = !self.times.is_empty() || !self.casualties.is_empty() || self.heads_report(scene);
        if !asserted(scene, &self.act, dated) && !self.is_threat(scene) && self.act.told_standing(scene).is_none() {
            return Some("not asserted");
        }
        if self.is_lookalike(scene) {
            return Some("words of exercise, fiction, sport, business or old wars");
        }
        if self.is_unreal(scene) {
            return Some("a wish, a fear or an aim");
        }
        let plural = self.bare_plural(scene);
        let told = narrow || !self.times.is_empty() || !self.casualties.is_empty() || self.count.is_some();
        if plural && self.is_pattern(scene) || !told && self.recalls_many(scene) {
            return Some("a pattern");
        }
        let sides = !self.targets.is_empty() || !self.weapons.is_empty() || !self.places.is_empty();
        let noun = self.act.anchors.iter().any(|a| a.phrase.is_some()) || !self.act.supports.is_empty();
        let named = !self.act.named_types(scene).is_empty() && !self.initiators.is_empty() && !plural;
        let tells = named || told || self.definite || !plural && (sides || noun || self.initiators.len() > 1);
        if tells { None } else { Some("neither place, date, count, result nor side") }
    }

    /// A pattern with a doer: no event, but single acts told next may leave out what it says.
    pub fn is_background(&self, scene: &Scene<'_>) -> bool {
        !self.initiators.is_empty() && asserted(scene, &self.act, true) && !self.is_unreal(scene)
    }

    /// "the attacks in A and B", "strikes on a base": several acts told by one noun.
    pub fn tells_plural(&self, scene: &Scene<'_>) -> bool {
        self.act.named_types(scene).is_empty()
            && self.act.anchors.iter().all(|a| {
                a.phrase.is_some_and(|p| {
                    let head = scene.doc.phrases[p].head;
                    scene.lower(head) != scene.lemma(head)
                })
            })
    }

    /// Words of habit beside it: "attacks continue".
    fn is_pattern(&self, scene: &Scene<'_>) -> bool {
        cues(scene, self.act.sentence)
            .iter()
            .any(|c| c.cue == StandingCue::Pattern && c.last.abs_diff(self.act.start()) <= 4)
    }

    /// Words before it that make it a wish, a fear or an aim: "call for an end to the attacks".
    fn is_unreal(&self, scene: &Scene<'_>) -> bool {
        let start = self.act.start();
        let by_noun = self.act.anchors.iter().all(|a| a.clause.is_none());
        by_noun
            && cues(scene, self.act.sentence)
                .iter()
                .any(|c| c.cue == StandingCue::Unreal && c.last < start && start - c.last <= 5)
    }

    /// Words of exercises, films, sport or business in its sentence, or of a war long closed near it.
    fn is_lookalike(&self, scene: &Scene<'_>) -> bool {
        cues(scene, self.act.sentence).iter().any(|c| match c.cue {
            StandingCue::Lookalike => true,
            StandingCue::History => c.first.abs_diff(self.act.start()) <= 12,
            _ => false,
        })
    }

    fn heads_report(&self, scene: &Scene<'_>) -> bool {
        scene.doc.sentences[self.act.sentence].kind == language::SentenceKind::Title
    }

    /// A threat or plan against somebody or something named.
    fn is_threat(&self, scene: &Scene<'_>) -> bool {
        let future = self.act.anchors.iter().filter_map(|a| a.clause).any(|c| {
            let clause = &scene.doc.clauses[c];
            clause.mood == language::Mood::Future && !clause.negated
        });
        let hit = self.targets.iter().any(|&i| scene.actors[i].who.is_named())
            || self.places.iter().any(|&i| !scene.places[i].width.is_wide());
        future && hit && self.initiators.iter().any(|&i| scene.actors[i].who.is_party())
    }

    /// "their recent attacks", "the attacks on troops": a plural that recalls activity and points at no act told before.
    fn recalls_many(&self, scene: &Scene<'_>) -> bool {
        self.act.anchors.iter().all(|a| {
            a.phrase.is_some_and(|p| {
                let phrase = &scene.doc.phrases[p];
                let plural = scene.lower(phrase.head) != scene.lemma(phrase.head);
                let anew = phrase.article == Article::Possessive || !phrase.prepositions.is_empty();
                plural && anew && phrase.article != Article::Indefinite
            })
        })
    }

    /// "rocket attacks", "air strikes": the plural of a noun without article or number, and no verb that tells it.
    fn bare_plural(&self, scene: &Scene<'_>) -> bool {
        let told = |c: ClauseId| {
            scene.doc.clauses[c].mood == language::Mood::Past && scene.doc.clauses[c].link == ClauseLink::Main
        };
        !self.act.supports.iter().any(|s| told(s.0))
            && self.act.anchors.iter().all(|a| {
                a.phrase.is_some_and(|p| {
                    let phrase = &scene.doc.phrases[p];
                    phrase.article == Article::Bare && scene.lower(phrase.head) != scene.lemma(phrase.head)
                })
            })
    }

    fn hold(&self, scene: &Scene<'_>, token: TokenId, others: &[Act]) -> Hold {
        if let Some(owner) = described(scene, token, others) {
            return if owner == self.act.start() { Hold::Direct } else { Hold::No };
        }
        let path = scene.structure.path(scene.doc, token);
        let mut through_actor = false;
        for node in &path {
            if owns(&self.act, *node) {
                return if through_actor { Hold::ThroughActor } else { Hold::Direct };
            }
            if others.iter().any(|o| o.sentence == self.act.sentence && owns(o, *node)) {
                return Hold::No;
            }
            match node {
                Node::Phrase(p) => through_actor |= heads_actor(scene, *p) && !within(scene, *p, token),
                Node::Clause(c) if is_speech(scene, *c) => return Hold::No,
                Node::Clause(_) => {}
            }
        }
        // What hangs on no act belongs to the sentence's only one.
        let alone = !others.iter().any(|o| o.sentence == self.act.sentence && o.start() != self.act.start());
        if alone { Hold::ThroughActor } else { Hold::No }
    }

    /// People hurt are targets, unless a named party is; places hit stand for whom they belong to.
    fn settle_targets(&mut self, scene: &Scene<'_>) {
        let named = self.targets.iter().any(|&i| scene.actors[i].who.is_named());
        if named {
            self.targets.retain(|&i| scene.actors[i].who.is_named());
        }
        let initiators = self.initiators.clone();
        self.targets.retain(|i| !initiators.contains(i));
    }
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    Direct,
    /// Through the phrase of an actor: "militias in Iraq" says where the militias are.
    ThroughActor,
    No,
}

fn push(list: &mut Vec<usize>, i: usize) {
    if !list.contains(&i) {
        list.push(i);
    }
}

fn within(scene: &Scene<'_>, p: PhraseId, token: TokenId) -> bool {
    scene.doc.phrases[p].tokens.contains(&token)
}

fn heads_actor(scene: &Scene<'_>, p: PhraseId) -> bool {
    let head = scene.doc.phrases[p].head;
    scene.actors.iter().any(|m| m.tokens.contains(&head))
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

/// What subject and object of an anchor's verb are to the act.
fn verb_roles(scene: &Scene<'_>, anchor: &Anchor, voice: Voice) -> (Role, Role) {
    match anchor.tells {
        Tells::Act(i) => (scene.book.acts[i].subject, scene.book.acts[i].object),
        Tells::Read(_) => (Role::Initiator, Role::Target),
        Tells::Outcome(i) => match scene.book.outcome_wordings[i].people {
            People::Subject if voice == Voice::Active => (Role::Target, Role::None),
            _ => (Role::Initiator, Role::Target),
        },
    }
}

/// The "by" phrase of a passive.
fn agent(scene: &Scene<'_>, c: ClauseId) -> Option<PhraseId> {
    let clause = &scene.doc.clauses[c];
    clause
        .prepositions
        .iter()
        .find(|(prep, _)| scene.preposition_in(*prep, &scene.book.prepositions.initiator))
        .map(|x| x.1)
}

/// The actors that a phrase means: its head's, else those that the rest of it names ("two facilities used by X").
pub(crate) fn actors_of(scene: &Scene<'_>, p: PhraseId) -> Vec<usize> {
    let mut out = own_actors(scene, p);
    for &c in &scene.doc.phrases[p].conjuncts {
        for m in own_actors(scene, c) {
            push(&mut out, m);
        }
    }
    out
}

fn own_actors(scene: &Scene<'_>, p: PhraseId) -> Vec<usize> {
    let p = antecedent(scene, p);
    let phrase = &scene.doc.phrases[p];
    let inside = |range: &Range<TokenId>| -> Vec<usize> {
        let meets = |m: &ActorMention| m.tokens.start < range.end && range.start < m.tokens.end;
        (0..scene.actors.len()).filter(|&i| meets(&scene.actors[i])).collect()
    };
    let own = inside(&phrase.tokens);
    let heads: Vec<usize> = own.iter().copied().filter(|&i| scene.actors[i].head).collect();
    let named: Vec<usize> = own.iter().copied().filter(|&i| scene.actors[i].who.is_named()).collect();
    if heads.iter().any(|&i| scene.actors[i].who.is_named()) {
        return heads.into_iter().filter(|&i| scene.actors[i].who.is_named()).collect();
    }
    if !named.is_empty() && (heads.is_empty() || describes_fighters(scene, &heads)) {
        return named;
    }
    // "militants from the Kataib Hezbollah militia", "a base housing US troops".
    let civilians = heads.iter().any(|&i| matches!(scene.actors[i].who, Who::Civilians(_)));
    let wide: Vec<usize> = if civilians {
        Vec::new()
    } else {
        let possessor = phrase.possessor.map(|q| inside(&scene.doc.phrases[q].tokens)).unwrap_or_default();
        let far = inside(&extent(scene.doc, p));
        possessor.into_iter().chain(far).filter(|&i| is_owner(scene, &scene.actors[i])).take(2).collect()
    };
    if !wide.is_empty() {
        return wide;
    }
    if heads.is_empty() { own } else { heads }
}

fn describes_fighters(scene: &Scene<'_>, heads: &[usize]) -> bool {
    heads.iter().all(|&i| !matches!(scene.actors[i].who, Who::Civilians(_)))
}

fn is_owner(scene: &Scene<'_>, m: &ActorMention) -> bool {
    let placed = scene.places.iter().any(|p| p.tokens.start == m.tokens.start);
    m.who.is_named() && !placed && !matches!(m.who, Who::State(_) if !m.head)
}

/// What a pronoun or definite description stands for, where that is sure.
fn antecedent(scene: &Scene<'_>, p: PhraseId) -> PhraseId {
    scene.doc.references.iter().find(|r| r.phrase == p).map_or(p, |r| r.antecedent)
}

/// "the attack", "this strike", "the two explosions".
fn definite(scene: &Scene<'_>, act: &Act) -> bool {
    act.anchors.iter().any(|a| {
        a.phrase.is_some_and(|p| {
            let phrase = &scene.doc.phrases[p];
            let pointing = phrase.article == Article::Definite || dated_possessor(scene, p);
            pointing && !matches!(a.tells, Tells::Outcome(_))
        })
    })
}

/// "Wednesday's attack": a day that possesses an act points at it.
fn dated_possessor(scene: &Scene<'_>, p: PhraseId) -> bool {
    let possessor = scene.doc.phrases[p].possessor.map(|q| scene.doc.phrases[q].tokens.clone());
    possessor.is_some_and(|r| scene.doc.times.iter().any(|t| r.contains(&t.tokens.start)))
}

/// The number of acts: "15 strikes", "attacked 66 times".
fn count(scene: &Scene<'_>, telling: &Telling, others: &[Act]) -> Option<usize> {
    let act = &telling.act;
    scene.doc.numbers.iter().position(|n| {
        if scene.doc.tokens[n.tokens.start].sentence != act.sentence {
            return false;
        }
        let by_noun = n.kind == NumberKind::Count
            && act.anchors.iter().filter(|a| !matches!(a.tells, Tells::Outcome(_))).any(|a| {
                let phrase = a.phrase.map(|p| (p, &scene.doc.phrases[p]));
                phrase.is_some_and(|(p, phrase)| {
                    (n.phrase == Some(p) || phrase.tokens.contains(&n.tokens.start)) && n.tokens.end <= a.tokens.start
                })
            });
        by_noun || n.kind == NumberKind::Times && telling.hold(scene, n.tokens.start, others) == Hold::Direct
    })
}

/// Places of a telling that are separate spots told together ("in Qamenas, Sarmin and Talmenes").
pub(crate) fn separate_places<'a>(scene: &'a Scene<'_>, telling: &Telling) -> Vec<usize> {
    let narrow: Vec<usize> = telling.places.iter().copied().filter(|&i| scene.places[i].width <= Width::Town).collect();
    let listed = |a: &PlaceMention, b: &PlaceMention| {
        let first = |m: &PlaceMention| {
            scene.phrase_of(m.tokens.start).map(|p| scene.doc.phrases[p].first_conjunct.unwrap_or(p))
        };
        first(a).is_some() && first(a) == first(b) && scene.phrase_of(a.tokens.start) != scene.phrase_of(b.tokens.start)
    };
    let Some(&first) = narrow.first() else { return Vec::new() };
    let mut out = vec![first];
    for &i in &narrow[1..] {
        if listed(&scene.places[first], &scene.places[i]) {
            out.push(i);
        }
    }
    if out.len() > 1 { out } else { Vec::new() }
}
