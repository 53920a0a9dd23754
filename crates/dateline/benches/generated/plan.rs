//! Who tells which event when: tellings by event, and the reports that they stand in.

use super::ground::Conflict;
use super::happening::{Chance, Happening, Kind};
use super::random::{Random, Shares};

/// How many outlets there are.
pub const OUTLETS: usize = 200;

/// One telling to come.
#[derive(Clone, Copy)]
pub struct Intent {
    pub event: u32,
    /// How it is told is drawn from this: a quoted telling has that of its original.
    pub seed: u64,
    pub published: i32,
    /// The day on which its words were first published.
    pub written: i32,
    pub background: bool,
}

/// One report to come.
#[derive(Clone, Copy)]
pub struct ReportPlan {
    pub seed: u64,
    pub published: i32,
    pub outlet: u16,
    first: u32,
    count: u32,
    /// The report that it reprints.
    pub reprints: Option<u32>,
}

impl ReportPlan {
    /// Numbers of its tellings.
    pub fn intents(&self) -> std::ops::Range<usize> {
        self.first as usize..(self.first + self.count) as usize
    }
}

/// All that happens and is told.
pub struct Plan {
    pub happenings: Vec<Happening>,
    pub intents: Vec<Intent>,
    pub reports: Vec<ReportPlan>,
    pub day_after: usize,
}

/// Plans so many event reports within the days, and so many more on the day after.
pub fn plan(seed: u64, conflicts: &[Conflict], kinds: &[Kind], days: i32, [before, after]: [usize; 2]) -> Plan {
    let mut random = Random::of(&[seed]);
    let mut chance = Chance::new(conflicts, kinds, days, &mut random);
    let mut plan = Plan { happenings: Vec::new(), intents: Vec::new(), reports: Vec::new(), day_after: 0 };
    let last = days - 1;
    while plan.intents.len() < before {
        let event = chance.event(0, last, &mut random);
        plan.tell(event, last, &mut random);
    }
    plan.intents.truncate(before);
    plan.put_into_reports(0, &mut random);
    plan.day_after = plan.reports.len();
    let known = plan.happenings.len();
    let recent: Vec<u32> = (0..known as u32).filter(|&e| plan.happenings[e as usize].day > last - 10).collect();
    while plan.intents.len() < before + after {
        let event = match random.unit() {
            chance if chance < 0.4 && !recent.is_empty() => *random.pick(&recent),
            chance if chance < 0.45 => random.below(known) as u32,
            _ => {
                plan.happenings.push(chance.event(last, last + 1, &mut random));
                plan.happenings.len() as u32 - 1
            }
        };
        let background = plan.happenings[event as usize].day < last - 10;
        let seed = random.next();
        plan.intents.push(Intent { event, seed, published: days, written: days, background });
    }
    plan.put_into_reports(before, &mut random);
    plan
}

/// How many reports tell an event: most one or two, a few hundreds.
fn tellings(random: &mut Random) -> usize {
    match random.unit() {
        x if x < 0.55 => 1,
        x if x < 0.75 => 2,
        x if x < 0.85 => 3,
        x if x < 0.91 => 4,
        x if x < 0.95 => 5,
        x if x < 0.98 => 6,
        x if x < 0.9994 => 7 + random.below(12),
        _ => 80 + random.below(340),
    }
}

impl Plan {
    /// Adds an event with its tellings up to the last day; one that nobody told by then is left out.
    fn tell(&mut self, event: Happening, last: i32, random: &mut Random) {
        let number = self.happenings.len() as u32;
        let count = tellings(random);
        let from = self.intents.len();
        for i in 0..count {
            let (delay, background) = delay(i, count, random);
            let published = event.day + delay;
            if published > last {
                continue;
            }
            let mut intent = Intent { event: number, seed: random.next(), published, written: published, background };
            if self.intents.len() > from && !background && random.chance(0.08) {
                let quoted = self.intents[from];
                let published = (quoted.published + random.below(2) as i32).min(last);
                intent = Intent { published, ..quoted };
            }
            self.intents.push(intent);
        }
        if self.intents.len() > from {
            self.happenings.push(event);
        }
    }

    /// Puts the tellings from a number on into reports, by day and conflict, and adds reprints.
    fn put_into_reports(&mut self, from: usize, random: &mut Random) {
        let mut tellings: Vec<(u64, Intent)> =
            self.intents[from..].iter().map(|intent| (random.next(), *intent)).collect();
        let conflict = |intent: &Intent| self.happenings[intent.event as usize].conflict;
        tellings.sort_by_key(|(order, intent)| (intent.published, conflict(intent), *order));
        let groups = tellings.chunk_by(|(_, a), (_, b)| (a.published, conflict(a)) == (b.published, conflict(b)));
        let groups: Vec<Vec<Intent>> = groups.map(|group| group.iter().map(|(_, intent)| *intent).collect()).collect();
        self.intents.truncate(from);
        let outlets = Shares::zipf(OUTLETS, 1.0);
        let mut reports: Vec<ReportPlan> = Vec::new();
        for group in groups {
            let mut left = group;
            while !left.is_empty() {
                let report = self.cut(&mut left, &outlets, random);
                reports.push(report);
            }
        }
        self.add_with_reprints(reports, &outlets, random);
    }

    /// Takes one report's tellings out of those of a day: no event twice.
    fn cut(&mut self, left: &mut Vec<Intent>, outlets: &Shares, random: &mut Random) -> ReportPlan {
        let size = match random.unit() {
            x if x < 0.55 => 1,
            x if x < 0.80 => 2,
            x if x < 0.88 => 3,
            x if x < 0.96 => 4 + random.below(5),
            _ => 8 + random.below(13),
        };
        let first = self.intents.len();
        let mut kept = Vec::with_capacity(left.len());
        for intent in left.drain(..) {
            let taken = &self.intents[first..];
            if taken.len() < size && taken.iter().all(|other| other.event != intent.event) {
                self.intents.push(intent);
            } else {
                kept.push(intent);
            }
        }
        *left = kept;
        self.intents[first..].sort_by_key(|intent| intent.background);
        let published = self.intents[first].published;
        let count = (self.intents.len() - first) as u32;
        let outlet = outlets.pick(random) as u16;
        ReportPlan { seed: random.next(), published, outlet, first: first as u32, count, reprints: None }
    }

    fn add_with_reprints(&mut self, reports: Vec<ReportPlan>, outlets: &Shares, random: &mut Random) {
        for report in reports {
            let number = self.reports.len() as u32;
            self.reports.push(report);
            if random.chance(0.05) {
                let outlet = outlets.pick(random) as u16;
                self.reports.push(ReportPlan { outlet, seed: random.next(), reprints: Some(number), ..report });
            }
        }
    }
}

/// After how many days the next telling of an event is published, and whether it is background by then.
fn delay(i: usize, count: usize, random: &mut Random) -> (i32, bool) {
    if i == 0 {
        return (*random.pick(&[0, 0, 0, 1, 1, 1, 1, 2]), false);
    }
    let late = if count > 6 { 0.5 } else { 0.12 };
    if random.chance(late) {
        // As many within a month as in the year after, and as in the decade after that.
        let longest = if count > 6 { 3500f64 } else { 200.0 };
        return ((7.0 * (longest / 7.0).powf(random.unit())) as i32, true);
    }
    let mut days = random.below(2) as i32;
    while days < 6 && random.chance(0.45) {
        days += 1;
    }
    (days, false)
}
