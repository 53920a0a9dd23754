//! How the published scorers compare words: lower case, no punctuation, no articles, single spaces.

/// Words as they are compared.
pub(crate) fn compared(words: &str) -> String {
    let plain: String = words.to_lowercase().chars().filter(|c| !c.is_ascii_punctuation()).collect();
    let mut out = String::new();
    for run in runs(&plain) {
        out.push_str(if matches!(run, "a" | "an" | "the") { " " } else { run });
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs of letters and digits, and of what is neither.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let inside = rest.chars().next()?.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != inside).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        rest = behind;
        Some(run)
    })
}

#[cfg(test)]
mod tests {
    use super::compared;

    #[test]
    fn case_marks_and_articles_do_not_count() {
        assert_eq!(compared("The \"Santa Rita\"  farm"), "santa rita farm");
        assert_eq!(compared("an m-16 rifle of the u.s. army"), "m16 rifle of us army");
        assert_eq!(compared("theatre and anthem"), "theatre and anthem");
        assert_eq!(compared("a"), "");
    }
}
