//! A small Transformer that is told its places by any scheme, so that schemes can be trained against each other.

use algorithms::rng::Rng;
use burn::module::{Module, Param};
use burn::tensor::{Device, Int, Tensor, TensorData, activation};

use super::block::{LayerNorm, Linear};
use crate::attention::{Attention, AttentionConfig, Scheme, Wiring};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedConfig {
    /// Different tokens.
    pub vocab_size: usize,
    pub d_model: usize,
    pub num_heads: usize,
    pub d_ff: usize,
    pub num_layers: usize,
    /// Rows of a table of positions that is learned; 0 for every other scheme.
    pub learned: usize,
}

/// Norms before the parts, causal attention without biases, GELU.
#[derive(Module, Debug)]
pub struct Placed {
    /// `[vocab_size, d_model]`
    pub embedding: Param<Tensor<2>>,
    /// `[learned, d_model]`
    pub position: Option<Param<Tensor<2>>>,
    pub blocks: Vec<PlacedBlock>,
    pub norm: LayerNorm,
    /// `[vocab_size, d_model]`
    pub head: Param<Tensor<2>>,
    #[module(skip)]
    pub config: PlacedConfig,
}

#[derive(Module, Debug)]
pub struct PlacedBlock {
    pub norm1: LayerNorm,
    pub attention: Attention,
    pub norm2: LayerNorm,
    pub inner: Linear,
    pub outer: Linear,
}

/// Of the vectors of tokens and of learned positions at the start.
const DEVIATION: f32 = 0.5;

impl PlacedConfig {
    /// The model before its training. What two schemes have in common begins with the same numbers under one seed.
    ///
    /// # Errors
    /// In words, if the heads do not divide `d_model`.
    pub fn init(&self, seed: u64, device: &Device) -> Result<Placed, String> {
        let Self { vocab_size, d_model, num_heads, d_ff, .. } = *self;
        let table = |name: &str, [rows, cols]: [usize; 2], deviation: f32| {
            let mut rng = Rng::fork(seed, name);
            let values: Vec<f32> = (0..rows * cols).map(|_| rng.normal() * deviation).collect();
            Param::from_data(TensorData::new(values, [rows, cols]), device)
        };
        let row = |width: usize, value: f32| Param::from_data(TensorData::new(vec![value; width], [width]), device);
        let norm = || LayerNorm { weight: row(d_model, 1.0), bias: row(d_model, 0.0) };
        let linear = |name: &str, input: usize, output: usize| Linear {
            weight: table(name, [output, input], 1.0 / (input as f32).sqrt()),
            bias: row(output, 0.0),
        };
        let attention = AttentionConfig { d_model, num_heads, causal: true };
        let mut blocks = Vec::new();
        for layer in 0..self.num_layers {
            let weights = attention.weights(Wiring::Random, seed.wrapping_add(1 + layer as u64));
            blocks.push(PlacedBlock {
                norm1: norm(),
                attention: attention.init(&weights, device)?,
                norm2: norm(),
                inner: linear(&format!("inner {layer}"), d_model, d_ff),
                outer: linear(&format!("outer {layer}"), d_ff, d_model),
            });
        }
        Ok(Placed {
            embedding: table("embedding", [vocab_size, d_model], DEVIATION),
            position: (self.learned > 0).then(|| table("position", [self.learned, d_model], DEVIATION)),
            blocks,
            norm: norm(),
            head: table("head", [vocab_size, d_model], 1.0 / (d_model as f32).sqrt()),
            config: self.clone(),
        })
    }
}

impl Placed {
    /// `tokens` `[batch, tokens]` to a score for each next token, `[batch, tokens, vocab_size]`. What is added is added once, to the
    /// vectors of the tokens; what turns or leans on distances acts in every layer.
    pub fn forward(&self, tokens: Tensor<2, Int>, scheme: &Scheme) -> Tensor<3> {
        let [batch, length] = tokens.dims();
        let PlacedConfig { d_model, vocab_size, .. } = self.config;
        let mut x = self.embedding.val().select(0, tokens.reshape([batch * length])).reshape([batch, length, d_model]);
        if let Some(position) = &self.position {
            x = x + position.val().narrow(0, 0, length).unsqueeze::<3>(); // [1, tokens, d_model]
        }
        let inside = match scheme {
            Scheme::Added(positions) => {
                x = x + positions.clone();
                &Scheme::None
            }
            other => other,
        };
        for block in &self.blocks {
            let attended = block.attention.forward(block.norm1.forward(x.clone()), inside).output;
            x = x + attended; // [batch, tokens, d_model]
            let fed = activation::gelu(block.inner.forward(block.norm2.forward(x.clone()))); // [batch, tokens, d_ff]
            x = x + block.outer.forward(fed);
        }
        let rows = self.norm.forward(x).reshape([batch * length, d_model]);
        rows.matmul(self.head.val().transpose()).reshape([batch, length, vocab_size]) // [batch, tokens, vocab_size]
    }
}
