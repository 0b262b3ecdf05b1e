//! What the model spends its time in, in plain tensor operations. The engine may pass others for its device.

use burn::tensor::Tensor;

use crate::lstm::{State, step};
use crate::operations;
use crate::recurrent::Cell;

#[derive(Clone, Copy, Debug)]
pub struct Operations {
    pub recurrent: operations::Operations,
    /// One layer over a whole sequence from a given state: (`W x + b` of all steps `[steps, batch, 4 * hidden]`, `U`
    /// `[4 * hidden, hidden]`, hidden state and cell before, both `[batch, hidden]`) to hidden states and then cells,
    /// `[2 * steps, batch, hidden]`.
    pub states: fn(Tensor<3>, Tensor<2>, Tensor<2>, Tensor<2>) -> Tensor<3>,
}

impl Operations {
    /// Plain tensor operations, which autodiff can follow on every backend.
    pub const PLAIN: Operations = Operations { recurrent: operations::Operations::plain(Cell::Lstm), states };
}

fn states(from_input: Tensor<3>, w_hh: Tensor<2>, hidden: Tensor<2>, cell: Tensor<2>) -> Tensor<3> {
    let w_hh = w_hh.transpose(); // [hidden, 4 * hidden]
    let mut state = State { cell, hidden };
    let (mut hiddens, mut cells) = (Vec::new(), Vec::new());
    for x in from_input.iter_dim(0) {
        let from_hidden = state.hidden.clone().matmul(w_hh.clone()); // [batch, 4 * hidden]
        state = step(x.squeeze_dim(0), from_hidden, state.cell, |gates| gates).0;
        hiddens.push(state.hidden.clone());
        cells.push(state.cell.clone());
    }
    hiddens.extend(cells);
    Tensor::stack(hiddens, 0) // [2 * steps, batch, hidden]
}
