use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, hash_map};

use crate::database::{Connection, OptionalExtension, params};
use record::{Event, Key, Series, Telling};

use crate::change::Hand;
use crate::decision::Edits;
use crate::error::Fault;
use crate::key::K;
use crate::{Error, RunId, Store, run, telling};

mod blocks;
pub(crate) mod event;
mod open;
pub(crate) mod pairs;

pub use open::{OpenDoubt, OpenPair, Staked};

/// Two event reports that may tell the same event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The one with the lower key.
    pub a: Key,
    /// The other.
    pub b: Key,
    /// How likely they tell the same, by linkage's measure; kept in single precision.
    pub odds: f64,
}

/// What linkage has to look at since it was last saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// Event reports that hold and are new, state something else, have another outlet, or were judged; in order of keys.
    pub changed: Vec<Key>,
    /// Event reports that hold no longer; in order of keys.
    pub gone: Vec<Key>,
    /// The last note that was read.
    seq: i64,
    /// The last change of an event when it was read.
    of_events: i64,
}

impl Pending {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.gone.is_empty()
    }
}

impl Store {
    /// What linkage has to look at. It stays until [`Links::settle`] is given it.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn pending(&self) -> Result<Pending, Error> {
        self.read(|db| {
            let sql = "SELECT DISTINCT e.id, e.key, e.retired IS NOT NULL FROM pending p
                       JOIN event_report e ON e.id = p.event_report ORDER BY e.key";
            let edits = Edits::load(db, None)?;
            let seq = db.query_row("SELECT coalesce(max(seq), 0) FROM pending", params![], |row| row.get(0))?;
            let mut pending = Pending { seq, of_events: last_of_events(db)?, ..Pending::default() };
            let mut statement = db.prepare_many(sql)?;
            let mut rows = statement.query(params![])?;
            while let Some(row) = rows.next()? {
                let gone = row.get(2)? || edits.reject(row.get(0)?);
                let list = if gone { &mut pending.gone } else { &mut pending.changed };
                list.push(row.get::<K>(1)?.0);
            }
            Ok(pending)
        })
    }

    /// The event reports that hold and stand in these blocks, in order of keys, each once. With `true` beside a block only
    /// those that are wide in it.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn in_blocks(&self, blocks: &[(u64, bool)]) -> Result<Vec<Key>, Error> {
        self.read(|db| {
            let found = blocks::met(db, blocks)?;
            let sql = "SELECT key FROM event_report WHERE id = ?1 AND retired IS NULL";
            let mut statement = db.prepare_cached(sql)?;
            let mut keys = Vec::with_capacity(found.len());
            for id in found {
                keys.extend(statement.query_row([id], |row| Ok(row.get::<K>(0)?.0)).optional()?);
            }
            keys.sort();
            Ok(keys)
        })
    }

    /// The pairs of at least these odds that these event reports are in, in order of keys.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn pairs_of(&self, keys: &[Key], odds: f64) -> Result<Vec<Pair>, Error> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT key FROM event_report WHERE id = ?1")?;
            let mut names: HashMap<i64, Key> = HashMap::new();
            let mut pairs = Vec::new();
            for &key in keys {
                let Some(entry) = telling::entry_of(db, key)? else { continue };
                for (other, between) in pairs::of(db, entry.id)?.into_iter().filter(|(_, between)| *between >= odds) {
                    let other = match names.entry(other) {
                        hash_map::Entry::Occupied(name) => *name.get(),
                        hash_map::Entry::Vacant(place) => {
                            *place.insert(statement.query_row([other], |row| row.get::<K>(0))?.0)
                        }
                    };
                    pairs.push(Pair { a: key.min(other), b: key.max(other), odds: between });
                }
            }
            pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
            pairs.dedup_by_key(|pair| (pair.a, pair.b));
            Ok(pairs)
        })
    }

    /// All pairs of event reports that hold, the likeliest first, those as likely in order of keys: candidates for a person to
    /// judge. Pairs on which a judgement holds are left out.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn pairs(&self) -> Result<Vec<Pair>, Error> {
        self.read(pairs::unjudged)
    }

    /// Saves what linkage found, all of it or nothing: `save` is given [`Links`] to write to.
    ///
    /// # Errors
    /// What `save` gives, or whatever keeps the file from being written; then nothing is saved.
    pub fn save_links<T>(&mut self, run: RunId, save: impl FnOnce(&Links) -> Result<T, Error>) -> Result<T, Error> {
        let file = self.file.clone();
        // Events come in any order of days: with room for the pages that they go to, each is written once.
        self.connection.keep_pages(512, 0).map_err(|fault| self.named(fault))?;
        let saved = self.write(|db| {
            let (by, at) = run::credit(db, run)?;
            let hand = Hand { run: run.0, by, at };
            let links = Links {
                db,
                hand,
                file: &file,
                left: Default::default(),
                pairs: Default::default(),
                blocks: Default::default(),
            };
            let saved = save(&links).map_err(Fault::Named)?;
            links.finish()?;
            Ok(saved)
        });
        self.connection.keep_pages(64, 1024).map_err(|fault| self.named(fault))?;
        saved
    }

    /// Gathers what the planner of queries goes by. To be called after much was added or linked.
    ///
    /// # Errors
    /// Whatever keeps the file from being written.
    pub fn analyse(&mut self) -> Result<(), Error> {
        self.write(Connection::analyse)
    }
}

/// Has linkage look at an event report.
pub(crate) fn pend(db: &Connection, event_report: i64) -> Result<(), Fault> {
    db.prepare_cached("INSERT INTO pending (event_report) VALUES (?1)")?.execute([event_report])?;
    Ok(())
}

/// Where linkage writes what it found.
pub struct Links<'a> {
    db: &'a Connection,
    hand: Hand,
    file: &'a std::path::Path,
    /// Events that tellings were taken from.
    left: RefCell<BTreeSet<i64>>,
    /// Pairs and blocks that are not written yet: together they cost a row once.
    pairs: RefCell<Vec<(i64, i64, f64)>>,
    blocks: RefCell<Vec<blocks::Member>>,
}

/// How many pairs or blocks wait to be written at most: some 100 MB.
const WAITING: usize = 4_000_000;

impl Links<'_> {
    fn named<T>(&self, work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Error> {
        work().map_err(|fault| fault.of(self.file))
    }

    fn id(&self, key: Key) -> Result<i64, Fault> {
        let entry = telling::entry_of(self.db, key)?;
        Ok(entry.ok_or_else(|| Fault::Unknown(key.to_string()))?.id)
    }

    /// The numbers of event reports, in the order of their keys.
    fn ids(&self, keys: &[Key]) -> Result<Vec<i64>, Fault> {
        let mut ids: Vec<Option<i64>> = vec![None; keys.len()];
        let sql = "SELECT id FROM event_report WHERE key = ?1";
        self.db.prepare_cached(sql)?.query_each(keys.iter().map(|&key| [K(key)]), |at, row| {
            ids[at] = Some(row.get(0)?);
            Ok(())
        })?;
        let known = ids.into_iter().zip(keys).map(|(id, key)| id.ok_or_else(|| Fault::Unknown(key.to_string())));
        known.collect()
    }

    /// To be asked before anything is written of what was found from `pending` on: whether events are still what they were then. No other
    /// links until this is saved.
    ///
    /// # Errors
    /// [`Error::Overtaken`] if another linked in the meantime: its events would be lost, and what it settled would be pending no longer.
    pub fn go_on_from(&self, pending: &Pending) -> Result<(), Error> {
        match self.named(|| last_of_events(self.db))? {
            last if last == pending.of_events => Ok(()),
            _ => Err(Error::Overtaken { file: self.file.to_path_buf() }),
        }
    }

    /// Drops all pairs of these event reports: before new ones are given, or because they are gone.
    ///
    /// # Errors
    /// [`Error::Unknown`] if a key is no event report's; else whatever keeps the file from being written.
    pub fn forget(&self, event_reports: &[Key]) -> Result<(), Error> {
        self.named(|| {
            self.write_waiting()?;
            let ids = event_reports.iter().map(|&key| self.id(key)).collect::<Result<_, Fault>>()?;
            pairs::remove(self.db, &ids)
        })
    }

    /// Keeps these pairs and blocks, in place of all that there were: when everything was linked anew. Each event report comes
    /// with its blocks, and with each whether it is wide in it.
    ///
    /// # Errors
    /// [`Error::Unknown`] if a key is no event report's; else whatever keeps the file from being written.
    pub fn replace_all(
        &self,
        pairs: impl Iterator<Item = Pair>,
        blocks: impl Iterator<Item = (Key, Vec<(u64, bool)>)>,
    ) -> Result<(), Error> {
        self.pairs.borrow_mut().clear();
        self.blocks.borrow_mut().clear();
        self.named(|| {
            let numbers = numbers(self.db)?;
            pairs::replace_all(self.db, pairs, &numbers)?;
            let mut members = Vec::new();
            for (key, blocks) in blocks {
                let id = *numbers.get(&key).ok_or_else(|| Fault::Unknown(key.to_string()))?;
                members.extend(blocks.into_iter().map(|(block, wide)| blocks::member(block, wide, id)));
            }
            blocks::replace_all(self.db, members)
        })
    }

    /// Keeps a pair; odds that it had are replaced.
    ///
    /// # Errors
    /// [`Error::Unknown`] if a key is no event report's; else whatever keeps the file from being written.
    pub fn pair(&self, pair: Pair) -> Result<(), Error> {
        self.named(|| {
            let (a, b) = (self.id(pair.a.min(pair.b))?, self.id(pair.a.max(pair.b))?);
            self.pairs.borrow_mut().push((a, b, pair.odds));
            self.write_if_many()
        })
    }

    /// Keeps the blocks of an event report: each with whether it is wide in it.
    ///
    /// # Errors
    /// [`Error::Unknown`] if the key is no event report's; else whatever keeps the file from being written.
    pub fn blocks(&self, event_report: Key, blocks: &[(u64, bool)]) -> Result<(), Error> {
        self.named(|| {
            let id = self.id(event_report)?;
            self.blocks.borrow_mut().extend(blocks.iter().map(|&(block, wide)| blocks::member(block, wide, id)));
            self.write_if_many()
        })
    }

    /// The event reports with these keys, as [`Store::tellings`] gives them.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn tellings(&self, keys: &[Key]) -> Result<Vec<Telling>, Error> {
        self.named(|| telling::tellings(self.db, keys))
    }

    /// Keeps an event, in place of what its tellings belonged to before. One that is the same as before is left alone.
    ///
    /// # Errors
    /// [`Error::Unknown`] if a telling's key is no event report's; else whatever keeps the file from being written.
    pub fn event(&self, event: &Event) -> Result<(), Error> {
        self.named(|| {
            let members = self.ids(&event.tellings)?;
            let left = event::save(self.db, event, &members, &self.hand)?;
            self.left.borrow_mut().extend(left);
            Ok(())
        })
    }

    /// Keeps these series, in place of all that there were.
    ///
    /// # Errors
    /// Whatever keeps the file from being written.
    pub fn series(&self, series: &[Series]) -> Result<(), Error> {
        self.named(|| event::save_series(self.db, series))
    }

    /// Notes that what was pending is done: the event reports that are gone leave their events.
    ///
    /// # Errors
    /// Whatever keeps the file from being written.
    pub fn settle(&self, pending: &Pending) -> Result<(), Error> {
        self.forget(&pending.gone)?;
        for &key in &pending.gone {
            self.named(|| {
                let id = self.id(key)?;
                self.left.borrow_mut().extend(event::leave(self.db, id)?);
                Ok(())
            })?;
        }
        self.named(|| {
            self.db.prepare_cached("DELETE FROM pending WHERE seq <= ?1")?.execute([pending.seq])?;
            Ok(())
        })
    }

    fn write_if_many(&self) -> Result<(), Fault> {
        let waiting = self.pairs.borrow().len() + self.blocks.borrow().len();
        if waiting < WAITING { Ok(()) } else { self.write_waiting() }
    }

    fn write_waiting(&self) -> Result<(), Fault> {
        pairs::add(self.db, self.pairs.take())?;
        let mut blocks = self.blocks.take();
        blocks.sort_unstable();
        blocks::add(self.db, &blocks)
    }

    /// Removes the events that have no telling left. One that has lost a telling and was not saved anew is an error of
    /// linkage, which is told rather than kept.
    fn finish(self) -> Result<(), Fault> {
        self.write_waiting()?;
        let left: Vec<i64> = self.left.into_inner().into_iter().collect();
        left.chunks(telling::AHEAD).try_for_each(|some| event::settle(self.db, some, &self.hand))
    }
}

/// The number of the last change that linking made to an event; 0 if there is none.
fn last_of_events(db: &Connection) -> Result<i64, Fault> {
    let sql = "SELECT seq FROM change WHERE kind IN ('event_added', 'event_changed', 'event_removed') ORDER BY seq DESC LIMIT 1";
    let last = db.prepare_cached(sql)?.query_row(params![], |row| row.get(0)).optional()?;
    Ok(last.unwrap_or(0))
}

/// The numbers of all event reports.
fn numbers(db: &Connection) -> Result<HashMap<Key, i64>, Fault> {
    let mut statement = db.prepare_many("SELECT key, id FROM event_report")?;
    let numbers = statement.query_map(params![], |row| Ok((row.get::<K>(0)?.0, row.get(1)?)))?;
    numbers.collect::<Result<_, _>>()
}
