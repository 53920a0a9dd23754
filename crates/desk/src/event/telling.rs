//! Each report's telling of an event: what it has for each field, and the words that carry it.

use std::collections::BTreeMap;

use linkage::{Joined, Weights};
use record::{Actor, EventReport, Family, Focus, Key, Outcome, Quote, Report, Span, SubEventType, Telling};
use serde_json::{Value, json};
use store::{Edit, Part, Store};

use super::Held;
use crate::failure::Failure;
use crate::report::marks::{Mark, anchor, marks, pieces, sentence};
use crate::review;

/// The parts of an event report that a person can type, in the order of a record, with their names in plain words.
const TYPED: [(Part, &str); 11] = [
    (Part::SubEventType, "type"),
    (Part::Standing, "standing"),
    (Part::Focus, "focus"),
    (Part::Date, "when"),
    (Part::Location, "where"),
    (Part::Initiators, "initiators"),
    (Part::Targets, "targets"),
    (Part::Weapons, "weapons"),
    (Part::Casualties, "casualties"),
    (Part::ClaimedBy, "claimed by"),
    (Part::DeniedBy, "denied by"),
];

/// The reports of an event, each read once.
pub(crate) struct Reports(BTreeMap<Key, Report>);

impl Reports {
    /// The reports of these tellings.
    pub fn of(store: &Store, tellings: &[Telling]) -> Result<Reports, Failure> {
        let mut reports = BTreeMap::new();
        for telling in tellings {
            if !reports.contains_key(&telling.report)
                && let Some(coded) = store.report(telling.report)?
            {
                reports.insert(telling.report, coded.report);
            }
        }
        Ok(Reports(reports))
    }

    /// The headline of the first of the tellings' reports that has one.
    pub fn headline(&self, tellings: &[Telling]) -> Option<String> {
        let titles = tellings.iter().filter_map(|telling| self.0.get(&telling.report)?.title.as_ref());
        titles.map(|title| publish::plain(&title.text)).next()
    }

    fn text(&self, telling: &Telling) -> &str {
        self.0.get(&telling.report).map_or("", |report| &report.text)
    }

    fn around(&self, telling: &Telling, span: Span) -> Span {
        sentence(self.text(telling), &telling.event_report.evidence, span)
    }

    /// The sentence of a report that a span stands in.
    pub fn sentence(&self, telling: &Telling, span: Span) -> String {
        let around = self.around(telling, span);
        publish::plain(self.text(telling).get(around.start..around.end).unwrap_or_default())
    }

    /// The name of that sentence's place in the report.
    pub fn anchor(&self, telling: &Telling, span: Span) -> String {
        anchor(self.around(telling, span))
    }
}

/// The tellings of an event, side by side: at most so many, the first first. Why one was joined is told by those shown.
pub(super) fn tellings(store: &Store, held: &Held, reports: &Reports, most: usize) -> Result<Value, Failure> {
    let found = held.event.tellings.iter().filter_map(|key| held.tellings.iter().find(|told| told.key == *key));
    let shown: Vec<Telling> = found.take(most).cloned().collect();
    let why = linkage::joined(&shown, &Weights::embedded());
    let why = |telling: &Telling| why.iter().find(|joined| joined.telling == telling.key);
    let all: Result<Vec<Value>, Failure> = shown.iter().map(|told| one(store, told, why(told), reports)).collect();
    Ok(Value::Array(all?))
}

fn one(store: &Store, telling: &Telling, why: Option<&Joined>, reports: &Reports) -> Result<Value, Failure> {
    let event = &telling.event_report;
    let report = reports.0.get(&telling.report);
    let text = reports.text(telling);
    let marks = marks(event, &event.id);
    let told: Vec<Span> = event.evidence.iter().map(|quote| quote.span).collect();
    let quote = |quote: &Quote| json!({ "anchor": anchor(quote.span), "pieces": quoted(text, quote, &marks) });
    Ok(json!({
        "key": telling.key,
        "id": event.id,
        "report": telling.report,
        "report_id": telling.report_id,
        "title": report.and_then(|report| report.title.as_ref()).map(|title| publish::plain(&title.text)),
        "published": telling.published,
        "outlets": telling.outlets,
        "url": report.and_then(|report| web_address(report.url.as_deref())),
        "is_background": event.focus == Focus::Background,
        "values": publish::told_values(event),
        "sources": event.sources.iter().map(|quote| &quote.text).collect::<Vec<_>>(),
        "why": why.map(|joined| json!({ "with": joined.with, "words": joined.words })),
        "quotes": event.evidence.iter().map(quote).collect::<Vec<_>>(),
        "text": pieces(text, Span::new(0, text.len()), &marks, &told),
        "is_graphic": is_graphic([event]),
        "doubts": event.doubts.iter().map(|doubt| json!({ "field": doubt.field, "note": doubt.note })).collect::<Vec<_>>(),
        "reviewed": reviewed(&store.edits(telling.key)?),
        "typed": typed_parts(event),
        "places": TYPED.iter().map(|(part, name)| json!({
            "part": part.name(), "name": name, "anchor": reports.anchor(telling, words_of(*part, event)),
        })).collect::<Vec<_>>(),
    }))
}

/// Where an event report has the words of a part; those of the act itself where the part has none.
fn words_of(part: Part, event: &EventReport) -> Span {
    let of = |actors: &[Actor]| actors.iter().find_map(|actor| actor.spans.first().copied());
    let found = match part {
        Part::Date => event.date.text.as_ref().map(|quote| quote.span),
        Part::Location => event.location.as_ref().and_then(|place| place.spans.first().copied()),
        Part::Initiators => of(&event.initiators),
        Part::Targets => of(&event.targets),
        Part::Weapons => event.weapons.first().map(|used| used.span),
        Part::Casualties => event.casualties.first().map(|casualty| casualty.span),
        Part::ClaimedBy => of(&event.claimed_by),
        Part::DeniedBy => of(&event.denied_by),
        _ => None,
    };
    found.unwrap_or(event.anchor.span)
}

/// A quotation in pieces. One that is not in the text word for word stands alone.
fn quoted(text: &str, quote: &Quote, marks: &[Mark]) -> Value {
    match text.get(quote.span.start..quote.span.end) {
        Some(words) if words == quote.text => json!(pieces(text, quote.span, marks, &[])),
        _ => json!(pieces(&quote.text, Span::new(0, quote.text.len()), &[], &[])),
    }
}

/// The parts of which a person's word holds, with whose it is.
pub(crate) fn reviewed(edits: &[Edit]) -> Value {
    let mut holding: BTreeMap<&'static str, Value> = BTreeMap::new();
    for edit in edits.iter().filter(|edit| edit.withdrawn.is_none()) {
        let said =
            json!({ "part": name_of(edit.part), "by": edit.by, "at": edit.at.to_string(), "reason": edit.reason });
        holding.insert(edit.part.name(), said);
    }
    json!(holding.into_values().collect::<Vec<_>>())
}

/// What each part holds in the form in which it can be typed, by its name.
pub(crate) fn typed_parts(event: &EventReport) -> Value {
    let typed =
        TYPED.iter().filter_map(|(part, _)| Some((part.name().to_string(), json!(review::typed(*part, event)?))));
    Value::Object(typed.collect())
}

/// The parts that can be typed: their names, what they are called, and their form.
pub(crate) fn parts() -> Value {
    let part = |(part, name): &(Part, &str)| json!({ "part": part.name(), "name": name, "form": review::form(*part) });
    TYPED.iter().map(part).collect()
}

/// Whether a person can type a part.
pub(super) fn is_typed(part: Part) -> bool {
    TYPED.iter().any(|(known, _)| *known == part)
}

/// What a part is called in plain words.
pub(crate) fn name_of(part: Part) -> String {
    let named = TYPED.iter().find(|(known, _)| *known == part);
    named.map_or_else(|| part.name().replace('_', " "), |(_, name)| name.to_string())
}

/// Unarmed people killed from which on an attack on them is graphic.
const MANY: u64 = 10;

/// Whether what event reports tell may hurt to read, by their codes alone: sexual violence, a suicide bomb, a chemical
/// weapon, or violence against civilians with ten and more killed. The full text is veiled until the reader asks for it.
pub(crate) fn is_graphic<'a>(events: impl IntoIterator<Item = &'a EventReport>) -> bool {
    use SubEventType::{ChemicalWeapon, SexualViolence, SuicideBomb};
    events.into_iter().any(|event| {
        let kind = event.sub_event_type;
        let mut killed = event.casualties.iter().filter(|casualty| casualty.outcome == Outcome::Killed);
        matches!(kind, SexualViolence | SuicideBomb | ChemicalWeapon)
            || kind.family() == Family::ViolenceAgainstCivilians
                && killed.any(|casualty| casualty.figure.min.or(casualty.figure.max) >= Some(MANY))
    })
}

/// An address that a link may lead to: of the web, and nothing else.
pub(crate) fn web_address(url: Option<&str>) -> Option<&str> {
    let scheme = |url: &&str| {
        url.split_once("://").is_some_and(|(scheme, _)| ["http", "https"].contains(&&*scheme.to_lowercase()))
    };
    url.map(str::trim).filter(scheme)
}

#[cfg(test)]
mod tests {
    use super::web_address;

    #[test]
    fn only_addresses_of_the_web_are_links() {
        let web = |url: &'static str| web_address(Some(url));
        assert_eq!(web(" https://news.example/1 "), Some("https://news.example/1"));
        assert_eq!(web("HTTP://news.example"), Some("HTTP://news.example"));
        for other in [
            "javascript:alert(1)//http://x",
            "JavaScript://news.example/%0aalert(1)",
            "data:text/html,x",
            "//x",
            "file:///etc",
        ] {
            assert_eq!(web(other), None, "{other}");
        }
    }
}
