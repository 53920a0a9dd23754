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
mod report;
mod response;
mod standing;
mod tally;
mod toponym;
mod weapon;

pub use actor::Actor;
pub use casualty::{Casualty, Figure, Outcome};
pub use date::{Date, DatePrecision, EventDate};
pub use doubt::{Doubt, DoubtReason, Field};
pub use event::{CodedReport, EventReport, Family, Focus, SubEventType};
pub use evidence::{Quote, Span};
pub use location::{Extent, GeoPrecision, LatLon, Location};
pub use report::{DateCandidate, DateOrigin, Dateline, Furniture, FurnitureKind, Published, Report};
pub use response::Response;
pub use standing::Standing;
pub use tally::Tally;
pub use toponym::{Toponym, ToponymUse};
pub use weapon::WeaponUse;
