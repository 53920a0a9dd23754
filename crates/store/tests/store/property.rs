//! What holds of any report and of any order of arrival.

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use record::*;

use crate::sample::{self, Sample, TEXT, other_strike, strike};

/// Pieces that texts are made of, some of more than one byte a letter.
const PIECES: [&str; 8] =
    ["Strike ", "on Sarmin. ", "قُتل خمسة ", "in Бахмут, ", "“at least” ", "five\n\n", "died — ", "e\u{301} "];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(select(&PIECES[..]), 1..30).prop_map(|pieces| pieces.concat())
}

/// A stretch of a text between two of its letters.
fn span(text: &str, a: Index, b: Index) -> Span {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let (a, b) = (*a.get(&places), *b.get(&places));
    Span::new(a.min(b), a.max(b))
}

fn event_report(text: String) -> impl Strategy<Value = (String, EventReport)> {
    let draws = prop::collection::vec(any::<(Index, Index)>(), 24);
    let numbers = (any::<Option<u64>>(), any::<Option<u64>>(), -90.0..90.0_f64, -180.0..180.0_f64);
    let codes = (select(SubEventType::ALL), select(Standing::ALL), select(Focus::ALL), 0..4_usize, any::<bool>());
    (draws, numbers, codes).prop_map(move |(draws, (min, max, lat, lon), (kind, standing, focus, count, own))| {
        let mut draws = draws.into_iter();
        let mut span = || draws.next().map_or(Span::new(0, 0), |(a, b)| span(&text, a, b));
        let quote = |span: Span| if own { Quote { text: "other words".into(), span } } else { Quote::new(&text, span) };
        let mut told = sample::event_report("e1", TEXT, "bombed the market", None);
        let spans: Vec<Span> = (0..count).map(|_| span()).collect();
        (told.sub_event_type, told.standing, told.focus) = (kind, standing, focus);
        told.anchor = quote(span());
        told.date.text = (count != 1).then(|| quote(span()));
        told.date.anchor = (count == 2).then(|| quote(span()));
        (told.date.approximate, told.date.reason) = (own, (count > 2).then(|| "told so".to_string()));
        told.initiators =
            vec![sample::actor("Army", &["State"], spans.clone()), sample::actor("Band", &[], Vec::new())];
        told.targets[0].id = Some("x".into());
        told.location = (count > 0).then(|| Location {
            point: Some(LatLon { lat, lon }),
            spans: spans.clone(),
            ..told.location.clone().expect("a place")
        });
        told.casualties = vec![Casualty {
            outcome: Outcome::Wounded,
            group: own.then(|| "guards".to_string()),
            figure: Figure { min: min.map(|n| n >> 1), max: max.map(|n| n >> 1) },
            source: (count > 1).then(|| quote(span())),
            span: span(),
        }];
        told.weapons = spans.iter().map(|&span| WeaponUse { weapon: "mortar".into(), span }).collect();
        told.victims = spans.iter().map(|&span| quote(span)).collect();
        told.sources = vec![quote(span())];
        told.evidence = spans.iter().map(|&span| quote(span)).collect();
        told.response_to = own.then(|| Response { to: "e2".into(), span: span() });
        told.doubts[0].span = (count > 1).then(&mut span);
        told.denied_by.truncate(count);
        (text.clone(), told)
    })
}

/// Reports of which some are reprints and some corrected versions of others.
fn arrivals() -> Vec<CodedReport> {
    let at = |mut coded: CodedReport, url: &str| {
        coded.report.url = Some(format!("https://news.example/{url}"));
        coded
    };
    let version = |published: &str, killed: u64| at(other_strike("live", "Echo", published, "Homs", killed), "live");
    vec![
        at(strike("a", "Herald", Some("2024-02-03")), "a"),
        at(strike("b", "Courier", Some("2024-02-04")), "b"),
        at(strike("c", "Echo", Some("2024-02-05")), "c"),
        at(strike("d", "Herald", Some("2024-06-05")), "d"),
        version("2024-02-04", 1),
        version("2024-02-05", 12),
        version("2024-02-06", 30),
        other_strike("one", "Herald", "2024-02-02", "Sarmin", 4),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_event_report_comes_back_as_it_was((text, told) in text().prop_flat_map(event_report)) {
        let mut sample = Sample::new();
        let coded = sample::coded(sample::report("a", "Herald", None, &text), vec![told]);
        let stored = sample.add(&coded);
        let back = sample.store.report(stored.key).unwrap().unwrap();
        prop_assert_eq!(&back.event_reports, &coded.event_reports);
        prop_assert_eq!(sample.add(&coded).added, store::Added::Known);
    }

    #[test]
    fn any_order_of_arrival_gives_the_same(order in subsequence((0..8).collect::<Vec<usize>>(), 8).prop_shuffle()) {
        let all = arrivals();
        let held = |order: &[usize]| {
            let mut sample = Sample::new();
            order.iter().for_each(|&n| { sample.add(&all[n]); });
            (sample.tellings(), sample.store.reports().unwrap())
        };
        let (tellings, reports) = held(&order);
        let (want_tellings, want_reports) = held(&(0..8).collect::<Vec<_>>());
        prop_assert_eq!(reports, want_reports);
        prop_assert_eq!(tellings, want_tellings);
    }
}
