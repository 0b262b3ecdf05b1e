//! The Word embeddings lesson: a text, the word2vec model that learns it, a map of its words and what they can be asked.

mod actions;
mod break_it;
mod events;
mod exercise;
mod lesson;
mod picture;
mod settings;
mod tables;
mod url;

#[cfg(test)]
mod tests;

pub use crate::corpus::{Corpus, Origin};
pub use break_it::{BreakIt, Guess, SURGERIES, Surgery};
pub use exercise::{Exercise, Exercises};
pub use lesson::{LIMITS, Lesson, Phase, Question, check};
pub use picture::{MAGNIFY, Picture, Spot};
pub use settings::{Knob, Settings};
pub use tables::{map_table, pair_table};
