//! # publish
