//! Sizes and choices, the names and shapes of the weights, and weights that were not trained.

use algorithms::positional_encoding::{BASE, Sinusoid};
use algorithms::rng::Rng;
use burn::module::Param;
use burn::tensor::{Device, TensorData};

use super::block::{Attention, Block, LayerNorm, Linear};
use super::model::Transformer;
use crate::weights::{NamedTensor, Weights};

/// Where a block normalises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NormPlace {
    /// After each sum, as published and as in the guide.
    Post,
    /// Before each part, the residual stream itself is left alone; one more norm follows the last block (GPT-2).
    Pre,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    Relu,
    /// `x Φ(x)` with the exact Φ.
    Gelu,
}

/// The names are those of the guide and of `torch.nn.TransformerEncoderLayer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransformerConfig {
    /// Different tokens.
    pub vocab_size: usize,
    /// Rows of the table of positions.
    pub max_len: usize,
    pub d_model: usize,
    /// Divides `d_model`.
    pub num_heads: usize,
    /// Width of the feed-forward part's inside.
    pub d_ff: usize,
    pub num_layers: usize,
    pub norm: NormPlace,
    pub activation: Activation,
    /// Whether the last vectors are turned into a score for each token of the vocabulary.
    pub head: bool,
}

/// PyTorch's default.
pub const LAYER_NORM_EPS: f64 = 1e-5;

impl TransformerConfig {
    pub fn head_dim(&self) -> usize {
        self.d_model / self.num_heads
    }

    /// Names and shapes of all weights, in the order of the computation. A linear layer's weight is `[output, input]`, as PyTorch keeps it.
    pub fn shapes(&self) -> Vec<(String, Vec<usize>)> {
        let (d_model, d_ff) = (self.d_model, self.d_ff);
        let mut shapes = vec![
            ("embedding.weight".to_string(), vec![self.vocab_size, d_model]),
            ("position.weight".to_string(), vec![self.max_len, d_model]),
        ];
        for layer in 0..self.num_layers {
            let mut linear = |name: &str, input: usize, output: usize| {
                shapes.push((format!("blocks.{layer}.{name}.weight"), vec![output, input]));
                shapes.push((format!("blocks.{layer}.{name}.bias"), vec![output]));
            };
            for name in ["W_q", "W_k", "W_v", "W_o"] {
                linear(&format!("attention.{name}"), d_model, d_model);
            }
            // In the guide's `Sequential` the activation and a dropout stand between them.
            linear("feed_forward.0", d_model, d_ff);
            linear("feed_forward.3", d_ff, d_model);
            for name in ["norm1", "norm2"] {
                shapes.push((format!("blocks.{layer}.{name}.weight"), vec![d_model]));
                shapes.push((format!("blocks.{layer}.{name}.bias"), vec![d_model]));
            }
        }
        if self.norm == NormPlace::Pre {
            shapes.push(("norm.weight".into(), vec![d_model]));
            shapes.push(("norm.bias".into(), vec![d_model]));
        }
        if self.head {
            shapes.push(("head.weight".into(), vec![self.vocab_size, d_model]));
        }
        shapes
    }

    /// Weights before any training: matrices normal with the deviation `1/√input`, which keeps the size of what passes; biases near
    /// zero; norms that change nothing; vectors of tokens normal, of positions sinusoids.
    pub fn init_weights(&self, seed: u64) -> Weights {
        let tensors = self.shapes().into_iter().map(|(name, shape)| {
            let mut rng = Rng::fork(seed, &name);
            let count = shape.iter().product::<usize>();
            let mut normal = |deviation: f32| (0..count).map(|_| rng.normal() * deviation).collect::<Vec<f32>>();
            let values = match name.as_str() {
                "position.weight" => self.sinusoids(),
                "embedding.weight" => normal(1.0),
                name if name.contains("norm") => vec![f32::from(u8::from(name.ends_with("weight"))); count],
                name if name.ends_with("bias") => normal(0.1),
                _ => normal(1.0 / (shape[1] as f32).sqrt()),
            };
            NamedTensor { name, shape, values }
        });
        Weights { tensors: tensors.collect(), ..Weights::default() }
    }

    fn sinusoids(&self) -> Vec<f32> {
        let sinusoid = Sinusoid::new(self.d_model, BASE).expect("a width of at least 1 and the usual base");
        sinusoid.table((0..self.max_len).map(|position| position as f64))
    }

    /// # Errors
    /// In words, if the sizes do not fit each other.
    pub fn check(&self) -> Result<(), String> {
        let (d_model, heads) = (self.d_model, self.num_heads);
        if heads == 0 || d_model == 0 || !d_model.is_multiple_of(heads) {
            return Err(format!("{heads} heads cannot share a d_model of {d_model} evenly; choose a divisor of it"));
        }
        if self.num_layers == 0 || self.d_ff == 0 || self.vocab_size == 0 || self.max_len == 0 {
            return Err(
                "a model needs at least one layer, one token, one position and one number inside; raise it".into()
            );
        }
        Ok(())
    }

    /// The model with these weights on `device`.
    ///
    /// # Errors
    /// In words, if the sizes do not fit each other, or if a weight is missing or has another shape.
    pub fn init(&self, weights: &Weights, device: &Device) -> Result<Transformer, String> {
        self.check()?;
        let mut data = Vec::new();
        for (name, shape) in self.shapes() {
            let found = weights.get(&name).ok_or_else(|| format!("the weights have no tensor {name}"))?;
            if found.shape != shape {
                return Err(format!("the tensor {name} has the shape {:?}; {shape:?} is needed", found.shape));
            }
            data.push(TensorData::new(found.values.clone(), shape));
        }
        let mut data = data.into_iter();
        let mut next = || data.next().expect("one array for each shape");
        let (embedding, position) = (Param::from_data(next(), device), Param::from_data(next(), device));
        let mut blocks = Vec::new();
        for _ in 0..self.num_layers {
            let mut linear =
                || Linear { weight: Param::from_data(next(), device), bias: Param::from_data(next(), device) };
            let attention = Attention { w_q: linear(), w_k: linear(), w_v: linear(), w_o: linear() };
            let (inner, outer) = (linear(), linear());
            let mut norm =
                || LayerNorm { weight: Param::from_data(next(), device), bias: Param::from_data(next(), device) };
            blocks.push(Block { attention, inner, outer, norm1: norm(), norm2: norm() });
        }
        let mut norm =
            || LayerNorm { weight: Param::from_data(next(), device), bias: Param::from_data(next(), device) };
        let norm = (self.norm == NormPlace::Pre).then(&mut norm);
        let head = self.head.then(|| Param::from_data(next(), device));
        Ok(Transformer { embedding, position, blocks, norm, head, config: self.clone() })
    }
}
