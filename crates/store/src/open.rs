use std::path::Path;

use crate::database::Connection;
use crate::{Error, Store};

impl Store {
    /// Makes a new store; in place of an empty file too, which is what a program leaves that is killed while it makes one.
    ///
    /// # Errors
    /// [`Error::Exists`] if there is a file already; else whatever keeps it from being written.
    pub fn create(file: &Path) -> Result<Store, Error> {
        Ok(Store { file: file.to_path_buf(), connection: Connection::create(file)? })
    }

    /// Opens a store for reading and writing; one of an earlier schema is brought up to this program's.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::NotAStore`], [`Error::Newer`], [`Error::ReadOnly`]; else whatever keeps it from being
    /// read.
    pub fn open(file: &Path) -> Result<Store, Error> {
        Ok(Store { file: file.to_path_buf(), connection: Connection::open(file)? })
    }

    /// Opens a store that is there for reading and writing, or makes a new one.
    ///
    /// # Errors
    /// Those of [`Store::open`] and [`Store::create`].
    pub fn open_or_create(file: &Path) -> Result<Store, Error> {
        if Connection::is_there(file)? {
            return Store::open(file);
        }
        match Store::create(file) {
            // Another program made it in the meantime.
            Err(Error::Exists { .. }) => Store::open(file),
            created => created,
        }
    }

    /// Opens a store for reading only, on a read-only disk too.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::NotAStore`], [`Error::Newer`], [`Error::Older`]; else whatever keeps it from being
    /// read.
    pub fn open_read_only(file: &Path) -> Result<Store, Error> {
        Ok(Store { file: file.to_path_buf(), connection: Connection::open_read_only(file)? })
    }
}
