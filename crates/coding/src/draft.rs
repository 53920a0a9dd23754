//! Tellings of one act brought together: an event in the making.

use language::{SentenceKind, TimeKind};
use record::{DatePrecision, EventDate, Family, Outcome, SubEventType};

use crate::act::{Anchor, Tells};
use crate::actor::Who;
use crate::codebook::Manner;
use crate::codebook::fold::fold;
use crate::date::{agree, best_time, compatible, event_date};
use crate::learned;
use crate::location::{PlaceMention, Width, distance_km};
use crate::scene::Scene;
use crate::telling::Telling;

/// Tellings that tell one act. Numbers are indices into the report's tellings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub tellings: Vec<usize>,
}

/// The points from which on a telling is of the draft that it looks like.
const ALIKE: f64 = 0.95;

/// Brings together the tellings of one act, in order of the text. Those in `left_out` are totals.
pub(crate) fn drafts(scene: &Scene<'_>, tellings: &[Telling], left_out: &[bool]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for i in (0..tellings.len()).filter(|&i| !left_out[i]) {
        // From nought on, a telling is of the draft: log odds of the second stage, or points of the rules above what is asked.
        let alike = |draft: &Draft| {
            let odds = learned::joined(scene, tellings, &draft.tellings, i);
            odds.or_else(|| likeness(scene, tellings, draft, i).map(|points| points - ALIKE))
        };
        let best = (0..drafts.len())
            .filter_map(|d| alike(&drafts[d]).map(|score| (score, d)))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        match best {
            Some((score, d)) if score >= 0.0 => drafts[d].tellings.push(i),
            // A bare mention of an act that nobody told is none.
            _ if tellings[i].has_content() => drafts.push(Draft { tellings: vec![i] }),
            _ => {}
        }
    }
    drafts
}

/// How much a telling looks like the draft's act; `None` if they cannot be one.
fn likeness(scene: &Scene<'_>, tellings: &[Telling], draft: &Draft, new: usize) -> Option<f64> {
    let mut best: Option<f64> = None;
    for &old in &draft.tellings {
        // "those who carried out the attack" beside the attack itself: a bare mention stands in nobody's way.
        if tellings[old].act.sentence == tellings[new].act.sentence && !tellings[old].has_content() {
            continue;
        }
        let score = pair(scene, &tellings[old], &tellings[new])?;
        best = Some(best.map_or(score, |b| b.max(score)));
    }
    // The draft as a whole may name another type than the one telling that looks most alike.
    let told: Vec<SubEventType> = draft.tellings.iter().flat_map(|&t| type_hints(scene, &tellings[t])).collect();
    let hints = type_hints(scene, &tellings[new]);
    let bombs = |t: &SubEventType| matches!(t, SubEventType::SuicideBomb | SubEventType::RemoteExplosiveLandmineIed);
    let other = !told.is_empty() && !hints.is_empty() && !hints.iter().any(|h| told.contains(h));
    let other = other && !(only_blast(scene, &tellings[new]) && told.iter().all(goes_off));
    if other && !(told.iter().any(bombs) && hints.iter().any(bombs)) {
        best = best.map(|b| b - 0.4);
    }
    let far = scene.steps(tellings[*draft.tellings.last()?].act.sentence, tellings[new].act.sentence);
    best.map(|b| b - 0.02 * far.min(6) as f64)
}

/// What two tellings, the earlier one first, look like beside each other. `None`: they cannot be of one act.
pub(crate) struct Compared {
    pub types: Option<f64>,
    pub initiators: Option<f64>,
    pub targets: Option<f64>,
    pub places: Option<f64>,
    pub dates: Option<f64>,
    /// The same victim or toll.
    pub people: f64,
    /// Each tells what the other leaves out.
    pub complement: f64,
    /// The second points back at the first, or sums it up.
    pub pointing: f64,
    pub headlines: bool,
    pub headline: bool,
    pub list_and_text: bool,
    /// Each names another doer by its own grammar.
    pub opposed: bool,
    /// Two items of a list.
    pub items: bool,
    pub told_apart: bool,
    pub taken_and_killed: bool,
    /// Told in one sentence, and not both by words that point back.
    pub side_by_side: bool,
    /// A headline that shares too little with what follows.
    pub loose: bool,
    /// Whether any of this makes two acts of them.
    pub refused: bool,
}

impl Compared {
    /// Whether place, day, named doers or their standing in a list make two acts of them, whatever the words.
    pub fn set_apart(&self) -> bool {
        self.places.is_none() || self.dates.is_none() || self.items || self.opposed
    }
}

/// Compares two tellings by what each tells.
pub(crate) fn compared(scene: &Scene<'_>, a: &Telling, b: &Telling) -> Compared {
    let back = |t: &Telling| t.definite && !told_anew(scene, t);
    let list = |t: &Telling| scene.doc.sentences[t.act.sentence].kind == SentenceKind::ListItem;
    let mut c = Compared {
        types: types(scene, a, b),
        initiators: actors(scene, &a.initiators, &b.initiators),
        targets: actors(scene, &a.targets, &b.targets),
        places: places(scene, a, b),
        dates: dates(scene, a, b),
        people: people(a, b),
        complement: complement(scene, a, b),
        pointing: pointing(scene, a, b),
        headlines: title(scene, a) && title(scene, b),
        headline: title(scene, a),
        list_and_text: list(a) != list(b) && !a.places.is_empty(),
        opposed: opposed(scene, a, b),
        items: list(a) && list(b) && a.act.sentence != b.act.sentence,
        told_apart: told_apart(scene, b),
        taken_and_killed: taken_and_killed(scene, a, b),
        side_by_side: a.act.sentence == b.act.sentence && !(back(a) && back(b)),
        loose: false,
        refused: false,
    };
    let apart = [c.types, c.initiators, c.places, c.dates].iter().any(Option::is_none);
    c.refused = apart || c.side_by_side || c.list_and_text || c.told_apart || c.taken_and_killed;
    c.loose = c.headline && !b.definite && shared(&c) < 0.15 && set(&c) < 0.5;
    c
}

/// Whether the grammar of each names a doer, and they are two: blows that answer each other are two acts, however alike.
fn opposed(scene: &Scene<'_>, a: &Telling, b: &Telling) -> bool {
    let named = |t: &Telling| -> Vec<usize> {
        t.ruled_initiators.iter().copied().filter(|&i| scene.actors[i].who.is_named()).collect()
    };
    let (x, y) = (named(a), named(b));
    !x.is_empty() && !y.is_empty() && actors(scene, &x, &y).is_none()
}

/// What both tell of who did what to whom.
fn shared(c: &Compared) -> f64 {
    c.types.unwrap_or(0.0) + c.initiators.unwrap_or(0.0) + c.targets.unwrap_or(-0.15) + c.people
}

/// What both tell of where and when.
fn set(c: &Compared) -> f64 {
    c.places.unwrap_or(0.0) + c.dates.unwrap_or(0.0)
}

/// Evidence that two tellings tell one act. What they merely do not contradict counts little; what they share counts.
fn pair(scene: &Scene<'_>, a: &Telling, b: &Telling) -> Option<f64> {
    let c = compared(scene, a, b);
    // A headline and its lead tell one act only if they share more than the country.
    let loose = if c.loose { -0.2 } else { 0.0 };
    (!c.refused).then(|| shared(&c) + set(&c) + c.complement + c.pointing + loose)
}

/// People abducted and other people killed are two acts of one raid: each has its type.
fn taken_and_killed(scene: &Scene<'_>, a: &Telling, b: &Telling) -> bool {
    let takes = |t: &Telling| t.act.named_types(scene).contains(&SubEventType::AbductionForcedDisappearance);
    let kills = |t: &Telling| {
        !takes(t) && !t.definite && t.casualties.iter().any(|c| c.outcome == Outcome::Killed) && !t.act.only_outcome()
    };
    !title(scene, a) && (takes(a) && kills(b) || kills(a) && takes(b))
}

/// "Elsewhere, 15 people were killed": the sentence opens on an act that was not told before.
fn told_apart(scene: &Scene<'_>, t: &Telling) -> bool {
    let sentence = &scene.doc.sentences[t.act.sentence].tokens;
    let told = &scene.doc.tokens[..sentence.end];
    // "And in another attack": a conjunction may stand before it.
    let mut opening = sentence.clone().take(2);
    !t.definite && opening.any(|at| scene.book.apart_words.longest(told, at).is_some())
}

/// "A blast hit a market in X on Sunday. The rebels targeted shoppers": one sentence tells where and when of people hit, the
/// next who hit such people, and neither tells what the other does.
fn complement(scene: &Scene<'_>, a: &Telling, b: &Telling) -> f64 {
    let hit = |t: &Telling| t.targets.first().map(|&i| &scene.actors[i].who);
    let people = |who: Option<&Who>| matches!(who, Some(Who::Civilians(_)));
    let placed = |t: &Telling| !t.places.is_empty() || !t.times.is_empty();
    let near = scene.steps(a.act.sentence, b.act.sentence) <= 3;
    let halves = a.initiators.is_empty() && placed(a) && !b.initiators.is_empty() && !placed(b);
    if near && halves && people(hit(a)) && people(hit(b)) { 0.7 } else { 0.0 }
}

/// Words that point back ("the attack"), a headline with its lead, and what came of an act told before.
fn pointing(scene: &Scene<'_>, a: &Telling, b: &Telling) -> f64 {
    let near = scene.steps(a.act.sentence, b.act.sentence) <= 3;
    if title(scene, a) && title(scene, b) {
        return 1.0;
    }
    if b.definite {
        return if told_anew(scene, b) { 0.75 } else { 1.1 };
    }
    // What the headline tells goes on being told: the same means without another doer.
    let same_means = type_hints(scene, a).first().is_some_and(|t| type_hints(scene, b).contains(t));
    if title(scene, a) && same_means && b.initiators.is_empty() {
        return 0.75;
    }
    if title(scene, a) && near {
        return 0.6;
    }
    let result =
        b.initiators.is_empty() && b.places.is_empty() && b.act.named_types(scene).is_empty() && b.weapons.is_empty();
    if result && near { 0.5 } else { 0.0 }
}

/// "the killing of X in Y": a definite noun that says itself which act it means.
fn told_anew(scene: &Scene<'_>, t: &Telling) -> bool {
    let act = |a: &&Anchor| !matches!(a.tells, Tells::Outcome(_));
    t.act.anchors.iter().filter(act).any(|a| a.phrase.is_some_and(|p| !scene.doc.phrases[p].prepositions.is_empty()))
}

fn title(scene: &Scene<'_>, t: &Telling) -> bool {
    scene.doc.sentences[t.act.sentence].kind == SentenceKind::Title
}

fn types(scene: &Scene<'_>, a: &Telling, b: &Telling) -> Option<f64> {
    let (x, y) = (type_hints(scene, a), type_hints(scene, b));
    if x.is_empty() || y.is_empty() {
        return Some(0.1);
    }
    if x.iter().any(|t| y.contains(t)) {
        return Some(if same_words(scene, a, b) { 0.6 } else { 0.4 });
    }
    let bomb = |t: &SubEventType| matches!(t, SubEventType::SuicideBomb | SubEventType::RemoteExplosiveLandmineIed);
    if x.iter().all(bomb) && y.iter().all(bomb) {
        return Some(0.3);
    }
    // "Rockets hit the airport. Explosions were heard there": what went off may be what was fired or dropped.
    if only_blast(scene, a) && y.iter().all(goes_off) || only_blast(scene, b) && x.iter().all(goes_off) {
        return Some(0.1);
    }
    let alike = x.iter().any(|s| y.iter().any(|t| s.family() == t.family()));
    alike.then_some(-0.4)
}

/// Whether a telling's words say that something went off, and not what.
fn only_blast(scene: &Scene<'_>, t: &Telling) -> bool {
    t.act.named_types(scene).is_empty()
        && t.weapons.is_empty()
        && t.act.wordings(scene).all(|w| w.manner == Some(Manner::Blast) && w.weapons.is_empty())
}

fn goes_off(kind: &SubEventType) -> bool {
    kind.family() == Family::Explosions
}

/// Whether both name the act by the same noun.
fn same_words(scene: &Scene<'_>, a: &Telling, b: &Telling) -> bool {
    let nouns = |t: &Telling| -> Vec<&str> {
        let noun = |x: &&Anchor| x.phrase.is_some() && !matches!(x.tells, Tells::Outcome(_));
        t.act.anchors.iter().filter(noun).flat_map(|x| x.tokens.clone()).map(|t| scene.lemma(t)).collect()
    };
    let (x, y) = (nouns(a), nouns(b));
    !x.is_empty() && x == y
}

/// Types that words or weapons of a telling name.
pub(crate) fn type_hints(scene: &Scene<'_>, t: &Telling) -> Vec<SubEventType> {
    let mut out = t.act.named_types(scene);
    if out.is_empty() {
        out.extend(t.weapons.iter().filter_map(|&w| scene.book.weapons[scene.weapons[w].weapon].event_type()));
        out.truncate(1);
    }
    // Something that went off is no air strike unless its words or weapons say so.
    if out.is_empty() && t.act.wordings(scene).any(|w| w.manner == Some(Manner::Blast)) {
        out.push(SubEventType::RemoteExplosiveLandmineIed);
    }
    out
}

fn places(scene: &Scene<'_>, a: &Telling, b: &Telling) -> Option<f64> {
    if a.places.is_empty() || b.places.is_empty() {
        return Some(0.0);
    }
    let (x, y) = (narrowest(scene, a), narrowest(scene, b));
    let (p, q) = (&scene.places[x], &scene.places[y]);
    let same_text =
        scene.folded[p.tokens.clone()].iter().any(|w| !w.is_empty() && scene.folded[q.tokens.clone()].contains(w));
    let same = p.place.is_some() && p.place == q.place
        || same_text
        || p.place.is_none() && p.country.is_some() && p.country == q.country && p.width == q.width;
    if same && p.part == q.part {
        // A town in common says much, a country little.
        return Some(if p.width.is_wide() { 0.5 } else { 1.0 });
    }
    if let (Some(c), Some(d)) = (&p.country, &q.country)
        && c != d
    {
        return None;
    }
    // A town within a named country or province may be the same; one of another province, and two towns, may not.
    if p.width >= Width::Province || q.width >= Width::Province {
        return (!in_other_provinces(scene, p, q)).then_some(0.3);
    }
    let near = match (p.place, q.place) {
        (Some(i), Some(j)) => {
            distance_km(&scene.gazetteer.place(i), &scene.gazetteer.place(j)).is_some_and(|d| d < 25.0)
        }
        _ => false,
    };
    near.then_some(0.4)
}

/// Whether two places lie in provinces of two names.
fn in_other_provinces(scene: &Scene<'_>, a: &PlaceMention, b: &PlaceMention) -> bool {
    let division = |m: &PlaceMention| {
        let place = scene.gazetteer.place(m.place.filter(|_| m.width <= Width::Province)?);
        place.admin1.map(fold)
    };
    division(a).zip(division(b)).is_some_and(|(x, y)| x != y)
}

fn narrowest(scene: &Scene<'_>, t: &Telling) -> usize {
    t.places.iter().copied().min_by_key(|&i| scene.places[i].width).unwrap_or(0)
}

fn dates(scene: &Scene<'_>, a: &Telling, b: &Telling) -> Option<f64> {
    // What counts from another event says nothing before that event is known.
    let date = |t: &Telling| -> Option<EventDate> {
        best_time(scene, &t.times)
            .filter(|x| !matches!(x.kind, TimeKind::Anchored { .. }))
            .map(|x| event_date(scene, x))
    };
    match (date(a), date(b)) {
        (Some(x), Some(y)) if x.start.is_none() && y.start.is_none() => agree(&x, &y),
        // A day within the month that another act is told of is no day in common.
        (Some(x), Some(y)) => {
            let month = |d: &EventDate| d.precision == DatePrecision::Month;
            compatible(&x, &y).then_some(if month(&x) == month(&y) { 0.6 } else { 0.2 })
        }
        // News without a day is of these days: what was weeks before is told beside it.
        (Some(old), None) if b.times.is_empty() && !b.definite && is_news(scene, b) && is_past(scene, &old) => {
            Some(-0.6)
        }
        (None, Some(old)) if a.times.is_empty() && !b.definite && is_news(scene, a) && is_past(scene, &old) => {
            Some(-0.6)
        }
        _ => Some(0.0),
    }
}

/// Days between an event and the news of it, at most.
const FRESH_DAYS: i32 = 8;

/// Whether headline or lead tell it.
fn is_news(scene: &Scene<'_>, t: &Telling) -> bool {
    let body = scene.telling().filter(|&s| scene.doc.sentences[s].kind == SentenceKind::Body).take(2);
    title(scene, t) || body.into_iter().any(|s| s == t.act.sentence)
}

/// Whether the day lies too far before the day of publication to be news.
fn is_past(scene: &Scene<'_>, date: &EventDate) -> bool {
    let published = scene.doc.report.published.as_ref().map(|p| p.date);
    date.end.zip(published).and_then(|(end, day)| end.until(day).ok()).is_some_and(|span| span.get_days() > FRESH_DAYS)
}

fn actors(scene: &Scene<'_>, a: &[usize], b: &[usize]) -> Option<f64> {
    if a.is_empty() || b.is_empty() {
        return Some(0.0);
    }
    let mut best: Option<f64> = None;
    for &i in a {
        for &j in b {
            if let Some(score) = like(scene, &scene.actors[i].who, &scene.actors[j].who) {
                best = Some(best.map_or(score, |b| b.max(score)));
            }
        }
    }
    best
}

/// How alike two actors are; `None` if they are two.
fn like(scene: &Scene<'_>, a: &Who, b: &Who) -> Option<f64> {
    use Who::*;
    if a == b {
        return Some(if a.is_named() { 0.4 } else { 0.2 });
    }
    match (a, b) {
        (Military(i) | State(i) | Government(i), Military(j) | State(j) | Government(j)) => (i == j).then_some(0.4),
        (Registered(i), Registered(j)) => {
            let (x, y) = (&scene.book.registry.actors[*i], &scene.book.registry.actors[*j]);
            let related = scene.book.registry.ancestry(x, None).contains(&y.name)
                || scene.book.registry.ancestry(y, None).contains(&x.name)
                || x.backers.iter().any(|b| y.backers.contains(b));
            related.then_some(0.3)
        }
        (People, _) | (_, People) => Some(0.1),
        // A group that only the report names may be one that the registry knows by another name.
        (Provisional(_), x) | (x, Provisional(_)) if !scene.is_state_like(x) && !matches!(x, Civilians(_)) => {
            Some(0.05)
        }
        (Fighters, x) | (x, Fighters) if !x.is_state() && !matches!(x, Civilians(_)) => Some(0.1),
        (Soldiers | Policemen, x) | (x, Soldiers | Policemen) if x.is_state() => Some(0.2),
        (Civilians(None), Civilians(_)) | (Civilians(_), Civilians(None)) => Some(0.2),
        (Fighters, Civilians(_)) | (Civilians(_), Fighters) => None,
        _ => None,
    }
}

/// The same named victim or the same toll speaks for one act.
fn people(a: &Telling, b: &Telling) -> f64 {
    let victim =
        a.victims.iter().any(|x| b.victims.iter().any(|y| x.text.contains(&y.text) || y.text.contains(&x.text)));
    let toll = a.casualties.iter().any(|x| {
        b.casualties.iter().any(|y| x.outcome == y.outcome && x.figure == y.figure && x.figure.min.unwrap_or(0) > 2)
    });
    let worth = |told: bool, points: f64| if told { points } else { 0.0 };
    worth(victim, 1.0) + worth(toll, 0.5)
}
