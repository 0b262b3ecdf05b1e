//! What a layer computed on its way.

use burn::tensor::Tensor;

/// Rows are the tokens taken in by this run, `tokens` of them; columns of scores are all tokens so far, `total`.
#[derive(Clone, Debug)]
pub struct LayerTrace {
    /// The residual stream that the layer reads, `[tokens, hidden]`.
    pub input: Tensor<2>,
    /// `[tokens, hidden]`
    pub attention_norm: Tensor<2>,
    /// Turned by their positions, `[heads, tokens, head_dim]`.
    pub query: Tensor<3>,
    /// Of all tokens so far, turned: the cache's, `[key_value_heads, total, head_dim]`.
    pub key: Tensor<3>,
    /// `[key_value_heads, total, head_dim]`
    pub value: Tensor<3>,
    /// Scaled, before the mask, `[heads, tokens, total]`.
    pub scores: Tensor<3>,
    /// `[heads, tokens, total]`
    pub probabilities: Tensor<3>,
    /// The heads' values side by side, `[tokens, heads * head_dim]`.
    pub context: Tensor<2>,
    /// `[tokens, hidden]`
    pub attention_output: Tensor<2>,
    /// The sum with `input`, `[tokens, hidden]`.
    pub attention_residual: Tensor<2>,
    /// `[tokens, hidden]`
    pub feed_forward_norm: Tensor<2>,
    /// Before SiLU, `[tokens, intermediate]`.
    pub gate: Tensor<2>,
    /// `[tokens, intermediate]`
    pub up: Tensor<2>,
    /// `silu(gate) * up`, `[tokens, intermediate]`.
    pub activated: Tensor<2>,
    /// `[tokens, hidden]`
    pub feed_forward: Tensor<2>,
    /// What the layer leaves, `[tokens, hidden]`.
    pub output: Tensor<2>,
}
