//! Things that belong to an actor stand for it: "a depot used by X", "a convoy belonging to X" (CODEBOOK rule 11).

use language::{PhraseId, Tag, TokenId};

use super::{ActorMention, Who, in_phrase};
use crate::codebook::vocabulary::Uses;
use crate::scene::Scene;

/// How far behind the thing the words of belonging may stand, in tokens.
const REACH: usize = 5;

/// Gives things the actor to whom words right behind them tie them.
pub(super) fn belongings(scene: &Scene<'_>, mentions: &mut Vec<ActorMention>) {
    backed(scene, mentions);
    for p in 0..scene.doc.phrases.len() {
        let Some(owner) = owner(scene, mentions, p) else { continue };
        let who = mentions[owner].who.clone();
        let head = scene.doc.phrases[p].head;
        match mentions.iter().position(|m| m.tokens.contains(&head)) {
            Some(own) if matches!(mentions[own].who, Who::Soldiers | Who::Fighters | Who::People) => {
                mentions[own].who = who;
            }
            Some(_) => {}
            None => mentions.push(in_phrase(scene, head..head + 1, who)),
        }
    }
    mentions.sort_by_key(|m| m.tokens.start);
}

/// "militias backed by Iran", told as "Iran-backed militias" is.
fn backed(scene: &Scene<'_>, mentions: &mut [ActorMention]) {
    let registry = &scene.book.registry;
    for i in 0..mentions.len() {
        let t = mentions[i].tokens.end;
        if !matches!(mentions[i].who, Who::Fighters | Who::Provisional(_))
            || t + 2 >= scene.doc.tokens.len()
            || scene.lower(t + 1) != "by"
        {
            continue;
        }
        let backing = registry.backing.suffixes.iter().any(|s| s.trim_start_matches('-') == scene.lower(t));
        let state = mentions[i + 1..].iter().find(|m| m.tokens.start == t + 2 || m.tokens.start == t + 3);
        let Some(Who::State(c)) = state.filter(|_| backing).map(|m| m.who.clone()) else { continue };
        let country = &registry.countries[c];
        mentions[i].who = match registry.proxies_of(&country.code) {
            Some(proxies) => Who::Registered(proxies),
            None => Who::Provisional(format!("{}-backed militias", country.name)),
        };
    }
}

/// The actor behind "used by", "belonging to", "housing" after the phrase.
fn owner(scene: &Scene<'_>, mentions: &[ActorMention], p: PhraseId) -> Option<usize> {
    let phrase = &scene.doc.phrases[p];
    let group = &scene.book.registry.group;
    let is = |list: &[String], t: TokenId| {
        let lemma = scene.lemma(t);
        list.iter().any(|w| w == lemma)
    };
    if scene.may_be(phrase.head, Uses::GROUND) && is(&group.ground, phrase.head)
        || phrase.tokens.clone().any(|t| scene.tag(t) == Tag::ProperNoun)
    {
        return None;
    }
    let end = scene.doc.sentences[phrase.sentence].tokens.end;
    let reach = end.min(phrase.tokens.end + REACH);
    // "militants loyal to X".
    let next = phrase.tokens.end;
    let loyal = next + 1 < end && scene.lower(next + 1) == "to" && group.loyal.iter().any(|w| w == scene.lower(next));
    let tying = (next..reach).take_while(|&t| scene.lower(t) != ",").find(|&t| {
        scene.may_be(t, Uses::BELONGING)
            && is(&group.belonging, t)
            && (is_verb(scene.tag(t)) || t.checked_sub(1).is_some_and(|b| scene.lower(b) == "with"))
    });
    let verb = if loyal { next } else { tying? };
    // A verb between them makes it another's ("hit a market and used drones").
    let broken = (phrase.tokens.end..verb).any(|t| is_verb(scene.tag(t)) && scene.lemma(t) != "be");
    let near = verb + 1..end.min(verb + 1 + REACH);
    let found = mentions.iter().position(|m| near.contains(&m.tokens.start) && m.who.is_named())?;
    let clear =
        (verb + 1..mentions[found].tokens.start).all(|t| !is_verb(scene.tag(t)) && scene.tag(t) != Tag::Punctuation);
    (!broken && clear && (loyal || ties(scene, verb))).then_some(found)
}

/// "used by", "linked to", "belonging to", "housing": no active verb of a clause of its own ("rebels control X").
fn ties(scene: &Scene<'_>, verb: TokenId) -> bool {
    scene.tag(verb) == Tag::PastParticiple
        // "targets with ties to X"
        || scene.tag(verb) == Tag::Noun && scene.lower(verb + 1) == "to"
        || scene.lower(verb).ends_with("ing")
        || scene.lower(verb).ends_with("ed") && matches!(scene.lower(verb + 1), "by" | "to" | "with")
}

fn is_verb(tag: Tag) -> bool {
    matches!(tag, Tag::Verb | Tag::PastParticiple | Tag::Gerund)
}
