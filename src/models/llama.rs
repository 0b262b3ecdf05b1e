//! A Llama (Touvron and others, "LLaMA", 2023, with the grouped-query attention of Ainslie and others, 2023): the architecture of
//! SmolLM2 and of most open models that write.
//!
//! In plain tensor operations, on any device: this is the way that others are held to. It holds its weights in 32 bits. [`fast`] runs it on a CPU
//! from weights at 4 and 8 bits.

mod build;
pub mod config;
pub mod fast;
mod layer;
mod model;
mod trace;
mod writer;

pub use build::Builder;
pub use config::LlamaConfig;
pub use layer::Layer;
pub use model::{Cache, Llama, Output};
pub use trace::LayerTrace;
pub use writer::LlamaWriter;
