//! Finds direct quotations; who is credited with them is found in [`crate::attribution`].

use record::Span;

use crate::token::is_apostrophe;
use crate::{ClauseLink, Document, Quotation, Tag, TokenId, attribution};

/// Fills the document's quotations: one for each paragraph that a quotation runs over.
pub(crate) fn quotations(doc: &mut Document<'_>) {
    let mut pairer = Pairer { doc, open: [None, None], found: Vec::new(), carried: None };
    let mut paragraph = usize::MAX;
    for id in 0..doc.tokens.len() {
        let here = pairer.paragraph(id);
        if here != paragraph {
            pairer.end_paragraph(id);
            paragraph = here;
        }
        pairer.token(id);
    }
    pairer.end_paragraph(doc.tokens.len());
    let mut found = pairer.found;
    found.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let whole: Vec<bool> = found.iter().map(|&span| is_whole(doc, span)).collect();
    doc.quotations = found.into_iter().zip(whole).map(|(span, whole)| Quotation { span, whole }).collect();
}

/// Fills the document's attributions.
pub(crate) fn attributions(doc: &mut Document<'_>) {
    attribution::attributions(doc);
}

/// What a mark can do at its place.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Opens,
    Closes,
    /// A straight mark: opens what is closed, closes what is open.
    Either,
}

struct Open {
    /// First byte behind the mark.
    start: usize,
    /// Curly marks opened inside it, so that the right one closes it.
    depth: usize,
}

struct Pairer<'d, 'r> {
    doc: &'d Document<'r>,
    /// The open quotation in single (0) and in double marks (1).
    open: [Option<Open>; 2],
    found: Vec<Span>,
    /// Where the paragraph begins, if the one before left a quotation open and no mark was met since.
    carried: Option<usize>,
}

impl Pairer<'_, '_> {
    fn paragraph(&self, id: TokenId) -> usize {
        self.doc.sentences.get(self.doc.tokens[id].sentence).map_or(0, |sentence| sentence.paragraph)
    }

    fn token(&mut self, id: TokenId) {
        let token = &self.doc.tokens[id];
        if token.tag == Tag::Possessive || token.lower.len() > 2 {
            return;
        }
        let Some(mark) = token.span.of(&self.doc.report.text).chars().next() else { return };
        let double = matches!(mark, '"' | '“' | '”' | '„' | '«' | '»' | '＂');
        if !double && !is_apostrophe(mark) {
            return;
        }
        if let Some(role) = self.role(id, mark, double) {
            self.mark(usize::from(double), role, token.span);
        }
    }

    fn role(&self, id: TokenId, mark: char, double: bool) -> Option<Role> {
        let text = &self.doc.report.text;
        let span = self.doc.tokens[id].span;
        let before = text[..span.start].chars().next_back();
        let after = text[span.end..].chars().next();
        match mark {
            '“' | '„' | '«' => Some(Role::Opens),
            '”' | '»' => Some(Role::Closes),
            _ if double => {
                let opens = before.is_none_or(|c| c.is_whitespace() || "([-–—".contains(c));
                let closes = after.is_none_or(|c| c.is_whitespace() || ")].,;:!?-–—".contains(c));
                Some(match (opens, closes) {
                    (true, false) => Role::Opens,
                    (false, true) => Role::Closes,
                    _ => Role::Either,
                })
            }
            _ => {
                let word_before = before.is_some_and(char::is_alphanumeric);
                let word_after = after.is_some_and(char::is_alphabetic);
                if mark != '’' && !word_before && word_after && self.closes_later(id) {
                    return Some(Role::Opens);
                }
                let ends = !after.is_some_and(char::is_alphanumeric) && before.is_some_and(|c| !c.is_whitespace());
                (ends && mark != '‘').then_some(Role::Closes)
            }
        }
    }

    /// Whether an apostrophe that could open a quotation finds its fellow in the paragraph: else it is an elision.
    fn closes_later(&self, id: TokenId) -> bool {
        let paragraph = self.paragraph(id);
        let text = &self.doc.report.text;
        let later = self.doc.tokens.iter().enumerate().skip(id + 1);
        later.take_while(|(at, _)| self.paragraph(*at) == paragraph).any(|(_, token)| {
            token.tag != Tag::Possessive
                && token.lower == "'"
                && text[..token.span.start].chars().next_back().is_some_and(|c| !c.is_whitespace())
                && !text[token.span.end..].starts_with(char::is_alphanumeric)
        })
    }

    fn mark(&mut self, kind: usize, role: Role, span: Span) {
        let curly = span.end - span.start > 1;
        match (&mut self.open[kind], role) {
            (None, Role::Opens | Role::Either) => {
                self.carried = None;
                self.open[kind] = Some(Open { start: span.end, depth: 0 });
            }
            (None, Role::Closes) if kind == 1 => {
                // The end of a quotation that the paragraph before left open, without a mark at its own start.
                if let Some(start) = self.carried.take() {
                    self.open[kind] = Some(Open { start, depth: 0 });
                    self.close(kind, span.start);
                }
            }
            (None, Role::Closes) => {}
            (Some(open), Role::Opens) if curly => open.depth += 1,
            (Some(_), Role::Opens) => {}
            (Some(open), Role::Closes) if open.depth > 0 => open.depth -= 1,
            (Some(_), Role::Closes | Role::Either) => self.close(kind, span.start),
        }
    }

    fn close(&mut self, kind: usize, end: usize) {
        let Some(open) = self.open[kind].take() else { return };
        let words = self.doc.report.text.get(open.start..end).unwrap_or_default();
        let (trimmed, front) = (words.trim(), words.len() - words.trim_start().len());
        if trimmed.chars().any(char::is_alphanumeric) {
            self.found.push(Span::new(open.start + front, open.start + front + trimmed.len()));
        }
    }

    /// Closes what is open where a paragraph ends: a quotation that goes on opens anew, one without an end stops here.
    fn end_paragraph(&mut self, next: TokenId) {
        let end = next.checked_sub(1).map_or(0, |last| self.doc.tokens[last].span.end);
        // An apostrophe that never finds its fellow was no quotation mark.
        self.open[0] = None;
        let carried = self.open[1].is_some();
        self.close(1, end);
        let start = self.doc.tokens.get(next).map(|token| token.span.start);
        self.carried = start.filter(|_| carried);
    }
}

/// Whether a quotation holds a finite clause with its subject, or is a sentence by its marks.
fn is_whole(doc: &Document<'_>, span: Span) -> bool {
    let words = span.of(&doc.report.text).split_whitespace().count();
    let first = doc.clauses.partition_point(|clause| doc.tokens[clause.verb].span.start < span.start);
    let inside = doc.clauses[first..].iter().take_while(|clause| doc.tokens[clause.verb].span.end <= span.end);
    inside.into_iter().any(|clause| {
        let finite =
            words > 2 && matches!(clause.link, ClauseLink::Main | ClauseLink::Content | ClauseLink::Adverbial(_));
        let subject = clause.subject.and_then(|id| doc.phrases.get(id));
        finite && subject.is_some_and(|phrase| span.contains(phrase.span)) || is_order(doc, span, clause.verb)
    })
}

/// Whether the quotation opens with its verb and ends as a sentence: "Stop the attacks!".
fn is_order(doc: &Document<'_>, span: Span, verb: TokenId) -> bool {
    doc.tokens[verb].span.start == span.start && span.of(&doc.report.text).ends_with(['.', '!', ','])
}
