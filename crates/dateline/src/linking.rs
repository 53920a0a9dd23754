//! Linking a store: what came in since the last time, or everything anew. Both come to the same events.

mod around;
mod as_of;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use linkage::{Profile, Responding, Shared, Weights};
use rayon::prelude::*;
use record::{Answer, Date, Event, Judgement, Key, ReportedTally, Series, Telling};
use store::{Error, Links, Pair, Pending, Readers, RunId, Store};

pub use as_of::as_of;

/// Events that are read, reconciled and kept at a time.
const STRIDE: usize = 4_000;
/// Event reports that are read at a time for comparing all of them.
const READ: usize = 50_000;

/// What linking came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Event reports that were compared with others.
    pub looked_at: usize,
    /// Pairs that may tell the same event, over all that was compared.
    pub pairs: usize,
    /// Events that were made or made anew.
    pub events: usize,
    /// How many of them several reports tell.
    pub joined: usize,
    /// Series of running totals in the store.
    pub series: usize,
}

/// How often linking begins again when another program linked the same store in the meantime.
const AGAIN: usize = 5;

/// How far linking is: done and to be done, of some unit.
pub type Progress<'a> = &'a dyn Fn(&str, usize, usize);

/// Joins what came in since the last time, or was edited or judged, to what is there.
///
/// # Errors
/// Whatever keeps the store from being read or written. What was pending stays so until all is saved.
pub fn link_new(store: &mut Store, run: RunId, weights: &Weights, progress: Progress) -> Result<Done, Error> {
    undisturbed(|| link_pending(store, run, weights, progress))
}

/// What comes of linking, from what the store holds at its end: begun again if another linked while it was under way, whose events and
/// decisions it would undo without having seen them.
fn undisturbed(mut link: impl FnMut() -> Result<Done, Error>) -> Result<Done, Error> {
    for _ in 0..AGAIN {
        match link() {
            Err(Error::Overtaken { .. }) => {}
            done => return done,
        }
    }
    link()
}

fn link_pending(store: &mut Store, run: RunId, weights: &Weights, progress: Progress) -> Result<Done, Error> {
    let pending = store.pending()?;
    if pending.is_empty() {
        return Ok(Done::default());
    }
    progress("compared", 0, pending.changed.len());
    // What stood in one event with something that changed may come apart.
    let mut inside: BTreeSet<Key> = pending.changed.iter().copied().collect();
    for &key in pending.changed.iter().chain(&pending.gone) {
        inside.extend(store.members_with(key)?);
    }
    inside.retain(|key| pending.gone.binary_search(key).is_err());
    let (pairs, compared) = compare_new(store, run, &pending, weights)?;
    let events = around::link_around(store, &mut inside, compared, weights)?;
    let mut beside = told_beside(store, &inside)?;
    let answering = answering_elsewhere(store, &beside, &events)?;
    // These are made anew with all that they answered, by reports too that are nowhere near.
    beside.extend(told_beside(store, &answering.iter().flatten().copied().collect())?);
    let mut book = Book::new(store, &beside, &events)?;
    book.find_events(store)?;
    let mut all = events;
    all.extend(answering);
    Ok(Done { looked_at: pending.changed.len(), pairs, ..save(store, run, &all, &book, &pending, progress)? })
}

/// Links what came in, was edited or judged since the last time, as a run of the program of its own.
///
/// # Errors
/// Whatever keeps the store from being read or written.
pub fn relink(store: &mut Store) -> Result<(), Error> {
    let run = store.begin_run("link", crate::CODER, "", jiff::Timestamp::now())?;
    link_new(store, run, &Weights::embedded(), &|_, _, _| {})?;
    store.end_run(run, jiff::Timestamp::now())
}

/// Compares everything anew. `order` says in which order event reports are taken; it makes no difference.
///
/// # Errors
/// Whatever keeps the store from being read or written.
pub fn link_all(
    store: &mut Store,
    run: RunId,
    weights: &Weights,
    order: &mut dyn FnMut(&mut [Profile]),
    progress: Progress,
) -> Result<Done, Error> {
    undisturbed(|| link_whole(store, run, weights, order, progress))
}

fn link_whole(
    store: &mut Store,
    run: RunId,
    weights: &Weights,
    order: &mut dyn FnMut(&mut [Profile]),
    progress: Progress,
) -> Result<Done, Error> {
    let pending = store.pending()?;
    let (mut profiles, told) = read_all(store, progress)?;
    let mut book = Book::new(store, &told, &[])?;
    drop(told);
    order(&mut profiles);
    progress("compared", 0, profiles.len());
    let judgements: Vec<Judgement> = store.judgements()?;
    let mut linked = linkage::link(&profiles, &judgements, weights);
    book.add_events(&linked.events);
    let days: HashMap<Key, Option<Date>> = profiles.iter().map(|profile| (profile.key(), profile.day())).collect();
    linked.events.sort_by_cached_key(|event| (days.get(&event[0]).copied().flatten(), event[0]));
    let (looked_at, pairs) = (profiles.len(), linked.pairs.len());
    store.save_links(run, |links| {
        links.go_on_from(&pending)?;
        let blocks = profiles.iter().map(|profile| (profile.key(), blocks(profile)));
        links.replace_all(linked.pairs.iter().map(kept), blocks)
    })?;
    drop((profiles, linked.pairs, days));
    let done = save(store, run, &linked.events, &book, &pending, progress)?;
    store.analyse()?;
    Ok(Done { looked_at, pairs, ..done })
}

/// What is compared of every event report, and those whose reports tell answers.
fn read_all(store: &Store, progress: Progress) -> Result<(Vec<Profile>, Vec<Told>), Error> {
    let (keys, readers) = (store.event_reports()?, store.readers());
    let (mut profiles, mut answers) = (Vec::with_capacity(keys.len()), Vec::new());
    let mut shared = Shared::default();
    for some in keys.chunks(READ) {
        let read = readers.tellings(some, |telling| (linkage::profile(&telling), Told::new(telling)))?;
        for (mut profile, told) in read {
            shared.share(&mut profile);
            profiles.push(profile);
            answers.extend(Some(told.telling).filter(|_| told.response.is_some()));
        }
        progress("read", profiles.len(), keys.len());
    }
    Ok((profiles, told_beside(store, &answers.into_iter().collect())?))
}

/// Compares what is pending with all that it can meet, and keeps the pairs: how many, and what was compared.
fn compare_new(
    store: &mut Store,
    run: RunId,
    pending: &Pending,
    weights: &Weights,
) -> Result<(usize, Vec<Profile>), Error> {
    let readers = store.readers();
    let new = readers.tellings(&pending.changed, |telling| linkage::profile(&telling))?;
    let blocks: BTreeSet<(u64, bool)> =
        new.iter().flat_map(|profile| profile.blocks()).map(|block| (block.key, !block.wide)).collect();
    let mut met = store.in_blocks(&blocks.into_iter().collect::<Vec<_>>())?;
    met.retain(|key| pending.changed.binary_search(key).is_err());
    let known = readers.tellings(&met, |telling| linkage::profile(&telling))?;
    let pairs = linkage::pairs_with(&new, &known, weights);
    store.save_links(run, |links| {
        links.go_on_from(pending)?;
        links.forget(&pending.changed)?;
        keep(links, &pairs, &new)
    })?;
    Ok((pairs.len(), new.into_iter().chain(known).collect()))
}

/// What must be known of an event report to find what it answered, and what answered it.
struct Told {
    telling: Key,
    report: Key,
    id: String,
    /// The name in its report of what it answered.
    response: Option<String>,
}

impl Told {
    fn new(telling: Telling) -> Told {
        let event_report = telling.event_report;
        let response = event_report.response_to.map(|response| response.to);
        Told { telling: telling.key, report: telling.report, id: event_report.id, response }
    }
}

/// All that the reports of these event reports tell.
fn told_beside(store: &Store, inside: &BTreeSet<Key>) -> Result<Vec<Told>, Error> {
    let keys: Vec<Key> = inside.iter().copied().collect();
    store.readers().tellings(&store.event_reports_beside(&keys)?, Told::new)
}

fn keep(links: &Links, pairs: &[linkage::Pair], profiles: &[Profile]) -> Result<(), Error> {
    profiles.iter().try_for_each(|profile| links.blocks(profile.key(), &blocks(profile)))?;
    pairs.iter().try_for_each(|pair| links.pair(kept(pair)))
}

fn kept(pair: &linkage::Pair) -> Pair {
    Pair { a: pair.a, b: pair.b, odds: pair.odds }
}

fn blocks(profile: &Profile) -> Vec<(u64, bool)> {
    profile.blocks().iter().map(|block| (block.key, block.wide)).collect()
}

/// Event reports and tallies by their report and their name in it, and what they belong to: what answers are looked up in.
#[derive(Debug, Default)]
struct Book {
    told: HashMap<(Key, String), Key>,
    responses: Vec<(Key, Key, String)>,
    event_of: HashMap<Key, Key>,
    tallies: Vec<ReportedTally>,
    series: Vec<Series>,
    series_of: BTreeMap<Key, Key>,
}

impl Book {
    /// The book of some events and of all that their reports tell.
    fn new(store: &Store, beside: &[Told], events: &[Vec<Key>]) -> Result<Book, Error> {
        let mut book = Book::default();
        book.add_events(events);
        book.add_tallies(store.tallies()?);
        for told in beside {
            book.told.insert((told.report, told.id.clone()), told.telling);
            if let Some(response) = &told.response {
                book.responses.push((told.telling, told.report, response.clone()));
            }
        }
        Ok(book)
    }

    /// Adds what the store has of events that what is told belongs to.
    fn find_events(&mut self, store: &Store) -> Result<(), Error> {
        for &telling in self.told.values() {
            if !self.event_of.contains_key(&telling)
                && let Some(event) = store.event_of(telling)?
            {
                self.event_of.insert(telling, event);
            }
        }
        Ok(())
    }

    fn add_events(&mut self, events: &[Vec<Key>]) {
        for event in events {
            self.event_of.extend(event.iter().map(|&key| (key, event[0])));
        }
    }

    fn add_tallies(&mut self, tallies: Vec<ReportedTally>) {
        self.series = linkage::series(&tallies);
        for series in &self.series {
            self.series_of.extend(series.tallies.iter().map(|told| (told.key, series.key)));
        }
        self.tallies = tallies;
    }

    /// What each event answered.
    fn answers(&self) -> BTreeMap<Key, Vec<Answer>> {
        let totals: HashMap<(Key, &str), Key> =
            self.tallies.iter().map(|told| ((told.report, told.tally.id.as_str()), told.key)).collect();
        let responding = |(telling, report, to): &(Key, Key, String)| {
            let event = self.told.get(&(*report, to.clone())).and_then(|key| self.event_of.get(key));
            let total = || totals.get(&(*report, to.as_str())).and_then(|key| self.series_of.get(key));
            let to = *event.or_else(total)?;
            Some(Responding { telling: *telling, event: *self.event_of.get(telling)?, to })
        };
        linkage::answered(self.responses.iter().filter_map(responding))
    }
}

/// Events that are not among `events`, but whose reports say that they answered one of these: its name may be another now.
fn answering_elsewhere(store: &Store, beside: &[Told], events: &[Vec<Key>]) -> Result<Vec<Vec<Key>>, Error> {
    let here: BTreeSet<Key> = events.iter().flatten().copied().collect();
    let mut found: BTreeSet<Key> = BTreeSet::new();
    for told in beside {
        if told.response.is_some() && !here.contains(&told.telling) {
            found.extend(store.event_of(told.telling)?);
        }
    }
    let mut elsewhere = Vec::new();
    for key in found {
        elsewhere.extend(store.event(key)?.map(|event| event.tellings));
    }
    Ok(elsewhere)
}

/// Reconciles and keeps events, then notes that nothing is pending.
fn save(
    store: &mut Store,
    run: RunId,
    events: &[Vec<Key>],
    book: &Book,
    pending: &Pending,
    progress: Progress,
) -> Result<Done, Error> {
    let answers = book.answers();
    let mut done = Done { series: book.series.len(), ..Done::default() };
    let readers = store.readers();
    thread::scope(|scope| {
        // While some events are written, the next are read and reconciled; never all of them are in memory.
        let (sender, made) = sync_channel(1);
        scope.spawn(|| reconcile_all(events, &readers, &answers, sender));
        store.save_links(run, |links| {
            links.go_on_from(pending)?;
            for (n, made) in made.into_iter().enumerate() {
                progress("events", n * STRIDE, events.len());
                let made = made?;
                done.events += made.len();
                done.joined += made.iter().filter(|event| event.tellings.len() > 1).count();
                made.iter().try_for_each(|event| links.event(event))?;
            }
            links.series(&book.series)?;
            links.settle(pending)
        })
    })?;
    Ok(done)
}

/// Sends on what was read and reconciled, until it is not wanted any more.
fn reconcile_all(
    events: &[Vec<Key>],
    readers: &Readers,
    answers: &BTreeMap<Key, Vec<Answer>>,
    sender: SyncSender<Result<Vec<Event>, Error>>,
) {
    for some in events.chunks(STRIDE) {
        if sender.send(reconciled(some, readers, answers)).is_err() {
            return;
        }
    }
}

/// The events of these tellings, in order of days, as the store has them.
fn reconciled(
    events: &[Vec<Key>],
    readers: &Readers,
    answers: &BTreeMap<Key, Vec<Answer>>,
) -> Result<Vec<Event>, Error> {
    let keys: Vec<Key> = events.iter().flatten().copied().collect();
    let tellings = readers.tellings(&keys, |telling| (telling.key, telling))?;
    let tellings: HashMap<Key, Telling> = tellings.into_iter().collect();
    let reconciled = |event: &Vec<Key>| {
        let told: Vec<Telling> = event.iter().filter_map(|key| tellings.get(key)).cloned().collect();
        let mut event = linkage::reconcile(&told)?;
        event.answers = answers.get(&event.key).cloned().unwrap_or_default();
        Some(event)
    };
    let mut made: Vec<Event> = events.par_iter().filter_map(reconciled).collect();
    made.sort_by_key(|event| (event.date.start, event.key));
    Ok(made)
}
