//! The main path of coding: names, acts, tellings, drafts, events.

use language::{Document, SentenceKind};
use record::{Actor, CodedReport, EventReport, Outcome, SubEventType, Tally};

use crate::act::Act;
use crate::actor::{UNIDENTIFIED, belong_on_its_days};
use crate::adjunct::separate_places;
use crate::casualty::settle_owners;
use crate::claim::{loose_claims, loose_doers};
use crate::codebook::Codebook;
use crate::date::{date_doubt, report_doubts, settle_anchored};
use crate::draft::{Draft, drafts};
use crate::event::{Built, Refused, build};
use crate::response::link_answers;
use crate::scene::Scene;
use crate::tally::{is_tally, joined, read_tallies, sees_no_total, tallies};
use crate::telling::Telling;
use reader::Reading;

/// Codes a report: every event and tally that it tells, each value with its words, and doubts for what stays open.
pub fn code_report(doc: &Document<'_>, codebook: &Codebook, reading: &Reading) -> CodedReport {
    let scene = Scene::of(doc, codebook, codebook.gazetteer(), reading);
    let coded = Coded::of(&scene);
    let event_reports: Vec<_> = coded.built.into_iter().map(|b| b.event).collect();
    let doubts = report_doubts(&scene, &event_reports);
    CodedReport { report: doc.report.clone(), event_reports, tallies: coded.tallies, doubts }
}

/// What became of every telling of a report. Owners and drafts hold indices into `tellings`.
pub(crate) struct Coded {
    pub tellings: Vec<Telling>,
    pub built: Vec<Built>,
    pub refused: Vec<Refused>,
    pub tallies: Vec<Tally>,
    pub owners: Vec<Owner>,
}

/// Where a tally is told: its sentence, and its telling if the rules found one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner {
    pub telling: Option<usize>,
    pub sentence: usize,
}

impl Coded {
    pub fn of(scene: &Scene<'_>) -> Coded {
        let tellings = tellings(scene);
        let totals: Vec<bool> = tellings.iter().map(|t| is_tally(scene, t)).collect();
        let (mut built, mut refused) = (Vec::new(), Vec::new());
        for draft in drafts(scene, &tellings, &totals) {
            match build(scene, &tellings, draft) {
                Ok(b) => built.push(b),
                Err(r) => refused.push(r),
            }
        }
        drop_headlines(scene, &tellings, &mut built, &mut refused);
        built.sort_by_key(|b: &Built| b.draft.tellings.first().map(|&i| (tellings[i].act.start(), i)));
        for (i, b) in built.iter_mut().enumerate() {
            b.event.id = format!("e{}", i + 1);
        }
        settle_owners(scene, &tellings, &mut built);
        settle_anchored(scene, &tellings, &mut built);
        for b in &mut built {
            b.event.doubts.extend(date_doubt(&b.event));
        }
        let (tallies, owners) = all_tallies(scene, &tellings, &totals);
        loose_claims(scene, &tellings, &mut built);
        loose_doers(scene, &tellings, &mut built);
        link_answers(scene, &tellings, &mut built, &tallies, &owners);
        built.iter_mut().for_each(|b| belong_on_its_days(scene, &mut b.event));
        Coded { tellings, built, refused, tallies, owners }
    }

    /// The report's tellings and what of them is brought together, without totals.
    pub fn drafted(scene: &Scene<'_>) -> (Vec<Telling>, Vec<Draft>) {
        let tellings = tellings(scene);
        let totals: Vec<bool> = tellings.iter().map(|t| is_tally(scene, t)).collect();
        let drafts = drafts(scene, &tellings, &totals);
        (tellings, drafts)
    }

    /// Where the telling of an act went: its event, its tally, or why it is in neither.
    pub fn fate(&self, act: &Act) -> Option<String> {
        let mine: Vec<usize> =
            (0..self.tellings.len()).filter(|&i| self.tellings[i].act.start() == act.start()).collect();
        let has = |draft: &Draft| draft.tellings.iter().any(|t| mine.contains(t));
        if let Some(b) = self.built.iter().find(|b| has(&b.draft)) {
            return Some(b.event.id.clone());
        }
        if let Some(t) = self.owners.iter().position(|o| o.telling.is_some_and(|t| mine.contains(&t))) {
            return Some(self.tallies[t].id.clone());
        }
        self.refused.iter().find(|r| has(&r.draft)).map(|r| format!("left out: {}", r.reason))
    }
}

/// A headline that no sentence of the text was found to tell again sums up what the text tells there, and is no event beside it.
fn drop_headlines(scene: &Scene<'_>, tellings: &[Telling], built: &mut Vec<Built>, refused: &mut Vec<Refused>) {
    let title = |i: &usize| scene.doc.sentences[tellings[*i].act.sentence].kind == SentenceKind::Title;
    let (headlines, mut told): (Vec<Built>, Vec<Built>) =
        built.drain(..).partition(|b| b.draft.tellings.iter().all(title));
    let again = |b: &Built| {
        told.iter()
            .any(|x| x.event.sub_event_type.family() == b.event.sub_event_type.family() && meets(&x.event, b, tellings))
    };
    let (summed, kept): (Vec<Built>, Vec<Built>) = headlines.into_iter().partition(again);
    refused.extend(
        summed
            .into_iter()
            .map(|b| Refused { draft: b.draft, reason: "a headline that the text tells in parts".into() }),
    );
    told.extend(kept);
    *built = told;
}

/// Whether an event and that of a headline may be at one place and by one doer.
fn meets(a: &EventReport, headline: &Built, tellings: &[Telling]) -> bool {
    let b = &headline.event;
    let placed = headline.draft.tellings.iter().any(|&i| !tellings[i].places.is_empty());
    let place = match (&a.location, &b.location) {
        // A headline that names no place has that of the dateline.
        (Some(x), Some(y)) if placed => {
            x.name == y.name || x.country == y.country && (x.point.is_none() || y.point.is_none())
        }
        _ => true,
    };
    let known =
        |list: &[Actor]| list.iter().filter(|x| x.name != UNIDENTIFIED).map(|x| x.name.clone()).collect::<Vec<_>>();
    let (x, y) = (known(&a.initiators), known(&b.initiators));
    place && (x.is_empty() || y.is_empty() || x.iter().any(|name| y.contains(name)))
}

/// Sentences within which people are taken in the course of an act told before.
const SCENE: usize = 3;

/// Every telling of the report, one per act and separate place.
fn tellings(scene: &Scene<'_>) -> Vec<Telling> {
    let acts = &scene.acts;
    let mut out = Vec::new();
    let mut background = Vec::new();
    for act in acts {
        let mut telling = Telling::of(scene, act.clone(), acts);
        telling.take_learned(scene);
        if telling.left_out(scene).is_some() {
            if telling.is_background(scene) {
                background.push(telling);
            }
            continue;
        }
        let separate = separate_places(scene, &telling);
        if separate.is_empty() {
            out.push(telling);
            continue;
        }
        out.extend(telling.at_each(scene, &separate));
    }
    inherit_in_lists(scene, &mut out);
    inherit_scene(scene, &mut out);
    elaborate(scene, &mut out, &background);
    inherit_striker(scene, &mut out, &background);
    out
}

/// "US jets struck X. … A strike on Monday killed ten": a later strike that names no doer is of the one state or coalition
/// that the report tells of as striking.
fn inherit_striker(scene: &Scene<'_>, tellings: &mut [Telling], background: &[Telling]) {
    let strikers: Vec<Telling> =
        background.iter().chain(tellings.iter()).filter(|t| t.is_strike(scene)).cloned().collect();
    let doers = |t: &Telling| t.initiators.iter().map(|&i| scene.actors[i].who.clone()).collect::<Vec<_>>();
    let named = |t: &&Telling| t.initiators.iter().any(|&i| scene.actors[i].who.is_named());
    let told: Vec<&Telling> = strikers.iter().filter(named).collect();
    let Some(first) = told.first() else { return };
    let one = told.iter().all(|t| doers(t) == doers(first)) && doers(first).iter().all(|who| scene.is_state_like(who));
    let from = told.iter().map(|t| t.act.sentence).min().unwrap_or(usize::MAX);
    for t in tellings.iter_mut().filter(|t| t.initiators.is_empty() && t.act.sentence > from && t.is_strike(scene)) {
        if one && t.targets.iter().all(|&i| !doers(first).contains(&scene.actors[i].who)) {
            t.initiators.clone_from(&first.initiators);
        }
    }
}

/// A sentence that counts or sums up acts may be followed by the single ones: "They have used gas three times. The attacks in
/// A, B and C …". What these leave out, doer, target and means, stands in the sum.
fn elaborate(scene: &Scene<'_>, tellings: &mut [Telling], background: &[Telling]) {
    let sums: Vec<Telling> = background.iter().chain(tellings.iter().filter(|t| is_tally(scene, t))).cloned().collect();
    for t in tellings.iter_mut() {
        let placed = t.places.iter().any(|&i| !scene.places[i].width.is_wide());
        if !t.initiators.is_empty() || !placed || !t.tells_plural(scene) || is_tally(scene, t) {
            continue;
        }
        let near = |s: &&Telling| {
            s.act.sentence < t.act.sentence && t.act.sentence - s.act.sentence <= 2 && !s.initiators.is_empty()
        };
        let Some(sum) = sums.iter().filter(near).max_by_key(|s| s.act.sentence) else { continue };
        t.initiators.clone_from(&sum.initiators);
        if t.targets.iter().all(|&i| !scene.actors[i].who.is_named()) && !sum.targets.is_empty() {
            t.targets.clone_from(&sum.targets);
        }
        if t.weapons.is_empty() {
            t.weapons.clone_from(&sum.weapons);
        }
        t.kind_from = sum.act.named_types(scene).first().copied();
    }
}

/// "Rebels raided the village of A. A nurse and two patients were abducted": people taken in the course of an act told just
/// before are taken by its doers, there and then.
fn inherit_scene(scene: &Scene<'_>, tellings: &mut [Telling]) {
    for i in 1..tellings.len() {
        let (earlier, rest) = tellings.split_at_mut(i);
        let (before, taken) = (&earlier[i - 1], &mut rest[0]);
        let takes =
            |k: &SubEventType| matches!(k, SubEventType::AbductionForcedDisappearance | SubEventType::SexualViolence);
        let bare = taken.places.is_empty() && taken.times.is_empty() && !taken.definite;
        let near = scene.steps(before.act.sentence, taken.act.sentence) <= SCENE;
        let placed = before.places.iter().any(|&p| !scene.places[p].width.is_wide());
        if !bare || !near || !placed || !taken.act.named_types(scene).iter().all(takes) {
            continue;
        }
        let same = |t: &Telling| {
            t.initiators.iter().all(|&x| before.initiators.iter().any(|&y| scene.actors[x].who == scene.actors[y].who))
        };
        if !taken.act.named_types(scene).is_empty() && same(taken) && !before.initiators.is_empty() {
            taken.places.clone_from(&before.places);
            taken.times.clone_from(&before.times);
            taken.initiators.clone_from(&before.initiators);
        }
    }
}

/// Items of a list tell their acts in short: doer and day stand in the sentence that opens the list, the country in a heading.
fn inherit_in_lists(scene: &Scene<'_>, tellings: &mut [Telling]) {
    let item = |t: &Telling| scene.doc.sentences[t.act.sentence].kind == SentenceKind::ListItem;
    for i in 0..tellings.len() {
        if !item(&tellings[i]) {
            continue;
        }
        let earlier: Vec<Telling> = tellings[..i].iter().filter(|t| !item(t)).cloned().collect();
        let before = |has: &dyn Fn(&Telling) -> bool| earlier.iter().rfind(|t| has(t)).cloned();
        if tellings[i].initiators.is_empty()
            && let Some(t) = before(&|t| t.initiators.iter().any(|&a| scene.actors[a].who.is_named()))
        {
            tellings[i].initiators = t.initiators;
        }
        if tellings[i].targets.is_empty()
            && let Some(t) = before(&|t| !t.targets.is_empty())
        {
            tellings[i].targets = t.targets;
        }
        if tellings[i].times.is_empty()
            && let Some(t) = before(&|t| !t.times.is_empty())
        {
            tellings[i].times = t.times;
        }
    }
}

/// The totals of a report: acts that the rules count, people where the reader sees a total too, and what it alone sees.
fn all_tallies(scene: &Scene<'_>, tellings: &[Telling], totals: &[bool]) -> (Vec<Tally>, Vec<Owner>) {
    let ruled = tellings.iter().enumerate().filter(|(i, _)| totals[*i]).flat_map(|(i, t)| {
        let owner = Owner { telling: Some(i), sentence: t.act.sentence };
        let unseen = sees_no_total(scene, t.act.sentence);
        let stands = move |tally: &Tally| t.joint || !unseen || Outcome::from_code(&tally.what).is_none();
        tallies(scene, t).into_iter().filter(stands).map(move |tally| (tally, owner))
    });
    let mut all: Vec<(Tally, Owner)> = Vec::new();
    for (tally, owner) in ruled {
        let told = |(t, o): &(Tally, Owner)| {
            o.sentence == owner.sentence && (&t.what, t.figure, &t.source) == (&tally.what, tally.figure, &tally.source)
        };
        if !all.iter().any(told) {
            all.push((tally, owner));
        }
    }
    for (tally, sentence) in read_tallies(scene) {
        match all.iter_mut().find(|(t, owner)| owner.sentence == sentence && t.figure == tally.figure) {
            Some((ruled, _)) => *ruled = joined(tally, ruled),
            None => all.push((tally, Owner { telling: None, sentence })),
        }
    }
    all.sort_by_key(|(_, owner)| owner.sentence);
    for (i, (tally, _)) in all.iter_mut().enumerate() {
        tally.id = format!("t{}", i + 1);
    }
    all.into_iter().unzip()
}
