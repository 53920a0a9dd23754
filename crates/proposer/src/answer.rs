use record::{CodedReport, Proposal, Proposals, ProposedEvent, Quote, Span, SubEventType};
use serde::Deserialize;
use serde_json::Value;

use crate::question::FIELDS;

/// Proposals that are looked at of one answer.
const MOST: usize = 40;

/// What an answer may have.
const LISTS: [&str; 2] = ["values", "events"];

/// The longest words that carry a value, in bytes.
const LONGEST_QUOTE: usize = 600;

/// The longest value, in bytes.
const LONGEST_VALUE: usize = 200;

#[derive(Deserialize)]
struct ValueSaid {
    event: String,
    field: String,
    value: String,
    quote: String,
}

#[derive(Deserialize)]
struct EventSaid {
    sub_event_type: String,
    quote: String,
}

/// What an answer proposes for a report: what has words that stand in it. The rest is refused, each with its reason.
pub(crate) fn read(answer: &str, coded: &CodedReport, model: &str) -> Proposals {
    let mut proposals = Proposals { by: model.to_string(), ..Proposals::default() };
    let Some(said) = object(answer) else {
        proposals.refused.push("the answer is no JSON object".to_string());
        return proposals;
    };
    let lists = LISTS.map(|list| said.get(list).and_then(Value::as_array).cloned());
    if lists.iter().all(Option::is_none) {
        proposals.refused.push("the answer has neither values nor events".to_string());
    }
    let [values, events] = lists.map(Option::unwrap_or_default);
    let beyond = (values.len() + events.len()).saturating_sub(MOST);
    for said in values.into_iter().take(MOST) {
        match value(said, coded) {
            Ok(proposal) => proposals.values.push(proposal),
            Err(reason) => proposals.refused.push(reason),
        }
    }
    let room = MOST.saturating_sub(proposals.values.len() + proposals.refused.len());
    for said in events.into_iter().take(room) {
        match event(said, coded) {
            Ok(event) => proposals.events.push(event),
            Err(reason) => proposals.refused.push(reason),
        }
    }
    if beyond > 0 {
        proposals.refused.push(format!("{beyond} more than the {MOST} that are looked at"));
    }
    proposals
}

/// The last object in an answer with one of the lists, whatever stands around it: a model may think aloud before, or put a fence around it.
/// Where none has a list, any object.
fn object(answer: &str) -> Option<Value> {
    let (mut found, mut at) = (None, 0);
    while let Some(start) = answer[at..].find('{') {
        at += start;
        let mut values = serde_json::Deserializer::from_str(&answer[at..]).into_iter::<Value>();
        match values.next() {
            Some(Ok(value)) => {
                at += values.byte_offset();
                let has_lists = |value: &Value| LISTS.iter().any(|list| value.get(list).is_some());
                if has_lists(&value) || !found.as_ref().is_some_and(has_lists) {
                    found = Some(value);
                }
            }
            _ => at += 1,
        }
    }
    found
}

fn value(said: Value, coded: &CodedReport) -> Result<Proposal, String> {
    let said: ValueSaid =
        serde_json::from_value(said).map_err(|error| format!("a value is not of its form: {error}"))?;
    let field = FIELDS.into_iter().find(|field| field.code() == said.field);
    let field = field.ok_or_else(|| format!("{:?} is no field that values are proposed for", short(&said.field)))?;
    let event = coded.event_reports.iter().find(|event| event.id == said.event);
    let event = event.ok_or_else(|| format!("{field}: there is no event report {:?}", short(&said.event)))?;
    let value = said.value.trim();
    if value.is_empty() || value.len() > LONGEST_VALUE || value.chars().any(char::is_control) {
        return Err(format!("{field} of {}: {:?} is no value", event.id, short(value)));
    }
    let quote = stands(&said.quote, coded, event.anchor.span)
        .ok_or_else(|| format!("{field} of {}: {:?} does not stand in the report", event.id, short(&said.quote)))?;
    Ok(Proposal { event: event.id.clone(), field, value: value.to_string(), quote })
}

fn event(said: Value, coded: &CodedReport) -> Result<ProposedEvent, String> {
    let said: EventSaid =
        serde_json::from_value(said).map_err(|error| format!("an event is not of its form: {error}"))?;
    let sub_event_type = SubEventType::from_code(&said.sub_event_type);
    let sub_event_type =
        sub_event_type.ok_or_else(|| format!("{:?} is no type of event", short(&said.sub_event_type)))?;
    let quote = stands(&said.quote, coded, Span::new(0, 0));
    let quote = quote.ok_or_else(|| format!("event: {:?} does not stand in the report", short(&said.quote)))?;
    Ok(ProposedEvent { sub_event_type, quote })
}

/// Where words stand in the report letter by letter; of several places the one nearest to others.
fn stands(words: &str, coded: &CodedReport, near: Span) -> Option<Quote> {
    let (words, text) = (words.trim(), &coded.report.text);
    if words.len() > LONGEST_QUOTE || !words.contains(char::is_alphanumeric) {
        return None;
    }
    let found = text.match_indices(words).map(|(at, _)| at).filter(|&at| is_apart(text, at, at + words.len()));
    let at = found.min_by_key(|at| at.abs_diff(near.start))?;
    Some(Quote::new(text, Span::new(at, at + words.len())))
}

/// Whether a stretch of text begins and ends between words: "us" does not stand in "Damascus".
fn is_apart(text: &str, start: usize, end: usize) -> bool {
    let joined =
        |a: Option<char>, b: Option<char>| a.zip(b).is_some_and(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric());
    let (before, inside, after) = (&text[..start], &text[start..end], &text[end..]);
    !joined(before.chars().next_back(), inside.chars().next())
        && !joined(inside.chars().next_back(), after.chars().next())
}

/// The first letters of something that is told.
fn short(words: &str) -> String {
    words.chars().take(80).collect()
}
