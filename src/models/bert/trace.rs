//! Everything one run computed, on request.

use burn::tensor::Tensor;

/// What is kept of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    #[default]
    Nothing,
    /// The embeddings and one layer.
    Layer(usize),
    Everything,
}

impl Keep {
    pub(super) fn layer(self, layer: usize) -> bool {
        self == Keep::Everything || self == Keep::Layer(layer)
    }
}

#[derive(Clone, Debug)]
pub struct Trace {
    pub embeddings: EmbeddingTrace,
    /// What was added to the scores of every layer, if anything was: `[batch or 1, heads or 1, tokens or 1, tokens]`.
    pub mask: Option<Tensor<4>>,
    /// The kept ones, in their order.
    pub layers: Vec<LayerTrace>,
}

/// What the first layer reads, and what it is the sum of, each `[batch, tokens, hidden]`.
#[derive(Clone, Debug)]
pub struct EmbeddingTrace {
    pub word: Tensor<3>,
    pub position: Tensor<3>,
    pub token_type: Tensor<3>,
    pub sum: Tensor<3>,
    /// The sum, normalised.
    pub normalized: Tensor<3>,
}

/// One layer, in the order of its steps.
#[derive(Clone, Debug)]
pub struct LayerTrace {
    pub layer: usize,
    /// What it read, `[batch, tokens, hidden]`.
    pub input: Tensor<3>,
    /// `[batch, heads, tokens, head_dim]`
    pub query: Tensor<4>,
    /// As `query`.
    pub key: Tensor<4>,
    /// As `query`.
    pub value: Tensor<4>,
    /// `query · key / √head_dim` before any mask: `[batch, heads, tokens, tokens]`, a query in each row.
    pub scores: Tensor<4>,
    /// Softmax of scores and mask, every row adds up to 1, before a head mask: `[batch, heads, tokens, tokens]`.
    pub probabilities: Tensor<4>,
    /// Values mixed, the heads side by side, `[batch, tokens, hidden]`.
    pub context: Tensor<3>,
    /// The heads' output projection, `[batch, tokens, hidden]`.
    pub attention_output: Tensor<3>,
    /// `input + attention_output`
    pub attention_residual: Tensor<3>,
    /// The same, normalised.
    pub attention_norm: Tensor<3>,
    /// Before its GELU, `[batch, tokens, intermediate]`.
    pub intermediate: Tensor<3>,
    /// After it.
    pub activated: Tensor<3>,
    /// The feed-forward part's second projection, `[batch, tokens, hidden]`.
    pub feed_forward: Tensor<3>,
    /// `attention_norm + feed_forward`
    pub residual: Tensor<3>,
    /// What the next layer reads.
    pub output: Tensor<3>,
}
