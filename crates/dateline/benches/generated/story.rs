//! How one report tells one event: what it knows, what it has wrong, and in which words.

use record::{Actor, DatePrecision, Extent, Figure, GeoPrecision, Location, Span, SubEventType};

use super::World;
use super::ground::{Conflict, Party, Role, actor};
use super::happening::Happening;
use super::plan::Intent;
use super::random::Random;
use super::wording::{Page, Phrases};

/// Days, their precision, and the report's words for them; the words are empty where it has none.
pub struct When {
    pub days: Option<(record::Date, record::Date)>,
    pub precision: DatePrecision,
    words: String,
}

/// A figure and its words.
pub struct Count {
    pub figure: Figure,
    words: String,
}

/// What a report tells of an event.
pub struct Story<'w> {
    pub world: &'w World,
    pub intent: Intent,
    conflict: &'w Conflict,
    event: Happening,
    pub random: Random,
    pub kind: SubEventType,
    lead: &'w str,
    pub weapon: Option<&'w str>,
    pub when: When,
    pub location: Option<Location>,
    pub doer: Option<(Actor, String)>,
    pub target: Option<(Actor, String)>,
    pub killed: Option<Count>,
    pub wounded: Option<Count>,
    pub taken: Option<Count>,
    /// Whether it names the victim, if there is one with a name.
    pub victim: Option<String>,
}

impl<'w> Story<'w> {
    pub fn new(world: &'w World, intent: &Intent) -> Story<'w> {
        let event = world.happenings[intent.event as usize];
        let conflict = &world.conflicts[usize::from(event.conflict)];
        let mut random = Random::of(&[intent.seed, 2]);
        let kind = &world.kinds[usize::from(event.kind)];
        let told_as = if random.chance(0.13) { random.pick(&kind.also) } else { &kind.code };
        let of_kind = world.kinds.iter().find(|known| known.code == *told_as).unwrap_or(kind);
        let weapon = (!kind.weapons.is_empty() && random.chance(0.6)).then(|| {
            let own = Random::of(&[event.seed, 3]).below(kind.weapons.len());
            kind.weapons[if random.chance(0.85) { own } else { random.below(kind.weapons.len()) }].as_str()
        });
        let delay = intent.written - event.day;
        let when = when(world, &event, intent, &mut random);
        let location = location(conflict, &event, &mut random);
        let doer = doer(conflict, &event, &mut random);
        let target = event.target.filter(|_| random.chance(0.88)).map(|target| {
            let party = &conflict.parties[usize::from(target)];
            (party.actor.clone(), random.pick(&party.said).clone())
        });
        let held = ["abduction_forced_disappearance", "arrests"].contains(&kind.code.as_str());
        let held = held.then(|| 1 + (Random::of(&[event.seed, 4]).unit().powi(3) * 30.0) as u32);
        let fold = |number: u32, random: &mut Random| count(number, delay, random);
        Story {
            world,
            intent: *intent,
            conflict,
            event,
            kind: SubEventType::from_code(told_as).expect("the lists have codes of the codebook"),
            lead: of_kind.lead(),
            weapon,
            when,
            location,
            doer,
            target,
            killed: (event.killed > 0 && random.chance(0.85)).then(|| fold(event.killed, &mut random)),
            wounded: (event.wounded > 0 && random.chance(0.7)).then(|| fold(event.wounded, &mut random)),
            taken: held.map(|held| fold(held, &mut random)),
            victim: (event.killed > 0 && event.seed.is_multiple_of(12) && random.chance(0.6))
                .then(|| world.phrases.person(&mut Random::of(&[event.seed, 5]))),
            random,
        }
    }

    /// The phrase that tells the act.
    pub fn lead_phrase(&mut self) -> &'w str {
        let phrases: &'w Phrases = &self.world.phrases;
        self.random.pick::<String>(phrases.list("lead", self.lead))
    }

    /// A further phrase of the telling; one with a victim only if the report names one.
    pub fn detail_phrase(&mut self) -> &'w str {
        let phrases: &'w Phrases = &self.world.phrases;
        loop {
            let phrase = self.random.pick::<String>(phrases.list("detail", "any"));
            if self.victim.is_some() || !phrase.contains("{victim}") {
                return phrase;
            }
        }
    }

    /// Writes the title.
    pub fn headline(&self, page: &mut Page, random: &mut Random) -> Span {
        let phrase = random.pick(self.world.phrases.list("title", "any"));
        page.write(phrase, random, &mut |slot, random| unmarked(&self.fill(slot, random)))
    }

    /// Writes sentences that tell nothing of the event.
    pub fn surroundings(&self, count: usize, page: &mut Page, random: &mut Random) {
        for i in 0..count {
            page.text.push_str(if i == 0 { "" } else { " " });
            let phrase = random.pick(self.world.phrases.list("context", "any"));
            page.write(phrase, random, &mut |slot, random| unmarked(&self.fill(slot, random)));
        }
    }

    /// The day on which the report's words were first published.
    pub fn written(&self) -> i32 {
        self.intent.written
    }

    /// The province of the event, as a place.
    pub fn division(&self) -> Location {
        let town = &self.conflict.towns[usize::from(self.event.town)];
        province(self.conflict, self.conflict.divisions[town.division].clone())
    }

    /// One of the event's own draws: the same in every telling.
    fn own(&self, what: u64) -> Random {
        Random::of(&[self.event.seed, what])
    }

    /// A town of the province.
    fn near(&self, random: &mut Random) -> &'w str {
        let town = &self.conflict.towns[usize::from(self.event.town)];
        let towns = &self.conflict.by_division[town.division];
        let own = if random.chance(0.6) { &mut self.own(6) } else { random };
        &self.conflict.towns[*own.pick(towns)].name
    }

    fn official(&self, random: &mut Random) -> String {
        let phrases = &self.world.phrases;
        let own = if random.chance(0.6) { &mut self.own(7) } else { random };
        format!("{} {}", own.pick(phrases.list("word", "title")), phrases.person(own))
    }

    /// The words for a slot of a phrase, those that carry a value between `‹` and `›`.
    pub fn fill(&self, slot: &str, random: &mut Random) -> String {
        let phrases = &self.world.phrases;
        let month = |months: usize| &self.world.days[(self.written().max(0) as usize).saturating_sub(30 * months)];
        match slot {
            "doer" => self.doer.as_ref().map_or("unknown attackers".to_string(), |(_, said)| format!("‹{said}›")),
            "target" => self.target.as_ref().map_or("people".to_string(), |(_, said)| format!("‹{said}›")),
            "party" => self.doer.as_ref().map_or("no party".to_string(), |(_, said)| said.clone()),
            "place" => self.place_words(),
            "when" if self.when.words.is_empty() => String::new(),
            "when" => format!(" {}", self.when.words),
            "toll" => self.toll_words(),
            "taken" => self.taken.as_ref().map_or("people".to_string(), |count| format!("‹{} people›", count.words)),
            "with" => self.weapon.map_or(String::new(), |weapon| format!(" with ‹{weapon}›")),
            "victim" => format!("‹{}›", self.victim.as_deref().unwrap_or("a passer-by")),
            "says" => self.says(random),
            "official" => format!("‹{}›", self.official(random)),
            "agency" => format!("‹{}›", random.pick(phrases.list("word", "agency"))),
            "outlet" => random.pick(&self.world.outlets).clone(),
            "site" => phrases.word("site", self.own(8).below(1 << 20), random).to_string(),
            "hook" if random.chance(0.6) => String::new(),
            "hook" => format!(" {}", self.hook(random)),
            "hook2" => self.hook(random),
            "road" => phrases.word("road", self.own(9).below(1 << 20), random).to_string(),
            "near" => self.near(random).to_string(),
            "division" => self.division().name,
            "country" => self.conflict.country.clone(),
            "name" => phrases.person(random),
            "relative" => {
                format!("{} {}", ["his", "her", "a"][random.below(3)], random.pick(phrases.list("word", "relation")))
            }
            "at" => (*random.pick(&["at", "near", "outside"])).to_string(),
            "from" => "from".to_string(),
            "laid" => (*random.pick(&["laid by", "planted by", "set by"])).to_string(),
            "n" => (2 + random.below(8)).to_string(),
            "n2" => random.below(10).to_string(),
            "year" => month(12 * random.below(6)).date.year().to_string(),
            "year2" => (month(0).date.year() + 1).to_string(),
            "month" => month(1 + random.below(9)).month.clone(),
            "building2" => random.pick(phrases.list("word", "building")).clone(),
            other => random.pick(phrases.list("word", other)).clone(),
        }
    }

    fn hook(&self, random: &mut Random) -> String {
        self.world.phrases.word("hook", self.own(10).below(1 << 20), random).to_string()
    }

    fn says(&self, random: &mut Random) -> String {
        let mut page = Page::default();
        let phrase = random.pick(self.world.phrases.list("says", "any"));
        let mut official = String::new();
        page.write(phrase, random, &mut |slot, random| {
            let words = self.fill(slot, random);
            if ["official", "agency"].contains(&slot) {
                official = unmarked(&words);
            }
            unmarked(&words)
        });
        if official.is_empty() { page.text } else { page.text.replacen(&official, &format!("‹{official}›"), 1) }
    }

    fn place_words(&self) -> String {
        match &self.location {
            None => String::new(),
            Some(place) if place.geo_precision == GeoPrecision::Near => format!(" near ‹{}›", place.name),
            Some(place) if place.extent == Extent::Division => format!(" in ‹{} province›", place.name),
            Some(place) => format!(" in ‹{}›", place.name),
        }
    }

    fn toll_words(&self) -> String {
        let group = match self.target.as_ref().map(|(actor, _)| actor.name.as_str()) {
            Some(name) if name.starts_with("Military") => "soldiers",
            Some(name) if name.starts_with("Civilians") => "civilians",
            _ => "people",
        };
        let killed = self.killed.as_ref().map(|count| format!("killing ‹{} {group}›", count.words));
        let wounded = self.wounded.as_ref().map(|count| format!("wounding ‹{}›", count.words));
        match (killed, wounded) {
            (Some(killed), Some(wounded)) => format!(", {killed} and {wounded}"),
            (Some(one), None) | (None, Some(one)) => format!(", {one}"),
            (None, None) => String::new(),
        }
    }
}

/// The words without the signs that mark values.
fn unmarked(words: &str) -> String {
    words.replace(['‹', '›'], "")
}

fn when(world: &World, event: &Happening, intent: &Intent, random: &mut Random) -> When {
    let delay = intent.written - event.day;
    let wrong = if random.chance(0.04) { *random.pick(&[-1, 1]) } else { 0 };
    let day = (event.day + wrong).clamp(0, intent.written);
    let (date, written) = (&world.days[day as usize], &world.days[intent.written as usize]);
    let dated = |precision, first, last, words| When { days: Some((first, last)), precision, words };
    let this_year = date.date.year() == written.date.year();
    let year = if this_year { String::new() } else { format!(" {}", date.date.year()) };
    let fresh = delay <= 6 && !intent.background;
    let roll = random.unit() + if fresh { 0.0 } else { 2.0 };
    match roll {
        x if x < 0.80 => dated(DatePrecision::Day, date.date, date.date, format!("on ‹{}›", date.weekday)),
        x if x < 0.92 => {
            let first = (day - random.below(4) as i32).max(0);
            let last = (first + 6).min(intent.written).max(day);
            let days = (world.days[first as usize].date, world.days[last as usize].date);
            dated(
                DatePrecision::Week,
                days.0,
                days.1,
                (*random.pick(&["‹this week›", "‹in recent days›", "‹last week›"])).to_string(),
            )
        }
        x if x < 0.94 || (2.45..2.70).contains(&x) => {
            let (first, last) = (date.date.first_of_month(), date.date.last_of_month());
            dated(DatePrecision::Month, first, last, format!("in ‹{}{year}›", date.month))
        }
        x if (2.0..2.45).contains(&x) => {
            dated(DatePrecision::Day, date.date, date.date, format!("on ‹{}{year}›", date.words))
        }
        x if (2.70..2.80).contains(&x) => {
            let (first, last) = (date.date.first_of_year(), date.date.last_of_year());
            dated(DatePrecision::Year, first, last, format!("in ‹{}›", date.date.year()))
        }
        _ => When { days: None, precision: DatePrecision::Unknown, words: String::new() },
    }
}

fn province(conflict: &Conflict, name: String) -> Location {
    Location {
        admin1: Some(name.clone()),
        name,
        country: Some(conflict.code.clone()),
        point: None,
        geo_precision: GeoPrecision::Province,
        extent: Extent::Division,
        spans: Vec::new(),
    }
}

fn location(conflict: &Conflict, event: &Happening, random: &mut Random) -> Option<Location> {
    let town = &conflict.towns[usize::from(event.town)];
    let division = &conflict.divisions[town.division];
    let spot = |name: String, point, geo_precision, extent| Location {
        name,
        country: Some(conflict.code.clone()),
        admin1: Some(division.clone()),
        point,
        geo_precision,
        extent,
        spans: Vec::new(),
    };
    match random.unit() {
        x if x < 0.73 => {
            let point = town.known.then_some(town.point);
            Some(spot(town.name.clone(), point, GeoPrecision::Exact, Extent::Spot))
        }
        x if x < 0.76 => Some(spot(misspelt(&town.name, random), None, GeoPrecision::Exact, Extent::Spot)),
        x if x < 0.86 => {
            let largest = &conflict.towns[conflict.by_division[town.division][0]];
            Some(spot(largest.name.clone(), Some(largest.point), GeoPrecision::Near, Extent::Near))
        }
        x if x < 0.96 => Some(province(conflict, division.clone())),
        x if x < 0.985 => {
            Some(Location { admin1: None, extent: Extent::Country, ..province(conflict, conflict.country.clone()) })
        }
        _ => None,
    }
}

/// The name with a vowel changed, as another transcription has it.
fn misspelt(name: &str, random: &mut Random) -> String {
    let (from, to) = *random.pick(&[('a', "e"), ('o', "u"), ('i', "y"), ('e', "i"), ('u', "ou")]);
    let spelt = name.replace(from, to);
    if spelt == name { format!("{name}a") } else { spelt }
}

/// The doer as a report has it; `None` where it names none.
fn doer(conflict: &Conflict, event: &Happening, random: &mut Random) -> Option<(Actor, String)> {
    let party: &Party = &conflict.parties[usize::from(event.doer)];
    let own = |random: &mut Random| Some((party.actor.clone(), random.pick(&party.said).clone()));
    let roll = random.unit();
    if party.role != Role::Armed {
        return if roll < 0.93 { own(random) } else { None };
    }
    match roll {
        x if x < 0.62 => own(random),
        x if x < 0.70 => match &party.parent {
            Some(parent) => Some((parent.clone(), parent.name.clone())),
            None => own(random),
        },
        x if x < 0.75 => {
            let name = misspelt(&party.actor.name, random);
            Some((actor(name.clone(), Vec::new()), name))
        }
        x if x < 0.91 => {
            let said = *random.pick(&["gunmen", "armed men", "unidentified fighters", "militants"]);
            Some((actor("unidentified armed group".to_string(), vec![said.to_string()]), said.to_string()))
        }
        x if x < 0.93 => {
            let other = &conflict.parties[*random.pick(&conflict.with_role(Role::Armed))];
            Some((other.actor.clone(), other.actor.name.clone()))
        }
        _ => None,
    }
}

/// A figure as it stood some days after the event: it grows, and some have it otherwise.
fn count(truth: u32, delay: i32, random: &mut Random) -> Count {
    let known = match delay {
        0 => random.between(0.5, 1.0),
        1 => random.between(0.75, 1.0),
        _ => 1.0,
    };
    let share = if random.chance(0.08) { random.between(0.4, 2.5) } else { known };
    let number = u64::from(((f64::from(truth) * share).round() as u32).max(1));
    let (figure, words) = match random.unit() {
        x if x < 0.72 => (Figure::exactly(number), number.to_string()),
        x if x < 0.92 => (Figure::at_least(number), format!("at least {number}")),
        _ => (
            Figure { min: Some(number), max: Some(number + 1 + number / 5) },
            format!("{number} to {}", number + 1 + number / 5),
        ),
    };
    Count { figure, words }
}
