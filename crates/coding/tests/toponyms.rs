//! Which words name places, and whether ground is meant: the sentences of `toponym_cases.txt`.

use coding::{Codebook, toponyms};
use record::{Report, ToponymUse};

/// The marks of a use, before and behind.
const MARKS: [(char, char, ToponymUse); 3] =
    [('[', ']', ToponymUse::Literal), ('{', '}', ToponymUse::Metonymic), ('<', '>', ToponymUse::Derived)];

fn marked(text: &str) -> String {
    let report = Report { text: text.to_string(), ..Report::default() };
    let doc = language::analyse(&report);
    let mut out = String::new();
    let mut done = 0;
    for toponym in toponyms(&doc, Codebook::embedded().unwrap()) {
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
    let found = toponyms(&doc, Codebook::embedded().unwrap());
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].point, found[1].point);
    assert_eq!(found[0].country.as_deref(), Some("PRY"));
    assert_eq!((found[0].geo_precision.number(), found[1].geo_precision.number()), (2, 1));
}
