//! All that is held of one event, on one page for a terminal: what happened, every report's telling side by side, every
//! figure with who said it, and what it answered.

use anstyle::Style;
use record::{Event, EventReport, Focus, Key, Quote, Series, Span, Standing, Telling, Told, Toll};

use crate::events::{act, grade_style, sides, spread, telling, told_by, toll_words};
use crate::table::{DIM, ID, Page, TITLE, WARN, paint, value_spans};
use crate::words;

/// What stands around an event.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// Events that it answered.
    pub answers: &'a [Event],
    /// Events that answered it.
    pub answered_by: &'a [Event],
    /// Series of running totals that it answered.
    pub series: &'a [Series],
    /// Why event reports were put to the others, in words, by key.
    pub why: &'a [(Key, String)],
}

/// The dossier of an event, for a terminal of `width` columns. Holds colour codes.
pub fn dossier(event: &Event, tellings: &[Telling], around: &Around, width: usize) -> String {
    let mut page = Page::new(width);
    page.block("", "", &headline(event));
    page.block("", "", &sentence(event));
    page.out.push('\n');
    values(&mut page, event, tellings);
    for toll in &event.tolls {
        figures(&mut page, toll, tellings);
    }
    bearings(&mut page, event);
    chain(&mut page, around);
    page.out.push('\n');
    page.block("  ", "  ", &format!("{} {}", paint(TITLE, "Told by"), paint(DIM, &spread(event, tellings))));
    for member in told_by(event, tellings) {
        page.out.push('\n');
        one_telling(&mut page, member, around.why);
    }
    page.out
}

fn headline(event: &Event) -> String {
    let standing = match event.standing {
        Standing::Occurred => String::new(),
        other => format!(" {}", paint(WARN, &format!("[{other}]"))),
    };
    let grade = event.corroboration.grade;
    let grade = paint(grade_style(grade), grade.code());
    format!("{} {}{standing} {grade}", paint(ID, &event.key.to_string()), paint(TITLE, &act(event)))
}

/// What happened, in one plain sentence.
fn sentence(event: &Event) -> String {
    let mut parts = vec![words::days(&event.date).unwrap_or_else(|| "On a day that is not known".to_string())];
    parts.push(sides(event));
    parts.extend(event.location.as_ref().map(words::location));
    parts.extend(event.tolls.first().map(toll_words));
    parts.retain(|part| !part.is_empty());
    format!("{}.", parts.join(": "))
}

fn values(page: &mut Page, event: &Event, tellings: &[Telling]) {
    let when = words::days(&event.date).map(|days| format!("{days} ({})", event.date.precision));
    let source = event.dated_by.and_then(|key| telling(tellings, key));
    let source = source.map(|telling| format!(" — {}", named(telling))).unwrap_or_default();
    page.row("when", &when.map(|when| format!("{when}{source}")).unwrap_or_default());
    for &key in &event.undated {
        let inherits = telling(tellings, key).map(|telling| format!("{} has no day: inherited", named(telling)));
        page.row("", &inherits.unwrap_or_default());
    }
    page.row("where", &event.location.as_ref().map(words::location).unwrap_or_default());
    page.row("who", &sides(event));
    page.row("with", &event.weapons.join(", "));
    page.row("victims", &event.victims.iter().map(|name| words::plain(name)).collect::<Vec<_>>().join(", "));
    page.row("claimed", &words::actors(&event.claimed_by, ", "));
    page.row("denied", &words::actors(&event.denied_by, ", "));
}

/// The range of an outcome with its rule, then every figure with who said it and when.
fn figures(page: &mut Page, toll: &Toll, tellings: &[Telling]) {
    page.row("toll", &format!("{} — {}", paint(TITLE, &toll_words(toll)), words::plain(&toll.rule)));
    for told in &toll.told {
        page.row("", &figure(told, tellings));
    }
}

fn figure(told: &Told, tellings: &[Telling]) -> String {
    let day = told.published.map_or_else(|| "no date".to_string(), |day| day.to_string());
    let source = told.casualty.source.as_ref().map(|source| format!(", {}", words::plain(&source.text)));
    let telling = telling(tellings, told.telling).map(named).unwrap_or_default();
    format!("{day}  {}{} — {telling}", words::casualty(&told.casualty), source.unwrap_or_default())
}

/// How well the event is borne out, and what speaks against it.
fn bearings(page: &mut Page, event: &Event) {
    let borne_out = &event.corroboration;
    page.row("borne", &format!("{}: {}", borne_out.grade, words::plain(&borne_out.reason)));
    for contradiction in &event.contradictions {
        page.warning(&format!("{}: {}", contradiction.field, words::plain(&contradiction.note)));
    }
}

fn chain(page: &mut Page, around: &Around) {
    for event in around.answers {
        page.row("answers", &event_line(event));
    }
    for series in around.series {
        page.row("answers", &format!("{} {}", series.key, series_line(series)));
    }
    for event in around.answered_by {
        page.row("answer", &format!("{} (answered this)", event_line(event)));
    }
}

/// An event in one line: key, day, type, sides, place.
pub fn event_line(event: &Event) -> String {
    let day = words::days(&event.date).unwrap_or_else(|| "no date".to_string());
    let place = event.location.as_ref().map(|place| format!(" · {}", words::location(place))).unwrap_or_default();
    format!("{} {day} {} · {}{place}", event.key, act(event), sides(event))
}

/// "attack 61+, 66, 100+, 160+ since 2023-10-17".
pub fn series_line(series: &Series) -> String {
    let counts = series.tallies.iter().map(|told| words::figure(told.tally.figure)).collect::<Vec<_>>().join(", ");
    let since = series.tallies.iter().find_map(|told| told.tally.since.start);
    let since = since.map(|day| format!(" since {day}")).unwrap_or_default();
    format!("{}: {counts}{since}", words::plain(&series.what))
}

fn one_telling(page: &mut Page, telling: &Telling, why: &[(Key, String)]) {
    let event = &telling.event_report;
    let key: Key = telling.key;
    let background = if event.focus == Focus::Background { " (background)" } else { "" };
    page.block(
        "  ",
        "      ",
        &format!("{} {}{}", paint(ID, &key.to_string()), named(telling), paint(DIM, background)),
    );
    page.row("", &told_values(event));
    let why = why.iter().find(|(key, _)| *key == telling.key);
    page.row("joined", &why.map(|(_, words)| paint(DIM, &words::plain(words))).unwrap_or_default());
    let values: Vec<Span> = value_spans(event);
    let quotes: &[Quote] = &event.evidence;
    quotes.iter().for_each(|quote| page.quote(quote, &values));
    if !event.sources.is_empty() {
        page.row("says", &words::quotes(&event.sources, ", "));
    }
}

/// What one report has for the fields on which reports differ.
pub fn told_values(event: &EventReport) -> String {
    let mut parts = vec![event.sub_event_type.code().replace('_', " ")];
    parts.extend((event.standing != Standing::Occurred).then(|| event.standing.to_string()));
    parts.push(words::days(&event.date).unwrap_or_else(|| "no day".to_string()));
    parts.extend(event.location.as_ref().map(words::location));
    parts.push(words::sides(&event.initiators, &event.targets));
    parts.extend(event.casualties.iter().map(words::casualty));
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// "2024-01-05 The Sun, 000 e1".
pub fn named(telling: &Telling) -> String {
    let day = telling.published.map(|day| format!("{day} ")).unwrap_or_default();
    let outlets = telling.outlets.iter().map(|outlet| words::plain(outlet)).collect::<Vec<_>>().join(" + ");
    let outlets = if outlets.is_empty() { String::new() } else { format!("{outlets}, ") };
    format!("{day}{outlets}{} {}", words::plain(&telling.report_id), telling.event_report.id)
}

/// The running totals, each as it was told over time, with how many such events are held for the same window.
pub fn series_lines(series: &Series, held: &[Option<usize>]) -> String {
    let by = series.initiators.iter().map(|name| words::plain(name)).collect::<Vec<_>>().join(" + ");
    let to = series.targets.iter().map(|name| words::plain(name)).collect::<Vec<_>>().join(" + ");
    let area = series.area.as_ref().map(|area| format!(" · {}", words::plain(area))).unwrap_or_default();
    let head = Style::new().bold();
    let mut out = format!(
        "{ID}{}{ID:#}  {head}{}{head:#}  {}{area}\n",
        series.key,
        words::plain(&series.what),
        words::both(&by, &to)
    );
    for (n, told) in series.tallies.iter().enumerate() {
        let day = told.published.map_or_else(|| "no date   ".to_string(), |day| day.to_string());
        let since = told.tally.since.start.map(|day| format!(" since {day}")).unwrap_or_default();
        let held = held.get(n).copied().flatten().map(|held| format!(" · {held} held here")).unwrap_or_default();
        let outlets = told.outlets.join(" + ");
        out.push_str(&format!(
            "            {day}  {}{since} {DIM}{} {} {}{held}{DIM:#}\n",
            words::figure(told.tally.figure),
            words::plain(&outlets),
            words::plain(&told.report_id),
            told.tally.id
        ));
    }
    out
}
