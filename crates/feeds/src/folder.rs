//! Files that appear in folders.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use rusqlite::Connection;

use crate::state::{self, State};
use crate::{Error, Folder};

/// A file that changed so lately may still be written.
const SETTLED_AFTER: Duration = Duration::from_secs(2);

/// A file that is new, or changed since it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Where it is.
    pub path: PathBuf,
    size: i64,
    /// Milliseconds since 1970.
    modified: i64,
}

impl NewFile {
    pub(crate) fn save(&self, db: &Connection) -> rusqlite::Result<()> {
        state::save_file(db, &self.path.to_string_lossy(), self.size, self.modified)
    }
}

/// When folders are looked at.
#[derive(Debug)]
pub(crate) struct Rounds(Vec<Option<Instant>>);

impl Rounds {
    pub(crate) fn new(folders: usize) -> Rounds {
        Rounds(vec![None; folders])
    }

    /// The folders whose turn it is; each once with `once`.
    pub(crate) fn due<'a>(&mut self, folders: &'a [Folder], once: bool) -> Vec<&'a Path> {
        let now = Instant::now();
        let turns = folders.iter().zip(&mut self.0).filter_map(|(folder, last)| {
            let due = last.is_none_or(|last| !once && now.duration_since(last) >= folder.every);
            due.then(|| *last = Some(now)).map(|()| &*folder.path)
        });
        turns.collect()
    }
}

/// The files of these folders that were not read as they are now; with `settled`, those alone that nobody is writing.
pub(crate) fn new_files(
    state: &State,
    folders: &[&Path],
    own: &[PathBuf],
    settled: bool,
) -> Result<Vec<NewFile>, Error> {
    let folders: Vec<PathBuf> = folders.iter().map(|folder| folder.to_path_buf()).collect();
    let own: Vec<PathBuf> = own.iter().map(|own| whole(own)).collect();
    let mut new = Vec::new();
    for source in ingest::sources(&folders) {
        let path = source.path();
        if own.contains(&whole(path)) {
            continue;
        }
        let file = of(path);
        let young = |age: Duration| settled && age < SETTLED_AFTER;
        let age = SystemTime::now().duration_since(written(path)).unwrap_or(SETTLED_AFTER);
        if !young(age) && !state.has_file(&path.to_string_lossy(), file.size, file.modified)? {
            new.push(file);
        }
    }
    Ok(new)
}

/// A path that is the same by whatever way it is reached; the file itself need not be there.
fn whole(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    folder.join(path.file_name().unwrap_or_default())
}

/// A file as it is now. One that is not there is read all the same, so that its reader says what is the matter.
fn of(path: &Path) -> NewFile {
    let size = std::fs::metadata(path).map_or(-1, |found| i64::try_from(found.len()).unwrap_or(i64::MAX));
    let since = written(path).duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let modified = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    NewFile { path: path.to_path_buf(), size, modified }
}

fn written(path: &Path) -> SystemTime {
    std::fs::metadata(path).and_then(|found| found.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
}
