//! What Dateline's own events hold beside a series of tallies. What a tally counts is told in
//! `codebook/linkage/tally.toml`.

use std::sync::LazyLock;

use record::{Actor, Date, Event, Key, Outcome, ReportedTally, Series, Standing, SubEventType};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::{places, start};
use crate::casualty::people::{endings, is_unnamed};
use crate::reconcile::phrase::{Phrases, words};

/// What Dateline holds for the time that a tally spans.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OwnCount {
    /// The tally.
    pub tally: Key,
    /// First day counted: the tally's own start, else its series'; `None` if neither is known, and then nothing is counted.
    pub from: Option<Date>,
    /// Last day counted: what the tally is as of, else the day of its publication; `None` if neither is known, and then nothing
    /// is counted.
    pub to: Option<Date>,
    /// Events of that kind and area by those doers (or by nobody told), against those targets; in order of key.
    pub events: Vec<Key>,
    /// Events alike but for their doer, of whom the records do not tell that it belongs to the tally's; in order of key.
    pub by_others: Vec<Key>,
}

/// What must be known of an event to count it beside a tally: a whole [`Event`], or whatever is kept of many.
pub trait Countable {
    /// Its name.
    fn key(&self) -> Key;
    /// First and last possible day; `None` if nothing fixes them.
    fn days(&self) -> Option<(Date, Date)>;
    /// How the act stands.
    fn standing(&self) -> Standing;
    /// The type of the act.
    fn sub_event_type(&self) -> SubEventType;
    /// Whether a figure of this outcome is told that may be more than 0.
    fn has(&self, outcome: Outcome) -> bool;
    /// Who acted.
    fn initiators(&self) -> impl Iterator<Item = &Actor>;
    /// Whom or what it was aimed at.
    fn targets(&self) -> impl Iterator<Item = &Actor>;
    /// Names of the place and of its first-level division, and its country by ISO 3166 alpha-3; `None` if no place is told.
    fn place(&self) -> Option<(&str, Option<&str>, Option<&str>)>;
}

impl Countable for Event {
    fn key(&self) -> Key {
        self.key
    }

    fn days(&self) -> Option<(Date, Date)> {
        self.date.start.zip(self.date.end)
    }

    fn standing(&self) -> Standing {
        self.standing
    }

    fn sub_event_type(&self) -> SubEventType {
        self.sub_event_type
    }

    fn has(&self, outcome: Outcome) -> bool {
        self.tolls.iter().any(|toll| toll.outcome == outcome && toll.high != Some(0))
    }

    fn initiators(&self) -> impl Iterator<Item = &Actor> {
        self.initiators.iter()
    }

    fn targets(&self) -> impl Iterator<Item = &Actor> {
        self.targets.iter()
    }

    fn place(&self) -> Option<(&str, Option<&str>, Option<&str>)> {
        let place = self.location.as_ref()?;
        Some((&place.name, place.admin1.as_deref(), place.country.as_deref()))
    }
}

/// For each tally of a series, how many events of its kind, actors and area are held for its time.
///
/// An event is in the time if it may lie within by its days, and counts if it occurred, is alleged, or was foiled. It is
/// never said that these are the events that the tally counts.
pub fn own_count(series: &Series, events: &[impl Countable]) -> Vec<OwnCount> {
    let begun = start(series);
    series.tallies.iter().map(|told| count(told, begun, events)).collect()
}

fn count(told: &ReportedTally, begun: Option<Date>, events: &[impl Countable]) -> OwnCount {
    let from = told.tally.since.start.or(begun);
    let to = told.tally.as_of.or(told.published);
    let mut own = OwnCount { tally: told.key, from, to, events: Vec::new(), by_others: Vec::new() };
    let (Some(first), Some(last)) = (from, to) else { return own };
    let Some(kind) = kind(&told.tally.what) else { return own };
    let area = told.tally.location.as_ref().map(|area| Area::of(&area.name));
    let (doers, targets) = (named(told.tally.initiators.iter()), named(told.tally.targets.iter()));
    for event in events.iter().filter(|event| within(*event, first, last) && kind.has(*event)) {
        let outside = || area.as_ref().is_some_and(|area| !area.has(event));
        if belong(event.targets(), &targets) == Some(false) || outside() {
            continue;
        }
        let others = belong(event.initiators(), &doers) == Some(false);
        if others { own.by_others.push(event.key()) } else { own.events.push(event.key()) }
    }
    own.events.sort();
    own.by_others.sort();
    own
}

fn within(event: &impl Countable, first: Date, last: Date) -> bool {
    event.days().is_some_and(|(start, end)| start <= last && first <= end)
        && matches!(event.standing(), Standing::Occurred | Standing::Alleged | Standing::Foiled)
}

fn named<'a>(actors: impl Iterator<Item = &'a Actor>) -> Vec<&'a Actor> {
    actors.filter(|actor| !is_unnamed(actor)).collect()
}

/// Whether one of the event's actors is one of the tally's or belongs to it; `None` if either names nobody.
fn belong<'a>(of_event: impl Iterator<Item = &'a Actor>, counted: &[&Actor]) -> Option<bool> {
    if counted.is_empty() {
        return None;
    }
    let own = named(of_event);
    let fits = |actor: &Actor, by: &Actor| crate::reconcile::doer::may_be_same(actor, by);
    (!own.is_empty()).then(|| own.iter().any(|actor| counted.iter().any(|by| fits(actor, by))))
}

/// The places that a tally counts over, and the countries among them.
struct Area {
    names: Vec<String>,
    countries: Vec<&'static str>,
}

impl Area {
    fn of(name: &str) -> Area {
        let names = places(name);
        let countries = names.iter().filter_map(|name| KINDS.countries.get(name)).map(String::as_str).collect();
        Area { names, countries }
    }

    /// Whether the event is in one of them, by its country, the place's name or its province.
    fn has(&self, event: &impl Countable) -> bool {
        let Some((place, admin1, country)) = event.place() else { return false };
        country.is_some_and(|country| self.countries.contains(&country))
            || [Some(place), admin1].into_iter().flatten().flat_map(places).any(|name| self.names.contains(&name))
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Kind {
    words: Vec<String>,
    #[serde(default)]
    families: Vec<record::Family>,
    #[serde(default)]
    types: Vec<record::SubEventType>,
    outcome: Option<Outcome>,
}

impl Kind {
    fn has(&self, event: &impl Countable) -> bool {
        let kind = event.sub_event_type();
        match self.outcome {
            Some(outcome) => event.has(outcome),
            None => self.types.contains(&kind) || self.families.contains(&kind.family()),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
struct KindFile {
    what: Vec<Kind>,
}

struct Kinds {
    what: Vec<Kind>,
    phrases: Phrases<usize>,
    /// Names of countries in lower case → ISO 3166 alpha-3.
    countries: FxHashMap<String, String>,
}

static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let file: KindFile = toml::from_str(include_str!("../../../../codebook/linkage/tally.toml")).unwrap_or_default();
    let phrases =
        file.what.iter().enumerate().flat_map(|(at, kind)| kind.words.iter().map(move |word| (word.clone(), at)));
    let phrases = Phrases::new(phrases, endings());
    Kinds { phrases, what: file.what, countries: countries(include_str!("../../../../codebook/place/country.tsv")) }
});

/// The kind that a tally counts; the last word tells it ("drone attacks"). `None` if the file has no such word.
fn kind(what: &str) -> Option<&'static Kind> {
    let words = words(what);
    let at = (0..words.len()).find_map(|start| {
        let (length, kind) = KINDS.phrases.at(&words, start)?;
        (start + length == words.len()).then_some(kind)
    });
    at.and_then(|at| KINDS.what.get(at))
}

/// Names and other names of countries from the table of places.
fn countries(table: &str) -> FxHashMap<String, String> {
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| header.iter().position(|column| *column == name).unwrap_or(usize::MAX);
    let (name, others, country) = (column("name"), column("other_names"), column("country"));
    let mut known = FxHashMap::default();
    for row in lines.map(|line| line.split('\t').collect::<Vec<_>>()) {
        let Some(code) = row.get(country).filter(|code| !code.is_empty()) else { continue };
        let names =
            row.get(name).into_iter().copied().chain(row.get(others).into_iter().flat_map(|list| list.split('|')));
        for name in names.filter(|name| !name.is_empty()) {
            known.entry(words(name).join(" ")).or_insert_with(|| code.to_string());
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_of_kinds_can_be_read_and_countries_are_known() {
        assert!(toml::from_str::<KindFile>(include_str!("../../../../codebook/linkage/tally.toml")).is_ok());
        assert_eq!(KINDS.countries.get("syria").map(String::as_str), Some("SYR"));
        assert_eq!(KINDS.countries.get("america").map(String::as_str), Some("USA"));
    }

    #[test]
    fn kind_is_told_by_the_last_words() {
        assert_eq!(kind("drone strikes").map(|kind| kind.types.len()), Some(1));
        assert_eq!(kind("killed").and_then(|kind| kind.outcome), Some(Outcome::Killed));
        assert!(kind("resignations").is_none());
    }
}
