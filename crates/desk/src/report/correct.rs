//! A value that a person corrects or adds, with the words of the report that say so.

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use record::{Key, Span};
use serde_json::json;
use store::{Found, Part, Store};

use crate::event::{Fields, back, relinked, sent};
use crate::failure::Failure;
use crate::program::{Refused, Typed};
use crate::sheet::{Ask, Sheet, reply};
use crate::state::{Shared, State as Desk};

/// What became of a form.
enum Done {
    /// Kept; where to go on.
    Kept(String),
    /// A name has several readings: which is meant?
    Choose { question: String, options: Vec<String> },
}

/// Keeps what was typed for a part of one of the report's event reports.
pub(crate) async fn correct(
    State(shared): State<Shared>,
    ask: Ask,
    Path(key): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    let (by, again) = (ask.reviewer.clone(), fields.clone());
    let done = shared.write(move |store, desk| kept(store, desk, &key, &fields, &by)).await;
    match done {
        Ok(Done::Choose { question, options }) => {
            let fields: Vec<_> = again.iter().filter(|(name, _)| name != "csrf").collect();
            let data = json!({ "question": question, "options": options, "fields": fields });
            reply(&shared, &ask, Ok(Sheet::new("choose.html", question, data))).into_response()
        }
        Ok(Done::Kept(address)) => back(&shared, &ask, Ok(address)),
        Err(failure) => back(&shared, &ask, Err(failure)),
    }
}

fn kept(store: &mut Store, desk: &Desk, key: &str, fields: &Fields, by: &str) -> Result<Done, Failure> {
    let one = |name: &str| sent(fields, name).next();
    let part = one("part").and_then(Part::from_name).ok_or_else(|| Failure::asked("No field was chosen"))?;
    let telling: Key =
        one("telling").and_then(|key| key.parse().ok()).ok_or_else(|| Failure::asked("No event report was chosen"))?;
    let told = store.tellings(&[telling])?.pop();
    let told = told.ok_or_else(|| Failure::unknown(format!("{telling} is no event report that holds")))?;
    if !matches!(store.resolve(key)?, Found::Report(report) if report == told.report) {
        return Err(Failure::asked(format!("{telling} is no event report of {key}")));
    }
    let text = store.report(told.report)?.map(|coded| coded.report.text).unwrap_or_default();
    let chosen: Vec<usize> = sent(fields, "chosen").filter_map(|number| number.parse().ok()).collect();
    let typed = Typed {
        part,
        words: one("words").unwrap_or_default(),
        event: &told.event_report,
        text: &text,
        span: selected(&text, one("start"), one("end"), one("quote"))?,
        by,
        chosen: &chosen,
    };
    let value = match desk.program.read_value(&typed) {
        Ok(value) => value,
        Err(Refused::Choose { question, options }) => return Ok(Done::Choose { question, options }),
        Err(Refused::Form(why)) => return Err(Failure::asked(format!("{}: {why}", part.name().replace('_', " ")))),
    };
    store.edit(telling, part, &value, one("reason"), by, Timestamp::now())?;
    let event = relinked(store, desk, telling, "corrected")?;
    let report = format!("/reports/{}?done=corrected", told.report);
    Ok(Done::Kept(if one("back") == Some("event") { event } else { report }))
}

/// The bytes of the text that were selected, or in which the words that were given stand; `None` if neither was.
fn selected(text: &str, start: Option<&str>, end: Option<&str>, quote: Option<&str>) -> Result<Option<Span>, Failure> {
    let ends = start.zip(end).and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
    if let Some((start, end)) = ends.filter(|(start, end): &(usize, usize)| start < end) {
        let whole = text.get(start..end).is_some();
        return if whole {
            Ok(Some(Span::new(start, end)))
        } else {
            Err(Failure::asked("What was selected is not in the report"))
        };
    }
    let Some(quote) = quote else { return Ok(None) };
    let mut found = text.match_indices(quote);
    match (found.next(), found.next()) {
        (Some((at, _)), None) => Ok(Some(Span::new(at, at + quote.len()))),
        (Some(_), Some(_)) => {
            Err(Failure::asked(format!("The report has {quote:?} more than once: give more of its words")))
        }
        _ => Err(Failure::asked(format!("The report does not have the words {quote:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_stand_once() {
        let text = "Five died in Gao. Five more were hurt.";
        let of = |quote| selected(text, None, None, Some(quote));
        assert_eq!(of("in Gao").unwrap(), Some(Span::new(10, 16)));
        assert!(of("Five").unwrap_err().words.contains("more than once"));
        assert!(of("Timbuktu").is_err());
        assert_eq!(selected(text, Some("0"), Some("4"), Some("Timbuktu")).unwrap(), Some(Span::new(0, 4)));
        assert_eq!(selected(text, Some("4"), Some("4"), None).unwrap(), None);
        assert!(selected("غزة", Some("1"), Some("2"), None).is_err());
    }
}
