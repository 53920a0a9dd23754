//! What a person is asked in a review, one question to a page: whether two tellings are of one event, and whether a value
//! that is in doubt is right.

use record::{Doubt, EventReport, Field, Focus, Quote, Span, Standing, Telling};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::dossier::named;
use crate::table::{DIM, ID, Page, TITLE, WARN, marked, paint, value_spans, when};
use crate::words;

/// From this many columns on, two tellings stand side by side.
const SIDE_BY_SIDE: usize = 100;
/// Wider columns than those of such a page tire the eye.
const WIDEST: usize = 160;
/// Columns of a label with the mark before it.
const LABEL: usize = 11;
/// Between two columns.
const BETWEEN: &str = " │ ";
/// How much of a report is shown at most on each side of words in doubt, in bytes.
const AROUND: usize = 400;

/// Two tellings that may be of one event, with what speaks for and against it.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    /// The two.
    pub tellings: [&'a Telling; 2],
    /// How likely they are of one event, 0 to 1.
    pub chance: f64,
    /// Whether they are of one event as things stand.
    pub joined: bool,
    /// What was weighed, each with the log odds that it adds.
    pub reasons: Vec<(f64, String)>,
    /// Why they are asked about although they are of one event ("tolls differ"); `None` for a mere likeness.
    pub note: Option<String>,
}

/// A value of an event report that is in doubt.
#[derive(Clone, Copy, Debug)]
pub struct Doubted<'a> {
    /// The event report.
    pub telling: &'a Telling,
    /// The doubt.
    pub doubt: &'a Doubt,
    /// The text of its report.
    pub text: &'a str,
}

/// A field of two tellings.
struct Row {
    label: &'static str,
    cells: [String; 2],
    /// Whether both tell it, and differently.
    differs: bool,
}

/// Asks whether two tellings are of one event, for a terminal of `width` columns: side by side from 100 columns on, else
/// one below the other. Fields that differ bear a `≠`. Holds colour codes.
pub fn compared(asked: &Compared, width: usize) -> String {
    let mut page = Page::new(width);
    let state = if asked.joined { "one event" } else { "two events" };
    // No score is certain, however it rounds.
    let chance = (asked.chance * 100.0).round().clamp(1.0, 99.0);
    page.block("", "", &paint(TITLE, "Do these two tell the same event?"));
    page.block("", "", &paint(DIM, &format!("{chance} in 100 that they do; as it stands they are {state}")));
    if let Some(note) = &asked.note {
        page.warning(&words::plain(note));
    }
    page.out.push('\n');
    let rows = rows(asked.tellings);
    if width >= SIDE_BY_SIDE {
        page.out.push_str(&beside(asked.tellings, &rows, width.min(WIDEST)));
    } else {
        below(&mut page, asked.tellings, &rows);
    }
    page.out.push('\n');
    weighed(&mut page, asked);
    page.out
}

/// Asks whether a value that is in doubt is right. The words in doubt stand between « and ». Holds colour codes.
pub fn doubted(asked: &Doubted, width: usize) -> String {
    let Doubted { telling, doubt, text } = *asked;
    let event = &telling.event_report;
    let mut page = Page::new(width);
    page.block("", "", &paint(TITLE, question(doubt.field)));
    page.block("", "", &format!("{} {}", paint(ID, &telling.key.to_string()), named(telling)));
    page.out.push('\n');
    for (field, label, value) in values(event) {
        let asked = field.contains(&doubt.field);
        match asked {
            true => row_in_doubt(&mut page, label, if value.is_empty() { "not told" } else { &value }),
            false => page.row(label, &value),
        }
    }
    page.out.push('\n');
    page.warning(&format!("{} ({})", words::plain(&doubt.note), doubt.reason));
    match doubt.span.and_then(|span| sentence(event, text, span).map(|quote| (quote, span))) {
        Some((quote, span)) => page.told(&in_doubt(&quote, span)),
        None => event.evidence.iter().for_each(|quote| page.quote(quote, &value_spans(event))),
    }
    page.out
}

/// A doubt in one line, for lists: "location: Two places are named so (ambiguous)".
pub fn doubt_line(doubt: &Doubt) -> String {
    format!("{}: {} ({})", doubt.field, words::plain(&doubt.note), doubt.reason)
}

/// What is asked of a field.
pub fn question(field: Field) -> &'static str {
    match field {
        Field::SubEventType => "Is this the type of the act?",
        Field::Standing => "Is this how the act stands?",
        Field::Focus => "Does the report exist to tell it?",
        Field::Published => "Is this when the report was published?",
        Field::Date => "Is this when it happened?",
        Field::Location => "Is this where it happened?",
        Field::Initiators => "Is this who acted?",
        Field::Targets => "Is this whom or what it was aimed at?",
        Field::Weapons => "Is this with what it was done?",
        Field::Casualties => "Is this what became of people?",
        Field::Claim => "Is this who claims or denies it?",
        Field::Response => "Is this what it answered?",
        Field::Event => "Is this an event of its own?",
        Field::Tally => "Is this the running total?",
    }
}

/// The values of an event report in words, each with its label and the fields in whose doubt it stands; empty where it is not
/// told.
pub fn values(event: &EventReport) -> Vec<(&'static [Field], &'static str, String)> {
    vec![
        (&[Field::Event, Field::SubEventType, Field::Standing, Field::Focus], "what", act(event)),
        (&[Field::Date], "when", when(event)),
        (&[Field::Location], "where", event.location.as_ref().map(words::location).unwrap_or_default()),
        (&[Field::Initiators], "by", words::actors(&event.initiators, "; ")),
        (&[Field::Targets], "to", words::actors(&event.targets, "; ")),
        (&[Field::Weapons], "with", weapons(event)),
        (&[Field::Casualties], "toll", toll(event)),
        (&[], "victims", words::quotes(&event.victims, ", ")),
        (&[Field::Claim], "claimed", words::actors(&event.claimed_by, "; ")),
        (&[Field::Claim], "denied", words::actors(&event.denied_by, "; ")),
        (&[Field::Response], "answers", event.response_to.as_ref().map(|to| words::plain(&to.to)).unwrap_or_default()),
    ]
}

/// "air drone strike [foiled], background".
fn act(event: &EventReport) -> String {
    let mut act = event.sub_event_type.code().replace('_', " ");
    if event.standing != Standing::Occurred {
        act.push_str(&format!(" [{}]", event.standing));
    }
    if event.focus == Focus::Background {
        act.push_str(", background");
    }
    act
}

fn weapons(event: &EventReport) -> String {
    event.weapons.iter().map(|used| words::plain(&used.weapon)).collect::<Vec<_>>().join(", ")
}

/// "killed 4 militants (police); wounded 2".
fn toll(event: &EventReport) -> String {
    let figure = |casualty: &record::Casualty| {
        let source = casualty.source.as_ref().map(|source| format!(" ({})", words::plain(&source.text)));
        format!("{}{}", words::casualty(casualty), source.unwrap_or_default())
    };
    event.casualties.iter().map(figure).collect::<Vec<_>>().join("; ")
}

fn row_in_doubt(page: &mut Page, label: &str, value: &str) {
    let first = format!("    {WARN}? {label:<9}{WARN:#}");
    page.block(&first, &" ".repeat(15), &paint(TITLE, value));
}

/// The words around a span: the quotation that holds it, else its sentence; `None` if it is not in the text.
pub fn sentence(event: &EventReport, text: &str, span: Span) -> Option<Quote> {
    if let Some(quote) = event.evidence.iter().find(|quote| quote.span.contains(span)) {
        return Some(quote.clone());
    }
    text.get(span.start..span.end)?;
    let (before, after) = (text.get(..span.start)?, text.get(span.end..)?);
    let ends = ['.', '!', '?', '\n'];
    let start = before.trim_end().rfind(ends).map_or(0, |at| at + 1).max(span.start.saturating_sub(AROUND));
    let end = span.end + after.find(ends).map_or(after.len(), |at| at + 1).min(AROUND);
    let start = (start..=span.start).find(|&at| text.is_char_boundary(at))?;
    let end = (span.end..=end).rev().find(|&at| text.is_char_boundary(at))?;
    Some(Quote::new(text, Span::new(start, end)))
}

/// A quotation with the words in doubt between « and ».
fn in_doubt(quote: &Quote, span: Span) -> String {
    let at = |byte: usize| byte.checked_sub(quote.span.start);
    let parts = at(span.start)
        .zip(at(span.end))
        .and_then(|(start, end)| Some((quote.text.get(..start)?, quote.text.get(start..end)?, quote.text.get(end..)?)));
    let Some((before, doubted, after)) = parts else { return words::plain(&quote.text) };
    let gap = |spaced: bool| if spaced { " " } else { "" };
    format!(
        "{}{}{}{}{}",
        words::plain(before),
        gap(before.ends_with(char::is_whitespace)),
        paint(WARN, &format!("«{}»", words::plain(doubted))),
        gap(after.starts_with(char::is_whitespace)),
        words::plain(after)
    )
}

/// The fields of two tellings that one of them has at least.
fn rows(tellings: [&Telling; 2]) -> Vec<Row> {
    let events = tellings.map(|telling| &telling.event_report);
    let row = |label, value: &dyn Fn(&EventReport) -> String, told: &dyn Fn(&EventReport) -> String| {
        let [a, b] = events.map(told);
        Row { label, cells: events.map(value), differs: !a.is_empty() && !b.is_empty() && a != b }
    };
    let of = |label, value: &dyn Fn(&EventReport) -> String| row(label, value, value);
    let days = |event: &EventReport| words::days(&event.date).unwrap_or_default();
    let mut rows = vec![
        of("what", &act),
        row("when", &when, &days),
        of("where", &|event| event.location.as_ref().map(words::location).unwrap_or_default()),
        of("by", &|event| words::actors(&event.initiators, "; ")),
        of("to", &|event| words::actors(&event.targets, "; ")),
        of("with", &weapons),
        row("toll", &toll, &|event| event.casualties.iter().map(words::casualty).collect::<Vec<_>>().join("; ")),
        of("victims", &|event| words::quotes(&event.victims, ", ")),
        of("claimed", &|event| words::actors(&event.claimed_by, "; ")),
        of("denied", &|event| words::actors(&event.denied_by, "; ")),
    ];
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    rows
}

fn label(row: &Row) -> String {
    let (style, mark) = if row.differs { (WARN, '≠') } else { (DIM, ' ') };
    format!("{style}{mark} {:<9}{style:#}", row.label)
}

fn cell(row: &Row, side: usize) -> String {
    match (&row.cells[side], row.differs) {
        (cell, _) if cell.is_empty() => paint(DIM, "—"),
        (cell, true) => paint(WARN, cell),
        (cell, false) => cell.clone(),
    }
}

/// The quotations of a telling, its values marked.
fn evidence(telling: &Telling) -> Vec<String> {
    let values = value_spans(&telling.event_report);
    telling.event_report.evidence.iter().map(|quote| marked(quote, &values)).collect()
}

/// Two columns, row by row, with the quotations at the end.
fn beside(tellings: [&Telling; 2], rows: &[Row], width: usize) -> String {
    let column = (width - LABEL - BETWEEN.chars().count()) / 2;
    let mut out = String::new();
    let mut put =
        |label: String, cells: [String; 2]| lay(&mut out, &label, cells.map(|cell| wrap(&cell, column)), column);
    put(
        " ".repeat(LABEL),
        tellings.map(|telling| format!("{} {}", paint(ID, &telling.key.to_string()), named(telling))),
    );
    rows.iter().for_each(|row| put(label(row), [cell(row, 0), cell(row, 1)]));
    let quotes = tellings.map(evidence);
    for n in 0..quotes[0].len().max(quotes[1].len()) {
        let first = if n == 0 { format!("{DIM}  {:<9}{DIM:#}", "words") } else { " ".repeat(LABEL) };
        put(first, [0, 1].map(|side| quotes[side].get(n).cloned().unwrap_or_default()));
    }
    out
}

fn wrap(text: &str, columns: usize) -> Vec<String> {
    let options = Options::new(columns).word_separator(WordSeparator::AsciiSpace);
    let options = options.word_splitter(WordSplitter::NoHyphenation).break_words(true);
    textwrap::wrap(text, options).into_iter().map(|line| line.into_owned()).collect()
}

/// Two cells of wrapped lines beside each other, behind their label.
fn lay(out: &mut String, label: &str, cells: [Vec<String>; 2], column: usize) {
    for n in 0..cells[0].len().max(cells[1].len()).max(1) {
        let [left, right] = [0, 1].map(|side| cells[side].get(n).map_or("", String::as_str));
        let room = " ".repeat(column.saturating_sub(display_width(left)));
        let blank = " ".repeat(LABEL);
        let label = if n == 0 { label } else { &blank };
        let between = if right.is_empty() { BETWEEN.trim_end() } else { BETWEEN };
        out.push_str(&format!("{label}{left}{room}{DIM}{between}{DIM:#}{right}"));
        out.push('\n');
    }
}

/// One telling below the other.
fn below(page: &mut Page, tellings: [&Telling; 2], rows: &[Row]) {
    for (side, telling) in tellings.into_iter().enumerate() {
        if side > 0 {
            page.out.push('\n');
        }
        page.block("", "    ", &format!("{} {}", paint(ID, &telling.key.to_string()), named(telling)));
        for row in rows {
            page.block(&format!("  {}", label(row)), &" ".repeat(LABEL + 2), &cell(row, side));
        }
        evidence(telling).iter().for_each(|quote| page.told(quote));
    }
}

/// What was weighed, the weightiest first.
fn weighed(page: &mut Page, asked: &Compared) {
    let mut reasons: Vec<&(f64, String)> = asked.reasons.iter().filter(|(odds, _)| odds.abs() >= 0.05).collect();
    reasons.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    for (odds, reason) in reasons {
        let sign = if *odds < 0.0 { '−' } else { '+' };
        page.block(&format!("  {DIM}{sign}{:<4.1}{DIM:#} ", odds.abs()), "        ", &words::plain(reason));
    }
}
