use record::{Date, Family, Grade, Standing, SubEventType};
use schemars::JsonSchema;
use serde::Deserialize;
use store::{Order, Query};

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
    /// latest (unless told), earliest, deadliest or most_told first.
    pub order: Option<String>,
    /// At most so many events, 1 to 100; 20 unless told.
    pub at_most: Option<usize>,
    /// After leaving out so many.
    pub offset: Option<usize>,
}

impl Filter {
    /// The query that this asks for, or what is wrong with it, in words.
    pub(crate) fn query(&self) -> Result<Query, String> {
        let sub_event_type = self.kind.as_deref().and_then(SubEventType::from_code);
        let family = self.kind.as_deref().and_then(Family::from_code);
        if let Some(kind) = self.kind.as_deref().filter(|_| sub_event_type.is_none() && family.is_none()) {
            let codes =
                Family::ALL.iter().map(|code| code.code()).chain(SubEventType::ALL.iter().map(|code| code.code()));
            return Err(format!("type: {kind:?} is none of {}", codes.collect::<Vec<_>>().join(", ")));
        }
        Ok(Query {
            from: self.from.as_deref().map(|words| day("from", words, first)).transpose()?,
            to: self.to.as_deref().map(|words| day("to", words, last)).transpose()?,
            country: self.country.as_ref().map(|code| code.to_uppercase()),
            place: self.place.clone(),
            actor: self.actor.clone(),
            sub_event_type,
            family,
            standing: code("standing", self.standing.as_deref(), Standing::from_code, Standing::ALL)?,
            grade: code("grade", self.grade.as_deref(), Grade::from_code, Grade::ALL)?,
            killed_at_least: self.killed,
            text: self.text.clone(),
            outlet: self.outlet.clone(),
            order: match self.order.as_deref() {
                None | Some("latest") => Order::Latest,
                Some("earliest") => Order::Earliest,
                Some("deadliest") => Order::Deadliest,
                Some("most_told" | "most-told") => Order::MostTold,
                Some(other) => {
                    return Err(format!("order: {other:?} is none of latest, earliest, deadliest, most_told"));
                }
            },
            limit: Some(self.at_most.unwrap_or(USUAL).clamp(1, MOST)),
            offset: self.offset.unwrap_or(0),
        })
    }
}

fn day(key: &str, words: &str, of_part: impl Fn(&str) -> Option<Date>) -> Result<Date, String> {
    let whole = words.parse().ok().or_else(|| of_part(words));
    whole.ok_or_else(|| format!("{key}: {words:?} is no day such as 2024-01-31, no month and no year"))
}

fn first(words: &str) -> Option<Date> {
    format!("{words}-01").parse().ok().or_else(|| format!("{words}-01-01").parse().ok())
}

fn last(words: &str) -> Option<Date> {
    let month: Option<Date> = format!("{words}-01").parse().ok();
    month.map(|day| day.last_of_month()).or_else(|| format!("{words}-12-31").parse().ok())
}

/// A code of a fixed list; an error names the list.
fn code<T: std::fmt::Display>(
    key: &str,
    word: Option<&str>,
    known: impl Fn(&str) -> Option<T>,
    all: &[T],
) -> Result<Option<T>, String> {
    let Some(word) = word else { return Ok(None) };
    let listed = || all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    known(word).map(Some).ok_or_else(|| format!("{key}: {word:?} is none of {}", listed()))
}
