//! Turns words for when into days (CODEBOOK rule 6).

use jiff::civil::Weekday;
use record::{Date, DatePrecision};

use crate::Offset;

/// Which of several days or spans of a name is meant: the last one, this one, the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shift {
    /// "last Friday", "past", "previous".
    Last,
    /// No word, or "this".
    This,
    /// "next Friday", "coming".
    Next,
}

impl Shift {
    pub(crate) fn steps(self) -> i64 {
        match self {
            Shift::Last => -1,
            Shift::This => 0,
            Shift::Next => 1,
        }
    }
}

/// A third of a month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// "early", "the beginning of".
    Early,
    /// "mid-".
    Mid,
    /// "late", "the end of".
    Late,
}

impl Part {
    /// The day of the month on which the part begins (rule 6).
    fn first_day(self) -> i8 {
        match self {
            Part::Early => 1,
            Part::Mid => 15,
            Part::Late => 21,
        }
    }
}

/// Lengths of time that the calendar counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Hours and less.
    Hour,
    /// Days and nights.
    Day,
    /// Saturday and Sunday.
    Weekend,
    /// Monday to Sunday.
    Week,
    /// Two weeks.
    Fortnight,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

impl Unit {
    /// Its length in days, rounded; 0 for hours.
    pub(crate) fn days(self) -> i64 {
        match self {
            Unit::Hour => 0,
            Unit::Day => 1,
            Unit::Weekend | Unit::Week => 7,
            Unit::Fortnight => 14,
            Unit::Month => 30,
            Unit::Year => 365,
            Unit::Decade => 3_652,
            Unit::Century => 36_524,
        }
    }

    fn precision(self) -> DatePrecision {
        match self {
            Unit::Hour | Unit::Day => DatePrecision::Day,
            Unit::Weekend | Unit::Week | Unit::Fortnight => DatePrecision::Week,
            Unit::Month => DatePrecision::Month,
            _ => DatePrecision::Year,
        }
    }
}

/// A point in time as it is written, not yet resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// "Dec. 26", "Monday, 26 December 2016".
    Day { year: Option<i16>, month: i8, day: i8, weekday: Option<Weekday> },
    /// "March", "mid-October 2014", "last March".
    Month { year: Option<i16>, month: i8, part: Option<Part>, shift: Option<Shift> },
    /// "2014", "late 2012".
    Year { year: i16, part: Option<Part> },
    /// "Wednesday", "last Friday"; with `week`, the one of that week ("Friday last week").
    Weekday { weekday: Weekday, shift: Option<Shift>, week: Option<Shift> },
    /// "yesterday": days from today.
    Offset(i64),
    /// "last week", "early this month".
    Span { unit: Unit, shift: Shift, part: Option<Part> },
    /// "three months ago".
    Ago { count: i64, unit: Unit },
    /// "spring 2011", "the third quarter of 2019": the first month, and how many.
    Season { year: Option<i16>, month: i8, months: i8, shift: Option<Shift> },
    /// "the first week of March": 1 to 5, or 0 for the last.
    WeekOfMonth { year: Option<i16>, month: i8, week: i8 },
    /// "the week of Feb. 19".
    WeekFrom { year: Option<i16>, month: i8, day: i8 },
    /// "the 12th of last month".
    DayOfSpan { day: i8, shift: Shift },
    /// "the following Monday": hangs on a day told elsewhere.
    Elsewhere,
}

impl Point {
    /// The year that is written out, if one is.
    pub(crate) fn year(self) -> Option<i16> {
        match self {
            Point::Day { year, .. }
            | Point::Month { year, .. }
            | Point::Season { year, .. }
            | Point::WeekOfMonth { year, .. }
            | Point::WeekFrom { year, .. } => year,
            Point::Year { year, .. } => Some(year),
            _ => None,
        }
    }

    /// The month, if one is written out.
    pub(crate) fn month(self) -> Option<i8> {
        match self {
            Point::Day { month, .. } | Point::Month { month, .. } | Point::WeekOfMonth { month, .. } => Some(month),
            _ => None,
        }
    }

    /// The same with this year, where it has none.
    pub(crate) fn or_year(self, other: Option<i16>) -> Point {
        match self {
            Point::Day { year, month, day, weekday } => Point::Day { year: year.or(other), month, day, weekday },
            Point::Month { year, month, part, shift } => Point::Month { year: year.or(other), month, part, shift },
            point => point,
        }
    }

    /// The day, if day, month and year are written out.
    pub(crate) fn full_date(self) -> Option<Date> {
        match self {
            Point::Day { year: Some(year), month, day, .. } => Date::new(year, month, day).ok(),
            _ => None,
        }
    }
}

/// Days with their precision, and why.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) days: Option<(Date, Date)>,
    pub(crate) precision: DatePrecision,
    pub(crate) reason: String,
    /// What in the report speaks against `days`.
    pub(crate) conflict: Option<String>,
}

impl Resolved {
    pub(crate) fn unknown(reason: impl Into<String>) -> Resolved {
        Resolved { days: None, precision: DatePrecision::Unknown, reason: reason.into(), conflict: None }
    }

    fn span(first: Option<Date>, last: Option<Date>, precision: DatePrecision, reason: impl Into<String>) -> Resolved {
        match first.zip(last) {
            Some(days) if days.0 <= days.1 => {
                Resolved { days: Some(days), precision, reason: reason.into(), conflict: None }
            }
            _ => Resolved::unknown("no such day"),
        }
    }

    fn day(day: Option<Date>, reason: impl Into<String>) -> Resolved {
        Resolved::span(day, day, DatePrecision::Day, reason)
    }

    fn week(first: Option<Date>, reason: impl Into<String>) -> Resolved {
        Resolved::span(first, first.and_then(|day| plus(day, 6)), DatePrecision::Week, reason)
    }
}

/// What a point is resolved against.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Calendar {
    /// The day that relative words count from.
    pub(crate) today: Option<Date>,
    /// Whether `today` is the date of publication, and not another full date of the text.
    pub(crate) published: bool,
    /// Whether `today` is a day of which the text tells, and no dateline: other days are as often after it.
    pub(crate) told: bool,
    /// Whether what is told lies ahead ("will meet on Friday").
    pub(crate) future: bool,
    /// Whether what is told has happened ("met on Friday").
    pub(crate) past: bool,
    /// The year that the words around give.
    pub(crate) near_year: Option<i16>,
}

/// How far ahead, in days, a day without a year may lie without a word of the future: a paper dated ahead of itself.
const AHEAD_DAYS: i64 = 1;
/// How far ahead, in days, a day without a year may lie with a word of the future.
const AHEAD_FUTURE_DAYS: i64 = 200;
/// A day of a year ago that would lie this many days ahead this year is as likely a slip of the pen.
const AHEAD_DOUBTFUL_DAYS: i64 = 7;
/// News tells mostly of so many days before it.
const RECENT_DAYS: i64 = 60;
/// How far ahead, in days, a day without a year may lie if only so its weekday agrees, or if no verb speaks of the past.
const AHEAD_AGREEING_DAYS: i64 = 60;

/// The day `days` later; `None` past the end of the calendar.
pub(crate) fn plus(day: Date, days: i64) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

pub(crate) fn plus_months(day: Date, months: i64) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_months(months).ok()?).ok()
}

fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

pub(crate) fn monday(day: Date) -> Option<Date> {
    plus(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

fn month_span(year: i16, month: i8, reason: &str) -> Resolved {
    let first = Date::new(year, month, 1).ok();
    Resolved::span(first, first.map(Date::last_of_month), DatePrecision::Month, reason)
}

/// A weekday beside a day that falls on another one.
fn named_otherwise(day: Date) -> String {
    format!("the weekday told with it is not that of {}", day.strftime("%A, %Y-%m-%d"))
}

fn year_span(year: i16, reason: &str) -> Resolved {
    let first = Date::new(year, 1, 1).ok();
    Resolved::span(first, first.map(Date::last_of_year), DatePrecision::Year, reason)
}

impl Calendar {
    /// The days of a point.
    pub(crate) fn resolve(&self, point: Point) -> Resolved {
        match point {
            Point::Day { year, month, day, weekday } => self.month_day(year, month, day, weekday),
            Point::Month { year, month, part, shift } => self.month(year, month, part, shift),
            Point::Year { year, part: None } => self.checked(year_span(year, "the year is written out"), year),
            Point::Year { year, part: Some(_) } => {
                self.checked(year_span(year, "part of a year that is written out"), year)
            }
            Point::Elsewhere => Resolved::unknown("relative to another event"),
            Point::Season { year, month, months, shift } => self.season(year, month, months, shift),
            Point::WeekOfMonth { year, month, week } => self.week_of_month(year, month, week),
            Point::WeekFrom { year, month, day } => {
                let day = self.month_day(year, month, day, None);
                Resolved { reason: day.reason, ..Resolved::week(day.days.map(|d| d.0), "") }
            }
            relative => match self.today {
                Some(today) => self.relative(relative, today),
                None => Resolved::unknown("relative to a publication date that is not known"),
            },
        }
    }

    /// "the publication date" or what stands in for it.
    fn base(&self) -> &'static str {
        if self.published { "the publication date" } else { "the only full date in the text" }
    }

    fn relative(&self, point: Point, today: Date) -> Resolved {
        match point {
            Point::Weekday { weekday, week: Some(week), .. } => self.weekday_of_week(today, weekday, week),
            Point::Weekday { weekday, shift, week: None } => self.weekday(today, weekday, shift),
            Point::Offset(days) => Resolved::day(plus(today, days), format!("counted from {}", self.base())),
            Point::Span { unit, shift, part } => self.span(today, unit, shift, part),
            Point::Ago { count, unit } => self.ago(today, count, unit),
            Point::DayOfSpan { day, shift } => {
                let month = plus_months(today.first_of_month(), shift.steps());
                let day = month.and_then(|first| Date::new(first.year(), first.month(), day).ok());
                Resolved::day(day, format!("counted from {}", self.base()))
            }
            _ => Resolved::unknown("relative to another event"),
        }
    }

    /// The latest such weekday not after today; "last": before today; "next" or future: the coming one.
    fn weekday(&self, today: Date, weekday: Weekday, shift: Option<Shift>) -> Resolved {
        let back = i64::from(today.weekday().since(weekday));
        let ahead = i64::from(today.weekday().until(weekday));
        let (days, reason) = match shift {
            Some(Shift::Last) => (if back == 0 { -7 } else { -back }, "the last such weekday before"),
            Some(Shift::Next) => (if ahead == 0 { 7 } else { ahead }, "the first such weekday after"),
            _ if self.future => (ahead, "told as future: the first such weekday not before"),
            None if self.told && ahead < back => (ahead, "the nearest such weekday after"),
            _ => (-back, "the latest such weekday not after"),
        };
        Resolved::day(plus(today, days), format!("{reason} {}", self.base()))
    }

    fn weekday_of_week(&self, today: Date, weekday: Weekday, week: Shift) -> Resolved {
        let days = week.steps() * 7 + i64::from(weekday.to_monday_zero_offset());
        let day = monday(today).and_then(|monday| plus(monday, days));
        Resolved::day(day, format!("weekday of a week counted from {}", self.base()))
    }

    fn span(&self, today: Date, unit: Unit, shift: Shift, part: Option<Part>) -> Resolved {
        let reason = format!("counted from {}", self.base());
        let steps = shift.steps();
        match unit {
            Unit::Hour => Resolved::day(Some(today), reason),
            Unit::Day => Resolved::day(plus(today, steps), reason),
            Unit::Week | Unit::Fortnight => {
                Resolved::week(monday(today).and_then(|monday| plus(monday, steps * unit.days())), reason)
            }
            Unit::Weekend => self.weekend(today, shift, reason),
            Unit::Month => match plus_months(today.first_of_month(), steps) {
                Some(first) => self.month_part(first.year(), first.month(), part, &reason),
                None => Resolved::unknown("no such month"),
            },
            Unit::Year => year_span(today.year().saturating_add(i16::try_from(steps).unwrap_or(0)), &reason),
            Unit::Decade | Unit::Century => Resolved::unknown("too vague to be dated"),
        }
    }

    fn weekend(&self, today: Date, shift: Shift, reason: String) -> Resolved {
        let weekday = i64::from(today.weekday().to_monday_zero_offset());
        let inside = weekday >= 5;
        let last_saturday = if inside { 5 - weekday } else { -2 - weekday };
        let days = match shift {
            Shift::Last if inside => last_saturday - 7,
            Shift::Next => last_saturday + 7,
            Shift::This if self.future && !inside => last_saturday + 7,
            _ => last_saturday,
        };
        let saturday = plus(today, days);
        Resolved::span(saturday, saturday.and_then(|day| plus(day, 1)), DatePrecision::Week, reason)
    }

    fn ago(&self, today: Date, count: i64, unit: Unit) -> Resolved {
        let reason = format!("counted back from {}", self.base());
        match unit {
            Unit::Hour => Resolved::day(Some(today), reason),
            Unit::Day => Resolved::day(plus(today, -count), reason),
            Unit::Week | Unit::Weekend | Unit::Fortnight => {
                Resolved::week(plus(today, -count.saturating_mul(unit.days())).and_then(monday), reason)
            }
            Unit::Month => match plus_months(today.first_of_month(), -count) {
                Some(first) => month_span(first.year(), first.month(), &reason),
                None => Resolved::unknown("no such month"),
            },
            Unit::Year | Unit::Decade | Unit::Century => {
                let years = count.saturating_mul(match unit {
                    Unit::Year => 1,
                    Unit::Decade => 10,
                    _ => 100,
                });
                match i16::try_from(i64::from(today.year()).saturating_sub(years)) {
                    Ok(year) if year > 0 => year_span(year, &reason),
                    _ => Resolved::unknown("too far back to be dated"),
                }
            }
        }
    }

    /// The open span that ends today: "over the past year", "the last 24 hours".
    pub(crate) fn past(&self, count: i64, unit: Unit) -> Resolved {
        let Some(today) = self.today else {
            return Resolved::unknown("relative to a publication date that is not known");
        };
        let first = match unit {
            Unit::Hour => plus(today, -count.saturating_add(23).div_euclid(24)),
            Unit::Month => plus_months(today, -count),
            Unit::Year => plus_months(today, count.saturating_mul(-12)),
            Unit::Decade => plus_months(today, count.saturating_mul(-120)),
            unit => plus(today, -count.saturating_mul(unit.days())),
        };
        Resolved::span(first, Some(today), unit.precision(), format!("a span that ends on {}", self.base()))
    }

    /// A day of a month, its year from the text or from today.
    fn month_day(&self, year: Option<i16>, month: i8, day: i8, weekday: Option<Weekday>) -> Resolved {
        let written = match (year, self.near_year) {
            (Some(year), _) => Some((year, "day, month and year are written out")),
            (None, Some(year)) => Some((year, "the year is that of the words around")),
            (None, None) => None,
        };
        if let Some((year, reason)) = written {
            let resolved = Resolved::day(Date::new(year, month, day).ok(), reason);
            let wrong = resolved.days.filter(|days| weekday.is_some_and(|weekday| days.0.weekday() != weekday));
            let conflict = wrong.map(|days| named_otherwise(days.0)).or_else(|| self.told_too_early(&resolved, year));
            return Resolved { conflict, ..resolved };
        }
        match self.today {
            Some(today) => self.day_of_some_year(today, month, day, weekday),
            None => Resolved::unknown("a day without a year, and neither text nor publication date gives one"),
        }
    }

    /// A day without a year takes that of today, or the one that puts it nearest before it (rule 6); a weekday may point
    /// to another.
    fn day_of_some_year(&self, today: Date, month: i8, day: i8, weekday: Option<Weekday>) -> Resolved {
        let years = [today.year() + 1, today.year(), today.year() - 1];
        let days = || years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
        let ahead = match (self.future, self.past) {
            (true, _) => AHEAD_FUTURE_DAYS,
            (false, true) => AHEAD_DAYS,
            // No verb says which: some weeks ahead rather than most of a year ago.
            (false, false) => AHEAD_AGREEING_DAYS,
        };
        let Some(near) = days().find(|&day| days_between(today, day) <= ahead) else {
            // The 29th of February exists in one year of four.
            let leap = (1..=8).filter_map(|n| Date::new(today.year() - n, month, day).ok()).next();
            return Resolved::day(leap, "the last year that has such a day");
        };
        let agrees = |date: &Date| weekday.is_none_or(|weekday| date.weekday() == weekday);
        let reason = format!("the year that puts it nearest before {}", self.base());
        if agrees(&near) {
            let soon = |date: &Date| (ahead + 1..=AHEAD_DOUBTFUL_DAYS).contains(&days_between(today, *date));
            let slip = days().find(soon).filter(|_| weekday.is_none() && !self.told && !self.future);
            let conflict = slip.map(|date| format!("{date} lies only days after {}", self.base()));
            return Resolved { conflict, ..Resolved::day(Some(near), reason) };
        }
        // Beside a weekday, a day of some weeks ago is a slip of the pen more often than one of over a year ago.
        let recent = (-RECENT_DAYS..=AHEAD_DAYS).contains(&days_between(today, near));
        let fits = |date: &Date| {
            agrees(date) && days_between(today, *date) <= AHEAD_AGREEING_DAYS && !(recent && *date < near)
        };
        match days().find(fits) {
            Some(date) => Resolved::day(Some(date), "the only near year in which weekday and day agree"),
            None => Resolved { conflict: Some(named_otherwise(near)), ..Resolved::day(Some(near), reason) },
        }
    }

    /// A date in a written year that lies after publication, though it is told as past.
    fn told_too_early(&self, resolved: &Resolved, year: i16) -> Option<String> {
        let (first, today) = (resolved.days?.0, self.today.filter(|_| self.published && self.past)?);
        let after = days_between(today, first) > AHEAD_DAYS && year >= today.year();
        after.then(|| format!("told as past, but it lies after {} ({today})", self.base()))
    }

    /// The same with what speaks against it.
    fn checked(&self, resolved: Resolved, year: i16) -> Resolved {
        Resolved { conflict: self.told_too_early(&resolved, year), ..resolved }
    }

    /// The first week of a month begins on the 1st, the last one ends with the month.
    fn week_of_month(&self, year: Option<i16>, month: i8, week: i8) -> Resolved {
        let resolved = self.month(year, month, None, None);
        let first = resolved.days.and_then(|(first, last)| match week {
            0 => plus(last, -6),
            n => plus(first, 7 * i64::from(n - 1)),
        });
        match first {
            Some(first) => Resolved::week(Some(first), resolved.reason),
            None => resolved,
        }
    }

    fn month(&self, year: Option<i16>, month: i8, part: Option<Part>, shift: Option<Shift>) -> Resolved {
        if let Some(year) = year {
            return self.checked(self.month_part(year, month, part, "the year is written out"), year);
        }
        if let Some(year) = self.near_year.filter(|_| shift.is_none()) {
            return self.month_part(year, month, part, "the year is that of the words around");
        }
        let Some(today) = self.today else {
            return Resolved::unknown("a month without a year, and neither text nor publication date gives one");
        };
        let ahead = month > today.month();
        let same = month == today.month();
        let year = match shift {
            Some(Shift::Last) if ahead || same => today.year() - 1,
            Some(Shift::Next) if !ahead => today.year() + 1,
            Some(_) => today.year(),
            // "agreed to meet in October": what lies far ahead was ahead then, and is past.
            None if self.future
                && !ahead
                && !same
                && i64::from(12 + month - today.month()) * 30 > AHEAD_FUTURE_DAYS =>
            {
                today.year()
            }
            None if self.future && !ahead && !same => today.year() + 1,
            None if ahead && (!self.future || i64::from(month - today.month()) * 30 > AHEAD_FUTURE_DAYS) => {
                today.year() - 1
            }
            None => today.year(),
        };
        self.month_part(year, month, part, &format!("the year nearest to {}", self.base()))
    }

    fn month_part(&self, year: i16, month: i8, part: Option<Part>, reason: &str) -> Resolved {
        match part {
            None => month_span(year, month, reason),
            Some(part) => Resolved::week(Date::new(year, month, part.first_day()).ok(), reason),
        }
    }

    fn season(&self, year: Option<i16>, month: i8, months: i8, shift: Option<Shift>) -> Resolved {
        let (year, reason) = match (year.or(self.near_year), self.today) {
            (Some(year), _) => (year, "a part of a year that is written out"),
            (None, None) => return Resolved::unknown("a season without a year"),
            (None, Some(today)) => {
                let begun = month <= today.month();
                let year = match shift {
                    Some(Shift::Next) => today.year() + i16::from(begun),
                    Some(Shift::Last) if begun && today.month() < month + 3 => today.year() - 1,
                    _ if begun || self.future => today.year(),
                    _ => today.year() - 1,
                };
                (year, "months of a season, the year nearest to the publication date")
            }
        };
        let first = Date::new(year, month, 1).ok();
        let last = first.and_then(|first| plus_months(first, i64::from(months) - 1)).map(Date::last_of_month);
        Resolved::span(first, last, DatePrecision::Year, reason)
    }

    /// A point without a year in the last year that puts it not after `last`.
    fn before(&self, point: Point, last: Date) -> Resolved {
        let same = self.resolve(point.or_year(Some(last.year())));
        match same.days {
            Some((first, _)) if first > last => self.resolve(point.or_year(last.year().checked_sub(1))),
            _ => same,
        }
    }

    /// From the day before a point to the point: the night between.
    pub(crate) fn night_into(&self, point: Point) -> Resolved {
        let last = self.resolve(point);
        let first = last.days.and_then(|days| plus(days.0, -1));
        Resolved { days: first.zip(last.days).map(|(first, days)| (first, days.1)), ..last }
    }

    /// So long after a point (before it, if negative).
    pub(crate) fn counted_from(&self, offset: Offset, point: Point) -> Resolved {
        let from = self.resolve(point);
        let reason = format!("counted from {}", from.days.map_or(String::new(), |days| days.0.to_string()));
        match from.days.filter(|_| from.precision == DatePrecision::Day).and_then(|days| offset.span_from(days.0)) {
            Some((first, last)) => Resolved {
                conflict: from.conflict,
                ..Resolved::span(Some(first), Some(last), offset.precision(), reason)
            },
            None => Resolved::unknown(from.reason),
        }
    }

    /// From the first day of one point to the last day of the other.
    pub(crate) fn range(&self, from: Point, to: Point) -> Resolved {
        let to_year = to.year();
        let last = self.resolve(to);
        // "from July 12 to August 14, 2006": the year belongs to both, unless it would turn the range round.
        let mut first = self.resolve(from.or_year(to_year));
        if let (Some(first_days), Some(last_days)) = (first.days, last.days)
            && first_days.0 > last_days.1
        {
            first = match from {
                Point::Weekday { .. } => Resolved { days: plus(first_days.0, -7).map(|d| (d, d)), ..first },
                point => self.before(point, last_days.1),
            };
        }
        let precision = first.precision.max(last.precision);
        match first.days.zip(last.days) {
            Some((a, b)) => Resolved {
                conflict: first.conflict.or(last.conflict),
                ..Resolved::span(Some(a.0), Some(b.1), precision, last.reason)
            },
            None => Resolved::unknown(if last.days.is_none() { last.reason } else { first.reason }),
        }
    }
}
