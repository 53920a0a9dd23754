//! Exports hold the columns that their targets publish, and whatever a report says, a row stays a row.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use publish::export::{
    ACLED_COLUMNS, CAMEO_COLUMNS, Export, Known, Lore, PLOVER_COLUMNS, Rule, Subject, Tables, Target, UCDP_COLUMNS,
};
use publish::{EVENT_COLUMNS, event_head, event_row};
use record::{
    Actor, Casualty, Corroboration, Event, EventDate, EventReport, Extent, Figure, GeoPrecision, Grade, Headline, Key,
    LatLon, Location, Outcome, Quote, Span, Standing, SubEventType, Telling, Told, Toll,
};

/// Somebody who knows no actor and no country.
struct Stranger;

impl Lore for Stranger {
    fn actor(&self, _: &Actor) -> Known {
        Known::default()
    }

    fn kind(&self, kind: &str) -> Known {
        Known { kind: Some(kind.to_string()), ..Known::default() }
    }

    fn people(&self, _: &Event, toll: &Toll) -> Vec<String> {
        vec![toll.group.clone().unwrap_or("everyone".to_string())]
    }

    fn country(&self, _: &str) -> Option<String> {
        None
    }

    fn code_of(&self, _: &str) -> Option<String> {
        None
    }
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let codebook = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../codebook");
    let mut files = BTreeMap::new();
    for folder in ["event", "export"] {
        for file in fs::read_dir(codebook.join(folder)).unwrap() {
            let path = file.unwrap().path();
            let name = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
            files.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    Tables::read(&files).unwrap()
});

fn quote(text: &str) -> Quote {
    Quote { text: text.to_string(), span: Span::new(0, text.len()) }
}

fn actor(name: &str) -> Actor {
    Actor { name: name.to_string(), aliases: Vec::new(), id: None, ancestry: Vec::new(), spans: Vec::new() }
}

fn toll(group: Option<&str>, low: u64, best: u64, high: Option<u64>, key: Key) -> Toll {
    let casualty = Casualty {
        outcome: Outcome::Killed,
        group: group.map(str::to_string),
        figure: Figure::at_least(low),
        source: Some(quote("police")),
        span: Span::new(0, 1),
    };
    let told = vec![Told { telling: key, casualty, published: None }];
    Toll {
        outcome: Outcome::Killed,
        group: group.map(str::to_string),
        low: Some(low),
        best: Some(best),
        high,
        rule: "the only figure in force".to_string(),
        told,
    }
}

/// An event of one report, in which a stranger wrote every text.
fn written_by(words: &str) -> (Event, Vec<Telling>, Vec<Headline>) {
    let (key, report) = (Key::of_bytes(b"event"), Key::of_bytes(b"report"));
    let mut event_report = EventReport::untold("e1".to_string(), SubEventType::Attack, quote(words));
    event_report.evidence = vec![quote(words)];
    event_report.sources = vec![quote(words)];
    let telling = Telling {
        key,
        report,
        report_id: words.to_string(),
        published: None,
        outlets: vec![words.to_string()],
        event_report,
    };
    let location = Location {
        name: words.to_string(),
        country: Some("MLI".to_string()),
        admin1: Some(words.to_string()),
        point: Some(LatLon { lat: -1.5, lon: -0.25 }),
        geo_precision: GeoPrecision::Exact,
        extent: Extent::Spot,
        spans: Vec::new(),
    };
    let event = Event {
        key,
        tellings: vec![key],
        sub_event_type: SubEventType::Attack,
        standing: Standing::Occurred,
        date: EventDate { text: Some(quote(words)), ..EventDate::unknown(None) },
        dated_by: None,
        undated: Vec::new(),
        location: Some(location),
        initiators: vec![actor(words), actor("A")],
        targets: vec![actor(words)],
        weapons: Vec::new(),
        tolls: vec![toll(None, 4, 5, None, key)],
        victims: vec![words.to_string()],
        claimed_by: vec![actor(words)],
        denied_by: Vec::new(),
        contradictions: Vec::new(),
        corroboration: Corroboration { grade: Grade::Weak, reason: words.to_string(), independent: 1 },
        answers: Vec::new(),
    };
    let headline = Headline { report, title: Some(words.to_string()), url: Some(words.to_string()) };
    (event, vec![telling], vec![headline])
}

fn exported(target: Target, rule: Rule, all: &(Event, Vec<Telling>, Vec<Headline>)) -> String {
    let mut export = Export::new(target, rule, false, &TABLES, &Stranger);
    let subject = Subject { event: &all.0, tellings: &all.1, headlines: &all.2 };
    let text = export.event(&subject).unwrap();
    format!("{}{text}{}", export.head(), export.tail())
}

fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_string).collect()).collect()
}

fn cell(csv: &str, column: &str) -> String {
    let rows = rows(csv);
    let at = rows[0].iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"));
    rows[1][at].clone()
}

#[test]
fn columns_are_those_that_the_targets_publish() {
    let lists = [
        (ACLED_COLUMNS.to_vec(), include_str!("columns/acled.txt"), 31),
        (UCDP_COLUMNS.to_vec(), include_str!("columns/ucdp.txt"), 49),
        (PLOVER_COLUMNS.to_vec(), include_str!("columns/ngec.txt"), 25),
        (CAMEO_COLUMNS.to_vec(), include_str!("columns/phoenix.txt"), 26),
    ];
    for (ours, published, count) in lists {
        assert_eq!(ours, published.split_whitespace().collect::<Vec<_>>());
        assert_eq!(ours.len(), count);
    }
}

#[test]
fn every_type_of_event_has_its_entry_in_the_tables() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../codebook/export/event.toml");
    let file: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let listed: Vec<&str> = file["events"].as_table().unwrap().keys().map(String::as_str).collect();
    let missing = SubEventType::ALL.iter().filter(|kind| !listed.contains(&kind.code()));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&SubEventType>::new());
}

#[test]
fn one_figure_follows_the_rule() {
    let mut all = written_by("words");
    all.0.tolls[0].high = Some(9);
    let fatalities = |rule| cell(&exported(Target::Acled, rule, &all), "fatalities");
    assert_eq!([Rule::Lowest, Rule::Best, Rule::Highest].map(fatalities), ["4", "5", "9"]);
}

#[test]
fn a_figure_that_is_open_upwards_has_no_highest() {
    let ged = exported(Target::Ucdp, Rule::Best, &written_by("words"));
    assert_eq!(["low", "best", "high"].map(|column| cell(&ged, column)), ["4", "5", ""]);
}

#[test]
fn dead_of_different_people_are_added_and_those_of_a_whole_are_not() {
    let mut all = written_by("words");
    let key = all.0.key;
    all.0.tolls = vec![toll(Some("civilians"), 4, 4, Some(4), key), toll(Some("fighters"), 9, 12, None, key)];
    let ged = exported(Target::Ucdp, Rule::Best, &all);
    let cells = ["deaths_civilians", "deaths_unknown", "low", "best", "high"].map(|column| cell(&ged, column));
    // Nobody knows which side the fighters were of, as nobody knows the actors.
    assert_eq!(cells, ["4", "12", "13", "16", ""]);
    all.0.tolls.push(toll(Some("everyone"), 15, 15, Some(15), key));
    let ged = exported(Target::Ucdp, Rule::Best, &all);
    assert_eq!(["deaths_civilians", "deaths_unknown", "best"].map(|column| cell(&ged, column)), ["4", "11", "15"]);
}

#[test]
fn soldiers_are_not_added_to_the_security_forces_among_whom_they_may_be() {
    let mut all = written_by("words");
    let key = all.0.key;
    let groups = [("soldiers", 2), ("police", 3)];
    all.0.tolls = groups.map(|(group, n)| toll(Some(group), n, n, Some(n), key)).to_vec();
    assert_eq!(cell(&exported(Target::Ucdp, Rule::Best, &all), "best"), "5");
    all.0.tolls.push(toll(Some("security forces"), 4, 4, Some(4), key));
    assert_eq!(cell(&exported(Target::Ucdp, Rule::Best, &all), "best"), "4");
}

#[test]
fn what_did_not_happen_is_left_out_where_no_column_would_say_so() {
    let mut all = written_by("words");
    all.0.standing = Standing::Denied;
    let subject = Subject { event: &all.0, tellings: &all.1, headlines: &all.2 };
    for target in [Target::Acled, Target::Ucdp, Target::Plover, Target::Cameo] {
        assert!(Export::new(target, Rule::Best, false, &TABLES, &Stranger).event(&subject).is_err(), "{target:?}");
        assert!(Export::new(target, Rule::Best, true, &TABLES, &Stranger).event(&subject).is_ok(), "{target:?}");
    }
    for target in [Target::Geojson, Target::Hxl] {
        assert!(Export::new(target, Rule::Best, false, &TABLES, &Stranger).event(&subject).is_ok(), "{target:?}");
    }
}

/// Text as strangers write it, and as they would to break a row.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[=+@\t\r\n\",;'<>&|\u{0}-\u{1f}-]{1,12}[a-z]{0,4}",
        Just("=cmd|' /C calc'!A0".to_string()),
        Just("\r=1+1".to_string()),
        Just("]]></title><script>alert(1)</script>".to_string()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_breaks_a_row_or_becomes_a_formula(words in hostile()) {
        let all = written_by(&words);
        let forms = [(Target::Acled, 31), (Target::Ucdp, 49), (Target::Plover, 25), (Target::Hxl, 35)];
        let exports = forms.map(|(target, columns)| (exported(target, Rule::Best, &all), columns));
        let list = [event_head(), event_row(&all.0, &all.1)].concat();
        for (csv, columns) in exports.into_iter().chain([(list, EVENT_COLUMNS.len())]) {
            for row in rows(&csv).iter().skip(1) {
                prop_assert_eq!(row.len(), columns);
                let formula = row.iter().find(|cell| {
                    cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err()
                });
                prop_assert_eq!(formula, None);
            }
        }
        let lines = exported(Target::Cameo, Rule::Best, &all);
        for line in lines.lines() {
            prop_assert_eq!(line.split('\t').count(), 26);
        }
        prop_assert_eq!(lines.lines().count(), 2);
        let feed = exported(Target::Rss, Rule::Best, &all);
        prop_assert_eq!(feed.matches("<item>").count(), 1);
        let of_xml = |c: char| c == '\n' || !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
        prop_assert!(feed.chars().all(of_xml), "every letter may stand in XML");
        let page = exported(Target::Html, Rule::Best, &all);
        prop_assert!(!page.contains("<script") && !page.contains("href=\"javascript"));
        let map: serde_json::Value = serde_json::from_str(&exported(Target::Geojson, Rule::Best, &all)).unwrap();
        prop_assert_eq!(&map["features"][0]["geometry"]["coordinates"], &serde_json::json!([-0.25, -1.5]));
    }
}
