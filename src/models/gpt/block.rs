//! One block: attention to what came before, then a feed-forward part, each with its residual path and its norm.

use burn::module::{Module, Param};
use burn::tensor::{Tensor, activation};

use super::config::{Activation, GptConfig, LAYER_NORM_EPS, NormPlace};
use super::operations::Operations;
use crate::kernels::attention::Size;

/// `y = x Wᵀ + b`, in PyTorch's layout.
#[derive(Module, Debug)]
pub struct Linear {
    /// `[output, input]`
    pub weight: Param<Tensor<2>>,
    /// `[output]`
    pub bias: Param<Tensor<1>>,
}

#[derive(Module, Debug)]
pub struct LayerNorm {
    /// `[d_model]`
    pub weight: Param<Tensor<1>>,
    /// `[d_model]`
    pub bias: Param<Tensor<1>>,
}

#[derive(Module, Debug)]
pub struct Block {
    /// `attention.in_proj`: query, key and value of all heads, `[3 * d_model, d_model]`.
    pub in_proj: Linear,
    pub out_proj: Linear,
    pub norm1: LayerNorm,
    pub norm2: LayerNorm,
    /// `feed_forward.0` in the guide.
    pub inner: Linear,
    /// `feed_forward.2`.
    pub outer: Linear,
}

impl Block {
    /// `[batch * tokens, d_model]` to the same.
    pub fn forward(&self, x: Tensor<2>, size: Size, config: &GptConfig, operations: Operations) -> Tensor<2> {
        let post = config.norm == NormPlace::Post;

        let read = if post { x.clone() } else { self.norm1.forward(x.clone(), operations) };
        let qkv = self.in_proj.forward(read, operations); // [rows, 3 * d_model]
        let mixed = (operations.attention)(qkv, size); // [rows, d_model]
        let x = x + self.out_proj.forward(mixed, operations);
        let x = if post { self.norm1.forward(x, operations) } else { x };

        let read = if post { x.clone() } else { self.norm2.forward(x.clone(), operations) };
        let inner = self.inner.forward(read, operations); // [rows, 4 * d_model]
        let inner = match config.activation {
            Activation::Relu => activation::relu(inner),
            Activation::Gelu => (operations.gelu)(inner),
        };
        let x = x + self.outer.forward(inner, operations);
        if post { self.norm2.forward(x, operations) } else { x }
    }
}

impl Linear {
    /// `[rows, input]` to `[rows, output]`.
    pub fn forward(&self, x: Tensor<2>, operations: Operations) -> Tensor<2> {
        (operations.linear)(x, self.weight.val(), self.bias.val())
    }
}

impl LayerNorm {
    /// Every row to mean 0 and variance 1, then stretched and moved (Ba and others, 2016).
    pub fn forward(&self, x: Tensor<2>, operations: Operations) -> Tensor<2> {
        (operations.layer_norm)(x, self.weight.val(), self.bias.val(), LAYER_NORM_EPS)
    }
}
