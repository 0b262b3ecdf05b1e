//! The Transformer lesson: one run of a small stack of blocks, step by step, with every number's origin.

mod actions;
mod arithmetic;
mod break_it;
mod events;
mod exercise;
mod explain;
mod export;
mod lesson;
mod lines;
mod mask;
mod minilm;
mod number;
mod patching;
mod picture;
mod quantity;
mod race;
mod step;
mod url;

#[cfg(test)]
mod tests;

pub use break_it::{Experiment, Outcome};
pub use exercise::Exercise;
pub use explain::{Cell, Explained, Source};
pub use export::{inputs_json, pane_svg, pane_table, weights_file};
pub use lesson::{Lesson, ModelKind, Phase, TRAINED_KB};
pub use mask::MaskKind;
pub use number::Number;
pub use patching::{SWAP_ANSWERS, patch_table};
pub use picture::{Pane, Shown, View};
pub use quantity::{Linear, Norm, Quantity};
pub use race::{LENGTHS, Measure, Track, scheme_name};
pub use step::{Order, Step};
