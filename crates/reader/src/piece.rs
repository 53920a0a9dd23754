//! Word pieces: a text as the encoder's vocabulary has it, letters in lower case and without accents, each piece with its
//! bytes in the text.

use record::Span;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// The piece for what the vocabulary does not hold.
const UNKNOWN: u32 = 100;
/// A word of more letters than this is unknown as a whole.
const LONGEST: usize = 100;

/// The vocabulary of the encoder.
pub(crate) struct Vocabulary {
    numbers: FxHashMap<Box<str>, u32>,
}

/// A piece of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its number in the vocabulary.
    pub number: u32,
    /// Where it stands in the text.
    pub span: Span,
    /// Whether a word begins with it.
    pub starts: bool,
    /// Whether a word ends with it.
    pub ends: bool,
}

/// A letter as the vocabulary writes it, with the bytes of the text that it comes from.
#[derive(Clone, Copy)]
struct Letter {
    letter: char,
    span: Span,
}

impl Vocabulary {
    /// From a file with a piece on each line.
    pub fn of(lines: &str) -> Vocabulary {
        Vocabulary { numbers: lines.lines().zip(0..).map(|(piece, i)| (piece.into(), i)).collect() }
    }

    /// The pieces of a text, in order.
    pub fn pieces(&self, text: &str) -> Vec<Piece> {
        let mut out = Vec::with_capacity(text.len() / 4);
        let mut word = Vec::new();
        for (at, c) in text.char_indices() {
            let span = Span::new(at, at + c.len_utf8());
            if c.is_whitespace() || is_control(c) {
                if !is_nothing(c) {
                    self.finish(&mut word, &mut out);
                }
            } else if is_mark(c) || is_ideograph(c) {
                self.finish(&mut word, &mut out);
                word.push(Letter { letter: c, span });
                self.finish(&mut word, &mut out);
            } else {
                let plain = c.to_lowercase().nfd().filter(|c| c.general_category() != GeneralCategory::NonspacingMark);
                word.extend(plain.map(|letter| Letter { letter, span }));
            }
        }
        self.finish(&mut word, &mut out);
        out
    }

    /// Cuts a word into the longest pieces from its left; unknown as a whole if one part is.
    fn finish(&self, word: &mut Vec<Letter>, out: &mut Vec<Piece>) {
        let Some((first, last)) = word.first().zip(word.last()) else { return };
        let whole = Span::new(first.span.start, last.span.end);
        let from = out.len();
        let mut key = String::new();
        let mut at = 0;
        while at < word.len() && word.len() <= LONGEST {
            let Some((number, end)) = self.longest(&word[at..], at > 0, &mut key).map(|(n, len)| (n, at + len)) else {
                break;
            };
            let span = Span::new(word[at].span.start, word[end - 1].span.end);
            out.push(Piece { number, span, starts: at == 0, ends: end == word.len() });
            at = end;
        }
        if at < word.len() {
            out.truncate(from);
            out.push(Piece { number: UNKNOWN, span: whole, starts: true, ends: true });
        }
        word.clear();
    }

    fn longest(&self, letters: &[Letter], inside: bool, key: &mut String) -> Option<(u32, usize)> {
        key.clear();
        key.push_str(if inside { "##" } else { "" });
        let front = key.len();
        key.extend(letters.iter().map(|l| l.letter));
        let mut len = letters.len();
        while key.len() > front {
            if let Some(&number) = self.numbers.get(key.as_str()) {
                return Some((number, len));
            }
            key.pop();
            len -= 1;
        }
        None
    }
}

/// Characters that are dropped without ending a word.
fn is_nothing(c: char) -> bool {
    is_control(c) && !matches!(c, '\t' | '\n' | '\r')
}

fn is_control(c: char) -> bool {
    c == '\u{fffd}' || c.general_category_group() == GeneralCategoryGroup::Other
}

fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() || !c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// Scripts without spaces, as BERT counts them: the blocks of unified ideographs.
fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c),
        0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x20000..=0x2A6DF | 0x2A700..=0x2B73F | 0x2B740..=0x2B81F | 0x2B920..=0x2CEAF
        | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINES: &str = "gun\n##men\nkill\n##ed\n##s\nal\n-\nsha\n##ba\n##b\nsao\n.";

    fn words(text: &str) -> Vec<String> {
        let vocabulary = Vocabulary::of(LINES);
        let lines: Vec<&str> = LINES.lines().collect();
        let name = |p: Piece| lines.get(p.number as usize).map_or("?".to_owned(), |l| (*l).to_owned());
        vocabulary.pieces(text).into_iter().map(name).collect()
    }

    #[test]
    fn words_are_cut_into_the_longest_pieces() {
        assert_eq!(
            words("Gunmen KILLED al-Shabab."),
            ["gun", "##men", "kill", "##ed", "al", "-", "sha", "##ba", "##b", "."]
        );
        assert_eq!(words("São sao gunship"), ["sao", "sao", "?"]);
        assert_eq!(words("\u{200b}kill\u{0}ed \u{fffd}"), ["kill", "##ed"]);
    }

    #[test]
    fn pieces_stand_where_their_letters_do() {
        let text = "“São” kills";
        let found: Vec<&str> = Vocabulary::of(LINES).pieces(text).iter().map(|p| p.span.of(text)).collect();
        assert_eq!(found, ["“", "São", "”", "kill", "s"]);
    }

    proptest! {
        #[test]
        fn any_text_gives_pieces_in_order_on_letters(text in "\\PC{0,200}") {
            let mut end = 0;
            for piece in Vocabulary::of(LINES).pieces(&text) {
                prop_assert!(piece.span.start >= end && text.get(piece.span.start..piece.span.end).is_some());
                end = piece.span.end;
            }
        }
    }
}
