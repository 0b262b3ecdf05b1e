//! One layer of the encoder.

use burn::module::{Module, Param};
use burn::tensor::Tensor;

use super::operations::heads;
use super::trace::LayerTrace;
use super::{Operations, Surgery};
use crate::kernels::attention::Size;

/// `y = x Wᵀ + b`.
#[derive(Module, Debug)]
pub struct Linear {
    /// In the layout of the model's operations.
    pub weight: Param<Tensor<3>>,
    /// `[output]`
    pub bias: Param<Tensor<1>>,
}

/// Layer normalisation.
#[derive(Module, Debug)]
pub struct Norm {
    /// `[hidden]`
    pub weight: Param<Tensor<1>>,
    /// `[hidden]`
    pub bias: Param<Tensor<1>>,
}

#[derive(Module, Debug)]
pub struct Layer {
    pub query: Linear,
    pub key: Linear,
    pub value: Linear,
    pub attention_output: Linear,
    pub attention_norm: Norm,
    pub intermediate: Linear,
    pub output: Linear,
    pub output_norm: Norm,
}

/// What all layers of a run share.
pub(super) struct Run<'a> {
    pub operations: Operations,
    pub size: Size,
    pub epsilon: f32,
    pub mask: Option<Tensor<4>>,
    pub surgery: &'a Surgery,
}

impl Linear {
    pub(super) fn forward(&self, x: Tensor<2>, operations: Operations) -> Tensor<2> {
        (operations.linear)(x, self.weight.val(), self.bias.val())
    }
}

impl Norm {
    pub(super) fn forward(&self, x: Tensor<2>, epsilon: f32, operations: Operations) -> Tensor<2> {
        (operations.layer_norm)(x, self.weight.val(), self.bias.val(), epsilon)
    }
}

impl Layer {
    /// `x` `[batch * tokens, hidden]` to the same, as layer number `index`; with everything in between if `keep` says so.
    pub(super) fn forward(&self, x: Tensor<2>, index: usize, run: &Run, keep: bool) -> (Tensor<2>, Option<LayerTrace>) {
        let Run { operations: ops, size, epsilon, .. } = *run;

        let query = self.query.forward(x.clone(), ops); // [rows, hidden]
        let key = self.key.forward(x.clone(), ops);
        let value = self.value.forward(x.clone(), ops);
        let projected = kept(keep, || [&query, &key, &value].map(|rows| heads(rows.clone(), size)));

        let scores = (ops.scores)(query, key, size); // [batch, heads, tokens, tokens]
        let unmasked = kept(keep, || scores.clone());
        let visible = match &run.mask {
            Some(mask) => scores + mask.clone(),
            None => scores,
        };
        let probabilities = (ops.softmax)(visible); // [batch, heads, tokens, tokens]
        let shares = kept(keep, || probabilities.clone());
        let probabilities = match run.surgery.heads(index, size.heads, &x.device()) {
            Some(factors) => probabilities * factors, // [1, heads, 1, 1]
            None => probabilities,
        };
        let context = (ops.mix)(probabilities, value, size); // [rows, hidden]
        let mixed = kept(keep, || context.clone());

        let attended = self.attention_output.forward(context, ops);
        let attention_output = kept(keep, || attended.clone());
        let sum = attended + x.clone();
        let attention_residual = kept(keep, || sum.clone());
        let attention_norm = self.attention_norm.forward(sum, epsilon, ops);

        let intermediate = self.intermediate.forward(attention_norm.clone(), ops); // [rows, intermediate]
        let before = kept(keep, || intermediate.clone());
        let activated = (ops.gelu)(intermediate);
        let after = kept(keep, || activated.clone());
        let fed = self.output.forward(activated, ops); // [rows, hidden]
        let feed_forward = kept(keep, || fed.clone());
        let sum = fed + attention_norm.clone();
        let residual = kept(keep, || sum.clone());
        let output = self.output_norm.forward(sum, epsilon, ops);

        let trace = || {
            let apart = |rows: Tensor<2>| apart(rows, size);
            let [query, key, value] = projected?;
            Some(LayerTrace {
                layer: index,
                input: apart(x),
                query,
                key,
                value,
                scores: unmasked?,
                probabilities: shares?,
                context: apart(mixed?),
                attention_output: apart(attention_output?),
                attention_residual: apart(attention_residual?),
                attention_norm: apart(attention_norm),
                intermediate: apart(before?),
                activated: apart(after?),
                feed_forward: apart(feed_forward?),
                residual: apart(residual?),
                output: apart(output.clone()),
            })
        };
        let trace = if keep { trace() } else { None };
        (output, trace)
    }
}

/// What is not kept is not held either: a kernel may then work in its operand's own memory.
fn kept<T>(keep: bool, value: impl FnOnce() -> T) -> Option<T> {
    keep.then(value)
}

/// Rows `[batch * tokens, width]` as `[batch, tokens, width]`.
pub(super) fn apart(rows: Tensor<2>, size: Size) -> Tensor<3> {
    let [_, width] = rows.dims();
    rows.reshape([size.batch, size.tokens, width])
}
