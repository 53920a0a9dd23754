//! What the reader gives: scored spans and links. Scores are probabilities, 0 to 1.

use std::fmt;

use record::{Outcome, Span, Standing, SubEventType};

/// Everything that the reader saw in a report, in order of the text. Empty where there is no reader.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Words that tell an act.
    pub acts: Vec<ActSpan>,
    /// Words that play a role in acts.
    pub spans: Vec<RoleSpan>,
    /// How surely a span belongs to an act: `left` indexes `acts`, `right` indexes `spans`.
    pub role_links: Vec<Linked>,
    /// How surely two acts are tellings of one event: both index `acts`, `left` comes first in the text.
    pub act_links: Vec<Linked>,
    /// How surely two spans stand for one actor: both index `spans`, `left` comes first in the text.
    pub actor_links: Vec<Linked>,
    /// How surely each sentence of the document tells an act.
    pub sentences: Vec<f32>,
}

/// Words that tell an act, if the score is to be trusted.
#[derive(Clone, Debug, PartialEq)]
pub struct ActSpan {
    /// Where they stand.
    pub span: Span,
    /// How surely they tell one.
    pub score: f32,
    /// How likely each type is, in the codebook's order.
    pub types: Vec<(SubEventType, f32)>,
    /// How likely each standing is, in the codebook's order.
    pub standings: Vec<(Standing, f32)>,
    /// How surely the report exists to tell it.
    pub main: f32,
}

/// Words that play a role in some act, if the score is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RoleSpan {
    /// Where they stand.
    pub span: Span,
    /// What they are to the act.
    pub role: SpanRole,
    /// How surely they are.
    pub score: f32,
}

/// What a span may be to an act (CODEBOOK, "An event report").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpanRole {
    /// Who acted.
    Initiator,
    /// Whom or what it was aimed at.
    Target,
    /// Who said that they did it.
    ClaimedBy,
    /// Who said that they did not.
    DeniedBy,
    /// Where.
    Place,
    /// When.
    Time,
    /// With what.
    Weapon,
    /// A named person who was hurt or taken.
    Victim,
    /// Whom the report credits.
    Source,
    /// Words that tell that it answered something.
    Answer,
    /// How many, with what came of them.
    Figure(Outcome),
    /// A running total.
    Tally,
}

/// Two things that may belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linked {
    /// Index of the first.
    pub left: usize,
    /// Index of the second.
    pub right: usize,
    /// How surely they do.
    pub score: f32,
}

impl fmt::Display for SpanRole {
    /// The role by its name in a record.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SpanRole::Initiator => "initiator",
            SpanRole::Target => "target",
            SpanRole::ClaimedBy => "claimed_by",
            SpanRole::DeniedBy => "denied_by",
            SpanRole::Place => "place",
            SpanRole::Time => "time",
            SpanRole::Weapon => "weapon",
            SpanRole::Victim => "victim",
            SpanRole::Source => "source",
            SpanRole::Answer => "answer",
            SpanRole::Figure(outcome) => outcome.code(),
            SpanRole::Tally => "tally",
        })
    }
}

impl SpanRole {
    /// Every role.
    const ALL: [SpanRole; 17] = [
        SpanRole::Initiator,
        SpanRole::Target,
        SpanRole::ClaimedBy,
        SpanRole::DeniedBy,
        SpanRole::Place,
        SpanRole::Time,
        SpanRole::Weapon,
        SpanRole::Victim,
        SpanRole::Source,
        SpanRole::Answer,
        SpanRole::Figure(Outcome::Killed),
        SpanRole::Figure(Outcome::Wounded),
        SpanRole::Figure(Outcome::Casualties),
        SpanRole::Figure(Outcome::Detained),
        SpanRole::Figure(Outcome::Abducted),
        SpanRole::Figure(Outcome::Missing),
        SpanRole::Tally,
    ];

    /// The role of this name; `None` if there is none.
    pub(crate) fn named(name: &str) -> Option<SpanRole> {
        SpanRole::ALL.into_iter().find(|role| role.to_string() == name)
    }

    /// Whether it is an actor's.
    pub fn is_actor(self) -> bool {
        matches!(self, SpanRole::Initiator | SpanRole::Target | SpanRole::ClaimedBy | SpanRole::DeniedBy)
    }
}
