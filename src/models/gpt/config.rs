//! Sizes and choices, the names and shapes of the weights, and weights before any training.

use algorithms::rng::Rng;
use burn::module::Param;
use burn::tensor::{Device, TensorData};

use super::block::{Block, LayerNorm, Linear};
use super::model::SimpleGpt;
use crate::weights::{NamedTensor, Weights};

/// Where a block normalises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NormPlace {
    /// After each sum, as the guide writes it (and the first Transformer).
    Post,
    /// Before each part; the residual stream itself is left alone (GPT-2 and nearly all since).
    Pre,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    Relu,
    /// `x Φ(x)` with the exact Φ.
    Gelu,
}

/// The guide's `SimpleGPT(vocab_size, embed_size, num_layers, heads, max_length)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GptConfig {
    pub vocab_size: usize,
    /// The guide's `embed_size`.
    pub d_model: usize,
    pub num_layers: usize,
    /// Divides `d_model`.
    pub num_heads: usize,
    /// Rows of the table of positions: the context.
    pub max_length: usize,
    pub norm: NormPlace,
    pub activation: Activation,
}

/// PyTorch's default.
pub const LAYER_NORM_EPS: f32 = 1e-5;
/// The feed-forward part's inside is so many times as wide: the guide's `forward_expansion`.
const EXPANSION: usize = 4;

impl GptConfig {
    pub fn head_dim(&self) -> usize {
        self.d_model / self.num_heads
    }

    pub fn d_ff(&self) -> usize {
        EXPANSION * self.d_model
    }

    /// Names and shapes of all weights, as the guide's `state_dict()` lists them. A linear layer's weight is `[output, input]`.
    pub fn shapes(&self) -> Vec<(String, Vec<usize>)> {
        let (d_model, d_ff, vocab_size) = (self.d_model, self.d_ff(), self.vocab_size);
        let mut shapes = vec![
            ("token_embedding.weight".to_string(), vec![vocab_size, d_model]),
            ("position_embedding.weight".to_string(), vec![self.max_length, d_model]),
        ];
        for layer in 0..self.num_layers {
            let mut put = |name: &str, shape: &[usize]| shapes.push((format!("layers.{layer}.{name}"), shape.to_vec()));
            put("attention.in_proj_weight", &[3 * d_model, d_model]);
            put("attention.in_proj_bias", &[3 * d_model]);
            put("attention.out_proj.weight", &[d_model, d_model]);
            put("attention.out_proj.bias", &[d_model]);
            for name in ["norm1", "norm2"] {
                put(&format!("{name}.weight"), &[d_model]);
                put(&format!("{name}.bias"), &[d_model]);
            }
            put("feed_forward.0.weight", &[d_ff, d_model]);
            put("feed_forward.0.bias", &[d_ff]);
            put("feed_forward.2.weight", &[d_model, d_ff]);
            put("feed_forward.2.bias", &[d_model]);
        }
        shapes.push(("ln_f.weight".into(), vec![d_model]));
        shapes.push(("ln_f.bias".into(), vec![d_model]));
        shapes.push(("head.weight".into(), vec![vocab_size, d_model]));
        shapes
    }

    pub fn num_parameters(&self) -> usize {
        self.shapes().iter().map(|(_, shape)| shape.iter().product::<usize>()).sum()
    }

    /// Multiplications and additions of one token's forward pass with `context` tokens before and at it: two for each weight of a matrix,
    /// and attention's two products. A training step costs three times as much (Kaplan et al., 2020, appendix B).
    pub fn flops_per_token(&self, context: usize) -> usize {
        let block = 12 * self.d_model * self.d_model;
        let attention = 2 * context * self.d_model;
        2 * (self.num_layers * (block + attention) + self.vocab_size * self.d_model)
    }

    /// Weights before any training, drawn as PyTorch draws them: embeddings normal; `in_proj` by Glorot and Bengio (2010); other layers
    /// uniform in ±1/√input; attention's biases 0; norms that change nothing.
    pub fn init_weights(&self, seed: u64) -> Weights {
        let tensors = self.shapes().into_iter().map(|(name, shape)| {
            let mut rng = Rng::fork(seed, &name);
            let count = shape.iter().product::<usize>();
            let mut uniform = |bound: f32| (0..count).map(|_| rng.uniform_in(-bound, bound)).collect::<Vec<f32>>();
            let values = match name.as_str() {
                name if name.contains("norm") || name.starts_with("ln_f") => {
                    vec![f32::from(u8::from(name.ends_with("weight"))); count]
                }
                name if name.contains("attention") && name.ends_with("bias") => vec![0.0; count],
                name if name.ends_with("in_proj_weight") => uniform((6.0 / (4 * self.d_model) as f32).sqrt()),
                name if name.contains("embedding") => (0..count).map(|_| rng.normal()).collect(),
                name if name.ends_with("0.bias") => uniform(1.0 / (self.d_model as f32).sqrt()),
                name if name.ends_with("2.bias") => uniform(1.0 / (self.d_ff() as f32).sqrt()),
                _ => uniform(1.0 / (shape[1] as f32).sqrt()),
            };
            NamedTensor { name, shape, values }
        });
        Weights { tensors: tensors.collect(), ..Weights::default() }
    }

    /// # Errors
    /// In words, if the sizes do not fit each other.
    pub fn check(&self) -> Result<(), String> {
        let (d_model, heads) = (self.d_model, self.num_heads);
        if heads == 0 || d_model == 0 || !d_model.is_multiple_of(heads) {
            return Err(format!("{heads} heads cannot share a d_model of {d_model} evenly; choose a divisor of it"));
        }
        if self.num_layers == 0 || self.vocab_size == 0 || self.max_length == 0 {
            return Err("a model needs at least one layer, one token and one position; raise it".into());
        }
        Ok(())
    }

    /// The values of all weights in the order of [`GptConfig::shapes`].
    ///
    /// # Errors
    /// In words, if the sizes do not fit each other, or if a weight is missing or has another shape.
    pub(super) fn sorted<'a>(&self, weights: &'a Weights) -> Result<Vec<&'a NamedTensor>, String> {
        self.check()?;
        let find = |(name, shape): (String, Vec<usize>)| {
            let found = weights.get(&name).ok_or_else(|| format!("the weights have no tensor {name}"))?;
            if found.shape != shape {
                return Err(format!("the tensor {name} has the shape {:?}; {shape:?} is needed", found.shape));
            }
            Ok(found)
        };
        self.shapes().into_iter().map(find).collect()
    }

    /// The model with these weights on `device`.
    ///
    /// # Errors
    /// As [`GptConfig::check`], and if a weight is missing or has another shape.
    pub fn init(&self, weights: &Weights, device: &Device) -> Result<SimpleGpt, String> {
        let mut data =
            self.sorted(weights)?.into_iter().map(|found| TensorData::new(found.values.clone(), found.shape.clone()));
        let mut next = || data.next().expect("one array for each shape");
        let (token_embedding, position_embedding) =
            (Param::from_data(next(), device), Param::from_data(next(), device));
        let mut layers = Vec::new();
        for _ in 0..self.num_layers {
            let mut linear =
                || Linear { weight: Param::from_data(next(), device), bias: Param::from_data(next(), device) };
            let (in_proj, out_proj) = (linear(), linear());
            let mut norm =
                || LayerNorm { weight: Param::from_data(next(), device), bias: Param::from_data(next(), device) };
            let (norm1, norm2) = (norm(), norm());
            let mut linear =
                || Linear { weight: Param::from_data(next(), device), bias: Param::from_data(next(), device) };
            let (inner, outer) = (linear(), linear());
            layers.push(Block { in_proj, out_proj, norm1, norm2, inner, outer });
        }
        let ln_f = LayerNorm { weight: Param::from_data(next(), device), bias: Param::from_data(next(), device) };
        let head = Param::from_data(next(), device);
        Ok(SimpleGpt { token_embedding, position_embedding, layers, ln_f, head, config: self.clone() })
    }
}
