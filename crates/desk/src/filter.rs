use record::{Date, Family, Grade, Standing, SubEventType};
use serde::{Deserialize, Serialize};
use store::{Order, Query};

use crate::failure::Failure;
use crate::overview::{Bounds, Known, Review, Wanted, day_number};

/// What an address asks of the events, by the names of the form's fields; what is empty filters nothing.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Filter {
    pub from: String,
    pub to: String,
    /// "no": only events without a day.
    pub dated: String,
    pub country: String,
    /// A first-level division; "none" for events of which none is told.
    pub admin1: String,
    pub place: String,
    /// West, south, east and north of a part of the map, with commas between.
    pub bounds: String,
    /// How exactly the place is known: one or several, with commas between.
    pub known: String,
    pub actor: String,
    /// A type or a family.
    #[serde(rename = "type")]
    pub kind: String,
    pub standing: String,
    pub killed: String,
    pub outlet: String,
    pub grade: String,
    pub review: String,
    pub text: String,
    pub order: String,
    /// The page of the list, from 1.
    pub page: String,
    /// Of data, so many events at most.
    pub limit: String,
}

impl Filter {
    /// What is asked for, once every value is found to be one.
    pub fn wanted(&self) -> Result<Wanted, Failure> {
        let (kind, family) = (SubEventType::from_code(&self.kind), Family::from_code(&self.kind));
        if !self.kind.is_empty() && kind.is_none() && family.is_none() {
            return Err(Failure::asked(format!("{:?} is no type of event and no family", self.kind)));
        }
        let killed = some(&self.killed).map(|words| words.parse().map_err(|_| wrong("killed", words, "a number")));
        let bounds = some(&self.bounds).map(|words| {
            Bounds::parse(words).ok_or_else(|| wrong("bounds", words, "west, south, east and north in degrees"))
        });
        Ok(Wanted {
            named: self.named(),
            from: day("from", &self.from)?.map(day_number),
            to: day("to", &self.to)?.map(day_number),
            undated: one_of("dated", &self.dated, &[((), "no")])?.is_some(),
            country: some(&self.country).map(str::to_uppercase),
            admin1: some(&self.admin1).map(|name| if name == NO_DIVISION { String::new() } else { name.to_string() }),
            kind,
            family,
            standing: code("standing", &self.standing, Standing::from_code)?,
            grade: code("grade", &self.grade, Grade::from_code)?,
            killed: killed.transpose()?,
            known: some_of("known", &self.known, &Known::ALL)?,
            review: one_of("review", &self.review, &Review::ALL)?,
            bounds: bounds.transpose()?,
            order: one_of("order", &self.order, &ORDERS)?.unwrap_or_default(),
        })
    }

    /// What only the store can look up: names and words.
    fn named(&self) -> Option<Query> {
        let words = |words: &str| some(words).map(str::to_string);
        let query = Query {
            text: words(&self.text),
            place: words(&self.place),
            actor: words(&self.actor),
            outlet: words(&self.outlet),
            ..Query::default()
        };
        (query != Query::default()).then_some(query)
    }

    /// The page of the list that is asked for, from 1.
    pub fn page(&self) -> Result<usize, Failure> {
        let Some(page) = some(&self.page) else { return Ok(1) };
        page.parse().ok().filter(|&page| page > 0).ok_or_else(|| wrong("page", page, "a number from 1"))
    }

    /// How many events data are asked for; `None` for all.
    pub fn limit(&self) -> Result<Option<usize>, Failure> {
        some(&self.limit).map(|limit| limit.parse().map_err(|_| wrong("limit", limit, "a number"))).transpose()
    }

    /// The query of an address that asks for the same, on another page of the list.
    pub fn address(&self, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        serde_urlencoded::to_string(Filter { page, ..self.clone() }.set()).unwrap_or_default()
    }

    /// Every field that is not empty, by its name.
    pub fn set(&self) -> Vec<(String, String)> {
        let all = serde_json::to_value(self).unwrap_or_default();
        let fields = all.as_object().into_iter().flatten();
        fields.filter_map(|(name, value)| Some((name.clone(), some(value.as_str()?)?.to_string()))).collect()
    }

    /// The query of an address that asks for the same without these fields, on the first page of the list.
    pub fn without(&self, fields: &[&str]) -> String {
        let mut set = self.set();
        set.retain(|(name, _)| name != "page" && !fields.contains(&name.as_str()));
        serde_urlencoded::to_string(set).unwrap_or_default()
    }
}

/// In place of a first-level division.
const NO_DIVISION: &str = "none";

/// The orders of the list, each with its word in addresses.
pub(crate) const ORDERS: [(Order, &str); 4] = [
    (Order::Latest, "latest"),
    (Order::Earliest, "earliest"),
    (Order::Deadliest, "deadliest"),
    (Order::MostTold, "most_told"),
];

/// What is not empty, without white space around it.
pub(crate) fn some(words: &str) -> Option<&str> {
    Some(words.trim()).filter(|words| !words.is_empty())
}

/// A day; `None` if none is given.
pub(crate) fn day(name: &str, words: &str) -> Result<Option<Date>, Failure> {
    some(words).map(|words| words.parse().map_err(|_| wrong(name, words, "a day such as 2024-01-31"))).transpose()
}

fn code<T>(name: &str, words: &str, known: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Failure> {
    some(words).map(|words| known(words).ok_or_else(|| wrong(name, words, "one of the codebook's"))).transpose()
}

/// The value with this word.
fn one_of<T: Copy>(name: &str, words: &str, known: &[(T, &str)]) -> Result<Option<T>, Failure> {
    let Some(words) = some(words) else { return Ok(None) };
    let found = known.iter().find(|(_, word)| *word == words).map(|(value, _)| Some(*value));
    let all: Vec<&str> = known.iter().map(|(_, word)| *word).collect();
    found.ok_or_else(|| wrong(name, words, &format!("one of {}", all.join(", "))))
}

/// The values with these words, which have commas between them.
fn some_of<T: Copy>(name: &str, words: &str, known: &[(T, &str)]) -> Result<Vec<T>, Failure> {
    let all: Result<Vec<Option<T>>, Failure> = words.split(',').map(|word| one_of(name, word, known)).collect();
    Ok(all?.into_iter().flatten().collect())
}

fn wrong(name: &str, words: &str, wanted: &str) -> Failure {
    Failure::asked(format!("{name}: {words:?} is not {wanted}"))
}
