//! Splits a text into words, numbers and marks. Every token is a span of the original.

use record::Span;
use smol_str::{SmolStr, StrExt};

use crate::lexicon::{self, Classes};
use crate::{Tag, Token};

/// The tokens of a text, in order, without sentences and tags.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut cutter = Cutter { text, tokens: Vec::with_capacity(text.len() / 5), single_open: false };
    let mut at = 0;
    while let Some(c) = char_at(text, at) {
        at = if c.is_whitespace() {
            cutter.space(at, c)
        } else if c.is_alphanumeric() {
            cutter.word(at)
        } else {
            cutter.mark(at, c)
        };
    }
    cutter.tokens
}

/// The character that begins at a byte offset.
fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
        _ => text.get(at..)?.chars().next(),
    }
}

/// The character that ends at a byte offset.
fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// Whether a character is an apostrophe or a single quote.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

/// Whether a character joins two parts of one word.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Lower case, with straight apostrophes and quotes.
fn lower(words: &str) -> SmolStr {
    if words.is_ascii() {
        let plain = !words.bytes().any(|b| b.is_ascii_uppercase());
        return if plain { SmolStr::new(words) } else { words.to_ascii_lowercase_smolstr() };
    }
    let straight = words.chars().map(|c| match c {
        '“' | '”' | '„' | '«' | '»' => '"',
        c if is_apostrophe(c) => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        c => c,
    });
    straight.flat_map(char::to_lowercase).collect()
}

struct Cutter<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    /// Whether a single quotation mark is open, so that an apostrophe after a word closes it.
    single_open: bool,
}

impl Cutter<'_> {
    fn space(&mut self, at: usize, c: char) -> usize {
        if c == '\n' {
            self.single_open = false;
        }
        at + c.len_utf8()
    }

    fn push(&mut self, start: usize, end: usize) {
        if start >= end {
            return;
        }
        let words = &self.text[start..end];
        let lower = lower(words);
        self.tokens.push(Token {
            span: Span::new(start, end),
            classes: lexicon::classes(&lower),
            lower,
            lemma: SmolStr::default(),
            tag: Tag::Noun,
            capital: words.chars().next().is_some_and(char::is_uppercase),
            sentence: 0,
        });
    }

    /// A mark, or a run of the same stop, dash or ellipsis.
    fn mark(&mut self, at: usize, c: char) -> usize {
        let mut end = at + c.len_utf8();
        if matches!(c, '.' | '-' | '…' | '_' | '*' | '=') {
            while char_at(self.text, end) == Some(c) {
                end += c.len_utf8();
            }
        }
        if is_apostrophe(c) {
            let opens = char_before(self.text, at).is_none_or(|b| !b.is_alphanumeric() && !",.!?".contains(b));
            self.single_open = opens && char_at(self.text, end).is_some_and(char::is_alphanumeric);
        }
        self.push(at, end);
        end
    }

    /// A word or number with its clitics; returns where it ends.
    fn word(&mut self, start: usize) -> usize {
        let end = if is_address(&self.text[start..]) {
            self.text[start..].find(char::is_whitespace).map_or(self.text.len(), |n| start + n)
        } else {
            self.word_end(start)
        };
        let end = self.with_stop(start, end);
        self.split_clitic(start, end);
        self.possessive_mark(end)
    }

    /// Where the word that begins at `start` ends, inner hyphens, apostrophes and separators included.
    fn word_end(&self, start: usize) -> usize {
        let letters =
            |from: usize| self.text.as_bytes()[from..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let mut end = start + letters(start);
        while let Some(c) = char_at(self.text, end) {
            let next = end + c.len_utf8();
            if c.is_alphanumeric() || is_mark_of_letter(c) || self.joins(start, end, c) {
                end = next;
            } else {
                break;
            }
        }
        end
    }

    /// Whether the mark `c` at `at` stands inside the word that began at `start`.
    fn joins(&self, start: usize, at: usize, c: char) -> bool {
        let Some(before) = char_before(self.text, at) else { return false };
        let Some(after) = char_at(self.text, at + c.len_utf8()) else { return false };
        if !after.is_alphanumeric() {
            // "U.S.-led": the stop of an acronym before a hyphen.
            return c == '.' && is_hyphen(after) && is_acronym(&self.text[start..at]);
        }
        match c {
            c if is_hyphen(c) => before.is_alphanumeric() || before == '.',
            c if is_apostrophe(c) => before.is_alphabetic() && after.is_alphabetic(),
            ',' => before.is_ascii_digit() && is_thousands(&self.text[at + 1..]),
            ':' | '/' => before.is_ascii_digit() && after.is_ascii_digit(),
            '&' => before.is_uppercase() && after.is_uppercase(),
            '@' | '_' => true,
            '.' if before.is_ascii_digit() => after.is_ascii_digit(),
            '.' if after.is_ascii_digit() => false,
            '.' => {
                let part = &self.text[start..at];
                is_acronym(part) || (before.is_lowercase() && after.is_lowercase() && !lexicon::known(part))
            }
            _ => false,
        }
    }

    /// Takes the stop of an abbreviation into the word.
    fn with_stop(&self, start: usize, end: usize) -> usize {
        let words = &self.text[start..end];
        if char_at(self.text, end) != Some('.') || char_at(self.text, end + 1) == Some('.') {
            return end;
        }
        let abbreviation = if words.contains('.') {
            is_acronym(words)
        } else if words.chars().nth(1).is_none() {
            self.is_initial(words, end)
        } else {
            self.is_abbreviation(words, end)
        };
        if abbreviation { end + 1 } else { end }
    }

    /// A single capital letter with a stop is an initial if a capitalised word follows and a name or nothing precedes.
    fn is_initial(&self, words: &str, end: usize) -> bool {
        let follows = self.text[end + 1..].trim_start_matches([' ', '\u{a0}']);
        words.chars().all(char::is_uppercase) && follows.chars().next().is_some_and(char::is_uppercase)
    }

    /// A listed abbreviation; those that also are words ("no.", "sun.") only in front of what they abbreviate for.
    fn is_abbreviation(&self, words: &str, end: usize) -> bool {
        let classes = lexicon::classes(&words.to_lowercase());
        let follows = self.text[end + 1..].trim_start_matches([' ', '\u{a0}', '\n']);
        let next = follows.chars().next();
        let capital = words.chars().next().is_some_and(char::is_uppercase);
        if classes.has(Classes::ABBREVIATION_NUMBER) {
            capital && next.is_some_and(|c| c.is_ascii_digit())
        } else if classes.has(Classes::ABBREVIATION_NAME) {
            capital && next.is_some_and(|c| c.is_alphanumeric() || c == ',')
        } else {
            classes.has(Classes::ABBREVIATION)
        }
    }

    /// Pushes the word, its clitic apart: "didn't" → "did", "n't"; "Iran's" → "Iran", "'s".
    fn split_clitic(&mut self, start: usize, end: usize) {
        let words = &self.text[start..end];
        let cut = clitic(words).map_or(end, |n| start + n);
        self.push(start, cut);
        self.push(cut, end);
    }

    /// The apostrophe of a plural's possessive ("the rebels' base") becomes a token of its own here, so that it is
    /// not taken for a closing quote.
    fn possessive_mark(&mut self, end: usize) -> usize {
        let Some(c) = char_at(self.text, end).filter(|&c| is_apostrophe(c)) else { return end };
        let after = end + c.len_utf8();
        if self.single_open {
            self.single_open = false;
        } else if char_before(self.text, end).is_some_and(|b| matches!(b, 's' | 'S' | 'z' | 'Z' | 'x'))
            && self.text[after..].starts_with([' ', '\n'])
        {
            self.push(end, after);
            if let Some(token) = self.tokens.last_mut() {
                token.tag = Tag::Possessive;
            }
            return after;
        }
        end
    }
}

/// Whether the text begins with a web or mail address.
fn is_address(text: &str) -> bool {
    text.starts_with(['h', 'w']) && ["http://", "https://", "www."].iter().any(|head| text.starts_with(head))
}

/// Vowel signs and other marks that belong to the letter before them.
fn is_mark_of_letter(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{200c}' | '\u{200d}')
}

/// "U.S", "a.m", "U.N": single letters with stops between.
fn is_acronym(words: &str) -> bool {
    words.split('.').all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    })
}

/// Whether the digits after a comma are one group of thousands.
fn is_thousands(rest: &str) -> bool {
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    digits == 3
}

/// Where the clitic of a word begins, if it has one.
fn clitic(words: &str) -> Option<usize> {
    if words.bytes().all(|b| b.is_ascii_alphanumeric()) && words.len() != 6 {
        return None;
    }
    if words.eq_ignore_ascii_case("cannot") {
        return Some(3);
    }
    let (at, mark) = words.char_indices().rfind(|&(_, c)| is_apostrophe(c))?;
    if at == 0 {
        return None;
    }
    let tail = &words[at + mark.len_utf8()..];
    if tail.eq_ignore_ascii_case("t") && words[..at].ends_with(['n', 'N']) {
        return Some(at - 1);
    }
    let known = ["s", "re", "ve", "ll", "d", "m"].iter().any(|c| tail.eq_ignore_ascii_case(c));
    known.then_some(at)
}
