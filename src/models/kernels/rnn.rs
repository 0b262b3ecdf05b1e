//! A plain RNN layer's sequence: `h' = tanh(W x + b + U h)`.

use super::Size;
use super::lstm::recurrent_gradient;
use super::math::tanh;
use super::matmul::{Left, Multiplier, Onto, Panels};

/// Hidden states `[steps, batch, hidden]` from `from_input` = `W x + b` of the same shape and `w_hh` `[hidden, hidden]`.
pub fn forward(size: Size, from_input: Vec<f32>, w_hh: &[f32]) -> Vec<f32> {
    let state = size.state();
    let mut out = from_input;
    let recurrent = Panels::transposed(w_hh, size.hidden, size.hidden); // Uᵀ
    let mut multiplier = Multiplier::default();
    for t in 0..size.steps {
        let (past, now) = out.split_at_mut(t * state);
        let now = &mut now[..state];
        if t > 0 {
            multiplier.run(Left::Rows(&past[(t - 1) * state..]), &recurrent, now, Onto::Result);
        }
        now.iter_mut().for_each(|h| *h = tanh(*h));
    }
    out
}

/// The gradients of `from_input` and `w_hh`, given the hidden states `out` and their gradient `grad`.
pub fn backward(size: Size, out: &[f32], grad: &[f32], w_hh: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let Size { steps, hidden, .. } = size;
    let state = size.state();
    let mut sums = vec![0.0; steps * state];
    let mut from_next = vec![0.0; state];
    let recurrent = Panels::new(w_hh, hidden, hidden);
    let mut multiplier = Multiplier::default();
    for t in (0..steps).rev() {
        let now = t * state..(t + 1) * state;
        let sums = &mut sums[now.clone()];
        for (((sum, grad), next), h) in sums.iter_mut().zip(&grad[now.clone()]).zip(&from_next).zip(&out[now]) {
            *sum = (grad + next) * (1.0 - h * h);
        }
        if t > 0 {
            multiplier.run(Left::Rows(sums), &recurrent, &mut from_next, Onto::Nothing);
        }
    }
    let w_grad = recurrent_gradient(size, 1, &sums, out, &mut multiplier);
    (sums, w_grad)
}
