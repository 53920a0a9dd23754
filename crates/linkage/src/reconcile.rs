//! The event that tellings share. Single values follow stated rules, figures are never merged, and what tellings have
//! otherwise stands among the contradictions.

pub(crate) mod account;
mod contradiction;
pub(crate) mod doer;
pub(crate) mod phrase;
mod standing;

use record::{
    Actor, DatePrecision, Event, EventDate, Extent, Focus, GeoPrecision, Key, Location, SubEventType, Telling,
};

use crate::casualty::weigh;
use account::Account;
use contradiction::contradictions;
use doer::{best_first, once};
use phrase::words;
use standing::{corroboration, standing};

/// The event that these tellings share; `None` if there are none. Their order does not matter, and a telling given twice
/// adds nothing.
///
/// - `tellings` are in order of publication, undated ones last, then of key; the event goes by the key of the first.
/// - A **voice** is a set of tellings that are not independent: of one report, of one outlet, with half of their evidence
///   word for word in another's, or crediting one and the same single source (or another telling's outlet).
/// - `sub_event_type`: what most voices have; of equals a type told by its means before `attack` and `armed_clash`, then
///   the one that a report exists to tell, then the earliest.
/// - `date` and `location`: of the most exact ones (a day before a week, what is not "about" before what is; a spot before
///   a province) what most voices have, then the earliest. Tellings without a day of their own inherit it (`undated`).
/// - `initiators` and `targets`: each once, the one that most voices name first. An umbrella beside a member that is named
///   is left out, and so is `unidentified armed group` beside an armed actor that is named.
/// - `weapons` and `victims`: each once; of two forms of a name the longer.
/// - Spans of actors and of the place are left out, for they point into reports.
/// - `answers` is empty: [`answers`](crate::answers) needs all events.
pub fn reconcile(tellings: &[Telling]) -> Option<Event> {
    let account = Account::new(tellings);
    let first = account.tellings.first()?;
    let (date, dated_by, undated) = date(&account);
    let initiators = best_first(&account, |told| &told.initiators);
    let claimed_by = all_once(&account, |told| &told.claimed_by);
    let denied_by = all_once(&account, |told| &told.denied_by);
    let tolls = weigh(&account);
    let contradictions = contradictions(&account, &tolls);
    let standing = standing(&account);
    let corroboration = corroboration(&account, &initiators, &claimed_by, &denied_by, &contradictions);
    Some(Event {
        key: first.key,
        tellings: account.tellings.iter().map(|telling| telling.key).collect(),
        sub_event_type: sub_event_type(&account).unwrap_or(first.event_report.sub_event_type),
        standing,
        date,
        dated_by,
        undated,
        location: location(&account),
        initiators,
        targets: best_first(&account, |told| &told.targets),
        weapons: weapons(&account),
        tolls: tolls.into_iter().map(|weighed| weighed.toll).collect(),
        victims: victims(&account),
        claimed_by,
        denied_by,
        contradictions,
        corroboration,
        answers: Vec::new(),
    })
}

fn sub_event_type(account: &Account<'_>) -> Option<SubEventType> {
    use SubEventType::{ArmedClash, Attack};
    let types = account.tellings.iter().map(|telling| telling.event_report.sub_event_type);
    let rank = |kind: SubEventType| {
        let members: Vec<usize> = (0..)
            .zip(&account.tellings)
            .filter(|(_, t)| t.event_report.sub_event_type == kind)
            .map(|(at, _)| at)
            .collect();
        let main = (members.iter().filter_map(|&at| account.tellings.get(at)))
            .filter(|telling| telling.event_report.focus == Focus::Main)
            .count();
        (
            account.votes(&members),
            !matches!(kind, Attack | ArmedClash),
            main,
            std::cmp::Reverse(members.first().copied()),
        )
    };
    types.max_by_key(|kind| rank(*kind))
}

fn date(account: &Account<'_>) -> (EventDate, Option<Key>, Vec<Key>) {
    let exactness = |date: &EventDate| {
        let precision = match date.precision {
            DatePrecision::Day => 0,
            DatePrecision::Week => 1,
            DatePrecision::Month => 2,
            DatePrecision::Year => 3,
            DatePrecision::Unknown => 4,
        };
        (precision, date.approximate, date.conflict.is_some())
    };
    let chosen = account.most(|telling| {
        let date = &telling.event_report.date;
        date.start.is_some().then_some((exactness(date), (date.start, date.end)))
    });
    let Some(telling) = chosen.and_then(|at| account.tellings.get(at)) else {
        return (EventDate::unknown(None), None, Vec::new());
    };
    let undated = account.tellings.iter().filter(|telling| telling.event_report.date.start.is_none());
    (telling.event_report.date.clone(), Some(telling.key), undated.map(|telling| telling.key).collect())
}

fn location(account: &Account<'_>) -> Option<Location> {
    let exactness = |place: &Location| -> (GeoPrecision, Extent, bool) {
        (place.geo_precision, place.extent, place.point.is_none())
    };
    let chosen = account.most(|telling| {
        let place = telling.event_report.location.as_ref()?;
        Some((exactness(place), (words(&place.name), place.country.clone())))
    })?;
    let place = account.tellings.get(chosen)?.event_report.location.clone()?;
    Some(Location { spans: Vec::new(), ..place })
}

fn all_once<'a>(account: &Account<'a>, of: impl Fn(&'a record::EventReport) -> &'a Vec<Actor>) -> Vec<Actor> {
    let told = account.tellings.iter().enumerate();
    let all = once(told.flat_map(|(at, telling)| of(&telling.event_report).iter().map(move |actor| (at, actor))));
    all.into_iter().map(|named| named.actor).collect()
}

fn weapons(account: &Account<'_>) -> Vec<String> {
    let mut weapons: Vec<String> = Vec::new();
    for used in account.tellings.iter().flat_map(|telling| &telling.event_report.weapons) {
        if !weapons.contains(&used.weapon) {
            weapons.push(used.weapon.clone());
        }
    }
    weapons
}

/// Names whose words all stand in another are that one's shorter form.
fn victims(account: &Account<'_>) -> Vec<String> {
    let told = account.tellings.iter().flat_map(|telling| &telling.event_report.victims);
    let all: Vec<(&str, Vec<String>)> = told.map(|quote| (quote.text.as_str(), words(&quote.text))).collect();
    let within = |a: &[String], b: &[String]| a.iter().all(|word| b.contains(word));
    let mut kept: Vec<(&str, &[String])> = Vec::new();
    for (name, words) in &all {
        let longer = all.iter().any(|(_, other)| within(words, other) && !within(other, words));
        let known = kept.iter().any(|(_, other)| within(words, other) && within(other, words));
        if !words.is_empty() && !longer && !known {
            kept.push((name, words));
        }
    }
    kept.into_iter().map(|(name, _)| name.to_string()).collect()
}
