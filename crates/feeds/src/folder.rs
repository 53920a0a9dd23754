//! Files that appear in folders.

use std::collections::BTreeSet;
use std::fs::Metadata;
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
    /// In bytes; -1 if it is not there: it is read all the same, so that its reader says what is the matter.
    size: i64,
    /// Milliseconds since 1970.
    changed: i64,
}

impl NewFile {
    fn at(path: &Path) -> NewFile {
        let path = path.to_path_buf();
        let Ok(found) = std::fs::metadata(&path) else { return NewFile { path, size: -1, changed: 0 } };
        let since = changed(&found).duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let whole = |number: u128| i64::try_from(number).unwrap_or(i64::MAX);
        NewFile { path, size: whole(found.len().into()), changed: whole(since.as_millis()) }
    }

    fn is_there(&self) -> bool {
        self.size >= 0
    }

    fn age(&self) -> Duration {
        let changed = Duration::from_millis(u64::try_from(self.changed).unwrap_or(0));
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH + changed).unwrap_or(SETTLED_AFTER)
    }

    fn is_read(&self, state: &State) -> Result<bool, Error> {
        state.has_file(&self.path.to_string_lossy(), self.size, self.changed)
    }

    /// Notes that it was read as it is. What is not there is missed again the next time.
    pub(crate) fn save(&self, db: &Connection) -> rusqlite::Result<()> {
        match self.is_there() {
            true => state::save_file(db, &self.path.to_string_lossy(), self.size, self.changed),
            false => Ok(()),
        }
    }
}

/// When folders are looked at, and what is missed there.
#[derive(Debug)]
pub(crate) struct Rounds {
    last: Vec<Option<Instant>>,
    missed: BTreeSet<PathBuf>,
}

impl Rounds {
    pub(crate) fn new(folders: usize) -> Rounds {
        Rounds { last: vec![None; folders], missed: BTreeSet::new() }
    }

    /// The folders whose turn it is; each once with `once`.
    pub(crate) fn due<'a>(&mut self, folders: &'a [Folder], once: bool) -> Vec<&'a Path> {
        let now = Instant::now();
        let turns = folders.iter().zip(&mut self.last).filter_map(|(folder, last)| {
            let due = last.is_none_or(|last| !once && now.duration_since(last) >= folder.every);
            due.then(|| *last = Some(now)).map(|()| &*folder.path)
        });
        turns.collect()
    }

    /// Of these files those that are there, and those that are missed for the first time since they were there.
    pub(crate) fn news(&mut self, files: Vec<NewFile>) -> Vec<NewFile> {
        self.missed.retain(|path| !path.exists());
        files.into_iter().filter(|file| file.is_there() || self.missed.insert(file.path.clone())).collect()
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
    let is_own = |path: &Path| own.iter().any(|own| own.file_name() == path.file_name() && *own == whole(path));
    let mut new = Vec::new();
    for source in ingest::sources(&folders) {
        let file = NewFile::at(source.path());
        let young = settled && file.age() < SETTLED_AFTER;
        if !young && !is_own(&file.path) && !file.is_read(state)? {
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

/// When a file changed last: what is in it or, where the system tells, its name or who may read it. A file that could not be read
/// can be then, and one that was put in place of another may be as old as that.
fn changed(found: &Metadata) -> SystemTime {
    let written = found.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let since = Duration::from_secs(u64::try_from(found.ctime()).unwrap_or(0));
        let since = since + Duration::from_nanos(u64::try_from(found.ctime_nsec()).unwrap_or(0));
        written.max(SystemTime::UNIX_EPOCH + since)
    }
    #[cfg(not(unix))]
    written
}
