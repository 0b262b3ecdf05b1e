//! Ways to read a longer text than a rotary model was trained on, without training again: the same positions, turned more slowly.
//!
//! `Positions`: position interpolation (Chen and others 2023). `Base`: "NTK-aware" (bloc97 2023). `Parts`: YaRN (Peng and others 2023,
//! "YaRN: Efficient Context Window Extension of Large Language Models"), equations 19 to 23, with its usual `α = 1`, `β = 32`.

use super::frequency;

/// Which frequencies are lowered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// All alike.
    Positions,
    /// A larger base: the fastest stays as it is, the slowest slows down by all of the factor.
    Base,
    /// Pairs that turn often within the trained length stay, pairs that never complete a turn slow down by the factor, between them both.
    Parts,
}

/// Turns within the trained length: with more a pair stays as it is, with fewer it is slowed down by all of the factor.
const TURNS: (f64, f64) = (32.0, 1.0);

impl Stretch {
    /// Radians per position of a pair out of `pairs`, when a model of `trained` positions reads `factor` times as many; `factor` is 1 or
    /// more.
    pub fn frequency(self, base: f64, pair: usize, pairs: usize, factor: f64, trained: f64) -> f64 {
        let width = 2 * pairs;
        let own = frequency(base, pair, width);
        match self {
            Stretch::Positions => own / factor,
            // A single pair has no slowest one beside it.
            Stretch::Base if pairs < 2 => own,
            Stretch::Base => {
                let raised = base * factor.powf(width as f64 / (width as f64 - 2.0));
                frequency(raised, pair, width)
            }
            Stretch::Parts => {
                let (low, high) = ramp(base, width, trained);
                let slowed = ((pair as f64 - low) / (high - low)).clamp(0.0, 1.0);
                own * (1.0 - slowed) + own / factor * slowed
            }
        }
    }

    /// What cosines and sines are multiplied with: YaRN makes attention a little sharper as the text grows.
    pub fn amplitude(self, factor: f64) -> f64 {
        if self == Stretch::Parts && factor > 1.0 { 0.1 * factor.ln() + 1.0 } else { 1.0 }
    }
}

/// The pairs between which [`Stretch::Parts`] passes from one treatment to the other, as numbers of pairs.
fn ramp(base: f64, width: usize, trained: f64) -> (f64, f64) {
    let width = width as f64;
    // The pair that makes so many turns within the trained length.
    let pair_of = |turns: f64| width * (trained / (turns * std::f64::consts::TAU)).ln() / (2.0 * base.ln());
    let (low, high) = (pair_of(TURNS.0).floor().max(0.0), pair_of(TURNS.1).ceil().min(width - 1.0));
    (low, if high > low { high } else { low + 0.001 })
}
