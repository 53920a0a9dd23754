use serde::{Deserialize, Serialize};

use crate::{DoubtReason, GeoPrecision, LatLon, Span};

codes! {
    /// Whether a toponym means ground or only somebody or something that is named for it.
    ToponymUse {
        /// The place itself: "in Lima", "the Lima suburb", "the London-based bank".
        Literal = "literal",
        /// The place's own name for a government, a people, a team, or in the name of a body: "Peru refused".
        Metonymic = "metonymic",
        /// A word made from its name: "the Peruvian side", "Peruvians".
        Derived = "derived",
    }
}

/// Words of a report that name a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Toponym {
    /// Where they stand.
    pub span: Span,
    /// Whether the place itself is meant.
    pub used: ToponymUse,
    /// Its common English name, or the report's words where no gazetteer knows it.
    pub name: String,
    /// ISO 3166 alpha-3; `None` at sea, over several countries, or unknown.
    pub country: Option<String>,
    /// Its point, a wide place's representative one; for a place that no gazetteer knows the one of the place that it
    /// lies in, as far as the report tells.
    pub point: Option<LatLon>,
    /// How exactly the point places it; never [`GeoPrecision::Exact`] for a place that no gazetteer knows.
    pub geo_precision: GeoPrecision,
    /// What is unsure of it: [`DoubtReason::UnknownName`] if no gazetteer knows it, [`DoubtReason::Ambiguous`] if other
    /// places of the name fit as well.
    pub doubt: Option<DoubtReason>,
}
