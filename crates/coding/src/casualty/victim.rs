//! Named people whom an act killed, wounded, detained or took (CODEBOOK, `victims`).

use language::{Governor, Name, NameKind, PhraseId, TokenId, Voice};
use record::Quote;

use super::people::{outcomes, people};
use super::result::results;
use crate::act::{Act, Anchor};
use crate::scene::Scene;
use crate::telling::Telling;

/// The names that an act's sentence, or one that tells its result, gives to its victims, each in its full form.
pub(crate) fn victims(scene: &Scene<'_>, act: &Act, others: &[Act]) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for told in std::iter::once(act).chain(results(scene, act, others)) {
        for (anchor, _) in outcomes(scene, told) {
            for name in phrases(scene, &anchor).into_iter().flat_map(|p| names(scene, p)) {
                let quote = Quote::new(&scene.doc.report.text, full(scene, name).span);
                if !out.contains(&quote) && !speaks(scene, name) {
                    out.push(quote);
                }
            }
        }
    }
    out
}

/// The people of an anchor with all who explain them: appositions, what they are known as, who is among them.
fn phrases(scene: &Scene<'_>, anchor: &Anchor) -> Vec<PhraseId> {
    let mut out: Vec<PhraseId> = people(scene, anchor).into_iter().filter_map(|h| h.phrase).collect();
    out.extend(anchor.phrase);
    if let Some(Governor::Phrase(g)) = anchor.phrase.and_then(|p| scene.doc.phrases[p].governor).map(|g| g.1) {
        out.push(g);
    }
    for p in out.clone() {
        out.extend(scene.doc.references.iter().find(|r| r.phrase == p).map(|r| r.antecedent));
        out.extend(known_as(scene, p));
    }
    for p in out.clone() {
        out.extend(among(scene, p));
    }
    for p in out.clone() {
        out.extend(scene.doc.phrases[p].conjuncts.iter().copied());
    }
    for p in out.clone() {
        let sentence = &scene.doc.sentences[scene.doc.phrases[p].sentence];
        out.extend(scene.doc.phrases[p].apposition);
        out.extend(sentence.phrases.clone().filter(|&q| scene.doc.phrases[q].apposition == Some(p)));
    }
    out.dedup();
    out
}

/// "a commander known as Abu Hafs", "a driver named Jean Dorval", "one of the dead was identified as Jean Dorval".
fn known_as(scene: &Scene<'_>, p: PhraseId) -> Vec<PhraseId> {
    let sentence = &scene.doc.sentences[scene.doc.phrases[p].sentence];
    let mut out = Vec::new();
    for c in sentence.clauses.clone() {
        let clause = &scene.doc.clauses[c];
        if clause.subject != Some(p) || clause.voice != Voice::Passive {
            continue;
        }
        let as_name = clause.prepositions.iter().filter(|(prep, _)| scene.lower(*prep) == "as").map(|x| x.1);
        out.extend(as_name);
        let right_behind = |q: &PhraseId| scene.doc.phrases[*q].tokens.start == clause.verb_group.end;
        out.extend(sentence.phrases.clone().find(right_behind));
    }
    out
}

/// "22 people, including the journalist Ayse Demir", "among them …", "Among the dead was …".
fn among(scene: &Scene<'_>, p: PhraseId) -> Vec<PhraseId> {
    let phrase = &scene.doc.phrases[p];
    let sentence = &scene.doc.sentences[phrase.sentence];
    let mut out = Vec::new();
    if let Some((prep, Governor::Clause(c))) = phrase.governor
        && scene.lower(prep) == "among"
    {
        out.extend(scene.doc.clauses[c].subject);
        out.extend(scene.doc.clauses[c].object);
    }
    let begins = |t: TokenId| sentence.phrases.clone().find(|&q| scene.doc.phrases[q].tokens.start == t);
    for t in phrase.tokens.end..sentence.tokens.end.saturating_sub(2) {
        match (scene.lower(t), scene.lower(t + 1)) {
            ("including", _) => out.extend(begins(t + 1)),
            ("among", "them") => out.extend(begins(t + 2)),
            _ => {}
        }
    }
    out
}

/// The persons that a phrase names. A name of unknown kind is a person's where a noun for people stands by it.
fn names<'a>(scene: &'a Scene<'_>, p: PhraseId) -> Vec<&'a Name> {
    let phrase = &scene.doc.phrases[p];
    let person = |n: &Name| {
        n.kind == NameKind::Person || n.kind == NameKind::Unknown && n.tokens.len() > 1 && beside_people(scene, p)
    };
    let inside = |n: &&Name| n.tokens.contains(&phrase.head) && person(n);
    scene.doc.names.iter().filter(inside).collect()
}

/// Whether the phrase explains, or stands in a row with, a noun for people.
fn beside_people(scene: &Scene<'_>, p: PhraseId) -> bool {
    let people = |q: PhraseId| scene.book.registry.people(scene.lemma(scene.doc.phrases[q].head)).is_some();
    let sentence = &scene.doc.sentences[scene.doc.phrases[p].sentence];
    scene.doc.phrases[p].first_conjunct.is_some_and(people)
        || scene.doc.phrases[p].apposition.is_some_and(people)
        || sentence.phrases.clone().any(|q| scene.doc.phrases[q].apposition == Some(p) && people(q))
}

/// The first and full form of a name that this one repeats.
fn full<'a>(scene: &'a Scene<'_>, name: &'a Name) -> &'a Name {
    scene.doc.names.get(name.same_as).filter(|n| n.tokens.len() >= name.tokens.len()).unwrap_or(name)
}

fn speaks(scene: &Scene<'_>, name: &Name) -> bool {
    scene.doc.attributions.iter().any(|a| a.speaker.contains(name.span))
}

pub(crate) fn act_victims(own: &[&Telling]) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for v in own.iter().flat_map(|t| &t.victims) {
        let known = out.iter().any(|x| x.text.contains(&v.text) || v.text.ends_with(&x.text));
        if !known {
            out.push(v.clone());
        }
    }
    out
}
