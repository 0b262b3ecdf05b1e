//! The BERT lesson: what each head of a real encoder looks at in the reader's own sentences.

mod actions;
mod break_it;
pub mod classifier;
mod doing;
mod exercise;
mod heads;
mod lesson;
mod maps;
pub mod masked;
mod recorded;
mod remarks;
mod url;

#[cfg(test)]
mod tests;

pub use break_it::{Experiment, Outcome, Trial};
pub use doing::Doing;
pub use exercise::Exercise;
pub use heads::{Found, pattern_name, pattern_words};
pub(crate) use lesson::clip;
pub use lesson::{Lesson, MOST_BYTES, Picture};
pub use maps::MOST_LINES;
