//! Days by number, with the words that reports have for them.

use record::Date;

/// The first day, number 0.
const FIRST: Date = Date::constant(2014, 1, 1);

/// A day with its words.
pub struct Day {
    pub date: Date,
    /// "Monday"
    pub weekday: String,
    /// "March 3"
    pub words: String,
    /// "March"
    pub month: String,
}

/// A run of days.
pub fn days(count: usize) -> Vec<Day> {
    let mut date = FIRST;
    let mut days = Vec::with_capacity(count);
    while days.len() < count {
        let words = |form: &str| date.strftime(form).to_string();
        days.push(Day { date, weekday: words("%A"), words: words("%B %-d"), month: words("%B") });
        date = date.tomorrow().expect("the calendar does not end so soon");
    }
    days
}
