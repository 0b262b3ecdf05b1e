//! The kernels of [`models::kernels`] as operations of Burn's CPU backend, those of recurrent models with hand-written backward passes.

pub mod gpt;
mod rows;
mod sequences;
pub mod states;
pub mod transformer;

use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Autodiff, Backend, Dispatch, Flex, TensorMetadata, backend_extension};
use burn::tensor::{Tensor, TensorData};
use models::kernels;
use models::operations::Operations;
use models::recurrent::Cell;

/// The fused operations of a cell's model, for tensors on the CPU backend.
pub fn operations(cell: Cell) -> Operations {
    Operations {
        sequence: match cell {
            Cell::Lstm => |from_input, w_hh| {
                Tensor::from_dispatch(Dispatch::lstm_sequence(from_input.into_dispatch(), w_hh.into_dispatch()))
            },
            Cell::Rnn => |from_input, w_hh| {
                Tensor::from_dispatch(Dispatch::rnn_sequence(from_input.into_dispatch(), w_hh.into_dispatch()))
            },
        },
        linear: |x, weight, bias| {
            let operands = (x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
            Tensor::from_dispatch(Dispatch::rows_linear(operands.0, operands.1, operands.2))
        },
        linear_of_tokens: |tokens, weight, bias| {
            let operands = (tokens.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
            Tensor::from_dispatch(Dispatch::token_linear(operands.0, operands.1, operands.2))
        },
        cross_entropy: |logits, classes| {
            Tensor::from_dispatch(Dispatch::mean_cross_entropy(logits.into_dispatch(), classes.into_dispatch()))
        },
    }
}

/// Operands and results as [`Operations`] says.
#[backend_extension(Flex, Autodiff)]
trait Kernels: Backend {
    fn lstm_sequence(from_input: FloatTensor<Self>, w_hh: FloatTensor<Self>) -> FloatTensor<Self>;
    fn rnn_sequence(from_input: FloatTensor<Self>, w_hh: FloatTensor<Self>) -> FloatTensor<Self>;
    fn rows_linear(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self>;
    fn token_linear(tokens: IntTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self>;
    fn mean_cross_entropy(logits: FloatTensor<Self>, classes: IntTensor<Self>) -> FloatTensor<Self>;
}

impl Kernels for Flex {
    fn lstm_sequence(from_input: FloatTensor<Self>, w_hh: FloatTensor<Self>) -> FloatTensor<Self> {
        let size = sequences::size(&from_input, &w_hh);
        tensor(kernels::lstm::forward(size, values(from_input), &values(w_hh)).0, size.states())
    }

    fn rnn_sequence(from_input: FloatTensor<Self>, w_hh: FloatTensor<Self>) -> FloatTensor<Self> {
        let size = sequences::size(&from_input, &w_hh);
        tensor(kernels::rnn::forward(size, values(from_input), &values(w_hh)), size.states())
    }

    fn rows_linear(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        let shape = [x.shape()[0], weight.shape()[0]];
        let (x, weight, bias) = (x.to_contiguous(), weight.to_contiguous(), bias.to_contiguous());
        tensor(kernels::linear::forward(slice(&x), slice(&weight), slice(&bias)), shape)
    }

    fn token_linear(tokens: IntTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        let shape = [tokens.shape()[0], weight.shape()[0]];
        let (weight, bias) = (weight.to_contiguous(), bias.to_contiguous());
        tensor(kernels::linear::forward_of_tokens(&indices(tokens), slice(&weight), slice(&bias)), shape)
    }

    fn mean_cross_entropy(logits: FloatTensor<Self>, classes: IntTensor<Self>) -> FloatTensor<Self> {
        tensor(vec![kernels::cross_entropy::forward(values(logits), &indices(classes)).0], [1])
    }
}

impl<C: CheckpointStrategy> Kernels for Autodiff<Flex, C> {
    fn lstm_sequence(from_input: FloatTensor<Self>, w_hh: FloatTensor<Self>) -> FloatTensor<Self> {
        sequences::lstm::<C>(from_input, w_hh)
    }

    fn rnn_sequence(from_input: FloatTensor<Self>, w_hh: FloatTensor<Self>) -> FloatTensor<Self> {
        sequences::rnn::<C>(from_input, w_hh)
    }

    fn rows_linear(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        rows::linear::<C>(x, weight, bias)
    }

    fn token_linear(tokens: IntTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        rows::linear_of_tokens::<C>(tokens, weight, bias)
    }

    fn mean_cross_entropy(logits: FloatTensor<Self>, classes: IntTensor<Self>) -> FloatTensor<Self> {
        rows::cross_entropy::<C>(logits, classes)
    }
}

/// The values of a tensor: its own memory if nothing else holds it.
fn values(tensor: FloatTensor<Flex>) -> Vec<f32> {
    tensor.into_data().try_into_vec::<f32>().expect("the models compute in f32")
}

/// The values of a contiguous tensor.
fn slice(tensor: &FloatTensor<Flex>) -> &[f32] {
    tensor.as_slice::<f32>().expect("the models compute in f32, and this one was made contiguous")
}

fn indices(tensor: IntTensor<Flex>) -> Vec<usize> {
    tensor.into_data().iter::<i64>().map(|index| usize::try_from(index).expect("tokens count from 0")).collect()
}

fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> FloatTensor<Flex> {
    FloatTensor::<Flex>::from_data(TensorData::new(values, shape))
}
