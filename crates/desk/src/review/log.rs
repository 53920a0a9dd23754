//! The log of decisions: who decided what, when and why, and who took it back.

use axum::Json;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use record::{Judgement, Key, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Audit, Decided, Edit, Found, Judged, Store};

use super::act::question_of;
use super::page::some;
use super::{described, take_back_one};
use crate::failure::Failure;
use crate::sheet::{Ask, Sheet, Table, Twin, reply};
use crate::state::Shared;

/// Decisions on a page.
const LISTED: usize = 100;

/// What is asked of the log.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Wanted {
    by: String,
    day: String,
    page: String,
    /// What was done before the page was shown again.
    #[serde(skip_serializing)]
    done: String,
}

/// A decision that is to be taken back, as its form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chosen {
    /// Its number.
    id: i64,
    /// The event report or the report whose page is shown again; the log if empty.
    back: String,
}

/// Takes one decision back, whoever made it and whenever that was. It stays in the log, with who took it back.
pub(crate) async fn take_back(State(shared): State<Shared>, ask: Ask, Form(chosen): Form<Chosen>) -> Response {
    let by = ask.reviewer.clone();
    let done = shared.write(move |store, desk| {
        let taken = take_back_one(store, chosen.id, &by)?;
        let Some(first) = taken.first() else {
            return Err(Failure::asked(format!("No decision of the number {} holds", chosen.id)));
        };
        let of_pair = question_of(store, first)?.is_some_and(|name| name.starts_with("pair"));
        desk.program.relink(store).map_err(Failure::ours)?;
        Ok((page_of(store, &chosen.back)?, described(first), of_pair, taken.len()))
    });
    match done.await {
        Err(failure) => failure.answer(&shared, &ask),
        Ok((page, said, of_pair, count)) => {
            shared.fewer(of_pair, -(count as isize));
            match ask.twin {
                Twin::Page => Redirect::to(&format!("{page}?done=withdrawn")).into_response(),
                _ => Json(json!({ "said": format!("taken back: {said}"), "decisions": count })).into_response(),
            }
        }
    }
}

/// Where what goes by a key is shown now; the log if the key is none.
fn page_of(store: &Store, key: &str) -> Result<String, Failure> {
    if key.parse::<Key>().is_err() {
        return Ok("/log".to_string());
    }
    Ok(match store.resolve(key)? {
        Found::EventReport { key, event } => format!("/events/{}", event.unwrap_or(key)),
        Found::Report(report) => format!("/reports/{report}"),
        Found::Tally { .. } => "/tallies".to_string(),
    })
}

/// The decisions that fit, the last first.
pub(crate) async fn page(State(shared): State<Shared>, ask: Ask, Query(wanted): Query<Wanted>) -> Response {
    let all = ask.twin != Twin::Page;
    let found = shared.read(move |store, _| sheet(store, &wanted, all)).await;
    reply(&shared, &ask, found)
}

fn sheet(store: &Store, wanted: &Wanted, all: bool) -> Result<Sheet, Failure> {
    let day = some(&wanted.day).map(str::parse).transpose();
    let day = day.map_err(|_| Failure::asked(format!("day: {:?} is not a day such as 2024-01-31", wanted.day)))?;
    let audit = Audit { by: some(&wanted.by).map(str::to_string), day, holding: false };
    let page = some(&wanted.page).map_or(Ok(1), str::parse::<usize>).ok().filter(|&page| page > 0);
    let page = page.ok_or_else(|| Failure::asked(format!("page: {:?} is not a number from 1", wanted.page)))?;
    let count = store.count_decisions(&audit)?;
    let (limit, offset) = if all { (usize::MAX, 0) } else { (LISTED, (page - 1) * LISTED) };
    let decisions: Vec<Value> = store.decisions(&audit, limit, offset)?.iter().map(line).collect();
    let cell = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_string();
    let rows = decisions.iter().map(|line| HEAD.iter().map(|name| cell(line, name)).collect()).collect();
    let address = |page: usize| {
        let page = page.to_string();
        let set = [("by", &*wanted.by), ("day", &*wanted.day), ("page", &*page)];
        serde_urlencoded::to_string(set.iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>())
    };
    let data = json!({
        "count": count, "wanted": wanted, "deciders": store.deciders()?, "decisions": decisions,
        "page": page, "pages": count.div_ceil(LISTED).max(1),
        "done": wanted.done == "withdrawn",
        "next": address(page + 1).unwrap_or_default(), "previous": address(page.saturating_sub(1)).unwrap_or_default(),
    });
    Ok(Sheet::new("log.html", "Log of decisions", data).table(Table { head: HEAD.to_vec(), rows }))
}

const HEAD: [&str; 9] =
    ["at", "by", "what", "event_report", "other", "value", "reason", "withdrawn_by", "withdrawn_at"];

fn line(decided: &Decided) -> Value {
    let mut line = told(decided);
    line["id"] = json!(decided.id());
    line
}

fn told(decided: &Decided) -> Value {
    let time = |at: jiff::Timestamp| at.strftime("%Y-%m-%d %H:%M:%S").to_string();
    match decided {
        Decided::Judged(Judged { judgement: Judgement { a, b, verdict }, reason, by, at, withdrawn, .. }) => {
            let value = match verdict {
                Verdict::Same => "the same event",
                Verdict::Different => "two events",
                Verdict::Unsure => "cannot be told",
            };
            json!({
                "at": time(*at), "by": by, "what": "judged", "event_report": a, "other": b, "value": value,
                "reason": reason, "withdrawn_by": withdrawn.as_ref().map(|(by, _)| by),
                "withdrawn_at": withdrawn.as_ref().map(|(_, at)| time(*at)),
            })
        }
        Decided::Edited(Edit { event_report, part, value, reason, by, at, withdrawn, .. }) => json!({
            "at": time(*at), "by": by, "what": part.name(), "event_report": event_report, "other": null,
            "value": in_words(value), "reason": reason, "withdrawn_by": withdrawn.as_ref().map(|(by, _)| by),
            "withdrawn_at": withdrawn.as_ref().map(|(_, at)| time(*at)),
        }),
    }
}

/// A stated value in a few words: names and codes; what has neither stays JSON.
fn in_words(json: &str) -> String {
    fn words(value: &Value) -> Option<String> {
        match value {
            Value::Null => Some("none".to_string()),
            Value::String(words) => Some(words.replace('_', " ")),
            Value::Array(list) if list.is_empty() => Some("none".to_string()),
            Value::Array(list) => Some(list.iter().map(words).collect::<Option<Vec<_>>>()?.join("; ")),
            Value::Object(keys) => {
                if let (Some(start), Some(end)) = (keys.get("start"), keys.get("end")) {
                    let (start, end) = (start.as_str().unwrap_or("unknown"), end.as_str().unwrap_or("unknown"));
                    return Some(if start == end { start.to_string() } else { format!("{start} to {end}") });
                }
                if let (Some(outcome), Some(figure)) = (keys.get("outcome"), keys.get("figure")) {
                    let figure: record::Figure = serde_json::from_value(figure.clone()).ok()?;
                    let least = figure.min.map_or("?".to_string(), |min| min.to_string());
                    let most = figure.max.map_or("?".to_string(), |max| max.to_string());
                    let figure = if least == most { least } else { format!("{least} to {most}") };
                    return Some(format!("{} {figure}", outcome.as_str()?));
                }
                ["name", "weapon", "to", "text"].iter().find_map(|name| keys.get(*name)?.as_str()).map(str::to_string)
            }
            _ => None,
        }
    }
    let value: Option<Value> = serde_json::from_str(json).ok();
    value.as_ref().and_then(words).unwrap_or_else(|| publish::plain(json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stated_values_are_told_in_words() {
        assert_eq!(in_words(r#""air_drone_strike""#), "air drone strike");
        assert_eq!(in_words("null"), "none");
        assert_eq!(in_words(r#"[{"name":"A","spans":[]},{"name":"B"}]"#), "A; B");
        assert_eq!(in_words(r#"{"start":"2024-01-02","end":"2024-01-02"}"#), "2024-01-02");
        assert_eq!(in_words(r#"[{"outcome":"killed","figure":{"min":3,"max":null}}]"#), "killed 3 to ?");
        assert_eq!(in_words(r#"{"odd":1}"#), r#"{"odd":1}"#);
    }
}
