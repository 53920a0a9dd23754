//! # dateline: the program, and its stages as one call
//!
//! In:       paths, options
//! Out:      files and terminal pages of coded reports
//! Never:    hold logic of its own: it reads, calls the stages in order, and writes
//! Start at: pipeline

pub mod asking;
pub mod batch;
pub mod codebook;
pub mod intake;
pub mod keeping;
pub mod linked;
pub mod linking;
pub mod pipeline;
pub mod proposing;
pub mod typed;

/// The program as a store names it.
pub const CODER: &str = concat!("dateline ", env!("CARGO_PKG_VERSION"));
