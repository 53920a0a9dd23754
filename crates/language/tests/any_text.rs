//! Laws that hold for any text whatever.

use proptest::prelude::*;
use record::{Report, Span};

/// Whether a span lies in the text on character boundaries.
fn fits(text: &str, span: Span) -> bool {
    span.start <= span.end && text.get(span.start..span.end).is_some()
}

fn check(text: String) {
    let report = Report { text, ..Report::default() };
    let doc = language::analyse(&report);
    let text = &report.text;
    let mut end = 0;
    for token in &doc.tokens {
        assert!(fits(text, token.span) && token.span.start >= end && token.span.start < token.span.end);
        end = token.span.end;
    }
    let mut next = 0;
    for (id, sent) in doc.sentences.iter().enumerate() {
        assert!(sent.tokens.start == next && sent.tokens.end > next && fits(text, sent.span));
        next = sent.tokens.end;
        assert!(doc.tokens[sent.tokens.clone()].iter().all(|t| t.sentence == id));
        assert!(sent.phrases.end <= doc.phrases.len() && sent.clauses.end <= doc.clauses.len());
    }
    assert_eq!(next, doc.tokens.len());
    for phrase in &doc.phrases {
        assert!(
            phrase.tokens.contains(&phrase.head) && phrase.tokens.end <= doc.tokens.len() && fits(text, phrase.span)
        );
        let links = phrase.conjuncts.iter().chain(&phrase.possessor).chain(&phrase.apposition);
        assert!(links.copied().all(|p| p < doc.phrases.len()));
    }
    for (id, clause) in doc.clauses.iter().enumerate() {
        assert!(clause.verb_group.contains(&clause.verb) && clause.verb_group.end <= doc.tokens.len());
        assert!(clause.parent.is_none_or(|p| p < doc.clauses.len() && p != id));
        let chain = std::iter::successors(Some(id), |&c| doc.clauses[c].parent);
        assert!(chain.take(doc.clauses.len() + 1).count() <= doc.clauses.len(), "parents run in a circle");
        assert!(clause.subject.iter().chain(&clause.object).all(|&p| p < doc.phrases.len()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_string_is_analysed(text in any::<String>()) {
        check(text);
    }

    #[test]
    fn any_order_of_words_is_analysed(words in prop::collection::vec(prop::sample::select(vec![
        "the", "The", "gunmen", "Kano", "killed", "kill", "strikes", "who", "which", "that", ",", ".", "\"", "and", "to",
        "of", "in", "by", "was", "have", "been", "said", "tried", "five", "at", "least", "'s", "s'", "not", "no", "army",
        "US", "attack", "killing", "(", ")", ";", "-", "\n", "\n\n", "Jan.", "17", "2024", "more", "than", "$", "as", "“", "”",
        "after", "between", "a", "dead", "wounded", "May", "it", "there", "what",
    ]), 0..40)) {
        check(words.join(" "));
    }
}
