//! Names of actors: pairs that mean one and pairs that mean two, from `corpus/names/actor.tsv`.
//!
//! Rules and lists were made with the `open` half in sight; of the `kept` half only the figure was looked at.

// The crate keeps off disk and surroundings; its tests read their pairs from a file.
#![allow(clippy::disallowed_methods)]

use std::path::Path;

use coding::{Codebook, NameUse, Registry};

/// Shares of each half that are right at least, in percent. They only rise.
const FLOORS: [(&str, usize); 2] = [("open", 100), ("kept", 93)];

struct Pair {
    half: String,
    same: bool,
    one: (String, String),
    other: (String, String),
}

fn pairs() -> Vec<Pair> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/names/actor.tsv");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let rows = text.lines().skip(1).map(|line| line.split('\t').map(str::to_string).collect::<Vec<_>>());
    rows.map(|row| match row.as_slice() {
        [half, relation, a, in_a, b, in_b] => Pair {
            half: half.clone(),
            same: relation == "same",
            one: (a.clone(), in_a.clone()),
            other: (b.clone(), in_b.clone()),
        },
        _ => panic!("a row has six columns: {row:?}"),
    })
    .collect()
}

/// What a name means in reports of a country: an actor, or a state.
fn meaning(registry: &Registry, (name, country): &(String, String)) -> Option<String> {
    let first = registry.find(name, Some(country)).into_iter().next()?;
    Some(match first {
        NameUse::Actor(i) => registry.actors[i].id.clone(),
        NameUse::Military(i) => format!("military of {}", registry.countries[i].code),
        NameUse::Police(i) => format!("police of {}", registry.countries[i].code),
        NameUse::Country(i) | NameUse::Demonym(i) | NameUse::Capital(i) | NameUse::Government(i) => {
            format!("state {}", registry.countries[i].code)
        }
    })
}

#[test]
fn names_of_one_meet_and_names_of_two_do_not() {
    let registry = &Codebook::embedded().expect("the codebook that ships is sound").registry;
    for (half, floor) in FLOORS {
        let (mut right, mut all) = (0, 0);
        for pair in pairs().into_iter().filter(|p| p.half == half) {
            let (a, b) = (meaning(registry, &pair.one), meaning(registry, &pair.other));
            let met = match (&a, &b) {
                (None, None) => registry.is_one_name(&pair.one.0, &pair.other.0),
                _ => a == b,
            };
            all += 1;
            if met == pair.same {
                right += 1;
            } else if half == "open" {
                println!("wrong: {} ({a:?}) and {} ({b:?})", pair.one.0, pair.other.0);
            }
        }
        println!("{half}: {right} of {all} pairs");
        assert!(right * 100 >= floor * all, "{half}: {right} of {all}, at least {floor}%");
    }
}

#[test]
fn what_a_name_means_is_an_actor_as_records_have_it() {
    let registry = &Codebook::embedded().unwrap().registry;
    let meant = |name: &str| registry.meant(registry.find(name, None)[0], None);
    assert_eq!(meant("Kataib Hezbollah").id.as_deref(), Some("kataib-hezbollah"));
    assert!(!meant("Kataib Hezbollah").ancestry.is_empty());
    assert_eq!(meant("Iraq").name, "Military Forces of Iraq");
    assert_eq!((meant("Iraqi police").name.as_str(), meant("Iraqi police").id), ("Police Forces of Iraq", None));
}
