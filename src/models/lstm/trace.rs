//! A run with every gate kept.

use burn::tensor::Tensor;

use super::{Clamp, State, clamp, step};
use crate::operations::Operations;
use crate::recurrent::{Cell, RecurrentModel};

/// What one layer did, each `[steps, batch, hidden]`, but for the sums: `[steps, batch, 4 * hidden]`.
#[derive(Clone, Debug)]
pub struct LayerTrace {
    pub input: Tensor<3>,
    pub forget: Tensor<3>,
    pub candidate: Tensor<3>,
    pub output: Tensor<3>,
    pub cell: Tensor<3>,
    pub hidden: Tensor<3>,
    /// `W x + b_ih + b_hh`: the part of a gate's sum that the input gives.
    pub from_input: Tensor<3>,
    /// `U h`: the part that the layer's own past gives.
    pub from_hidden: Tensor<3>,
}

/// Runs `model` with the gates in `clamps` held, from what its first layer makes of the input. One entry a layer, the first layer first.
///
/// # Panics
/// If the model is not an LSTM.
pub fn trace(model: &RecurrentModel, from_input: Tensor<3>, clamps: &[Clamp]) -> Vec<LayerTrace> {
    assert_eq!(model.config.cell, Cell::Lstm, "only an LSTM has gates");
    let mut layers = vec![trace_layer(from_input, model.layers[0].weight_hh.val(), 0, clamps)];
    for (index, layer) in model.layers.iter().enumerate().skip(1) {
        let from_input = layer.from_input(layers[index - 1].hidden.clone(), Operations::plain(Cell::Lstm));
        layers.push(trace_layer(from_input, layer.weight_hh.val(), index, clamps));
    }
    layers
}

fn trace_layer(from_input: Tensor<3>, w_hh: Tensor<2>, layer: usize, clamps: &[Clamp]) -> LayerTrace {
    let [steps, batch, _] = from_input.dims();
    let [_, hidden] = w_hh.dims();
    let w_hh = w_hh.transpose(); // [hidden, 4 * hidden]
    let mut state = State::zero(batch, hidden, &from_input.device());
    let mut kept: [Vec<Tensor<2>>; 7] = std::array::from_fn(|_| Vec::with_capacity(steps));
    for (t, x) in from_input.clone().iter_dim(0).enumerate() {
        let from_hidden = state.hidden.clone().matmul(w_hh.clone()); // [batch, 4 * hidden]
        let surgery = |gates| clamp::apply(clamps, layer, t, gates);
        let (next, gates) = step(x.squeeze_dim(0), from_hidden.clone(), state.cell, surgery);
        state = next;
        let now = [
            gates.input,
            gates.forget,
            gates.candidate,
            gates.output,
            state.cell.clone(),
            state.hidden.clone(),
            from_hidden,
        ];
        for (list, tensor) in kept.iter_mut().zip(now) {
            list.push(tensor);
        }
    }
    let [input, forget, candidate, output, cell, hidden, from_hidden] = kept.map(|list| Tensor::stack(list, 0));
    LayerTrace { input, forget, candidate, output, cell, hidden, from_input, from_hidden }
}
