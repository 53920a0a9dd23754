//! `dateline score`: records against reference records.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use publish::{Counted, Records};
use serde_json::Value;

use crate::Outcome;
use crate::args::ScoreArgs;

/// Prints the figures.
pub fn run(args: &ScoreArgs) -> Result<Outcome> {
    let counted = if args.paired { Counted::Paired } else { Counted::All };
    let score = publish::score(&load(&args.gold)?, &load(&args.pred)?, counted);
    let mut out = String::new();
    if args.json {
        out = score.json();
    } else {
        if args.by_report {
            out.push_str(&score.by_report());
        }
        out.push_str(&score.table());
        if args.errors {
            out.push_str(&score.errors());
        }
    }
    io::stdout().write_all(out.as_bytes())?;
    Ok(Outcome::Done)
}

/// A folder of `.json` files in the order of their names, or one file with a record per line.
fn load(path: &Path) -> Result<Records> {
    let mut records = Records::default();
    if !path.is_dir() {
        records.add_lines(&path.display().to_string(), &read(path)?)?;
        return Ok(records);
    }
    for file in files(path)? {
        records.add(&file.display().to_string(), &read(&file)?)?;
    }
    Ok(records)
}

/// Every record of a folder or a file, with where it stands.
pub fn values(path: &Path) -> Result<Vec<(String, Value)>> {
    let parsed = |place: String, text: &str| -> Result<(String, Value)> {
        let value = serde_json::from_str(text).with_context(|| format!("{place}: is no JSON"))?;
        Ok((place, value))
    };
    if !path.is_dir() {
        let text = read(path)?;
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        return lines.map(|(n, line)| parsed(format!("{}, line {}", path.display(), n + 1), line)).collect();
    }
    files(path)?.into_iter().map(|file| parsed(file.display().to_string(), &read(&file)?)).collect()
}

/// The `.json` files of a folder, in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    ensure!(!files.is_empty(), "{}: holds no .json files", path.display());
    Ok(files)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))
}
