use std::fmt;

/// A part of an event report that statements are about, by its name in the record.
///
/// The numbers are those of the table `part`: they never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// `sub_event_type`.
    SubEventType = 1,
    /// `anchor`.
    Anchor = 2,
    /// `standing`.
    Standing = 3,
    /// `focus`.
    Focus = 4,
    /// `date`.
    Date = 5,
    /// `location`.
    Location = 6,
    /// `initiators`.
    Initiators = 7,
    /// `targets`.
    Targets = 8,
    /// `weapons`.
    Weapons = 9,
    /// `casualties`.
    Casualties = 10,
    /// `victims`.
    Victims = 11,
    /// `sources`.
    Sources = 12,
    /// `claimed_by`.
    ClaimedBy = 13,
    /// `denied_by`.
    DeniedBy = 14,
    /// `response_to`.
    ResponseTo = 15,
    /// `evidence`.
    Evidence = 16,
    /// `doubts`.
    Doubts = 17,
    /// The event report as a whole: `"accepted"` or `"rejected"` by a person; a rejected one tells nothing.
    Event = 18,
}

impl Part {
    /// Every part, in the order of their numbers.
    pub const ALL: [Part; 18] = [
        Part::SubEventType,
        Part::Anchor,
        Part::Standing,
        Part::Focus,
        Part::Date,
        Part::Location,
        Part::Initiators,
        Part::Targets,
        Part::Weapons,
        Part::Casualties,
        Part::Victims,
        Part::Sources,
        Part::ClaimedBy,
        Part::DeniedBy,
        Part::ResponseTo,
        Part::Evidence,
        Part::Doubts,
        Part::Event,
    ];

    /// Its name in the record.
    pub fn name(self) -> &'static str {
        match self {
            Part::SubEventType => "sub_event_type",
            Part::Anchor => "anchor",
            Part::Standing => "standing",
            Part::Focus => "focus",
            Part::Date => "date",
            Part::Location => "location",
            Part::Initiators => "initiators",
            Part::Targets => "targets",
            Part::Weapons => "weapons",
            Part::Casualties => "casualties",
            Part::Victims => "victims",
            Part::Sources => "sources",
            Part::ClaimedBy => "claimed_by",
            Part::DeniedBy => "denied_by",
            Part::ResponseTo => "response_to",
            Part::Evidence => "evidence",
            Part::Doubts => "doubts",
            Part::Event => "event",
        }
    }

    /// The part with this name; `None` if there is none.
    pub fn from_name(name: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.name() == name)
    }

    pub(crate) fn number(self) -> i64 {
        self as i64
    }

    pub(crate) fn from_number(number: i64) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.number() == number)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
