//! Sentences of MUC-4's texts, which are in lower case, so that grammar cannot find them. `training/data.py` cuts them by
//! the same rule.

use record::Span;

/// Letters behind which a stop ends a sentence: shorter words may be abbreviations.
const LONG: usize = 4;

/// Two spaces end a sentence, and so does a stop behind a word of four letters, before a space.
pub fn sentences(text: &str) -> Vec<Span> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut out = Vec::new();
    let (mut start, mut i) = (0, 0);
    while i < chars.len() {
        let gap = chars[i..].iter().take_while(|(_, c)| c.is_whitespace()).count();
        if gap > 1 || gap == 1 && ends_sentence(&chars[..i]) {
            if chars[i].0 > start {
                out.push(Span::new(start, chars[i].0));
            }
            start = chars.get(i + gap).map_or(text.len(), |&(at, _)| at);
        }
        i += gap.max(1);
    }
    if start < text.len() {
        out.push(Span::new(start, text.len()));
    }
    out
}

fn ends_sentence(before: &[(usize, char)]) -> bool {
    let Some(((_, '.' | '!' | '?'), word)) = before.split_last() else { return false };
    word.len() >= LONG && word[word.len() - LONG..].iter().all(|(_, c)| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_stops_end_sentences_and_abbreviations_do_not() {
        let text = "gen. rey left the u.s. embassy on monday. nobody was hurt.  the road\u{e9} was shut    again. ";
        let found: Vec<&str> = sentences(text).into_iter().map(|s| s.of(text)).collect();
        assert_eq!(
            found,
            ["gen. rey left the u.s. embassy on monday.", "nobody was hurt.", "the road\u{e9} was shut", "again."]
        );
        assert!(sentences("").is_empty() && sentences("  ").is_empty());
    }
}
