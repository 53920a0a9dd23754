//! How likely two tellings are of one event, and why.

pub(crate) mod joined;

use record::{Focus, Outcome};

use crate::profile::{Count, Profile};
use crate::wording::shared;
use crate::{Feature, Weights, actor, date, event, location, wording};

/// Most that a figure in common counts, and a contradiction of figures.
const MOST: (f64, f64) = (2.0, 3.0);
/// How many times as many a later report may have for the toll to have grown.
const GROWTH: f64 = 2.5;

/// What was found between two tellings.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Why they cannot be of one event, in words for a person; `None` if nothing forbids it.
    pub cannot: Option<String>,
    /// The log odds that they are of one event, where nothing forbids it.
    pub odds: f64,
    /// What was weighed, in a fixed order.
    pub reasons: Vec<Reason>,
}

/// One thing that was weighed.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What it is.
    pub feature: Feature,
    /// How much of it there is.
    pub value: f64,
    /// The log odds that it adds: its value by its weight.
    pub odds: f64,
    /// It in words for a person ("same day, 2024-01-03").
    pub words: String,
}

/// Where what is found is noted. Words are made only where somebody will read them.
pub(crate) struct Sheet<'a> {
    weights: &'a Weights,
    odds: f64,
    reasons: Option<Vec<Reason>>,
}

impl Sheet<'_> {
    pub fn add(&mut self, feature: Feature, value: f64, words: impl FnOnce() -> String) {
        let odds = value * self.weights.of(feature);
        self.odds += odds;
        if let Some(reasons) = &mut self.reasons {
            reasons.push(Reason { feature, value, odds, words: words() });
        }
    }
}

/// Compares two tellings. It is the same both ways but for the order of names in the words of the reasons.
pub fn compare(a: &Profile, b: &Profile, weights: &Weights) -> Comparison {
    let mut sheet = Sheet { weights, odds: 0.0, reasons: Some(Vec::new()) };
    weigh(a, b, &mut sheet);
    let odds = single(sheet.odds);
    Comparison { cannot: cannot(a, b).map(Cannot::words), odds, reasons: sheet.reasons.unwrap_or_default() }
}

/// The log odds that two tellings are of one event; `None` if they cannot be.
pub(crate) fn odds(a: &Profile, b: &Profile, weights: &Weights) -> Option<f64> {
    if cannot(a, b).is_some() {
        return None;
    }
    let mut sheet = Sheet { weights, odds: 0.0, reasons: None };
    weigh(a, b, &mut sheet);
    Some(single(sheet.odds))
}

/// Log odds in the precision in which a store keeps them, so that linking from kept ones comes to the same.
fn single(odds: f64) -> f64 {
    f64::from(odds as f32)
}

/// The same where they are at least so high; quicker, for words are not compared where they could not help.
pub(crate) fn odds_from(least: f64, a: &Profile, b: &Profile, weights: &Weights) -> Option<f64> {
    if cannot(a, b).is_some() {
        return None;
    }
    let mut sheet = Sheet { weights, odds: 0.0, reasons: None };
    weigh_facts(a, b, &mut sheet);
    if sheet.odds + weights.most_of_wording() < least {
        return None;
    }
    wording::compare(a, b, &mut sheet);
    Some(single(sheet.odds)).filter(|&odds| odds >= least)
}

/// What forbids that two tellings are of one event.
enum Cannot {
    OneReport,
    Days(i32, &'static str),
    Places(&'static str),
    DayAndPlace(i32, f64),
}

impl Cannot {
    fn words(self) -> String {
        match self {
            Cannot::OneReport => "one report tells them apart".to_string(),
            Cannot::Days(days, what) => format!("{days} {what}"),
            Cannot::Places(what) => what.to_string(),
            Cannot::DayAndPlace(days, km) => format!("{days} days and {km:.0} km apart"),
        }
    }
}

fn cannot(a: &Profile, b: &Profile) -> Option<Cannot> {
    if a.report == b.report {
        return Some(Cannot::OneReport);
    }
    let found = date::cannot(a, b).map(|(days, what)| Cannot::Days(days, what));
    let found = found.or_else(|| location::cannot(a, b).map(Cannot::Places)).or_else(|| {
        let days = date::certain_gap(a, b).filter(|&days| days > 1)?;
        location::elsewhere(a, b).map(|km| Cannot::DayAndPlace(days, km))
    });
    // Copied words are told of one act, and one of the two has its day or place wrong.
    found.filter(|_| !a.wording.copies(&b.wording))
}

fn weigh(a: &Profile, b: &Profile, sheet: &mut Sheet) {
    weigh_facts(a, b, sheet);
    wording::compare(a, b, sheet);
}

/// Everything but the words.
fn weigh_facts(a: &Profile, b: &Profile, sheet: &mut Sheet) {
    sheet.add(Feature::Always, 1.0, || "any two event reports".to_string());
    event::compare(a, b, sheet);
    date::compare(a, b, sheet);
    location::compare(a, b, sheet);
    actor::compare(a, b, sheet);
    wording::compare_victims(a, b, sheet);
    compare_tolls(a, b, sheet);
    compare_weapons(a, b, sheet);
    compare_reports(a, b, sheet);
}

fn compare_weapons(a: &Profile, b: &Profile, sheet: &mut Sheet) {
    if a.weapons.is_empty() || b.weapons.is_empty() {
        return;
    }
    match shared(&a.weapons, &b.weapons) {
        0 => sheet.add(Feature::WeaponsApart, 1.0, || "other weapons".to_string()),
        _ => sheet.add(Feature::SameWeapon, 1.0, || "a weapon in common".to_string()),
    }
}

fn compare_reports(a: &Profile, b: &Profile, sheet: &mut Sheet) {
    if let (Some(x), Some(y)) = (a.published, b.published) {
        match (date::day(x) - date::day(y)).abs() {
            0..=2 => sheet.add(Feature::PublishedNear, 1.0, || "published within two days".to_string()),
            days => sheet.add(Feature::PublishedApart, f64::from(days).ln(), || format!("published {days} days apart")),
        }
    }
    if shared(&a.outlets, &b.outlets) > 0 {
        sheet.add(Feature::SameOutlet, 1.0, || "one outlet".to_string());
    }
    match (a.focus, b.focus) {
        (Focus::Main, Focus::Main) => {}
        (Focus::Background, Focus::Background) => {
            sheet.add(Feature::BothBackground, 1.0, || "background in both".to_string());
        }
        _ => sheet.add(Feature::NewsAndBackground, 1.0, || "news in one, background in the other".to_string()),
    }
}

/// How the figures of one outcome stand to each other, from weak to strong.
enum Tolls {
    Apart(f64, u32, u32),
    Fit(u32, u32),
    Grew(u32, u32),
    Equal(f64, u32),
}

/// What the tolls tell of whether two tellings are of one event: the outcome on which they agree best.
fn compare_tolls(a: &Profile, b: &Profile, sheet: &mut Sheet) {
    let (first, second) = if a.order() <= b.order() { (a, b) } else { (b, a) };
    if first.tolls.is_empty() || second.tolls.is_empty() {
        return;
    }
    let told = |p: &Profile, outcome| p.tolls.iter().any(|count| count.outcome == outcome);
    let outcomes = Outcome::ALL.iter().filter(|&&outcome| told(first, outcome) && told(second, outcome));
    let found = outcomes.filter_map(|&outcome| tolls(&counts(first, outcome), &counts(second, outcome)));
    match found.max_by(|x, y| x.strength().total_cmp(&y.strength())) {
        Some(Tolls::Equal(value, n)) => sheet.add(Feature::TollEqual, value, || format!("same toll, {n}")),
        Some(Tolls::Grew(low, high)) => {
            sheet.add(Feature::TollGrew, 1.0, || format!("toll grew from {low} to {high}"));
        }
        Some(Tolls::Fit(x, y)) => {
            sheet.add(Feature::TollsFit, 1.0, || format!("tolls that allow each other, {x} and {y}"))
        }
        Some(Tolls::Apart(value, x, y)) => {
            sheet.add(Feature::TollsApart, value, || format!("tolls that contradict each other, {x} and {y}"));
        }
        None => {}
    }
}

impl Tolls {
    fn strength(&self) -> f64 {
        match self {
            Tolls::Apart(value, ..) => -value,
            Tolls::Fit(..) => 1.0,
            Tolls::Grew(..) => 2.0,
            Tolls::Equal(value, _) => 3.0 + value,
        }
    }
}

/// The figures of an outcome, and their sum where they count several groups.
fn counts(p: &Profile, outcome: Outcome) -> Vec<(u32, u32)> {
    let own: Vec<&Count> = p.tolls.iter().filter(|count| count.outcome == outcome).collect();
    let mut counts: Vec<(u32, u32)> = own.iter().map(|count| (count.low, count.high)).collect();
    let first_of_group = |&(i, count): &(usize, &&Count)| own[..i].iter().all(|other| other.group != count.group);
    let groups: Vec<&Count> = own.iter().enumerate().filter(first_of_group).map(|(_, count)| *count).collect();
    if groups.len() > 1 {
        let sum = groups
            .iter()
            .fold((0, 0), |sum: (u32, u32), count| (sum.0.saturating_add(count.low), sum.1.saturating_add(count.high)));
        counts.push(sum);
    }
    counts
}

fn tolls(first: &[(u32, u32)], second: &[(u32, u32)]) -> Option<Tolls> {
    let pairs = first.iter().flat_map(|&x| second.iter().map(move |&y| figures(x, y)));
    pairs.max_by(|x, y| x.strength().total_cmp(&y.strength()))
}

/// How an earlier figure stands to a later one.
fn figures(x: (u32, u32), y: (u32, u32)) -> Tolls {
    let number = |(low, high): (u32, u32)| if high == u32::MAX { low } else { high };
    let (n, m) = (number(x), number(y));
    if n == m {
        let value = f64::from(n).ln_1p() / std::f64::consts::LN_10;
        Tolls::Equal(value.min(MOST.0), n)
    } else if n < m && f64::from(m) <= GROWTH * f64::from(n) {
        Tolls::Grew(n, m)
    } else if x.0 <= y.1 && y.0 <= x.1 {
        Tolls::Fit(n, m)
    } else {
        let times = (f64::from(n.max(m)) + 1.0) / (f64::from(n.min(m)) + 1.0);
        Tolls::Apart(times.ln().min(MOST.1), n, m)
    }
}
