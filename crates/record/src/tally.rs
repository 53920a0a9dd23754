use serde::{Deserialize, Serialize};

use crate::{Actor, Date, EventDate, Figure, Key, Location, Quote};

/// A running total over many events, or the figure of several places of one act (CODEBOOK, "A tally", rule 8); never an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Unique in the report: `t1`, `t2`, … in order of mention.
    pub id: String,
    /// What is counted: `attack`, `strike`, `killed`, `wounded`, `detained` ….
    pub what: String,
    /// Who did what is counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initiators: Vec<Actor>,
    /// To whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Actor>,
    /// Over what area; `None` if not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// How many.
    pub figure: Figure,
    /// Whether it is what several places of one act cost together, told beside their event reports; else a running total.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub joint: bool,
    /// Since when, with its precision; unknown if not told.
    pub since: EventDate,
    /// Up to when; `None` if not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// Whom the report credits; `None` for the report's own voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Quote>,
    /// The words that carry it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Quote>,
}

impl Tally {
    /// What it is, in words for a reader.
    pub fn sort(&self) -> &'static str {
        if self.joint { "all places together" } else { "running total" }
    }
}

/// The same running total as it was told over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The series' own name: that of its first tally.
    pub key: Key,
    /// What is counted.
    pub what: String,
    /// Who did what is counted, by registry name.
    pub initiators: Vec<String>,
    /// To whom, by registry name.
    pub targets: Vec<String>,
    /// Over what area, in the plainest of the reports' words; `None` if none tells.
    pub area: Option<String>,
    /// Its tallies, in order of publication, undated ones last.
    pub tallies: Vec<ReportedTally>,
}

/// A tally with what linkage needs to know of its report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportedTally {
    /// Names the tally in the store.
    pub key: Key,
    /// Names its report in the store.
    pub report: Key,
    /// `id` of its report, as the input has it.
    pub report_id: String,
    /// When its report was published; `None` if not known.
    pub published: Option<Date>,
    /// Who published its report; none if not known.
    pub outlets: Vec<String>,
    /// What it tells.
    pub tally: Tally,
}
