use std::sync::LazyLock;

use record::{Date, DateCandidate, DateOrigin, FurnitureKind, Span};
use regex::{Captures, Regex};

use crate::OutletBook;
use crate::draft::Line;
use crate::encoding::prefix;

/// A line that says when the report was published or changed.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    /// The whole line.
    pub(crate) span: Span,
    /// Its date; `None` where it only has a time.
    pub(crate) candidate: Option<DateCandidate>,
}

/// A calendar date in words or figures, with the day of the week before it, at the start of a string.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?x)^
        (?:[A-Za-z]{2,9}\.?,?\s+(?:the\s+)?)??
        (?:
            (?P<month_a>[A-Za-z]{3,9})\.?\s+(?P<day_a>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year_a>\d{4})
          | (?P<day_b>\d{1,2})(?:st|nd|rd|th)?[\s\-]+(?:of\s+)?(?P<month_b>[A-Za-z]{3,9})\.?,?[\s\-]+(?P<year_b>\d{4})
          | (?P<year_c>\d{4})[-/.](?P<month_c>\d{1,2})[-/.](?P<day_c>\d{1,2})
          | (?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year_d>\d{4})
        )(?P<end>[^\p{L}\d]|T\d|$)";
    Regex::new(pattern).expect("a fixed pattern")
});

/// What may follow a date on its line: an hour, a zone.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    let hour = r"(?:T|at\s+|-\s*)?\d{1,2}(?:[:.h]\d{2}){0,2}(?:\.\d+)?(?:\s*[ap]\.?m\b\.?)?(?:\s*hrs)?";
    let zone = r"(?:Z|\(?[A-Z]{2,5}\)?|\(?(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?\)?|local time)";
    Regex::new(&format!(r"^[\s,|/·•–—-]*(?i:{hour})?\s*{zone}?[\s.,|/·•)]*")).expect("a fixed pattern")
});

/// The month that a word names in English, in full or shortened.
pub(crate) fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let word = if word.eq_ignore_ascii_case("sept") { "Sep" } else { word };
    let named = |format| jiff::fmt::strtime::parse(format, word).ok()?.month();
    named("%B").or_else(|| named("%b"))
}

/// A day of the calendar in a year that news can be from.
pub(crate) fn day(year: &str, month: i8, day: &str) -> Option<Date> {
    let year = year.parse().ok().filter(|year| (1900..=2100).contains(year))?;
    Date::new(year, month, day.parse().ok()?).ok()
}

/// The date that `text` begins with, and how many bytes it takes.
pub(crate) fn at_start(text: &str) -> Option<(Date, usize)> {
    // The pattern is anchored; a paragraph need not be looked at to its end.
    let head = prefix(text, 64);
    let found = DATE.captures(head)?;
    let end = found.name("end").map_or(head.len(), |end| end.start());
    Some((from_captures(&found)?, end))
}

fn from_captures(found: &Captures) -> Option<Date> {
    let get = |name| found.name(name).map(|part| part.as_str());
    if let (Some(year), Some(word), Some(number)) = (get("year_a"), get("month_a"), get("day_a")) {
        return day(year, month(word)?, number);
    }
    if let (Some(year), Some(word), Some(number)) = (get("year_b"), get("month_b"), get("day_b")) {
        return day(year, month(word)?, number);
    }
    if let (Some(year), Some(month), Some(number)) = (get("year_c"), get("month_c"), get("day_c")) {
        return day(year, month.parse().ok()?, number);
    }
    let (first, second, year) = (get("first")?, get("second")?, get("year_d")?);
    // 03/04 is March in one country and April in another: only what can be one thing is taken.
    match (first.parse::<i8>().ok()?, second.parse::<i8>().ok()?) {
        (a, b) if a > 12 || a == b => day(year, b, first),
        (a, b) if b > 12 => day(year, a, second),
        _ => None,
    }
}

/// The date of a `published` key, a header or an attribute, however it is written.
pub(crate) fn parse(value: &str) -> Option<Date> {
    let value = value.trim();
    if let Some((date, _)) = at_start(value) {
        return Some(date);
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(value) {
        return Some(zoned.date());
    }
    let digits = value.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let alone = !value.as_bytes().get(8).is_some_and(u8::is_ascii_digit);
    let month = digits[4..6].parse().ok()?;
    (alone || value.len() == 14).then(|| day(&digits[..4], month, &digits[6..])).flatten()
}

/// The date of a line that holds nothing but a date, with an hour perhaps.
pub(crate) fn whole_line(line: &str) -> Option<Date> {
    if line.len() > 64 || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (date, end) = at_start(line)?;
    let rest = &line[end..];
    let time = TIME.find(rest).map_or(0, |time| time.end());
    rest[time..].trim().is_empty().then_some(date)
}

/// How many lines under the title may hold the date of publication with nothing to say so.
const HEAD_LINES: usize = 6;

/// The longest line that is taken for a stamp, in bytes.
const LONGEST_STAMP: usize = 200;

/// The lines that say when the report was published: a date alone under the title, or "Updated: December 4, 2023" anywhere.
///
/// A date inside a sentence or a caption is never taken. Of labels, those of publication go before those of change.
pub(crate) fn stamps(text: &str, lines: &[Line], book: &OutletBook) -> Vec<Stamp> {
    let mut stamps = Vec::new();
    let at_an_end = |number: usize| number < HEAD_LINES || number + HEAD_LINES > lines.len();
    for (number, line) in lines.iter().enumerate() {
        let words = line.of(text);
        if words.len() > LONGEST_STAMP {
            continue;
        }
        if number < HEAD_LINES
            && let Some(date) = whole_line(words)
        {
            let candidate = DateCandidate { date, origin: DateOrigin::Dateline, span: Some(line.span) };
            stamps.push((0, Stamp { span: line.span, candidate: Some(candidate) }));
        } else if let Some((rank, date, part)) =
            labelled(words, book).or_else(|| if at_an_end(number) { after_byline(words, book) } else { None })
        {
            let span = Span::new(line.span.start + part.start, line.span.start + part.end);
            let candidate = DateCandidate { date, origin: DateOrigin::TextLine, span: Some(span) };
            stamps.push((rank, Stamp { span: line.span, candidate: Some(candidate) }));
        }
    }
    stamps.sort_by_key(|&(rank, _)| rank);
    stamps.into_iter().map(|(_, stamp)| stamp).collect()
}

/// The date of a line made of labels and dates only, with the rank of its label and where the date stands.
fn labelled(line: &str, book: &OutletBook) -> Option<(u8, Date, Span)> {
    let mut best: Option<(u8, Date, Span)> = None;
    let mut at = 0;
    while at < line.len() {
        let (rank, label) = book.date_label(&line[at..])?;
        at += label;
        let (date, length) = at_start(&line[at..])?;
        if best.is_none_or(|(known, ..)| rank < known) {
            best = Some((rank, date, Span::new(at, at + length)));
        }
        at += length;
        at += TIME.find(&line[at..]).map_or(0, |time| time.end());
        at += line[at..].len() - line[at..].trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    }
    best
}

/// The date that ends a by-line: "By Jo Bloggs | March 3, 2021".
fn after_byline(line: &str, book: &OutletBook) -> Option<(u8, Date, Span)> {
    let year = line.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit));
    if !year || book.furniture_of_line(line) != Some(FurnitureKind::Byline) {
        return None;
    }
    line.match_indices(['|', ',', '·', '•', '–', '—', '-']).find_map(|(at, separator)| {
        let rest = line[at + separator.len()..].trim_start();
        let start = line.len() - rest.len();
        whole_line(rest)?;
        at_start(rest).map(|(date, length)| (0, date, Span::new(start, start + length)))
    })
}

/// The date in the digits of an address: `/2021/03/14/`, `/2021/mar/14/`, `/20210314`, `2021-03-14`.
pub(crate) fn in_url(url: &str) -> Option<Date> {
    static DIGITS: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?x)[/_\-=](?:
            (?P<year_a>(?:19|20)\d\d)(?P<s>[/\-_])(?P<month_a>\d{1,2}|[a-z]{3})[/\-_](?P<day_a>\d{1,2})
          | (?P<year_b>(?:19|20)\d\d)(?P<month_b>\d\d)(?P<day_b>\d\d)
        )(?:\D|$)";
        Regex::new(pattern).expect("a fixed pattern")
    });
    DIGITS.captures_iter(url).find_map(|found| {
        let get = |a, b| found.name(a).or_else(|| found.name(b)).map(|part| part.as_str());
        let word = get("month_a", "month_b")?;
        day(get("year_a", "year_b")?, word.parse().ok().or_else(|| month(word))?, get("day_a", "day_b")?)
    })
}

/// Every year of the Gregorian calendar from 1900 on that stands in `text`, with where it stands.
pub(crate) fn years(text: &str) -> impl Iterator<Item = (i16, usize)> + '_ {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?-u:\b(?:19|20)\d\d\b)").expect("a fixed pattern"));
    YEAR.find_iter(text).filter_map(|found| Some((found.as_str().parse().ok()?, found.start())))
}

/// Every day of a month that stands in `text`, with or without its year.
pub(crate) fn month_days(text: &str) -> impl Iterator<Item = (i8, i8)> + '_ {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        let pattern =
            r"(?P<month_a>[A-Z][a-z]{2,8})\.?\s+(?P<day_a>\d{1,2})|(?P<day_b>\d{1,2})\s+(?P<month_b>[A-Z][a-z]{2,8})";
        Regex::new(pattern).expect("a fixed pattern")
    });
    WORDS.captures_iter(text).filter_map(|found| {
        let get = |a, b| found.name(a).or_else(|| found.name(b)).map(|part| part.as_str());
        Some((month(get("month_a", "month_b")?)?, get("day_a", "day_b")?.parse().ok()?))
    })
}

/// The last month that stands in `text` behind "in" and without a day.
pub(crate) fn bare_month(text: &str) -> Option<i8> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let named = |pair: &[&str]| (pair[0] == "in").then(|| month(pair[1].trim_end_matches(['.', ',']))).flatten();
    words.windows(2).rev().find_map(named)
}

/// Every full date in words that stands in `text`.
pub(crate) fn full_dates(text: &str) -> impl Iterator<Item = Date> + '_ {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"[A-Za-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\.?,?\s+\d{4}|\d{4}-\d\d-\d\d";
        Regex::new(pattern).expect("a fixed pattern")
    });
    WORDS.find_iter(text).filter_map(|found| at_start(found.as_str()).map(|(date, _)| date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn lines_that_hold_only_a_date_are_read() {
        for line in [
            "Sunday, March 14, 2021",
            "March 14, 2021",
            "14 March 2021",
            "Sun 14 Mar 2021 09:15 GMT",
            "14th March, 2021",
            "2021-03-14",
            "2021-03-14T09:15:00Z",
            "14/03/2021 | 9:15 am",
            "Mar. 14, 2021, 9:15 p.m. EDT",
            "14-Mar-2021",
        ] {
            assert_eq!(whole_line(line), Some(date(2021, 3, 14)), "{line}");
        }
    }

    #[test]
    fn dates_in_sentences_and_ambiguous_figures_are_not() {
        for line in
            ["March 14, 2021 saw heavy fighting", "03/04/2021", "Marble 3, 2021", "2021", "March 2021", "14 March"]
        {
            assert_eq!(whole_line(line), None, "{line}");
        }
    }

    #[test]
    fn metadata_is_read_however_it_is_written() {
        for value in [
            "2021-03-14T23:59:59+02:00",
            "Sun, 14 Mar 2021 23:59:59 +0200",
            "20210314",
            "20210314235959",
            "2021-03-14 23:59:59",
            "March 14, 2021, 10:39 AM",
            "2021/03/14",
        ] {
            assert_eq!(parse(value), Some(date(2021, 3, 14)), "{value}");
        }
        assert_eq!(parse("yesterday"), None);
        assert_eq!(parse("1615680000"), None);
    }

    #[test]
    fn addresses_with_dates_give_them() {
        for url in [
            "https://a.example/2021/03/14/town-attacked",
            "https://a.example/world/2021/mar/14/town-attacked",
            "https://a.example/news/20210314-town",
            "https://a.example/town-attacked-2021-03-14",
        ] {
            assert_eq!(in_url(url), Some(date(2021, 3, 14)), "{url}");
        }
        assert_eq!(in_url("https://a.example/article/2021031412345"), None);
        assert_eq!(in_url("https://a.example/2021/"), None);
    }

    #[test]
    fn labels_of_publication_go_before_labels_of_change() {
        let book = OutletBook::builtin();
        let (_, day, _) = labelled("Updated: March 15, 2021, 9:00 AM | Published: 14 March 2021", book).unwrap();
        assert_eq!(day, date(2021, 3, 14));
        let (_, day, span) = labelled("Last updated on March 14, 2021 9:00 AM IST", book).unwrap();
        assert_eq!((day, span), (date(2021, 3, 14), Span::new(16, 30)));
        let (_, day, span) = after_byline("By Jo Bloggs | March 14, 2021, 9:00 AM", book).unwrap();
        assert_eq!((day, span), (date(2021, 3, 14), Span::new(15, 29)));
        assert!(labelled("Updated March 14, 2021 rules of engagement say otherwise", book).is_none());
    }
}
