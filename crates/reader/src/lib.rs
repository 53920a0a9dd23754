//! # reader: what a trained model sees in a report
//!
//! In:       record::Report, the weights
//! Out:      Reading: scored spans, acts and links
//! Never:    decide: it scores, it knows no codebook, no gazetteer, no threshold of coding
//! Start at: Reader

mod attention;
mod encoder;
mod incident;
mod kernel;
mod lanes;
mod link;
mod matrix;
mod piece;
mod reader;
mod reading;
mod span;
mod weights;
mod window;

pub use incident::{IncidentReading, IncidentRole, IncidentSpan, IncidentType};
pub use reader::Reader;
pub use reading::{ActSpan, Linked, Reading, RoleSpan, SpanRole};
pub use weights::Fault;
