//! The Seq2Seq lesson: an encoder, a decoder, and what attention between them changes.

mod actions;
mod alignment;
mod break_it;
mod charts;
mod events;
mod exercise;
mod lesson;
mod settings;
mod swap;
mod tree;
mod url;

#[cfg(test)]
mod tests;

pub use alignment::Spot;
pub use break_it::{Experiment, Outcome};
pub use exercise::Exercise;
pub use lesson::{Lesson, OWN_LIMITS, Phase};
pub use settings::{Knob, Settings, TaskKind};
pub use swap::Changed;
pub use tree::{Cell, Column, Link};
