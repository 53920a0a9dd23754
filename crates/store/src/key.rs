use record::{Key, Report};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

/// SplitMix64's finaliser: fixed for ever, as keys are made with it.
pub(crate) fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

/// A key as a column has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct K(pub(crate) Key);

impl ToSql for K {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.number() as i64))
    }
}

impl FromSql for K {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<K> {
        let number = value.as_i64()?;
        let key = u64::try_from(number).ok().and_then(Key::from_number);
        key.map(K).ok_or(FromSqlError::OutOfRange(number))
    }
}

/// The words of a text in lower case, each with the byte where it begins. Punctuation and space are no part of them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Whether two texts have the same words, whatever their case and punctuation.
pub(crate) fn same_words(a: &str, b: &str) -> bool {
    let lower = |word: &str| word.to_lowercase();
    words(a).map(|(_, word)| lower(word)).eq(words(b).map(|(_, word)| lower(word)))
}

/// Hash of a report's content: its words, whatever their case and punctuation, and its day of publication.
pub(crate) fn report_hash(report: &Report) -> u64 {
    let add = |hash: u64, letter: char| mix(hash ^ u64::from(u32::from(letter)));
    let word = |word: &str| word.chars().flat_map(char::to_lowercase).fold(SEED, add);
    let hash = words(&report.text).fold(SEED, |hash, (_, text)| mix(hash ^ word(text)));
    let day = report.published.as_ref().map_or(0, |published| u64::from(day_number(published.date)));
    mix(hash ^ mix(day))
}

/// Hash of something that a report tells: of the report's key, the number of the word at `byte`, and which of those that
/// begin there it is.
pub(crate) fn told_hash(report: Key, text: &str, byte: usize, ordinal: usize, kind: u64) -> u64 {
    let word = words(text).take_while(|(start, _)| *start < byte).count();
    [report.number(), word as u64, ordinal as u64, kind].into_iter().fold(SEED, |hash, part| mix(hash ^ part))
}

/// The key of a hash, or, where something else has it already, of the next.
pub(crate) fn free_key<E>(hash: u64, mut taken: impl FnMut(Key) -> Result<bool, E>) -> Result<Key, E> {
    let mut hash = hash;
    loop {
        let key = Key::of_hash(hash);
        if !taken(key)? {
            return Ok(key);
        }
        hash = mix(hash.wrapping_add(SEED));
    }
}

/// Days since the end of the year before 1 CE; 0 for days before that.
pub(crate) fn day_number(date: record::Date) -> u32 {
    let year = i64::from(date.year());
    if year < 1 {
        return 0;
    }
    let past = year - 1;
    let days = past * 365 + past / 4 - past / 100 + past / 400 + i64::from(date.day_of_year());
    u32::try_from(days).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(text: &str) -> Report {
        Report { text: text.to_string(), ..Report::default() }
    }

    #[test]
    fn keys_are_of_the_words_not_of_their_dress() {
        let plain = report_hash(&report("Five died. Police said so."));
        assert_eq!(plain, report_hash(&report("FIVE died\n\npolice said so")));
        assert_ne!(plain, report_hash(&report("Six died. Police said so.")));
        assert_ne!(plain, report_hash(&report("Fivedied. Police said so.")));
    }

    #[test]
    fn keys_never_change() {
        let key = Key::of_hash(report_hash(&report("Five died.")));
        assert_eq!(key.to_string(), "n67mpxs9c5");
        assert_eq!(Key::of_hash(told_hash(key, "Five died.", 5, 0, 1)).to_string(), "ckje29h44d");
    }

    #[test]
    fn days_are_counted_by_the_calendar() {
        let day = |year, month, day| day_number(record::Date::constant(year, month, day));
        assert_eq!(day(1, 1, 1), 1);
        assert_eq!(day(1970, 1, 1), 719_163);
        assert_eq!(day(2024, 3, 1) - day(2024, 2, 28), 2);
        assert_eq!(day(-44, 3, 15), 0);
    }
}
