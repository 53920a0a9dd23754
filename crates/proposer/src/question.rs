use record::{CodedReport, EventReport, Field, SubEventType};
use serde_json::{Value, json};

/// The longest report that a model is asked about, in bytes.
const LONGEST: usize = 60_000;

/// What a model is told to do.
const PROMPT: &str = include_str!("prompt.txt");

/// Fields that values may be proposed for.
pub(crate) const FIELDS: [Field; 7] = [
    Field::Location,
    Field::Initiators,
    Field::Targets,
    Field::Weapons,
    Field::Casualties,
    Field::Date,
    Field::Standing,
];

/// The request about a report: the same for the same record. `None` if the report is too long.
pub(crate) fn of(coded: &CodedReport, model: &str) -> Option<Value> {
    let report = &coded.report;
    if report.text.len() > LONGEST {
        return None;
    }
    let published = report.published.as_ref().map(|published| published.date.to_string());
    let told: Vec<Value> = coded.event_reports.iter().map(event).collect();
    let data = json!({ "report": { "published": published, "text": report.text }, "event_reports": told });
    Some(json!({
        "model": model,
        "temperature": 0,
        "seed": 0,
        "messages": [
            { "role": "system", "content": PROMPT },
            { "role": "user", "content": data.to_string() },
        ],
        "response_format": { "type": "json_schema", "json_schema": { "name": "proposals", "strict": true, "schema": schema() } },
    }))
}

fn event(event: &EventReport) -> Value {
    let open: Vec<&str> = FIELDS.into_iter().filter(|field| is_open(event, *field)).map(Field::code).collect();
    json!({
        "id": event.id,
        "sub_event_type": event.sub_event_type,
        "words": event.anchor.text,
        "sentence": event.evidence.iter().find(|quote| quote.span.contains(event.anchor.span)).map(|quote| &quote.text),
        "open": open,
    })
}

/// Whether neither rules nor reader settled a field.
fn is_open(event: &EventReport, field: Field) -> bool {
    match field {
        Field::Location => event.location.is_none(),
        Field::Initiators => event.initiators.is_empty(),
        Field::Targets => event.targets.is_empty(),
        Field::Weapons => event.weapons.is_empty(),
        Field::Casualties => event.casualties.is_empty(),
        Field::Date => event.date.start.is_none(),
        _ => false,
    }
}

/// The form of an answer.
fn schema() -> Value {
    let text = json!({ "type": "string" });
    let object = |properties: Value| {
        let required: Vec<String> = properties.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    };
    let fields: Vec<&str> = FIELDS.into_iter().map(Field::code).collect();
    let types: Vec<&str> = SubEventType::ALL.iter().map(|kind| kind.code()).collect();
    let value =
        object(json!({ "event": text, "field": { "type": "string", "enum": fields }, "value": text, "quote": text }));
    let event = object(json!({ "sub_event_type": { "type": "string", "enum": types }, "quote": text }));
    object(json!({ "values": { "type": "array", "items": value }, "events": { "type": "array", "items": event } }))
}
