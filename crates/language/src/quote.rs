//! Finds direct quotations and who is credited with what.

use crate::Document;

/// Fills the document's quotations.
pub(crate) fn quotations(doc: &mut Document<'_>) {
    let _ = doc;
}

/// Fills the document's attributions.
pub(crate) fn attributions(doc: &mut Document<'_>) {
    let _ = doc;
}
