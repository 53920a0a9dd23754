//! Files that come in by the browser: each is checked as it arrives, and what cannot be taken is noted while the rest goes on.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use axum::Json;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use serde_json::json;
use store::{RunNote, Store};
use tempfile::TempDir;

use crate::failure::Failure;
use crate::program::{Taken, Upload};
use crate::sheet::{Ask, Twin};
use crate::state::Shared;

/// The largest file, in bytes.
pub(super) const MOST_OF_ONE: usize = 64 << 20;
/// The largest upload of all its files, in bytes.
pub(crate) const MOST_BYTES: usize = 512 << 20;
/// Files of one upload at most.
const MOST_FILES: usize = 1000;
/// Letters of a file's name that are kept.
const NAME: usize = 120;

/// How far uploads of this run of the desk are.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Mutex<BTreeMap<i64, Going>>);

/// How far one is.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Going {
    /// Reports that were coded, left out, or there already.
    pub reports: usize,
    /// Whether all are in the store and their events are being made.
    pub linking: bool,
    /// Whether it is at its end.
    pub done: bool,
    /// Why it broke off; `None` if it did not.
    pub fault: Option<String>,
}

impl Uploads {
    /// How far the upload with this run's number is; `None` if there was none.
    pub fn of(&self, run: i64) -> Option<Going> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&run).cloned()
    }

    fn change(&self, run: i64, change: impl FnOnce(&mut Going)) {
        change(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(run).or_default());
    }
}

/// Files as they arrived.
struct Arrived {
    folder: TempDir,
    names: Vec<String>,
    failed: Vec<RunNote>,
}

/// Takes files in as a run of its own, and leads to it: it is coded while the browser looks on.
pub(crate) async fn upload(State(shared): State<Shared>, ask: Ask, request: Request) -> Response {
    match taken(&shared, &ask, request).await {
        Err(failure) => failure.answer(&shared, &ask),
        Ok(run) if ask.twin == Twin::Page => Redirect::to(&format!("/runs/{run}")).into_response(),
        Ok(run) => Json(json!({ "run": run })).into_response(),
    }
}

async fn taken(shared: &Shared, ask: &Ask, request: Request) -> Result<i64, Failure> {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > MOST_BYTES) {
        return Err(too_large());
    }
    let multipart = Multipart::from_request(request, &()).await;
    let arrived = arrived(multipart.map_err(|error| Failure::asked(error.body_text()))?).await?;
    if arrived.names.is_empty() && arrived.failed.is_empty() {
        return Err(Failure::asked("No file was sent"));
    }
    begin(shared, ask, arrived).await
}

fn too_large() -> Failure {
    let words = format!("Too much at once: {} MiB an upload is the limit", MOST_BYTES >> 20);
    Failure { status: StatusCode::PAYLOAD_TOO_LARGE, words }
}

/// Writes every file to a folder of its own.
async fn arrived(mut sent: Multipart) -> Result<Arrived, Failure> {
    let ours = |error: std::io::Error| Failure::ours(format!("The upload cannot be kept: {error}"));
    let folder = tempfile::tempdir().map_err(ours)?;
    let (mut names, mut failed) = (Vec::new(), Vec::new());
    let cut_off = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Failure::asked(format!("The upload was cut off: {}", error.body_text())),
    };
    while let Some(mut field) = sent.next_field().await.map_err(cut_off)? {
        let Some(name) = field.file_name().map(plain_name).filter(|name| !name.is_empty()) else { continue };
        if names.len() + failed.len() >= MOST_FILES {
            return Err(Failure::asked(format!("More than {MOST_FILES} files at once; a zip may hold any number")));
        }
        let own = folder.path().join((names.len() + failed.len()).to_string());
        std::fs::create_dir(&own).map_err(ours)?;
        match write(&mut field, &own.join(&name)).await.map_err(cut_off)? {
            Ok(()) => names.push(name),
            Err(reason) => {
                std::fs::remove_dir_all(&own).map_err(ours)?;
                failed.push(RunNote { failed: true, what: name, reason });
            }
        }
    }
    Ok(Arrived { folder, names, failed })
}

/// Writes a file as it arrives; why not, as a sentence, if it cannot be taken. All of it is read either way, as the next file
/// stands behind it.
async fn write(
    field: &mut Field<'_>,
    path: &Path,
) -> Result<Result<(), String>, axum::extract::multipart::MultipartError> {
    let mut file = File::create(path).map_err(|error| format!("cannot be kept: {error}"));
    let mut bytes = 0;
    while let Some(chunk) = field.chunk().await? {
        bytes += chunk.len();
        if let Ok(open) = &mut file {
            if bytes > MOST_OF_ONE {
                file = Err(format!("is larger than {} MiB, the limit of one file", MOST_OF_ONE >> 20));
            } else if let Err(error) = open.write_all(&chunk) {
                file = Err(format!("cannot be kept: {error}"));
            }
        }
    }
    Ok(file.map(drop))
}

/// The last part of a name that a browser sent, without what could lead elsewhere.
fn plain_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|letter| !letter.is_control()).collect();
    let name = plain.trim().trim_start_matches(['.', '-']);
    // The ending says what it is, so that the front is cut.
    let cut = name.char_indices().rev().nth(NAME - 1).map_or(0, |(at, _)| at);
    name[cut..].to_string()
}

/// Starts coding on a thread of its own; the number of the run.
async fn begin(shared: &Shared, ask: &Ask, arrived: Arrived) -> Result<i64, Failure> {
    let (begun, waiting) = tokio::sync::oneshot::channel();
    let (shared, by) = (shared.clone(), ask.reviewer.clone());
    tokio::task::spawn_blocking(move || {
        let mut begun = Some(begun);
        let mut run = None;
        let Arrived { folder, names, failed } = &arrived;
        let upload = Upload { folder: folder.path(), names, failed, by: &by };
        let mut told = |taken: Taken| match taken {
            Taken::Begun(number) => {
                run = Some(number.number());
                shared.uploads.change(number.number(), |_| {});
                begun.take().map(|begun| begun.send(Ok(number.number())));
            }
            Taken::Reports(more) => {
                run.iter().for_each(|&run| shared.uploads.change(run, |going| going.reports += more))
            }
            Taken::Linking => run.iter().for_each(|&run| shared.uploads.change(run, |going| going.linking = true)),
        };
        // A connection of its own: decisions go on while reports are coded.
        let done = Store::open(&shared.options.store)
            .map_err(|error| error.to_string())
            .and_then(|mut store| shared.program.take_in(&mut store, &upload, &mut told));
        let fault = done.err();
        match (run, begun.take()) {
            (Some(run), _) => shared.uploads.change(run, |going| (going.done, going.fault) = (true, fault)),
            (None, Some(begun)) => drop(begun.send(Err(fault.unwrap_or_default()))),
            (None, None) => {}
        }
    });
    match waiting.await {
        Ok(Ok(run)) => Ok(run),
        Ok(Err(fault)) => Err(Failure::ours(fault)),
        Err(_) => Err(Failure::ours("The upload broke off")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\news\\a b.txt"), "a b.txt");
        assert_eq!(plain_name(".hidden.txt"), "hidden.txt");
        assert_eq!(plain_name("a\u{0}\nb.txt"), "ab.txt");
        assert_eq!(plain_name(".."), "");
        let long = format!("{}.html", "é".repeat(300));
        assert_eq!(plain_name(&long).chars().count(), NAME);
        assert!(plain_name(&long).ends_with(".html"));
    }
}
