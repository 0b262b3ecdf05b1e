//! One block: attention, then a feed-forward part, each with its residual path and its norm.

use burn::module::{Module, Param};
use burn::tensor::{Bool, Tensor, activation};

use super::config::{Activation, LAYER_NORM_EPS, NormPlace, TransformerConfig};
use super::surgery::Surgery;
use super::trace::LayerTrace;

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
pub struct Attention {
    pub w_q: Linear,
    pub w_k: Linear,
    pub w_v: Linear,
    pub w_o: Linear,
}

#[derive(Module, Debug)]
pub struct Block {
    pub attention: Attention,
    /// `feed_forward.0` in the guide.
    pub inner: Linear,
    /// `feed_forward.3`.
    pub outer: Linear,
    pub norm1: LayerNorm,
    pub norm2: LayerNorm,
}

/// What all blocks of a run share.
pub(super) struct Run<'a> {
    pub config: &'a TransformerConfig,
    /// Where a score is hidden, `[1, 1, tokens, tokens]`, and what stands there instead.
    pub mask: Option<(Tensor<4, Bool>, f32)>,
    pub surgery: &'a Surgery,
}

impl Block {
    /// Runs block number `layer` on `input` `[batch, tokens, d_model]`.
    pub(super) fn forward(&self, input: Tensor<3>, layer: usize, run: &Run) -> LayerTrace {
        let Run { config, mask, surgery } = run;
        let post = config.norm == NormPlace::Post;
        let [batch, tokens, d_model] = input.dims();
        let heads = |x: Tensor<3>| x.reshape([batch, tokens, config.num_heads, config.head_dim()]).swap_dims(1, 2);

        let x = if post { input.clone() } else { self.norm1.forward(input.clone()) }; // [batch, tokens, d_model]
        let read = x.clone();

        let query = self.attention.w_q.forward(x.clone());
        let key = self.attention.w_k.forward(x.clone());
        let value = self.attention.w_v.forward(x);

        let (query, key, value) = (heads(query), heads(key), heads(value)); // [batch, heads, tokens, head_dim]

        let products = query.clone().matmul(key.clone().swap_dims(2, 3)); // [batch, heads, tokens, tokens]

        let scale = if surgery.without_scale { 1.0 } else { (config.head_dim() as f32).sqrt() };
        let scores = products.clone() / scale;

        let masked = match mask {
            Some((hidden, fill)) => scores.clone().mask_fill(hidden.clone().expand(scores.dims()), *fill),
            None => scores.clone(),
        };

        let probabilities = activation::softmax(masked.clone(), 3); // every row adds up to 1

        let mut mixed = probabilities.clone().matmul(value.clone()); // [batch, heads, tokens, head_dim]
        if let Some(factors) = surgery.heads(layer, config.num_heads, &input.device()) {
            mixed = mixed * factors;
        }
        let mixed = surgery.mixed(layer, mixed);

        let context = mixed.clone().swap_dims(1, 2).reshape([batch, tokens, d_model]);

        let attention_output = self.attention.w_o.forward(context.clone());

        let attention_residual = self.add(&input, &attention_output, surgery);

        let attention_norm = if post { self.norm1.forward(attention_residual.clone()) } else { read };
        let feed_forward_norm = (!post).then(|| self.norm2.forward(attention_residual.clone()));
        let x = feed_forward_norm.clone().unwrap_or_else(|| attention_norm.clone());
        let stream = if post { attention_norm.clone() } else { attention_residual.clone() };

        let intermediate = self.inner.forward(x); // [batch, tokens, d_ff]

        let activated = match config.activation {
            Activation::Relu => activation::relu(intermediate.clone()),
            Activation::Gelu => activation::gelu(intermediate.clone()),
        };

        let feed_forward = self.outer.forward(activated.clone()); // [batch, tokens, d_model]

        let residual = self.add(&stream, &feed_forward, surgery);

        let output = if post { self.norm2.forward(residual.clone()) } else { residual.clone() };

        LayerTrace {
            input,
            query,
            key,
            value,
            products,
            scores,
            masked,
            probabilities,
            mixed,
            context,
            attention_output,
            attention_residual,
            attention_norm,
            intermediate,
            activated,
            feed_forward,
            residual,
            feed_forward_norm: feed_forward_norm.unwrap_or_else(|| output.clone()),
            output,
        }
    }

    /// The residual path: what a part says is added to what it was told.
    fn add(&self, stream: &Tensor<3>, said: &Tensor<3>, surgery: &Surgery) -> Tensor<3> {
        if surgery.without_residual { said.clone() } else { stream.clone() + said.clone() }
    }
}

impl Linear {
    /// `[batch, tokens, input]` to `[batch, tokens, output]`.
    pub fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let [batch, tokens, input] = x.dims();
        let [output, _] = self.weight.dims();
        let y = x.reshape([batch * tokens, input]).matmul(self.weight.val().transpose()); // [batch * tokens, output]
        (y + self.bias.val().unsqueeze()).reshape([batch, tokens, output])
    }
}

impl LayerNorm {
    /// Every token's numbers, `[batch, tokens, d_model]`, to mean 0 and variance 1, then stretched and moved (Ba and others, 2016).
    pub fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let centered = x.clone() - x.mean_dim(2);
        let variance = centered.clone().powi_scalar(2).mean_dim(2); // [batch, tokens, 1]
        centered / (variance + LAYER_NORM_EPS).sqrt() * self.weight.val().unsqueeze() + self.bias.val().unsqueeze()
    }
}
