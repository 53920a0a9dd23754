use std::path::{Path, PathBuf};

use record::Key;

use crate::Part;

/// Why a store could not be opened, read or written. Each names the file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("{file}: no such store; `dateline init` makes one", file = .file.display())]
    Missing {
        /// The file.
        file: PathBuf,
    },
    /// A new store was to be made where a file is already.
    #[error("{file}: is there already", file = .file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// A store was to be copied into one that holds something already.
    #[error("{file}: holds something already; a store is copied into an empty one or a new one", file = .file.display())]
    NotEmpty {
        /// The file.
        file: PathBuf,
    },
    /// The file is none of ours.
    #[error("{file}: is not a store of Dateline: {reason}", file = .file.display())]
    NotAStore {
        /// The file.
        file: PathBuf,
        /// What it is instead.
        reason: String,
    },
    /// The file was written by a later version of the program.
    #[error("{file}: has schema version {has}, this program knows {knows} and below; use a newer Dateline", file = .file.display())]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its schema version.
        has: i64,
        /// The latest that this program knows.
        knows: i64,
    },
    /// The file was written by an earlier version and can only be read here: it has to be opened for writing once.
    #[error("{file}: has schema version {has}, older than this program's {knows}, and is opened for reading only", file = .file.display())]
    Older {
        /// The file.
        file: PathBuf,
        /// Its schema version.
        has: i64,
        /// What this program writes.
        knows: i64,
    },
    /// Another program kept the file locked for longer than we wait. Nothing was written.
    #[error("{file}: another program is writing to it; nothing was changed, try again when it is done", file = .file.display())]
    Busy {
        /// The file.
        file: PathBuf,
    },
    /// Another program linked while this one did. Nothing of what this one found is kept.
    #[error("{file}: another program linked the store at the same time; nothing of this was kept, run it again", file = .file.display())]
    Overtaken {
        /// The file.
        file: PathBuf,
    },
    /// The file, or its folder, may not be written. Nothing was written.
    #[error("{file}: may only be read", file = .file.display())]
    ReadOnly {
        /// The file.
        file: PathBuf,
    },
    /// The disk is full. What was being written is not kept, all before it is.
    #[error("{file}: no room left on the disk; what was being written is not kept, all before it is", file = .file.display())]
    Full {
        /// The file.
        file: PathBuf,
    },
    /// The operating system refused to read or write.
    #[error("{file}: cannot be read or written: {reason}", file = .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The system's own words.
        reason: String,
    },
    /// What the file holds contradicts itself.
    #[error("{file}: is damaged: {reason}", file = .file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Nothing in the store goes by these words.
    #[error("{file}: nothing here goes by {words:?}", file = .file.display())]
    Unknown {
        /// The file.
        file: PathBuf,
        /// What was looked for.
        words: String,
    },
    /// The first letters of several keys.
    #[error("{file}: {words:?} may mean {}; give more letters", listed(.keys), file = .file.display())]
    Ambiguous {
        /// The file.
        file: PathBuf,
        /// What was looked for.
        words: String,
        /// The first few keys that begin so.
        keys: Vec<Key>,
    },
    /// A value that a part of an event report cannot have.
    #[error("{file}: no value for {part}: {reason}", file = .file.display())]
    Value {
        /// The file.
        file: PathBuf,
        /// The part.
        part: Part,
        /// What is wrong with it.
        reason: String,
    },
    /// An address of a store on a server that cannot be used.
    #[error("{file}: {reason}", file = .file.display())]
    Address {
        /// The address, without its password.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The connection to the server is lost. What was being written is not kept, all before it is.
    #[error("{file}: the connection to the server is lost: {reason}; what was being written is not kept, all before it is", file = .file.display())]
    Lost {
        /// The address, without its password.
        file: PathBuf,
        /// What the connection reports.
        reason: String,
    },
    /// The connection to the server was lost while it was told to keep what was written. All before that is kept.
    #[error("{file}: the connection to the server is lost: {reason}; whether what was written last is kept is not known, all before it is", file = .file.display())]
    Unsure {
        /// The address, without its password.
        file: PathBuf,
        /// What the connection reports.
        reason: String,
    },
    /// Anything else that a server reports.
    #[error("{file}: {reason}", file = .file.display())]
    Server {
        /// The address, without its password.
        file: PathBuf,
        /// The server's own words.
        reason: String,
    },
    /// Anything else that SQLite reports.
    #[error("{file}: {reason}", file = .file.display())]
    Sqlite {
        /// The file.
        file: PathBuf,
        /// SQLite's own words.
        reason: rusqlite::Error,
    },
}

fn listed(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(", ")
}

/// An error before the file is named.
#[derive(Debug)]
pub(crate) enum Fault {
    Sqlite(rusqlite::Error),
    #[cfg(feature = "postgres")]
    Postgres(tokio_postgres::Error),
    /// The server cannot be reached.
    #[cfg(feature = "postgres")]
    Unreachable(String),
    /// The server was lost while it was told to keep what was written.
    #[cfg(feature = "postgres")]
    Unsure(String),
    /// What a server cannot keep, or refuses before it is asked.
    #[cfg(feature = "postgres")]
    Server(String),
    /// Opened for reading only.
    #[cfg(feature = "postgres")]
    ReadOnly,
    /// A row that was asked for is not there.
    NoRow,
    /// What was to be copied into is not empty.
    NotEmpty,
    Damaged(String),
    Unknown(String),
    Ambiguous(String, Vec<Key>),
    Value(Part, String),
    /// Already named: from a closure of the caller.
    Named(Error),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        Fault::Sqlite(error)
    }
}

#[cfg(feature = "postgres")]
impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Fault {
        Fault::Postgres(error)
    }
}

impl From<rusqlite::types::FromSqlError> for Fault {
    fn from(error: rusqlite::types::FromSqlError) -> Fault {
        Fault::Sqlite(error.into())
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Fault {
        Fault::Damaged(error.to_string())
    }
}

impl Fault {
    pub(crate) fn of(self, file: &Path) -> Error {
        let file = file.to_path_buf();
        match self {
            Fault::Sqlite(error) => of_sqlite(file, error),
            #[cfg(feature = "postgres")]
            Fault::Postgres(error) => of_postgres(file, &error),
            #[cfg(feature = "postgres")]
            Fault::Unreachable(reason) => {
                Error::Unreadable { file, reason: format!("the server cannot be reached: {reason}") }
            }
            #[cfg(feature = "postgres")]
            Fault::Unsure(reason) => Error::Unsure { file, reason },
            #[cfg(feature = "postgres")]
            Fault::Server(reason) => Error::Server { file, reason },
            #[cfg(feature = "postgres")]
            Fault::ReadOnly => Error::ReadOnly { file },
            Fault::NotEmpty => Error::NotEmpty { file },
            Fault::NoRow => Error::Damaged { file, reason: "a row that others lead to is missing".to_string() },
            Fault::Damaged(reason) => Error::Damaged { file, reason },
            Fault::Unknown(words) => Error::Unknown { file, words },
            Fault::Ambiguous(words, keys) => Error::Ambiguous { file, words, keys },
            Fault::Value(part, reason) => Error::Value { file, part, reason },
            Fault::Named(error) => error,
        }
    }
}

fn of_sqlite(file: PathBuf, error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode;
    let Some(code) = error.sqlite_error_code() else {
        return Error::Sqlite { file, reason: error };
    };
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy { file },
        ErrorCode::ReadOnly => Error::ReadOnly { file },
        ErrorCode::DiskFull => Error::Full { file },
        ErrorCode::DatabaseCorrupt => Error::Damaged { file, reason: error.to_string() },
        ErrorCode::NotADatabase => {
            Error::NotAStore { file, reason: "no SQLite file, or one that is encrypted or damaged".to_string() }
        }
        ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::PermissionDenied => {
            Error::Unreadable { file, reason: error.to_string() }
        }
        _ => Error::Sqlite { file, reason: error },
    }
}

#[cfg(feature = "postgres")]
fn of_postgres(file: PathBuf, error: &tokio_postgres::Error) -> Error {
    use tokio_postgres::error::SqlState;
    let Some(told) = error.as_db_error() else {
        let reason = crate::database::told(error);
        let is_of_value = reason.starts_with("error serializing") || reason.starts_with("error deserializing");
        return if is_of_value { Error::Server { file, reason } } else { Error::Lost { file, reason } };
    };
    let more = [told.detail(), told.hint()].into_iter().flatten().map(|more| format!("; {more}")).collect::<String>();
    let reason = format!("{}{more}", told.message());
    match *told.code() {
        ref code if crate::database::ends_session(code) => Error::Lost { file, reason },
        SqlState::LOCK_NOT_AVAILABLE | SqlState::T_R_DEADLOCK_DETECTED => Error::Busy { file },
        SqlState::READ_ONLY_SQL_TRANSACTION => Error::ReadOnly { file },
        SqlState::DISK_FULL => Error::Full { file },
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => Error::Damaged { file, reason },
        SqlState::INSUFFICIENT_PRIVILEGE
        | SqlState::INVALID_PASSWORD
        | SqlState::INVALID_AUTHORIZATION_SPECIFICATION
        | SqlState::INVALID_CATALOG_NAME
        | SqlState::TOO_MANY_CONNECTIONS => Error::Unreadable { file, reason },
        _ => Error::Server { file, reason },
    }
}
