//! An LSTM layer's sequence.

use super::Size;
use super::math::{sigmoid, tanh};
use super::matmul::{Left, Multiplier, Onto, Panels};

/// What the backward pass needs of the forward pass.
#[derive(Clone, Debug)]
pub struct Saved {
    /// Open gates i, f, g, o, `[steps, batch, 4 * hidden]`.
    pub gates: Vec<f32>,
    /// `[steps, batch, hidden]`
    pub cell: Vec<f32>,
    /// `tanh(cell)`, `[steps, batch, hidden]`
    pub cell_tanh: Vec<f32>,
}

/// Hidden states `[steps, batch, hidden]` from `from_input` = `W x + b` `[steps, batch, 4 * hidden]` and `w_hh` `[4 * hidden, hidden]`.
pub fn forward(size: Size, from_input: Vec<f32>, w_hh: &[f32]) -> (Vec<f32>, Saved) {
    let Size { steps, hidden, .. } = size;
    let state = size.state();
    let mut gates = from_input;
    let mut cell = vec![0.0; steps * state];
    let mut cell_tanh = vec![0.0; steps * state];
    let mut out = vec![0.0; steps * state];
    let before = vec![0.0; state];
    let recurrent = Panels::transposed(w_hh, hidden, 4 * hidden); // Uᵀ
    let mut multiplier = Multiplier::default();
    for t in 0..steps {
        let gates = &mut gates[t * 4 * state..][..4 * state];
        let (past_out, out) = out.split_at_mut(t * state);
        let (past_cell, cell) = cell.split_at_mut(t * state);
        let past_cell = if t == 0 { &before } else { &past_cell[(t - 1) * state..] };
        if t > 0 {
            // The first state is zero: the first step has no recurrent part.
            multiplier.run(Left::Rows(&past_out[(t - 1) * state..]), &recurrent, gates, Onto::Result);
        }
        for row in 0..size.batch {
            let at = row * hidden..(row + 1) * hidden;
            open(
                &mut gates[row * 4 * hidden..][..4 * hidden],
                &past_cell[at.clone()],
                &mut cell[at.clone()],
                &mut cell_tanh[t * state..][at.clone()],
                &mut out[at],
            );
        }
    }
    (out, Saved { gates, cell, cell_tanh })
}

/// One row of a step: squashes the four sums in place and moves the state on.
///
/// Not inlined: as its arguments, the slices are known not to overlap, and the loop becomes SIMD.
#[inline(never)]
pub(super) fn open(gates: &mut [f32], past_cell: &[f32], cell: &mut [f32], cell_tanh: &mut [f32], out: &mut [f32]) {
    let hidden = out.len();
    let (input, rest) = gates.split_at_mut(hidden);
    let (forget, rest) = rest.split_at_mut(hidden);
    let (candidate, output) = rest.split_at_mut(hidden);
    let (past_cell, cell, cell_tanh) = (&past_cell[..hidden], &mut cell[..hidden], &mut cell_tanh[..hidden]);
    for k in 0..hidden {
        input[k] = sigmoid(input[k]);
        forget[k] = sigmoid(forget[k]);
        candidate[k] = tanh(candidate[k]);
        output[k] = sigmoid(output[k]);
        cell[k] = forget[k] * past_cell[k] + input[k] * candidate[k];
        cell_tanh[k] = tanh(cell[k]);
        out[k] = output[k] * cell_tanh[k];
    }
}

/// The gradients of `from_input` `[steps, batch, 4 * hidden]` and of `w_hh` `[4 * hidden, hidden]`, given the hidden states `out` and
/// their gradient `grad`, both `[steps, batch, hidden]`. Backpropagation through time (Werbos, 1990).
pub fn backward(size: Size, saved: Saved, out: &[f32], grad: &[f32], w_hh: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let Size { steps, batch, hidden } = size;
    let state = size.state();
    let mut sums = saved.gates; // becomes the gradient of the gates' sums, in place
    let mut from_next = vec![0.0; state]; // gradient of the hidden state that comes from the step after
    let mut cell_grad = vec![0.0; state];
    let before = vec![0.0; state];
    let recurrent = Panels::new(w_hh, 4 * hidden, hidden);
    let mut multiplier = Multiplier::default();
    for t in (0..steps).rev() {
        let past_cell = if t == 0 { &before } else { &saved.cell[(t - 1) * state..][..state] };
        for row in 0..batch {
            let at = row * hidden..(row + 1) * hidden;
            let now = t * state + row * hidden..t * state + (row + 1) * hidden;
            close(
                &mut sums[4 * now.start..4 * now.end],
                &saved.cell_tanh[now.clone()],
                &past_cell[at.clone()],
                &grad[now.clone()],
                &from_next[at.clone()],
                &mut cell_grad[at],
            );
        }
        if t > 0 {
            let sums = &sums[t * 4 * state..][..4 * state];
            multiplier.run(Left::Rows(sums), &recurrent, &mut from_next, Onto::Nothing);
        }
    }
    let w_grad = recurrent_gradient(size, 4, &sums, out, &mut multiplier);
    (sums, w_grad)
}

/// One row of a step backwards: the open gates become the gradient of their sums. `cell_grad` is the gradient of this step's cell from the
/// step after and becomes that of the step before.
#[inline(never)]
pub(super) fn close(
    gates: &mut [f32],
    cell_tanh: &[f32],
    past_cell: &[f32],
    grad: &[f32],
    from_next: &[f32],
    cell_grad: &mut [f32],
) {
    let hidden = cell_grad.len();
    let (input, rest) = gates.split_at_mut(hidden);
    let (forget, rest) = rest.split_at_mut(hidden);
    let (candidate, output) = rest.split_at_mut(hidden);
    let (cell_tanh, past_cell) = (&cell_tanh[..hidden], &past_cell[..hidden]);
    let (grad, from_next) = (&grad[..hidden], &from_next[..hidden]);
    let output = &mut output[..hidden];
    for k in 0..hidden {
        let (i, f, g, o) = (input[k], forget[k], candidate[k], output[k]);
        let out = grad[k] + from_next[k];
        let cell = cell_grad[k] + out * o * (1.0 - cell_tanh[k] * cell_tanh[k]);
        input[k] = cell * g * i * (1.0 - i);
        forget[k] = cell * past_cell[k] * f * (1.0 - f);
        candidate[k] = cell * i * (1.0 - g * g);
        output[k] = out * cell_tanh[k] * o * (1.0 - o);
        cell_grad[k] = cell * f;
    }
}

/// `dU = Σ dsumsₜᵀ · hₜ₋₁` `[gates * hidden, hidden]` of the whole sequence in one product.
pub(super) fn recurrent_gradient(
    size: Size,
    gates: usize,
    sums: &[f32],
    out: &[f32],
    multiplier: &mut Multiplier,
) -> Vec<f32> {
    let Size { steps, batch, hidden } = size;
    let mut gradient = vec![0.0; gates * hidden * hidden];
    if steps > 1 {
        let before = Panels::new(&out[..(steps - 1) * size.state()], (steps - 1) * batch, hidden);
        multiplier.run(Left::Columns(&sums[gates * size.state()..]), &before, &mut gradient, Onto::Nothing);
    }
    gradient
}
