//! The operations that a recurrent model spends its time in, in plain tensor operations. The engine may pass others for its device.

use burn::tensor::{Int, Tensor, activation::log_softmax};

use crate::recurrent::Cell;
use crate::{lstm, rnn};

/// How a model computes. Every field computes the same on every device, up to rounding.
#[derive(Clone, Copy, Debug)]
pub struct Operations {
    /// One layer over a whole sequence: (`W x + b` of all steps `[steps, batch, gates * hidden]`, `U` `[gates * hidden, hidden]`) to
    /// hidden states `[steps, batch, hidden]`.
    pub sequence: fn(Tensor<3>, Tensor<2>) -> Tensor<3>,
    /// `x Wᵀ + b`: (`[rows, input]`, `[output, input]`, `[output]`) to `[rows, output]`.
    pub linear: fn(Tensor<2>, Tensor<2>, Tensor<1>) -> Tensor<2>,
    /// The same for one-hot rows given by their tokens: (`[rows]`, `[output, input]`, `[output]`) to `[rows, output]`.
    pub linear_of_tokens: fn(Tensor<1, Int>, Tensor<2>, Tensor<1>) -> Tensor<2>,
    /// Mean cross entropy in nats: (logits `[rows, classes]`, classes `[rows]`) to `[1]`.
    pub cross_entropy: fn(Tensor<2>, Tensor<1, Int>) -> Tensor<1>,
}

impl Operations {
    /// Plain tensor operations, which autodiff can follow on every backend.
    pub const fn plain(cell: Cell) -> Self {
        let sequence = match cell {
            Cell::Lstm => lstm::sequence,
            Cell::Rnn => rnn::sequence,
        };
        Operations { sequence, linear, linear_of_tokens, cross_entropy }
    }
}

fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<2> {
    x.matmul(weight.transpose()) + bias.unsqueeze()
}

/// A row of `Wᵀ` each, where the matmul would mostly add zeros.
fn linear_of_tokens(tokens: Tensor<1, Int>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<2> {
    weight.transpose().select(0, tokens) + bias.unsqueeze()
}

fn cross_entropy(logits: Tensor<2>, classes: Tensor<1, Int>) -> Tensor<1> {
    log_softmax(logits, 1).gather(1, classes.unsqueeze_dim(1)).mean().neg()
}
