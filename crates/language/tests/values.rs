//! Numbers and times as the analysis finds them, case by case.

use language::{Document, NumberKind, TimeKind, analyse};
use proptest::prelude::*;
use record::{Date, DateOrigin, Published, Report};

fn report(text: &str, published: Option<Date>) -> Report {
    let published = published.map(|date| Published { date, origin: DateOrigin::Given });
    Report { text: text.into(), published, ..Default::default() }
}

/// The lines of a case file, cut at the bars.
fn cases(file: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split(" | ").map(str::trim).collect())
}

fn join(found: Vec<String>) -> String {
    if found.is_empty() { "none".into() } else { found.join("; ") }
}

fn show_times(doc: &Document<'_>) -> String {
    let show = |time: &language::TimeExpression| {
        let words = time.span.of(&doc.report.text);
        let days = match time.days {
            Some((first, last)) if first == last => first.to_string(),
            Some((first, last)) => format!("{first}..{last}"),
            None => "?".into(),
        };
        let about = if time.approximate { " about" } else { "" };
        let conflict = if time.conflict.is_some() { " conflict" } else { "" };
        let found = match time.kind {
            TimeKind::Date => format!("{words} = date {days} {}", time.precision),
            TimeKind::Since => format!("{words} = since {days} {}", time.precision),
            TimeKind::Range => format!("{words} = range {days} {}", time.precision),
            TimeKind::Vague => format!("{words} = vague {days} {}", time.precision),
            TimeKind::Duration => format!("{words} = duration"),
            TimeKind::Anchored { offset, .. } => format!("{words} = anchored {offset}"),
        };
        found + about + conflict
    };
    join(doc.times.iter().map(show).collect())
}

fn show_numbers(doc: &Document<'_>) -> String {
    let end = |n: Option<u64>| n.map_or("*".into(), |n| n.to_string());
    let show = |number: &language::Number| {
        let words = number.span.of(&doc.report.text);
        let kind = match number.kind {
            NumberKind::Count => "count",
            NumberKind::Times => "times",
            NumberKind::Other => "other",
        };
        let head = number.phrase.map(|id| format!(" {}", doc.tokens[doc.phrases[id].head].lower));
        format!("{words} = {kind} {}..{}{}", end(number.figure.min), end(number.figure.max), head.unwrap_or_default())
    };
    join(doc.numbers.iter().map(show).collect())
}

fn check(failures: &[String]) {
    assert!(failures.is_empty(), "{} cases failed:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn times_are_found_and_resolved() {
    let mut failures = Vec::new();
    for case in cases(include_str!("time_cases.txt")) {
        let report = report(case[1], case[0].parse().ok());
        let found = show_times(&analyse(&report));
        if found != case[2] {
            failures.push(format!("{} ({})\n  expected {}\n  found    {found}", case[1], case[0], case[2]));
        }
    }
    check(&failures);
}

#[test]
fn numbers_are_found_and_hedged() {
    let mut failures = Vec::new();
    for case in cases(include_str!("number_cases.txt")) {
        let report = report(case[0], None);
        let found = show_numbers(&analyse(&report));
        if found != case[1] {
            failures.push(format!("{}\n  expected {}\n  found    {found}", case[0], case[1]));
        }
    }
    check(&failures);
}

/// Words of numbers and times in any order, between any other characters.
fn scrambled() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "at least",
        "five",
        "two hundred",
        "1,200",
        "99999999999999999999",
        "million",
        "dozen",
        "between",
        "and",
        "-",
        "–",
        "to",
        "or",
        "a",
        "Monday",
        "Dec.",
        "26",
        "2016",
        "0",
        "31",
        "May",
        "since",
        "last",
        "ago",
        "days",
        "century",
        "early",
        "the",
        "tens of",
        "thousands",
        "week",
        "of",
        "12/26/2016",
        "9999-12-31",
        "mid-October",
        "10:30",
        "a.m.",
        ",",
        ".",
        "(",
        "next",
    ]);
    prop::collection::vec(prop_oneof![4 => word.prop_map(String::from), 1 => any::<String>()], 0..24)
        .prop_map(|w| w.join(" "))
}

proptest! {
    #[test]
    fn any_text_gives_valid_spans(text in prop_oneof![any::<String>(), scrambled()], year in -9999_i16..=9999) {
        let report = report(&text, Date::new(year, 12, 31).ok());
        let doc = analyse(&report);
        let spans = doc.numbers.iter().map(|n| (n.span, &n.tokens)).chain(doc.times.iter().map(|t| (t.span, &t.tokens)));
        for (span, tokens) in spans {
            prop_assert!(text.get(span.start..span.end).is_some_and(|words| !words.is_empty()));
            prop_assert!(tokens.start < tokens.end && tokens.end <= doc.tokens.len());
        }
        for time in &doc.times {
            prop_assert!(time.days.is_none_or(|(first, last)| first <= last));
            prop_assert_eq!(time.days.is_none(), time.precision == record::DatePrecision::Unknown);
        }
    }
}
