//! When two tellings put their events, and whether that can be one time.

use record::{Date, DatePrecision, EventDate, Focus, Standing};

use crate::Feature;
use crate::compare::Sheet;
use crate::profile::Profile;

/// How many days before its publication fresh news without a day may have happened.
const FRESH: i32 = 3;
/// Days told by both that lie further apart are of two events.
pub(crate) const DAYS_CANNOT: i32 = 3;

/// The days that a telling gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct When {
    pub first: Date,
    pub last: Date,
    pub precision: DatePrecision,
    /// Whether the report itself is not sure of them.
    pub loose: bool,
}

impl When {
    pub fn new(date: &EventDate) -> Option<When> {
        let first = date.start?;
        let last = date.end.filter(|&end| end >= first).unwrap_or(first);
        (date.precision != DatePrecision::Unknown).then_some(When {
            first,
            last,
            precision: date.precision,
            loose: date.approximate || date.conflict.is_some(),
        })
    }

    /// Whether it gives one day, or a night, for certain.
    pub fn certain(&self) -> bool {
        self.precision == DatePrecision::Day && !self.loose && day(self.last) - day(self.first) <= 1
    }

    /// Days on which the event may have been, first and last, counted as `day` does.
    pub fn window(&self) -> (i32, i32) {
        let (first, last) = (day(self.first), day(self.last));
        let slack = if self.loose { 1 } else { 0 };
        match self.precision {
            DatePrecision::Day => (first - 2 * slack, last + 2 * slack),
            // News of an unnamed day carries the day of its publication.
            DatePrecision::Week if first == last => (first - FRESH - 1, last + 1),
            DatePrecision::Week => (first - 1 - 3 * slack, last + 1 + 3 * slack),
            DatePrecision::Month => (first - 15 * slack, last + 15 * slack),
            _ => (first - 366 * slack, last + 366 * slack),
        }
    }

    /// How many days another may lie off before the two are of two events.
    fn reach(&self) -> i32 {
        let reach = match self.precision {
            DatePrecision::Day => DAYS_CANNOT,
            DatePrecision::Week => 10,
            DatePrecision::Month => 31,
            _ => 183,
        };
        if self.loose { 3 * reach } else { reach }
    }
}

/// The number of a day, the first of 1970 being 0.
pub(crate) fn day(date: Date) -> i32 {
    let (year, month) = (i32::from(date.year()), i32::from(date.month()));
    // Years begin in March, so that the day of a leap year stands last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i32::from(date.day()) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The days in which news without a day may have happened; `None` for background and unpublished reports.
pub(crate) fn fresh(p: &Profile) -> Option<(i32, i32)> {
    let published = p.published.filter(|_| p.when.is_none() && p.focus == Focus::Main)?;
    Some((day(published) - FRESH, day(published) + 1))
}

/// Whether days and days cannot be one time; why not.
pub(crate) fn cannot(a: &Profile, b: &Profile) -> Option<(i32, &'static str)> {
    if let (Some(x), Some(y)) = (&a.when, &b.when) {
        let gap = gap(span(x), span(y));
        if gap > x.reach().max(y.reach()) {
            return Some((gap, "days apart"));
        }
    }
    told_before(a, b).or_else(|| told_before(b, a))
}

/// A report cannot tell what happened after it was published, unless it was planned.
fn told_before(a: &Profile, b: &Profile) -> Option<(i32, &'static str)> {
    let when = a.when.as_ref().filter(|when| when.certain())?;
    let published = b.published.filter(|_| b.when.is_none_or(|when| !when.certain()))?;
    let ahead = day(when.first) - day(published);
    (ahead > 1 && b.standing != Standing::Planned && a.standing != Standing::Planned)
        .then_some((ahead, "days after the other was published"))
}

/// How many days lie between two certain days; `None` unless both are.
pub(crate) fn certain_gap(a: &Profile, b: &Profile) -> Option<i32> {
    let (x, y) = (a.when.as_ref()?, b.when.as_ref()?);
    (x.certain() && y.certain()).then(|| gap(span(x), span(y)))
}

/// What the days tell of whether two tellings are of one event.
pub(crate) fn compare(a: &Profile, b: &Profile, sheet: &mut Sheet) {
    match (&a.when, &b.when) {
        (Some(x), Some(y)) => dated(x, y, sheet),
        (Some(when), None) => undated(when, b, sheet),
        (None, Some(when)) => undated(when, a, sheet),
        (None, None) => match (fresh(a), fresh(b)) {
            (Some(x), Some(y)) => fresh_news(gap(x, y), sheet),
            _ => sheet.add(Feature::NoDay, 1.0, || "no day in either".to_string()),
        },
    }
}

fn dated(x: &When, y: &When, sheet: &mut Sheet) {
    use DatePrecision::{Day, Month, Year};
    let words = |what: &str| format!("{what}, {} and {}", told(x), told(y));
    if (x.precision, y.precision) == (Day, Day) {
        return match gap(span(x), span(y)) {
            0 => sheet.add(Feature::SameDay, 1.0, || format!("same day, {}", told(x))),
            1 => sheet.add(Feature::NextDay, 1.0, || words("one day apart")),
            gap => sheet.add(Feature::DaysApart, f64::from(gap).ln(), || words(&format!("{gap} days apart"))),
        };
    }
    let apart = gap(x.window(), y.window());
    let wide = |when: &When| matches!(when.precision, Month | Year);
    match apart {
        0 if wide(x) || wide(y) => sheet.add(Feature::MonthsMeet, 1.0, || words("dates that allow each other")),
        0 => sheet.add(Feature::WeeksMeet, 1.0, || words("dates of one week")),
        _ => sheet.add(Feature::SpansApart, f64::from(apart).ln_1p(), || words("dates that do not meet")),
    }
}

fn undated(when: &When, other: &Profile, sheet: &mut Sheet) {
    match fresh(other) {
        Some(fresh) => fresh_news(gap(when.window(), fresh), sheet),
        None => sheet.add(Feature::NoDay, 1.0, || format!("no day in one, {} in the other", told(when))),
    }
}

fn fresh_news(gap: i32, sheet: &mut Sheet) {
    match gap {
        0 => sheet.add(Feature::FreshDay, 1.0, || "told as fresh news at that time".to_string()),
        _ => sheet.add(Feature::NotFresh, f64::from(gap).ln_1p(), || format!("told as fresh news, but {gap} days off")),
    }
}

fn told(when: &When) -> String {
    if when.first == when.last { when.first.to_string() } else { format!("{} to {}", when.first, when.last) }
}

fn span(when: &When) -> (i32, i32) {
    (day(when.first), day(when.last))
}

/// How many days lie between two spans; 0 if they meet.
pub(crate) fn gap(a: (i32, i32), b: (i32, i32)) -> i32 {
    (a.0 - b.1).max(b.0 - a.1).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(day(Date::constant(1970, 1, 1)), 0);
        assert_eq!(day(Date::constant(2000, 3, 1)), 11_017);
        assert_eq!(day(Date::constant(1969, 12, 31)), -1);
        let mut date = Date::constant(1896, 1, 1);
        while date < Date::constant(2110, 1, 1) {
            let Ok(next) = date.tomorrow() else { return };
            assert_eq!(day(next), day(date) + 1, "{next}");
            date = next;
        }
    }
}
