//! Text to tokens: words and sentences by rule, and byte pair encoding learned from a text, with every step of the learning in view.
//!
//! BPE: Gage 1994 (compression); Sennrich, Haddow and Birch 2016 (words from characters and `</w>`); Radford et al. 2019 (bytes, GPT-2).

pub mod bytes;
pub mod corpus;
pub mod encoder;
pub(crate) mod hash;
pub mod rules;
pub mod split;
pub mod state;
pub mod symbols;
pub mod trainer;
pub mod tree;
pub mod unicode;
mod unicode_ranges;
pub mod words;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod reference;

pub use corpus::{Base, Corpus, Split, Word};
pub use encoder::{Encoder, UNKNOWN};
pub use rules::Rules;
pub use state::{PairCount, pair_counts};
pub use symbols::Symbols;
pub use trainer::{Merge, Ties, Trainer};
pub use tree::{Node, tree};
