//! Reads lengths of time and what hangs on another event by them: "three days ago", "a week after", "the eve of".

use std::ops::Range;

use crate::Offset;
use crate::calendar::{Point, Unit};
use crate::date_words::{
    AFTER, ANNIVERSARY, BEFORE, DURATION_PREPOSITION, Fixed, HOUR_OF_LIGHT, INTRODUCTION, LENGTH_FILLER,
    SPAN_PREPOSITION, fixed_at,
};
use crate::expression::{Expression, Shape};
use crate::figure::Form;
use crate::point::{Found, Scan};

/// A length of time: where its words end, how many units (`None`: not told exactly), and which.
pub(crate) struct Length {
    pub(crate) pieces: Range<usize>,
    pub(crate) count: Option<i64>,
    pub(crate) unit: Unit,
}

/// Lengths beyond this are nonsense or geology.
const MAX_COUNT: i64 = 10_000;
/// Within so many words behind "anniversary" stands the day that it is of.
const ANNIVERSARY_WORDS: usize = 7;

impl Scan<'_, '_, '_> {
    /// "the following day", "soon after", "recently".
    pub(crate) fn fixed(&self, at: usize) -> Found<Shape> {
        let (len, fixed) = fixed_at(self.word(at), self.figures.pieces.get(at..)?)?;
        let end = at + len;
        match fixed {
            // Read as a point, so that a part of the day or a clock time goes with it.
            Fixed::Offset(_) | Fixed::Holiday(..) | Fixed::Name => None,
            Fixed::Feast => {
                let when = at > 0 && (self.word(at - 1).is(SPAN_PREPOSITION | INTRODUCTION) || self.before(at) == "at");
                when.then_some((end, Shape::Vague))
            }
            Fixed::Vague => Some((end, Shape::Vague)),
            Fixed::Anchored(days) => {
                let offset = Offset::Days(days);
                let light = self.word(end).is(HOUR_OF_LIGHT);
                if let Some((end, point)) = self.anchor_point(end).filter(|_| !light) {
                    return Some((end, Shape::From(offset, point)));
                }
                let clock = light || self.lower(end).starts_with(|c: char| c.is_ascii_digit());
                let point =
                    self.word(at + 2).weekday.is_some() || (self.lower(at) == "day" && self.before(at) == "day");
                let again = self.lower(at) == "day" && self.lower(end) == "day";
                (!clock && !point && !again).then_some((end, Shape::Anchored(offset)))
            }
        }
    }

    /// The day behind "after" or "before" that is counted from, unless it is that of an event ("a day after Monday's
    /// attack", "the day after the Oct. 7 raids").
    fn anchor_point(&self, at: usize) -> Found<Point> {
        let joint = at.checked_sub(1).map(|n| self.word(n))?;
        let later = matches!(self.before(at), "later" | "earlier" | "on");
        if later || !(joint.is(AFTER) || joint.is(BEFORE)) { None } else { self.day_of_anchor(at) }
    }

    fn day_of_anchor(&self, at: usize) -> Found<Point> {
        let (end, point) = self.point(at)?;
        let day = matches!(point, Point::Day { .. } | Point::Weekday { .. } | Point::Offset(_));
        let of_event = matches!(self.lower(end), "'s" | "'") || self.is_counted(end);
        (day && !of_event).then_some((end, point))
    }

    /// "the anniversary", "the first anniversary of the Oct. 7, 2023 attack".
    pub(crate) fn anniversary(&self, at: usize) -> Found<Shape> {
        let the = at + usize::from(self.lower(at) == "the");
        let years = self.ordinal(the);
        let noun = the + usize::from(years.is_some());
        if !self.word(noun).is(ANNIVERSARY) {
            return None;
        }
        let of = noun + usize::from(self.lower(noun + 1) == "of");
        let dated = || (of + 1..of + ANNIVERSARY_WORDS).find_map(|n| self.point(n));
        let years = years.filter(|_| of > noun);
        Some(match years.and_then(|n| Some((n, dated()?))) {
            Some((n, (end, Point::Day { year, month, day, .. }))) => {
                let year = year.and_then(|year| year.checked_add(i16::from(n)));
                (end, Shape::Point(Point::Day { year, month, day, weekday: None }))
            }
            _ => (noun + 1, Shape::Vague),
        })
    }

    /// "three hours", "a week", "more than 20 years", "days".
    pub(crate) fn length(&self, at: usize) -> Option<Length> {
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
        end += usize::from(self.word(end).is(LENGTH_FILLER));
        let unit = self.word(end).unit?;
        // "the 20th minute" and "World Cup 2018 day five" are no lengths.
        let clock = unit == Unit::Hour && self.year(reading.core.start).is_some();
        let whole = self.lower(end).ends_with('s') || self.lower(end - 1) == "-" || reading.figure.max == Some(1);
        if reading.form == Form::Odd || clock || !whole {
            return None;
        }
        let exact = reading.figure.min.filter(|_| reading.figure.min == reading.figure.max);
        let count = exact.and_then(|n| i64::try_from(n).ok()).filter(|n| *n <= MAX_COUNT);
        Some(Length { pieces: at..end + 1, count, unit })
    }

    /// "three days ago", "several hours after", "a day later", "for three hours".
    pub(crate) fn quantity(&self, at: usize) -> Option<Expression> {
        let bare = self.word(at).unit.is_some();
        let length = self.length(at)?;
        let end = length.pieces.end;
        let article = matches!(self.lower(at), "a" | "an");
        let preposition = at > 0 && self.word(at - 1).is(DURATION_PREPOSITION);
        let start = if preposition { at - 1 } else { at };
        let word = self.word(end);
        if self.lower(end) == "ago" {
            return Some(expression(at..end + 1, ago(&length)));
        }
        let duration = preposition && self.before(at) == "for";
        let direction = match () {
            () if word.is(BEFORE) && !duration => -1,
            () if word.is(AFTER) && !duration && self.lower(end) != "on" => 1,
            () => 0,
        };
        if direction != 0 {
            let to = usize::from(self.lower(end) == "prior" && self.lower(end + 1) == "to");
            let shape = anchored(&length, direction);
            return Some(match (shape, self.anchor_point(end + 1)) {
                (Shape::Anchored(offset), Some((end, point))) => expression(at..end, Shape::From(offset, point)),
                _ => expression(at..end + 1 + to, shape),
            });
        }
        if self.before(at) == "within" && length.unit == Unit::Hour && self.lower(end) == "of" {
            return Some(expression(start..end + 1, Shape::Anchored(Offset::Days(0))));
        }
        if !preposition
            && self.lower(end) == "from"
            && let Shape::Anchored(offset) = anchored(&length, 1)
            && let Some((end, point)) = self.day_of_anchor(end + 1)
        {
            return Some(expression(at..end, Shape::From(offset, point)));
        }
        let old = matches!(self.lower(end), "old" | "olds" | "-")
            && self.lower(end + usize::from(self.lower(end) == "-")).starts_with("old");
        let alone = preposition || !(bare || article || self.lower(at) == "one");
        (alone && !old).then_some(expression(start..end, Shape::Duration))
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

fn expression(pieces: Range<usize>, shape: Shape) -> Expression {
    Expression { pieces, shape, approximate: false }
}

/// Seconds and minutes are hours here, and never make a day.
fn anchored(length: &Length, direction: i64) -> Shape {
    match (length.count, length.unit) {
        (None, Unit::Hour) => Shape::Anchored(Offset::Days(0)),
        // Only so many hours that they are days are told in figures beyond a day.
        (Some(hours), Unit::Hour) => Shape::Anchored(Offset::Days(direction * hours / 24)),
        (Some(count), Unit::Day) => Shape::Anchored(Offset::Days(direction * count)),
        (Some(count), Unit::Week) => Shape::Anchored(Offset::Weeks(direction * count)),
        (Some(count), Unit::Fortnight) => Shape::Anchored(Offset::Weeks(direction * count * 2)),
        (Some(count), Unit::Month) => Shape::Anchored(Offset::Months(direction * count)),
        (Some(count), Unit::Year) => Shape::Anchored(Offset::Years(direction * count)),
        _ => Shape::Vague,
    }
}
