//! The words for when of `data/time.toml`, ready for look-up.

use std::sync::LazyLock;

use jiff::civil::Weekday;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::calendar::{Part, Shift, Unit};
use crate::number_words::{phrase_at, phrases_by_word};
use crate::piece::Piece;

/// What `data/time.toml` holds.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    months: FxHashMap<String, i8>,
    weekdays: FxHashMap<String, i8>,
    offsets: FxHashMap<String, i64>,
    seasons: FxHashMap<String, i8>,
    units: FxHashMap<String, String>,
    shifts: FxHashMap<String, i8>,
    parts: FxHashMap<String, String>,
    lists: FxHashMap<String, Vec<String>>,
    anchored: FxHashMap<String, i64>,
    vague: Vague,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Vague {
    words: Vec<String>,
    adjectives: Vec<String>,
}

/// What one word can be in an expression of time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TimeWord {
    /// 1 to 12.
    pub(crate) month: Option<i8>,
    /// Day of the week.
    pub(crate) weekday: Option<Weekday>,
    /// First month of a season.
    pub(crate) season: Option<i8>,
    /// A length of time.
    pub(crate) unit: Option<Unit>,
    /// "last", "this", "next".
    pub(crate) shift: Option<Shift>,
    /// "early", "mid", "late".
    pub(crate) part: Option<Part>,
    /// The classes below.
    classes: u32,
}

impl TimeWord {
    /// Whether the word is of a class.
    pub(crate) fn is(&self, class: u32) -> bool {
        self.classes & class != 0
    }
}

/// Names of the word classes under `[lists]`, in the order of their bits.
const CLASSES: [&str; 14] = [
    "dayparts",
    "clock_after",
    "clock_before",
    "introductions",
    "ambiguous_months",
    "ambiguous_weekdays",
    "weekday_names",
    "range_joints",
    "span_prepositions",
    "duration_prepositions",
    "before",
    "after",
    "since_fillers",
    "adjectives",
];
/// A word of that class stands here.
pub(crate) const DAYPART: u32 = 1;
pub(crate) const CLOCK_AFTER: u32 = 1 << 1;
pub(crate) const CLOCK_BEFORE: u32 = 1 << 2;
pub(crate) const INTRODUCTION: u32 = 1 << 3;
pub(crate) const AMBIGUOUS_MONTH: u32 = 1 << 4;
pub(crate) const AMBIGUOUS_WEEKDAY: u32 = 1 << 5;
pub(crate) const WEEKDAY_NAME: u32 = 1 << 6;
pub(crate) const RANGE_JOINT: u32 = 1 << 7;
pub(crate) const SPAN_PREPOSITION: u32 = 1 << 8;
pub(crate) const DURATION_PREPOSITION: u32 = 1 << 9;
pub(crate) const BEFORE: u32 = 1 << 10;
pub(crate) const AFTER: u32 = 1 << 11;
pub(crate) const SINCE_FILLER: u32 = 1 << 12;
pub(crate) const VAGUE_ADJECTIVE: u32 = 1 << 13;
/// A fixed phrase begins with the word.
const PHRASE: u32 = 1 << 20;
const OFFSET: u32 = 1 << 21;

/// A fixed phrase for when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fixed {
    /// Days from today ("the day before yesterday").
    Offset(i64),
    /// Days from another event ("the following day").
    Anchored(i64),
    /// Not to be dated ("recently").
    Vague,
}

struct TimeLexicon {
    words: FxHashMap<String, TimeWord>,
    phrases: FxHashMap<String, Vec<(Vec<String>, Fixed)>>,
}

static LEXICON: LazyLock<TimeLexicon> =
    LazyLock::new(|| TimeLexicon::new(toml::from_str(include_str!("../data/time.toml")).unwrap_or_default()));

fn unit(name: &str) -> Option<Unit> {
    Some(match name {
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "week" => Unit::Week,
        "weekend" => Unit::Weekend,
        "fortnight" => Unit::Fortnight,
        "month" => Unit::Month,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        _ => return None,
    })
}

fn part(name: &str) -> Option<Part> {
    Some(match name {
        "early" => Part::Early,
        "mid" => Part::Mid,
        "late" => Part::Late,
        _ => return None,
    })
}

fn shift(n: i8) -> Shift {
    match n {
        ..=-1 => Shift::Last,
        0 => Shift::This,
        1.. => Shift::Next,
    }
}

impl TimeLexicon {
    fn new(mut data: Data) -> TimeLexicon {
        let mut words: FxHashMap<String, TimeWord> = FxHashMap::default();
        data.months.into_iter().for_each(|(word, n)| words.entry(word).or_default().month = Some(n));
        data.seasons.into_iter().for_each(|(word, n)| words.entry(word).or_default().season = Some(n));
        data.shifts.into_iter().for_each(|(word, n)| words.entry(word).or_default().shift = Some(shift(n)));
        data.units.into_iter().for_each(|(word, name)| words.entry(word).or_default().unit = unit(&name));
        data.parts.into_iter().for_each(|(word, name)| words.entry(word).or_default().part = part(&name));
        for (word, n) in data.weekdays {
            words.entry(word).or_default().weekday = Weekday::from_monday_one_offset(n).ok();
        }
        data.lists.insert("adjectives".into(), data.vague.adjectives);
        for (bit, class) in CLASSES.iter().enumerate() {
            for word in data.lists.get(*class).into_iter().flatten() {
                words.entry(word.clone()).or_default().classes |= 1 << bit;
            }
        }
        let offsets = data.offsets.into_iter().map(|(phrase, days)| (phrase, Fixed::Offset(days)));
        let anchored = data.anchored.into_iter().map(|(phrase, days)| (phrase, Fixed::Anchored(days)));
        let vague = data.vague.words.into_iter().map(|phrase| (phrase, Fixed::Vague));
        let phrases = phrases_by_word(offsets.chain(anchored).chain(vague));
        for (word, list) in &phrases {
            let word = words.entry(word.clone()).or_default();
            word.classes |= PHRASE;
            if list.iter().any(|(_, fixed)| matches!(fixed, Fixed::Offset(_))) {
                word.classes |= OFFSET;
            }
        }
        TimeLexicon { words, phrases }
    }
}

/// What each piece can be in an expression of time; an abbreviation's stop does not matter.
pub(crate) fn look_up(pieces: &[Piece<'_>]) -> Vec<TimeWord> {
    let find = |lower: &str| LEXICON.words.get(lower).or_else(|| LEXICON.words.get(lower.strip_suffix('.')?));
    pieces.iter().map(|piece| find(piece.lower).copied().unwrap_or_default()).collect()
}

/// The longest fixed phrase that the pieces begin with, and how many pieces it takes.
pub(crate) fn fixed_at(word: TimeWord, pieces: &[Piece<'_>]) -> Option<(usize, Fixed)> {
    if !word.is(PHRASE) {
        return None;
    }
    phrase_at(&LEXICON.phrases, pieces).map(|(len, &fixed)| (len, fixed))
}

/// The days from today that a word or phrase such as "yesterday" or "last night" stands for.
pub(crate) fn offset_at(word: TimeWord, pieces: &[Piece<'_>]) -> Option<(usize, i64)> {
    match fixed_at(word, pieces).filter(|_| word.is(OFFSET))? {
        (len, Fixed::Offset(days)) => Some((len, days)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_file_reads() {
        let mut data: Data = toml::from_str(include_str!("../data/time.toml")).unwrap();
        data.lists.insert("adjectives".into(), Vec::new());
        for class in CLASSES {
            assert!(data.lists.contains_key(class), "{class} is missing under [lists]");
        }
        assert_eq!(data.lists.len(), CLASSES.len());
        assert!(data.units.values().all(|name| unit(name).is_some()));
        assert!(data.parts.values().all(|name| part(name).is_some()));
    }
}
