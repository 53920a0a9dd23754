//! A codebook of the user's own over ours.

use coding::{Codebook, code_report, embedded_files};
use reader::Reading;
use record::{CodedReport, Report};

fn code(text: &str, codebook: &Codebook, reading: &Reading) -> CodedReport {
    let report = Report { id: "r".into(), text: text.into(), ..Report::default() };
    code_report(&language::analyse(&report), codebook, reading)
}

#[test]
fn a_table_of_places_goes_over_ours() {
    let table = "name\tother_names\tkind\tcountry\tadmin1\tlat\tlon\tpopulation\n\
                 Qarabulut\tKara Bulut\ttown\tSYR\tRaqqa\t36.1\t38.9\t9000\n";
    let mut files = embedded_files();
    files.insert("place/own.tsv".into(), table.into());
    let book = Codebook::from_files(&files).expect("a sound codebook");
    let coded = code("Gunmen attacked soldiers in Qarabulut on Monday.", &book, &Reading::default());
    let location = coded.event_reports[0].location.as_ref().expect("a place");
    assert_eq!((location.name.as_str(), location.country.as_deref()), ("Qarabulut", Some("SYR")));
}

#[test]
fn a_faulty_table_is_named() {
    let mut files = embedded_files();
    files.insert("place/own.tsv".into(), "name\tkind\nNowhere\tcastle\n".into());
    let error = Codebook::from_files(&files).expect_err("a table without its columns");
    assert_eq!(error.file, "place/own.tsv");
}

#[test]
fn an_actor_belongs_only_to_what_it_belonged_to_on_the_day() {
    let actors = r#"
        [[actor]]
        id = "tarkan-front"
        name = "Tarkan Front"
        kind = "rebel"
        [[actor]]
        id = "tarkan-lions"
        name = "Lions of Tarkan"
        kind = "rebel"
        parents = [{ id = "tarkan-front", since = "2012-06", until = "2016" }]
    "#;
    let mut files = embedded_files();
    files.insert("actor/own.toml".into(), actors.into());
    let book = Codebook::from_files(&files).expect("a sound codebook");
    let ancestry = |day: &str| {
        let text = format!("The Lions of Tarkan attacked an army post in Aleppo on {day}.");
        code(&text, &book, &Reading::default()).event_reports[0].initiators[0].ancestry.clone()
    };
    assert_eq!(ancestry("5 May 2012"), Vec::<String>::new());
    assert_eq!(ancestry("6 June 2012"), ["Tarkan Front"]);
    assert_eq!(ancestry("1 January 2017"), Vec::<String>::new());
    assert_eq!(ancestry("Monday"), ["Tarkan Front"]);
}
