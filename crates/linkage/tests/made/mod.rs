//! Tellings and tallies made for tests: one act, told as plainly as can be, for each test to change.

#![allow(dead_code)] // Each test file uses its own part.

use record::*;

pub fn key(number: u64) -> Key {
    Key::from_number(number).expect("a small number is a key")
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a day as YYYY-MM-DD")
}

pub fn quote(text: &str) -> Quote {
    Quote { text: text.to_string(), span: Span::new(0, text.len()) }
}

pub fn on(text: &str) -> EventDate {
    span(text, text, DatePrecision::Day)
}

pub fn span(start: &str, end: &str, precision: DatePrecision) -> EventDate {
    EventDate { start: Some(day(start)), end: Some(day(end)), precision, ..EventDate::unknown(None) }
}

pub fn actor(name: &str) -> Actor {
    Actor { name: name.to_string(), aliases: Vec::new(), id: None, ancestry: Vec::new(), spans: Vec::new() }
}

pub fn member(name: &str, of: &[&str]) -> Actor {
    Actor { ancestry: of.iter().map(|name| name.to_string()).collect(), ..actor(name) }
}

pub fn town(name: &str, country: &str, point: Option<(f64, f64)>) -> Location {
    Location {
        name: name.to_string(),
        country: Some(country.to_string()),
        admin1: None,
        point: point.map(|(lat, lon)| LatLon { lat, lon }),
        geo_precision: GeoPrecision::Exact,
        extent: Extent::Spot,
        spans: vec![Span::new(3, 9)],
    }
}

pub fn wide(name: &str, country: Option<&str>) -> Location {
    Location {
        country: country.map(str::to_string),
        geo_precision: GeoPrecision::Province,
        extent: Extent::Country,
        ..town(name, "", None)
    }
}

pub fn figure(outcome: Outcome, group: Option<&str>, figure: Figure, source: Option<&str>) -> Casualty {
    Casualty { outcome, group: group.map(str::to_string), figure, source: source.map(quote), span: Span::new(0, 1) }
}

pub fn killed(group: Option<&str>, number: Figure, source: Option<&str>) -> Casualty {
    figure(Outcome::Killed, group, number, source)
}

/// Key and report of the same number; published by `outlet` on `published` ("" for neither).
pub fn telling(number: u64, outlet: &str, published: &str, change: impl FnOnce(&mut EventReport)) -> Telling {
    let mut event_report = EventReport::untold("e1".to_string(), SubEventType::Attack, quote("attack"));
    change(&mut event_report);
    Telling {
        key: key(number),
        report: key(number + 1000),
        report_id: format!("report {number}"),
        published: (!published.is_empty()).then(|| day(published)),
        outlets: if outlet.is_empty() { Vec::new() } else { vec![outlet.to_string()] },
        event_report,
    }
}

/// A tally of attacks by militias on an army in two countries, told on a day.
pub fn tally(
    number: u64,
    published: &str,
    figure: Figure,
    since: EventDate,
    change: impl FnOnce(&mut Tally),
) -> ReportedTally {
    let mut tally = Tally {
        id: "t1".to_string(),
        what: "attack".to_string(),
        initiators: vec![actor("Harbour-backed militias")],
        targets: vec![actor("Military Forces of Norland")],
        location: Some(wide("Westmark and Sudmark", None)),
        joint: false,
        figure,
        since,
        as_of: None,
        source: None,
        evidence: Vec::new(),
    };
    change(&mut tally);
    ReportedTally {
        key: key(number),
        report: key(number + 1000),
        report_id: format!("report {number}"),
        published: (!published.is_empty()).then(|| day(published)),
        outlets: Vec::new(),
        tally,
    }
}

/// The same list in another order, which the seed gives.
pub fn shuffled<T: Clone>(list: &[T], seed: usize) -> Vec<T> {
    let mut list = list.to_vec();
    for at in (1..list.len()).rev() {
        list.swap(at, (seed.wrapping_mul(2_654_435_761).wrapping_add(at * 40_503)) % (at + 1));
    }
    list
}
