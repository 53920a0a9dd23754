//! Pages of a review: whatever a report says, they are laid out, and nothing but colours reaches the terminal.

use proptest::prelude::*;
use publish::{Compared, Doubted, compared, doubted, read_record};
use record::{Doubt, DoubtReason, Field, Key, Span, Telling};
use serde_json::json;

fn telling(words: &str, name: &str) -> Telling {
    let record = json!({ "report": name, "outlet": name, "published": "2024-03-05", "text": words, "event_reports": [{
        "id": "e1", "sub_event_type": "attack", "standing": "alleged", "focus": "background",
        "start_date": "2024-03-04", "date_precision": "day", "date_text": words,
        "location": { "name": name, "country": "MLI", "admin1": words, "geo_precision": 2 },
        "initiators": [{ "name": name }], "targets": [{ "name": words }], "weapons": [words], "victims": [name],
        "casualties": [{ "outcome": "killed", "min": 4, "group": words, "source": name }], "evidence": [words],
    }] });
    let coded = read_record("here", &record).unwrap();
    Telling {
        key: Key::of_bytes(name.as_bytes()),
        report: Key::of_bytes(words.as_bytes()),
        report_id: coded.report.id.clone(),
        published: None,
        outlets: coded.report.outlets.clone(),
        event_report: coded.event_reports.into_iter().next().unwrap(),
    }
}

fn in_doubt(start: usize, end: usize) -> Doubt {
    let span = Some(Span::new(start, end));
    Doubt { field: Field::Date, reason: DoubtReason::Conflict, note: "two days".to_string(), span }
}

/// Whether the only control characters are line ends and those of colours.
fn is_safe(page: &str) -> bool {
    let plain = anstream::adapter::strip_str(page).to_string();
    let colours = page.split('\u{1b}').skip(1).all(|code| {
        let code = code.strip_prefix('[').and_then(|code| code.split_once('m'));
        code.is_some_and(|(numbers, _)| numbers.chars().all(|c| c.is_ascii_digit() || c == ';'))
    });
    colours && plain.chars().all(|c| c == '\n' || !c.is_control())
}

#[test]
fn words_in_doubt_beyond_the_quotations_are_shown_in_their_sentence() {
    let text = "It rained all day. Rebels struck on Friday or Saturday, police said. It rained on.";
    let mut told = telling(text, "Sun");
    told.event_report.evidence.clear();
    let start = text.find("Friday").unwrap();
    let doubt = in_doubt(start, start + "Friday or Saturday".len());
    let page = doubted(&Doubted { telling: &told, doubt: &doubt, text }, 200);
    let page = anstream::adapter::strip_str(&page).to_string();
    assert!(page.contains("│ Rebels struck on «Friday or Saturday», police said.\n"), "{page}");
}

#[test]
fn fields_differ_only_where_both_tell_them() {
    let (mut a, b) = (telling("Rebels struck.", "Sun"), telling("Rebels struck.", "Moon"));
    a.event_report.location = None;
    let asked = Compared { tellings: [&a, &b], chance: 0.5, joined: false, reasons: Vec::new(), note: None };
    for width in [80, 120] {
        let page = anstream::adapter::strip_str(&compared(&asked, width)).to_string();
        assert!(page.contains("≠ by  ") && !page.contains("≠ where") && !page.contains("≠ when"), "{page}");
    }
}

proptest! {
    #[test]
    fn any_report_is_laid_out_without_escape_sequences(
        words in "(\\PC|[\u{1b}\u{7}\u{9b}\r\n\t. é]){0,40}", name in "(\\PC|\u{1b}\\[2J){0,12}",
        start in 0usize..60, length in 0usize..60, width in 0usize..220,
    ) {
        let (a, b) = (telling(&words, &name), telling(&name, &words));
        let reasons = vec![(1.5, words.clone()), (-0.7, name.clone())];
        let asked = Compared { tellings: [&a, &b], chance: 0.3, joined: true, reasons, note: Some(words.clone()) };
        prop_assert!(is_safe(&compared(&asked, width)));
        let mut doubt = in_doubt(start, start + length);
        doubt.note.push_str(&words);
        let asked = Doubted { telling: &a, doubt: &doubt, text: &words };
        prop_assert!(is_safe(&doubted(&asked, width)));
        let mut bare = a.clone();
        bare.event_report.evidence.clear();
        let asked = Doubted { telling: &bare, doubt: &doubt, text: &words };
        prop_assert!(is_safe(&doubted(&asked, width)));
    }
}
