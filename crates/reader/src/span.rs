//! Heads over spans: what role a span plays, and vectors by which spans are linked.

use crate::encoder::HIDDEN;
use crate::kernel::{Path, Work};
use crate::lanes::dot;
use crate::matrix::Linear;
use crate::weights::{Fault, Weights};

/// Numbers that stand for a begin or an end in one role.
const ROLE_SIZE: usize = 48;
/// Numbers of a span's vector.
pub(crate) const SPAN_SIZE: usize = 192;
/// Word pieces of the longest span.
pub(crate) const WIDEST: usize = 24;

/// What rounding may take from a bound, and much more.
const SPARE: f32 = 0.01;

/// How well each span plays each role: begin times end, and what each and the width say alone.
pub(crate) struct Spans {
    roles: usize,
    begin: Linear,
    finish: Linear,
    begin_score: Dense,
    finish_score: Dense,
    /// By width, then role.
    width: Vec<f32>,
}

/// A small linear layer in full precision: rows of weights.
pub(crate) struct Dense {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

/// A span of a window, in pieces, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Found {
    pub first: usize,
    pub last: usize,
    pub role: usize,
    /// Log odds.
    pub score: f32,
}

impl Spans {
    pub(crate) fn of(weights: &Weights<'_>, name: &str, roles: usize) -> Result<Spans, Fault> {
        Ok(Spans {
            roles,
            begin: weights.linear(&format!("{name}.begin"), HIDDEN)?,
            finish: weights.linear(&format!("{name}.finish"), HIDDEN)?,
            begin_score: Dense::of(weights, &format!("{name}.begin_score"))?,
            finish_score: Dense::of(weights, &format!("{name}.finish_score"))?,
            width: weights.numbers(&format!("{name}.width"))?,
        })
    }

    /// Every span with at least `least` log odds for a role. `starts` and `ends` tell where words begin and end.
    pub fn find(&self, path: Path, x: &[f32], starts: &[bool], ends: &[bool], least: f32) -> Vec<Found> {
        let (mut begins, mut finishes) = (Vec::new(), Vec::new());
        self.begin.apply(path, x, &mut begins);
        self.finish.apply(path, x, &mut finishes);
        let mut out = Vec::new();
        path.run(Search { spans: self, x, begins: &begins, finishes: &finishes, starts, ends, least, out: &mut out });
        out
    }
}

struct Search<'a> {
    spans: &'a Spans,
    x: &'a [f32],
    begins: &'a [f32],
    finishes: &'a [f32],
    starts: &'a [bool],
    ends: &'a [bool],
    least: f32,
    out: &'a mut Vec<Found>,
}

impl Work for Search<'_> {
    #[inline(always)]
    fn run(self) {
        let roles = self.spans.roles;
        let row = roles * ROLE_SIZE;
        let alone = |dense: &Dense| -> Vec<f32> { self.x.chunks_exact(HIDDEN).flat_map(|h| dense.apply(h)).collect() };
        let (begin_score, finish_score) = (alone(&self.spans.begin_score), alone(&self.spans.finish_score));
        let scale = 1.0 / (ROLE_SIZE as f32).sqrt();
        let (begin_length, finish_length) = (lengths(self.begins, scale), lengths(self.finishes, 1.0));
        let n = self.starts.len();
        for first in (0..n).filter(|&i| self.starts[i]) {
            for last in (first..n.min(first + WIDEST)).filter(|&j| self.ends[j]) {
                let (b, e) = (&self.begins[first * row..], &self.finishes[last * row..]);
                for role in 0..roles {
                    let alone = begin_score[first * roles + role] + finish_score[last * roles + role];
                    let alone = alone + self.spans.width[(last - first) * roles + role];
                    // A product is at most that of the lengths: most spans need not be looked at closer.
                    let most = begin_length[first * roles + role] * finish_length[last * roles + role];
                    if most + alone < self.least - SPARE {
                        continue;
                    }
                    let at = role * ROLE_SIZE..(role + 1) * ROLE_SIZE;
                    let score = dot(&b[at.clone()], &e[at]) * scale + alone;
                    if score >= self.least {
                        self.out.push(Found { first, last, role, score });
                    }
                }
            }
        }
    }
}

/// Lengths of the vectors of each piece in each role, times a factor.
#[inline(always)]
fn lengths(vectors: &[f32], times: f32) -> Vec<f32> {
    vectors.chunks_exact(ROLE_SIZE).map(|v| dot(v, v).sqrt() * times).collect()
}

impl Dense {
    pub(crate) fn of(weights: &Weights<'_>, name: &str) -> Result<Dense, Fault> {
        Dense::with(weights, name, weights.numbers(&format!("{name}.bias"))?)
    }

    /// A layer without a bias of its own, of this many outputs.
    pub(crate) fn without_bias(weights: &Weights<'_>, name: &str, outputs: usize) -> Result<Dense, Fault> {
        Dense::with(weights, name, vec![0.0; outputs])
    }

    fn with(weights: &Weights<'_>, name: &str, bias: Vec<f32>) -> Result<Dense, Fault> {
        Ok(Dense { weight: weights.numbers(&format!("{name}.weight"))?, bias })
    }

    /// The outputs for one vector.
    #[inline(always)]
    pub fn apply<'a>(&'a self, x: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
        self.weight.chunks_exact(x.len()).zip(&self.bias).map(move |(w, b)| dot(w, x) + b)
    }
}

/// Vectors of spans, from their first and their last piece.
pub(crate) struct SpanVectors {
    first: Linear,
    last: Linear,
}

impl SpanVectors {
    pub(crate) fn of(weights: &Weights<'_>) -> Result<SpanVectors, Fault> {
        Ok(SpanVectors { first: weights.linear("span.0", HIDDEN)?, last: weights.linear("span.1", HIDDEN)? })
    }

    /// `SPAN_SIZE` numbers for each span.
    pub fn of_spans(&self, path: Path, x: &[f32], spans: &[Found]) -> Vec<f32> {
        let rows = |at: &dyn Fn(&Found) -> usize| -> Vec<f32> {
            spans.iter().flat_map(|s| &x[at(s) * HIDDEN..(at(s) + 1) * HIDDEN]).copied().collect()
        };
        let (mut out, mut last) = (Vec::new(), Vec::new());
        self.first.apply(path, &rows(&|s| s.first), &mut out);
        self.last.apply(path, &rows(&|s| s.last), &mut last);
        out.iter_mut().zip(last).for_each(|(a, b)| *a = (*a + b).max(0.0));
        out
    }
}
