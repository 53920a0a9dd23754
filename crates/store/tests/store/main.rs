//! The store from outside: what goes in comes out, whatever happens in between.

mod decision;
mod fault;
mod link;
mod open;
mod outline;
mod place;
mod property;
mod query;
mod report;
mod run;
mod sample;
mod sides;
mod waiting;
