//! Folding of names, so that spellings of one name meet.
pub(crate) fn fold(name: &str) -> String {
    name.to_lowercase()
}
