//! An LSTM layer's sequence from a given state, with its memory handed out: what an encoder and a decoder need of it.

use super::Size;
use super::lstm::{Saved, close, open};
use super::matmul::{Left, Multiplier, Onto, Panels};

/// The gradients of what [`forward`] reads.
#[derive(Clone, Debug)]
pub struct Gradients {
    /// `[steps, batch, 4 * hidden]`
    pub from_input: Vec<f32>,
    /// `[4 * hidden, hidden]`
    pub w_hh: Vec<f32>,
    /// Of the first state, both `[batch, hidden]`.
    pub hidden: Vec<f32>,
    pub cell: Vec<f32>,
}

/// Hidden states and cells, `[2 * steps, batch, hidden]`: first the hidden states of all steps, then the cells. From `from_input` =
/// `W x + b` `[steps, batch, 4 * hidden]`, `w_hh` `[4 * hidden, hidden]`, and the state before the first step, both `[batch, hidden]`.
pub fn forward(size: Size, from_input: Vec<f32>, w_hh: &[f32], hidden: &[f32], cell: &[f32]) -> (Vec<f32>, Saved) {
    let Size { steps, hidden: width, .. } = size;
    let state = size.state();
    let mut gates = from_input;
    let mut cells = vec![0.0; steps * state];
    let mut cell_tanh = vec![0.0; steps * state];
    let mut out = vec![0.0; steps * state];
    let recurrent = Panels::transposed(w_hh, width, 4 * width); // Uᵀ
    let mut multiplier = Multiplier::default();
    for t in 0..steps {
        let gates = &mut gates[t * 4 * state..][..4 * state];
        let (past_out, out) = out.split_at_mut(t * state);
        let (past_cell, cells) = cells.split_at_mut(t * state);
        let past_out = if t == 0 { hidden } else { &past_out[(t - 1) * state..] };
        let past_cell = if t == 0 { cell } else { &past_cell[(t - 1) * state..] };
        multiplier.run(Left::Rows(past_out), &recurrent, gates, Onto::Result);
        for row in 0..size.batch {
            let at = row * width..(row + 1) * width;
            open(
                &mut gates[row * 4 * width..][..4 * width],
                &past_cell[at.clone()],
                &mut cells[at.clone()],
                &mut cell_tanh[t * state..][at.clone()],
                &mut out[at],
            );
        }
    }
    out.extend_from_slice(&cells);
    (out, Saved { gates, cell: cells, cell_tanh })
}

/// All gradients, given what [`forward`] made of the first state (`hidden`, `cell`), `out`, and its gradient `grad`, both
/// `[2 * steps, batch, hidden]`. Backpropagation through time (Werbos, 1990).
pub fn backward(
    size: Size,
    saved: Saved,
    [out, grad]: [&[f32]; 2],
    w_hh: &[f32],
    [hidden, cell]: [&[f32]; 2],
) -> Gradients {
    let Size { steps, batch, hidden: width } = size;
    let state = size.state();
    let mut sums = saved.gates; // becomes the gradient of the gates' sums, in place
    let mut from_next = vec![0.0; state]; // gradient of the hidden state that comes from the step after
    let mut cell_grad = vec![0.0; state];
    let (grad, grad_of_cells) = grad.split_at(steps * state);
    let recurrent = Panels::new(w_hh, 4 * width, width);
    let mut multiplier = Multiplier::default();
    for t in (0..steps).rev() {
        let past_cell = if t == 0 { cell } else { &saved.cell[(t - 1) * state..][..state] };
        cell_grad.iter_mut().zip(&grad_of_cells[t * state..]).for_each(|(sum, grad)| *sum += grad);
        for row in 0..batch {
            let at = row * width..(row + 1) * width;
            let now = t * state + row * width..t * state + (row + 1) * width;
            close(
                &mut sums[4 * now.start..4 * now.end],
                &saved.cell_tanh[now.clone()],
                &past_cell[at.clone()],
                &grad[now.clone()],
                &from_next[at.clone()],
                &mut cell_grad[at],
            );
        }
        let sums = &sums[t * 4 * state..][..4 * state];
        multiplier.run(Left::Rows(sums), &recurrent, &mut from_next, Onto::Nothing);
    }
    // dU = Σ dsumsₜᵀ · hₜ₋₁, of the whole sequence in one product.
    let mut before = hidden.to_vec();
    before.extend_from_slice(&out[..(steps - 1) * state]);
    let mut gradient = vec![0.0; 4 * width * width];
    let before = Panels::new(&before, steps * batch, width);
    multiplier.run(Left::Columns(&sums), &before, &mut gradient, Onto::Nothing);
    Gradients { from_input: sums, w_hh: gradient, hidden: from_next, cell: cell_grad }
}
