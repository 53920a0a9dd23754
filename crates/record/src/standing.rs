use serde::{Deserialize, Serialize};

codes! {
    /// How the act stands (CODEBOOK, "An event report", `standing`): of the act, not of its doer.
    Standing {
        /// The report asserts it.
        Occurred = "occurred",
        /// Told only as a claim by a party to the conflict, or as rumour.
        Alleged = "alleged",
        /// A party to it denies that it happened.
        Denied = "denied",
        /// Stopped before harm: shot down, intercepted, driven off, disarmed, thwarted.
        Foiled = "foiled",
        /// Threatened or announced with a named target, not yet done.
        Planned = "planned",
    }
}

codes! {
    /// How well an event is borne out: Airwars' five words.
    Grade {
        /// The doer, or the side that was blamed, says so itself.
        Confirmed = "confirmed",
        /// Two or more independent outlets or sources tell it.
        Fair = "fair",
        /// One outlet or source tells it.
        Weak = "weak",
        /// Reports or sources contradict each other on whether it happened or who did it.
        Contested = "contested",
        /// What is told against it outweighs what is told for it.
        Discounted = "discounted",
    }
}

/// How well an event is borne out, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corroboration {
    /// The grade.
    pub grade: Grade,
    /// The rule that gave it, with what it counted, in one sentence.
    pub reason: String,
    /// How many tellings are independent: reprints, and reports that quote another's words, count once.
    pub independent: usize,
}
