//! The models of the guide, in Burn, with everything inside in view. No backend is named here: the device comes from outside.
//!
//! Sequences of recurrent models are time-major, `[steps, batch, features]` (PyTorch's default): a step is then one contiguous slice.
//! Those of Transformers are batch-first.

pub mod attention;
pub mod bert;
pub mod gpt;
pub mod kernels;
pub mod llama;
pub mod lstm;
pub mod operations;
pub mod recurrent;
pub mod rnn;
pub mod seq2seq;
pub mod text_model;
pub mod transformer;
pub mod weights;
pub mod word2vec;
