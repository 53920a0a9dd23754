use std::sync::{Arc, Mutex, PoisonError};

use minijinja::Environment;
use store::Store;

use crate::cache::Cache;
use crate::failure::Failure;
use crate::overview::Outlines;
use crate::{Options, Program, asset};

/// What all requests share.
#[derive(Clone)]
pub(crate) struct Shared(Arc<State>);

pub(crate) struct State {
    pub options: Options,
    pub program: Arc<dyn Program>,
    pub templates: Environment<'static>,
    /// What every form of this run carries, and no other site can know.
    pub csrf: String,
    /// What the browser of somebody who has signed in carries.
    pub session: String,
    /// Held while a token is looked at.
    pub guesses: tokio::sync::Mutex<()>,
    /// How far uploads are.
    pub uploads: crate::runs::Uploads,
    /// How many questions of the review are left.
    pub left: crate::review::Left,
    /// Who did what to whom, over all events.
    pub digest: crate::analysis::Kept,
    readers: Mutex<Vec<Store>>,
    /// Asked for nothing but whether the store has changed.
    watch: Mutex<Store>,
    pub cache: Cache,
    outlines: Mutex<Option<(i64, Arc<Outlines>)>>,
    writer: Mutex<Option<Store>>,
}

impl std::ops::Deref for Shared {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl State {
    /// A number that is another after every change of the store, by whomever.
    pub fn version(&self) -> Result<i64, Failure> {
        Ok(lock(&self.watch).version()?)
    }

    /// All events as maps and charts count them, as the store is now.
    pub fn outlines(&self, store: &Store) -> Result<Arc<Outlines>, Failure> {
        // Asked first: what changes while they are read is then read again the next time.
        let version = self.version()?;
        let mut kept = lock(&self.outlines);
        match &*kept {
            Some((of, outlines)) if *of == version => Ok(outlines.clone()),
            _ => {
                let outlines = Arc::new(Outlines::read(store)?);
                *kept = Some((version, outlines.clone()));
                Ok(outlines)
            }
        }
    }
}

impl Shared {
    pub fn open(
        options: Options,
        program: Arc<dyn Program>,
    ) -> Result<Shared, Box<dyn std::error::Error + Send + Sync>> {
        let first = Store::open_read_only(&options.store)?;
        let templates = asset::templates()?;
        let csrf = crate::guard::secret()?;
        let watch = Mutex::new(Store::open_read_only(&options.store)?);
        let (readers, writer, outlines) = (Mutex::new(vec![first]), Mutex::new(None), Mutex::new(None));
        let session = crate::guard::secret()?;
        let (left, uploads, guesses) = Default::default();
        Ok(Shared(Arc::new(State {
            options,
            program,
            templates,
            csrf,
            session,
            guesses,
            uploads,
            left,
            digest: Default::default(),
            readers,
            watch,
            cache: Cache::default(),
            outlines,
            writer,
        })))
    }

    /// Asks the store, on a thread where waiting holds nobody up.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store, &State) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let shared = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let idle = lock(&shared.readers).pop();
            let store = idle.map_or_else(|| Store::open_read_only(&shared.options.store), Ok)?;
            let found = work(&store, &shared);
            lock(&shared.readers).push(store);
            found
        });
        done.await.map_err(|error| Failure::ours(error.to_string()))?
    }

    /// Changes the store: one change at a time.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store, &State) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        if self.options.read_only {
            return Err(Failure::forbidden("This desk is read-only"));
        }
        let shared = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let mut writer = lock(&shared.writer);
            let mut store = writer.take().map_or_else(|| Store::open(&shared.options.store), Ok)?;
            let done = work(&mut store, &shared);
            *writer = Some(store);
            done
        });
        done.await.map_err(|error| Failure::ours(error.to_string()))?
    }
}

/// A store is whole even if the thread that had it broke down: its transaction is rolled back.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
