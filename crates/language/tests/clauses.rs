//! Sentences with the clauses that are found in them, one case a block of `clause_cases.txt`.

mod render;

use record::Report;

/// The cases: a sentence, then its clauses indented, as `render` writes them.
fn cases() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut cases: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in include_str!("clause_cases.txt").lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        match (line.strip_prefix("  "), cases.last_mut()) {
            (Some(clause), Some((_, clauses))) => clauses.push(clause),
            _ => cases.push((line, Vec::new())),
        }
    }
    cases
}

#[test]
fn clauses_of_the_cases_are_found() {
    let mut failures = String::new();
    for (sentence, expected) in cases() {
        let report = Report { text: sentence.into(), ..Report::default() };
        let found = render::clauses(&language::analyse(&report));
        if found != expected {
            failures += &format!("{sentence}\n  expected {expected:#?}\n  found    {found:#?}\n");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn there_are_cases_of_all_kinds() {
    assert!(cases().len() >= 80, "only {} cases", cases().len());
}

#[test]
fn headlines_tell_the_past_in_the_present() {
    let text = "Gunmen kill 12 in attack on village\n\nThe attack took place on Monday.";
    let title = record::Quote::new(text, record::Span::new(0, 35));
    let report = Report { text: text.into(), title: Some(title), ..Report::default() };
    let found = render::clauses(&language::analyse(&report));
    assert_eq!(found[0], "[S:Gunmen] kill:past [O:12] (in [attack <on village>])");
}
