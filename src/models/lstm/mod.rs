//! Long short-term memory (Hochreiter and Schmidhuber, 1997), with the forget gate of Gers, Schmidhuber and Cummins (2000).

pub mod cell;
pub mod clamp;
pub mod trace;
pub mod walk;

pub use cell::{Gates, State, step};
pub use clamp::{Clamp, Gate};
pub use trace::{LayerTrace, trace};
pub use walk::Walk;

use burn::tensor::Tensor;

/// One layer over a whole sequence, step by step: the plain way, which autodiff can follow on every backend.
///
/// `from_input` is `W x + b` of all steps `[steps, batch, 4 * hidden]`, computed in one matmul beforehand; `w_hh` is
/// `[4 * hidden, hidden]`. Returns the hidden states `[steps, batch, hidden]`. The first state is zero.
pub fn sequence(from_input: Tensor<3>, w_hh: Tensor<2>) -> Tensor<3> {
    let [_, batch, _] = from_input.dims();
    let [_, hidden] = w_hh.dims();
    let w_hh = w_hh.transpose(); // [hidden, 4 * hidden]
    let mut state = State::zero(batch, hidden, &from_input.device());
    let mut outputs = Vec::new();
    for x in from_input.iter_dim(0) {
        let from_hidden = state.hidden.clone().matmul(w_hh.clone()); // [batch, 4 * hidden]
        state = step(x.squeeze_dim(0), from_hidden, state.cell, |gates| gates).0;
        outputs.push(state.hidden.clone());
    }
    Tensor::stack(outputs, 0) // [steps, batch, hidden]
}
