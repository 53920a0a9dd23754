//! Every format of one coded report, built by hand.

use anstream::adapter::strip_str;
use publish::{COLUMNS, Content, Format, Layout, Seen, explain, read_record, record_json, table};
use record::*;
use serde_json::json;

const TEXT: &str = "Drone strike kills two at Gao depot\n\nTwo fuel guards were killed when a drone hit a depot in Gao on \
    Monday, a town councillor said. A second official put the toll at three or more.\n\nThe army denied any role. The \
    strike was in reply to a raid at Ansongo.\n\nThe group has claimed at least 14 attacks since May.";

fn quote(words: &str) -> Quote {
    let start = TEXT.find(words).unwrap_or_else(|| panic!("{words:?} is not in the text"));
    Quote::new(TEXT, Span::new(start, start + words.len()))
}

fn actor(name: &str, words: &str) -> Actor {
    let spans = if words.is_empty() { vec![] } else { vec![quote(words).span] };
    Actor { name: name.into(), aliases: vec![], id: None, ancestry: vec![], spans }
}

fn killed(figure: Figure, words: &str, source: &str) -> Casualty {
    let (group, span) = (Some("fuel guards".to_string()), quote(words).span);
    Casualty { outcome: Outcome::Killed, group, figure, source: Some(quote(source)), span }
}

fn event() -> EventReport {
    let point = Some(LatLon { lat: 16.27, lon: -0.04 });
    let day = "2023-05-15".parse().ok();
    EventReport {
        id: "e1".into(),
        sub_event_type: SubEventType::AirDroneStrike,
        anchor: quote("Drone strike"),
        standing: Standing::Alleged,
        focus: Focus::Main,
        date: EventDate {
            start: day,
            end: day,
            precision: DatePrecision::Day,
            ..EventDate::unknown(Some(quote("on Monday")))
        },
        location: Some(Location {
            name: "Gao".into(),
            country: Some("MLI".into()),
            admin1: Some("Gao".into()),
            point,
            geo_precision: GeoPrecision::Near,
            extent: Extent::Near,
            spans: vec![quote("Gao").span],
        }),
        initiators: vec![],
        targets: vec![actor("Civilians (Mali)", "")],
        weapons: vec![WeaponUse { weapon: "drone".into(), span: quote("drone").span }],
        casualties: vec![
            killed(Figure::exactly(2), "Two fuel guards", "a town councillor"),
            killed(Figure::at_least(3), "three or more", "A second official"),
        ],
        victims: vec![],
        sources: vec![quote("a town councillor")],
        claimed_by: vec![],
        denied_by: vec![actor("Military Forces of Mali", "The army")],
        response_to: Some(Response { to: "e2".into(), span: quote("in reply to").span }),
        evidence: vec![quote("Two fuel guards were killed when a drone hit a depot in Gao on Monday")],
        doubts: vec![Doubt {
            field: Field::Initiators,
            reason: DoubtReason::Unresolved,
            note: "nobody is named who flew it".into(),
            span: None,
        }],
    }
}

fn coded() -> CodedReport {
    let published = Some(Published { date: "2023-05-16".parse().unwrap(), origin: DateOrigin::Metadata });
    let report = Report {
        id: "gao".into(),
        path: "in/gao.txt".into(),
        text: TEXT.into(),
        title: Some(quote("Drone strike kills two at Gao depot")),
        published,
        outlets: vec!["Example Wire".into(), "Example Post".into()],
        language: Some("en".into()),
        copies: vec!["gao-2".into()],
        ..Report::default()
    };
    let tally = Tally {
        id: "t1".into(),
        what: "attack".into(),
        initiators: vec![actor("unidentified armed group", "The group")],
        targets: vec![],
        location: None,
        joint: false,
        figure: Figure::at_least(14),
        since: EventDate::unknown(Some(quote("since May"))),
        as_of: None,
        source: None,
        evidence: vec![quote("at least 14 attacks since May")],
    };
    CodedReport { report, event_reports: vec![event()], tallies: vec![tally], doubts: vec![] }
}

fn layout(format: Format) -> Layout {
    Layout { format, content: Content::Records, with_text: false, width: 80 }
}

#[test]
fn record_has_the_codebooks_fields_in_the_codebooks_order() {
    let record = record_json(&coded());
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&record)[..5], ["report", "title", "published", "event_reports", "tallies"]);
    let event = "id sub_event_type standing focus start_date end_date date_precision date_text location initiators \
        targets weapons casualties victims sources claimed_by denied_by response_to evidence date_edtf \
        date_reason spans doubts";
    assert_eq!(keys(&record["event_reports"][0]), event.split_whitespace().collect::<Vec<_>>());
    let tally = "id what initiators targets location min max start_date date_precision as_of source evidence date_edtf \
        spans";
    assert_eq!(keys(&record["tallies"][0]), tally.split_whitespace().collect::<Vec<_>>());
    assert_eq!(
        keys(&record["event_reports"][0]["location"]),
        ["name", "country", "admin1", "lat", "lon", "geo_precision", "where_prec"]
    );
}

#[test]
fn spans_cover_the_words_of_the_values() {
    let record = record_json(&coded());
    let event = &record["event_reports"][0];
    let words =
        |span: &serde_json::Value| &TEXT[span[0].as_u64().unwrap() as usize..span[1].as_u64().unwrap() as usize];
    assert_eq!(words(&event["spans"]["date"][0]), event["date_text"].as_str().unwrap());
    assert_eq!(words(&event["spans"]["casualty_sources"][1]), event["casualties"][1]["source"].as_str().unwrap());
    assert_eq!(event["spans"]["targets"], json!([[]]), "an actor that is not named has no span, and keeps its place");
    assert_eq!(words(&event["spans"]["evidence"][0]), event["evidence"][0].as_str().unwrap());
}

#[test]
fn table_shows_who_said_what() {
    let shown = strip_str(&table(&coded(), 80)).to_string();
    let expected = [
        "Drone strike kills two at Gao depot",
        "2023-05-16 · Example Wire · Example Post · gao · same text: gao-2",
        "",
        "  e1 air drone strike [alleged]",
        "      when     2023-05-15 (day, “on Monday”)",
        "      where    near Gao, MLI",
        "      who      ? → Civilians (Mali)",
        "      with     drone",
        "      toll     killed 2 fuel guards — a town councillor",
        "               killed at least 3 fuel guards — A second official",
        "      denied   Military Forces of Mali",
        "      answers  e2 (“in reply to”)",
        "      sources  a town councillor",
        "      │ Two fuel guards were killed when a drone hit a depot in Gao on Monday",
        "    ? initiators: nobody is named who flew it (unresolved)",
        "",
        "  t1 attack: at least 14 running total",
        "      since    since May",
        "      by       unidentified armed group",
        "      │ at least 14 attacks since May",
    ];
    assert_eq!(shown.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn table_keeps_to_its_width_and_marks_whole_words() {
    let page = table(&coded(), 48);
    assert!(strip_str(&page).to_string().lines().all(|line| line.chars().count() <= 48), "{page}");
    assert!(page.contains("\u{1b}[1m\u{1b}[4mdrone\u{1b}[0m"), "values are marked in the evidence");
}

#[test]
fn table_lets_no_escape_sequence_of_a_report_through() {
    let mut coded = coded();
    coded.report.title = Some(Quote { text: "\u{1b}]0;owned\u{7}\u{1b}[2J".into(), span: Span::new(0, 1) });
    coded.event_reports[0].evidence[0].text = "red \u{1b}[45m".into();
    let page = table(&coded, 80);
    assert!(!page.contains("\u{1b}]0") && !page.contains("\u{1b}[2J") && !page.contains("\u{1b}[45m"));
}

#[test]
fn report_without_events_says_so() {
    let coded = CodedReport { event_reports: vec![], tallies: vec![], ..coded() };
    assert!(strip_str(&table(&coded, 80)).to_string().contains("No events."));
    assert_eq!(layout(Format::Csv).report(&coded), "");
}

#[test]
fn csv_has_a_row_per_event_and_says_who_said_each_figure() {
    let layout = layout(Format::Csv);
    let file = layout.head() + &layout.report(&coded());
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    assert_eq!(reader.headers().unwrap(), &csv::StringRecord::from(COLUMNS.to_vec()));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    let cell = |column: &str| &rows[0][COLUMNS.iter().position(|name| *name == column).unwrap()];
    assert_eq!(cell("outlets"), "Example Wire; Example Post");
    let figures = "killed 2 fuel guards (a town councillor); killed at least 3 fuel guards (A second official)";
    assert_eq!(cell("casualties"), figures);
    assert_eq!(cell("lat"), "16.27");
    assert_eq!(cell("doubts"), "initiators: nobody is named who flew it");
}

#[test]
fn json_is_one_array_whatever_the_number_of_reports() {
    let layout = Layout { with_text: true, ..layout(Format::Json) };
    for count in 0..3 {
        let reports: Vec<String> = (0..count).map(|_| layout.report(&coded())).collect();
        let file = layout.head() + &reports.join(layout.between()) + layout.tail(count > 0);
        let array: Vec<serde_json::Value> = serde_json::from_str(&file).unwrap();
        assert_eq!(array.len(), count);
        assert!(array.iter().all(|record| record["text"] == TEXT));
    }
}

#[test]
fn jsonl_is_one_line_and_the_same_every_time() {
    let line = layout(Format::Jsonl).report(&coded());
    assert_eq!(line.matches('\n').count(), 1);
    assert_eq!(line, layout(Format::Jsonl).report(&coded()));
}

#[test]
fn explanation_lays_findings_under_their_words() {
    let report = Report { id: "r".into(), text: "Mortar fire hit Gao.".into(), ..Report::default() };
    let doc = language::analyse(&report);
    let seen = [Seen { span: Span::new(16, 19), what: "place".into(), read_as: "Gao, Mali".into() }];
    let page = explain(&doc, &seen, 80);
    assert!(page.starts_with("Report r\n  published  not known\n"), "{page}");
    let lines: Vec<&str> = page.lines().collect();
    let words = lines.iter().find(|line| line.contains("Mortar")).unwrap();
    let place = lines.iter().find(|line| line.starts_with("+place")).unwrap();
    assert_eq!(words.find("Gao"), place.find('['), "{page}");
    assert!(place.ends_with("[Gao, Mali]"));
}

#[test]
fn no_text_breaks_the_explanation() {
    for text in ["", "\n\n", "…", "\u{1b}[31m", "عربي نص", "a\u{300}\u{300} 👩‍👩‍👧 \u{202e}x", &"word ".repeat(300)]
    {
        let report = Report { text: text.to_string(), ..Report::default() };
        let page = explain(&language::analyse(&report), &[], 40);
        assert!(!page.contains('\u{1b}'), "{page:?}");
    }
}

#[test]
fn the_figure_of_several_places_is_no_running_total() {
    let mut coded = coded();
    coded.tallies[0].joint = true;
    let shown = strip_str(&table(&coded, 80)).to_string();
    assert!(shown.contains("  t1 attack: at least 14 all places together\n"), "{shown}");
    let record = record_json(&coded);
    assert_eq!(record["tallies"][0]["joint"], json!(true));
    assert!(read_record("here", &record).unwrap().tallies[0].joint);
}
