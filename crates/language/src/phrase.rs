//! Noun phrases and what hangs on them.

use crate::Document;

/// Fills the document's noun phrases.
pub(crate) fn phrases(doc: &mut Document<'_>) {
    let _ = doc;
}
