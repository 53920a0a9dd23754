use serde::{Deserialize, Serialize};

use crate::Quote;

/// A day of the Gregorian calendar.
pub use jiff::civil::Date;

codes! {
    /// How exactly a date is known (CODEBOOK, "An event report", `date_precision`).
    DatePrecision {
        /// The very day.
        Day = "day",
        /// A span of up to a week, or a main event told as fresh news without a day.
        Week = "week",
        /// Some time in one month.
        Month = "month",
        /// Some time in one year.
        Year = "year",
        /// Text and publication date do not fix it.
        Unknown = "unknown",
    }
}

/// When an event happened (CODEBOOK rule 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDate {
    /// First possible day; `None` if nothing fixes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// Last possible day, not before `start`; `None` exactly when `start` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
    /// How exactly the days are known; `Unknown` exactly when `start` is `None`.
    pub precision: DatePrecision,
    /// The report's own words for when; `None` if it has none for this event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Quote>,
    /// The words of the event or day that it counts from ("two days after **the raid**"); `None` if it counts from none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Quote>,
    /// Why the days are what they are, or why there are none, in one short clause; `None` if nothing is told of when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the report says that it was only about then ("around 1990").
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
    /// What in the report speaks against the days, in one short clause; `None` if nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<String>,
}

impl EventDate {
    /// A date that nothing fixes.
    pub fn unknown(text: Option<Quote>) -> EventDate {
        EventDate {
            start: None,
            end: None,
            precision: DatePrecision::Unknown,
            text,
            anchor: None,
            reason: None,
            approximate: false,
            conflict: None,
        }
    }
}
