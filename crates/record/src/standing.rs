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
