use serde::{Deserialize, Serialize};

use crate::Span;

/// A weapon as told, by its word of the codebook's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeaponUse {
    /// The codebook's word ("rocket-propelled grenade").
    pub weapon: String,
    /// The report's words for it.
    pub span: Span,
}
