//! The positional encoding lesson: sinusoids as a picture, waves and clocks, and one attention layer under five schemes.
//!
//! The sinusoids are computed here, by `algorithms::positional_encoding`: a window of them is a few thousand sines. The attention
//! layer runs in the engine.

mod actions;
mod clocks;
mod compare;
mod equation;
mod exercise;
mod experiment;
mod export;
mod lesson;
mod number;
mod picture;
mod scheme;
mod sentence;
mod url;

#[cfg(test)]
mod tests;

pub use clocks::{clocks_table, hands};
pub use compare::{Change, NOISE, ScoreRow, Standing};
pub use equation::{attention_math, cell_math, rotation_math};
pub use exercise::Exercise;
pub use experiment::{Experiment, Outcome};
pub use export::{MAX_EXPORT, matrix_csv, matrix_npy};
pub use lesson::{Lesson, Phase, WINDOW};
pub use number::Number;
pub use picture::Clock;
pub use scheme::SchemeInfo;
pub use sentence::first_sentence;
