//! Reads the words of a day of a month: "Dec. 26, 2016", "the 7th of October", "051430Z MAR 17", "2016-12-26".

use crate::calendar::{Point, Shift};
use crate::date_words::{NAME_AFTER_DAY, NAME_AFTER_WEEKDAY};
use crate::point::{Found, Scan};

impl Scan<'_, '_, '_> {
    /// A day of a month in any spelling.
    pub(crate) fn calendar_day(&self, at: usize) -> Found<Point> {
        let found = if self.word(at).month.is_some() {
            self.month(at, None)
        } else if self.lower(at).starts_with(|c: char| c.is_ascii_digit()) {
            self.numeric(at).or_else(|| self.group_time(at)).or_else(|| self.day_first(at))
        } else {
            None
        };
        found.filter(|(_, point)| matches!(point, Point::Day { .. }))
    }

    /// A day of the month in figures: "7", "7th".
    pub(crate) fn day(&self, at: usize) -> Option<i8> {
        let lower = self.lower(at);
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|s| lower.strip_suffix(s)).unwrap_or(lower);
        if !(1..=2).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        // "June 5%" has no day.
        digits.parse().ok().filter(|n| (1..=31).contains(n) && self.lower(at + 1) != "%")
    }

    /// A year in four figures.
    pub(crate) fn year(&self, at: usize) -> Option<i16> {
        let lower = self.lower(at);
        (lower.len() == 4).then(|| lower.parse().ok()).flatten().filter(|n| (1000..=2199).contains(n))
    }

    /// The year behind day and month, after a comma or nothing.
    pub(crate) fn year_after(&self, end: usize) -> (usize, Option<i16>) {
        let comma = usize::from(self.lower(end) == ",");
        // "On Oct. 7, 2000 people fled" against "the Oct. 7, 2023 attacks".
        let year = self.year(end + comma).filter(|n| n % 100 != 0 || !self.is_counted(end + comma + 1));
        match year {
            Some(year) => (end + comma + 1, Some(year)),
            None => (end, None),
        }
    }

    /// The year behind a day of a month, in any form ("2016", "last year").
    pub(crate) fn year_of_day(&self, end: usize) -> (usize, Option<i16>) {
        let shift = self.word(end).shift.filter(|_| self.lower(end + 1) == "year");
        match shift.and_then(|shift| self.counted_year(shift)) {
            Some(year) => (end + 2, Some(year)),
            None if shift == Some(Shift::This) => (end + 2, None),
            None => self.year_after(end),
        }
    }

    /// "26 December 2016", "7th of October", "30 OCT 89", "the third of March".
    pub(crate) fn day_first(&self, at: usize) -> Found<Point> {
        let of = usize::from(self.lower(at + 1) == "of");
        let day = self.day(at).or_else(|| self.word(at).ordinal.filter(|_| of == 1))?;
        let month_at = at + 1 + of;
        let month_at = month_at + usize::from(self.lower(month_at) == "-" && self.figures.pieces.get(month_at)?.joined);
        let month = self.word(month_at).month?;
        if !(self.is_capital(month_at) || self.all_caps) {
            return None;
        }
        let end = month_at + 1;
        let (end, year) = match self.year_of_day(end) {
            (after, None) => self.short_year(end, 32).map_or((after, None), |year| (end + 1, Some(year))),
            found => found,
        };
        if year.is_none() && self.is_military(at, month_at) {
            let year = self.short_year(end, 0);
            return Some((end + usize::from(year.is_some()), Point::Day { year, month, day, weekday: None }));
        }
        Some((end, Point::Day { year, month, day, weekday: None }))
    }

    /// "05 MAR 17": two figures and a month of three capitals in a text that is not all in capitals.
    fn is_military(&self, day: usize, month: usize) -> bool {
        let capitals = |at: usize| {
            let piece = self.figures.pieces.get(at).map_or("", |p| p.span.of(&self.doc.report.text));
            piece.len() == 3 && piece.bytes().all(|b| b.is_ascii_uppercase())
        };
        !self.all_caps && self.lower(day).len() == 2 && capitals(month)
    }

    /// A year in two figures behind day and month, at least `least`: what can be a day or an hour is mostly that.
    fn short_year(&self, at: usize, least: i16) -> Option<i16> {
        let lower = self.lower(at);
        let year: i16 = (lower.len() == 2).then(|| lower.parse().ok()).flatten()?;
        (year >= least && !self.is_counted(at + 1)).then_some(if year > 50 { 1900 + year } else { 2000 + year })
    }

    /// A date-time group: "051430Z MAR 2017" is day, hours, minutes and zone before month and year.
    fn group_time(&self, at: usize) -> Found<Point> {
        let lower = self.lower(at);
        let zone = lower.strip_suffix(|c: char| c.is_ascii_lowercase()).filter(|digits| digits.len() == 6)?;
        let two = |from: usize| zone.get(from..from + 2)?.parse::<i8>().ok();
        let (day, hour, minute) = (two(0)?, two(2)?, two(4)?);
        let month = self.word(at + 1).month?;
        let year = self.year(at + 2).or_else(|| self.short_year(at + 2, 0));
        let end = at + 2 + usize::from(year.is_some());
        let fits = (1..=31).contains(&day) && hour < 24 && minute < 60;
        fits.then_some((end, Point::Day { year, month, day, weekday: None }))
    }

    /// "the 12th of last month".
    pub(crate) fn day_of_span(&self, at: usize) -> Found<Point> {
        let day = self.ordinal(at)?;
        let shift = self.word(at + 2).shift?;
        let month = self.lower(at + 1) == "of" && self.lower(at + 3) == "month";
        month.then_some((at + 4, Point::DayOfSpan { day, shift }))
    }

    /// "March 4 (Monday)", "today (23 December)".
    pub(crate) fn weekday_in_brackets(&self, end: usize, point: Point) -> (usize, Point) {
        if let Point::Offset(_) = point
            && self.lower(end) == "("
            && let Some((close, day)) = self.calendar_day(end + 1).filter(|found| self.lower(found.0) == ")")
        {
            return (close + 1, day);
        }
        let Point::Day { year, month, day, weekday: None } = point else { return (end, point) };
        let weekday = self.word(end + 1).weekday.filter(|_| self.lower(end) == "(" && self.lower(end + 2) == ")");
        (if weekday.is_some() { end + 3 } else { end }, Point::Day { year, month, day, weekday })
    }

    /// Where a name ends that is made with a day but dates nothing: "the 17 November group", "the Sunday Times".
    pub(crate) fn name_of_day(&self, at: usize) -> Option<usize> {
        let word = self.word(at);
        if word.weekday.is_some() {
            let paper = self.word(at + 1).is(NAME_AFTER_WEEKDAY) && self.is_capital(at + 1) && !self.all_caps;
            return paper.then_some(at + 2);
        }
        if word.month.is_none() && !self.lower(at).starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let (end, Point::Day { year: None, .. }) = self.calendar_day(at)? else { return None };
        // "the April 6 Youth Movement": capitals may stand between.
        let head = (end..end + 3).find(|&n| self.word(n).is(NAME_AFTER_DAY))?;
        let named = (end..head).all(|n| self.is_capital(n)) && !(self.all_caps && head > end);
        named.then_some(head + 1)
    }

    /// "2016-12-26", "26/12/2016" if it can be read in one way only.
    fn numeric(&self, at: usize) -> Found<Point> {
        let piece = self.figures.pieces.get(at)?;
        let token = self.doc.tokens.get(piece.token)?;
        if piece.joined || !(8..=10).contains(&token.lower.len()) {
            return None;
        }
        let mut parts = token.lower.split(['-', '/', '.']).map(|part| part.parse::<i16>().ok());
        let (a, b, c) = (parts.next()??, parts.next()??, parts.next()??);
        let (year, month, day) = match (a, b, c) {
            (1000.., 1..=12, 1..=31) => (a, b, c),
            (13..=31, 1..=12, 1000..) => (c, b, a),
            (1..=12, 13..=31, 1000..) => (c, a, b),
            // With stops the day always goes first.
            (1..=12, 1..=12, 1000..) if a == b || token.lower.contains('.') => (c, b, a),
            _ => return None,
        };
        let end = at + self.figures.pieces[at..].iter().take_while(|p| p.token == piece.token).count();
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        parts.next().is_none().then_some((end, Point::Day { year: Some(year), month, day, weekday: None }))
    }
}
