//! Products with quantised weights, as llama.cpp computes them: weights at 4 or 8 bits as a GGUF file has them, activations at 12, products of a
//! block of 32 in whole numbers. What differs from llama.cpp is the order of the sums over blocks.
//!
//! The layout is made for WebAssembly's products of whole numbers: sixteen bytes hold four rows ([`layout`]), so that no sum is taken across a
//! register. Its plain SIMD multiplies 16 bits ([`words`]), its relaxed SIMD 8 ([`bytes`]), to the same bits.

pub mod activations;
pub mod blocks;
pub mod byte_lanes;
pub mod bytes;
pub mod kernels;
pub mod lanes;
pub mod layout;
pub mod matrix;
pub mod panels;
pub mod proof;
pub mod words;
