//! Recurrent sequences that autodiff follows.

use std::sync::Arc;

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::{base::Checkpointer, strategy::CheckpointStrategy};
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex, TensorMetadata};
use models::kernels::{self, Size};

use super::{Kernels, slice, tensor, values};

pub fn lstm<C: CheckpointStrategy>(
    from_input: FloatTensor<Autodiff<Flex, C>>,
    w_hh: FloatTensor<Autodiff<Flex, C>>,
) -> FloatTensor<Autodiff<Flex, C>> {
    match LstmBackward.prepare::<C>([from_input.node(), w_hh.node()]).compute_bound().stateful() {
        OpsKind::Tracked(prep) => {
            let size = size(from_input.primitive(), w_hh.primitive());
            let w_hh = w_hh.into_primitive().to_contiguous();
            let (out, saved) = kernels::lstm::forward(size, values(from_input.into_primitive()), slice(&w_hh));
            let out = tensor(out, size.states());
            prep.finish(Arc::new(LstmState { size, saved, out: out.clone(), w_hh }), out)
        }
        OpsKind::UnTracked(prep) => {
            prep.finish(Flex::lstm_sequence(from_input.into_primitive(), w_hh.into_primitive()))
        }
    }
}

pub fn rnn<C: CheckpointStrategy>(
    from_input: FloatTensor<Autodiff<Flex, C>>,
    w_hh: FloatTensor<Autodiff<Flex, C>>,
) -> FloatTensor<Autodiff<Flex, C>> {
    match RnnBackward.prepare::<C>([from_input.node(), w_hh.node()]).compute_bound().stateful() {
        OpsKind::Tracked(prep) => {
            let size = size(from_input.primitive(), w_hh.primitive());
            let w_hh = w_hh.into_primitive().to_contiguous();
            let out = kernels::rnn::forward(size, values(from_input.into_primitive()), slice(&w_hh));
            let out = tensor(out, size.states());
            prep.finish(RnnState { size, out: out.clone(), w_hh }, out)
        }
        OpsKind::UnTracked(prep) => prep.finish(Flex::rnn_sequence(from_input.into_primitive(), w_hh.into_primitive())),
    }
}

#[derive(Clone, Debug)]
struct LstmState {
    size: Size,
    saved: kernels::lstm::Saved,
    out: FloatTensor<Flex>,
    w_hh: FloatTensor<Flex>,
}

#[derive(Debug)]
struct LstmBackward;

impl Backward<Flex, 2> for LstmBackward {
    /// Shared, so that a copy of the graph is none of its buffers.
    type State = Arc<LstmState>;

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<Flex>(&ops.node).to_contiguous();
        let LstmState { size, saved, out, w_hh } = Arc::unwrap_or_clone(ops.state);
        let gradients = kernels::lstm::backward(size, saved, slice(&out), slice(&grad), slice(&w_hh));
        register(ops.parents.map(|node| node.map(|node| node.id)), grads, size, 4, gradients);
    }
}

/// Its tensors are shared when copied.
#[derive(Clone, Debug)]
struct RnnState {
    size: Size,
    out: FloatTensor<Flex>,
    w_hh: FloatTensor<Flex>,
}

#[derive(Debug)]
struct RnnBackward;

impl Backward<Flex, 2> for RnnBackward {
    type State = RnnState;

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<Flex>(&ops.node).to_contiguous();
        let RnnState { size, out, w_hh } = ops.state;
        let gradients = kernels::rnn::backward(size, slice(&out), slice(&grad), slice(&w_hh));
        register(ops.parents.map(|node| node.map(|node| node.id)), grads, size, 1, gradients);
    }
}

/// Hands the gradients of the two operands to those of them that are tracked.
fn register(
    [from_input, w_hh]: [Option<NodeId>; 2],
    grads: &mut Gradients,
    size: Size,
    gates: usize,
    (sums, w_grad): (Vec<f32>, Vec<f32>),
) {
    let width = gates * size.hidden;
    if let Some(id) = from_input {
        grads.register::<Flex>(id, tensor(sums, [size.steps, size.batch, width]));
    }
    if let Some(id) = w_hh {
        grads.register::<Flex>(id, tensor(w_grad, [width, size.hidden]));
    }
}

pub fn size(from_input: &FloatTensor<Flex>, w_hh: &FloatTensor<Flex>) -> Size {
    let shape = from_input.shape();
    Size { steps: shape[0], batch: shape[1], hidden: w_hh.shape()[1] }
}
