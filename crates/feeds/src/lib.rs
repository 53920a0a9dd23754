//! # feeds: ask servers for what is new, politely
//!
//! In:       feeds.toml, what servers answer, files that appear in folders
//! Out:      record::Report that are new; notices of new events to a webhook
//! Never:    ask what feeds.toml does not lead to; reach into a private network by a link; code or link
//! Start at: Watch
//!
//! What was found is in a file of its own (`State`) before a server is told that it need not be sent again, and goes out of it
//! when whoever keeps reports says that it is kept: a program that is killed at any time loses nothing.

mod address;
mod client;
mod config;
mod error;
mod folder;
mod notice;
mod pace;
mod robots;
mod state;
mod watch;

pub use config::{Articles, Config, Feed, Folder, Notify};
pub use error::Error;
pub use folder::NewFile;
pub use notice::Webhook;
pub use watch::{Kept, Note, Waiting, Watch};
