//! The layer itself.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData, activation::softmax};

use super::{AttentionConfig, Scheme, scheme};
use crate::weights::Weights;

/// Four projections without biases, each `[d_model, d_model]` as `nn.Linear` keeps its weight: `y = x Wᵀ`.
#[derive(Module, Debug)]
pub struct Attention {
    pub q_proj: Param<Tensor<2>>,
    pub k_proj: Param<Tensor<2>>,
    pub v_proj: Param<Tensor<2>>,
    pub o_proj: Param<Tensor<2>>,
    #[module(skip)]
    pub config: AttentionConfig,
}

/// Everything one run computed.
#[derive(Clone, Debug)]
pub struct AttentionTrace {
    /// Turned, under a rotary scheme. `[batch, heads, tokens, head_dim]`
    pub query: Tensor<4>,
    /// As `query`.
    pub key: Tensor<4>,
    /// `query · key / √head_dim`, with the bias, before the mask. `[batch, heads, tokens, tokens]`, a query in each row.
    pub scores: Tensor<4>,
    /// Softmax of the visible scores: every row adds up to 1. `[batch, heads, tokens, tokens]`
    pub weights: Tensor<4>,
    /// `[batch, tokens, d_model]`
    pub output: Tensor<3>,
}

/// Far below any score, so that its softmax is exactly 0; finite, since not every GPU knows infinities.
const MASKED: f32 = -1e9;

impl AttentionConfig {
    /// Names and shapes of all weights.
    pub fn shapes(&self) -> [(&'static str, Vec<usize>); 4] {
        ["q_proj.weight", "k_proj.weight", "v_proj.weight", "o_proj.weight"]
            .map(|name| (name, vec![self.d_model, self.d_model]))
    }

    /// The layer with these weights on `device`.
    ///
    /// # Errors
    /// In words, if the heads do not divide `d_model`, or if a weight is missing or has another shape.
    pub fn init(&self, weights: &Weights, device: &Device) -> Result<Attention, String> {
        let (d_model, heads) = (self.d_model, self.num_heads);
        if heads == 0 || !d_model.is_multiple_of(heads) || d_model == 0 {
            return Err(format!("{heads} heads cannot share a d_model of {d_model} evenly; choose a divisor of it"));
        }
        let projection = |(name, shape): (&str, Vec<usize>)| {
            let found = weights.get(name).ok_or_else(|| format!("the weights have no tensor {name}"))?;
            if found.shape != shape {
                return Err(format!("the tensor {name} has the shape {:?}; {shape:?} is needed", found.shape));
            }
            Ok(Param::from_data(TensorData::new(found.values.clone(), shape), device))
        };
        let [q, k, v, o] = self.shapes().map(projection);
        Ok(Attention { q_proj: q?, k_proj: k?, v_proj: v?, o_proj: o?, config: self.clone() })
    }
}

impl Attention {
    /// Runs the layer on `x` `[batch, tokens, d_model]`, with positions entering by `scheme`.
    pub fn forward(&self, x: Tensor<3>, scheme: &Scheme) -> AttentionTrace {
        let [batch, tokens, d_model] = x.dims();

        let x = match scheme {
            Scheme::Added(positions) => x + positions.clone(), // [batch, tokens, d_model]
            _ => x,
        };

        let mut query = self.heads(x.clone(), &self.q_proj); // [batch, heads, tokens, head_dim]
        let mut key = self.heads(x.clone(), &self.k_proj);
        let value = self.heads(x, &self.v_proj);
        if let Scheme::Rotary(turns) = scheme {
            query = scheme::rotate(query, turns);
            key = scheme::rotate(key, turns);
        }

        let scale = (self.config.head_dim() as f32).sqrt();
        let mut scores = query.clone().matmul(key.clone().swap_dims(2, 3)) / scale; // [batch, heads, tokens, tokens]
        if let Scheme::Bias(bias) = scheme {
            scores = scores + bias.clone();
        }

        let visible = if self.config.causal { scores.clone() + self.mask(tokens) } else { scores.clone() };
        let weights = softmax(visible, 3); // [batch, heads, tokens, tokens]

        let mixed = weights.clone().matmul(value); // [batch, heads, tokens, head_dim]
        let mixed = mixed.swap_dims(1, 2).reshape([batch, tokens, d_model]);
        let output = project(mixed, &self.o_proj); // [batch, tokens, d_model]

        AttentionTrace { query, key, scores, weights, output }
    }

    /// `x` `[batch, tokens, d_model]` projected and cut into heads, `[batch, heads, tokens, head_dim]`.
    fn heads(&self, x: Tensor<3>, weight: &Param<Tensor<2>>) -> Tensor<4> {
        let [batch, tokens, _] = x.dims();
        let AttentionConfig { num_heads, .. } = self.config;
        project(x, weight).reshape([batch, tokens, num_heads, self.config.head_dim()]).swap_dims(1, 2)
    }

    /// 0 up to the diagonal, [`MASKED`] after it: `[1, 1, tokens, tokens]`.
    fn mask(&self, tokens: usize) -> Tensor<4> {
        let value = |k: usize| if k % tokens > k / tokens { MASKED } else { 0.0 };
        let values: Vec<f32> = (0..tokens * tokens).map(value).collect();
        Tensor::from_data(TensorData::new(values, [1, 1, tokens, tokens]), &self.q_proj.val().device())
    }
}

/// `x Wᵀ` for every token: `[batch, tokens, d_model]` to the same.
fn project(x: Tensor<3>, weight: &Param<Tensor<2>>) -> Tensor<3> {
    let [batch, tokens, d_model] = x.dims();
    x.reshape([batch * tokens, d_model]).matmul(weight.val().transpose()).reshape([batch, tokens, d_model])
}
