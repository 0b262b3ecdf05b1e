//! The whole model.

use algorithms::positional_encoding::Rope;
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::layer::{KeysValues, Run, linear, rms_norm};
use super::{Layer, LayerTrace, LlamaConfig};
use crate::attention::Turns;

#[derive(Clone, Debug)]
pub struct Llama {
    /// `[vocab_size, hidden]`; also the matrix of the output.
    pub token_embeddings: Tensor<2>,
    pub layers: Vec<Layer>,
    /// `[hidden]`
    pub output_norm: Tensor<1>,
    /// Of one head.
    pub rope: Rope,
    pub config: LlamaConfig,
}

/// What the layers remember of the tokens so far.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    layers: Vec<Option<KeysValues>>,
    len: usize,
}

/// What comes out of a run.
#[derive(Clone, Debug)]
pub struct Output {
    /// The residual stream after the last layer, `[tokens, hidden]`.
    pub hidden: Tensor<2>,
    /// Every layer's steps; empty unless kept.
    pub layers: Vec<LayerTrace>,
}

/// Below any score by so much that nothing is left of it; finite, since not every GPU knows infinities.
const MASKED: f32 = -1e9;

impl Cache {
    /// Tokens.
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Forgets every token from the `len`-th on.
    pub fn truncate(&mut self, len: usize) {
        if len >= self.len {
            return;
        }
        self.len = len;
        for layer in &mut self.layers {
            *layer = match layer.take() {
                Some((keys, values)) if len > 0 => Some((keys.narrow(1, 0, len), values.narrow(1, 0, len))),
                _ => None,
            };
        }
    }
}

impl Llama {
    /// Takes in `ids`, which follow the tokens in `cache`, and adds them to it. There must be at least one, and each below `vocab_size`.
    pub fn forward(&self, ids: &[u32], cache: &mut Cache, keep: bool) -> Output {
        let (device, tokens, before) = (self.token_embeddings.device(), ids.len(), cache.len);
        let places = TensorData::new(ids.iter().map(|&id| id as i32).collect(), [tokens]);
        let places = Tensor::<1, Int>::from_data(places, &device);
        let mut x = self.token_embeddings.clone().select(0, places); // [tokens, hidden]
        let run = Run {
            config: &self.config,
            turns: self.turns(before, tokens, &device),
            mask: (tokens > 1).then(|| causal(before, tokens, &device)),
        };
        cache.layers.resize(self.layers.len(), None);
        let mut layers = Vec::new();
        for (layer, cache) in self.layers.iter().zip(&mut cache.layers) {
            let trace = layer.forward(x, cache, &run);
            x = trace.output.clone();
            if keep {
                layers.push(trace);
            }
        }
        cache.len += tokens;
        Output { hidden: x, layers }
    }

    /// What may come next after each row of the residual stream: `[rows, hidden]` to logits `[rows, vocab_size]`.
    pub fn logits(&self, hidden: Tensor<2>) -> Tensor<2> {
        linear(&rms_norm(hidden, &self.output_norm, self.config.rms_norm_eps), &self.token_embeddings)
    }

    fn turns(&self, before: usize, tokens: usize, device: &Device) -> Turns {
        let head_dim = self.config.head_dim;
        let positions: Vec<f64> = (before..before + tokens).map(|position| position as f64).collect();
        let (cos, sin) = self.rope.tables(&positions);
        let [cos, sin] =
            [cos, sin].map(|table| Tensor::from_data(TensorData::new(table, [1, 1, tokens, head_dim]), device));
        Turns { cos, sin }
    }
}

/// A token sees itself and what stands before it, `[tokens, before + tokens]`.
fn causal(before: usize, tokens: usize, device: &Device) -> Tensor<2> {
    let total = before + tokens;
    let mask = |at: usize| if at % total > before + at / total { MASKED } else { 0.0 };
    Tensor::from_data(TensorData::new((0..tokens * total).map(mask).collect(), [tokens, total]), device)
}
