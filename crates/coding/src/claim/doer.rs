//! Doers told in a sentence of their own, behind the act: "The governor accused X.", "The killers were soldiers."

use language::{ClauseId, ClauseLink, Mood, PhraseId, Tag, TokenId, Voice};
use record::{Actor, EventReport, Family};

use super::told_before;
use crate::actor::{UNIDENTIFIED, Who, actor};
use crate::codebook::registry::PeopleKind;
use crate::event::Built;
use crate::scene::Scene;
use crate::telling::{Telling, actors_of};

/// Gives the event told last before such a sentence its doer, where its own words tell none. Where each side accuses the
/// other, both are (CODEBOOK rule 11).
pub(crate) fn loose_doers(scene: &Scene<'_>, tellings: &[Telling], built: &mut [Built]) {
    let mut accused: Vec<Vec<String>> = vec![Vec::new(); built.len()];
    for s in scene.telling() {
        for c in scene.doc.sentences[s].clauses.clone() {
            let doers = doers(scene, c);
            let clause = &scene.doc.clauses[c];
            // What is laid to somebody may be told behind ("accused X of an attack on"); who the doers are is of the act before.
            let other = || scene.acts.iter().any(|a| a.sentence == s && a.start() > clause.verb);
            if doers.is_empty() || lays(scene, c) && other() {
                continue;
            }
            let Some(b) = told_before(tellings, built, clause.verb, s) else { continue };
            let event = &mut built[b].event;
            let accuser = clause.subject.map(|p| names(scene, event, &actors_of(scene, p))).unwrap_or_default();
            if is_open(event) || accuser.iter().any(|a| accused[b].contains(&a.name)) {
                let found = names(scene, event, &doers);
                accused[b].extend(found.iter().map(|a| a.name.clone()));
                add(event, found);
            }
        }
    }
}

/// Whether an act of violence has no doer yet but an unnamed one.
fn is_open(event: &EventReport) -> bool {
    event.sub_event_type.family() != Family::Strategic && event.initiators.iter().all(|a| a.name == UNIDENTIFIED)
}

fn names(scene: &Scene<'_>, event: &EventReport, mentions: &[usize]) -> Vec<Actor> {
    let country = event.location.as_ref().and_then(|l| l.country.as_deref());
    mentions.iter().filter_map(|&i| actor(scene, &scene.actors[i], country)).collect()
}

fn add(event: &mut EventReport, doers: Vec<Actor>) {
    let known = |a: &Actor| event.targets.iter().chain(&event.initiators).any(|t| t.name == a.name);
    let fresh: Vec<Actor> = doers.into_iter().filter(|a| a.name != UNIDENTIFIED && !known(a)).collect();
    if !fresh.is_empty() {
        event.initiators.retain(|a| a.name != UNIDENTIFIED);
        event.initiators.extend(fresh);
    }
}

/// The mentions of those whom a clause lays an act to, or says its doers to be.
fn doers(scene: &Scene<'_>, c: ClauseId) -> Vec<usize> {
    let clause = &scene.doc.clauses[c];
    if clause.negated || !matches!(clause.mood, Mood::Past | Mood::Present) && !is_believed(scene, c) {
        return Vec::new();
    }
    let told: Vec<PhraseId> = if lays(scene, c) {
        let laid_to = if clause.voice == Voice::Active { clause.object } else { clause.subject };
        laid_to.into_iter().collect()
    } else if clause.subject.is_some_and(|p| means_doers(scene, p)) {
        identity(scene, c)
    } else {
        Vec::new()
    };
    let doers = told.into_iter().flat_map(|p| actors_of(scene, p));
    doers.filter(|&i| is_doer(&scene.actors[i].who)).collect()
}

/// Whether the clause's verb lays an act to somebody: "blame", "accuse".
fn lays(scene: &Scene<'_>, c: ClauseId) -> bool {
    let group = &scene.book.registry.group;
    let verb = scene.lemma(scene.doc.clauses[c].verb);
    group.blaming.iter().chain(&group.accusing).any(|w| w == verb)
}

/// "believed to belong to X", "said to be soldiers".
fn is_believed(scene: &Scene<'_>, c: ClauseId) -> bool {
    let clause = &scene.doc.clauses[c];
    let parent = clause.parent.map(|p| &scene.doc.clauses[p]);
    clause.link == ClauseLink::Infinitive && parent.is_some_and(|p| p.voice == Voice::Passive && !p.negated)
}

/// What a clause says that its subject is: "were soldiers", "were from X", "belonged to X".
fn identity(scene: &Scene<'_>, c: ClauseId) -> Vec<PhraseId> {
    let clause = &scene.doc.clauses[c];
    let group = |x: &&(TokenId, PhraseId)| matches!(scene.lower(x.0), "from" | "of" | "to");
    let groups = clause.prepositions.iter().filter(group).map(|x| x.1);
    match scene.lemma(clause.verb) {
        "be" => clause.object.into_iter().chain(groups).collect(),
        "belong" => groups.collect(),
        _ => Vec::new(),
    }
}

/// "the killers", "the attackers": people told by what they did.
fn means_doers(scene: &Scene<'_>, p: PhraseId) -> bool {
    let phrase = &scene.doc.phrases[p];
    let definite = phrase.tokens.clone().any(|t| scene.lower(t) == "the" && scene.tag(t) == Tag::Determiner);
    let kind = scene.book.registry.people(scene.lemma(phrase.head));
    definite && kind.is_some_and(|k| k.0 == PeopleKind::Fighters)
}

/// Whoever may have done violence and has a name or an office: an armed group, a state or its forces.
fn is_doer(who: &Who) -> bool {
    let unnamed = matches!(who, Who::Fighters | Who::People | Who::Protesters | Who::Mob);
    who.is_party() && !unnamed || matches!(who, Who::State(_))
}
