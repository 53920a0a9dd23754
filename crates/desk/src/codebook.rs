//! The files of the codebook, to be read: its rules as text, its words and names as tables.

mod markdown;
mod table;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::program::CodebookFile;
use crate::sheet::{Ask, Sheet, Table, reply};
use crate::state::Shared;

/// Lines that a search lists at most.
const FOUND: usize = 200;
/// Letters of a line that a search shows.
const SHOWN: usize = 300;

/// What is looked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Search {
    q: String,
}

/// All files, and what a search finds in them.
pub(crate) async fn page(State(shared): State<Shared>, ask: Ask, Query(search): Query<Search>) -> Response {
    let files = shared.program.codebook();
    let found = found(files, search.q.trim());
    let mut folders: Vec<(String, Vec<&str>)> = Vec::new();
    for file in files {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        match folders.last_mut().filter(|(last, _)| *last == folder) {
            Some((_, paths)) => paths.push(&file.path),
            None => folders.push((folder.to_string(), vec![&file.path])),
        }
    }
    let folders: Vec<Value> = folders.iter().map(|(name, paths)| json!({ "name": name, "paths": paths })).collect();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
    let rows = found.iter().map(|hit| ["path", "line", "text"].iter().map(|name| text(&hit[*name])).collect());
    let table = Table { head: vec!["path", "line", "text"], rows: rows.collect() };
    let data = json!({ "q": search.q, "found": found, "most": FOUND, "folders": folders });
    reply(&shared, &ask, Ok(Sheet::new("codebook.html", "Codebook", data).table(table)))
}

/// The lines of all files that have the words, whatever their case.
fn found(files: &[CodebookFile], words: &str) -> Vec<Value> {
    if words.is_empty() {
        return Vec::new();
    }
    let words = words.to_lowercase();
    let lines = files.iter().flat_map(|file| file.text.lines().enumerate().map(move |(n, line)| (file, n + 1, line)));
    let hits = lines.filter(|(_, _, line)| line.to_lowercase().contains(&words)).take(FOUND);
    hits.map(|(file, n, line)| {
        let around = publish::plain(&line.chars().take(SHOWN).collect::<String>());
        json!({ "path": file.path, "line": n, "text": around, "anchor": anchor_before(file, n) })
    })
    .collect()
}

/// The code that a line of a file stands under: the last that is named before it.
fn anchor_before(file: &CodebookFile, line: usize) -> String {
    let named = |line: &str| {
        let (key, value) = line.split_once('=')?;
        let is_code = matches!(key.trim(), "code" | "id" | "name");
        is_code.then(|| table::anchor(value.trim().trim_matches('"')))
    };
    let lines: Vec<&str> = file.text.lines().take(line).collect();
    let block = lines.iter().rposition(|line| line.starts_with("[[")).unwrap_or(0);
    let after = file.text.lines().skip(block);
    after.take_while(|next| !next.starts_with("[[") || *next == lines[block]).find_map(named).unwrap_or_default()
}

/// One file.
pub(crate) async fn file(
    State(shared): State<Shared>,
    ask: Ask,
    Path(path): Path<String>,
    Query(search): Query<Search>,
) -> Response {
    let file = shared.program.codebook().iter().find(|file| file.path == path);
    let found = file
        .ok_or_else(|| Failure::unknown(format!("The codebook has no file {path}")))
        .map(|file| sheet(file, search.q.trim()));
    reply(&shared, &ask, found)
}

fn sheet(file: &CodebookFile, words: &str) -> Sheet {
    let (nodes, tables) = match file.path.rsplit('.').next() {
        Some("md") => (markdown::nodes(&file.text), Vec::new()),
        Some("tsv") => (Vec::new(), vec![table::of_tsv(&file.text, words)]),
        _ => (Vec::new(), table::of_toml(&file.text, words)),
    };
    let data = json!({ "path": file.path, "q": words, "nodes": nodes, "tables": tables, "text": file.text });
    Sheet::new("codebook-file.html", file.path.clone(), data)
}

/// Where a code is defined: the file of an event type, a weapon, an actor.
pub(crate) async fn code(State(shared): State<Shared>, ask: Ask, Path(code): Path<String>) -> Response {
    let files = shared.program.codebook();
    let defines = |file: &&CodebookFile| {
        let lines = file.text.lines().filter_map(|line| line.split_once('='));
        let mut codes = lines.filter(|(key, _)| matches!(key.trim(), "code" | "id" | "name"));
        codes.any(|(_, value)| value.trim().trim_matches('"') == code)
    };
    match files.iter().find(defines) {
        Some(file) => Redirect::to(&format!("/codebook/{}#{}", file.path, table::anchor(&code))).into_response(),
        None => Failure::unknown(format!("The codebook has no code {code}")).answer(&shared, &ask),
    }
}
