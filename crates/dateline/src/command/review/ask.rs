//! One question: its page, the keys of use, and what each key decides.

use anstyle::Style;
use anyhow::Result;
use linkage::{Comparison, Weights};
use publish::{Compared, Doubted};
use record::{Doubt, Telling, Verdict};
use serde_json::Value;
use store::{Part, Store};

use super::queue::{Item, chance};
use super::terminal::Key;
use super::value;

/// Keys that every page has.
const ALWAYS: &str = "space skip  z undo  ? keys  q quit";
/// How many pairs are named where many are judged at once.
const NAMED: usize = 20;
const DIM: Style = Style::new().dimmed();

/// An item with all that its page shows.
pub enum Question {
    /// Whether two event reports tell the same event.
    Pair {
        /// The two.
        tellings: Box<[Telling; 2]>,
        /// What linkage finds between them.
        comparison: Comparison,
        /// Whether they are of one event as things stand.
        joined: bool,
        /// Why they are asked about beside their likeness.
        note: Option<String>,
    },
    /// Whether a value is right.
    Doubt {
        /// The event report.
        telling: Box<Telling>,
        /// The doubt.
        doubt: Doubt,
        /// What it is about.
        part: Part,
        /// The text of its report.
        text: String,
    },
}

/// What a key decides.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// The two are the same, different, or it cannot be told.
    Judge(Verdict),
    /// The part has this value.
    State(Value),
    /// A value is to be typed.
    Type,
}

impl Question {
    /// The question of an item; `None` if what it asks about is no longer there.
    pub fn of(store: &Store, weights: &Weights, item: &Item) -> Result<Option<Question>> {
        match item {
            Item::Pair { a, b, note } => {
                let mut tellings = store.tellings(&[*a, *b])?;
                tellings.sort_by_key(|telling| (telling.published.is_none(), telling.published, telling.key));
                let Ok(tellings) = <[Telling; 2]>::try_from(tellings) else { return Ok(None) };
                let (x, y) = (store.event_of(*a)?, store.event_of(*b)?);
                let [p, q] = [&tellings[0], &tellings[1]].map(linkage::profile);
                let comparison = linkage::compare(&p, &q, weights);
                let joined = x.is_some() && x == y;
                Ok(Some(Question::Pair { tellings: Box::new(tellings), comparison, joined, note: note.clone() }))
            }
            Item::Doubt { of, doubt } => {
                let Some(telling) = store.tellings(&[*of])?.pop() else { return Ok(None) };
                let Some(part) = item.part(&telling) else { return Ok(None) };
                let text = store.report(telling.report)?.map(|coded| coded.report.text).unwrap_or_default();
                Ok(Some(Question::Doubt { telling: Box::new(telling), doubt: doubt.clone(), part, text }))
            }
        }
    }

    /// The page.
    pub fn page(&self, width: usize) -> String {
        match self {
            Question::Pair { tellings, comparison, joined, note } => {
                let reasons = comparison.reasons.iter().map(|reason| (reason.odds, reason.words.clone())).collect();
                let cannot = comparison.cannot.as_ref().map(|why| format!("by themselves they cannot be: {why}"));
                let note = note.clone().or(cannot);
                let [a, b] = &**tellings;
                let chance = self.chance();
                let asked = Compared { tellings: [a, b], chance, joined: *joined, reasons, note };
                publish::compared(&asked, width)
            }
            Question::Doubt { telling, doubt, text, .. } => publish::doubted(&Doubted { telling, doubt, text }, width),
        }
    }

    /// How likely the two tell one event; 0 where they cannot, and for a doubt.
    pub fn chance(&self) -> f64 {
        match self {
            Question::Pair { comparison, .. } if comparison.cannot.is_none() => chance(comparison.odds),
            _ => 0.0,
        }
    }

    /// What Enter takes.
    fn proposed(&self) -> char {
        match self {
            Question::Pair { joined: true, comparison, .. } if comparison.cannot.is_none() => 'x',
            Question::Pair { .. } if self.chance() >= 0.5 => 'x',
            Question::Pair { .. } => 'n',
            Question::Doubt { .. } => 'a',
        }
    }

    /// The keys of use, each with what it does, in the order of the foot.
    pub fn keys(&self) -> Vec<(char, &'static str)> {
        match self {
            Question::Pair { note, .. } => {
                let mut keys = vec![('x', "same"), ('n', "different"), ('u', "unsure")];
                keys.extend(note.is_some().then_some(('e', "edit a toll")));
                keys
            }
            Question::Doubt { telling, part, .. } => {
                let event = &telling.event_report;
                let mut keys = vec![('a', "accept")];
                keys.extend(value::emptied(*part, event).map(|_| ('r', "reject")));
                keys.extend(value::typed(*part, event).map(|_| ('e', "edit")));
                keys
            }
        }
    }

    /// The line at the foot: what Enter takes, then the keys.
    pub fn foot(&self) -> String {
        let keys = self.keys();
        let proposed = keys.iter().find(|(key, _)| *key == self.proposed()).map_or("", |(_, does)| does);
        let keys: Vec<String> = keys.iter().map(|(key, does)| format!("{key} {does}")).collect();
        format!("Enter: {proposed}  {}  {ALWAYS}", keys.join("  "))
    }

    /// What a key decides; `None` if it is no key of this question.
    pub fn decision(&self, key: Key) -> Option<Decision> {
        let key = match key {
            Key::Char(key) => key,
            Key::Enter => self.proposed(),
            _ => return None,
        };
        if !self.keys().iter().any(|(known, _)| *known == key) {
            return None;
        }
        match (self, key) {
            (_, 'x') => Some(Decision::Judge(Verdict::Same)),
            (_, 'n') => Some(Decision::Judge(Verdict::Different)),
            (_, 'u') => Some(Decision::Judge(Verdict::Unsure)),
            (_, 'e') => Some(Decision::Type),
            (Question::Doubt { telling, part, .. }, 'a') => {
                Some(Decision::State(value::present(*part, &telling.event_report)))
            }
            (Question::Doubt { telling, part, .. }, 'r') => {
                value::emptied(*part, &telling.event_report).map(Decision::State)
            }
            _ => None,
        }
    }

    /// A pair in one line: its chance and its tellings; empty for a doubt.
    pub fn line(&self) -> String {
        let Question::Pair { tellings, .. } = self else { return String::new() };
        let [a, b] = [&tellings[0], &tellings[1]].map(named);
        format!("{:.2}  {a} — {b}", self.chance())
    }

    /// What the person was asked, kept as the reason of the decision.
    pub fn reason(&self) -> String {
        match self {
            Question::Pair { note: Some(note), .. } => format!("review: {note}"),
            Question::Pair { .. } => format!("review: {} in 100", (self.chance() * 100.0).round().clamp(1.0, 99.0)),
            Question::Doubt { doubt, .. } => format!("review: {}", publish::doubt_line(doubt)),
        }
    }
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
