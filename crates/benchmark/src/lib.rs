//! # benchmark: how well the trained reader fills the templates of MUC-4
//!
//! In:       documents of MUC-4 with their templates, reader::IncidentReading
//! Out:      role fillers, templates, figures
//! Never:    take part in coding; touch disk or clock; keep a string of MUC-4
//! Start at: Seen

mod candidate;
mod entity;
mod example;
mod figures;
mod fit;
mod interval;
mod regression;
mod role_filler;
mod second_stage;
mod sentence;
mod slot;
mod template;
mod template_score;
mod wording;

pub use candidate::Seen;
pub use example::{Entity, Example, ExampleError, Fillers, Mention, Prediction, Template};
pub use figures::{Figures, score};
pub use fit::fit;
pub use role_filler::{count_fillers, merged};
pub use second_stage::{SecondStage, SecondStageError};
pub use sentence::sentences;
pub use slot::Counts;
pub use template_score::count_templates;
