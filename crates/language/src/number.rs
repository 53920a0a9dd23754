//! Finds numbers.

use crate::Document;

/// Fills the document's numbers.
pub(crate) fn numbers(doc: &mut Document<'_>) {
    let _ = doc;
}
