//! Names of places as reports spell them, and which of several places a report means.

use coding::{Gazetteer, Place, PlaceContext, PlaceKind, Resolution};

fn embedded() -> &'static Gazetteer {
    Gazetteer::embedded()
}

/// The place that a name means in a context.
fn resolve(name: &str, context: &PlaceContext) -> (Place<'static>, Resolution) {
    let resolution = embedded().resolve(&embedded().named(name), context);
    let best = resolution.best.unwrap_or_else(|| panic!("{name} is not found"));
    (embedded().place(best), resolution)
}

fn among(countries: &[(&str, f64)]) -> PlaceContext {
    PlaceContext { countries: countries.iter().map(|(c, w)| (c.to_string(), *w)).collect(), ..PlaceContext::default() }
}

#[test]
fn every_table_is_embedded() {
    let places: Vec<(&str, usize)> = embedded().tables().collect();
    let least = [("country", 240), ("admin1", 3_000), ("admin2", 10_000), ("supplement", 600), ("places", 230_000)];
    assert_eq!(places.len(), least.len());
    for ((path, places), (name, least)) in places.into_iter().zip(least) {
        assert_eq!(path, format!("place/{name}.tsv"));
        assert!(places >= least, "{path} has {places}");
    }
    assert_eq!(embedded().places().count(), embedded().len());
}

#[test]
fn spellings_of_a_report_are_found() {
    for (written, name, country) in [
        ("Ain al-Assad", "Ain al-Asad Air Base", "IRQ"),
        ("Ayn al Asad airbase", "Ain al-Asad Air Base", "IRQ"),
        ("Jurf al-Nasr", "Jurf al-Sakhar", "IRQ"),
        ("Jurf as Sakhr", "Jurf al-Sakhar", "IRQ"),
        ("Dayr az-Zawr", "Deir ez-Zor", "SYR"),
        ("Deir Ezzor", "Deir ez-Zor", "SYR"),
        ("Hassakeh", "Al-Hasakah", "SYR"),
        ("al Hol", "Al-Hol", "SYR"),
        ("Rakka", "Raqqa", "SYR"),
        ("al-Fasher", "El Fasher", "SDN"),
        ("Ar Ramadi", "Ramadi", "IRQ"),
        ("Hudaydah", "Hodeidah", "YEM"),
        ("Kharkov", "Kharkiv", "UKR"),
        ("Mocímboa da Praia", "Mocimboa da Praia", "MOZ"),
        ("Gao", "Gao", "MLI"),
        ("Cox’s Bazar", "Cox's Bazar", "BGD"),
    ] {
        let (place, _) = resolve(written, &PlaceContext::default());
        assert_eq!((place.name, place.country), (name, Some(country)), "{written}");
    }
}

#[test]
fn the_longest_name_is_taken() {
    for (words, len, name) in [
        ("Tabqa Dam was shelled", 2, "Tabqa Dam"),
        ("Khan Younis , Gaza", 2, "Khan Younis"),
        ("Anbar province on Monday", 2, "Al-Anbar"),
        ("al Qaim crossing", 3, "Al-Qaim crossing"),
        ("Port Sudan airport", 2, "Port Sudan"),
        ("El Salvador", 2, "El Salvador"),
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        let (used, candidates) = embedded().longest_at(&words).expect("a name starts here");
        let best = embedded().resolve(&candidates, &PlaceContext::default()).best.expect("there are candidates");
        assert_eq!((used, embedded().place(best).name), (len, name));
    }
}

#[test]
fn what_is_no_name_is_not_found() {
    for words in [&["as", "Mosul", "fell"][..], &[], &[",", "Mosul"], &["al"], &["the", "hillside"]] {
        assert_eq!(embedded().longest_at(words), None, "{words:?}");
    }
    assert!(embedded().named("Paso").iter().all(|c| embedded().place(c.place).country != Some("USA")));
}

#[test]
fn the_report_decides_between_places_of_one_name() {
    let (place, resolution) = resolve("Tripoli", &PlaceContext::default());
    assert_eq!(place.country, Some("LBY"));
    assert!(!resolution.sure);
    let (place, resolution) = resolve("Tripoli", &among(&[("LBN", 3.0), ("SYR", 1.0)]));
    assert_eq!(place.country, Some("LBN"));
    assert!(resolution.sure);
    let told = PlaceContext { within: Some("LBN".into()), ..among(&[("LBY", 2.0)]) };
    assert_eq!(resolve("Tripoli", &told).0.country, Some("LBN"));
    let dateline = PlaceContext { dateline: Some("LBN".into()), ..PlaceContext::default() };
    assert_eq!(resolve("Tripoli", &dateline).0.country, Some("LBN"));
}

#[test]
fn a_division_that_the_report_names_holds_its_towns() {
    let montana = PlaceContext { divisions: vec![("Montana".into(), "USA".into(), 1.0)], ..among(&[("USA", 2.0)]) };
    assert_eq!(resolve("Shelby", &montana).0.admin1, Some("Montana"));
    assert_ne!(resolve("Shelby", &among(&[("USA", 2.0)])).0.admin1, Some("Montana"));
}

#[test]
fn a_city_known_the_world_over_is_meant_in_reports_of_other_countries() {
    let (place, _) = resolve("London", &among(&[("CAN", 2.0)]));
    assert_eq!(place.country, Some("GBR"));
}

#[test]
fn an_old_name_of_a_city_gives_way_to_the_town_that_bears_it() {
    let (place, _) = resolve("Southold", &among(&[("USA", 2.0)]));
    assert_eq!((place.name, place.admin1), ("Southold", Some("New York")));
}

#[test]
fn a_division_lies_in_no_other() {
    let context = PlaceContext { within_admin1: Some("Pennsylvania".into()), ..among(&[("USA", 2.0)]) };
    assert_eq!(resolve("Oklahoma", &context).0.kind, PlaceKind::Province);
}

#[test]
fn neighbours_decide_where_countries_do_not() {
    let gazetteer = Gazetteer::from_tables(&[HOMONYMS]).expect("the table is in order");
    let near = gazetteer.place(gazetteer.named("Lower Brook")[0].place).point;
    let context =
        PlaceContext { near: near.into_iter().map(|point| (point, 1.0)).collect(), ..PlaceContext::default() };
    let resolution = gazetteer.resolve(&gazetteer.named("Brook"), &context);
    assert_eq!(resolution.best.map(|id| gazetteer.place(id).admin1), Some(Some("South")));
    assert_eq!(resolution.others.len(), 1);
    let context = PlaceContext { within_admin1: Some("North".into()), ..context };
    let resolution = gazetteer.resolve(&gazetteer.named("Brook"), &context);
    assert_eq!(resolution.best.map(|id| gazetteer.place(id).admin1), Some(Some("North")));
}

#[test]
fn a_city_and_its_province_are_no_two_readings() {
    let (place, resolution) = resolve("Idlib", &among(&[("SYR", 1.0)]));
    assert_eq!(place.kind, PlaceKind::City);
    assert!(resolution.sure);
    let province = PlaceContext { kind: Some(PlaceKind::Province), ..among(&[("SYR", 1.0)]) };
    assert_eq!(resolve("Idlib", &province).0.kind, PlaceKind::Province);
}

#[test]
fn a_small_place_in_a_country_that_nobody_named_is_not_sure() {
    let (place, resolution) = resolve("Gorom-Gorom", &among(&[("UKR", 1.0)]));
    assert_eq!(place.country, Some("BFA"));
    assert!(!resolution.sure);
}

#[test]
fn wide_places_have_no_country_of_their_own() {
    for name in ["Sahel", "Red Sea", "Strait of Hormuz", "Kashmir"] {
        let resolution = embedded().resolve(&embedded().named(name), &PlaceContext::default());
        assert_eq!(resolution.best.map(|id| embedded().place(id).country), Some(None), "{name}");
    }
}

#[test]
fn the_location_at_a_place_is_as_exact_as_the_place_is_small() {
    let at = |name: &str, near: bool| {
        let location = resolve(name, &PlaceContext::default()).0.location(near);
        (location.geo_precision.number(), location.extent.where_prec(), location.point.is_some())
    };
    assert_eq!(at("Kirkuk", false), (1, 1, true));
    assert_eq!(at("Kirkuk", true), (2, 2, true));
    assert_eq!(at("Ain al-Asad Air Base", false), (1, 1, true));
    assert_eq!(at("Anbar", false), (3, 4, false));
    assert_eq!(at("Syria", false), (3, 6, false));
    assert_eq!(at("Red Sea", false), (3, 7, false));
    assert_eq!(at("Strait of Hormuz", false).1, 7);
}

#[test]
fn a_table_that_cannot_be_read_names_its_row() {
    let error = |table: &str| Gazetteer::from_tables(&[table]).expect_err("the table is wrong");
    assert_eq!(error("name\tkind\n"), "table 1: no column \"other_names\"");
    let bad_kind = HOMONYMS.replace("Lower Brook\t\tvillage", "Lower Brook\t\thamlet");
    assert_eq!(error(&bad_kind), "table 1: line 4 (Lower Brook): kind \"hamlet\" is not known");
    let bad_point = HOMONYMS.replace("12.3", "x");
    assert!(error(&bad_point).contains("\"x\" is no number"));
}

/// Two places of one name, and a neighbour of the second.
const HOMONYMS: &str = "name\tother_names\tkind\tcountry\tadmin1\tlat\tlon\tpopulation
Brook\t\tvillage\tAAA\tNorth\t48.0\t10.0\t900
Brook\t\tvillage\tAAA\tSouth\t12.0\t10.0\t900
Lower Brook\t\tvillage\tAAA\tSouth\t12.3\t10.1\t400
";
