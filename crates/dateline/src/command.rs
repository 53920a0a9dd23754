//! The commands, one file each.

pub mod actors;
pub mod add;
pub mod bench;
pub mod code;
pub mod codes;
pub mod completions;
pub mod decide;
pub mod doctor;
pub mod events;
pub mod explain;
pub mod export;
pub mod filter;
pub mod gazetteer;
pub mod link;
pub mod mcp;
pub mod review;
pub mod score;
pub mod serve;
pub mod store;
pub mod toponyms;
#[cfg(feature = "watch")]
pub mod watch;
