//! What is asked of a store: which events fit, and all that stands around one. Commands and the Python package share it.

use linkage::Weights;
use record::{Event, Key, Series, Telling};
pub use store::{Asked, first_day, last_day};
use store::{Error, Store};

/// An event with all that stands around it, as a dossier shows it.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The event.
    pub event: Event,
    /// Who tells it.
    pub tellings: Vec<Telling>,
    /// Events that it answered.
    pub answers: Vec<Event>,
    /// Events that answered it.
    pub answered_by: Vec<Event>,
    /// Series of running totals that it answered.
    pub series: Vec<Series>,
    /// Why each telling but the first is thought to be of the event.
    pub why: Vec<(Key, String)>,
}

impl Surroundings {
    /// What a store has around an event; `None` if it has none with this key.
    ///
    /// # Errors
    /// Whatever keeps the store from being read.
    pub fn of(store: &Store, key: Key) -> Result<Option<Surroundings>, Error> {
        let Some(event) = store.event(key)? else { return Ok(None) };
        let tellings = store.tellings(&event.tellings)?;
        let answers = events(store, event.answers.iter().map(|answer| answer.to))?;
        let answered_by = events(store, store.answered_by(key)?)?;
        let mut series = store.series()?;
        series.retain(|series| event.answers.iter().any(|answer| answer.to == series.key));
        let why = why(&tellings);
        Ok(Some(Surroundings { event, tellings, answers, answered_by, series, why }))
    }

    /// As a dossier wants it.
    pub fn around(&self) -> publish::Around<'_> {
        publish::Around { answers: &self.answers, answered_by: &self.answered_by, series: &self.series, why: &self.why }
    }
}

/// Why each telling but the first is thought to be of the event: what it has in common with the one that it is most like, and
/// what speaks most against it.
pub fn why(tellings: &[Telling]) -> Vec<(Key, String)> {
    let joined = linkage::joined(tellings, &Weights::embedded()).into_iter();
    joined.map(|joined| (joined.telling, format!("with {}: {}", joined.with, joined.words))).collect()
}

/// The events of today with these keys; a key that an event had before leads to the event of today.
///
/// # Errors
/// Whatever keeps the store from being read.
pub fn events(store: &Store, keys: impl IntoIterator<Item = Key>) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    for key in keys {
        let today = store.event_of(key)?.unwrap_or(key);
        events.extend(store.event(today)?);
    }
    Ok(events)
}
