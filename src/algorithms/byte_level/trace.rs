//! The merges of one piece, one by one: how a token comes to be.

use super::merge::Part;
use super::{ByteLevel, Merge};

/// A token inside a piece, and the bytes of the piece it covers.
pub type Symbol = Part;

/// One merge, applied in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// How many merges were learned before this one.
    pub rank: u32,
    pub merge: Merge,
    /// Which symbol is the left one, before the merge.
    pub at: usize,
}

/// From bytes to tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The bytes' tokens. Bytes that have none are missing.
    pub start: Vec<Symbol>,
    pub steps: Vec<Step>,
}

impl Trace {
    /// The symbols after the first `steps` merges.
    pub fn after(&self, steps: usize) -> Vec<Symbol> {
        let mut symbols = self.start.clone();
        for step in self.steps.iter().take(steps) {
            let right = symbols.remove(step.at + 1);
            symbols[step.at] = Symbol { id: step.merge.result, end: right.end, ..symbols[step.at] };
        }
        symbols
    }

    pub fn result(&self) -> Vec<Symbol> {
        self.after(self.steps.len())
    }
}

impl ByteLevel {
    /// The merges of a piece in the order in which encoding applies them. The time grows with the square of its length.
    pub fn trace(&self, piece: &[u8]) -> Trace {
        let mut symbols = Vec::new();
        self.parts(piece, &mut symbols);
        let start = symbols.clone();
        let mut steps = Vec::new();
        loop {
            let ranks = symbols.windows(2).enumerate().filter_map(|(at, pair)| {
                let rule = self.rule(pair[0].id, pair[1].id)?;
                Some((rule.rank, at))
            });
            let Some((rank, at)) = ranks.min() else { break };
            let merge = self.merges[rank as usize];
            let right = symbols.remove(at + 1);
            symbols[at] = Symbol { id: merge.result, end: right.end, ..symbols[at] };
            steps.push(Step { rank, merge, at });
        }
        Trace { start, steps }
    }
}
