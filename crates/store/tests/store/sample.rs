//! Reports, event reports and events of our own to put into a store.

use std::collections::BTreeSet;

use jiff::Timestamp;
use record::*;
use store::{Fingerprint, Likeness, RunId, Store};

use crate::place::Place;

/// A store in a place of its own, which goes with it.
pub struct Sample {
    pub store: Store,
    pub run: RunId,
    pub place: Place,
}

pub fn at(words: &str) -> Timestamp {
    words.parse().expect("a time")
}

pub fn day(words: &str) -> Date {
    words.parse().expect("a day")
}

impl Sample {
    pub fn new() -> Sample {
        let place = Place::new();
        let mut store = Store::create(&place.name).expect("a store");
        let run = store.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z")).expect("a run");
        Sample { store, run, place }
    }

    pub fn add(&mut self, coded: &CodedReport) -> store::Stored {
        self.add_by(coded, self.run)
    }

    pub fn add_by(&mut self, coded: &CodedReport, run: RunId) -> store::Stored {
        let words = words(&coded.report.text);
        let like = |other: &[u8]| like(&words, other);
        self.store.add(&[(coded, &fingerprint(&words, &like))], run).expect("a report is added")[0]
    }

    pub fn tellings(&self) -> Vec<Telling> {
        let mut tellings = Vec::new();
        self.store.each_telling(|telling| tellings.push(telling)).expect("tellings");
        tellings
    }
}

/// A measure of likeness for tests: the words themselves are the sketch, and a text is a copy that has nine of ten of them.
fn words(text: &str) -> Vec<String> {
    let words: BTreeSet<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.into_iter().collect()
}

fn like(words: &[String], other: &[u8]) -> Likeness {
    let other = String::from_utf8(other.to_vec()).expect("words");
    let other: BTreeSet<&str> = other.split('\n').collect();
    let both = words.iter().filter(|word| other.contains(word.as_str())).count() as f64;
    let alike = both / (words.len() + other.len()) as f64 * 2.0;
    Likeness { copy: alike >= 0.9, alike }
}

fn hash(word: &str) -> u64 {
    word.bytes().fold(7, |hash: u64, byte| hash.wrapping_mul(1_000_003).wrapping_add(u64::from(byte)))
}

pub fn fingerprint<'a>(words: &[String], like: &'a dyn Fn(&[u8]) -> Likeness) -> Fingerprint<'a> {
    Fingerprint {
        sketch: words.join("\n").into_bytes(),
        bands: words.iter().map(|word| hash(word)).collect(),
        passages: words.windows(2).map(|pair| hash(&pair.join(" "))).collect(),
        like,
    }
}

pub fn report(id: &str, outlet: &str, published: Option<&str>, text: &str) -> Report {
    let published = published.map(day);
    Report {
        id: id.to_string(),
        path: format!("{id}.txt"),
        text: text.to_string(),
        title: Some(Quote::new(text, Span::new(0, text.find('\n').unwrap_or(text.len())))),
        published: published.map(|date| Published { date, origin: DateOrigin::Given }),
        outlets: vec![outlet.to_string()],
        language: Some("en".to_string()),
        ..Report::default()
    }
}

/// The words of a text as a quotation.
pub fn quote(text: &str, words: &str) -> Quote {
    let start = text.find(words).unwrap_or_else(|| panic!("{words:?} in {text:?}"));
    Quote::new(text, Span::new(start, start + words.len()))
}

pub fn actor(name: &str, above: &[&str], spans: Vec<Span>) -> Actor {
    let ancestry = above.iter().map(|name| name.to_string()).collect();
    Actor { name: name.to_string(), aliases: Vec::new(), id: None, ancestry, spans }
}

/// An event report with something in every part.
pub fn event_report(id: &str, text: &str, anchor: &str, start: Option<&str>) -> EventReport {
    let anchor = quote(text, anchor);
    let start = start.map(day);
    let date = EventDate {
        start,
        end: start,
        precision: start.map_or(DatePrecision::Unknown, |_| DatePrecision::Day),
        ..EventDate::unknown(None)
    };
    let evidence = Quote::new(text, Span::new(anchor.span.start, text.len()));
    EventReport {
        id: id.to_string(),
        sub_event_type: SubEventType::AirDroneStrike,
        standing: Standing::Occurred,
        focus: Focus::Main,
        date,
        location: Some(Location {
            name: "Sarmin".to_string(),
            country: Some("SYR".to_string()),
            admin1: Some("Idlib".to_string()),
            point: Some(LatLon { lat: 35.9, lon: 36.73 }),
            geo_precision: GeoPrecision::Exact,
            extent: Extent::Spot,
            spans: Vec::new(),
        }),
        initiators: vec![actor("Military Forces of Syria", &["Syria"], vec![anchor.span])],
        targets: vec![actor("Civilians (Syria)", &[], Vec::new())],
        weapons: vec![WeaponUse { weapon: "bomb".to_string(), span: anchor.span }],
        casualties: vec![Casualty {
            outcome: Outcome::Killed,
            group: None,
            figure: Figure::at_least(4),
            source: Some(Quote { text: "a doctor, by telephone".to_string(), span: anchor.span }),
            span: anchor.span,
        }],
        victims: Vec::new(),
        sources: vec![anchor.clone()],
        claimed_by: Vec::new(),
        denied_by: vec![actor("Military Forces of Syria", &["Syria"], Vec::new())],
        response_to: Some(Response { to: "t1".to_string(), span: anchor.span }),
        doubts: vec![Doubt {
            field: Field::Date,
            reason: DoubtReason::Assumed,
            note: "The day is that of publication.".to_string(),
            span: None,
        }],
        evidence: vec![evidence],
        anchor,
    }
}

pub fn tally(text: &str, words: &str) -> Tally {
    Tally {
        id: "t1".to_string(),
        what: "strike".to_string(),
        initiators: vec![actor("Military Forces of Syria", &["Syria"], Vec::new())],
        targets: Vec::new(),
        location: None,
        joint: false,
        figure: Figure::at_least(60),
        since: EventDate::unknown(None),
        as_of: Some(day("2024-02-02")),
        source: None,
        evidence: vec![quote(text, words)],
    }
}

pub fn coded(report: Report, event_reports: Vec<EventReport>) -> CodedReport {
    CodedReport { report, event_reports, tallies: Vec::new(), doubts: Vec::new() }
}

pub const TEXT: &str = "Strike on Sarmin\n\nWarplanes bombed the market of Sarmin on Friday. At least four people died, \
    a doctor said. Later that day, helicopters struck a bridge to the east of the town, and nobody was hurt there.";

/// A report of two events.
pub fn strike(id: &str, outlet: &str, published: Option<&str>) -> CodedReport {
    let first = event_report("e1", TEXT, "bombed the market", Some("2024-02-02"));
    let second = event_report("e2", TEXT, "struck a bridge", Some("2024-02-02"));
    coded(report(id, outlet, published, TEXT), vec![first, second])
}

/// The event that these tellings give when put together by their first.
pub fn event(tellings: &[&Telling]) -> Event {
    let mut tellings = tellings.to_vec();
    tellings.sort_by_key(|telling| (telling.published.is_none(), telling.published, telling.key));
    let first = &tellings[0].event_report;
    let told = |telling: &&Telling| Told {
        telling: telling.key,
        casualty: telling.event_report.casualties[0].clone(),
        published: telling.published,
    };
    let figures = || tellings.iter().filter_map(|telling| telling.event_report.casualties[0].figure.min);
    let toll = Toll {
        outcome: Outcome::Killed,
        group: None,
        low: figures().min(),
        best: figures().max(),
        high: None,
        rule: "the highest".to_string(),
        told: tellings.iter().map(told).collect(),
    };
    Event {
        key: tellings[0].key,
        tellings: tellings.iter().map(|telling| telling.key).collect(),
        sub_event_type: first.sub_event_type,
        standing: first.standing,
        date: first.date.clone(),
        dated_by: None,
        undated: Vec::new(),
        location: first.location.clone(),
        initiators: first.initiators.clone(),
        targets: first.targets.clone(),
        weapons: Vec::new(),
        tolls: vec![toll],
        victims: vec!["Abu Omar".to_string()],
        claimed_by: Vec::new(),
        denied_by: Vec::new(),
        contradictions: Vec::new(),
        corroboration: Corroboration {
            grade: if tellings.len() > 1 { Grade::Fair } else { Grade::Weak },
            reason: "counted".to_string(),
            independent: tellings.len(),
        },
        answers: Vec::new(),
    }
}

impl Sample {
    /// Saves these groups of tellings as events, and what was pending as done.
    pub fn link(&mut self, groups: &[&[&Telling]]) {
        let pending = self.store.pending().expect("what is pending");
        let save = |links: &store::Links| {
            groups.iter().try_for_each(|group| links.event(&event(group)))?;
            links.settle(&pending)
        };
        self.store.save_links(self.run, save).expect("links are saved");
    }
}

/// A report of one strike with words of its own, so that it is no copy of any other.
pub fn other_strike(id: &str, outlet: &str, published: &str, place: &str, killed: u64) -> CodedReport {
    let text = format!(
        "{id} {place} hit\n\nJets of {id} bombed the depot of {place} at {id} hours, {outlet} heard from {id} there. \
         {killed} were counted by {outlet}."
    );
    let mut told = event_report("e1", &text, "bombed the depot", Some(published));
    told.location.as_mut().expect("a place").name = place.to_string();
    told.casualties[0].figure = Figure::exactly(killed);
    coded(report(id, outlet, Some(published), &text), vec![told])
}
