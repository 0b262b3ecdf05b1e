//! The classifier on top: the reader's labelled texts, the head that is trained on them, and what both say of a new text.

mod answer;
mod examples;
mod pictures;
mod settings;
mod state;

#[cfg(test)]
mod tests;

pub use answer::Bar;
pub use examples::{Examples, MOST_CLASSES, MOST_TEXTS};
pub use pictures::{Judge, features_name};
pub use settings::{Knob, Settings};
pub use state::{Classifier, Finished, Phase, Run};
