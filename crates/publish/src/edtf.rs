//! Dates of records in EDTF, the Extended Date/Time Format of ISO 8601-2, levels 0 and 1.

use record::{Date, DatePrecision, EventDate, Tally};

/// The date of an event: `2016-12-26`, `2017-03`, `2019?`, `2017-10-15/2017-10-21`; `None` if nothing fixes it.
///
/// `?` says that something in the report speaks against it, `~` that it was only about then, `%` both.
pub(crate) fn event_date(date: &EventDate) -> Option<String> {
    let (start, end) = date.start.zip(date.end)?;
    // News told as fresh has the day of publication, give or take.
    let fresh = date.precision == DatePrecision::Week && start == end;
    let qualifier = match (date.conflict.is_some(), date.approximate || fresh) {
        (true, true) => "%",
        (true, false) => "?",
        (false, true) => "~",
        (false, false) => "",
    };
    Some(match whole(start, end, date.precision) {
        Some(one) => format!("{one}{qualifier}"),
        None => {
            let (first, last) = ends(start, end, date.precision);
            format!("{first}{qualifier}/{last}{qualifier}")
        }
    })
}

/// The span of a tally: `2023-10-07/2024-03-06`, `2023-10/..` where it is not told up to when; `None` without a beginning.
pub(crate) fn tally_span(tally: &Tally) -> Option<String> {
    let start = tally.since.start?;
    let (first, _) = ends(start, start, tally.since.precision);
    let qualifier = if tally.since.approximate { "~" } else { "" };
    let last = tally.as_of.filter(|day| *day >= start).map_or("..".to_string(), day);
    Some(format!("{first}{qualifier}/{last}"))
}

fn day(day: Date) -> String {
    format!("{}-{:02}-{:02}", year(day), day.month(), day.day())
}

fn month(day: Date) -> String {
    format!("{}-{:02}", year(day), day.month())
}

/// Years before the year 0 carry a sign.
fn year(day: Date) -> String {
    let year = day.year();
    format!("{}{:04}", if year < 0 { "-" } else { "" }, year.unsigned_abs())
}

/// One day, month or year that the span fills from end to end.
fn whole(start: Date, end: Date, precision: DatePrecision) -> Option<String> {
    if start == end {
        return Some(day(start));
    }
    match precision {
        DatePrecision::Month if start.first_of_month() == start && end == start.last_of_month() => Some(month(start)),
        DatePrecision::Year if start.first_of_year() == start && end == start.last_of_year() => Some(year(start)),
        _ => None,
    }
}

/// The ends of a span, as exact as they are known.
fn ends(start: Date, end: Date, precision: DatePrecision) -> (String, String) {
    let months = start.day() == 1 && end.last_of_month() == end || start == end && start.day() == 1;
    let years = start.first_of_year() == start && (end.last_of_year() == end || start == end);
    match precision {
        DatePrecision::Year if years => (year(start), year(end)),
        DatePrecision::Month | DatePrecision::Year if months => (month(start), month(end)),
        _ => (day(start), day(end)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use record::Figure;
    use regex::Regex;

    fn date(start: &str, end: &str, precision: DatePrecision) -> EventDate {
        EventDate { start: start.parse().ok(), end: end.parse().ok(), precision, ..EventDate::unknown(None) }
    }

    #[test]
    fn dates_are_as_exact_as_they_are_known() {
        use DatePrecision::{Day, Month, Week, Year};
        let cases = [
            ("2016-12-26", "2016-12-26", Day, "2016-12-26"),
            ("2014-05-26", "2014-05-28", Day, "2014-05-26/2014-05-28"),
            ("2017-10-15", "2017-10-21", Week, "2017-10-15/2017-10-21"),
            ("2014-05-21", "2014-05-21", Week, "2014-05-21~"),
            ("2017-03-01", "2017-03-31", Month, "2017-03"),
            ("2017-03-01", "2017-05-31", Month, "2017-03/2017-05"),
            ("2019-01-01", "2019-12-31", Year, "2019"),
            ("2019-07-01", "2019-09-30", Year, "2019-07/2019-09"),
            ("2003-01-01", "2011-12-31", Year, "2003/2011"),
            ("0987-01-01", "0987-12-31", Year, "0987"),
        ];
        for (start, end, precision, edtf) in cases {
            assert_eq!(event_date(&date(start, end, precision)).as_deref(), Some(edtf), "{start} {end}");
        }
        assert_eq!(event_date(&EventDate::unknown(None)), None);
    }

    #[test]
    fn doubt_and_approximation_are_marked() {
        let year = date("1990-01-01", "1990-12-31", DatePrecision::Year);
        let about = EventDate { approximate: true, ..year.clone() };
        assert_eq!(event_date(&about).as_deref(), Some("1990~"));
        let doubtful = EventDate { conflict: Some("the weekday does not agree".into()), ..year };
        assert_eq!(event_date(&doubtful).as_deref(), Some("1990?"));
        assert_eq!(event_date(&EventDate { approximate: true, ..doubtful }).as_deref(), Some("1990%"));
    }

    fn tally(since: EventDate, as_of: Option<Date>) -> Tally {
        Tally {
            id: "t1".into(),
            what: "attack".into(),
            initiators: vec![],
            targets: vec![],
            location: None,
            joint: false,
            figure: Figure::exactly(3),
            since,
            as_of,
            source: None,
            evidence: vec![],
        }
    }

    #[test]
    fn totals_run_to_an_open_end() {
        let day = date("2023-10-07", "2023-10-07", DatePrecision::Day);
        assert_eq!(tally_span(&tally(day.clone(), None)).as_deref(), Some("2023-10-07/.."));
        assert_eq!(tally_span(&tally(day, "2024-03-06".parse().ok())).as_deref(), Some("2023-10-07/2024-03-06"));
        let month = date("2023-10-01", "2023-10-01", DatePrecision::Month);
        assert_eq!(tally_span(&tally(month, None)).as_deref(), Some("2023-10/.."));
        let year = date("2014-01-01", "2014-01-01", DatePrecision::Year);
        assert_eq!(tally_span(&tally(year, None)).as_deref(), Some("2014/.."));
        assert_eq!(tally_span(&tally(EventDate::unknown(None), None)), None);
    }

    /// What EDTF allows at levels 0 and 1, of the forms that records use: dates of days, months and years, each perhaps
    /// qualified, and intervals of them with an open end.
    fn is_edtf(text: &str) -> bool {
        let one = r"-?\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?[?~%]?";
        Regex::new(&format!("^{one}(?:/(?:{one}|\\.\\.))?$")).unwrap().is_match(text)
    }

    #[test]
    fn the_checker_knows_good_from_bad() {
        for good in ["2016-12-26", "2017-03", "2019?", "1990~", "2017-10-15/2017-10-21", "2023-10-07/..", "-0044-03"] {
            assert!(is_edtf(good), "{good}");
        }
        for bad in ["2016-13", "2016-12-32", "16-12-26", "../..", "2016-12-26/", "2016??", "unknown", ""] {
            assert!(!is_edtf(bad), "{bad}");
        }
    }

    fn any_date() -> impl Strategy<Value = EventDate> {
        let precisions = prop::sample::select(vec![
            DatePrecision::Day,
            DatePrecision::Week,
            DatePrecision::Month,
            DatePrecision::Year,
        ]);
        // First days and spans of whole months and years are what is written in another form.
        let days = prop_oneof![Just(1_i8), 1_i8..=28];
        let lengths = prop_oneof![Just(0_i64), 27_i64..=30, 364_i64..=365, 0_i64..40_000];
        ((-9999_i16..=9999, 1_i8..=12, days), lengths, precisions, any::<[bool; 2]>()).prop_map(
            |((year, month, day), length, precision, [approximate, doubtful])| {
                let start = Date::new(year, month, day).ok();
                let span = jiff::Span::new().days(length);
                let end = start.and_then(|day| day.checked_add(span).ok()).or(start);
                let conflict = doubtful.then(String::new);
                EventDate { start, end, precision, approximate, conflict, ..EventDate::unknown(None) }
            },
        )
    }

    proptest! {
        #[test]
        fn every_date_is_edtf_and_keeps_its_ends(date in any_date()) {
            let text = event_date(&date).unwrap();
            prop_assert!(is_edtf(&text), "{}", text);
            let bare = text.replace(['?', '~', '%'], "");
            let (first, last) = bare.split_once('/').unwrap_or((&bare, &bare));
            prop_assert!(date.start.unwrap().to_string().trim_start_matches("-00").contains(first.trim_start_matches('-')));
            prop_assert!(date.end.unwrap().to_string().contains(last.trim_start_matches('-')));
            let total = tally_span(&tally(date.clone(), None)).unwrap();
            prop_assert!(is_edtf(&total), "{}", total);
        }
    }
}
