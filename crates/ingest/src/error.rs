use std::fmt;
use std::path::Path;

/// Where in the input something stands: a file, a member of an archive, an entry of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it, with `!member` for one inside an archive.
    pub path: String,
    /// Which entry of it, counted from 1; `None` where the file is one report.
    pub entry: Option<u64>,
}

impl Place {
    /// A whole file.
    pub fn file(path: &Path) -> Place {
        Place { path: path.display().to_string(), entry: None }
    }

    /// The `entry`th entry of this file, counted from 1.
    pub fn entry(&self, entry: u64) -> Place {
        Place { path: self.path.clone(), entry: Some(entry) }
    }

    /// The member `name` of this archive.
    pub fn member(&self, name: &str) -> Place {
        Place { path: format!("{}!{name}", self.path), entry: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        match self.entry {
            Some(entry) => write!(f, ", entry {entry}"),
            None => Ok(()),
        }
    }
}

/// Why a report could not be read. Each names the file, and the entry where there are several.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused: missing file, no permission, broken disk.
    #[error("{place}: cannot be read: {reason}")]
    Unreadable {
        /// The file.
        place: Place,
        /// The system's own words.
        reason: std::io::Error,
    },
    /// Nothing in it but white space, or nothing at all.
    #[error("{place}: is empty")]
    Empty {
        /// The file or entry.
        place: Place,
    },
    /// Not text: an image, a program, a document of an office suite.
    #[error("{place}: is not text ({what})")]
    Binary {
        /// The file or entry.
        place: Place,
        /// What it looks like.
        what: &'static str,
    },
    /// Longer than `Options::max_report_bytes`.
    #[error("{place}: one report of more than {limit} bytes; raise the limit if it is meant")]
    TooLong {
        /// The file or entry.
        place: Place,
        /// The limit in bytes.
        limit: u64,
    },
    /// Brackets, elements or archives inside one another beyond what any report needs.
    #[error("{place}: {what} nested more than {limit} deep")]
    TooDeep {
        /// The file or entry.
        place: Place,
        /// What is nested.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// An archive that unpacks to far more than it holds.
    #[error("{place}: unpacks to {unpacked} bytes, more than is allowed; it looks like a zip bomb")]
    Bomb {
        /// The archive.
        place: Place,
        /// How many bytes had come out when reading stopped.
        unpacked: u64,
    },
    /// The file ends in the middle; what was complete before has been delivered.
    #[error("{place}: ends too early, the file is cut off")]
    Truncated {
        /// The file or entry.
        place: Place,
    },
    /// The format's own rules are broken.
    #[error("{place}: is not valid {format}: {reason}")]
    Malformed {
        /// The file or entry.
        place: Place,
        /// The format's name.
        format: &'static str,
        /// What the parser said.
        reason: String,
    },
    /// Well formed, but there is no article in it.
    #[error("{place}: no article text found ({reason})")]
    NoText {
        /// The file or entry.
        place: Place,
        /// Where it was looked for.
        reason: &'static str,
    },
}

impl Error {
    /// The file and entry that could not be read.
    pub fn place(&self) -> &Place {
        match self {
            Error::Unreadable { place, .. }
            | Error::Empty { place }
            | Error::Binary { place, .. }
            | Error::TooLong { place, .. }
            | Error::TooDeep { place, .. }
            | Error::Bomb { place, .. }
            | Error::Truncated { place }
            | Error::Malformed { place, .. }
            | Error::NoText { place, .. } => place,
        }
    }

    /// What an input error met at `place` means: our own limits travel through readers as input errors.
    pub(crate) fn from_io(place: &Place, reason: std::io::Error) -> Error {
        let place = place.clone();
        if let Some(limit) = reason.get_ref().and_then(|inner| inner.downcast_ref::<crate::limit::Exceeded>()) {
            return match *limit {
                crate::limit::Exceeded::Report { limit } => Error::TooLong { place, limit },
                crate::limit::Exceeded::Unpacked { unpacked } => Error::Bomb { place, unpacked },
            };
        }
        match reason.kind() {
            std::io::ErrorKind::UnexpectedEof => Error::Truncated { place },
            std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => {
                Error::Malformed { place, format: "compressed data", reason: reason.to_string() }
            }
            _ => Error::Unreadable { place, reason },
        }
    }
}
