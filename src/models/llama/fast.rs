//! A Llama on one core, from the blocks that a GGUF file has: the way to run it on a CPU. Nothing here is a tensor of Burn's; the model in
//! tensor operations ([`Llama`](super::Llama)) is what this one is held to.
//!
//! Every matrix is multiplied by [`quantized`](crate::kernels::quantized) kernels. What stands between two products is in 32 bits, and so are the
//! keys and values that are kept.

mod builder;
mod cache;

use algorithms::positional_encoding::Rope;
pub use builder::{Builder, Stored};
use cache::Cache;

use super::LlamaConfig;
use crate::kernels::quantized::activations::quantize;
use crate::kernels::quantized::kernels::{Format, Kernels};
use crate::kernels::quantized::layout::{Activations, Eight, Four};
use crate::kernels::quantized::matrix::Matrix;
use crate::kernels::{rms_norm, swiglu};
use crate::text_model::{Answer, Keep, Sizes, Step, TextModel};

/// Tokens of a prompt that go through a layer together. Enough for a matrix to be read from memory seldom; few enough for what they make to
/// stay near.
const TOGETHER: usize = 64;

#[derive(Debug)]
struct Layer {
    attn_norm: Vec<f32>,
    /// `[query_size + 2 · key_value_size, hidden_size]`: three matrices, one below the other.
    query_key_value: Matrix<Four>,
    /// `[hidden_size, query_size]`
    attn_output: Matrix<Four>,
    ffn_norm: Vec<f32>,
    /// `[2 · intermediate_size, hidden_size]`: the gate above.
    gate_up: Matrix<Four>,
    /// `[hidden_size, intermediate_size]`
    down: Matrix<Four>,
}

/// The model with what it has read.
#[derive(Debug)]
pub struct FastLlama {
    config: LlamaConfig,
    context: usize,
    /// `[vocab_size, hidden_size]`: looked up on the way in, multiplied with on the way out.
    token_embd: Matrix<Eight>,
    layers: Vec<Layer>,
    output_norm: Vec<f32>,
    rope: Rope,
    cache: Cache,
    room: Room,
    kernels: Kernels,
}

/// What a step writes on, kept from one to the next. The sizes are those of some tokens at a time.
#[derive(Debug, Default)]
struct Room {
    /// The residual stream `[tokens, hidden_size]`.
    stream: Vec<f32>,
    /// `[tokens, hidden_size]`
    normed: Vec<f32>,
    /// `[tokens, query_size + 2 · key_value_size]`
    projected: Vec<f32>,
    /// What the heads found, `[tokens, query_size]`.
    mixed: Vec<f32>,
    /// `[tokens, 2 · intermediate_size]`
    gate_up: Vec<f32>,
    /// `[tokens, intermediate_size]`
    gated: Vec<f32>,
    /// What a block adds to the stream, `[tokens, hidden_size]`.
    added: Vec<f32>,
    /// `[tokens, head_dim / 2]` of cosine and sine.
    turns: Vec<(f32, f32)>,
    /// Any of these at 12 bits.
    blocks: Vec<Activations>,
}

impl FastLlama {
    /// Multiplies one token at a time by these from now on. The bits are the same by any that pass [`proof`](crate::kernels::quantized::proof).
    pub fn multiply_by(&mut self, kernels: Kernels) {
        self.kernels = kernels;
    }

    /// Bytes that the weights take.
    pub fn weight_bytes(&self) -> usize {
        let layer = |layer: &Layer| {
            let norms = size_of_val(&layer.attn_norm[..]) + size_of_val(&layer.ffn_norm[..]);
            norms
                + [&layer.query_key_value, &layer.attn_output, &layer.gate_up, &layer.down]
                    .map(Matrix::bytes)
                    .iter()
                    .sum::<usize>()
        };
        self.token_embd.bytes() + size_of_val(&self.output_norm[..]) + self.layers.iter().map(layer).sum::<usize>()
    }

    fn take(&mut self, tokens: &[u32], keep: Keep) -> Result<Step, String> {
        self.sizes().check(tokens, self.len())?;
        let mut step = Step::default();
        let parts = tokens.chunks(TOGETHER);
        let last = parts.len() - 1;
        for (index, part) in parts.enumerate() {
            self.read(part, (index == last).then_some((keep, &mut step)));
        }
        step.logits = self.logits();
        Ok(step)
    }

    /// Takes in at most [`TOGETHER`] tokens; of the last ones of a text, what is to be kept.
    fn read(&mut self, tokens: &[u32], mut last: Option<(Keep, &mut Step)>) {
        let LlamaConfig { hidden_size: hidden, rms_norm_eps: epsilon, intermediate_size: inner, .. } = self.config;
        // Those are faster for one token, the plain ones for several.
        let kernels = if tokens.len() == 1 { &self.kernels } else { &Kernels::PLAIN };
        let room = &mut self.room;
        let begin = self.cache.len();
        self.cache.grow(tokens.len());
        set_angles(&self.rope, begin, tokens.len(), &mut room.turns);
        room.stream.resize(tokens.len() * hidden, 0.0);
        for (row, token) in room.stream.chunks_exact_mut(hidden).zip(tokens) {
            self.token_embd.row(*token as usize, row);
        }
        keep_residual(&mut last, &room.stream, hidden);
        for (index, layer) in self.layers.iter().enumerate() {
            let rows = room.stream.len() / hidden;
            room.normed.resize(rows * hidden, 0.0);
            rms_norm::forward(&room.stream, &layer.attn_norm, epsilon, &mut room.normed);
            multiply(kernels, &layer.query_key_value, &room.normed, &mut room.blocks, &mut room.projected);
            turn(&mut room.projected, &room.turns, &self.config);
            self.cache.put(index, begin, &room.projected);
            // Beyond the last layer's keys and values only the last token matters, and only at the end of a text.
            let mut rows = rows;
            if index + 1 == self.layers.len() {
                if last.is_none() {
                    break;
                }
                let width = room.projected.len() / rows;
                room.projected.drain(..(rows - 1) * width);
                room.stream.drain(..(rows - 1) * hidden);
                rows = 1;
            }
            let kept = last.as_mut().filter(|(keep, _)| keep.attention).map(|(_, step)| &mut step.attention);
            self.cache.attend(index, &room.projected, rows, &mut room.mixed, kept);
            multiply(kernels, &layer.attn_output, &room.mixed, &mut room.blocks, &mut room.added);
            add(&mut room.stream, &room.added);

            room.normed.resize(rows * hidden, 0.0);
            rms_norm::forward(&room.stream, &layer.ffn_norm, epsilon, &mut room.normed);
            multiply(kernels, &layer.gate_up, &room.normed, &mut room.blocks, &mut room.gate_up);
            room.gated.resize(rows * inner, 0.0);
            swiglu::forward(&room.gate_up, inner, &mut room.gated);
            multiply(kernels, &layer.down, &room.gated, &mut room.blocks, &mut room.added);
            add(&mut room.stream, &room.added);
            keep_residual(&mut last, &room.stream, hidden);
        }
    }

    /// Of the last row of the stream, `[vocab_size]`.
    fn logits(&mut self) -> Vec<f32> {
        let room = &mut self.room;
        let row = &room.stream[room.stream.len() - self.config.hidden_size..];
        room.normed.resize(row.len(), 0.0);
        rms_norm::forward(row, &self.output_norm, self.config.rms_norm_eps, &mut room.normed);
        let mut logits = vec![0.0; self.config.vocab_size];
        quantize(&room.normed, Eight::order(&self.kernels), &mut room.blocks);
        self.token_embd.multiply(&self.kernels, &room.blocks, &mut logits);
        logits
    }
}

/// `to` `[tokens, rows]` = `x` `[tokens, columns]` · `matrix`, transposed.
fn multiply(kernels: &Kernels, matrix: &Matrix<Four>, x: &[f32], blocks: &mut Vec<Activations>, to: &mut Vec<f32>) {
    quantize(x, Four::order(kernels), blocks);
    to.resize(x.len() / matrix.columns() * matrix.rows(), 0.0);
    matrix.multiply(kernels, blocks, to);
}

/// Not inlined: as its arguments, the slices are known not to overlap, and the loop becomes SIMD.
#[inline(never)]
fn add(to: &mut [f32], what: &[f32]) {
    to.iter_mut().zip(what).for_each(|(to, what)| *to += what);
}

fn keep_residual(last: &mut Option<(Keep, &mut Step)>, stream: &[f32], hidden: usize) {
    if let Some((keep, step)) = last
        && keep.residual
    {
        step.residual.push(stream[stream.len() - hidden..].to_vec());
    }
}

/// Angles of `count` positions from `begin` on, in 64 bits and rounded at the end.
fn set_angles(rope: &Rope, begin: usize, count: usize, turns: &mut Vec<(f32, f32)>) {
    turns.clear();
    for position in begin..begin + count {
        turns.extend((0..rope.pairs()).map(|pair| {
            let (sine, cosine) = (position as f64 * rope.frequency(pair)).sin_cos();
            (cosine as f32, sine as f32)
        }));
    }
}

/// RoPE of the queries and keys in `projected`: the coordinates `2i` and `2i + 1` of a head are a pair.
fn turn(projected: &mut [f32], turns: &[(f32, f32)], config: &LlamaConfig) {
    let (pairs, turned) = (config.head_dim / 2, config.query_size() + config.key_value_size());
    let width = turned + config.key_value_size();
    for (row, turns) in projected.chunks_exact_mut(width).zip(turns.chunks_exact(pairs)) {
        for head in row[..turned].chunks_exact_mut(2 * pairs) {
            for (pair, (cosine, sine)) in head.as_chunks_mut::<2>().0.iter_mut().zip(turns) {
                let [x, y] = *pair;
                *pair = [x * cosine - y * sine, x * sine + y * cosine];
            }
        }
    }
}

impl TextModel for FastLlama {
    fn sizes(&self) -> Sizes {
        Sizes {
            vocab_size: self.config.vocab_size,
            num_layers: self.config.num_hidden_layers,
            num_heads: self.config.num_attention_heads,
            context: self.context,
        }
    }

    fn len(&self) -> usize {
        self.cache.len()
    }

    fn cache_bytes(&self) -> usize {
        self.cache.bytes()
    }

    fn truncate(&mut self, len: usize) {
        self.cache.truncate(len);
    }

    fn extend<'a>(&'a mut self, tokens: &'a [u32], keep: Keep) -> Answer<'a, Step> {
        Box::pin(async move { self.take(tokens, keep) })
    }

    fn lens<'a>(&'a mut self, residual: &'a [f32]) -> Answer<'a, Vec<f32>> {
        Box::pin(async move {
            if residual.len() != self.config.hidden_size {
                let width = self.config.hidden_size;
                return Err(format!("a row of the residual stream has {width} numbers, not {}", residual.len()));
            }
            self.room.stream.clear();
            self.room.stream.extend_from_slice(residual);
            Ok(self.logits())
        })
    }
}
