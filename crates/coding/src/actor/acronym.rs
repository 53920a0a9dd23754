//! Acronyms that the report itself explains: "the Front for the Liberation of X (FLX)", "FLX (Front for …)".

use std::borrow::Cow;

use language::TokenId;

use super::{ActorMention, Who, in_phrase};
use crate::codebook::fold::fold;
use crate::codebook::registry::NameUse;
use crate::scene::Scene;

/// Letters that an acronym has at most.
const LONGEST: usize = 8;
/// Words of a name that an acronym stands for, at most.
const MOST_WORDS: usize = 12;

/// Gives every acronym that the report explains to the actor whose name it stands beside, whatever the registry has it for.
pub(super) fn explained(scene: &Scene<'_>, mentions: &mut Vec<ActorMention>) {
    let mut explained: Vec<(Cow<'_, str>, Who)> = mentions.iter().filter_map(|m| explanation(scene, m)).collect();
    let bracketed =
        |t: &TokenId| scene.lower(t + 1) == "(" && explained.iter().all(|e| e.0 != scene.text(&(*t..t + 1)));
    let openings: Vec<TokenId> = (0..scene.doc.tokens.len()).filter(bracketed).collect();
    explained.extend(openings.into_iter().filter_map(|t| spelled_out(scene, t)));
    let outlets = scene.doc.report.outlets.iter().flat_map(|outlet| issuers(scene, outlet));
    for (acronym, who) in outlets {
        if explained.iter().all(|e| *e.0 != acronym) {
            explained.push((Cow::Owned(acronym), who));
        }
    }
    if explained.is_empty() {
        return;
    }
    for t in scene.telling().flat_map(|s| scene.doc.sentences[s].tokens.clone()) {
        let text = scene.text(&(t..t + 1));
        let Some((_, who)) = explained.iter().find(|(acronym, _)| acronym == text) else { continue };
        match mentions.iter_mut().find(|m| m.tokens.contains(&t)) {
            Some(m) if m.tokens.len() == 1 => m.who = who.clone(),
            Some(_) => {}
            None => mentions.push(in_phrase(scene, t..t + 1, who.clone())),
        }
    }
    mentions.sort_by_key(|m| m.tokens.start);
}

/// The acronym in brackets right behind a group's name, or right before the name in brackets.
fn explanation<'a>(scene: &Scene<'a>, mention: &ActorMention) -> Option<(Cow<'a, str>, Who)> {
    if !matches!(mention.who, Who::Registered(_) | Who::Provisional(_)) || mention.tokens.len() < 2 {
        return None;
    }
    let (start, end) = (mention.tokens.start, mention.tokens.end);
    let behind = (scene.lower(end) == "(" && matches!(scene.lower(end + 2), ")" | "," | ";" | "/")).then_some(end + 1);
    let before = || (start > 1 && scene.lower(start - 1) == "(" && scene.lower(end) == ")").then(|| start - 2);
    let acronym = scene.text(&{
        let t = behind.or_else(before)?;
        t..t + 1
    });
    (is_acronym(acronym) && begins_with(scene, mention, acronym)).then(|| (acronym.into(), mention.who.clone()))
}

/// "FLX (Front for the Liberation of X)": an acronym with the whole name of a group behind it, which need not be known.
fn spelled_out<'a>(scene: &Scene<'a>, t: TokenId) -> Option<(Cow<'a, str>, Who)> {
    let acronym = scene.text(&(t..t + 1));
    let end = (t + 2..t + 2 + MOST_WORDS).find(|&end| scene.lower(end) == ")")?;
    let name = t + 2..end;
    let group = &scene.book.registry.group;
    let has = |list: &[String]| name.clone().any(|t| list.iter().any(|w| w == scene.lower(t)));
    let initials = name.clone().filter(|&t| scene.doc.tokens[t].capital).filter_map(|t| initial(scene, t));
    let spells = is_acronym(acronym) && initials.eq(acronym.chars().filter(|c| c.is_uppercase()));
    (spells && name.len() > 1 && has(&group.named) && !has(&group.unless))
        .then(|| (acronym.into(), Who::Provisional(scene.text(&name).to_string())))
}

/// A statement of the Front for the Liberation of X means itself by FLX.
fn issuers(scene: &Scene<'_>, outlet: &str) -> Vec<(String, Who)> {
    let words: Vec<&str> = outlet.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let folded: Vec<_> = words.iter().map(|w| fold(w).into()).collect();
    let named = |start: usize| {
        let (len, named) = scene.book.registry.longest(&folded[start..words.len().min(start + MOST_WORDS)])?;
        let actor = named.iter().find_map(|n| if let NameUse::Actor(i) = n.1 { Some(i) } else { None })?;
        let initials = words[start..start + len].iter().filter_map(|w| w.chars().next());
        let acronym: String = initials.filter(|c| c.is_uppercase()).collect();
        (len > 1 && is_acronym(&acronym)).then_some((acronym, Who::Registered(actor)))
    };
    (0..words.len()).filter_map(named).collect()
}

fn initial(scene: &Scene<'_>, t: TokenId) -> Option<char> {
    scene.text(&(t..t + 1)).chars().find(|c| c.is_alphabetic()).map(|c| c.to_ascii_uppercase())
}

fn is_acronym(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    (2..=LONGEST).contains(&text.chars().count())
        && letters.clone().count() > 1
        && letters.filter(|c| c.is_uppercase()).count() * 2 > text.chars().count()
}

/// Whether words of the name begin with the acronym's first letters: "(AFP)" behind a name may be anything.
fn begins_with(scene: &Scene<'_>, mention: &ActorMention, acronym: &str) -> bool {
    let mut words = mention.tokens.clone().filter_map(|t| initial(scene, t));
    acronym.chars().filter(|c| c.is_uppercase()).take(2).all(|letter| words.any(|w| w == letter))
}
