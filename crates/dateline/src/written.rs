//! What a part file holds already: the records that an interrupted run wrote whole.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader};

use record::Report;
use serde::Deserialize;

/// Reports whose records are written: by path and name.
#[derive(Debug, Default)]
pub struct Written(HashSet<Key>);

#[derive(Debug, PartialEq, Eq, Hash, Deserialize)]
struct Key {
    path: String,
    report: String,
}

impl Written {
    /// Whether the record of this report is written.
    pub fn has(&self, report: &Report) -> bool {
        !self.0.is_empty() && self.0.contains(&Key { path: report.path.clone(), report: report.id.clone() })
    }
}

/// The complete records of a file with one per line, and the bytes that they take.
pub fn read(file: &File) -> io::Result<(Written, u64)> {
    let mut reader = BufReader::new(file);
    let (mut written, mut bytes) = (Written::default(), 0);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let Some(key) = complete(&line) else {
            break;
        };
        bytes += line.len() as u64;
        written.0.insert(key);
        line.clear();
    }
    Ok((written, bytes))
}

fn complete(line: &[u8]) -> Option<Key> {
    let record = line.strip_suffix(b"\n")?;
    serde_json::from_slice(record).ok()
}
