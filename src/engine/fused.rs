//! The recurrent kernels of [`models::kernels`] as operations of Burn's CPU backend, with their hand-written backward passes.

use std::sync::Arc;

use burn::backend::autodiff::checkpoint::{base::Checkpointer, strategy::CheckpointStrategy};
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, TensorMetadata, backend_extension};
use burn::tensor::{Tensor, TensorData};
use models::kernels::{self, Size};
use models::recurrent::{Cell, Sequence};

/// The fused sequence of a cell, for tensors on the CPU backend.
pub fn sequence(cell: Cell) -> Sequence {
    match cell {
        Cell::Lstm => |from_input, w_hh| {
            let output =
                <Dispatch as RecurrentKernels>::lstm_sequence(from_input.into_dispatch(), w_hh.into_dispatch());
            Tensor::from_dispatch(output)
        },
        Cell::Rnn => |from_input, w_hh| {
            let output = <Dispatch as RecurrentKernels>::rnn_sequence(from_input.into_dispatch(), w_hh.into_dispatch());
            Tensor::from_dispatch(output)
        },
    }
}

/// `from_input` is `[steps, batch, gates * hidden]`, `w_hh` `[gates * hidden, hidden]`; the result `[steps, batch, hidden]`.
#[backend_extension(Flex, Autodiff)]
trait RecurrentKernels: Backend {
    fn lstm_sequence(from_input: FloatTensor<Self>, w_hh: FloatTensor<Self>) -> FloatTensor<Self>;
    fn rnn_sequence(from_input: FloatTensor<Self>, w_hh: FloatTensor<Self>) -> FloatTensor<Self>;
}

impl RecurrentKernels for Flex {
    fn lstm_sequence(from_input: FloatTensor<Self>, w_hh: FloatTensor<Self>) -> FloatTensor<Self> {
        let size = size(&from_input, &w_hh);
        tensor(kernels::lstm::forward(size, values(from_input), &values(w_hh)).0, size, size.hidden)
    }

    fn rnn_sequence(from_input: FloatTensor<Self>, w_hh: FloatTensor<Self>) -> FloatTensor<Self> {
        let size = size(&from_input, &w_hh);
        tensor(kernels::rnn::forward(size, values(from_input), &values(w_hh)), size, size.hidden)
    }
}

impl<C: CheckpointStrategy> RecurrentKernels for Autodiff<Flex, C> {
    fn lstm_sequence(from_input: FloatTensor<Self>, w_hh: FloatTensor<Self>) -> FloatTensor<Self> {
        match LstmBackward.prepare::<C>([from_input.node(), w_hh.node()]).compute_bound().stateful() {
            OpsKind::Tracked(prep) => {
                let size = size(from_input.primitive(), w_hh.primitive());
                let w_hh = values(w_hh.into_primitive());
                let (out, saved) = kernels::lstm::forward(size, values(from_input.into_primitive()), &w_hh);
                let output = tensor(out.clone(), size, size.hidden);
                prep.finish(Arc::new(LstmState { size, saved, out, w_hh }), output)
            }
            OpsKind::UnTracked(prep) => {
                prep.finish(Flex::lstm_sequence(from_input.into_primitive(), w_hh.into_primitive()))
            }
        }
    }

    fn rnn_sequence(from_input: FloatTensor<Self>, w_hh: FloatTensor<Self>) -> FloatTensor<Self> {
        match RnnBackward.prepare::<C>([from_input.node(), w_hh.node()]).compute_bound().stateful() {
            OpsKind::Tracked(prep) => {
                let size = size(from_input.primitive(), w_hh.primitive());
                let w_hh = values(w_hh.into_primitive());
                let out = kernels::rnn::forward(size, values(from_input.into_primitive()), &w_hh);
                let output = tensor(out.clone(), size, size.hidden);
                prep.finish(Arc::new(RnnState { size, out, w_hh }), output)
            }
            OpsKind::UnTracked(prep) => {
                prep.finish(Flex::rnn_sequence(from_input.into_primitive(), w_hh.into_primitive()))
            }
        }
    }
}

#[derive(Debug)]
struct LstmState {
    size: Size,
    saved: kernels::lstm::Saved,
    out: Vec<f32>,
    w_hh: Vec<f32>,
}

#[derive(Debug)]
struct LstmBackward;

impl Backward<Flex, 2> for LstmBackward {
    type State = Arc<LstmState>;

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = values(grads.consume::<Flex>(&ops.node));
        let LstmState { size, saved, out, w_hh } = &*ops.state;
        let (sums, w_grad) = kernels::lstm::backward(*size, saved, out, &grad, w_hh);
        register(ops.parents.map(|node| node.map(|node| node.id)), grads, *size, 4, sums, w_grad);
    }
}

#[derive(Debug)]
struct RnnState {
    size: Size,
    out: Vec<f32>,
    w_hh: Vec<f32>,
}

#[derive(Debug)]
struct RnnBackward;

impl Backward<Flex, 2> for RnnBackward {
    type State = Arc<RnnState>;

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = values(grads.consume::<Flex>(&ops.node));
        let RnnState { size, out, w_hh } = &*ops.state;
        let (sums, w_grad) = kernels::rnn::backward(*size, out, &grad, w_hh);
        register(ops.parents.map(|node| node.map(|node| node.id)), grads, *size, 1, sums, w_grad);
    }
}

/// Hands the gradients of the two operands to those of them that are tracked.
fn register(
    [from_input, w_hh]: [Option<burn::backend::autodiff::NodeId>; 2],
    grads: &mut Gradients,
    size: Size,
    gates: usize,
    sums: Vec<f32>,
    w_grad: Vec<f32>,
) {
    if let Some(id) = from_input {
        grads.register::<Flex>(id, tensor(sums, size, gates * size.hidden));
    }
    if let Some(id) = w_hh {
        let data = TensorData::new(w_grad, [gates * size.hidden, size.hidden]);
        grads.register::<Flex>(id, FloatTensor::<Flex>::from_data(data));
    }
}

fn size(from_input: &FloatTensor<Flex>, w_hh: &FloatTensor<Flex>) -> Size {
    let shape = from_input.shape();
    Size { steps: shape[0], batch: shape[1], hidden: w_hh.shape()[1] }
}

fn values(tensor: FloatTensor<Flex>) -> Vec<f32> {
    tensor.into_data().try_into_vec::<f32>().expect("the models compute in f32")
}

/// `[steps, batch, width]`
fn tensor(values: Vec<f32>, size: Size, width: usize) -> FloatTensor<Flex> {
    FloatTensor::<Flex>::from_data(TensorData::new(values, [size.steps, size.batch, width]))
}
