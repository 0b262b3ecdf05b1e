//! Masked words: what the model says stands where the reader hides a word, and what another word elsewhere changes about it.

mod actions;
mod answers;
mod compare;
mod facts;
mod state;
#[cfg(test)]
mod tests;
mod url;
mod words;

pub use answers::{Row, SHOWN};
pub use compare::{Pair, chance_words};
pub use facts::{Everyday, Facts, SHARD, Score, facts};
pub use state::{Head, Masked};
pub use words::{Word, words};
