//! Everything one run computed. The names of a layer's tensors are the same for every encoder of this crate.

use burn::tensor::Tensor;

#[derive(Clone, Debug)]
pub struct Trace {
    /// The tokens' vectors, `[batch, tokens, d_model]`.
    pub word: Tensor<3>,
    /// Their places' vectors, `[1, tokens, d_model]`.
    pub position: Tensor<3>,
    pub layers: Vec<LayerTrace>,
}

/// One layer, in the order of its steps (with the norms after each sum).
#[derive(Clone, Debug)]
pub struct LayerTrace {
    /// What it read, `[batch, tokens, d_model]`.
    pub input: Tensor<3>,
    /// `[batch, heads, tokens, head_dim]`
    pub query: Tensor<4>,
    /// As `query`.
    pub key: Tensor<4>,
    /// As `query`.
    pub value: Tensor<4>,
    /// `query · key`: `[batch, heads, tokens, tokens]`, a query in each row.
    pub products: Tensor<4>,
    /// The same divided by `√head_dim`, before any mask.
    pub scores: Tensor<4>,
    /// The same with the mask.
    pub masked: Tensor<4>,
    /// Softmax of every row: it adds up to 1.
    pub probabilities: Tensor<4>,
    /// Values mixed, head by head: `[batch, heads, tokens, head_dim]`.
    pub mixed: Tensor<4>,
    /// The heads side by side, `[batch, tokens, d_model]`.
    pub context: Tensor<3>,
    /// The heads' output projection.
    pub attention_output: Tensor<3>,
    /// `input + attention_output`
    pub attention_residual: Tensor<3>,
    /// The first norm: of `attention_residual`, or, before its part, of `input`.
    pub attention_norm: Tensor<3>,
    /// Before the activation, `[batch, tokens, d_ff]`.
    pub intermediate: Tensor<3>,
    /// After it.
    pub activated: Tensor<3>,
    /// The feed-forward part's second projection, `[batch, tokens, d_model]`.
    pub feed_forward: Tensor<3>,
    /// The second sum.
    pub residual: Tensor<3>,
    /// The second norm: of `residual`, or, before its part, of `attention_residual`.
    pub feed_forward_norm: Tensor<3>,
    /// What the next layer reads.
    pub output: Tensor<3>,
}
