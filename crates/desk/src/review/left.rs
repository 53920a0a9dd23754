//! How many questions are left: counted beside the pages, as it takes long in a big store.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use linkage::POSSIBLE;

use crate::state::Shared;

/// How long a page waits for the count: a small store has it by then.
const PATIENCE: Duration = Duration::from_millis(60);
/// A count is good for this many times as long as it took.
const REST: u32 = 50;
/// And for this long at least.
const FRESH: Duration = Duration::from_secs(1);

/// What is known of the count.
#[derive(Debug, Default)]
pub(crate) struct Left(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    /// Doubts, and pairs.
    count: Option<(usize, usize)>,
    /// Until when it need not be counted again.
    until: Option<Instant>,
    counting: bool,
}

impl Left {
    fn with<T>(&self, work: impl FnOnce(&mut Counted) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Shared {
    /// How many questions wait, as far as it is known: doubts, and pairs; `None` while they are counted for the first time.
    pub(super) async fn open_questions(&self) -> Option<(usize, usize)> {
        let due = self.left.with(|counted| {
            let due = !counted.counting && counted.until.is_none_or(|until| until <= Instant::now());
            counted.counting |= due;
            due
        });
        if due {
            let shared = self.clone();
            let counting = tokio::spawn(async move { shared.count_questions().await });
            // The page does not fail where the count does.
            let _ = tokio::time::timeout(PATIENCE, counting).await;
        }
        self.left.with(|counted| counted.count)
    }

    async fn count_questions(&self) {
        let began = Instant::now();
        // Surer pairs are no questions; nor are those that are less than possible.
        let found = self.read(|store, _| Ok(store.count_open(POSSIBLE, -POSSIBLE)?)).await;
        let rest = (began.elapsed() * REST).max(FRESH);
        self.left.with(|counted| {
            counted.counting = false;
            counted.until = Some(Instant::now() + rest);
            if let Ok(count) = found {
                counted.count = Some(count);
            }
        });
    }

    /// So many were decided since: pairs, or else doubts; less than nothing where they were taken back.
    pub(super) fn fewer(&self, pairs: bool, decided: isize) {
        let less = |count: usize| count.saturating_add_signed(-decided);
        self.left.with(|counted| {
            counted.count =
                counted.count.map(|(doubts, told)| if pairs { (doubts, less(told)) } else { (less(doubts), told) });
        });
    }
}
