//! What is compared of a telling, in little space: a million of them, with what they share held once, fit in some two gigabytes.

mod shared;

use std::sync::Arc;

use record::{Date, Figure, Focus, Key, Outcome, Standing, SubEventType, Telling};

use crate::actor::Party;
use crate::date::When;
use crate::location::Place;
use crate::wording::{Victim, Wording, lowest, short_hash};

pub use shared::Shared;

/// All of a telling that linkage compares. It depends on the telling alone, never on others.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub(crate) key: Key,
    pub(crate) report: Key,
    pub(crate) published: Option<Date>,
    pub(crate) outlets: Box<[u32]>,
    pub(crate) kind: SubEventType,
    pub(crate) standing: Standing,
    pub(crate) focus: Focus,
    pub(crate) when: Option<When>,
    pub(crate) place: Option<Arc<Place>>,
    pub(crate) doers: Box<[Arc<Party>]>,
    pub(crate) claimed: Box<[Arc<Party>]>,
    pub(crate) targets: Box<[Arc<Party>]>,
    pub(crate) victims: Box<[Victim]>,
    pub(crate) tolls: Box<[Count]>,
    pub(crate) weapons: Box<[u32]>,
    pub(crate) wording: Wording,
}

/// A figure of a telling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Count {
    pub outcome: Outcome,
    pub group: u32,
    pub low: u32,
    /// `u32::MAX` if open.
    pub high: u32,
}

impl Profile {
    /// The key of its telling.
    pub fn key(&self) -> Key {
        self.key
    }

    /// The key of its report.
    pub fn report(&self) -> Key {
        self.report
    }

    /// When its report was published; `None` if not known.
    pub fn published(&self) -> Option<Date> {
        self.published
    }

    /// The first day that it gives its event; that of publication where it gives none, `None` if that is not known either.
    pub fn day(&self) -> Option<Date> {
        self.when.map(|when| when.first).or(self.published)
    }

    /// Where it stands among the tellings of an event: by publication, undated ones last, then by key.
    pub fn order(&self) -> (bool, Option<Date>, Key) {
        (self.published.is_none(), self.published, self.key)
    }
}

/// What is compared of a telling.
pub fn profile(telling: &Telling) -> Profile {
    let event = &telling.event_report;
    let quotes = event.evidence.iter().map(|quote| quote.text.as_str());
    Profile {
        key: telling.key,
        report: telling.report,
        published: telling.published,
        outlets: lowest(telling.outlets.iter().map(|outlet| short_hash(&crate::wording::folded(outlet))).collect()),
        kind: event.sub_event_type,
        standing: event.standing,
        focus: event.focus,
        when: When::new(&event.date),
        place: event.location.as_ref().map(Place::new).map(Arc::new),
        doers: event.initiators.iter().filter_map(Party::new).map(Arc::new).collect(),
        claimed: event.claimed_by.iter().filter_map(Party::new).map(Arc::new).collect(),
        targets: event.targets.iter().filter_map(Party::new).map(Arc::new).collect(),
        victims: event.victims.iter().filter_map(|name| Victim::new(&name.text)).collect(),
        tolls: event.casualties.iter().map(|c| count(c.outcome, c.group.as_deref(), c.figure)).collect(),
        weapons: lowest(event.weapons.iter().map(|used| short_hash(&used.weapon)).collect()),
        wording: Wording::new(quotes),
    }
}

fn count(outcome: Outcome, group: Option<&str>, figure: Figure) -> Count {
    let number = |n: u64| n.min(u64::from(u32::MAX - 1)) as u32;
    Count {
        outcome,
        group: group.map_or(0, short_hash),
        low: figure.min.map_or(0, number),
        high: figure.max.map_or(u32::MAX, number),
    }
}
