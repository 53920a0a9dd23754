//! # store: keep what was coded, find it, and forget nothing
//!
//! In:       CodedReport, Event, Series, Judgement, a person's edits
//! Out:      the same, as of any day
//! Never:    interpret: it keeps and finds
//! Start at: Store
