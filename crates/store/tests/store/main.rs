//! The store from outside: what goes in comes out, whatever happens in between.

mod report;
mod sample;
