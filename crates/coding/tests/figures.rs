//! Figures, sources, weapons, totals and answers that a trained reader marks. The readings are set down by hand.

mod codebook;

use coding::code_report;
use reader::{ActSpan, Linked, Reading, RoleSpan, SpanRole};
use record::{Casualty, CodedReport, EventReport, Outcome, Report, Span, Standing, SubEventType};

const KILLED: SpanRole = SpanRole::Figure(Outcome::Killed);
const SHELLING: SubEventType = SubEventType::ShellingArtilleryMissileAttack;

/// Codes a text with acts, all of them sure, and spans that each belong to the act of this index; to none if it is out of
/// range.
fn code(text: &str, acts: &[(&str, SubEventType)], spans: &[(&str, SpanRole, usize)]) -> CodedReport {
    let at = |words: &str| {
        let start = text.find(words).unwrap_or_else(|| panic!("{words:?} stands in the text"));
        Span::new(start, start + words.len())
    };
    let act = |&(words, kind): &(&str, SubEventType)| ActSpan {
        span: at(words),
        score: 0.95,
        types: vec![(kind, 1.0)],
        standings: vec![(Standing::Occurred, 1.0)],
        main: 1.0,
    };
    let links = spans.iter().enumerate().filter(|(_, s)| s.2 < acts.len());
    let reading = Reading {
        acts: acts.iter().map(act).collect(),
        spans: spans.iter().map(|s| RoleSpan { span: at(s.0), role: s.1, score: 0.9 }).collect(),
        role_links: links.map(|(right, s)| Linked { left: s.2, right, score: 0.9 }).collect(),
        sentences: vec![0.5],
        ..Reading::default()
    };
    let report = Report { text: text.into(), ..Report::default() };
    code_report(&language::analyse(&report), codebook::book(), &reading)
}

/// The one event of a text that tells of rebels who shelled a town.
fn shelled(rest: &str, spans: &[(&str, SpanRole)]) -> EventReport {
    let text = format!("Rebels shelled Goma on Monday. {rest}");
    let spans: Vec<_> = spans.iter().map(|&(words, role)| (words, role, 0)).collect();
    code(&text, &[("shelled", SHELLING)], &spans).event_reports.remove(0)
}

fn tolls(event: &EventReport) -> Vec<(Option<u64>, Option<u64>)> {
    event.casualties.iter().map(|c| (c.figure.min, c.figure.max)).collect()
}

fn figure(words: &str) -> Option<(Option<u64>, Option<u64>)> {
    tolls(&shelled(&format!("The ledger of the hospital lists {words}."), &[(words, KILLED)])).first().copied()
}

#[test]
fn figure_of_a_span_sums_whom_it_joins() {
    assert_eq!(figure("his wife and six children"), Some((Some(7), Some(7))));
    assert_eq!(figure("a driver and at least five of his men"), Some((Some(6), None)));
    assert_eq!(figure("two teachers and a driver"), Some((Some(3), Some(3))));
    assert_eq!(figure("a cook and his brother"), Some((Some(2), Some(2))));
}

#[test]
fn figure_of_a_span_is_not_an_age_and_not_people_told_before() {
    assert_eq!(figure("a granny of 80"), Some((Some(1), Some(1))));
    assert_eq!(figure("none of the pupils"), Some((Some(0), Some(0))));
    assert_eq!(figure("the fishermen"), None);
}

#[test]
fn each_end_of_a_change_is_a_figure() {
    let event =
        shelled("The clinic raised the dead from eleven to nineteen.", &[("eleven", KILLED), ("nineteen", KILLED)]);
    assert_eq!(tolls(&event), [(Some(11), Some(11)), (Some(19), Some(19))]);
}

#[test]
fn bare_plural_of_the_rules_gives_way_to_a_count_of_the_reader() {
    let rest = "Residents were killed, and the clinic spoke of nine.";
    assert_eq!(tolls(&shelled(rest, &[("nine", KILLED)])), [(Some(9), Some(9))]);
    assert_eq!(tolls(&shelled(rest, &[])), [(Some(2), None)]);
}

#[test]
fn figure_of_another_event_is_none_of_this_one() {
    let text = "Rebels shelled Goma on Monday, killing nine traders. In Bukavu on Sunday soldiers shot at a bus.";
    let acts = [("shelled", SHELLING), ("shot", SubEventType::Attack)];
    let nine = |act| {
        let coded = code(text, &acts, &[("nine traders", KILLED, act)]);
        coded.event_reports.iter().map(|e| e.casualties.len()).collect::<Vec<_>>()
    };
    assert_eq!(nine(0), [1, 0]);
    assert_eq!(nine(1), [0, 1]);
}

#[test]
fn figure_is_credited_to_the_nearest_source_else_to_the_last_that_spoke() {
    let rest = "Four died, a nurse said, and a mayor gave nine. Eleven were hurt.";
    let hurt = SpanRole::Figure(Outcome::Wounded);
    let spans = [
        ("Four", KILLED),
        ("nurse", SpanRole::Source),
        ("mayor", SpanRole::Source),
        ("nine", KILLED),
        ("Eleven", hurt),
    ];
    let event = shelled(rest, &spans);
    let source = |c: &Casualty| c.source.as_ref().map(|s| s.text.clone()).unwrap_or_default();
    assert_eq!(event.casualties.iter().map(source).collect::<Vec<_>>(), ["nurse", "mayor", "mayor"]);
    assert_eq!(event.sources.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), ["nurse", "mayor"]);
}

#[test]
fn figure_told_again_with_its_source_is_one() {
    let event =
        shelled("Nine died. In all, nine died, the mayor said.", &[("Nine", KILLED), ("mayor", SpanRole::Source)]);
    assert_eq!(tolls(&event), [(Some(9), Some(9))]);
}

#[test]
fn means_that_lie_in_a_verb_are_known_where_the_reader_sees_them() {
    let text = "Rebels raided Goma on Monday and put the market to the torch; two rifles were found.";
    let weapons = |spans: &[(&str, SpanRole, usize)]| {
        let event = code(text, &[("raided", SubEventType::Attack)], spans).event_reports.remove(0);
        event.weapons.into_iter().map(|w| w.weapon).collect::<Vec<_>>()
    };
    assert_eq!(weapons(&[("to the torch", SpanRole::Weapon, 0)]), ["fire"]);
    assert!(weapons(&[]).is_empty(), "rifles that are found are no means");
}

#[test]
fn words_of_two_weapons_mean_the_one_that_the_type_goes_by() {
    let text = "Police used gas in Goma on Monday.";
    let weapon = |kind| {
        let spans = [("gas", SpanRole::Weapon, 0), ("Goma", SpanRole::Place, 0), ("Police", SpanRole::Initiator, 0)];
        code(text, &[("used", kind)], &spans).event_reports.remove(0).weapons.remove(0).weapon
    };
    assert_eq!(weapon(SubEventType::ProtestWithIntervention), "tear gas");
    assert_eq!(weapon(SubEventType::ChemicalWeapon), "chemical weapon");
}

#[test]
fn total_that_the_reader_sees_takes_the_rest_from_its_sentence() {
    let text =
        "Rebels shelled Goma on Monday. The observatory's ledger holds 61 killings by Hezbollah since January 2016.";
    let spans = [
        ("61 killings", SpanRole::Tally, 9),
        ("Hezbollah", SpanRole::Initiator, 9),
        ("observatory", SpanRole::Source, 9),
    ];
    let coded = code(text, &[("shelled", SHELLING)], &spans);
    let tally = coded.tallies.first().expect("a total");
    assert_eq!((tally.what.as_str(), tally.figure.min, tally.figure.max), ("killed", Some(61), Some(61)));
    assert_eq!(tally.since.start.map(|d| d.to_string()).as_deref(), Some("2016-01-01"));
    assert_eq!(tally.initiators.first().map(|a| a.name.as_str()), Some("Hezbollah"));
    assert_eq!(tally.source.as_ref().map(|s| s.text.as_str()), Some("observatory"));
}

#[test]
fn answer_that_the_reader_sees_ties_two_events() {
    let text = "Rebels shelled Goma on Monday. Soldiers bombed Bukavu on Tuesday, paying it back.";
    let acts = [("shelled", SHELLING), ("bombed", SubEventType::AirDroneStrike)];
    let answered = |spans: &[(&str, SpanRole, usize)]| {
        let coded = code(text, &acts, spans);
        assert_eq!(coded.event_reports.len(), 2);
        coded.event_reports[1].response_to.as_ref().map(|r| r.to.clone())
    };
    assert_eq!(answered(&[]), None);
    assert_eq!(answered(&[("paying it back", SpanRole::Answer, 1)]).as_deref(), Some("e1"));
}
