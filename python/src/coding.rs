//! Reports are coded on threads of their own, while Python's other threads run and an interruption is heard.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use dateline::batch::{Ahead, Batch, Batches, Copies, LeftOut};
use dateline::codebook::{self, InUse};
use dateline::{intake, keeping, pipeline};
use publish::columns::{
    ACTOR_COLUMNS, CASUALTY_COLUMNS, DOUBT_COLUMNS, REPORT_COLUMNS, TALLY_COLUMNS, actor_rows, casualty_rows,
    doubt_rows, report_values, tally_values,
};
use publish::{About, COLUMNS, Cell, Kind, event_report_cells};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use rayon::ThreadPool;
use rayon::prelude::*;
use reader::Reader;
use record::{CodedReport, Report};

use crate::rows::Rows;
use crate::table::{self, Rows as Growing, Table};

/// Reports that are coded between two words of how far it is.
const STRIDE: usize = 256;
/// How long an interruption may wait until it is heard.
const HEARD: Duration = Duration::from_millis(100);

/// The columns of what was left out.
const LEFT_OUT: [&str; 3] = ["input", "kind", "reason"];
/// The columns of whole records.
const RECORD: [&str; 2] = ["report", "record"];
/// The columns of coded reports as linking in pieces wants them.
const CODED: [(&str, Kind); 3] = [("input", Kind::Text), ("coded", Kind::Text), ("marks", Kind::List)];

/// How reports are coded.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Wishes {
    reader: String,
    codebook: Option<PathBuf>,
    copies: String,
    threads: Option<usize>,
    records: bool,
    coded: bool,
}

/// Codes rows: a list of texts or JSON objects, or an Arrow table. Gives the tables by name.
#[pyfunction]
#[pyo3(signature = (rows, objects, columns, wishes, progress))]
pub fn code_rows<'py>(
    py: Python<'py>,
    rows: &Bound<'py, PyAny>,
    objects: bool,
    columns: HashMap<String, String>,
    wishes: Wishes,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyTuple>> {
    let coding = Coding::new(py, &wishes)?;
    let rows = Rows::new(rows, objects, &columns, coding.options.clone(), Arc::clone(&coding.pool))?;
    let copies = coding.copies;
    coding.run(py, progress, move |stop| Batches::of(Box::new(rows), copies, stop))
}

/// Codes the reports of files and folders, of all forms that the program reads. Gives the tables by name.
#[pyfunction]
#[pyo3(signature = (paths, wishes, progress))]
pub fn code_files<'py>(
    py: Python<'py>,
    paths: Vec<PathBuf>,
    wishes: Wishes,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyTuple>> {
    let coding = Coding::new(py, &wishes)?;
    let (options, copies) = (coding.options.clone(), coding.copies);
    coding.run(py, progress, move |stop| Batches::new(ingest::sources(&paths), options, copies, stop))
}

/// What reports are read and coded with.
struct Coding {
    codebook: InUse,
    reader: Option<&'static Reader>,
    options: ingest::Options,
    copies: Copies,
    records: bool,
    coded: bool,
    pool: Arc<ThreadPool>,
}

impl Coding {
    fn new(py: Python<'_>, wishes: &Wishes) -> PyResult<Coding> {
        let wrong =
            |what: &str, word: &str, known: &str| PyValueError::new_err(format!("{what}: {word:?} is neither {known}"));
        let trained = match wishes.reader.as_str() {
            "trained" => true,
            "rules" => false,
            other => return Err(wrong("reader", other, "\"trained\" nor \"rules\"")),
        };
        let copies = match wishes.copies.as_str() {
            "fold" => Copies::Fold,
            "keep" => Copies::Keep,
            other => return Err(wrong("copies", other, "\"fold\" nor \"keep\"")),
        };
        if wishes.threads == Some(0) {
            return Err(PyValueError::new_err("threads: at least 1 is needed"));
        }
        let (dir, records, coded) = (wishes.codebook.clone(), wishes.records, wishes.coded);
        // A pool for each call, so that a process that was forked off has its own threads.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(wishes.threads.unwrap_or(0)).build();
        let pool = pool.map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        let opened = py.detach(|| -> anyhow::Result<_> {
            let reader = if trained { Some(Reader::embedded()?) } else { None };
            Ok((codebook::open(dir.as_deref())?, reader, codebook::ingest_options(dir.as_deref(), None)?))
        });
        let (codebook, reader, options) = opened.map_err(|error| PyValueError::new_err(format!("{error:#}")))?;
        Ok(Coding { codebook, reader, options, copies, records, coded, pool: Arc::new(pool) })
    }

    /// Codes what `input` gives on a thread of its own; this one hears Python's signals and tells how far it is.
    fn run<'py>(
        self,
        py: Python<'py>,
        progress: Option<Py<PyAny>>,
        input: impl FnOnce(Arc<AtomicBool>) -> Batches,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let stop = Arc::new(AtomicBool::new(false));
        let batches = Ahead::new(input(Arc::clone(&stop)));
        let (sender, mut told) = channel();
        let stopped = Arc::clone(&stop);
        let worker = thread::spawn(move || self.work(batches, &sender, &stopped));
        let heard = loop {
            let heard = py.detach(|| next_word(&mut told));
            let mut answer = py.check_signals();
            if let (Ok(done), Ok(()), Some(progress)) = (&heard, &answer, &progress) {
                answer = progress.call1(py, (*done,)).map(drop);
            }
            match (answer, heard) {
                (Err(interrupted), _) => break Err(interrupted),
                (Ok(()), Err(RecvTimeoutError::Disconnected)) => break Ok(()),
                _ => {}
            }
        };
        stop.store(heard.is_err(), Ordering::Relaxed);
        let tables = py.detach(|| worker.join());
        heard?;
        let tables = tables.map_err(|_| PyRuntimeError::new_err("reading broke down, please report this fault"))?;
        table::named(py, tables)
    }

    fn work(&self, batches: Ahead, done: &Sender<usize>, stop: &AtomicBool) -> Vec<(&'static str, Table)> {
        let mut tables = Tables::new();
        let mut count = 0;
        for Batch { reports, left_out, .. } in batches {
            left_out.iter().for_each(|left_out| tables.left_out(left_out));
            count += left_out.len();
            for reports in reports.chunks(STRIDE) {
                let coded = self.pool.install(|| self.code(reports, stop));
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                reports.iter().zip(coded).for_each(|(report, coded)| tables.add(report, coded));
                count += reports.len();
                // Nobody hears it any more if the call was given up.
                let _ = done.send(count);
            }
        }
        tables.finish(self.records, self.coded)
    }

    /// Codes some reports on all threads of the pool; `None` for one on which a stage broke down.
    fn code(&self, reports: &[Report], stop: &AtomicBool) -> Vec<Option<Told>> {
        let one = |report: &Report| {
            let code = || Told::new(&pipeline::code(report, &self.codebook, self.reader), self.records, self.coded);
            if stop.load(Ordering::Relaxed) { None } else { catch_unwind(AssertUnwindSafe(code)).ok() }
        };
        reports.par_iter().map(one).collect()
    }
}

/// How many reports are done, once that changes or an interruption has to be looked for.
fn next_word(told: &mut Receiver<usize>) -> Result<usize, RecvTimeoutError> {
    told.recv_timeout(HEARD)
}

/// What a report tells, as rows of each table.
struct Told {
    report: Vec<Cell>,
    event_reports: Vec<Vec<Cell>>,
    casualties: Vec<Vec<Cell>>,
    actors: Vec<Vec<Cell>>,
    tallies: Vec<Vec<Cell>>,
    doubts: Vec<Vec<Cell>>,
    record: Option<Vec<Cell>>,
    coded: Option<Vec<Cell>>,
}

impl Told {
    fn new(coded: &CodedReport, record: bool, piece: bool) -> Told {
        let (id, about) = (coded.report.id.as_str(), About::of(&coded.report));
        let events = &coded.event_reports;
        let whole =
            || vec![Cell::Text(Some(id.to_string())), Cell::Text(Some(publish::record_json(coded).to_string()))];
        let for_linking = || {
            let body = serde_json::to_string(coded).ok();
            vec![Cell::Text(Some(id.to_string())), Cell::Text(body), Cell::List(keeping::marks(&coded.report))]
        };
        Told {
            report: report_values(&coded.report),
            event_reports: events.iter().map(|event| event_report_cells(&about, event)).collect(),
            casualties: events.iter().flat_map(|event| casualty_rows(id, event)).collect(),
            actors: events.iter().flat_map(|event| actor_rows(id, event)).collect(),
            tallies: coded.tallies.iter().map(|tally| tally_values(id, tally)).collect(),
            doubts: doubt_rows(coded),
            record: record.then(whole),
            coded: piece.then(for_linking),
        }
    }
}

/// The tables that a call gives back, as they grow.
struct Tables {
    reports: Growing,
    event_reports: Growing,
    casualties: Growing,
    actors: Growing,
    tallies: Growing,
    doubts: Growing,
    left_out: Growing,
    records: Growing,
    coded: Growing,
}

impl Tables {
    fn new() -> Tables {
        Tables {
            reports: Growing::new(&REPORT_COLUMNS),
            event_reports: Growing::new(&COLUMNS),
            casualties: Growing::new(&CASUALTY_COLUMNS),
            actors: Growing::new(&ACTOR_COLUMNS),
            tallies: Growing::new(&TALLY_COLUMNS),
            doubts: Growing::new(&DOUBT_COLUMNS),
            left_out: Growing::new(&LEFT_OUT),
            records: Growing::new(&RECORD),
            coded: Growing::of(&CODED),
        }
    }

    fn add(&mut self, report: &Report, told: Option<Told>) {
        let Some(told) = told else {
            let reason = "a stage broke down on it, please report this fault".to_string();
            return self.note(intake::name(report), "failed", reason);
        };
        self.reports.push(told.report);
        told.event_reports.into_iter().for_each(|row| self.event_reports.push(row));
        told.casualties.into_iter().for_each(|row| self.casualties.push(row));
        told.actors.into_iter().for_each(|row| self.actors.push(row));
        told.tallies.into_iter().for_each(|row| self.tallies.push(row));
        told.doubts.into_iter().for_each(|row| self.doubts.push(row));
        told.record.into_iter().for_each(|row| self.records.push(row));
        told.coded.into_iter().for_each(|row| self.coded.push(row));
    }

    fn left_out(&mut self, left_out: &LeftOut) {
        let kind = match left_out {
            LeftOut::Failed(_) => "failed",
            LeftOut::Foreign(..) => "foreign",
            LeftOut::Copy(..) => "copy",
        };
        let (what, reason) = intake::said(left_out);
        self.note(what, kind, reason);
    }

    fn note(&mut self, what: String, kind: &str, reason: String) {
        self.left_out.push([what, kind.to_string(), reason].map(|text| Cell::Text(Some(text))).to_vec());
    }

    fn finish(self, records: bool, coded: bool) -> Vec<(&'static str, Table)> {
        let mut tables = vec![
            ("reports", self.reports.finish()),
            ("event_reports", self.event_reports.finish()),
            ("casualties", self.casualties.finish()),
            ("actors", self.actors.finish()),
            ("tallies", self.tallies.finish()),
            ("doubts", self.doubts.finish()),
            ("left_out", self.left_out.finish()),
        ];
        tables.extend(records.then(|| ("records", self.records.finish())));
        tables.extend(coded.then(|| ("coded", self.coded.finish())));
        tables
    }
}
