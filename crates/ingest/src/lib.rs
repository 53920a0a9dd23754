//! # ingest
