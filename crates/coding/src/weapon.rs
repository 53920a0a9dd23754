//! Weapons: where a report names them, and which type of act they tell (CODEBOOK, "Weapons", rule 4).

use std::ops::Range;

use language::{Tag, TokenId};
use record::WeaponUse;

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
            let hit = scene.book.weapon_words.longest(&scene.doc.tokens[..range.end], t);
            let Some(hit) = hit.filter(|h| is_thing(scene, t + h.len - 1)) else {
                t += 1;
                continue;
            };
            out.push(WeaponMention { tokens: t..t + hit.len, weapon: hit.value });
            t += hit.len;
        }
    }
    out
}

/// A weapon is a thing: "bombed" and "shelling" are acts, which bring their own means.
fn is_thing(scene: &Scene<'_>, token: TokenId) -> bool {
    matches!(scene.tag(token), Tag::Noun | Tag::ProperNoun | Tag::Adjective | Tag::Number)
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
        for w in mentioned.chain(told) {
            if !out.iter().any(|x| x.weapon == w.weapon) {
                out.push(w);
            }
        }
    }
    out.sort_by_key(|w| w.span);
    out
}
