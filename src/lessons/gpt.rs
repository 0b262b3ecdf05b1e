//! The GPT lesson: a GPT that learns a text in the tab, and generation under glass.

mod actions;
mod break_it;
mod events;
mod exercise;
mod lesson;
mod settings;
mod url;

pub use crate::corpus::{Corpus, Origin};
pub use break_it::{Experiment, Found};
pub use exercise::Exercise;
pub use lesson::{DEFAULT_PROMPT, Lesson, Phase};
pub use settings::{Number, TrainSettings};

#[cfg(test)]
mod tests;
