//! One layer.

use burn::tensor::{Tensor, activation};

use super::{LayerTrace, LlamaConfig};
use crate::attention::{Turns, rotate};

/// Weights. Matrices are `[output, input]`, and there are no biases.
#[derive(Clone, Debug)]
pub struct Layer {
    /// `[hidden]`
    pub attention_norm: Tensor<1>,
    /// `[heads * head_dim, hidden]`
    pub query: Tensor<2>,
    /// `[key_value_heads * head_dim, hidden]`
    pub key: Tensor<2>,
    /// `[key_value_heads * head_dim, hidden]`
    pub value: Tensor<2>,
    /// `[hidden, heads * head_dim]`
    pub attention_output: Tensor<2>,
    /// `[hidden]`
    pub feed_forward_norm: Tensor<1>,
    /// `[intermediate, hidden]`
    pub gate: Tensor<2>,
    /// `[intermediate, hidden]`
    pub up: Tensor<2>,
    /// `[hidden, intermediate]`
    pub down: Tensor<2>,
}

/// Keys, turned by their positions, and values of all tokens so far: `[key_value_heads, total, head_dim]` each.
pub type KeysValues = (Tensor<3>, Tensor<3>);

/// What all layers of a run share.
pub(super) struct Run<'a> {
    pub config: &'a LlamaConfig,
    /// Of the tokens taken in.
    pub turns: Turns,
    /// 0 where a token may look, far below any score where it may not, `[tokens, total]`; `None` for one token, which may look everywhere.
    pub mask: Option<Tensor<2>>,
}

/// `x / sqrt(mean(x²) + ε) · w` of every row: Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019, equation 4.
pub(super) fn rms_norm(x: Tensor<2>, weight: &Tensor<1>, epsilon: f32) -> Tensor<2> {
    let mean_square = (x.clone() * x.clone()).mean_dim(1); // [tokens, 1]
    x / (mean_square + epsilon).sqrt() * weight.clone().unsqueeze()
}

/// `x Wᵀ`: `[tokens, input]` to `[tokens, output]`.
pub(super) fn linear(x: &Tensor<2>, weight: &Tensor<2>) -> Tensor<2> {
    x.clone().matmul(weight.clone().transpose())
}

impl Layer {
    /// `x` `[tokens, hidden]` to the same. `cache` is what earlier tokens left, and gets what these add.
    pub(super) fn forward(&self, x: Tensor<2>, cache: &mut Option<KeysValues>, run: &Run) -> LayerTrace {
        let LlamaConfig { num_attention_heads: heads, num_key_value_heads: groups, head_dim, rms_norm_eps, .. } =
            *run.config;
        let [tokens, _] = x.dims();
        let apart = |rows: Tensor<2>, heads: usize| rows.reshape([tokens, heads, head_dim]).swap_dims(0, 1);
        let turned = |x: Tensor<3>| rotate(x.unsqueeze::<4>(), &run.turns).squeeze_dim::<3>(0);

        let attention_norm = rms_norm(x.clone(), &self.attention_norm, rms_norm_eps); // [tokens, hidden]
        let query = turned(apart(linear(&attention_norm, &self.query), heads)); // [heads, tokens, head_dim]
        let key = turned(apart(linear(&attention_norm, &self.key), groups)); // [groups, tokens, head_dim]
        let value = apart(linear(&attention_norm, &self.value), groups);
        let (key, value) = match cache.take() {
            Some((keys, values)) => (Tensor::cat(vec![keys, key], 1), Tensor::cat(vec![values, value], 1)),
            None => (key, value),
        }; // [groups, total, head_dim]
        *cache = Some((key.clone(), value.clone()));

        // Heads that share keys and values stand next to each other: their queries become the rows of one product.
        let (rows, total) = (heads / groups * tokens, key.dims()[1]);
        let scale = 1.0 / (head_dim as f32).sqrt();
        let together = (query.clone() * scale).reshape([groups, rows, head_dim]);
        let scores = together.matmul(key.clone().swap_dims(1, 2)).reshape([heads, tokens, total]);
        let visible = match &run.mask {
            Some(mask) => scores.clone() + mask.clone().unsqueeze(),
            None => scores.clone(),
        };
        let probabilities = activation::softmax(visible, 2); // [heads, tokens, total]
        let context = probabilities.clone().reshape([groups, rows, total]).matmul(value.clone());
        let context = context.reshape([heads, tokens, head_dim]).swap_dims(0, 1).reshape([tokens, heads * head_dim]);
        let attention_output = linear(&context, &self.attention_output); // [tokens, hidden]
        let attention_residual = attention_output.clone() + x.clone();

        // SwiGLU: Shazeer, "GLU Variants Improve Transformer", 2020, equation 6.
        let feed_forward_norm = rms_norm(attention_residual.clone(), &self.feed_forward_norm, rms_norm_eps);
        let gate = linear(&feed_forward_norm, &self.gate); // [tokens, intermediate]
        let up = linear(&feed_forward_norm, &self.up);
        let activated = activation::silu(gate.clone()) * up.clone();
        let feed_forward = linear(&activated, &self.down); // [tokens, hidden]
        let output = feed_forward.clone() + attention_residual.clone();
        LayerTrace {
            input: x,
            attention_norm,
            query,
            key,
            value,
            scores,
            probabilities,
            context,
            attention_output,
            attention_residual,
            feed_forward_norm,
            gate,
            up,
            activated,
            feed_forward,
            output,
        }
    }
}
