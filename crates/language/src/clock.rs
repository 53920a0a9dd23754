//! Reads parts of the day and clock times beside a day: "Sunday at dawn", "at 11 p.m. EST (0400 GMT Monday)".

use crate::date_words::{CLOCK_AFTER, CLOCK_BEFORE, DAYPART, word};
use crate::point::Scan;

impl Scan<'_, '_, '_> {
    /// The part of the day behind a day ("Wednesday night", "Sunday at dawn").
    pub(crate) fn tail(&self, end: usize) -> usize {
        let at = usize::from(matches!(self.lower(end), "at" | "around" | "before" | "in"));
        let the = usize::from(at > 0 && self.lower(end + at) == "the");
        let early = usize::from(self.word(end + at + the).part.is_some());
        let daypart = end + at + the + early;
        if self.word(daypart).is(DAYPART) { daypart + 1 } else { end }
    }

    /// Part of the day, clock time and what stands in brackets behind a day.
    pub(crate) fn hours(&self, end: usize) -> usize {
        let end = self.clock(self.tail(end));
        self.other_zone(end).unwrap_or(end)
    }

    /// The clock time behind a day ("on Monday at 10:30 a.m. local time").
    fn clock(&self, end: usize) -> usize {
        let mut at = end + usize::from(self.lower(end) == ",");
        while at < end + 4 && self.word(at).is(CLOCK_BEFORE) {
            at += 1;
        }
        self.clock_time(at).unwrap_or(end)
    }

    /// "10:30", "10:30 a.m. local time", "0400 GMT".
    fn clock_time(&self, at: usize) -> Option<usize> {
        let lower = self.lower(at);
        let figures = lower.trim_end_matches(|c: char| c.is_ascii_lowercase());
        // "4:30am" is one word.
        let written_on = figures.len() < lower.len() && word(&lower[figures.len()..]).is(CLOCK_AFTER);
        let hours =
            figures.split([':', '.']).next().is_some_and(|h| h.len() <= 2 && h.parse::<u8>().is_ok_and(|h| h < 25));
        let bare = figures.len() <= 4 && figures.parse::<u16>().is_ok_and(|n| n <= 2400);
        let marked = written_on || self.word(at + 1).is(CLOCK_AFTER) && self.lower(at + 1) != "time";
        if !((hours && lower.contains(':')) || ((hours || bare) && marked)) {
            return None;
        }
        let mut end = at + 1;
        while self.word(end).is(CLOCK_AFTER) {
            end += 1;
        }
        Some(end)
    }

    /// The same hour in another zone, in brackets: "(1230 GMT)", "(0400 GMT Monday)". The day of the place goes first.
    fn other_zone(&self, end: usize) -> Option<usize> {
        if self.lower(end) != "(" {
            return None;
        }
        let hours = self.clock_time(end + 1).or_else(|| self.word(end + 1).is(CLOCK_AFTER).then_some(end + 2))?;
        let at = hours + usize::from(matches!(self.lower(hours), "," | "on"));
        let day =
            if self.word(at).weekday.is_some() { at + 1 } else { self.calendar_day(at).map_or(at, |found| found.0) };
        (self.lower(day) == ")").then_some(day + 1)
    }
}
