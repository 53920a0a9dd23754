//! # language
