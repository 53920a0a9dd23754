//! The dead of an event, as forms with few columns want them.

use record::{Event, Outcome, Toll};

use super::tables::Part;
use super::{Export, Rule};

/// How many, from the fewest to the most that figures in force allow; `None` where no figure tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Range {
    pub low: Option<u64>,
    pub best: Option<u64>,
    /// `None` also where a figure is open upwards.
    pub high: Option<u64>,
}

/// The dead of an event, in all and side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Deaths {
    pub all: Range,
    pub state: Range,
    pub armed: Range,
    pub civilians: Range,
}

impl Range {
    fn of(toll: &Toll) -> Range {
        Range { low: toll.low, best: toll.best.or(toll.low).or(toll.high), high: toll.high }
    }

    /// Both together: known only as far as both are.
    fn and(self, other: Range) -> Range {
        let sum = |one: Option<u64>, other: Option<u64>| Some(one?.saturating_add(other?));
        Range { low: sum(self.low, other.low), best: sum(self.best, other.best), high: sum(self.high, other.high) }
    }

    /// The one figure that the rule takes.
    pub(super) fn by(self, rule: Rule) -> Option<u64> {
        match rule {
            Rule::Lowest => self.low.or(self.best),
            Rule::Best => self.best,
            Rule::Highest => self.high.or(self.best),
        }
    }

    /// Whether somebody was killed by any figure.
    pub(super) fn is_deadly(self) -> bool {
        [self.low, self.best, self.high].into_iter().flatten().any(|n| n > 0)
    }
}

/// The dead of an event. Figures of all who were killed go before those of a part of them; where there are only parts, those of
/// different people are added, for nobody is of two: the one sum that exports make.
pub(super) fn deaths(export: &Export, event: &Event) -> Deaths {
    let killed = event.tolls.iter().filter(|toll| toll.outcome == Outcome::Killed);
    let counted: Vec<Counted> =
        killed.map(|toll| Counted { people: export.lore.people(event, toll), range: Range::of(toll) }).collect();
    let of = |part: Part| side(export, counted.iter().filter(|c| export.tables.people(&c.people) == Some(part)));
    let (state, armed, civilians) = (of(Part::State), of(Part::Armed), of(Part::Civilians));
    let everyone = counted.iter().find(|c| c.people.iter().any(|kind| kind == "everyone")).map(|c| c.range);
    let sides = [state, armed, civilians].into_iter().flatten().reduce(Range::and);
    let any = counted.first().map(|c| c.range);
    Deaths {
        all: everyone.or(sides).or(any).unwrap_or_default(),
        state: state.unwrap_or_default(),
        armed: armed.unwrap_or_default(),
        civilians: civilians.unwrap_or_default(),
    }
}

/// A toll with the kinds of people that it counts.
struct Counted {
    people: Vec<String>,
    range: Range,
}

/// The dead of one side: the figure that may hold the others, else those of different people together.
fn side<'c>(export: &Export, tolls: impl Iterator<Item = &'c Counted>) -> Option<Range> {
    let tolls: Vec<&Counted> = tolls.collect();
    if let Some(wide) = tolls.iter().find(|toll| export.tables.is_wide(&toll.people)) {
        return Some(wide.range);
    }
    let mut seen: Vec<&String> = Vec::new();
    let apart = tolls.into_iter().filter(|toll| {
        let new = toll.people.iter().all(|kind| !seen.contains(&kind));
        seen.extend(&toll.people);
        new
    });
    apart.map(|toll| toll.range).reduce(Range::and)
}
