//! The commands, one file each.

pub mod actors;
pub mod bench;
pub mod code;
pub mod codes;
pub mod completions;
pub mod doctor;
pub mod explain;
pub mod gazetteer;
pub mod score;
pub mod toponyms;
