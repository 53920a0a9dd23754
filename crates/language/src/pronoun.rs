//! Finds references.

use crate::Document;

/// Fills the document's references.
pub(crate) fn references(doc: &mut Document<'_>) {
    let _ = doc;
}
