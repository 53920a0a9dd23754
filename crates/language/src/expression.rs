//! Reads whole expressions of time: points, spans that are open to the present, ranges, and what hangs on other events.

use std::ops::Range;

use crate::Offset;
use crate::calendar::{Point, Unit};
use crate::date_words::{
    APPROXIMATION, CLOCK_AFTER, DAYPART, FISCAL, Fixed, RANGE_JOINT, SINCE_FILLER, SPAN_PREPOSITION, VAGUE_ADJECTIVE,
    fixed_at,
};
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
    /// The night before a point and the point ("overnight into Tuesday").
    NightInto(Point),
    /// So far from another event.
    Anchored(Offset),
    /// So far from a point ("two days after March 3").
    From(Offset, Point),
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
    /// Whether it was only about then ("around 1990").
    pub(crate) approximate: bool,
}

impl Scan<'_, '_, '_> {
    /// All expressions of the sentence, in order and without overlaps.
    pub(crate) fn expressions(&self, found: &mut impl FnMut(Expression)) {
        let mut at = 0;
        while at < self.figures.pieces.len() {
            if !self.may_begin(at) {
                at += 1;
                continue;
            }
            if let Some(end) = self.name(at) {
                at = end.max(at + 1);
                continue;
            }
            match self.expression(at) {
                Some(expression) => {
                    at = expression.pieces.end.max(at + 1);
                    found(expression);
                }
                None => at += 1,
            }
        }
    }

    /// Whether an expression, or a name with words for when, could begin at piece `at`: cheap, and never wrongly `false`.
    fn may_begin(&self, at: usize) -> bool {
        let lower = self.lower(at);
        self.word(at).opens()
            || self.figures.may_begin(at)
            || matches!(lower, "the" | "half" | "since" | "from" | "that" | "following" | "last" | "past" | "previous")
            // "Q3 2019".
            || lower.starts_with('q')
    }

    /// Where a name ends that holds words for when and dates nothing.
    fn name(&self, at: usize) -> Option<usize> {
        match fixed_at(self.word(at), self.figures.pieces.get(at..)?) {
            Some((len, Fixed::Name)) => Some(at + len),
            _ => self.name_of_day(at),
        }
    }

    fn expression(&self, at: usize) -> Option<Expression> {
        let of = |(end, shape)| Expression { pieces: at..end, shape, approximate: self.is_about(at, shape) };
        if self.is_inside_word(at) {
            return None;
        }
        match self.lower(at) {
            "since" => return self.since(at).map(of),
            "from" | "between" => return self.open_range(at).map(of),
            _ => {}
        }
        (self.past(at).or_else(|| self.vague(at)).or_else(|| self.fixed(at)).or_else(|| self.long(at)).map(of))
            .or_else(|| self.anniversary(at).map(of))
            .or_else(|| self.quantity(at))
            .or_else(|| self.night(at).or_else(|| self.point_or_range(at)).map(of))
    }

    /// "around 1990", "in about May"; "around noon on Monday" is about the hour.
    fn is_about(&self, at: usize, shape: Shape) -> bool {
        let about = at > 0 && self.word(at - 1).is(APPROXIMATION);
        about && matches!(shape, Shape::Point(_)) && !self.word(at).is(DAYPART)
    }

    /// Whether piece `at` continues a hyphenated word that is no expression of time ("post-2003", "pre-dawn").
    fn is_inside_word(&self, at: usize) -> bool {
        let joined = |n: usize| self.figures.pieces.get(n).is_some_and(|p| p.joined);
        joined(at) && self.lower(at) == "-"
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

    /// "May 19/20".
    fn two_days(&self, at: usize) -> Found<Shape> {
        let month = self.word(at).month.filter(|_| self.is_capital(at) || self.all_caps)?;
        let (first, last) = self.lower(at + 1).split_once('/')?;
        let (first, last): (i8, i8) = (first.parse().ok()?, last.parse().ok()?);
        let (end, year) = self.year_of_day(at + 2);
        let day = |day| Point::Day { year, month, day, weekday: None };
        (0 < first && first < last && last <= 31).then(|| (end, Shape::Range(day(first), day(last))))
    }

    fn point_or_range(&self, at: usize) -> Found<Shape> {
        if let Some(found) = self.two_days(at) {
            return Some(found);
        }
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
            .filter(|(_, shape)| !and || shares_month(*shape) && self.day(end + 1).is_some() || shares_year(*shape));
        Some(match range {
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
            && !self.lower(at + 2).ends_with('s')
            && self.lower(at + 3) != "of";
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
        // "is scheduled to last 45 minutes".
        if !preposition && the == start {
            return None;
        }
        let length = self.length(the + 1).filter(|l| l.pieces.len() > 1)?;
        let shape = match length.count {
            Some(count) if self.lower(the) != "previous" => Shape::Past { count, unit: length.unit },
            _ => Shape::Vague,
        };
        Some((length.pieces.end, shape))
    }

    /// "overnight into Tuesday", "the night of 3-4 May", "the weekend of 2-3 March".
    fn night(&self, at: usize) -> Found<Shape> {
        let at = at + usize::from(self.lower(at) == "the");
        if !(self.word(at).is(DAYPART) || self.word(at).unit == Some(Unit::Weekend)) {
            return None;
        }
        if self.lower(at) == "overnight" && self.lower(at + 1) == "into" {
            let (end, point) = self.point(at + 2)?;
            return Some((end, Shape::NightInto(point)));
        }
        let joint = usize::from(matches!(self.lower(at + 1), "of" | "on" | "from" | "between"));
        if joint == 0 && self.lower(at) != "overnight" {
            return None;
        }
        let start = at + 1 + joint;
        self.day_to_date(start).or_else(|| self.two_days(start)).or_else(|| {
            let (end, first) = self.point(start)?;
            self.range_after(end, first)
        })
    }

    /// "the 1990s", "the early 20th century", "fiscal 2020": too long, or counted otherwise from state to state.
    fn long(&self, at: usize) -> Found<Shape> {
        let the = at + usize::from(self.lower(at) == "the");
        if self.word(the).is(FISCAL) {
            let year = the + 1 + usize::from(self.word(the + 1).unit == Some(Unit::Year));
            return self.year(year).map(|_| (year + 1, Shape::Vague));
        }
        let part = the + usize::from(self.word(the).part.is_some());
        let start = part + usize::from(part > the && self.lower(part) == "-");
        // "the 1990's".
        let of_ten = self.year(start).is_some_and(|year| year % 10 == 0) && self.lower(start + 1).starts_with('\'');
        if the > at && of_ten {
            return Some((start + 2 + usize::from(self.lower(start + 2) == "s"), Shape::Vague));
        }
        let decade =
            self.lower(start).strip_suffix('s').filter(|n| n.len() == 4 && n.bytes().all(|b| b.is_ascii_digit()));
        if decade.is_some() {
            return Some((start + 1, Shape::Vague));
        }
        let century = self.ordinal(start).is_some() && self.word(start + 1).unit == Some(Unit::Century);
        century.then_some((start + 2, Shape::Vague))
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

/// "March and April 2015".
fn shares_year(shape: Shape) -> bool {
    matches!(shape, Shape::Range(Point::Month { year: None, .. }, Point::Month { year: Some(_), .. }))
}

fn shares_month(shape: Shape) -> bool {
    matches!(shape, Shape::Range(Point::Day { month: a, .. }, Point::Day { month: b, .. }) if a == b)
}
