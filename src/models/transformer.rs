//! A stack of Transformer blocks with everything inside in view: the guide's `MultiHeadAttention` and `TransformerBlock` (Vaswani and
//! others, "Attention Is All You Need", 2017), in the original order of its norms (after each sum) or in GPT-2's (before each part).
//!
//! Sequences are batch-first, `[batch, tokens, d_model]`. It is written in plain tensor operations, one line a step: autodiff follows
//! it, and a page shows the file beside what it computes.

mod block;
mod config;
mod model;
mod placed;
mod surgery;
mod trace;

pub use block::{Attention, Block, LayerNorm, Linear};
pub use config::{Activation, LAYER_NORM_EPS, NormPlace, TransformerConfig};
pub use model::{Output, Transformer};
pub use placed::{Placed, PlacedBlock, PlacedConfig};
pub use surgery::{Mask, Patch, Site, Surgery};
pub use trace::{LayerTrace, Trace};
