use std::fmt::Display;

use record::{Date, Family, Grade, Standing, SubEventType};

use super::{Order, Query};

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
    /// After leaving out so many.
    pub offset: usize,
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
            let known = Family::ALL.iter().map(|code| code.code());
            let known: Vec<&str> = known.chain(SubEventType::ALL.iter().map(|code| code.code())).collect();
            let reason = format!("{kind:?} is no type of event and no family of them: {}", known.join(", "));
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
            offset: self.offset,
        })
    }
}

/// A code of a fixed list; an error names the list.
fn code<T: Display>(
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
