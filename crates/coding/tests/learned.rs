//! What a trained reader's scores do to a record. The readings are set down by hand, so that no weights decide these tests.

use coding::{Codebook, code_report};
use reader::{ActSpan, Linked, Reading, RoleSpan, SpanRole};
use record::{CodedReport, Report, Span, Standing, SubEventType};

/// A text with a reading: acts with type and score, and spans that belong to the first act.
struct Read<'a> {
    text: &'a str,
    acts: Vec<(&'a str, SubEventType, f32)>,
    spans: Vec<(&'a str, SpanRole)>,
    standing: Standing,
}

impl Default for Read<'_> {
    fn default() -> Self {
        Read { text: "", acts: Vec::new(), spans: Vec::new(), standing: Standing::Occurred }
    }
}

impl Read<'_> {
    fn at(&self, words: &str) -> Span {
        let start = self.text.find(words).unwrap_or_else(|| panic!("{words:?} stands in the text"));
        Span::new(start, start + words.len())
    }

    fn code(&self) -> CodedReport {
        code(self.text, &self.reading())
    }

    fn reading(&self) -> Reading {
        let acts = self.acts.iter().map(|&(words, kind, score)| ActSpan {
            span: self.at(words),
            score,
            types: vec![(kind, 1.0)],
            standings: vec![(self.standing, 1.0)],
            main: 1.0,
        });
        let spans = self.spans.iter().map(|&(words, role)| RoleSpan { span: self.at(words), role, score: 0.9 });
        let role_links = (0..self.spans.len()).map(|right| Linked { left: 0, right, score: 0.9 }).collect();
        // One score stands for all sentences: what counts is that the report was read.
        let sentences = vec![0.5];
        Reading { acts: acts.collect(), spans: spans.collect(), role_links, sentences, ..Reading::default() }
    }
}

fn code(text: &str, reading: &Reading) -> CodedReport {
    let report = Report { text: text.into(), ..Report::default() };
    code_report(&language::analyse(&report), Codebook::embedded().expect("the codebook is whole"), reading)
}

const UNNAMED: &str = "Hezbollah fighters did unto soldiers in Kirkuk on Sunday what nobody names.";

#[test]
fn act_that_no_wording_tells_is_coded_by_the_reader() {
    assert!(code(UNNAMED, &Reading::default()).event_reports.is_empty(), "no wording tells it");
    let acts = vec![("did unto", SubEventType::ArmedClash, 0.95)];
    let spans = vec![("Kirkuk", SpanRole::Place), ("Hezbollah fighters", SpanRole::Initiator)];
    let coded = Read { text: UNNAMED, acts, spans, ..Read::default() }.code();
    let event = coded.event_reports.first().expect("an event");
    assert_eq!(event.sub_event_type, SubEventType::ArmedClash);
    assert_eq!(event.location.as_ref().map(|l| l.name.as_str()), Some("Kirkuk"));
    assert_eq!(event.initiators.first().map(|a| a.name.as_str()), Some("Hezbollah"));
}

#[test]
fn act_that_the_reader_is_not_sure_of_is_none() {
    let acts = vec![("did unto", SubEventType::ArmedClash, 0.4)];
    assert!(Read { text: UNNAMED, acts, ..Read::default() }.code().event_reports.is_empty());
}

const SHELLED: &str = "Rebels shelled the market of Goma on Monday, killing nine traders.";

#[test]
fn act_in_which_the_reader_sees_nothing_is_left_out() {
    let kind = SubEventType::ShellingArtilleryMissileAttack;
    let seen = Read { text: SHELLED, acts: vec![("shelled", kind, 0.3)], ..Read::default() };
    assert_eq!(seen.code().event_reports.len(), 1);
    assert!(Read { text: SHELLED, ..Read::default() }.code().event_reports.is_empty());
}

#[test]
fn standing_that_the_reader_is_sure_of_goes_before_a_bare_assertion() {
    let acts = vec![("shelled", SubEventType::ShellingArtilleryMissileAttack, 0.9)];
    let coded = Read { text: SHELLED, acts, standing: Standing::Denied, ..Read::default() }.code();
    assert_eq!(coded.event_reports[0].standing, Standing::Denied);
}

#[test]
fn figure_and_source_come_from_the_reader_where_the_rules_have_none() {
    let text = "Rebels shelled Goma on Monday, and hospital staff spoke of nine.";
    let acts = vec![("shelled", SubEventType::ShellingArtilleryMissileAttack, 0.9)];
    let killed = SpanRole::Figure(record::Outcome::Killed);
    let spans = vec![("hospital staff", SpanRole::Source), ("nine", killed)];
    let coded = Read { text, acts, spans, ..Read::default() }.code();
    let toll = coded.event_reports[0].casualties.first().expect("a toll");
    assert_eq!((toll.figure.min, toll.figure.max), (Some(9), Some(9)));
    assert_eq!(toll.source.as_ref().map(|s| s.text.as_str()), Some("hospital staff"));
}

#[test]
fn type_goes_before_the_rules_only_where_the_reader_is_sure() {
    let kind = |sure: f32| {
        let read = Read { text: SHELLED, acts: vec![("shelled", SubEventType::Attack, 0.9)], ..Read::default() };
        let mut reading = read.reading();
        let rest = (SubEventType::ShellingArtilleryMissileAttack, 1.0 - sure);
        reading.acts[0].types = vec![(SubEventType::Attack, sure), rest];
        code(SHELLED, &reading).event_reports[0].sub_event_type
    };
    assert_eq!(kind(0.9), SubEventType::Attack);
    assert_eq!(kind(0.6), SubEventType::ShellingArtilleryMissileAttack);
}

#[test]
fn place_is_the_one_that_the_reader_ties_to_the_act() {
    let text = "Rebels shelled the market of Goma on Monday, killing nine traders from Bukavu.";
    let acts = vec![("shelled", SubEventType::ShellingArtilleryMissileAttack, 0.9)];
    let spans = vec![("Bukavu", SpanRole::Place)];
    let name = |read: Read<'_>| read.code().event_reports[0].location.as_ref().map(|l| l.name.clone());
    assert_eq!(name(Read { text, acts: acts.clone(), ..Read::default() }).as_deref(), Some("Goma"));
    assert_eq!(name(Read { text, acts, spans, ..Read::default() }).as_deref(), Some("Bukavu"));
}

#[test]
fn place_that_only_the_reader_sees_is_the_acts() {
    let text = "Hezbollah fighters did unto soldiers on Sunday what nobody names: Zhilin saw it.";
    let acts = || vec![("did unto", SubEventType::ArmedClash, 0.95)];
    let named = |spans| {
        let coded = Read { text, acts: acts(), spans, ..Read::default() }.code();
        coded.event_reports.first().and_then(|e| e.location.as_ref().map(|l| l.name.clone()))
    };
    let who = ("Hezbollah fighters", SpanRole::Initiator);
    assert_eq!(named(vec![who]), None);
    assert_eq!(named(vec![who, ("Zhilin", SpanRole::Place)]).as_deref(), Some("Zhilin"));
}

#[test]
fn word_that_no_table_knows_and_the_reader_does_not_see_is_no_place() {
    let text = "Rebels shelled Goma on Monday. They killed nine traders in Obduracy.";
    let act = |spans| {
        let acts = vec![("killed", SubEventType::Attack, 0.95)];
        let coded = Read { text, acts, spans, ..Read::default() }.code();
        let names = coded.event_reports.iter().filter_map(|e| e.location.as_ref().map(|l| l.name.clone()));
        names.collect::<Vec<String>>()
    };
    assert!(act(vec![("Obduracy", SpanRole::Place)]).contains(&"Obduracy".to_string()));
    assert!(!act(vec![("Rebels", SpanRole::Initiator)]).contains(&"Obduracy".to_string()));
}

fn names(actors: &[record::Actor]) -> Vec<&str> {
    actors.iter().map(|a| a.name.as_str()).collect()
}

#[test]
fn doer_that_the_reader_sees_goes_before_the_one_of_the_grammar() {
    let text = "Soldiers watched as Hezbollah fighters did unto Hamas in Tyre on Sunday what nobody names.";
    let acts = vec![("did unto", SubEventType::ArmedClash, 0.95)];
    let spans = vec![("Hamas", SpanRole::Initiator), ("Hezbollah fighters", SpanRole::Target)];
    let coded = Read { text, acts, spans, ..Read::default() }.code();
    assert_eq!(names(&coded.event_reports[0].initiators), ["Hamas"]);
    assert_eq!(names(&coded.event_reports[0].targets), ["Hezbollah"]);
}

#[test]
fn description_that_a_link_ties_to_a_name_is_that_actor() {
    let text = "Hezbollah met on Friday. Some riders shelled Tyre on Sunday.";
    let read = Read {
        text,
        acts: vec![("shelled", SubEventType::ShellingArtilleryMissileAttack, 0.95)],
        spans: vec![("Hezbollah", SpanRole::ClaimedBy), ("riders", SpanRole::Initiator)],
        ..Read::default()
    };
    let initiators = |score: f32| {
        let mut reading = read.reading();
        reading.role_links.remove(0);
        reading.actor_links = vec![Linked { left: 0, right: 1, score }];
        names(&code(text, &reading).event_reports[0].initiators).join(", ")
    };
    assert_eq!(initiators(0.9), "Hezbollah");
    assert_eq!(initiators(0.3), "unidentified armed group");
}

#[test]
fn things_that_the_reader_sees_hit_stand_for_their_people_or_their_government() {
    let target = |thing: &'static str, text: &'static str| {
        let acts = vec![("put to the torch", SubEventType::LootingPropertyDestruction, 0.95)];
        let spans = vec![("Hezbollah", SpanRole::Initiator), (thing, SpanRole::Target), ("Goma", SpanRole::Place)];
        let coded = Read { text, acts, spans, ..Read::default() }.code();
        coded.event_reports[0].targets.first().map(|a| a.name.clone())
    };
    let barn = target("barn", "Hezbollah put to the torch a barn in Goma on Sunday.");
    assert_eq!(barn.as_deref(), Some("Civilians (Democratic Republic of the Congo)"));
    let hall = target("town hall", "Hezbollah put to the torch the town hall of Goma on Sunday.");
    assert_eq!(hall.as_deref(), Some("Government of the Democratic Republic of the Congo"));
}

#[test]
fn weapon_stopped_is_of_the_one_whom_the_reader_sees_behind_it() {
    let text = "Police defused a bomb planted by Hamas near a school in Goma on Sunday.";
    let acts = vec![("defused", SubEventType::DisruptedWeaponsUse, 0.95)];
    let spans = vec![("Hamas", SpanRole::Initiator), ("school", SpanRole::Target)];
    let coded = Read { text, acts, spans, ..Read::default() }.code();
    assert_eq!(names(&coded.event_reports[0].initiators), ["Hamas"]);
    assert_eq!(names(&coded.event_reports[0].targets), ["Civilians (Democratic Republic of the Congo)"]);
}

#[test]
fn violence_whose_doer_the_reader_does_not_see_has_none() {
    let text = "A bomb exploded at a market in Goma on Sunday, killing nine traders.";
    let acts = vec![("exploded", SubEventType::RemoteExplosiveLandmineIed, 0.95)];
    assert_eq!(names(&code(text, &Reading::default()).event_reports[0].initiators), ["unidentified armed group"]);
    assert!(Read { text, acts, ..Read::default() }.code().event_reports[0].initiators.is_empty());
}

#[test]
fn words_that_no_calendar_reads_take_the_day_told_last_or_the_day_of_the_month() {
    let at = |text: &'static str, words| {
        let acts = vec![("shelled", SubEventType::ShellingArtilleryMissileAttack, 0.95)];
        let spans = vec![("Rebels", SpanRole::Initiator), ("Goma", SpanRole::Place), (words, SpanRole::Time)];
        let coded = Read { text, acts, spans, ..Read::default() }.code();
        coded.event_reports.first().and_then(|e| e.date.start.map(|d| d.to_string()))
    };
    let half = "The army left on 3 May 2012. Rebels shelled Goma at half past two, killing nine traders.";
    assert_eq!(at(half, "half past two").as_deref(), Some("2012-05-03"));
    let ordinal = "The army left on 3 May 2012. Rebels shelled Goma on the 14th, killing nine traders.";
    assert_eq!(at(ordinal, "the 14th").as_deref(), Some("2012-05-14"));
}
