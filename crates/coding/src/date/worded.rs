//! Words for when that no calendar reads, but the trained reader sees: "half past two", "the same hour", "the 14th".

use record::{Date, DatePrecision, EventDate, Quote, Span};

use crate::learned;
use crate::scene::Scene;
use crate::telling::Telling;

/// How many sentences back the day may be told that such words belong to.
const REACH: usize = 4;

/// The day of an act of which only such words say when: a day of the month in the last month told; else the day told last
/// before, else that of publication.
pub(super) fn date(scene: &Scene<'_>, own: &[&Telling]) -> Option<EventDate> {
    let unread = |s: &Span| !scene.doc.times.iter().any(|t| t.span.overlaps(*s));
    let span = own.iter().flat_map(|t| learned::times(scene, &t.act)).find(unread)?;
    let words = Quote::new(&scene.doc.report.text, span);
    let published = scene.doc.report.published.as_ref().map(|p| p.date);
    let (day, reason) = match day_of_month(&words.text) {
        Some(day) => (of_month(scene, span, day, published)?, "a day of the month told last"),
        // "last March" is no day.
        None if names_month(&words.text) => return None,
        None => {
            let told = told_before(scene, span).filter(|day| published.is_none_or(|published| *day <= published));
            (told.or(published)?, "the day told last")
        }
    };
    Some(EventDate {
        start: Some(day),
        end: Some(day),
        precision: DatePrecision::Day,
        reason: Some(reason.to_string()),
        ..EventDate::unknown(Some(words))
    })
}

/// "the 14th", "15th".
fn day_of_month(words: &str) -> Option<i8> {
    let last = words.split_whitespace().next_back()?;
    let figures = last.trim_end_matches(char::is_alphabetic);
    let suffix = &last[figures.len()..];
    let day = figures.parse().ok().filter(|day| (1..=31).contains(day));
    day.filter(|_| matches!(suffix.to_lowercase().as_str(), "st" | "nd" | "rd" | "th"))
}

/// The day in the month of the date told last before the words, else in that of publication, and not after it.
fn of_month(scene: &Scene<'_>, span: Span, day: i8, published: Option<Date>) -> Option<Date> {
    let before = scene.doc.times.iter().filter(|t| t.span.start < span.start && t.precision <= DatePrecision::Month);
    let told = before.filter_map(|t| t.days).map(|days| days.0).next_back();
    let month = told.or(published)?;
    let found = Date::new(month.year(), month.month(), day).ok()?;
    match published {
        Some(published) if found > published => {
            let earlier = month.first_of_month().yesterday().ok()?;
            Date::new(earlier.year(), earlier.month(), day).ok()
        }
        _ => Some(found),
    }
}

fn names_month(words: &str) -> bool {
    let month = |w: &str| jiff::fmt::strtime::parse("%B", w).is_ok() || jiff::fmt::strtime::parse("%b", w).is_ok();
    words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).any(month)
}

/// The last day told before the words, within some sentences.
fn told_before(scene: &Scene<'_>, span: Span) -> Option<Date> {
    let sentence = |s: Span| scene.doc.sentences.iter().position(|x| x.span.overlaps(s));
    let here = sentence(span)?;
    let near = |s: Span| sentence(s).is_some_and(|from| from <= here && scene.steps(from, here) <= REACH);
    let day = |t: &&language::TimeExpression| t.precision == DatePrecision::Day && t.span.start < span.start;
    let days = scene.doc.times.iter().rev().filter(day).filter(|t| near(t.span)).filter_map(|t| t.days);
    days.map(|days| days.1).next()
}
