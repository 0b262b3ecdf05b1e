//! Breaking the tokenizer: what to change, what the reader expects of it, and what came of it.

use protocol::tokenization::{Broken, Operation, Ties};

use super::prediction::Effect;
use crate::Shared;

/// What the reader is about to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    NoSplit,
    Ties,
    Without,
}

impl Draft {
    pub const ALL: [Draft; 3] = [Draft::NoSplit, Draft::Ties, Draft::Without];
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surgery {
    pub draft: Option<Draft>,
    /// The merge to leave out, counted from 1.
    pub merge: usize,
    pub prediction: Option<Effect>,
    /// Asked and not answered yet.
    pub running: bool,
    pub result: Option<Shared<Broken>>,
    /// Why it could not be tried, and what to do; empty if it could.
    pub refusal: String,
}

impl Surgery {
    pub fn draft(&self) -> Draft {
        self.draft.unwrap_or(Draft::NoSplit)
    }

    pub(super) fn operation(&self, standing: Ties) -> Operation {
        match self.draft() {
            Draft::NoSplit => Operation::NoSplit,
            // The other of the two rules that are in use.
            Draft::Ties => Operation::Ties(if standing == Ties::FirstMet { Ties::LowestIds } else { Ties::FirstMet }),
            Draft::Without => Operation::Without(self.merge.saturating_sub(1) as u32),
        }
    }
}
