//! Which pairs of tellings are compared at all: those that meet in a block.

use rayon::prelude::*;
use record::{Focus, Key, SubEventType};
use rustc_hash::FxHashSet;

use crate::Weights;
use crate::compare::odds_from;
use crate::date::{DAYS_CANNOT, day, fresh};
use crate::event::near_types;
use crate::profile::Profile;
use crate::wording::hash_all;

/// From these log odds on, a chance of one in five, a pair is kept for a person to judge. Of a large store there are many pairs
/// below, and hardly any of them is of one event.
pub const POSSIBLE: f64 = -1.4;

/// Where tellings meet. Of those with one key, every two are compared of which at least one is wide.
///
/// A telling without a day or a country is wide where exact ones are narrow, so that it meets all of them and they do not
/// meet each other there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block {
    /// The name of the block: a hash that is the same on every machine.
    pub key: u64,
    /// Whether the telling meets all of the block, or only the wide ones.
    pub wide: bool,
}

/// Two tellings that may be of one event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The lower key.
    pub a: Key,
    /// The higher key.
    pub b: Key,
    /// The log odds that they are of one event.
    pub odds: f64,
}

/// What a block is named after. The numbers keep the hashes of blocks of one kind from those of another.
#[derive(Clone, Copy)]
enum Named {
    Day = 1,
    Week = 2,
    Month = 3,
    YearOfPlace = 4,
    YearOfDivision = 5,
    YearOfDoer = 6,
    PlaceAtAnyTime = 7,
    Victim = 8,
    Words = 9,
    WordsOfWeeks = 10,
    PlaceOfDays = 11,
    DayOfParty = 12,
    Ground = 13,
    AreaOfDays = 14,
}

/// Gathers the blocks of one telling.
struct Blocks(Vec<Block>);

impl Blocks {
    fn add(&mut self, named: Named, parts: &[u64], wide: bool) {
        let mut name = vec![named as u64];
        name.extend(parts);
        // The lowest bit is free for the pairing to keep `wide` in.
        self.0.push(Block { key: hash_all(&name) & !1, wide });
    }
}

impl Profile {
    /// The blocks in which it meets others; each key once, sorted.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks = Blocks(Vec::with_capacity(32));
        self.time_blocks(&mut blocks);
        self.year_blocks(&mut blocks);
        self.place_blocks(&mut blocks);
        for victim in &self.victims {
            victim.marks().for_each(|mark| blocks.add(Named::Victim, &[mark], true));
        }
        self.word_blocks(&mut blocks);
        let mut blocks = blocks.0;
        // Of two with one key the wide one stays.
        blocks.sort_unstable_by_key(|block| (block.key, !block.wide));
        blocks.dedup_by_key(|block| block.key);
        blocks
    }

    /// Days on which its event may have been, for meeting; `None` if nothing tells.
    fn days(&self) -> Option<(i32, i32)> {
        self.when.as_ref().map(|when| when.window()).or_else(|| fresh(self))
    }

    /// Exact days meet in days, spans of a week meet all in weeks, and longer ones in months: those of one province. A telling
    /// without a province meets those of all its country, and one without a country those of all that can be of its type.
    fn time_blocks(&self, blocks: &mut Blocks) {
        let (Some((first, last)), Some(_)) = (self.days(), &self.when) else {
            // What is told without a day is most often of the weeks before; background without a country may be of any.
            if let Some(published) = self.published.filter(|_| self.country().is_some() || self.focus == Focus::Main) {
                let months = (day(published).div_euclid(30) - 1, (day(published) + 1).div_euclid(30));
                (months.0..=months.1).for_each(|month| self.span_blocks(Named::Month, month, true, blocks));
            }
            return;
        };
        let length = last - first;
        if let Some((country, division)) = self.division().filter(|_| length <= 1) {
            (first..=last + 1).for_each(|day| blocks.add(Named::Day, &[day as u64, country, division], true));
        }
        if length <= 20 {
            let weeks = first.div_euclid(7)..=last.div_euclid(7);
            weeks.for_each(|week| self.span_blocks(Named::Week, week, length > 1, blocks));
        }
        if length <= 62 {
            let months = first.div_euclid(30)..=last.div_euclid(30);
            months.for_each(|month| self.span_blocks(Named::Month, month, length > 20, blocks));
        }
    }

    /// The blocks of one week or month.
    fn span_blocks(&self, named: Named, number: i32, wide: bool, blocks: &mut Blocks) {
        let number = number as u64;
        let country = self.country();
        if let Some(country) = country {
            let division = self.division();
            // A month brings many together, and hardly any of two acts that are not told by near types are one.
            match named {
                Named::Month => {
                    self.blocks_by_type(named, &[number, country, 0], division.is_none(), blocks);
                    let of_division =
                        |(_, division)| self.blocks_by_type(named, &[number, country, division], wide, blocks);
                    division.into_iter().for_each(of_division);
                }
                _ => {
                    blocks.add(named, &[number, country, 0], division.is_none());
                    division
                        .into_iter()
                        .for_each(|(_, division)| blocks.add(named, &[number, country, division], wide));
                }
            }
        }
        // Exact days meet in weeks where they meet in no day.
        let lost = country.is_none() && (wide || matches!(named, Named::Week));
        self.blocks_by_type(named, &[number, 0], lost, blocks);
    }

    /// A block for its type; a telling that is wide meets those of near types too.
    fn blocks_by_type(&self, named: Named, parts: &[u64], wide: bool, blocks: &mut Blocks) {
        let of_type = |kind: SubEventType| [parts, &[kind as u64]].concat();
        blocks.add(named, &of_type(self.kind), wide);
        if wide {
            near_types(self.kind).for_each(|kind| blocks.add(named, &of_type(kind), true));
        }
    }

    fn country(&self) -> Option<u64> {
        self.place.as_ref().and_then(|place| place.country).map(country_number)
    }

    /// Its country and province.
    fn division(&self) -> Option<(u64, u64)> {
        let division = self.place.as_ref()?.division?;
        Some((self.country()?, u64::from(division)))
    }

    /// What is told without a month meets those of one year at one place, in one province, or by one doer.
    fn year_blocks(&self, blocks: &mut Blocks) {
        let published = self.published.map(|date| i32::from(date.year()));
        let years = match (&self.when, published) {
            (Some(when), _) => (i32::from(when.first.year()), i32::from(when.last.year())),
            // Background without a date is seldom older than the year before.
            (None, Some(published)) => (published - 1, published),
            (None, None) => return,
        };
        let wide = self.when.is_none() || self.days().is_some_and(|(first, last)| last - first > 62);
        for year in years.0..=years.1.min(years.0 + 3) {
            self.year_block(year as u64, wide, blocks);
        }
    }

    fn year_block(&self, year: u64, wide: bool, blocks: &mut Blocks) {
        let place = self.place.as_ref();
        if let Some(place) = place.filter(|place| !place.is_wide()) {
            self.blocks_by_type(Named::YearOfPlace, &[year, u64::from(place.sound)], wide, blocks);
        }
        let dated = self.when.is_some();
        if let Some(division) = place.and_then(|place| place.division)
            && (dated || self.place.as_ref().is_some_and(|place| place.is_wide()))
        {
            self.blocks_by_type(Named::YearOfDivision, &[year, u64::from(division)], wide && dated, blocks);
        }
        for doer in self.doers.iter().chain(&self.claimed).filter_map(|doer| doer.mark()) {
            let placed = place.is_some_and(|place| !place.is_wide() || place.division.is_some());
            blocks.add(Named::YearOfDoer, &[year, u64::from(doer), self.kind as u64], wide && !placed);
        }
    }

    /// Tellings without date and publication meet those of the same place; days that contradict each other by little meet at one place
    /// too. Sides meet across a border on one day.
    fn place_blocks(&self, blocks: &mut Blocks) {
        let certain = self.when.filter(|when| when.certain()).map(|when| day(when.first));
        for party in self.doers.iter().chain(&self.targets).filter_map(|party| party.mark()) {
            certain.into_iter().for_each(|day| blocks.add(Named::DayOfParty, &[day as u64, u64::from(party)], true));
        }
        let Some(place) = &self.place else { return };
        let timeless = self.when.is_none() && self.published.is_none();
        blocks.add(Named::PlaceAtAnyTime, &[u64::from(place.sound)], timeless);
        place.words.iter().take(3).for_each(|&word| blocks.add(Named::PlaceAtAnyTime, &[u64::from(word)], timeless));
        let cells = place.cells(if timeless { 1 } else { 0 });
        cells.into_iter().for_each(|cell| blocks.add(Named::Ground, &[cell], timeless));
        let days = self.days().filter(|(first, last)| self.when.is_some() && last - first <= 20 && !place.is_wide());
        if let Some((first, last)) = days {
            let weeks = first.div_euclid(7)..=(last + DAYS_CANNOT).div_euclid(7);
            for week in weeks.map(|week| week as u64) {
                blocks.add(Named::PlaceOfDays, &[week, u64::from(place.sound)], true);
                place.area().into_iter().for_each(|area| blocks.add(Named::AreaOfDays, &[week, area], true));
            }
        }
    }

    /// Copies meet by a run of words, within weeks, or at any time where one of them has no time or country.
    fn word_blocks(&self, blocks: &mut Blocks) {
        let placed = self.place.as_ref().is_some_and(|place| place.country.is_some());
        let loose = self.when.is_none() || self.published.is_none() || !placed;
        for &mark in &self.wording.marks {
            blocks.add(Named::Words, &[mark], loose);
            if let Some(published) = self.published {
                let day = day(published);
                let fortnights = day.div_euclid(14)..=(day + 7).div_euclid(14);
                fortnights.for_each(|n| blocks.add(Named::WordsOfWeeks, &[mark, n as u64], true));
            }
        }
    }
}

fn country_number(code: [u8; 3]) -> u64 {
    code.iter().fold(0, |number, &letter| number << 8 | u64::from(letter))
}

/// Every pair of tellings that meets in a block and is at least possible, sorted by keys. A telling given twice counts once.
pub fn pairs(profiles: &[Profile], weights: &Weights) -> Vec<Pair> {
    pairs_with(profiles, &[], weights)
}

/// The same of new tellings with each other and with known ones; two known ones are not compared.
pub fn pairs_with(new: &[Profile], known: &[Profile], weights: &Weights) -> Vec<Pair> {
    let new = new.iter().map(|p| (p, true));
    pairs_among(new.chain(known.iter().map(|p| (p, false))).collect(), weights)
}

/// The pairs of some tellings among themselves.
pub(crate) fn pairs_of(profiles: &[&Profile], weights: &Weights) -> Vec<Pair> {
    pairs_among(profiles.iter().map(|&p| (p, true)).collect(), weights)
}

/// Those pairs of tellings whose first block in common is one that `here` takes, by its key. Over parts that between them take every
/// block, each with all tellings of its blocks, every pair comes once.
pub fn pairs_in(profiles: &[Profile], weights: &Weights, here: impl Fn(u64) -> bool) -> Vec<Pair> {
    pairs_where(profiles.iter().map(|p| (p, true)).collect(), weights, here)
}

fn pairs_among(all: Vec<(&Profile, bool)>, weights: &Weights) -> Vec<Pair> {
    pairs_where(all, weights, |_| true)
}

fn pairs_where(mut all: Vec<(&Profile, bool)>, weights: &Weights, here: impl Fn(u64) -> bool) -> Vec<Pair> {
    all.sort_by_key(|(profile, new)| (profile.key, !new));
    all.dedup_by_key(|(profile, _)| profile.key);
    let mut blocks = BlockTable::new(&all);
    blocks.groups.retain(|group| here(blocks.members[group.start].0 & !1));
    let meetings = blocks
        .groups
        .par_iter()
        .flat_map(|group| (group.start..group.wide).into_par_iter().map(move |i| (i, group.end)));
    let mut pairs: Vec<Pair> = meetings.flat_map_iter(|(i, end)| blocks.met(i, end, &all, weights)).collect();
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    pairs
}

/// The members of one block: `start..wide` are wide, `wide..end` narrow.
struct Group {
    start: usize,
    wide: usize,
    end: usize,
}

/// All blocks of some tellings. A block is named by its key with a lowest bit that is set for narrow members.
struct BlockTable {
    /// The blocks of each telling, sorted; those of telling `t` are `own[starts[t]..starts[t + 1]]`.
    own: Vec<u64>,
    starts: Vec<usize>,
    /// Blocks with their members, sorted.
    members: Vec<(u64, u32)>,
    /// Blocks in which somebody meets.
    groups: Vec<Group>,
}

impl BlockTable {
    fn new(all: &[(&Profile, bool)]) -> BlockTable {
        let named = |profile: &Profile| -> Vec<u64> {
            profile.blocks().iter().map(|block| block.key | u64::from(!block.wide)).collect()
        };
        let by_telling: Vec<Vec<u64>> = all.par_iter().map(|(profile, _)| named(profile)).collect();
        let news = all.iter().zip(&by_telling).filter(|((_, new), _)| *new);
        let of_new: Option<FxHashSet<u64>> = all
            .iter()
            .any(|(_, new)| !new)
            .then(|| news.flat_map(|(_, blocks)| blocks.iter().map(|block| block & !1)).collect());
        let (mut own, mut starts, mut members) = (Vec::new(), vec![0], Vec::new());
        for (t, blocks) in by_telling.into_iter().enumerate() {
            // Blocks without a new telling bring nobody together.
            own.extend(
                blocks.into_iter().filter(|block| of_new.as_ref().is_none_or(|of_new| of_new.contains(&(block & !1)))),
            );
            members.extend(own[starts[t]..].iter().map(|&block| (block, t as u32)));
            starts.push(own.len());
        }
        members.par_sort_unstable();
        let groups = groups(&members);
        BlockTable { own, starts, members, groups }
    }

    /// The pairs of a wide member of a block with those after it, but for those who met in an earlier block.
    fn met(&self, i: usize, end: usize, all: &[(&Profile, bool)], weights: &Weights) -> Vec<Pair> {
        let (block, x) = self.members[i];
        let mut pairs = Vec::new();
        for &(_, y) in &self.members[i + 1..end] {
            let ((a, a_new), (b, b_new)) = (all[x as usize], all[y as usize]);
            if (!a_new && !b_new) || a.report == b.report || self.met_before(x as usize, y as usize, block) {
                continue;
            }
            if let Some(odds) = odds_from(POSSIBLE, a, b, weights) {
                pairs.push(Pair { a: a.key.min(b.key), b: a.key.max(b.key), odds });
            }
        }
        pairs
    }

    /// Whether two tellings meet in a block before this one.
    fn met_before(&self, x: usize, y: usize, block: u64) -> bool {
        let of = |t: usize| &self.own[self.starts[t]..self.starts[t + 1]];
        let (mut of_x, mut of_y) = (of(x), of(y));
        while let ([a, rest_x @ ..], [b, rest_y @ ..]) = (of_x, of_y) {
            let (key_a, key_b) = (a & !1, b & !1);
            if key_a >= block & !1 || key_b >= block & !1 {
                return false;
            }
            if key_a == key_b && a & b & 1 == 0 {
                return true;
            }
            if key_a <= key_b {
                of_x = rest_x;
            }
            if key_b <= key_a {
                of_y = rest_y;
            }
        }
        false
    }
}

fn groups(members: &[(u64, u32)]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut start = 0;
    for block in members.chunk_by(|a, b| a.0 & !1 == b.0 & !1) {
        let wide = block.iter().filter(|(name, _)| name & 1 == 0).count();
        if block.len() > 1 && wide > 0 {
            groups.push(Group { start, wide: start + wide, end: start + block.len() });
        }
        start += block.len();
    }
    groups
}
