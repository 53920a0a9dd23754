//! The same running total as reports told it over time.

pub(crate) mod own_count;

use std::collections::BTreeSet;

use record::{Actor, Date, DatePrecision, Key, ReportedTally, Series};
use rustc_hash::FxHashMap;

use crate::casualty::people::is_unnamed;
use crate::reconcile::doer::{is_within, may_be_same, once};
use crate::wording::folded;

/// Days that the starts of one total may lie apart ("since mid-October", "since October 17").
const START_DAYS: i32 = 10;
/// Days within which a total that tells no start goes on from the last one told: some six months.
const GAP_DAYS: i32 = 190;
/// How many times the last figure a total that tells no start may be.
const GROWTH: f64 = 4.0;
/// The share of an earlier figure below which a later exact one is no correction but another total.
const CORRECTION: f64 = 0.95;
/// The same for a figure with a hedge ("more than 100" told of 120), and for two of one day.
const HEDGE: f64 = 0.5;

/// The series that these tallies make: every tally is in exactly one. Their order does not matter, and a tally given twice
/// adds nothing.
///
/// Tallies join, in order of publication, if
/// - they count the same (`what`), over the same area: of the places named, those shared are more than half ("Iraq and
///   Syria", "Iraq, Syria and Jordan", but not "Syria"); an area that is not told fits all;
/// - their doers may be one, up or down the ancestry, or one tells none; then their targets must be told and fit;
/// - they start within ten days of each other, or in the same month or year where only that is told; one that tells no start
///   goes on from another told at most some six months before, by figures that have not grown more than fourfold;
/// - their figures do not fall, but for a correction of a twentieth, or a hedged figure that is half of the last or more.
///
/// A tally that fits several series joins the one that was told last. Series are in order of their first tally.
pub fn series(tallies: &[ReportedTally]) -> Vec<Series> {
    let mut tallies: Vec<&ReportedTally> = tallies.iter().collect();
    tallies.sort_by_key(|told| (told.published.is_none(), told.published, told.key));
    tallies.dedup_by_key(|told| told.key);
    let mut all: Vec<Vec<Counted<'_>>> = Vec::new();
    let mut by_mark: FxHashMap<String, BTreeSet<usize>> = FxHashMap::default();
    for told in tallies {
        let told = Counted::new(told);
        let marks = told.marks();
        let near: BTreeSet<usize> = marks.iter().filter_map(|mark| by_mark.get(mark)).flatten().copied().collect();
        let fit = near.into_iter().filter(|&at| all.get(at).is_some_and(|series| joins(series, &told)));
        let last = |at: usize| all.get(at).and_then(|series| series.last()).map(|last| last.told);
        let chosen = fit.max_by_key(|&at| last(at).map(|told| (told.published, std::cmp::Reverse(told.key))));
        let at = chosen.unwrap_or(all.len());
        for mark in marks {
            by_mark.entry(mark).or_default().insert(at);
        }
        match all.get_mut(at) {
            Some(series) => series.push(told),
            None => all.push(vec![told]),
        }
    }
    let told = |series: Vec<Counted<'_>>| one_series(&series.iter().map(|counted| counted.told).collect::<Vec<_>>());
    all.into_iter().filter_map(told).collect()
}

/// A tally with what of it is compared.
struct Counted<'a> {
    told: &'a ReportedTally,
    what: String,
    /// Named ones alone.
    doers: Vec<&'a Actor>,
    targets: Vec<&'a Actor>,
    places: Vec<String>,
}

impl<'a> Counted<'a> {
    fn new(told: &'a ReportedTally) -> Counted<'a> {
        let named = |actors: &'a [Actor]| actors.iter().filter(|actor| !is_unnamed(actor)).collect();
        Counted {
            told,
            what: folded(&told.tally.what),
            doers: named(&told.tally.initiators),
            targets: named(&told.tally.targets),
            places: told.tally.location.as_ref().map_or_else(Vec::new, |area| places(&area.name)),
        }
    }

    /// Two tallies that count the same have a mark in common: a name, an identifier or something that an actor belongs to.
    fn marks(&self) -> Vec<String> {
        let names = self.doers.iter().chain(&self.targets).flat_map(|actor| {
            let names = actor.ancestry.iter().chain([&actor.name]).map(|name| name.to_lowercase());
            names.chain(actor.id.clone())
        });
        names.map(|name| format!("{}|{name}", self.what)).collect()
    }
}

/// The series with what its tallies share; `None` if there are none.
fn one_series(tallies: &[&ReportedTally]) -> Option<Series> {
    let first = tallies.first()?;
    let names = |of: fn(&record::Tally) -> &Vec<Actor>| {
        let all = once(tallies.iter().enumerate().flat_map(|(at, told)| of(&told.tally).iter().map(move |a| (at, a))));
        let known = all.iter().any(|named| !is_unnamed(&named.actor));
        let umbrella = |actor: &Actor| all.iter().any(|member| is_within(actor, &member.actor));
        let left_out = |actor: &Actor| known && is_unnamed(actor) || umbrella(actor);
        let kept = all.iter().filter(|named| !left_out(&named.actor));
        kept.map(|named| named.actor.name.clone()).collect::<Vec<String>>()
    };
    let areas: Vec<&str> =
        tallies.iter().filter_map(|told| told.tally.location.as_ref()).map(|area| area.name.as_str()).collect();
    let times = |name: &str| areas.iter().filter(|other| **other == name).count();
    let area = areas.iter().min_by_key(|name| (std::cmp::Reverse(times(name)), name.len(), **name));
    Some(Series {
        key: first.key,
        what: first.tally.what.clone(),
        initiators: names(|tally| &tally.initiators),
        targets: names(|tally| &tally.targets),
        area: area.map(|name| (*name).to_string()),
        tallies: tallies.iter().map(|told| (*told).clone()).collect(),
    })
}

fn joins(series: &[Counted<'_>], told: &Counted<'_>) -> bool {
    let with = |other: &Counted<'_>| {
        starts_together(other.told, told.told) && goes_on(other.told, told.told) && counts_the_same(other, told)
    };
    follows(series, told.told) && series.iter().all(with)
}

/// The same over the same area, by doers that may be one against targets that do not differ; or, where one tells no doer,
/// against targets that may be one.
fn counts_the_same(a: &Counted<'_>, b: &Counted<'_>) -> bool {
    let fit = |a: &[&Actor], b: &[&Actor]| a.iter().any(|x| b.iter().any(|y| may_be_same(x, y)));
    let open = |a: &[&Actor], b: &[&Actor]| a.is_empty() || b.is_empty();
    let targets = fit(&a.targets, &b.targets);
    let actors = if open(&a.doers, &b.doers) {
        targets
    } else {
        (open(&a.targets, &b.targets) || targets) && fit(&a.doers, &b.doers)
    };
    a.what == b.what && actors && same_area(&a.places, &b.places)
}

/// The places of a name that joins several.
pub(crate) fn places(name: &str) -> Vec<String> {
    let parts = name.split(", ").flat_map(|part| part.split(" and "));
    let mut places: Vec<String> = parts.map(folded).filter(|part| !part.is_empty()).collect();
    places.sort();
    places.dedup();
    places
}

fn same_area(a: &[String], b: &[String]) -> bool {
    let shared = a.iter().filter(|place| b.contains(place)).count();
    a.is_empty() || b.is_empty() || 2 * shared > a.len() + b.len() - shared
}

/// Where both tell a start: within some days of each other. A year is only the same year: "this year" is not "since May".
fn starts_together(a: &ReportedTally, b: &ReportedTally) -> bool {
    let (Some((a_start, a_end)), Some((b_start, b_end))) = (starts(&a.tally.since), starts(&b.tally.since)) else {
        return true;
    };
    let gap = if a_start <= b_start { days(a_end, b_start) } else { days(b_end, a_start) };
    gap <= START_DAYS
}

/// First and last day on which a total may start; the first alone of a year.
fn starts(since: &record::EventDate) -> Option<(Date, Date)> {
    let start = since.start?;
    let end = match since.precision {
        DatePrecision::Year => start,
        DatePrecision::Month => start.last_of_month(),
        _ => since.end.unwrap_or(start),
    };
    Some((start, end))
}

/// Days from one to another; less than 0 if the second is earlier.
fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// Whether the later figure does not fall below the earlier by more than a correction or a hedge.
fn goes_on(earlier: &ReportedTally, later: &ReportedTally) -> bool {
    let same_day = earlier.published == later.published || earlier.published.is_none() || later.published.is_none();
    let (before, after) = (number(earlier), number(later));
    let exact = later.tally.figure.min == later.tally.figure.max;
    let least = if exact && !same_day { CORRECTION } else { HEDGE };
    after >= least * before && (!same_day || before >= HEDGE * after)
}

/// The number that stands for a figure: its lower end, else its upper.
fn number(told: &ReportedTally) -> f64 {
    let figure = told.tally.figure;
    figure.min.or(figure.max).unwrap_or(0) as f64
}

/// Whether the total goes on from what the series told before, where one of them tells no start.
fn follows(series: &[Counted<'_>], told: &ReportedTally) -> bool {
    let start = series.iter().find_map(|other| other.told.tally.since.start);
    if let (Some(_), Some(_)) = (start, told.tally.since.start) {
        return true;
    }
    let Some((last, before, now)) =
        series.iter().rev().find_map(|last| Some((last.told, last.told.published?, told.published?)))
    else {
        return false;
    };
    let begun = told.tally.since.start.or(start).is_none_or(|start| start <= before);
    begun && days(before, now) <= GAP_DAYS && number(told) <= GROWTH * number(last)
}

/// A series' first known start; `None` if none of its tallies tells one.
pub(crate) fn start(series: &Series) -> Option<Date> {
    series.tallies.iter().filter_map(|told| told.tally.since.start).min()
}

/// The name of a series for the tally with this key; `None` if it is in none.
pub fn series_of(all: &[Series], tally: Key) -> Option<Key> {
    all.iter().find(|series| series.tallies.iter().any(|told| told.key == tally)).map(|series| series.key)
}
