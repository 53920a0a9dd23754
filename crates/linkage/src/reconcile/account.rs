//! The tellings of one event in their stated order, and which of them are independent.

use record::{Date, Key, Telling};
use rustc_hash::{FxHashMap, FxHashSet};

use super::phrase::words;
use crate::casualty::closeness::is_anyone;
use crate::casualty::people::telling_words;
use crate::wording::hash;

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
    let mut voices: Vec<usize> = (0..tellings.len()).collect();
    let mut known: FxHashMap<Mark, usize> = FxHashMap::default();
    for (at, telling) in tellings.iter().enumerate() {
        for mark in marks(telling) {
            let first = *known.entry(mark).or_insert(at);
            join(&mut voices, first, at);
        }
    }
    join_copies(&mut voices, tellings);
    voices
}

/// What two tellings that are not independent share. A source and an outlet of one name are one mark, so that who credits
/// another outlet alone is of its voice.
#[derive(PartialEq, Eq, Hash)]
enum Mark {
    Report(Key),
    Outlet(String),
}

fn marks(telling: &Telling) -> Vec<Mark> {
    let mut marks = vec![Mark::Report(telling.report)];
    marks.extend(telling.outlets.iter().map(|outlet| Mark::Outlet(telling_words(outlet).join(" "))));
    if let [only] = telling.event_report.sources.as_slice() {
        let words = telling_words(&only.text);
        marks.extend((!words.is_empty() && !is_anyone(&words)).then(|| Mark::Outlet(words.join(" "))));
    }
    marks
}

/// All of the second's voice are of the first's from now on.
fn join(voices: &mut [usize], first: usize, second: usize) {
    let (Some(&one), Some(&two)) = (voices.get(first), voices.get(second)) else { return };
    if one != two {
        let (keep, drop) = (one.min(two), one.max(two));
        voices.iter_mut().filter(|voice| **voice == drop).for_each(|voice| *voice = keep);
    }
}

/// Joins those of whom one has half or more of the rows of words that the other's evidence has, if that has a few.
fn join_copies(voices: &mut [usize], tellings: &[&Telling]) {
    let rows: Vec<FxHashSet<u64>> = tellings.iter().map(|telling| rows(telling)).collect();
    let mut having: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, own) in rows.iter().enumerate() {
        let mut shared: FxHashMap<usize, usize> = FxHashMap::default();
        for row in own {
            let others = having.entry(*row).or_default();
            others.iter().for_each(|other| *shared.entry(*other).or_default() += 1);
            others.push(at);
        }
        for (other, count) in shared {
            let fewest = rows.get(other).map_or(0, |other| other.len().min(own.len()));
            if fewest >= FEWEST_ROWS && 2 * count >= fewest {
                join(voices, other, at);
            }
        }
    }
}

fn rows(telling: &Telling) -> FxHashSet<u64> {
    let of_quote = |quote: &record::Quote| {
        let words = words(&quote.text);
        words.windows(ROW).map(|row| hash(row.join(" ").as_bytes())).collect::<Vec<_>>()
    };
    telling.event_report.evidence.iter().flat_map(of_quote).collect()
}
