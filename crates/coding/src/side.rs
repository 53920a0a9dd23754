//! Both sides of an act: who acted and whom it hit, over all its tellings (CODEBOOK rule 11).

mod foe;
mod thing;

use language::{ClauseId, ClauseLink};
use record::{Actor, EventReport, Family, SubEventType};

use crate::actor::{UNIDENTIFIED, Who, actor, home};
use crate::codebook::StandingCue;
use crate::scene::Scene;
use crate::source::{attribution_at, speaking_actors};
use crate::standing::claimants;
use crate::telling::{Telling, actors_of};

pub(crate) use foe::assume_foe;
pub(crate) use thing::{assume_people, name_things};

/// The actors of one side of an act. `side` gives a telling's mentions: all, those that the reader sees, those of the grammar. A name
/// that the grammar gives goes before what the reader sees, but for people who were hit; what it leaves open is the reader's.
pub(crate) fn side(
    scene: &Scene<'_>,
    own: &[&Telling],
    side: impl Fn(&Telling) -> [&Vec<usize>; 3],
    country: Option<&str>,
) -> Vec<Actor> {
    let [told, read, ruled] =
        [0, 1, 2].map(|k| own.iter().flat_map(|t| side(t)[k].iter().copied()).collect::<Vec<usize>>());
    let named = |list: &[usize]| list.iter().any(|&i| scene.actors[i].who.is_named());
    let people = read.iter().any(|&i| matches!(scene.actors[i].who, Who::Civilians(_)));
    let mut all = if read.is_empty() {
        told
    } else if named(&ruled) && !people {
        ruled
    } else {
        read
    };
    if named(&all) {
        all.retain(|&i| scene.actors[i].who.is_named());
    } else if all.iter().any(|&i| scene.actors[i].who != Who::People) {
        all.retain(|&i| scene.actors[i].who != Who::People);
    }
    let mut out: Vec<Actor> = all.into_iter().filter_map(|i| actor(scene, &scene.actors[i], country)).collect();
    join_namesakes(&mut out);
    drop_parents(scene, &mut out);
    out
}

/// "Iran-backed militias" and "Kataib Hezbollah" of one act are one doer: the narrower name stands, the other is an alias.
fn drop_parents(scene: &Scene<'_>, list: &mut Vec<Actor>) {
    let mut i = 0;
    while i < list.len() {
        let narrower = list.iter().position(|b| is_wider(scene, &list[i], b));
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

/// Whether one actor's name covers the other: what it belongs to, or the armed groups of a state that backs it.
fn is_wider(scene: &Scene<'_>, wide: &Actor, narrow: &Actor) -> bool {
    let registry = &scene.book.registry;
    let backers = narrow.id.as_deref().and_then(|id| registry.actor(id)).map(|e| e.backers.as_slice());
    let proxies = backers.unwrap_or_default().iter().filter_map(|code| registry.proxies_of(code));
    narrow.ancestry.contains(&wide.name)
        || wide.name != narrow.name && proxies.into_iter().any(|i| registry.actors[i].name == wide.name)
}

/// Nobody is both sides of an act: the side told first keeps the actor.
pub(crate) fn keep_apart(initiators: &mut Vec<Actor>, targets: &mut Vec<Actor>) {
    // Of several doers one may be the only target.
    if let [hit] = &targets[..]
        && initiators.len() > 1
    {
        initiators.retain(|i| i.name != hit.name || i.name == UNIDENTIFIED);
    }
    targets.retain(|t| !initiators.iter().any(|i| i.name == t.name && t.name != UNIDENTIFIED));
}

/// What the sides' own words leave open: the holder of ground taken, people hit behind an object, the groups of figures,
/// and the codebook's defaults.
pub(crate) fn fill_empty_sides(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    arm_governments(event);
    add_claims(scene, own, event, country);
    claim_initiators(scene, event);
    fill_battle(scene, own, event, country);
    part_parties(event);
    if event.targets.is_empty() {
        let found = behind(scene, own, event);
        event.targets = apart(scene, found, &event.initiators, country);
    }
    if event.targets.is_empty() && event.sub_event_type.family() != Family::Strategic {
        let found = counted(scene, own);
        event.targets = apart(scene, found, &event.initiators, country);
    }
    name_peoples(scene, event, country);
    thing::add_things(scene, own, event, country);
    default_initiator(event);
    default_target(scene, own, event, country);
    if foe::only_other_group(scene, event, country).is_none() {
        name_things(scene, own, event, country);
    }
    call_crowds(scene, event, country);
    join_namesakes(&mut event.targets);
}

/// A government that fights does so by its forces; people of no named group who fight are an unidentified armed group.
fn arm_governments(event: &mut EventReport) {
    use Family::*;
    if !matches!(event.sub_event_type.family(), Battles | Explosions | ViolenceAgainstCivilians) {
        return;
    }
    for a in &mut event.initiators {
        if a.name.starts_with("Civilians (") {
            a.name = UNIDENTIFIED.to_string();
        }
        // An actor of the registry keeps its name: "Government of National Unity".
        if a.id.is_none()
            && let Some(country) = a.name.strip_prefix("Government of ")
        {
            a.name = format!("Military Forces of {country}");
        }
    }
    join_namesakes(&mut event.initiators);
}

/// People of no group are `Protesters (Country)` in a protest, on whichever side they are, and `Rioters (Country)` where they
/// riot.
fn call_crowds(scene: &Scene<'_>, event: &mut EventReport, country: Option<&str>) {
    use SubEventType::*;
    let Some(home) = country.and_then(|c| scene.book.registry.country(c)).or_else(|| home(scene)) else { return };
    let crowd = |kind: &str| format!("{kind} ({})", home.name);
    let (list, kind) = match event.sub_event_type {
        PeacefulProtest => (&mut event.initiators, "Protesters"),
        ViolentDemonstration | MobViolence => (&mut event.initiators, "Rioters"),
        ProtestWithIntervention | ExcessiveForceAgainstProtesters => {
            // Whoever stops the protest acts on those who protest.
            let (people, doers) = event.initiators.drain(..).partition(is_crowd);
            event.initiators = doers;
            event.targets.extend::<Vec<Actor>>(people);
            (&mut event.targets, "Protesters")
        }
        _ => return,
    };
    for a in list.iter_mut().filter(|a| is_crowd(a)) {
        a.name = crowd(kind);
    }
    if list.is_empty() {
        list.push(unspoken(crowd(kind)));
    }
    join_namesakes(list);
}

/// People of no group, whatever they are called.
fn is_crowd(a: &Actor) -> bool {
    a.name == UNIDENTIFIED || ["Civilians (", "Protesters (", "Rioters ("].iter().any(|kind| a.name.starts_with(kind))
}

/// A government and its army, or two words for one group, are one actor by then.
fn join_namesakes(list: &mut Vec<Actor>) {
    let mut out: Vec<Actor> = Vec::new();
    for a in list.drain(..) {
        match out.iter_mut().find(|x| x.name == a.name) {
            Some(x) => {
                let fresh: Vec<String> = a.aliases.into_iter().filter(|w| !x.aliases.contains(w)).collect();
                x.aliases.extend(fresh);
                x.spans.extend(a.spans);
            }
            None => out.push(a),
        }
    }
    *list = out;
}

/// "a bomb claimed by X", "attacks for which X claimed responsibility": words of claiming that hang on the act's noun.
fn add_claims(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    for t in own {
        for (cue, speakers) in claimants(scene, t.act.sentence, StandingCue::Claim) {
            let on_act = cue.clause.is_some_and(|c| hangs_on(scene, c, t));
            for a in if on_act { apart(scene, speakers, &event.claimed_by, country) } else { Vec::new() } {
                event.claimed_by.push(a);
            }
        }
        // A group that tells the act of "militias" it is one of owns up to it.
        let speakers = attribution_at(scene, t.act.start()).map(|a| speaking_actors(scene, a)).unwrap_or_default();
        for a in apart(scene, speakers, &event.claimed_by, country) {
            if !event.initiators.is_empty() && event.initiators.iter().all(|i| is_wider(scene, i, &a)) {
                event.claimed_by.push(a);
            }
        }
    }
}

/// Whether a relative or participle clause describes one of the act's nouns, or means by which it was done.
fn hangs_on(scene: &Scene<'_>, clause: ClauseId, telling: &Telling) -> bool {
    let clause = &scene.doc.clauses[clause];
    let noun = match clause.link {
        ClauseLink::Relative(p) => Some(p),
        ClauseLink::Participle => clause.subject,
        _ => None,
    };
    let Some(noun) = noun else { return false };
    let words = &scene.doc.phrases[noun].tokens;
    telling.act.anchors.iter().any(|a| words.contains(&a.tokens.start))
        || telling.weapons.iter().any(|&w| words.contains(&scene.weapons[w].tokens.start))
}

/// Who claims an act did it, where its doer is not told, or only by a name wider than the claimant's.
fn claim_initiators(scene: &Scene<'_>, event: &mut EventReport) {
    let wider = |i: &Actor| i.name == UNIDENTIFIED || event.claimed_by.iter().any(|c| is_wider(scene, i, c));
    if !event.claimed_by.is_empty() && event.initiators.iter().all(wider) {
        event.initiators = event.claimed_by.clone();
        let doers: Vec<&String> = event.initiators.iter().map(|a| &a.name).collect();
        event.targets.retain(|t| !doers.contains(&&t.name));
    }
}

/// "a clash between X and Y", "soldiers died in a clash with Y": sides of a battle told by its noun.
fn fill_battle(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    let told = event.initiators.iter().any(|i| !event.claimed_by.iter().any(|c| c.name == i.name));
    if event.sub_event_type.family() != Family::Battles || told {
        return;
    }
    for p in own.iter().flat_map(|t| &t.act.anchors).filter_map(|a| a.phrase) {
        let prepositions = &scene.doc.phrases[p].prepositions;
        let Some(&(_, first)) = prepositions.iter().find(|x| scene.lower(x.0) == "between") else { continue };
        let both = actors_of(scene, first).into_iter().filter_map(|i| actor(scene, &scene.actors[i], country));
        let mut sides: Vec<Actor> = both.collect();
        sides.dedup_by(|a, b| a.name == b.name);
        if sides.len() > 1 {
            event.initiators = sides[..1].to_vec();
            event.targets = sides[1..].to_vec();
            return;
        }
    }
    let hit = apart(scene, counted(scene, own), &event.targets, country);
    if !event.targets.is_empty() && !hit.is_empty() {
        event.initiators = std::mem::replace(&mut event.targets, hit);
    }
}

/// Of an agreement's parties the first named is the initiator (CODEBOOK rule 5).
fn part_parties(event: &mut EventReport) {
    if event.sub_event_type == SubEventType::Agreement && event.targets.is_empty() && event.initiators.len() > 1 {
        event.targets = event.initiators.split_off(1);
    }
}

/// Whom an act's object carries the act to ("fired rockets at X"), and from whom ground is taken ("seized Y from X").
fn behind(scene: &Scene<'_>, own: &[&Telling], event: &EventReport) -> Vec<usize> {
    let ground = matches!(
        event.sub_event_type,
        SubEventType::GovernmentRegainsTerritory | SubEventType::NonStateActorOvertakesTerritory
    );
    let mut out = Vec::new();
    for anchor in own.iter().flat_map(|t| &t.act.anchors) {
        let clause = anchor.clause.map(|c| &scene.doc.clauses[c]);
        let object = clause.and_then(|c| c.object).or(anchor.phrase).map(|p| &scene.doc.phrases[p]);
        let on_object = object.map(|p| p.prepositions.as_slice()).unwrap_or_default();
        let on_verb = clause.map(|c| c.prepositions.as_slice()).unwrap_or_default();
        for &(prep, p) in on_object.iter().chain(on_verb) {
            let at = clause.is_some() && scene.preposition_in(prep, &scene.book.prepositions.target);
            if at || ground && scene.lower(prep) == "from" {
                out.extend(actors_of(scene, p));
            }
        }
    }
    if ground && out.is_empty() {
        out.extend(own.iter().flat_map(|t| holders(scene, t)));
    }
    out
}

/// "a town held by X": who stands behind words of holding in a telling's sentence.
fn holders(scene: &Scene<'_>, telling: &Telling) -> Vec<usize> {
    let range = &scene.doc.sentences[telling.act.sentence].tokens;
    let held = |t: &usize| {
        scene.lower(*t) == "by" && scene.book.registry.group.belonging.iter().any(|w| w == scene.lemma(*t - 1))
    };
    let behind = range.clone().skip(1).filter(held).map(|t| t + 1..range.end.min(t + 4));
    behind
        .filter_map(|near| scene.actors.iter().position(|m| near.contains(&m.tokens.start) && m.who.is_party()))
        .collect()
}

/// The people that an act's figures count.
fn counted(scene: &Scene<'_>, own: &[&Telling]) -> Vec<usize> {
    let spans: Vec<_> =
        own.iter().flat_map(|t| &t.casualties).filter(|c| c.figure.max != Some(0)).map(|c| c.span).collect();
    (0..scene.actors.len())
        .filter(|&i| {
            scene.actors[i].who != Who::People && spans.iter().any(|s| s.contains(scene.span(&scene.actors[i].tokens)))
        })
        .collect()
}

/// Those of the mentions that are not on the other side already; named ones go before kinds of people.
fn apart(scene: &Scene<'_>, mentions: Vec<usize>, other: &[Actor], country: Option<&str>) -> Vec<Actor> {
    let named = mentions.iter().any(|&i| scene.actors[i].who.is_named());
    let mut out: Vec<Actor> = Vec::new();
    for i in mentions.into_iter().filter(|&i| !named || scene.actors[i].who.is_named()) {
        if let Some(a) = actor(scene, &scene.actors[i], country)
            && !out.iter().chain(other).any(|x| x.name == a.name)
        {
            out.push(a);
        }
    }
    drop_parents(scene, &mut out);
    out
}

/// Members of a people hit by an armed group or a state are civilians; between peoples, the people is the side.
fn name_peoples(scene: &Scene<'_>, event: &mut EventReport, country: Option<&str>) {
    let peoples: Vec<&str> = scene
        .actors
        .iter()
        .filter_map(|m| if let Who::Communal(name) = &m.who { Some(name.as_str()) } else { None })
        .collect();
    let communal = |a: &Actor| peoples.contains(&a.name.as_str());
    let armed = event.initiators.iter().any(|a| !communal(a));
    let name = country.and_then(|c| scene.book.registry.country(c)).or_else(|| home(scene)).map(|c| c.name.clone());
    let Some(name) = name.filter(|_| armed) else { return };
    for a in event.targets.iter_mut().filter(|a| communal(a)) {
        let people = std::mem::replace(&mut a.name, format!("Civilians ({name})"));
        a.aliases.push(people);
    }
}

/// Violence whose doer is not told is by an `unidentified armed group`.
fn default_initiator(event: &mut EventReport) {
    use Family::*;
    let violent = matches!(event.sub_event_type.family(), Explosions | ViolenceAgainstCivilians);
    if event.initiators.is_empty() && (violent || event.sub_event_type == SubEventType::DisruptedWeaponsUse) {
        event.initiators.push(unspoken(UNIDENTIFIED.to_string()));
    }
}

/// People hurt where no target is told are civilians of the place's country.
fn default_target(scene: &Scene<'_>, own: &[&Telling], event: &mut EventReport, country: Option<&str>) {
    let hurt = event.casualties.iter().any(|c| c.figure.min.unwrap_or(1) > 0);
    let name = country.and_then(|c| scene.book.registry.country(c)).map(|c| c.name.clone());
    let untold = event.targets.is_empty() && own.iter().all(|t| t.targets.is_empty());
    let against_people = event.sub_event_type.family() == Family::ViolenceAgainstCivilians;
    if untold
        && (hurt || against_people)
        && event.sub_event_type.family() != Family::Battles
        && let Some(name) = name
    {
        event.targets.push(unspoken(format!("Civilians ({name})")));
    }
}

/// An actor that the codebook names without words of the report.
fn unspoken(name: String) -> Actor {
    Actor { name, aliases: Vec::new(), id: None, ancestry: Vec::new(), spans: Vec::new() }
}
