use std::sync::{Arc, Mutex, PoisonError};

use minijinja::Environment;
use store::Store;

use crate::failure::Failure;
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
    readers: Mutex<Vec<Store>>,
    writer: Mutex<Option<Store>>,
}

impl std::ops::Deref for Shared {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
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
        let (readers, writer) = (Mutex::new(vec![first]), Mutex::new(None));
        Ok(Shared(Arc::new(State { options, program, templates, csrf, readers, writer })))
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
