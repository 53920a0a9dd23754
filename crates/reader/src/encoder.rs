//! The encoder: word pieces in, a vector of `HIDDEN` numbers for each out. The shape is BERT's, the sizes are all-MiniLM-L6's.

use crate::attention::{Sight, attend};
use crate::kernel::{Path, Work};
use crate::lanes::{LANES, erf, sum};
use crate::matrix::Linear;
use crate::weights::{Fault, Weights};

/// Numbers of a vector.
pub(crate) const HIDDEN: usize = 384;
/// Heads of attention, of 32 numbers each.
pub(crate) const HEADS: usize = 12;
/// The most pieces that can be encoded at once.
pub(crate) const POSITIONS: usize = 512;
const LAYERS: usize = 6;
/// What BERT adds to a variance.
const EPSILON: f32 = 1e-12;

/// The encoder's weights.
pub(crate) struct Encoder {
    words: Embedding,
    /// Vectors of positions, with the one of the only segment added.
    positions: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

/// Vectors of words as integers, each with its scale.
struct Embedding {
    values: Vec<i8>,
    scale: Vec<f32>,
}

struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

struct Layer {
    qkv: Linear,
    out: Linear,
    norm_attention: Norm,
    up: Linear,
    down: Linear,
    norm: Norm,
}

/// Room for what a window needs, so that it is made once.
#[derive(Default)]
pub(crate) struct Room {
    wide: Vec<f32>,
    narrow: Vec<f32>,
    sight: Sight,
}

impl Encoder {
    pub(crate) fn of(weights: &Weights<'_>) -> Result<Encoder, Fault> {
        let (values, scale) = weights.integers("encoder.words")?;
        let kind = weights.numbers("encoder.kind")?;
        let mut positions = weights.numbers("encoder.positions")?;
        for row in positions.chunks_exact_mut(HIDDEN) {
            row.iter_mut().zip(&kind).for_each(|(x, k)| *x += k);
        }
        let layers =
            (0..LAYERS).map(|i| Layer::of(weights, &format!("encoder.layers.{i}"))).collect::<Result<_, _>>()?;
        let words = Embedding { values: values.to_vec(), scale };
        Ok(Encoder { words, positions, norm: Norm::of(weights, "encoder.norm")?, layers })
    }

    /// The vectors of a window's pieces, `HIDDEN` numbers each. Pieces behind `POSITIONS` are left out.
    pub fn encode(&self, path: Path, pieces: &[u32], room: &mut Room) -> Vec<f32> {
        let n = pieces.len().min(POSITIONS);
        let mut x = vec![0.0; n * HIDDEN];
        path.run(Begin { encoder: self, pieces, x: &mut x });
        for layer in &self.layers {
            layer.apply(path, &mut x, room);
        }
        x
    }
}

impl Embedding {
    /// The vector of a word piece with its position's.
    #[inline(always)]
    fn read(&self, piece: usize, position: &[f32], row: &mut [f32]) {
        let scale = self.scale.get(piece).copied().unwrap_or_default();
        let values = self.values.get(piece * HIDDEN..(piece + 1) * HIDDEN).unwrap_or_default();
        for ((x, &v), p) in row.iter_mut().zip(values).zip(position) {
            *x = f32::from(v) * scale + p;
        }
    }
}

impl Norm {
    fn of(weights: &Weights<'_>, name: &str) -> Result<Norm, Fault> {
        Ok(Norm {
            weight: weights.numbers(&format!("{name}.weight"))?,
            bias: weights.numbers(&format!("{name}.bias"))?,
        })
    }

    /// Layer normalisation of one vector.
    #[inline(always)]
    fn apply(&self, row: &mut [f32]) {
        let mean = sum(row, |x| x) / HIDDEN as f32;
        let variance = sum(row, |x| (x - mean) * (x - mean)) / HIDDEN as f32;
        let times = 1.0 / (variance + EPSILON).sqrt();
        for ((x, w), b) in row.iter_mut().zip(&self.weight).zip(&self.bias) {
            *x = (*x - mean) * times * w + b;
        }
    }

    /// Adds `more` to the vectors and normalises them.
    fn add(&self, path: Path, x: &mut [f32], more: &[f32]) {
        path.run(AddNorm { norm: self, x, more });
    }
}

/// Vectors of the pieces, by word and place.
struct Begin<'a> {
    encoder: &'a Encoder,
    pieces: &'a [u32],
    x: &'a mut [f32],
}

impl Work for Begin<'_> {
    #[inline(always)]
    fn run(self) {
        let positions = self.encoder.positions.chunks_exact(HIDDEN);
        for ((row, &piece), position) in self.x.chunks_exact_mut(HIDDEN).zip(self.pieces).zip(positions) {
            self.encoder.words.read(piece as usize, position, row);
            self.encoder.norm.apply(row);
        }
    }
}

struct AddNorm<'a> {
    norm: &'a Norm,
    x: &'a mut [f32],
    more: &'a [f32],
}

impl Work for AddNorm<'_> {
    #[inline(always)]
    fn run(self) {
        for (row, more) in self.x.chunks_exact_mut(HIDDEN).zip(self.more.chunks_exact(HIDDEN)) {
            row.iter_mut().zip(more).for_each(|(x, m)| *x += m);
            self.norm.apply(row);
        }
    }
}

impl Layer {
    fn of(weights: &Weights<'_>, name: &str) -> Result<Layer, Fault> {
        let linear = |part: &str, inputs| weights.linear(&format!("{name}.{part}"), inputs);
        let norm = |part: &str| Norm::of(weights, &format!("{name}.{part}"));
        Ok(Layer {
            qkv: linear("qkv", HIDDEN)?,
            out: linear("out", HIDDEN)?,
            norm_attention: norm("norm_attention")?,
            up: linear("up", HIDDEN)?,
            down: linear("down", 4 * HIDDEN)?,
            norm: norm("norm")?,
        })
    }

    fn apply(&self, path: Path, x: &mut [f32], room: &mut Room) {
        self.qkv.apply(path, x, &mut room.wide);
        room.narrow.resize(x.len(), 0.0);
        attend(path, &room.wide, &mut room.sight, &mut room.narrow);
        self.out.apply(path, &room.narrow, &mut room.wide);
        self.norm_attention.add(path, x, &room.wide);
        self.up.apply(path, x, &mut room.wide);
        path.run(Gelu(&mut room.wide));
        self.down.apply(path, &room.wide, &mut room.narrow);
        self.norm.add(path, x, &room.narrow);
    }
}

/// x · Φ(x), with the normal distribution itself and not the usual short cut.
struct Gelu<'a>(&'a mut [f32]);

impl Work for Gelu<'_> {
    #[inline(always)]
    fn run(self) {
        for lanes in self.0.chunks_exact_mut(LANES) {
            for x in lanes {
                *x = 0.5 * *x * (1.0 + erf(*x * std::f32::consts::FRAC_1_SQRT_2));
            }
        }
    }
}
