use std::sync::LazyLock;

use jiff::civil::Date;
use record::{DateCandidate, DateOrigin, Dateline, Quote, Span};
use regex::{Captures, Regex};

use crate::draft::Line;
use crate::encoding::prefix;
use crate::{OutletBook, date};

/// A dateline with the day that it names.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) dateline: Dateline,
    /// Month, day, and year if it is told; `None` where the dateline has no date.
    day: Option<(i8, i8, Option<i16>)>,
    day_span: Span,
}

/// A dateline stands within this many lines under the title.
const HEAD_LINES: usize = 8;

/// A day without a year belongs to the year that puts it this near to another date of the report.
const NEAR_DAYS: i32 = 45;

/// "QUETTA, Pakistan", in bytes; what is longer is a sentence.
const LONGEST_PLACE: usize = 64;

static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?x)^
        (?P<place>\p{Lu}[\p{L}\p{M}.'’`/,\-\ ]+?)??
        (?:(?:^|(?:\ \([^()]+\))?,\ ?|\ )(?P<day>
            (?P<month_a>[A-Za-z]{3,9})\.?\ (?P<day_a>\d{1,2})(?:,?\ (?P<year_a>\d{4}))?
          | (?P<day_b>\d{1,2})\ (?P<month_b>[A-Za-z]{3,9})\.?(?:,?\ (?P<year_b>\d{4}|\d\d))?
        ))?
        (?:,?\ ?[(\[](?P<agency>[^()\[\]]+)[)\]])?
        ,?(?P<dash>\ --?\ ?|--|\ ?[—–]\ ?|:)\s*";
    Regex::new(pattern).expect("a fixed pattern")
});

/// The dateline of a text, among the first lines of its body.
pub(crate) fn find(text: &str, body: &[Line], book: &OutletBook) -> Option<Found> {
    let colons = body.iter().filter(|line| speaks(line.of(text))).count();
    body.iter().take(HEAD_LINES).enumerate().find_map(|(number, line)| {
        // "BEIRA: Troops …" opens a report; several such lines are a transcript.
        in_line(line.of(text), line.span.start, number == 0 && colons == 1, book)
    })
}

/// Whether a line opens with words in capitals and a colon.
fn speaks(line: &str) -> bool {
    let head = prefix(line, 60);
    head.split_once(':').is_some_and(|(who, _)| in_capitals(who))
}

fn in_line(line: &str, start: usize, colon_allowed: bool, book: &OutletBook) -> Option<Found> {
    let head = prefix(line, 140);
    // Finding the parts of a match is far slower than finding that there is none.
    if !may_open(head) || !SHAPE.is_match(head) {
        return None;
    }
    let found = SHAPE.captures(head)?;
    let after = &line[found.get(0)?.end()..];
    let place = found.name("place").map(|place| place.as_str());
    let bracketed = found.name("agency").map(|agency| agency.as_str().trim());
    if place.is_some_and(|place| place.len() > LONGEST_PLACE) {
        return None;
    }
    let (place, trailing) = split_agency(place, book);
    let agency = bracketed.or(trailing);
    let known = agency.and_then(|agency| book.agency(agency));
    let dash = found.name("dash")?.as_str();
    let rest_is_text = after.chars().take(60).any(char::is_lowercase);
    // Old wire copy is in capitals throughout; its dateline has the year.
    let old = found.name("year_b").is_some_and(|year| year.len() == 2);
    let place_alone = place.is_some_and(|place| is_place(place, book));
    let sure = match (place, agency) {
        (Some(place), Some(_)) => known.is_some() && starts_upper(place) || place_alone && bracketed.is_some(),
        (None, Some(_)) => known.is_some() && bracketed.is_some(),
        (Some(place), None) => {
            place_alone
                && (rest_is_text || old && dash.trim() == "--")
                && (dash != ":" || colon_allowed || place.contains(", "))
        }
        (None, None) => false,
    };
    if !sure || !after.is_empty() && !rest_is_text && agency.is_none() && !old {
        return None;
    }
    let at = |from: usize, length: usize| Span::new(start + from, start + from + length);
    let end = found.get(0)?.as_str().trim_end().len();
    let place = place.map(|place| Quote { text: place.to_string(), span: at(0, place.len()) });
    let agency = agency.map(|agency| known.unwrap_or(agency).to_string());
    let day_span = found.name("day").map_or(at(0, 0), |day| at(day.start(), day.len()));
    Some(Found { dateline: Dateline { span: at(0, end), place, agency }, day: day_of(&found), day_span })
}

/// What every dateline has, seen at a glance, so that most lines cost nothing: capitals or brackets, or a comma and a dash.
fn may_open(head: &str) -> bool {
    let start = prefix(head, 80);
    let capitals = start.chars().filter(|c| c.is_alphabetic()).take(2).all(char::is_uppercase);
    capitals
        || start.contains(['(', '['])
        || start.contains(", ") && [" - ", "–", "—"].iter().any(|dash| start.contains(dash))
}

/// "Maputo, Lusa –": the last part may be the agency.
fn split_agency<'a>(place: Option<&'a str>, book: &OutletBook) -> (Option<&'a str>, Option<&'a str>) {
    let place = place.map(|place| place.trim_end_matches([',', ' ']));
    match place.and_then(|place| place.rsplit_once(", ")) {
        Some((town, last)) if book.agency(last).is_some() => (Some(town), Some(last)),
        _ => (place.filter(|place| !place.is_empty()), None),
    }
}

fn starts_upper(words: &str) -> bool {
    words.split([' ', '/']).filter(|word| word.len() > 3).all(|word| word.starts_with(char::is_uppercase))
}

fn in_capitals(words: &str) -> bool {
    let mut letters = words.chars().filter(|c| c.is_alphabetic());
    words.len() > 2 && letters.clone().count() > 2 && letters.all(char::is_uppercase)
}

/// A town in capitals, its country perhaps after it.
fn is_place(place: &str, book: &OutletBook) -> bool {
    let mut parts = place.split(", ");
    let town = parts.next().unwrap_or("");
    let rest: Vec<&str> = parts.collect();
    in_capitals(town)
        && town.split(' ').count() <= 4
        && rest.len() <= 2
        && rest.iter().all(|part| starts_upper(part) && part.split(' ').count() <= 4)
        && !town.split([' ', '-', '/']).any(|word| book.is_no_place(word))
}

fn day_of(found: &Captures) -> Option<(i8, i8, Option<i16>)> {
    let get = |a, b| found.name(a).or_else(|| found.name(b)).map(|part| part.as_str());
    let name = get("month_a", "month_b")?;
    let (month, day) = (date::month(name)?, get("day_a", "day_b")?.parse().ok()?);
    let year = get("year_a", "year_b").and_then(|year| match (year.len(), year.parse::<i16>().ok()?) {
        (4, year) => Some(year),
        // "18 NOV 89": two figures are a year behind a month in capitals only.
        (_, year) if in_capitals(name) => Some(if year > 50 { 1900 + year } else { 2000 + year }),
        _ => None,
    });
    Some((month, day, year))
}

impl Found {
    /// The day of the dateline; where it tells no year, in the year that puts it nearest to `other`.
    pub(crate) fn date_near(&self, other: Option<&DateCandidate>) -> Option<DateCandidate> {
        let (month, day, year) = self.day?;
        let date = match year {
            Some(year) => Date::new(year, month, day).ok()?,
            None => {
                let other = other?.date;
                let years = [other.year() - 1, other.year(), other.year() + 1];
                let distance = |date: &Date| other.duration_since(*date).as_hours().unsigned_abs();
                let dates = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
                dates.min_by_key(distance).filter(|date| distance(date) <= NEAR_DAYS as u64 * 24)?
            }
        };
        Some(DateCandidate { date, origin: DateOrigin::Dateline, span: Some(self.day_span) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_in(line: &str) -> Option<(Option<String>, Option<String>, String)> {
        let lines = [Line { span: Span::new(0, line.len()), ends_block: true }];
        let found = find(line, &lines, OutletBook::builtin())?.dateline;
        Some((found.place.map(|place| place.text), found.agency, found.span.of(line).to_string()))
    }

    #[test]
    fn datelines_of_the_agencies_are_found() {
        let cases = [
            ("MAPUTO (Reuters) - Troops entered the town.", Some("MAPUTO"), Some("Reuters"), "MAPUTO (Reuters) -"),
            ("BOGOTA, Feb 8 2022 - A bomb went off.", Some("BOGOTA"), None, "BOGOTA, Feb 8 2022 -"),
            (
                "PEMBA, Mozambique (AP) — Troops left.",
                Some("PEMBA, Mozambique"),
                Some("Associated Press"),
                "PEMBA, Mozambique (AP) —",
            ),
            (
                "PORT SUDAN, March 3 (Xinhua) -- Troops left.",
                Some("PORT SUDAN"),
                Some("Xinhua"),
                "PORT SUDAN, March 3 (Xinhua) --",
            ),
            ("TUNIS, Tunisia — Troops left.", Some("TUNIS, Tunisia"), None, "TUNIS, Tunisia —"),
            (
                "BANGUI/NAIROBI, 3 March (Reuters) - Troops left.",
                Some("BANGUI/NAIROBI"),
                Some("Reuters"),
                "BANGUI/NAIROBI, 3 March (Reuters) -",
            ),
            ("Bangui (AFP) – Troops left.", Some("Bangui"), Some("Agence France-Presse"), "Bangui (AFP) –"),
            ("(Reuters) - Troops left.", None, Some("Reuters"), "(Reuters) -"),
            ("N'DJAMENA: Troops left the town.", Some("N'DJAMENA"), None, "N'DJAMENA:"),
            (
                "QUETTA, Pakistan, March 3, 2021 (APP): Troops left.",
                Some("QUETTA, Pakistan"),
                Some("Associated Press of Pakistan"),
                "QUETTA, Pakistan, March 3, 2021 (APP):",
            ),
        ];
        for (line, place, agency, span) in cases {
            let expected = (place.map(str::to_string), agency.map(str::to_string), span.to_string());
            assert_eq!(find_in(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn datelines_of_old_wire_copy_have_their_year() {
        let cases = [
            "SAN VICENTE, 18 NOV 89 (EFE) -- [TEXT] REBELS LEFT THE TOWN.",
            "SAN VICENTE (EL SALVADOR), 18 NOV 89 (DOMESTIC SERVICE) -- [TEXT] REBELS LEFT THE TOWN.",
            "SAN VICENTE, 18 NOV 89 -- [REPORT] REBELS LEFT THE TOWN.",
        ];
        for line in cases {
            let lines = [Line { span: Span::new(0, line.len()), ends_block: true }];
            let found = find(line, &lines, OutletBook::builtin()).unwrap_or_else(|| panic!("{line}"));
            let place = found.dateline.place.as_ref().map(|place| place.text.as_str());
            let day = found.date_near(None).map(|candidate| candidate.date);
            assert_eq!((place, day), (Some("SAN VICENTE"), Some(jiff::civil::date(1989, 11, 18))), "{line}");
        }
    }

    #[test]
    fn sentences_and_labels_are_no_datelines() {
        for line in [
            "The army - which has ruled since the coup - denied it.",
            "UPDATE: Troops have left the town.",
            "BREAKING — Troops have left the town.",
            "Troops (mostly Reuters readers) - left the town.",
            "SUDAN - TROOPS LEAVE TOWN",
            "A convoy: three lorries and a car.",
            "NATO-led troops left the town.",
        ] {
            assert_eq!(find_in(line), None, "{line}");
        }
    }

    #[test]
    fn transcripts_have_no_dateline() {
        let text = "MODERATOR: Welcome to the briefing.\nGENERAL SMITH: Thank you for coming.";
        let lines =
            [0..35, 36..text.len()].map(|range| Line { span: Span::new(range.start, range.end), ends_block: false });
        assert!(find(text, &lines, OutletBook::builtin()).is_none());
    }

    #[test]
    fn a_day_without_year_takes_the_nearest_year() {
        let line = "PORT SUDAN, Dec. 30 (Xinhua) -- Troops left.";
        let lines = [Line { span: Span::new(0, line.len()), ends_block: true }];
        let found = find(line, &lines, OutletBook::builtin()).unwrap();
        let other = DateCandidate { date: jiff::civil::date(2021, 1, 1), origin: DateOrigin::Url, span: None };
        let near = found.date_near(Some(&other)).unwrap();
        assert_eq!((near.date, near.span.unwrap().of(line)), (jiff::civil::date(2020, 12, 30), "Dec. 30"));
        assert_eq!(found.date_near(None), None);
    }
}
