//! Values in plain words, for people: the same wording in tables, spreadsheets and explanations.

use record::{Actor, Casualty, EventDate, Figure, GeoPrecision, Location, Quote};

/// Text that is safe on one line of a terminal: white space runs become one space, control characters vanish.
///
/// A report comes from strangers; escape sequences in it must not reach the reader's terminal.
///
/// ```
/// assert_eq!(publish::plain("two\n  lines \u{1b}[31mred"), "two lines [31mred");
/// ```
pub fn plain(text: &str) -> String {
    let visible: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "4", "at least 4", "up to 4", "4 to 6".
pub fn figure(figure: Figure) -> String {
    match (figure.min, figure.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => "a number of".to_string(),
    }
}

/// "killed 4 militants".
pub fn casualty(casualty: &Casualty) -> String {
    let group = casualty.group.as_deref().map(|group| format!(" {}", plain(group))).unwrap_or_default();
    format!("{} {}{group}", casualty.outcome, figure(casualty.figure))
}

/// "2024-01-04", "2024-01-04 to 2024-01-10".
pub fn days(date: &EventDate) -> Option<String> {
    let (start, end) = (date.start?, date.end?);
    Some(if start == end { start.to_string() } else { format!("{start} to {end}") })
}

/// "near Kirkuk, Kirkuk, IRQ".
pub fn location(location: &Location) -> String {
    let near = if location.geo_precision == GeoPrecision::Near { "near " } else { "" };
    let parts = [Some(location.name.as_str()), location.admin1.as_deref(), location.country.as_deref()];
    let mut named: Vec<String> = parts.into_iter().flatten().map(plain).collect();
    named.dedup();
    format!("{near}{}", named.join(", "))
}

/// Their names, with `between` between them.
pub fn actors(actors: &[Actor], between: &str) -> String {
    actors.iter().map(|actor| plain(&actor.name)).collect::<Vec<_>>().join(between)
}

pub(crate) fn quotes(quotes: &[Quote], between: &str) -> String {
    quotes.iter().map(|quote| plain(&quote.text)).collect::<Vec<_>>().join(between)
}

/// "A + B → C"; "? → C" where no doer is told; empty where neither side is. The arrow goes from left to right, whichever way
/// the names are written: it would point from the target to the doer between two that are written from right to left.
///
/// ```
/// let name = |name: &str| -> Vec<record::Actor> { serde_json::from_value(serde_json::json!([{ "name": name }])).unwrap() };
/// assert_eq!(publish::words::sides(&name("M23"), &name("حركة")), "M23 → \u{2068}حركة\u{2069}");
/// ```
pub fn sides(initiators: &[Actor], targets: &[Actor]) -> String {
    let side = |actors: &[Actor]| {
        let names = actors.iter().map(|actor| set_apart(plain(&actor.name)));
        names.collect::<Vec<_>>().join(" + ")
    };
    both(&side(initiators), &side(targets))
}

/// A name that is written from right to left between the marks (FSI, PDI) that keep what stands beside it in its place; others as
/// they are.
fn set_apart(name: String) -> String {
    // Hebrew to Arabic Extended-A, and the forms of their letters.
    let from_right = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
    if name.chars().any(from_right) { format!("\u{2068}{name}\u{2069}") } else { name }
}

/// The same of names.
pub(crate) fn both(by: &str, to: &str) -> String {
    match (by, to) {
        ("", "") => String::new(),
        (by, "") => by.to_string(),
        ("", to) => format!("? → {to}"),
        (by, to) => format!("{by} → {to}"),
    }
}

/// "1 report", "3 reports".
pub fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
