//! What training a GPT spends its time in, as operations of Burn's CPU backend with hand-written backward passes. The linear layers and the
//! cross entropy are those of the recurrent models.

use std::sync::Arc;

use burn::backend::autodiff::checkpoint::{base::Checkpointer, strategy::CheckpointStrategy};
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, TensorMetadata, backend_extension};
use burn::tensor::Tensor;
use models::gpt::Operations;
use models::kernels::attention::Size;
use models::kernels::{causal, layer_norm, math};
use models::recurrent::Cell;

use super::{slice, tensor, values};

/// For tensors on the CPU backend.
pub fn operations() -> Operations {
    let shared = super::operations(Cell::Lstm);
    Operations {
        linear: shared.linear,
        layer_norm: |x, weight, bias, epsilon| {
            let operands = (x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
            Tensor::from_dispatch(Dispatch::trained_norm(operands.0, operands.1, operands.2, epsilon))
        },
        attention: |qkv, size| Tensor::from_dispatch(Dispatch::causal_attention(qkv.into_dispatch(), size)),
        gelu: |x| Tensor::from_dispatch(Dispatch::trained_gelu(x.into_dispatch())),
        cross_entropy: shared.cross_entropy,
    }
}

/// Operands and results as [`Operations`] says.
#[backend_extension(Flex, Autodiff)]
trait Kernels: Backend {
    fn trained_norm(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        epsilon: f32,
    ) -> FloatTensor<Self>;
    fn causal_attention(qkv: FloatTensor<Self>, size: Size) -> FloatTensor<Self>;
    fn trained_gelu(x: FloatTensor<Self>) -> FloatTensor<Self>;
}

impl Kernels for Flex {
    fn trained_norm(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        epsilon: f32,
    ) -> FloatTensor<Self> {
        let shape: [usize; 2] = x.shape().dims();
        let (weight, bias) = (weight.to_contiguous(), bias.to_contiguous());
        let mut values = values(x);
        layer_norm::forward(&mut values, slice(&weight), slice(&bias), epsilon);
        tensor(values, shape)
    }

    fn causal_attention(qkv: FloatTensor<Self>, size: Size) -> FloatTensor<Self> {
        tensor(causal::forward(slice(&qkv.to_contiguous()), size).0, size.rows())
    }

    fn trained_gelu(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let shape: [usize; 2] = x.shape().dims();
        let mut values = values(x);
        math::gelu_all(&mut values);
        tensor(values, shape)
    }
}

impl<C: CheckpointStrategy> Kernels for Autodiff<Flex, C> {
    fn trained_norm(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        epsilon: f32,
    ) -> FloatTensor<Self> {
        match NormBackward.prepare::<C>([x.node(), weight.node(), bias.node()]).compute_bound().stateful() {
            OpsKind::Tracked(prep) => {
                let (x, weight) = (x.into_primitive().to_contiguous(), weight.into_primitive().to_contiguous());
                let out = Flex::trained_norm(x.clone(), weight.clone(), bias.into_primitive(), epsilon);
                prep.finish(NormState { x, weight, epsilon }, out)
            }
            OpsKind::UnTracked(prep) => {
                let operands = (x.into_primitive(), weight.into_primitive(), bias.into_primitive());
                prep.finish(Flex::trained_norm(operands.0, operands.1, operands.2, epsilon))
            }
        }
    }

    fn causal_attention(qkv: FloatTensor<Self>, size: Size) -> FloatTensor<Self> {
        match AttentionBackward.prepare::<C>([qkv.node()]).compute_bound().stateful() {
            OpsKind::Tracked(prep) => {
                let qkv = qkv.into_primitive().to_contiguous();
                let (mixed, probabilities) = causal::forward(slice(&qkv), size);
                let state = AttentionState { qkv, probabilities: Arc::new(probabilities), size };
                prep.finish(state, tensor(mixed, size.rows()))
            }
            OpsKind::UnTracked(prep) => prep.finish(Flex::causal_attention(qkv.into_primitive(), size)),
        }
    }

    fn trained_gelu(x: FloatTensor<Self>) -> FloatTensor<Self> {
        match GeluBackward.prepare::<C>([x.node()]).compute_bound().stateful() {
            OpsKind::Tracked(prep) => {
                let x = x.into_primitive().to_contiguous();
                prep.finish(x.clone(), Flex::trained_gelu(x))
            }
            OpsKind::UnTracked(prep) => prep.finish(Flex::trained_gelu(x.into_primitive())),
        }
    }
}

/// Its tensors are shared when copied.
#[derive(Clone, Debug)]
struct NormState {
    x: FloatTensor<Flex>,
    weight: FloatTensor<Flex>,
    epsilon: f32,
}

#[derive(Debug)]
struct NormBackward;

impl Backward<Flex, 3> for NormBackward {
    type State = NormState;

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<Flex>(&ops.node).to_contiguous();
        let NormState { x, weight, epsilon } = ops.state;
        let shape: [usize; 2] = x.shape().dims();
        let (of_x, of_weight, of_bias) = layer_norm::backward(slice(&x), slice(&weight), epsilon, slice(&grad));
        let [x_node, weight_node, bias_node] = ops.parents;
        if let Some(node) = x_node {
            grads.register::<Flex>(node.id, tensor(of_x, shape));
        }
        if let Some(node) = weight_node {
            grads.register::<Flex>(node.id, tensor(of_weight, [shape[1]]));
        }
        if let Some(node) = bias_node {
            grads.register::<Flex>(node.id, tensor(of_bias, [shape[1]]));
        }
    }
}

#[derive(Clone, Debug)]
struct AttentionState {
    qkv: FloatTensor<Flex>,
    probabilities: Arc<Vec<f32>>,
    size: Size,
}

#[derive(Debug)]
struct AttentionBackward;

impl Backward<Flex, 1> for AttentionBackward {
    type State = AttentionState;

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<Flex>(&ops.node).to_contiguous();
        let AttentionState { qkv, probabilities, size } = ops.state;
        let shape: [usize; 2] = qkv.shape().dims();
        let [node] = ops.parents;
        if let Some(node) = node {
            let gradient = causal::backward(slice(&qkv), &probabilities, slice(&grad), size);
            grads.register::<Flex>(node.id, tensor(gradient, shape));
        }
    }
}

#[derive(Debug)]
struct GeluBackward;

impl Backward<Flex, 1> for GeluBackward {
    type State = FloatTensor<Flex>;

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<Flex>(&ops.node);
        let shape: [usize; 2] = grad.shape().dims();
        let [node] = ops.parents;
        if let Some(node) = node {
            let mut gradient = values(grad);
            math::gelu_backward(&mut gradient, slice(&ops.state));
            grads.register::<Flex>(node.id, tensor(gradient, shape));
        }
    }
}
