use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use record::Key;
use serde::{Deserialize, Serialize};

/// Why the file of answers cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: cannot be used for answers: {reason}", file.display())]
pub struct Error {
    file: PathBuf,
    reason: io::Error,
}

/// Answers that were given before, by what was asked; a line each in a file that only grows.
#[derive(Debug)]
pub(crate) struct Cache {
    file: File,
    known: HashMap<Key, Line>,
}

/// A line of the file.
#[derive(Debug, Deserialize, Serialize)]
struct Line {
    asked: Key,
    /// How long the question was: two that share a key hardly share this.
    bytes: usize,
    answer: String,
}

/// How each line begins.
const BEGIN: &[u8] = b"{\"asked\":\"";

impl Cache {
    pub(crate) fn open(path: &Path) -> Result<Cache, Error> {
        let failed = |reason| Error { file: path.to_path_buf(), reason };
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(failed)?;
        let known = alone(&mut file, read).map_err(failed)?;
        Ok(Cache { file, known })
    }

    pub(crate) fn get(&self, question: &str) -> Option<String> {
        let line = self.known.get(&Key::of_bytes(question.as_bytes()))?;
        (line.bytes == question.len()).then(|| line.answer.clone())
    }

    /// Keeps an answer, in the file before anything is made of it.
    pub(crate) fn keep(&mut self, question: &str, answer: &str) -> Result<(), String> {
        let asked = Key::of_bytes(question.as_bytes());
        let line = Line { asked, bytes: question.len(), answer: answer.to_string() };
        let said = |error: &dyn std::fmt::Display| format!("its answer cannot be kept: {error}");
        let mut text = serde_json::to_string(&line).map_err(|error| said(&error))?;
        text.push('\n');
        alone(&mut self.file, |file| {
            let end = file.metadata()?.len();
            // Half a line, as a full disk leaves it, would spoil the next.
            file.write_all(text.as_bytes()).inspect_err(|_| drop(file.set_len(end)))
        })
        .map_err(|error| said(&error))?;
        self.known.insert(asked, line);
        Ok(())
    }
}

/// Does something with the file while no other program does: two may keep their answers in one.
fn alone<T>(file: &mut File, work: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<T> {
    match file.lock() {
        // Not every file system knows locks.
        Err(error) if error.kind() != io::ErrorKind::Unsupported => return Err(error),
        _ => {}
    }
    let done = work(file);
    let _ = file.unlock();
    done
}

/// The answers in a file. A last line that was cut off when a program ended is cut away, to be asked for again; a file with anything else
/// in it is somebody's who named it by mistake, and stays as it is.
fn read(file: &mut File) -> io::Result<HashMap<Key, Line>> {
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let whole = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    let mut known = HashMap::new();
    for (number, line) in text[..whole].split(|&byte| byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty()) {
        let line: Line = serde_json::from_slice(line)
            .map_err(|_| io::Error::other(format!("line {} is no answer of a language model", number + 1)))?;
        known.insert(line.asked, line);
    }
    let rest = &text[whole..];
    if !rest.starts_with(BEGIN) && !BEGIN.starts_with(rest) {
        return Err(io::Error::other("its last line is no answer of a language model"));
    }
    if !rest.is_empty() {
        file.set_len(whole as u64)?;
    }
    Ok(known)
}
