//! Weapons: where a report names them, and which type of act they tell (CODEBOOK, "Weapons", rule 4).

use std::ops::Range;

use language::{Tag, TokenId};
use reader::SpanRole;
use record::{EventReport, SubEventType, WeaponUse};

use crate::codebook::vocabulary::Uses;
use crate::learned::{Belonging, DOUBTFUL, SURE_ROLE};
use crate::scene::Scene;
use crate::telling::Telling;

/// A word of the report for a weapon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WeaponMention {
    pub tokens: Range<TokenId>,
    /// Index into the codebook's weapons.
    pub weapon: usize,
}

pub(crate) fn weapon_mentions(scene: &Scene<'_>) -> Vec<WeaponMention> {
    let mut out: Vec<WeaponMention> = Vec::new();
    for s in scene.telling() {
        let range = scene.doc.sentences[s].tokens.clone();
        let mut t = range.start;
        while t < range.end {
            if !scene.may_be(t, Uses::WEAPON) {
                t += 1;
                continue;
            }
            // "tanks fired" is no "tank fire": the longest words that are a thing count.
            let mut hits = scene.book.weapon_words.at(&scene.doc.tokens[..range.end], t);
            let Some(hit) = hits.find(|h| is_thing(scene, t + h.len - 1) && is_word(scene, t..t + h.len, h.value))
            else {
                t += 1;
                continue;
            };
            let mention = WeaponMention { tokens: t..t + hit.len, weapon: hit.value };
            if !names_kind(scene, out.last(), &mention) {
                out.push(mention);
            }
            t += hit.len;
        }
    }
    out
}

/// A weapon is a thing: "bombed" and "shelling" are acts, which bring their own means.
fn is_thing(scene: &Scene<'_>, token: TokenId) -> bool {
    matches!(scene.tag(token), Tag::Noun | Tag::ProperNoun | Tag::Adjective | Tag::Number)
}

/// A weapon's own name is a word for it only where the codebook lists it so: a vehicle that is hit is no means.
fn is_word(scene: &Scene<'_>, tokens: Range<TokenId>, weapon: usize) -> bool {
    let entry = &scene.book.weapons[weapon];
    let [token] = tokens.collect::<Vec<_>>()[..] else { return true };
    let listed = |w: &String| w == scene.lower(token) || w == scene.lemma(token);
    entry.words.iter().any(listed) || !listed(&entry.name)
}

/// "a Kinzhal missile": the second word only says what kind of thing the first is.
fn names_kind(scene: &Scene<'_>, before: Option<&WeaponMention>, new: &WeaponMention) -> bool {
    let Some(before) = before else { return false };
    let (a, b) = (&scene.book.weapons[before.weapon], &scene.book.weapons[new.weapon]);
    before.tokens.end == new.tokens.start && a.event.is_some() && a.event == b.event
}

/// The weapon of a mention as records carry it.
pub(crate) fn weapon_use(scene: &Scene<'_>, mention: &WeaponMention) -> WeaponUse {
    WeaponUse { weapon: scene.book.weapons[mention.weapon].name.clone(), span: scene.span(&mention.tokens) }
}

pub(crate) fn act_weapons(scene: &Scene<'_>, own: &[&Telling]) -> Vec<WeaponUse> {
    let mut out: Vec<WeaponUse> = Vec::new();
    for t in own {
        let mentioned = t.weapons.iter().map(|&w| weapon_use(scene, &scene.weapons[w]));
        let told = t.act.anchors.iter().flat_map(|a| {
            let words =
                if let crate::act::Tells::Act(i) = a.tells { scene.book.acts[i].weapons.clone() } else { Vec::new() };
            let span = scene.span(&a.tokens);
            words.into_iter().map(move |weapon| WeaponUse { weapon, span })
        });
        let mentioned: Vec<WeaponUse> = mentioned.collect();
        // "shot by a sniper": the means that the verb brings gives way to the one that is named.
        let told = told.filter(|w| !mentioned.iter().any(|m| is_kind_of(scene, m, w)));
        for w in mentioned.iter().cloned().chain(told) {
            if !out.iter().any(|x| x.weapon == w.weapon) {
                out.push(w);
            }
        }
    }
    out.sort_by_key(|w| w.span);
    out
}

/// Whether both are of one family: the same type of event, or neither settles one.
fn is_kind_of(scene: &Scene<'_>, named: &WeaponUse, told: &WeaponUse) -> bool {
    let event = |w: &WeaponUse| scene.book.weapon_used(w, scene).and_then(|e| e.event_type());
    named.weapon != told.weapon && event(named) == event(told)
}

/// Weighs the rules' weapons of an event by the reader's spans, which belong to it more or less surely: it knows best which
/// weapons are the means of an act, and which are only carried or found.
pub(crate) fn settle(scene: &Scene<'_>, spans: &[Belonging], event: &mut EventReport) {
    let ruled = std::mem::take(&mut event.weapons);
    let mut found: Vec<WeaponUse> = Vec::new();
    let seen = |w: &WeaponUse, s: &Belonging| s.span.overlaps(w.span);
    for s in spans.iter().filter(|s| s.role == SpanRole::Weapon) {
        let same = ruled.iter().any(|w| seen(w, s));
        let least = if same { DOUBTFUL } else { SURE_ROLE };
        if s.score >= least {
            let own = ruled.iter().find(|w| seen(w, s)).cloned();
            found.extend(read_weapon(scene, s, event.sub_event_type).or(own));
        }
    }
    found.sort_by_key(|w| w.span);
    for w in found {
        if !event.weapons.iter().any(|x| x.weapon == w.weapon) {
            event.weapons.push(w);
        }
    }
}

/// The weapon that a span of the reader means: the longest wording in it, and of those with the same words the entry that
/// the event's type goes by.
fn read_weapon(scene: &Scene<'_>, span: &Belonging, kind: SubEventType) -> Option<WeaponUse> {
    let tokens = scene.tokens_of(span.span)?;
    if let Some(m) = scene.weapons.iter().find(|m| m.tokens.start < tokens.end && tokens.start < m.tokens.end) {
        return Some(weapon_use(scene, m));
    }
    let fit = |weapon: usize| {
        let own = scene.book.weapons[weapon].event_type();
        match own {
            Some(own) if own == kind => 3,
            Some(own) if own.family() == kind.family() => 2,
            None => 1,
            Some(_) => 0,
        }
    };
    let sentence = &scene.doc.sentences[scene.doc.tokens[tokens.start].sentence].tokens;
    let told = &scene.doc.tokens[..sentence.end];
    let hits = tokens.clone().flat_map(|t| scene.book.means_words.at(told, t).map(move |h| (t, h)));
    let best = hits.max_by_key(|(t, h)| (h.len, fit(h.value), *t))?;
    Some(WeaponUse { weapon: scene.book.weapons[best.1.value].name.clone(), span: span.span })
}
