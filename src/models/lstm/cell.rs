//! The equations of one step.

use burn::tensor::{Device, Tensor, activation::sigmoid};

/// What a layer carries from step to step.
#[derive(Clone, Debug)]
pub struct State {
    /// The memory, `[batch, hidden]`.
    pub cell: Tensor<2>,
    /// What the layer says, `[batch, hidden]`.
    pub hidden: Tensor<2>,
}

/// What the gates let through, each `[batch, hidden]`: 0 is shut, 1 is open (the candidate is a value between -1 and 1).
#[derive(Clone, Debug)]
pub struct Gates {
    pub input: Tensor<2>,
    pub forget: Tensor<2>,
    pub candidate: Tensor<2>,
    pub output: Tensor<2>,
}

impl State {
    /// The state before the first step.
    pub fn zero(batch: usize, hidden: usize, device: &Device) -> Self {
        let zeros = Tensor::zeros([batch, hidden], device);
        State { cell: zeros.clone(), hidden: zeros }
    }
}

/// One step. `from_input` is `W x + b_ih + b_hh` and `from_hidden` is `U h`, both `[batch, 4 * hidden]` with the gates in PyTorch's
/// order i, f, g, o; `cell` is the memory before, `[batch, hidden]`. `surgery` may change the gates before they act.
pub fn step(
    from_input: Tensor<2>,
    from_hidden: Tensor<2>,
    cell: Tensor<2>,
    surgery: impl FnOnce(Gates) -> Gates,
) -> (State, Gates) {
    let [_, hidden] = cell.dims();
    let sum = from_input + from_hidden; // [batch, 4 * hidden]
    let part = |k: usize| sum.clone().narrow(1, k * hidden, hidden); // [batch, hidden]

    let gates = surgery(Gates {
        input: sigmoid(part(0)),
        forget: sigmoid(part(1)),
        candidate: part(2).tanh(),
        output: sigmoid(part(3)),
    });

    let kept = gates.forget.clone() * cell;
    let added = gates.input.clone() * gates.candidate.clone();
    let cell = kept + added; // changed by addition only: this is what lets a gradient travel far
    let hidden = gates.output.clone() * cell.clone().tanh();

    (State { cell, hidden }, gates)
}
