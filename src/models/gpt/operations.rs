//! The operations that training spends its time in, in plain tensor operations. The engine may pass others for its device.

use burn::tensor::{Bool, Device, Int, Tensor, activation};

use crate::kernels::attention::Size;

/// How a model computes. Every field computes the same on every device, up to rounding.
#[derive(Clone, Copy, Debug)]
pub struct Operations {
    /// `x Wᵀ + b`: (`[rows, input]`, `[output, input]`, `[output]`) to `[rows, output]`.
    pub linear: fn(Tensor<2>, Tensor<2>, Tensor<1>) -> Tensor<2>,
    /// Of every row: (`[rows, d_model]`, weight `[d_model]`, bias `[d_model]`, epsilon).
    pub layer_norm: fn(Tensor<2>, Tensor<1>, Tensor<1>, f32) -> Tensor<2>,
    /// Causal attention of all heads: query, key and value side by side, `[batch * tokens, 3 * d_model]`, to `[batch * tokens, d_model]`.
    pub attention: fn(Tensor<2>, Size) -> Tensor<2>,
    /// `x Φ(x)` with the exact Φ, as `nn.GELU()`.
    pub gelu: fn(Tensor<2>) -> Tensor<2>,
    /// Mean cross entropy in nats: (logits `[rows, classes]`, classes `[rows]`) to `[1]`.
    pub cross_entropy: fn(Tensor<2>, Tensor<1, Int>) -> Tensor<1>,
}

impl Operations {
    /// Plain tensor operations, which autodiff can follow on every backend.
    pub const PLAIN: Self = Operations { linear, layer_norm, attention, gelu: activation::gelu, cross_entropy };
}

fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<2> {
    x.matmul(weight.transpose()) + bias.unsqueeze()
}

fn layer_norm(x: Tensor<2>, weight: Tensor<1>, bias: Tensor<1>, epsilon: f32) -> Tensor<2> {
    let x = x.clone() - x.mean_dim(1);
    let variance = (x.clone() * x.clone()).mean_dim(1); // [rows, 1]
    x / (variance + epsilon).sqrt() * weight.unsqueeze() + bias.unsqueeze()
}

fn attention(qkv: Tensor<2>, size: Size) -> Tensor<2> {
    let Size { batch, tokens, heads, head_dim } = size;
    let width = heads * head_dim;
    let part = |k: usize| {
        let rows = qkv.clone().narrow(1, k * width, width).reshape([batch, tokens, heads, head_dim]);
        rows.swap_dims(1, 2) // [batch, heads, tokens, head_dim]
    };
    let (query, key, value) = (part(0), part(1), part(2));
    let scores = query.matmul(key.swap_dims(2, 3)) / (head_dim as f32).sqrt(); // [batch, heads, tokens, tokens]
    let scores = scores.mask_fill(later(tokens, &qkv.device()).expand(size.maps()), f32::NEG_INFINITY);
    let mixed = activation::softmax(scores, 3).matmul(value); // [batch, heads, tokens, head_dim]
    mixed.swap_dims(1, 2).reshape(size.rows())
}

/// `[1, 1, tokens, tokens]`: what comes after the query of each row.
fn later(tokens: usize, device: &Device) -> Tensor<4, Bool> {
    let at = Tensor::<1, Int>::arange(0..tokens as i64, device);
    let (query, key) = (at.clone().reshape([1, 1, tokens, 1]), at.reshape([1, 1, 1, tokens]));
    key.repeat_dim(2, tokens).greater(query.repeat_dim(3, tokens))
}

fn cross_entropy(logits: Tensor<2>, classes: Tensor<1, Int>) -> Tensor<1> {
    activation::log_softmax(logits, 1).gather(1, classes.unsqueeze_dim(1)).mean().neg()
}
