//! The words for when of `data/time.toml`, ready for look-up.

use std::sync::LazyLock;

use jiff::civil::Weekday;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use smol_str::SmolStr;

use crate::calendar::{Part, Point, Shift, Unit};
use crate::number_words::{Phrases, phrase_at, phrases_by_word};
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
    ordinals: FxHashMap<String, i8>,
    stretches: FxHashMap<String, i8>,
    holidays: FxHashMap<String, [i8; 2]>,
    vague: Vague,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Vague {
    words: Vec<String>,
    adjectives: Vec<String>,
    feasts: Vec<String>,
    names: Vec<String>,
}

/// What one word can be in an expression of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// "first" is 1.
    pub(crate) ordinal: Option<i8>,
    /// Months of a part of a year that is counted ("quarter").
    pub(crate) months: Option<i8>,
    /// The classes below.
    classes: u32,
}

impl TimeWord {
    /// Whether the word is of a class.
    pub(crate) fn is(&self, class: u32) -> bool {
        self.classes & class != 0
    }

    /// Whether an expression, or a name with words for when, may begin with the word.
    pub(crate) fn opens(&self) -> bool {
        TimeWord { classes: self.classes & OPENING, ..*self } != TimeWord::default()
    }
}

/// Names of the word classes under `[lists]`, in the order of their bits.
const CLASSES: [&str; 28] = [
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
    "approximations",
    "names_after_day",
    "names_after_weekday",
    "future_governors",
    "future_auxiliaries",
    "anniversaries",
    "fiscal",
    "part_nouns",
    "part_fillers",
    "length_fillers",
    "hours_of_light",
    "open_to_the_future",
    "before_anchor",
    "possessors",
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
pub(crate) const APPROXIMATION: u32 = 1 << 14;
pub(crate) const NAME_AFTER_DAY: u32 = 1 << 15;
pub(crate) const NAME_AFTER_WEEKDAY: u32 = 1 << 16;
pub(crate) const FUTURE_GOVERNOR: u32 = 1 << 17;
pub(crate) const FUTURE_AUXILIARY: u32 = 1 << 18;
pub(crate) const ANNIVERSARY: u32 = 1 << 19;
pub(crate) const FISCAL: u32 = 1 << 20;
pub(crate) const PART_NOUN: u32 = 1 << 21;
pub(crate) const PART_FILLER: u32 = 1 << 22;
pub(crate) const LENGTH_FILLER: u32 = 1 << 23;
pub(crate) const HOUR_OF_LIGHT: u32 = 1 << 24;
pub(crate) const OPEN_TO_FUTURE: u32 = 1 << 25;
pub(crate) const BEFORE_ANCHOR: u32 = 1 << 26;
pub(crate) const POSSESSOR: u32 = 1 << 27;
/// A fixed phrase begins with the word.
const PHRASE: u32 = 1 << 29;
/// One of them counts from today or is a holiday.
const POINT: u32 = 1 << 30;
/// No expression of time is without such a word or a figure.
const TRIGGER: u32 = 1 << 31;

/// Expressions begin with words of these classes, or with words that say when by themselves.
const OPENING: u32 =
    DAYPART | SPAN_PREPOSITION | BEFORE | AFTER | VAGUE_ADJECTIVE | ANNIVERSARY | FISCAL | PHRASE | POINT;

/// A fixed phrase for when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fixed {
    /// Days from today ("the day before yesterday").
    Offset(i64),
    /// Days from another event ("the following day").
    Anchored(i64),
    /// The same day every year ("Christmas Day"): month and day.
    Holiday(i8, i8),
    /// Not to be dated ("recently").
    Vague,
    /// Not to be dated, and hardly ever meant for when but behind a preposition ("at Easter").
    Feast,
    /// A name with words for when in it ("Black September").
    Name,
}

struct TimeLexicon {
    words: FxHashMap<SmolStr, TimeWord>,
    phrases: Phrases<Fixed>,
    /// By first byte, the lengths of the triggers that begin with it: most words need no look-up.
    trigger_lengths: [u32; 256],
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
        let mut words: FxHashMap<SmolStr, TimeWord> = FxHashMap::default();
        data.months.into_iter().for_each(|(word, n)| words.entry(word.into()).or_default().month = Some(n));
        data.seasons.into_iter().for_each(|(word, n)| words.entry(word.into()).or_default().season = Some(n));
        data.shifts.into_iter().for_each(|(word, n)| words.entry(word.into()).or_default().shift = Some(shift(n)));
        data.units.into_iter().for_each(|(word, name)| words.entry(word.into()).or_default().unit = unit(&name));
        data.parts.into_iter().for_each(|(word, name)| words.entry(word.into()).or_default().part = part(&name));
        for (word, n) in data.weekdays {
            words.entry(word.into()).or_default().weekday = Weekday::from_monday_one_offset(n).ok();
        }
        data.ordinals.into_iter().for_each(|(word, n)| words.entry(word.into()).or_default().ordinal = Some(n));
        data.stretches.into_iter().for_each(|(word, n)| words.entry(word.into()).or_default().months = Some(n));
        data.lists.insert("adjectives".into(), data.vague.adjectives);
        for (bit, class) in CLASSES.iter().enumerate() {
            for word in data.lists.get(*class).into_iter().flatten() {
                words.entry(word.as_str().into()).or_default().classes |= 1 << bit;
            }
        }
        let offsets = data.offsets.into_iter().map(|(phrase, days)| (phrase, Fixed::Offset(days)));
        let anchored = data.anchored.into_iter().map(|(phrase, days)| (phrase, Fixed::Anchored(days)));
        let holidays = data.holidays.into_iter().map(|(phrase, [month, day])| (phrase, Fixed::Holiday(month, day)));
        let vague = data.vague.words.into_iter().map(|phrase| (phrase, Fixed::Vague));
        let names = data.vague.names.into_iter().map(|phrase| (phrase, Fixed::Name));
        let feasts = data.vague.feasts.into_iter().map(|phrase| (phrase, Fixed::Feast));
        let phrases = phrases_by_word(offsets.chain(anchored).chain(holidays).chain(vague).chain(feasts).chain(names));
        for (word, list) in &phrases {
            let word = words.entry(word.clone()).or_default();
            word.classes |= PHRASE;
            if list.iter().any(|(_, fixed)| matches!(fixed, Fixed::Offset(_) | Fixed::Holiday(..))) {
                word.classes |= POINT;
            }
        }
        let mut lexicon = TimeLexicon { words, phrases, trigger_lengths: [0; 256] };
        lexicon.mark_triggers();
        lexicon
    }

    /// Marks the words without which there is no expression: those that say when by themselves, and one of each phrase.
    fn mark_triggers(&mut self) {
        let alone = |word: &TimeWord| {
            word.month.is_some()
                || word.weekday.is_some()
                || word.season.is_some()
                || word.unit.is_some()
                || word.is(ANNIVERSARY)
        };
        self.words.values_mut().filter(|word| alone(word)).for_each(|word| word.classes |= TRIGGER);
        for (phrase, fixed) in self.phrases.values().flatten() {
            let has_trigger = phrase.iter().any(|w| self.words.get(w.as_str()).is_some_and(|word| word.is(TRIGGER)));
            // The longest word is the rarest.
            if let Some(longest) =
                phrase.iter().max_by_key(|w| w.len()).filter(|_| !has_trigger && *fixed != Fixed::Name)
            {
                self.words.entry(longest.as_str().into()).or_default().classes |= TRIGGER;
            }
        }
        for (word, _) in self.words.iter().filter(|(_, entry)| entry.is(TRIGGER)) {
            if let Some(first) = word.bytes().next() {
                self.trigger_lengths[usize::from(first)] |= 1 << word.len().min(31);
            }
        }
    }

    fn find(&self, lower: &str) -> Option<&TimeWord> {
        self.words.get(lower).or_else(|| self.words.get(lower.strip_suffix('.')?))
    }
}

/// Whether a word may belong to an expression that dates: cheap, and never wrongly `false` for all words of one.
pub(crate) fn may_date(lower: &str) -> bool {
    let bytes = lower.as_bytes();
    let Some(&first) = bytes.first() else { return false };
    if first.is_ascii_digit() {
        // A year or more: days and hours stand beside a word that dates.
        return bytes.len() >= 4;
    }
    if lower.len() > 4 && lower.contains('-') {
        return lower.split('-').any(may_date);
    }
    let lengths = LEXICON.trigger_lengths[usize::from(first)];
    let length = bytes.len().min(31);
    let with_stop = bytes.ends_with(b".") && lengths & 1 << (length - 1) != 0;
    (lengths & 1 << length != 0 || with_stop) && LEXICON.find(lower).is_some_and(|word| word.is(TRIGGER))
}

/// What each piece can be in an expression of time; an abbreviation's stop does not matter.
pub(crate) fn look_up(pieces: &[Piece<'_>]) -> Vec<TimeWord> {
    pieces.iter().map(|piece| word(piece.lower)).collect()
}

/// What a word can be in an expression of time.
pub(crate) fn word(lower: &str) -> TimeWord {
    LEXICON.find(lower).copied().unwrap_or_default()
}

/// The longest fixed phrase that the pieces begin with, and how many pieces it takes.
pub(crate) fn fixed_at(word: TimeWord, pieces: &[Piece<'_>]) -> Option<(usize, Fixed)> {
    if !word.is(PHRASE) {
        return None;
    }
    phrase_at(&LEXICON.phrases, pieces).map(|(len, &fixed)| (len, fixed))
}

/// The point that a word or phrase such as "yesterday", "last night" or "Christmas Day" stands for.
pub(crate) fn fixed_point_at(word: TimeWord, pieces: &[Piece<'_>]) -> Option<(usize, Point)> {
    if !word.is(POINT) {
        return None;
    }
    match fixed_at(word, pieces)? {
        (len, Fixed::Offset(days)) => Some((len, Point::Offset(days))),
        (len, Fixed::Holiday(month, day)) => Some((len, Point::Day { year: None, month, day, weekday: None })),
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
