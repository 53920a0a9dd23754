use crate::{Actor, Date, EventDate, Figure, Location, Quote};

/// A running total over many events (CODEBOOK, "A tally"); never an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// Unique in the report: `t1`, `t2`, … in order of mention.
    pub id: String,
    /// What is counted: `attack`, `strike`, `killed`, `wounded`, `detained` ….
    pub what: String,
    /// Who did what is counted.
    pub initiators: Vec<Actor>,
    /// To whom.
    pub targets: Vec<Actor>,
    /// Over what area; `None` if not told.
    pub location: Option<Location>,
    /// How many.
    pub figure: Figure,
    /// Since when, with its precision; unknown if not told.
    pub since: EventDate,
    /// Up to when; `None` if not told.
    pub as_of: Option<Date>,
    /// Whom the report credits; `None` for the report's own voice.
    pub source: Option<Quote>,
    /// The words that carry it.
    pub evidence: Vec<Quote>,
}
