//! The words of a report as the codebook knows them: folded for the look-up of names, and with what each can be.

use language::{Document, Tag, Token};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::codebook::Codebook;
use crate::codebook::fold::fold_into;
use crate::codebook::vocabulary::Uses;

/// One entry for each token.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// The tokens, folded; marks are empty.
    pub folded: Vec<SmolStr>,
    /// Their base forms, folded alike.
    pub folded_lemmas: Vec<SmolStr>,
    /// What a token or its base form can be.
    pub uses: Vec<Uses>,
}

impl Words {
    /// Words come again and again in a report: each is looked up once.
    pub fn of(doc: &Document<'_>, book: &Codebook) -> Words {
        let count = doc.tokens.len();
        let mut known: FxHashMap<&str, (SmolStr, Uses)> = FxHashMap::default();
        known.reserve(count / 2);
        let mut buffer = String::new();
        let mut words = Words {
            folded: Vec::with_capacity(count),
            folded_lemmas: Vec::with_capacity(count),
            uses: Vec::with_capacity(count),
        };
        for Token { lower, lemma, tag, .. } in &doc.tokens {
            let mut once = |word| known.entry(word).or_insert_with(|| look_up(word, book, &mut buffer)).clone();
            let (folded, uses) = once(lower);
            let (folded_lemma, lemma_uses) = if lemma == lower { (folded.clone(), uses) } else { once(lemma) };
            words.folded.push(if *tag == Tag::Punctuation { SmolStr::default() } else { folded });
            words.folded_lemmas.push(folded_lemma);
            words.uses.push(uses.and(lemma_uses));
        }
        words.take_names(doc, book);
        words
    }

    /// Names may also begin with words that only sound as one of the registry, with an article, and with words whose "s" is
    /// a token of its own ("Lord's").
    fn take_names(&mut self, doc: &Document<'_>, book: &Codebook) {
        let mut known: FxHashMap<&str, bool> = FxHashMap::default();
        for (t, Token { lower, capital, .. }) in doc.tokens.iter().enumerate() {
            let folded = &self.folded[t];
            let parted = folded.is_empty() || self.folded.get(t + 1).is_some_and(|next| next == "s");
            let opens = parted || self.uses[t].has(Uses::NAME);
            let written = *capital || lower.contains('-');
            if opens || written && *known.entry(lower).or_insert_with(|| book.registry.opens_by_sound(folded)) {
                self.uses[t] = self.uses[t].and(Uses::NAME);
            }
        }
    }
}

fn look_up(word: &str, book: &Codebook, buffer: &mut String) -> (SmolStr, Uses) {
    buffer.clear();
    fold_into(word, buffer);
    let uses = book.vocabulary.uses(word).and(book.registry.uses(word, buffer));
    (SmolStr::new(buffer), uses)
}
