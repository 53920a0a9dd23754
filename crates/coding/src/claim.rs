//! Who says they did it, who says they did not (CODEBOOK, `claimed_by`, `denied_by`).

mod doer;

use language::{Article, Attribution, ClauseLink, PhraseId, Tag, TokenId, Voice};
use record::{Actor, EventReport, Standing};

use crate::actor::{UNIDENTIFIED, Who, actor};
use crate::codebook::StandingCue;
use crate::event::Built;
use crate::scene::Scene;
use crate::source::{attribution_at, speakers, speaking_actors};
use crate::standing::{Cue, cues, governs, is_for_which};
use crate::telling::{Telling, actors_of};

pub(crate) use doer::loose_doers;

/// How many sentences a claim or denial that names no act may stand behind the event that it speaks of.
const REACH: usize = 4;

/// Claims and denials in the sentences that tell the event, and what they make of its standing.
pub(crate) fn claims(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    let mut by_doer = false;
    let mut by_party = false;
    let mut asserted = false;
    for t in own {
        let credited = explicit(scene, t, event, country);
        let (doer, party) = spoken(scene, t, event, country);
        by_doer |= credited || doer;
        by_party |= party;
        asserted |= !(credited || doer || party);
    }
    take_claimants(event);
    let violent = event.sub_event_type.family() != record::Family::Strategic;
    let own_voice = event.casualties.iter().any(|c| c.source.is_none());
    if !asserted && event.standing == Standing::Occurred && violent && !own_voice {
        let state = event.initiators.iter().any(|a| a.name.starts_with("Military Forces of"));
        let doubted = own.iter().all(|t| attribution_at(scene, t.act.start()).is_some_and(|a| is_claimed(scene, a)));
        if by_party || by_doer && !state || doubted {
            event.standing = Standing::Alleged;
        }
    }
    if event.standing == Standing::Alleged {
        credit_spoken_by(scene, own, event);
    }
}

/// Whether the verb of saying is one that the report does not vouch for ("claimed").
fn is_claimed(scene: &Scene<'_>, attribution: &Attribution) -> bool {
    let word = |w: &crate::codebook::StandingWording| w.words.contains(&attribution.wording);
    scene.book.standings.iter().filter(|f| f.code == "doubted").any(|f| f.wording.iter().any(word))
}

/// Who claims an act in so many words is the source of one that nobody else vouches for.
fn credit_spoken_by(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport) {
    for t in own {
        for (cue, p, actors) in spoken_by(scene, t.act.sentence, StandingCue::Claim) {
            if governs(scene, &cue, t) && !actors.is_empty() {
                let tokens = scene.doc.phrases[p].tokens.clone();
                let first = tokens.clone().find(|&i| scene.tag(i) != Tag::Determiner).unwrap_or(tokens.start);
                let quote = record::Quote::new(&scene.doc.report.text, scene.span(&(first..tokens.end)));
                crate::source::add(&mut event.sources, quote);
            }
        }
    }
}

/// Claims and denials by their own verbs: "claimed responsibility", "denied". Whether the telling hangs on a claim.
fn explicit(scene: &Scene<'_>, t: &Telling, event: &mut EventReport, country: Option<&str>) -> bool {
    let mut credited = false;
    for (cue, _, speakers) in spoken_by(scene, t.act.sentence, StandingCue::Claim) {
        if governs(scene, &cue, t) {
            let doers = not_hit(scene, &speakers, event, country);
            credited |= !doers.is_empty() && !takes_for_granted(scene, &cue, t);
            add_actors(scene, &doers, country, &mut event.claimed_by);
        }
    }
    for wanted in [StandingCue::Denied, StandingCue::Disowned] {
        for (cue, _, speakers) in spoken_by(scene, t.act.sentence, wanted) {
            if governs(scene, &cue, t) {
                add_actors(scene, &speakers, country, &mut event.denied_by);
            }
        }
    }
    credited
}

/// "condemned the attack claimed by X": the report itself tells the act, and who claims it only beside.
fn takes_for_granted(scene: &Scene<'_>, cue: &Cue, t: &Telling) -> bool {
    let link = cue.clause.map(|c| scene.doc.clauses[c].link);
    matches!(link, Some(ClauseLink::Participle | ClauseLink::Relative(_))) || is_for_which(scene, cue, t)
}

/// The telling is what the doer says, or what an armed group says: (doer, armed group).
fn spoken(scene: &Scene<'_>, t: &Telling, event: &mut EventReport, country: Option<&str>) -> (bool, bool) {
    let Some(attribution) = attribution_at(scene, t.act.start()) else { return (false, false) };
    let speaking = speaking_actors(scene, attribution);
    let doers: Vec<usize> = speaking
        .iter()
        .copied()
        .filter(|&i| speaks_for(scene, attribution, i))
        .filter(|&i| {
            let who = &scene.actors[i].who;
            let side = t.initiators.iter().any(|&x| is_own(&scene.actors[x].who, who) && is_armed_group(scene, who))
                || t.initiators.iter().any(|&x| same_side(&scene.actors[x].who, who));
            side || actor(scene, &scene.actors[i], country)
                .is_some_and(|a| event.initiators.iter().any(|x| related(x, &a)))
        })
        .collect();
    let doers = if doers.is_empty() && own_deed(scene, t) {
        speaking.iter().copied().filter(|&i| scene.actors[i].who.is_named()).collect()
    } else {
        doers
    };
    for &i in &doers {
        // A ministry speaks for the forces that acted: they are named as they acted.
        let acted = t.initiators.iter().copied().find(|&x| same_side(&scene.actors[x].who, &scene.actors[i].who));
        add_actors(scene, &[acted.unwrap_or(i)], country, &mut event.claimed_by);
    }
    let named = speakers(scene, attribution).len() <= 1;
    let armed = named && speaking.iter().any(|&i| is_armed_group(scene, &scene.actors[i].who));
    (!doers.is_empty(), armed)
}

/// "said its fighters had stormed", "confirmed its strike": what the speaker's own did.
fn own_deed(scene: &Scene<'_>, t: &Telling) -> bool {
    let own = |p: PhraseId| {
        let phrase = &scene.doc.phrases[p];
        phrase.article == Article::Possessive && phrase.possessor.is_none()
    };
    t.act.anchors.iter().any(|a| match (a.clause, a.phrase) {
        (Some(c), _) => scene.doc.clauses[c].voice == Voice::Active && scene.doc.clauses[c].subject.is_some_and(own),
        (None, Some(p)) => own(p) && matches!(a.tells, crate::act::Tells::Act(_)),
        _ => false,
    })
}

/// Whether the speaker stands for the actor: the actor itself, or its spokesman; "a US official" is a mere source.
fn speaks_for(scene: &Scene<'_>, attribution: &Attribution, i: usize) -> bool {
    let Some(p) = attribution.phrase else { return scene.actors[i].head };
    let phrase = &scene.doc.phrases[p];
    if phrase.tokens.contains(&scene.actors[i].tokens.start) && scene.actors[i].head {
        return true;
    }
    let people = scene.tag(phrase.head) == Tag::Noun && scene.lower(phrase.head) != scene.lemma(phrase.head);
    phrase.article != Article::Indefinite && !people
}

/// "Militants attacked …, said the group": the unnamed fighters are its own.
fn is_own(acting: &Who, speaking: &Who) -> bool {
    matches!(acting, Who::Fighters) && *speaking != Who::Fighters
}

/// Whether two actors are one, or one belongs to the other.
fn related(a: &Actor, b: &Actor) -> bool {
    a.name != UNIDENTIFIED && (a.name == b.name || a.ancestry.contains(&b.name) || b.ancestry.contains(&a.name))
}

/// The same actor, or the state and the forces of one country.
fn same_side(a: &Who, b: &Who) -> bool {
    use Who::*;
    match (a, b) {
        (Military(i) | State(i) | Government(i) | Police(i), Military(j) | State(j) | Government(j) | Police(j)) => {
            i == j
        }
        _ => a == b && a.is_named(),
    }
}

/// A named group under arms that is no state's.
fn is_armed_group(scene: &Scene<'_>, who: &Who) -> bool {
    match who {
        Who::Registered(i) => matches!(scene.book.registry.actors[*i].kind.as_str(), "rebel" | "militia"),
        Who::Fighters => true,
        _ => false,
    }
}

/// Speakers that the act did not hit.
fn not_hit(scene: &Scene<'_>, speakers: &[usize], event: &EventReport, country: Option<&str>) -> Vec<usize> {
    let hit = |i: &usize| {
        actor(scene, &scene.actors[*i], country).is_some_and(|a| event.targets.iter().any(|t| t.name == a.name))
    };
    speakers.iter().copied().filter(|i| !hit(i)).collect()
}

/// An act without a known doer is whose it claims.
fn take_claimants(event: &mut EventReport) {
    if event.initiators.iter().all(|a| a.name == UNIDENTIFIED) && !event.claimed_by.is_empty() {
        event.initiators = event.claimed_by.clone();
    }
}

/// Who claims, or denies, acts of a sentence: (cue, phrase, actor mentions).
fn spoken_by(scene: &Scene<'_>, sentence: usize, wanted: StandingCue) -> Vec<(Cue, PhraseId, Vec<usize>)> {
    let mut out = Vec::new();
    for cue in cues(scene, sentence).iter().filter(|c| c.cue == wanted) {
        let Some(c) = cue.clause else { continue };
        let clause = &scene.doc.clauses[c];
        if clause.negated || matches!(clause.mood, language::Mood::Hypothetical | language::Mood::Wanted) {
            continue;
        }
        let speaker = match clause.voice {
            Voice::Active => clause.subject,
            Voice::Passive => clause
                .prepositions
                .iter()
                .find(|(prep, _)| scene.preposition_in(*prep, &scene.book.prepositions.initiator))
                .map(|x| x.1),
        };
        let Some(p) = speaker.filter(|&p| !is_none(scene, p)) else { continue };
        // "X said that it was behind the attack": the words are its own only if it is the one who says them.
        if cue.phrase && wanted == StandingCue::Claim && scene.tag(scene.doc.phrases[p].head) != Tag::Pronoun {
            continue;
        }
        let mut actors = actors_of(scene, p);
        if actors.is_empty() && scene.tag(scene.doc.phrases[p].head) == Tag::Pronoun {
            actors = attribution_at(scene, cue.first).map(|a| speaking_actors(scene, a)).unwrap_or_default();
        }
        if !actors.is_empty() {
            out.push((cue.clone(), p, actors));
        }
    }
    out
}

/// Who claims, or denies, acts of a sentence: (cue, actor mentions).
pub(crate) fn claimants(scene: &Scene<'_>, sentence: usize, wanted: StandingCue) -> Vec<(Cue, Vec<usize>)> {
    spoken_by(scene, sentence, wanted).into_iter().map(|(cue, _, actors)| (cue, actors)).collect()
}

/// "no group", "nobody": words for no one.
fn is_none(scene: &Scene<'_>, p: PhraseId) -> bool {
    scene.doc.phrases[p].tokens.clone().any(|t| scene.tag(t) == Tag::Negation || scene.lower(t) == "no")
}

/// Claims and denials that stand in a sentence of their own ("The group claimed responsibility.") belong to the event
/// told last before them.
pub(crate) fn loose_claims(scene: &Scene<'_>, tellings: &[Telling], built: &mut [Built]) {
    for s in scene.telling() {
        for wanted in [StandingCue::Claim, StandingCue::Denied, StandingCue::Disowned] {
            for (cue, _, speakers) in spoken_by(scene, s, wanted) {
                let governed = |t: &Telling| t.act.sentence == s && governs(scene, &cue, t);
                let told = built.iter().any(|b| b.draft.tellings.iter().any(|&i| governed(&tellings[i])));
                if !told && let Some(b) = told_before(tellings, built, cue.first, s) {
                    let told = &built[b].draft.tellings;
                    let vouched = told.iter().any(|&i| attribution_at(scene, tellings[i].act.start()).is_none());
                    attach(scene, &mut built[b].event, wanted, &speakers, vouched);
                }
            }
        }
    }
}

/// The event told last before a token, within reach.
pub(crate) fn told_before(tellings: &[Telling], built: &[Built], at: TokenId, sentence: usize) -> Option<usize> {
    let near = |t: &&Telling| t.act.start() < at && sentence <= t.act.sentence + REACH;
    let last = |b: &Built| b.draft.tellings.iter().map(|&i| &tellings[i]).filter(near).map(|t| t.act.start()).max();
    (0..built.len()).filter_map(|b| last(&built[b]).map(|start| (start, b))).max().map(|x| x.1)
}

/// Adds a claim or denial to its event. What others say and a party denies is denied, unless the report vouches for it.
fn attach(scene: &Scene<'_>, event: &mut EventReport, cue: StandingCue, speakers: &[usize], vouched: bool) {
    let country = event.location.as_ref().and_then(|l| l.country.clone());
    if cue == StandingCue::Claim {
        let doers = not_hit(scene, speakers, event, country.as_deref());
        add_actors(scene, &doers, country.as_deref(), &mut event.claimed_by);
        return take_claimants(event);
    }
    add_actors(scene, speakers, country.as_deref(), &mut event.denied_by);
    let party = event.denied_by.iter().any(|d| event.initiators.iter().chain(&event.targets).any(|x| x.name == d.name));
    let open = event.standing == Standing::Alleged && !event.denied_by.is_empty();
    if cue == StandingCue::Denied && (open || event.standing == Standing::Occurred && party && !vouched) {
        event.standing = Standing::Denied;
    }
}

fn add_actors(scene: &Scene<'_>, mentions: &[usize], country: Option<&str>, list: &mut Vec<Actor>) {
    for &i in mentions {
        if !scene.actors[i].who.is_party() && !matches!(scene.actors[i].who, Who::State(_)) {
            continue;
        }
        if let Some(a) = actor(scene, &scene.actors[i], country)
            && a.name != UNIDENTIFIED
            && !list.iter().any(|x| x.name == a.name)
        {
            list.push(a);
        }
    }
}
