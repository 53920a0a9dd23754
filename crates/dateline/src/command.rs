//! The commands, one file each.

pub mod actors;
pub mod code;
pub mod codes;
pub mod completions;
pub mod explain;
pub mod score;
pub mod toponyms;
