//! The shipped weights, held to what the recipe's own arithmetic gave for the same texts in full precision.

use reader::{IncidentSpan, Reader, Reading};
use record::{Report, Span};
use serde_json::Value;

const REFERENCE: &str = include_str!("../../../model/reference.json");

/// The most by which integers of eight bits may move a probability.
const NEAR: f64 = 0.15;

fn read(text: &str) -> Reading {
    let report = Report { text: text.into(), ..Report::default() };
    Reader::embedded().expect("the shipped weights are whole").read(&language::analyse(&report))
}

/// What the reader sees in a text: role, first byte, last, probability.
fn seen(text: &str) -> Vec<(String, u64, u64, f64)> {
    let reading = read(text);
    let acts = reading.acts.iter().map(|a| ("act".to_owned(), a.span, a.score));
    let spans = reading.spans.iter().map(|s| (s.role.to_string(), s.span, s.score));
    acts.chain(spans).map(|(role, s, p)| (role, s.start as u64, s.end as u64, f64::from(p))).collect()
}

#[test]
fn spans_are_those_of_the_recipe() {
    let reference: Vec<Value> = serde_json::from_str(REFERENCE).expect("the reference is JSON");
    let mut compared = 0;
    for case in &reference {
        let text = case["text"].as_str().expect("a text");
        let found = seen(text);
        for span in case["spans"].as_array().expect("spans") {
            let (role, start, end) = (span[0].as_str().unwrap_or(""), span[1].as_u64(), span[2].as_u64());
            let p = span[3].as_f64().expect("a probability");
            let ours = found.iter().find(|f| f.0 == role && Some(f.1) == start && Some(f.2) == end).map(|f| f.3);
            // Of spans that overlap, the reader keeps but the surest.
            let rival = found.iter().any(|f| f.0 == role && Some(f.1) < end && start < Some(f.2));
            assert!(
                ours.is_some_and(|q| (q - p).abs() < NEAR) || ours.is_none() && rival,
                "{span} became {ours:?} in {text:?}"
            );
            compared += usize::from(ours.is_some());
        }
    }
    assert!(compared > 5, "the reference names too few spans: {compared}");
}

/// Both change together: weights without heads for MUC-4 come with a reference without their spans.
#[test]
fn spans_of_incidents_are_those_of_the_recipe() {
    /// The most by which integers of eight bits may move log odds.
    const NEAR: f64 = 1.0;
    let reference: Vec<Value> = serde_json::from_str(REFERENCE).expect("the reference is JSON");
    let reader = Reader::embedded().expect("the shipped weights are whole");
    for case in &reference {
        let text = case["text"].as_str().expect("a text").to_lowercase();
        let found = reader.read_incidents(&text, &[Span::new(0, text.len())]);
        let expected = case.get("incidents").and_then(Value::as_array);
        assert_eq!(
            found.is_some(),
            expected.is_some(),
            "the weights have heads for MUC-4, and the reference their spans"
        );
        let found = found.unwrap_or_default();
        for span in expected.into_iter().flatten() {
            let is = |s: &&IncidentSpan| {
                s.role.name() == span[0] && s.span.start as u64 == span[1] && s.span.end as u64 == span[2]
            };
            let score = found.spans.iter().find(is).map(|s| f64::from(s.score));
            let wanted = span[3].as_f64().expect("log odds");
            assert!(score.is_some_and(|s| (s - wanted).abs() < NEAR), "{span} became {score:?} in {text:?}");
        }
    }
}

#[test]
fn same_text_gives_the_same_bits() {
    let text = "Shelling killed three people in Donetsk on Monday, the mayor said. The army denied it.";
    assert_eq!(read(text), read(text));
}

#[test]
fn text_without_words_gives_nothing() {
    for text in ["", " \n\n ", "—"] {
        let reading = read(text);
        assert!(reading.acts.is_empty() && reading.spans.is_empty(), "{text:?}");
    }
}

#[test]
fn long_texts_are_read_to_their_end() {
    let filler = "The council met on Monday to speak of water and roads. ".repeat(80);
    let text =
        format!("{filler}\n\nGunmen opened fire on a market in Gao on Tuesday, killing seven people, police said.");
    let from = text.len() - 60;
    assert!(read(&text).acts.iter().any(|a| a.span.start > from - 60 && a.score > 0.3), "{:?}", read(&text).acts);
}
