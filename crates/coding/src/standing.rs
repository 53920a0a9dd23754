//! How an act stands (CODEBOOK, `standing`).

use std::ops::Range;

use language::{ClauseId, ClauseLink, Mood, Tag, TokenId};
use record::Standing;

use crate::act::{Anchor, asserted};
pub(crate) use crate::claim::{claimants, claims};
use crate::codebook::vocabulary::Uses;
use crate::codebook::{Part, StandingCue};
use crate::scene::Scene;
pub(crate) use crate::source::{act_sources, speaker_of};
use crate::structure::Node;
use crate::telling::Telling;

/// A word of standing found in a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    pub cue: StandingCue,
    pub first: TokenId,
    pub last: TokenId,
    pub clause: Option<ClauseId>,
    /// Whether the words are a fixed phrase, and no word of their own with a subject or object.
    pub phrase: bool,
}

/// The words of one cue among some tokens, whatever else they tell.
pub(crate) fn words_of(scene: &Scene<'_>, range: Range<TokenId>, cue: StandingCue) -> Vec<Range<TokenId>> {
    let tokens = &scene.doc.tokens[..range.end];
    range
        .filter(|&t| scene.may_be(t, Uses::STANDING))
        .filter_map(|t| {
            let hit = scene.book.standing_words.at(tokens, t).find(|h| {
                let wording = &scene.book.standing_wordings[h.value];
                let words = t..t + h.len;
                wording.cue == cue && fits(scene, wording.part, &words) && !scene.undone(&words, &wording.unless)
            })?;
            Some(t..t + hit.len)
        })
        .collect()
}

/// The words of standing of a sentence, in order.
pub(crate) fn cues<'s>(scene: &'s Scene<'_>, sentence: usize) -> &'s [Cue] {
    scene.cues.get(sentence).map_or(&[], Vec::as_slice)
}

/// Finds the words of standing of a sentence, for the scene to keep.
pub(crate) fn find_cues(scene: &Scene<'_>, sentence: usize) -> Vec<Cue> {
    let range = scene.doc.sentences[sentence].tokens.clone();
    let mut out = Vec::new();
    let mut t = range.start;
    while t < range.end {
        if !scene.may_be(t, Uses::STANDING) {
            t += 1;
            continue;
        }
        let hit = scene.book.standing_words.at(&scene.doc.tokens[..range.end], t).find(|h| {
            let wording = &scene.book.standing_wordings[h.value];
            let tokens = t..t + h.len;
            // These tell nothing of how an act stands, and must not hide what does.
            let other = matches!(wording.cue, StandingCue::Nobody | StandingCue::Campaign | StandingCue::Doubted);
            !other && fits(scene, wording.part, &tokens) && !scene.undone(&tokens, &wording.unless)
        });
        match hit {
            Some(h) => {
                let wording = &scene.book.standing_wordings[h.value];
                let clause = (t..t + h.len).find_map(|i| scene.structure.clause_of[i]);
                let phrase = wording.part == Part::Phrase;
                out.push(Cue { cue: wording.cue, first: t, last: t + h.len - 1, clause, phrase });
                t += h.len;
            }
            None => t += 1,
        }
    }
    out
}

fn fits(scene: &Scene<'_>, part: Part, tokens: &Range<TokenId>) -> bool {
    match part {
        Part::Verb => matches!(scene.tag(tokens.start), Tag::Verb | Tag::PastParticiple | Tag::Gerund),
        Part::Noun => matches!(scene.tag(tokens.end - 1), Tag::Noun | Tag::ProperNoun),
        // "attempted to seize" is a verb; only "an attempted seizure" tells how the act stands.
        Part::Adjective => scene.structure.clause_of[tokens.start].is_none(),
        Part::Adverb | Part::Phrase => true,
    }
}

/// What a telling's own sentence says of its standing. `None`: the report asserts it.
fn standing(scene: &Scene<'_>, telling: &Telling) -> Option<Standing> {
    if telling.standing.is_some() {
        return telling.standing;
    }
    for cue in cues(scene, telling.act.sentence).iter().filter(|c| governs(scene, c, telling)) {
        match cue.cue {
            StandingCue::Alleged => return Some(Standing::Alleged),
            StandingCue::Denied => return Some(Standing::Denied),
            StandingCue::Foiled => return Some(Standing::Foiled),
            StandingCue::Planned => return Some(Standing::Planned),
            _ => {}
        }
    }
    if doubtful_speaker(scene, telling) {
        return Some(Standing::Alleged);
    }
    if !asserted(scene, &telling.act, true) && moods(scene, telling).contains(&Mood::Future) {
        return Some(Standing::Planned);
    }
    None
}

/// "according to unconfirmed reports".
fn doubtful_speaker(scene: &Scene<'_>, telling: &Telling) -> bool {
    let Some(attribution) = crate::source::attribution_at(scene, telling.act.start()) else { return false };
    let alleged =
        |c: &Cue| c.cue == StandingCue::Alleged && attribution.speaker.contains(scene.span(&(c.first..c.last + 1)));
    cues(scene, telling.act.sentence).iter().any(alleged)
}

fn moods(scene: &Scene<'_>, telling: &Telling) -> Vec<Mood> {
    telling.act.anchors.iter().filter_map(|a| a.clause).map(|c| scene.doc.clauses[c].mood).collect()
}

/// Whether the act lies below the cue: in its noun phrase, its object, or a clause that hangs on it.
pub(crate) fn governs(scene: &Scene<'_>, cue: &Cue, telling: &Telling) -> bool {
    // "tried to storm the base but was shot before he could": the phrase settles what stands before it.
    if cue.phrase && cue.cue == StandingCue::Foiled && telling.act.start() < cue.first {
        return true;
    }
    if cue.cue == StandingCue::Claim && is_for_which(scene, cue, telling) {
        return true;
    }
    telling.act.anchors.iter().any(|anchor| {
        let at = anchor.tokens.start;
        if (cue.last < at && at - cue.last <= 2) || anchor.tokens.contains(&cue.first) {
            return true;
        }
        let Some(c) = cue.clause else { return false };
        scene.structure.path(scene.doc, at).contains(&Node::Clause(c)) || hangs_on(scene, c, anchor)
    })
}

/// "the attack on the market earlier today, for which the group claimed responsibility": such a clause is on the act told
/// last before it, whatever stands between.
pub(crate) fn is_for_which(scene: &Scene<'_>, cue: &Cue, telling: &Telling) -> bool {
    let range = &scene.doc.sentences[telling.act.sentence].tokens;
    let opener = (range.start + 1..cue.first).rev().find(|&t| scene.lower(t) == "which" && scene.lower(t - 1) == "for");
    let Some(opener) = opener else { return false };
    let before = |start: &usize| range.contains(start) && *start < opener;
    scene.acts.iter().map(|a| a.start()).filter(before).max() == Some(telling.act.start())
}

/// "an attack claimed by the group", "the attack in the town, for which the group claimed responsibility".
fn hangs_on(scene: &Scene<'_>, clause: ClauseId, anchor: &Anchor) -> bool {
    let Some(p) = anchor.phrase else { return false };
    let clause = &scene.doc.clauses[clause];
    let whole = scene.doc.phrases[p].first_conjunct.unwrap_or(p);
    match clause.link {
        ClauseLink::Participle => clause.subject == Some(p) || clause.subject == Some(whole),
        ClauseLink::Relative(on) => {
            let head = scene.doc.phrases[on].head;
            scene.structure.path(scene.doc, head).iter().any(|n| *n == Node::Phrase(p) || *n == Node::Phrase(whole))
        }
        _ => false,
    }
}

/// How the act of some tellings stands: what one of them asserts outweighs what others doubt.
pub(crate) fn act_standing(scene: &Scene<'_>, own: &[&Telling]) -> Standing {
    let told: Vec<Option<Standing>> = own.iter().map(|t| standing(scene, t)).collect();
    // Words that settle an act as stopped hold even where another sentence merely names it.
    if told.contains(&Some(Standing::Foiled)) {
        return Standing::Foiled;
    }
    if told.iter().any(Option::is_none) {
        return Standing::Occurred;
    }
    if told.contains(&Some(Standing::Denied)) {
        return Standing::Denied;
    }
    told.into_iter().flatten().next().unwrap_or(Standing::Occurred)
}
