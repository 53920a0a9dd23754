//! Reports that nobody wrote, of events that never happened, coded as reports are: for measuring how linkage and store
//! grow. They are skewed as the world is, and each event report knows its true event.
//!
//! The same numbers give the same reports on every machine. Reports are made when they are asked for, so that a million
//! event reports need little room.

mod calendar;
mod ground;
mod happening;
mod plan;
mod random;
mod report;
mod story;
mod telling;
mod wording;

use record::CodedReport;
use serde::Deserialize;

use calendar::Day;
use ground::{Belligerent, Conflict};
use happening::{Happening, Kind};
use plan::{Intent, ReportPlan};
use wording::Phrases;

/// Days over which a million event reports are spread; fewer ones are spread over fewer days, as densely.
const DAYS_OF_A_MILLION: usize = 3652;

#[derive(Deserialize)]
struct Lists {
    conflict: Vec<Belligerent>,
    kind: Vec<Kind>,
}

/// Events and the reports of them.
pub struct World {
    conflicts: Vec<Conflict>,
    kinds: Vec<Kind>,
    phrases: Phrases,
    days: Vec<Day>,
    outlets: Vec<String>,
    happenings: Vec<Happening>,
    intents: Vec<Intent>,
    reports: Vec<ReportPlan>,
    /// The first report of the day after.
    day_after: usize,
}

impl World {
    /// A world in which so many event reports were published, and so many more on the day after. Reprints come on top.
    pub fn new(seed: u64, event_reports: usize, on_the_day_after: usize) -> World {
        let lists: Lists = toml::from_str(include_str!("world.toml")).expect("the lists are sound");
        let conflicts = ground::conflicts(&lists.conflict);
        let phrases = Phrases::embedded();
        let length = (DAYS_OF_A_MILLION * event_reports / 1_000_000).max(60);
        let plan = plan::plan(seed, &conflicts, &lists.kind, length as i32, [event_reports, on_the_day_after]);
        World {
            outlets: report::outlets(&conflicts[0], &phrases),
            conflicts,
            kinds: lists.kind,
            phrases,
            days: calendar::days(length + 2),
            happenings: plan.happenings,
            intents: plan.intents,
            reports: plan.reports,
            day_after: plan.day_after,
        }
    }

    /// Numbers of the reports up to the last day, reprints among them, in order of publication.
    pub fn reports(&self) -> std::ops::Range<usize> {
        0..self.day_after
    }

    /// Numbers of the reports of the day after.
    pub fn day_after(&self) -> std::ops::Range<usize> {
        self.day_after..self.reports.len()
    }

    /// The report with this number, as coding would give it.
    pub fn report(&self, number: usize) -> CodedReport {
        report::report(self, number)
    }

    /// Whether a report reprints an earlier one word for word: its event reports are no tellings of their own.
    pub fn is_reprint(&self, number: usize) -> bool {
        self.reports[number].reprints.is_some()
    }

    /// The true events of the event reports of a report, in their order.
    pub fn events(&self, number: usize) -> Vec<u32> {
        self.reports[number].intents().map(|intent| self.intents[intent].event).collect()
    }
}
