//! The engine: models on a device, driven by requests. Only this crate names backends. No JavaScript here: the worker binary is the
//! thin glue to the browser, and native tests drive the same [`Session`] with requests.

pub mod arrival;
pub mod bert;
mod check;
pub mod clipping;
pub mod device;
pub mod embeddings;
pub mod fused;
pub mod gpt;
pub mod kernels;
pub mod llama;
pub mod lstm;
pub mod positional_encoding;
pub mod rag;
pub mod self_test;
pub mod seq2seq;
pub mod session;
pub mod trainer;
pub mod transformer;
pub mod writing;

pub use session::Session;
