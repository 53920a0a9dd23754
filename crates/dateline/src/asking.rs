//! What is asked of a store: which events fit, and all that stands around one. Commands and the Python package share it.

use linkage::Weights;
use record::{Date, Event, Family, Grade, Key, Series, Standing, SubEventType, Telling};
use store::{Error, Order, Query, Store};

/// Which events are meant, in the words of whoever asks: those that fit every filter given.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// On or after this day.
    pub from: Option<Date>,
    /// On or before this day.
    pub to: Option<Date>,
    /// In this country, by ISO 3166 alpha-3, in any case.
    pub country: Option<String>,
    /// At a place or in a province of this name.
    pub place: Option<String>,
    /// By or against this actor, or one that belongs to it.
    pub actor: Option<String>,
    /// Of this type or family of types, by code.
    pub kind: Option<String>,
    /// With this standing, by code.
    pub standing: Option<String>,
    /// So well borne out, by code.
    pub grade: Option<String>,
    /// At least so many killed, by the best figure.
    pub killed: Option<u64>,
    /// Told by this outlet.
    pub outlet: Option<String>,
    /// With these words in its evidence, title, actors or place.
    pub text: Option<String>,
    /// In which order.
    pub order: Order,
    /// At most so many; `None` for all.
    pub limit: Option<usize>,
}

/// A filter that no event can fit, with why.
#[derive(Debug)]
pub struct NoFilter {
    /// The filter's name.
    pub filter: &'static str,
    /// What is wrong with its value, with the value.
    pub reason: String,
}

impl Asked {
    /// The query of these filters.
    ///
    /// # Errors
    /// If a code is none that the codebook knows.
    pub fn query(self) -> Result<Query, NoFilter> {
        let kind = self.kind.as_deref();
        let sub_event_type = kind.and_then(SubEventType::from_code);
        let family = kind.and_then(Family::from_code);
        if let Some(kind) = kind.filter(|_| sub_event_type.is_none() && family.is_none()) {
            let reason = format!("{kind:?} is no type of event and no family; `dateline codes` lists them");
            return Err(NoFilter { filter: "type", reason });
        }
        Ok(Query {
            from: self.from,
            to: self.to,
            country: self.country.map(|code| code.to_uppercase()),
            place: self.place,
            actor: self.actor,
            sub_event_type,
            family,
            standing: code("standing", self.standing.as_deref(), Standing::from_code, Standing::ALL)?,
            grade: code("grade", self.grade.as_deref(), Grade::from_code, Grade::ALL)?,
            killed_at_least: self.killed,
            text: self.text,
            outlet: self.outlet,
            order: self.order,
            limit: self.limit,
            offset: 0,
        })
    }
}

/// A code of a fixed list; an error names the list.
fn code<T: std::fmt::Display>(
    filter: &'static str,
    word: Option<&str>,
    known: impl Fn(&str) -> Option<T>,
    all: &[T],
) -> Result<Option<T>, NoFilter> {
    let Some(word) = word else { return Ok(None) };
    let listed = || all.iter().map(|code| code.to_string()).collect::<Vec<_>>().join(", ");
    known(word).map(Some).ok_or_else(|| NoFilter { filter, reason: format!("{word:?} is none of {}", listed()) })
}

/// A day, or the first of a month or year; `None` if it is none of these.
pub fn first_day(words: &str) -> Option<Date> {
    [words.to_string(), format!("{words}-01"), format!("{words}-01-01")].iter().find_map(|day| day.parse().ok())
}

/// A day, or the last of a month or year; `None` if it is none of these.
pub fn last_day(words: &str) -> Option<Date> {
    let day = |words: &str| words.parse::<Date>().ok();
    let month = || day(&format!("{words}-01")).map(|day| day.last_of_month());
    day(words).or_else(month).or_else(|| day(&format!("{words}-12-31")))
}

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
