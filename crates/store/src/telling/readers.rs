//! Many tellings at once: read on all threads, each through a connection of its own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::database::{Address, Connection};
use record::{Key, Telling};

use super::{Entry, Reader, holding};
use crate::error::Fault;
use crate::{Error, Store};

/// Event reports that a thread reads at a time.
const SOME: usize = super::AHEAD;

/// Reads many event reports of a store on all threads, while the store itself is written to as well.
///
/// Each thread sees what had been saved when it began to read; what another program saves meanwhile may be seen by some of them.
#[derive(Clone, Debug)]
pub struct Readers {
    address: Address,
}

impl Store {
    /// Readers of the same file.
    pub fn readers(&self) -> Readers {
        Readers { address: self.address.clone() }
    }
}

impl Readers {
    /// What `make` makes of the event reports with these keys, in their order; keys are taken as [`Store::tellings`] takes them.
    /// `make` is called on several threads.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn tellings<T: Send>(&self, keys: &[Key], make: impl Fn(Telling) -> T + Sync) -> Result<Vec<T>, Error> {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(keys.len().div_ceil(SOME));
        let mut stores = (0..threads).map(|_| self.open()).collect::<Result<Vec<Store>, Error>>()?;
        let numbered: Vec<(usize, Key)> = keys.iter().copied().enumerate().collect();
        let mut entries = on_all(&mut stores, &numbered, entries)?;
        // In order of arrival those of one report follow each other, and it is read but once.
        entries.sort_by_key(|(_, entry)| entry.id);
        let mut made = on_all(&mut stores, &entries, |db, entries| {
            let mut reader = Reader::new(db);
            reader.read_ahead(&entries.iter().map(|(_, entry)| entry).collect::<Vec<_>>())?;
            let telling = |(at, entry): &(usize, Entry)| Ok(reader.telling(entry)?.map(|telling| (*at, make(telling))));
            entries.iter().map(telling).filter_map(Result::transpose).collect()
        })?;
        made.sort_by_key(|(at, _)| *at);
        Ok(made.into_iter().map(|(_, made)| made).collect())
    }

    fn open(&self) -> Result<Store, Error> {
        let store = Store::to_read(self.address.clone())?;
        // What is mapped would count once for each thread.
        store.connection.keep_pages(16, 0).map_err(|fault| store.named(fault))?;
        Ok(store)
    }
}

fn entries(db: &Connection, keys: &[(usize, Key)]) -> Result<Vec<(usize, Entry)>, Fault> {
    let asked: Vec<Key> = keys.iter().map(|(_, key)| *key).collect();
    Ok(holding(db, &asked)?.into_iter().map(|(at, entry)| (keys[at].0, entry)).collect())
}

/// Has each store work on some of the items at a time; what comes of them stands in the order of the items.
fn on_all<I: Sync, O: Send>(
    stores: &mut [Store],
    items: &[I],
    work: impl Fn(&Connection, &[I]) -> Result<Vec<O>, Fault> + Sync,
) -> Result<Vec<O>, Error> {
    let next = AtomicUsize::new(0);
    let work_through = |store: &Store| -> Result<Vec<(usize, Vec<O>)>, Error> {
        let mut done = Vec::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(some) = items.chunks(SOME).nth(n) else { return Ok(done) };
            done.push((n, store.read(|db| work(db, some))?));
        }
    };
    let work_through = &work_through;
    let mut done = Vec::new();
    thread::scope(|scope| {
        let threads: Vec<_> = stores.iter_mut().map(|store| scope.spawn(move || work_through(store))).collect();
        for thread in threads {
            done.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok::<(), Error>(())
    })?;
    done.sort_by_key(|(n, _)| *n);
    Ok(done.into_iter().flat_map(|(_, made)| made).collect())
}
