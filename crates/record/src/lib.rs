//! # record: the words we write down
//!
//! In:       nothing of ours
//! Out:      the types of a report, what it tells, and what is doubted
//! Never:    do anything: no input or output, no parsing of prose
//! Start at: EventReport

/// Declares an enum of fixed codes with the spelling of each, so that a code is written in one place only.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            /// Every code, in the order of the codebook.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The code as records spell it.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)+ }
            }

            /// The value with this code; `None` if there is none.
            pub fn from_code(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = std::borrow::Cow::<str>::deserialize(deserializer)?;
                $name::from_code(&code)
                    .ok_or_else(|| serde::de::Error::custom(format!("no {}: {code}", stringify!($name))))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

mod actor;
mod casualty;
mod date;
mod doubt;
mod event;
mod evidence;
mod location;
mod proposal;
mod report;
mod response;
mod standing;
mod tally;
mod telling;
mod toponym;
mod weapon;

pub use actor::Actor;
pub use casualty::{Casualty, Figure, Outcome, Told, Toll};
pub use date::{Date, DatePrecision, EventDate};
pub use doubt::{Contradiction, Doubt, DoubtReason, Field};
pub use event::{Answer, CodedReport, Event, EventReport, Family, Focus, SubEventType};
pub use evidence::{Quote, Span};
pub use location::{Extent, GeoPrecision, LatLon, Location};
pub use proposal::{Proposal, Proposals, ProposedEvent};
pub use report::{DateCandidate, DateOrigin, Dateline, Furniture, FurnitureKind, Headline, Published, Report};
pub use response::Response;
pub use standing::{Corroboration, Grade, Standing};
pub use tally::{ReportedTally, Series, Tally};
pub use telling::{Judgement, Key, NoKey, Telling, Verdict};
pub use toponym::{Toponym, ToponymUse};
pub use weapon::WeaponUse;
