//! The same questions and decisions as those of `tests/store`, of stores on a real server; and what only a server can do.
//!
//! `.ci/postgres cargo test -p dateline-store --features postgres --test postgres` starts one and runs this.

mod copy;
#[path = "../store/decision.rs"]
mod decision;
mod fault;
#[path = "../store/link.rs"]
mod link;
mod open;
#[path = "../store/outline.rs"]
mod outline;
mod place;
#[path = "../store/property.rs"]
mod property;
#[path = "../store/query.rs"]
mod query;
#[path = "../store/report.rs"]
mod report;
#[path = "../store/run.rs"]
mod run;
#[path = "../store/sample.rs"]
mod sample;
#[path = "../store/sides.rs"]
mod sides;
mod tls;
#[path = "../store/waiting.rs"]
mod waiting;
