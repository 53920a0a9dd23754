//! What may fill a role: the places of one wording together, with all that tells whether they do.

use std::collections::BTreeMap;

use reader::{IncidentReading, IncidentRole, IncidentSpan, IncidentType, Reader};
use record::Span;

use crate::example::Example;
use crate::regression::{chance, log_odds};
use crate::sentence::sentences;
use crate::wording::compared;

/// Types of incidents.
pub(crate) const TYPES: usize = IncidentType::ALL.len();
/// Features of a candidate: what goes for all roles, and for each role whether it is that, with its two scores.
pub(crate) const FEATURES: usize = 14 + 3 * IncidentRole::ALL.len();
/// Log odds of what was not seen at all.
const UNSEEN: f64 = -4.0;

/// What was seen in a document.
#[derive(Clone, Debug)]
pub struct Seen {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) sentences: Vec<Told>,
}

/// What a sentence tells of, as log odds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub incident: f64,
    pub types: [f64; TYPES],
}

/// A wording that may fill a role.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub role: IncidentRole,
    /// As the surest place has it.
    pub words: String,
    /// As the scorers compare it.
    pub wording: String,
    /// The first character of the surest place.
    pub at: usize,
    pub spans: Vec<Span>,
    /// The sentences of its places.
    pub sentences: Vec<usize>,
    /// Of the surest place: that the incident is of each type, as log odds.
    pub types: [f64; TYPES],
    pub features: Vec<f64>,
}

impl Seen {
    /// Reads a document. `None` if the reader has no heads for MUC-4.
    pub fn read(example: &Example, reader: &Reader) -> Option<Seen> {
        let bounds = sentences(&example.doctext);
        let reading = reader.read_incidents(&example.doctext, &bounds)?;
        Some(Seen::of(&example.doctext, &bounds, &reading))
    }

    fn of(text: &str, bounds: &[Span], reading: &IncidentReading) -> Seen {
        let score = |x: f32| if x.is_finite() { f64::from(x) } else { UNSEEN };
        let told =
            |s: &[f32; 1 + TYPES]| Told { incident: score(s[0]), types: std::array::from_fn(|t| score(s[1 + t])) };
        let sentences: Vec<Told> = reading.sentences.iter().map(told).collect();
        let mut places: BTreeMap<(IncidentRole, String), Vec<&IncidentSpan>> = BTreeMap::new();
        for span in &reading.spans {
            let wording = compared(span.span.of(text));
            if !wording.is_empty() {
                places.entry((span.role, wording)).or_default().push(span);
            }
        }
        let look = Look { text, bounds, reading, sentences: &sentences, places: &places };
        let candidates = places.iter().map(|((role, wording), spans)| look.candidate(*role, wording, spans)).collect();
        Seen { candidates, sentences }
    }
}

/// All that a candidate is seen beside.
struct Look<'a> {
    text: &'a str,
    bounds: &'a [Span],
    reading: &'a IncidentReading,
    sentences: &'a [Told],
    places: &'a BTreeMap<(IncidentRole, String), Vec<&'a IncidentSpan>>,
}

impl Look<'_> {
    fn candidate(&self, role: IncidentRole, wording: &str, spans: &[&IncidentSpan]) -> Candidate {
        let best = surest(spans);
        let sentence = |s: &&IncidentSpan| self.bounds.partition_point(|b| b.start <= s.span.start).saturating_sub(1);
        Candidate {
            role,
            words: best.span.of(self.text).to_string(),
            wording: wording.to_string(),
            at: self.text[..best.span.start].chars().count(),
            spans: spans.iter().map(|s| s.span).collect(),
            sentences: spans.iter().map(sentence).collect(),
            types: best.types.map(f64::from),
            features: self.features(role, wording, spans, best, sentence(&best)),
        }
    }

    fn features(
        &self,
        role: IncidentRole,
        wording: &str,
        spans: &[&IncidentSpan],
        best: &IncidentSpan,
        sentence: usize,
    ) -> Vec<f64> {
        let score = f64::from(best.score);
        let none = spans.iter().map(|s| 1.0 - chance(f64::from(s.score))).product::<f64>();
        let somewhere = log_odds(1.0 - none);
        let of_role = |other: IncidentRole| {
            self.places.iter().filter(move |((r, _), _)| *r == other).map(|(_, s)| f64::from(surest(s).score))
        };
        let surer = of_role(role).filter(|&s| s > score).count() as f64;
        let elsewhere = IncidentRole::ALL.into_iter().filter(|&r| r != role).flat_map(of_role);
        let all = |f: fn(&Told) -> f64| highest(self.sentences.iter().map(f));
        let mut out = vec![
            score,
            somewhere,
            (spans.len() as f64).ln(),
            best.span.start as f64 / self.text.len().max(1) as f64,
            all(|t| t.incident),
            self.sentences.get(sentence).map_or(UNSEEN, |t| t.incident),
            highest(self.rivals(|s| s.role != role && s.span == best.span)),
            highest(self.rivals(|s| s.role == role && s.span != best.span && s.span.overlaps(best.span))) - score,
            surer.ln_1p(),
            (wording.split(' ').count() as f64).ln(),
            highest(of_role(role)) - score,
            all(|t| highest(t.types)),
            highest(elsewhere),
            (of_role(role).count() as f64).ln(),
        ];
        out.extend(IncidentRole::ALL.into_iter().flat_map(|r| {
            let is = if r == role { 1.0 } else { 0.0 };
            [is, is * score, is * somewhere]
        }));
        out
    }

    fn rivals(&self, is: impl Fn(&IncidentSpan) -> bool) -> impl Iterator<Item = f64> {
        self.reading.spans.iter().filter(move |s| is(s)).map(|s| f64::from(s.score))
    }
}

/// The highest of some log odds.
pub(crate) fn highest(log_odds: impl IntoIterator<Item = f64>) -> f64 {
    log_odds.into_iter().reduce(f64::max).unwrap_or(UNSEEN)
}

/// The surest of places, of equal ones the first.
fn surest<'s>(spans: &[&'s IncidentSpan]) -> &'s IncidentSpan {
    spans.iter().skip(1).fold(spans[0], |best, s| if s.score > best.score { s } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str, words: &str, from: usize, role: IncidentRole, score: f32) -> IncidentSpan {
        let start = from + text[from..].find(words).expect("the words stand there");
        IncidentSpan { span: Span::new(start, start + words.len()), role, score, types: [0.0; TYPES] }
    }

    #[test]
    fn places_of_one_wording_are_one_candidate() {
        let text = "the rebels burned a mill.  rebels fled from the mill.";
        let spans = vec![
            span(text, "the rebels", 0, IncidentRole::PerpInd, -1.0),
            span(text, "rebels", 20, IncidentRole::PerpInd, 1.0),
            span(text, "mill", 0, IncidentRole::Target, 2.0),
        ];
        let reading = IncidentReading { spans, sentences: vec![[0.0; 1 + TYPES]; 2] };
        let seen = Seen::of(text, &sentences(text), &reading);
        let told: Vec<(&str, usize, &[usize])> =
            seen.candidates.iter().map(|c| (c.words.as_str(), c.at, c.sentences.as_slice())).collect();
        assert_eq!(told, [("rebels", 27, &[0, 1][..]), ("mill", 20, &[0][..])]);
        assert!(seen.candidates.iter().all(|c| c.features.len() == FEATURES));
        assert!(seen.candidates[0].features[1] > seen.candidates[0].features[0], "two places are surer than one");
    }
}
