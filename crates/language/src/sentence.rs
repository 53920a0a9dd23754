//! Splits a report into sentences, headings, list items and furniture.
//!
//! Lines decide as much as stops do: a line break ends a sentence unless the line is wrapped, that is, unless the next
//! word begins with lower case, or the next line's first word would not have fitted on it.

use record::{FurnitureKind, Report, Span};

use crate::lexicon::{self, Classes};
use crate::{Document, Sentence, SentenceKind, Tag, Token};

/// Lines at least this wide may be filled up and wrapped; narrower texts are lists and headlines.
const NARROWEST_WRAP: usize = 55;
/// Lines wider than this are paragraphs, not wrapped lines.
const WIDEST_WRAP: usize = 130;
/// A heading has at most this many tokens.
const LONGEST_HEADING: usize = 9;

/// Fills the document's sentences and the sentence of every token.
pub(crate) fn sentences(doc: &mut Document<'_>) {
    let splitter = Splitter::new(doc.report, &doc.tokens);
    let mut start = 0;
    let mut paragraph = 0;
    let mut sentences: Vec<Sentence> = Vec::new();
    for at in 0..doc.tokens.len() {
        let Some(paragraph_ends) = splitter.ends(start, at) else { continue };
        let kind = splitter.kind(start..at + 1);
        let span = doc.tokens[start].span.join(doc.tokens[at].span);
        sentences.push(Sentence { span, tokens: start..at + 1, kind, paragraph, phrases: 0..0, clauses: 0..0 });
        paragraph += usize::from(paragraph_ends);
        start = at + 1;
    }
    for (id, sent) in sentences.iter().enumerate() {
        for token in &mut doc.tokens[sent.tokens.clone()] {
            token.sentence = id;
        }
    }
    doc.sentences = sentences;
}

/// Marks the headings, which only the tags can tell: short lines without a verb and a stop, followed by text.
pub(crate) fn headings(doc: &mut Document<'_>) {
    for at in 0..doc.sentences.len().saturating_sub(1) {
        let sent = &doc.sentences[at];
        let alone = at == 0 || doc.sentences[at - 1].paragraph != sent.paragraph;
        let followed = doc.sentences[at + 1].paragraph != sent.paragraph;
        let short = sent.tokens.len() <= LONGEST_HEADING;
        if sent.kind != SentenceKind::Body || !alone || !followed || !short {
            continue;
        }
        let tokens = &doc.tokens[sent.tokens.clone()];
        let verbless = !tokens.iter().any(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::PastParticiple));
        let open = tokens.last().is_some_and(|t| t.tag != Tag::Punctuation || t.lower == ":");
        if verbless && open {
            doc.sentences[at].kind = SentenceKind::Heading;
        }
    }
}

struct Splitter<'d> {
    report: &'d Report,
    tokens: &'d [Token],
    /// Characters of the widest line, if the text is filled to a width.
    wrap: Option<usize>,
    /// Whether the running text is in capitals, so that case tells nothing.
    all_caps: bool,
}

impl<'d> Splitter<'d> {
    fn new(report: &'d Report, tokens: &'d [Token]) -> Self {
        Splitter { report, tokens, wrap: wrap_width(&report.text), all_caps: all_caps(&report.text) }
    }

    /// Whether the sentence that began at token `start` ends with token `at`, and if so, whether its paragraph does.
    fn ends(&self, start: usize, at: usize) -> Option<bool> {
        let Some(next) = self.tokens.get(at + 1) else { return Some(true) };
        let gap = &self.report.text[self.tokens[at].span.end..next.span.start];
        let breaks = gap.bytes().filter(|&b| b == b'\n').count();
        let wrapped = breaks == 1 && self.is_wrapped(at);
        if breaks > 1 || self.title_ends(at) {
            return Some(true);
        }
        if breaks == 1 && (!wrapped || self.is_bullet(at + 1)) {
            return Some(true);
        }
        let ended = self.furniture_ends(at) || self.stops(start, at, gap.is_empty());
        ended.then_some(breaks == 1 && !wrapped)
    }

    fn title_ends(&self, at: usize) -> bool {
        self.report.title.as_ref().is_some_and(|title| {
            self.tokens[at].span.start < title.span.end && self.tokens[at + 1].span.start >= title.span.end
        })
    }

    /// Whether furniture or the dateline begins or ends between this token and the next.
    fn furniture_ends(&self, at: usize) -> bool {
        let (here, next) = (self.tokens[at].span, self.tokens[at + 1].span);
        let furniture = self.report.furniture.iter().map(|f| f.span);
        furniture.chain(self.report.dateline.iter().map(|d| d.span)).any(|span| {
            (here.start < span.end && next.start >= span.end) || (here.start < span.start && next.start >= span.start)
        })
    }

    /// Whether the line break after token `at` is only the end of a filled line.
    fn is_wrapped(&self, at: usize) -> bool {
        let (here, next) = (&self.tokens[at], &self.tokens[at + 1]);
        let text = &self.report.text;
        if !self.all_caps && !is_stop(&here.lower) && text[next.span.start..].starts_with(char::is_lowercase) {
            return true;
        }
        if self.goes_on(at) {
            return true;
        }
        let Some(width) = self.wrap else { return false };
        let line_start = text[..here.span.end].rfind('\n').map_or(0, |n| n + 1);
        let line = text[line_start..here.span.end].chars().count();
        let word = text[next.span.start..].split_whitespace().next().map_or(0, |w| w.chars().count());
        // Loosely filled lines fall short of the width, but hardly ever end a sentence without a stop.
        line + 1 + word >= width || (!is_stop(&here.lower) && !is_closer(&here.lower) && line * 4 >= width * 3)
    }

    /// Whether a line break stands inside running text, as links on lines of their own leave it: the next line begins
    /// with a mark that needs something before, or this line ends with a word that needs something behind.
    fn goes_on(&self, at: usize) -> bool {
        let (here, next) = (&self.tokens[at], &self.tokens[at + 1]);
        if is_stop(&here.lower) || here.lower == ":" {
            return false;
        }
        if matches!(next.lower.as_str(), "," | ";" | ")" | "'s") {
            return true;
        }
        let classes = here.classes;
        let closed = Classes::DETERMINER.and(Classes::AUXILIARY).and(Classes::CONJUNCTION).and(Classes::PREPOSITION);
        if classes.has(closed) {
            return !here.capital && !classes.has(Classes::ADVERB.and(Classes::PRONOUN)) && !self.is_bullet(at + 1);
        }
        let verb = Classes::VERB_PAST.and(Classes::VERB_S).and(Classes::VERB_BASE);
        let nominal = Classes::NOUN.and(Classes::NOUN_PLURAL).and(Classes::ADJECTIVE);
        classes.has(verb) && !classes.has(nominal) && !here.capital && self.line_goes_on(at + 1)
    }

    /// Whether the line that begins with this token runs into the next, which begins with lower case.
    fn line_goes_on(&self, at: usize) -> bool {
        let breaks = |n: usize| {
            let (one, two) = (self.tokens[n].span.end, self.tokens.get(n + 1).map(|t| t.span.start));
            two.map(|two| self.report.text[one..two].bytes().filter(|&b| b == b'\n').count())
        };
        let Some(last) = (at..self.tokens.len()).find(|&n| breaks(n) != Some(0)) else { return false };
        breaks(last) == Some(1) && !is_stop(&self.tokens[last].lower) && self.begins_lower(last + 1)
    }

    /// Whether a line that begins with this token is an item of a list.
    fn is_bullet(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        self.has_bullet_form(token) && self.opens_line(token)
    }

    /// Whether only space stands before the token on its line.
    fn opens_line(&self, token: &Token) -> bool {
        let before = self.report.text[..token.span.start].trim_end_matches(|c: char| c != '\n' && c.is_whitespace());
        before.is_empty() || before.ends_with('\n')
    }

    /// Whether a token looks like what stands before an item: a dash, a dot, a number with a bracket.
    fn has_bullet_form(&self, token: &Token) -> bool {
        let after = &self.report.text[token.span.end..];
        match token.lower.as_str() {
            "-" | "•" | "*" | "·" | "–" | "—" | "▪" | "●" | "■" | "◦" | "‣" | "→" => {
                after.starts_with([' ', '\t'])
            }
            "." => after.starts_with([' ', '\t', '\u{a0}']),
            lower => is_item_number(lower) && (after.starts_with(") ") || after.starts_with(". ")),
        }
    }

    /// Whether token `at` closes its sentence by a stop; `glued` if no space follows it.
    fn stops(&self, start: usize, at: usize, glued: bool) -> bool {
        let (here, next) = (&self.tokens[at], &self.tokens[at + 1]);
        if at - start < 2 && self.is_bullet(start) {
            return false;
        }
        if glued && (is_closer(&next.lower) || is_stop(&next.lower)) {
            return false;
        }
        let lower_follows = || !self.all_caps && self.begins_lower(at + 1);
        if is_stop(&here.lower) {
            return !lower_follows() || (here.lower == "." && glued);
        }
        if is_closer(&here.lower) && at > start {
            let before = &self.tokens[at - 1];
            return before.span.end == here.span.start
                && is_stop(&before.lower)
                && !lower_follows()
                && !is_stop(&next.lower)
                && next.lower != ",";
        }
        here.lower.ends_with('.') && self.abbreviation_ends(at)
    }

    /// Whether the next word, behind opening marks, begins with lower case.
    fn begins_lower(&self, at: usize) -> bool {
        let word = self.tokens[at..].iter().take(3).find(|t| t.lower.starts_with(char::is_alphanumeric));
        word.is_some_and(|t| self.report.text[t.span.start..].starts_with(char::is_lowercase))
            && !self.tokens[at].lower.starts_with('[')
    }

    /// An abbreviation ends a sentence too if a word follows that opens sentences ("in the U.S. The army …").
    fn abbreviation_ends(&self, at: usize) -> bool {
        let (here, next) = (&self.tokens[at], &self.tokens[at + 1]);
        let stem = here.lower.trim_end_matches('.');
        let kinds = lexicon::classes(stem);
        if kinds.has(Classes::ABBREVIATION_NAME.and(Classes::ABBREVIATION_NUMBER)) || stem.chars().count() == 1 {
            return false;
        }
        let opener = Classes::DETERMINER.and(Classes::PRONOUN).and(Classes::SUBORDINATOR).and(Classes::PREPOSITION);
        let follows = next.classes;
        next.capital && !self.all_caps && follows.has(opener)
    }

    fn kind(&self, tokens: std::ops::Range<usize>) -> SentenceKind {
        let span = self.tokens[tokens.start].span.join(self.tokens[tokens.end - 1].span);
        if let Some(furniture) = self.report.furniture.iter().find(|f| f.span.contains(span)) {
            return SentenceKind::Furniture(furniture.kind);
        }
        if self.report.dateline.as_ref().is_some_and(|d| d.span.contains(span)) {
            return SentenceKind::Furniture(FurnitureKind::Dateline);
        }
        if self.is_title(span) {
            return SentenceKind::Title;
        }
        if self.is_bullet(tokens.start) { SentenceKind::ListItem } else { SentenceKind::Body }
    }

    /// The headline, or a later copy of it.
    fn is_title(&self, span: Span) -> bool {
        self.report
            .title
            .as_ref()
            .is_some_and(|title| title.span.contains(span) || same_words(span.of(&self.report.text), &title.text))
    }
}

fn is_stop(lower: &str) -> bool {
    matches!(lower, "." | "!" | "?" | "…") || (lower.starts_with("..") || lower.starts_with("……"))
}

fn is_closer(lower: &str) -> bool {
    matches!(lower, "\"" | "'" | ")" | "]" | "''")
}

/// "1", "12", "a" in front of a bracket or stop.
fn is_item_number(lower: &str) -> bool {
    !lower.is_empty() && lower.len() <= 2 && lower.bytes().all(|b| b.is_ascii_digit())
}

/// Whether two stretches have the same words, whatever the space between.
fn same_words(one: &str, other: &str) -> bool {
    one.len().abs_diff(other.len()) < 8 && one.split_whitespace().eq(other.split_whitespace())
}

/// The width that the text is filled to: that of its widest line, if lines are neither short nor whole paragraphs.
fn wrap_width(text: &str) -> Option<usize> {
    let width = |line: &str| if line.is_ascii() { line.len() } else { line.chars().count() };
    let widths: Vec<usize> = text.lines().map(|line| width(line.trim_end())).collect();
    let widest = widths.iter().copied().max()?;
    let filled = widths.iter().filter(|&&w| w * 10 >= widest * 8).count();
    ((NARROWEST_WRAP..=WIDEST_WRAP).contains(&widest) && filled > 2).then_some(widest)
}

/// Whether nearly all letters are capitals; letters beyond ASCII are too few to matter in English.
pub(crate) fn all_caps(text: &str) -> bool {
    let (upper, lower) = letters(text);
    upper > 20 && upper > lower * 4
}

/// How many ASCII letters of a text are capitals, and how many are not.
pub(crate) fn letters(text: &str) -> (usize, usize) {
    // Counts that fit a byte are many times as fast.
    let count = |is: fn(&u8) -> bool| {
        let chunks = text.as_bytes().chunks(usize::from(u8::MAX));
        chunks.map(|chunk| usize::from(chunk.iter().map(|b| u8::from(is(b))).sum::<u8>())).sum()
    };
    (count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase))
}
