//! What the forward pass is made of, in plain tensor operations. The engine may pass others for its device.

use burn::tensor::{Tensor, activation};

use crate::kernels::attention::Size;

/// How a matrix is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `[1, input, output]`
    Whole,
    /// `[output / 8, input, 8]`, the last panel filled up with zeros: [`crate::kernels::matmul::Panels`].
    Panels,
}

/// How a model computes. Every field computes the same on every device, up to rounding.
#[derive(Clone, Copy, Debug)]
pub struct Operations {
    /// The layout that `linear` is fastest with.
    pub layout: Layout,
    /// `x Wᵀ + b`: (`[rows, input]`, W in either layout, `[output]`) to `[rows, output]`.
    pub linear: fn(Tensor<2>, Tensor<3>, Tensor<1>) -> Tensor<2>,
    /// `x Φ(x)` with the exact Φ.
    pub gelu: fn(Tensor<2>) -> Tensor<2>,
    /// Of every row: (`[rows, width]`, weight `[width]`, bias `[width]`, epsilon).
    pub layer_norm: fn(Tensor<2>, Tensor<1>, Tensor<1>, f32) -> Tensor<2>,
    /// `query · key / √head_dim`: rows to `[batch, heads, tokens, tokens]`, a query in each row.
    pub scores: fn(Tensor<2>, Tensor<2>, Size) -> Tensor<4>,
    /// Of every row.
    pub softmax: fn(Tensor<4>) -> Tensor<4>,
    /// Values mixed by probabilities: (`[batch, heads, tokens, tokens]`, rows) to rows.
    pub mix: fn(Tensor<4>, Tensor<2>, Size) -> Tensor<2>,
}

impl Operations {
    /// Plain tensor operations, which autodiff can follow on every backend.
    pub const PLAIN: Self = Operations {
        layout: Layout::Whole,
        linear,
        gelu: activation::gelu,
        layer_norm,
        scores,
        softmax: |scores| activation::softmax(scores, 3),
        mix,
    };
}

fn linear(x: Tensor<2>, weight: Tensor<3>, bias: Tensor<1>) -> Tensor<2> {
    let ([panels, input, columns], [output]) = (weight.dims(), bias.dims());
    let weight =
        if panels == 1 { weight.squeeze_dim(0) } else { weight.swap_dims(0, 1).reshape([input, panels * columns]) };
    x.matmul(weight.narrow(1, 0, output)) + bias.unsqueeze()
}

fn layer_norm(x: Tensor<2>, weight: Tensor<1>, bias: Tensor<1>, epsilon: f32) -> Tensor<2> {
    let x = x.clone() - x.mean_dim(1);
    let variance = (x.clone() * x.clone()).mean_dim(1); // [rows, 1]
    x / (variance + epsilon).sqrt() * weight.unsqueeze() + bias.unsqueeze()
}

fn scores(query: Tensor<2>, key: Tensor<2>, size: Size) -> Tensor<4> {
    let scale = 1.0 / (size.head_dim as f32).sqrt();
    (heads(query, size) * scale).matmul(heads(key, size).swap_dims(2, 3))
}

fn mix(probabilities: Tensor<4>, value: Tensor<2>, size: Size) -> Tensor<2> {
    probabilities.matmul(heads(value, size)).swap_dims(1, 2).reshape(size.rows())
}

/// Rows `[batch * tokens, heads * head_dim]` cut into heads, `[batch, heads, tokens, head_dim]`.
pub(super) fn heads(rows: Tensor<2>, size: Size) -> Tensor<4> {
    rows.reshape([size.batch, size.tokens, size.heads, size.head_dim]).swap_dims(1, 2)
}
