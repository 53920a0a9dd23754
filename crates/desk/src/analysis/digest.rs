use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use linkage::{Countable, Identity};
use record::{Actor, Answer, Date, Key, Outcome, Standing, SubEventType};
use store::{Sides, Store};

use crate::failure::Failure;
use crate::state::State;

/// No figure.
const UNTOLD: u32 = u32::MAX;

/// Who did what to whom, over all events of a store, as counts need it. A hundred thousand events take some 30 MB.
#[derive(Debug, Default)]
pub(crate) struct Digest {
    /// In the order of their first days, undated ones first.
    pub deeds: Vec<Deed>,
    /// Everybody who is in any of them, in the order of first mention.
    pub actors: Vec<Player>,
    /// For each event that answered something, what.
    pub answers: BTreeMap<Key, Vec<Answer>>,
    /// Reports by day of publication; how many have none.
    pub published: BTreeMap<Date, Published>,
    pub unpublished: usize,
    by_key: HashMap<Key, u32>,
    by_name: HashMap<String, u32>,
    words: Vec<String>,
}

/// The number of an actor in a digest.
pub(crate) type Who = u32;

/// An event.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    pub key: Key,
    /// First and last possible day; `None` if nothing fixes them.
    pub days: Option<(Date, Date)>,
    pub kind: SubEventType,
    pub standing: Standing,
    pub by: Box<[Who]>,
    pub to: Box<[Who]>,
    pub claimed: Box<[Who]>,
    pub denied: Box<[Who]>,
    killed: [u32; 3],
    country: u32,
    admin1: u32,
    place: u32,
    /// One bit for each outcome that is told of more than nobody.
    outcomes: u8,
}

/// An actor over all events.
#[derive(Clone, Debug)]
pub(crate) struct Player {
    pub actor: Actor,
    pub identity: Identity,
    /// How many events it acted in, was the target of, claimed, denied.
    pub by: usize,
    pub to: usize,
    pub claimed: usize,
    pub denied: usize,
    /// Killed in the events that it acted in, and in those that it was the target of: the sum of their best figures.
    pub killed_by: u64,
    pub killed_to: u64,
    /// First and last day of its events; `None` if none is dated.
    pub days: Option<(Date, Date)>,
    /// Countries of its events, each with how many, by code.
    pub countries: BTreeMap<String, usize>,
    /// In how many events it goes by each of these other spellings.
    pub spellings: BTreeMap<String, usize>,
}

/// Reports of a day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Published {
    pub reports: usize,
    pub outlets: HashSet<String>,
}

impl Digest {
    /// Reads a store.
    pub fn read(store: &Store) -> Result<Digest, store::Error> {
        let mut digest = Digest { words: vec![String::new()], ..Digest::default() };
        let mut numbers: HashMap<String, u32> = HashMap::new();
        store.each_side(|event| digest.add(event, &mut numbers))?;
        store.each_publication(|day, outlets| match day {
            Some(day) => {
                let of_day = digest.published.entry(day).or_default();
                of_day.reports += 1;
                of_day.outlets.extend(outlets);
            }
            None => digest.unpublished += 1,
        })?;
        Ok(digest)
    }

    fn add(&mut self, event: Sides, numbers: &mut HashMap<String, u32>) {
        let roles = event.roles;
        let mut actors = |named: &[Actor]| -> Box<[Who]> { named.iter().map(|actor| self.who(actor)).collect() };
        let (by, to) = (actors(&roles.initiators), actors(&roles.targets));
        let (claimed, denied) = (actors(&roles.claimed_by), actors(&roles.denied_by));
        let whos = [&by, &to, &claimed, &denied].into_iter().flat_map(|whos| whos.iter().copied());
        let named = [&roles.initiators, &roles.targets, &roles.claimed_by, &roles.denied_by].into_iter().flatten();
        let spelt = whos.zip(named).flat_map(|(who, actor)| actor.aliases.iter().map(move |name| (who, name.as_str())));
        for (who, spelling) in spelt.collect::<HashSet<(Who, &str)>>() {
            self.actors.get_mut(who as usize).into_iter().for_each(|player| player.goes_by(spelling));
        }
        let mut word = |words: Option<String>| {
            let Some(words) = words.filter(|words| !words.is_empty()) else { return 0 };
            *numbers.entry(words).or_insert_with_key(|words| {
                self.words.push(words.clone());
                self.words.len() as u32 - 1
            })
        };
        let figure = |killed: Option<u64>| killed.and_then(|killed| u32::try_from(killed).ok()).unwrap_or(UNTOLD);
        let told = roles.outcomes.iter().filter(|(_, high)| *high != Some(0));
        let deed = Deed {
            key: event.key,
            days: event.days,
            kind: event.sub_event_type,
            standing: event.standing,
            by,
            to,
            claimed,
            denied,
            killed: event.killed.map(figure),
            country: word(event.country),
            admin1: word(event.admin1),
            place: word(event.place),
            outcomes: told.fold(0, |bits, (outcome, _)| bits | bit(*outcome)),
        };
        if !roles.answers.is_empty() {
            self.answers.insert(event.key, roles.answers);
        }
        self.count(&deed);
        self.by_key.insert(deed.key, self.deeds.len() as u32);
        self.deeds.push(deed);
    }

    /// The number of an actor, which has an identifier or a name in common with it.
    fn who(&mut self, actor: &Actor) -> Who {
        let name = actor.name.to_lowercase();
        let id = actor.id.as_ref().map(|id| id_name(id));
        let known = id.as_ref().and_then(|id| self.by_name.get(id)).or_else(|| {
            let found = self.by_name.get(&name);
            found.filter(|who| {
                id.is_none() || self.actors.get(**who as usize).is_some_and(|known| known.actor.id.is_none())
            })
        });
        let who = known.copied().unwrap_or_else(|| {
            self.actors.push(Player::new(actor));
            self.actors.len() as u32 - 1
        });
        for name in id.into_iter().chain([name]) {
            self.by_name.entry(name).or_insert(who);
        }
        if let Some(player) = self.actors.get_mut(who as usize) {
            player.meet(actor);
        }
        who
    }

    /// Adds an event to what its actors come to.
    fn count(&mut self, deed: &Deed) {
        let country = self.words.get(deed.country as usize).cloned().filter(|country| !country.is_empty());
        let killed = deed.killed()[1].unwrap_or(0);
        let mut seen: Vec<Who> = Vec::new();
        let roles = [(&deed.by, 0), (&deed.to, 1), (&deed.claimed, 2), (&deed.denied, 3)];
        for (who, role) in roles.into_iter().flat_map(|(all, role)| all.iter().map(move |who| (*who, role))) {
            let Some(player) = self.actors.get_mut(who as usize) else { continue };
            match role {
                0 => (player.by, player.killed_by) = (player.by + 1, player.killed_by + killed),
                1 => (player.to, player.killed_to) = (player.to + 1, player.killed_to + killed),
                2 => player.claimed += 1,
                _ => player.denied += 1,
            }
            if !seen.contains(&who) {
                seen.push(who);
                player.place(deed.days, country.as_deref());
            }
        }
    }

    /// The actor that goes by this identifier or name, whatever its case; `None` if nobody does.
    pub fn find(&self, name: &str) -> Option<Who> {
        let found = self.by_name.get(&id_name(name)).or_else(|| self.by_name.get(&name.trim().to_lowercase()));
        found.copied()
    }

    pub fn player(&self, who: Who) -> Option<&Player> {
        self.actors.get(who as usize)
    }

    pub fn deed(&self, event: Key) -> Option<&Deed> {
        self.deeds.get(*self.by_key.get(&event)? as usize)
    }

    /// ISO 3166 alpha-3 of the country of an event; `None` if no telling has one.
    pub fn country(&self, deed: &Deed) -> Option<&str> {
        self.word(deed.country)
    }

    fn word(&self, number: u32) -> Option<&str> {
        self.words.get(number as usize).map(String::as_str).filter(|word| !word.is_empty())
    }

    /// The events as running totals are counted beside them.
    pub fn counted(&self) -> Vec<Counted<'_>> {
        self.deeds.iter().map(|deed| Counted { digest: self, deed }).collect()
    }
}

/// What an identifier is kept under, so that it is no name.
fn id_name(id: &str) -> String {
    format!("id\n{}", id.trim())
}

fn bit(outcome: Outcome) -> u8 {
    1 << (outcome as u8)
}

impl Deed {
    /// Killed: the fewest, the figure that the rule takes, the most. `None` if no report tells; the last also if one is open
    /// upwards.
    pub fn killed(&self) -> [Option<u64>; 3] {
        self.killed.map(|figure| (figure != UNTOLD).then_some(u64::from(figure)))
    }

    /// The day, where it is known to the day.
    pub fn day(&self) -> Option<Date> {
        self.days.filter(|(first, last)| first == last).map(|(day, _)| day)
    }

    pub fn has(&self, who: Who) -> bool {
        [&self.by, &self.to, &self.claimed, &self.denied].into_iter().any(|all| all.contains(&who))
    }
}

impl Player {
    fn new(actor: &Actor) -> Player {
        Player {
            actor: Actor { aliases: Vec::new(), spans: Vec::new(), ..actor.clone() },
            identity: Identity::of(actor),
            by: 0,
            to: 0,
            claimed: 0,
            denied: 0,
            killed_by: 0,
            killed_to: 0,
            days: None,
            countries: BTreeMap::new(),
            spellings: BTreeMap::new(),
        }
    }

    /// Takes in what another event knows of it.
    fn meet(&mut self, actor: &Actor) {
        if self.actor.id.is_none() && actor.id.is_some() {
            self.actor.id.clone_from(&actor.id);
            self.identity = Identity::of(actor);
        }
        if actor.ancestry.len() > self.actor.ancestry.len() {
            self.actor.ancestry.clone_from(&actor.ancestry);
        }
    }

    fn goes_by(&mut self, spelling: &str) {
        match self.spellings.get_mut(spelling) {
            Some(count) => *count += 1,
            None => _ = self.spellings.insert(spelling.to_string(), 1),
        }
    }

    fn place(&mut self, days: Option<(Date, Date)>, country: Option<&str>) {
        if let Some((first, last)) = days {
            let (from, to) = self.days.unwrap_or((first, last));
            self.days = Some((from.min(first), to.max(last)));
        }
        if let Some(country) = country {
            *self.countries.entry(country.to_string()).or_default() += 1;
        }
    }

    /// What its page is called: the identifier, else the name.
    pub fn handle(&self) -> &str {
        self.actor.id.as_deref().unwrap_or(&self.actor.name)
    }

    /// The path of its page.
    pub fn path(&self) -> String {
        let mut path = "/actors/".to_string();
        for byte in self.handle().bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => path.push(char::from(byte)),
                // A dot too: "/actors/a.json" would be another page's data.
                other => path.push_str(&format!("%{other:02X}")),
            }
        }
        path
    }

    /// In how many events it acted or was the target; one in which it is both counts twice.
    pub fn roles(&self) -> usize {
        self.by + self.to
    }
}

/// An event with the digest that knows its words.
pub(crate) struct Counted<'d> {
    digest: &'d Digest,
    deed: &'d Deed,
}

impl Counted<'_> {
    fn actors(&self, who: &[Who]) -> impl Iterator<Item = &Actor> {
        who.iter().filter_map(|who| self.digest.player(*who)).map(|player| &player.actor)
    }
}

impl Countable for Counted<'_> {
    fn key(&self) -> Key {
        self.deed.key
    }

    fn days(&self) -> Option<(Date, Date)> {
        self.deed.days
    }

    fn standing(&self) -> Standing {
        self.deed.standing
    }

    fn sub_event_type(&self) -> SubEventType {
        self.deed.kind
    }

    fn has(&self, outcome: Outcome) -> bool {
        self.deed.outcomes & bit(outcome) != 0
    }

    fn initiators(&self) -> impl Iterator<Item = &Actor> {
        self.actors(&self.deed.by)
    }

    fn targets(&self) -> impl Iterator<Item = &Actor> {
        self.actors(&self.deed.to)
    }

    fn place(&self) -> Option<(&str, Option<&str>, Option<&str>)> {
        let word = |number| self.digest.word(number);
        Some((word(self.deed.place)?, word(self.deed.admin1), word(self.deed.country)))
    }
}

/// The digest of the store as it was when last asked for, with the number that the store had then.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<Option<(i64, Arc<Digest>)>>);

impl Kept {
    /// The digest of the store as it is now: read anew if something changed since, by one reader while others wait.
    pub fn of(&self, desk: &State, store: &Store) -> Result<Arc<Digest>, Failure> {
        // Asked first: what changes while it is read is then read again the next time.
        let version = desk.version()?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, digest)) = kept.as_ref().filter(|(of, _)| *of == version) {
            return Ok(digest.clone());
        }
        let digest = Arc::new(Digest::read(store)?);
        *kept = Some((version, digest.clone()));
        Ok(digest)
    }
}
