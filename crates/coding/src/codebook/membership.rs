//! What an actor belongs to and from when to when, and under which numbers other registries have it.

use record::Date;
use serde::Deserialize;

/// One of an actor's `parents`: an id alone, or a table with the dates between which it held.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Membership {
    /// The parent's id.
    pub id: String,
    /// When it began, if known.
    pub since: Option<PartialDate>,
    /// When it ended, if it did and the date is known.
    pub until: Option<PartialDate>,
}

impl Membership {
    /// Whether it may have held on some day between these two, both included.
    pub fn held(&self, first: Date, last: Date) -> bool {
        self.since.as_ref().is_none_or(|since| since.first <= last)
            && self.until.as_ref().is_none_or(|until| until.last >= first)
    }
}

/// A year, a month or a day, as EDTF (ISO 8601-2) writes it: `2012`, `2012-03`, `2012-03-05`; `~`, `?` or `%` behind it
/// tells that it is about then, unsure, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialDate {
    /// As it is written.
    pub text: String,
    /// The first day that it may mean.
    pub first: Date,
    /// The last day that it may mean.
    pub last: Date,
}

impl PartialDate {
    fn read(text: &str) -> Result<PartialDate, String> {
        let wrong = || format!("{text:?} is no date: a year, a month or a day is written 2012, 2012-03 or 2012-03-05");
        let bare = text.strip_suffix(['~', '?', '%']).unwrap_or(text);
        let parsed = |day: String| day.parse::<Date>().map_err(|_| wrong());
        let (first, last) = match bare.len() {
            4 => (parsed(format!("{bare}-01-01"))?, parsed(format!("{bare}-12-31"))?),
            7 => {
                let first = parsed(format!("{bare}-01"))?;
                (first, first.last_of_month())
            }
            10 => (parsed(bare.to_string())?, parsed(bare.to_string())?),
            _ => return Err(wrong()),
        };
        Ok(PartialDate { text: text.to_string(), first, last })
    }
}

/// An actor's item on Wikidata.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct WikidataId(pub String);

impl TryFrom<String> for WikidataId {
    type Error = String;

    fn try_from(text: String) -> Result<WikidataId, String> {
        let digits = text.strip_prefix('Q').unwrap_or_default();
        if digits.is_empty() || digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!("{text:?} is no item of Wikidata, which is Q and a number"));
        }
        Ok(WikidataId(text))
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a parent is an id, or a table with `id`, `since` and `until`, dates in quotation marks")]
enum Written {
    Id(String),
    Table(Table),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    id: String,
    since: Option<String>,
    until: Option<String>,
}

impl TryFrom<Written> for Membership {
    type Error = String;

    fn try_from(written: Written) -> Result<Membership, String> {
        let table = match written {
            Written::Id(id) => return Ok(Membership { id, since: None, until: None }),
            Written::Table(table) => table,
        };
        let read = |text: Option<String>| text.as_deref().map(PartialDate::read).transpose();
        let (since, until) = (read(table.since)?, read(table.until)?);
        if let (Some(since), Some(until)) = (&since, &until)
            && since.first > until.last
        {
            return Err(format!("{} ends {} before it begins {}", table.id, until.text, since.text));
        }
        Ok(Membership { id: table.id, since, until })
    }
}

#[cfg(test)]
mod tests {
    use super::{Membership, WikidataId};

    #[derive(serde::Deserialize)]
    struct Entry {
        parents: Vec<Membership>,
        wikidata: Option<WikidataId>,
    }

    fn entry(text: &str) -> Result<Entry, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }

    fn held(membership: &str, day: &str) -> bool {
        let entry = entry(&format!("parents = [{membership}]")).unwrap();
        let day = day.parse().unwrap();
        entry.parents[0].held(day, day)
    }

    #[test]
    fn a_membership_holds_between_its_dates() {
        let both = "{ id = \"a\", since = \"2012\", until = \"2019-03\" }";
        assert!(!held(both, "2011-12-31"));
        assert!(held(both, "2012-01-01"));
        assert!(held(both, "2019-03-31"));
        assert!(!held(both, "2019-04-01"));
        assert!(held("{ id = \"a\", until = \"2019-03-05~\" }", "1980-01-01"));
        assert!(held("{ id = \"a\", since = \"2016-02\" }", "2016-02-29"));
        assert!(held("\"a\"", "1900-01-01"));
    }

    #[test]
    fn what_is_no_date_or_no_item_is_a_fault() {
        let faults = [
            "parents = [{ id = \"a\", since = \"March 2012\" }]",
            "parents = [{ id = \"a\", since = \"2012-13\" }]",
            "parents = [{ id = \"a\", since = 2012 }]",
            "parents = [{ id = \"a\", from = \"2012\" }]",
            "parents = [{ since = \"2012\" }]",
            "parents = [{ id = \"a\", since = \"2019\", until = \"2012\" }]",
            "parents = []\nwikidata = \"41053\"",
            "parents = []\nwikidata = \"Q41,053\"",
        ];
        for fault in faults {
            assert!(entry(fault).is_err(), "{fault}");
        }
        assert_eq!(entry("parents = []\nwikidata = \"Q41053\"").unwrap().wikidata, Some(WikidataId("Q41053".into())));
    }
}
