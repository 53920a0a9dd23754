//! Runs every example and counter-example of the codebook's files and lists all that fail, each with its file's code.

use coding::{Codebook, Example};
use reader::Reading;
use record::{CodedReport, DateOrigin, EventReport, Outcome, Published, Report, Standing, SubEventType};

fn book() -> &'static Codebook {
    Codebook::embedded().expect("the codebook that ships is whole")
}

fn code(example: &Example) -> CodedReport {
    let published = example
        .published
        .as_deref()
        .map(|day| Published { date: day.parse().unwrap_or_else(|e| panic!("{day}: {e}")), origin: DateOrigin::Given });
    let report = Report { text: example.text.clone(), published, ..Report::default() };
    let doc = language::analyse(&report);
    coding::code_report(&doc, book(), &Reading::default())
}

/// What failed, and how many sentences were run.
#[derive(Default)]
struct Failures {
    run: usize,
    list: Vec<String>,
}

impl Failures {
    /// Runs a sentence; `holds` says whether its record is as it must be.
    fn check(&mut self, what: &str, example: &Example, holds: impl Fn(&CodedReport) -> bool) {
        self.run += 1;
        let coded = code(example);
        if example.known_wrong.is_some() {
            if holds(&coded) {
                self.list.push(format!("{what}\n  {}\n  is right now: take `known_wrong` away\n", example.text));
            }
            return;
        }
        if !holds(&coded) {
            let day = example.published.as_deref().unwrap_or("no date");
            self.list.push(format!("{what}\n  [{day}] {}\n  got {}\n", example.text, told(&coded)));
        }
    }

    fn none(self) {
        let (failed, run) = (self.list.len(), self.run);
        assert!(self.list.is_empty(), "{failed} of {run} sentences fail\n\n{}", self.list.join("\n"));
    }
}

/// One line of what came out.
fn told(coded: &CodedReport) -> String {
    let one = |e: &EventReport| {
        let list = |names: Vec<String>| names.join(", ");
        let weapons = list(e.weapons.iter().map(|w| w.weapon.clone()).collect());
        let figures = e.casualties.iter().map(|c| format!("{} {:?}..{:?}", c.outcome, c.figure.min, c.figure.max));
        let figures = list(figures.collect());
        let claims = (e.claimed_by.len(), e.denied_by.len());
        format!("{} {} [{weapons}] [{figures}] claimed, denied by {claims:?}", e.sub_event_type, e.standing)
    };
    let events: Vec<String> = coded.event_reports.iter().map(one).collect();
    if events.is_empty() { "no event".to_string() } else { events.join("; ") }
}

fn is_told(coded: &CodedReport, holds: impl Fn(&EventReport) -> bool) -> bool {
    coded.event_reports.iter().any(holds)
}

#[test]
fn event_examples_give_their_code() {
    let mut failures = Failures::default();
    for file in &book().events {
        let code = file.code.as_deref().and_then(SubEventType::from_code);
        // The file of acts whose type follows from their means has no code: its examples give any event.
        let of_code = |e: &EventReport| code.is_none_or(|c| e.sub_event_type == c);
        let name = file.code.as_deref().unwrap_or("by_means");
        for example in &file.example {
            failures.check(&format!("event {name}"), example, |coded| is_told(coded, of_code));
        }
        for example in &file.counter_example {
            failures.check(&format!("event {name}, counter"), example, |coded| !is_told(coded, of_code));
        }
    }
    failures.none();
}

#[test]
fn weapon_examples_give_their_weapon() {
    let mut failures = Failures::default();
    for entry in &book().weapons {
        let has = |e: &EventReport| e.weapons.iter().any(|w| w.weapon == entry.name);
        for example in &entry.example {
            failures.check(&format!("weapon {}", entry.name), example, |coded| is_told(coded, has));
        }
        for example in &entry.counter_example {
            failures.check(&format!("weapon {}, counter", entry.name), example, |coded| !is_told(coded, has));
        }
    }
    failures.none();
}

#[test]
fn outcome_examples_give_their_figure() {
    let mut failures = Failures::default();
    for file in &book().outcomes {
        for example in &file.example {
            let outcome = example.outcome.as_deref().unwrap_or(&file.code);
            let figure = (example.min, example.max);
            let has = |e: &EventReport| {
                e.casualties.iter().any(|c| c.outcome.code() == outcome && (c.figure.min, c.figure.max) == figure)
            };
            failures.check(&format!("outcome {outcome} {figure:?}"), example, |coded| is_told(coded, has));
        }
        let own = Outcome::from_code(&file.code);
        for example in &file.counter_example {
            let has = |e: &EventReport| e.casualties.iter().any(|c| Some(c.outcome) == own);
            failures.check(&format!("outcome {}, counter", file.code), example, |coded| !is_told(coded, has));
        }
    }
    failures.none();
}

/// Whether an event stands as the sentence of a file must make it stand.
fn stands(file: &str, example: &Example, e: &EventReport) -> bool {
    let as_told = example.standing.as_deref().is_none_or(|standing| e.standing.code() == standing);
    let as_filed = match file {
        "claim" => !e.claimed_by.is_empty(),
        // A denial of the doer is told by `denied_by` alone, a denial of the act by the standing too.
        "denied" | "disowned" => !e.denied_by.is_empty(),
        "nobody" => e.sources.is_empty(),
        "doubted" => e.standing == Standing::Alleged,
        "response" => e.response_to.is_some(),
        standing => e.standing.code() == standing,
    };
    as_told && as_filed
}

#[test]
fn standing_and_response_examples_give_theirs() {
    let mut failures = Failures::default();
    for file in &book().standings {
        let code = file.code.as_str();
        // These words tell that there is no event; in their counter-examples there is one.
        let absent = matches!(code, "pattern" | "history" | "campaign" | "lookalike" | "unreal");
        for example in &file.example {
            let holds = |coded: &CodedReport| match absent {
                true => coded.event_reports.is_empty(),
                false => is_told(coded, |e| stands(code, example, e)),
            };
            failures.check(&format!("standing {code}"), example, holds);
        }
        for example in &file.counter_example {
            let holds = |coded: &CodedReport| match absent {
                true => !coded.event_reports.is_empty(),
                false => !is_told(coded, |e| stands(code, example, e)),
            };
            failures.check(&format!("standing {code}, counter"), example, holds);
        }
    }
    failures.none();
}
