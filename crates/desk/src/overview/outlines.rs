use std::collections::HashMap;
use std::sync::OnceLock;

use record::{Date, Grade, Key, Standing, SubEventType};
use store::{Outline, Store};

use super::wanted::{Known, Review, Wanted};
use crate::failure::Failure;

/// Log odds, nine in ten, below which a pair of tellings is a question for a reviewer.
const SURE: f64 = 2.197_224_577_336_219;
/// No figure.
const NONE: i32 = -1;

/// All events of a store as maps and charts count them, in the order of their days. A million of them take some 90 MB.
#[derive(Debug, Default)]
pub(crate) struct Outlines {
    lines: Vec<Line>,
    /// Countries, divisions and places; the first is none.
    names: Vec<String>,
    /// The reports of the events, those of one event after those of the one before.
    reports: Vec<u32>,
    reviewed: Vec<i64>,
    /// Events with open questions, sought when first asked for: a store may have millions of pairs.
    questions: OnceLock<Vec<i64>>,
}

/// An event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub id: i64,
    pub key: Key,
    /// First and last possible day since 1970-01-01; `None` if nothing fixes them.
    pub days: Option<(i32, i32)>,
    /// Latitude and longitude; `None` where only a wider area is known, or no spot.
    pub point: Option<(f32, f32)>,
    pub known: Known,
    pub kind: SubEventType,
    pub standing: Standing,
    pub grade: Grade,
    pub country: Name,
    pub admin1: Name,
    pub place: Name,
    killed: [i32; 3],
    tellings: u32,
    /// Where its reports begin and end.
    reports: (u32, u32),
}

/// The number of a name among those of the outlines; 0 for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Name(u32);

/// Of an event that fits all other filters: whether it lies within the days, and within the bounds of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Within {
    pub days: bool,
    pub bounds: bool,
}

impl Line {
    /// Killed: the fewest, the figure that the rule takes, the most. `None` if no report tells; the last also if one is open
    /// upwards.
    pub fn killed(&self) -> [Option<u64>; 3] {
        self.killed.map(|figure| u64::try_from(figure).ok())
    }

    /// How many event reports tell it.
    pub fn tellings(&self) -> usize {
        self.tellings as usize
    }
}

impl Outlines {
    /// Reads a store.
    pub fn read(store: &Store) -> Result<Outlines, store::Error> {
        let mut outlines = Outlines { names: vec![String::new()], ..Outlines::default() };
        let mut known: HashMap<String, Name> = HashMap::new();
        store.each_outline(|outline| outlines.add(outline, &mut known))?;
        let mut at = 0;
        store.each_report_of_events(|event, report| {
            let Outlines { lines, reports, .. } = &mut outlines;
            while lines.get(at).is_some_and(|line| line.id < event) {
                at += 1;
            }
            let Some(line) = lines.get_mut(at).filter(|line| line.id == event) else { return };
            if line.reports.1 == 0 {
                line.reports.0 = reports.len() as u32;
            }
            reports.push(report);
            line.reports.1 = reports.len() as u32;
        })?;
        outlines.reviewed = store.reviewed()?;
        Ok(outlines)
    }

    fn add(&mut self, outline: Outline, known: &mut HashMap<String, Name>) {
        let names = &mut self.names;
        let mut name = |words: Option<String>| {
            let Some(words) = words.filter(|words| !words.is_empty()) else { return Name(0) };
            *known.entry(words).or_insert_with_key(|words| {
                names.push(words.clone());
                Name(names.len() as u32 - 1)
            })
        };
        let figure = |killed: Option<u64>| killed.map_or(NONE, |killed| i32::try_from(killed).unwrap_or(i32::MAX));
        let known = Known::of(&outline);
        let point = outline.point.filter(|_| matches!(known, Known::Exact | Known::Near));
        self.lines.push(Line {
            id: outline.id,
            key: outline.key,
            days: outline.start.map(day_number).zip(outline.end.map(day_number)),
            point: point.map(|point| (point.lat as f32, point.lon as f32)),
            known,
            kind: outline.sub_event_type,
            standing: outline.standing,
            grade: outline.grade,
            country: name(outline.country),
            admin1: name(outline.admin1),
            place: name(outline.place),
            killed: [outline.killed_low, outline.killed_best, outline.killed_high].map(figure),
            tellings: outline.tellings,
            reports: (0, 0),
        });
    }

    /// The words of a name; `None` for none.
    pub fn name(&self, name: Name) -> Option<&str> {
        self.names.get(name.0 as usize).filter(|words| !words.is_empty()).map(String::as_str)
    }

    /// The reports that tell any of these events, each counted once.
    pub fn count_reports(&self, events: &[&Line]) -> usize {
        let most = self.reports.iter().max().map_or(0, |most| *most as usize + 1);
        let mut seen = vec![false; most];
        for line in events {
            let (from, to) = line.reports;
            let told = self.reports.get(from as usize..to as usize).unwrap_or_default();
            told.iter().for_each(|report| seen[*report as usize] = true);
        }
        seen.into_iter().filter(|seen| *seen).count()
    }

    /// Hands every event to `each` that fits all that is wanted but for days and bounds.
    pub fn fitting<'o>(
        &'o self,
        store: &Store,
        wanted: &Wanted,
        mut each: impl FnMut(&'o Line, Within),
    ) -> Result<(), Failure> {
        let named = wanted.named.as_ref().map(|query| store.numbers(query)).transpose()?;
        let mut named = named.as_deref().map(Numbers::of);
        let mut reviewed = Numbers::of(&self.reviewed);
        let mut questions = match wanted.review {
            None => Numbers::of(&[]),
            Some(_) => Numbers::of(self.questions(store)?),
        };
        let code = |words: &Option<String>| words.as_ref().map(|words| self.number_of(words));
        let (country, admin1) = (code(&wanted.country), code(&wanted.admin1));
        for line in &self.lines {
            let fits = named.as_mut().is_none_or(|named| named.has(line.id))
                && country.is_none_or(|country| country == Some(line.country))
                && admin1.is_none_or(|admin1| admin1 == Some(line.admin1))
                && wanted.fits(line)
                && wanted.review.is_none_or(|review| match review {
                    Review::Reviewed => reviewed.has(line.id),
                    Review::Open => questions.has(line.id),
                    Review::Untouched => !reviewed.has(line.id) & !questions.has(line.id),
                });
            if fits {
                each(line, wanted.within(line));
            }
        }
        Ok(())
    }

    fn questions(&self, store: &Store) -> Result<&[i64], Failure> {
        if self.questions.get().is_none() {
            let found = store.in_question(SURE)?;
            return Ok(self.questions.get_or_init(|| found));
        }
        Ok(self.questions.get().map(Vec::as_slice).unwrap_or_default())
    }

    /// `None` if no event has the name.
    fn number_of(&self, words: &str) -> Option<Name> {
        let at = self.names.iter().position(|name| name == words)?;
        Some(Name(at as u32))
    }

    /// The countries of the events, each with how many it has, in the order of their codes.
    pub fn countries(&self) -> Vec<(&str, usize)> {
        let mut counts: HashMap<Name, usize> = HashMap::new();
        self.lines.iter().for_each(|line| *counts.entry(line.country).or_default() += 1);
        let mut countries: Vec<(&str, usize)> =
            counts.into_iter().filter_map(|(name, count)| Some((self.name(name)?, count))).collect();
        countries.sort();
        countries
    }
}

/// Numbers in ascending order, looked through once by numbers in ascending order.
struct Numbers<'n>(&'n [i64]);

impl<'n> Numbers<'n> {
    fn of(numbers: &'n [i64]) -> Numbers<'n> {
        Numbers(numbers)
    }

    fn has(&mut self, number: i64) -> bool {
        while self.0.first().is_some_and(|first| *first < number) {
            self.0 = &self.0[1..];
        }
        self.0.first() == Some(&number)
    }
}

/// Days since 1970-01-01.
pub(crate) fn day_number(day: Date) -> i32 {
    let span = Date::constant(1970, 1, 1).until(day);
    span.map_or(0, |span| span.get_days())
}

/// The day with this number; the last that a calendar has where it is beyond.
pub(crate) fn day_of(number: i32) -> Date {
    Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(number))
}

/// An event that may have happened from one day to another.
#[cfg(test)]
pub(crate) fn sample(start: &str, end: &str) -> Line {
    let day = |words: &str| day_number(words.parse().expect("a day"));
    Line {
        id: 1,
        key: Key::of_hash(1),
        days: Some((day(start), day(end))),
        point: None,
        known: Known::Nowhere,
        kind: SubEventType::Attack,
        standing: Standing::Occurred,
        grade: Grade::Weak,
        country: Name(0),
        admin1: Name(0),
        place: Name(0),
        killed: [NONE; 3],
        tellings: 1,
        reports: (0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_one_pass() {
        let mut numbers = Numbers::of(&[2, 3, 7]);
        let found: Vec<bool> = [1, 2, 3, 5, 7, 9].map(|number| numbers.has(number)).to_vec();
        assert_eq!(found, [false, true, true, false, true, false]);
    }

    #[test]
    fn days_are_counted_from_1970_and_back() {
        for words in ["1970-01-01", "1914-06-28", "2024-02-29"] {
            let day: Date = words.parse().unwrap();
            assert_eq!(day_of(day_number(day)), day);
        }
        assert_eq!(day_number("1970-01-02".parse().unwrap()), 1);
    }
}
