//! RSS 2.0: an item per event. Readers know an event again by its key, so that only new ones are shown.

use record::{Date, Event};

use super::Subject;
use super::markup::{escaped, web_address};
use super::side::{self, Told};
use crate::events::{act, sides, spread, toll_words};
use crate::words;

pub(super) const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0">
<channel>
<title>Dateline: events</title>
<link>urn:dateline:events</link>
<description>Conflict events as reports tell them, each with the sentences that tell it.</description>
<generator>Dateline</generator>
"#;

pub(super) const TAIL: &str = "</channel>\n</rss>\n";

pub(super) fn item(subject: &Subject) -> String {
    let event = subject.event;
    let reports = side::reports(subject);
    let link = reports.iter().filter_map(|told| web_address(told.headline?.url.as_deref()?)).next();
    let link = link.map(|url| format!("<link>{}</link>\n", escaped(url))).unwrap_or_default();
    // An item is as old as the last report that tells its event: what is told anew comes up again.
    let day = reports.iter().filter_map(|told| told.telling.published).max();
    let day = day.map(|day| format!("<pubDate>{}</pubDate>\n", date(day))).unwrap_or_default();
    format!(
        "<item>\n<title>{}</title>\n<guid isPermaLink=\"false\">urn:dateline:event:{}</guid>\n{link}{day}\
         <category>{}</category>\n<description>{}</description>\n</item>\n",
        escaped(&title(event)),
        event.key,
        event.sub_event_type,
        escaped(&text(subject, &reports)),
    )
}

/// "2019-05-14 air drone strike, near Al-Qaim, Al Anbar, IRQ: killed 12".
fn title(event: &Event) -> String {
    let day = words::days(&event.date).unwrap_or_else(|| "No date:".to_string());
    let place = event.location.as_ref().map(|location| format!(", {}", words::location(location)));
    let tolls: Vec<String> = event.tolls.iter().map(toll_words).collect();
    let tolls = if tolls.is_empty() { String::new() } else { format!(": {}", tolls.join(", ")) };
    let standing = match event.standing {
        record::Standing::Occurred => String::new(),
        other => format!(" [{other}]"),
    };
    format!("{day} {}{standing}{}{tolls}", act(event), place.unwrap_or_default())
}

/// The item's page, as markup that is escaped once more on its way into the feed.
fn text(subject: &Subject, reports: &[Told]) -> String {
    let event = subject.event;
    let mut out = format!("<p>{}</p>", escaped(&sides(event)));
    for told in reports {
        let outlets =
            if told.telling.outlets.is_empty() { "a report".to_string() } else { told.telling.outlets.join(", ") };
        let day = told.telling.published.map(|day| format!(", {day}")).unwrap_or_default();
        out.push_str(&format!("<p>{}{day}:</p>", escaped(&outlets)));
        for quote in &told.telling.event_report.evidence {
            out.push_str(&format!("<blockquote>{}</blockquote>", escaped(&quote.text)));
        }
    }
    out.push_str(&format!("<p>{}</p>", escaped(&spread(event, subject.tellings))));
    out
}

/// A day as RFC 822 has it, at its beginning by the clock of Greenwich.
fn date(day: Date) -> String {
    day.strftime("%a, %d %b %Y 00:00:00 GMT").to_string()
}
