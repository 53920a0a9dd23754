//! Both measures on cases whose figures follow from their definitions by hand.

use benchmark::{
    Counts, Example, Fillers, Prediction, SecondStage, Template, count_fillers, count_templates, merged, score,
};
use reader::IncidentRole;
use serde_json::{Value, json};

fn template(value: Value) -> Template {
    serde_json::from_value(value).expect("it is a template")
}

fn fillers(value: Value) -> Fillers {
    serde_json::from_value(value).expect("they are fillers")
}

/// Entities with mentions whose places do not matter.
fn entities(of: &[&[&str]]) -> Value {
    let mention = |words: &&str| json!([words, 0]);
    of.iter().map(|e| e.iter().map(mention).collect::<Value>()).collect()
}

fn targets(gold: &[&[&str]], given: &[&[&str]]) -> Counts {
    let of = |e| fillers(json!({ "Target": entities(e) }));
    count_fillers(&of(gold), &of(given))[IncidentRole::Target as usize]
}

const OFFICES: &[&[&str]] = &[&["bank offices", "the bank", "offices"], &["water pipes"], &["phone booth"]];

#[test]
fn an_entity_counts_once_however_often_it_is_given() {
    let counts = targets(OFFICES, &[&["water pipes"], &["the bank"], &["phone booth"], &["offices"]]);
    assert_eq!((counts.right, counts.given, counts.found, counts.gold), (3, 4, 3, 3));
    assert!((counts.f1() - 6.0 / 7.0).abs() < 1e-9);
}

#[test]
fn an_entity_with_a_mention_of_another_is_wrong() {
    let counts = targets(OFFICES, &[&["the bank", "water pipes"], &["offices", "bank offices"]]);
    assert_eq!((counts.right, counts.given, counts.gold), (1, 2, 3));
}

#[test]
fn words_must_be_equal_but_for_articles_case_and_marks() {
    let counts = targets(OFFICES, &[&["Bank"], &["the \"Bank\" offices"], &["booth"], &["water  pipes,"]]);
    assert_eq!((counts.right, counts.given), (2, 4), "bank and bank offices are one entity, booth is none");
}

#[test]
fn the_alignment_is_the_best_one() {
    // The first given fits both entities, the second only the first: a greedy alignment would lose one.
    let counts = targets(&[&["car", "truck"], &["car"]], &[&["car"], &["truck"]]);
    assert_eq!(counts.right, 2);
}

#[test]
fn nothing_given_and_nothing_wanted_is_nothing() {
    assert_eq!(targets(&[], &[]), Counts::default());
    assert_eq!(targets(&[], &[&["car"]]).f1(), 0.0);
    assert_eq!(targets(OFFICES, &[]).f1(), 0.0);
}

#[test]
fn entities_of_several_templates_are_merged_if_one_is_part_of_the_other() {
    let of = |e: &[&[&str]]| template(json!({ "incident_type": "attack", "PerpInd": entities(e) }));
    let all = merged(&[of(&[&["rebels", "gunmen"]]), of(&[&["rebels"], &["soldiers", "rebels"]]), of(&[&[]])]);
    let first = |e: &Vec<(String, usize)>| e.iter().map(|m| m.0.clone()).collect::<Vec<_>>();
    let words: Vec<Vec<String>> = all.of(IncidentRole::PerpInd).iter().map(first).collect();
    assert_eq!(words, [vec!["rebels", "gunmen"], vec!["soldiers", "rebels"]], "sharing a mention is not enough");
}

fn attack(perpetrators: &[&[&str]], victims: &[&[&str]]) -> Template {
    of_type("attack", perpetrators, victims)
}

fn of_type(incident_type: &str, perpetrators: &[&[&str]], victims: &[&[&str]]) -> Template {
    template(json!({"incident_type": incident_type, "PerpInd": entities(perpetrators), "Victim": entities(victims)}))
}

fn all(gold: &[Template], given: &[Template]) -> (usize, usize, usize, usize) {
    let counts = Counts::sum(count_templates(gold, given));
    (counts.right, counts.given, counts.found, counts.gold)
}

#[test]
fn the_same_templates_are_all_right() {
    let gold = [attack(&[&["rebels", "gunmen"]], &[&["ana rey"]]), of_type("arson", &[&["mob"]], &[])];
    let given = [of_type("arson", &[&["mob"]], &[]), attack(&[&["gunmen"]], &[&["ana rey"]])];
    assert_eq!(all(&gold, &given), (5, 5, 5, 5));
}

#[test]
fn a_template_of_another_type_is_wrong_in_every_slot() {
    let gold = [attack(&[&["rebels"]], &[&["ana rey"]])];
    assert_eq!(all(&gold, &[of_type("bombing", &[&["rebels"]], &[&["ana rey"]])]), (0, 3, 0, 3));
}

#[test]
fn either_of_two_types_is_right_where_the_reference_names_both() {
    let gold = [of_type("bombing / attack", &[&["rebels"]], &[])];
    assert_eq!(all(&gold, &[attack(&[&["rebels"]], &[])]), (2, 2, 2, 2));
    assert_eq!(all(&gold, &[of_type("bombing", &[], &[])]), (1, 1, 1, 2));
}

#[test]
fn templates_are_paired_so_that_most_is_right() {
    let gold = [attack(&[&["rebels"]], &[]), attack(&[&["rebels"]], &[&["ana rey"], &["luis rey"]])];
    let given = [attack(&[&["rebels"]], &[&["ana rey"]])];
    assert_eq!(all(&gold, &given), (3, 3, 3, 6), "the second fits better");
    let given = [attack(&[&["rebels"]], &[&["luis rey"]]), attack(&[&["rebels"]], &[&["ana rey"]])];
    assert_eq!(all(&gold, &given), (5, 6, 5, 6), "one victim stands in a template of its own");
}

#[test]
fn an_entity_given_twice_is_right_twice_and_found_once() {
    let gold = [attack(&[&["rebels", "gunmen"]], &[])];
    assert_eq!(all(&gold, &[attack(&[&["rebels"], &["gunmen"]], &[])]), (3, 3, 2, 2));
}

#[test]
fn a_template_twice_in_the_reference_counts_once() {
    let gold = [attack(&[&["rebels"]], &[]), attack(&[&["rebels"]], &[]), attack(&[&[], &["rebels"]], &[])];
    assert_eq!(all(&gold, &[]), (0, 0, 0, 2));
}

#[test]
fn many_templates_are_paired_in_time() {
    let gold: Vec<Template> = (0..14).map(|i| attack(&[&[format!("band{}", i % 9).as_str()]], &[])).collect();
    assert_eq!(all(&gold[..9], &gold[..8]), (16, 16, 16, 18));
}

#[test]
fn figures_of_a_file_are_those_of_its_documents_together() {
    let example = |gold| Example { docid: "X".into(), doctext: String::new(), templates: gold };
    let examples = [example(vec![attack(&[&["rebels"]], &[&["ana rey"]])]), example(vec![])];
    let given = vec![attack(&[&["rebels"]], &[])];
    let right = Prediction { docid: "X".into(), extracts: merged(&given), templates: given.clone() };
    let wrong = Prediction { docid: "X".into(), extracts: Fillers::default(), templates: given };
    let figures = score(&examples, &[right, wrong]);
    // One filler given, right, of two; of templates four slots given, two of them right, of three.
    assert!((figures.fillers_f1() - 2.0 / 3.0).abs() < 1e-9, "{}", figures.table());
    assert!((figures.templates_f1() - 4.0 / 7.0).abs() < 1e-9, "{}", figures.table());
    assert!(figures.table().contains("micro            100.0   50.0   66.7"), "{}", figures.table());
    let json: Value = serde_json::from_str(&figures.json()).expect("it is JSON");
    assert_eq!(json["GTT"]["slots"]["incident_type"]["given"], 2);
    assert_eq!(json["CEAF-REE"]["micro"]["interval"][0], 0.0);
}

#[test]
fn the_second_stage_that_ships_is_whole() {
    let stage = SecondStage::embedded().expect("it reads");
    assert_eq!(SecondStage::read(&stage.json()).expect("it reads again"), stage);
}
