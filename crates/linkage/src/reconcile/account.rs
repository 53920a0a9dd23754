//! The tellings of one event in their stated order, and which of them are independent.

use record::{Date, Telling};
use rustc_hash::FxHashSet;

use super::phrase::words;
use crate::casualty::closeness::is_anyone;
use crate::casualty::people::telling_words;

/// Words in a row that two tellings must share to count as one quotation.
const ROW: usize = 5;
/// Rows that the shorter evidence must have for it to be compared at all.
const FEWEST_ROWS: usize = 4;

/// The tellings of one event, in order of publication (undated ones last), then of key, each key once.
pub(crate) struct Account<'a> {
    pub tellings: Vec<&'a Telling>,
    /// For each telling the number of its voice: tellings of one voice count once.
    pub voices: Vec<usize>,
}

impl<'a> Account<'a> {
    pub(crate) fn new(tellings: &'a [Telling]) -> Account<'a> {
        let mut tellings: Vec<&Telling> = tellings.iter().collect();
        tellings.sort_by_key(|telling| (telling.published.is_none(), telling.published, telling.key));
        tellings.dedup_by_key(|telling| telling.key);
        let voices = voices(&tellings);
        Account { tellings, voices }
    }

    /// How many voices these tellings have.
    pub(crate) fn votes(&self, members: &[usize]) -> usize {
        members.iter().filter_map(|&member| self.voices.get(member)).collect::<FxHashSet<_>>().len()
    }

    /// Who published a telling; its report's `id` where that is not known.
    pub(crate) fn name(&self, member: usize) -> String {
        let telling = self.tellings.get(member);
        telling.map_or_else(String::new, |telling| match telling.outlets.as_slice() {
            [] => telling.report_id.clone(),
            outlets => outlets.join(" and "),
        })
    }

    /// Who published these tellings, each once, in order.
    pub(crate) fn names(&self, members: &[usize]) -> String {
        let mut names: Vec<String> = Vec::new();
        for &member in members {
            let name = self.name(member);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(", ")
    }

    /// The value that most voices have among those of the best `rank` (lower is better); the earliest telling's of equals.
    ///
    /// Gives the number of that telling. Tellings that `value` has nothing for do not count.
    pub(crate) fn most<V: PartialEq, R: Ord>(&self, value: impl Fn(&'a Telling) -> Option<(R, V)>) -> Option<usize> {
        let all: Vec<(usize, R, V)> = (self.tellings.iter().enumerate())
            .filter_map(|(at, telling)| value(telling).map(|(rank, value)| (at, rank, value)))
            .collect();
        let best = all.iter().map(|(_, rank, _)| rank).min()?;
        let fit: Vec<&(usize, R, V)> = all.iter().filter(|(_, rank, _)| rank == best).collect();
        let votes = |wanted: &V| {
            let members: Vec<usize> =
                fit.iter().filter(|(_, _, value)| value == wanted).map(|(at, _, _)| *at).collect();
            self.votes(&members)
        };
        fit.iter().max_by_key(|(at, _, value)| (votes(value), std::cmp::Reverse(*at))).map(|(at, _, _)| *at)
    }

    /// Day of publication; `None` if not known.
    pub(crate) fn published(&self, member: usize) -> Option<Date> {
        self.tellings.get(member).and_then(|telling| telling.published)
    }
}

/// Tellings of one report, of one outlet, with the same words, or by the same single source are one voice.
fn voices(tellings: &[&Telling]) -> Vec<usize> {
    let marks: Vec<Marks> = tellings.iter().map(|telling| Marks::new(telling)).collect();
    let mut voices: Vec<usize> = (0..tellings.len()).collect();
    for (a, mark) in marks.iter().enumerate() {
        for (b, other) in marks.iter().enumerate().skip(a + 1) {
            let (Some(&one), Some(&two)) = (voices.get(a), voices.get(b)) else { continue };
            if one != two && mark.is_one_voice_with(other) {
                let (keep, drop) = (one.min(two), one.max(two));
                voices.iter_mut().filter(|voice| **voice == drop).for_each(|voice| *voice = keep);
            }
        }
    }
    voices
}

/// What tells whether two tellings are independent.
struct Marks {
    report: record::Key,
    outlets: Vec<Vec<String>>,
    /// The only source credited, if it is the same wherever it is credited.
    source: Option<Vec<String>>,
    rows: FxHashSet<String>,
}

impl Marks {
    fn new(telling: &Telling) -> Marks {
        let source = match telling.event_report.sources.as_slice() {
            [only] => Some(telling_words(&only.text)).filter(|words| !words.is_empty() && !is_anyone(words)),
            _ => None,
        };
        let rows = telling.event_report.evidence.iter().flat_map(|quote| {
            let words = words(&quote.text);
            words.windows(ROW).map(|row| row.join(" ")).collect::<Vec<_>>()
        });
        let outlets = telling.outlets.iter().map(|outlet| telling_words(outlet)).collect();
        Marks { report: telling.report, outlets, source, rows: rows.collect() }
    }

    fn is_one_voice_with(&self, other: &Marks) -> bool {
        let outlet = self.outlets.iter().any(|outlet| other.outlets.contains(outlet));
        let source = self.source.is_some() && self.source == other.source;
        let credits = |a: &Marks, b: &Marks| a.source.as_ref().is_some_and(|source| b.outlets.contains(source));
        self.report == other.report
            || outlet
            || source
            || credits(self, other)
            || credits(other, self)
            || self.has_the_words_of(other)
    }

    /// Whether half or more of the shorter evidence stands in the longer.
    fn has_the_words_of(&self, other: &Marks) -> bool {
        let (short, long) = if self.rows.len() <= other.rows.len() { (self, other) } else { (other, self) };
        let shared = short.rows.iter().filter(|row| long.rows.contains(*row)).count();
        short.rows.len() >= FEWEST_ROWS && 2 * shared >= short.rows.len()
    }
}
