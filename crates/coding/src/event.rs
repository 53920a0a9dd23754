//! From drafts to event reports: every field decided, every open question a doubt.

use language::SentenceKind;
use record::{
    Actor, Casualty, Doubt, DoubtReason, EventDate, EventReport, Field, Focus, Location, Quote, Standing, SubEventType,
    WeaponUse,
};

use crate::actor::{UNIDENTIFIED, Who, actor};
use crate::codebook::StandingCue;
use crate::date::{best_time, event_date, fresh_news};
use crate::draft::Draft;
use crate::location::{PlaceMention, Width, location};
use crate::scene::Scene;
use crate::standing::{attribution_at, claimants, governs, speaker, speaking_actors, standing};
use crate::telling::Telling;
use crate::weapon::weapon_use;

/// An event report with the draft that it came from.
pub(crate) struct Built {
    pub draft: Draft,
    pub event: EventReport,
}

/// Builds the event report of a draft; `None` if the report tells too little or no act (CODEBOOK rules 2, 8, 12).
pub(crate) fn build(scene: &Scene<'_>, tellings: &[Telling], draft: Draft) -> Option<Built> {
    let own: Vec<&Telling> = draft.tellings.iter().map(|&i| &tellings[i]).collect();
    let mut doubts = Vec::new();
    let location = place(scene, &own, &mut doubts);
    let country = location.as_ref().and_then(|l| l.country.clone()).or_else(|| only_country(scene));
    let focus = focus(scene, &own);
    let mut initiators = actors(scene, &own, |t| &t.initiators, country.as_deref());
    let mut targets = actors(scene, &own, |t| &t.targets, country.as_deref());
    keep_apart(&mut initiators, &mut targets);
    let weapons = weapons(scene, &own);
    let kind = kind(scene, &own, &weapons, &initiators, &targets, &mut doubts)?;
    let mut event = EventReport {
        id: String::new(),
        sub_event_type: kind,
        anchor: anchor(scene, own[0]),
        standing: own_standing(scene, &own),
        focus,
        date: date(scene, &own, focus),
        location,
        initiators,
        targets,
        weapons,
        casualties: casualties(&own),
        victims: victims(&own),
        sources: sources(scene, &own),
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

fn place(scene: &Scene<'_>, own: &[&Telling], doubts: &mut Vec<Doubt>) -> Option<Location> {
    let mut mentions: Vec<&PlaceMention> = Vec::new();
    for t in own {
        for &i in &t.places {
            if !mentions.contains(&&scene.places[i]) {
                mentions.push(&scene.places[i]);
            }
        }
    }
    let location = location(scene, &mentions)?;
    if let Some(m) = mentions.iter().find(|m| location.spans.first() == Some(&scene.span(&m.tokens))) {
        if m.place.is_none() && m.width != Width::Country {
            doubts.push(Doubt {
                field: Field::Location,
                reason: DoubtReason::UnknownName,
                note: format!("no gazetteer knows a place named {:?}", location.name),
                span: location.spans.first().copied(),
            });
        } else if !m.sure {
            doubts.push(Doubt {
                field: Field::Location,
                reason: DoubtReason::Ambiguous,
                note: format!("other places have the name {:?} as well", location.name),
                span: location.spans.first().copied(),
            });
        }
    }
    Some(location)
}

fn actors(
    scene: &Scene<'_>,
    own: &[&Telling],
    side: impl Fn(&Telling) -> &Vec<usize>,
    country: Option<&str>,
) -> Vec<Actor> {
    let mut out: Vec<Actor> = Vec::new();
    let mut all: Vec<usize> = own.iter().flat_map(|t| side(t).iter().copied()).collect();
    if all.iter().any(|&i| scene.actors[i].who.is_named()) {
        all.retain(|&i| scene.actors[i].who.is_named());
    }
    for i in all {
        let Some(new) = actor(scene, &scene.actors[i], country) else { continue };
        match out.iter_mut().find(|a| a.name == new.name) {
            Some(a) => {
                let fresh: Vec<String> = new.aliases.into_iter().filter(|x| !a.aliases.contains(x)).collect();
                a.aliases.extend(fresh);
                a.spans.extend(new.spans);
            }
            None => out.push(new),
        }
    }
    drop_parents(&mut out);
    out
}

/// "Iran-backed militias" and "Kataib Hezbollah" of one act are one doer: the narrower name stands, the other is an alias.
fn drop_parents(list: &mut Vec<Actor>) {
    let mut i = 0;
    while i < list.len() {
        let narrower = list.iter().position(|b| b.ancestry.contains(&list[i].name));
        match narrower {
            Some(n) if n != i => {
                let gone = list.remove(i);
                let n = if n > i { n - 1 } else { n };
                list[n].aliases.push(gone.name);
            }
            _ => i += 1,
        }
    }
}

/// Nobody is both sides of an act: the side told first keeps the actor.
fn keep_apart(initiators: &mut [Actor], targets: &mut Vec<Actor>) {
    targets.retain(|t| !initiators.iter().any(|i| i.name == t.name && t.name != UNIDENTIFIED));
}

fn weapons(scene: &Scene<'_>, own: &[&Telling]) -> Vec<WeaponUse> {
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
    if let Some(&first) = named.first() {
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
    let by_weapon = weapons.iter().find_map(|w| scene.book.weapon(&w.weapon).and_then(|e| e.event_type()));
    if let Some(code) = by_weapon {
        return Some(code);
    }
    Some(by_sides(scene, own, initiators, targets))
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
    if strike && state {
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

fn own_standing(scene: &Scene<'_>, own: &[&Telling]) -> Standing {
    let told: Vec<Option<Standing>> = own.iter().map(|t| standing(scene, t)).collect();
    if told.iter().any(Option::is_none) {
        // Words that settle an act as stopped hold even where another sentence merely names it.
        let foiled = told.contains(&Some(Standing::Foiled));
        return if foiled { Standing::Foiled } else { Standing::Occurred };
    }
    told.into_iter().flatten().next().unwrap_or(Standing::Occurred)
}

fn date(scene: &Scene<'_>, own: &[&Telling], focus: Focus) -> EventDate {
    let times: Vec<usize> = own.iter().flat_map(|t| t.times.iter().copied()).collect();
    match best_time(scene, &times) {
        Some(t) => {
            let date = event_date(scene, t);
            if date.start.is_none() && focus == Focus::Main && matches!(t.kind, language::TimeKind::Anchored { .. }) {
                return fresh_news(scene, date.text);
            }
            date
        }
        None if focus == Focus::Main => fresh_news(scene, None),
        None => EventDate::unknown(None),
    }
}

fn casualties(own: &[&Telling]) -> Vec<Casualty> {
    let mut out: Vec<Casualty> = Vec::new();
    for c in own.iter().flat_map(|t| &t.casualties) {
        let source = |x: &Casualty| x.source.as_ref().map(|s| s.text.to_lowercase());
        let same = |x: &Casualty| {
            x.outcome == c.outcome && x.figure == c.figure && (source(x) == source(c) || c.source.is_none())
        };
        if !out.iter().any(same) {
            out.push(c.clone());
        }
    }
    out
}

fn victims(own: &[&Telling]) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for v in own.iter().flat_map(|t| &t.victims) {
        let known = out.iter().any(|x| x.text.contains(&v.text) || v.text.ends_with(&x.text));
        if !known {
            out.push(v.clone());
        }
    }
    out
}

fn sources(scene: &Scene<'_>, own: &[&Telling]) -> Vec<Quote> {
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

/// Who says they did it, who says they did not (CODEBOOK, `claimed_by`).
fn claims(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    let mut asserted = false;
    let mut told_by_doer = false;
    for t in own {
        let mut credited = false;
        for (cue, speakers) in claimants(scene, t.act.sentence, StandingCue::Claim) {
            let doer = |i: &usize| {
                event.initiators.is_empty()
                    || actor(scene, &scene.actors[*i], country).is_some_and(|a| event.initiators.iter().any(|x| related(x, &a)))
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

/// Sides that the codebook names by default: an unnamed doer of violence, and people hit where none is told.
fn fill_empty_sides(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    use record::Family::*;
    let violent = matches!(event.sub_event_type.family(), Explosions | ViolenceAgainstCivilians);
    if event.initiators.is_empty() && violent && (!event.casualties.is_empty() || !event.targets.is_empty()) {
        event.initiators.push(Actor {
            name: UNIDENTIFIED.to_string(),
            aliases: Vec::new(),
            id: None,
            ancestry: Vec::new(),
            spans: Vec::new(),
        });
    }
    let hurt = event.casualties.iter().any(|c| c.figure.min.unwrap_or(1) > 0);
    let name = country.and_then(|c| scene.book.registry.country(c)).map(|c| c.name.clone());
    if event.targets.is_empty()
        && hurt
        && event.sub_event_type.family() != Battles
        && let Some(name) = name
        && own.iter().all(|t| t.targets.is_empty())
    {
        event.targets.push(Actor {
            name: format!("Civilians ({name})"),
            aliases: Vec::new(),
            id: None,
            ancestry: Vec::new(),
            spans: Vec::new(),
        });
    }
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
    let planned = event.standing == Standing::Planned && who && !event.targets.is_empty();
    (asserted || planned) && is_conflict(scene, own, event) && !is_pattern(scene, own, event)
}

/// Weak words need an armed or state actor, or a weapon; outcomes alone need a doer.
fn is_conflict(scene: &Scene<'_>, own: &[&Telling], event: &EventReport) -> bool {
    let party = own.iter().any(|t| {
        t.initiators
            .iter()
            .chain(&t.targets)
            .any(|&i| scene.actors[i].who.is_party() || matches!(scene.actors[i].who, Who::State(_)))
    });
    let armed = party || !event.weapons.is_empty();
    let outcome_only = own.iter().all(|t| t.act.only_outcome());
    if outcome_only {
        let act = own.iter().any(|t| {
            t.act.anchors.iter().any(|a| match a.tells {
                crate::act::Tells::Outcome(i) => scene.book.outcome_wordings[i].act,
                _ => true,
            })
        });
        let doer = own.iter().any(|t| t.initiators.iter().any(|&i| scene.actors[i].who.is_party()));
        return doer || act && armed;
    }
    let weak = own.iter().all(|t| t.act.wordings(scene).all(|w| w.weak));
    armed || !weak
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
