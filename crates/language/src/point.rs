//! Reads the words of one point in time: "Monday, Dec. 26, 2016", "late on Sunday", "mid-October", "last week".

use jiff::civil::Weekday;

use crate::calendar::{Point, Shift, Unit};
use crate::date_words::{
    AMBIGUOUS_MONTH, AMBIGUOUS_WEEKDAY, CLOCK_AFTER, CLOCK_BEFORE, DAYPART, INTRODUCTION, TimeWord, WEEKDAY_NAME,
    offset_at,
};
use crate::figure::Figures;
use crate::{Document, Tag, Token};

/// A sentence's pieces with what each can be.
#[derive(Clone, Copy)]
pub(crate) struct Scan<'s, 'd, 'r> {
    /// The document.
    pub(crate) doc: &'d Document<'r>,
    /// The pieces of the sentence, and what they are as numbers.
    pub(crate) figures: Figures<'s, 'd>,
    /// What they are as words for when.
    pub(crate) words: &'s [TimeWord],
    /// Whether the text is written in capitals throughout.
    pub(crate) all_caps: bool,
}

/// Where an expression ends, and what it says.
pub(crate) type Found<T> = Option<(usize, T)>;

impl<'d> Scan<'_, 'd, '_> {
    /// The lower-case words of piece `at`; empty past the end.
    pub(crate) fn lower(&self, at: usize) -> &'d str {
        self.figures.lower(at)
    }

    /// The words before piece `at`; empty at the beginning of the sentence.
    pub(crate) fn before(&self, at: usize) -> &'d str {
        at.checked_sub(1).map_or("", |n| self.lower(n))
    }

    /// What piece `at` can be.
    pub(crate) fn word(&self, at: usize) -> TimeWord {
        self.words.get(at).copied().unwrap_or_default()
    }

    fn token(&self, at: usize) -> Option<&'d Token> {
        self.doc.tokens.get(self.figures.pieces.get(at)?.token)
    }

    fn is_capital(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.capital)
            || self
                .figures
                .pieces
                .get(at)
                .is_some_and(|p| p.span.of(&self.doc.report.text).starts_with(char::is_uppercase))
    }

    /// Whether a noun follows that a number before it would count.
    pub(crate) fn is_counted(&self, at: usize) -> bool {
        let noun = |n: usize| self.token(n).is_some_and(|t| t.tag == Tag::Noun);
        noun(at) || (self.token(at).is_some_and(|t| t.tag == Tag::Adjective) && noun(at + 1))
    }

    /// The point that begins at piece `at`, with the part of the day and the clock time that go with it.
    pub(crate) fn point(&self, at: usize) -> Found<Point> {
        // "the day before yesterday" has its article in the list.
        if self.lower(at) == "the"
            && let Some((len, days)) = offset_at(self.word(at), self.figures.pieces.get(at..)?)
        {
            return Some((self.clock(self.tail(at + len)), Point::Offset(days)));
        }
        let the = self.lower(at) == "the";
        let next = self.word(at + 1);
        if the
            && (next.weekday.is_some()
                || next.month.is_some()
                || self.lower(at + 1).bytes().all(|b| b.is_ascii_digit()))
        {
            // "the Jan. 28 attack": the article is the attack's.
            return None;
        }
        let start = at + usize::from(the);
        let (end, point) = (self.part(start).or_else(|| self.daypart(start))).or_else(|| self.bare(start))?;
        Some((self.clock(self.tail(end)), point))
    }

    /// "mid-October", "the end of March", "late on Sunday", "the early hours of Monday".
    fn part(&self, at: usize) -> Found<Point> {
        let part = self.word(at).part?;
        let noun = matches!(self.lower(at), "beginning" | "start" | "middle" | "end");
        let mut start = at + 1;
        if noun && self.lower(start) != "of" {
            return None;
        }
        while matches!(
            self.lower(start),
            "-" | "hours" | "morning" | "evening" | "of" | "on" | "in" | "the" | "night" | "afternoon"
        ) && start < at + 6
        {
            start += 1;
        }
        // "the start of the year" is that of this year.
        let unit = self.word(start).unit.filter(|u| matches!(u, Unit::Week | Unit::Month | Unit::Year));
        let this = unit.filter(|_| noun && self.before(start) == "the" && !self.lower(start).ends_with('s'));
        let this = this.map(|unit| (start + 1, Point::Span { unit, shift: Shift::This, part: None }));
        let (end, point) = this.or_else(|| self.bare(start))?;
        let part = Some(part);
        Some((
            end,
            match point {
                Point::Month { year, month, shift, .. } => Point::Month { year, month, part, shift },
                Point::Year { year, .. } => Point::Year { year, part },
                Point::Span { unit, shift, .. } => Point::Span { unit, shift, part },
                point => point,
            },
        ))
    }

    /// "the night of Dec. 26", "overnight on Friday".
    fn daypart(&self, at: usize) -> Found<Point> {
        if !self.word(at).is(DAYPART) {
            return None;
        }
        let overnight = self.lower(at) == "overnight";
        let joint = matches!(self.lower(at + 1), "of" | "on" | "into");
        if !(joint || overnight) {
            return None;
        }
        self.bare(at + 1 + usize::from(joint))
    }

    /// A point without what may stand before it.
    fn bare(&self, at: usize) -> Found<Point> {
        let word = self.word(at);
        let pieces = self.figures.pieces.get(at..)?;
        if let Some((len, days)) = offset_at(word, pieces) {
            return Some((at + len, Point::Offset(days)));
        }
        if let Some(weekday) = word.weekday
            && let Some(found) = self.weekday(at, weekday)
        {
            return Some(found);
        }
        if word.month.is_some()
            && let Some(found) = self.month(at, None)
        {
            return Some(found);
        }
        if self.lower(at).starts_with(|c: char| c.is_ascii_digit()) {
            return self.numeric(at).or_else(|| self.day_first(at)).or_else(|| self.year_alone(at));
        }
        if let Some(shift) = word.shift {
            return self.shifted(at + 1, shift);
        }
        if self.lower(at) == "following" && self.word(at + 1).weekday.is_some() {
            return Some((at + 2, Point::Elsewhere));
        }
        if word.unit == Some(Unit::Weekend)
            && self.lower(at) == "weekend"
            && !matches!(self.before(at), "a" | "every" | "each")
        {
            return Some((at + 1, Point::Span { unit: Unit::Weekend, shift: Shift::This, part: None }));
        }
        self.season(at, None)
    }

    /// "Wednesday", "Monday, Dec. 26", "Friday last week".
    fn weekday(&self, at: usize, weekday: Weekday) -> Found<Point> {
        let abbreviated = self.word(at).is(AMBIGUOUS_WEEKDAY);
        let stop = self.lower(at).ends_with('.');
        let dated = matches!(self.lower(at + 1), ",") || self.word(at + 1).month.is_some();
        if abbreviated && !(self.is_capital(at) && (stop || dated)) {
            return None;
        }
        if at > 0 && self.word(at - 1).is(WEEKDAY_NAME) {
            return None;
        }
        let end = self.tail(at + 1);
        let skip = (end..end + 3).find(|&n| !matches!(self.lower(n), "," | "(" | "the" | "on")).unwrap_or(end);
        if let Some((day_end, Point::Day { year, month, day, .. })) = self.calendar_day(skip) {
            let close = usize::from(self.lower(day_end) == ")" && self.lower(skip.wrapping_sub(1)) == "(");
            return Some((day_end + close, Point::Day { year, month, day, weekday: Some(weekday) }));
        }
        let of = end + usize::from(self.lower(end) == "of");
        if let (Some(week), "week") = (self.word(of).shift, self.lower(of + 1)) {
            return Some((of + 2, Point::Weekday { weekday, shift: None, week: Some(week) }));
        }
        Some((end, Point::Weekday { weekday, shift: None, week: None }))
    }

    /// A day of a month in any spelling.
    fn calendar_day(&self, at: usize) -> Found<Point> {
        let found = if self.word(at).month.is_some() {
            self.month(at, None)
        } else if self.lower(at).starts_with(|c: char| c.is_ascii_digit()) {
            self.numeric(at).or_else(|| self.day_first(at))
        } else {
            None
        };
        found.filter(|(_, point)| matches!(point, Point::Day { .. }))
    }

    /// "March 3", "Dec. 26, 2016", "October 2014", "April of last year", "March".
    fn month(&self, at: usize, shift: Option<Shift>) -> Found<Point> {
        let month = self.word(at).month?;
        if !(self.is_capital(at) || self.all_caps) {
            return None;
        }
        let next = at + 1 + usize::from(self.lower(at + 1) == "." && self.day(at + 2).is_some());
        if let Some(day) = self.day(next) {
            let (end, year) = self.year_after(next + 1);
            return Some((end, Point::Day { year, month, day, weekday: None }));
        }
        let joint = next + usize::from(matches!(self.lower(next), "," | "of" | "'"));
        if let Some(year) = self.year(joint).filter(|_| !self.is_counted(joint + 1) || joint == next) {
            return Some((joint + 1, Point::Month { year: Some(year), month, part: None, shift }));
        }
        if let (Some(year), "year") = (self.word(joint).shift, self.lower(joint + 1)) {
            return Some((joint + 2, self.month_of_year(month, year)));
        }
        self.may_stand_alone(at).then_some((at + 1, Point::Month { year: None, month, part: None, shift }))
    }

    /// "April of last year": its year is counted from today, which the calendar knows.
    fn month_of_year(&self, month: i8, year: Shift) -> Point {
        let today = self.doc.report.published.as_ref().map(|p| p.date.year());
        let steps = match year {
            Shift::Last => -1,
            Shift::This => 0,
            Shift::Next => 1,
        };
        Point::Month { year: today.map(|y| y + steps), month, part: None, shift: None }
    }

    /// Whether a month without day and year is the month, and not "may", "march" or a first name.
    fn may_stand_alone(&self, at: usize) -> bool {
        let word = self.word(at);
        let introduced = at > 0 && (self.word(at - 1).is(INTRODUCTION) || self.before(at) == "-");
        let name = self.is_capital(at + 1) && !self.all_caps && self.word(at + 1).month.is_none();
        match (self.all_caps, word.is(AMBIGUOUS_MONTH)) {
            (true, _) => {
                introduced && !matches!(self.lower(at), "may" | "march" | "mar" | "sep" | "dec" | "jan" | "jun")
            }
            (false, true) => introduced && !name,
            (false, false) => true,
        }
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
    fn year_after(&self, end: usize) -> (usize, Option<i16>) {
        let comma = usize::from(self.lower(end) == ",");
        // "On Oct. 7, 2000 people fled" against "the Oct. 7, 2023 attacks".
        let year = self.year(end + comma).filter(|n| n % 100 != 0 || !self.is_counted(end + comma + 1));
        match year {
            Some(year) => (end + comma + 1, Some(year)),
            None => (end, None),
        }
    }

    /// "26 December 2016", "7th of October", "30 OCT 89".
    fn day_first(&self, at: usize) -> Found<Point> {
        let day = self.day(at)?;
        let month_at = at + 1 + usize::from(self.lower(at + 1) == "of");
        let month_at = month_at + usize::from(self.lower(month_at) == "-" && self.figures.pieces.get(month_at)?.joined);
        let month = self.word(month_at).month?;
        if !(self.is_capital(month_at) || self.all_caps) {
            return None;
        }
        let end = month_at + 1;
        let (end, year) = match self.year_after(end) {
            (_, None) => self.short_year(end).map_or((end, None), |year| (end + 1, Some(year))),
            found => found,
        };
        Some((end, Point::Day { year, month, day, weekday: None }))
    }

    /// A year in two figures behind day and month; only those that can be no day and no hour.
    fn short_year(&self, at: usize) -> Option<i16> {
        let lower = self.lower(at);
        let year: i16 = (lower.len() == 2).then(|| lower.parse().ok()).flatten()?;
        (year > 31 && !self.is_counted(at + 1)).then_some(1900 + year)
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
            (1..=12, 1..=12, 1000..) if a == b => (c, a, b),
            _ => return None,
        };
        let end = at + self.figures.pieces[at..].iter().take_while(|p| p.token == piece.token).count();
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        parts.next().is_none().then_some((end, Point::Day { year: Some(year), month, day, weekday: None }))
    }

    /// "2014" after "in" and its like, or before a noun that it dates ("the 2003 invasion").
    fn year_alone(&self, at: usize) -> Found<Point> {
        let year = self.year(at).filter(|n| (1700..=2100).contains(n))?;
        let before = self.before(at);
        // "a 2008 raid", but "a 2000 pound bomb".
        let of_noun = before == "a" && year % 100 != 0 && self.is_counted(at + 1);
        let introduced = at > 0 && self.word(at - 1).is(INTRODUCTION) || matches!(before, "-" | "the" | "(") || of_noun;
        let counted =
            self.is_counted(at + 1) && !of_noun && !matches!(before, "the" | "'s" | "-" | "early" | "late" | "mid");
        let clock = self.word(at + 1).is(CLOCK_AFTER) && !matches!(self.lower(at + 1), "time");
        (introduced && !counted && !clock && !self.is_joined_word(at))
            .then_some((at + 1, Point::Year { year, part: None }))
    }

    /// Whether a piece is part of a hyphenated word other than "mid-2014" and "2014-15".
    fn is_joined_word(&self, at: usize) -> bool {
        let before =
            self.figures.pieces.get(at).is_some_and(|p| p.joined) && self.word(at.saturating_sub(2)).part.is_none();
        let digit = |n: usize| self.lower(n).starts_with(|c: char| c.is_ascii_digit());
        let after = self.figures.pieces.get(at + 1).is_some_and(|p| p.joined) && !digit(at + 2);
        (before && !digit(at.saturating_sub(2))) || after
    }

    /// What follows "last", "this" or "next".
    fn shifted(&self, at: usize, shift: Shift) -> Found<Point> {
        let word = self.word(at);
        let relative = self.before(at) == "previous";
        if let Some(weekday) = word.weekday {
            let point = Point::Weekday { weekday, shift: Some(shift), week: None };
            return Some((at + 1, if relative { Point::Elsewhere } else { point }));
        }
        if word.month.is_some() {
            return self.month(at, Some(shift));
        }
        let unit = word.unit.filter(|_| !self.lower(at).ends_with('s'));
        match unit {
            Some(Unit::Week | Unit::Month | Unit::Year | Unit::Weekend | Unit::Fortnight) if relative => {
                Some((at + 1, Point::Elsewhere))
            }
            Some(unit @ (Unit::Week | Unit::Month | Unit::Year | Unit::Weekend | Unit::Fortnight)) => {
                Some((at + 1, Point::Span { unit, shift, part: None }))
            }
            _ => self.season(at, Some(shift)),
        }
    }

    /// "spring 2011", "the summer of 2014", "last winter", "in the autumn".
    fn season(&self, at: usize, shift: Option<Shift>) -> Found<Point> {
        let month = self.word(at).season?;
        let of = at + 1 + usize::from(matches!(self.lower(at + 1), "of" | ","));
        let year = self.year(of);
        let end = if year.is_some() { of + 1 } else { at + 1 };
        let told = self.before(at) == "the" && at >= 2 && matches!(self.lower(at - 2), "in" | "during" | "since");
        let bare = told && self.lower(at + 1) != "of" && !self.is_counted(at + 1);
        (year.is_some() || shift.is_some() || bare).then_some((end, Point::Season { year, month, shift }))
    }

    /// The part of the day behind a day ("Wednesday night", "Sunday at dawn").
    fn tail(&self, end: usize) -> usize {
        let at = usize::from(matches!(self.lower(end), "at" | "around" | "before" | "in"));
        let the = usize::from(at > 0 && self.lower(end + at) == "the");
        let early = usize::from(self.word(end + at + the).part.is_some());
        let daypart = end + at + the + early;
        if self.word(daypart).is(DAYPART) { daypart + 1 } else { end }
    }

    /// The clock time behind a day ("on Monday at 10:30 a.m. local time").
    fn clock(&self, end: usize) -> usize {
        let mut at = end + usize::from(self.lower(end) == ",");
        while at < end + 4 && self.word(at).is(CLOCK_BEFORE) {
            at += 1;
        }
        let lower = self.lower(at);
        let hours =
            lower.split([':', '.']).next().is_some_and(|h| h.len() <= 2 && h.parse::<u8>().is_ok_and(|h| h < 25));
        let bare = lower.len() <= 4 && lower.parse::<u16>().is_ok_and(|n| n <= 2400);
        let marked = self.word(at + 1).is(CLOCK_AFTER) && self.lower(at + 1) != "time";
        if !((hours && lower.contains(':')) || ((hours || bare) && marked)) {
            return end;
        }
        at += 1;
        while self.word(at).is(CLOCK_AFTER) || (self.lower(at) == "(" && self.word(at + 1).is(CLOCK_AFTER)) {
            at += 1;
        }
        at
    }
}
