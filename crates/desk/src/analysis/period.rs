use std::collections::HashSet;

use jiff::ToSpan;
use record::Date;
use serde::Serialize;

use super::digest::{Deed, Digest};

/// How long a period of a series is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    /// From Monday to Sunday.
    Week,
    /// A month of the calendar.
    #[default]
    Month,
    /// A year of the calendar.
    Year,
}

impl Step {
    /// By its name in addresses.
    pub fn named(name: &str) -> Option<Step> {
        match name {
            "week" => Some(Step::Week),
            "month" => Some(Step::Month),
            "year" => Some(Step::Year),
            _ => None,
        }
    }

    /// The first day of the period that a day is in.
    pub fn first(self, day: Date) -> Date {
        match self {
            Step::Week => day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
            Step::Month => day.first_of_month(),
            Step::Year => day.first_of_year(),
        }
    }

    /// The first day of the next period.
    fn next(self, first: Date) -> Date {
        match self {
            Step::Week => first.saturating_add(1.week()),
            Step::Month => first.saturating_add(1.month()),
            Step::Year => first.saturating_add(1.year()),
        }
    }
}

/// A period, with the events that are surely in it and the reports published in it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Period {
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Date,
    /// Events whose days all lie in it.
    pub events: usize,
    /// Killed in them: the sum of the lowest figures, of those that the rule takes, and of the highest.
    pub killed_low: u64,
    pub killed_best: u64,
    pub killed_high: u64,
    /// Events among them of which some figure is open upwards: the highest sum may be higher.
    pub open: usize,
    /// Events among them of which no report has a figure of killed.
    pub untold: usize,
    /// Reports of the store, on whatever subject, that were published in it, and by how many outlets.
    pub reports: usize,
    pub outlets: usize,
    /// Whether the store has no report of the period and no event in it: then nothing is known, which is not the same as
    /// that nothing happened.
    pub unknown: bool,
}

/// Events by period.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Series {
    /// Every period from the first to the last with an event, without gaps.
    pub periods: Vec<Period>,
    /// Events whose days are known less exactly than the periods are long, or lie in two of them: they are in none.
    pub between: usize,
    /// Events that nothing dates.
    pub undated: usize,
}

/// More periods than this are not drawn: longer ones are asked for.
const MOST: usize = 2000;

/// The events by period, from the first of these to the last.
pub(crate) fn series<'d>(digest: &Digest, deeds: impl IntoIterator<Item = &'d Deed>, step: Step) -> Series {
    let mut found = Series::default();
    let mut placed: Vec<(Date, &Deed)> = Vec::new();
    for deed in deeds {
        match deed.days.map(|(first, last)| (step.first(first), step.first(last))) {
            None => found.undated += 1,
            Some((first, last)) if first == last => placed.push((first, deed)),
            Some(_) => found.between += 1,
        }
    }
    placed.sort_by_key(|(first, _)| *first);
    let (Some((first, _)), Some((last, _))) = (placed.first(), placed.last()) else { return found };
    let (mut start, last) = (*first, *last);
    let mut rest = placed.as_slice();
    while start <= last && found.periods.len() < MOST {
        let count = rest.iter().take_while(|(first, _)| *first == start).count();
        let (here, later) = rest.split_at(count);
        let next = step.next(start);
        found.periods.push(period(digest, start, next, here.iter().map(|(_, deed)| *deed)));
        (rest, start) = (later, next);
    }
    found
}

fn period<'d>(digest: &Digest, start: Date, next: Date, deeds: impl Iterator<Item = &'d Deed>) -> Period {
    let (reports, outlets) = published(digest, start, next);
    let mut period = Period {
        start,
        end: next.saturating_sub(1.day()),
        events: 0,
        killed_low: 0,
        killed_best: 0,
        killed_high: 0,
        open: 0,
        untold: 0,
        reports,
        outlets,
        unknown: false,
    };
    for deed in deeds {
        let [low, best, high] = deed.killed();
        period.events += 1;
        period.killed_low += low.unwrap_or(0);
        period.killed_best += best.or(low).unwrap_or(0);
        period.killed_high += high.or(best).or(low).unwrap_or(0);
        let told = low.or(best).or(high).is_some();
        period.untold += usize::from(!told);
        period.open += usize::from(told && high.is_none());
    }
    period.unknown = period.events == 0 && reports == 0;
    period
}

/// How many reports were published from a day on and before another, and by how many outlets.
pub(crate) fn published(digest: &Digest, from: Date, before: Date) -> (usize, usize) {
    let (mut reports, mut outlets) = (0, HashSet::new());
    for (_, of_day) in digest.published.range(from..before) {
        reports += of_day.reports;
        outlets.extend(of_day.outlets.iter());
    }
    (reports, outlets.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(words: &str) -> Date {
        words.parse().unwrap()
    }

    #[test]
    fn weeks_begin_on_mondays_and_months_on_their_first() {
        assert_eq!(Step::Week.first(day("2024-03-03")), day("2024-02-26"));
        assert_eq!(Step::Week.first(day("2024-03-04")), day("2024-03-04"));
        assert_eq!(Step::Month.first(day("2024-02-29")), day("2024-02-01"));
        assert_eq!(Step::Month.next(day("2023-12-01")), day("2024-01-01"));
        assert_eq!(Step::Year.next(Step::Year.first(day("2024-06-30"))), day("2025-01-01"));
    }
}
