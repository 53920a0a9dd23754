//! Tolls of an event: every figure with who told it, and the range that those in force span.
//!
//! One toll per outcome and kind of people. A figure is a **total** of its people, or a **part**: one of several figures of
//! one speaker for one kind, none of whose words names the whole ("two mothers", "a driver"), or a single person beside a
//! bigger figure ("a child" among five killed). Parts are listed and never added up.
//!
//! A total is **in force** unless a later one of the same speaker, or of the same outlet, supersedes it; what a party to
//! the conflict claims and what its outlet says in its own voice do not supersede each other. `low` and `high` are the
//! ends of the figures in force. `best` is the figure of whoever is closest to those who were hit
//! (`codebook/linkage/closeness.toml`), then the latest, then what most independent tellings have, then the lower; a vaguer
//! figure that holds one as close ("at least 2" beside "4") yields to it.

pub(crate) mod closeness;
pub(crate) mod people;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use record::{Casualty, Figure, Outcome, Telling, Told, Toll};
use serde::Serialize;

use crate::reconcile::account::Account;
use closeness::{Closeness, Sides, closeness, is_anyone};
pub use people::people_of;
use people::{Group, People, group, kind_of_actor, telling_words};

/// What a figure counts for in its toll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// It counts for the range.
    InForce,
    /// A later figure of the same speaker or outlet goes in its place.
    Superseded,
    /// It counts a part of the people, and is never added up.
    Part,
}

/// What each figure counts for, by the tolls of [`reconcile`](crate::reconcile) on the same tellings and the order of their
/// figures.
pub fn forces(tellings: &[Telling]) -> Vec<Vec<Force>> {
    weigh(&Account::new(tellings)).into_iter().map(|weighed| weighed.forces).collect()
}

/// A toll, with the figures that are in force.
pub(crate) struct Weighed<'a> {
    pub toll: Toll,
    pub in_force: Vec<Said<'a>>,
    /// What each of the toll's figures counts for.
    pub forces: Vec<Force>,
}

/// One figure as one telling has it.
#[derive(Clone)]
pub(crate) struct Said<'a> {
    pub telling: usize,
    pub casualty: &'a Casualty,
    people: People,
    /// The people that its own words name, before tolls are taken together.
    named: People,
    whole: bool,
    part: bool,
    /// Words of the source; `None` for the report's own voice.
    speaker: Option<Vec<String>>,
}

impl Said<'_> {
    /// The number that stands for the figure: its lower end, else its upper.
    fn number(&self) -> u64 {
        self.casualty.figure.min.or(self.casualty.figure.max).unwrap_or(0)
    }

    /// Whether it is one person or nobody.
    fn is_single(&self) -> bool {
        self.casualty.figure.max.is_some_and(|max| max <= 1)
    }

    fn group_words(&self) -> Vec<String> {
        self.casualty.group.as_deref().map(telling_words).unwrap_or_default()
    }
}

/// The tolls of an event, by outcome; of one outcome the toll of all who were hit first, then by people.
pub(crate) fn weigh<'a>(account: &Account<'a>) -> Vec<Weighed<'a>> {
    let sides = Sides::new(&account.tellings);
    Outcome::ALL.iter().flat_map(|&outcome| weigh_outcome(account, &sides, outcome)).collect()
}

fn weigh_outcome<'a>(account: &Account<'a>, sides: &Sides, outcome: Outcome) -> Vec<Weighed<'a>> {
    let armed = sides.armed_groups();
    let mut said: Vec<Said<'a>> = Vec::new();
    for (telling, told) in account.tellings.iter().enumerate() {
        for casualty in told.event_report.casualties.iter().filter(|casualty| casualty.outcome == outcome) {
            let speaker = casualty.source.as_ref().map(|source| telling_words(&source.text));
            let Group { people, whole } = group(casualty.group.as_deref(), &armed, telling);
            said.push(Said { telling, casualty, named: people.clone(), people, whole, part: false, speaker });
        }
    }
    place_single_people(&mut said);
    mark_parts_of_one_speaker(&mut said);
    mark_single_people(&mut said);
    mark_nobody_else(&mut said);
    take_together(&mut said, sides);
    let kinds: BTreeSet<People> = said.iter().map(|said| said.people.clone()).collect();
    let of = |people: &People| said.iter().filter(|said| said.people == *people).cloned().collect();
    kinds.iter().map(|people| weigh_people(account, sides, outcome, people, of(people))).collect()
}

/// A single person whom only words of its own tell ("a 19-year-old") is of the one kind that others tell, if it is one.
fn place_single_people(said: &mut [Said<'_>]) {
    let unknown = |said: &Said<'_>| said.is_single() && matches!(said.people, People::Words(_)) && !said.whole;
    let known: BTreeSet<People> = said.iter().filter(|said| !unknown(said)).map(|said| said.people.clone()).collect();
    let all =
        if known.is_empty() || known.contains(&People::Everyone) { Some(&People::Everyone) } else { known.first() };
    if let Some(people) = all.filter(|_| known.len() <= 1 || known.contains(&People::Everyone)) {
        said.iter_mut().filter(|said| unknown(said)).for_each(|said| said.people = people.clone());
    }
}

/// Of several figures of one speaker for one kind of people, the one for the whole is the total, or the only one of more
/// than a single person.
fn mark_parts_of_one_speaker(said: &mut [Said<'_>]) {
    let parts: Vec<bool> = said
        .iter()
        .map(|one| {
            let beside = |other: &&Said<'_>| {
                other.telling == one.telling && other.people == one.people && other.speaker == one.speaker
            };
            let others: Vec<&Said<'_>> = said.iter().filter(beside).collect();
            let same_words = others.iter().all(|other| other.group_words() == one.group_words());
            let whole = others.iter().any(|other| other.whole);
            let alone = others.iter().filter(|other| !other.is_single()).count() == 1;
            let total = others
                .iter()
                .filter(|other| other.whole || same_words || alone && !whole && !other.is_single())
                .max_by_key(|other| (other.number(), Reverse(other.casualty.span)));
            total.map_or(others.len() > 1, |total| total.casualty != one.casualty)
        })
        .collect();
    said.iter_mut().zip(parts).for_each(|(said, part)| said.part = part);
}

/// A single person told in words of its own is a part where a bigger figure counts the same people, or everyone.
fn mark_single_people(said: &mut [Said<'_>]) {
    let parts: Vec<bool> = said
        .iter()
        .map(|one| {
            let bigger = |other: &Said<'_>| {
                other.number() > one.number().max(1) && (other.people == one.people || other.people == People::Everyone)
            };
            one.is_single() && !one.whole && said.iter().any(bigger)
        })
        .collect();
    said.iter_mut().zip(parts).for_each(|(said, part)| said.part |= part);
}

/// "No one was hurt" beside a figure of the same telling says that nobody else was.
fn mark_nobody_else(said: &mut [Said<'_>]) {
    let none = |said: &Said<'_>| said.people == People::Everyone && said.casualty.figure.max == Some(0);
    let parts: Vec<bool> = (said.iter())
        .map(|one| none(one) && said.iter().any(|other| other.telling == one.telling && other.number() > 0))
        .collect();
    said.iter_mut().zip(parts).for_each(|(said, part)| said.part |= part);
}

/// Everyone and one kind of people are the same toll where only that kind was hit: no speaker has both, there is no other
/// kind, and those whom the act was aimed at are of it. Parts go to everyone's toll where their own kind has no total.
fn take_together(said: &mut [Said<'_>], sides: &Sides) {
    let totals: BTreeSet<People> = said.iter().filter(|said| !said.part).map(|said| said.people.clone()).collect();
    let others: Vec<&People> = totals.iter().filter(|people| **people != People::Everyone).collect();
    let hit: BTreeSet<&str> = sides.targets.iter().map(|target| kind_of_actor(target)).collect();
    if let [only] = others.as_slice()
        && totals.len() == 2
        && !said.iter().any(|one| one.people == **only && said.iter().any(|other| is_beside(one, other)))
        && (hit.is_empty() && only.kinds() == ["civilians"] || hit == only.kinds().into_iter().collect())
    {
        let only = (*only).clone();
        said.iter_mut().filter(|said| said.people == People::Everyone).for_each(|said| said.people = only.clone());
    }
    let totals: BTreeSet<People> = said.iter().filter(|said| !said.part).map(|said| said.people.clone()).collect();
    if totals.contains(&People::Everyone) {
        let lone = said.iter_mut().filter(|said| said.part && !totals.contains(&said.people));
        lone.for_each(|said| said.people = People::Everyone);
    }
}

fn is_beside(one: &Said<'_>, other: &Said<'_>) -> bool {
    let same_speaker = other.telling == one.telling && other.speaker == one.speaker;
    same_speaker && other.people == People::Everyone && !other.part && !one.part && other.number() != one.number()
}

fn weigh_people<'a>(
    account: &Account<'a>,
    sides: &Sides,
    outcome: Outcome,
    people: &People,
    said: Vec<Said<'a>>,
) -> Weighed<'a> {
    let close = |said: &Said<'a>| {
        let telling = account.tellings.get(said.telling);
        telling.map_or(Closeness::Between, |telling| closeness(telling, said.casualty, people, sides))
    };
    let totals: Vec<(Said<'a>, Closeness)> =
        said.iter().filter(|said| !said.part).map(|said| (said.clone(), close(said))).collect();
    let superseded = |one: &(Said<'a>, Closeness)| totals.iter().any(|later| supersedes(account, later, one));
    let in_force: Vec<(Said<'a>, Closeness)> = totals.iter().filter(|one| !superseded(one)).cloned().collect();
    let figures: Vec<Figure> = in_force.iter().map(|(said, _)| said.casualty.figure).collect();
    let (best, mut rule) = best(account, &in_force);
    if in_force.is_empty() && said.iter().all(|said| said.number() == 0) {
        rule = "nobody but those of the other tolls".to_string();
    }
    let told = said.iter().filter_map(|said| {
        let telling = account.tellings.get(said.telling)?;
        Some(Told { telling: telling.key, casualty: said.casualty.clone(), published: telling.published })
    });
    let toll = Toll {
        outcome,
        group: label(people, &said),
        low: figures.iter().filter_map(|figure| figure.min).min(),
        best,
        high: high(&figures),
        rule,
        told: told.collect(),
    };
    let in_force: Vec<Said<'a>> = in_force.into_iter().map(|(said, _)| said).collect();
    let force = |one: &Said<'a>| match () {
        () if one.part => Force::Part,
        () if in_force.iter().any(|other| (other.telling, other.casualty) == (one.telling, one.casualty)) => {
            Force::InForce
        }
        () => Force::Superseded,
    };
    Weighed { forces: said.iter().map(force).collect(), toll, in_force }
}

/// The highest upper end; `None` where a figure is open upwards and no other reaches it.
fn high(figures: &[Figure]) -> Option<u64> {
    let highest = figures.iter().filter_map(|figure| figure.max).max();
    let open = figures.iter().filter(|figure| figure.max.is_none()).filter_map(|figure| figure.min).max();
    highest.filter(|highest| open.is_none_or(|open| *highest >= open))
}

/// The words of a toll's people: words for the whole before words for a part, then those told most often, then the shortest,
/// then the first.
fn label(people: &People, said: &[Said<'_>]) -> Option<String> {
    if *people == People::Everyone {
        return None;
    }
    let named = said.iter().filter(|said| said.named == *people);
    let words: Vec<(&str, bool, bool)> =
        named.filter_map(|said| Some((said.casualty.group.as_deref()?, said.part, said.whole))).collect();
    let times = |wanted: &str| words.iter().filter(|(words, ..)| *words == wanted).count();
    let order = |(text, part, whole): &&(&str, bool, bool)| (*part, !whole, Reverse(times(text)), text.chars().count());
    let plainest = words.iter().min_by_key(order);
    plainest.map(|(words, ..)| (*words).to_string())
}

/// Whether the first figure takes the place of the second: told later, by the same speaker or by the same outlet.
fn supersedes(account: &Account<'_>, later: &(Said<'_>, Closeness), earlier: &(Said<'_>, Closeness)) -> bool {
    let ((later, later_close), (earlier, earlier_close)) = (later, earlier);
    let (Some(after), Some(before)) = (account.published(later.telling), account.published(earlier.telling)) else {
        return false;
    };
    if after <= before {
        return false;
    }
    let outlets = |said: &Said<'_>| account.tellings.get(said.telling).map(|telling| telling.outlets.as_slice());
    let of_outlet = outlets(later)
        .zip(outlets(earlier))
        .is_some_and(|(later, earlier)| later.iter().any(|outlet| earlier.contains(outlet)));
    match (&later.speaker, &earlier.speaker) {
        (Some(one), Some(other)) => one == other && (of_outlet || !is_anyone(one)),
        (None, None) => of_outlet,
        (Some(_), None) => of_outlet && *later_close != Closeness::Far,
        (None, Some(_)) => of_outlet && *earlier_close != Closeness::Far,
    }
}

/// The number of the figure that the rule takes, and the rule in words.
fn best(account: &Account<'_>, in_force: &[(Said<'_>, Closeness)]) -> (Option<u64>, String) {
    let exact: Vec<&(Said<'_>, Closeness)> = in_force.iter().filter(|one| !yields(one, in_force)).collect();
    let order = |(said, close): &&(Said<'_>, Closeness)| {
        let published = account.published(said.telling);
        (close.rank(), Reverse(published), Reverse(votes(account, in_force, said)), said.number(), said.telling)
    };
    match exact.iter().copied().min_by_key(order) {
        Some(chosen) => (Some(chosen.0.number()), rule(account, in_force, &exact, chosen)),
        None => (None, "only parts are told, which are not added up".to_string()),
    }
}

/// How many voices have the same figure.
fn votes(account: &Account<'_>, in_force: &[(Said<'_>, Closeness)], wanted: &Said<'_>) -> usize {
    let same = in_force.iter().filter(|(said, _)| said.casualty.figure == wanted.casualty.figure);
    account.votes(&same.map(|(said, _)| said.telling).collect::<Vec<_>>())
}

/// Why this figure: the last of the rules that it took to set it before each of the others.
fn rule(
    account: &Account<'_>,
    in_force: &[(Said<'_>, Closeness)],
    exact: &[&(Said<'_>, Closeness)],
    (said, close): &(Said<'_>, Closeness),
) -> String {
    let own_votes = votes(account, in_force, said);
    let behind = |(other, other_close): &&&(Said<'_>, Closeness)| match () {
        () if other_close.rank() > close.rank() => 1,
        () if account.published(other.telling) < account.published(said.telling) => 2,
        () if votes(account, in_force, other) < own_votes => 3,
        () => 4,
    };
    let rivals = exact.iter().filter(|(other, _)| other.casualty.figure != said.casualty.figure);
    let agree = in_force.iter().all(|(other, _)| other.casualty.figure == said.casualty.figure);
    let who = speaker(account, said);
    match (rivals.map(|rival| behind(&rival)).max().unwrap_or(0), close) {
        (0, _) if in_force.len() == 1 => format!("the only figure in force: {who}"),
        (0, _) if agree => format!("all {} figures in force agree", in_force.len()),
        (0, _) => format!("the most exact, which the other figures in force allow: {who}"),
        (1, Closeness::First(class) | Closeness::Close(class)) => format!("who is closest ({class}): {who}"),
        (1, _) => format!("who is closest: {who}"),
        (2, _) => format!("the later of those as close: {who}"),
        (3, _) => format!("told by {own_votes} independent tellings, more than any other as close and as late: {who}"),
        _ => format!("the lower of figures as close and as late: {who}"),
    }
}

/// Whether another figure, of a speaker as close, says the same more exactly.
fn yields((said, close): &(Said<'_>, Closeness), in_force: &[(Said<'_>, Closeness)]) -> bool {
    let range = |said: &Said<'_>| (said.casualty.figure.min.unwrap_or(0), said.casualty.figure.max.unwrap_or(u64::MAX));
    let (min, max) = range(said);
    in_force.iter().any(|(other, other_close)| {
        let (other_min, other_max) = range(other);
        (other_min, other_max) != (min, max)
            && min <= other_min
            && other_max <= max
            && other_close.rank() <= close.rank()
    })
}

/// Who says a figure: "the hospital in Reuters", or the outlet itself.
pub(crate) fn speaker(account: &Account<'_>, said: &Said<'_>) -> String {
    let outlet = account.name(said.telling);
    match &said.casualty.source {
        Some(source) => format!("{} in {outlet}", source.text),
        None => outlet,
    }
}

/// A figure in words: "12", "at least 9", "up to 5", "5 to 7".
pub(crate) fn in_words(figure: Figure) -> String {
    match (figure.min, figure.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => "some".to_string(),
    }
}
