//! The codebook in use: the built-in files, with a folder of the user's over them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use coding::Codebook;

/// The codebook that a command works with.
pub enum InUse {
    /// The built-in files alone.
    BuiltIn(&'static Codebook),
    /// With files of the user's over them.
    Own(Box<Codebook>),
}

impl std::ops::Deref for InUse {
    type Target = Codebook;

    fn deref(&self) -> &Codebook {
        match self {
            InUse::BuiltIn(codebook) => codebook,
            InUse::Own(codebook) => codebook,
        }
    }
}

/// The built-in codebook, or with `dir` its files with those of the folder over them.
///
/// # Errors
/// If the folder is none, a file in it cannot be read, or what it says is no codebook.
pub fn open(dir: Option<&Path>) -> Result<InUse> {
    let Some(dir) = dir else {
        return Ok(InUse::BuiltIn(Codebook::embedded().context("built-in codebook")?));
    };
    let mut codebook = Codebook::from_files(&files(dir)?).with_context(|| format!("codebook {}", dir.display()))?;
    add_places(dir, &mut codebook)?;
    Ok(InUse::Own(Box::new(codebook)))
}

/// Adds the tables of places that `dateline gazetteer import` left in the folder, in the order of their names.
fn add_places(dir: &Path, codebook: &mut Codebook) -> Result<()> {
    let Ok(folder) = fs::read_dir(dir.join("place")) else { return Ok(()) };
    let paths = folder.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
    let mut paths = paths.with_context(|| format!("codebook {}: cannot be read", dir.display()))?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "gazetteer"));
    paths.sort();
    for path in paths {
        let bytes = fs::read(&path).with_context(|| format!("codebook {}: cannot be read", path.display()))?;
        let name = format!("place/{}", path.file_name().unwrap_or_default().to_string_lossy());
        codebook.add_places(&name, bytes).with_context(|| format!("codebook {}", dir.display()))?;
    }
    Ok(())
}

/// How reports are read: with the user's outlets and page furniture where their folder has them.
///
/// # Errors
/// If the folder is none, a file in it cannot be read, or what it says is no codebook.
pub fn ingest_options(dir: Option<&Path>, published: Option<record::Date>) -> Result<ingest::Options> {
    let book = dir.map(ingest::OutletBook::from_codebook).transpose().map_err(|reason| anyhow!("codebook {reason}"))?;
    Ok(ingest::Options { published, book: book.map(Arc::new), ..Default::default() })
}

/// The built-in files, or with `dir` also those of the folder over them: path below the codebook's folder → text.
///
/// # Errors
/// If the folder is none, a file in it cannot be read, or what it says is no codebook.
pub fn texts(dir: Option<&Path>) -> Result<BTreeMap<String, String>> {
    dir.map_or_else(|| Ok(coding::embedded_files()), files)
}

/// The files themselves: path below the codebook's folder → text.
fn files(dir: &Path) -> Result<BTreeMap<String, String>> {
    if !dir.is_dir() {
        bail!("codebook {}: is no folder", dir.display());
    }
    let mut files = coding::embedded_files();
    add(dir, dir, &mut files)?;
    Ok(files)
}

fn add(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) -> Result<()> {
    let unreadable = |path: &Path| format!("codebook {}: cannot be read", path.display());
    for entry in fs::read_dir(folder).with_context(|| unreadable(folder))? {
        let path = entry.with_context(|| unreadable(folder))?.path();
        if path.is_dir() {
            add(root, &path, files)?;
        } else if let Some(name) = name(root, &path) {
            files.insert(name, fs::read_to_string(&path).with_context(|| unreadable(&path))?);
        }
    }
    Ok(())
}

/// The path below the folder with `/` between its parts; `None` for files that are no part of a codebook.
fn name(root: &Path, path: &Path) -> Option<String> {
    let known = path.extension().is_some_and(|ending| ["toml", "md", "tsv"].iter().any(|e| ending == *e));
    let parts = path.strip_prefix(root).ok()?.iter().map(|part| part.to_string_lossy());
    known.then(|| parts.collect::<Vec<Cow<str>>>().join("/"))
}
