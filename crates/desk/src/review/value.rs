//! The parts of an event report as a person is offered them for typing.

use record::{Actor, Casualty, DatePrecision, Doubt, EventDate, EventReport, Field, GeoPrecision, Location};
use serde_json::{Value, json};
use store::Part;

/// Typed for a list or a value that is to be empty.
pub const NONE: &str = "none";
/// Between the items of a list.
const BETWEEN: &str = "; ";

/// The part that a doubt is about; `None` if it is none of an event report's.
pub fn part_of(doubt: &Doubt, event: &EventReport) -> Option<Part> {
    Some(match doubt.field {
        Field::SubEventType => Part::SubEventType,
        Field::Standing => Part::Standing,
        Field::Focus => Part::Focus,
        Field::Date => Part::Date,
        Field::Location => Part::Location,
        Field::Initiators => Part::Initiators,
        Field::Targets => Part::Targets,
        Field::Weapons => Part::Weapons,
        Field::Casualties => Part::Casualties,
        Field::Claim if event.claimed_by.is_empty() && !event.denied_by.is_empty() => Part::DeniedBy,
        Field::Claim => Part::ClaimedBy,
        Field::Response => Part::ResponseTo,
        Field::Event => Part::Event,
        Field::Published | Field::Tally => return None,
    })
}

/// Whether a doubt about a field can be asked about: it is one of an event report's.
pub fn can_be_asked(field: Field) -> bool {
    !matches!(field, Field::Published | Field::Tally)
}

/// What a part holds, as a record has it.
pub fn present(part: Part, event: &EventReport) -> Value {
    match part {
        Part::SubEventType => json!(event.sub_event_type),
        Part::Standing => json!(event.standing),
        Part::Focus => json!(event.focus),
        Part::Date => json!(event.date),
        Part::Location => json!(event.location),
        Part::Initiators => json!(event.initiators),
        Part::Targets => json!(event.targets),
        Part::Weapons => json!(event.weapons),
        Part::Casualties => json!(event.casualties),
        Part::ClaimedBy => json!(event.claimed_by),
        Part::DeniedBy => json!(event.denied_by),
        Part::ResponseTo => json!(event.response_to),
        Part::Victims => json!(event.victims),
        Part::Sources => json!(event.sources),
        Part::Anchor => json!(event.anchor),
        Part::Evidence => json!(event.evidence),
        Part::Doubts => json!(event.doubts),
        Part::Event => json!("accepted"),
    }
}

/// The part without a value; `None` if it cannot be without.
pub fn emptied(part: Part, event: &EventReport) -> Option<Value> {
    Some(match part {
        Part::Date => json!(EventDate::unknown(event.date.text.clone())),
        Part::Location | Part::ResponseTo => Value::Null,
        Part::Initiators | Part::Targets | Part::Weapons | Part::Casualties | Part::ClaimedBy | Part::DeniedBy => {
            json!([])
        }
        Part::Event => json!("rejected"),
        _ => return None,
    })
}

/// What a part holds in the form in which it can be typed; `None` for parts that cannot.
pub fn typed(part: Part, event: &EventReport) -> Option<String> {
    Some(match part {
        Part::SubEventType => event.sub_event_type.code().replace('_', " "),
        Part::Standing => event.standing.to_string(),
        Part::Focus => event.focus.to_string(),
        Part::Date => days(&event.date),
        Part::Location => event.location.as_ref().map_or(NONE.to_string(), place),
        Part::Initiators | Part::Targets | Part::ClaimedBy | Part::DeniedBy => {
            list(actors(part, event), |actor| publish::plain(&actor.name))
        }
        Part::Weapons => list(&event.weapons, |used| publish::plain(&used.weapon)),
        Part::Casualties => list(&event.casualties, casualty),
        _ => return None,
    })
}

/// The form in which a part is typed, with an example.
pub fn form(part: Part) -> &'static str {
    match part {
        Part::SubEventType => "an event type of the codebook: air drone strike",
        Part::Standing => "occurred, alleged, denied, foiled or planned",
        Part::Focus => "main or background",
        Part::Date => "2024-01-31, 2024-01-29 to 2024-01-31, 2024-01, 2024 or unknown",
        Part::Location => "Mosul, near Mosul, or with division and country: Tripoli, North, LBN; or none",
        Part::Weapons => "weapons of the codebook, apart by `;`: drone; missile; or none",
        Part::Casualties => "figures apart by `;`: killed 12 soldiers (army); wounded at least 4; or none",
        _ => "names apart by `;`: Islamic State; Military Forces of Iraq; or none",
    }
}

/// The actors of a part.
fn actors(part: Part, event: &EventReport) -> &[Actor] {
    match part {
        Part::Initiators => &event.initiators,
        Part::Targets => &event.targets,
        Part::ClaimedBy => &event.claimed_by,
        _ => &event.denied_by,
    }
}

fn list<T>(items: &[T], words: impl Fn(&T) -> String) -> String {
    if items.is_empty() {
        return NONE.to_string();
    }
    items.iter().map(words).collect::<Vec<_>>().join(BETWEEN)
}

/// "2024-01-31", "2024-01-29 to 2024-01-31", "2024-01", "2024", "unknown".
fn days(date: &EventDate) -> String {
    let Some((start, end)) = date.start.zip(date.end) else { return DatePrecision::Unknown.to_string() };
    let month = start.first_of_month() == start && start.last_of_month() == end;
    let year = start.first_of_year() == start && start.last_of_year() == end;
    match date.precision {
        DatePrecision::Month if month => start.strftime("%Y-%m").to_string(),
        DatePrecision::Year if year => start.strftime("%Y").to_string(),
        _ if start == end => start.to_string(),
        _ => format!("{start} to {end}"),
    }
}

fn place(location: &Location) -> String {
    let near = if location.geo_precision == GeoPrecision::Near { "near " } else { "" };
    let parts = [Some(&location.name), location.admin1.as_ref(), location.country.as_ref()];
    let mut parts: Vec<String> = parts.into_iter().flatten().map(|part| publish::plain(part)).collect();
    parts.dedup();
    format!("{near}{}", parts.join(", "))
}

/// "killed 12 soldiers (army)".
pub fn casualty(told: &Casualty) -> String {
    let figure = match (told.figure.min, told.figure.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => String::new(),
    };
    let group = told.group.as_ref().map(|group| format!(" {}", publish::plain(group))).unwrap_or_default();
    let source = told.source.as_ref().map(|source| format!(" ({})", publish::plain(&source.text))).unwrap_or_default();
    format!("{} {figure}{group}{source}", told.outcome)
}
