//! Finds times.

use crate::Document;

/// Fills the document's times.
pub(crate) fn times(doc: &mut Document<'_>) {
    let _ = doc;
}
