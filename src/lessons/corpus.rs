//! The text that a model of the page learns from.

use crate::Shared;

/// Where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Sample,
    Mine,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Corpus {
    pub text: Shared<str>,
    pub origin: Origin,
}

impl Corpus {
    /// Whether it is the reader's own.
    pub fn is_mine(&self) -> bool {
        self.origin == Origin::Mine
    }

    pub fn name(&self) -> &'static str {
        if self.is_mine() { "Your text" } else { "Eight Sherlock Holmes stories" }
    }
}
