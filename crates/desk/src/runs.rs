//! What was taken in when, what failed and why; and uploads.

mod upload;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Run, RunCounts, Store};

use crate::failure::Failure;
use crate::sheet::{Ask, Sheet, Table, Twin, reply};
use crate::state::Shared;

pub(crate) use upload::{Uploads, upload};
pub(crate) const MOST_BYTES: usize = upload::MOST_BYTES;

/// Runs on a page.
const LISTED: usize = 50;
/// What could not be taken in that a page tells, and reports that it lists; data have all of it.
const TOLD: usize = 500;

/// What is asked of the list of runs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// `all` for linking too.
    show: String,
    page: String,
}

/// The runs, the last first.
pub(crate) async fn page(State(shared): State<Shared>, ask: Ask, Query(wanted): Query<Wanted>) -> Response {
    let all = ask.twin != Twin::Page;
    let found = shared.read(move |store, _| list(store, &wanted, all)).await;
    reply(&shared, &ask, found)
}

fn list(store: &Store, wanted: &Wanted, all: bool) -> Result<Sheet, Failure> {
    let page =
        if wanted.page.is_empty() { Some(1) } else { wanted.page.parse::<usize>().ok().filter(|&page| page > 0) };
    let page = page.ok_or_else(|| Failure::asked(format!("page: {:?} is not a number from 1", wanted.page)))?;
    let intake = wanted.show != "all";
    let (limit, offset) = if all { (usize::MAX, 0) } else { (LISTED + 1, (page - 1) * LISTED) };
    let mut runs = store.latest_runs(intake, limit, offset)?;
    let more = !all && runs.len() > LISTED;
    runs.truncate(if all { usize::MAX } else { LISTED });
    let table = Table { head: HEAD.to_vec(), rows: runs.iter().map(cells).collect() };
    let runs: Vec<Value> = runs.iter().map(run_json).collect();
    let data = json!({ "runs": runs, "show": wanted.show, "page": page, "more": more, "limit": upload::MOST_OF_ONE });
    Ok(Sheet::new("runs.html", "Runs", data).table(table))
}

const HEAD: [&str; 13] = [
    "run",
    "command",
    "asked",
    "coder",
    "started",
    "ended",
    "added",
    "known",
    "recoded",
    "copies",
    "corrected",
    "skipped",
    "failed",
];

fn cells(run: &Run) -> Vec<String> {
    let json = run_json(run);
    let cell = |name: &&str| match json.get(*name).or_else(|| json["counts"].get(*name)) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(words)) => words.clone(),
        Some(other) => other.to_string(),
    };
    HEAD.iter().map(cell).collect()
}

fn run_json(run: &Run) -> Value {
    let time = |at: jiff::Timestamp| at.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let Run { id, command, coder, options, started, ended, counts } = run;
    json!({
        "run": id.number(), "command": command, "coder": coder, "asked": options, "started": time(*started),
        "ended": ended.map(time), "counts": counts,
    })
}

/// One run: what became of its reports, what it could not take in, and why.
pub(crate) async fn one(State(shared): State<Shared>, ask: Ask, Path(number): Path<String>) -> Response {
    let limit = if ask.twin == Twin::Page { TOLD } else { usize::MAX };
    let found = shared.read(move |store, desk| {
        let unknown = || Failure::unknown(format!("There is no run {number}"));
        let number: i64 = number.parse().map_err(|_| unknown())?;
        let run = store.run(number)?.ok_or_else(unknown)?;
        run_sheet(store, &run, desk.uploads.of(number), limit)
    });
    let found = found.await;
    reply(&shared, &ask, found)
}

fn run_sheet(store: &Store, run: &Run, going: Option<upload::Going>, limit: usize) -> Result<Sheet, Failure> {
    let notes = store.run_notes(run.id, limit)?;
    let cells = |note: &store::RunNote| {
        vec![if note.failed { "failed" } else { "skipped" }.to_string(), note.what.clone(), note.reason.clone()]
    };
    let table = Table { head: vec!["kind", "what", "reason"], rows: notes.iter().map(cells).collect() };
    let reports = store.reports_of_run(run.id, limit)?;
    let RunCounts { skipped, failed, .. } = run.counts.unwrap_or_default();
    let data = json!({
        "run": run_json(run),
        "notes": notes,
        "untold": (skipped + failed).saturating_sub(notes.len() as u64),
        "reports": reports.iter().map(|(key, title, path)| json!({ "report": key, "title": title, "path": path })).collect::<Vec<_>>(),
        "going": going,
    });
    Ok(Sheet::new("run.html", format!("Run {}", run.id.number()), data).table(table))
}
