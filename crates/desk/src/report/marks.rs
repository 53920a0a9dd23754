//! The text of a report with the coded values in it marked, where spans overlap too.

use std::collections::BTreeSet;

use record::{Actor, EventReport, Span};
use serde::Serialize;

/// What is marked in a text: the words that carry a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub span: Span,
    /// The family of fields, which has a colour.
    pub kind: &'static str,
    /// Field and value in words.
    pub words: String,
}

/// A run of a text on all of which the same marks lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Piece {
    /// The byte of the report's text at which it begins.
    pub start: usize,
    pub text: String,
    /// The family that it is coloured by: that of the shortest mark. Empty if none lies on it.
    pub kind: &'static str,
    /// All families whose marks lie on it.
    pub kinds: Vec<&'static str>,
    /// Fields and values in words, the shortest mark first.
    pub words: Vec<String>,
    /// Whether a quotation that carries an event lies on it.
    pub told: bool,
    /// Names of quotations that begin here, as addresses lead to them: "b120-180".
    pub anchors: Vec<String>,
}

/// Families of fields, as the legend lists them.
pub(crate) const KINDS: [(&str, &str); 9] = [
    ("act", "what happened"),
    ("who", "who, whom"),
    ("place", "where"),
    ("when", "when"),
    ("weapon", "with what"),
    ("toll", "casualties, victims"),
    ("source", "who says so"),
    ("answer", "in answer to"),
    ("doubt", "doubt"),
];

/// The name of a place in a text, as addresses have it.
pub(crate) fn anchor(span: Span) -> String {
    format!("b{}-{}", span.start, span.end)
}

/// The values of an event report, each where the report tells it. `name` says which event report it is.
pub(crate) fn marks(event: &EventReport, name: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut put =
        |kind, span: Span, words: String| marks.push(Mark { span, kind, words: format!("{name} · {words}") });
    put("act", event.anchor.span, format!("type: {}", event.sub_event_type.code().replace('_', " ")));
    let when = publish::words::days(&event.date).unwrap_or_else(|| "no day follows from it".to_string());
    let told = event.date.text.iter().chain(&event.date.anchor);
    told.for_each(|quote| put("when", quote.span, format!("date: {when} ({})", event.date.precision)));
    if let Some(location) = &event.location {
        let words = publish::words::location(location);
        location.spans.iter().for_each(|&span| put("place", span, format!("location: {words}")));
    }
    for (field, actors) in sides(event) {
        for actor in actors {
            let words = format!("{field}: {}", publish::plain(&actor.name));
            actor.spans.iter().for_each(|&span| put("who", span, words.clone()));
        }
    }
    event.weapons.iter().for_each(|used| put("weapon", used.span, format!("weapon: {}", used.weapon)));
    for casualty in &event.casualties {
        let words = publish::words::casualty(casualty);
        put("toll", casualty.span, format!("figure: {words}"));
        casualty.source.iter().for_each(|source| put("source", source.span, format!("source of: {words}")));
    }
    event.victims.iter().for_each(|quote| put("toll", quote.span, "victim".to_string()));
    event.sources.iter().for_each(|quote| put("source", quote.span, "source".to_string()));
    event.response_to.iter().for_each(|response| put("answer", response.span, format!("answers: {}", response.to)));
    for doubt in &event.doubts {
        doubt.span.iter().for_each(|&span| put("doubt", span, format!("{}: {}", doubt.field, doubt.note)));
    }
    marks
}

/// The actors of an event report by the field that they stand in.
pub(crate) fn sides(event: &EventReport) -> [(&'static str, &[Actor]); 4] {
    [
        ("initiator", &event.initiators),
        ("target", &event.targets),
        ("claimed by", &event.claimed_by),
        ("denied by", &event.denied_by),
    ]
}

/// A stretch of a text in pieces. `told` are the quotations; what lies outside the stretch, or not on characters, is left out.
pub(crate) fn pieces(text: &str, window: Span, marks: &[Mark], told: &[Span]) -> Vec<Piece> {
    let within = |span: Span| Span::new(span.start.max(window.start), span.end.min(window.end).max(window.start));
    let fits = |span: &Span| span.overlaps(window) && text.get(span.start..span.end).is_some();
    let marks: Vec<(Span, &Mark)> =
        marks.iter().filter(|mark| fits(&mark.span)).map(|mark| (within(mark.span), mark)).collect();
    let told: Vec<(Span, Span)> = told.iter().filter(|span| fits(span)).map(|&span| (within(span), span)).collect();
    let ends = marks.iter().map(|(span, _)| *span).chain(told.iter().map(|(span, _)| *span)).chain([window]);
    let cuts: BTreeSet<usize> = ends.flat_map(|span| [span.start, span.end]).collect();
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let piece = |pair: &[usize]| {
        let here = Span::new(pair[0], pair[1]);
        let mut on: Vec<&Mark> = marks.iter().filter(|(span, _)| span.contains(here)).map(|(_, mark)| *mark).collect();
        on.sort_by_key(|mark| (mark.span.end - mark.span.start, mark.span.start));
        let mut kinds: Vec<&'static str> = on.iter().map(|mark| mark.kind).collect();
        let kind = kinds.iter().copied().find(|kind| *kind != "doubt").or(kinds.first().copied()).unwrap_or("");
        kinds.sort();
        kinds.dedup();
        let mut words: Vec<String> = Vec::new();
        on.iter().for_each(|mark| words.extend((!words.contains(&mark.words)).then(|| mark.words.clone())));
        let begins = told.iter().filter(|(span, _)| span.start == here.start).map(|(_, whole)| anchor(*whole));
        Some(Piece {
            start: here.start,
            text: text.get(here.start..here.end)?.to_string(),
            kind,
            kinds,
            words,
            told: told.iter().any(|(span, _)| span.contains(here)),
            anchors: begins.collect(),
        })
    };
    cuts.windows(2).filter_map(piece).collect()
}

/// The quotation that holds the words, else the line that they stand in.
pub(crate) fn sentence(text: &str, quotes: &[record::Quote], span: Span) -> Span {
    if let Some(quote) = quotes.iter().find(|quote| quote.span.contains(span)) {
        return quote.span;
    }
    let start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(span.end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| span.end + at);
    Span::new(start, end.max(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(kind: &'static str, start: usize, end: usize) -> Mark {
        Mark { span: Span::new(start, end), kind, words: format!("{kind} {start}") }
    }

    fn shown(pieces: &[Piece]) -> Vec<(&str, &str, usize)> {
        pieces.iter().map(|piece| (piece.text.as_str(), piece.kind, piece.words.len())).collect()
    }

    #[test]
    fn spans_that_overlap_are_cut_where_they_meet() {
        let text = "killed five soldiers in Gao";
        let marks = [mark("toll", 7, 20), mark("who", 12, 27), mark("place", 24, 27)];
        let pieces = pieces(text, Span::new(0, text.len()), &marks, &[Span::new(0, 20)]);
        assert_eq!(
            shown(&pieces),
            [
                ("killed ", "", 0),
                ("five ", "toll", 1),
                ("soldiers", "toll", 2),
                (" in ", "who", 1),
                ("Gao", "place", 2)
            ]
        );
        assert_eq!(pieces.iter().map(|piece| piece.told).collect::<Vec<_>>(), [true, true, true, false, false]);
        assert_eq!(pieces[0].anchors, ["b0-20"]);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
    }

    #[test]
    fn a_stretch_keeps_the_bytes_of_the_whole_and_a_doubt_colours_only_what_nothing_else_does() {
        let text = "في غزة قتل ثلاثة";
        let place = text.find("غزة").unwrap();
        let window = Span::new(place, text.len());
        let marks = [mark("doubt", place, place + 6), mark("place", place, place + 6), mark("who", 1, 2)];
        let pieces = pieces(text, window, &marks, &[Span::new(0, text.len())]);
        assert_eq!((pieces[0].start, pieces[0].kind, &*pieces[0].text), (place, "place", "غزة"));
        assert_eq!(pieces[0].kinds, ["doubt", "place"]);
        assert_eq!(pieces.len(), 2, "what does not lie on characters is left out");
        assert_eq!(pieces[0].anchors, [format!("b0-{}", text.len())]);
    }

    #[test]
    fn words_outside_every_quotation_stand_in_their_line() {
        let text = "One.\nTwo three.\nFour.";
        let quotes = [record::Quote::new(text, Span::new(0, 4))];
        assert_eq!(sentence(text, &quotes, Span::new(0, 3)), Span::new(0, 4));
        assert_eq!(sentence(text, &quotes, Span::new(9, 14)).of(text), "Two three.");
    }
}
