//! What can be asked of a person.

use std::collections::BTreeMap;

use record::{Doubt, Event, Field, Key, Telling};
use store::{Error, Part, Store};

use super::value;

/// What a person wants to be asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Two event reports that may tell the same event, and those of one event whose tolls contradict each other.
    Pairs,
    /// Values that coding left in doubt.
    Doubts,
    /// Both.
    All,
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Whether two event reports tell the same event.
    Pair {
        /// The one with the lower key.
        a: Key,
        /// The other.
        b: Key,
        /// What the reports of one event tell differently; `None` where likeness alone asks.
        note: Option<String>,
    },
    /// Whether a value is right.
    Doubt {
        /// The event report.
        of: Key,
        /// The doubt.
        doubt: Doubt,
    },
}

/// How likely it is by log odds.
pub fn chance(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

impl Item {
    /// The two that it asks about, if it asks about two.
    pub fn pair(&self) -> Option<(Key, Key)> {
        match self {
            Item::Pair { a, b, .. } => Some((*a, *b)),
            Item::Doubt { .. } => None,
        }
    }

    /// The part that it asks about, if it asks about one.
    pub fn part(&self, telling: &Telling) -> Option<Part> {
        match self {
            Item::Pair { .. } => None,
            Item::Doubt { doubt, .. } => value::part_of(doubt, &telling.event_report),
        }
    }

    /// Whether it asks for what another asks for.
    pub fn same_question(&self, other: &Item) -> bool {
        match (self, other) {
            (Item::Doubt { of, doubt }, Item::Doubt { of: other, doubt: theirs }) => {
                of == other && doubt.field == theirs.field
            }
            _ => self.pair().is_some() && self.pair() == other.pair(),
        }
    }
}

/// Whether a person has stated the part.
fn is_stated(store: &Store, event_report: Key, part: Part) -> Result<bool, Error> {
    let edits = store.edits(event_report)?;
    Ok(edits.iter().any(|edit| edit.withdrawn.is_none() && edit.part == part))
}

/// Keys that belong together, each group by its lowest key.
#[derive(Default)]
pub(super) struct Groups(BTreeMap<Key, Key>);

impl Groups {
    fn of(&mut self, key: Key) -> Key {
        let next = *self.0.get(&key).unwrap_or(&key);
        if next == key {
            return key;
        }
        let first = self.of(next);
        self.0.insert(key, first);
        first
    }

    /// The groups of two, the lower first.
    pub(super) fn ends(&mut self, a: Key, b: Key) -> (Key, Key) {
        let (x, y) = (self.of(a), self.of(b));
        (x.min(y), x.max(y))
    }

    pub(super) fn join(&mut self, a: Key, b: Key) {
        let (a, b) = (self.of(a), self.of(b));
        self.0.insert(a.max(b), a.min(b));
    }
}

/// What to ask of an event whose reports contradict each other on the toll; `None` if they do not.
pub(super) fn contradiction(event: &Event) -> Option<Item> {
    let differ = event.contradictions.iter().find(|told| told.field == Field::Casualties)?;
    let (&a, &b) = (differ.tellings.first()?, differ.tellings.last()?);
    (a != b).then(|| Item::Pair { a: a.min(b), b: a.max(b), note: Some(differ.note.clone()) })
}

/// Whether no person has stated the toll of one of the two that contradict each other.
pub(super) fn is_open(store: &Store, item: &Item) -> Result<bool, Error> {
    let Some((a, b)) = item.pair() else { return Ok(true) };
    Ok(!is_stated(store, a, Part::Casualties)? && !is_stated(store, b, Part::Casualties)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_of_even_odds_is_half() {
        assert_eq!(chance(0.0), 0.5);
        assert!((chance(2.2) - 0.9).abs() < 0.005);
    }
}
