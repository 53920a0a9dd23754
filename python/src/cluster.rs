//! Linking in pieces, for an engine that holds rows on many machines: what stands between two shuffles is one function each, from
//! rows of text to a table. The pieces come to what `dateline link` comes to.

use std::collections::HashMap;

use dateline::{CODER, keeping};
use linkage::{CLEAR, Pair, Profile, Responding, Weights};
use petgraph::unionfind::UnionFind;
use publish::{Cell, EVENT_COLUMNS, Kind, event_values};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use record::{CodedReport, Event, Judgement, Key, ReportedTally, Telling, Verdict};
use serde::de::DeserializeOwned;
use store::Store;

use crate::table::{Rows, Table};

/// Coded reports that are put into a store at a time.
const STRIDE: usize = 256;

/// What of some coded reports holds, where all that can be copies or versions of each other are among them: a store settles it. A row
/// per event report and per tally, as JSON.
///
/// The order of `coded` says which of two reports with the same words on the same day comes first.
#[pyfunction]
pub fn settle(py: Python<'_>, coded: Vec<String>) -> PyResult<Table> {
    alone(py, || {
        let coded: Vec<CodedReport> = read(&coded)?;
        let folder = tempfile::tempdir().map_err(broken)?;
        let mut store = Store::create(&folder.path().join("some.sqlite")).map_err(broken)?;
        let at = jiff::Timestamp::UNIX_EPOCH;
        let run = store.begin_run("code", CODER, "", at).map_err(broken)?;
        for some in coded.chunks(STRIDE) {
            keeping::add(&mut store, some, run).map_err(broken)?;
        }
        let mut rows = Rows::of(&[
            ("what", Kind::Text),
            ("key", Kind::Text),
            ("report", Kind::Text),
            ("id", Kind::Text),
            ("response_to", Kind::Text),
            ("body", Kind::Text),
        ]);
        store.each_telling(|telling| rows.push(of_telling(&telling))).map_err(broken)?;
        store.tallies().map_err(broken)?.iter().for_each(|tally| rows.push(of_tally(tally)));
        Ok(rows.finish())
    })
}

fn of_telling(telling: &Telling) -> Vec<Cell> {
    let response = telling.event_report.response_to.as_ref();
    vec![
        text("event_report"),
        text(telling.key),
        text(telling.report),
        text(&telling.event_report.id),
        Cell::Text(response.map(|response| response.to.clone())),
        Cell::Text(serde_json::to_string(telling).ok()),
    ]
}

fn of_tally(told: &ReportedTally) -> Vec<Cell> {
    vec![
        text("tally"),
        text(told.key),
        text(told.report),
        text(&told.tally.id),
        Cell::Text(None),
        Cell::Text(serde_json::to_string(told).ok()),
    ]
}

/// In which of `of` buckets of blocks each event report is compared: a row per event report and bucket.
#[pyfunction]
pub fn buckets(py: Python<'_>, bodies: Vec<String>, of: u64) -> PyResult<Table> {
    alone(py, || {
        let mut rows = Rows::of(&[("bucket", Kind::Whole), ("body", Kind::Text)]);
        for body in bodies {
            let profile = linkage::profile(&read_one(&body)?);
            let mut buckets: Vec<u64> = profile.blocks().iter().map(|block| bucket(block.key, of)).collect();
            buckets.sort_unstable();
            buckets.dedup();
            for bucket in buckets {
                rows.push(vec![Cell::Whole(Some(bucket)), text(&body)]);
            }
        }
        Ok(rows.finish())
    })
}

/// A block's bucket. Its lowest bit is always unset.
fn bucket(block: u64, of: u64) -> u64 {
    (block >> 1) % of.max(1)
}

/// The event reports of one bucket with each other: every pair that meets first in a block of it and is at least possible.
#[pyfunction]
pub fn pairs(py: Python<'_>, bodies: Vec<String>, number: u64, of: u64) -> PyResult<Table> {
    alone(py, || {
        let profiles = profiles(&read(&bodies)?);
        let mut rows = Rows::of(&[("a", Kind::Text), ("b", Kind::Text), ("odds", Kind::Real)]);
        let here = |block: u64| bucket(block, of) == number;
        for pair in linkage::pairs_in(&profiles, &Weights::embedded(), here) {
            rows.push(vec![text(pair.a), text(pair.b), Cell::Real(Some(pair.odds))]);
        }
        Ok(rows.finish())
    })
}

/// Which event reports can only be clustered together: a row for each that has a pair which speaks clearly, with the first of its
/// component. `judged` are two keys and a verdict each.
#[pyfunction]
pub fn components(
    py: Python<'_>,
    a: Vec<String>,
    b: Vec<String>,
    odds: Vec<f64>,
    judged: Vec<(String, String, String)>,
) -> PyResult<Table> {
    alone(py, || {
        let judgements = judgements(&judged)?;
        let pair = |((a, b), odds): ((String, String), f64)| Ok(Pair { a: key(&a)?, b: key(&b)?, odds });
        let pairs: Vec<Pair> = a.into_iter().zip(b).zip(odds).map(pair).collect::<PyResult<_>>()?;
        let mut rows = Rows::of(&[("key", Kind::Text), ("component", Kind::Text)]);
        for component in linkage::components(&pairs, &judgements) {
            component.iter().for_each(|&key| rows.push(vec![text(key), text(component[0])]));
        }
        Ok(rows.finish())
    })
}

/// The log odds from which a pair speaks clearly for one event.
#[pyfunction]
pub fn clear() -> f64 {
    CLEAR
}

/// Sets of names that are connected by pairs: a row for each name, with one that stands for its set.
#[pyfunction]
pub fn connected(py: Python<'_>, a: Vec<String>, b: Vec<String>) -> PyResult<Table> {
    alone(py, || {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut names: Vec<&str> = Vec::new();
        for name in a.iter().chain(&b) {
            places.entry(name).or_insert_with(|| {
                names.push(name);
                names.len() - 1
            });
        }
        let mut sets: UnionFind<usize> = UnionFind::new(names.len());
        a.iter().zip(&b).for_each(|(a, b)| {
            sets.union(places[a.as_str()], places[b.as_str()]);
        });
        let mut rows = Rows::of(&[("key", Kind::Text), ("component", Kind::Text)]);
        for (name, first) in names.iter().zip(sets.into_labeling()) {
            rows.push(vec![text(name), text(names[first])]);
        }
        Ok(rows.finish())
    })
}

/// The events of one component: a row per event report, under the key of its event.
#[pyfunction]
pub fn events(py: Python<'_>, bodies: Vec<String>, judged: Vec<(String, String, String)>) -> PyResult<Table> {
    alone(py, || {
        let judgements = judgements(&judged)?;
        let tellings: Vec<Telling> = read(&bodies)?;
        let profiles = profiles(&tellings);
        let by_key: HashMap<Key, usize> = tellings.iter().enumerate().map(|(n, telling)| (telling.key, n)).collect();
        let mut rows = Rows::of(&[
            ("event", Kind::Text),
            ("key", Kind::Text),
            ("report", Kind::Text),
            ("id", Kind::Text),
            ("response_to", Kind::Text),
            ("body", Kind::Text),
        ]);
        for event in linkage::cluster(&profiles.iter().collect::<Vec<_>>(), &judgements, &Weights::embedded()) {
            for &key in &event {
                let n = by_key[&key];
                let mut row = of_telling(&tellings[n]);
                row[0] = text(event[0]);
                row[5] = text(&bodies[n]);
                rows.push(row);
            }
        }
        Ok(rows.finish())
    })
}

/// The event reports of an event as JSON, and which of them says that it answered what.
type Told = (Vec<String>, Vec<(String, String)>);

/// Events reconciled from their event reports: rows of `dateline export parquet`.
#[pyfunction]
pub fn reconcile(py: Python<'_>, events: Vec<Told>) -> PyResult<Table> {
    alone(py, || {
        let columns: Vec<&str> = EVENT_COLUMNS.into_iter().chain(["geometry"]).collect();
        let mut rows = Rows::new(&columns);
        for (bodies, answers) in events {
            let mut tellings: Vec<Telling> = read(&bodies)?;
            tellings.sort_by_key(|telling| linkage::profile(telling).order());
            let Some(mut event) = linkage::reconcile(&tellings) else { continue };
            answer(&mut event, &answers)?;
            let point = event.location.as_ref().and_then(|location| location.point);
            rows.push(event_values(&event, &tellings).into_iter().chain([Cell::Point(point)]).collect());
        }
        Ok(rows.finish())
    })
}

fn answer(event: &mut Event, answers: &[(String, String)]) -> PyResult<()> {
    let responding =
        |(telling, to): &(String, String)| Ok(Responding { telling: key(telling)?, event: event.key, to: key(to)? });
    let responding: Vec<Responding> = answers.iter().map(responding).collect::<PyResult<_>>()?;
    event.answers = linkage::answered(responding).remove(&event.key).unwrap_or_default();
    Ok(())
}

/// The series of running totals: a row per tally, with the name of its series.
#[pyfunction]
pub fn series(py: Python<'_>, bodies: Vec<String>) -> PyResult<Table> {
    alone(py, || {
        let mut tallies: Vec<ReportedTally> = read(&bodies)?;
        tallies.sort_by_key(|told| told.key);
        let mut rows = Rows::of(&[("report", Kind::Text), ("id", Kind::Text), ("series", Kind::Text)]);
        for series in linkage::series(&tallies) {
            for told in &series.tallies {
                rows.push(vec![text(told.report), text(&told.tally.id), text(series.key)]);
            }
        }
        Ok(rows.finish())
    })
}

/// Works on one thread, while other threads of Python run: an engine gives each task a core, and may have forked the process.
fn alone(py: Python<'_>, work: impl FnOnce() -> PyResult<Table> + Send) -> PyResult<Table> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(broken)?;
    py.detach(|| pool.install(work))
}

fn profiles(tellings: &[Telling]) -> Vec<Profile> {
    tellings.iter().map(linkage::profile).collect()
}

fn judgements(judged: &[(String, String, String)]) -> PyResult<Vec<Judgement>> {
    let one = |(a, b, verdict): &(String, String, String)| {
        let wrong = || PyValueError::new_err(format!("{verdict:?} is no verdict: same, different or unsure"));
        Ok(Judgement { a: key(a)?, b: key(b)?, verdict: Verdict::from_code(verdict).ok_or_else(wrong)? })
    };
    judged.iter().map(one).collect()
}

fn key(words: &str) -> PyResult<Key> {
    words.parse().map_err(|no_key: record::NoKey| PyValueError::new_err(no_key.to_string()))
}

fn read<T: DeserializeOwned>(bodies: &[String]) -> PyResult<Vec<T>> {
    bodies.iter().map(|body| read_one(body)).collect()
}

fn read_one<T: DeserializeOwned>(body: &str) -> PyResult<T> {
    serde_json::from_str(body).map_err(|error| PyValueError::new_err(error.to_string()))
}

fn text(words: impl ToString) -> Cell {
    Cell::Text(Some(words.to_string()))
}

fn broken(error: impl std::fmt::Display) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}
