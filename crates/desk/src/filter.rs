use record::{Date, Family, Grade, Standing, SubEventType};
use serde::{Deserialize, Serialize};
use store::{Order, Query};

use crate::failure::Failure;

/// What an address asks of the events, by the names of the form's fields; what is empty filters nothing.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Filter {
    pub from: String,
    pub to: String,
    pub country: String,
    pub place: String,
    pub actor: String,
    /// A type or a family.
    #[serde(rename = "type")]
    pub kind: String,
    pub standing: String,
    pub killed: String,
    pub outlet: String,
    pub grade: String,
    pub text: String,
    pub order: String,
    /// The page of the list, from 1.
    pub page: String,
}

impl Filter {
    /// The question to the store, without limit and offset.
    pub fn query(&self) -> Result<Query, Failure> {
        let sub_event_type = SubEventType::from_code(&self.kind);
        let family = Family::from_code(&self.kind);
        if !self.kind.is_empty() && sub_event_type.is_none() && family.is_none() {
            return Err(Failure::asked(format!("{:?} is no type of event and no family", self.kind)));
        }
        let killed = some(&self.killed).map(|words| words.parse());
        Ok(Query {
            from: day("from", &self.from)?,
            to: day("to", &self.to)?,
            country: some(&self.country).map(str::to_uppercase),
            place: some(&self.place).map(str::to_string),
            actor: some(&self.actor).map(str::to_string),
            sub_event_type,
            family,
            standing: code("standing", &self.standing, Standing::from_code)?,
            killed_at_least: killed.transpose().map_err(|_| wrong("killed", &self.killed, "a number"))?,
            text: some(&self.text).map(str::to_string),
            outlet: some(&self.outlet).map(str::to_string),
            grade: code("grade", &self.grade, Grade::from_code)?,
            order: match self.order.as_str() {
                "" | "latest" => Order::Latest,
                "earliest" => Order::Earliest,
                "deadliest" => Order::Deadliest,
                "most_told" => Order::MostTold,
                other => {
                    return Err(wrong("order", other, "one of latest, earliest, deadliest, most_told"));
                }
            },
            limit: None,
            offset: 0,
        })
    }

    /// The page of the list that is asked for, from 1.
    pub fn page(&self) -> Result<usize, Failure> {
        let Some(page) = some(&self.page) else { return Ok(1) };
        page.parse().ok().filter(|&page| page > 0).ok_or_else(|| wrong("page", page, "a number from 1"))
    }

    /// The query of an address that asks for the same, on another page of the list.
    pub fn address(&self, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let all = serde_json::to_value(Filter { page, ..self.clone() }).unwrap_or_default();
        let set: Vec<(&String, &str)> = all
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| Some((name, some(value.as_str()?)?)))
            .collect();
        serde_urlencoded::to_string(set).unwrap_or_default()
    }
}

fn some(words: &str) -> Option<&str> {
    Some(words.trim()).filter(|words| !words.is_empty())
}

fn day(name: &str, words: &str) -> Result<Option<Date>, Failure> {
    some(words).map(|words| words.parse().map_err(|_| wrong(name, words, "a day such as 2024-01-31"))).transpose()
}

fn code<T>(name: &str, words: &str, known: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Failure> {
    some(words).map(|words| known(words).ok_or_else(|| wrong(name, words, "one of the codebook's"))).transpose()
}

fn wrong(name: &str, words: &str, wanted: &str) -> Failure {
    Failure::asked(format!("{name}: {words:?} is not {wanted}"))
}
