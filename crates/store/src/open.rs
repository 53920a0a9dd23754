use std::path::{Path, PathBuf};

use crate::database::{Address, Connection};
use crate::{Error, Store, database};

/// The name of a store as it may be shown to anybody: a path as it is, the address of one on a server without its password.
pub fn shown(name: &Path) -> PathBuf {
    database::shown(name)
}

/// Whether a store of this name is on a server, not in a file.
pub fn is_on_server(name: &Path) -> bool {
    database::is_on_server(name)
}

impl Store {
    /// Makes a new store; in place of an empty file too, which is what a program leaves that is killed while it makes one.
    ///
    /// # Errors
    /// [`Error::Exists`] if there is a file already; else whatever keeps it from being written.
    pub fn create(file: &Path) -> Result<Store, Error> {
        Address::of(file).and_then(|address| Store::of(address, Address::create))
    }

    /// Opens a store for reading and writing; one of an earlier schema is brought up to this program's.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::NotAStore`], [`Error::Newer`], [`Error::ReadOnly`]; else whatever keeps it from being
    /// read.
    pub fn open(file: &Path) -> Result<Store, Error> {
        Address::of(file).and_then(|address| Store::of(address, Address::open))
    }

    /// Opens a store that is there for reading and writing, or makes a new one.
    ///
    /// # Errors
    /// Those of [`Store::open`] and [`Store::create`].
    pub fn open_or_create(file: &Path) -> Result<Store, Error> {
        if Address::of(file)?.is_taken()? {
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
        Address::of(file).and_then(Store::to_read)
    }

    /// A store of which the address is known already.
    pub(crate) fn to_read(address: Address) -> Result<Store, Error> {
        Store::of(address, Address::open_read_only)
    }

    fn of(address: Address, connect: impl FnOnce(&Address) -> Result<Connection, Error>) -> Result<Store, Error> {
        let connection = connect(&address)?;
        Ok(Store { file: address.shown(), address, connection })
    }
}
