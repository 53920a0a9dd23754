//! From drafts to event reports: every field decided, every open question a doubt.

use language::SentenceKind;
use record::{Actor, Doubt, DoubtReason, EventReport, Field, Focus, Quote, Standing, SubEventType, WeaponUse};

use crate::act::Tells;
use crate::actor::{UNIDENTIFIED, Who};
use crate::casualty::{act_casualties, act_victims};
use crate::codebook::StandingCue;
use crate::date::act_date;
use crate::draft::Draft;
use crate::location::act_location;
use crate::scene::Scene;
use crate::side::{fill_empty_sides, keep_apart, side};
use crate::standing::{act_sources, act_standing, claims};
use crate::telling::Telling;
use crate::weapon::act_weapons;

/// An event report with the draft that it came from.
pub(crate) struct Built {
    pub draft: Draft,
    pub event: EventReport,
}

/// Builds the event report of a draft; `None` if the report tells too little or no act (CODEBOOK rules 2, 8, 12).
pub(crate) fn build(scene: &Scene<'_>, tellings: &[Telling], draft: Draft) -> Option<Built> {
    let own: Vec<&Telling> = draft.tellings.iter().map(|&i| &tellings[i]).collect();
    let mut doubts = Vec::new();
    let location = act_location(scene, &own, &mut doubts);
    let country = location.as_ref().and_then(|l| l.country.clone()).or_else(|| only_country(scene));
    let focus = focus(scene, &own);
    let mut initiators = side(scene, &own, |t| &t.initiators, country.as_deref());
    let mut targets = side(scene, &own, |t| &t.targets, country.as_deref());
    keep_apart(&mut initiators, &mut targets);
    let weapons = act_weapons(scene, &own);
    let mut kind = kind(scene, &own, &weapons, &initiators, &targets, &mut doubts)?;
    let stopped = own.iter().any(|t| t.stops_weapon(scene));
    if stopped {
        // Rule 4: the initiator is the one who would have struck, not the one who fired at the drone.
        kind = SubEventType::DisruptedWeaponsUse;
        initiators.clear();
        targets.clear();
    }
    let mut event = EventReport {
        id: String::new(),
        sub_event_type: kind,
        anchor: anchor(scene, own[0]),
        standing: if stopped { Standing::Foiled } else { act_standing(scene, &own) },
        focus,
        date: act_date(scene, &own, focus),
        location,
        initiators,
        targets,
        weapons,
        casualties: act_casualties(&own),
        victims: act_victims(&own),
        sources: act_sources(scene, &own),
        claimed_by: Vec::new(),
        denied_by: Vec::new(),
        response_to: None,
        evidence: evidence(scene, &own),
        doubts,
    };
    claims(scene, &own, &mut event, country.as_deref());
    fill_empty_sides(scene, &own, &mut event, country.as_deref());
    note_doubts(scene, &own, &mut event);
    enters(scene, &own, &event).then_some(Built { draft, event })
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
    let mut codes: Vec<&String> = scene.places.iter().filter_map(|p| p.country.as_ref()).collect();
    codes.sort();
    codes.dedup();
    if let [one] = codes[..] { Some(one.clone()) } else { None }
}

/// The type of the act (CODEBOOK rules 4, 8, 9, 10): what the words name, else what the means, the doer and the people hit tell.
fn kind(
    scene: &Scene<'_>,
    own: &[&Telling],
    weapons: &[WeaponUse],
    initiators: &[Actor],
    targets: &[Actor],
    doubts: &mut Vec<Doubt>,
) -> Option<SubEventType> {
    let mut named: Vec<SubEventType> = own.iter().flat_map(|t| t.act.named_types(scene)).collect();
    if let Some(territory) = territory(scene, own, &named, initiators) {
        return Some(territory);
    }
    named.dedup();
    if let Some(protest) = protest(scene, own, &named) {
        return Some(protest);
    }
    if let Some(&first) = named.iter().find(|k| **k == SubEventType::SuicideBomb).or(named.first()) {
        let other = named.iter().find(|k| k.family() != first.family());
        if let Some(other) = other {
            doubts.push(Doubt {
                field: Field::SubEventType,
                reason: DoubtReason::Ambiguous,
                note: format!("words of both {first} and {other}"),
                span: None,
            });
        }
        return Some(narrowed(first, weapons));
    }
    if let Some(code) = own.iter().find_map(|t| t.kind_from) {
        return Some(code);
    }
    let by_weapon = weapons.iter().find_map(|w| scene.book.weapon(&w.weapon).and_then(|e| e.event_type()));
    if let Some(code) = by_weapon {
        return Some(code);
    }
    Some(by_sides(scene, own, initiators, targets))
}

/// Forces that act against protesters: excessive if people die, else an intervention.
fn protest(scene: &Scene<'_>, own: &[&Telling], named: &[SubEventType]) -> Option<SubEventType> {
    use SubEventType::*;
    let hit = own.iter().flat_map(|t| &t.targets).any(|&i| scene.actors[i].who == Who::Protesters);
    let forces = own.iter().flat_map(|t| &t.initiators).any(|&i| scene.actors[i].who.is_state());
    if !hit || !forces || named.iter().any(|k| matches!(k, ViolentDemonstration | MobViolence)) {
        return None;
    }
    let killed = own.iter().flat_map(|t| &t.casualties).any(|c| c.outcome == record::Outcome::Killed);
    let by_fire = own
        .iter()
        .any(|t| t.act.anchors.iter().any(|a| matches!(a.tells, Tells::Act(i) if scene.book.acts[i].code.is_none())));
    Some(if killed || by_fire { ExcessiveForceAgainstProtesters } else { ProtestWithIntervention })
}

/// A named type gives way to a narrower one that a weapon tells.
fn narrowed(named: SubEventType, weapons: &[WeaponUse]) -> SubEventType {
    let suicide = weapons.iter().any(|w| w.weapon == "suicide vest");
    match named {
        SubEventType::RemoteExplosiveLandmineIed if suicide => SubEventType::SuicideBomb,
        other => other,
    }
}

/// Ground that changes hands: by a state or by others.
fn territory(
    scene: &Scene<'_>,
    own: &[&Telling],
    named: &[SubEventType],
    initiators: &[Actor],
) -> Option<SubEventType> {
    use SubEventType::*;
    let first = *named.first()?;
    if !matches!(first, GovernmentRegainsTerritory | NonStateActorOvertakesTerritory) {
        return None;
    }
    let doers: Vec<&Who> = own.iter().flat_map(|t| &t.initiators).map(|&i| &scene.actors[i].who).collect();
    let _ = initiators;
    let state = |w: &&Who| {
        w.is_state()
            || matches!(w, Who::Registered(i) if matches!(scene.book.registry.actors[*i].kind.as_str(), "state" | "police" | "coalition" | "external"))
    };
    Some(match doers.first() {
        Some(w) if state(w) => GovernmentRegainsTerritory,
        Some(_) => NonStateActorOvertakesTerritory,
        None => first,
    })
}

/// Whether the report speaks of strikes from the air elsewhere, so that its bare "strikes" are such.
fn told_from_the_air(scene: &Scene<'_>) -> bool {
    crate::act::acts(scene).iter().any(|a| {
        a.named_types(scene).contains(&SubEventType::AirDroneStrike)
            && a.anchors.iter().any(|x| scene.lemma(x.tokens.end - 1).ends_with("strike"))
    })
}

/// No means told: a state's strike is an air strike, people outside combat make it an attack, else a clash.
fn by_sides(scene: &Scene<'_>, own: &[&Telling], initiators: &[Actor], targets: &[Actor]) -> SubEventType {
    let strike = own.iter().any(|t| t.act.anchors.iter().any(|a| scene.lemma(a.tokens.end - 1) == "strike"));
    let state = initiators.iter().any(|a| a.name.starts_with("Military Forces of"))
        || own.iter().flat_map(|t| &t.initiators).any(|&i| match &scene.actors[i].who {
            Who::Registered(r) => {
                matches!(scene.book.registry.actors[*r].kind.as_str(), "coalition" | "state" | "external")
            }
            who => who.is_state(),
        });
    if strike && (state || told_from_the_air(scene)) {
        return SubEventType::AirDroneStrike;
    }
    let civilian = |a: &Actor| a.name.starts_with("Civilians (");
    let explosion = own.iter().any(|t| {
        t.act.anchors.iter().any(|a| matches!(scene.lemma(a.tokens.end - 1), "blast" | "explosion" | "bombing"))
    });
    if explosion {
        return SubEventType::RemoteExplosiveLandmineIed;
    }
    let raid = own.iter().any(|t| t.act.anchors.iter().any(|a| scene.lemma(a.tokens.end - 1) == "raid"));
    if targets.iter().any(civilian) || targets.is_empty() && !raid || !raid && own.iter().any(|t| !t.victims.is_empty())
    {
        SubEventType::Attack
    } else {
        SubEventType::ArmedClash
    }
}

fn evidence(scene: &Scene<'_>, own: &[&Telling]) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for t in own {
        let quote = Quote::new(&scene.doc.report.text, t.span(scene));
        if !out.contains(&quote) {
            out.push(quote);
        }
    }
    out
}

fn note_doubts(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport) {
    if event.date.start.is_none()
        && let Some(text) = &event.date.text
    {
        event.doubts.push(Doubt {
            field: Field::Date,
            reason: DoubtReason::Unresolved,
            note: format!("{:?} cannot be dated: {}", text.text, why_undated(scene, own)),
            span: Some(text.span),
        });
    }
    for (side, field) in [(&event.initiators, Field::Initiators), (&event.targets, Field::Targets)] {
        for a in side {
            let unknown = a.id.is_none() && !a.name.contains(" of ") && !a.name.contains('(') && a.name != UNIDENTIFIED;
            if unknown {
                event.doubts.push(Doubt {
                    field,
                    reason: DoubtReason::UnknownName,
                    note: format!("no actor of the registry is named {:?}", a.name),
                    span: a.spans.first().copied(),
                });
            }
        }
    }
}

fn why_undated(scene: &Scene<'_>, own: &[&Telling]) -> String {
    own.iter()
        .flat_map(|t| &t.times)
        .map(|&i| &scene.doc.times[i])
        .find(|t| t.days.is_none())
        .map_or_else(|| "no publication date".to_string(), |t| t.reason.clone())
}

/// Rule 2: asserted, with at least two of who, whom, where and when; rule 8: no mere pattern; rule 12: a party to it.
fn enters(scene: &Scene<'_>, own: &[&Telling], event: &EventReport) -> bool {
    let who = event.initiators.iter().any(|a| a.name != UNIDENTIFIED || !a.spans.is_empty());
    let known = [
        who,
        !event.targets.is_empty(),
        event.location.is_some(),
        event.date.text.is_some() || event.focus == Focus::Main && event.date.start.is_some(),
    ];
    if known.iter().filter(|&&k| k).count() < 2 {
        return false;
    }
    let dated = event.date.text.is_some() || !event.casualties.is_empty() || event.focus == Focus::Main;
    let asserted = own.iter().any(|t| crate::act::asserted(scene, &t.act, dated))
        || matches!(event.standing, Standing::Foiled | Standing::Alleged | Standing::Denied);
    // A threat counts against a place, an installation, a ship, a person, not against a country's forces (rule 5).
    let aimed = event.location.as_ref().is_some_and(|l| l.point.is_some())
        || event.targets.iter().any(|t| !t.name.starts_with("Military Forces of") && t.name != UNIDENTIFIED);
    let planned = event.standing == Standing::Planned && who && aimed;
    (asserted || planned) && is_conflict(scene, own, event) && !is_pattern(scene, own, event)
}

/// Rule 12: one side must be an armed, political, state or communal actor, acting as such. Weak words need such a side or a
/// weapon; outcomes alone need a doer or a weapon that did it.
fn is_conflict(scene: &Scene<'_>, own: &[&Telling], event: &EventReport) -> bool {
    let is_party = |i: &usize| {
        let m = &scene.actors[*i];
        m.who.is_party() || matches!(m.who, Who::State(_))
    };
    let doer = own.iter().any(|t| t.initiators.iter().any(is_party));
    let party = doer || own.iter().any(|t| t.targets.iter().any(is_party));
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
        // Arrests of people whom nothing sets apart are police work.
        SubEventType::Arrests => own.iter().any(|t| {
            t.targets.iter().any(|&i| !matches!(scene.actors[i].who, Who::Civilians(_) | Who::People))
                || !t.victims.is_empty()
        }),
        _ => true,
    }
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
