//! How far one event is from another ("two days after the raid").

use record::{Date, DatePrecision};

use crate::calendar::{monday, plus, plus_months};

/// A length of time from one event to another, as exact as it is told; negative if it is before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offset {
    /// 0 for hours and "the same day".
    Days(i64),
    /// "three weeks later".
    Weeks(i64),
    /// "a month after".
    Months(i64),
    /// "two years before".
    Years(i64),
}

impl Offset {
    /// First and last day of what lies so far from `day`: the day, week (Monday to Sunday), month or year; `None` past the
    /// end of the calendar.
    ///
    /// ```
    /// use language::Offset;
    /// let day = "2023-10-07".parse()?;
    /// assert_eq!(Offset::Days(2).span_from(day), Some(("2023-10-09".parse()?, "2023-10-09".parse()?)));
    /// assert_eq!(Offset::Weeks(3).span_from(day), Some(("2023-10-23".parse()?, "2023-10-29".parse()?)));
    /// assert_eq!(Offset::Months(-1).span_from(day), Some(("2023-09-01".parse()?, "2023-09-30".parse()?)));
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn span_from(self, day: Date) -> Option<(Date, Date)> {
        match self {
            Offset::Days(n) => plus(day, n).map(|day| (day, day)),
            Offset::Weeks(n) => {
                let first = monday(plus(day, n.checked_mul(7)?)?)?;
                Some((first, plus(first, 6)?))
            }
            Offset::Months(n) => plus_months(day.first_of_month(), n).map(|first| (first, first.last_of_month())),
            Offset::Years(n) => {
                let first = plus_months(day.first_of_year(), n.checked_mul(12)?)?;
                Some((first, first.last_of_year()))
            }
        }
    }

    /// The same length in the other direction.
    #[must_use]
    pub fn back(self) -> Offset {
        match self {
            Offset::Days(n) => Offset::Days(-n),
            Offset::Weeks(n) => Offset::Weeks(-n),
            Offset::Months(n) => Offset::Months(-n),
            Offset::Years(n) => Offset::Years(-n),
        }
    }

    /// How exactly a day so far from a known one is known.
    pub fn precision(self) -> DatePrecision {
        match self {
            Offset::Days(_) => DatePrecision::Day,
            Offset::Weeks(_) => DatePrecision::Week,
            Offset::Months(_) => DatePrecision::Month,
            Offset::Years(_) => DatePrecision::Year,
        }
    }
}

impl std::fmt::Display for Offset {
    /// "0 days", "+3 weeks".
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (n, unit) = match *self {
            Offset::Days(n) => (n, "day"),
            Offset::Weeks(n) => (n, "week"),
            Offset::Months(n) => (n, "month"),
            Offset::Years(n) => (n, "year"),
        };
        let sign = if n > 0 { "+" } else { "" };
        write!(f, "{sign}{n} {unit}{}", if n.abs() == 1 { "" } else { "s" })
    }
}
