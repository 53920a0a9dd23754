//! The main path of reading: word pieces, windows, vectors, heads; what windows share is taken once.

use std::sync::LazyLock;

use language::Document;
use record::{Span, Standing, SubEventType};

use crate::encoder::{Encoder, HIDDEN, Room};
use crate::incident::IncidentHeads;
use crate::kernel::Path;
use crate::link::{Link, Pair, Side, mean};
use crate::piece::{Piece, Vocabulary};
use crate::reading::{ActSpan, Linked, Reading, RoleSpan, SpanRole};
use crate::span::{Dense, Found, SpanVectors, Spans};
use crate::weights::{Fault, Weights};
use crate::window::{Window, windows};

/// Log odds under which a span is not worth telling: a chance of one in twenty.
const LEAST: f32 = -2.944_439;
/// The pieces that stand before and behind a window.
const OPENS: u32 = 101;
const CLOSES: u32 = 102;

/// A trained reader, ready to read.
pub struct Reader {
    pub(crate) path: Path,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) encoder: Encoder,
    spans: Spans,
    pub(crate) vectors: SpanVectors,
    /// What MUC-4 taught, for measuring by it.
    pub(crate) incidents: Option<IncidentHeads>,
    act_type: Dense,
    act_standing: Dense,
    act_focus: Dense,
    sentence: Dense,
    role_link: Link,
    act_link: Link,
    actor_link: Link,
    /// What each role of `spans` is; `None` for the act itself.
    roles: Vec<Option<SpanRole>>,
    types: Vec<SubEventType>,
    standings: Vec<Standing>,
}

static EMBEDDED: LazyLock<Result<Reader, Fault>> = LazyLock::new(|| {
    Reader::of(include_bytes!("../../../model/reader.safetensors"), include_str!("../../../model/vocabulary.txt"))
});

impl Reader {
    /// The reader that ships with the program, made ready when it is first asked for.
    ///
    /// # Errors
    /// If the shipped weights are damaged, which a test excludes.
    pub fn embedded() -> Result<&'static Reader, &'static Fault> {
        EMBEDDED.as_ref()
    }

    /// From a file of weights and a vocabulary with a word piece on each line.
    ///
    /// # Errors
    /// If the weights are damaged, or of another model.
    pub fn of(weights: &[u8], vocabulary: &str) -> Result<Reader, Fault> {
        let names = Weights::names(weights)?;
        let weights = &Weights::of(weights)?;
        let role = |name: &str| if name == "act" { Some(None) } else { SpanRole::named(name).map(Some) };
        let roles: Vec<Option<SpanRole>> = names.list("roles", role)?;
        Ok(Reader {
            path: Path::best(),
            vocabulary: Vocabulary::of(vocabulary),
            encoder: Encoder::of(weights)?,
            spans: Spans::of(weights, "spans.own", roles.len())?,
            vectors: SpanVectors::of(weights)?,
            incidents: IncidentHeads::of(weights, &names)?,
            act_type: Dense::of(weights, "act_type")?,
            act_standing: Dense::of(weights, "act_standing")?,
            act_focus: Dense::of(weights, "act_focus")?,
            sentence: Dense::of(weights, "sentence")?,
            role_link: Link::of(weights, "role_link")?,
            act_link: Link::of(weights, "act_link")?,
            actor_link: Link::of(weights, "actor_link")?,
            roles,
            types: names.list("types", SubEventType::from_code)?,
            standings: names.list("standings", Standing::from_code)?,
        })
    }

    /// Reads a whole document.
    pub fn read(&self, doc: &Document<'_>) -> Reading {
        self.read_around(doc, &vec![true; doc.sentences.len()])
    }

    /// Reads the sentences of a document that are of note, and those near them. To read is what takes time, and most of what
    /// newspapers print is far from any event.
    pub fn read_around(&self, doc: &Document<'_>, of_note: &[bool]) -> Reading {
        let mut out = Reading { sentences: vec![0.0; doc.sentences.len()], ..Reading::default() };
        if !of_note.contains(&true) {
            return out;
        }
        let pieces = self.vocabulary.pieces(&doc.report.text);
        let mut room = Room::default();
        for window in windows(doc.sentences.iter().map(|s| s.span), &pieces, of_note) {
            self.read_window(&pieces, &window, &mut room, &mut out);
        }
        in_order(out)
    }

    fn read_window(&self, pieces: &[Piece], window: &Window, room: &mut Room, out: &mut Reading) {
        let own = &pieces[window.pieces.clone()];
        let x = self.encoder.encode(self.path, &enclosed(own), room);
        for (i, range) in &window.sentences {
            let at = |p: usize| (p - window.pieces.start + 1) * HIDDEN;
            let told =
                self.sentence.apply(&mean(&x[at(range.start)..at(range.end)], HIDDEN)).next().map_or(0.0, chance);
            out.sentences[*i] = out.sentences[*i].max(told);
        }
        let border = |is: &dyn Fn(&Piece) -> bool| -> Vec<bool> {
            [false].into_iter().chain(own.iter().map(is)).chain([false]).collect()
        };
        let found = self.spans.find(self.path, &x, &border(&|p| p.starts), &border(&|p| p.ends), LEAST);
        let (acts, spans): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|f| self.roles[f.role].is_none());
        let (acts, spans) = (apart(acts), apart(spans));
        let act_vectors = self.vectors.of_spans(self.path, &x, &acts);
        let span_vectors = self.vectors.of_spans(self.path, &x, &spans);
        let bytes = |f: &Found| own[f.first - 1].span.join(own[f.last - 1].span);
        let act_at: Vec<usize> = acts
            .iter()
            .zip(act_vectors.chunks_exact(crate::span::SPAN_SIZE))
            .map(|(f, v)| add_act(out, self.act(bytes(f), f.score, v)))
            .collect();
        let span_at: Vec<usize> = spans
            .iter()
            .filter_map(|f| self.roles[f.role].map(|role| RoleSpan { span: bytes(f), role, score: chance(f.score) }))
            .map(|s| add_span(out, s))
            .collect();
        let sides = [Side { spans: &acts, vectors: &act_vectors }, Side { spans: &spans, vectors: &span_vectors }];
        self.link(sides, [&act_at, &span_at], out);
    }

    fn act(&self, span: Span, score: f32, vector: &[f32]) -> ActSpan {
        ActSpan {
            span,
            score: chance(score),
            types: self.types.iter().copied().zip(shares(&self.act_type, vector)).collect(),
            standings: self.standings.iter().copied().zip(shares(&self.act_standing, vector)).collect(),
            main: self.act_focus.apply(vector).next().map_or(0.0, chance),
        }
    }

    /// Scores what of a window may belong together.
    fn link(&self, [acts, spans]: [Side<'_>; 2], [act_at, span_at]: [&[usize]; 2], out: &mut Reading) {
        let each = |n: usize, m: usize| (0..n).flat_map(move |left| (0..m).map(move |right| (left, right)));
        let roles: Vec<Pair> = each(acts.spans.len(), spans.spans.len())
            .map(|(left, right)| Pair { left, right, kind: spans.spans[right].role })
            .collect();
        let two = |n: usize| each(n, n).filter(|(a, b)| a < b).map(|(left, right)| Pair { left, right, kind: 0 });
        let same_acts: Vec<Pair> = two(acts.spans.len()).collect();
        let is_actor = |i: usize| self.roles[spans.spans[i].role].is_some_and(SpanRole::is_actor);
        let same_actors: Vec<Pair> = two(spans.spans.len()).filter(|p| is_actor(p.left) && is_actor(p.right)).collect();
        let scored = |link: &Link, left, right, pairs: &[Pair], at: [&[usize]; 2]| -> Vec<Linked> {
            let scores = link.scores(self.path, left, right, pairs);
            let linked = |(p, s): (&Pair, f32)| Linked { left: at[0][p.left], right: at[1][p.right], score: chance(s) };
            pairs.iter().zip(scores).map(linked).collect()
        };
        out.role_links.extend(scored(&self.role_link, acts, spans, &roles, [act_at, span_at]));
        out.act_links.extend(scored(&self.act_link, acts, acts, &same_acts, [act_at, act_at]));
        out.actor_links.extend(scored(&self.actor_link, spans, spans, &same_actors, [span_at, span_at]));
    }
}

/// The numbers of a window's pieces, between its marks.
pub(crate) fn enclosed(pieces: &[Piece]) -> Vec<u32> {
    [OPENS].into_iter().chain(pieces.iter().map(|p| p.number)).chain([CLOSES]).collect()
}

/// Log odds as a probability.
fn chance(log_odds: f32) -> f32 {
    let tail = crate::lanes::exp(-log_odds.abs());
    if log_odds >= 0.0 { 1.0 / (1.0 + tail) } else { tail / (1.0 + tail) }
}

/// Outputs of a layer as shares that sum to one.
fn shares(dense: &Dense, vector: &[f32]) -> Vec<f32> {
    let scores: Vec<f32> = dense.apply(vector).collect();
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let raised: Vec<f32> = scores.iter().map(|s| crate::lanes::exp(s - highest)).collect();
    let total: f32 = raised.iter().sum();
    raised.into_iter().map(|x| x / total).collect()
}

/// Of spans that overlap in one role, the surest; in order of the text.
fn apart(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then((a.first, a.last, a.role).cmp(&(b.first, b.last, b.role))));
    let mut kept: Vec<Found> = Vec::new();
    for f in found {
        if kept.iter().all(|k| k.role != f.role || f.last < k.first || k.last < f.first) {
            kept.push(f);
        }
    }
    kept.sort_by_key(|f| (f.first, f.last, f.role));
    kept
}

/// The index of an act, which an earlier window may have seen too; the surer sight stays.
fn add_act(out: &mut Reading, act: ActSpan) -> usize {
    match out.acts.iter().position(|a| a.span.overlaps(act.span)) {
        Some(i) => {
            if act.score > out.acts[i].score {
                out.acts[i] = act;
            }
            i
        }
        None => {
            out.acts.push(act);
            out.acts.len() - 1
        }
    }
}

/// The index of a span, as with acts.
fn add_span(out: &mut Reading, span: RoleSpan) -> usize {
    match out.spans.iter().position(|s| s.role == span.role && s.span.overlaps(span.span)) {
        Some(i) => {
            if span.score > out.spans[i].score {
                out.spans[i] = span;
            }
            i
        }
        None => {
            out.spans.push(span);
            out.spans.len() - 1
        }
    }
}

/// Acts and spans in order of the text, each link once with its best score.
fn in_order(mut reading: Reading) -> Reading {
    let order = |spans: Vec<Span>| -> Vec<usize> {
        let mut at: Vec<usize> = (0..spans.len()).collect();
        at.sort_by_key(|&i| (spans[i], i));
        at
    };
    let acts = order(reading.acts.iter().map(|a| a.span).collect());
    let spans = order(reading.spans.iter().map(|s| s.span).collect());
    reading.acts = acts.iter().map(|&i| reading.acts[i].clone()).collect();
    reading.spans = spans.iter().map(|&i| reading.spans[i]).collect();
    let place = |order: &[usize]| -> Vec<usize> {
        let mut out = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, &old)| out[old] = new);
        out
    };
    let (acts, spans) = (place(&acts), place(&spans));
    settle(&mut reading.role_links, &acts, &spans);
    settle(&mut reading.act_links, &acts, &acts);
    settle(&mut reading.actor_links, &spans, &spans);
    reading
}

fn settle(links: &mut Vec<Linked>, left: &[usize], right: &[usize]) {
    for l in links.iter_mut() {
        (l.left, l.right) = (left[l.left], right[l.right]);
    }
    links.sort_by(|a, b| (a.left, a.right).cmp(&(b.left, b.right)).then(b.score.total_cmp(&a.score)));
    links.dedup_by_key(|l| (l.left, l.right));
}
