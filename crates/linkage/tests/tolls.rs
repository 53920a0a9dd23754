//! The range of figures of an event, and which one is best, by the stated rules.

mod made;

use linkage::{Force, forces, reconcile};
use made::*;
use record::*;

fn tolls(tellings: &[Telling]) -> Vec<Toll> {
    reconcile(tellings).expect("there are tellings").tolls
}

/// The only toll.
fn toll(tellings: &[Telling]) -> Toll {
    let mut all = tolls(tellings);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn range(toll: &Toll) -> (Option<u64>, Option<u64>, Option<u64>) {
    (toll.low, toll.best, toll.high)
}

fn dead(number: u64, outlet: &str, published: &str, figures: &[(Option<&str>, Figure, Option<&str>)]) -> Telling {
    telling(number, outlet, published, |e| {
        e.initiators = vec![actor("Hill Front")];
        e.targets = vec![actor("Civilians (Norland)")];
        e.casualties = figures.iter().map(|(group, figure, source)| killed(*group, *figure, *source)).collect();
    })
}

#[test]
fn growing_toll_of_one_outlet_is_superseded_and_still_told() {
    let toll = toll(&[
        dead(1, "A", "2011-05-02", &[(Some("people"), Figure::at_least(6), Some("police"))]),
        dead(2, "A", "2011-05-03", &[(Some("people"), Figure::exactly(14), None)]),
    ]);
    assert_eq!(range(&toll), (Some(14), Some(14), Some(14)));
    assert_eq!(toll.rule, "the only figure in force: A");
    assert_eq!(toll.told.len(), 2);
}

#[test]
fn each_figure_says_what_it_counts_for() {
    let tellings = [
        dead(1, "A", "2011-05-02", &[(Some("people"), Figure::at_least(6), Some("police"))]),
        dead(
            2,
            "A",
            "2011-05-03",
            &[(Some("people"), Figure::exactly(14), None), (Some("a driver"), Figure::exactly(1), None)],
        ),
    ];
    let toll = toll(&tellings);
    let numbers: Vec<Option<u64>> = toll.told.iter().map(|told| told.casualty.figure.min).collect();
    assert_eq!(numbers, [Some(6), Some(14), Some(1)]);
    assert_eq!(forces(&tellings), [[Force::Superseded, Force::InForce, Force::Part]]);
}

#[test]
fn same_source_in_another_outlet_supersedes_and_residents_do_not() {
    let by = |source: &str| {
        toll(&[
            dead(1, "A", "2011-05-02", &[(None, Figure::exactly(6), Some(source))]),
            dead(2, "B", "2011-05-04", &[(None, Figure::exactly(9), Some(source))]),
        ])
    };
    assert_eq!(range(&by("the interior ministry")), (Some(9), Some(9), Some(9)));
    assert_eq!(range(&by("residents")), (Some(6), Some(9), Some(9)));
}

#[test]
fn undated_report_neither_supersedes_nor_is_superseded() {
    let toll = toll(&[
        dead(1, "A", "2011-05-02", &[(None, Figure::exactly(6), None)]),
        dead(2, "A", "", &[(None, Figure::exactly(9), None)]),
    ]);
    assert_eq!((toll.low, toll.high), (Some(6), Some(9)));
}

#[test]
fn claim_of_the_doer_is_not_superseded_by_the_outlet_that_carried_it() {
    let toll = toll(&[
        dead(1, "A", "2011-05-02", &[(None, Figure::exactly(20), Some("Hill Front"))]),
        dead(2, "A", "2011-05-03", &[(None, Figure::exactly(8), None)]),
    ]);
    assert_eq!(range(&toll), (Some(8), Some(8), Some(20)));
    assert_eq!(toll.rule, "who is closest: A");
}

#[test]
fn outlet_s_own_figure_is_not_superseded_by_a_claim_that_it_carries_later() {
    let toll = toll(&[
        dead(1, "A", "2011-05-02", &[(None, Figure::exactly(8), None)]),
        dead(2, "A", "2011-05-03", &[(None, Figure::exactly(20), Some("Hill Front"))]),
    ]);
    assert_eq!(range(&toll), (Some(8), Some(8), Some(20)));
}

#[test]
fn army_is_not_close_where_armies_fight_each_other() {
    let mut telling = dead(
        1,
        "A",
        "2011-05-02",
        &[(Some("soldiers"), Figure::exactly(90), Some("the army")), (Some("soldiers"), Figure::exactly(7), None)],
    );
    telling.event_report.initiators = vec![actor("Military Forces of Sudland")];
    telling.event_report.targets = vec![actor("Military Forces of Norland")];
    assert_eq!(toll(&[telling]).rule, "the lower of figures as close and as late: A");
}

#[test]
fn hospital_goes_before_a_later_official_and_both_are_named() {
    let tellings = [
        dead(1, "Coast Wire", "2011-05-02", &[(None, Figure::exactly(12), Some("the hospital"))]),
        dead(2, "Radio Hill", "2011-05-04", &[(None, Figure::exactly(9), Some("an army spokesman"))]),
    ];
    let toll = toll(&tellings);
    assert_eq!(range(&toll), (Some(9), Some(12), Some(12)));
    assert_eq!(toll.rule, "who is closest (who tended or recovered them): the hospital in Coast Wire");
    let event = reconcile(&tellings).expect("there are tellings");
    assert_eq!(event.contradictions.len(), 1);
    let note = "killed – the hospital in Coast Wire: 12; an army spokesman in Radio Hill: 9.";
    assert_eq!(event.contradictions[0].note, note);
}

#[test]
fn later_goes_before_the_more_often_told() {
    let toll = toll(&[
        dead(1, "A", "2011-05-02", &[(None, Figure::exactly(12), None)]),
        dead(2, "B", "2011-05-02", &[(None, Figure::exactly(12), None)]),
        dead(3, "C", "2011-05-03", &[(None, Figure::exactly(15), None)]),
    ]);
    assert_eq!((toll.best, toll.rule.as_str()), (Some(15), "the later of those as close: C"));
}

#[test]
fn of_one_day_the_figure_of_most_independent_tellings_is_taken() {
    let toll = toll(&[
        dead(1, "A", "2011-05-02", &[(None, Figure::exactly(12), None)]),
        dead(2, "B", "2011-05-02", &[(None, Figure::exactly(15), None)]),
        dead(3, "C", "2011-05-02", &[(None, Figure::exactly(15), None)]),
    ]);
    assert_eq!(range(&toll), (Some(12), Some(15), Some(15)));
    assert_eq!(toll.rule, "told by 2 independent tellings, more than any other as close and as late: B");
}

#[test]
fn hedged_figures_that_agree_do_not_contradict_and_yield_to_the_exact_one() {
    let tellings = [
        dead(1, "A", "2011-05-02", &[(None, Figure::exactly(14), None)]),
        dead(2, "B", "2011-05-03", &[(None, Figure::at_least(12), None)]),
    ];
    let toll = toll(&tellings);
    assert_eq!(range(&toll), (Some(12), Some(14), Some(14)));
    assert!(reconcile(&tellings).expect("there are tellings").contradictions.is_empty());
}

#[test]
fn figure_open_upwards_has_no_high_unless_another_reaches_it() {
    let open = toll(&[dead(1, "A", "2011-05-02", &[(None, Figure::at_least(12), None)])]);
    assert_eq!(range(&open), (Some(12), Some(12), None));
    let above = toll(&[
        dead(1, "A", "2011-05-02", &[(None, Figure::at_least(12), None)]),
        dead(2, "B", "2011-05-02", &[(None, Figure::exactly(9), None)]),
    ]);
    assert_eq!((above.low, above.high), (Some(9), None));
}

#[test]
fn child_among_five_is_a_part_and_no_total() {
    let toll = toll(&[
        dead(
            1,
            "A",
            "2011-05-02",
            &[(Some("people"), Figure::exactly(5), None), (Some("a child"), Figure::exactly(1), None)],
        ),
        dead(2, "B", "2011-05-03", &[(Some("an engineer"), Figure::exactly(1), None)]),
    ]);
    assert_eq!((range(&toll), toll.group.as_deref()), ((Some(5), Some(5), Some(5)), None));
    assert_eq!(toll.told.len(), 3);
}

#[test]
fn one_person_against_five_is_a_contradiction() {
    let tellings = [
        dead(1, "A", "2011-05-02", &[(Some("one person"), Figure::exactly(1), None)]),
        dead(2, "B", "2011-05-02", &[(Some("people"), Figure::exactly(5), None)]),
    ];
    assert_eq!((toll(&tellings).low, toll(&tellings).high), (Some(1), Some(5)));
    assert_eq!(reconcile(&tellings).expect("there are tellings").contradictions.len(), 1);
}

#[test]
fn parts_are_not_added_up_where_nobody_gives_a_total() {
    let parts: &[_] =
        &[(Some("two mothers"), Figure::exactly(2), None), (Some("three children"), Figure::exactly(3), None)];
    let alone = toll(&[dead(1, "A", "2011-05-02", parts)]);
    assert_eq!(range(&alone), (None, None, None));
    assert_eq!(alone.rule, "only parts are told, which are not added up");
    let beside = toll(&[
        dead(1, "A", "2011-05-02", parts),
        dead(2, "B", "2011-05-02", &[(Some("civilians"), Figure::exactly(6), None)]),
    ]);
    assert_eq!(range(&beside), (Some(6), Some(6), Some(6)));
}

#[test]
fn attackers_and_attacked_have_tolls_of_their_own() {
    let all = tolls(&[
        dead(
            1,
            "A",
            "2011-05-02",
            &[
                (Some("people"), Figure::exactly(26), Some("the hospital")),
                (Some("militants"), Figure::exactly(5), None),
            ],
        ),
        dead(2, "B", "2011-05-02", &[(Some("attackers"), Figure::exactly(4), Some("police"))]),
    ]);
    let ranges: Vec<_> = all.iter().map(|toll| (toll.group.as_deref(), toll.low, toll.best, toll.high)).collect();
    // Police are of the other side than the attackers: the outlet's own word stands between.
    assert_eq!(ranges, [(None, Some(26), Some(26), Some(26)), (Some("militants"), Some(4), Some(5), Some(5))]);
}

#[test]
fn all_who_were_hit_and_the_soldiers_aimed_at_are_one_toll() {
    let army = |number, outlet: &str, figure: (Option<&str>, Figure, Option<&str>)| {
        let mut telling = dead(number, outlet, "2011-05-02", &[figure]);
        telling.event_report.targets = vec![actor("Military Forces of Norland")];
        telling
    };
    let toll = toll(&[
        army(1, "A", (Some("soldiers"), Figure::exactly(9), Some("Hill Front"))),
        army(2, "B", (None, Figure::exactly(4), Some("a hospital in Ulm"))),
        army(3, "C", (Some("conscripts"), Figure::exactly(3), Some("the defence ministry"))),
    ]);
    assert_eq!((toll.group.as_deref(), range(&toll)), (Some("soldiers"), (Some(3), Some(4), Some(9))));
}

#[test]
fn army_is_close_to_its_own_dead_and_far_from_its_enemy_s() {
    let army = |group: &str, army: u64, other: u64| {
        let mut telling = dead(
            1,
            "A",
            "2011-05-02",
            &[
                (Some(group), Figure::exactly(army), Some("the army")),
                (Some(group), Figure::exactly(other), Some("Hill Front")),
            ],
        );
        telling.event_report.targets = vec![actor("Military Forces of Norland")];
        toll(&[telling]).best
    };
    assert_eq!(army("soldiers", 4, 30), Some(4));
    let mut rebels = dead(
        1,
        "A",
        "2011-05-02",
        &[(Some("rebels"), Figure::exactly(40), Some("the army")), (Some("rebels"), Figure::exactly(2), None)],
    );
    rebels.event_report.targets = vec![actor("Military Forces of Norland")];
    assert_eq!(toll(&[rebels]).best, Some(2));
}

#[test]
fn outcomes_stand_apart_in_the_order_of_the_codebook() {
    let mut telling = dead(1, "A", "2011-05-02", &[]);
    telling.event_report.casualties =
        vec![figure(Outcome::Wounded, None, Figure::exactly(7), None), killed(None, Figure::exactly(2), None)];
    let outcomes: Vec<Outcome> = tolls(&[telling]).into_iter().map(|toll| toll.outcome).collect();
    assert_eq!(outcomes, [Outcome::Killed, Outcome::Wounded]);
}

#[test]
fn one_person_under_several_words_is_one_toll() {
    let toll = toll(&[
        dead(1, "A", "2011-05-02", &[(Some("One demonstrator"), Figure::exactly(1), None)]),
        dead(2, "B", "2011-05-03", &[(Some("a 19-year-old"), Figure::exactly(1), None)]),
        dead(3, "C", "2011-05-03", &[(Some("the martyr Per Olsen"), Figure::exactly(1), None)]),
    ]);
    assert_eq!((range(&toll), toll.rule.as_str()), ((Some(1), Some(1), Some(1)), "all 3 figures in force agree"));
}

#[test]
fn nobody_else_is_no_toll_of_none() {
    let all = tolls(&[dead(
        1,
        "A",
        "2011-05-02",
        &[(None, Figure::exactly(0), None), (Some("terrorists"), Figure::exactly(6), Some("the army"))],
    )]);
    let rules: Vec<_> = all.iter().map(|toll| (range(toll), toll.rule.as_str())).collect();
    assert_eq!(rules[0], ((None, None, None), "nobody but those of the other tolls"));
    assert_eq!(rules[1].0, (Some(6), Some(6), Some(6)));
}

#[test]
fn enemies_of_two_speakers_are_not_the_same_people() {
    let all = tolls(&[
        dead(1, "A", "2011-05-02", &[(Some("the enemy"), Figure::exactly(60), None)]),
        dead(2, "B", "2011-05-02", &[(Some("the enemy"), Figure::exactly(9), None)]),
        dead(3, "C", "2011-05-02", &[(Some("enemy soldiers"), Figure::exactly(4), None)]),
    ]);
    assert_eq!(all.len(), 3);
}

#[test]
fn rival_totals_of_one_report_are_one_toll() {
    let toll = toll(&[dead(
        1,
        "A",
        "2011-05-02",
        &[
            (Some("villagers"), Figure::at_least(30), Some("a government spokesman")),
            (None, Figure::exactly(11), Some("Hill Front")),
            (Some("bodies"), Figure::exactly(14), Some("a nurse")),
        ],
    )]);
    assert_eq!((toll.group.as_deref(), range(&toll)), (Some("villagers"), (Some(11), Some(14), None)));
}
