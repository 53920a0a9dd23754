//! Reads whole expressions of time: points, spans that are open to the present, ranges, and what hangs on other events.

use std::ops::Range;

use crate::calendar::{Point, Unit};
use crate::date_words::{
    AFTER, BEFORE, CLOCK_AFTER, DURATION_PREPOSITION, Fixed, RANGE_JOINT, SINCE_FILLER, SPAN_PREPOSITION,
    VAGUE_ADJECTIVE, fixed_at,
};
use crate::figure::Form;
use crate::point::{Found, Scan};

/// What an expression says, not yet resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A point in time.
    Point(Point),
    /// From a point to the present.
    Since(Point),
    /// A length of time that ends at the present.
    Past { count: i64, unit: Unit },
    /// From one point to another.
    Range(Point, Point),
    /// So many days from another event.
    Anchored(i64),
    /// Not to be dated.
    Vague,
    /// A length of time.
    Duration,
}

/// An expression in pieces of its sentence.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) pieces: Range<usize>,
    pub(crate) shape: Shape,
}

/// A length of time: where its words end, how many units (`None`: not told exactly), and which.
struct Length {
    pieces: Range<usize>,
    count: Option<i64>,
    unit: Unit,
}

/// Lengths beyond this are nonsense or geology.
const MAX_COUNT: i64 = 10_000;

impl Scan<'_, '_, '_> {
    /// All expressions of the sentence, in order and without overlaps.
    pub(crate) fn expressions(&self, found: &mut impl FnMut(Expression)) {
        let mut at = 0;
        while at < self.figures.pieces.len() {
            match self.expression(at) {
                Some(expression) => {
                    at = expression.pieces.end.max(at + 1);
                    found(expression);
                }
                None => at += 1,
            }
        }
    }

    fn expression(&self, at: usize) -> Option<Expression> {
        let of = |(end, shape)| Expression { pieces: at..end, shape };
        if self.is_inside_word(at) {
            return None;
        }
        match self.lower(at) {
            "since" => return self.since(at).map(of),
            "from" | "between" => return self.open_range(at).map(of),
            _ => {}
        }
        (self.past(at).or_else(|| self.fixed(at)).or_else(|| self.vague(at)).map(of))
            .or_else(|| self.quantity(at))
            .or_else(|| self.point_or_range(at).map(of))
    }

    /// Whether piece `at` continues a hyphenated word that is no expression of time ("post-2003", "pre-dawn").
    fn is_inside_word(&self, at: usize) -> bool {
        let joined = |n: usize| self.figures.pieces.get(n).is_some_and(|p| p.joined);
        joined(at) && self.lower(at) == "-"
    }

    /// "the following day", "soon after", "recently".
    fn fixed(&self, at: usize) -> Found<Shape> {
        let (len, fixed) = fixed_at(self.word(at), self.figures.pieces.get(at..)?)?;
        let end = at + len;
        match fixed {
            // Read as a point, so that a part of the day or a clock time goes with it.
            Fixed::Offset(_) => None,
            Fixed::Vague => Some((end, Shape::Vague)),
            Fixed::Anchored(days) => {
                let clock = self.lower(end).starts_with(|c: char| c.is_ascii_digit())
                    || matches!(
                        self.lower(end),
                        "midnight" | "noon" | "midday" | "dawn" | "dusk" | "sunset" | "sunrise"
                    );
                let point =
                    self.word(at + 2).weekday.is_some() || (self.lower(at) == "day" && self.before(at) == "day");
                let again = self.lower(at) == "day" && self.lower(end) == "day";
                (!clock && !point && !again).then_some((end, Shape::Anchored(days)))
            }
        }
    }

    /// "since Oct. 17", "since at least 2014".
    fn since(&self, at: usize) -> Found<Shape> {
        let mut start = at + 1;
        loop {
            if let Some((end, point)) = self.point(start) {
                return Some((end, Shape::Since(point)));
            }
            if !self.word(start).is(SINCE_FILLER) || start > at + 3 {
                break;
            }
            start += 1;
        }
        let length = self.length(start)?;
        let count = length.count?;
        (self.lower(length.pieces.end) == "ago")
            .then_some((length.pieces.end + 1, Shape::Since(Point::Ago { count, unit: length.unit })))
    }

    /// "from 3 to 9 May", "between Monday and Wednesday".
    fn open_range(&self, at: usize) -> Found<Shape> {
        if let Some(found) = self.day_to_date(at + 1) {
            return Some(found);
        }
        let (end, first) = self.point(at + 1)?;
        self.range_after(end, first)
    }

    /// What makes a point the beginning of a range.
    fn range_after(&self, end: usize, first: Point) -> Found<Shape> {
        let joint = self.figures.pieces.get(end)?;
        if !(joint.is_dash() || self.word(end).is(RANGE_JOINT)) {
            return None;
        }
        if let Some((last_end, last)) = self.point(end + 1).filter(|(_, last)| same_kind(first, *last)) {
            return Some((last_end, Shape::Range(first, last)));
        }
        self.day_after(end + 1, first).or_else(|| self.year_after_year(end + 1, first))
    }

    /// "3" of "May 1 – 3", "May 1 to 3, 2015": a day that shares the month before it.
    fn day_after(&self, at: usize, first: Point) -> Found<Shape> {
        let Point::Day { year: None, month, .. } = first else { return None };
        let day = self.day(at)?;
        if self.is_counted(at + 1) || self.word(at + 1).is(CLOCK_AFTER) || self.lower(at + 1) == "-" {
            return None;
        }
        let comma = at + 1 + usize::from(self.lower(at + 1) == ",");
        let year = self.year(comma).filter(|_| !self.is_counted(comma + 1));
        let end = if year.is_some() { comma + 1 } else { at + 1 };
        let last = Point::Day { year, month, day, weekday: None };
        Some((end, Shape::Range(first.or_year(year), last)))
    }

    /// "15" of "2014-15", "2016" of "2014–2016".
    fn year_after_year(&self, at: usize, first: Point) -> Found<Shape> {
        let Point::Year { year, part: None } = first else { return None };
        let last = match self.year(at) {
            Some(last) => last,
            None if self.lower(at).len() == 2 => year / 100 * 100 + self.lower(at).parse::<i16>().ok()?,
            None => return None,
        };
        (last > year && last < year + 100)
            .then_some((at + 1, Shape::Range(first, Point::Year { year: last, part: None })))
    }

    /// "3 to 9 May", "26 and 27 December 2016", "3-9 May".
    fn day_to_date(&self, at: usize) -> Found<Shape> {
        let day = self.day(at)?;
        let joint = self.figures.pieces.get(at + 1)?;
        if !(joint.is_dash() || self.word(at + 1).is(RANGE_JOINT)) {
            return None;
        }
        let (end, last) = self.point(at + 2)?;
        let Point::Day { year, month, .. } = last else { return None };
        let begins_with_day = self.day(at + 2).is_some() || self.lower(at + 2) == "the";
        begins_with_day.then_some((end, Shape::Range(Point::Day { year, month, day, weekday: None }, last)))
    }

    fn point_or_range(&self, at: usize) -> Found<Shape> {
        if let Some(found) = self.day_to_date(at).filter(|_| self.lower(at).starts_with(|c: char| c.is_ascii_digit())) {
            return Some(found);
        }
        if let Some((end, unit)) = self.last_unit(at) {
            return Some((end, Shape::Past { count: 1, unit }));
        }
        let (end, point) = self.point(at)?;
        // "Monday and Tuesday" are two days, "Dec. 26 and 27" one span that shares its month.
        let and = self.lower(end) == "and";
        let range = self
            .range_after(end, point)
            .filter(|(_, shape)| !and || matches!(point, Point::Day { .. } if shares_month(*shape)));
        Some(match range.filter(|_| !and || self.day(end + 1).is_some()) {
            Some(found) => found,
            None => (end, Shape::Point(point)),
        })
    }

    /// "the last year", "the past week": the span that ends now, and not the last calendar year.
    fn last_unit(&self, at: usize) -> Found<Unit> {
        if self.lower(at) != "the" || !matches!(self.lower(at + 1), "last" | "past") {
            return None;
        }
        let unit = self.word(at + 2).unit?;
        let fits = matches!(unit, Unit::Week | Unit::Month | Unit::Year | Unit::Fortnight | Unit::Decade)
            && !self.lower(at + 2).ends_with('s');
        fits.then_some((at + 3, unit))
    }

    /// "over the past year", "in the last 24 hours", "the past two weeks".
    fn past(&self, at: usize) -> Found<Shape> {
        let preposition = self.word(at).is(SPAN_PREPOSITION);
        let start = at + usize::from(preposition);
        if preposition && let Some((end, unit)) = self.last_unit(start) {
            return Some((end, Shape::Past { count: 1, unit }));
        }
        let the = start + usize::from(self.lower(start) == "the");
        if !matches!(self.lower(the), "last" | "past" | "previous") {
            return None;
        }
        let length = self.length(the + 1).filter(|l| l.pieces.len() > 1)?;
        let shape = match length.count {
            Some(count) if self.lower(the) != "previous" => Shape::Past { count, unit: length.unit },
            _ => Shape::Vague,
        };
        Some((length.pieces.end, shape))
    }

    /// "in recent days", "over the coming weeks", "the last century".
    fn vague(&self, at: usize) -> Found<Shape> {
        let start = at + usize::from(self.word(at).is(SPAN_PREPOSITION));
        let the = start + usize::from(self.lower(start) == "the");
        if !self.word(the).is(VAGUE_ADJECTIVE) {
            return None;
        }
        let few = the + 1 + usize::from(self.lower(the + 1) == "few");
        let unit = self.word(few).unit?;
        let plural = self.lower(few).ends_with('s') && !matches!(self.lower(the), "few");
        let long = matches!(unit, Unit::Decade | Unit::Century);
        let coming = matches!(self.lower(the), "coming" | "recent") && unit != Unit::Weekend;
        (plural || long || coming).then_some((few + 1, Shape::Vague))
    }

    /// "three hours", "a week", "more than 20 years", "days".
    fn length(&self, at: usize) -> Option<Length> {
        if let Some(unit) = self.word(at).unit {
            return self.lower(at).ends_with('s').then_some(Length { pieces: at..at + 1, count: None, unit });
        }
        if matches!(self.lower(at), "a" | "an" | "one" | "half") {
            let second = at + 1 + usize::from(matches!(self.lower(at + 1), "full" | "whole" | "an"));
            if let Some(unit) = self.word(second).unit.filter(|_| !self.lower(second).ends_with('s')) {
                return Some(Length { pieces: at..second + 1, count: Some(1), unit });
            }
        }
        let reading = if self.figures.may_begin(at) { self.figures.read(at)? } else { return None };
        let mut end = reading.pieces.end;
        if matches!(
            self.lower(end),
            "-" | "more" | "full" | "long" | "consecutive" | "straight" | "additional" | "other"
        ) {
            end += 1;
        }
        let unit = self.word(end).unit?;
        // "the 20th minute" and "World Cup 2018 day five" are no lengths.
        let whole = self.lower(end).ends_with('s') || self.lower(end - 1) == "-" || reading.figure.max == Some(1);
        if reading.form == Form::Odd || !whole {
            return None;
        }
        let exact = reading.figure.min.filter(|_| reading.figure.min == reading.figure.max);
        let count = exact.and_then(|n| i64::try_from(n).ok()).filter(|n| *n <= MAX_COUNT);
        Some(Length { pieces: at..end + 1, count, unit })
    }

    /// "three days ago", "several hours after", "a day later", "for three hours".
    fn quantity(&self, at: usize) -> Option<Expression> {
        let bare = self.word(at).unit.is_some();
        let length = self.length(at)?;
        let end = length.pieces.end;
        let article = matches!(self.lower(at), "a" | "an");
        let preposition = at > 0 && self.word(at - 1).is(DURATION_PREPOSITION);
        let start = if preposition { at - 1 } else { at };
        let word = self.word(end);
        if self.lower(end) == "ago" {
            return Some(Expression { pieces: at..end + 1, shape: ago(&length) });
        }
        let duration = preposition && self.before(at) == "for";
        let direction = match () {
            () if word.is(BEFORE) && !duration => -1,
            () if word.is(AFTER) && !duration && self.lower(end) != "on" => 1,
            () => 0,
        };
        if direction != 0 {
            let to = usize::from(self.lower(end) == "prior" && self.lower(end + 1) == "to");
            return Some(Expression { pieces: at..end + 1 + to, shape: anchored(&length, direction) });
        }
        let old = matches!(self.lower(end), "old" | "olds" | "-")
            && self.lower(end + usize::from(self.lower(end) == "-")).starts_with("old");
        let alone = preposition || !(bare || article || self.lower(at) == "one");
        (alone && !old).then_some(Expression { pieces: start..end, shape: Shape::Duration })
    }
}

fn ago(length: &Length) -> Shape {
    match (length.count, length.unit) {
        (_, Unit::Hour) => Shape::Point(Point::Offset(0)),
        (Some(count), unit) if !matches!(unit, Unit::Decade | Unit::Century) => {
            Shape::Point(Point::Ago { count, unit })
        }
        _ => Shape::Vague,
    }
}

/// Months and years from another event are too coarse for a number of days.
fn anchored(length: &Length, direction: i64) -> Shape {
    match (length.count, length.unit) {
        (_, Unit::Hour) => Shape::Anchored(0),
        (Some(count), Unit::Day | Unit::Week | Unit::Fortnight) => {
            Shape::Anchored(direction * count * length.unit.days())
        }
        _ => Shape::Vague,
    }
}

/// Whether two points can be the ends of one range.
fn same_kind(first: Point, last: Point) -> bool {
    use Point::{Day, Month, Offset, Season, Weekday, Year};
    matches!(
        (first, last),
        (Day { .. }, Day { .. } | Month { .. } | Offset(_) | Weekday { .. })
            | (Weekday { .. }, Weekday { .. } | Day { .. } | Offset(_))
            | (Month { .. }, Month { .. } | Day { .. } | Year { .. })
            | (Season { .. }, Season { .. })
            | (Year { .. }, Year { .. } | Month { .. })
            | (Offset(_), Offset(_))
    )
}

fn shares_month(shape: Shape) -> bool {
    matches!(shape, Shape::Range(Point::Day { month: a, .. }, Point::Day { month: b, .. }) if a == b)
}
