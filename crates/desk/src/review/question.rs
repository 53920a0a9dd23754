//! One question with all that a person has to see to answer it, and what each key decides.

use linkage::{Comparison, Weights};
use record::{Doubt, Telling, Verdict};
use serde_json::Value;
use store::{Error, Part, Store};

use super::queue::{Item, chance};
use super::value;

/// An item with all that its page shows.
#[derive(Clone, Debug)]
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
    ///
    /// # Errors
    /// Whatever keeps the store from being read.
    pub fn of(store: &Store, weights: &Weights, item: &Item) -> Result<Option<Question>, Error> {
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

    /// How likely the two tell one event; 0 where they cannot, and for a doubt.
    pub fn chance(&self) -> f64 {
        match self {
            Question::Pair { comparison, .. } if comparison.cannot.is_none() => chance(comparison.odds),
            _ => 0.0,
        }
    }

    /// What Enter takes.
    pub fn proposed(&self) -> char {
        match self {
            Question::Pair { joined: true, comparison, .. } if comparison.cannot.is_none() => 'x',
            Question::Pair { .. } if self.chance() >= 0.5 => 'x',
            Question::Pair { .. } => 'n',
            Question::Doubt { .. } => 'a',
        }
    }

    /// The keys of use, each with what it does, in the order in which they are shown.
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

    /// What a key decides; `None` if it is no key of this question.
    pub fn decision(&self, key: char) -> Option<Decision> {
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

    /// What the person was asked, kept as the reason of the decision.
    pub fn reason(&self) -> String {
        match self {
            Question::Pair { note: Some(note), .. } => format!("review: {note}"),
            Question::Pair { .. } => format!("review: {} in 100", (self.chance() * 100.0).round().clamp(1.0, 99.0)),
            Question::Doubt { doubt, .. } => format!("review: {}", publish::doubt_line(doubt)),
        }
    }
}
