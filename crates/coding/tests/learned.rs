//! What a trained reader's scores do to a record. The readings are set down by hand, so that no weights decide these tests.

mod codebook;

use coding::code_report;
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
    code_report(&language::analyse(&report), codebook::book(), reading)
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
    assert_eq!(kind(0.55), SubEventType::ShellingArtilleryMissileAttack);
}

#[test]
fn place_is_the_one_that_the_reader_ties_to_the_act_unless_its_own_words_name_a_town() {
    let name = |text, place| {
        let acts = vec![("shelled", SubEventType::ShellingArtilleryMissileAttack, 0.9)];
        let coded = Read { text, acts, spans: vec![(place, SpanRole::Place)], ..Read::default() }.code();
        coded.event_reports[0].location.as_ref().map(|l| l.name.clone())
    };
    let town = "Rebels shelled the market of Goma on Monday, killing nine traders from Bukavu.";
    assert_eq!(name(town, "Bukavu").as_deref(), Some("Goma"));
    let country = "Rebels shelled a market in Mali on Monday, a trader of Gao said.";
    assert_eq!(name(country, "Gao").as_deref(), Some("Gao"));
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
fn named_doer_of_the_grammar_goes_before_the_one_that_the_reader_sees() {
    let sides = |text: &'static str| {
        let acts = vec![("did unto", SubEventType::ArmedClash, 0.95)];
        let spans = vec![("Hamas", SpanRole::Initiator), ("Hezbollah", SpanRole::Target)];
        let coded = Read { text, acts, spans, ..Read::default() }.code();
        let event = &coded.event_reports[0];
        (names(&event.initiators).join(", "), names(&event.targets).join(", "))
    };
    let told = sides("Hezbollah fighters did unto Hamas in Tyre on Sunday what nobody names.");
    assert_eq!(told, ("Hezbollah".to_string(), "Hamas".to_string()));
    let left_open = sides("What men did unto others in Tyre on Sunday: Hamas knows, and Hezbollah knows.");
    assert_eq!(left_open, ("Hamas".to_string(), "Hezbollah".to_string()));
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

/// The sides of a shelling where a link ties the second span to the first, which plays no role in it.
fn tied(text: &str, spans: Vec<(&str, SpanRole)>) -> [String; 2] {
    let kind = SubEventType::ShellingArtilleryMissileAttack;
    let mut reading = Read { text, acts: vec![("shelled", kind, 0.95)], spans, ..Read::default() }.reading();
    reading.role_links.remove(0);
    reading.actor_links = vec![Linked { left: 0, right: 1, score: 0.95 }];
    let event = &code(text, &reading).event_reports[0];
    [names(&event.initiators).join(", "), names(&event.targets).join(", ")]
}

#[test]
fn description_takes_no_name_of_another_kind_of_actor() {
    let doer =
        |text, words| tied(text, vec![("Hezbollah", SpanRole::ClaimedBy), (words, SpanRole::Initiator)])[0].clone();
    let fighters = doer("Hezbollah met on Friday. Gunmen shelled Tyre on Sunday.", "Gunmen");
    assert_eq!(fighters, "Hezbollah");
    let soldiers = doer("Hezbollah met on Friday. Soldiers shelled Tyre on Sunday.", "Soldiers");
    assert_eq!(soldiers, "Military Forces of Lebanon");
    let police = doer("Hezbollah met on Friday. Police shelled Tyre on Sunday.", "Police");
    assert_eq!(police, "Police Forces of Lebanon");
    let text = "Hezbollah met on Friday. Gunmen shelled Tyre on Sunday, killing nine people.";
    let hit = tied(text, vec![("Hezbollah", SpanRole::ClaimedBy), ("nine people", SpanRole::Target)]);
    assert_eq!(hit[1], "Civilians (Lebanon)");
    let text = "The Lebanese army met on Friday. Lebanese officials shelled Tyre on Sunday.";
    let own = vec![("Lebanese army", SpanRole::ClaimedBy), ("Lebanese officials", SpanRole::Initiator)];
    assert_eq!(tied(text, own)[0], "Military Forces of Lebanon");
}

#[test]
fn description_takes_no_name_that_is_told_of_another_or_only_denies() {
    let doer = |text, name| tied(text, vec![(name, SpanRole::ClaimedBy), ("Gunmen", SpanRole::Initiator)])[0].clone();
    let text = "Gunmen shelled Goma on Sunday. The mayor met Hamas, a group that has pledged allegiance to Hezbollah.";
    assert_eq!(doer(text, "Hamas"), "Hamas");
    assert_eq!(doer(text, "Hezbollah"), "unidentified armed group");
    let text = "Gunmen shelled Goma on Sunday. Hezbollah denied accusations that its men had taken part.";
    assert_eq!(doer(text, "Hezbollah"), "unidentified armed group");
    let elsewhere = format!("{text} The mayor met Hezbollah on Monday.");
    assert_eq!(doer(&elsewhere, "Hezbollah"), "Hezbollah");
}

#[test]
fn description_keeps_all_its_words() {
    let text = "Armed youths in hoods shelled Goma on Sunday.";
    let acts = vec![("shelled", SubEventType::ShellingArtilleryMissileAttack, 0.95)];
    let spans = vec![("Armed youths in hoods", SpanRole::Initiator)];
    let coded = Read { text, acts, spans, ..Read::default() }.code();
    let doer = &coded.event_reports[0].initiators[0];
    assert_eq!(doer.name, "unidentified armed group");
    assert!(doer.aliases.iter().any(|a| a == "Armed youths in hoods"), "{:?}", doer.aliases);
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
fn violence_whose_doer_nobody_sees_is_by_an_unidentified_group() {
    let text = "A bomb exploded at a market in Goma on Sunday, killing nine traders.";
    let acts = vec![("exploded", SubEventType::RemoteExplosiveLandmineIed, 0.95)];
    assert_eq!(names(&code(text, &Reading::default()).event_reports[0].initiators), ["unidentified armed group"]);
    let read = Read { text, acts, ..Read::default() }.code();
    assert_eq!(names(&read.event_reports[0].initiators), ["unidentified armed group"]);
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

#[test]
fn items_of_a_list_are_the_rules_affair() {
    let text = "Coalition jets struck on Monday:\n\n- Near Mosul, one strike hit a bunker of Islamic State.\n- Near Kirkuk, two strikes hit a camp of Islamic State.\n";
    let acts = || vec![("one strike", SubEventType::Agreement, 0.95), ("two strikes", SubEventType::Agreement, 0.95)];
    let kinds = |coded: CodedReport| coded.event_reports.iter().map(|e| e.sub_event_type).collect::<Vec<_>>();
    let ruled = kinds(code(text, &Reading::default()));
    assert!(ruled.len() > 1 && !ruled.contains(&SubEventType::Agreement), "{ruled:?}");
    assert_eq!(kinds(Read { text, acts: acts(), ..Read::default() }.code()), ruled);
}

#[test]
fn link_of_the_second_stage_joins_and_parts_tellings() {
    let text = "Rebels shelled Goma on Monday. The bombardment of Goma killed nine traders, the mayor said.";
    let kind = SubEventType::ShellingArtilleryMissileAttack;
    let told = |score: f32| {
        let acts = vec![("shelled", kind, 0.95), ("bombardment", kind, 0.95)];
        let mut reading = Read { text, acts, ..Read::default() }.reading();
        reading.act_links = vec![Linked { left: 0, right: 1, score }];
        reading.sentences = vec![0.9; 2];
        code(text, &reading).event_reports.len()
    };
    assert_eq!(told(0.97), 1);
    assert_eq!(told(0.03), 2);
}

#[test]
fn every_weight_of_the_second_stage_is_of_a_feature_that_coding_counts() {
    let text = "Rebels shelled Goma on Monday. The bombardment hit a market, traders said.";
    let acts = vec![("shelled", SubEventType::ShellingArtilleryMissileAttack, 0.9)];
    let report = Report { text: text.into(), ..Report::default() };
    let reading = Read { text, acts, ..Read::default() }.reading();
    let asked = coding::questions(&language::analyse(&report), codebook::book(), &reading);
    let file = &coding::embedded_files()["learned/second_stage.toml"];
    let weights: std::collections::BTreeMap<String, std::collections::BTreeMap<String, f64>> =
        toml::from_str(file).expect("the weights are TOML");
    for (name, question) in [("join", coding::Question::Join), ("event", coding::Question::Event)] {
        let asked = asked.iter().find(|a| a.question == question).expect("it is asked");
        let mut counted: Vec<&str> = asked.features.iter().map(|f| f.0).collect();
        counted.sort_unstable();
        let fitted: Vec<&str> = weights[name].keys().map(String::as_str).collect();
        assert_eq!(fitted, counted, "fit_second writes a weight for each feature of {name}");
    }
}

#[test]
fn event_that_is_hardly_likelier_than_none_is_in_doubt() {
    let kind = SubEventType::ShellingArtilleryMissileAttack;
    let doubts = |sentence: f32| {
        let mut reading = Read { text: SHELLED, acts: vec![("shelled", kind, 0.9)], ..Read::default() }.reading();
        reading.sentences = vec![sentence];
        let event = &code(SHELLED, &reading).event_reports[0];
        event.doubts.iter().any(|d| d.field == record::Field::Event && d.reason == record::DoubtReason::Weak)
    };
    assert!(doubts(0.02), "the sentence speaks against it");
    assert!(!doubts(0.9));
}

#[test]
fn blows_of_two_doers_that_the_grammar_names_are_two_acts() {
    let text = "Hezbollah shelled Tyre on Monday. Islamic State shelled Tyre on Monday too, the mayor said.";
    let kind = SubEventType::ShellingArtilleryMissileAttack;
    let first = text.find("shelled").expect("it stands there");
    let mut reading = Read { text, acts: vec![("shelled", kind, 0.95)], ..Read::default() }.reading();
    let second = first + 1 + text[first + 1..].find("shelled").expect("it stands there twice");
    let mut again = reading.acts[0].clone();
    again.span = Span::new(second, second + "shelled".len());
    reading.acts.push(again);
    reading.act_links = vec![Linked { left: 0, right: 1, score: 0.98 }];
    reading.sentences = vec![0.9; 2];
    assert_eq!(code(text, &reading).event_reports.len(), 2, "whatever the link says");
}

const OATH: &str = "In the Name of God. Our men shelled the soldiers of the enemy at Dargoum on Friday, killing three.";

#[test]
fn a_word_that_the_reader_sees_no_place_in_is_no_town_of_a_country_that_nothing_else_names() {
    let kind = SubEventType::ShellingArtilleryMissileAttack;
    let spans = vec![("Dargoum", SpanRole::Place)];
    let read = Read { text: OATH, acts: vec![("shelled", kind, 0.95)], spans, ..Read::default() };
    let country = |reading: &Reading| {
        let coded = code(OATH, reading);
        coded.event_reports.first().and_then(|e| e.location.as_ref()).and_then(|l| l.country.clone())
    };
    assert!(country(&Reading::default()).is_some(), "Name is the French name of a town");
    assert_eq!(country(&read.reading()), None);
}

#[test]
fn figure_that_the_reader_ties_to_two_acts_stays_with_the_one_beside_it() {
    let text = "Hezbollah fighters shelled Metula on Monday. Israeli troops raided Kfar Kila on Tuesday, killing nine traders.";
    let acts = vec![
        ("shelled", SubEventType::ShellingArtilleryMissileAttack, 0.95),
        ("raided", SubEventType::ArmedClash, 0.95),
    ];
    let spans = vec![("nine traders", SpanRole::Figure(record::Outcome::Killed)), ("traders", SpanRole::Target)];
    let read = Read { text, acts, spans, ..Read::default() };
    let mut reading = read.reading();
    reading.role_links.push(Linked { left: 1, right: 0, score: 0.9 });
    let counts: Vec<usize> = code(text, &reading).event_reports.iter().map(|e| e.casualties.len()).collect();
    assert_eq!(counts, [0, 1]);
}

#[test]
fn people_who_are_said_to_be_missing_are_missing_whatever_the_reader_takes_them_for() {
    let text = "Rebels shelled Goma on Monday, and 14 soldiers remained missing.";
    let acts = vec![("shelled", SubEventType::ShellingArtilleryMissileAttack, 0.95)];
    let spans = vec![("14 soldiers", SpanRole::Figure(record::Outcome::Wounded))];
    let coded = Read { text, acts, spans, ..Read::default() }.code();
    let outcomes: Vec<record::Outcome> = coded.event_reports[0].casualties.iter().map(|c| c.outcome).collect();
    assert_eq!(outcomes, [record::Outcome::Missing]);
}
