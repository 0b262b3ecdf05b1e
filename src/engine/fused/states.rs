//! An LSTM layer from a given state with its memory handed out, as an operation that autodiff follows.

use std::sync::Arc;

use burn::backend::autodiff::checkpoint::{base::Checkpointer, strategy::CheckpointStrategy};
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, backend_extension};
use burn::tensor::Tensor;
use models::kernels::lstm::Saved;
use models::kernels::{Size, lstm_states};
use models::recurrent::Cell;
use models::seq2seq::Operations;

use super::{sequences, slice, tensor, values};

/// For tensors on the CPU backend.
pub fn operations() -> Operations {
    Operations {
        recurrent: super::operations(Cell::Lstm),
        states: |from_input, w_hh, hidden, cell| {
            let (from_input, w_hh) = (from_input.into_dispatch(), w_hh.into_dispatch());
            Tensor::from_dispatch(Dispatch::lstm_states(from_input, w_hh, hidden.into_dispatch(), cell.into_dispatch()))
        },
    }
}

/// Operands and result as [`Operations`] says.
#[backend_extension(Flex, Autodiff)]
trait States: Backend {
    fn lstm_states(
        from_input: FloatTensor<Self>,
        w_hh: FloatTensor<Self>,
        hidden: FloatTensor<Self>,
        cell: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
}

impl States for Flex {
    fn lstm_states(
        from_input: FloatTensor<Self>,
        w_hh: FloatTensor<Self>,
        hidden: FloatTensor<Self>,
        cell: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let size = sequences::size(&from_input, &w_hh);
        let (hidden, cell) = (values(hidden), values(cell));
        let (out, _) = lstm_states::forward(size, values(from_input), &values(w_hh), &hidden, &cell);
        tensor(out, shape(size))
    }
}

impl<C: CheckpointStrategy> States for Autodiff<Flex, C> {
    fn lstm_states(
        from_input: FloatTensor<Self>,
        w_hh: FloatTensor<Self>,
        hidden: FloatTensor<Self>,
        cell: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let nodes = [from_input.node(), w_hh.node(), hidden.node(), cell.node()];
        match StatesBackward.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prep) => {
                let size = sequences::size(from_input.primitive(), w_hh.primitive());
                let w_hh = w_hh.into_primitive().to_contiguous();
                let first = [hidden, cell].map(|first| first.into_primitive().to_contiguous());
                let [hidden, cell] = &first;
                let from_input = values(from_input.into_primitive());
                let (out, saved) = lstm_states::forward(size, from_input, slice(&w_hh), slice(hidden), slice(cell));
                let out = tensor(out, shape(size));
                prep.finish(Arc::new(StatesState { size, saved, out: out.clone(), w_hh, first }), out)
            }
            OpsKind::UnTracked(prep) => prep.finish(Flex::lstm_states(
                from_input.into_primitive(),
                w_hh.into_primitive(),
                hidden.into_primitive(),
                cell.into_primitive(),
            )),
        }
    }
}

#[derive(Clone, Debug)]
struct StatesState {
    size: Size,
    saved: Saved,
    out: FloatTensor<Flex>,
    w_hh: FloatTensor<Flex>,
    /// Hidden state and cell before the first step.
    first: [FloatTensor<Flex>; 2],
}

#[derive(Debug)]
struct StatesBackward;

impl Backward<Flex, 4> for StatesBackward {
    /// Shared, so that a copy of the graph is none of its buffers.
    type State = Arc<StatesState>;

    fn backward(self, ops: Ops<Self::State, 4>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<Flex>(&ops.node).to_contiguous();
        let StatesState { size, saved, out, w_hh, first: [hidden, cell] } = Arc::unwrap_or_clone(ops.state);
        let first = [slice(&hidden), slice(&cell)];
        let found = lstm_states::backward(size, saved, [slice(&out), slice(&grad)], slice(&w_hh), first);
        let Size { steps, batch, hidden: width } = size;
        let [from_input, w_hh, hidden, cell] = ops.parents;
        if let Some(node) = from_input {
            grads.register::<Flex>(node.id, tensor(found.from_input, [steps, batch, 4 * width]));
        }
        if let Some(node) = w_hh {
            grads.register::<Flex>(node.id, tensor(found.w_hh, [4 * width, width]));
        }
        for (node, gradient) in [(hidden, found.hidden), (cell, found.cell)] {
            if let Some(node) = node {
                grads.register::<Flex>(node.id, tensor(gradient, [batch, width]));
            }
        }
    }
}

/// Hidden states and then cells.
fn shape(size: Size) -> [usize; 3] {
    [2 * size.steps, size.batch, size.hidden]
}
