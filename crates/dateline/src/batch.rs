//! Reports a batch at a time, so that memory stays flat however many there are.

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::vec;

use ingest::{Options, Reports, Source, WireCopies};
use record::Report;

/// The most reports of a batch.
const MOST_REPORTS: usize = 10_000;
/// A batch ends with the report that brings its texts over this many bytes.
const MOST_BYTES: usize = 64 << 20;
/// How many sources are open at once: pages and archives are read on threads of their own, ahead of their turn.
const OPEN: usize = 8;

/// Some reports in the order of the input, and what became of the others.
#[derive(Debug, Default)]
pub struct Batch {
    /// Reports to be coded.
    pub reports: Vec<Report>,
    /// Reports that are not, each with why.
    pub left_out: Vec<LeftOut>,
    /// How many sources were finished with this batch.
    pub sources_done: usize,
}

/// A report that is not coded.
#[derive(Debug)]
pub enum LeftOut {
    /// It could not be read.
    Failed(ingest::Error),
    /// It is not in English; with its language's ISO 639-1 code.
    Foreign(Report, String),
    /// The same text came in an earlier batch, under this id.
    Copy(Report, String),
}

/// What becomes of reports with the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copies {
    /// They become one report with several outlets.
    Fold,
    /// Each stays a report.
    Keep,
}

/// Reports one after the other, from wherever they come.
pub trait Input: Iterator<Item = Result<Report, ingest::Error>> + Send {
    /// How many sources have not been finished yet; 0 where reports come from no sources.
    fn sources_left(&self) -> usize {
        0
    }
}

/// The reports of some files, in their order.
struct Files {
    waiting: vec::IntoIter<Source>,
    open: VecDeque<Reports>,
    options: Options,
}

impl Iterator for Files {
    type Item = Result<Report, ingest::Error>;

    fn next(&mut self) -> Option<Result<Report, ingest::Error>> {
        loop {
            while self.open.len() < OPEN
                && let Some(source) = self.waiting.next()
            {
                self.open.push_back(source.read(&self.options));
            }
            match self.open.front_mut()?.next() {
                Some(report) => return Some(report),
                None => drop(self.open.pop_front()),
            }
        }
    }
}

impl Input for Files {
    fn sources_left(&self) -> usize {
        self.waiting.len() + self.open.len()
    }
}

/// Reports in batches.
pub struct Batches {
    input: Box<dyn Input>,
    copies: Copies,
    earlier: WireCopies,
    stop: Arc<AtomicBool>,
}

impl Batches {
    /// The reports of `sources`, in their order. There are no more batches once `stop` is set.
    pub fn new(sources: Vec<Source>, options: Options, copies: Copies, stop: Arc<AtomicBool>) -> Batches {
        let files = Files { waiting: sources.into_iter(), open: VecDeque::new(), options };
        Batches::of(Box::new(files), copies, stop)
    }

    /// The same of reports from anywhere.
    pub fn of(input: Box<dyn Input>, copies: Copies, stop: Arc<AtomicBool>) -> Batches {
        Batches { input, copies, earlier: WireCopies::default(), stop }
    }

    /// How many sources have not been finished yet.
    pub fn sources_left(&self) -> usize {
        self.input.sources_left()
    }

    /// Copies inside the batch become one report; copies of earlier batches are left out.
    fn settle_copies(&mut self, batch: &mut Batch) {
        for (report, earlier) in self.earlier.settle(std::mem::take(&mut batch.reports)) {
            match earlier {
                Some(first) => batch.left_out.push(LeftOut::Copy(report, first)),
                None => batch.reports.push(report),
            }
        }
    }
}

impl Iterator for Batches {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let before = self.sources_left();
        let mut batch = Batch::default();
        let mut bytes = 0;
        while batch.reports.len() < MOST_REPORTS
            && bytes < MOST_BYTES
            && let Some(read) = self.input.next()
        {
            if self.stop.load(Ordering::Relaxed) {
                return None;
            }
            match read {
                Err(error) => batch.left_out.push(LeftOut::Failed(error)),
                Ok(report) => match report.language.as_deref().filter(|language| *language != "en") {
                    Some(language) => batch.left_out.push(LeftOut::Foreign(strip(&report), language.to_string())),
                    None => {
                        bytes += report.text.len();
                        batch.reports.push(report);
                    }
                },
            }
        }
        batch.sources_done = before - self.sources_left();
        if self.copies == Copies::Fold {
            self.settle_copies(&mut batch);
        }
        let empty = batch.reports.is_empty() && batch.left_out.is_empty();
        (!empty).then_some(batch)
    }
}

/// Batches that are read on a thread of their own, one ahead of the one that is worked on.
pub struct Ahead {
    batches: Receiver<Batch>,
    reader: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
}

impl Ahead {
    /// Starts reading.
    pub fn new(batches: Batches) -> Ahead {
        let stop = Arc::clone(&batches.stop);
        let (sender, receiver) = sync_channel(1);
        let read = move || batches.map(|batch| sender.send(batch)).take_while(Result::is_ok).for_each(drop);
        Ahead { batches: receiver, reader: Some(thread::spawn(read)), stop }
    }
}

impl Iterator for Ahead {
    type Item = Batch;

    /// Waits for a batch, but not for an input that is silent after the user wished to stop.
    fn next(&mut self) -> Option<Batch> {
        while !self.stop.load(Ordering::Relaxed) {
            match self.batches.recv_timeout(Duration::from_millis(100)) {
                Ok(batch) => return Some(batch),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    // A reader that broke down must not look like an input that came to its end.
                    if let Some(Err(fault)) = self.reader.take().map(JoinHandle::join) {
                        resume_unwind(fault);
                    }
                    return None;
                }
            }
        }
        None
    }
}

/// What a note needs of a report: not its text.
fn strip(report: &Report) -> Report {
    Report { id: report.id.clone(), path: report.path.clone(), ..Report::default() }
}
