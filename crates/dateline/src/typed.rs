//! Parts of event reports as persons type them become values.
//!
//! What is typed as it was offered is what it was, to the last span. What a person adds of their own has the span that they
//! selected in the text, else that of the words where they stand in the quotations, else none.

use std::cell::Cell;

use coding::{Codebook, Place, PlaceContext};
use desk::review::{NONE, casualty, form, present, typed};
use desk::{Refused, Typed};
use indicatif::HumanCount;
use record::{
    Actor, Casualty, Date, DatePrecision, EventDate, Extent, Figure, Focus, GeoPrecision, Location, Outcome, Quote,
    Span, Standing, SubEventType, WeaponUse,
};
use serde_json::{Value, json};
use store::Part;

/// Readings of a name are offered up to this number: a digit chooses.
const OFFERED: usize = 9;
/// Names of the registry that are proposed for one that it does not know.
const ALIKE: usize = 3;
/// Longest spans of days that are as exact as a week, a month, a year.
const SPANS: [(i32, DatePrecision); 3] =
    [(7, DatePrecision::Week), (31, DatePrecision::Month), (366, DatePrecision::Year)];

/// The value of a part that typed words are.
///
/// # Errors
/// If they are not of the part's form, or name what has several readings and none was chosen.
pub fn read(asked: &Typed, codebook: &Codebook) -> Result<Value, Refused> {
    Words { asked, codebook, questions: Cell::new(0) }.read()
}

/// A place in one line: what it is, where it lies, how many live there.
pub fn place_line(place: &Place<'_>) -> String {
    let held: Vec<&str> = [place.admin2, place.admin1, place.country].into_iter().flatten().collect();
    let point = place.point.map_or_else(|| "no point".to_string(), |p| format!("{:.3}, {:.3}", p.lat, p.lon));
    let people =
        if place.population == 0 { String::new() } else { format!(", {} people", HumanCount(place.population)) };
    let held = if held.is_empty() { String::new() } else { format!(", {}", held.join(", ")) };
    format!("{} ({}){held}: {point}{people}", place.name, place.kind.word())
}

/// Typed words, with where names are looked up.
struct Words<'a> {
    asked: &'a Typed<'a>,
    codebook: &'a Codebook,
    /// How many readings had to be chosen so far.
    questions: Cell<usize>,
}

impl Words<'_> {
    fn read(&self) -> Result<Value, Refused> {
        let Typed { part, words, event, .. } = *self.asked;
        let words = words.trim();
        let refused = || Refused::Form(format!("expected {}", form(part)));
        if typed(part, event).as_deref() == Some(words) {
            return Ok(present(part, event));
        }
        if words.is_empty() {
            return Err(refused());
        }
        if self.asked.span.is_some_and(|span| self.asked.text.get(span.start..span.end).is_none()) {
            return Err(Refused::Form("what was selected is not in the report".to_string()));
        }
        Ok(match part {
            Part::SubEventType => json!(SubEventType::from_code(&code(words)).ok_or_else(refused)?),
            Part::Standing => json!(Standing::from_code(&code(words)).ok_or_else(refused)?),
            Part::Focus => json!(Focus::from_code(&code(words)).ok_or_else(refused)?),
            Part::Date => json!(self.date(words).ok_or_else(refused)?),
            Part::Location => json!(self.location(words)?),
            Part::Weapons => self.items(words, |item| self.weapon(item))?,
            Part::Casualties => self.items(words, |item| self.casualty(item))?,
            Part::Initiators | Part::Targets | Part::ClaimedBy | Part::DeniedBy => {
                self.items(words, |item| self.actor(item))?
            }
            _ => return Err(refused()),
        })
    }

    fn items<T: serde::Serialize>(
        &self,
        words: &str,
        item: impl FnMut(&str) -> Result<T, Refused>,
    ) -> Result<Value, Refused> {
        if words == NONE {
            return Ok(json!([]));
        }
        let items = words.split(';').map(str::trim).filter(|words| !words.is_empty());
        Ok(json!(items.map(item).collect::<Result<Vec<T>, Refused>>()?))
    }

    fn date(&self, words: &str) -> Option<EventDate> {
        let old = &self.asked.event.date;
        if words == DatePrecision::Unknown.code() {
            return Some(EventDate::unknown(old.text.clone()));
        }
        let (start, end, precision) = match words.split_once(" to ") {
            Some((first, last)) => {
                let (start, end) = (day(first)?, day(last)?);
                let length = start.until(end).ok().map(|span| span.get_days() + 1).filter(|&days| days > 1)?;
                (start, end, SPANS.into_iter().find(|(days, _)| length <= *days)?.1)
            }
            None => match words.len() {
                4 => (day(&format!("{words}-01-01"))?, day(&format!("{words}-12-31"))?, DatePrecision::Year),
                7 => {
                    let first = day(&format!("{words}-01"))?;
                    (first, first.last_of_month(), DatePrecision::Month)
                }
                _ => (day(words)?, day(words)?, DatePrecision::Day),
            },
        };
        Some(EventDate {
            start: Some(start),
            end: Some(end),
            precision,
            reason: Some(format!("stated by {}", self.asked.by)),
            ..EventDate::unknown(self.selected().or_else(|| old.text.clone()))
        })
    }

    fn location(&self, words: &str) -> Result<Option<Location>, Refused> {
        if words == NONE {
            return Ok(None);
        }
        let (near, named) = words.strip_prefix("near ").map_or((false, words), |named| (true, named));
        let parts = split_quoted(named).ok_or_else(|| Refused::Form(format!("expected {}", form(Part::Location))))?;
        let (name, within) =
            parts.split_first().ok_or_else(|| Refused::Form(format!("expected {}", form(Part::Location))))?;
        let mut location = match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
            Some(name) => as_written(name, within, near),
            None => self.known_place(name, within)?.location(near),
        };
        let old = self.asked.event.location.as_ref().filter(|old| old.name == location.name);
        location.spans = match (self.asked.span, old) {
            (None, Some(old)) => old.spans.clone(),
            _ => self.spans(name.trim_matches('"')),
        };
        Ok(Some(location))
    }

    /// The place of a name, in the division and country behind it if there are any.
    fn known_place(&self, name: &str, within: &[String]) -> Result<Place<'_>, Refused> {
        let gazetteer = self.codebook.gazetteer();
        let resolution = gazetteer.resolve(&gazetteer.named(name), &PlaceContext::default());
        let places = resolution.best.into_iter().chain(resolution.others).map(|id| gazetteer.place(id));
        let holds = |place: &Place| {
            let held = [place.country, place.admin1, place.admin2];
            within.iter().all(|part| held.into_iter().flatten().any(|held| held.eq_ignore_ascii_case(part)))
        };
        let mut places: Vec<Place> = places.filter(holds).collect();
        places.truncate(OFFERED);
        let lines = || places.iter().map(place_line).collect();
        let chosen = match places.len() {
            0 => {
                let held = if within.is_empty() { String::new() } else { format!(" in {}", within.join(", ")) };
                let unknown =
                    format!("the gazetteer has no {name:?}{held}; \"{name}\" in quotation marks is taken as written");
                return Err(Refused::Form(unknown));
            }
            1 => 0,
            _ => self.choose(format!("Which {name}?"), lines())?,
        };
        Ok(places[chosen])
    }

    fn actor(&self, words: &str) -> Result<Actor, Refused> {
        let event = self.asked.event;
        let known = [&event.initiators, &event.targets, &event.claimed_by, &event.denied_by].into_iter().flatten();
        if let Some(actor) = known.into_iter().find(|actor| publish::plain(&actor.name) == words) {
            return Ok(actor.clone());
        }
        if let Some(name) = words.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
            let (name, spans) = (name.to_string(), self.spans(name));
            return Ok(Actor { name, aliases: Vec::new(), id: None, ancestry: Vec::new(), spans });
        }
        let registry = &self.codebook.registry;
        let days = event.date.start.zip(event.date.end);
        let mut meant: Vec<Actor> = Vec::new();
        for used in registry.find(words, None) {
            let actor = registry.meant(used, days);
            if meant.iter().all(|other| other.name != actor.name) {
                meant.push(actor);
            }
        }
        meant.truncate(OFFERED);
        let chosen = match meant.len() {
            0 => return Err(self.nobody(words)),
            1 => 0,
            _ => self.choose(format!("Which {words}?"), meant.iter().map(actor_line).collect())?,
        };
        let mut actor = meant.swap_remove(chosen);
        actor.spans = self.spans(words);
        Ok(actor)
    }

    /// The reading that was chosen of several.
    fn choose(&self, question: String, options: Vec<String>) -> Result<usize, Refused> {
        let asked = self.questions.get();
        self.questions.set(asked + 1);
        let chosen = self.asked.chosen.get(asked).copied();
        chosen.filter(|&n| n < options.len()).ok_or(Refused::Choose { question, options })
    }

    fn nobody(&self, words: &str) -> Refused {
        let registry = &self.codebook.registry;
        let alike = registry.similar(words, ALIKE).into_iter().map(|(i, _)| registry.actors[i].name.as_str());
        let alike: Vec<&str> = alike.collect();
        let alike = if alike.is_empty() { String::new() } else { format!(" (alike: {})", alike.join("; ")) };
        Refused::Form(format!(
            "the registry has no {words:?}{alike}; \"{words}\" in quotation marks is taken as written"
        ))
    }

    fn weapon(&self, words: &str) -> Result<WeaponUse, Refused> {
        if let Some(used) = self.asked.event.weapons.iter().find(|used| used.weapon == words) {
            return Ok(used.clone());
        }
        let known = self.codebook.weapons.iter().find(|entry| entry.name.eq_ignore_ascii_case(words));
        let known = known.ok_or_else(|| {
            Refused::Form(format!("the codebook has no weapon {words:?}; `dateline codes` lists them"))
        })?;
        Ok(WeaponUse { weapon: known.name.clone(), span: self.span(words) })
    }

    /// "killed at least 12 soldiers (army)".
    fn casualty(&self, words: &str) -> Result<Casualty, Refused> {
        let old = &self.asked.event.casualties;
        if let Some(told) = old.iter().find(|told| casualty(told) == words) {
            return Ok(told.clone());
        }
        let refused = || Refused::Form(format!("{words:?}: expected {}", form(Part::Casualties)));
        let (told, source) = match words.strip_suffix(')').and_then(|words| words.rsplit_once(" (")) {
            Some((told, source)) => (told, Some(self.source(source))),
            None => (words, None),
        };
        let (outcome, rest) = told.split_once(' ').ok_or_else(refused)?;
        let outcome = Outcome::from_code(outcome).ok_or_else(refused)?;
        let (figure, group) = figure(rest).ok_or_else(refused)?;
        let group = Some(group.to_string()).filter(|group| !group.is_empty());
        let like = old.iter().find(|told| told.outcome == outcome && told.group == group);
        let like = like.or_else(|| old.iter().find(|told| told.outcome == outcome));
        let span = self.asked.span.or(like.map(|told| told.span)).unwrap_or_else(|| self.nowhere());
        Ok(Casualty { outcome, group, figure, source, span })
    }

    /// Whom the report credits: as it has them, else at the place in the text where they stand.
    fn source(&self, words: &str) -> Quote {
        let known = self.asked.event.casualties.iter().flat_map(|told| &told.source).chain(&self.asked.event.sources);
        let known = known.into_iter().find(|source| publish::plain(&source.text) == words);
        known.cloned().unwrap_or_else(|| Quote { text: words.to_string(), span: self.found(words) })
    }

    fn spans(&self, words: &str) -> Vec<Span> {
        let span = self.span(words);
        if span.start == span.end { Vec::new() } else { vec![span] }
    }

    /// What the person selected.
    fn selected(&self) -> Option<Quote> {
        self.asked.span.map(|span| Quote::new(self.asked.text, span))
    }

    /// What the person selected, else where the words stand.
    fn span(&self, words: &str) -> Span {
        self.asked.span.unwrap_or_else(|| self.found(words))
    }

    /// Where the words first stand in the quotations, else in the text; an empty span if nowhere.
    fn found(&self, words: &str) -> Span {
        let quoted = self.asked.event.evidence.iter();
        let quoted = quoted.filter_map(|quote| quote.text.find(words).map(|at| quote.span.start + at));
        let at = quoted.chain(self.asked.text.find(words)).next();
        at.map_or_else(|| self.nowhere(), |at| Span::new(at, at + words.len()))
    }

    /// Where what the report has no words for is put: an empty span where the act is told.
    fn nowhere(&self) -> Span {
        Span::new(self.asked.event.anchor.span.start, self.asked.event.anchor.span.start)
    }
}

/// A figure, and the words behind it.
fn figure(words: &str) -> Option<(Figure, &str)> {
    let number = |words: &'_ str| -> Option<(u64, usize)> {
        let first = words.split(' ').next()?;
        Some((first.parse().ok()?, first.len()))
    };
    let behind = |words: &'_ str, at: usize| words.get(at..).map_or("", str::trim_start).len();
    let rest = |length: usize| &words[words.len() - length..];
    if let Some(bound) = words.strip_prefix("at least ") {
        let (n, at) = number(bound)?;
        return Some((Figure::at_least(n), rest(behind(bound, at))));
    }
    if let Some(bound) = words.strip_prefix("up to ") {
        let (n, at) = number(bound)?;
        return Some((Figure::at_most(n), rest(behind(bound, at))));
    }
    let (min, at) = number(words)?;
    let Some(upper) = words[at..].strip_prefix(" to ") else {
        return Some((Figure::exactly(min), rest(behind(words, at))));
    };
    let (max, at) = number(upper).filter(|(max, _)| *max > min)?;
    Some((Figure { min: Some(min), max: Some(max) }, rest(behind(upper, at))))
}

/// A day as records have it and in no other form.
fn day(words: &str) -> Option<Date> {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = words.split('-').collect();
    let shaped = parts.iter().map(|part| part.len()).eq([4, 2, 2]) && parts.into_iter().all(digits);
    shaped.then(|| words.parse().ok()).flatten()
}

/// "Air drone strike" as codes are spelled.
fn code(words: &str) -> String {
    words.to_lowercase().replace([' ', '-'], "_")
}

/// The parts between commas, of which the first may stand in quotation marks and have commas of its own; `None` if one
/// is empty.
fn split_quoted(words: &str) -> Option<Vec<String>> {
    let name = match words.strip_prefix('"') {
        Some(quoted) => quoted.find('"').map(|end| end + 2)?,
        None => words.find(',').unwrap_or(words.len()),
    };
    let (name, rest) = words.split_at(name);
    let rest = rest.trim();
    let rest = if rest.is_empty() { Vec::new() } else { rest.strip_prefix(',')?.split(',').collect() };
    let parts: Vec<String> = [name].into_iter().chain(rest).map(|part| part.trim().to_string()).collect();
    parts.iter().all(|part| !part.is_empty() && part != "\"\"").then_some(parts)
}

/// A place that no gazetteer knows. A part of three capitals is the country, another the division.
fn as_written(name: &str, within: &[String], near: bool) -> Location {
    let is_country = |part: &&String| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_uppercase());
    Location {
        name: name.to_string(),
        country: within.iter().find(is_country).cloned(),
        admin1: within.iter().find(|part| !is_country(part)).cloned(),
        point: None,
        geo_precision: if near { GeoPrecision::Near } else { GeoPrecision::Exact },
        extent: if near { Extent::Near } else { Extent::Spot },
        spans: Vec::new(),
    }
}

/// "Kataib Hezbollah (kataib_hezbollah), part of Popular Mobilization Forces".
fn actor_line(actor: &Actor) -> String {
    let id = actor.id.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
    let part = actor.ancestry.first().map(|parent| format!(", part of {parent}")).unwrap_or_default();
    format!("{}{id}{part}", actor.name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use record::EventReport;

    use super::*;

    const TEXT: &str = "Rebels killed 12 soldiers near Gao on Monday, the army said.";

    fn event() -> EventReport {
        let record = json!({ "report": "a", "text": TEXT, "event_reports": [{
            "id": "e1", "sub_event_type": "armed_clash", "standing": "occurred", "focus": "main",
            "start_date": "2024-03-01", "end_date": "2024-03-31", "date_precision": "month",
            "location": { "name": "Gao", "country": "MLI", "admin1": "Gao", "geo_precision": 2 },
            "initiators": [{ "name": "Rebels" }], "targets": [{ "name": "Military Forces of Mali" }],
            "weapons": ["drone"], "evidence": [TEXT],
            "casualties": [{ "outcome": "killed", "min": 12, "max": 12, "group": "soldiers", "source": "the army" }],
        }] });
        publish::read_record("here", &record).unwrap().event_reports.remove(0)
    }

    fn read(part: Part, words: &str) -> Result<Value, Refused> {
        let typed = Typed { part, words, event: &event(), text: TEXT, span: None, by: "ana", chosen: &[0; 9] };
        super::read(&typed, Codebook::embedded().unwrap())
    }

    fn toll(words: &str) -> Vec<Casualty> {
        serde_json::from_value(read(Part::Casualties, words).unwrap()).unwrap()
    }

    fn date(words: &str) -> Option<EventDate> {
        read(Part::Date, words).ok().map(|value| serde_json::from_value(value).unwrap())
    }

    #[test]
    fn what_is_offered_is_what_it_was() {
        for part in Part::ALL {
            if let Some(words) = typed(part, &event()) {
                assert_eq!(read(part, &words), Ok(present(part, &event())), "{part}: {words}");
            }
        }
        assert_eq!(typed(Part::Date, &event()).as_deref(), Some("2024-03"));
        assert_eq!(typed(Part::Location, &event()).as_deref(), Some("near Gao, MLI"));
        assert_eq!(typed(Part::Casualties, &event()).as_deref(), Some("killed 12 soldiers (the army)"));
    }

    #[test]
    fn figures_have_the_bounds_that_their_words_have() {
        let bounds = |words: &str| toll(words).iter().map(|t| (t.figure.min, t.figure.max)).collect::<Vec<_>>();
        assert_eq!(
            bounds("killed 3; wounded at least 5; missing up to 2"),
            [(Some(3), Some(3)), (Some(5), None), (None, Some(2))]
        );
        assert_eq!(bounds("killed 9 to 15 soldiers"), [(Some(9), Some(15))]);
        for words in
            ["killed", "killed twelve", "killed 15 to 9", "killed to 9", "hurt 3", "killed 3; boys", "killed -3"]
        {
            assert!(read(Part::Casualties, words).is_err(), "{words}");
        }
    }

    #[test]
    fn a_figure_keeps_the_words_of_the_one_that_it_replaces() {
        let (old, new) = (event().casualties.remove(0), toll("killed 13 soldiers (the army); wounded 4 (Monday)"));
        assert_eq!((new[0].span, &new[0].source), (old.span, &old.source));
        assert_eq!(new[0].group.as_deref(), Some("soldiers"));
        assert_eq!(new[1].source.as_ref().map(|by| by.span.of(TEXT)), Some("Monday"));
        assert_eq!(new[1].span.start, new[1].span.end, "the report has no words for it");
    }

    #[test]
    fn days_are_as_exact_as_they_are_typed() {
        let precision = |words: &str| date(words).map(|date| date.precision);
        assert_eq!(precision("2024-02-29"), Some(DatePrecision::Day));
        assert_eq!(precision("2024-02-26 to 2024-03-03"), Some(DatePrecision::Week));
        assert_eq!(precision("2024-02-26 to 2024-03-04"), Some(DatePrecision::Month));
        assert_eq!(precision("2024-02"), Some(DatePrecision::Month));
        assert_eq!(precision("2023-11-20 to 2024-03-04"), Some(DatePrecision::Year));
        assert_eq!(precision("2024"), Some(DatePrecision::Year));
        assert_eq!(precision("unknown"), Some(DatePrecision::Unknown));
        let wrong =
            ["2023-02-29", "2024-3-4", "20240304", "Monday", "2024-03-04 to 2024-03-03", "2020-01-01 to 2024-01-01"];
        wrong.iter().for_each(|words| assert_eq!(precision(words), None, "{words}"));
    }

    #[test]
    fn names_in_quotation_marks_are_taken_as_written() {
        let place = read(Part::Location, "near \"Bir, al-Ali\", Homs, SYR").unwrap();
        let shape = (&place["name"], &place["admin1"], &place["country"], &place["geo_precision"]);
        assert_eq!(shape, (&json!("Bir, al-Ali"), &json!("Homs"), &json!("SYR"), &json!("near")));
        assert!(read(Part::Location, "Xyzzyville").is_err());
        assert!(read(Part::Location, "\"\"").is_err());
        let actors = read(Part::Initiators, "Rebels; \"Xyzzy Front\"").unwrap();
        assert_eq!((&actors[0]["name"], &actors[1]["name"]), (&json!("Rebels"), &json!("Xyzzy Front")));
        assert!(read(Part::Initiators, "Xyzzy Front").is_err());
    }

    fn chosen(part: Part, words: &str, span: Option<Span>, chosen: &[usize]) -> Result<Value, Refused> {
        let typed = Typed { part, words, event: &event(), text: TEXT, span, by: "ana", chosen };
        super::read(&typed, Codebook::embedded().unwrap())
    }

    #[test]
    fn a_name_with_several_readings_waits_until_one_is_chosen() {
        let Err(Refused::Choose { question, options }) = chosen(Part::Location, "Tripoli", None, &[]) else {
            panic!("Tripoli is in Libya and in Lebanon");
        };
        assert_eq!(question, "Which Tripoli?");
        let lebanese = options.iter().position(|line| line.contains("LBN")).unwrap();
        let place = chosen(Part::Location, "Tripoli", None, &[lebanese]).unwrap();
        assert_eq!(place["country"], json!("LBN"));
        assert!(matches!(chosen(Part::Location, "Tripoli", None, &[99]), Err(Refused::Choose { .. })));
    }

    #[test]
    fn what_was_selected_is_where_the_value_stands() {
        let at = TEXT.find("near Gao").unwrap();
        let span = Some(Span::new(at, at + 8));
        let place = chosen(Part::Location, "\"Gao\", MLI", span, &[]).unwrap();
        assert_eq!(place["spans"], json!([[at, at + 8]]));
        let day = chosen(Part::Date, "2024-03-04", span, &[]).unwrap();
        assert_eq!(day["text"]["text"], json!("near Gao"));
        assert!(chosen(Part::Date, "2024-03-04", Some(Span::new(0, 9999)), &[]).is_err());
    }

    #[test]
    fn none_empties_what_may_be_empty() {
        assert_eq!(read(Part::Targets, "none"), Ok(json!([])));
        assert_eq!(read(Part::Location, "none"), Ok(Value::Null));
        assert!(read(Part::Standing, "none").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn any_words_are_read_or_refused(words in "(killed |near |2024-|at least |\\PC|[0-9 ;,()\"-]){0,12}") {
            for part in Part::ALL {
                let _ = read(part, &words);
            }
        }
    }
}
