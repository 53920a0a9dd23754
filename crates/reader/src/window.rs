//! Windows: a report is read in runs of sentences that the encoder can hold, each beginning with the end of the one before.

use std::ops::Range;

use record::Span;

use crate::piece::Piece;

/// Word pieces of a window, its two marks included.
const WINDOW: usize = 384;
/// Word pieces that a window has from the one before, at most.
const OVERLAP: usize = 96;

/// Word pieces before and behind a sentence of note that are read with it, at most.
const NEAR: usize = 96;

/// A sentence's index in the document, and its pieces.
type Bound = (usize, Range<usize>);

/// A run of word pieces, cut between sentences.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Window {
    /// Its pieces, as indices into the report's.
    pub pieces: Range<usize>,
    /// Its sentences: index in the document, pieces.
    pub sentences: Vec<Bound>,
}

/// The windows of a text with these sentences and pieces, over its sentences of note and those near them; over all where
/// `of_note` ends before them.
pub(crate) fn windows(sentences: impl Iterator<Item = Span>, pieces: &[Piece], of_note: &[bool]) -> Vec<Window> {
    let at = |byte: usize| pieces.partition_point(|p| p.span.start < byte);
    let bounds: Vec<Bound> =
        sentences.enumerate().map(|(i, s)| (i, at(s.start)..at(s.end))).filter(|(_, r)| !r.is_empty()).collect();
    let near = near(&bounds, of_note);
    let mut out = Vec::new();
    let mut first = 0;
    for run in near.chunk_by(|a, b| a == b) {
        if run[0] {
            over(&bounds[first..first + run.len()], &mut out);
        }
        first += run.len();
    }
    out
}

/// For each sentence, whether it is of note, or ends or begins at most `NEAR` pieces from one that is.
fn near(bounds: &[Bound], of_note: &[bool]) -> Vec<bool> {
    let noted = |(i, _): &Bound| of_note.get(*i).copied().unwrap_or(true);
    let mut near = vec![false; bounds.len()];
    let mut end = None;
    for (near, bound) in near.iter_mut().zip(bounds) {
        end = if noted(bound) { Some(bound.1.end) } else { end };
        *near = end.is_some_and(|end| bound.1.end - end <= NEAR);
    }
    let mut start = None;
    for (near, bound) in near.iter_mut().zip(bounds).rev() {
        start = if noted(bound) { Some(bound.1.start) } else { start };
        *near |= start.is_some_and(|start| start - bound.1.start <= NEAR);
    }
    near
}

/// Adds the windows over a run of sentences.
fn over(bounds: &[Bound], out: &mut Vec<Window>) {
    let room = WINDOW - 2;
    let mut first = 0;
    while first < bounds.len() {
        let begin = bounds[first].1.start;
        let fits = |b: &&Bound| b.1.end - begin <= room;
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
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences of ten pieces each, after one another.
    fn bounds(n: usize) -> Vec<Bound> {
        (0..n).map(|i| (i, i * 10..(i + 1) * 10)).collect()
    }

    #[test]
    fn sentences_near_one_of_note_are_read_with_it() {
        let mut of_note = vec![false; 40];
        (of_note[3], of_note[30]) = (true, true);
        let found = near(&bounds(40), &of_note);
        let read: Vec<usize> = (0..40).filter(|&i| found[i]).collect();
        assert_eq!(read, (0..=12).chain(21..=39).collect::<Vec<_>>());
        assert!(near(&bounds(40), &[false; 40]).iter().all(|near| !near), "no sentence is near to none");
    }

    #[test]
    fn windows_over_a_run_overlap_and_hold_every_sentence() {
        let mut found = Vec::new();
        over(&bounds(100), &mut found);
        let pieces: Vec<Range<usize>> = found.iter().map(|w| w.pieces.clone()).collect();
        assert_eq!(pieces, [0..380, 290..670, 580..960, 870..1000]);
        assert_eq!(found[1].sentences.first(), Some(&(29, 290..300)));
    }
}
