//! Reads the words of one point in time: "Monday, Dec. 26, 2016", "late on Sunday", "mid-October", "last week".

use jiff::civil::Weekday;

use crate::calendar::{Point, Shift, Unit};
use crate::date_words::{
    AFTER, AMBIGUOUS_MONTH, AMBIGUOUS_WEEKDAY, APPROXIMATION, BEFORE, CLOCK_AFTER, DAYPART, INTRODUCTION, PART_FILLER,
    PART_NOUN, POSSESSOR, TimeWord, WEEKDAY_NAME, fixed_point_at,
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

    pub(crate) fn token(&self, at: usize) -> Option<&'d Token> {
        self.doc.tokens.get(self.figures.pieces.get(at)?.token)
    }

    pub(crate) fn is_capital(&self, at: usize) -> bool {
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
        let the = self.lower(at) == "the";
        // The list has articles of its own ("the day before yesterday").
        if let Some((end, point)) = self.fixed_point(at).filter(|_| the) {
            return Some((self.hours(end), point));
        }
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
        let found = self.part(start).or_else(|| self.daypart(start)).or_else(|| self.week(start));
        let (end, point) = found.or_else(|| self.stretch(start)).or_else(|| self.bare(start))?;
        let (end, point) = self.weekday_in_brackets(end, point);
        Some((self.hours(end), point))
    }

    /// "yesterday", "Christmas Day", "New Year's Eve, 2012".
    fn fixed_point(&self, at: usize) -> Found<Point> {
        let (len, point) = fixed_point_at(self.word(at), self.figures.pieces.get(at..)?)?;
        let Point::Day { month, day, .. } = point else { return Some((at + len, point)) };
        let (end, year) = self.year_after(at + len);
        Some((end, Point::Day { year, month, day, weekday: None }))
    }

    /// "mid-October", "the end of March", "late on Sunday", "the early hours of Monday".
    fn part(&self, at: usize) -> Found<Point> {
        let part = self.word(at).part?;
        let noun = self.word(at).is(PART_NOUN);
        let mut start = at + 1;
        if noun && self.lower(start) != "of" {
            return None;
        }
        while self.word(start).is(PART_FILLER) && start < at + 6 {
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
        let joint = matches!(self.lower(at + 1), "of" | "on");
        if !(joint || overnight) {
            return None;
        }
        self.bare(at + 1 + usize::from(joint))
    }

    /// "the last week of February", "the week of Feb. 19".
    fn week(&self, at: usize) -> Found<Point> {
        let last = self.word(at).shift == Some(Shift::Last);
        let ordinal = self.ordinal(at).filter(|n| (1..=5).contains(n)).or(last.then_some(0));
        let start = at + usize::from(ordinal.is_some());
        if self.lower(start) != "week" || self.lower(start + 1) != "of" {
            return None;
        }
        match (self.bare(start + 2)?, ordinal) {
            ((end, Point::Month { year, month, .. }), Some(week)) => {
                Some((end, Point::WeekOfMonth { year, month, week }))
            }
            ((end, Point::Day { year, month, day, .. }), None) => Some((end, Point::WeekFrom { year, month, day })),
            _ => None,
        }
    }

    /// "the third quarter of 2019", "Q3 2019", "the first half of 2015".
    fn stretch(&self, at: usize) -> Found<Point> {
        let quarter = self.lower(at).strip_prefix('q').and_then(|n| n.parse().ok()).map(|n: i8| (n, 3, at + 1));
        let counted = || {
            let months = self.word(at + 1).months?;
            self.ordinal(at).map(|n| (n, months, at + 2))
        };
        let (n, months, next) = quarter.or_else(counted).filter(|&(n, months, _)| n >= 1 && n <= 12 / months)?;
        let of = next + usize::from(self.lower(next) == "of");
        let year = self.year(of)?;
        Some((of + 1, Point::Season { year: Some(year), month: (n - 1) * months + 1, months, shift: None }))
    }

    /// "first", "3rd".
    pub(crate) fn ordinal(&self, at: usize) -> Option<i8> {
        let lower = self.lower(at);
        let written = !lower.starts_with(|c: char| c.is_ascii_alphabetic());
        let digits = || ["st", "nd", "rd", "th", "d"].iter().find_map(|s| lower.strip_suffix(s))?.parse().ok();
        self.word(at).ordinal.or_else(|| if written { digits() } else { None })
    }

    /// A point without what may stand before it.
    fn bare(&self, at: usize) -> Found<Point> {
        let word = self.word(at);
        if let Some(found) = self.fixed_point(at) {
            return Some(found);
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
            return self.calendar_day(at).or_else(|| self.day_of_span(at)).or_else(|| self.year_alone(at));
        }
        if word.ordinal.is_some() && self.lower(at + 1) == "of" {
            return self.day_first(at).or_else(|| self.day_of_span(at));
        }
        // "earlier in the week".
        if word.is(BEFORE | AFTER)
            && (self.lower(at + 1), self.lower(at + 2)) == ("in", "the")
            && let Some(unit @ (Unit::Week | Unit::Month | Unit::Year)) = self.word(at + 3).unit
            && !self.lower(at + 3).ends_with('s')
        {
            return Some((at + 4, Point::Span { unit, shift: Shift::This, part: None }));
        }
        if let Some(shift) = word.shift {
            return self.shifted(at + 1, shift);
        }
        // "shot that Sunday", but "said that Sunday's raid failed".
        let ends = self.token(at + 2).is_none_or(|t| t.tag == Tag::Punctuation) || self.word(at + 2).is(DAYPART);
        let that = self.lower(at) == "that" && ends;
        if (that || self.lower(at) == "following") && self.word(at + 1).weekday.is_some() {
            return Some((self.tail(at + 2), Point::Elsewhere));
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

    /// "March 3", "Dec. 26, 2016", "October 2014", "April of last year", "March".
    pub(crate) fn month(&self, at: usize, shift: Option<Shift>) -> Found<Point> {
        let month = self.word(at).month?;
        if !(self.is_capital(at) || self.all_caps) {
            return None;
        }
        let next = at + 1 + usize::from(self.lower(at + 1) == "." && self.day(at + 2).is_some());
        if let Some(day) = self.day(next) {
            let (end, year) = self.year_of_day(next + 1);
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
        Point::Month { year: self.counted_year(year), month, part: None, shift: None }
    }

    /// The year before, of or after that of publication.
    pub(crate) fn counted_year(&self, shift: Shift) -> Option<i16> {
        let today = self.doc.report.published.as_ref()?.date.year();
        i16::try_from(i64::from(today) + shift.steps()).ok()
    }

    /// Whether a month without day and year is the month, and not "may", "march" or a first name.
    fn may_stand_alone(&self, at: usize) -> bool {
        let word = self.word(at);
        let introduced = at > 0 && (self.word(at - 1).is(INTRODUCTION) || self.before(at) == "-");
        let name =
            self.is_capital(at + 1) && self.lower(at + 1) != "-" && !self.all_caps && self.word(at + 1).month.is_none();
        match (self.all_caps, word.is(AMBIGUOUS_MONTH)) {
            (true, _) => {
                introduced && !matches!(self.lower(at), "may" | "march" | "mar" | "sep" | "dec" | "jan" | "jun")
            }
            (false, true) => introduced && !name,
            (false, false) => true,
        }
    }

    /// "2014" after "in" and its like, or before a noun that it dates ("the 2003 invasion").
    fn year_alone(&self, at: usize) -> Found<Point> {
        let year = self.year(at).filter(|n| (1700..=2100).contains(n))?;
        let before = self.before(at);
        // "a 2008 raid", but "a 2000 pound bomb".
        // "its 2011 deal", but "its 2011 soldiers".
        let owned = self.word(at.saturating_sub(1)).is(POSSESSOR) && at > 0 && !self.lower(at + 1).ends_with('s');
        let of_noun = (before == "a" || owned) && year % 100 != 0 && self.is_counted(at + 1);
        let about = at > 1 && self.word(at - 1).is(APPROXIMATION) && self.word(at - 2).is(INTRODUCTION);
        let introduced =
            at > 0 && self.word(at - 1).is(INTRODUCTION) || matches!(before, "-" | "the" | "(") || of_noun || about;
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
        // "this past Friday", "this coming Sunday".
        if shift == Shift::This
            && let Some(other) = word.shift.filter(|&other| other != Shift::This)
        {
            return self.shifted(at + 1, other);
        }
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

    /// "spring 2011", "the summer of 2014", "last winter", "in the autumn", "autumn last year".
    fn season(&self, at: usize, shift: Option<Shift>) -> Found<Point> {
        let month = self.word(at).season?;
        let of = at + 1 + usize::from(matches!(self.lower(at + 1), "of" | ","));
        let counted = self.word(of).shift.filter(|_| self.lower(of + 1) == "year");
        if let Some(year) = counted.and_then(|shift| self.counted_year(shift)) {
            return Some((of + 2, Point::Season { year: Some(year), month, months: 3, shift: None }));
        }
        let year = self.year(of);
        let end = if year.is_some() { of + 1 } else { at + 1 };
        let told = self.before(at) == "the" && at >= 2 && matches!(self.lower(at - 2), "in" | "during" | "since");
        let bare = told && self.lower(at + 1) != "of" && !self.is_counted(at + 1);
        (year.is_some() || shift.is_some() || bare).then_some((end, Point::Season { year, month, months: 3, shift }))
    }
}
