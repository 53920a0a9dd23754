//! What one sentence tells of one act: the act with everything that hangs on it.

use std::ops::Range;

use language::{Article, ClauseId, NumberKind, PhraseId, TokenId, Voice};
use record::{Casualty, Quote, Span, Standing, SubEventType};

use crate::act::{Act, Anchor, Tells, verb_object};
use crate::actor::{ActorMention, Who, blamed};
use crate::adjunct::Hold;
use crate::casualty::{at_places, casualties, victims};
use crate::codebook::{ActWording, Manner, Part, People, Role};
use crate::scene::Scene;
use crate::structure::extent;

/// One sentence's telling of one act. Numbers are indices into the scene's lists.
#[derive(Clone, Debug)]
pub(crate) struct Telling {
    pub act: Act,
    pub initiators: Vec<usize>,
    pub targets: Vec<usize>,
    /// Doers and targets that the reader sees; empty without one.
    pub read_initiators: Vec<usize>,
    pub read_targets: Vec<usize>,
    /// Doers and targets that the grammar gives, where there is a reader; without one, `initiators` and `targets` are these.
    pub ruled_initiators: Vec<usize>,
    pub ruled_targets: Vec<usize>,
    /// Phrases of what it hit that stand for no actor, by the reader.
    pub read_things: Vec<PhraseId>,
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
    /// Figures of its sentence that are of other places, or of all together.
    pub elsewhere: Vec<Span>,
    /// Whether it gives what several places of one act cost together, and is no event beside those.
    pub joint: bool,
}

impl Telling {
    pub fn of(scene: &Scene<'_>, act: Act, others: &[Act]) -> Telling {
        let mut telling = Telling {
            initiators: Vec::new(),
            targets: Vec::new(),
            read_initiators: Vec::new(),
            read_targets: Vec::new(),
            ruled_initiators: Vec::new(),
            ruled_targets: Vec::new(),
            read_things: Vec::new(),
            places: Vec::new(),
            times: Vec::new(),
            weapons: Vec::new(),
            casualties: Vec::new(),
            victims: Vec::new(),
            count: None,
            kind_from: None,
            definite: definite(scene, &act),
            standing: act.told_standing(scene),
            elsewhere: Vec::new(),
            joint: false,
            act,
        };
        telling.count = count(scene, &telling, others);
        telling.take_roles(scene);
        telling.take_adjuncts(scene, others);
        if telling.initiators.is_empty() {
            telling.initiators = blamed(scene, &telling.act);
        }
        telling.casualties = casualties(scene, &telling.act, others);
        telling.victims = victims(scene, &telling.act, others);
        telling.settle_targets(scene);
        telling
    }

    /// The telling at each of its places, with the figures that are of this place; and what all of them cost together, if figures
    /// are of no single one (rule 8).
    pub fn at_each(&self, scene: &Scene<'_>, places: &[usize]) -> Vec<Telling> {
        let (here, linked): (Vec<Casualty>, Vec<Casualty>) =
            self.casualties.iter().cloned().partition(|c| self.span(scene).contains(c.span));
        let (each, joint) = at_places(scene, &here, places);
        let at = |(&place, own): (&usize, Vec<Casualty>)| {
            let others = here.iter().map(|c| c.span);
            let elsewhere = others.filter(|&span| own.iter().all(|c| c.span != span)).collect();
            let casualties = own.into_iter().chain(linked.iter().cloned()).collect();
            Telling { places: vec![place], casualties, elsewhere, ..self.clone() }
        };
        let mut out: Vec<Telling> = places.iter().zip(each).map(at).collect();
        if !joint.is_empty() {
            let wide = self.places.iter().copied().filter(|&i| scene.places[i].width.is_wide()).collect();
            out.push(Telling { places: wide, casualties: joint, count: None, joint: true, ..self.clone() });
        }
        out
    }

    /// Whether it adds any value to a record, beyond naming the act again.
    pub fn has_content(&self) -> bool {
        let lists = [&self.initiators, &self.targets, &self.places, &self.times, &self.weapons];
        lists.iter().any(|l| !l.is_empty()) || !self.casualties.is_empty() || !self.victims.is_empty()
    }

    /// Whether its words tell a strike from afar, and nothing else.
    pub fn is_strike(&self, scene: &Scene<'_>) -> bool {
        let strike = |w: &ActWording| {
            w.manner == Some(Manner::Strike) || w.code == Some(SubEventType::AirDroneStrike) && w.part == Part::Noun
        };
        self.act.wordings(scene).any(strike)
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
        let own = prepositions.len();
        // "the attack with drones on a convoy": what follows the means belongs to the act.
        let means =
            prepositions.iter().filter(|(prep, _)| scene.preposition_in(*prep, &scene.book.prepositions.weapon));
        let behind: Vec<(TokenId, PhraseId)> =
            means.flat_map(|&(_, q)| scene.doc.phrases[q].prepositions.iter().copied()).collect();
        prepositions.extend(behind);
        prepositions.extend(behind_noun(scene, anchor, p));
        self.take_prepositions(scene, &prepositions);
        // "the strikes bring to five the number of raids in support of the army": only what hangs on the noun itself is hit.
        for &(prep, q) in &prepositions[..own] {
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
    pub(crate) fn tells_act(&self, scene: &Scene<'_>, p: PhraseId) -> bool {
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
                let people = scene.actor_at(head).is_some();
                if tokens.contains(&m.tokens.start) && !people {
                    push(&mut self.places, i);
                }
            }
        }
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

pub(crate) fn push(list: &mut Vec<usize>, i: usize) {
    if !list.contains(&i) {
        list.push(i);
    }
}

/// What subject and object of an anchor's verb are to the act.
pub(crate) fn verb_roles(scene: &Scene<'_>, anchor: &Anchor, voice: Voice) -> (Role, Role) {
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
    // "shelled a Syrian city": ground is nobody's side.
    let ground = scene.book.registry.group.ground.iter().any(|w| w == scene.lemma(phrase.head));
    let told = |i: &usize| !ground || !matches!(scene.actors[*i].who, Who::State(_));
    if heads.iter().any(|&i| scene.actors[i].who.is_named()) {
        return heads.into_iter().filter(|&i| scene.actors[i].who.is_named()).collect();
    }
    if !named.is_empty() && (heads.is_empty() || describes_fighters(scene, &heads)) {
        return named.into_iter().filter(told).collect();
    }
    // "militants from the Kataib Hezbollah militia", "a base housing US troops".
    let civilians = heads.iter().any(|&i| matches!(scene.actors[i].who, Who::Civilians(_)));
    let wide: Vec<usize> = if civilians {
        Vec::new()
    } else {
        // "its forces" belong to whom "its" stands for.
        let possessor = phrase.possessor.map(|q| inside(&scene.doc.phrases[antecedent(scene, q)].tokens));
        let possessor = possessor.unwrap_or_default();
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

/// Prepositional phrases that the grammar hangs on a verb beside the act's noun, though they say more of the act: behind the
/// noun ("admitted the attack on a convoy"), or behind a verb of which it is the subject ("air strikes rained down on").
fn behind_noun(scene: &Scene<'_>, anchor: &Anchor, p: PhraseId) -> Vec<(TokenId, PhraseId)> {
    let sentence = &scene.doc.sentences[scene.doc.tokens[anchor.tokens.start].sentence];
    let verbless = |from: TokenId, to: TokenId| (from..to).all(|t| scene.structure.clause_of[t].is_none());
    let mut out = Vec::new();
    for c in sentence.clauses.clone() {
        let clause = &scene.doc.clauses[c];
        if clause.subject == Some(p) && clause.voice == Voice::Active {
            let of_object = clause.object.iter().flat_map(|&o| scene.doc.phrases[o].prepositions.iter());
            // "fighting erupted between A and B", but not "the attack came amid the war between A and B".
            let clash =
                matches!(anchor.tells, Tells::Act(i) if scene.book.acts[i].code == Some(SubEventType::ArmedClash));
            let fits = |x: &&(TokenId, PhraseId)| clash || !scene.preposition_in(x.0, &scene.book.prepositions.sides);
            out.extend(clause.prepositions.iter().chain(of_object).filter(fits).copied());
        } else if clause.verb < anchor.tokens.start {
            let follows = |x: &&(TokenId, PhraseId)| x.0 >= anchor.tokens.end && verbless(anchor.tokens.end, x.0);
            out.extend(clause.prepositions.iter().filter(follows).copied());
        }
    }
    out
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
