//! Clauses: verb groups with what they govern.

use crate::Document;

/// Fills the document's clauses.
pub(crate) fn clauses(doc: &mut Document<'_>) {
    let _ = doc;
}
