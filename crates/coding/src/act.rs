//! Acts: the words that tell one (anchors), and which anchors of a sentence tell the same.

use std::ops::Range;

use language::{ClauseId, ClauseLink, Mood, PhraseId, SentenceKind, Tag, TokenId, Voice};
use record::{Standing, SubEventType};

use crate::codebook::lexicon::Hit;
use crate::codebook::vocabulary::Uses;
use crate::codebook::{ActWording, Part, Role};
use crate::learned;
use crate::scene::Scene;
use crate::structure::{Node, extent};

/// Words that tell an act, or what came of one.
#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    pub tokens: Range<TokenId>,
    pub tells: Tells,
    /// The clause, if the words are its verb.
    pub clause: Option<ClauseId>,
    /// The noun phrase, if the words are its head or stand before it.
    pub phrase: Option<PhraseId>,
}

/// What an anchor tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tells {
    /// An act; the number indexes the codebook's wordings.
    Act(usize),
    /// An outcome alone; the number indexes the codebook's outcome wordings.
    Outcome(usize),
    /// An act of this type, by a trained reader alone.
    Read(SubEventType),
}

/// One telling of one act within a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    /// The words that tell it, in order of the text.
    pub anchors: Vec<Anchor>,
    pub sentence: usize,
    /// Verbs that carry it ("carried out", "launched"), with what their subject is to it.
    pub supports: Vec<(ClauseId, Role)>,
}

impl Act {
    /// First token of the first anchor.
    pub fn start(&self) -> TokenId {
        self.anchors.first().map_or(0, |a| a.tokens.start)
    }

    pub fn has_clause(&self, clause: ClauseId) -> bool {
        self.anchors.iter().any(|a| a.clause == Some(clause)) || self.supports.iter().any(|s| s.0 == clause)
    }

    pub fn has_phrase(&self, phrase: PhraseId) -> bool {
        self.anchors.iter().any(|a| a.phrase == Some(phrase))
    }

    /// The act wordings among its anchors.
    pub fn wordings<'a>(&'a self, scene: &'a Scene<'_>) -> impl Iterator<Item = &'a crate::codebook::ActWording> + 'a {
        self.anchors.iter().filter_map(|a| if let Tells::Act(i) = a.tells { Some(&scene.book.acts[i]) } else { None })
    }

    /// Types that its words name outright, in order of the text.
    pub fn named_types(&self, scene: &Scene<'_>) -> Vec<SubEventType> {
        self.anchors
            .iter()
            .filter_map(|a| match a.tells {
                Tells::Act(i) => scene.book.acts[i].code,
                Tells::Read(code) => Some(code),
                Tells::Outcome(_) => None,
            })
            .collect()
    }

    /// Whether only outcomes tell it ("five people died").
    pub fn only_outcome(&self) -> bool {
        self.anchors.iter().all(|a| matches!(a.tells, Tells::Outcome(_)))
    }

    /// The standing that its words settle by themselves.
    pub fn told_standing(&self, scene: &Scene<'_>) -> Option<Standing> {
        self.wordings(scene).find_map(|w| w.standing)
    }
}

/// All acts of the report, in order of the text.
pub(crate) fn acts(scene: &Scene<'_>) -> Vec<Act> {
    let mut out = Vec::new();
    for s in scene.telling() {
        let anchors = anchors(scene, s);
        out.extend(unify(scene, s, anchors));
    }
    out
}

fn anchors(scene: &Scene<'_>, sentence: usize) -> Vec<Anchor> {
    let range = scene.doc.sentences[sentence].tokens.clone();
    let mut out: Vec<Anchor> = Vec::new();
    let mut t = range.start;
    while t < range.end {
        match anchor_at(scene, t, range.end) {
            Some(anchor) => {
                t = anchor.tokens.end;
                out.push(anchor);
            }
            None => t += 1,
        }
    }
    out
}

fn anchor_at(scene: &Scene<'_>, t: TokenId, end: TokenId) -> Option<Anchor> {
    if !scene.may_be(t, Uses::ACT.and(Uses::OUTCOME)) && scene.reading.acts.is_empty() {
        return None;
    }
    let tokens = &scene.doc.tokens[..end];
    let told = scene.book.act_words.at(tokens, t).filter(|hit| {
        let wording = &scene.book.acts[hit.value];
        let range = t..t + hit.len;
        fits(scene, wording.part, &range)
            && takes_ground(scene, wording, &range)
            && !scene.undone(&range, &wording.unless)
    });
    // "overran the town" takes ground, "overran the post" is a clash: what asks for ground goes first.
    let ground = |hit: &Hit| scene.book.acts[hit.value].object == Role::Place;
    let act = told.reduce(|a, b| if a.len == b.len && ground(&b) && !ground(&a) { b } else { a });
    let outcome = scene.book.outcome_words.at(tokens, t).find(|hit| {
        let wording = &scene.book.outcome_wordings[hit.value];
        let range = t..t + hit.len;
        fits(scene, wording.part, &range) && !scene.undone(&range, &wording.unless)
    });
    // The month of March is no march.
    let dated = scene.doc.times.iter().any(|x| x.tokens.contains(&t) && x.tokens.len() > 1);
    if dated && act.is_none_or(|a| a.len == 1) && outcome.is_none() {
        return None;
    }
    let (len, tells) = match (act, outcome) {
        (Some(a), Some(o)) if o.len > a.len => (o.len, Tells::Outcome(o.value)),
        (Some(a), _) => (a.len, Tells::Act(a.value)),
        (None, Some(o)) => (o.len, Tells::Outcome(o.value)),
        (None, None) => (1, read_at(scene, t)?),
    };
    Some(anchor(scene, t..t + len, tells))
}

/// A wording whose object is ground tells nothing of people or things ("captured a commander" takes no territory), and one
/// whose subject is a weapon or ground nothing of others ("prices fell", "rain fell").
fn takes_ground(scene: &Scene<'_>, wording: &ActWording, tokens: &Range<TokenId>) -> bool {
    let asks =
        matches!(wording.subject, Role::Place | Role::Means) || matches!(wording.object, Role::Place | Role::Means);
    if wording.part != Part::Verb || !asks {
        return true;
    }
    let Some(c) = tokens.clone().find_map(|t| scene.structure.clause_of[t]) else { return false };
    let subject = scene.doc.clauses[c].subject;
    let ground = |p: PhraseId| {
        std::iter::once(p).chain(scene.doc.phrases[p].conjuncts.iter().copied()).any(|q| scene.is_ground(q))
    };
    match wording.subject {
        Role::Means => subject.is_some_and(|p| scene.holds_weapon(p)),
        Role::Place => subject.is_some_and(ground),
        _ if wording.object == Role::Means => verb_object(scene, c, tokens).is_some_and(|p| {
            // "launched a barrage at the rebels" needs no weapon by name, "dropped aid packages" has none.
            scene.holds_weapon(p) || extent(scene.doc, p).any(|t| scene.actor_at(t).is_some_and(|m| m.who.is_party()))
        }),
        _ => verb_object(scene, c, tokens).is_some_and(ground),
    }
}

/// What a verb's wording acts on: behind its own preposition where it has one ("took control of X"), else its object, or the
/// subject of the passive.
pub(crate) fn verb_object(scene: &Scene<'_>, c: ClauseId, tokens: &Range<TokenId>) -> Option<PhraseId> {
    let clause = &scene.doc.clauses[c];
    let of_object = clause.object.map(|p| scene.doc.phrases[p].prepositions.as_slice()).unwrap_or_default();
    let own = clause.prepositions.iter().chain(of_object).find(|(prep, _)| tokens.contains(prep)).map(|x| x.1);
    own.or(if clause.voice == Voice::Active { clause.object } else { clause.subject })
}

/// What the trained reader takes the token for, where words begin that it is sure of.
fn read_at(scene: &Scene<'_>, t: TokenId) -> Option<Tells> {
    learned::act_at(scene, t).map(Tells::Read)
}

fn anchor(scene: &Scene<'_>, tokens: Range<TokenId>, tells: Tells) -> Anchor {
    let clause = tokens.clone().find_map(|t| scene.structure.clause_of[t]);
    let phrase = if clause.is_none() { scene.phrase_of(tokens.end - 1) } else { None };
    Anchor { tokens, tells, clause, phrase }
}

/// Whether the words stand there as the part of speech that the wording asks for.
fn fits(scene: &Scene<'_>, part: Part, tokens: &Range<TokenId>) -> bool {
    let verb = |t| matches!(scene.tag(t), Tag::Verb | Tag::PastParticiple | Tag::Gerund);
    match part {
        Part::Noun => {
            let last = tokens.end - 1;
            match scene.tag(last) {
                Tag::Noun => true,
                // Headlines capitalise nouns; elsewhere a capital makes a name ("Strike Force").
                Tag::ProperNoun => !within_name(scene, last),
                // A noun before another: "attack helicopter" tells no attack, "bomb attack site" does.
                Tag::Adjective | Tag::Gerund => {
                    tokens.len() > 1 || scene.tag(last) == Tag::Gerund && noun_like(scene, last)
                }
                _ => false,
            }
        }
        Part::Verb => verb(tokens.start) && tokens.clone().any(|t| scene.structure.clause_of[t].is_some()),
        Part::Adjective => {
            matches!(scene.tag(tokens.start), Tag::Adjective | Tag::Noun | Tag::PastParticiple | Tag::Verb)
        }
        Part::Adverb | Part::Phrase => true,
    }
}

fn noun_like(scene: &Scene<'_>, t: TokenId) -> bool {
    scene.phrase_of(t).is_some_and(|p| scene.doc.phrases[p].head == t)
}

fn within_name(scene: &Scene<'_>, t: TokenId) -> bool {
    let sentence = &scene.doc.sentences[scene.doc.tokens[t].sentence];
    sentence.kind != SentenceKind::Title && scene.name_at(t).is_some_and(|n| n.tokens.len() > 1)
}

/// Joins the anchors of a sentence that tell one act.
fn unify(scene: &Scene<'_>, sentence: usize, anchors: Vec<Anchor>) -> Vec<Act> {
    let n = anchors.len();
    let mut group: Vec<usize> = (0..n).collect();
    let find = |group: &[usize], mut i: usize| {
        while group[i] != i {
            i = group[i];
        }
        i
    };
    for i in 0..n {
        for j in 0..n {
            if i != j && same_act(scene, &anchors[i], &anchors[j]) {
                let (a, b) = (find(&group, i), find(&group, j));
                group[a.max(b)] = a.min(b);
            }
        }
    }
    let mut acts: Vec<Act> = Vec::new();
    let mut of_group: Vec<(usize, usize)> = Vec::new();
    for (i, anchor) in anchors.into_iter().enumerate() {
        let g = find(&group, i);
        match of_group.iter().find(|x| x.0 == g) {
            Some(&(_, a)) => acts[a].anchors.push(anchor),
            None => {
                of_group.push((g, acts.len()));
                acts.push(Act { anchors: vec![anchor], sentence, supports: Vec::new() });
            }
        }
    }
    adopt_outcomes(scene, &mut acts);
    for act in &mut acts {
        act.supports = supports(scene, act);
    }
    acts
}

/// Whether anchor `a`, by its place in the sentence's structure, tells the act of anchor `b`.
fn same_act(scene: &Scene<'_>, a: &Anchor, b: &Anchor) -> bool {
    let doc = scene.doc;
    if let (Some(c), Some(p)) = (a.clause, b.phrase) {
        let clause = &doc.clauses[c];
        // "The strike killed five", "the blast that hit the market", "attacks in the centre of X that killed five".
        let far_antecedent = matches!(clause.link, ClauseLink::Relative(_))
            && clause.voice == Voice::Active
            && relates(scene, clause.subject, p);
        if far_antecedent || holds(scene, clause.subject, p) && (clause.voice == Voice::Active || takes_act(scene, a)) {
            return true;
        }
        // "Five were killed in a strike", "wounded by the blast".
        let words = &scene.book.prepositions;
        let result = matches!(a.tells, Tells::Outcome(_)) || clause.voice == Voice::Passive;
        let leads = |t| scene.preposition_in(t, &words.cause) || result && scene.preposition_in(t, &words.after);
        let cause = clause.prepositions.iter().any(|&(prep, q)| leads(prep) && holds(scene, Some(q), p));
        if cause && !is_specific(scene, a) {
            return true;
        }
        // "foiled an attack", "condemned" is no anchor: a verb that settles the standing of its object.
        if holds(scene, clause.object, p) && (takes_act(scene, a) || !is_specific(scene, a)) {
            return true;
        }
    }
    if let (Some(c), Some(d)) = (a.clause, b.clause)
        && c != d
    {
        return same_act_of_verbs(scene, a, b, c, d);
    }
    // "deaths in an attack", "the victims of the blast".
    if let (Some(p), Some(q)) = (a.phrase, b.phrase)
        && p != q
        && matches!(a.tells, Tells::Outcome(_))
    {
        return doc.phrases[p].prepositions.iter().any(|&(prep, r)| {
            let cause = scene.preposition_in(prep, &scene.book.prepositions.cause) || scene.lower(prep) == "of";
            cause && holds(scene, Some(r), q)
        });
    }
    if let (Some(p), Some(q)) = (a.phrase, b.phrase)
        && (carries(scene, p, q) || equates(scene, p, b.tokens.start))
    {
        return true;
    }
    a.phrase.is_some() && a.phrase == b.phrase && a.tokens.end == b.tokens.start
}

/// "suicide bombers who carried out the blasts": doer and act are joined by a verb that carries acts.
fn carries(scene: &Scene<'_>, doer: PhraseId, act: PhraseId) -> bool {
    let sentence = &scene.doc.sentences[scene.doc.phrases[doer].sentence];
    sentence.clauses.clone().any(|c| {
        let clause = &scene.doc.clauses[c];
        clause.subject == Some(doer)
            && holds(scene, clause.object, act)
            && scene.book.support_words.longest(&scene.doc.tokens[..sentence.tokens.end], clause.verb).is_some()
    })
}

/// "the attack was an act of terror".
fn equates(scene: &Scene<'_>, act: PhraseId, called: TokenId) -> bool {
    let sentence = &scene.doc.sentences[scene.doc.phrases[act].sentence];
    sentence.clauses.clone().any(|c| {
        let clause = &scene.doc.clauses[c];
        let object = clause.object.is_some_and(|o| scene.doc.phrases[o].tokens.contains(&called));
        clause.subject == Some(act) && object && scene.lemma(clause.verb) == "be"
    })
}

/// Whether phrase `whole` is `part`, or one that `part` is a conjunct of.
fn holds(scene: &Scene<'_>, whole: Option<PhraseId>, part: PhraseId) -> bool {
    whole.is_some_and(|w| w == part || scene.doc.phrases[w].conjuncts.contains(&part))
}

/// A verb such as "foil" whose object may be an act.
fn takes_act(scene: &Scene<'_>, a: &Anchor) -> bool {
    matches!(a.tells, Tells::Act(i) if scene.book.acts[i].standing == Some(Standing::Foiled))
}

/// Verbs that name a type of their own, beyond violence told by its means.
fn is_specific(scene: &Scene<'_>, a: &Anchor) -> bool {
    matches!(a.tells, Tells::Act(i) if scene.book.acts[i].code.is_some())
}

/// Clause `d` tells the act and `c` what came of it, or the reverse.
fn same_act_of_verbs(scene: &Scene<'_>, a: &Anchor, b: &Anchor, c: ClauseId, d: ClauseId) -> bool {
    let (clause, other) = (&scene.doc.clauses[c], &scene.doc.clauses[d]);
    let outcome = matches!(a.tells, Tells::Outcome(_)) || !is_specific(scene, a);
    // "shot down a missile that had been launched at a tanker": the launch is the act that was stopped (rule 4).
    if takes_act(scene, b)
        && clause.subject.is_some()
        && other.object.is_some_and(|o| holds(scene, Some(o), clause.subject.unwrap_or(o)))
    {
        return true;
    }
    // "A rocket that the rebels fired killed two", "shells fired by the army hit a school": what the means did is the act.
    if let Some(means) = clause.subject.filter(|&p| outcome && scene.holds_weapon(p)) {
        let sent_by = other.link == ClauseLink::Participle && other.voice == Voice::Passive;
        if other.link == ClauseLink::Relative(means) && other.object == Some(means)
            || sent_by && other.subject == Some(means)
        {
            return true;
        }
    }
    // "opened fire, killing five"; "bombed the town and killed five".
    if clause.parent == Some(d) && clause.link == ClauseLink::Participle && outcome {
        return true;
    }
    // "Five were killed when gunmen attacked".
    if let ClauseLink::Adverbial(opener) = other.link
        && other.parent == Some(c)
        && outcome
        && clause.voice == Voice::Passive
    {
        let words = &scene.book.prepositions;
        return words.cause.iter().chain(words.after.iter()).any(|w| w == scene.lower(opener))
            || scene.lower(opener) == "as";
    }
    let coordinated =
        clause.subject.is_some() && clause.subject == other.subject && c > d && clause.voice == other.voice;
    coordinated && (matches!(a.tells, Tells::Outcome(_)) || outcome && !is_specific(scene, b))
}

/// A relative clause that stands behind a place or thing may speak of the act that this hangs on.
fn relates(scene: &Scene<'_>, subject: Option<PhraseId>, act: PhraseId) -> bool {
    let Some(s) = subject else { return false };
    let head = scene.doc.phrases[s].head;
    let actor = scene.actors.iter().any(|m| m.tokens.contains(&head) && m.who.is_party());
    !actor && scene.structure.path(scene.doc, head).iter().skip(1).take(4).any(|n| *n == Node::Phrase(act))
}

/// An outcome that hangs on nothing belongs to the sentence's only act.
fn adopt_outcomes(scene: &Scene<'_>, acts: &mut Vec<Act>) {
    let real: Vec<usize> = (0..acts.len()).filter(|&i| !acts[i].only_outcome()).collect();
    let [only] = real[..] else {
        adopt_by_path(scene, acts, &real);
        return;
    };
    let loose: Vec<usize> = (0..acts.len()).filter(|&i| i != only).collect();
    for i in loose.into_iter().rev() {
        let moved = acts.remove(i);
        let target = if i < only { only - 1 } else { only };
        // Only one index can lie before `only` at a time, because removal runs from the end.
        let at = acts.iter().position(|a| !a.only_outcome()).unwrap_or(target);
        acts[at].anchors.extend(moved.anchors);
        acts[at].anchors.sort_by_key(|a| a.tokens.start);
    }
}

/// With several acts in a sentence, an outcome belongs to the first act on its path upwards.
fn adopt_by_path(scene: &Scene<'_>, acts: &mut Vec<Act>, real: &[usize]) {
    let mut moves: Vec<(usize, usize)> = Vec::new();
    for (i, act) in acts.iter().enumerate() {
        if real.contains(&i) {
            continue;
        }
        let path = scene.structure.path(scene.doc, act.start());
        let owner = path.iter().find_map(|node| real.iter().copied().find(|&r| owns(&acts[r], *node)));
        // Where structure says nothing, the act told last before it.
        let last = || real.iter().copied().filter(|&r| acts[r].start() < act.start()).max_by_key(|&r| acts[r].start());
        if let Some(owner) = owner.or_else(last) {
            moves.push((i, owner));
        }
    }
    for &(from, to) in &moves {
        let anchors = acts[from].anchors.clone();
        acts[to].anchors.extend(anchors);
        acts[to].anchors.sort_by_key(|a| a.tokens.start);
    }
    let gone: Vec<usize> = moves.iter().map(|m| m.0).collect();
    let mut i = 0;
    acts.retain(|_| {
        i += 1;
        !gone.contains(&(i - 1))
    });
}

pub(crate) fn owns(act: &Act, node: Node) -> bool {
    match node {
        Node::Phrase(p) => act.has_phrase(p),
        Node::Clause(c) => act.has_clause(c),
    }
}

/// "carried out the attack", "the attack was launched by", "launched air strikes".
fn supports(scene: &Scene<'_>, act: &Act) -> Vec<(ClauseId, Role)> {
    let mut out = Vec::new();
    for c in scene.doc.sentences[act.sentence].clauses.clone() {
        let clause = &scene.doc.clauses[c];
        let end = scene.doc.sentences[act.sentence].tokens.end;
        let Some(hit) = scene.book.support_words.longest(&scene.doc.tokens[..end], clause.verb) else { continue };
        let carried = if clause.voice == Voice::Active { clause.object } else { clause.subject };
        let Some(carried) = carried else { continue };
        let holds_act = act
            .anchors
            .iter()
            .any(|a| a.phrase.is_some_and(|p| holds(scene, Some(carried), p) || counted_of(scene, carried, p)));
        if holds_act {
            out.push((c, scene.book.supports[hit.value].subject));
        }
    }
    out
}

/// "a number of attacks", "a series of strikes": the act stands behind "of".
fn counted_of(scene: &Scene<'_>, whole: PhraseId, part: PhraseId) -> bool {
    scene.doc.phrases[whole].prepositions.iter().any(|&(prep, p)| p == part && scene.lower(prep) == "of")
}

/// Whether the report asserts the act: no wish, no fear, no habit. What goes on counts if `dated`, or if it has a result.
pub(crate) fn asserted(scene: &Scene<'_>, act: &Act, dated: bool) -> bool {
    let moods: Vec<(Mood, bool)> = act
        .anchors
        .iter()
        .filter_map(|a| a.clause)
        .chain(act.supports.iter().map(|s| s.0))
        .map(|c| (scene.doc.clauses[c].mood, scene.doc.clauses[c].negated))
        .collect();
    // A halt or start of attacks is the announcement itself: "said it would stop attacking".
    let announced = act.named_types(scene).contains(&SubEventType::ChangeToGroupActivity);
    let told = |m: Mood| {
        matches!(m, Mood::Past | Mood::Attempted) || m == Mood::Present && dated || m == Mood::Future && announced
    };
    moods.is_empty() || moods.iter().any(|&(m, negated)| !negated && told(m))
}
