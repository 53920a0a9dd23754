//! Running totals told over time, and what Dateline's own events hold beside them.

mod made;

use linkage::{own_count, reconcile, series, series_of};
use made::*;
use proptest::prelude::*;
use record::*;

fn since(text: &str) -> EventDate {
    on(text)
}

/// The shape of four reports of one winter: 61, about 66, more than 100, more than 160, and two in the last week.
fn winter() -> Vec<ReportedTally> {
    let week = span("2014-10-15", "2014-10-21", DatePrecision::Week);
    let wounded = |tally: &mut Tally| tally.what = "wounded".to_string();
    vec![
        tally(5, "2015-02-08", Figure::at_least(160), since("2014-10-17"), |t| {
            t.location = Some(wide("Westmark, Sudmark and Ostmark", None));
        }),
        tally(1, "2014-11-21", Figure::at_least(61), week.clone(), |_| {}),
        tally(2, "2014-11-22", Figure::exactly(66), since("2014-10-17"), |t| t.initiators = vec![]),
        tally(7, "2015-02-08", Figure::exactly(2), since("2015-02-02"), |t| {
            t.location = Some(wide("Sudmark", Some("SUD")))
        }),
        tally(4, "2015-01-05", Figure::at_least(100), EventDate::unknown(None), |_| {}),
        tally(9, "2014-11-22", Figure::at_least(62), since("2014-10-17"), wounded),
        tally(8, "2014-11-21", Figure::at_least(24), week, wounded),
    ]
}

fn keys(series: &Series) -> Vec<Key> {
    series.tallies.iter().map(|told| told.key).collect()
}

#[test]
fn total_of_a_winter_is_one_series_in_order_of_publication() {
    let all = series(&winter());
    let found: Vec<Vec<Key>> = all.iter().map(keys).collect();
    assert_eq!(found, [vec![key(1), key(2), key(4), key(5)], vec![key(8), key(9)], vec![key(7)]]);
    assert_eq!((all[0].key, all[0].area.as_deref()), (key(1), Some("Westmark and Sudmark")));
    assert_eq!(all[0].initiators, ["Harbour-backed militias"]);
    assert_eq!(series_of(&all, key(9)), Some(key(8)));
}

#[test]
fn totals_of_other_actors_areas_starts_and_falling_figures_stand_apart() {
    let first = tally(1, "2014-11-21", Figure::exactly(61), since("2014-10-17"), |_| {});
    let joins = |other: ReportedTally| series(&[first.clone(), other]).len() == 1;
    assert!(joins(tally(2, "2014-12-21", Figure::exactly(80), since("2014-10-20"), |_| {})));
    assert!(joins(tally(2, "2014-12-21", Figure::exactly(60), since("2014-10-17"), |_| {})), "a correction");
    assert!(!joins(tally(2, "2014-12-21", Figure::exactly(40), since("2014-10-17"), |_| {})), "it falls");
    assert!(joins(tally(2, "2014-12-21", Figure::at_least(40), since("2014-10-17"), |_| {})), "a hedge");
    assert!(!joins(tally(2, "2014-12-21", Figure::at_least(4), since("2014-10-17"), |_| {})), "too far for a hedge");
    assert!(!joins(tally(2, "2014-12-21", Figure::exactly(80), since("2014-11-17"), |_| {})), "another start");
    assert!(!joins(tally(2, "2014-12-21", Figure::exactly(80), since("2014-10-17"), |t| {
        t.initiators = vec![actor("Coast League")];
    })));
    assert!(!joins(tally(2, "2014-12-21", Figure::exactly(80), since("2014-10-17"), |t| {
        t.location = Some(wide("Sudmark", Some("SUD")));
    })));
    assert!(joins(tally(2, "2014-12-21", Figure::exactly(80), since("2014-10-17"), |t| {
        t.initiators = vec![member("Harbour Guard", &["Harbour-backed militias"])];
    })));
}

#[test]
fn total_without_a_doer_joins_only_by_its_targets() {
    let first = tally(1, "2014-11-21", Figure::exactly(61), since("2014-10-17"), |_| {});
    let without = |targets: Vec<Actor>| {
        let other = tally(2, "2014-11-22", Figure::exactly(66), since("2014-10-17"), |t| {
            t.initiators = vec![actor("unidentified armed group")];
            t.targets = targets;
        });
        series(&[first.clone(), other]).len()
    };
    assert_eq!((without(vec![actor("Military Forces of Norland")]), without(vec![])), (1, 2));
}

#[test]
fn total_without_a_start_goes_on_for_some_months_and_not_by_leaps() {
    let first = tally(1, "2014-11-21", Figure::exactly(61), since("2014-10-17"), |_| {});
    let open = |published: &str, figure| {
        series(&[first.clone(), tally(2, published, figure, EventDate::unknown(None), |_| {})]).len()
    };
    assert_eq!(open("2015-03-01", Figure::exactly(120)), 1);
    assert_eq!(open("2016-03-01", Figure::exactly(120)), 2, "more than a year later");
    assert_eq!(open("2015-03-01", Figure::exactly(2000)), 2, "thirty times as many");
}

#[test]
fn total_that_starts_later_does_not_go_on_from_one_without_a_start() {
    let two = |start| {
        series(&[
            tally(1, "2014-11-21", Figure::exactly(61), EventDate::unknown(None), |_| {}),
            tally(2, "2014-12-21", Figure::exactly(70), since(start), |_| {}),
        ])
        .len()
    };
    assert_eq!((two("2014-10-17"), two("2014-12-01")), (1, 2));
}

#[test]
fn this_year_is_not_since_may() {
    let year = span("2014-01-01", "2014-12-31", DatePrecision::Year);
    let may = span("2014-05-01", "2014-05-31", DatePrecision::Month);
    let two = |a: EventDate, b: EventDate| {
        series(&[
            tally(1, "2014-06-21", Figure::exactly(61), a, |_| {}),
            tally(2, "2014-07-22", Figure::exactly(66), b, |_| {}),
        ])
        .len()
    };
    assert_eq!(two(year.clone(), may.clone()), 2);
    assert_eq!(two(year.clone(), year), 1);
    assert_eq!(two(may, since("2014-05-20")), 1);
    assert_eq!(
        two(span("2014-05-01", "2014-05-01", DatePrecision::Month), since("2014-05-28")),
        1,
        "a month is all of it"
    );
}

#[test]
fn own_events_are_counted_by_time_area_and_doer() {
    let strike = |number, on_day: &str, place: Option<Location>, by: &str| {
        reconcile(&[telling(number, "A", "2014-12-01", |e| {
            e.date = on(on_day);
            e.location = place;
            e.initiators = vec![member(by, if by == "Harbour Guard" { &["Harbour-backed militias"] } else { &[] })];
            e.targets = vec![actor("Military Forces of Norland")];
        })])
        .expect("a telling")
    };
    let in_westmark = || Some(Location { admin1: Some("Westmark".to_string()), ..town("Ulm", "WES", None) });
    let events = [
        strike(11, "2014-10-20", in_westmark(), "Harbour Guard"),
        strike(12, "2014-11-10", in_westmark(), "Coast League"),
        strike(13, "2014-10-01", in_westmark(), "Harbour Guard"),
        strike(14, "2014-10-20", Some(town("Elm", "OST", None)), "Harbour Guard"),
        strike(15, "2014-11-30", in_westmark(), "unidentified armed group"),
    ];
    let all = series(&[
        tally(1, "2014-11-21", Figure::exactly(61), since("2014-10-17"), |_| {}),
        tally(2, "2014-12-21", Figure::exactly(80), EventDate::unknown(None), |_| {}),
    ]);
    let counts = own_count(&all[0], &events);
    assert_eq!((counts[0].from, counts[0].to), (Some(day("2014-10-17")), Some(day("2014-11-21"))));
    assert_eq!((counts[0].events.as_slice(), counts[0].by_others.as_slice()), (&[key(11)][..], &[key(12)][..]));
    assert_eq!(counts[1].from, Some(day("2014-10-17")), "the start is its series'");
    assert_eq!(counts[1].events, [key(11), key(15)]);
}

#[test]
fn countries_of_an_area_are_known_by_their_names() {
    let event = reconcile(&[telling(11, "A", "2014-12-01", |e| {
        e.date = on("2014-11-01");
        e.location = Some(town("Abu Ghraib", "IRQ", None));
    })]);
    let event = event.expect("a telling");
    let told = tally(1, "2014-11-21", Figure::exactly(61), since("2014-10-17"), |t| {
        t.location = Some(wide("Iraq and Syria", None));
    });
    assert_eq!(own_count(&series(&[told])[0], &[event])[0].events, [key(11)]);
}

/// Tallies with few values, so that many join.
fn any_tally(number: u64) -> impl Strategy<Value = ReportedTally> {
    let area = prop::sample::select(vec![None, Some("Westmark and Sudmark"), Some("Sudmark")]);
    let start = prop::option::of(1i8..28);
    (prop::option::of(1i8..28), 1u64..200, any::<bool>(), start, area, any::<bool>()).prop_map(
        move |(published, count, open, start, area, known)| {
            let published = published.map_or(String::new(), |day| format!("2014-11-{day:02}"));
            let figure = if open { Figure::at_least(count) } else { Figure::exactly(count) };
            let start = start.map_or(EventDate::unknown(None), |day| on(&format!("2014-10-{day:02}")));
            tally(number, &published, figure, start, |t| {
                t.location = area.map(|name| wide(name, None));
                if !known {
                    t.initiators.clear();
                }
            })
        },
    )
}

proptest! {
    #[test]
    fn every_tally_is_in_one_series_in_any_order(
        tallies in (1u64..12).prop_flat_map(|count| (0..count).map(any_tally).collect::<Vec<_>>()),
        seed in 0usize..1000,
    ) {
        let all = series(&tallies);
        let mut twice = shuffled(&tallies, seed);
        twice.extend(tallies.first().cloned());
        prop_assert_eq!(&all, &series(&twice));
        let mut found: Vec<Key> = all.iter().flat_map(keys).collect();
        found.sort();
        prop_assert_eq!(found, tallies.iter().map(|told| told.key).collect::<Vec<_>>());
    }
}
