//! The program from outside: each test has a folder of its own, and sees what a user sees.

mod actors;
mod bench;
mod code;
mod desk;
mod export;
mod folder;
mod gazetteer;
mod hostile;
mod mcp;
mod other_commands;
#[cfg(feature = "propose")]
mod propose;
mod resume;
mod review;
#[cfg(any(feature = "watch", feature = "propose"))]
mod site;
mod store;
#[cfg(feature = "watch")]
mod watch;
#[cfg(feature = "watch")]
mod watch_https;
#[cfg(feature = "watch")]
mod watch_state;
