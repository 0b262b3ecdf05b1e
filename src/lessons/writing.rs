//! What a model has written, with every branch the reader took, and how its tokens are shown. Any lesson with a model that writes.

mod glass;
mod spelling;
mod tree;

pub use glass::{Glass, Timing};
pub use spelling::{Spelled, running_text, spell};
pub use tree::{Node, NodeId, Segment, Tree};
