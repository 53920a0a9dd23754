//! Whether a draft is an event: what the codebook's rules hold against it, beside what the reader sees in its words.

use record::{EventReport, Family, Focus, Standing};

use super::own_acts;
use super::second::{Features, holds, log_odds};
use crate::act::Tells;
use crate::actor::UNIDENTIFIED;
use crate::scene::Scene;
use crate::telling::Telling;

/// What the rules found of a draft's event, for the judgement of the whole.
pub(crate) struct Found<'a> {
    pub event: &'a EventReport,
    /// Which of who, whom, where and when are told.
    pub known: [bool; 4],
    /// Asserted, or of a standing that needs no assertion.
    pub asserted: bool,
    /// An armed, political or state actor on one side.
    pub conflict: bool,
    /// Activity without a date, a count or a result.
    pub pattern: bool,
}

impl Found<'_> {
    /// Whether the rules hold nothing against it.
    pub fn accepted(&self) -> bool {
        self.known.iter().filter(|&&k| k).count() >= 2 && self.asserted && self.conflict && !self.pattern
    }
}

/// What speaks for and against a draft being an event that no other draft tells.
pub(crate) fn features(scene: &Scene<'_>, own: &[&Telling], found: &Found<'_>) -> Features {
    let mut out = words(scene, own);
    out.extend(slots(found));
    out.extend(place_in_report(scene, own, found.event));
    out
}

/// What the reader and the codebook's wordings say of the words.
fn words(scene: &Scene<'_>, own: &[&Telling]) -> Features {
    let acts: Vec<usize> = own.iter().flat_map(|t| own_acts(scene, &t.act)).collect();
    let scores = || acts.iter().map(|&i| scene.reading.acts[i].score);
    let best = scores().max_by(f32::total_cmp);
    let told = own.iter().map(|t| scene.reading.sentences.get(t.act.sentence).copied().unwrap_or(0.0));
    let sure = |i: &usize| {
        let shares = scene.reading.acts[*i].types.iter().map(|t| t.1);
        shares.max_by(f32::total_cmp).unwrap_or(0.0)
    };
    let wordings = || own.iter().flat_map(|t| t.act.wordings(scene));
    let anchors = || own.iter().flat_map(|t| &t.act.anchors);
    vec![
        ("always", 1.0),
        ("act", best.map_or(0.0, log_odds)),
        ("no act read", holds(best.is_none())),
        ("acts read", (scores().filter(|&s| s > 0.5).count() as f64).min(4.0)),
        ("sentence", told.max_by(f32::total_cmp).map_or(0.0, log_odds)),
        ("type sure", acts.iter().map(sure).max_by(f32::total_cmp).map_or(0.0, f64::from)),
        ("main", acts.iter().map(|&i| f64::from(scene.reading.acts[i].main)).fold(0.0, f64::max)),
        ("wording", holds(wordings().any(|w| !w.weak))),
        ("weak wording", holds(wordings().any(|w| w.weak))),
        ("only outcome", holds(own.iter().all(|t| t.act.only_outcome()))),
        ("reader alone", holds(anchors().all(|a| matches!(a.tells, Tells::Read(_))))),
        ("tellings", (own.len() as f64).ln()),
        ("points back", holds(own.iter().all(|t| t.definite))),
    ]
}

/// What is known of the event, and what the rules hold against it.
fn slots(found: &Found<'_>) -> Features {
    let event = found.event;
    let [who, whom, place, day] = found.known.map(holds);
    let family = event.sub_event_type.family();
    vec![
        ("who", who),
        ("named doer", holds(event.initiators.iter().any(|a| a.name != UNIDENTIFIED))),
        ("whom", whom),
        ("where", place),
        ("point", holds(event.location.as_ref().is_some_and(|l| l.point.is_some()))),
        ("when", day),
        ("day told", holds(event.date.text.is_some())),
        ("figures", holds(!event.casualties.is_empty())),
        ("weapon", holds(!event.weapons.is_empty())),
        ("too little", holds(found.known.iter().filter(|&&k| k).count() < 2)),
        ("not asserted", holds(!found.asserted)),
        ("no party", holds(!found.conflict)),
        ("pattern", holds(found.pattern)),
        ("alleged", holds(event.standing == Standing::Alleged)),
        ("denied", holds(event.standing == Standing::Denied)),
        ("foiled", holds(event.standing == Standing::Foiled)),
        ("planned", holds(event.standing == Standing::Planned)),
        ("explosions", holds(family == Family::Explosions)),
        ("against civilians", holds(family == Family::ViolenceAgainstCivilians)),
        ("protests", holds(matches!(family, Family::Protests | Family::Riots))),
        ("strategic", holds(family == Family::Strategic)),
        ("arrests", holds(event.sub_event_type == record::SubEventType::Arrests)),
    ]
}

/// Where the report tells it, and what else it tells.
fn place_in_report(scene: &Scene<'_>, own: &[&Telling], event: &EventReport) -> Features {
    let acts = &scene.reading.acts;
    let other = acts.iter().enumerate().filter(|(i, _)| !own.iter().any(|t| own_acts(scene, &t.act).any(|j| j == *i)));
    let other = other.map(|(_, a)| a.score).max_by(f32::total_cmp);
    let first = own.iter().map(|t| t.act.sentence).min().unwrap_or(0);
    let published = scene.doc.report.published.as_ref().map(|p| p.date);
    let days = event.date.end.zip(published).and_then(|(end, day)| end.until(day).ok()).map(|s| s.get_days());
    vec![
        ("in the lead", holds(event.focus == Focus::Main)),
        ("depth", (first as f64 + 1.0).ln()),
        ("other acts", other.map_or(-4.0, log_odds)),
        ("weeks before", holds(days.is_some_and(|d| d > 14))),
        ("years before", holds(days.is_some_and(|d| d > 365))),
    ]
}
