use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use record::Key;
use serde::{Deserialize, Serialize};

/// Why the file of answers cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: cannot be used for answers: {reason}", file.display())]
pub struct Error {
    file: PathBuf,
    reason: std::io::Error,
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

impl Cache {
    pub(crate) fn open(path: &Path) -> Result<Cache, Error> {
        let failed = |reason| Error { file: path.to_path_buf(), reason };
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(failed)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(failed)?;
        // A line that was cut off when a program ended is asked for again.
        let whole = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64).map_err(failed)?;
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        let lines = text[..whole].split(|&byte| byte == b'\n');
        let lines = lines.filter_map(|line| serde_json::from_slice::<Line>(line).ok());
        Ok(Cache { file, known: lines.map(|line| (line.asked, line)).collect() })
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
        self.file.write_all(text.as_bytes()).map_err(|error| said(&error))?;
        self.known.insert(asked, line);
        Ok(())
    }
}
