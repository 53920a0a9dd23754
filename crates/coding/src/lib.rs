//! # coding
