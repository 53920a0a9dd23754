//! Where the stores of these tests are: each an SQLite file in a folder of its own.

use std::path::PathBuf;

use rusqlite::Connection;

/// A folder with room for one store, which goes with it.
pub struct Place {
    /// The store's file.
    pub name: PathBuf,
    _folder: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Place {
        let folder = tempfile::tempdir().expect("a folder");
        Place { name: folder.path().join("test.sqlite"), _folder: folder }
    }

    /// The word that a question gives, asked as another program would.
    pub fn one(&self, sql: &str) -> String {
        let db = Connection::open(&self.name).expect("the file opens");
        db.query_row(sql, [], |row| row.get(0)).expect(sql)
    }
}
