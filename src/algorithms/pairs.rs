//! Pairs of sequences for a model that turns one into the other: made by rule and seeded, or the reader's own.

mod dates;
mod number_words;
mod reversal;
mod split;
mod table;
mod vocabulary;

pub use dates::date;
pub use number_words::{in_words, number};
pub use reversal::reversal;
pub use split::{Split, split};
pub use table::{Row, Table, read_table};
pub use vocabulary::{EOS, PAD, SOS, UNKNOWN, Unit, Vocabulary};

use crate::rng::Rng;

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pair {
    pub source: String,
    pub target: String,
}

/// A task whose pairs are made by rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// A date in many spellings, as ISO 8601.
    Dates,
    /// A number in English words, in digits.
    NumberWords,
    /// Letters, in the other order.
    Reversal,
}

impl Task {
    pub fn draw(self, rng: &mut Rng) -> Pair {
        match self {
            Task::Dates => date(rng),
            Task::NumberWords => number(rng),
            Task::Reversal => reversal(rng),
        }
    }

    /// What the source and the target are cut into.
    pub fn units(self) -> (Unit, Unit) {
        match self {
            Task::Dates | Task::Reversal => (Unit::Characters, Unit::Characters),
            Task::NumberWords => (Unit::Words, Unit::Characters),
        }
    }

    /// `count` different pairs. Fewer, if the task has no more.
    pub fn pairs(self, count: usize, seed: u64) -> Vec<Pair> {
        let mut rng = Rng::fork(seed, "pairs");
        let mut seen = std::collections::HashSet::new();
        let mut pairs = Vec::new();
        // Some tasks have few short pairs: drawing goes on for a while, not for ever.
        for _ in 0..20 * count {
            if pairs.len() == count {
                break;
            }
            let pair = self.draw(&mut rng);
            if seen.insert(pair.clone()) {
                pairs.push(pair);
            }
        }
        pairs
    }
}
