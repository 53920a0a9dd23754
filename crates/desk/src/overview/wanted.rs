use record::{Family, Grade, Standing, SubEventType};
use store::{Order, Outline, Query};

use super::bounds::Bounds;
use super::outlines::{Line, Within};

/// How exactly it is known where an event was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Known {
    /// The spot, town or base.
    Exact,
    /// Near a place, or a district.
    Near,
    /// A place is named, and nobody knows where it lies.
    Spotless,
    /// Only a province, a country, or wider.
    Area,
    /// No report tells.
    Nowhere,
}

impl Known {
    /// Each with its word in addresses.
    pub const ALL: [(Known, &str); 5] = [
        (Known::Exact, "exact"),
        (Known::Near, "near"),
        (Known::Spotless, "spot_unknown"),
        (Known::Area, "area"),
        (Known::Nowhere, "none"),
    ];

    pub fn of(outline: &Outline) -> Known {
        match (outline.geo_precision, outline.point) {
            (None, _) => Known::Nowhere,
            (Some(3..), _) => Known::Area,
            (Some(_), None) => Known::Spotless,
            (Some(2), Some(_)) => Known::Near,
            (Some(_), Some(_)) => Known::Exact,
        }
    }
}

/// Whether a person has looked at an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Review {
    /// A person stated something of it, or judged on one of its tellings.
    Reviewed,
    /// It is not sure which tellings are its own.
    Open,
    /// Neither.
    Untouched,
}

impl Review {
    /// Each with its word in addresses.
    pub const ALL: [(Review, &str); 3] =
        [(Review::Reviewed, "reviewed"), (Review::Open, "open"), (Review::Untouched, "untouched")];
}

/// What is asked of the events.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Names and words, which the store knows; `None` if none are asked for.
    pub named: Option<Query>,
    /// Days since 1970-01-01: the event may have happened on this one or later.
    pub from: Option<i32>,
    /// The event may have happened on this one or before.
    pub to: Option<i32>,
    /// Only events without a day.
    pub undated: bool,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// First-level division, as the store spells it; empty for events of which none is told.
    pub admin1: Option<String>,
    pub kind: Option<SubEventType>,
    pub family: Option<Family>,
    pub standing: Option<Standing>,
    pub grade: Option<Grade>,
    /// The best figure of killed is this or more.
    pub killed: Option<u64>,
    /// One of these; empty for any.
    pub known: Vec<Known>,
    pub review: Option<Review>,
    pub bounds: Option<Bounds>,
    pub order: Order,
}

impl Wanted {
    /// Whether it fits by what the outline itself has, but for days, bounds and names.
    pub fn fits(&self, line: &Line) -> bool {
        self.kind.is_none_or(|kind| kind == line.kind)
            && self.family.is_none_or(|family| family == line.kind.family())
            && self.standing.is_none_or(|standing| standing == line.standing)
            && self.grade.is_none_or(|grade| grade == line.grade)
            && (self.known.is_empty() || self.known.contains(&line.known))
            && self.killed.is_none_or(|killed| line.killed()[1].is_some_and(|best| best >= killed))
            && !(self.undated && line.days.is_some())
    }

    pub fn within(&self, line: &Line) -> Within {
        let days = (self.from.is_none() && self.to.is_none())
            || line.days.is_some_and(|(start, end)| {
                self.from.is_none_or(|from| end >= from) && self.to.is_none_or(|to| start <= to)
            });
        let bounds = self
            .bounds
            .is_none_or(|bounds| line.point.is_some_and(|(lat, lon)| bounds.contains(f64::from(lat), f64::from(lon))));
        Within { days, bounds }
    }
}
