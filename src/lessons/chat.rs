//! A conversation with a pretrained model: what was said, what is being written under glass, how full the context is, and what to say when
//! something is in the way. Any lesson may have one beside its own state.
//!
//! The engine keeps no conversation. Each question sends all of it, answers as the tokens the model wrote, and what the model has read already
//! it does not read again.

mod apply;
mod example;
mod lesson;
mod seen;
mod state;

#[cfg(test)]
mod tests;

pub use example::{EXAMPLES, Example};
pub use seen::{Meter, Said};
pub use state::{Chat, Exchange};
