use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Date, EventReport};

/// Letters of a key: digits and lower-case letters without those that are easily misread (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 10;

/// The short name of a report, an event report or an event: ten letters that never change and are never given twice.
///
/// It is made from what it names (the words of a report, the place of an act in it), not from the order of arrival.
/// An event goes by the key of its first telling.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u64);

impl Key {
    /// The key that the upper 50 bits of a hash make.
    pub fn of_hash(hash: u64) -> Key {
        Key(hash >> (64 - 5 * LENGTH))
    }

    /// The key of these bytes, the same on every machine and in every version: FNV-1a, its bits mixed once more.
    ///
    /// ```
    /// assert_eq!(record::Key::of_bytes(b"").to_string().len(), 10);
    /// ```
    pub fn of_bytes(bytes: &[u8]) -> Key {
        let fold = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
        let hash = bytes.iter().fold(0xCBF2_9CE4_8422_2325, fold);
        // FNV leaves its upper bits, which the key is made of, hardly mixed for short words.
        let hash = (hash ^ (hash >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Key::of_hash(hash ^ (hash >> 29) ^ (hash << 32))
    }

    /// The number behind the letters, below 2^50: what a table keeps.
    pub fn number(self) -> u64 {
        self.0
    }

    /// The key with this number; `None` at 2^50 or above.
    pub fn from_number(number: u64) -> Option<Key> {
        (number >> (5 * LENGTH) == 0).then_some(Key(number))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = |place: usize| LETTERS[(self.0 >> (5 * place)) as usize & 31] as char;
        let letters: String = (0..LENGTH).rev().map(letter).collect();
        f.pad(&letters)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Words that are no key: they need ten letters of the alphabet of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoKey(pub String);

impl fmt::Display for NoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no key: a key has {LENGTH} letters such as 7k3m9qx2dt", self.0)
    }
}

impl std::error::Error for NoKey {}

impl FromStr for Key {
    type Err = NoKey;

    /// Upper case is read too, and the letters that are easily misread: O as 0, I and L as 1.
    ///
    /// ```
    /// let key: record::Key = "7K3M9QX2DT".parse().unwrap();
    /// assert_eq!(key.to_string(), "7k3m9qx2dt");
    /// ```
    fn from_str(words: &str) -> Result<Key, NoKey> {
        let no_key = || NoKey(words.to_string());
        let place = |letter: char| {
            let letter = match letter.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            };
            LETTERS.iter().position(|&known| known as char == letter)
        };
        let places: Option<Vec<usize>> = words.chars().map(place).collect();
        let places = places.filter(|places| places.len() == LENGTH).ok_or_else(no_key)?;
        Ok(Key(places.into_iter().fold(0, |number, place| number << 5 | place as u64)))
    }
}

impl Serialize for Key {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        let words = std::borrow::Cow::<str>::deserialize(deserializer)?;
        words.parse().map_err(serde::de::Error::custom)
    }
}

/// An event report with what linkage needs to know of its report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Telling {
    /// Names the event report in the store.
    pub key: Key,
    /// Names its report in the store.
    pub report: Key,
    /// `id` of its report, as the input has it.
    pub report_id: String,
    /// When its report was published; `None` if not known.
    pub published: Option<Date>,
    /// Who published its report; several for wire copy, none if not known.
    pub outlets: Vec<String>,
    /// What it tells.
    pub event_report: EventReport,
}

codes! {
    /// What somebody says of two event reports.
    Verdict {
        /// They tell the same event.
        Same = "same",
        /// They tell two events.
        Different = "different",
        /// It cannot be told.
        Unsure = "unsure",
    }
}

/// What a person says of two event reports. The later of two on the same pair holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// One of them.
    pub a: Key,
    /// The other.
    pub b: Key,
    /// Whether they tell the same event.
    pub verdict: Verdict,
}
