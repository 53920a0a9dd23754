//! Which words name places, and whether ground is meant: the sentences of `toponym_cases.txt`.

use coding::{Codebook, Points, toponyms};
use record::{Report, ToponymUse};

/// The marks of a use, before and behind.
const MARKS: [(char, char, ToponymUse); 3] =
    [('[', ']', ToponymUse::Literal), ('{', '}', ToponymUse::Metonymic), ('<', '>', ToponymUse::Derived)];

fn marked(text: &str) -> String {
    let report = Report { text: text.to_string(), ..Report::default() };
    let doc = language::analyse(&report);
    let mut out = String::new();
    let mut done = 0;
    for toponym in toponyms(&doc, Codebook::embedded().unwrap(), Points::default()) {
        let (open, close, _) = MARKS[MARKS.iter().position(|mark| mark.2 == toponym.used).unwrap()];
        out.push_str(&text[done..toponym.span.start]);
        out.push(open);
        out.push_str(toponym.span.of(text));
        out.push(close);
        done = toponym.span.end;
    }
    out + &text[done..]
}

#[test]
fn names_are_ground_or_not() {
    let cases = include_str!("toponym_cases.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let plain = |line: &str| line.replace(['[', ']', '{', '}', '<', '>'], "");
    let wrong: Vec<String> = cases
        .map(|line| (line, marked(&plain(line))))
        .filter(|(line, found)| line != found)
        .map(|(line, found)| format!("expected {line}\nfound    {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_unknown_spot_has_the_point_of_its_town_and_never_exactly() {
    let report = Report { text: "A bus burnt on Quillfeather Street in Asuncion.".to_string(), ..Report::default() };
    let doc = language::analyse(&report);
    let found = toponyms(&doc, Codebook::embedded().unwrap(), Points::default());
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].point, found[1].point);
    assert_eq!(found[0].country.as_deref(), Some("PRY"));
    assert_eq!((found[0].geo_precision.number(), found[1].geo_precision.number()), (2, 1));
}

/// Each toponym of a text: its words, its country, its point.
fn placed(text: &str, points: Points) -> Vec<(String, Option<String>, Option<record::LatLon>)> {
    let report = Report { text: text.to_string(), ..Report::default() };
    let doc = language::analyse(&report);
    let found = toponyms(&doc, Codebook::embedded().unwrap(), points);
    found.into_iter().map(|t| (t.span.of(text).to_string(), t.country, t.point)).collect()
}

/// The countries of a text's toponyms.
fn countries(text: &str) -> Vec<String> {
    placed(text, Points::default()).into_iter().map(|t| format!("{} {}", t.0, t.1.unwrap_or_default())).collect()
}

#[test]
fn divisions_in_one_list_are_of_one_country() {
    let text = "Hail fell in Maine, Georgia and Utah.";
    assert_eq!(countries(text), ["Maine USA", "Georgia USA", "Utah USA"]);
    assert_eq!(countries("Hail fell in Armenia, Georgia and Turkey.")[1], "Georgia GEO");
}

#[test]
fn what_stands_behind_the_comma_holds_for_every_mention() {
    let text = "Snow closed the school in Paris, Texas, on Monday. In Paris it snowed again on Tuesday.";
    assert_eq!(countries(text), ["Paris USA", "Texas USA", "Paris USA"]);
}

#[test]
fn streets_are_in_the_town_of_the_report() {
    let text = "A tram stopped in Duluth, Minn., on Monday. It stood between Franklin and Grand streets.";
    let found = placed(text, Points::default());
    let point = |words: &str| found.iter().find(|t| t.0 == words).map(|t| t.2);
    assert!(point("Duluth").is_some_and(|p| p.is_some()), "{found:?}");
    assert_eq!(point("Franklin"), point("Duluth"), "{found:?}");
}

#[test]
fn a_house_is_in_the_town_of_its_name_and_a_street_is_not() {
    let text = "Fans flew from Bergen. Two were treated at Trondheim Central Hospital, Norway said.";
    let found = placed(text, Points::default());
    let lat = |words: &str| found.iter().find(|t| t.0 == words).and_then(|t| t.2).map(|p| p.lat.round());
    assert_eq!(lat("Trondheim Central Hospital"), Some(63.0), "{found:?}");
    let text = "Fans flew from Bergen, Norway. Two were hurt on Trondheim Street.";
    let found = placed(text, Points::default());
    let lat = |words: &str| found.iter().find(|t| t.0 == words).and_then(|t| t.2).map(|p| p.lat.round());
    assert_eq!(lat("Trondheim Street"), Some(60.0), "{found:?}");
}

#[test]
fn an_unknown_place_is_in_what_its_words_put_it_in() {
    let text = "Rain fell in Lima. A bridge broke at Quillfeather Creek, Bolivia.";
    assert_eq!(countries(text), ["Lima PER", "Quillfeather Creek BOL", "Bolivia BOL"]);
}

#[test]
fn a_convention_moves_what_is_wide_and_no_town() {
    let text = "Rain fell in Toronto, Canada.";
    let (ours, theirs) = (placed(text, Points::GeoNames), placed(text, Points::Wikipedia));
    assert_eq!(ours[0], theirs[0]);
    assert_eq!(theirs[1].2.map(|p| (p.lat, p.lon)), Some((60.0, -95.0)));
    assert_ne!(ours[1], theirs[1]);
}
