//! The Vectorization lesson: the reader's documents as one-hot, counts or TF-IDF, the matrix in view, and the cosines between them.

mod actions;
mod break_it;
mod events;
mod exercise;
mod formula;
mod lesson;
mod limit;
mod sample;
mod stages;
mod tables;
mod url;

#[cfg(test)]
mod tests;

pub use break_it::{BreakIt, Guess, Operation, SURGERIES, surgery_name};
pub use exercise::{Exercise, Exercises};
pub use formula::{Line, Part, formula};
pub use lesson::{Corpus, EDITABLE, LIMITS, Lesson, Origin, Phase, Picked, check};
pub use limit::{read_limit, read_most, read_words, write_limit};
pub use sample::{HARD_QUERY, HARD_TARGET, QUERY, SAMPLE};
pub use stages::{Stage, stages};
pub use tables::{comparison_table, matrix_svg, matrix_table, ranking_table, steps_table};
