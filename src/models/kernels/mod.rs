//! What a recurrent model spends its time in, on plain CPU slices, forward and backward, without a graph: whole sequences with one product
//! and one pass over the gates a step, linear layers, cross entropy. Autodiff over plain tensor operations gives the same numbers (tests
//! hold them together) at several times the cost. Slices are row-major and time-major.

pub mod cross_entropy;
pub mod linear;
pub mod lstm;
pub mod math;
pub mod matmul;
pub mod rnn;
pub mod word2vec;

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

    /// The shape of the hidden states, `[steps, batch, hidden]`.
    pub fn states(self) -> [usize; 3] {
        [self.steps, self.batch, self.hidden]
    }
}
