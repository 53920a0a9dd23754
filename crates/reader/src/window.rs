//! Windows: a report is read in runs of sentences that the encoder can hold, each beginning with the end of the one before.

use std::ops::Range;

use record::Span;

use crate::piece::Piece;

/// Word pieces of a window, its two marks included.
const WINDOW: usize = 384;
/// Word pieces that a window has from the one before, at most.
const OVERLAP: usize = 96;

/// A run of word pieces, cut between sentences.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Window {
    /// Its pieces, as indices into the report's.
    pub pieces: Range<usize>,
    /// Its sentences: index in the document, pieces.
    pub sentences: Vec<(usize, Range<usize>)>,
}

/// The windows of a text with these sentences and pieces.
pub(crate) fn windows(sentences: impl Iterator<Item = Span>, pieces: &[Piece]) -> Vec<Window> {
    let at = |byte: usize| pieces.partition_point(|p| p.span.start < byte);
    let bounds: Vec<(usize, Range<usize>)> =
        sentences.enumerate().map(|(i, s)| (i, at(s.start)..at(s.end))).filter(|(_, r)| !r.is_empty()).collect();
    let room = WINDOW - 2;
    let mut out = Vec::new();
    let mut first = 0;
    while first < bounds.len() {
        let begin = bounds[first].1.start;
        let fits = |b: &&(usize, Range<usize>)| b.1.end - begin <= room;
        // A sentence too long for any window is cut off.
        let count = bounds[first..].iter().take_while(fits).count().max(1);
        let last = first + count - 1;
        let end = bounds[last].1.end.min(begin + room);
        let sentences = bounds[first..=last].iter().map(|(i, r)| (*i, r.start..r.end.min(end))).collect();
        out.push(Window { pieces: begin..end, sentences });
        if last + 1 == bounds.len() {
            break;
        }
        let behind = bounds[last + 1].1.start;
        let kept = bounds[first + 1..=last].iter().rev().take_while(|b| behind - b.1.start <= OVERLAP).count();
        first = last + 1 - kept;
    }
    out
}
