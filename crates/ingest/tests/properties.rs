//! Whatever the bytes: no panic, every span inside the text on character boundaries, the same reports each time.

use std::fs;

use ingest::{Options, merge_copies};
use proptest::prelude::*;
use record::{DateOrigin, Report, Span};

/// Files of every kind share these checks.
fn check(report: &Report) {
    let whole = |span: Span| report.text.get(span.start..span.end).expect("a span lies on character boundaries");
    let fits =
        |span: Span| assert!(report.text.get(span.start..span.end).is_some(), "a span lies on character boundaries");
    assert!(report.text.is_char_boundary(report.body_start));
    if let Some(title) = &report.title {
        assert_eq!(whole(title.span), title.text);
    }
    if let Some(dateline) = &report.dateline {
        fits(dateline.span);
        if let Some(place) = &dateline.place {
            assert_eq!(whole(place.span), place.text);
        }
    }
    report.date_candidates.iter().filter_map(|candidate| candidate.span).for_each(fits);
    assert!(report.date_candidates.is_sorted_by_key(|candidate| candidate.origin));
    assert!(report.published.as_ref().is_none_or(|published| published.origin != DateOrigin::Fetched));
    report.furniture.iter().for_each(|piece| fits(piece.span));
    assert!(report.furniture.is_sorted_by(|a, b| a.span.end <= b.span.start), "furniture does not overlap");
    assert!(!report.text.trim().is_empty() && !report.id.is_empty());
}

fn read(name: &str, bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let source = ingest::sources(&[path]).remove(0);
    let results: Vec<_> = source.read(&Options::default()).collect();
    let seen = results.iter().map(|result| match result {
        Ok(report) => format!("{:?}", Report { path: String::new(), ..report.clone() }),
        Err(error) => error.to_string().replace(&*folder.path().to_string_lossy(), ""),
    });
    let seen = seen.collect();
    let reports: Vec<Report> = results.into_iter().flatten().collect();
    reports.iter().for_each(check);
    let count = reports.len();
    let merged = merge_copies(reports);
    assert_eq!(merged.iter().map(|report| 1 + report.copies.len()).sum::<usize>(), count);
    seen
}

/// Pieces that mean something to one reader or another, so that chance meets more than noise.
const PIECES: [&str; 44] = [
    "\n",
    "\n\n",
    "\r\n",
    " ",
    ". ",
    ", ",
    "MAPUTO",
    "Pemba, Mozambique",
    " (Reuters) - ",
    " — ",
    ": ",
    "March 14, 2021",
    "14 March",
    "2021-03-14",
    "Updated: ",
    "Published on ",
    "Read more",
    "(photo credit: LUSA/JO BLOGGS)",
    "FILE PHOTO: ",
    "é",
    "—",
    "“ferry”",
    "عبارة",
    "\u{200e}",
    "İ",
    "ſ",
    "ﬀ",
    "{\"text\":\"",
    "\"}",
    "<p>",
    "</p>",
    "<html><body>",
    "<!--",
    "&amp;",
    "text,title\n",
    "From: a@b.c\nSubject: x\n\n",
    "\u{FEFF}",
    "WARC/1.0\r\n",
    "# ",
    "Ten people died",
    "\t",
    "in 2008.",
    "By Jo Bloggs",
    "\u{FFFD}",
];

const NAMES: [&str; 11] =
    ["a.txt", "a.md", "a.html", "a.eml", "a.json", "a.jsonl", "a.csv", "a.rss", "a.warc", "a.gz", "a.zip"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600), name in 0..NAMES.len()) {
        prop_assert_eq!(read(NAMES[name], &bytes), read(NAMES[name], &bytes));
    }

    #[test]
    fn any_words_are_read_or_refused(picks in proptest::collection::vec(0..PIECES.len(), 0..40), name in 0..NAMES.len()) {
        let text: String = picks.into_iter().map(|pick| PIECES[pick]).collect();
        read(NAMES[name], text.as_bytes());
    }

    #[test]
    fn plain_text_is_kept_to_the_byte(picks in proptest::collection::vec(0..PIECES.len(), 1..40)) {
        let text: String = picks.into_iter().map(|pick| PIECES[pick]).collect();
        let text = format!("Ten people died.{text}");
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), &text).unwrap();
        for report in ingest::sources(&[folder.path().into()]).remove(0).read(&Options::default()) {
            prop_assert_eq!(report.unwrap().text, text.clone());
        }
    }
}
