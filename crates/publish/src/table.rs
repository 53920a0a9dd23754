//! What a person wants to see in a terminal: the events of a report, each value beside the words that carry it.

use anstyle::{AnsiColor, Style};
use record::{CodedReport, Doubt, EventReport, Family, Focus, Outcome, Quote, Report, Span, Standing, Tally};
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::words;

pub(crate) const TITLE: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
const MARK: Style = Style::new().bold().underline();
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();
pub(crate) const ID: Style = AnsiColor::Cyan.on_default().bold();
const HARM: Style = AnsiColor::Red.on_default();

/// Lines wider than this tire the eye, however wide the terminal is.
const WIDEST: usize = 110;
const NARROWEST: usize = 40;
/// Where values begin: under the id, after the label.
const LABEL: usize = 9;

/// One report with its events, tallies and doubts, for a terminal of `width` columns. Holds colour codes.
pub fn table(coded: &CodedReport, width: usize) -> String {
    let mut page = Page::new(width);
    header(&mut page, &coded.report);
    for doubt in &coded.doubts {
        page.doubt(doubt, &coded.report.text);
    }
    for event in &coded.event_reports {
        page.out.push('\n');
        event_report(&mut page, event, &coded.report.text);
    }
    for tally in &coded.tallies {
        page.out.push('\n');
        tally_block(&mut page, tally);
    }
    if coded.event_reports.is_empty() && coded.tallies.is_empty() {
        page.block("  ", "  ", &paint(DIM, "No events."));
    }
    page.out
}

/// A page for a terminal, which grows block by block.
pub(crate) struct Page {
    pub(crate) out: String,
    width: usize,
}

impl Page {
    /// An empty page of about this many columns.
    pub(crate) fn new(width: usize) -> Page {
        Page { out: String::new(), width: width.clamp(NARROWEST, WIDEST) }
    }

    /// Wrapped text with an indent for its first line and one for the others.
    pub(crate) fn block(&mut self, first: &str, rest: &str, text: &str) {
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        self.out.push_str(&textwrap::fill(text, options));
        self.out.push('\n');
    }

    /// A label and its value, if there is one.
    pub(crate) fn row(&mut self, label: &str, value: &str) {
        if !value.is_empty() {
            let first = format!("      {DIM}{label:<LABEL$}{DIM:#}");
            self.block(&first, &" ".repeat(6 + LABEL), value);
        }
    }

    pub(crate) fn quote(&mut self, quote: &Quote, values: &[Span]) {
        self.told(&marked(quote, values));
    }

    /// Words of a report, already marked.
    pub(crate) fn told(&mut self, words: &str) {
        let bar = format!("      {DIM}│{DIM:#} ");
        self.block(&bar, &bar, words);
    }

    fn doubt(&mut self, doubt: &Doubt, text: &str) {
        let words = doubt.span.and_then(|span| text.get(span.start..span.end)).map(words::plain);
        let words = words.filter(|words| !words::plain(&doubt.note).contains(words));
        let words = words.map(|words| format!(" “{words}”")).unwrap_or_default();
        let line = format!("{}: {}{words} ({})", doubt.field, words::plain(&doubt.note), doubt.reason);
        self.warning(&line);
    }

    /// What a reviewer should look at.
    pub(crate) fn warning(&mut self, line: &str) {
        self.block(&format!("    {WARN}?{WARN:#} "), "      ", &paint(WARN, line));
    }
}

fn header(page: &mut Page, report: &Report) {
    let title = report.title.as_ref().map_or(report.id.as_str(), |title| &title.text);
    page.block("", "", &paint(TITLE, &words::plain(title)));
    let published = report.published.as_ref().map(|published| match published.origin {
        record::DateOrigin::Fetched => format!("fetched {}", published.date),
        _ => published.date.to_string(),
    });
    let mut about = vec![published.unwrap_or_else(|| "no date".to_string())];
    about.extend(report.outlets.iter().map(|outlet| words::plain(outlet)));
    about.push(words::plain(&report.id));
    if !report.copies.is_empty() {
        about.push(format!("same text: {}", words::plain(&report.copies.join(", "))));
    }
    page.block("", "", &paint(DIM, &about.join(" · ")));
}

fn event_report(page: &mut Page, event: &EventReport, text: &str) {
    page.block("  ", "      ", &headline(event));
    page.row("when", &when(event));
    page.row("where", &event.location.as_ref().map(words::location).unwrap_or_default());
    page.row("who", &words::sides(&event.initiators, &event.targets));
    page.row("with", &event.weapons.iter().map(|used| used.weapon.as_str()).collect::<Vec<_>>().join(", "));
    for (i, casualty) in event.casualties.iter().enumerate() {
        let label = if i == 0 { "toll" } else { "" };
        let style = if casualty.outcome == Outcome::Killed { HARM.bold() } else { HARM };
        let figure = paint(style, &words::casualty(casualty));
        let source = casualty.source.as_ref().map(|source| format!(" — {}", words::plain(&source.text)));
        page.row(label, &format!("{figure}{}", source.unwrap_or_default()));
    }
    page.row("victims", &words::quotes(&event.victims, ", "));
    page.row("claimed", &words::actors(&event.claimed_by, ", "));
    page.row("denied", &words::actors(&event.denied_by, ", "));
    page.row("answers", &answers(event, text));
    page.row("sources", &words::quotes(&event.sources, ", "));
    let values = value_spans(event);
    for quote in &event.evidence {
        page.quote(quote, &values);
    }
    for doubt in &event.doubts {
        page.doubt(doubt, text);
    }
}

fn headline(event: &EventReport) -> String {
    let family = match event.sub_event_type.family() {
        Family::Battles | Family::Explosions | Family::ViolenceAgainstCivilians => TITLE,
        Family::Protests | Family::Riots | Family::Strategic => Style::new(),
    };
    let mut line =
        format!("{} {}", paint(ID, &event.id), paint(family, &event.sub_event_type.code().replace('_', " ")));
    if event.standing != Standing::Occurred {
        line.push_str(&format!(" {}", paint(WARN, &format!("[{}]", event.standing))));
    }
    if event.focus == Focus::Background {
        line.push_str(&format!(" {}", paint(DIM, "background")));
    }
    line
}

/// "2024-01-04 (day, “on Thursday”)"; empty where nothing is told of when.
pub(crate) fn when(event: &EventReport) -> String {
    let words = event.date.text.as_ref().map(|quote| format!("“{}”", words::plain(&quote.text)));
    match (words::days(&event.date), words) {
        (Some(days), Some(words)) => format!("{days} ({}, {words})", event.date.precision),
        (Some(days), None) => format!("{days} ({})", event.date.precision),
        (None, Some(words)) => format!("{words} {}", paint(DIM, "(not fixed to a date)")),
        (None, None) => String::new(),
    }
}

fn answers(event: &EventReport, text: &str) -> String {
    let Some(response) = &event.response_to else {
        return String::new();
    };
    let words = text.get(response.span.start..response.span.end).map(|words| format!(" (“{}”)", words::plain(words)));
    format!("{}{}", response.to, words.unwrap_or_default())
}

fn tally_block(page: &mut Page, tally: &Tally) {
    let count = paint(TITLE, &format!("{}: {}", words::plain(&tally.what), words::figure(tally.figure)));
    page.block("  ", "      ", &format!("{} {count} {}", paint(ID, &tally.id), paint(DIM, tally.sort())));
    let since = words::days(&tally.since).or(tally.since.text.as_ref().map(|quote| words::plain(&quote.text)));
    let until = tally.as_of.map(|day| format!(" until {day}")).unwrap_or_default();
    page.row("since", &since.map(|since| format!("{since}{until}")).unwrap_or(until.trim().to_string()));
    page.row("where", &tally.location.as_ref().map(words::location).unwrap_or_default());
    page.row("by", &words::actors(&tally.initiators, " + "));
    page.row("against", &words::actors(&tally.targets, " + "));
    page.row("says", &tally.source.as_ref().map(|source| words::plain(&source.text)).unwrap_or_default());
    let values: Vec<Span> = tally.initiators.iter().chain(&tally.targets).flat_map(|a| a.spans.clone()).collect();
    for quote in &tally.evidence {
        page.quote(quote, &values);
    }
}

/// Where the values of an event stand, to be marked in its evidence.
pub(crate) fn value_spans(event: &EventReport) -> Vec<Span> {
    let actors = [&event.initiators, &event.targets, &event.claimed_by, &event.denied_by];
    let mut spans = vec![event.anchor.span];
    spans.extend(event.date.text.iter().map(|quote| quote.span));
    spans.extend(event.location.iter().flat_map(|location| location.spans.iter().copied()));
    spans.extend(actors.into_iter().flatten().flat_map(|actor| actor.spans.iter().copied()));
    spans.extend(event.weapons.iter().map(|used| used.span));
    spans.extend(event.casualties.iter().map(|casualty| casualty.span));
    spans.extend(event.victims.iter().map(|quote| quote.span));
    spans
}

/// The words of a quotation with those of `values` marked. Styles end at each space: a line may be broken there.
pub(crate) fn marked(quote: &Quote, values: &[Span]) -> String {
    let mut out = String::new();
    let mut open = false;
    for (i, c) in quote.text.char_indices() {
        let at = quote.span.start + i;
        let covered = values.iter().any(|span| span.start <= at && at < span.end);
        let mark = covered && !c.is_whitespace();
        if mark != open {
            out.push_str(&if mark { format!("{MARK}") } else { format!("{MARK:#}") });
            open = mark;
        }
        match c {
            _ if c.is_whitespace() && out.ends_with(' ') => {}
            _ if c.is_whitespace() => out.push(' '),
            _ if c.is_control() => {}
            _ => out.push(c),
        }
    }
    if open {
        out.push_str(&format!("{MARK:#}"));
    }
    out
}

/// Text in a style that ends at each space, so that it can be wrapped.
pub(crate) fn paint(style: Style, text: &str) -> String {
    text.split(' ').map(|word| format!("{style}{word}{style:#}")).collect::<Vec<_>>().join(" ")
}
