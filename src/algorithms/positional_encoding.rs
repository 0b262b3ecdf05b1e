//! Ways to tell a model where a token stands. Attention by itself cannot know: shuffle its input and its output is shuffled, no more.
//!
//! Positions are real numbers here, so that a scaled position (0.25 · p) is as good as a whole one. Angles are computed in 64 bits: in
//! 32 bits a position of a few thousand leaves an angle only three decimals.

mod alibi;
mod learned;
mod rope;
mod sinusoid;
mod stretch;
mod words;

pub use alibi::{bias, slopes};
pub use learned::Learned;
pub use rope::{Layout, Pair, Rope};
pub use sinusoid::{Closest, Sinusoid};
pub use stretch::Stretch;
pub use words::word_vector;

/// The base of the paper's wavelengths, 2π to `BASE` · 2π; RoPE took it over.
pub const BASE: f64 = 10_000.0;

/// Why a base cannot be used, in words for the reader.
///
/// # Errors
/// If it is not a number above 0.
pub fn check_base(base: f64) -> Result<(), String> {
    if base.is_finite() && base > 0.0 {
        return Ok(());
    }
    Err(format!("the base must be a number above 0 and {base} is not; 10,000 is the usual one"))
}

/// Radians per position of frequency `pair` out of `width / 2`: `base^(-2 pair / width)`, from 1 downwards if `base` is above 1.
fn frequency(base: f64, pair: usize, width: usize) -> f64 {
    base.powf(-2.0 * pair as f64 / width as f64)
}
