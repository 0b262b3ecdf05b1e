//! Products with quantised weights, as llama.cpp computes them: weights at 4 or 8 bits as a GGUF file has them, activations at 8, products of a
//! block of 32 in whole numbers. What differs from llama.cpp is the order of the sums over blocks.
//!
//! WebAssembly's widest product of whole numbers is `i32x4.dot_i16x8_s`, eight at a time. The layout is made for it: sixteen bytes hold four
//! rows ([`blocks`]), weights are masked out of them and stay where they stand, and activations make up for it ([`activations`]).

pub mod activations;
pub mod blocks;
pub mod lanes;
pub mod matrix;
pub mod proof;

/// Numbers that share a scale.
pub const BLOCK: usize = 32;

/// Rows of a panel.
pub const ROWS: usize = 8;
