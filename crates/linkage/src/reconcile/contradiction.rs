//! What tellings of one event have otherwise: type, standing, day, place, doer, figures. One sentence each.

use record::{Actor, Contradiction, DatePrecision, Extent, Family, Field, GeoPrecision, Location, Standing};

use super::account::Account;
use super::doer::speaks_for;
use super::standing::with;
use crate::casualty::people::is_unnamed;
use crate::casualty::{Weighed, in_words, speaker};
use crate::location::km;

/// Kilometres between two spots that one act cannot span.
const SPOTS_KM: f64 = 30.0;
/// Kilometres that "near" or a district adds on each side.
const NEAR_KM: f64 = 25.0;
/// Kilometres that wider ground adds on each side.
const WIDE_KM: f64 = 150.0;

/// All contradictions, in the order of the record's fields.
pub(crate) fn contradictions(account: &Account<'_>, tolls: &[Weighed<'_>]) -> Vec<Contradiction> {
    let single = [family(account), standing(account), day(account), place(account), doer(account)];
    let claims = denial(account);
    single.into_iter().flatten().chain(tolls.iter().filter_map(|toll| figures(account, toll))).chain(claims).collect()
}

/// A value with the tellings that have it.
struct Side<V> {
    value: V,
    members: Vec<usize>,
}

/// The values of all tellings, each once, in order; tellings without one are passed over.
fn sides<'a, V: PartialEq>(
    account: &Account<'a>,
    value: impl Fn(&'a record::EventReport) -> Option<V>,
) -> Vec<Side<V>> {
    let mut sides: Vec<Side<V>> = Vec::new();
    for (at, telling) in account.tellings.iter().enumerate() {
        let Some(value) = value(&telling.event_report) else { continue };
        match sides.iter_mut().find(|side| side.value == value) {
            Some(side) => side.members.push(at),
            None => sides.push(Side { value, members: vec![at] }),
        }
    }
    sides
}

/// Those that cannot hold together with at least one other.
fn opposed<V>(sides: Vec<Side<V>>, cannot: impl Fn(&V, &V) -> bool) -> Vec<Side<V>> {
    let against: Vec<bool> = (sides.iter())
        .map(|one| sides.iter().any(|other| cannot(&one.value, &other.value) || cannot(&other.value, &one.value)))
        .collect();
    sides.into_iter().zip(against).filter(|(_, against)| *against).map(|(side, _)| side).collect()
}

/// The contradiction of these sides; `None` if there are fewer than two.
fn contradiction<V>(
    account: &Account<'_>,
    field: Field,
    about: &str,
    sides: &[Side<V>],
    words: impl Fn(&V) -> String,
) -> Option<Contradiction> {
    if sides.len() < 2 {
        return None;
    }
    let each: Vec<String> =
        sides.iter().map(|side| format!("{}: {}", account.names(&side.members), words(&side.value))).collect();
    let mut members: Vec<usize> = sides.iter().flat_map(|side| side.members.clone()).collect();
    Some(note(account, field, format!("{about} – {}.", each.join("; ")), &mut members))
}

fn note(account: &Account<'_>, field: Field, note: String, members: &mut Vec<usize>) -> Contradiction {
    members.sort_unstable();
    members.dedup();
    let tellings = members.iter().filter_map(|&at| account.tellings.get(at)).map(|telling| telling.key).collect();
    Contradiction { field, note, tellings }
}

fn family(account: &Account<'_>) -> Option<Contradiction> {
    let sides = sides(account, |told| Some(told.sub_event_type.family()));
    contradiction(account, Field::SubEventType, "Kind of act", &sides, |family: &Family| {
        family.code().replace('_', " ")
    })
}

/// Whether it happened: denied or foiled against occurred, or told as fact by some and as a claim by others.
fn standing(account: &Account<'_>) -> Option<Contradiction> {
    let sides = sides(account, |told| Some(told.standing));
    let cannot = |a: &Standing, b: &Standing| {
        use Standing::{Alleged, Denied, Foiled, Occurred, Planned};
        matches!((a, b), (Denied, Occurred | Foiled | Alleged) | (Occurred, Foiled | Alleged)) && *b != Planned
    };
    contradiction(account, Field::Standing, "Whether it happened", &opposed(sides, cannot), |standing| {
        standing.code().to_string()
    })
}

fn day(account: &Account<'_>) -> Option<Contradiction> {
    let sides = sides(account, |told| {
        let date = &told.date;
        (!date.approximate && date.precision != DatePrecision::Unknown).then_some((date.start?, date.end?))
    });
    let apart = |a: &(record::Date, record::Date), b: &(record::Date, record::Date)| a.1 < b.0;
    contradiction(account, Field::Date, "Day", &opposed(sides, apart), |(start, end)| {
        if start == end { start.to_string() } else { format!("{start} to {end}") }
    })
}

fn place(account: &Account<'_>) -> Option<Contradiction> {
    let sides =
        sides(account, |told| told.location.as_ref().map(|place| Location { spans: Vec::new(), ..place.clone() }));
    contradiction(account, Field::Location, "Place", &opposed(sides, cannot_be_one), |place| {
        let admin1 = place.admin1.as_ref().filter(|admin1| **admin1 != place.name);
        let parts = [Some(&place.name), admin1, place.country.as_ref()];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
    })
}

/// Whether two places are too far apart for one act, or in two countries or provinces where no point tells.
fn cannot_be_one(a: &Location, b: &Location) -> bool {
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    let reach = |place: &Location| match (place.geo_precision, place.extent) {
        (_, Extent::Spot) => 0.0,
        (GeoPrecision::Exact | GeoPrecision::Near, Extent::Near | Extent::District) => NEAR_KM,
        _ => WIDE_KM,
    };
    let point = |at: record::LatLon| (at.lat as f32, at.lon as f32);
    match (a.point, b.point) {
        (Some(one), Some(other)) => km(point(one), point(other)) > SPOTS_KM + reach(a) + reach(b),
        _ => differ(&a.country, &b.country) || differ(&a.admin1, &b.admin1),
    }
}

/// Doers of two tellings of whom none can be one of the other's; in a fight or at a
/// protest the order of the sides tells none.
fn doer(account: &Account<'_>) -> Option<Contradiction> {
    let named = |actors: &'_ [Actor]| actors.iter().filter(|actor| !is_unnamed(actor)).cloned().collect::<Vec<_>>();
    let mutual = |told: &record::EventReport| {
        matches!(told.sub_event_type.family(), Family::Battles | Family::Protests | Family::Riots)
    };
    let sides = sides(account, |told| {
        let doers: Vec<Actor> =
            named(&told.initiators).into_iter().map(|actor| Actor { spans: Vec::new(), ..actor }).collect();
        let opponents = if mutual(told) { named(&told.targets) } else { Vec::new() };
        (!doers.is_empty()).then_some(Doers { doers, opponents })
    });
    let cannot = |a: &Doers, b: &Doers| {
        let shared =
            |actors: &[Actor]| actors.iter().any(|x| b.doers.iter().chain(&b.opponents).any(|y| speaks_for(x, y)));
        !shared(&a.doers) && !shared(&a.opponents)
    };
    let mut sides = opposed(sides, cannot);
    join_same_names(&mut sides);
    contradiction(account, Field::Initiators, "Who did it", &sides, Doers::names)
}

/// Who acted in one telling, and in a fight or at a protest also the other side.
#[derive(PartialEq)]
struct Doers {
    doers: Vec<Actor>,
    opponents: Vec<Actor>,
}

impl Doers {
    fn names(&self) -> String {
        self.doers.iter().map(|actor| actor.name.as_str()).collect::<Vec<_>>().join(" and ")
    }
}

/// The same names stand once, however their reports spell them.
fn join_same_names(sides: &mut Vec<Side<Doers>>) {
    let mut joined: Vec<Side<Doers>> = Vec::new();
    for side in sides.drain(..) {
        match joined.iter_mut().find(|known| known.value.names() == side.value.names()) {
            Some(known) => known.members.extend(side.members),
            None => joined.push(side),
        }
    }
    *sides = joined;
}

/// Figures in force that cannot both hold, each with who says it.
fn figures(account: &Account<'_>, weighed: &Weighed<'_>) -> Option<Contradiction> {
    let range = |at: usize| {
        let figure = weighed.in_force.get(at).map(|said| said.casualty.figure);
        figure.map_or((0, u64::MAX), |figure| (figure.min.unwrap_or(0), figure.max.unwrap_or(u64::MAX)))
    };
    let all = 0..weighed.in_force.len();
    let apart = |a: usize, b: usize| range(a).1 < range(b).0 || range(b).1 < range(a).0;
    let opposed: Vec<usize> = all.clone().filter(|&a| all.clone().any(|b| apart(a, b))).collect();
    let said: Vec<_> = opposed.iter().filter_map(|&at| weighed.in_force.get(at)).collect();
    if said.is_empty() {
        return None;
    }
    let each: Vec<String> =
        said.iter().map(|said| format!("{}: {}", speaker(account, said), in_words(said.casualty.figure))).collect();
    let people = weighed.toll.group.as_ref().map_or(String::new(), |group| format!(" ({group})"));
    let text = format!("{}{people} – {}.", weighed.toll.outcome, each.join("; "));
    Some(note(account, Field::Casualties, text, &mut said.iter().map(|said| said.telling).collect()))
}

/// A doer denies what reports that do not tell of the denial say it did.
fn denial(account: &Account<'_>) -> Option<Contradiction> {
    let told = |at: usize| account.tellings.get(at).map(|telling| &telling.event_report);
    let all: Vec<usize> = with(account, |_| true);
    let denied: Vec<&Actor> = all.iter().filter_map(|&at| told(at)).flat_map(|told| &told.denied_by).collect();
    let names = |at: usize, of: fn(&record::EventReport) -> &Vec<Actor>| {
        told(at).is_some_and(|told| of(told).iter().any(|actor| denied.iter().any(|by| speaks_for(actor, by))))
    };
    let deny: Vec<usize> = all.iter().copied().filter(|&at| names(at, |told| &told.denied_by)).collect();
    let name = |at: &usize| !deny.contains(at) && names(*at, |told| &told.initiators);
    let named: Vec<usize> = all.iter().copied().filter(name).collect();
    if named.is_empty() || deny.is_empty() {
        return None;
    }
    let mut who: Vec<&str> = denied.iter().map(|actor| actor.name.as_str()).collect();
    who.sort_unstable();
    who.dedup();
    let who = who.join(" and ");
    let text = format!("Claim – {}: {who} did it; {}: {who} denies it.", account.names(&named), account.names(&deny));
    Some(note(account, Field::Claim, text, &mut named.into_iter().chain(deny).collect()))
}
