//! Finds names.

use crate::Document;

/// Fills the document's names.
pub(crate) fn names(doc: &mut Document<'_>) {
    let _ = doc;
}
