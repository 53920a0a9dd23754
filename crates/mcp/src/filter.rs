use record::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use store::{Asked, Order, Query, first_day, last_day};

/// Most events of one answer.
const MOST: usize = 100;

/// Events of one answer unless told.
const USUAL: usize = 20;

/// Which events are meant: those that fit every filter given.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// On or after this day: 2024-01-31, or 2024-01 or 2024 for its first day.
    pub from: Option<String>,
    /// On or before this day: 2024-01-31, or 2024-01 or 2024 for its last day.
    pub to: Option<String>,
    /// In this country, by its ISO 3166 alpha-3 code: IRQ.
    pub country: Option<String>,
    /// At a place or in a province of this name.
    pub place: Option<String>,
    /// By or against this actor, by any of its names, or one that belongs to it.
    pub actor: Option<String>,
    /// Of this type or family of types, by code: air_drone_strike, battles.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// With this standing: occurred, alleged, denied, foiled, planned.
    pub standing: Option<String>,
    /// So well borne out: confirmed, fair, weak, contested, discounted.
    pub grade: Option<String>,
    /// At least so many killed, by the best figure.
    pub killed: Option<u64>,
    /// Told by this outlet, by its name.
    pub outlet: Option<String>,
    /// With these words in headline, evidence, actors or place; words in quotation marks in this order.
    pub text: Option<String>,
    /// Which come first; the latest unless told.
    #[serde(default)]
    pub order: First,
    /// At most so many events, 1 to 100; 20 unless told.
    pub at_most: Option<usize>,
    /// After leaving out so many.
    pub offset: Option<usize>,
}

/// Which events come first.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum First {
    /// Those of the latest days.
    #[default]
    Latest,
    /// Those of the earliest days.
    Earliest,
    /// Those with most killed.
    Deadliest,
    /// Those that most reports tell.
    MostTold,
}

impl Filter {
    /// The query that this asks for, or what is wrong with it, in words.
    pub(crate) fn query(self) -> Result<Query, String> {
        let asked = Asked {
            from: self.from.map(|words| day("from", &words, first_day)).transpose()?,
            to: self.to.map(|words| day("to", &words, last_day)).transpose()?,
            country: self.country,
            place: self.place,
            actor: self.actor,
            kind: self.kind,
            standing: self.standing,
            grade: self.grade,
            killed: self.killed,
            outlet: self.outlet,
            text: self.text,
            order: match self.order {
                First::Latest => Order::Latest,
                First::Earliest => Order::Earliest,
                First::Deadliest => Order::Deadliest,
                First::MostTold => Order::MostTold,
            },
            limit: Some(self.at_most.unwrap_or(USUAL).clamp(1, MOST)),
            offset: self.offset.unwrap_or(0),
        };
        asked.query().map_err(|wrong| format!("{}: {}", wrong.filter, wrong.reason))
    }
}

fn day(filter: &str, words: &str, read: fn(&str) -> Option<Date>) -> Result<Date, String> {
    read(words).ok_or_else(|| format!("{filter}: {words:?} is no day such as 2024-01-31, no month and no year"))
}
