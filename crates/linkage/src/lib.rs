//! # linkage: which event reports tell the same event
//!
//! In:       Telling, ReportedTally, Judgement
//! Out:      Event, Series, pairs for a person to judge
//! Never:    open a report; touch disk or clock; fail
//! Start at: link
