//! From drafts to event reports: every field decided, every open question a doubt.

use std::borrow::Cow;

use language::SentenceKind;
use record::{EventReport, Focus, Quote, Span, Standing, SubEventType};

use crate::act::Tells;
use crate::actor::{UNIDENTIFIED, Who, actor_doubts};
use crate::casualty::{act_casualties, act_victims};
use crate::codebook::StandingCue;
use crate::date::act_date;
use crate::draft::Draft;
use crate::kind::Told;
use crate::learned::{self, judge::Found};
use crate::location::{act_location, assume_town, is_ground};
use crate::scene::Scene;
use crate::side::{assume_foe, assume_people, fill_empty_sides, keep_apart, name_things, side};
use crate::standing::{act_sources, act_standing, claims};
use crate::telling::Telling;
use crate::weapon::act_weapons;

/// An event report with the draft that it came from.
pub(crate) struct Built {
    pub draft: Draft,
    pub event: EventReport,
}

/// A draft that is no event, with the reason in a short line for a reader.
pub(crate) struct Refused {
    pub draft: Draft,
    pub reason: Cow<'static, str>,
}

/// Builds the event report of a draft, unless the report tells too little of it or no act (CODEBOOK rules 2, 8, 12).
pub(crate) fn build(scene: &Scene<'_>, tellings: &[Telling], draft: Draft) -> Result<Built, Refused> {
    let own: Vec<&Telling> = draft.tellings.iter().map(|&i| &tellings[i]).collect();
    let mut event = assemble(scene, &own);
    let found = found(scene, &own, &event);
    let odds = learned::event_odds(scene, &own, &found);
    let reason = match odds {
        Some(odds) => (!learned::is_event(&found, odds)).then(|| learned::unlikely(odds).into()),
        None => refusal(&found).map(Cow::from),
    };
    if let Some(reason) = reason {
        return Err(Refused { draft, reason });
    }
    let weak = odds.and_then(|odds| learned::weak(&event, odds));
    event.doubts.extend(weak);
    let country = country(scene, &event);
    // What is assumed makes no event of what tells too little.
    assume_foe(scene, &own, &mut event, country.as_deref());
    name_things(scene, &own, &mut event, country.as_deref());
    assume_people(scene, &own, &mut event, country.as_deref());
    if is_onesided(scene, &own, &event) {
        event.sub_event_type = SubEventType::Attack;
    }
    assume_town(scene, &mut event);
    Ok(Built { draft, event })
}

/// Whether a clash that no word of its own names hit people outside combat alone: in a clash two sides fight (rule 4).
fn is_onesided(scene: &Scene<'_>, own: &[&Telling], event: &EventReport) -> bool {
    let named = || own.iter().any(|t| t.act.named_types(scene).contains(&SubEventType::ArmedClash));
    let civilians = !event.targets.is_empty() && event.targets.iter().all(|a| a.name.starts_with("Civilians ("));
    event.sub_event_type == SubEventType::ArmedClash && civilians && !named()
}

/// The country of an event: its place's, or the only one that the report is about.
fn country(scene: &Scene<'_>, event: &EventReport) -> Option<String> {
    event.location.as_ref().and_then(|l| l.country.clone()).or_else(|| only_country(scene))
}

/// The event report of some tellings, event or not.
pub(crate) fn assemble(scene: &Scene<'_>, own: &[&Telling]) -> EventReport {
    let mut doubts = Vec::new();
    let location = act_location(scene, own, &mut doubts);
    let country = location.as_ref().and_then(|l| l.country.clone()).or_else(|| only_country(scene));
    let focus = focus(scene, own);
    let mut initiators =
        side(scene, own, |t| [&t.initiators, &t.read_initiators, &t.ruled_initiators], country.as_deref());
    let mut targets = side(scene, own, |t| [&t.targets, &t.read_targets, &t.ruled_targets], country.as_deref());
    keep_apart(&mut initiators, &mut targets);
    let weapons = act_weapons(scene, own);
    let told = Told { scene, own, weapons: &weapons, initiators: &initiators, targets: &targets };
    let mut kind = told.kind(&mut doubts);
    let stopped = own.iter().any(|t| t.stops_weapon(scene));
    if stopped {
        // Rule 4: the initiator is the one who would have struck, not the one who fired at the drone.
        kind = SubEventType::DisruptedWeaponsUse;
        initiators.clear();
        targets.clear();
    }
    if kind == SubEventType::DisruptedWeaponsUse && learned::has_read(scene) {
        initiators =
            side(scene, own, |t| [&t.read_initiators, &t.read_initiators, &t.read_initiators], country.as_deref());
        targets = side(scene, own, |t| [&t.read_targets, &t.read_targets, &t.read_targets], country.as_deref());
    }
    let mut event = EventReport {
        id: String::new(),
        sub_event_type: kind,
        anchor: anchor(scene, own[0]),
        standing: if stopped { Standing::Foiled } else { act_standing(scene, own) },
        focus,
        date: act_date(scene, own, focus),
        location,
        initiators,
        targets,
        weapons,
        casualties: act_casualties(scene, own),
        victims: act_victims(own),
        sources: act_sources(scene, own),
        claimed_by: Vec::new(),
        denied_by: Vec::new(),
        response_to: None,
        evidence: evidence(scene, own),
        doubts,
    };
    claims(scene, own, &mut event, country.as_deref());
    fill_empty_sides(scene, own, &mut event, country.as_deref());
    learned::complete(scene, own, &mut event, country.as_deref());
    leave_elsewhere(own, &mut event);
    let unknown = actor_doubts(scene, &event);
    event.doubts.extend(unknown);
    event
}

/// Figures of other places, or of several together, are none of this event's.
fn leave_elsewhere(own: &[&Telling], event: &mut EventReport) {
    let elsewhere = |span: &Span| own.iter().any(|t| t.elsewhere.iter().any(|s| s.overlaps(*span)));
    event.casualties.retain(|c| !elsewhere(&c.span));
}

fn anchor(scene: &Scene<'_>, telling: &Telling) -> Quote {
    let tokens = telling.act.anchors.first().map_or(0..1, |a| a.tokens.clone());
    Quote::new(&scene.doc.report.text, scene.span(&tokens))
}

/// Main if headline or lead tell it.
fn focus(scene: &Scene<'_>, own: &[&Telling]) -> Focus {
    let lead = lead_sentences(scene);
    let main = own.iter().any(|t| {
        let s = t.act.sentence;
        matches!(scene.doc.sentences[s].kind, SentenceKind::Title | SentenceKind::ListItem) || lead.contains(&s)
    });
    if main { Focus::Main } else { Focus::Background }
}

/// The first two sentences of running text.
fn lead_sentences(scene: &Scene<'_>) -> Vec<usize> {
    scene.telling().filter(|&s| scene.doc.sentences[s].kind == SentenceKind::Body).take(2).collect()
}

/// The one country that the report is about, if there is but one.
fn only_country(scene: &Scene<'_>) -> Option<String> {
    let ground = scene.places.iter().filter(|p| is_ground(scene, p));
    let mut codes: Vec<&String> = ground.filter_map(|p| p.country.as_ref()).collect();
    codes.sort();
    codes.dedup();
    if let [one] = codes[..] { Some(one.clone()) } else { None }
}

fn evidence(scene: &Scene<'_>, own: &[&Telling]) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for t in own.iter().filter(|t| t.has_content() || own.len() == 1) {
        let quote = Quote::new(&scene.doc.report.text, t.span(scene));
        if !out.contains(&quote) {
            out.push(quote);
        }
    }
    out
}

/// Rule 2: asserted, with at least two of who, whom, where and when; rule 8: no mere pattern; rule 12: a party to it.
fn refusal(found: &Found<'_>) -> Option<&'static str> {
    if found.known.iter().filter(|&&k| k).count() < 2 {
        return Some("fewer than two of who, whom, where and when");
    }
    if !found.asserted {
        return Some("not asserted");
    }
    if !found.conflict {
        return Some("no armed, political or state actor on either side");
    }
    found.pattern.then_some("a pattern")
}

/// What the rules find of an event.
pub(crate) fn found<'a>(scene: &Scene<'_>, own: &[&Telling], event: &'a EventReport) -> Found<'a> {
    let who = event.initiators.iter().any(|a| a.name != UNIDENTIFIED || !a.spans.is_empty());
    let known = [
        who,
        // A target that only the type stands for is no telling of whom.
        event.targets.iter().any(|t| !t.spans.is_empty()) || !event.casualties.is_empty(),
        event.location.is_some(),
        event.date.text.is_some() || event.focus == Focus::Main && event.date.start.is_some(),
    ];
    let dated = event.date.text.is_some() || !event.casualties.is_empty() || event.focus == Focus::Main;
    let asserted = own.iter().any(|t| crate::act::asserted(scene, &t.act, dated))
        || matches!(event.standing, Standing::Foiled | Standing::Alleged | Standing::Denied);
    // A threat counts against a place, an installation, a ship, a person, not against a country's forces (rule 5).
    let aimed = event.location.as_ref().is_some_and(|l| l.point.is_some())
        || event.targets.iter().any(|t| !t.name.starts_with("Military Forces of") && t.name != UNIDENTIFIED);
    let planned = event.standing == Standing::Planned && who && aimed;
    Found {
        event,
        known,
        asserted: asserted || planned,
        conflict: is_conflict(scene, own, event),
        pattern: is_pattern(scene, own, event),
    }
}

/// Rule 12: one side must be an armed, political, state or communal actor, acting as such. Weak words need such a side or a
/// weapon; outcomes alone need a doer or a weapon that did it.
fn is_conflict(scene: &Scene<'_>, own: &[&Telling], event: &EventReport) -> bool {
    let is_party = |i: &usize| {
        let m = &scene.actors[*i];
        m.who.is_party() || matches!(m.who, Who::State(_))
    };
    // Whoever attacks as "assailants" or "forces" is armed; a "leader" or "member" who is hit need not be.
    let acts = |i: &usize| is_party(i) || scene.actors[*i].who == Who::People;
    let doer = own.iter().any(|t| t.initiators.iter().any(acts));
    let told_armed = own.iter().any(|t| t.act.wordings(scene).any(|w| w.armed));
    let party = doer || told_armed || own.iter().any(|t| t.targets.iter().any(is_party));
    let claimed = !event.claimed_by.is_empty();
    let armed = party || claimed || !event.weapons.is_empty();
    if own.iter().all(|t| t.act.only_outcome()) {
        let act = own.iter().any(|t| {
            t.act.anchors.iter().any(|a| match a.tells {
                Tells::Outcome(i) => scene.book.outcome_wordings[i].act,
                _ => true,
            })
        });
        return doer || act && armed;
    }
    if own.iter().all(|t| t.act.wordings(scene).all(|w| w.weak)) && !armed {
        return false;
    }
    match event.sub_event_type {
        // Without a party on either side this is ordinary crime.
        SubEventType::Attack | SubEventType::LootingPropertyDestruction | SubEventType::SexualViolence => {
            party || claimed
        }
        SubEventType::Arrests => own.iter().any(|t| is_political(scene, t)),
        _ => true,
    }
}

/// Arrests of people whom nothing sets apart are police work: soldiers make them, or the people are of a group, of a
/// protest or in office.
fn is_political(scene: &Scene<'_>, t: &Telling) -> bool {
    let soldiers = t.initiators.iter().any(|&i| matches!(scene.actors[i].who, Who::Military(_) | Who::Soldiers));
    let apart = t.targets.iter().any(|&i| !matches!(scene.actors[i].who, Who::Civilians(_) | Who::People));
    let range = &scene.doc.sentences[t.act.sentence].tokens;
    let group = scene.actors.iter().any(|m| {
        range.contains(&m.tokens.start) && m.who.is_named() && m.who.is_party() && !scene.is_state_like(&m.who)
    });
    soldiers || apart || group
}

/// Activity without a date, a count or a result is a pattern.
fn is_pattern(scene: &Scene<'_>, own: &[&Telling], event: &EventReport) -> bool {
    if event.date.text.is_some() || !event.casualties.is_empty() {
        return false;
    }
    own.iter().all(|t| {
        crate::standing::cues(scene, t.act.sentence).iter().any(|c| {
            matches!(c.cue, StandingCue::Pattern | StandingCue::History) && c.last.abs_diff(t.act.start()) <= 8
        })
    })
}
