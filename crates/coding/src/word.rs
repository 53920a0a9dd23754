//! The words of a report as the codebook knows them: folded for the look-up of names, and with what each can be.

use std::sync::{PoisonError, RwLock};

use language::{Document, Tag, Token, TokenId};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::codebook::fold::fold;
use crate::codebook::vocabulary::Uses;
use crate::codebook::{ActWording, Codebook, Part};

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

/// For each sentence, whether it holds words for an act, an outcome or a weapon. Far from all such sentences no event is
/// told, and nothing need be read more closely.
pub fn sentences_of_note(doc: &Document<'_>, book: &Codebook) -> Vec<bool> {
    let all = Uses::ACT.and(Uses::OUTCOME).and(Uses::WEAPON);
    let known = |t: TokenId| {
        let Token { lower, lemma, .. } = &doc.tokens[t];
        book.vocabulary.uses(lower).and(book.vocabulary.uses(lemma)).has(all) && is_of_note(doc, book, t)
    };
    doc.sentences.iter().map(|s| s.tokens.clone().any(known)).collect()
}

/// Whether words for an act, an outcome or a weapon begin with a token, in any part of speech and whatever undoes them: to
/// read in vain costs less than to miss an event. But the month of March is no march, and "the board" boards nothing.
fn is_of_note(doc: &Document<'_>, book: &Codebook, t: TokenId) -> bool {
    let verb = matches!(doc.tokens[t].tag, Tag::Verb | Tag::PastParticiple | Tag::Gerund);
    let acts = |wording: &ActWording| verb || wording.part != Part::Verb || !wording.weak;
    let told = book.act_words.at(&doc.tokens, t).any(|hit| acts(&book.acts[hit.value]))
        || book.outcome_words.longest(&doc.tokens, t).is_some()
        || book.weapon_words.longest(&doc.tokens, t).is_some();
    told && !doc.times.iter().any(|x| x.tokens.contains(&t))
}

/// The most words that are remembered: some megabytes.
const MOST: usize = 1 << 15;

/// What look-ups of words gave in reports before, for most words of a report stood in another. Many reports are coded at
/// once, hence the lock; what it guards says the same whoever wrote it.
#[derive(Debug, Default)]
pub(crate) struct Remembered(RwLock<FxHashMap<SmolStr, Known>>);

/// What the codebook knows of a word.
#[derive(Clone, Debug)]
struct Known {
    folded: SmolStr,
    uses: Uses,
    /// Whether a name of the registry may begin with the word by its sound.
    by_sound: bool,
}

impl Words {
    /// Words come again and again: each is looked up once.
    pub fn of(doc: &Document<'_>, book: &Codebook) -> Words {
        let count = doc.tokens.len();
        let mut words = Words {
            folded: Vec::with_capacity(count),
            folded_lemmas: Vec::with_capacity(count),
            uses: Vec::with_capacity(count),
        };
        let remembered = book.remembered.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut new: FxHashMap<&str, Known> = FxHashMap::default();
        let mut by_sound = Vec::with_capacity(count);
        for Token { lower, lemma, tag, .. } in &doc.tokens {
            let mut known = |word| match remembered.get(word) {
                Some(known) => known.clone(),
                None => new.entry(word).or_insert_with(|| look_up(word, book)).clone(),
            };
            let own = known(lower.as_str());
            let base = if lemma == lower { own.clone() } else { known(lemma.as_str()) };
            words.folded.push(if *tag == Tag::Punctuation { SmolStr::default() } else { own.folded });
            words.folded_lemmas.push(base.folded);
            words.uses.push(own.uses.and(base.uses));
            by_sound.push(own.by_sound);
        }
        drop(remembered);
        if !new.is_empty() {
            let mut remembered = book.remembered.0.write().unwrap_or_else(PoisonError::into_inner);
            let room = MOST.saturating_sub(remembered.len());
            remembered.extend(new.into_iter().take(room).map(|(word, known)| (word.into(), known)));
        }
        words.take_names(doc, &by_sound);
        words
    }

    /// Names may also begin with words that only sound as one of the registry, with an article, and with words whose "s" is
    /// a token of its own ("Lord's").
    fn take_names(&mut self, doc: &Document<'_>, by_sound: &[bool]) {
        for (t, Token { lower, capital, .. }) in doc.tokens.iter().enumerate() {
            let parted = self.folded[t].is_empty() || self.folded.get(t + 1).is_some_and(|next| next == "s");
            if parted || by_sound[t] && (*capital || lower.contains('-')) {
                self.uses[t] = self.uses[t].and(Uses::NAME);
            }
        }
    }
}

fn look_up(word: &str, book: &Codebook) -> Known {
    let folded = fold(word);
    let uses = book.vocabulary.uses(word).and(book.registry.uses(word, &folded));
    Known { uses, by_sound: book.registry.opens_by_sound(&folded), folded: SmolStr::new(folded) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_with_words_for_an_act_an_outcome_or_a_weapon_are_of_note() {
        let told = |text: &str| {
            let report = record::Report { text: text.into(), ..record::Report::default() };
            sentences_of_note(
                &language::analyse(&report),
                Codebook::embedded().expect("the built-in codebook is sound"),
            )
        };
        assert_eq!(
            told("Gunmen stormed a bank in Goma. The council met on 3 March. Two guards died."),
            [true, false, true]
        );
        assert_eq!(told("The board sat down to eat. A mortar stood on the hill."), [false, true]);
    }
}
