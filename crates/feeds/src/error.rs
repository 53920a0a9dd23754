use std::path::PathBuf;

/// Why a watch cannot begin or go on. What one server does wrong is a [`crate::Note`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file that says what to watch cannot be read.
    #[error("{}: cannot be read: {reason}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The system's own words.
        reason: std::io::Error,
    },
    /// The file that says what to watch says something that cannot be.
    #[error("{}: {reason}", file.display())]
    Config {
        /// The file.
        file: PathBuf,
        /// What is wrong, with its place.
        reason: String,
    },
    /// Another watch works with the same file of state.
    #[error("{}: another `dateline watch` is working with it", file.display())]
    Busy {
        /// The file of state.
        file: PathBuf,
    },
    /// The file of state is of a later version of the program.
    #[error("{}: was written by a later version of dateline", file.display())]
    Newer {
        /// The file of state.
        file: PathBuf,
    },
    /// The file of state cannot be read or written.
    #[error("{}: {reason}", file.display())]
    State {
        /// The file of state.
        file: PathBuf,
        /// What SQLite says.
        reason: rusqlite::Error,
    },
}
