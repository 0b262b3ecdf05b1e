//! GPT as the guide's `SimpleGPT` builds it: a token's vector and its place's vector, blocks that look back only, a score for each token.
//!
//! Two forward passes from the same weights: [`SimpleGpt`] in Burn's operations, for training; [`Decoder`] on plain slices with a cache of keys
//! and values, for writing. Names are those of the guide's PyTorch classes.

mod block;
mod config;
mod decoder;
mod model;
mod operations;

pub use block::{Block, LayerNorm, Linear};
pub use config::{Activation, GptConfig, LAYER_NORM_EPS, NormPlace};
pub use decoder::Decoder;
pub use model::SimpleGpt;
pub use operations::Operations;
