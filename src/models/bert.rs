//! BERT's encoder (Devlin, Chang, Lee and Toutanova, 2018), a Transformer that reads in both directions, with everything inside in view; and
//! the sentence embeddings of sentence-transformers (Reimers and Gurevych, 2019) that MiniLM was trained for.
//!
//! One forward pass serves every device: [`Operations`] are what it is made of, in plain tensor operations or in kernels of a device.
//! Inside, a batch is rows, `[batch * tokens, hidden]`; what is handed out has its dimensions apart.

mod adapter;
mod batch;
mod build;
mod config;
pub mod head;
mod layer;
mod masked;
mod model;
mod operations;
mod surgery;
mod text;
mod trace;

pub use adapter::shapes as adapter_shapes;
pub use batch::{Batch, Sequence};
pub use build::Builder;
pub use config::BertConfig;
pub use layer::{Layer, Linear, Norm};
pub use masked::{Head, Masked};
pub use model::{Bert, Output};
pub use operations::{Layout, Operations};
pub use surgery::{MASKED, Patch, Surgery};
pub use text::{Encoded, Piece, Text};
pub use trace::{EmbeddingTrace, Keep, LayerTrace, Trace};
