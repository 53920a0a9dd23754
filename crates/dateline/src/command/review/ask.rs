//! The page of a question at a terminal, with the keys at its foot.

use anstyle::Style;
use desk::review::Question;
use publish::{Compared, Doubted};
use record::Telling;

/// Keys that every page has.
const ALWAYS: &str = "space skip  z undo  ? keys  q quit";
/// How many pairs are named where many are judged at once.
const NAMED: usize = 20;
const DIM: Style = Style::new().dimmed();

/// The page.
pub fn page(question: &Question, width: usize) -> String {
    match question {
        Question::Pair { tellings, comparison, joined, note } => {
            let reasons = comparison.reasons.iter().map(|reason| (reason.odds, reason.words.clone())).collect();
            let cannot = comparison.cannot.as_ref().map(|why| format!("by themselves they cannot be: {why}"));
            let note = note.clone().or(cannot);
            let [a, b] = &**tellings;
            let chance = question.chance();
            let asked = Compared { tellings: [a, b], chance, joined: *joined, reasons, note };
            publish::compared(&asked, width)
        }
        Question::Doubt { telling, doubt, text, .. } => publish::doubted(&Doubted { telling, doubt, text }, width),
    }
}

/// The line at the foot: what Enter takes, then the keys.
pub fn foot(question: &Question) -> String {
    let keys = question.keys();
    let proposed = keys.iter().find(|(key, _)| *key == question.proposed()).map_or("", |(_, does)| does);
    let keys: Vec<String> = keys.iter().map(|(key, does)| format!("{key} {does}")).collect();
    format!("Enter: {proposed}  {}  {ALWAYS}", keys.join("  "))
}

/// A pair in one line: its chance and its tellings; empty for a doubt.
pub fn line(question: &Question) -> String {
    let Question::Pair { tellings, .. } = question else { return String::new() };
    let [a, b] = [&tellings[0], &tellings[1]].map(named);
    format!("{:.2}  {a} — {b}", question.chance())
}

/// What was done last and how far it is, above a page; nothing where there is nothing to tell.
pub fn head(said: &str, place: &str) -> String {
    let said = publish::plain(said);
    match (said.is_empty(), place.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("{DIM}{place}{DIM:#}\n\n"),
        (false, true) => format!("{said}\n\n"),
        (false, false) => format!("{DIM}{place} · {DIM:#}{said}\n\n"),
    }
}

/// Pairs that are to be judged at once, the first few in their lines.
pub fn many(lines: &[&str], least: f64) -> String {
    let count = lines.len();
    let mut page =
        format!("{count} pairs are likelier than {least} to tell the same event. Judge them all the same?\n\n");
    lines.iter().take(NAMED).for_each(|line| page.push_str(&format!("  {line}\n")));
    if count > NAMED {
        page.push_str(&format!("  and {} more\n", count - NAMED));
    }
    page
}

/// "2024-01-05 The Sun, 000 e1": a telling in a few words.
pub fn named(telling: &Telling) -> String {
    let day = telling.published.map(|day| format!("{day} ")).unwrap_or_default();
    publish::plain(&format!("{} {day}{} {}", telling.key, telling.report_id, telling.event_report.id))
}
