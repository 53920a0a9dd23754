//! Laws of linking, on tellings of a few days, places and names, so that many of them are alike.

use linkage::{
    Linked, Profile, Weights, around, cluster, compare, components, link, pairs, pairs_in, pairs_with, pieces, profile,
};
use proptest::prelude::*;
use record::{
    Actor, Casualty, Date, DatePrecision, EventDate, EventReport, Extent, Figure, Focus, GeoPrecision, Judgement, Key,
    LatLon, Location, Outcome, Quote, Span, Standing, SubEventType, Telling, Verdict, WeaponUse,
};

const PLACES: [(&str, &str, f64, f64); 5] = [
    ("Gao", "MLI", 16.27, -0.04),
    ("Ansongo", "MLI", 15.66, 0.5),
    ("Tillabéri", "NER", 14.21, 1.45),
    ("Al-Dori", "BFA", 14.03, -0.03),
    ("Dori", "BFA", 14.04, -0.03),
];
const NAMES: [&str; 5] = [
    "unidentified armed group",
    "Civilians (Mali)",
    "Military Forces of Mali",
    "Islamic State",
    "Islamic State (Sahel)",
];
const WORDS: [&str; 4] = [
    "Gunmen on motorcycles opened fire on the weekly market shortly before noon",
    "Gunmen on motorcycles opened fire on the weekly market shortly before noon, the mayor of the town told radio",
    "The convoy hit a mine on the road to the north",
    "Killed",
];

fn quote(words: &str) -> Quote {
    Quote { text: words.to_string(), span: Span::new(0, words.len()) }
}

fn actor(n: usize) -> Actor {
    let ancestry = if n == 4 { vec!["Islamic State".to_string()] } else { Vec::new() };
    Actor { name: NAMES[n].to_string(), aliases: vec!["ISGS".to_string()], id: None, ancestry, spans: Vec::new() }
}

fn date() -> impl Strategy<Value = EventDate> {
    let precision = prop_oneof![
        6 => Just(DatePrecision::Day),
        2 => Just(DatePrecision::Week),
        1 => Just(DatePrecision::Month),
        1 => Just(DatePrecision::Year),
        2 => Just(DatePrecision::Unknown),
    ];
    (precision, 0..8_i64, any::<bool>()).prop_map(|(precision, days, approximate)| {
        let start = (0..days).fold(Date::constant(2020, 2, 26), |day, _| day.tomorrow().expect("no end of days"));
        let last = match precision {
            DatePrecision::Unknown => return EventDate::unknown(None),
            DatePrecision::Month => start.last_of_month(),
            DatePrecision::Year => start.last_of_year(),
            _ => start,
        };
        EventDate { start: Some(start), end: Some(last), precision, approximate, ..EventDate::unknown(None) }
    })
}

fn location() -> impl Strategy<Value = Option<Location>> {
    (0..PLACES.len(), 0..4_usize, any::<[bool; 3]>()).prop_map(|(place, precision, [country, province, told])| {
        let (name, code, lat, lon) = PLACES[place];
        let geo_precision = [GeoPrecision::Exact, GeoPrecision::Near, GeoPrecision::Province, GeoPrecision::Province];
        told.then(|| Location {
            name: name.to_string(),
            country: country.then(|| code.to_string()),
            admin1: province.then(|| PLACES[place % 2].0.to_string()),
            point: (precision < 2).then_some(LatLon { lat, lon }),
            geo_precision: geo_precision[precision],
            extent: [Extent::Spot, Extent::Near, Extent::Division, Extent::Country][precision],
            spans: Vec::new(),
        })
    })
}

fn event_report() -> impl Strategy<Value = EventReport> {
    let acts = (0..SubEventType::ALL.len(), 0..Standing::ALL.len(), any::<bool>(), date(), location());
    let told = (
        0..NAMES.len(),
        0..NAMES.len(),
        proptest::collection::vec((0..4_u64, 1..30_u64), 0..3),
        0..WORDS.len(),
        any::<bool>(),
    );
    (acts, told).prop_map(|((kind, standing, main, date, location), (doer, target, tolls, words, named))| EventReport {
        id: "e1".to_string(),
        // Most are of one type, so that they are likely to be joined.
        sub_event_type: SubEventType::ALL[if kind < 12 { 9 } else { kind }],
        anchor: quote("killed"),
        standing: Standing::ALL[if standing < 3 { 0 } else { standing }],
        focus: if main { Focus::Main } else { Focus::Background },
        date,
        location,
        initiators: vec![actor(doer)],
        targets: vec![actor(target)],
        weapons: vec![WeaponUse { weapon: "small arms".to_string(), span: Span::new(0, 1) }],
        casualties: tolls
            .into_iter()
            .map(|(open, n)| Casualty {
                outcome: Outcome::Killed,
                group: None,
                figure: if open == 0 { Figure::at_least(n) } else { Figure::exactly(n) },
                source: None,
                span: Span::new(0, 1),
            })
            .collect(),
        victims: if named { vec![quote("Moussa Maïga")] } else { Vec::new() },
        sources: Vec::new(),
        claimed_by: Vec::new(),
        denied_by: Vec::new(),
        response_to: None,
        evidence: vec![quote(WORDS[words])],
        doubts: Vec::new(),
    })
}

fn telling_at_gao(n: u64) -> Profile {
    profile(&told_at_gao(n))
}

/// A telling of a report of its own: of a killing at Gao on one of two days, by the parity of its number.
fn told_at_gao(n: u64) -> Telling {
    let key = |n: u64| Key::from_number(n * 7_919 % 10_007).expect("a small number");
    let day = Date::constant(2020, 3, 1 + 7 * (n % 2) as i8);
    let (name, code, lat, lon) = PLACES[0];
    let toll = Figure::exactly(if n.is_multiple_of(2) { 12 } else { 40 });
    Telling {
        key: key(n),
        report: key(5_000 + n),
        report_id: format!("r{n}"),
        published: Some(day),
        outlets: Vec::new(),
        event_report: EventReport {
            id: "e1".to_string(),
            sub_event_type: SubEventType::Attack,
            anchor: quote("killed"),
            standing: Standing::Occurred,
            focus: Focus::Main,
            date: EventDate {
                start: Some(day),
                end: Some(day),
                precision: DatePrecision::Day,
                ..EventDate::unknown(None)
            },
            location: Some(Location {
                name: name.to_string(),
                country: Some(code.to_string()),
                admin1: None,
                point: Some(LatLon { lat, lon }),
                geo_precision: GeoPrecision::Exact,
                extent: Extent::Spot,
                spans: Vec::new(),
            }),
            initiators: vec![actor(3)],
            targets: vec![actor(1)],
            weapons: Vec::new(),
            casualties: vec![Casualty {
                outcome: Outcome::Killed,
                group: None,
                figure: toll,
                source: None,
                span: Span::new(0, 1),
            }],
            victims: Vec::new(),
            sources: Vec::new(),
            claimed_by: Vec::new(),
            denied_by: Vec::new(),
            response_to: None,
            evidence: vec![quote(&format!("report {n} says so in its own words"))],
            doubts: Vec::new(),
        },
    }
}

fn meet(a: &Profile, b: &Profile) -> bool {
    let blocks = b.blocks();
    a.blocks().iter().any(|x| blocks.iter().any(|y| x.key == y.key && (x.wide || y.wide)))
}

/// A telling of the killing at Gao that names nobody and has other words, changed.
fn changed(n: u64, change: impl FnOnce(&mut EventReport)) -> Profile {
    let mut telling = told_at_gao(n);
    telling.event_report.initiators.clear();
    telling.event_report.targets.clear();
    change(&mut telling.event_report);
    profile(&telling)
}

#[test]
fn town_that_two_provinces_claim_meets_itself() {
    let in_province = |n, province: &str| {
        changed(n, |told| told.location.iter_mut().for_each(|place| place.admin1 = Some(province.to_string())))
    };
    assert!(meet(&in_province(0, "Gao"), &in_province(2, "Kidal")));
}

#[test]
fn what_names_no_province_or_country_meets_those_that_do() {
    let [gao, no_country] = [changed(0, |_| ()), changed(2, |told| told.location = None)];
    let country = changed(4, |told| {
        let wide = |place: &mut Location| (place.point, place.extent) = (None, Extent::Country);
        told.location.iter_mut().for_each(wide);
    });
    assert!(meet(&gao, &country) && meet(&gao, &no_country) && meet(&country, &no_country));
    let other_type = changed(6, |told| {
        told.location = None;
        told.sub_event_type = SubEventType::PeacefulProtest;
    });
    assert!(!meet(&gao, &other_type), "nothing but the day is one");
}

/// More tellings than have all their pairs compared, of two events that a `same` puts into one component.
#[test]
fn hundreds_of_tellings_of_two_events_are_two_events() {
    let profiles: Vec<Profile> = (0..500).map(telling_at_gao).collect();
    let weights = Weights::embedded();
    let linked = link(&profiles, &[], &weights);
    assert_eq!(linked.events.iter().map(Vec::len).collect::<Vec<_>>(), [250, 250]);
    let wrong = Judgement { a: profiles[0].key(), b: profiles[1].key(), verdict: Verdict::Same };
    let joined = link(&profiles, &[wrong], &weights);
    assert!(together(&joined, wrong.a, wrong.b));
    let component = components(&joined.pairs, &[wrong]);
    assert_eq!(component.iter().map(Vec::len).collect::<Vec<_>>(), [500]);
    let all: Vec<&Profile> = profiles.iter().rev().collect();
    assert_eq!(cluster(&all, &[wrong], &weights), joined.events);
    // Only the two that were judged leave their own: the others cannot be with one of them.
    let mut sizes: Vec<usize> = joined.events.iter().map(Vec::len).collect();
    sizes.sort();
    assert_eq!(sizes, [2, 249, 249]);
}

/// Tellings of at most eight reports.
fn tellings(most: usize) -> impl Strategy<Value = Vec<Profile>> {
    let telling = (event_report(), 0..8_u64, proptest::option::of(0..6_u64));
    proptest::collection::vec(telling, 0..most).prop_map(|tellings| {
        let key = |n: u64| Key::from_number(n * 7_919 % 10_007).expect("a small number");
        let telling = |(i, (event_report, report, published)): (usize, (EventReport, u64, Option<u64>))| Telling {
            key: key(i as u64 + 100),
            report: key(report),
            report_id: format!("r{report}"),
            published: published.map(|days| Date::constant(2020, 3, 1 + days as i8)),
            outlets: vec![format!("outlet {report}")],
            event_report,
        };
        tellings.into_iter().enumerate().map(|told| profile(&telling(told))).collect()
    })
}

fn judgements(profiles: &[Profile], drawn: &[(usize, usize, usize)]) -> Vec<Judgement> {
    let judgement = |&(a, b, verdict): &(usize, usize, usize)| Judgement {
        a: profiles[a % profiles.len()].key(),
        b: profiles[b % profiles.len()].key(),
        verdict: Verdict::ALL[verdict],
    };
    if profiles.is_empty() { Vec::new() } else { drawn.iter().map(judgement).collect() }
}

fn drawn() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    proptest::collection::vec((0..40_usize, 0..40_usize, 0..3_usize), 0..6)
}

fn together(linked: &Linked, a: Key, b: Key) -> bool {
    linked.events.iter().any(|event| event.contains(&a) && event.contains(&b))
}

/// The events of known and new tellings as a store finds them: pairs with the new ones are added to those that it keeps, and only
/// components in which a new telling stands, or a pair of one, are clustered again.
fn linked_later(known: &[Profile], new: &[Profile], judged: &[Judgement], weights: &Weights) -> Linked {
    let before = link(known, judged, weights);
    let mut all_pairs = before.pairs;
    let found = pairs_with(new, known, weights);
    all_pairs.extend(&found);
    all_pairs.sort_by_key(|pair| (pair.a, pair.b));
    let all: Vec<&Profile> = known.iter().chain(new).collect();
    let is_new = |key: &Key| new.iter().any(|profile| profile.key() == *key);
    let mut events = before.events;
    for component in components(&all_pairs, judged).iter().filter(|component| component.iter().any(is_new)) {
        events.retain(|event| !event.iter().any(|key| component.contains(key)));
        let of_component: Vec<&Profile> = all.iter().copied().filter(|p| component.contains(&p.key())).collect();
        events.extend(cluster(&of_component, judged, weights));
    }
    let alone = new.iter().map(|profile| profile.key());
    let alone: Vec<Key> = alone.filter(|key| !events.iter().any(|event| event.contains(key))).collect();
    events.extend(alone.into_iter().map(|key| vec![key]));
    events.sort();
    Linked { events, pairs: all_pairs }
}

/// The same where only what is new is linked, with the events around it, and what these turn out to disturb.
fn linked_around(known: &[Profile], new: &[Profile], judged: &[Judgement], weights: &Weights) -> Vec<Vec<Key>> {
    let before = link(known, judged, weights);
    let (mut events, mut pairs) = (before.events, before.pairs);
    pairs.extend(pairs_with(new, known, weights));
    let near = |a: &Key, b: &Key| {
        pairs.iter().any(|pair| pair.odds >= linkage::CLEAR && [(pair.a, pair.b), (pair.b, pair.a)].contains(&(*a, *b)))
            || judged.iter().any(|judged| [(judged.a, judged.b), (judged.b, judged.a)].contains(&(*a, *b)))
    };
    let mut inside: Vec<Key> = new.iter().map(Profile::key).collect();
    loop {
        let (mut found, mut disturbed) = (Vec::new(), Vec::new());
        for piece in pieces(&inside, &pairs, judged) {
            let touched = |event: &&Vec<Key>| event.iter().any(|a| piece.iter().any(|b| near(a, b)));
            let standing: Vec<Vec<Key>> = events.iter().filter(touched).cloned().collect();
            let given =
                |profile: &&Profile| piece.contains(&profile.key()) || standing.concat().contains(&profile.key());
            let profiles: Vec<&Profile> = known.iter().chain(new).filter(given).collect();
            let around = around(&profiles, &pairs, &standing, judged, weights);
            disturbed.extend(around.disturbed.iter().map(|&e| standing[e].clone()));
            found.extend(around.events);
        }
        if disturbed.is_empty() {
            events.extend(found);
            events.sort();
            return events;
        }
        events.retain(|event| !disturbed.contains(event));
        inside.extend(disturbed.into_iter().flatten());
        inside.sort();
        inside.dedup();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_telling_stands_in_one_event_named_by_its_first(profiles in tellings(40), drawn in drawn()) {
        let linked = link(&profiles, &judgements(&profiles, &drawn), &Weights::embedded());
        let mut keys: Vec<Key> = linked.events.concat();
        keys.sort();
        let mut given: Vec<Key> = profiles.iter().map(Profile::key).collect();
        given.sort();
        prop_assert_eq!(keys, given);
        for event in &linked.events {
            let order = |key: &Key| profiles.iter().find(|p| p.key() == *key).map(Profile::order);
            prop_assert!(event.is_sorted_by_key(order));
        }
        prop_assert!(linked.events.is_sorted());
    }

    #[test]
    fn any_order_and_repetition_gives_the_same(
        (profiles, shuffled) in tellings(40).prop_flat_map(|p| (Just(p.clone()), Just(p).prop_shuffle())),
        drawn in drawn(),
        twice in 0..40_usize,
    ) {
        let judged = judgements(&profiles, &drawn);
        let weights = Weights::embedded();
        let mut again = shuffled;
        again.extend(profiles.iter().take(twice).cloned());
        prop_assert_eq!(link(&again, &judged, &weights), link(&profiles, &judged, &weights));
    }

    #[test]
    fn linking_later_gives_the_same(profiles in tellings(40), drawn in drawn(), cut in 0..40_usize) {
        let judged = judgements(&profiles, &drawn);
        let weights = Weights::embedded();
        let (known, new) = profiles.split_at(cut.min(profiles.len()));
        // A judgement of a telling that has not come yet waits for it.
        prop_assert_eq!(linked_later(known, new, &judged, &weights), link(&profiles, &judged, &weights));
    }

    #[test]
    fn linking_around_what_is_new_gives_the_same(profiles in tellings(60), drawn in drawn(), cut in 0..60_usize) {
        let judged = judgements(&profiles, &drawn);
        let weights = Weights::embedded();
        let (known, new) = profiles.split_at(cut.min(profiles.len()));
        prop_assert_eq!(linked_around(known, new, &judged, &weights), link(&profiles, &judged, &weights).events);
    }

    #[test]
    fn nothing_joins_what_cannot_be_but_a_person(profiles in tellings(30), drawn in drawn()) {
        let weights = Weights::embedded();
        let linked = link(&profiles, &[], &weights);
        for (i, a) in profiles.iter().enumerate() {
            for b in &profiles[i + 1..] {
                let cannot = compare(a, b, &weights).cannot;
                prop_assert!(cannot.is_none() || !together(&linked, a.key(), b.key()), "{:?}", cannot);
            }
        }
        let judged = judgements(&profiles, &drawn);
        let linked = link(&profiles, &judged, &weights);
        for judgement in judged.iter().filter(|j| j.verdict == Verdict::Different && j.a != j.b) {
            let later = judged.iter().rposition(|j| [(j.a, j.b), (j.b, j.a)].contains(&(judgement.a, judgement.b)));
            if later.is_some_and(|later| judged[later].verdict == Verdict::Different) {
                prop_assert!(!together(&linked, judgement.a, judgement.b));
            }
        }
    }

    #[test]
    fn what_a_person_says_is_the_same_is(profiles in tellings(30), a in 0..30_usize, b in 0..30_usize) {
        prop_assume!(!profiles.is_empty());
        let judged = judgements(&profiles, &[(a, b, 0)]);
        prop_assert!(together(&link(&profiles, &judged, &Weights::embedded()), judged[0].a, judged[0].b));
    }

    #[test]
    fn pairs_of_parts_are_all_pairs_each_once(profiles in tellings(40), parts in 1..7_u64) {
        let weights = Weights::embedded();
        let mut apart = Vec::new();
        for n in 0..parts {
            let here = |block: u64| (block >> 1) % parts == n;
            let meeting = |profile: &&Profile| profile.blocks().iter().any(|block| here(block.key));
            let some: Vec<Profile> = profiles.iter().filter(meeting).cloned().collect();
            apart.extend(pairs_in(&some, &weights, here));
        }
        apart.sort_by_key(|pair| (pair.a, pair.b));
        prop_assert_eq!(apart, pairs(&profiles, &weights));
    }

    #[test]
    fn pairs_are_those_of_comparing_all_that_meet(profiles in tellings(30)) {
        let weights = Weights::embedded();
        let mut found = Vec::new();
        for a in &profiles {
            for b in profiles.iter().filter(|b| a.key() < b.key()) {
                let compared = compare(a, b, &weights);
                if meet(a, b) && compared.cannot.is_none() && compared.odds >= linkage::POSSIBLE {
                    found.push((a.key(), b.key(), compared.odds));
                }
            }
        }
        found.sort_by_key(|pair| (pair.0, pair.1));
        let pairs: Vec<_> = pairs(&profiles, &weights).iter().map(|pair| (pair.a, pair.b, pair.odds)).collect();
        prop_assert_eq!(pairs, found);
    }

    #[test]
    fn comparing_is_the_same_both_ways(profiles in tellings(12)) {
        let weights = Weights::embedded();
        for a in &profiles {
            for b in &profiles {
                let (one, other) = (compare(a, b, &weights), compare(b, a, &weights));
                prop_assert_eq!((one.odds, one.cannot), (other.odds, other.cannot));
            }
        }
    }
}
