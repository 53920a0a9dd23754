//! One event from several tellings: single values, doers, contradictions, standing, corroboration.

mod made;

use linkage::reconcile;
use made::*;
use proptest::prelude::*;
use record::*;

fn event(tellings: &[Telling]) -> Event {
    reconcile(tellings).expect("there are tellings")
}

fn names(actors: &[Actor]) -> Vec<&str> {
    actors.iter().map(|actor| actor.name.as_str()).collect()
}

fn about(event: &Event, field: Field) -> Option<&Contradiction> {
    event.contradictions.iter().find(|contradiction| contradiction.field == field)
}

#[test]
fn no_tellings_are_no_event() {
    assert_eq!(reconcile(&[]), None);
}

#[test]
fn event_goes_by_its_first_telling_and_undated_reports_come_last() {
    let event = event(&[
        telling(1, "A", "", |_| {}),
        telling(9, "B", "2011-05-02", |_| {}),
        telling(4, "C", "2011-05-03", |_| {}),
        telling(3, "D", "2011-05-03", |_| {}),
    ]);
    assert_eq!(event.key, key(9));
    assert_eq!(event.tellings, [key(9), key(3), key(4), key(1)]);
}

#[test]
fn day_goes_before_a_week_and_the_undated_inherit_it() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.date = span("2011-05-01", "2011-05-07", DatePrecision::Week)),
        telling(2, "B", "2011-05-03", |e| e.date = span("2011-05-01", "2011-05-07", DatePrecision::Week)),
        telling(3, "C", "2011-05-04", |e| e.date = on("2011-05-02")),
        telling(4, "D", "2011-05-04", |_| {}),
    ]);
    assert_eq!(event.date, on("2011-05-02"));
    assert_eq!((event.dated_by, event.undated.as_slice()), (Some(key(3)), [key(4)].as_slice()));
    assert!(about(&event, Field::Date).is_none(), "the day lies in the week");
}

#[test]
fn day_is_the_one_that_most_independent_tellings_have() {
    let tellings = [
        telling(1, "Harbour Post", "2011-05-02", |e| e.date = on("2011-05-01")),
        telling(2, "Harbour Post", "2011-05-03", |e| e.date = on("2011-05-01")),
        telling(3, "Coast Wire", "2011-05-03", |e| e.date = on("2011-05-02")),
        telling(4, "Radio Hill", "2011-05-04", |e| e.date = on("2011-05-02")),
    ];
    let event = event(&tellings);
    assert_eq!((event.date.start, event.dated_by), (Some(day("2011-05-02")), Some(key(3))));
    let days = about(&event, Field::Date).expect("two days");
    assert_eq!(days.note, "Day – Harbour Post: 2011-05-01; Coast Wire, Radio Hill: 2011-05-02.");
    assert_eq!(days.tellings, [key(1), key(2), key(3), key(4)]);
}

#[test]
fn nothing_is_inherited_where_no_telling_has_a_day() {
    let event = event(&[telling(1, "A", "2011-05-02", |_| {}), telling(2, "B", "", |_| {})]);
    assert_eq!((event.date, event.dated_by, event.undated), (EventDate::unknown(None), None, Vec::new()));
}

#[test]
fn exact_place_goes_before_a_province_and_far_towns_contradict() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.location = Some(wide("Sudmark", Some("NOR")))),
        telling(2, "B", "2011-05-02", |e| e.location = Some(wide("Sudmark", Some("NOR")))),
        telling(3, "C", "2011-05-03", |e| e.location = Some(town("Ulm", "NOR", Some((60.0, 10.0))))),
        telling(4, "D", "2011-05-03", |e| e.location = Some(town("Elm", "NOR", Some((61.0, 10.0))))),
    ]);
    let place = event.location.as_ref().expect("a place");
    assert_eq!((place.name.as_str(), place.spans.len()), ("Ulm", 0));
    assert_eq!(about(&event, Field::Location).expect("two towns").note, "Place – C: Ulm, NOR; D: Elm, NOR.");
}

#[test]
fn village_near_the_town_is_no_contradiction() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.location = Some(town("Ulm", "NOR", Some((60.0, 10.0))))),
        telling(2, "B", "2011-05-03", |e| e.location = Some(town("Ulmdal", "NOR", Some((60.1, 10.1))))),
    ]);
    assert!(about(&event, Field::Location).is_none());
}

#[test]
fn brigade_stands_for_its_umbrella_and_gunmen_give_way() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.initiators = vec![actor("unidentified armed group")]),
        telling(2, "B", "2011-05-02", |e| e.initiators = vec![actor("Hill Front")]),
        telling(3, "C", "2011-05-03", |e| e.initiators = vec![actor("Hill Front")]),
        telling(4, "D", "2011-05-03", |e| {
            e.initiators = vec![member("Ash Brigade", &["Hill Front"]), actor("Coast League")]
        }),
    ]);
    assert_eq!(names(&event.initiators), ["Ash Brigade", "Coast League"]);
    assert!(about(&event, Field::Initiators).is_none());
}

#[test]
fn whoever_names_the_umbrella_speaks_for_its_brigade() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.initiators = vec![actor("Coast League")]),
        telling(2, "B", "2011-05-02", |e| e.initiators = vec![actor("Coast League")]),
        telling(3, "C", "2011-05-03", |e| e.initiators = vec![member("Ash Brigade", &["Hill Front"])]),
        telling(4, "D", "2011-05-03", |e| e.initiators = vec![actor("Hill Front")]),
        telling(5, "E", "2011-05-03", |e| e.initiators = vec![actor("Hill Front")]),
    ]);
    assert_eq!(names(&event.initiators), ["Ash Brigade", "Coast League"]);
}

#[test]
fn day_goes_before_one_that_is_only_about() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.date = EventDate { approximate: true, ..on("2011-05-01") }),
        telling(2, "B", "2011-05-03", |e| e.date = on("2011-05-02")),
    ]);
    assert_eq!(event.dated_by, Some(key(2)));
    assert!(about(&event, Field::Date).is_none(), "about a day is no other day");
}

#[test]
fn umbrella_alone_and_gunmen_alone_stay() {
    let umbrella = event(&[telling(1, "A", "2011-05-02", |e| e.initiators = vec![actor("Hill Front")])]);
    assert_eq!(names(&umbrella.initiators), ["Hill Front"]);
    let civilians = event(&[telling(1, "A", "2011-05-02", |e| {
        e.initiators = vec![actor("unidentified armed group")];
        e.targets = vec![actor("unidentified armed group"), actor("Civilians (Norland)")];
    })]);
    assert_eq!(names(&civilians.initiators), ["unidentified armed group"]);
    assert_eq!(civilians.targets.len(), 2, "civilians do not tell who the gunmen are");
}

#[test]
fn doers_that_cannot_be_one_contradict_until_one_claims_it() {
    let mut tellings = vec![
        telling(1, "A", "2011-05-02", |e| e.initiators = vec![actor("Hill Front")]),
        telling(2, "B", "2011-05-02", |e| e.initiators = vec![actor("Military Forces of Norland")]),
    ];
    let disputed = event(&tellings);
    let note = &about(&disputed, Field::Initiators).expect("two doers").note;
    assert_eq!(note, "Who did it – A: Hill Front; B: Military Forces of Norland.");
    assert_eq!(disputed.corroboration.grade, Grade::Contested);
    tellings[0].event_report.claimed_by = vec![actor("Hill Front")];
    assert_eq!(event(&tellings).corroboration.grade, Grade::Confirmed);
}

#[test]
fn sides_of_a_fight_may_be_told_in_either_order() {
    let fight = |number, first: &str, second: &str| {
        telling(number, &format!("outlet {number}"), "2011-05-02", |e| {
            e.sub_event_type = SubEventType::ArmedClash;
            e.initiators = vec![actor(first)];
            e.targets = vec![actor(second)];
        })
    };
    let event = event(&[fight(1, "Hill Front", "Coast League"), fight(2, "Coast League", "Hill Front")]);
    assert!(about(&event, Field::Initiators).is_none());
}

#[test]
fn denial_of_a_doer_stands_among_the_contradictions() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.initiators = vec![actor("Hill Front")]),
        telling(2, "B", "2011-05-03", |e| e.denied_by = vec![actor("Hill Front")]),
    ]);
    let note = &about(&event, Field::Claim).expect("a denial").note;
    assert_eq!(note, "Claim – A: Hill Front did it; B: Hill Front denies it.");
    assert_eq!(event.corroboration.grade, Grade::Contested);
}

#[test]
fn forces_and_government_of_one_state_speak_for_each_other() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.initiators = vec![actor("Military Forces of Norland")]),
        telling(2, "B", "2011-05-02", |e| e.initiators = vec![actor("Police Forces of Norland")]),
        telling(3, "C", "2011-05-03", |e| e.claimed_by = vec![actor("Government of Norland")]),
    ]);
    assert!(about(&event, Field::Initiators).is_none());
    assert_eq!((event.initiators.len(), event.corroboration.grade), (2, Grade::Confirmed));
}

#[test]
fn denial_told_beside_the_accusation_is_contested_without_a_contradiction() {
    let event = event(&[telling(1, "A", "2011-05-02", |e| {
        e.initiators = vec![actor("Hill Front"), actor("Coast League")];
        e.denied_by = vec![actor("Hill Front")];
    })]);
    assert!(event.contradictions.is_empty());
    assert_eq!(event.corroboration.grade, Grade::Contested);
}

#[test]
fn family_of_the_type_may_be_told_otherwise() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.sub_event_type = SubEventType::ArmedClash),
        telling(2, "B", "2011-05-02", |e| e.sub_event_type = SubEventType::SuicideBomb),
        telling(3, "C", "2011-05-02", |e| e.sub_event_type = SubEventType::SuicideBomb),
    ]);
    assert_eq!(event.sub_event_type, SubEventType::SuicideBomb);
    let note = &about(&event, Field::SubEventType).expect("two families").note;
    assert_eq!(note, "Kind of act – A: battles; B, C: explosions.");
}

#[test]
fn type_told_by_its_means_goes_before_attack_of_as_many() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.sub_event_type = SubEventType::Attack),
        telling(2, "B", "2011-05-02", |e| e.sub_event_type = SubEventType::Grenade),
    ]);
    assert_eq!(event.sub_event_type, SubEventType::Grenade);
}

#[test]
fn denied_by_some_is_contested_and_by_most_discounted() {
    let told = |number, standing| telling(number, &format!("outlet {number}"), "2011-05-02", |e| e.standing = standing);
    let contested = event(&[told(1, Standing::Occurred), told(2, Standing::Denied)]);
    assert_eq!((contested.standing, contested.corroboration.grade), (Standing::Occurred, Grade::Contested));
    assert!(about(&contested, Field::Standing).is_some());
    let discounted = event(&[told(1, Standing::Alleged), told(2, Standing::Denied), told(3, Standing::Denied)]);
    assert_eq!((discounted.standing, discounted.corroboration.grade), (Standing::Denied, Grade::Discounted));
}

#[test]
fn what_some_allege_and_others_assert_has_occurred() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.standing = Standing::Alleged),
        telling(2, "B", "2011-05-02", |_| {}),
    ]);
    assert_eq!((event.standing, event.corroboration.grade), (Standing::Occurred, Grade::Fair));
    let note = &about(&event, Field::Standing).expect("told otherwise").note;
    assert_eq!(note, "Whether it happened – A: alleged; B: occurred.");
}

#[test]
fn planned_and_then_done_is_no_contradiction() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.standing = Standing::Planned),
        telling(2, "B", "2011-05-04", |_| {}),
    ]);
    assert_eq!(event.standing, Standing::Occurred);
    assert!(about(&event, Field::Standing).is_none());
}

#[test]
fn reprints_count_once_by_outlet_words_and_source() {
    let words = "Gunmen on motorcycles opened fire on the night market of Ulm killing four traders";
    let tellings = [
        telling(1, "Coast Wire", "2011-05-02", |e| e.evidence = vec![quote(words)]),
        telling(2, "coast wire", "2011-05-03", |_| {}),
        telling(3, "Hill Daily", "2011-05-03", |e| {
            e.evidence = vec![quote(&format!("Late on Monday {}", words.to_lowercase())), quote("A boy ran.")];
        }),
        telling(4, "Radio Hill", "2011-05-03", |e| e.sources = vec![quote("Coast Wire")]),
    ];
    let event = event(&tellings);
    assert_eq!((event.corroboration.independent, event.corroboration.grade), (1, Grade::Weak));
}

#[test]
fn same_ministry_is_one_source_and_residents_may_be_others() {
    let by = |number, source: &str| {
        telling(number, &format!("outlet {number}"), "2011-05-02", |e| e.sources = vec![quote(source)])
    };
    assert_eq!(event(&[by(1, "the interior ministry"), by(2, "Interior Ministry")]).corroboration.independent, 1);
    let residents = event(&[by(1, "residents"), by(2, "residents")]);
    assert_eq!((residents.corroboration.independent, residents.corroboration.grade), (2, Grade::Fair));
}

#[test]
fn one_report_with_two_sources_is_fair() {
    let event = event(&[telling(1, "A", "2011-05-02", |e| {
        e.sources = vec![quote("the interior ministry"), quote("Ulm hospital")];
    })]);
    assert_eq!((event.corroboration.independent, event.corroboration.grade), (1, Grade::Fair));
}

#[test]
fn victims_stand_once_in_their_longer_form() {
    let event = event(&[
        telling(1, "A", "2011-05-02", |e| e.victims = vec![quote("Olsen"), quote("Kari Lund")]),
        telling(2, "B", "2011-05-02", |e| e.victims = vec![quote("Per Olsen"), quote("kari lund")]),
    ]);
    assert_eq!(event.victims, ["Kari Lund", "Per Olsen"]);
}

/// Tellings of all sorts, with few values so that many agree and many differ.
fn any_telling(number: u64) -> impl Strategy<Value = Telling> {
    let who =
        prop::sample::subsequence(vec!["Hill Front", "Ash Brigade", "Coast League", "unidentified armed group"], 0..3);
    let group = prop::sample::select(vec![None, Some("people"), Some("soldiers"), Some("a child"), Some("marines")]);
    let source =
        prop::sample::select(vec![None, Some("police"), Some("the hospital"), Some("residents"), Some("Hill Front")]);
    let dead = prop::collection::vec((group, 0u64..9, any::<bool>(), source), 0..4);
    let when = (prop::option::of(1i8..28), prop::option::of(1i8..28), 0usize..5, 0usize..5, any::<bool>());
    (who, dead, when).prop_map(move |(who, dead, (published, on_day, outlet, standing, main))| {
        let published = published.map_or(String::new(), |day| format!("2011-05-{day:02}"));
        telling(number, ["", "A", "B", "C", "D"][outlet], &published, |e| {
            e.standing = Standing::ALL[standing];
            e.focus = if main { Focus::Main } else { Focus::Background };
            e.initiators = who
                .iter()
                .map(|name| member(name, if *name == "Ash Brigade" { &["Hill Front"] } else { &[] }))
                .collect();
            e.date = on_day.map_or(EventDate::unknown(None), |day| on(&format!("2011-05-{day:02}")));
            let figure = |n, open| if open { Figure::at_least(n) } else { Figure::exactly(n) };
            e.casualties = dead.iter().map(|(group, n, open, by)| killed(*group, figure(*n, *open), *by)).collect();
        })
    })
}

fn any_tellings() -> impl Strategy<Value = Vec<Telling>> {
    (1u64..8).prop_flat_map(|count| (0..count).map(any_telling).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn order_and_repetition_change_nothing(tellings in any_tellings(), seed in 0usize..1000) {
        let mut twice = shuffled(&tellings, seed);
        twice.extend(tellings.first().cloned());
        prop_assert_eq!(reconcile(&tellings), reconcile(&twice));
    }

    #[test]
    fn every_figure_is_told_and_best_lies_in_the_range(tellings in any_tellings()) {
        let event = event(&tellings);
        let figures: usize = tellings.iter().map(|telling| telling.event_report.casualties.len()).sum();
        prop_assert_eq!(event.tolls.iter().map(|toll| toll.told.len()).sum::<usize>(), figures);
        for toll in &event.tolls {
            let told = |n: u64| toll.told.iter().any(|told| [told.casualty.figure.min, told.casualty.figure.max].contains(&Some(n)));
            prop_assert!(toll.best.is_none_or(told), "{:?} is nobody's figure", toll.best);
            prop_assert!(toll.low.is_none_or(|low| toll.best.is_some_and(|best| low <= best)));
            prop_assert!(toll.high.is_none_or(|high| toll.best.is_some_and(|best| best <= high)));
        }
    }

    #[test]
    fn names_stand_once_and_keys_are_of_the_tellings(tellings in any_tellings()) {
        let event = event(&tellings);
        let mut names = names(&event.initiators);
        names.sort();
        let count = names.len();
        names.dedup();
        prop_assert_eq!(names.len(), count);
        for contradiction in &event.contradictions {
            prop_assert!(contradiction.tellings.iter().all(|key| event.tellings.contains(key)));
        }
        prop_assert!(event.corroboration.independent >= 1 && event.corroboration.independent <= tellings.len());
    }
}
