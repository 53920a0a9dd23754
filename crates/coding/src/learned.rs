//! What the trained reader's scores decide beside the rules: which words tell an act, and what belongs to it. The thresholds
//! were set on development data; where there is no reading, nothing is decided here.

pub(crate) mod join;
pub(crate) mod judge;
pub(crate) mod second;
pub(crate) mod study;

use language::{PhraseId, SentenceKind, TokenId};
use reader::{ActSpan, Linked, RoleSpan, SpanRole};
use record::{Actor, Casualty, Doubt, DoubtReason, EventReport, Field, Outcome, Quote, Span, Standing, SubEventType};

use crate::act::Act;
use crate::actor::{UNIDENTIFIED, actor};
use crate::casualty;
use crate::draft::compared;
use crate::scene::Scene;
use crate::source::{self, speaker_of};
use crate::telling::{Telling, push};
use crate::weapon;
use second::Question;

/// From here on, words that no rule knows tell an act.
const SURE_ACT: f32 = 0.6;
/// From these log odds on, a draft that the codebook's rules hold for an event is one. The weights were fitted on reports like
/// those that the reader learned from; on others it is less sure of what the rules know.
const JUDGED: f64 = -0.1;
/// The same for a draft that the codebook's rules hold something against.
const JUDGED_AGAINST_RULES: f64 = 1.0;
/// Below these log odds, an event is one for review.
const DOUBTED: f64 = 1.0;
/// From here on, a span plays its role in an act: its own score times the link's.
pub(crate) const SURE_ROLE: f32 = 0.4;
/// The same of who acted.
const SURE_DOER: f32 = 0.5;
/// Below this, a span plays no role in an act even where the rules say that it does.
pub(crate) const DOUBTFUL: f32 = 0.2;
/// From here on, a type goes before the one that the rules found.
const SURE_TYPE: f32 = 0.6;
/// From here on, a standing goes before the bare assertion that the rules found.
const SURE_STANDING: f32 = 0.6;
/// What the mean of the pairs counts beside the best.
const ON_THE_WHOLE: f64 = 0.5;

/// The type of the act that the reader sees where words begin at this token; `None` if it sees none that it is sure of.
pub(crate) fn act_at(scene: &Scene<'_>, t: TokenId) -> Option<SubEventType> {
    if scene.doc.sentences[scene.doc.tokens[t].sentence].kind == SentenceKind::ListItem {
        return None;
    }
    let token = scene.doc.tokens[t].span;
    let begins = |a: &&ActSpan| token.start <= a.span.start && a.span.start < token.end;
    let act = scene.reading.acts.iter().filter(|a| a.score >= SURE_ACT).find(begins)?;
    act.types.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|t| t.0)
}

/// The log odds that what some tellings tell is an event, on the whole of what rules and reader see; `None` without a reading, and
/// for items of a list.
pub(crate) fn event_odds(scene: &Scene<'_>, own: &[&Telling], found: &judge::Found<'_>) -> Option<f64> {
    let read = has_read(scene) && !own.iter().any(|t| in_list(scene, &t.act));
    read.then(|| scene.book.second_stage.log_odds(Question::Event, &judge::features(scene, own, found)))
}

/// Whether a draft of these log odds is an event.
pub(crate) fn is_event(found: &judge::Found<'_>, odds: f64) -> bool {
    odds >= if found.accepted() { JUDGED } else { JUDGED_AGAINST_RULES }
}

/// Why a draft of these log odds is no event.
pub(crate) fn unlikely(odds: f64) -> String {
    format!("rules and reader together give it {} in a hundred", percent(odds))
}

fn percent(odds: f64) -> f64 {
    (100.0 / (1.0 + (-odds).exp())).round()
}

/// A doubt about an event that is not much likelier than none.
pub(crate) fn weak(event: &EventReport, odds: f64) -> Option<Doubt> {
    let note = format!("rules and reader together give it {} in a hundred to be an event", percent(odds));
    (odds < DOUBTED).then_some(Doubt {
        field: Field::Event,
        reason: DoubtReason::Weak,
        note,
        span: Some(event.anchor.span),
    })
}

/// The log odds that a telling is of a draft's event; `None` without a reading. The best pair counts, and what the pairs say
/// on the whole, so that one likeness does not chain two events.
pub(crate) fn joined(scene: &Scene<'_>, tellings: &[Telling], draft: &[usize], new: usize) -> Option<f64> {
    if !has_read(scene) || in_list(scene, &tellings[new].act) {
        return None;
    }
    let odds = |&old: &usize| {
        let (a, b) = (&tellings[old], &tellings[new]);
        let compared = compared(scene, a, b);
        // One act's words that tell it of several places tell an act at each; two places, days or items of a list are two.
        let apart = a.act.start() == b.act.start() || compared.set_apart();
        let features = join::features(scene, a, b, &compared);
        (!apart).then(|| scene.book.second_stage.log_odds(Question::Join, &features))
    };
    let odds: Option<Vec<f64>> = draft.iter().map(odds).collect();
    let Some(odds) = odds else { return Some(f64::NEG_INFINITY) };
    let best = odds.iter().copied().max_by(f64::total_cmp)?;
    Some(best + ON_THE_WHOLE * odds.iter().sum::<f64>() / odds.len() as f64)
}

/// The type that the reader is sure of for some tellings of one act.
pub(crate) fn kind(scene: &Scene<'_>, own: &[&Telling]) -> Option<SubEventType> {
    if own.iter().any(|t| in_list(scene, &t.act)) {
        return None;
    }
    agreed(scene, own, |a| &a.types, SURE_TYPE)
}

/// Whether an act is told by an item of a list. Its words are few, and what they leave out stands in the sentence that opens the
/// list: rules follow that, while the reader, which learned from running text, does not.
pub(crate) fn in_list(scene: &Scene<'_>, act: &Act) -> bool {
    scene.doc.sentences[act.sentence].kind == SentenceKind::ListItem
}

/// Whether there is a reader.
pub(crate) fn has_read(scene: &Scene<'_>) -> bool {
    !scene.reading.sentences.is_empty()
}

/// The reader's acts that share words with an act.
fn own_acts<'a>(scene: &'a Scene<'_>, act: &'a Act) -> impl Iterator<Item = usize> + 'a {
    let spans: Vec<Span> = act.anchors.iter().map(|a| scene.span(&a.tokens)).collect();
    (0..scene.reading.acts.len()).filter(move |&i| spans.iter().any(|s| s.overlaps(scene.reading.acts[i].span)))
}

/// The value on which the reader's acts of some tellings agree, each by its score, if that is sure enough.
fn agreed<T: Copy>(
    scene: &Scene<'_>,
    own: &[&Telling],
    of: impl Fn(&ActSpan) -> &Vec<(T, f32)>,
    least: f32,
) -> Option<T> {
    let acts: Vec<&ActSpan> =
        own.iter().flat_map(|t| own_acts(scene, &t.act)).map(|i| &scene.reading.acts[i]).collect();
    let total: f32 = acts.iter().map(|a| a.score).sum();
    let values = of(acts.first()?).len();
    let share = |i: usize| acts.iter().map(|a| a.score * of(a)[i].1).sum::<f32>() / total;
    let best = (0..values).map(|i| (i, share(i))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    (best.1 >= least).then(|| of(acts[0])[best.0].0)
}

impl Telling {
    /// Takes what the reader sees hang on the act and the rules did not find.
    pub fn take_learned(&mut self, scene: &Scene<'_>) {
        if in_list(scene, &self.act) {
            return;
        }
        let spans = own_roles(scene, &self.act);
        let of = |role: SpanRole| spans.iter().filter(move |s| s.role == role).map(|s| s.span);
        self.read_initiators = mentions(scene, &self.act, SpanRole::Initiator);
        self.read_targets = mentions(scene, &self.act, SpanRole::Target);
        self.read_things = things(scene, &self.act);
        (self.ruled_initiators, self.ruled_targets) = (self.initiators.clone(), self.targets.clone());
        self.read_initiators.iter().for_each(|&i| push(&mut self.initiators, i));
        if self.targets.is_empty() {
            self.targets.clone_from(&self.read_targets);
        }
        self.targets.retain(|t| !self.initiators.contains(t));
        let places: Vec<usize> = of(SpanRole::Place)
            .filter_map(|s| scene.places.iter().position(|p| scene.span(&p.tokens).overlaps(s)))
            .collect();
        // A town that hangs on the act's own words stays; beside a country or none, the reader knows better which place it is.
        if !places.is_empty() && self.places.iter().all(|&i| scene.places[i].width.is_wide()) {
            self.places.clear();
            places.into_iter().for_each(|i| push(&mut self.places, i));
        }
        if self.times.is_empty() {
            let within = |s: Span| scene.doc.times.iter().position(|t| t.span.overlaps(s));
            of(SpanRole::Time).filter_map(within).for_each(|i| push(&mut self.times, i));
        }
        if self.weapons.is_empty() {
            let within = |s: Span| scene.weapons.iter().position(|w| scene.span(&w.tokens).overlaps(s));
            of(SpanRole::Weapon).filter_map(within).for_each(|i| push(&mut self.weapons, i));
        }
        for s in of(SpanRole::Victim) {
            if self.victims.iter().all(|v| !v.span.overlaps(s)) {
                self.victims.push(Quote::new(&scene.doc.report.text, s));
            }
        }
        for &outcome in Outcome::ALL {
            let new: Vec<Casualty> = of(SpanRole::Figure(outcome))
                .filter(|s| self.casualties.iter().all(|c| !c.span.overlaps(*s)))
                .filter_map(|s| casualty(scene, outcome, s))
                .collect();
            self.casualties.extend(new);
        }
    }
}

/// The words for when that the reader sees hang on an act.
pub(crate) fn times(scene: &Scene<'_>, act: &Act) -> Vec<Span> {
    roles(scene, act).iter().filter(|s| s.role == SpanRole::Time).map(|s| s.span).collect()
}

/// Takes what the reader is sure of and the rules left open in an event: who claimed or denied it, whom the report credits,
/// how it stands.
pub(crate) fn complete(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    if !has_read(scene) || own.iter().any(|t| in_list(scene, &t.act)) {
        return;
    }
    if event.claimed_by.is_empty() {
        event.claimed_by = actors(scene, own, SpanRole::ClaimedBy, country);
    }
    if event.denied_by.is_empty() {
        event.denied_by = actors(scene, own, SpanRole::DeniedBy, country);
    }
    let belonging = belonging(scene, own);
    source::settle(scene, &belonging, event);
    casualty::settle(scene, &belonging, event);
    weapon::settle(scene, &belonging, event);
    if event.standing == Standing::Occurred {
        event.standing = agreed(scene, own, |a| &a.standings, SURE_STANDING).unwrap_or(event.standing);
    }
}

/// The named actors that play a role in some tellings.
fn actors(scene: &Scene<'_>, own: &[&Telling], role: SpanRole, country: Option<&str>) -> Vec<Actor> {
    let mut out: Vec<Actor> = Vec::new();
    let mentions = own.iter().flat_map(|t| mentions(scene, &t.act, role));
    for a in mentions.filter_map(|i| actor(scene, &scene.actors[i], country)) {
        if a.name != UNIDENTIFIED && out.iter().all(|b| b.name != a.name) {
            out.push(a);
        }
    }
    out
}

/// A span with how surely it belongs to one event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Belonging {
    pub span: Span,
    pub role: SpanRole,
    /// The span's own score times the best link's to an act of the event.
    pub score: f32,
}

impl Belonging {
    /// Whether it is sure enough to be taken.
    pub fn is_sure(&self) -> bool {
        self.score >= SURE_ROLE
    }
}

/// Every span that may belong to some tellings of one event, however little, in order of the text.
pub(crate) fn belonging(scene: &Scene<'_>, own: &[&Telling]) -> Vec<Belonging> {
    let acts: Vec<usize> = own.iter().flat_map(|t| own_acts(scene, &t.act)).collect();
    let spans = scene.reading.spans.iter().enumerate();
    let best = |i: usize| {
        let links = scene.reading.role_links.iter().filter(|l| l.right == i && acts.contains(&l.left));
        links.map(|l| l.score).max_by(f32::total_cmp)
    };
    spans
        .filter_map(|(i, s)| best(i).map(|link| Belonging { span: s.span, role: s.role, score: s.score * link }))
        .collect()
}

/// The same of which a telling takes its values: what a headline leaves out, the text tells again.
fn own_roles(scene: &Scene<'_>, act: &Act) -> Vec<RoleSpan> {
    let sentence = &scene.doc.sentences[act.sentence];
    let mut spans = roles(scene, act);
    if sentence.kind == SentenceKind::Title {
        spans.retain(|s| s.span.overlaps(sentence.span) || !matches!(s.role, SpanRole::Place | SpanRole::Figure(_)));
    }
    spans
}

/// Spans that play a role in an act, in order of the text.
fn roles(scene: &Scene<'_>, act: &Act) -> Vec<RoleSpan> {
    role_ids(scene, act).into_iter().map(|i| scene.reading.spans[i]).collect()
}

/// The mentions that play a role in an act.
fn mentions(scene: &Scene<'_>, act: &Act, role: SpanRole) -> Vec<usize> {
    let mut out = Vec::new();
    let own = role_ids(scene, act).into_iter().filter(|&i| scene.reading.spans[i].role == role);
    own.filter_map(|i| scene.read_actors[i]).for_each(|m| push(&mut out, m));
    out
}

/// The phrases of an act's targets that stand for no actor.
fn things(scene: &Scene<'_>, act: &Act) -> Vec<PhraseId> {
    let hit = |i: &usize| scene.reading.spans[*i].role == SpanRole::Target && scene.read_actors[*i].is_none();
    let spans =
        role_ids(scene, act).into_iter().filter(hit).filter_map(|i| scene.tokens_of(scene.reading.spans[i].span));
    let mut out = Vec::new();
    spans.filter_map(|tokens| scene.phrase_of(tokens.end - 1)).for_each(|p| push(&mut out, p));
    out
}

/// Spans that play a role in an act, indices into the reading's.
fn role_ids(scene: &Scene<'_>, act: &Act) -> Vec<usize> {
    let acts: Vec<usize> = own_acts(scene, act).collect();
    let sure = |l: &&Linked| {
        let span = &scene.reading.spans[l.right];
        let least = if span.role == SpanRole::Initiator { SURE_DOER } else { SURE_ROLE };
        acts.contains(&l.left) && l.score * span.score >= least
    };
    let mut at: Vec<usize> = scene.reading.role_links.iter().filter(sure).map(|l| l.right).collect();
    at.sort_unstable();
    at.dedup();
    at
}

/// A figure of the reader's with its words.
fn casualty(scene: &Scene<'_>, outcome: Outcome, span: Span) -> Option<Casualty> {
    let tokens = casualty::own_words(scene, span)?;
    let span = scene.span(&tokens);
    let figure = casualty::figure_of(scene, &tokens)?;
    let outcome = casualty::told_outcome(scene, &tokens).unwrap_or(outcome);
    let phrase = scene.doc.phrases.iter().rfind(|p| tokens.contains(&p.head));
    let head = phrase.map(|p| p.head..p.head + 1).filter(|head| casualty::names_group(scene, head));
    let group = head.map(|head| scene.text(&head).to_owned());
    Some(Casualty { outcome, group, figure, source: speaker_of(scene, tokens.start), span })
}
