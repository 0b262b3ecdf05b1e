//! Multi-head attention (Vaswani and others, "Attention Is All You Need", 2017, section 3.2), one layer, with everything inside in view.
//!
//! How positions enter is handed in as a [`Scheme`], so that one layer can be run, or later trained, under each of them. Sequences are
//! batch-first here, `[batch, tokens, d_model]`: each sentence is then one contiguous block, which is what the matmuls want.

mod layer;
mod scheme;
mod wiring;

pub use layer::{Attention, AttentionTrace};
pub(crate) use scheme::rotate;
pub use scheme::{Scheme, Turns};
pub use wiring::Wiring;

/// The names are those of the paper and of `torch.nn.MultiheadAttention`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttentionConfig {
    pub d_model: usize,
    /// Divides `d_model`.
    pub num_heads: usize,
    /// A token sees itself and what stands before it, as in GPT; otherwise all, as in BERT.
    pub causal: bool,
}

impl AttentionConfig {
    pub fn head_dim(&self) -> usize {
        self.d_model / self.num_heads
    }
}
