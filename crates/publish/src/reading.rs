//! A record read back into its types: this program's own with its spans, or a human coder's without.

use record::{
    Actor, Casualty, CodedReport, Date, DateCandidate, DateOrigin, DatePrecision, Dateline, Doubt, EventDate,
    EventReport, Extent, Figure, Focus, Furniture, FurnitureKind, GeoPrecision, LatLon, Location, Outcome, Published,
    Quote, Report, Response, Span, Standing, SubEventType, Tally, WeaponUse,
};
use serde_json::Value;

use crate::RecordsError;

/// The report and what it tells, as [`record_json`](crate::record_json) wrote it or a person did.
///
/// Spans are taken from `spans`; where there are none, words are looked for in the text (`text`, or, failing that, title
/// and evidence), and a value that stands nowhere has the empty span at 0.
///
/// # Errors
/// If a code, a day or a number is none that the codebook knows; the error names the record, the field and the value.
pub fn read_record(place: &str, record: &Value) -> Result<CodedReport, RecordsError> {
    let record = Fields { place, value: record };
    let report = report(&record)?;
    let event_reports = record.list("event_reports").map(|e| event_report(&e, &report)).collect::<Result<_, _>>()?;
    let tallies = record.list("tallies").map(|t| tally(&t, &report)).collect::<Result<_, _>>()?;
    Ok(CodedReport { event_reports, tallies, doubts: doubts(&record)?, report })
}

/// The reprints that `dateline export jsonl` notes beside a record: the same text under other addresses, from other outlets, with
/// nothing of their own to tell.
///
/// What is wrong with a reprint's day is passed over: it then has none.
pub fn read_reprints(place: &str, record: &Value, of: &CodedReport) -> Vec<CodedReport> {
    let record = Fields { place, value: record };
    let one = |copy: Fields| {
        let text = of.report.text.clone();
        let published = copy.day("published").ok().flatten();
        let report = Report {
            id: copy.text("report")?,
            path: copy.text("path").unwrap_or_default(),
            title: copy.text("title").map(|title| found(&text, title)),
            published: published.map(|date| Published { date, origin: DateOrigin::Metadata }),
            outlets: copy.texts("outlets"),
            url: copy.text("url"),
            text,
            ..Report::default()
        };
        Some(CodedReport { report, event_reports: Vec::new(), tallies: Vec::new(), doubts: Vec::new() })
    };
    record.list("reprints").filter_map(one).collect()
}

/// An object of a record, and where it was read.
#[derive(Clone, Copy)]
struct Fields<'a> {
    place: &'a str,
    value: &'a Value,
}

impl<'a> Fields<'a> {
    fn get(&self, key: &str) -> Fields<'a> {
        Fields { place: self.place, value: self.value.get(key).unwrap_or(&Value::Null) }
    }

    fn list(&self, key: &str) -> impl Iterator<Item = Fields<'a>> + use<'a> {
        let place = self.place;
        self.get(key).value.as_array().into_iter().flatten().map(move |value| Fields { place, value })
    }

    fn text(&self, key: &str) -> Option<String> {
        self.get(key).value.as_str().map(str::to_string)
    }

    fn texts(&self, key: &str) -> Vec<String> {
        self.list(key).filter_map(|item| item.value.as_str().map(str::to_string)).collect()
    }

    fn number(&self, key: &str) -> Option<u64> {
        self.get(key).value.as_u64()
    }

    fn wrong(&self, key: &str) -> RecordsError {
        let value = self.get(key).value.to_string();
        RecordsError::Wrong { place: self.place.to_string(), field: key.to_string(), value }
    }

    /// A code of the codebook, which must be there.
    fn code<T>(&self, key: &str, known: impl Fn(&str) -> Option<T>) -> Result<T, RecordsError> {
        self.get(key).value.as_str().and_then(known).ok_or_else(|| self.wrong(key))
    }

    fn day(&self, key: &str) -> Result<Option<Date>, RecordsError> {
        match self.get(key).value {
            Value::Null => Ok(None),
            Value::String(day) => day.parse().map(Some).map_err(|_| self.wrong(key)),
            _ => Err(self.wrong(key)),
        }
    }

    /// The span of the `n`th value of a field: `spans.KEY[n]`, or the first of `spans.KEY[n]` where a value has several.
    fn spans(&self, key: &str, n: usize) -> Vec<Span> {
        let entry = self.get("spans").get(key).value.get(n);
        match entry.and_then(span_of) {
            Some(span) => vec![span],
            None => entry.and_then(Value::as_array).into_iter().flatten().filter_map(span_of).collect(),
        }
    }
}

fn span_of(value: &Value) -> Option<Span> {
    let [start, end] = value.as_array()?.as_slice() else { return None };
    let (start, end) = (usize::try_from(start.as_u64()?).ok()?, usize::try_from(end.as_u64()?).ok()?);
    (start <= end).then(|| Span::new(start, end))
}

fn report(record: &Fields) -> Result<Report, RecordsError> {
    let title = record.text("title");
    // Records of this program say where the body begins in a text that has its title already.
    let whole = record.number("body_start").is_some();
    let text = record.text("text").map(|text| match &title {
        Some(title) if !whole && !text.starts_with(title.as_str()) => format!("{title}\n\n{text}"),
        _ => text,
    });
    let text = text.unwrap_or_else(|| quoted_text(record, title.as_deref()));
    let date_candidates = date_candidates(record)?;
    let published = record.day("published")?.map(|date| {
        let found = date_candidates.iter().find(|candidate| candidate.date == date);
        Published { date, origin: found.map_or(DateOrigin::Metadata, |candidate| candidate.origin) }
    });
    let mut outlets = record.texts("outlets");
    outlets.extend(record.text("outlet"));
    let nameless = || RecordsError::Nameless { place: record.place.to_string() };
    Ok(Report {
        id: record.text("report").ok_or_else(nameless)?,
        path: record.text("path").unwrap_or_else(|| record.place.to_string()),
        title: title.map(|title| found(&text, title)),
        body_start: record.number("body_start").and_then(|start| usize::try_from(start).ok()).unwrap_or(0),
        dateline: dateline(record, &text),
        furniture: furniture(record)?,
        extra: record.get("extra").value.as_object().cloned().into_iter().flatten().collect(),
        date_candidates,
        text,
        published,
        outlets,
        url: record.text("url"),
        author: record.text("author"),
        language: record.text("language"),
        copies: record.texts("copies"),
    })
}

fn date_candidates(record: &Fields) -> Result<Vec<DateCandidate>, RecordsError> {
    let one = |candidate: Fields| {
        Ok(DateCandidate {
            date: candidate.day("date")?.ok_or_else(|| candidate.wrong("date"))?,
            origin: candidate.code("origin", DateOrigin::from_code)?,
            span: span_of(candidate.get("span").value),
        })
    };
    record.list("date_candidates").map(one).collect()
}

fn dateline(record: &Fields, text: &str) -> Option<Dateline> {
    let dateline = record.get("dateline");
    let span = span_of(dateline.get("span").value)?;
    let place = dateline.text("place").map(|place| {
        let within = text.get(span.start..span.end).and_then(|words| words.find(&place));
        let start = span.start + within.unwrap_or(0);
        Quote { span: Span::new(start, start + place.len()), text: place }
    });
    Some(Dateline { span, place, agency: dateline.text("agency") })
}

fn furniture(record: &Fields) -> Result<Vec<Furniture>, RecordsError> {
    let one = |piece: Fields| {
        let span = span_of(piece.get("span").value).ok_or_else(|| piece.wrong("span"))?;
        Ok(Furniture { span, kind: piece.code("kind", FurnitureKind::from_code)? })
    };
    record.list("furniture").map(one).collect()
}

/// Title and quotations, for a record that comes without its report's text.
fn quoted_text(record: &Fields, title: Option<&str>) -> String {
    let mut parts: Vec<String> = title.map(str::to_string).into_iter().collect();
    for told in record.list("event_reports").chain(record.list("tallies")) {
        for quote in told.texts("evidence") {
            if !parts.contains(&quote) {
                parts.push(quote);
            }
        }
    }
    parts.join("\n\n")
}

fn event_report(fields: &Fields, report: &Report) -> Result<EventReport, RecordsError> {
    let text = &report.text;
    let evidence = quotes(fields, "evidence", text);
    let anchor = fields.spans("sub_event_type", 0).first().and_then(|&span| quote_at(text, span));
    Ok(EventReport {
        id: fields.text("id").ok_or_else(|| fields.wrong("id"))?,
        sub_event_type: fields.code("sub_event_type", SubEventType::from_code)?,
        anchor: anchor.or_else(|| evidence.first().cloned()).unwrap_or_else(|| found(text, String::new())),
        standing: fields.code("standing", Standing::from_code)?,
        focus: fields.code("focus", Focus::from_code)?,
        date: event_date(fields, text)?,
        location: location(&fields.get("location"), fields)?,
        initiators: actors(fields, "initiators", text),
        targets: actors(fields, "targets", text),
        weapons: weapons(fields, text),
        casualties: casualties(fields, text)?,
        victims: quotes(fields, "victims", text),
        sources: quotes(fields, "sources", text),
        claimed_by: actors(fields, "claimed_by", text),
        denied_by: actors(fields, "denied_by", text),
        response_to: fields.text("response_to").map(|to| {
            let span = fields.spans("response_to", 0).first().copied().unwrap_or(Span::new(0, 0));
            Response { to, span }
        }),
        evidence,
        doubts: doubts(fields)?,
    })
}

fn event_date(fields: &Fields, text: &str) -> Result<EventDate, RecordsError> {
    let (start, end) = (fields.day("start_date")?, fields.day("end_date")?);
    let mut spans = fields.get("spans").list("date").filter_map(|span| span_of(span.value));
    let words = fields.text("date_text").map(|words| placed(text, words, spans.next()));
    let precision = fields.code("date_precision", DatePrecision::from_code)?;
    Ok(EventDate {
        start,
        end: end.or(start).max(start),
        precision,
        anchor: spans.next().and_then(|span| quote_at(text, span)),
        reason: fields.text("date_reason"),
        approximate: fields.text("date_edtf").is_some_and(|date| date.contains('~')),
        ..EventDate::unknown(words)
    })
}

fn location(place: &Fields, of: &Fields) -> Result<Option<Location>, RecordsError> {
    let Some(name) = place.text("name") else { return Ok(None) };
    let precision = match place.number("geo_precision") {
        Some(1) => GeoPrecision::Exact,
        Some(2) => GeoPrecision::Near,
        Some(3) => GeoPrecision::Province,
        _ => return Err(place.wrong("geo_precision")),
    };
    let point = place.get("lat").value.as_f64().zip(place.get("lon").value.as_f64());
    let admin1 = place.text("admin1");
    let extent = place.number("where_prec").and_then(extent).unwrap_or(match precision {
        GeoPrecision::Exact => Extent::Spot,
        GeoPrecision::Near => Extent::Near,
        GeoPrecision::Province if admin1.is_some() => Extent::Division,
        GeoPrecision::Province => Extent::Country,
    });
    Ok(Some(Location {
        name,
        country: place.text("country"),
        admin1,
        point: point.map(|(lat, lon)| LatLon { lat, lon }),
        geo_precision: precision,
        extent,
        spans: of.get("spans").list("location").filter_map(|span| span_of(span.value)).collect(),
    }))
}

/// The extent with this number of UCDP's.
fn extent(where_prec: u64) -> Option<Extent> {
    use Extent::*;
    [Spot, Near, District, Division, Area, Country, Waters]
        .into_iter()
        .find(|e| u64::from(e.where_prec()) == where_prec)
}

fn actors(fields: &Fields, key: &str, text: &str) -> Vec<Actor> {
    let one = |(n, actor): (usize, Fields)| {
        let name = actor.text("name")?;
        let spans = fields.spans(key, n);
        let known = text.find(&name).map(|start| Span::new(start, start + name.len()));
        Some(Actor {
            aliases: actor.texts("aliases"),
            id: actor.text("id"),
            ancestry: actor.texts("ancestry"),
            spans: if spans.is_empty() { known.into_iter().collect() } else { spans },
            name,
        })
    };
    fields.list(key).enumerate().filter_map(one).collect()
}

fn weapons(fields: &Fields, text: &str) -> Vec<WeaponUse> {
    let span =
        |n: usize, weapon: &str| placed(text, weapon.to_string(), fields.spans("weapons", n).first().copied()).span;
    let weapons = fields.texts("weapons").into_iter().enumerate();
    weapons.map(|(n, weapon)| WeaponUse { span: span(n, &weapon), weapon }).collect()
}

fn casualties(fields: &Fields, text: &str) -> Result<Vec<Casualty>, RecordsError> {
    let one = |(n, casualty): (usize, Fields)| {
        let group = casualty.text("group");
        let source = casualty.text("source");
        let span = fields.spans("casualties", n).first().copied();
        Ok(Casualty {
            outcome: casualty.code("outcome", Outcome::from_code)?,
            figure: Figure { min: casualty.number("min"), max: casualty.number("max") },
            span: span.unwrap_or_else(|| found(text, group.clone().unwrap_or_default()).span),
            source: source.map(|s| placed(text, s, fields.spans("casualty_sources", n).first().copied())),
            group,
        })
    };
    fields.list("casualties").enumerate().map(one).collect()
}

fn tally(fields: &Fields, report: &Report) -> Result<Tally, RecordsError> {
    let text = &report.text;
    let start = fields.day("start_date")?;
    let precision = fields.code("date_precision", DatePrecision::from_code).unwrap_or(DatePrecision::Unknown);
    let since = fields.spans("date", 0).first().and_then(|&span| quote_at(text, span));
    Ok(Tally {
        id: fields.text("id").ok_or_else(|| fields.wrong("id"))?,
        what: fields.text("what").ok_or_else(|| fields.wrong("what"))?,
        initiators: actors(fields, "initiators", text),
        targets: actors(fields, "targets", text),
        location: location(&fields.get("location"), fields)?,
        figure: Figure { min: fields.number("min"), max: fields.number("max") },
        joint: fields.get("joint").value == &Value::Bool(true),
        since: EventDate { start, end: start, precision, ..EventDate::unknown(since) },
        as_of: fields.day("as_of")?,
        source: fields.text("source").map(|s| placed(text, s, fields.spans("source", 0).first().copied())),
        evidence: quotes(fields, "evidence", text),
    })
}

fn doubts(fields: &Fields) -> Result<Vec<Doubt>, RecordsError> {
    let one = |doubt: Fields| {
        Ok(Doubt {
            field: doubt.code("field", record::Field::from_code)?,
            reason: doubt.code("reason", record::DoubtReason::from_code)?,
            note: doubt.text("note").unwrap_or_default(),
            span: span_of(doubt.get("span").value),
        })
    };
    fields.list("doubts").map(one).collect()
}

fn quotes(fields: &Fields, key: &str, text: &str) -> Vec<Quote> {
    let words = fields.texts(key).into_iter().enumerate();
    words.map(|(n, words)| placed(text, words, fields.spans(key, n).first().copied())).collect()
}

/// Words at their span, or where they are first found.
fn placed(text: &str, words: String, span: Option<Span>) -> Quote {
    match span {
        Some(span) => Quote { text: words, span },
        None => found(text, words),
    }
}

/// Words where they first stand in the text, else at its start.
fn found(text: &str, words: String) -> Quote {
    let start = text.find(&words).filter(|_| !words.is_empty());
    Quote { span: start.map_or(Span::new(0, 0), |start| Span::new(start, start + words.len())), text: words }
}

fn quote_at(text: &str, span: Span) -> Option<Quote> {
    text.get(span.start..span.end).map(|words| Quote { text: words.to_string(), span })
}
