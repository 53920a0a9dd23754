//! How an act stands, who is credited with it, who claims it and who denies it (CODEBOOK, `standing`, `sources`).

use language::{Attribution, ClauseId, Mood, NameKind, Tag, TokenId, Voice};
use record::{Actor, EventReport, Quote, Span, Standing};

use crate::act::asserted;
use crate::actor::{UNIDENTIFIED, Who, actor};
use crate::codebook::{Part, StandingCue};
use crate::scene::Scene;
use crate::telling::{Telling, actors_of};

/// A word of standing found in a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    pub cue: StandingCue,
    pub first: TokenId,
    pub last: TokenId,
    pub clause: Option<ClauseId>,
}

/// The words of standing of a sentence, in order.
pub(crate) fn cues(scene: &Scene<'_>, sentence: usize) -> Vec<Cue> {
    let range = scene.doc.sentences[sentence].tokens.clone();
    let mut out = Vec::new();
    let mut t = range.start;
    while t < range.end {
        let hit = scene.book.standing_words.at(&scene.doc.tokens[..range.end], t).find(|h| {
            let wording = &scene.book.standing_wordings[h.value];
            let tokens = t..t + h.len;
            let fits = match wording.part {
                Part::Verb => matches!(scene.tag(t), Tag::Verb | Tag::PastParticiple | Tag::Gerund),
                Part::Noun => matches!(scene.tag(t + h.len - 1), Tag::Noun | Tag::ProperNoun),
                Part::Adjective | Part::Adverb | Part::Phrase => true,
            };
            fits && !scene.undone(&tokens, &wording.unless)
        });
        match hit {
            Some(h) => {
                let wording = &scene.book.standing_wordings[h.value];
                let clause = (t..t + h.len).find_map(|i| scene.structure.clause_of[i]);
                out.push(Cue { cue: wording.cue, first: t, last: t + h.len - 1, clause });
                t += h.len;
            }
            None => t += 1,
        }
    }
    out
}

/// Whom the report credits with the words at a token; `None` for its own voice.
pub(crate) fn speaker_of(scene: &Scene<'_>, token: TokenId) -> Option<Quote> {
    attribution_at(scene, token).and_then(|a| speaker(scene, a))
}

/// The narrowest attribution whose scope holds the token.
pub(crate) fn attribution_at<'a>(scene: &'a Scene<'_>, token: TokenId) -> Option<&'a Attribution> {
    let span = scene.doc.tokens[token].span;
    scene
        .doc
        .attributions
        .iter()
        .filter(|a| a.scope.contains(span))
        .min_by_key(|a| (a.scope.end - a.scope.start, a.scope.start))
}

/// The speaker's words, cut to what names them: the name where there is one, else without article.
pub(crate) fn speaker(scene: &Scene<'_>, attribution: &Attribution) -> Option<Quote> {
    trimmed(scene, attribution.speaker)
}

fn trimmed(scene: &Scene<'_>, span: Span) -> Option<Quote> {
    let text = &scene.doc.report.text;
    let person = scene.doc.names.iter().find(|n| n.kind == NameKind::Person && span.contains(n.span));
    if let Some(name) = person {
        let full = scene.doc.names.get(name.same_as).unwrap_or(name);
        return Some(Quote::new(text, full.span));
    }
    let tokens: Vec<TokenId> =
        (0..scene.doc.tokens.len()).filter(|&t| span.contains(scene.doc.tokens[t].span)).collect();
    let first = tokens.iter().copied().find(|&t| !matches!(scene.tag(t), Tag::Determiner | Tag::Punctuation))?;
    let last = *tokens.last()?;
    if tokens.iter().all(|&t| matches!(scene.tag(t), Tag::Pronoun | Tag::Determiner)) {
        return resolved(scene, first);
    }
    Some(Quote::new(text, Span::new(scene.doc.tokens[first].span.start, scene.doc.tokens[last].span.end)))
}

/// The words that a speaking pronoun stands for, where that is sure.
fn resolved(scene: &Scene<'_>, pronoun: TokenId) -> Option<Quote> {
    let p = scene.phrase_of(pronoun)?;
    let reference = scene.doc.references.iter().find(|r| r.phrase == p)?;
    let span = scene.doc.phrases[reference.antecedent].span;
    if reference.antecedent == p { None } else { trimmed(scene, span) }
}

/// The actor mentions that speak in an attribution.
pub(crate) fn speaking_actors(scene: &Scene<'_>, attribution: &Attribution) -> Vec<usize> {
    if let Some(p) = attribution.phrase {
        let found = actors_of(scene, p);
        if !found.is_empty() {
            return found;
        }
    }
    (0..scene.actors.len()).filter(|&i| attribution.speaker.contains(scene.span(&scene.actors[i].tokens))).collect()
}

/// What a telling's own sentence says of its standing. `None`: the report asserts it.
pub(crate) fn standing(scene: &Scene<'_>, telling: &Telling) -> Option<Standing> {
    if telling.standing.is_some() {
        return telling.standing;
    }
    let near = |c: &&Cue| governs(scene, c, telling);
    let cues = cues(scene, telling.act.sentence);
    for cue in cues.iter().filter(near) {
        match cue.cue {
            StandingCue::Alleged => return Some(Standing::Alleged),
            StandingCue::Denied => return Some(Standing::Denied),
            StandingCue::Foiled => return Some(Standing::Foiled),
            StandingCue::Planned => return Some(Standing::Planned),
            _ => {}
        }
    }
    if !asserted(scene, &telling.act, true) && moods(scene, telling).contains(&Mood::Future) {
        return Some(Standing::Planned);
    }
    None
}

fn moods(scene: &Scene<'_>, telling: &Telling) -> Vec<Mood> {
    telling.act.anchors.iter().filter_map(|a| a.clause).map(|c| scene.doc.clauses[c].mood).collect()
}

/// Whether the act lies below the cue: in its noun phrase, its object, or a clause that hangs on it.
pub(crate) fn governs(scene: &Scene<'_>, cue: &Cue, telling: &Telling) -> bool {
    telling.act.anchors.iter().any(|anchor| {
        let at = anchor.tokens.start;
        if (cue.last < at && at - cue.last <= 2) || anchor.tokens.contains(&cue.first) {
            return true;
        }
        let Some(c) = cue.clause else { return false };
        let path = scene.structure.path(scene.doc, at);
        path.contains(&crate::structure::Node::Clause(c))
    })
}

/// Who claims, or denies, acts of a sentence: (cue, actor mentions).
pub(crate) fn claimants(scene: &Scene<'_>, sentence: usize, wanted: StandingCue) -> Vec<(Cue, Vec<usize>)> {
    let mut out = Vec::new();
    for cue in cues(scene, sentence).into_iter().filter(|c| c.cue == wanted) {
        let Some(c) = cue.clause else { continue };
        let clause = &scene.doc.clauses[c];
        let speaker = match clause.voice {
            Voice::Active => clause.subject,
            Voice::Passive => clause
                .prepositions
                .iter()
                .find(|(prep, _)| scene.preposition_in(*prep, &scene.book.prepositions.initiator))
                .map(|x| x.1),
        };
        let actors = speaker.map(|p| actors_of(scene, p)).unwrap_or_default();
        if !actors.is_empty() {
            out.push((cue, actors));
        }
    }
    out
}

pub(crate) fn act_standing(scene: &Scene<'_>, own: &[&Telling]) -> Standing {
    let told: Vec<Option<Standing>> = own.iter().map(|t| standing(scene, t)).collect();
    if told.iter().any(Option::is_none) {
        // Words that settle an act as stopped hold even where another sentence merely names it.
        let foiled = told.contains(&Some(Standing::Foiled));
        return if foiled { Standing::Foiled } else { Standing::Occurred };
    }
    told.into_iter().flatten().next().unwrap_or(Standing::Occurred)
}

pub(crate) fn act_sources(scene: &Scene<'_>, own: &[&Telling]) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for t in own {
        for anchor in &t.act.anchors {
            let Some(attribution) = attribution_at(scene, anchor.tokens.start) else { continue };
            let Some(quote) = speaker(scene, attribution) else { continue };
            if !out.iter().any(|q| q.text.eq_ignore_ascii_case(&quote.text)) {
                out.push(quote);
            }
        }
    }
    out
}

/// Who says they did it, who says they did not (CODEBOOK, `claimed_by`).
pub(crate) fn claims(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    let mut asserted = false;
    let mut told_by_doer = false;
    for t in own {
        let mut credited = false;
        for (cue, speakers) in claimants(scene, t.act.sentence, StandingCue::Claim) {
            let doer = |i: &usize| {
                event.initiators.is_empty()
                    || actor(scene, &scene.actors[*i], country)
                        .is_some_and(|a| event.initiators.iter().any(|x| related(x, &a)))
            };
            let doers: Vec<usize> = speakers.iter().copied().filter(doer).collect();
            if governs(scene, &cue, t) && !doers.is_empty() {
                credited = true;
                add_actors(scene, &doers, country, &mut event.claimed_by);
            }
        }
        for (cue, speakers) in claimants(scene, t.act.sentence, StandingCue::Denied) {
            if governs(scene, &cue, t) {
                add_actors(scene, &speakers, country, &mut event.denied_by);
            }
        }
        if let Some(attribution) = attribution_at(scene, t.act.start()) {
            let speakers: Vec<usize> = speaking_actors(scene, attribution);
            let own_word = |i: &usize| {
                actor(scene, &scene.actors[*i], country)
                    .is_some_and(|a| event.initiators.iter().any(|x| x.name == a.name))
            };
            let doers: Vec<usize> = speakers.into_iter().filter(own_word).collect();
            if !doers.is_empty() {
                credited = true;
                add_actors(scene, &doers, country, &mut event.claimed_by);
            }
        }
        told_by_doer |= credited;
        asserted |= !credited;
    }
    if event.initiators.is_empty() {
        event.initiators = event.claimed_by.clone();
    }
    let doubted = told_by_doer
        && !asserted
        && event.standing == Standing::Occurred
        && event.casualties.iter().all(|c| c.source.is_some());
    if doubted && !event.initiators.iter().any(|a| a.name.starts_with("Military Forces")) {
        event.standing = Standing::Alleged;
    }
}

/// Whether two actors are one, or one belongs to the other; an unnamed doer may be anybody.
fn related(a: &Actor, b: &Actor) -> bool {
    a.name == b.name || a.name == UNIDENTIFIED || a.ancestry.contains(&b.name) || b.ancestry.contains(&a.name)
}

fn add_actors(scene: &Scene<'_>, mentions: &[usize], country: Option<&str>, list: &mut Vec<Actor>) {
    for &i in mentions {
        if !scene.actors[i].who.is_party() && !matches!(scene.actors[i].who, Who::State(_)) {
            continue;
        }
        if let Some(a) = actor(scene, &scene.actors[i], country)
            && !list.iter().any(|x| x.name == a.name)
        {
            list.push(a);
        }
    }
}
