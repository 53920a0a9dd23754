//! A report for mailing: one HTML file with its styles inside, which asks nothing of any network and runs no script.

use record::{Event, Span, Standing, Telling, Told as Figure, Toll};

use super::Subject;
use super::markup::{escaped, web_address};
use super::side;
use crate::events::{self, act, sides, telling, toll_words};
use crate::table::value_spans;
use crate::words;

/// All that a page may do: look as its own styles say.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

pub(super) fn head() -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>Dateline: events</title>\n<style>\n{}</style>\n\
         </head>\n<body>\n<main>\n<h1>Events</h1>\n\
         <p class=\"soft\">Coded by Dateline from reports; every value stands beside the sentences that tell it.</p>\n",
        include_str!("page.css")
    )
}

pub(super) const TAIL: &str = "</main>\n</body>\n</html>\n";

/// One event: what happened, every figure with who said it, every report with its sentences.
pub(super) fn article(subject: &Subject) -> String {
    let event = subject.event;
    let mut out = format!("<article id=\"{}\">\n{}", event.key, headline(event));
    out.push_str(&values(subject));
    out.push_str(&figures(subject));
    if !event.contradictions.is_empty() {
        out.push_str("<h3>What reports tell differently</h3>\n<ul>\n");
        for contradiction in &event.contradictions {
            out.push_str(&format!("<li>{}</li>\n", escaped(&contradiction.note)));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("<h3>Told by</h3>\n");
    for told in side::reports(subject) {
        let same = |telling: &&Telling| telling.report == told.telling.report;
        let tellings: Vec<&Telling> = subject.tellings.iter().filter(same).collect();
        out.push_str(&report(&told, &tellings));
    }
    out.push_str("</article>\n");
    out
}

fn headline(event: &Event) -> String {
    let day = words::days(&event.date).unwrap_or_else(|| "No date".to_string());
    let place =
        event.location.as_ref().map(|location| format!(" · <bdi>{}</bdi>", escaped(&words::location(location))));
    let standing = match event.standing {
        Standing::Occurred => String::new(),
        other => format!(" <span class=\"chip\">{other}</span>"),
    };
    format!("<h2>{day} · {}{}{standing}</h2>\n", act(event), place.unwrap_or_default())
}

/// The rows that have a value.
fn values(subject: &Subject) -> String {
    let event = subject.event;
    let names = |actors: &[record::Actor]| words::actors(actors, ", ");
    let rows = [
        ("who", sides(event)),
        ("with", event.weapons.join(", ")),
        ("victims", event.victims.join(", ")),
        ("claimed by", names(&event.claimed_by)),
        ("denied by", names(&event.denied_by)),
        ("borne out", format!("{}: {}", event.corroboration.grade, event.corroboration.reason)),
        ("told in", told_in(subject)),
        ("key", event.key.to_string()),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let rows: String =
        rows.map(|(name, value)| format!("<dt>{name}</dt><dd><bdi>{}</bdi></dd>\n", escaped(&value))).collect();
    format!("<dl>\n{rows}</dl>\n")
}

/// "3 reports, 2 outlets".
fn told_in(subject: &Subject) -> String {
    let members = events::told_by(subject.event, subject.tellings);
    let (reports, outlets) = (events::reports(&members), events::outlets(&members).len());
    format!("{}, {}", words::counted(reports, "report"), words::counted(outlets, "outlet"))
}

/// Every figure with who said it, under the range that they span.
fn figures(subject: &Subject) -> String {
    if subject.event.tolls.is_empty() {
        return String::new();
    }
    let rows: String = subject.event.tolls.iter().map(|toll| toll_rows(toll, subject.tellings)).collect();
    format!(
        "<table>\n<thead><tr><th scope=\"col\">figure</th><th scope=\"col\">who says so</th><th scope=\"col\">in</th></tr>\
         </thead>\n{rows}</table>\n"
    )
}

fn toll_rows(toll: &Toll, tellings: &[Telling]) -> String {
    let (words, rule) = (escaped(&toll_words(toll)), escaped(&toll.rule));
    let row = |figure: &Figure| {
        let outlets = telling(tellings, figure.telling).map(|telling| telling.outlets.join(", ")).unwrap_or_default();
        let day = figure.published.map(|day| format!(" {day}")).unwrap_or_default();
        let source = figure.casualty.source.as_ref().map_or("the report itself", |source| source.text.as_str());
        let (told, source) = (escaped(&words::figure(figure.casualty.figure)), escaped(source));
        format!("<tr><td>{told}</td><td>{source}</td><td>{}{day}</td></tr>\n", escaped(&outlets))
    };
    let told: String = toll.told.iter().map(row).collect();
    format!(
        "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"3\">{words} <span class=\"soft\">{rule}</span></th></tr>\n{told}</tbody>\n"
    )
}

/// A report with its sentences, in which the words that values are from are marked.
fn report(told: &side::Told, tellings: &[&Telling]) -> String {
    let outlets = match told.telling.outlets.is_empty() {
        true => "an outlet that is not named".to_string(),
        false => told.telling.outlets.join(", "),
    };
    let day = told.telling.published.map(|day| format!(", {day}")).unwrap_or_default();
    let title = told.headline.and_then(|headline| headline.title.as_deref()).unwrap_or(&told.telling.report_id);
    let title = format!("<bdi>{}</bdi>", escaped(title));
    let url = told.headline.and_then(|headline| web_address(headline.url.as_deref()?));
    let title = match url {
        Some(url) => format!("<a href=\"{}\" rel=\"noreferrer\">{title}</a>", escaped(url)),
        None => title,
    };
    let mut out = format!("<section>\n<p><b>{}</b>{day}: {title}</p>\n", escaped(&outlets));
    for telling in tellings {
        let spans = value_spans(&telling.event_report);
        for quote in &telling.event_report.evidence {
            out.push_str(&format!("<blockquote>{}</blockquote>\n", marked(&quote.text, quote.span.start, &spans)));
        }
    }
    out.push_str("</section>\n");
    out
}

/// The words of a quotation that begins at byte `start` of its report, those of `values` marked.
fn marked(words: &str, start: usize, values: &[Span]) -> String {
    let covered = |at: usize| values.iter().any(|span| span.start <= at && at < span.end);
    let mut out = String::new();
    let mut rest = words.char_indices().peekable();
    while let Some(&(from, _)) = rest.peek() {
        let mark = covered(start + from);
        while rest.next_if(|(at, _)| covered(start + at) == mark).is_some() {}
        let to = rest.peek().map_or(words.len(), |(at, _)| *at);
        let piece = &words[from..to];
        let space = |c: Option<char>| if c.is_some_and(char::is_whitespace) { " " } else { "" };
        let text = format!("{}{}{}", space(piece.chars().next()), escaped(piece), space(piece.chars().next_back()));
        out.push_str(&if mark { format!("<mark>{text}</mark>") } else { text });
    }
    out
}
