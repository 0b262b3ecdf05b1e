//! The tokenization lesson: one text from characters to tokens, merge by merge, and what was learned put to work on any other text.

mod actions;
mod cutting;
mod events;
mod exercise;
mod facts;
mod flow;
mod growth;
mod lesson;
mod pieces;
mod prediction;
mod sample;
mod surgery;
mod symbol;
mod tables;
mod url;

#[cfg(test)]
mod tests;

pub use cutting::{CASES, Part, sentence_parts, word_parts};
pub use exercise::{Exercise, ExerciseState, Exercises};
pub use facts::{Made, TokenFacts};
pub use flow::rule_chips;
pub use growth::{Cell, cells};
pub use lesson::{LIMITS, Lesson, Mode, Origin, Phase, VOCAB, check};
pub use pieces::{PATTERN, PatternPart};
pub use prediction::{Effect, effect};
pub use sample::{SAMPLE, SENTENCE};
pub use surgery::{Draft, Surgery};
pub use symbol::{hex, is_text, shown};
