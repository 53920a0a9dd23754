//! Toponyms as rows, and how they are scored.

use publish::{Content, Format, Layout, ToponymScore, toponym_lines};
use record::{DoubtReason, GeoPrecision, LatLon, Report, Span, Toponym, ToponymUse};
use serde_json::{Value, json};

const TEXT: &str = "Zürich beat Lyon in Elm Park near Lyon.";

fn report() -> Report {
    let gold = |words: &str, from: usize, kind: &str, point: Option<(f64, f64)>| {
        let start = TEXT[from..].find(words).unwrap() + from;
        let start = TEXT[..start].chars().count();
        json!({ "start": start, "end": start + words.chars().count(), "text": words, "type": kind,
            "lat": point.map(|p| p.0), "lon": point.map(|p| p.1) })
    };
    let toponyms = json!([
        gold("Zürich", 0, "Metonymic", Some((47.37, 8.55))),
        gold("Lyon", 0, "Metonymic", Some((45.75, 4.85))),
        gold("Elm Park", 0, "Literal", None),
        gold("Lyon", 25, "Literal", Some((45.75, 4.85))),
        gold("beat", 0, "Non_Lit_Expression", None),
    ]);
    let mut report = Report { id: "a".to_string(), text: TEXT.to_string(), ..Report::default() };
    report.extra.insert("toponyms".to_string(), toponyms);
    report
}

fn toponym(words: &str, from: usize, used: ToponymUse, point: Option<(f64, f64)>) -> Toponym {
    let start = TEXT[from..].find(words).unwrap() + from;
    Toponym {
        span: Span::new(start, start + words.len()),
        used,
        name: words.to_string(),
        country: None,
        point: point.map(|(lat, lon)| LatLon { lat, lon }),
        geo_precision: GeoPrecision::Exact,
        doubt: None,
    }
}

fn figures(toponyms: &[Toponym]) -> Value {
    let mut score = ToponymScore::default();
    score.add(&report(), toponyms);
    assert_eq!(score.articles(), 1);
    serde_json::from_str::<Value>(&score.json("geonames")).unwrap()["all"].take()
}

#[test]
fn offsets_count_characters() {
    let found = [toponym("Zürich", 0, ToponymUse::Metonymic, None), toponym("Lyon", 25, ToponymUse::Literal, None)];
    let lines = toponym_lines(&report(), &found);
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&rows[0]["start"], &rows[0]["end"]), (&json!(0), &json!(6)));
    assert_eq!((&rows[1]["start"], &rows[1]["end"]), (&json!(34), &json!(38)));
    assert_eq!(
        (&rows[0]["lat"], &rows[0]["country"], &rows[0]["use"]),
        (&json!(null), &json!(null), &json!("metonymic"))
    );
    let layout = Layout { format: Format::Csv, content: Content::Toponyms, with_text: false, width: 80 };
    assert_eq!(
        layout.head() + &layout.toponyms(&report(), &found[1..]),
        "report,start,end,text,name,lat,lon,country,geo_precision,use,doubt\na,34,38,Lyon,Lyon,,,,1,literal,\n"
    );
}

#[test]
fn associative_names_are_aside_or_false() {
    let literal = ToponymUse::Literal;
    let found = [
        toponym("Zürich", 0, literal, None),
        toponym("beat", 0, literal, None),
        toponym("Park", 0, literal, None),
        toponym("Lyon", 25, literal, Some((45.75, 4.85))),
    ];
    let figures = figures(&found);
    assert_eq!(figures["literal toponyms"], 2);
    assert_eq!(figures["given"], 4);
    // Two are right, a team is aside, a verb is wrong.
    assert_eq!(figures["precision, associative aside"], 2.0 / 3.0);
    assert_eq!(figures["precision, associative false"], 0.5);
    assert_eq!(figures["recall"], 1.0);
    // "Park" is no exact span of "Elm Park".
    assert_eq!(figures["exact recall"], 0.5);
}

#[test]
fn one_given_finds_one() {
    let found = [toponym("Elm Park near Lyon", 0, ToponymUse::Literal, None)];
    assert_eq!(figures(&found)["recall"], 0.5);
}

#[test]
fn what_is_only_placed_by_its_surroundings_is_no_candidate() {
    let mut found = [toponym("Lyon", 25, ToponymUse::Literal, Some((46.0, 4.85)))];
    assert_eq!(figures(&found)["resolved within 161 km"], 1.0);
    assert_eq!(figures(&found)["resolved within 25 km"], 0.0);
    assert_eq!(figures(&found)["candidates only: found"], 1);
    found[0].doubt = Some(DoubtReason::UnknownName);
    assert_eq!(figures(&found)["resolved within 161 km"], 1.0);
    assert_eq!(figures(&found)["candidates only: found"], 0);
    found[0].point = None;
    assert_eq!(figures(&found)["resolved within 161 km"], 0.0);
}
