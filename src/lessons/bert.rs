//! The BERT lesson: what each head of a real encoder looks at in the reader's own sentences.

mod actions;
mod heads;
mod lesson;
mod maps;
mod remarks;
mod url;

#[cfg(test)]
mod tests;

pub use heads::{Found, pattern_name, pattern_words};
pub(crate) use lesson::clip;
pub use lesson::{Lesson, MOST_BYTES, Picture};
pub use maps::MOST_LINES;
