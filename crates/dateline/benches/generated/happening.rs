//! What truly happened: events, before anybody tells them.

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::ground::{Conflict, Role};
use super::random::{Random, Shares};

/// How many times its usual number of events a province has in an offensive.
const OFFENSIVE: f64 = 50.0;
/// Events in offensives for each event outside of them.
const IN_OFFENSIVES: f64 = 0.35;

/// A type of event, as `world.toml` has it.
#[derive(Deserialize)]
pub struct Kind {
    pub code: String,
    share: f64,
    doer: Vec<Role>,
    target: Vec<Role>,
    pub also: Vec<String>,
    pub weapons: Vec<String>,
    killed: f64,
    lead: Option<String>,
}

impl Kind {
    /// The name of its phrases.
    pub fn lead(&self) -> &str {
        self.lead.as_deref().unwrap_or(&self.code)
    }
}

/// An event. Numbers are places in the lists of its conflict.
#[derive(Clone, Copy)]
pub struct Happening {
    /// What else is true of it is drawn from this.
    pub seed: u64,
    pub day: i32,
    pub conflict: u16,
    pub town: u16,
    pub kind: u8,
    pub doer: u8,
    pub target: Option<u8>,
    pub killed: u32,
    pub wounded: u32,
}

/// A province under attack for some days.
struct Offensive {
    division: usize,
    first: i32,
    days: i32,
}

/// What chance needs to know of a conflict.
struct Course {
    /// Share of events that belong to offensives.
    in_offensives: f64,
    offensives: Vec<Offensive>,
    sizes: Shares,
    by_role: Vec<(Role, Vec<usize>, Shares)>,
}

/// Draws events.
pub struct Chance<'w> {
    conflicts: &'w [Conflict],
    kinds: &'w [Kind],
    conflict_shares: Shares,
    kind_shares: Shares,
    courses: Vec<Course>,
    /// Types that a town had on a day: nobody could tell two of them apart.
    taken: FxHashSet<(u16, u16, i32, u8)>,
}

impl<'w> Chance<'w> {
    pub fn new(conflicts: &'w [Conflict], kinds: &'w [Kind], days: i32, random: &mut Random) -> Chance<'w> {
        Chance {
            conflicts,
            kinds,
            conflict_shares: Shares::zipf(conflicts.len(), 1.15),
            kind_shares: Shares::new(kinds.iter().map(|kind| kind.share)),
            courses: conflicts.iter().map(|conflict| course(conflict, days, random)).collect(),
            taken: FxHashSet::default(),
        }
    }

    /// An event of one of these days.
    pub fn event(&mut self, first: i32, last: i32, random: &mut Random) -> Happening {
        let conflict = self.conflict_shares.pick(random);
        let kind = self.kind_shares.pick(random);
        let (mut day, mut town) = self.time_and_town(conflict, first, last, random);
        for _ in 0..20 {
            if self.taken.insert((conflict as u16, town as u16, day, kind as u8)) {
                break;
            }
            (day, town) = self.time_and_town(conflict, first, last, random);
        }
        let of = &self.kinds[kind];
        let role = *random.pick(&of.doer);
        let doer = self.party(conflict, role, None, random).unwrap_or_default();
        let target = if of.target.is_empty() { None } else { Some(*random.pick(&of.target)) };
        let target = target.and_then(|role| self.party(conflict, role, Some(doer), random));
        let killed = toll(of.killed, random);
        let wounded = if of.killed == 0.0 { 0 } else { toll(2.0 * of.killed + f64::from(killed), random) };
        Happening {
            seed: random.next(),
            day,
            conflict: conflict as u16,
            town: town as u16,
            kind: kind as u8,
            doer: doer as u8,
            target: target.map(|target| target as u8),
            killed,
            wounded,
        }
    }

    fn time_and_town(&self, conflict: usize, first: i32, last: i32, random: &mut Random) -> (i32, usize) {
        let (course, ground) = (&self.courses[conflict], &self.conflicts[conflict]);
        if random.chance(course.in_offensives) {
            let offensive = &course.offensives[course.sizes.pick(random)];
            let day = offensive.first + random.below(offensive.days as usize) as i32;
            if (first..=last).contains(&day) {
                let towns = &ground.by_division[offensive.division];
                let rank = (towns.len() as f64 * random.unit() * random.unit()) as usize;
                return (day, towns[rank]);
            }
        }
        (first + random.below((last - first + 1) as usize) as i32, ground.town_shares.pick(random))
    }

    fn party(&self, conflict: usize, role: Role, not: Option<usize>, random: &mut Random) -> Option<usize> {
        let (_, parties, shares) = self.courses[conflict].by_role.iter().find(|(known, ..)| *known == role)?;
        let picked = parties[shares.pick(random)];
        if Some(picked) != not {
            return Some(picked);
        }
        parties.iter().copied().find(|&other| Some(other) != not)
    }
}

fn course(conflict: &Conflict, days: i32, random: &mut Random) -> Course {
    let (mut offensives, mut sizes, mut sum) = (Vec::new(), Vec::new(), 0.0);
    let divisions = Shares::new(conflict.division_shares.iter().copied());
    while sum < IN_OFFENSIVES && offensives.len() < 200 {
        let division = divisions.pick(random);
        let length = (5 + random.below(26) as i32).min(days / 3);
        let size = OFFENSIVE * divisions.of(division) * f64::from(length) / f64::from(days);
        // Short runs of days hold no offensive that would not fill them.
        if size > 2.0 * IN_OFFENSIVES && offensives.len() + 1 < 40 {
            sum += 0.01;
            continue;
        }
        sum += size;
        offensives.push(Offensive { division, first: random.below((days - length) as usize) as i32, days: length });
        sizes.push(size);
    }
    let roles = [Role::Forces, Role::Police, Role::Civilians, Role::Protesters, Role::Rioters, Role::Armed];
    let by_role = roles.into_iter().map(|role| {
        let parties = conflict.with_role(role);
        let shares = Shares::zipf(parties.len(), 1.3);
        (role, parties, shares)
    });
    let in_offensives = if offensives.is_empty() { 0.0 } else { sum / (1.0 + sum) };
    Course { in_offensives, offensives, sizes: Shares::new(sizes), by_role: by_role.collect() }
}

/// A number with a long tail: none in most events, hundreds in a few.
fn toll(mean: f64, random: &mut Random) -> u32 {
    if mean == 0.0 || random.chance(0.45) {
        return 0;
    }
    let tail = random.unit().max(1e-6).powf(-0.7) - 1.0;
    (mean * tail).round().min(1500.0) as u32
}
