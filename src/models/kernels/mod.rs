//! What models spend their time in, on plain CPU slices, without a graph. For recurrent models forward and backward: whole sequences with
//! one product and one pass over the gates a step, linear layers, cross entropy. For Transformers attention, norms and activations, the
//! causal ones backward too, and products with quantised weights.
//! Plain tensor operations give the same numbers (tests hold them together) at several times the cost. Slices are row-major; those of
//! recurrent models time-major, those of Transformers batch-first.

pub mod attention;
pub mod causal;
pub mod cross_entropy;
pub mod layer_norm;
pub mod linear;
pub mod lstm;
pub mod lstm_states;
pub mod math;
pub mod matmul;
pub mod quantized;
pub mod rms_norm;
pub mod rnn;
pub mod swiglu;
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
