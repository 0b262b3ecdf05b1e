//! The LSTM lesson: a next-character model on the reader's text, or a forecast of a signal, with every gate in view.

mod actions;
mod bench;
mod connectivity;
mod equation;
mod events;
mod exercise;
mod history;
mod input;
mod knob;
mod lesson;
mod operating;
mod prediction;
mod rows;
mod setting_up;
mod settings;
mod signal;
mod surgery;
mod url;

#[cfg(test)]
mod tests;

pub use crate::corpus::{Corpus, Origin};
pub use bench::{Bench, Ranking, Standing};
pub use connectivity::{Reach, reach};
pub use equation::{Equation, Term, equation};
pub use exercise::{Exercise, ExerciseState, Exercises};
pub use history::{Curve, History};
pub use input::{LIMITS, check};
pub use knob::{Knob, Range};
pub use lesson::{Cell, DEFAULT_PROBE, Lesson, Phase, Pretrained, View};
pub use prediction::{Effect, effect};
pub use rows::{Order, row_order};
pub use settings::{Settings, TaskKind};
pub use signal::{SIGNALS, SignalInfo, values};
pub use surgery::{Draft, Operation, Surgery};
