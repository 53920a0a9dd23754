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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDate {
    /// First possible day; `None` if nothing fixes it.
    pub start: Option<Date>,
    /// Last possible day, not before `start`; `None` exactly when `start` is.
    pub end: Option<Date>,
    /// How exactly the days are known; `Unknown` exactly when `start` is `None`.
    pub precision: DatePrecision,
    /// The report's own words for when; `None` if it has none for this event.
    pub text: Option<Quote>,
}

impl EventDate {
    /// A date that nothing fixes.
    pub fn unknown(text: Option<Quote>) -> EventDate {
        EventDate { start: None, end: None, precision: DatePrecision::Unknown, text }
    }
}
