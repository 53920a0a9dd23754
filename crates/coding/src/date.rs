//! When an act happened (CODEBOOK rule 6).

mod anchor;
mod doubt;
mod worded;

pub(crate) use anchor::{dated_by_anchor, settle_anchored};
pub(crate) use doubt::{date_doubt, report_doubts};

use language::{TimeExpression, TimeKind};
use record::{DatePrecision, EventDate, Focus, Quote, Standing};

use crate::scene::Scene;
use crate::standing::act_standing;
use crate::telling::Telling;

/// The best words for when among those that hang on an act: a day before a week, a resolved before an open one.
pub(crate) fn best_time<'a>(scene: &'a Scene<'_>, times: &[usize]) -> Option<&'a TimeExpression> {
    times
        .iter()
        .map(|&i| &scene.doc.times[i])
        .filter(|t| matches!(t.kind, TimeKind::Date | TimeKind::Range | TimeKind::Anchored { .. }))
        .min_by_key(|t| {
            let anchored = matches!(t.kind, TimeKind::Anchored { .. });
            (anchored, t.days.is_none(), t.precision, t.span.start)
        })
}

/// The date that words for when give by themselves.
pub(crate) fn event_date(scene: &Scene<'_>, time: &TimeExpression) -> EventDate {
    let unknown = EventDate::unknown(Some(Quote::new(&scene.doc.report.text, time.span)));
    let told = EventDate { reason: Some(time.reason.clone()), approximate: time.approximate, ..unknown };
    match time.days {
        Some((start, end)) => EventDate {
            start: Some(start),
            end: Some(end),
            precision: time.precision,
            conflict: time.conflict.clone(),
            ..told
        },
        None => told,
    }
}

/// A main event told as fresh news without a day takes the publication date, precision week.
pub(crate) fn fresh_news(scene: &Scene<'_>, text: Option<Quote>) -> EventDate {
    match &scene.doc.report.published {
        Some(p) => EventDate {
            start: Some(p.date),
            end: Some(p.date),
            precision: DatePrecision::Week,
            reason: Some("told as fresh news: the publication date".to_string()),
            ..EventDate::unknown(text)
        },
        None => EventDate::unknown(text),
    }
}

/// Whether two dates can be of one event: days that are known must overlap; words that are not resolved must agree.
pub(crate) fn compatible(a: &EventDate, b: &EventDate) -> bool {
    match (a.start, a.end, b.start, b.end) {
        (Some(s), Some(e), Some(t), Some(f)) => s <= f && t <= e,
        (None, _, None, _) => match (&a.text, &b.text) {
            (Some(x), Some(y)) => same_words(&x.text, &y.text),
            _ => true,
        },
        _ => true,
    }
}

/// How much two undated words for when agree: a shared weekday or number counts; `None` if they name two days.
pub(crate) fn agree(a: &EventDate, b: &EventDate) -> Option<f64> {
    let words = |d: &EventDate| d.text.as_ref().map(|t| calendar_words(&t.text)).unwrap_or_default();
    let (x, y) = (words(a), words(b));
    if x.is_empty() || y.is_empty() {
        return Some(0.0);
    }
    x.iter().any(|w| y.contains(w)).then_some(0.6)
}

/// "Wednesday" and "early Wednesday morning" name one day; "today" may be any.
fn same_words(a: &str, b: &str) -> bool {
    let (a, b) = (calendar_words(a), calendar_words(b));
    a.is_empty() || b.is_empty() || a.iter().any(|w| b.contains(w))
}

/// Weekdays, months and numbers among the words, as numbers that tell them apart.
fn calendar_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words
        .filter_map(|w| {
            let parsed = |format: &str| jiff::fmt::strtime::parse(format, w).ok();
            let weekday = parsed("%A").and_then(|t| t.weekday()).map(|d| format!("{d:?}"));
            let number = || w.trim_end_matches(char::is_alphabetic).parse::<u16>().ok().map(|n| n.to_string());
            weekday.or_else(number)
        })
        .collect()
}

/// "blocked since Monday": an act that goes on is dated by its beginning, where no other words say when.
fn open_time<'a>(scene: &'a Scene<'_>, times: &[usize]) -> Option<&'a TimeExpression> {
    let since = |t: &&TimeExpression| t.kind == TimeKind::Since && t.precision == DatePrecision::Day;
    times.iter().map(|&i| &scene.doc.times[i]).filter(since).find(|t| t.days.is_some())
}

/// A planned act lies ahead: "threatened to strike on Friday" is no Friday before the publication.
fn ahead(scene: &Scene<'_>, date: EventDate) -> EventDate {
    let published = scene.doc.report.published.as_ref().map(|p| p.date);
    let weekday = date.text.as_ref().is_some_and(|t| {
        let words = calendar_words(&t.text);
        !words.is_empty() && words.iter().all(|w| w.parse::<u16>().is_err())
    });
    let later = |day: jiff::civil::Date| day.checked_add(jiff::Span::new().days(7)).ok();
    let (Some(published), Some(start), Some(end)) = (published, date.start, date.end) else { return date };
    if !weekday || start != end || start >= published || date.anchor.is_some() {
        return date;
    }
    let reason = Some("a planned act lies ahead: the first such weekday after the publication date".to_string());
    EventDate { start: later(start), end: later(end), reason, ..date }
}

/// The date of an act: its own words, else the day of the event that they hang on, else that of fresh news.
pub(crate) fn act_date(scene: &Scene<'_>, own: &[&Telling], focus: Focus) -> EventDate {
    let planned = act_standing(scene, own) == Standing::Planned;
    // "threatened on Monday to attack on Friday": what stands before a planned act is the day of the threat.
    let counts = |t: &Telling, i: usize| {
        !planned || t.act.anchors.iter().all(|a| scene.doc.times[i].tokens.start > a.tokens.start)
    };
    let times: Vec<usize> = own.iter().flat_map(|t| t.times.iter().copied().filter(move |&i| counts(t, i))).collect();
    let fresh = focus == Focus::Main && !planned;
    let Some(time) = best_time(scene, &times).or_else(|| open_time(scene, &times).filter(|_| !planned)) else {
        let worded = if planned { None } else { worded::date(scene, own) };
        let open = || if fresh { fresh_news(scene, None) } else { EventDate::unknown(None) };
        return worded.unwrap_or_else(open);
    };
    let date = event_date(scene, time);
    if planned {
        return ahead(scene, date);
    }
    match time.kind {
        TimeKind::Anchored { .. } if date.start.is_none() && fresh => fresh_news(scene, date.text),
        _ => date,
    }
}
