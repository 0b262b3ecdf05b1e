//! Linear layers and cross entropy that autodiff follows.

use std::sync::Arc;

use burn::backend::autodiff::checkpoint::{base::Checkpointer, strategy::CheckpointStrategy};
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Autodiff, Flex, TensorMetadata};
use models::kernels;

use super::{Kernels, indices, slice, tensor, values};

pub fn linear<C: CheckpointStrategy>(
    x: FloatTensor<Autodiff<Flex, C>>,
    weight: FloatTensor<Autodiff<Flex, C>>,
    bias: FloatTensor<Autodiff<Flex, C>>,
) -> FloatTensor<Autodiff<Flex, C>> {
    let nodes = [x.node(), weight.node(), bias.node()];
    match LinearBackward.prepare::<C>(nodes).compute_bound().stateful() {
        OpsKind::Tracked(prep) => {
            let (x, weight) = (x.into_primitive().to_contiguous(), weight.into_primitive().to_contiguous());
            let out = Flex::rows_linear(x.clone(), weight.clone(), bias.into_primitive());
            prep.finish(LinearState { x, weight }, out)
        }
        OpsKind::UnTracked(prep) => {
            prep.finish(Flex::rows_linear(x.into_primitive(), weight.into_primitive(), bias.into_primitive()))
        }
    }
}

/// Its tensors are shared when copied.
#[derive(Clone, Debug)]
struct LinearState {
    x: FloatTensor<Flex>,
    weight: FloatTensor<Flex>,
}

#[derive(Debug)]
struct LinearBackward;

impl Backward<Flex, 3> for LinearBackward {
    type State = LinearState;

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<Flex>(&ops.node).to_contiguous();
        let LinearState { x, weight } = ops.state;
        let (rows, output, input) = (x.shape()[0], weight.shape()[0], weight.shape()[1]);
        let [x_node, weight_node, bias_node] = ops.parents;
        if let Some(node) = x_node {
            let gradient = kernels::linear::input_gradient(slice(&grad), slice(&weight), output);
            grads.register::<Flex>(node.id, tensor(gradient, [rows, input]));
        }
        if let Some(node) = weight_node {
            let gradient = kernels::linear::weight_gradient(slice(&grad), slice(&x), rows);
            grads.register::<Flex>(node.id, tensor(gradient, [output, input]));
        }
        if let Some(node) = bias_node {
            grads.register::<Flex>(node.id, tensor(kernels::linear::column_sums(slice(&grad), output), [output]));
        }
    }
}

pub fn linear_of_tokens<C: CheckpointStrategy>(
    tokens: IntTensor<Flex>,
    weight: FloatTensor<Autodiff<Flex, C>>,
    bias: FloatTensor<Autodiff<Flex, C>>,
) -> FloatTensor<Autodiff<Flex, C>> {
    match TokensBackward.prepare::<C>([weight.node(), bias.node()]).compute_bound().stateful() {
        OpsKind::Tracked(prep) => {
            let input = weight.primitive().shape()[1];
            let out = Flex::token_linear(tokens.clone(), weight.into_primitive(), bias.into_primitive());
            prep.finish(TokensState { tokens, input }, out)
        }
        OpsKind::UnTracked(prep) => {
            prep.finish(Flex::token_linear(tokens, weight.into_primitive(), bias.into_primitive()))
        }
    }
}

#[derive(Clone, Debug)]
struct TokensState {
    tokens: IntTensor<Flex>,
    input: usize,
}

#[derive(Debug)]
struct TokensBackward;

impl Backward<Flex, 2> for TokensBackward {
    type State = TokensState;

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<Flex>(&ops.node).to_contiguous();
        let TokensState { tokens, input } = ops.state;
        let output = grad.shape()[1];
        let (weight, bias) = kernels::linear::backward_of_tokens(&indices(tokens), input, output, slice(&grad));
        let [weight_node, bias_node] = ops.parents;
        if let Some(node) = weight_node {
            grads.register::<Flex>(node.id, tensor(weight, [output, input]));
        }
        if let Some(node) = bias_node {
            grads.register::<Flex>(node.id, tensor(bias, [output]));
        }
    }
}

pub fn cross_entropy<C: CheckpointStrategy>(
    logits: FloatTensor<Autodiff<Flex, C>>,
    classes: IntTensor<Flex>,
) -> FloatTensor<Autodiff<Flex, C>> {
    match CrossEntropyBackward.prepare::<C>([logits.node()]).compute_bound().stateful() {
        OpsKind::Tracked(prep) => {
            let (loss, probabilities) =
                kernels::cross_entropy::forward(values(logits.into_primitive()), &indices(classes.clone()));
            prep.finish(Arc::new(CrossEntropyState { probabilities, classes }), tensor(vec![loss], [1]))
        }
        OpsKind::UnTracked(prep) => prep.finish(Flex::mean_cross_entropy(logits.into_primitive(), classes)),
    }
}

#[derive(Clone, Debug)]
struct CrossEntropyState {
    probabilities: Vec<f32>,
    classes: IntTensor<Flex>,
}

#[derive(Debug)]
struct CrossEntropyBackward;

impl Backward<Flex, 1> for CrossEntropyBackward {
    /// Shared, so that a copy of the graph is none of the probabilities.
    type State = Arc<CrossEntropyState>;

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = values(grads.consume::<Flex>(&ops.node))[0];
        let CrossEntropyState { probabilities, classes } = Arc::unwrap_or_clone(ops.state);
        let classes = indices(classes);
        let width = probabilities.len() / classes.len();
        let [logits_node] = ops.parents;
        if let Some(node) = logits_node {
            let gradient = kernels::cross_entropy::backward(probabilities, &classes, grad);
            grads.register::<Flex>(node.id, tensor(gradient, [classes.len(), width]));
        }
    }
}
