//! The RAG lesson: the reader's own documents, a question, and every stage between the two.
//!
//! The page says how everything should be and the engine brings up to date what has changed. The model that answers has a state of its own
//! beside this one ([`crate::chat`]).

mod actions;
mod approximate;
mod break_it;
mod budget;
mod documents;
mod evaluation;
mod events;
mod exercises;
mod export;
mod hits;
mod keeping;
mod kept;
mod lesson;
mod linking;
mod looked;
mod map;
pub mod packaged;
mod prompt;
mod recorded;
mod script;
mod seen;
mod sheets;
mod side;
mod trials;
mod writer;
mod writings;

/// The stage in which chunks stand in their text.
pub const CHUNKS: usize = 1;

#[cfg(test)]
mod kept_tests;
#[cfg(test)]
mod tests;

pub use approximate::{Comparison, OVERS};
pub use break_it::{BROKEN, BreakIt, Experiment, Outcome, PLANTED, Trial, WHOLE, WORD, Writing};
pub use budget::{Spent, Stretch};
pub use documents::{Documents, Line, MOST_BYTES, MOST_EXPORTED, Refusal, TYPED, defaults};
pub use evaluation::{
    Evaluation, Known, Labelled, MEASURES, MOST_QUESTIONS, MeasureLine, Place, Row, Scored, Set, Setting, contains,
};
pub use exercises::{Exercise, Exercises};
pub use export::export;
pub use hits::{FIRST_HITS, HitLine, Part};
pub use kept::{Done, Kept, Step, Stored};
pub use lesson::{Lesson, QUESTION};
pub use linking::{Behind, Linked, Passage};
pub use looked::Share;
pub use prompt::{Cutting, Prompt, Template, Used};
pub use seen::{Answer, Quote, Span, StageLine};
pub use sheets::Sheet;
pub use side::Side;
pub use trials::Goal;
pub use writer::{Ended, Purpose, Wanted, Writer, Written};
pub use writings::{Said, Source};
