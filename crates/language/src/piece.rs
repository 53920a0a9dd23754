//! Tokens cut at their hyphens, for what is written with and without one ("mid-October", "mid October", "3-5 May").

use std::ops::Range;

use record::Span;

use crate::{Document, Token, TokenId};

/// A token, a part of a hyphenated token, or the hyphen between two parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'d> {
    /// The token that it is, or is part of.
    pub(crate) token: TokenId,
    /// Where it stands.
    pub(crate) span: Span,
    /// Lower case, as in [`Token::lower`].
    pub(crate) lower: &'d str,
    /// Whether it continues the token of the piece before it.
    pub(crate) joined: bool,
}

impl Piece<'_> {
    /// Whether it is a hyphen or an en dash: what stands between the ends of a range.
    pub(crate) fn is_dash(&self) -> bool {
        matches!(self.lower, "-" | "–")
    }
}

/// All pieces of a document, in order; together they cover every token.
pub(crate) fn pieces<'d>(doc: &'d Document<'_>) -> Vec<Piece<'d>> {
    pieces_of(doc, 0..doc.tokens.len())
}

/// The pieces of some tokens, in order.
pub(crate) fn pieces_of<'d>(doc: &'d Document<'_>, tokens: Range<TokenId>) -> Vec<Piece<'d>> {
    let mut pieces = Vec::with_capacity(tokens.len() + tokens.len() / 8);
    for (id, token) in doc.tokens.iter().enumerate().skip(tokens.start).take(tokens.len()) {
        let whole = Piece { token: id, span: token.span, lower: &token.lower, joined: false };
        if token.lower.contains('-') && token.lower.len() > 1 && cut(&doc.report.text, id, token, &mut pieces) {
            continue;
        }
        pieces.push(whole);
    }
    pieces
}

/// Pushes the parts of a hyphenated token; `false`, and nothing pushed, if the token cannot be cut.
fn cut<'d>(text: &str, id: TokenId, token: &'d Token, pieces: &mut Vec<Piece<'d>>) -> bool {
    let raw = token.span.of(text);
    let is_hyphen = |c: char| matches!(c, '-' | '\u{2010}' | '\u{2011}');
    let parts = || raw.split(is_hyphen).zip(token.lower.split('-'));
    if raw.matches(is_hyphen).count() != token.lower.matches('-').count() || parts().any(|(part, _)| part.is_empty()) {
        return false;
    }
    let mut at = token.span.start;
    for (n, (part, lower)) in parts().enumerate() {
        if n > 0 {
            let end = at + raw[at - token.span.start..].chars().next().map_or(0, char::len_utf8);
            pieces.push(Piece { token: id, span: Span::new(at, end), lower: "-", joined: true });
            at = end;
        }
        let end = at + part.len();
        pieces.push(Piece { token: id, span: Span::new(at, end), lower, joined: n > 0 });
        at = end;
    }
    true
}

/// The pieces of each sentence, in order; sentences without tokens are left out.
pub(crate) fn by_sentence<'p, 'd>(
    doc: &'p Document<'_>,
    pieces: &'p [Piece<'d>],
) -> impl Iterator<Item = Range<usize>> + use<'p, 'd> {
    let mut start = 0;
    let sentences = &doc.tokens;
    std::iter::from_fn(move || {
        let first = pieces.get(start)?;
        let sentence = sentences.get(first.token)?.sentence;
        let rest = pieces[start..].iter();
        let len = rest.take_while(|p| sentences.get(p.token).is_some_and(|t| t.sentence == sentence)).count();
        let range = start..start + len.max(1);
        start = range.end;
        Some(range)
    })
}
