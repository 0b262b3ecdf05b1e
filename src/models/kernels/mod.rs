//! Whole recurrent sequences on plain CPU slices, forward and backward, without a graph: one matmul and one pass over the gates a step,
//! and one matmul for the recurrent weight's gradient of the whole sequence. Autodiff over the step-by-step tensors gives the same
//! numbers (a test holds them together) at several times the cost. Slices are row-major and time-major.

pub mod lstm;
pub mod math;
pub mod rnn;

/// Sizes of a layer's sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub steps: usize,
    pub batch: usize,
    pub hidden: usize,
}

impl Size {
    /// Elements of the hidden states of one step.
    pub fn state(self) -> usize {
        self.batch * self.hidden
    }
}
