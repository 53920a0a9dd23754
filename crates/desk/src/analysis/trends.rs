use std::collections::{BTreeMap, HashSet};

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::ToSpan;
use record::{Date, Family, Standing};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Store;

use super::comparison::{Comparison, compare};
use super::digest::{Deed, Digest, Who};
use super::period::{Step, published, series};
use super::reciprocity::{FEWEST_ACTIVE, FEWEST_DAYS, LONGEST, response};
use super::{actor, day, table};
use crate::failure::Failure;
use crate::filter::Filter;
use crate::sheet::{Ask, Sheet, reply};
use crate::state::{Shared, State as Desk};

/// What an address asks beside the filter.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Wanted {
    step: String,
    /// First and last day of two periods that are compared.
    first_from: String,
    first_to: String,
    second_from: String,
    second_to: String,
    /// Two sides, by identifier or name, of which it is asked whether one's violence raises the other's.
    a: String,
    b: String,
    /// Days after.
    window: String,
    /// "yes": only what the two did to each other.
    mutual: String,
}

/// Events and tolls over time.
pub(crate) async fn page(
    State(shared): State<Shared>,
    ask: Ask,
    Query(filter): Query<Filter>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let found = shared
        .read(move |store, state| {
            let digest = state.digest.of(state, store)?;
            let deeds = fitting(store, state, &digest, &filter)?;
            sheet(&digest, &deeds, &filter, &wanted, crate::overview::choices(&*state.outlines(store)?, state))
        })
        .await;
    reply(&shared, &ask, found)
}

const HEAD: [&str; 11] = [
    "start",
    "end",
    "events",
    "killed_low",
    "killed_best",
    "killed_high",
    "open",
    "untold",
    "reports",
    "outlets",
    "unknown",
];

fn sheet(digest: &Digest, deeds: &[&Deed], filter: &Filter, wanted: &Wanted, choices: Value) -> Result<Sheet, Failure> {
    let step = match wanted.step.as_str() {
        "" => Step::default(),
        name => {
            Step::named(name).ok_or_else(|| Failure::asked(format!("step: {name:?} is not week, month or year")))?
        }
    };
    let found = series(digest, deeds.iter().copied(), step);
    let rows: Vec<Value> = found.periods.iter().map(|period| json!(period)).collect();
    let table = table(&HEAD, &rows);
    let data = json!({
        "filter": filter,
        "wanted": wanted,
        "kept": filter.without(&["order"]),
        "step": step,
        "count": deeds.len(),
        "series": found,
        "reports_without_day": digest.unpublished,
        "comparison": comparison(digest, deeds, wanted)?,
        "reciprocity": reciprocity(digest, deeds, wanted)?,
        "least": { "days": FEWEST_DAYS, "active": FEWEST_ACTIVE, "window": LONGEST },
        "choices": choices,
    });
    Ok(Sheet::new("trends.html", "Trends", data).table(table).lasting())
}

/// The events that fit, in the order of their days.
fn fitting<'d>(store: &Store, desk: &Desk, digest: &'d Digest, filter: &Filter) -> Result<Vec<&'d Deed>, Failure> {
    let mut deeds = Vec::new();
    desk.outlines(store)?.fitting(store, &filter.wanted()?, |line, within| {
        if within.days && within.bounds {
            deeds.extend(digest.deed(line.key));
        }
    })?;
    Ok(deeds)
}

/// `None` until both periods are given.
fn comparison(digest: &Digest, deeds: &[&Deed], wanted: &Wanted) -> Result<Option<Comparison>, Failure> {
    let period = |name: &str, from: &str, to: &str| -> Result<Option<(Date, Date)>, Failure> {
        let days = day(name, from)?.zip(day(name, to)?);
        match days {
            Some((from, to)) if to < from => Err(Failure::asked(format!("{name}: {to} is before {from}"))),
            days => Ok(days),
        }
    };
    let first = period("first", &wanted.first_from, &wanted.first_to)?;
    let second = period("second", &wanted.second_from, &wanted.second_to)?;
    Ok(first.zip(second).map(|(first, second)| compare(digest, deeds, first, second)))
}

/// `None` until both sides are named.
fn reciprocity(digest: &Digest, deeds: &[&Deed], wanted: &Wanted) -> Result<Option<Value>, Failure> {
    let side = |name: &str| -> Result<Option<Who>, Failure> {
        let name = Some(name.trim()).filter(|name| !name.is_empty());
        let found = |name: &str| digest.find(name).ok_or_else(|| Failure::unknown(format!("No event names {name}")));
        name.map(found).transpose()
    };
    let Some((a, b)) = side(&wanted.a)?.zip(side(&wanted.b)?) else { return Ok(None) };
    if a == b {
        return Err(Failure::asked("Two sides are needed: both names are of one actor"));
    }
    let window =
        match wanted.window.trim() {
            "" => 7,
            words => words.parse().ok().filter(|days| (1..=LONGEST).contains(days)).ok_or_else(|| {
                Failure::asked(format!("window: {words:?} is not a number of days from 1 to {LONGEST}"))
            })?,
        };
    let (a, b) = (Party::of(digest, a), Party::of(digest, b));
    let mutual = wanted.mutual == "yes";
    let violent: Vec<&Deed> = deeds.iter().filter(|deed| is_violent(deed)).copied().collect();
    let of_a: Vec<&Deed> = violent.iter().filter(|deed| a.did(deed) && (!mutual || b.met(deed))).copied().collect();
    let of_b: Vec<&Deed> = violent.iter().filter(|deed| b.did(deed) && (!mutual || a.met(deed))).copied().collect();
    let both = of_a.iter().chain(&of_b);
    let days: Vec<Date> = both.clone().filter_map(|deed| deed.day()).collect();
    let inexact = both.filter(|deed| deed.day().is_none()).count();
    let (Some(&first), Some(&last)) = (days.iter().min(), days.iter().max()) else {
        return Ok(Some(json!({ "a": a.json(digest), "b": b.json(digest), "window": window, "mutual": mutual,
            "inexact": inexact, "days": 0, "silent_days": 0, "directions": [] })));
    };
    let (counts_a, counts_b) = (daily(&of_a, first, last), daily(&of_b, first, last));
    let direction = |from: (&Party, &[f64]), to: (&Party, &[f64])| {
        let found = response(from.1, to.1, window);
        json!({
            "from": from.0.json(digest), "to": to.0.json(digest),
            "acts": from.1.iter().sum::<f64>() as u64, "answers": to.1.iter().sum::<f64>() as u64,
            "raised": found.as_ref().is_ok_and(|found| found.is_raised()),
            "found": found.as_ref().ok(), "unable": found.as_ref().err(),
        })
    };
    Ok(Some(json!({
        "a": a.json(digest), "b": b.json(digest), "window": window, "mutual": mutual, "inexact": inexact,
        "first_day": first, "last_day": last, "days": counts_a.len(), "silent_days": silent(digest, first, last),
        "directions": [direction((&a, &counts_a), (&b, &counts_b)), direction((&b, &counts_b), (&a, &counts_a))],
    })))
}

/// An actor with all that belong to it.
struct Party {
    who: Who,
    all: HashSet<Who>,
}

impl Party {
    fn of(digest: &Digest, who: Who) -> Party {
        let name = digest.player(who).map(|player| player.actor.name.clone()).unwrap_or_default();
        let members = digest.actors.iter().enumerate().filter(|(_, player)| player.actor.ancestry.contains(&name));
        Party { who, all: members.map(|(at, _)| at as Who).chain([who]).collect() }
    }

    fn did(&self, deed: &Deed) -> bool {
        deed.by.iter().any(|who| self.all.contains(who))
    }

    fn met(&self, deed: &Deed) -> bool {
        deed.to.iter().any(|who| self.all.contains(who))
    }

    fn json(&self, digest: &Digest) -> Value {
        let mut json = digest.player(self.who).map(actor::named).unwrap_or_default();
        json["members"] = json!(self.all.len() - 1);
        json
    }
}

/// Whether it is violence that happened, or is said to have happened.
fn is_violent(deed: &Deed) -> bool {
    matches!(deed.kind.family(), Family::Battles | Family::Explosions | Family::ViolenceAgainstCivilians)
        && matches!(deed.standing, Standing::Occurred | Standing::Alleged | Standing::Foiled)
}

/// Events on each day from the first to the last, those known to the day alone.
fn daily(deeds: &[&Deed], first: Date, last: Date) -> Vec<f64> {
    let after = |day: Date| first.until(day).map_or(0, |span| span.get_days().max(0) as usize);
    let mut counts = vec![0.0; after(last) + 1];
    for day in deeds.iter().filter_map(|deed| deed.day()) {
        counts.get_mut(after(day)).into_iter().for_each(|count| *count += 1.0);
    }
    counts
}

/// Days of these in whose week no report of the store was published.
fn silent(digest: &Digest, first: Date, last: Date) -> usize {
    let with: BTreeMap<Date, usize> =
        digest.published.range(first..).map(|(day, of_day)| (*day, of_day.reports)).collect();
    if with.is_empty() {
        return daily(&[], first, last).len();
    }
    let mut silent = 0;
    let mut day = first;
    while day <= last {
        silent += usize::from(published(digest, day, day.saturating_add(7.days())).0 == 0);
        day = day.saturating_add(1.day());
    }
    silent
}
