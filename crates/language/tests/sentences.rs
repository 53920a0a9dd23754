//! Splitting into sentences and tokens.

use language::{Document, SentenceKind, Tag};
use record::{Furniture, FurnitureKind, Quote, Report, Span};

fn report(text: &str) -> Report {
    Report { text: text.into(), ..Report::default() }
}

fn sentences(text: &str) -> Vec<String> {
    let report = report(text);
    let doc = language::analyse(&report);
    doc.sentences.iter().map(|s| s.span.of(text).to_string()).collect()
}

fn tokens(text: &str) -> Vec<String> {
    let report = report(text);
    let doc = language::analyse(&report);
    doc.tokens.iter().map(|t| t.span.of(text).to_string()).collect()
}

fn kinds(doc: &Document<'_>) -> Vec<SentenceKind> {
    doc.sentences.iter().map(|s| s.kind).collect()
}

#[test]
fn abbreviations_do_not_end_sentences() {
    let text = "Gen. Omar Hadi met J. Smith on Jan. 5 in the U.S. embassy. He left at 5 p.m. on Tuesday.";
    assert_eq!(sentences(text).len(), 2);
}

#[test]
fn an_abbreviation_ends_a_sentence_before_an_opener() {
    assert_eq!(sentences("The men fled to the U.S. The army followed.").len(), 2);
}

#[test]
fn numbers_keep_their_separators() {
    assert_eq!(tokens("About 1,200 of 3.5 million"), ["About", "1,200", "of", "3.5", "million"]);
    assert_eq!(tokens("a $5 fee"), ["a", "$", "5", "fee"]);
}

#[test]
fn clitics_are_split() {
    assert_eq!(tokens("Mali's army didn't fire"), ["Mali", "'s", "army", "did", "n't", "fire"]);
    assert_eq!(tokens("the rebels’ base"), ["the", "rebels", "’", "base"]);
    assert_eq!(tokens("They cannot go"), ["They", "can", "not", "go"]);
}

#[test]
fn hyphenated_words_are_one_token() {
    assert_eq!(tokens("Mali-backed al-Kabir AC-130 U.S.-led"), ["Mali-backed", "al-Kabir", "AC-130", "U.S.-led"]);
}

#[test]
fn a_closing_quote_belongs_to_its_sentence() {
    let text = "“We will fight.” The men left. \"Why?\" he asked.";
    assert_eq!(sentences(text), ["“We will fight.”", "The men left.", "\"Why?\" he asked."]);
}

#[test]
fn a_single_quote_that_closes_is_no_possessive() {
    let report = report("the ‘drones’ fell");
    let doc = language::analyse(&report);
    assert!(doc.tokens.iter().all(|t| t.tag != Tag::Possessive));
}

#[test]
fn wrapped_lines_are_joined_and_paragraphs_are_not() {
    let text = "Armed men attacked a convoy of lorries that was carrying food to the\nnorthern town of Gao and set two of them on fire before they fled on\nmotorcycles into the hills, two drivers said.\n\nThe army gave no comment on the matter, which is under review for the\ntime being.";
    assert_eq!(sentences(text).len(), 2);
}

#[test]
fn lines_are_sentences_of_their_own() {
    let text = "Mali\n- Gunmen killed two guards.\n- A bomb hurt four.\nNear Gao, troops found arms.";
    let report = report(text);
    let doc = language::analyse(&report);
    use SentenceKind::{Body, Heading, ListItem};
    assert_eq!(kinds(&doc), [Heading, ListItem, ListItem, Body]);
}

#[test]
fn the_title_and_its_copy_are_titles() {
    let text = "Bomb kills five in Gao\n\nBomb kills five in Gao\n\nA bomb killed five people.";
    let title = Some(Quote::new(text, Span::new(0, 22)));
    let report = Report { text: text.into(), title, ..Report::default() };
    let doc = language::analyse(&report);
    assert_eq!(kinds(&doc), [SentenceKind::Title, SentenceKind::Title, SentenceKind::Body]);
    assert!(doc.sentences[1].paragraph < doc.sentences[2].paragraph);
}

#[test]
fn furniture_is_split_off() {
    let text = "GAO, May 5 (Agency) - Gunmen killed two guards.\nRead more in Africa\n";
    let dateline = Furniture { span: Span::new(0, 21), kind: FurnitureKind::Dateline };
    let more = Furniture { span: Span::new(48, 67), kind: FurnitureKind::ReadMore };
    let report = Report { text: text.into(), furniture: vec![dateline, more], ..Report::default() };
    let doc = language::analyse(&report);
    use SentenceKind::{Body, Furniture as Page};
    assert_eq!(kinds(&doc), [Page(FurnitureKind::Dateline), Body, Page(FurnitureKind::ReadMore)]);
    assert_eq!(doc.sentences[1].span.of(text), "Gunmen killed two guards.");
}

#[test]
fn capitals_of_shouted_text_are_guessed() {
    let report = report("THE GUERRILLAS ATTACKED THE TOWN OF TLALPAN AND THE POLICE FLED.");
    let doc = language::analyse(&report);
    let capital: Vec<&str> = doc.tokens.iter().filter(|t| t.capital).map(|t| t.lower.as_str()).collect();
    assert_eq!(capital, ["tlalpan"]);
}
